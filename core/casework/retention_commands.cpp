#include <algorithm>
#include <map>
#include <string>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t due_page_max = 500;

// --- what is due --------------------------------------------------------------------------------

// The day of the last entry about each participant: of what was recorded, the latest day that it is
// about. A case that is still running is never due.
constexpr const char* last_entries_sql = R"(
SELECT p.id, p.first_name, p.last_name, MAX(e.day), MAX(e.running), MAX(e.programme)
FROM participant AS p JOIN (
  SELECT participant AS who, COALESCE(ended, start) AS day, status <> 'finished' AS running,
         programme FROM enrolment
  UNION ALL SELECT participant, date(at / 1000, 'unixepoch'), 0, NULL FROM checkin
  UNION ALL SELECT participant, date(written_at / 1000, 'unixepoch'), 0, NULL FROM note
  UNION ALL SELECT participant, COALESCE(to_date, from_date), 0, NULL FROM outcome
  UNION ALL SELECT participant, COALESCE(ended, start), 0, NULL FROM placement
  UNION ALL SELECT participant, date(at / 1000, 'unixepoch'), 0, NULL FROM appointment
) AS e ON e.who = p.id GROUP BY p.id ORDER BY MAX(e.day), p.id)";

struct LastEntry {
  RowId participant;
  std::string name;
  Date day;
  int years = RetentionRule{}.years;
};

Result<std::vector<LastEntry>> read_last_entries(Call& call) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  std::vector<LastEntry> entries;
  BRYGGA_TRY(call.store.query_each(last_entries_sql, {}, [&](const std::vector<Value>& row) {
    const auto day = parse_date(text_in(row[3]));
    if (integer_in(row[4]) != 0 || !day) return true;
    const ProgrammeRow* programme = find_programme(programmes, uuid_in(row[5]));
    const bool has_rule = programme != nullptr && programme->definition;
    entries.push_back({RowId{uuid_in(row[0])}, text_in(row[1]) + " " + text_in(row[2]), *day,
                       has_rule ? programme->definition->retention.years : RetentionRule{}.years});
    return true;
  }));
  return entries;
}

struct Decision {
  std::string decision;
  std::optional<Date> keep_until;
};

// The latest decision about each participant.
Result<std::map<Uuid, Decision>> read_decisions(AccountStore& store) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT participant, decision, keep_until FROM retention_decision "
                            "ORDER BY decided_on, id"));
  std::map<Uuid, Decision> decisions;
  for (const auto& row : found.rows) {
    const auto until = parse_date(text_in(row[2]));
    decisions[uuid_in(row[0])] = {text_in(row[1]), until ? std::optional(*until) : std::nullopt};
  }
  return decisions;
}

Result<Json> list_due(Call& call) {
  BRYGGA_ASSIGN(const std::vector<LastEntry> entries, read_last_entries(call));
  BRYGGA_ASSIGN(const auto decisions, read_decisions(call.store));
  const auto limit =
      static_cast<std::size_t>(call.arguments.number("limit").value_or(due_page_max));
  Json due = Json::array();
  std::size_t total = 0;
  for (const LastEntry& entry : entries) {
    const Date since = add_months(entry.day, 12 * entry.years);
    const auto known = decisions.find(entry.participant.uuid);
    const Decision* decision = known != decisions.end() ? &known->second : nullptr;
    const bool is_kept = decision != nullptr && decision->decision == "keep" &&
                         decision->keep_until.value_or(date_max) >= call.today();
    if (since > call.today() || is_kept) continue;
    if (++total > limit) continue;
    due.push_back({{"participant", to_string(entry.participant.uuid)},
                   {"name", entry.name},
                   {"last_entry", format_date(entry.day)},
                   {"due_since", format_date(since)},
                   {"years", entry.years},
                   {"decision", decision != nullptr ? Json(decision->decision) : Json()}});
  }
  return Json{{"due", std::move(due)}, {"total", total}};
}

// --- deciding -----------------------------------------------------------------------------------

Result<Json> decide(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  const bool keeps = given.text("decision") == "keep";
  const auto until = given.day("keep_until");
  if (keeps && (!until || *until <= call.today())) {
    return call.fault("keep_until", "keep_until_missing",
                      {"Say until which day the case is kept; it must lie ahead.",
                       "Ange till vilken dag ärendet behålls; den ska ligga framåt."});
  }
  Change change =
      creation(retention_decision::entity, call.new_row_id(), scope_of_unit(place.id().uuid));
  assign(change, retention_decision::participant, person.id().uuid);
  assign(change, retention_decision::decision, given.text("decision"));
  if (keeps) assign_date(change, retention_decision::keep_until, *until);
  assign(change, retention_decision::reason, given.text("reason"));
  assign(change, retention_decision::decided_by, call.self.account);
  assign_date(change, retention_decision::decided_on, call.today());
  return save_one(call, "retention_decision", std::move(change));
}

Shape due_shape() {
  return named("due_case", {{"participant", id()},
                            {"name", text()},
                            {"last_entry", date()},
                            {"due_since", date()},
                            {"years", integer()},
                            {"decision", or_null(choice({"erase", "keep"}))}});
}

}  // namespace

std::vector<Definition> retention_commands() {
  return {
      {"retention.due",
       false,
       "Lists the closed cases whose time is up, for somebody to decide.",
       {integer("limit", 1, due_page_max)},
       list_due,
       {{"due", list(due_shape())}, {"total", integer()}}},
      {"retention.decide",
       true,
       "Decides that a case is erased, or kept until a day; the office carries it out.",
       {required(id("participant")), required(id("unit")),
        required(choice("decision", {"erase", "keep"})), date("keep_until"),
        required(prose("reason", comment_bytes_max))},
       decide,
       {{"retention_decision", id()}}},
  };
}

}  // namespace brygga::casework
