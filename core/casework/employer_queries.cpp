#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/order.hpp"
#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/conflict_queries.hpp"
#include "casework/instant.hpp"
#include "casework/known_rows.hpp"
#include "casework/parameter_list.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "casework/swedish_order.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t employers_page_max = 500;
constexpr std::int64_t employers_page_default = 100;
constexpr std::int64_t contacts_told_max = 1000;
constexpr std::int64_t contacts_told_default = 100;
constexpr std::int64_t told_max = 1000;  // of trainings, openings, placements
constexpr std::int64_t openings_told_max = 500;

// --- the list -----------------------------------------------------------------------------------

struct NamedEmployer {
  RowId id;
  std::string key;           // by which it stands in the list
  std::string next_contact;  // ISO text, or empty
};

// Which employers the arguments ask for.
struct Wanted {
  std::string condition = " WHERE 1";
  std::vector<Value> values;
  // Of a search that found more than a statement takes: all that it found.
  std::optional<std::unordered_set<Uuid>> found;

  // What stands for one more value.
  std::string mark(Value value) {
    values.push_back(std::move(value));
    return "?" + std::to_string(values.size());
  }
};

void want_found(Wanted& wanted, const std::vector<SearchHit>& hits) {
  constexpr std::size_t marks_max = 500;
  if (hits.size() > marks_max) {
    wanted.found.emplace();
    for (const SearchHit& hit : hits) wanted.found->insert(hit.row.uuid);
    return;
  }
  std::string marks;
  for (const SearchHit& hit : hits) {
    marks += (marks.empty() ? "" : ", ") + wanted.mark(hit.row.uuid);
  }
  wanted.condition += " AND id IN (" + marks + ")";
}

Result<Wanted> wanted_of(Call& call) {
  const Arguments& given = call.arguments;
  Wanted wanted;
  if (given.has("unit")) {
    BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
    wanted.condition += " AND unit = " + wanted.mark(place.id().uuid);
  }
  if (given.is_set("due")) {
    wanted.condition += " AND next_contact <= " + wanted.mark(format_date(call.today()));
  }
  const std::string search = given.text("search");
  if (search.empty()) return wanted;
  BRYGGA_ASSIGN(const SearchHits hits,
                call.store.search(search, {employer::entity}, std::numeric_limits<int>::max()));
  want_found(wanted, hits.hits);
  return wanted;
}

// By name; those that are due by the day on which they were to be called.
Result<std::vector<NamedEmployer>> read_named(Call& call) {
  BRYGGA_ASSIGN(const Wanted wanted, wanted_of(call));
  std::vector<NamedEmployer> all;
  BRYGGA_TRY(call.store.query_each(
      "SELECT id, name, next_contact FROM employer" + wanted.condition, wanted.values,
      [&](const std::vector<Value>& row) {
        const RowId id = id_in(row[0]);
        if (!wanted.found || wanted.found->contains(id.uuid)) {
          all.push_back({id, swedish_sort_key(text_in(row[1])), text_in(row[2])});
        }
        return true;
      }));
  const bool by_day = call.arguments.is_set("due");
  put_in_order(all, [&](const NamedEmployer& a, const NamedEmployer& b) {
    if (by_day && a.next_contact != b.next_contact) return a.next_contact < b.next_contact;
    return a.key != b.key ? a.key < b.key : a.id < b.id;
  });
  return all;
}

// What stands elsewhere than with the employers of a page.
struct PageFacts {
  std::map<Uuid, Date> last_contacts;
  std::map<std::pair<Uuid, std::string>, std::int64_t> open_seats;  // of employer and kind
};

Result<PageFacts> read_facts(AccountStore& store, const ParameterList& ids) {
  PageFacts facts;
  BRYGGA_TRY(store.query_each("SELECT employer, MAX(at) FROM employer_contact WHERE employer IN (" +
                                  ids.marks() + ") GROUP BY employer",
                              ids.values(), [&](const std::vector<Value>& row) {
                                const std::int64_t at =
                                    std::max<std::int64_t>(0, integer_in(row[1]));
                                facts.last_contacts[uuid_in(row[0])] =
                                    today_in_stockholm(static_cast<std::uint64_t>(at));
                                return true;
                              }));
  BRYGGA_TRY(store.query_each(
      "SELECT o.employer, o.kind, SUM(MAX(0, o.seats - (SELECT COUNT(*) FROM placement AS p "
      "WHERE p.opening = o.id AND p.ended IS NULL))) FROM opening AS o "
      "WHERE o.status = 'open' AND o.employer IN (" +
          ids.marks() + ") GROUP BY o.employer, o.kind",
      ids.values(), [&](const std::vector<Value>& row) {
        facts.open_seats[{uuid_in(row[0]), text_in(row[1])}] = integer_in(row[2]);
        return true;
      }));
  return facts;
}

bool is_due(const Record& employer, Date today) {
  const auto next = employer.date(employer::next_contact);
  return next && *next <= today;
}

Json seats_of(const PageFacts& facts, const Uuid& employer) {
  Json seats = Json::object();
  for (const char* kind : {"praktik", "job"}) {
    const auto found = facts.open_seats.find({employer, kind});
    seats[kind] = found != facts.open_seats.end() ? found->second : std::int64_t{0};
  }
  return seats;
}

Json last_contact_of(const PageFacts& facts, const Uuid& employer) {
  const auto found = facts.last_contacts.find(employer);
  return found != facts.last_contacts.end() ? Json(format_date(found->second)) : Json();
}

Json line_json(const Record& one, const PageFacts& facts, Date today) {
  const Uuid id = one.id().uuid;
  const auto next = one.date(employer::next_contact);
  return {{"id", to_string(id)},
          {"name", one.text(employer::name)},
          {"unit", to_string(one.uuid(employer::unit).value_or(Uuid{}))},
          {"sectors", one.texts(employer::sectors)},
          {"next_contact", next ? Json(format_date(*next)) : Json()},
          {"due", is_due(one, today)},
          {"promised", json_or_null(one.text(employer::promised))},
          {"last_contact", last_contact_of(facts, id)},
          {"open_seats", seats_of(facts, id)},
          {"unsent", one.is_unsent()}};
}

Result<Json> list_employers(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const std::vector<NamedEmployer> all, read_named(call));
  const auto offset = static_cast<std::size_t>(
      std::min(given.number("offset").value_or(0), static_cast<std::int64_t>(all.size())));
  const auto until = std::min(
      all.size(),
      offset + static_cast<std::size_t>(given.number("limit").value_or(employers_page_default)));
  ParameterList ids;
  for (std::size_t i = offset; i < until; ++i) ids.add(all[i].id.uuid);
  BRYGGA_ASSIGN(const PageFacts facts, read_facts(call.store, ids));
  Json page = Json::array();
  for (std::size_t i = offset; i < until; ++i) {
    BRYGGA_ASSIGN(const std::optional<Record> one,
                  read_record(call.store, employer::entity, all[i].id));
    if (one) page.push_back(line_json(*one, facts, call.today()));
  }
  return Json{{"employers", std::move(page)}, {"total", all.size()}, {"offset", offset}};
}

// --- one of them --------------------------------------------------------------------------------

// What is told of one employer: what else is there, and the conflicts that were met on the way.
struct EmployerReader {
  Call& call;
  const Record& of;
  Json::List conflicts = {};

  // The rows of the SELECT, which is handed the employer's id and a limit.
  Result<std::vector<Record>> read(EntityNumber entity, const char* sql, std::int64_t limit) {
    BRYGGA_ASSIGN(const QueryResult found, call.store.query(sql, {of.id().uuid, limit}));
    std::vector<Record> records;
    for (const auto& row : found.rows) {
      BRYGGA_ASSIGN(std::optional<Record> one, read_record(call.store, entity, id_in(row.front())));
      if (one) records.push_back(*std::move(one));
    }
    return records;
  }
  Status add_conflicts(const Record& record) {
    BRYGGA_ASSIGN(Json::List open, conflicts_json(call, record, ""));
    for (Json& one : open) conflicts.push_back(std::move(one));
    return {};
  }
};

Result<Json> contacts(EmployerReader& reader, const std::vector<StaffRow>& people) {
  BRYGGA_ASSIGN(const std::vector<Record> records,
                reader.read(employer_contact::entity,
                            "SELECT id FROM employer_contact WHERE employer = ?1 "
                            "ORDER BY at DESC, id DESC LIMIT ?2",
                            reader.call.arguments.number("limit").value_or(contacts_told_default)));
  Json list = Json::array();
  for (const Record& record : records) {
    Json members = record.to_json();
    const StaffRow* who =
        find_staff(people, record.uuid(employer_contact::made_by).value_or(Uuid{}));
    members["made_by_name"] = who != nullptr ? Json(who->name) : Json();
    list.push_back(std::move(members));
  }
  return list;
}

// When what is promised now was said: in the latest contact that has it, else when it was written.
Result<Json> promised_at(EmployerReader& reader) {
  const std::string promised = reader.of.text(employer::promised);
  if (promised.empty()) return Json();
  BRYGGA_ASSIGN(const QueryResult found,
                reader.call.store.query(
                    "SELECT MAX(at) FROM employer_contact WHERE employer = ?1 AND promised = ?2",
                    {reader.of.id().uuid, promised}));
  const auto said = found.rows.empty() ? std::nullopt : number_in(found.rows.front().front());
  if (said && *said >= 0) return Json(format_instant(static_cast<std::uint64_t>(*said)));
  const auto& heads = reader.of.state().field(employer::promised).heads;
  return heads.empty() ? Json() : Json(format_instant(heads.back().stamp.time.unix_ms()));
}

Result<Json> trainings(EmployerReader& reader) {
  BRYGGA_ASSIGN(const std::vector<Record> records,
                reader.read(employer_training::entity,
                            "SELECT id FROM employer_training WHERE employer = ?1 "
                            "ORDER BY held_on DESC, id DESC LIMIT ?2",
                            told_max));
  Json list = Json::array();
  for (const Record& record : records) list.push_back(record.to_json());
  return list;
}

// Who sits where, as far as the placements are here: those that the office has, and those that it
// has yet to decide on.
struct SeatCount {
  std::int64_t taken = 0;
  std::int64_t reserved = 0;
};

Result<std::map<Uuid, SeatCount>> read_seats(EmployerReader& reader) {
  BRYGGA_ASSIGN(const QueryResult found,
                reader.call.store.query(
                    "SELECT p.opening, SUM(p._own = 0), SUM(p._own <> 0) FROM placement AS p "
                    "JOIN opening AS o ON o.id = p.opening "
                    "WHERE o.employer = ?1 AND p.ended IS NULL GROUP BY p.opening",
                    {reader.of.id().uuid}));
  std::map<Uuid, SeatCount> seats;
  for (const auto& row : found.rows) {
    seats[uuid_in(row[0])] = {integer_in(row[1]), integer_in(row[2])};
  }
  return seats;
}

Result<Json> role_title(AccountStore& store, const Record& seat) {
  const auto role = seat.uuid(opening::role_template);
  if (!role) return Json();
  BRYGGA_ASSIGN(const std::optional<Record> found,
                read_record(store, role_template::entity, RowId{*role}));
  return found ? Json(found->text(role_template::title)) : Json();
}

// Those that are open first, and of them the newest.
Result<Json> openings(EmployerReader& reader) {
  BRYGGA_ASSIGN(const std::vector<Record> records,
                reader.read(opening::entity,
                            "SELECT id FROM opening WHERE employer = ?1 "
                            "ORDER BY status = 'closed', id DESC LIMIT ?2",
                            openings_told_max));
  BRYGGA_ASSIGN(const auto seats, read_seats(reader));
  Json list = Json::array();
  for (const Record& record : records) {
    BRYGGA_TRY(reader.add_conflicts(record));
    const auto found = seats.find(record.id().uuid);
    const SeatCount count = found != seats.end() ? found->second : SeatCount{};
    const std::int64_t left =
        record.number(opening::seats).value_or(0) - count.taken - count.reserved;
    Json members = record.to_json();
    members["taken"] = count.taken;
    members["reserved"] = count.reserved;
    members["free"] = std::max<std::int64_t>(0, left);
    BRYGGA_ASSIGN(members["role_title"], role_title(reader.call.store, record));
    list.push_back(std::move(members));
  }
  return list;
}

Result<Json> placements(EmployerReader& reader) {
  BRYGGA_ASSIGN(
      const QueryResult found,
      reader.call.store.query(
          "SELECT w.id, w.participant, CASE WHEN COALESCE(p.protection, 0) = 0 THEN "
          "p.first_name || ' ' || p.last_name END, w.kind, w.start, w.status, w.supervisor, "
          "w.opening, w._own <> 0 FROM placement AS w JOIN participant AS p "
          "ON p.id = w.participant WHERE w.ended IS NULL AND (w.employer = ?1 OR w.opening IN "
          "(SELECT id FROM opening WHERE employer = ?1)) ORDER BY w.start, w.id LIMIT ?2",
          {reader.of.id().uuid, told_max}));
  Json list = Json::array();
  for (const auto& row : found.rows) {
    const Uuid seat = uuid_in(row[7]);
    list.push_back({{"id", to_string(uuid_in(row[0]))},
                    {"participant", to_string(uuid_in(row[1]))},
                    {"name", json_or_null(text_in(row[2]))},
                    {"kind", text_in(row[3])},
                    {"start", text_in(row[4])},
                    {"status", text_in(row[5])},
                    {"supervisor", json_or_null(text_in(row[6]))},
                    {"opening", seat == Uuid{} ? Json() : Json(to_string(seat))},
                    {"unsent", integer_in(row[8]) != 0}});
  }
  return list;
}

Result<std::int64_t> count_contacts(EmployerReader& reader) {
  BRYGGA_ASSIGN(const QueryResult found,
                reader.call.store.query("SELECT COUNT(*) FROM employer_contact WHERE employer = ?1",
                                        {reader.of.id().uuid}));
  return found.rows.empty() ? std::int64_t{0} : integer_in(found.rows.front().front());
}

Result<Json> show_employer(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("employer", employer::entity));
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  EmployerReader reader{call, found};
  BRYGGA_TRY(reader.add_conflicts(found));
  ParameterList ids;
  ids.add(found.id().uuid);
  BRYGGA_ASSIGN(const PageFacts facts, read_facts(call.store, ids));
  const UnitRow* place = find_unit(units, found.uuid(employer::unit).value_or(Uuid{}));
  Json told = found.to_json();
  told["unit_name"] = place != nullptr ? Json(place->name) : Json();
  told["due"] = is_due(found, call.today());
  told["last_contact"] = last_contact_of(facts, found.id().uuid);
  told["open_seats"] = seats_of(facts, found.id().uuid);
  BRYGGA_ASSIGN(told["promised_at"], promised_at(reader));
  BRYGGA_ASSIGN(told["contacts"], contacts(reader, people));
  BRYGGA_ASSIGN(told["contacts_total"], count_contacts(reader));
  BRYGGA_ASSIGN(told["trainings"], trainings(reader));
  BRYGGA_ASSIGN(told["openings"], openings(reader));
  BRYGGA_ASSIGN(told["placements"], placements(reader));
  told["conflicts"] = std::move(reader.conflicts);
  return told;
}

// --- what they look like ------------------------------------------------------------------------

Shape open_seats_shape() {
  return named("open_seats", {{"praktik", integer()}, {"job", integer()}});
}

Shape line_shape() {
  return named("employer_line", {{"id", id()},
                                 {"name", text()},
                                 {"unit", id()},
                                 {"sectors", list(text())},
                                 {"next_contact", or_null(date())},
                                 {"due", flag()},
                                 {"promised", or_null(text())},
                                 {"last_contact", or_null(date())},
                                 {"open_seats", open_seats_shape()},
                                 {"unsent", flag()}});
}

Shape placement_shape() {
  return named("placement_at_employer", {{"id", id()},
                                         {"participant", id()},
                                         {"name", or_null(text())},
                                         {"kind", text()},
                                         {"start", date()},
                                         {"status", text()},
                                         {"supervisor", or_null(text())},
                                         {"opening", or_null(id())},
                                         {"unsent", flag()}});
}

Shape employer_shape() {
  const Shape contact =
      named("contact_of_employer", Shape(and_more(record_members(employer_contact::entity),
                                                  {{"made_by_name", or_null(text())}})));
  const Shape seat =
      named("opening_of_employer",
            Shape(and_more(record_members(opening::entity), {{"taken", integer()},
                                                             {"reserved", integer()},
                                                             {"free", integer()},
                                                             {"role_title", or_null(text())}})));
  return named("employer", Shape(and_more(record_members(employer::entity),
                                          {{"unit_name", or_null(text())},
                                           {"due", flag()},
                                           {"last_contact", or_null(date())},
                                           {"promised_at", or_null(instant())},
                                           {"open_seats", open_seats_shape()},
                                           {"contacts", list(contact)},
                                           {"contacts_total", integer()},
                                           {"trainings", list(record(employer_training::entity))},
                                           {"openings", list(seat)},
                                           {"placements", list(placement_shape())},
                                           {"conflicts", list(conflict_shape())}})));
}

}  // namespace

std::vector<Definition> employer_queries() {
  return {
      {"employers.list",
       false,
       "Lists employers by name, a page at a time; those that are due by the day to call.",
       {line("search"), id("unit"), flag("due"), integer("limit", 1, employers_page_max),
        integer("offset", 0, 1'000'000'000)},
       list_employers},
      {"employer.show",
       false,
       "Shows an employer: what was promised, said and trained, its openings and who is there.",
       {required(id("employer")), integer("limit", 1, contacts_told_max)},
       show_employer},
  };
}

std::vector<AnswerDef> answers_of_employer_queries() {
  return {
      {"employers.list",
       {{"employers", list(line_shape())}, {"total", integer()}, {"offset", integer()}}},
      {"employer.show", employer_shape()},
  };
}

}  // namespace brygga::casework
