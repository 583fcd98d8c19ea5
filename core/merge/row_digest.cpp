#include "merge/row_digest.hpp"

#include "base/mix.hpp"
#include "model/value_codec.hpp"

namespace brygga {
namespace {

// FNV-1a, its bits mixed once more so that sums of digests spread.
std::uint64_t hash_of(ByteView bytes) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3ULL;
  return mix(hash);
}

}  // namespace

Bytes canonical_bytes(const RowState& row) {
  ByteWriter out(256);
  out.varint(row.entity);
  out.raw(row.id.uuid.view());
  write_scope(out, row.scope);
  write_stamp(out, row.life.moved);
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const auto& heads = row.fields[i].heads;
    if (heads.empty()) continue;
    out.varint(i + 1);
    out.varint(heads.size());
    for (const Head& head : heads) {
      write_stamp(out, head.stamp);
      write_value(out, head.value);
    }
  }
  return out.take();
}

std::uint64_t digest_of(const RowState& row) { return hash_of(canonical_bytes(row)); }

}  // namespace brygga
