#include <algorithm>
#include <string>
#include <utility>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/known_rows.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t decisions_page_max = 500;
constexpr std::int64_t decisions_page_default = 100;
constexpr std::int64_t decisions_offset_max = 1'000'000'000;

Json staff_name(const std::vector<StaffRow>& people, const Uuid& id) {
  const StaffRow* person = find_staff(people, id);
  return person != nullptr ? Json(person->name) : Json();
}

// A name as a list may show it: of nobody with a protected identity.
std::string name_sql(const std::string& table) {
  return "CASE WHEN COALESCE(" + table + ".protection, 0) = 0 THEN " + table +
         ".first_name || ' ' || " + table + ".last_name END";
}

bool is_named(const Value& name) { return !text_in(name).empty(); }

Result<std::int64_t> count_rows(AccountStore& store, const std::string& from,
                                const std::vector<Value>& values) {
  BRYGGA_ASSIGN(const QueryResult found, store.query("SELECT COUNT(*) FROM " + from, values));
  return found.rows.empty() ? std::int64_t{0} : integer_in(found.rows.front().front());
}

std::int64_t limit_of(const Call& call) {
  return call.arguments.number("limit").value_or(decisions_page_default);
}

std::int64_t offset_of(const Call& call) { return call.arguments.number("offset").value_or(0); }

// --- cases that wait for an answer --------------------------------------------------------------

constexpr const char* open_handovers =
    "handover AS h JOIN participant AS p ON p.id = h.participant WHERE h.status = 'offered'";

Json handover_json(const std::vector<Value>& row, const std::vector<StaffRow>& people,
                   const std::string& today) {
  const Uuid from = uuid_in(row[3]);
  const Uuid to = uuid_in(row[4]);
  const auto offered_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_in(row[6])));
  return {{"id", to_string(uuid_in(row[0]))},
          {"participant", to_string(uuid_in(row[1]))},
          {"name", json_or_null(text_in(row[2]))},
          {"from_staff", to_string(from)},
          {"from_name", staff_name(people, from)},
          {"to_staff", to_string(to)},
          {"to_name", staff_name(people, to)},
          {"role", text_in(row[5])},
          {"offered_at", format_instant(offered_ms)},
          {"answer_by", text_in(row[7])},
          {"overdue", text_in(row[7]) < today},
          // Whoever is not named here is not to be known by what was written of them either.
          {"message", is_named(row[2]) ? json_or_null(text_in(row[8])) : Json()}};
}

// The one that has waited longest first.
Result<Json> list_handovers(Call& call) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  const std::string today = format_date(call.today());
  const std::string overdue = std::string(open_handovers) + " AND h.answer_by < ?1";
  BRYGGA_ASSIGN(const std::int64_t open_total, count_rows(call.store, open_handovers, {}));
  BRYGGA_ASSIGN(const std::int64_t overdue_total, count_rows(call.store, overdue, {today}));
  const bool only_overdue = call.arguments.is_set("overdue");
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query(
                    "SELECT h.id, h.participant, " + name_sql("p") +
                        ", h.offered_by, h.to_staff, h.role, h.offered_at, h.answer_by, "
                        "h.message FROM " +
                        open_handovers +
                        " AND (?2 = 0 OR h.answer_by < ?1) "
                        "ORDER BY h.answer_by, h.id LIMIT ?3 OFFSET ?4",
                    {today, std::int64_t{only_overdue ? 1 : 0}, limit_of(call), offset_of(call)}));
  Json list = Json::array();
  for (const auto& row : found.rows) list.push_back(handover_json(row, people, today));
  return Json{{"handovers", std::move(list)},
              {"total", only_overdue ? overdue_total : open_total},
              {"overdue_total", overdue_total},
              {"offset", offset_of(call)}};
}

// --- records that may be of one person ----------------------------------------------------------

// Whoever sees both records may decide; of others a proposal is nothing to do.
constexpr const char* open_proposals =
    "join_proposal AS j JOIN participant AS p ON p.id = j.participant "
    "JOIN participant AS q ON q.id = j.other WHERE j.status = 'open'";

Json proposal_json(const std::vector<Value>& row, const std::vector<StaffRow>& people) {
  const Uuid by = uuid_in(row[7]);
  return {
      {"id", to_string(uuid_in(row[0]))},
      {"participant", to_string(uuid_in(row[1]))},
      {"name", json_or_null(text_in(row[2]))},
      {"other", to_string(uuid_in(row[3]))},
      {"other_name", json_or_null(text_in(row[4]))},
      {"district", is_named(row[2]) ? json_or_null(text_in(row[5])) : Json()},
      {"other_district", is_named(row[4]) ? json_or_null(text_in(row[6])) : Json()},
      {"proposed_by", to_string(by)},
      {"proposed_by_name", staff_name(people, by)},
      {"reason", is_named(row[2]) && is_named(row[4]) ? json_or_null(text_in(row[8])) : Json()}};
}

Result<Json> list_proposals(Call& call) {
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_ASSIGN(const std::int64_t total, count_rows(call.store, open_proposals, {}));
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query("SELECT j.id, j.participant, " + name_sql("p") + ", j.other, " +
                                     name_sql("q") +
                                     ", p.residence_district, q.residence_district, "
                                     "j.proposed_by, j.reason FROM " +
                                     open_proposals + " ORDER BY j.id LIMIT ?1 OFFSET ?2",
                                 {limit_of(call), offset_of(call)}));
  Json list = Json::array();
  for (const auto& row : found.rows) list.push_back(proposal_json(row, people));
  return Json{{"join_proposals", std::move(list)}, {"total", total}, {"offset", offset_of(call)}};
}

// --- what they look like ------------------------------------------------------------------------

Shape handover_shape() {
  return named("waiting_handover", {{"id", id()},
                                    {"participant", id()},
                                    {"name", or_null(text())},
                                    {"from_staff", id()},
                                    {"from_name", or_null(text())},
                                    {"to_staff", id()},
                                    {"to_name", or_null(text())},
                                    {"role", text()},
                                    {"offered_at", instant()},
                                    {"answer_by", date()},
                                    {"overdue", flag()},
                                    {"message", or_null(text())}});
}

Shape proposal_shape() {
  return named("open_join_proposal", {{"id", id()},
                                      {"participant", id()},
                                      {"name", or_null(text())},
                                      {"other", id()},
                                      {"other_name", or_null(text())},
                                      {"district", or_null(text())},
                                      {"other_district", or_null(text())},
                                      {"proposed_by", id()},
                                      {"proposed_by_name", or_null(text())},
                                      {"reason", or_null(text())}});
}

}  // namespace

std::vector<Definition> decision_queries() {
  return {
      {"handovers.list",
       false,
       "Lists the offered cases that nobody has answered yet, the longest waiting first.",
       {flag("overdue"), integer("limit", 1, decisions_page_max),
        integer("offset", 0, decisions_offset_max)},
       list_handovers},
      {"join_proposals.list",
       false,
       "Lists the pairs of records that may be of one person, for whoever sees both.",
       {integer("limit", 1, decisions_page_max), integer("offset", 0, decisions_offset_max)},
       list_proposals},
  };
}

std::vector<AnswerDef> answers_of_decision_queries() {
  return {
      {"handovers.list",
       {{"handovers", list(handover_shape())},
        {"total", integer()},
        {"overdue_total", integer()},
        {"offset", integer()}}},
      {"join_proposals.list",
       {{"join_proposals", list(proposal_shape())}, {"total", integer()}, {"offset", integer()}}},
  };
}

}  // namespace brygga::casework
