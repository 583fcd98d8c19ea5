#include "casework/search_queries.hpp"

#include <algorithm>
#include <map>
#include <utility>

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

// The names of the participants whose cases the hits are in.
Result<std::map<Uuid, std::string>> names_of(AccountStore& store, const SearchHits& found) {
  StoreRows source(store);
  BRYGGA_ASSIGN(const JoinedPersons joined, JoinedPersons::read(source));
  std::vector<Uuid> ids;
  for (const SearchHit& hit : found.hits) {
    if (is_of_a_case(hit)) ids.push_back(hit.scope.id);
  }
  BRYGGA_ASSIGN(const std::vector<NamedParticipant> people, read_participants(store, ids));
  std::map<RowId, std::string> of_person;
  for (const NamedParticipant& person : people) {
    of_person.emplace(person.id, person.first_name + " " + person.last_name);
  }
  std::map<Uuid, std::string> names;
  for (const Uuid& id : ids) {
    const auto name = of_person.find(joined.person_of(RowId{id}));
    if (name != of_person.end()) names.emplace(id, name->second);
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

Result<Json> hit_json(Call& call, const SearchHit& hit, const std::map<Uuid, std::string>& names) {
  BRYGGA_ASSIGN(const std::optional<Record> record, read_record(call.store, hit.entity, hit.row));
  // It went between the search and here.
  if (!record) return Json();
  const FieldDef& field = *record->entity().field(hit.field);
  const auto name = names.find(hit.scope.id);
  const bool has_name = is_of_a_case(hit) && name != names.end();
  return Json{
      {"kind", record->entity().name},
      {"id", to_string(hit.row.uuid)},
      {"participant", is_of_a_case(hit) ? Json(to_string(hit.scope.id)) : Json()},
      {"name", has_name ? Json(name->second) : Json()},
      {"field", json_name(field)},
      {"excerpt", found_text(*record, hit.field, call.arguments.text("text"), call.today())}};
}

Result<Json> search(Call& call) {
  BRYGGA_ASSIGN(const std::vector<EntityNumber> entities, entities_of(call));
  const auto limit =
      static_cast<std::size_t>(call.arguments.number("limit").value_or(hits_default));
  BRYGGA_ASSIGN(const SearchHits found,
                call.store.search(call.arguments.text("text"), entities, limit));
  BRYGGA_ASSIGN(const auto names, names_of(call.store, found));
  Json hits = Json::array();
  for (const SearchHit& hit : found.hits) {
    BRYGGA_ASSIGN(Json one, hit_json(call, hit, names));
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
  return {{"search",
           false,
           "Finds participants, their numbers and notes by words, parts of words and digits.",
           {required(line("text")), integer("limit", 1, hits_max), lines("kinds")},
           search,
           {{"hits", list(hit_shape())}, {"total", integer()}}}};
}

}  // namespace brygga::casework
