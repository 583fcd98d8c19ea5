#include "casework/participant_queries.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "base/order.hpp"
#include "casework/access_log.hpp"
#include "casework/casework.hpp"
#include "casework/identity_number.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_list.hpp"
#include "casework/participant_view.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t list_page_max = 500;
constexpr std::size_t page_default = 100;

// --- lists ------------------------------------------------------------------------------------

Result<Json> list_participants(Call& call) {
  const Arguments& given = call.arguments;
  std::shared_ptr<const PeopleByName::People> everybody;
  std::vector<NamedParticipant> some;
  if (const std::string search = given.text("search"); search.empty()) {
    BRYGGA_ASSIGN(everybody, call.people.read(call.store));
  } else {
    BRYGGA_ASSIGN(const std::vector<Uuid> found, people_of_name(call.store, search));
    BRYGGA_ASSIGN(some, call.people.read(call.store, found));
  }
  const std::span<const NamedParticipant> people(everybody ? everybody->all : std::as_const(some));
  const std::size_t offset =
      std::min(static_cast<std::size_t>(given.number("offset").value_or(0)), people.size());
  const std::size_t count =
      std::min(static_cast<std::size_t>(given.number("limit").value_or(page_default)),
               people.size() - offset);
  BRYGGA_ASSIGN(Json list, list_json(call, people.subspan(offset, count)));
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
                call.store.query("SELECT participant FROM identity WHERE number = ?1 LIMIT 100",
                                 {number->digits()}));
  for (const auto& row : found.rows) people.push_back(uuid_in(row.front()));
  return people;
}

// Whose id begins so, when the text can be the beginning of one.
Result<std::vector<Uuid>> people_of_id(AccountStore& store, std::string text) {
  std::vector<Uuid> people;
  if (!is_id_prefix(text)) return people;
  std::erase(text, '-');
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT id FROM participant WHERE lower(substr(hex(id), 1, ?1)) = ?2",
                            {static_cast<std::int64_t>(text.size()), text}));
  for (const auto& row : found.rows) people.push_back(uuid_in(row.front()));
  return people;
}

Result<Json> find_participants(Call& call) {
  constexpr std::size_t matches_max = 20;
  const std::string text = call.arguments.text("text");
  BRYGGA_ASSIGN(std::vector<Uuid> found, people_of_name(call.store, text));
  BRYGGA_ASSIGN(const std::vector<Uuid> by_number, people_of_number(call, text));
  BRYGGA_ASSIGN(const std::vector<Uuid> by_id, people_of_id(call.store, text));
  found.insert(found.end(), by_number.begin(), by_number.end());
  found.insert(found.end(), by_id.begin(), by_id.end());
  put_in_order(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  BRYGGA_ASSIGN(const std::vector<NamedParticipant> people, call.people.read(call.store, found));
  const std::size_t total = people.size();
  BRYGGA_ASSIGN(Json list, list_json(call, std::span(people).first(std::min(total, matches_max))));
  return Json{{"matches", std::move(list)}, {"total", total}};
}

Result<Json> show_participant(Call& call) {
  BRYGGA_ASSIGN(Record named, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record person, record_of_person(call.store, std::move(named)));
  const std::string reason = call.arguments.text("reason");
  BRYGGA_TRY(log_access(call, person.id(), reason.empty() ? "own_case" : reason, "case"));
  const auto limit = static_cast<std::size_t>(call.arguments.number("limit").value_or(200));
  return view_participant(call, person, limit);
}

}  // namespace

std::vector<Definition> participant_queries() {
  return {
      {"participants.list",
       false,
       "Lists participants by name, a page at a time.",
       {line("search"), integer("limit", 1, list_page_max), integer("offset", 0, 1'000'000'000)},
       list_participants},
      {"participants.find",
       false,
       "Finds participants by what people type: a name, an identity number, the beginning of an "
       "id.",
       {required(line("text"))},
       find_participants},
      {"participant.show",
       false,
       "Shows everything about one participant; that it was opened is logged.",
       {required(id("participant")), integer("limit", 1, 5000),
        choice("reason", {"own_case", "cover", "search", "export", "review", "other"})},
       show_participant},
  };
}

std::vector<AnswerDef> answers_of_participant_queries() {
  return {
      {"participants.list",
       {{"participants", list(participant_line_shape())},
        {"total", integer()},
        {"offset", integer()}}},
      {"participants.find", {{"matches", list(participant_line_shape())}, {"total", integer()}}},
      {"participant.show", participant_shape()},
  };
}

}  // namespace brygga::casework
