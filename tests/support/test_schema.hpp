// A small schema without a domain for the tests of the engine: every merge rule, type and kind of
// right occurs once. Version 2 adds a field and an entity, as a later release would.
#pragma once

#include <cstdint>

#include "model/schema.hpp"

namespace brygga::testing {

namespace card {
inline constexpr EntityNumber entity = 1;
inline constexpr FieldNumber title = 1, note = 2, tags = 3, origin = 4, status = 5, first_seen = 6,
                             level = 7, summary = 8, seat = 9, price = 10, flag = 11, blob = 12,
                             colour = 13, rating = 14, owner = 15, nickname = 16;
}  // namespace card
namespace visit {
inline constexpr EntityNumber entity = 2;
inline constexpr FieldNumber card = 1, day = 2, at = 3, remark = 4, status = 5, report = 6,
                             addenda = 7;
}  // namespace visit
namespace member {
inline constexpr EntityNumber entity = 3;
inline constexpr FieldNumber account = 1, until = 2;
}  // namespace member
namespace person {
inline constexpr EntityNumber entity = 4;
inline constexpr FieldNumber name = 1, groups = 2, roles = 3;
}  // namespace person
namespace secret {
inline constexpr EntityNumber entity = 5;
inline constexpr FieldNumber phone = 1;
}  // namespace secret
namespace late {
inline constexpr EntityNumber entity = 6;
inline constexpr FieldNumber writer = 1, written_at = 2, content = 3;
}  // namespace late
namespace tag_kind {
inline constexpr EntityNumber entity = 7;
inline constexpr FieldNumber name = 1;
}  // namespace tag_kind

// 'K' is a card's own scope, 'R' its restricted one, 'T' a group's, 'B' everybody's.
inline constexpr Scope base_scope{'B', Uuid{}};

FieldDef field(FieldNumber number, const char* name, Type type, Rule rule);

// No search finds what belongs to a card of a level above this.
inline constexpr std::int64_t hidden_above = 90;

Schema make_test_schema(std::uint32_t version = 1);

const Schema& test_schema();
const EntityDef& card_def();

}  // namespace brygga::testing
