#include "casework/search_queries.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "casework/casework.hpp"
#include "casework/excerpt.hpp"
#include "casework/identity_number.hpp"
#include "casework/joined_persons.hpp"
#include "casework/participant_list.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t hits_max = 200;
constexpr std::int64_t hits_default = 20;

bool is_searched(const EntityDef& entity) {
  return std::any_of(entity.fields.begin(), entity.fields.end(),
                     [](const FieldDef& field) { return field.search != SearchKind::none; });
}

// The entities of these kinds; none: of all.
Result<std::vector<EntityNumber>> entities_of(Call& call) {
  std::vector<EntityNumber> entities;
  for (const std::string& kind : call.arguments.texts("kinds")) {
    const EntityDef* entity = schema().entity(kind);
    if (entity == nullptr || !is_searched(*entity)) {
      return call.fault("kinds", "unknown_kind",
                        {"Nothing of the kind " + kind + " is searched.",
                         "Inget av slaget " + kind + " går att söka."});
    }
    entities.push_back(entity->number);
  }
  return entities;
}

bool is_of_a_case(const SearchHit& hit) {
  return hit.scope.kind == case_scope || hit.scope.kind == restricted_scope;
}

// For each hit the name of the participant whose case it is in; empty where it is in none.
Result<std::vector<std::string>> names_of(Call& call, const SearchHits& found) {
  StoreRows source(call.store);
  BRYGGA_ASSIGN(const JoinedPersons joined, JoinedPersons::read(source));
  std::vector<Uuid> ids;
  for (const SearchHit& hit : found.hits) {
    if (is_of_a_case(hit)) ids.push_back(hit.scope.id);
  }
  BRYGGA_ASSIGN(const std::vector<NamedParticipant> people, call.people.read(call.store, ids));
  std::vector<std::string> names;
  for (const SearchHit& hit : found.hits) {
    std::string& name = names.emplace_back();
    if (!is_of_a_case(hit)) continue;
    const RowId person = joined.person_of(RowId{hit.scope.id});
    for (const NamedParticipant& one : people) {
      if (one.id == person) name = one.first_name + " " + one.last_name;
    }
  }
  return names;
}

// What shows of a field in which something was found.
std::string found_text(const Record& record, FieldNumber field, const std::string& searched,
                       Date today) {
  std::string value = record.text(field);
  if (record.entity().number == identity::entity) {
    const auto number = identity_number_from_digits(value);
    if (number) return format_identity_number(*number, today);
  }
  return excerpt(value, searched);
}

Result<Json> hit_json(Call& call, const SearchHit& hit, const std::string& name) {
  BRYGGA_ASSIGN(const std::optional<Record> record, read_record(call.store, hit.entity, hit.row));
  // It went between the search and here.
  if (!record) return Json();
  const FieldDef& field = *record->entity().field(hit.field);
  return Json{
      {"kind", record->entity().name},
      {"id", to_string(hit.row.uuid)},
      {"participant", is_of_a_case(hit) ? Json(to_string(hit.scope.id)) : Json()},
      {"name", name.empty() ? Json() : Json(name)},
      {"field", json_name(field)},
      {"excerpt", found_text(*record, hit.field, call.arguments.text("text"), call.today())}};
}

Result<Json> search(Call& call) {
  BRYGGA_ASSIGN(const std::vector<EntityNumber> entities, entities_of(call));
  const auto limit =
      static_cast<std::size_t>(call.arguments.number("limit").value_or(hits_default));
  BRYGGA_ASSIGN(const SearchHits found,
                call.store.search(call.arguments.text("text"), entities, limit));
  BRYGGA_ASSIGN(const auto names, names_of(call, found));
  Json hits = Json::array();
  for (std::size_t at = 0; at < names.size(); ++at) {
    BRYGGA_ASSIGN(Json one, hit_json(call, found.hits[at], names[at]));
    if (!one.is_null()) hits.push_back(std::move(one));
  }
  return Json{{"hits", std::move(hits)}, {"total", found.total}};
}

Shape hit_shape() {
  return named("search_hit", {{"kind", text()},
                              {"id", id()},
                              {"participant", or_null(id())},
                              {"name", or_null(text())},
                              {"field", text()},
                              {"excerpt", text()}});
}

}  // namespace

std::vector<Definition> search_queries() {
  return {
      {"search",
       false,
       "Finds participants, their numbers and notes by words, parts of words and digits.",
       {required(line("text")), integer("limit", 1, hits_max), lines("kinds")},
       search},
  };
}

std::vector<AnswerDef> answers_of_search_queries() {
  return {
      {"search", {{"hits", list(hit_shape())}, {"total", integer()}}},
  };
}

}  // namespace brygga::casework
