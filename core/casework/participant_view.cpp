#include "casework/participant_view.hpp"

#include <algorithm>
#include <utility>

#include "casework/case_limit.hpp"
#include "casework/casework.hpp"
#include "casework/conflict_queries.hpp"
#include "casework/identity_number.hpp"
#include "casework/joined_persons.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_list.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

// Of records joined to records.
constexpr std::size_t joined_max = 20;

// Everything that the person's cases hold of one entity, and the open conflicts therein.
class CaseReader {
 public:
  CaseReader(Call& call, std::string name, std::vector<RowId> records, std::size_t limit)
      : call_(call), name_(std::move(name)), records_(std::move(records)), limit_(limit) {}

  Result<std::vector<Record>> read(EntityNumber entity) {
    std::vector<Record> all;
    for (const RowId& who : records_) {
      BRYGGA_ASSIGN(std::vector<Record> some, read_case(call_.store, entity, who, limit_));
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    for (const Record& record : all) BRYGGA_TRY(add_conflicts(record));
    return all;
  }
  Status add_conflicts(const Record& record) {
    BRYGGA_ASSIGN(const Json::List open, conflicts_json(call_, record, name_));
    conflicts_.insert(conflicts_.end(), open.begin(), open.end());
    return {};
  }
  AccountStore& store() const { return call_.store; }
  Json::List take_conflicts() { return std::move(conflicts_); }

 private:
  Call& call_;
  std::string name_;
  std::vector<RowId> records_;
  std::size_t limit_;
  Json::List conflicts_;
};

struct KnownTables {
  std::vector<UnitRow> units;
  std::vector<StaffRow> people;
  std::vector<ProgrammeRow> programmes;
};

Json staff_name(const KnownTables& known, const std::optional<Uuid>& id) {
  const StaffRow* person = id ? find_staff(known.people, *id) : nullptr;
  return person != nullptr ? Json(person->name) : Json();
}

Json identity_json(const Record& record, Date today) {
  Json members = record.to_json();
  const auto number = identity_number_from_digits(record.text(identity::number));
  members["formatted"] = number ? Json(format_identity_number(*number, today)) : Json();
  return members;
}

Result<Json> enrolment_json(AccountStore& store, const Record& record, const KnownTables& known,
                            Date today) {
  Json members = record.to_json();
  const UnitRow* unit = find_unit(known.units, record.uuid(enrolment::unit).value_or(Uuid{}));
  const ProgrammeRow* programme =
      find_programme(known.programmes, record.uuid(enrolment::programme).value_or(Uuid{}));
  members["unit_name"] = unit != nullptr ? Json(unit->name) : Json();
  members["programme_key"] = programme != nullptr ? Json(programme->key) : Json();
  members["programme_title"] = programme != nullptr ? Json(programme->title) : Json();
  const bool is_finished = record.text(enrolment::status) == "finished";
  BRYGGA_ASSIGN(const std::optional<Date> extended, extended_to(store, record.id().uuid));
  add_limit(members, programme, record.date(enrolment::start),
            is_finished ? record.date(enrolment::ended) : std::nullopt, extended, today);
  return members;
}

Result<std::size_t> count_in_case(AccountStore& store, EntityNumber entity, const RowId& who) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT COUNT(*) FROM \"" + schema().entity(entity)->name +
                                "\" WHERE _scope IN "
                                "(SELECT key FROM scope WHERE kind = 'K' AND id = ?1)",
                            {who.uuid}));
  return found.rows.empty() ? std::size_t{0}
                            : static_cast<std::size_t>(integer_in(found.rows.front().front()));
}

Result<KnownTables> read_known_tables(AccountStore& store) {
  KnownTables known;
  BRYGGA_ASSIGN(known.units, read_units(store));
  BRYGGA_ASSIGN(known.people, read_staff(store));
  BRYGGA_ASSIGN(known.programmes, read_programmes(store));
  return known;
}

// Which of a participant's lists there are besides those with a telling of their own.
struct PlainList {
  const char* name;
  EntityNumber entity;
  FieldNumber
      who;  // whose name stands beside the id: one of the staff's, or an employer's; 0: none
  const char* name_of_whom;
};
constexpr PlainList plain_lists[] = {
    {"team", team_membership::entity, team_membership::staff, "staff_name"},
    {"checkins", checkin::entity, checkin::recorded_by, "recorded_by_name"},
    {"notes", note::entity, note::written_by, "written_by_name"},
    {"outcomes", outcome::entity, 0, ""},
    {"contacts", contact::entity, 0, ""},
    {"consents", consent::entity, 0, ""},
    {"profile", profile::entity, 0, ""},
    {"health", health_support::entity, 0, ""},
    {"plans", plan::entity, 0, ""},
    {"plan_sections", plan_section::entity, 0, ""},
    {"stage_entries", stage_entry::entity, stage_entry::recorded_by, "recorded_by_name"},
    {"tasks", task::entity, task::assignee, "assignee_name"},
    {"appointments", appointment::entity, appointment::with, "with_staff_name"},
    {"placements", placement::entity, placement::employer, "employer_name"},
    {"attachments", attachment::entity, 0, ""},
    {"handovers", handover::entity, handover::to, "to_staff_name"},
    {"extensions", extension::entity, extension::decided_by, "decided_by_name"},
    {"join_proposals", join_proposal::entity, join_proposal::proposed_by, "proposed_by_name"},
};

Result<Json> name_beside(AccountStore& store, const PlainList& list, const Record& record,
                         const KnownTables& known) {
  const std::optional<Uuid> id = record.uuid(list.who);
  if (list.entity != placement::entity || !id) return staff_name(known, id);
  BRYGGA_ASSIGN(const std::optional<Record> found,
                read_record(store, employer::entity, RowId{*id}));
  return found ? Json(found->text(employer::name)) : Json();
}

Result<Json> list_of(CaseReader& reader, const PlainList& list, const KnownTables& known) {
  BRYGGA_ASSIGN(const std::vector<Record> records, reader.read(list.entity));
  Json told = Json::array();
  for (const Record& record : records) {
    Json members = record.to_json();
    if (list.who != 0) {
      BRYGGA_ASSIGN(members[list.name_of_whom], name_beside(reader.store(), list, record, known));
    }
    told.push_back(std::move(members));
  }
  return told;
}

Json person_json(const Record& person, const KnownTables& known) {
  Json members = person.to_json();
  members["name"] = full_name(person);
  members["district"] = members["residence_district"];
  members.erase("residence_district");
  members["protection"] = person.number(participant::protection).value_or(participant::open);
  members["primary_coach_name"] = staff_name(known, person.uuid(participant::primary_coach));
  return members;
}

}  // namespace

Result<Record> record_of_person(AccountStore& store, Record participant) {
  StoreRows source(store);
  BRYGGA_ASSIGN(const JoinedPersons joined, JoinedPersons::read(source));
  const RowId person = joined.person_of(participant.id());
  if (person == participant.id()) return participant;
  BRYGGA_ASSIGN(std::optional<Record> found, read_record(store, participant::entity, person));
  // It went between the look and here.
  return found ? *std::move(found) : std::move(participant);
}

Result<std::vector<RowId>> records_of_person(AccountStore& store, const RowId& participant) {
  std::vector<RowId> records = {participant};
  for (std::size_t i = 0; i < records.size() && records.size() < joined_max; ++i) {
    BRYGGA_ASSIGN(const QueryResult found,
                  store.query("SELECT id FROM participant WHERE joined_to = ?1 ORDER BY id "
                              "LIMIT 20",
                              {records[i].uuid}));
    for (const auto& row : found.rows) {
      const RowId joined{uuid_in(row.front())};
      const bool is_new = std::find(records.begin(), records.end(), joined) == records.end();
      if (is_new) records.push_back(joined);
    }
  }
  return records;
}

Result<Json> view_participant(Call& call, const Record& participant, std::size_t limit) {
  BRYGGA_ASSIGN(const KnownTables known, read_known_tables(call.store));
  BRYGGA_ASSIGN(const std::vector<RowId> records, records_of_person(call.store, participant.id()));
  CaseReader reader(call, full_name(participant), records, limit);
  BRYGGA_TRY(reader.add_conflicts(participant));
  Json result = person_json(participant, known);
  Json joined = Json::array();
  for (std::size_t i = 1; i < records.size(); ++i) joined.push_back(to_string(records[i].uuid));
  result["joined"] = std::move(joined);

  BRYGGA_ASSIGN(const std::vector<Record> identities, reader.read(identity::entity));
  Json numbers = Json::array();
  for (const Record& record : identities) numbers.push_back(identity_json(record, call.today()));
  result["identities"] = std::move(numbers);
  BRYGGA_ASSIGN(const std::vector<Record> enrolments, reader.read(enrolment::entity));
  Json enrolled = Json::array();
  for (const Record& record : enrolments) {
    BRYGGA_ASSIGN(Json told, enrolment_json(call.store, record, known, call.today()));
    enrolled.push_back(std::move(told));
  }
  result["enrolments"] = std::move(enrolled);
  for (const PlainList& list : plain_lists) {
    BRYGGA_ASSIGN(Json told, list_of(reader, list, known));
    result[list.name] = std::move(told);
  }
  std::size_t checkins = 0;
  std::size_t notes = 0;
  for (const RowId& record : records) {
    BRYGGA_ASSIGN(const std::size_t some_checkins,
                  count_in_case(call.store, checkin::entity, record));
    BRYGGA_ASSIGN(const std::size_t some_notes, count_in_case(call.store, note::entity, record));
    checkins += some_checkins;
    notes += some_notes;
  }
  result["checkins_total"] = checkins;
  result["notes_total"] = notes;
  result["conflicts"] = reader.take_conflicts();
  return result;
}

// --- what it looks like -------------------------------------------------------------------------

namespace {

using namespace shape;

// A record of a case with more than the record's own members.
Shape shape_in_case(EntityNumber entity, Shape::Members more) {
  return named(schema().entity(entity)->name + "_of_case",
               Shape(and_more(record_members(entity), std::move(more))));
}

Shape enrolment_shape() {
  return shape_in_case(enrolment::entity,
                       and_more(limit_members(), {{"unit_name", or_null(text())},
                                                  {"programme_key", or_null(text())},
                                                  {"programme_title", or_null(text())}}));
}

Shape shape_of(const PlainList& one) {
  return one.who == 0 ? record(one.entity)
                      : shape_in_case(one.entity, {{one.name_of_whom, or_null(text())}});
}

Shape::Members person_members() {
  Shape::Members members;
  for (Shape::Member& one : record_members(participant::entity)) {
    if (one.name == "residence_district") one.name = "district";
    if (one.name == "protection") one.shape = integer();
    members.push_back(std::move(one));
  }
  return and_more(std::move(members), {{"name", text()}, {"primary_coach_name", or_null(text())}});
}

}  // namespace

Shape participant_shape() {
  Shape shape(person_members());
  shape.add("joined", list(id()));
  shape.add("identities", list(shape_in_case(identity::entity, {{"formatted", or_null(text())}})));
  shape.add("enrolments", list(enrolment_shape()));
  for (const PlainList& one : plain_lists) shape.add(one.name, list(shape_of(one)));
  shape.add("checkins_total", integer());
  shape.add("notes_total", integer());
  shape.add("conflicts", list(conflict_shape()));
  return named("participant", std::move(shape));
}

}  // namespace brygga::casework
