#include "casework/undone_deletions.hpp"

#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// A deletion of this device's that the office has taken, of a row that is there all the same. What
// the outbox no longer has was not refused.
std::string undone_in(const EntityDef& entity) {
  return " FROM own_deletion AS d JOIN \"" + entity.name +
         "\" AS t ON t.id = d.id WHERE d.entity = ?1 "
         "AND d.n <= (SELECT confirmed FROM replica) "
         "AND NOT EXISTS (SELECT 1 FROM outbox AS o JOIN outbox AS f ON f.n = o.first "
         "WHERE o.n = d.n AND f.code = 3)";
}

Result<Json> undone_json(Call& call, const EntityDef& entity, const std::vector<Value>& row) {
  const RowId id{uuid_in(row[0])};
  Json item = {{"entity", entity.name},
               {"id", to_string(id.uuid)},
               {"participant", nullptr},
               {"participant_name", nullptr},
               {"number", integer_in(row[1])},
               {"deleted_at", format_instant(static_cast<std::uint64_t>(integer_in(row[2])))}};
  BRYGGA_ASSIGN(const std::optional<Record> record, read_record(call.store, entity.number, id));
  if (!record) return item;
  const Uuid& who = record->state().scope.id;
  BRYGGA_ASSIGN(const std::optional<Record> person,
                read_record(call.store, participant::entity, RowId{who}));
  if (person) {
    item["participant"] = to_string(who);
    item["participant_name"] = full_name(*person);
  }
  return item;
}

Result<Json> close(Call& call) {
  const EntityDef* entity = schema().entity(call.arguments.text("entity"));
  if (entity == nullptr) {
    return call.fault("entity", "unknown_entity",
                      {"There is no such kind of record.", "Det finns ingen sådan sorts post."});
  }
  const RowId id{call.arguments.uuid("id").value_or(Uuid{})};
  return call.settle(
      [&](const CommandToKeep& command) {
        return call.store.close_deletion(entity->number, id, command);
      },
      [&](const Saved&) {
        return Json{{"entity", entity->name}, {"id", to_string(id.uuid)}};
      });
}

}  // namespace

Result<Json> undone_deletions(Call& call, std::size_t limit) {
  Json list = Json::array();
  for (const EntityDef& entity : schema().entities) {
    BRYGGA_ASSIGN(
        const QueryResult found,
        call.store.query(
            "SELECT d.id, d.first, d.saved_ms" + undone_in(entity) + " ORDER BY d.n LIMIT ?2",
            {std::int64_t{entity.number}, static_cast<std::int64_t>(limit)}));
    for (const auto& row : found.rows) {
      BRYGGA_ASSIGN(Json item, undone_json(call, entity, row));
      list.push_back(std::move(item));
    }
  }
  return list;
}

Result<std::size_t> count_undone_deletions(AccountStore& store) {
  BRYGGA_ASSIGN(const QueryResult deleted, store.query("SELECT DISTINCT entity FROM own_deletion"));
  std::size_t count = 0;
  for (const auto& row : deleted.rows) {
    const EntityDef* entity = schema().entity(static_cast<EntityNumber>(integer_in(row.front())));
    if (entity == nullptr) continue;
    BRYGGA_ASSIGN(const QueryResult found, store.query("SELECT COUNT(*)" + undone_in(*entity),
                                                       {std::int64_t{entity->number}}));
    if (!found.rows.empty()) count += static_cast<std::size_t>(integer_in(found.rows[0][0]));
  }
  return count;
}

Shape undone_deletion_shape() {
  return named("undone_deletion", {{"entity", text()},
                                   {"id", id()},
                                   {"participant", or_null(id())},
                                   {"participant_name", or_null(text())},
                                   {"number", integer()},
                                   {"deleted_at", instant()}});
}

std::vector<Definition> undone_deletion_commands() {
  return {
      {"deletion.close",
       true,
       "Says that a deletion that others' changes have undone needs nobody any more.",
       {required(line("entity", 60)), required(id("id"))},
       close},
  };
}

std::vector<AnswerDef> answers_of_undone_deletion_commands() {
  return {
      {"deletion.close", {{"entity", text()}, {"id", id()}}},
  };
}

}  // namespace brygga::casework
