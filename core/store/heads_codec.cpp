#include "store/heads_codec.hpp"

#include <algorithm>
#include <vector>

#include "model/value_codec.hpp"

namespace brygga {
namespace {

// The first byte: the format, and which parts stand before the heads.
constexpr std::uint8_t format_in_full = 1, format_of_file = 5;
constexpr std::uint8_t with_life = 1, with_mac = 2, parts_all = 3;

constexpr std::uint64_t ms_end = 1ULL << 48;
constexpr std::uint64_t counter_end = 1ULL << 16;

// The first 48 bits of a UUIDv7: when the row was made. Of any other id a number as good as any.
std::int64_t made_ms(const RowId& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.uuid.bytes[i];
  return ms;
}

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

// Writes stamps in full, or as a file has them.
class Encoder {
 public:
  Encoder(const EntityDef& entity, const RowState& row, const KeyOfWriter* key_of)
      : entity_(entity), row_(row), key_of_(key_of), made_ms_(made_ms(row.id)) {}

  Bytes run() {
    const bool has_life = row_.life != RowLife{};
    const bool has_mac = row_.mac != Mac{};
    const std::uint8_t format = key_of_ != nullptr ? format_of_file : format_in_full;
    out_.u8(
        static_cast<std::uint8_t>(format + (has_life ? with_life : 0) + (has_mac ? with_mac : 0)));
    if (has_mac) out_.raw(ByteView(row_.mac));
    if (has_life) write_life();
    const std::vector<Group> groups = groups_of(entity_, row_);
    const std::uint64_t specials = count_specials();
    if (key_of_ == nullptr) {
      out_.varint(groups.size());
    } else {
      out_.varint(groups.size() << 1 | (specials != 0 ? 1U : 0U));
    }
    for (const Group& group : groups) write_group(group);
    if (key_of_ == nullptr || specials != 0) write_specials(specials);
    return out_.take();
  }

 private:
  void write_life() {
    out_.varint(row_.life.seq);
    write_origin(row_.life.moved, std::nullopt);
    write_origin(row_.life.deleted, std::nullopt);
    out_.u8(row_.life.erased ? 1 : 0);
  }

  void write_group(const Group& group) {
    write_origin(group.stamp, group.ref.own_edit);
    write_seq(group.seq);
    out_.varint(group.fields);
  }

  // A row's own seq is in its column: in a file others are told by their distance from it.
  void write_seq(Seq seq) { out_.varint(key_of_ == nullptr ? seq : row_.seq - seq); }

  std::uint64_t count_specials() const {
    std::uint64_t specials = 0;
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      specials += is_special(entity_.fields[i], row_.fields[i]) ? 1U : 0U;
    }
    return specials;
  }

  void write_specials(std::uint64_t specials) {
    out_.varint(specials);
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      const FieldState& state = row_.fields[i];
      if (!is_special(entity_.fields[i], state)) continue;
      out_.varint(i + 1);
      write_seq(state.seq);
      out_.varint(state.heads.size());
      for (const Head& head : state.heads) {
        write_origin(head.stamp, head.own_edit);
        if (entity_.fields[i].rule == Rule::set) write_value(out_, head.value);
      }
    }
  }

  // own_edit: nothing for a stamp that is no head's.
  void write_origin(const Stamp& stamp, std::optional<EditNumber> own_edit) {
    if (key_of_ == nullptr) {
      write_stamp(out_, stamp);
      if (own_edit) out_.varint(*own_edit);
      return;
    }
    const std::uint64_t counter = stamp.time.ticks % counter_end;
    const auto ms = static_cast<std::int64_t>(stamp.time.unix_ms());
    out_.varint(zigzag(ms - made_ms_) << 1 | (counter != 0 ? 1U : 0U));
    if (counter != 0) out_.varint(counter);
    const bool is_own = own_edit.value_or(0) != 0;
    out_.varint((*key_of_)(stamp.device) << 1 | (is_own ? 1U : 0U));
    if (is_own) out_.varint(*own_edit);
  }

  const EntityDef& entity_;
  const RowState& row_;
  const KeyOfWriter* key_of_;
  const std::int64_t made_ms_;
  ByteWriter out_{64};
};

class Decoder {
 public:
  Decoder(const EntityDef& entity, ByteView blob, RowState& row, const WriterOfKey& writer_of)
      : entity_(entity), in_(blob), row_(row), writer_of_(writer_of), made_ms_(made_ms(row.id)) {}

  bool run() {
    const std::uint8_t first = in_.u8();
    is_of_file_ = first >= format_of_file;
    const int parts = first - (is_of_file_ ? format_of_file : format_in_full);
    if (parts < 0 || parts > parts_all || (is_of_file_ && !writer_of_)) return false;
    if ((parts & with_mac) != 0) {
      const ByteView mac = in_.raw(row_.mac.size());
      if (mac.size() == row_.mac.size()) std::copy(mac.begin(), mac.end(), row_.mac.begin());
    }
    if ((parts & with_life) != 0) read_life();
    const std::uint64_t contents = is_of_file_ ? in_.varint() : in_.count(12) << 1 | 1;
    const std::uint64_t groups = contents >> 1;
    for (std::uint64_t i = 0; i < groups && in_.ok(); ++i) read_group();
    const std::size_t specials = (contents & 1) != 0 ? in_.count(3) : 0;
    for (std::size_t i = 0; i < specials && in_.ok(); ++i) read_special();
    return in_.ok() && in_.at_end();
  }

 private:
  void read_life() {
    row_.life.seq = in_.varint();
    row_.life.moved = is_of_file_ ? read_origin().stamp : read_stamp(in_);
    row_.life.deleted = is_of_file_ ? read_origin().stamp : read_stamp(in_);
    row_.life.erased = in_.u8() != 0;
  }

  void read_group() {
    const Head head = read_origin();
    const Seq seq = read_seq();
    const std::uint64_t fields = in_.varint();
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      if ((fields >> i & 1) == 0) continue;
      if (entity_.fields[i].rule == Rule::set) in_.fail();
      row_.fields[i].heads.assign(1, head);
      row_.fields[i].seq = seq;
    }
  }

  Seq read_seq() {
    const std::uint64_t told = in_.varint();
    return is_of_file_ ? row_.seq - told : told;
  }

  void read_special() {
    const std::uint64_t number = in_.varint();
    const Seq seq = read_seq();
    const std::size_t heads = in_.count(is_of_file_ ? 2 : 10);
    if (number == 0 || number > row_.fields.size()) {
      in_.fail();
      return;
    }
    const auto index = static_cast<std::size_t>(number - 1);
    FieldState& state = row_.fields[index];
    state.seq = seq;
    state.heads.resize(heads);
    for (Head& head : state.heads) {
      head = read_origin();
      if (entity_.fields[index].rule == Rule::set) head.value = read_value(in_);
    }
  }

  Head read_origin() {
    Head head;
    if (!is_of_file_) {
      head.stamp = read_stamp(in_);
      head.own_edit = in_.varint();
      return head;
    }
    const std::uint64_t time = in_.varint();
    const std::uint64_t counter = (time & 1) != 0 ? in_.varint() : 0;
    const std::uint64_t key = in_.varint();
    if ((key & 1) != 0) head.own_edit = in_.varint();
    const std::uint64_t ms =
        static_cast<std::uint64_t>(unzigzag(time >> 1)) + static_cast<std::uint64_t>(made_ms_);
    const auto device = in_.ok() ? writer_of_(key >> 1) : std::nullopt;
    if (!device || ms >= ms_end || counter >= counter_end) {
      in_.fail();
      return head;
    }
    head.stamp = {{ms << 16 | counter}, *device};
    return head;
  }

  const EntityDef& entity_;
  ByteReader in_;
  RowState& row_;
  const WriterOfKey& writer_of_;
  const std::int64_t made_ms_;
  bool is_of_file_ = false;
};

}  // namespace

Bytes encode_heads(const EntityDef& entity, const RowState& row) {
  return Encoder(entity, row, nullptr).run();
}

Bytes encode_heads(const EntityDef& entity, const RowState& row, const KeyOfWriter& key_of) {
  return Encoder(entity, row, &key_of).run();
}

bool decode_heads(const EntityDef& entity, ByteView blob, RowState& row,
                  const WriterOfKey& writer_of) {
  return Decoder(entity, blob, row, writer_of).run();
}

bool bears_mark(ByteView blob) {
  if (blob.empty() || blob.front() < format_in_full) return false;
  const int format = blob.front() >= format_of_file ? format_of_file : format_in_full;
  return ((blob.front() - format) & with_mac) != 0;
}

}  // namespace brygga
