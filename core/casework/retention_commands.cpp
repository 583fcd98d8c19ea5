#include <algorithm>
#include <map>
#include <string>

#include "base/order.hpp"
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
constexpr std::int64_t milliseconds_per_day = 86'400'000;

// --- what is due --------------------------------------------------------------------------------

// What is recorded of a participant: the latest day that it is about, and the latest time.
constexpr const char* days_sql[] = {
    "SELECT participant, MAX(COALESCE(ended, start)) FROM enrolment GROUP BY participant",
    "SELECT participant, MAX(COALESCE(to_date, from_date)) FROM outcome GROUP BY participant",
    "SELECT participant, MAX(COALESCE(ended, start)) FROM placement GROUP BY participant"};
constexpr const char* times_sql[] = {
    "SELECT participant, MAX(at) FROM checkin GROUP BY participant",
    "SELECT participant, MAX(written_at) FROM note GROUP BY participant",
    "SELECT participant, MAX(at) FROM appointment GROUP BY participant"};

using LastDays = std::map<Uuid, Date>;

void note_day(LastDays& days, const Uuid& participant, Date day) {
  Date& last = days.try_emplace(participant, day).first->second;
  last = std::max(last, day);
}

// The day of the last entry about each participant.
Result<LastDays> read_last_days(AccountStore& store) {
  LastDays days;
  for (const char* sql : days_sql) {
    BRYGGA_TRY(store.query_each(sql, {}, [&](const std::vector<Value>& row) {
      if (const auto day = parse_date(text_in(row[1]))) note_day(days, uuid_in(row[0]), *day);
      return true;
    }));
  }
  for (const char* sql : times_sql) {
    BRYGGA_TRY(store.query_each(sql, {}, [&](const std::vector<Value>& row) {
      const auto time_ms = number_in(row[1]);
      if (time_ms)
        note_day(days, uuid_in(row[0]), add_days(Date{}, *time_ms / milliseconds_per_day));
      return true;
    }));
  }
  return days;
}

struct LastEntry {
  RowId participant;
  std::string name;
  Date day;
  int years = RetentionRule{}.years;
};

// Of the participants who have no case that is still running: that is never due.
Result<std::vector<LastEntry>> read_last_entries(Call& call) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  BRYGGA_ASSIGN(const LastDays days, read_last_days(call.store));
  std::vector<LastEntry> entries;
  const auto keep = [&](const std::vector<Value>& row) {
    const auto day = days.find(uuid_in(row[0]));
    if (integer_in(row[3]) != 0 || day == days.end()) return true;
    const ProgrammeRow* programme = find_programme(programmes, uuid_in(row[4]));
    const bool has_rule = programme != nullptr && programme->definition;
    entries.push_back({RowId{day->first}, text_in(row[1]) + " " + text_in(row[2]), day->second,
                       has_rule ? programme->definition->retention.years : RetentionRule{}.years});
    return true;
  };
  BRYGGA_TRY(call.store.query_each(
      "SELECT p.id, p.first_name, p.last_name, MAX(e.status <> 'finished'), MAX(e.programme) "
      "FROM participant AS p LEFT JOIN enrolment AS e ON e.participant = p.id GROUP BY p.id",
      {}, keep));
  put_in_order(entries, [](const LastEntry& a, const LastEntry& b) {
    return a.day != b.day ? a.day < b.day : a.participant.uuid < b.participant.uuid;
  });
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
       list_due},
      {"retention.decide",
       true,
       "Decides that a case is erased, or kept until a day; the office carries it out.",
       {required(id("participant")), required(id("unit")),
        required(choice("decision", {"erase", "keep"})), date("keep_until"),
        required(prose("reason", comment_bytes_max))},
       decide},
  };
}

std::vector<AnswerDef> answers_of_retention_commands() {
  return {
      {"retention.due", {{"due", list(due_shape())}, {"total", integer()}}},
      {"retention.decide", {{"retention_decision", id()}}},
  };
}

}  // namespace brygga::casework
