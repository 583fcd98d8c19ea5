#include "store/heads_codec.hpp"

#include <algorithm>
#include <vector>

#include "model/value_codec.hpp"

namespace brygga {
namespace {

// The first byte: the format, and which parts stand before the heads.
constexpr std::uint8_t format = 1;
constexpr std::uint8_t with_life = 1, with_mac = 2, parts_all = 3;

// Fields with exactly one head of the same origin, and the same seq.
struct Group {
  HeadRef ref;
  Stamp stamp;
  Seq seq = 0;
  std::uint64_t fields = 0;  // bit: field number - 1
};

bool is_plain(const FieldDef& field, const FieldState& state) {
  return field.rule != Rule::set && state.heads.size() == 1;
}

std::vector<Group> groups_of(const EntityDef& entity, const RowState& row) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const FieldState& state = row.fields[i];
    if (!is_plain(entity.fields[i], state)) continue;
    const Head& head = state.heads.front();
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& candidate) {
      return candidate.stamp == head.stamp && candidate.ref.own_edit == head.own_edit &&
             candidate.seq == state.seq;
    });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), Group{head.ref(), head.stamp, state.seq, 0});
    }
    group->fields |= 1ULL << i;
  }
  return groups;
}

bool is_special(const FieldDef& field, const FieldState& state) {
  return !is_plain(field, state) && (!state.heads.empty() || state.seq != 0);
}

void write_origin(ByteWriter& out, const Stamp& stamp, EditNumber own_edit) {
  write_stamp(out, stamp);
  out.varint(own_edit);
}

void read_origin(ByteReader& in, Head& head) {
  head.stamp = read_stamp(in);
  head.own_edit = in.varint();
}

void read_group(const EntityDef& entity, ByteReader& in, RowState& row) {
  Head head;
  read_origin(in, head);
  const Seq seq = in.varint();
  const std::uint64_t fields = in.varint();
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if ((fields >> i & 1) == 0) continue;
    if (entity.fields[i].rule == Rule::set) in.fail();
    row.fields[i].heads.assign(1, head);
    row.fields[i].seq = seq;
  }
}

void read_special(const EntityDef& entity, ByteReader& in, RowState& row) {
  const std::uint64_t number = in.varint();
  const Seq seq = in.varint();
  const std::size_t heads = in.count(10);
  if (number == 0 || number > row.fields.size()) {
    in.fail();
    return;
  }
  const auto index = static_cast<std::size_t>(number - 1);
  FieldState& state = row.fields[index];
  state.seq = seq;
  state.heads.resize(heads);
  for (Head& head : state.heads) {
    read_origin(in, head);
    if (entity.fields[index].rule == Rule::set) head.value = read_value(in);
  }
}

}  // namespace

Bytes encode_heads(const EntityDef& entity, const RowState& row) {
  ByteWriter out(64);
  const bool has_life = row.life != RowLife{};
  const bool has_mac = row.mac != Mac{};
  out.u8(static_cast<std::uint8_t>(format + (has_life ? with_life : 0) + (has_mac ? with_mac : 0)));
  if (has_mac) out.raw(ByteView(row.mac));
  if (has_life) {
    out.varint(row.life.seq);
    write_stamp(out, row.life.moved);
    write_stamp(out, row.life.deleted);
    out.u8(row.life.erased ? 1 : 0);
  }
  const std::vector<Group> groups = groups_of(entity, row);
  out.varint(groups.size());
  for (const Group& group : groups) {
    write_origin(out, group.stamp, group.ref.own_edit);
    out.varint(group.seq);
    out.varint(group.fields);
  }
  std::uint64_t specials = 0;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    specials += is_special(entity.fields[i], row.fields[i]) ? 1U : 0U;
  }
  out.varint(specials);
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const FieldState& state = row.fields[i];
    if (!is_special(entity.fields[i], state)) continue;
    out.varint(i + 1);
    out.varint(state.seq);
    out.varint(state.heads.size());
    for (const Head& head : state.heads) {
      write_origin(out, head.stamp, head.own_edit);
      if (entity.fields[i].rule == Rule::set) write_value(out, head.value);
    }
  }
  return out.take();
}

bool decode_heads(const EntityDef& entity, ByteView blob, RowState& row) {
  ByteReader in(blob);
  const std::uint8_t first = in.u8();
  if (first < format || first > format + parts_all) return false;
  const int parts = first - format;
  if ((parts & with_mac) != 0) {
    const ByteView mac = in.raw(row.mac.size());
    if (mac.size() == row.mac.size()) std::copy(mac.begin(), mac.end(), row.mac.begin());
  }
  if ((parts & with_life) != 0) {
    row.life.seq = in.varint();
    row.life.moved = read_stamp(in);
    row.life.deleted = read_stamp(in);
    row.life.erased = in.u8() != 0;
  }
  const std::size_t groups = in.count(12);
  for (std::size_t i = 0; i < groups && in.ok(); ++i) read_group(entity, in, row);
  const std::size_t specials = in.count(3);
  for (std::size_t i = 0; i < specials && in.ok(); ++i) read_special(entity, in, row);
  return in.ok() && in.at_end();
}

}  // namespace brygga
