// The schema of the simulated world: every merge rule and every kind of visibility and right
// occurs, on as few entities as will do. Version 2 adds a field and an entity, as a later release
// would.
#pragma once

#include "model/schema.hpp"

namespace brygga::simulation {

namespace person {
inline constexpr EntityNumber entity = 1;
inline constexpr FieldNumber name = 1, groups = 2, roles = 3, state = 4;
}  // namespace person
namespace card {
inline constexpr EntityNumber entity = 2;
inline constexpr FieldNumber title = 1, note = 2, tags = 3, origin = 4, status = 5, low = 6,
                             high = 7, summary = 8, half = 9, places = 10, nickname = 11;
}  // namespace card
namespace member {
inline constexpr EntityNumber entity = 3;
inline constexpr FieldNumber account = 1, until = 2;
}  // namespace member
namespace keeper {
inline constexpr EntityNumber entity = 4;
inline constexpr FieldNumber account = 1, until = 2;
}  // namespace keeper
namespace visit {
inline constexpr EntityNumber entity = 5;
inline constexpr FieldNumber card = 1, state = 2, remark = 3, half = 4, addenda = 5;
}  // namespace visit
namespace secret {
inline constexpr EntityNumber entity = 6;
inline constexpr FieldNumber phone = 1;
}  // namespace secret
namespace memo {
inline constexpr EntityNumber entity = 7;
inline constexpr FieldNumber author = 1, text = 2, labels = 3;
}  // namespace memo
namespace notice {
inline constexpr EntityNumber entity = 8;
inline constexpr FieldNumber batch = 1, batch_size = 2, text = 3;
}  // namespace notice
namespace late {
inline constexpr EntityNumber entity = 9;
inline constexpr FieldNumber writer = 1, written_at = 2, content = 3;
}  // namespace late
// Takes one of the places of a card.
namespace booking {
inline constexpr EntityNumber entity = 10;
inline constexpr FieldNumber place = 1, until = 2;
}  // namespace booking
namespace extra {
inline constexpr EntityNumber entity = 11;
inline constexpr FieldNumber text = 1;
}  // namespace extra

// 'B' is everybody's, 'K' a card's, 'R' what only keepers see of a card, 'T' a group's.
inline constexpr Scope everybody{'B', Uuid{}};

// version: 1 or 2.
const Schema& schema_of(std::uint32_t version);

}  // namespace brygga::simulation
