// Short ways to say rows, stamps, writes and edits in tests.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/edit.hpp"
#include "support/test_schema.hpp"

namespace brygga::testing {

Uuid uuid_of(std::uint64_t n);
RowId row_of_number(std::uint64_t n);
TransactionId txn(std::uint64_t n);
PrincipalId principal(std::uint64_t n);
Scope scope_of(char kind, std::uint64_t n);

inline constexpr DeviceNumber alice_device{(7ULL << 32) | 1};
inline constexpr DeviceNumber bob_device{(7ULL << 32) | 2};
inline constexpr DeviceNumber office_device{7ULL << 32};

Stamp stamp_at(std::uint64_t ms, DeviceNumber device = alice_device);
HeadRef ref_to(const Stamp& stamp);
HeadRef own_ref(EditNumber n);

Value text(std::string value);
Value number(std::int64_t value);

FieldWrite assign(FieldNumber number, Value value, std::vector<HeadRef> base = {});
FieldWrite add(FieldNumber number, Value value, std::vector<HeadRef> base = {});
FieldWrite remove(FieldNumber number, Value value, std::vector<HeadRef> base = {});

Edit edit_of(EntityNumber entity, std::uint64_t row, std::vector<FieldWrite> writes);
Edit create(EntityNumber entity, std::uint64_t row, Scope scope, std::vector<FieldWrite> writes);
// A card in the scope that it opens itself.
Edit create_card(std::uint64_t row, std::vector<FieldWrite> writes);
Edit edit_card(std::uint64_t row, std::vector<FieldWrite> writes);

}  // namespace brygga::testing
