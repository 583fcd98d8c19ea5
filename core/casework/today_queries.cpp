#include <algorithm>
#include <string>

#include "base/order.hpp"
#include "casework/areas.hpp"
#include "casework/case_limit.hpp"
#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/known_rows.hpp"
#include "casework/outcome_report.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "casework/waiting_work.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t list_max = 200;  // of each list; the totals are always whole

// From midnight to midnight in Sweden, in ms since 1970 UTC.
struct DaySpan {
  std::int64_t from = 0;
  std::int64_t until = 0;
};

std::int64_t midnight_ms(Date day) {
  const std::int64_t utc = std::int64_t{day.days} * 24 * 60 * minute_ms;
  const int ahead =
      stockholm_utc_offset_minutes(static_cast<std::uint64_t>(std::max<std::int64_t>(utc, 0)));
  return utc - ahead * minute_ms;
}

DaySpan span_of(Date day) { return {midnight_ms(day), midnight_ms(add_days(day, 1))}; }

// Rows as JSON objects by the names of a select's columns.
Result<Json> list_rows(AccountStore& store, const std::string& sql,
                       const std::vector<Value>& values, const std::vector<const char*>& names) {
  BRYGGA_ASSIGN(const QueryResult found, store.query(sql, values));
  Json list = Json::array();
  for (const auto& row : found.rows) {
    Json item = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Value& value = row[i];
      if (const auto* uuid = std::get_if<Uuid>(&value)) {
        item[names[i]] = to_string(*uuid);
      } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        item[names[i]] = *number;
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        item[names[i]] = *text;
      } else {
        item[names[i]] = nullptr;
      }
    }
    list.push_back(std::move(item));
  }
  return list;
}

void tell_times(Json& list, const char* name) {
  for (Json& item : *list.list()) {
    const auto ms = item[name].integer();
    if (ms) item[name] = format_instant(static_cast<std::uint64_t>(*ms));
  }
}

constexpr const char* person_columns = "p.id, p.first_name || ' ' || p.last_name FROM ";

// --- the lists ----------------------------------------------------------------------------------

// Today's meetings, and those of the last fortnight of which nobody has said what became.
Result<Json> visits(Call& call) {
  const DaySpan today = span_of(call.today());
  const std::int64_t since = midnight_ms(add_days(call.today(), -14));
  BRYGGA_ASSIGN(
      Json list,
      list_rows(call.store,
                std::string("SELECT a.id, a.at, a.minutes, a.place, a.purpose, "
                            "a.at < ?2, ") +
                    person_columns +
                    "appointment AS a JOIN participant AS p ON p.id = a.participant "
                    "WHERE a.status = 'booked' AND a.with_staff = ?1 AND a.at >= ?3 AND "
                    "a.at < ?4 ORDER BY a.at, a.id LIMIT ?5",
                {call.self.account, today.from, since, today.until, list_max},
                {"id", "at", "minutes", "place", "purpose", "past", "participant", "name"}));
  tell_times(list, "at");
  for (Json& item : *list.list()) item["past"] = item["past"].integer().value_or(0) != 0;
  return list;
}

Result<Json> tasks(Call& call) {
  BRYGGA_ASSIGN(Json list,
                list_rows(call.store,
                          std::string("SELECT t.id, t.title, t.due_date, t.due_date < ?2, ") +
                              person_columns +
                              "task AS t JOIN participant AS p ON p.id = t.participant "
                              "WHERE t.status = 'open' AND t.assignee = ?1 AND t.due_date <= ?2 "
                              "ORDER BY t.due_date, t.id LIMIT ?3",
                          {call.self.account, format_date(call.today()), list_max},
                          {"id", "title", "due", "overdue", "participant", "name"}));
  for (Json& item : *list.list()) item["overdue"] = item["overdue"].integer().value_or(0) != 0;
  return list;
}

Result<Json> follow_ups(Call& call) {
  return list_rows(call.store,
                   std::string("SELECT e.id, e.support, e.support_follow_up, ") + person_columns +
                       "enrolment AS e JOIN participant AS p ON p.id = e.participant "
                       "WHERE e.status = 'active' AND e.support_follow_up <= ?1 "
                       "ORDER BY e.support_follow_up, e.id LIMIT ?2",
                   {format_date(call.today()), list_max},
                   {"enrolment", "support", "follow_up", "participant", "name"});
}

Result<Json> employers_to_call(Call& call) {
  return list_rows(call.store,
                   "SELECT id, name, next_contact, promised FROM employer "
                   "WHERE next_contact <= ?1 ORDER BY next_contact, id LIMIT ?2",
                   {format_date(call.today()), list_max},
                   {"id", "name", "next_contact", "promised"});
}

// Offered to this person, and by this person without an answer in time.
Result<Json> handovers(Call& call) {
  BRYGGA_ASSIGN(
      Json list,
      list_rows(call.store,
                std::string("SELECT h.id, h.to_staff = ?1, h.answer_by, "
                            "h.answer_by < ?2, h.message, ") +
                    person_columns +
                    "handover AS h JOIN participant AS p ON p.id = h.participant "
                    "WHERE h.status = 'offered' AND (h.to_staff = ?1 OR "
                    "(h.offered_by = ?1 AND h.answer_by < ?2)) "
                    "ORDER BY h.answer_by, h.id LIMIT ?3",
                {call.self.account, format_date(call.today()), list_max},
                {"id", "to_me", "answer_by", "overdue", "message", "participant", "name"}));
  for (Json& item : *list.list()) {
    item["to_me"] = item["to_me"].integer().value_or(0) != 0;
    item["overdue"] = item["overdue"].integer().value_or(0) != 0;
  }
  return list;
}

// Running enrolments whose limit is past, or so near that a warning shows; the nearest first.
Result<Json> limits(Call& call) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  BRYGGA_ASSIGN(
      const QueryResult found,
      call.store.query(
          "SELECT e.id, e.programme, e.start, "
          "(SELECT MAX(x.until_date) FROM extension AS x WHERE x._scope = e._scope AND "
          "x.enrolment = e.id), p.id, p.first_name || ' ' || p.last_name FROM enrolment AS e "
          "JOIN participant AS p ON p.id = e.participant WHERE e.status = 'active' ORDER BY e.id"));
  std::vector<std::pair<Date, Json>> near;
  for (const auto& row : found.rows) {
    const ProgrammeRow* programme = find_programme(programmes, uuid_in(row[1]));
    const auto start = parse_date(text_in(row[2]));
    const auto extended = parse_date(text_in(row[3]));
    if (programme == nullptr || !start) continue;
    const auto limit =
        limit_of(*programme, *start, extended ? std::optional(*extended) : std::nullopt);
    if (!limit) continue;
    const LimitStanding standing =
        limit_standing(*limit, programme->definition->limit->warning_days, call.today());
    if (!standing.is_past && !standing.warning_days) continue;
    near.emplace_back(*limit, Json{{"enrolment", to_string(uuid_in(row[0]))},
                                   {"participant", to_string(uuid_in(row[4]))},
                                   {"name", text_in(row[5])},
                                   {"limit", format_date(*limit)},
                                   {"days_left", standing.days_left},
                                   {"past_limit", standing.is_past}});
  }
  put_in_order(near, [](const auto& a, const auto& b) { return a.first < b.first; });
  Json list = Json::array();
  for (auto& [limit, item] : near) list.push_back(std::move(item));
  return list;
}

Result<Json> waiting(Call& call) {
  BRYGGA_ASSIGN(const StoreStatus status, call.store.status());
  BRYGGA_ASSIGN(const WaitingWork work, read_waiting_work(call.store, status));
  Json members = Json::object();
  add_waiting(members, work);
  return members;
}

Result<Json> show_today(Call& call) {
  Json result = {{"date", format_date(call.today())}};
  const std::pair<const char*, Result<Json> (*)(Call&)> lists[] = {
      {"visits", visits},  {"tasks", tasks},           {"handovers", handovers},
      {"limits", limits},  {"follow_ups", follow_ups}, {"employers", employers_to_call},
      {"waiting", waiting}};
  for (const auto& [name, list] : lists) {
    BRYGGA_ASSIGN(Json told, list(call));
    result[name] = std::move(told);
  }
  return result;
}

// --- what they look like ------------------------------------------------------------------------

Shape of_person(const std::string& name, Shape::Members members) {
  return list(
      named(name, Shape(and_more(std::move(members), {{"participant", id()}, {"name", text()}}))));
}

Shape today_shape() {
  return {
      {"date", date()},
      {"visits", of_person("visit", {{"id", id()},
                                     {"at", instant()},
                                     {"minutes", or_null(integer())},
                                     {"place", or_null(text())},
                                     {"purpose", or_null(text())},
                                     {"past", flag()}})},
      {"tasks", of_person("due_task",
                          {{"id", id()}, {"title", text()}, {"due", date()}, {"overdue", flag()}})},
      {"handovers", of_person("open_handover", {{"id", id()},
                                                {"to_me", flag()},
                                                {"answer_by", date()},
                                                {"overdue", flag()},
                                                {"message", or_null(text())}})},
      {"limits", of_person("near_limit", {{"enrolment", id()},
                                          {"limit", date()},
                                          {"days_left", integer()},
                                          {"past_limit", flag()}})},
      {"follow_ups",
       of_person("follow_up",
                 {{"enrolment", id()}, {"support", or_null(text())}, {"follow_up", date()}})},
      {"employers", list(named("employer_to_call", {{"id", id()},
                                                    {"name", text()},
                                                    {"next_contact", date()},
                                                    {"promised", or_null(text())}}))},
      {"waiting", Shape(waiting_members())}};
}

}  // namespace

std::vector<Definition> today_queries() {
  return {
      {"today",
       false,
       "Shows what this person needs today: visits, tasks, answers, limits, what waits.",
       {},
       show_today},
  };
}

std::vector<AnswerDef> answers_of_today_queries() {
  return {
      {"today", today_shape()},
  };
}

}  // namespace brygga::casework
