#include "support/builders.hpp"

namespace brygga::testing {

Uuid uuid_of(std::uint64_t n) {
  Uuid uuid;
  for (std::size_t i = 0; i < 8; ++i) {
    uuid.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
  }
  uuid.bytes[6] = 0x70;
  return uuid;
}

RowId row_of_number(std::uint64_t n) { return RowId{uuid_of(n)}; }

TransactionId txn(std::uint64_t n) { return TransactionId{uuid_of(0x7000'0000 + n)}; }

PrincipalId principal(std::uint64_t n) { return PrincipalId{uuid_of(n)}; }

Scope scope_of(char kind, std::uint64_t n) { return {kind, uuid_of(n)}; }

Stamp stamp_at(std::uint64_t ms, DeviceNumber device) { return {Hlc::from_unix_ms(ms), device}; }

HeadRef ref_to(const Stamp& stamp) { return {stamp, 0}; }

HeadRef own_ref(EditNumber n) { return {{}, n}; }

Value text(std::string value) { return Value(std::move(value)); }

Value number(std::int64_t value) { return Value(value); }

FieldWrite assign(FieldNumber number, Value value, std::vector<HeadRef> base) {
  return {number, WriteKind::assign, std::move(value), std::move(base)};
}

FieldWrite add(FieldNumber number, Value value, std::vector<HeadRef> base) {
  return {number, WriteKind::add, std::move(value), std::move(base)};
}

FieldWrite remove(FieldNumber number, Value value, std::vector<HeadRef> base) {
  return {number, WriteKind::remove, std::move(value), std::move(base)};
}

Edit edit_of(EntityNumber entity, std::uint64_t row, std::vector<FieldWrite> writes) {
  return {entity, row_of_number(row), {}, false, std::move(writes)};
}

Edit create(EntityNumber entity, std::uint64_t row, Scope scope, std::vector<FieldWrite> writes) {
  return {entity, row_of_number(row), scope, true, std::move(writes)};
}

Edit create_card(std::uint64_t row, std::vector<FieldWrite> writes) {
  return create(card::entity, row, scope_of('K', row), std::move(writes));
}

Edit edit_card(std::uint64_t row, std::vector<FieldWrite> writes) {
  return edit_of(card::entity, row, std::move(writes));
}

}  // namespace brygga::testing
