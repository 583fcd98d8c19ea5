#include "protocol/notary.hpp"

#include "merge/row_digest.hpp"

namespace brygga {
namespace {

// What a mark is of, so that one can never stand for the other.
constexpr std::uint8_t of_row = 1, of_epoch = 2;

}  // namespace

Mac mark_of(const Notary& notary, std::uint64_t epoch, const RowState& row) {
  const Bytes canonical = canonical_bytes(row);
  ByteWriter out(canonical.size() + 17);
  out.u8(of_row);
  out.fixed64(epoch);
  out.fixed64(row.seq);
  out.raw(ByteView(canonical));
  return notary.mark(out.take());
}

Mac mark_of(const Notary& notary, const EpochStart& start) {
  ByteWriter out(32);
  out.u8(of_epoch);
  out.fixed64(start.epoch);
  out.fixed64(start.parent);
  out.fixed64(start.after);
  return notary.mark(out.take());
}

}  // namespace brygga
