#include "casework/participant_queries.hpp"

#include <algorithm>
#include <utility>

#include "casework/casework.hpp"
#include "casework/conflict_queries.hpp"
#include "casework/identity_number.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_list.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;

namespace {

constexpr std::int64_t page_max = 500;
constexpr std::size_t page_default = 100;

// --- lists ------------------------------------------------------------------------------------

Result<std::vector<NamedParticipant>> listed_people(Device& device, const std::string& search) {
  if (search.empty()) return read_participants(device);
  BRYGGA_ASSIGN(const std::vector<Uuid> found, people_of_name(device, search));
  return read_participants(device, found);
}

Result<Json> list_participants(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const std::vector<NamedParticipant> people,
                listed_people(call.device, given.text("search")));
  const std::size_t offset =
      std::min(static_cast<std::size_t>(given.number("offset").value_or(0)), people.size());
  const std::size_t count =
      std::min(static_cast<std::size_t>(given.number("limit").value_or(page_default)),
               people.size() - offset);
  BRYGGA_ASSIGN(Json list, list_json(call, std::span(people).subspan(offset, count)));
  return Json{{"participants", std::move(list)}, {"total", people.size()}, {"offset", offset}};
}

// An id, or its beginning: at least four hexadecimal digits and dashes.
bool is_id_prefix(std::string_view text) {
  return text.size() >= 4 && text.size() <= 36 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
         });
}

// Who is registered under an identity number, when the text is one.
Result<std::vector<Uuid>> people_of_number(Call& call, const std::string& text) {
  std::vector<Uuid> people;
  const auto number = parse_identity_number(text, call.today());
  if (!number) {
    return people;
  }
  BRYGGA_ASSIGN(const QueryResult found,
                call.device.query("SELECT participant FROM identity WHERE number = ?1 LIMIT 100",
                                  {number->digits()}));
  for (const auto& row : found.rows) people.push_back(uuid_in(row.front()));
  return people;
}

// Whose id begins so, when the text can be the beginning of one.
Result<std::vector<Uuid>> people_of_id(Device& device, std::string text) {
  std::vector<Uuid> people;
  if (!is_id_prefix(text)) return people;
  std::erase(text, '-');
  BRYGGA_ASSIGN(const QueryResult found,
                device.query("SELECT id FROM participant WHERE lower(substr(hex(id), 1, ?1)) = ?2",
                             {static_cast<std::int64_t>(text.size()), text}));
  for (const auto& row : found.rows) people.push_back(uuid_in(row.front()));
  return people;
}

Result<Json> find_participants(Call& call) {
  constexpr std::size_t matches_max = 20;
  const std::string text = call.arguments.text("text");
  BRYGGA_ASSIGN(std::vector<Uuid> found, people_of_name(call.device, text));
  BRYGGA_ASSIGN(const std::vector<Uuid> by_number, people_of_number(call, text));
  BRYGGA_ASSIGN(const std::vector<Uuid> by_id, people_of_id(call.device, text));
  found.insert(found.end(), by_number.begin(), by_number.end());
  found.insert(found.end(), by_id.begin(), by_id.end());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  BRYGGA_ASSIGN(const std::vector<NamedParticipant> people, read_participants(call.device, found));
  const std::size_t total = people.size();
  BRYGGA_ASSIGN(Json list, list_json(call, std::span(people).first(std::min(total, matches_max))));
  return Json{{"matches", std::move(list)}, {"total", total}};
}

// --- one participant --------------------------------------------------------------------------

// Everything that a case holds of one entity, and the open conflicts therein.
class CaseReader {
 public:
  CaseReader(Call& call, const Record& person, std::size_t limit)
      : call_(call), person_(person), limit_(limit) {}

  Result<std::vector<Record>> read(EntityNumber entity) {
    BRYGGA_ASSIGN(std::vector<Record> records,
                  read_case(call_.device, entity, person_.id(), limit_));
    for (const Record& record : records) BRYGGA_TRY(add_conflicts(record));
    return records;
  }
  Status add_conflicts(const Record& record) {
    BRYGGA_ASSIGN(const Json::List open, conflicts_json(call_, record, full_name(person_)));
    conflicts_.insert(conflicts_.end(), open.begin(), open.end());
    return {};
  }
  Json::List take_conflicts() { return std::move(conflicts_); }

 private:
  Call& call_;
  const Record& person_;
  std::size_t limit_;
  Json::List conflicts_;
};

struct Known {
  std::vector<UnitRow> units;
  std::vector<StaffRow> people;
  std::vector<ProgrammeRow> programmes;
};

Json staff_name(const Known& known, const std::optional<Uuid>& id) {
  const StaffRow* person = id ? find_staff(known.people, *id) : nullptr;
  return person != nullptr ? Json(person->name) : Json();
}

Json identity_json(const Record& record, Date today) {
  Json members = record.to_json();
  const auto number = identity_number_from_digits(record.text(identity::number));
  members["formatted"] = number ? Json(format_identity_number(*number, today)) : Json();
  return members;
}

Json enrolment_json(const Record& record, const Known& known, Date today) {
  Json members = record.to_json();
  const UnitRow* unit = find_unit(known.units, record.uuid(enrolment::unit).value_or(Uuid{}));
  const ProgrammeRow* programme =
      find_programme(known.programmes, record.uuid(enrolment::programme).value_or(Uuid{}));
  members["unit_name"] = unit != nullptr ? Json(unit->name) : Json();
  members["programme_key"] = programme != nullptr ? Json(programme->key) : Json();
  members["programme_title"] = programme != nullptr ? Json(programme->title) : Json();
  const bool is_finished = record.text(enrolment::status) == "finished";
  add_limit(members, programme, record.date(enrolment::start),
            is_finished ? record.date(enrolment::ended) : std::nullopt, today);
  return members;
}

Json with_name(const Record& record, const Known& known, FieldNumber who, const char* name) {
  Json members = record.to_json();
  members[name] = staff_name(known, record.uuid(who));
  return members;
}

Result<std::size_t> count_in_case(Device& device, EntityNumber entity, const RowId& who) {
  BRYGGA_ASSIGN(const QueryResult found,
                device.query("SELECT COUNT(*) FROM \"" + schema().entity(entity)->name +
                                 "\" WHERE _scope IN "
                                 "(SELECT key FROM scope WHERE kind = 'K' AND id = ?1)",
                             {who.uuid}));
  return found.rows.empty() ? std::size_t{0}
                            : static_cast<std::size_t>(integer_in(found.rows.front().front()));
}

Result<Known> read_known(Device& device) {
  Known known;
  BRYGGA_ASSIGN(known.units, read_units(device));
  BRYGGA_ASSIGN(known.people, read_staff(device));
  BRYGGA_ASSIGN(known.programmes, read_programmes(device));
  return known;
}

Result<Json> show_participant(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Known known, read_known(call.device));
  const auto limit = static_cast<std::size_t>(call.arguments.number("limit").value_or(200));
  CaseReader reader(call, person, limit);
  BRYGGA_TRY(reader.add_conflicts(person));

  Json result = person.to_json();
  result["name"] = full_name(person);
  result["district"] = result["residence_district"];
  result.erase("residence_district");
  const auto add = [&](const char* name, EntityNumber entity, auto&& tell) -> Status {
    BRYGGA_ASSIGN(const std::vector<Record> records, reader.read(entity));
    Json list = Json::array();
    for (const Record& record : records) list.push_back(tell(record));
    result[name] = std::move(list);
    return {};
  };
  const Date today = call.today();
  BRYGGA_TRY(add("identities", identity::entity,
                 [&](const Record& record) { return identity_json(record, today); }));
  BRYGGA_TRY(add("team", team_membership::entity, [&](const Record& record) {
    return with_name(record, known, team_membership::staff, "staff_name");
  }));
  BRYGGA_TRY(add("enrolments", enrolment::entity,
                 [&](const Record& record) { return enrolment_json(record, known, today); }));
  BRYGGA_TRY(add("checkins", checkin::entity, [&](const Record& record) {
    return with_name(record, known, checkin::recorded_by, "recorded_by_name");
  }));
  BRYGGA_TRY(add("notes", note::entity, [&](const Record& record) {
    return with_name(record, known, note::written_by, "written_by_name");
  }));
  BRYGGA_TRY(
      add("outcomes", outcome::entity, [&](const Record& record) { return record.to_json(); }));
  BRYGGA_ASSIGN(const std::size_t checkins,
                count_in_case(call.device, checkin::entity, person.id()));
  BRYGGA_ASSIGN(const std::size_t notes, count_in_case(call.device, note::entity, person.id()));
  result["checkins_total"] = checkins;
  result["notes_total"] = notes;
  result["conflicts"] = reader.take_conflicts();
  return result;
}

}  // namespace

std::vector<Definition> participant_queries() {
  return {
      {"participants.list",
       false,
       "Lists participants by name, a page at a time.",
       {line("search"), integer("limit", 1, page_max), integer("offset", 0, 1'000'000'000)},
       list_participants},
      {"participants.find",
       false,
       "Finds participants by what people type: a name, an identity number, the beginning of an "
       "id.",
       {required(line("text"))},
       find_participants},
      {"participant.show",
       false,
       "Shows everything about one participant.",
       {required(id("participant")), integer("limit", 1, 5000)},
       show_participant},
  };
}

}  // namespace brygga::casework
