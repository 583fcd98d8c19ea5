// Short ways to say rows, stamps, writes and edits in tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/edit.hpp"
#include "support/test_schema.hpp"

namespace brygga::testing {

inline Uuid uuid_of(std::uint64_t n) {
  Uuid uuid;
  for (std::size_t i = 0; i < 8; ++i) {
    uuid.bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
  }
  uuid.bytes[6] = 0x70;
  return uuid;
}
inline RowId row_of_number(std::uint64_t n) { return RowId{uuid_of(n)}; }
inline TransactionId txn(std::uint64_t n) { return TransactionId{uuid_of(0x7000'0000 + n)}; }
inline PrincipalId principal(std::uint64_t n) { return PrincipalId{uuid_of(n)}; }
inline Scope scope_of(char kind, std::uint64_t n) { return {kind, uuid_of(n)}; }

inline constexpr DeviceNumber alice_device{(7ULL << 32) | 1};
inline constexpr DeviceNumber bob_device{(7ULL << 32) | 2};
inline constexpr DeviceNumber office_device{7ULL << 32};

inline Stamp stamp_at(std::uint64_t ms, DeviceNumber device = alice_device) {
  return {Hlc::from_unix_ms(ms), device};
}
inline HeadRef ref_to(const Stamp& stamp) { return {stamp, 0}; }
inline HeadRef own_ref(EditNumber n) { return {{}, n}; }

inline Value text(std::string value) { return Value(std::move(value)); }
inline Value number(std::int64_t value) { return Value(value); }

inline FieldWrite assign(FieldNumber number, Value value, std::vector<HeadRef> base = {}) {
  return {number, WriteKind::assign, std::move(value), std::move(base)};
}
inline FieldWrite add(FieldNumber number, Value value, std::vector<HeadRef> base = {}) {
  return {number, WriteKind::add, std::move(value), std::move(base)};
}
inline FieldWrite remove(FieldNumber number, Value value, std::vector<HeadRef> base = {}) {
  return {number, WriteKind::remove, std::move(value), std::move(base)};
}

inline Edit edit_of(EntityNumber entity, std::uint64_t row, std::vector<FieldWrite> writes) {
  return {entity, row_of_number(row), {}, false, std::move(writes)};
}
inline Edit create(EntityNumber entity, std::uint64_t row, Scope scope,
                   std::vector<FieldWrite> writes) {
  return {entity, row_of_number(row), scope, true, std::move(writes)};
}
// A card in the scope that it opens itself.
inline Edit create_card(std::uint64_t row, std::vector<FieldWrite> writes) {
  return create(card::entity, row, scope_of('K', row), std::move(writes));
}
inline Edit edit_card(std::uint64_t row, std::vector<FieldWrite> writes) {
  return edit_of(card::entity, row, std::move(writes));
}

}  // namespace brygga::testing
