#include "casework/participant_list.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/order.hpp"
#include "casework/case_limit.hpp"
#include "casework/casework.hpp"
#include "casework/joined_persons.hpp"
#include "casework/outcome_report.hpp"
#include "casework/parameter_list.hpp"
#include "casework/schema.hpp"
#include "casework/swedish_order.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

namespace {

// The keys in table `scope` of some participants' cases.
struct CaseScopes {
  ParameterList keys;
  std::unordered_map<std::int64_t, Uuid> owner;  // scope key to participant
};

Result<CaseScopes> read_scopes(AccountStore& store, std::span<const NamedParticipant> people) {
  ParameterList ids;
  for (const NamedParticipant& person : people) ids.add(person.id.uuid);
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT key, id FROM scope WHERE kind IN ('K', 'R') AND id IN (" +
                                ids.marks() + ")",
                            ids.values()));
  CaseScopes scopes;
  for (const auto& row : found.rows) {
    scopes.keys.add(row[0]);
    scopes.owner.emplace(integer_in(row[0]), uuid_in(row[1]));
  }
  return scopes;
}

// Participants in whose case something waits for the office.
Result<std::unordered_set<Uuid>> read_unsent(AccountStore& store, const CaseScopes& scopes) {
  std::unordered_set<Uuid> unsent;
  for (const EntityDef& entity : schema().entities) {
    if (entity.scope_kind != case_scope && entity.scope_kind != restricted_scope) continue;
    BRYGGA_ASSIGN(const QueryResult found,
                  store.query("SELECT DISTINCT _scope FROM \"" + entity.name +
                                  "\" WHERE _own <> 0 AND _scope IN (" + scopes.keys.marks() + ")",
                              scopes.keys.values()));
    for (const auto& row : found.rows) {
      const auto owner = scopes.owner.find(integer_in(row[0]));
      if (owner != scopes.owner.end()) unsent.insert(owner->second);
    }
  }
  return unsent;
}

struct Stage {
  Uuid unit, programme;
  bool is_running = false;
  Date start;
  std::optional<Date> ended;
  std::optional<Date> extended;
};

// Of several enrolments the running one says where a person stands, else the latest.
bool says_more(const Stage& a, const Stage& b) {
  if (a.is_running != b.is_running) return a.is_running;
  return a.start > b.start;
}

Result<std::unordered_map<Uuid, Stage>> read_stages(AccountStore& store, const CaseScopes& scopes) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT participant, unit, programme, status, start, ended, "
                            "(SELECT MAX(x.until_date) FROM extension AS x "
                            "WHERE x._scope = enrolment._scope AND x.enrolment = enrolment.id) "
                            "FROM enrolment WHERE _scope IN (" +
                                scopes.keys.marks() + ") ORDER BY id",
                            scopes.keys.values()));
  std::unordered_map<Uuid, Stage> stages;
  for (const auto& row : found.rows) {
    const bool is_running = text_in(row[3]) == "active";
    const Stage stage{uuid_in(row[1]), uuid_in(row[2]),
                      is_running,      date_in(row[4]).value_or(Date{}),
                      date_in(row[5]), date_in(row[6])};
    const auto [at, is_new] = stages.try_emplace(uuid_in(row[0]), stage);
    if (!is_new && says_more(stage, at->second)) at->second = stage;
  }
  return stages;
}

using KeyedPeople = std::vector<std::pair<std::string, NamedParticipant>>;

Status add_people(AccountStore& store, const std::string& where,
                  const std::vector<Value>& parameters, KeyedPeople& keyed) {
  return store.query_each(
      "SELECT id, first_name, last_name, residence_district FROM participant" + where, parameters,
      [&](const std::vector<Value>& row) {
        NamedParticipant person{RowId{uuid_in(row[0])}, text_in(row[1]), text_in(row[2]),
                                text_in(row[3])};
        std::string key =
            swedish_sort_key(person.last_name) + '\0' + swedish_sort_key(person.first_name);
        keyed.emplace_back(std::move(key), std::move(person));
        return true;
      });
}

std::vector<NamedParticipant> in_order(KeyedPeople keyed) {
  put_in_order(keyed, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.id < b.second.id;
  });
  std::vector<NamedParticipant> people;
  people.reserve(keyed.size());
  for (auto& [key, person] : keyed) people.push_back(std::move(person));
  return people;
}

Result<JoinedPersons> joined_persons(AccountStore& store) {
  StoreRows source(store);
  return JoinedPersons::read(source);
}

Json date_or_null(const std::optional<Date>& date) {
  return date ? Json(format_date(*date)) : Json();
}

}  // namespace

// --- by name ------------------------------------------------------------------------------------

Result<std::shared_ptr<const PeopleByName::People>> PeopleByName::read(AccountStore& store) {
  // Known before the rows are read: what changes meanwhile is read again.
  const std::optional<std::int64_t> version = store.rows_version(participant::entity);
  {
    const std::lock_guard lock(mutex_);
    if (kept_ != nullptr && version == version_) return kept_;
  }
  auto people = std::make_shared<People>();
  BRYGGA_ASSIGN(people->joined, joined_persons(store));
  KeyedPeople keyed;
  BRYGGA_TRY(add_people(store, "", {}, keyed));
  std::erase_if(keyed, [&](const auto& entry) {
    return people->joined.person_of(entry.second.id) != entry.second.id;
  });
  people->all = in_order(std::move(keyed));
  const std::lock_guard lock(mutex_);
  if (version) {
    version_ = *version;
    kept_ = people;
  }
  return std::shared_ptr<const People>(std::move(people));
}

Result<std::vector<NamedParticipant>> PeopleByName::read(AccountStore& store,
                                                         std::span<const Uuid> ids) {
  constexpr std::size_t ids_at_once = 500;
  const auto persons_of = [&](const JoinedPersons& joined) {
    std::unordered_set<Uuid> persons;
    for (const Uuid& id : ids) persons.insert(joined.person_of(RowId{id}).uuid);
    return persons;
  };
  // Where nothing is kept, the few are read alone.
  if (ids.size() <= ids_at_once && !store.rows_version(participant::entity)) {
    BRYGGA_ASSIGN(const JoinedPersons joined, joined_persons(store));
    ParameterList some;
    for (const Uuid& person : persons_of(joined)) some.add(person);
    KeyedPeople keyed;
    BRYGGA_TRY(add_people(store, " WHERE id IN (" + some.marks() + ")", some.values(), keyed));
    return in_order(std::move(keyed));
  }
  BRYGGA_ASSIGN(const std::shared_ptr<const People> people, read(store));
  const std::unordered_set<Uuid> persons = persons_of(people->joined);
  std::vector<NamedParticipant> found;
  for (const NamedParticipant& person : people->all) {
    if (persons.count(person.id.uuid) != 0) found.push_back(person);
  }
  return found;
}

// --- lists --------------------------------------------------------------------------------------

Result<std::vector<Uuid>> people_of_name(AccountStore& store, std::string_view text) {
  BRYGGA_ASSIGN(const SearchHits found,
                store.search(text, {participant::entity}, std::numeric_limits<int>::max()));
  std::vector<Uuid> people;
  people.reserve(found.hits.size());
  for (const SearchHit& hit : found.hits) people.push_back(hit.row.uuid);
  return people;
}

void add_limit(Json& members, const ProgrammeRow* programme, std::optional<Date> start,
               std::optional<Date> ended, std::optional<Date> extended, Date today) {
  members["start"] = date_or_null(start);
  members["ended"] = date_or_null(ended);
  for (const char* name : {"limit", "days_left", "warning_days", "past_limit"}) {
    members[name] = nullptr;
  }
  if (programme == nullptr) return;
  const std::optional<Date> limit = limit_of(*programme, start, extended);
  if (!limit) return;
  members["limit"] = format_date(*limit);
  if (ended) return;
  const LimitStanding standing =
      limit_standing(*limit, programme->definition->limit->warning_days, today);
  members["days_left"] = standing.days_left;
  members["past_limit"] = standing.is_past;
  if (standing.warning_days) members["warning_days"] = *standing.warning_days;
}

Result<Json> list_json(Call& call, std::span<const NamedParticipant> people) {
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  BRYGGA_ASSIGN(const CaseScopes scopes, read_scopes(call.store, people));
  BRYGGA_ASSIGN(const auto stages, read_stages(call.store, scopes));
  BRYGGA_ASSIGN(const auto unsent, read_unsent(call.store, scopes));
  Json list = Json::array();
  for (const NamedParticipant& person : people) {
    const auto found = stages.find(person.id.uuid);
    const Stage* stage = found != stages.end() ? &found->second : nullptr;
    const UnitRow* unit = stage != nullptr ? find_unit(units, stage->unit) : nullptr;
    const ProgrammeRow* programme =
        stage != nullptr ? find_programme(programmes, stage->programme) : nullptr;
    Json item = {{"id", to_string(person.id.uuid)},
                 {"name", person.first_name + " " + person.last_name},
                 {"first_name", person.first_name},
                 {"last_name", person.last_name},
                 {"district", person.district.empty() ? Json() : Json(person.district)},
                 {"stage", stage == nullptr    ? "not_enrolled"
                           : stage->is_running ? "active"
                                               : "finished"},
                 {"unit", unit != nullptr ? Json(unit->name) : Json()},
                 {"programme", programme != nullptr ? Json(programme->key) : Json()},
                 {"unsent", unsent.count(person.id.uuid) != 0}};
    add_limit(item, programme, stage != nullptr ? std::optional(stage->start) : std::nullopt,
              stage != nullptr && !stage->is_running ? stage->ended : std::nullopt,
              stage != nullptr ? stage->extended : std::nullopt, call.today());
    list.push_back(std::move(item));
  }
  return list;
}

Shape::Members limit_members() {
  using namespace shape;
  return {{"limit", or_null(date())},
          {"days_left", or_null(integer())},
          {"warning_days", or_null(integer())},
          {"past_limit", or_null(flag())}};
}

Shape participant_line_shape() {
  using namespace shape;
  return named("participant_line",
               Shape(and_more({{"id", id()},
                               {"name", text()},
                               {"first_name", text()},
                               {"last_name", text()},
                               {"district", or_null(text())},
                               {"stage", choice({"not_enrolled", "active", "finished"})},
                               {"unit", or_null(text())},
                               {"programme", or_null(text())},
                               {"unsent", flag()},
                               {"start", or_null(date())},
                               {"ended", or_null(date())}},
                              limit_members())));
}

}  // namespace brygga::casework
