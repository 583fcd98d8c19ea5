#include "casework/casework.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include "base/order.hpp"
#include "casework/areas.hpp"
#include "casework/call.hpp"
#include "casework/case_commands.hpp"
#include "casework/desk_definitions.hpp"
#include "casework/enrolment_commands.hpp"
#include "casework/json_schema.hpp"
#include "casework/office_queries.hpp"
#include "casework/participant_commands.hpp"
#include "casework/participant_list.hpp"
#include "casework/participant_queries.hpp"
#include "casework/search_queries.hpp"
#include "casework/sync_queries.hpp"
#include "casework/undone_deletions.hpp"

namespace brygga::casework {

namespace {

std::vector<Definition> make_definitions() {
  std::vector<Definition> all;
  for (std::vector<Definition>& some : std::vector<std::vector<Definition>>{
           participant_commands(), enrolment_commands(), checkin_commands(),
           note_commands(),        team_commands(),      conflict_commands(),
           refusal_commands(),     late_work_commands(), undone_deletion_commands(),
           participant_queries(),  office_queries(),     sync_queries(),
           contact_commands(),     consent_commands(),   mapping_commands(),
           plan_commands(),        task_commands(),      appointment_commands(),
           placement_commands(),   handover_commands(),  enrolment_changes(),
           kiosk_commands(),       employer_commands(),  role_commands(),
           employer_queries(),     search_queries(),     today_queries(),
           desk_definitions()}) {
    for (Definition& one : some) all.push_back(std::move(one));
  }
  for (Definition& one : all) {
    // A repeated tap, or a second tab, gets the first answer.
    if (one.is_command) one.arguments.push_back(argument::id("command_id"));
  }
  put_in_order(all, [](const Definition& a, const Definition& b) {
    return std::string_view(a.name) < std::string_view(b.name);
  });
  return all;
}

const Definition* find_definition(std::string_view name) {
  const auto& all = definitions();
  const auto found = std::lower_bound(
      all.begin(), all.end(), name,
      [](const Definition& one, std::string_view wanted) { return one.name < wanted; });
  return found == all.end() || found->name != name ? nullptr : &*found;
}

Answer refused(const Error& error, const std::string& field = {},
               const std::string& sentence_sv = {},
               const std::optional<ProblemList>& problems = std::nullopt) {
  return {false, Json{{"error", error_members(error, field, sentence_sv, problems)}}.text()};
}

Error not_enrolled() {
  return {ErrorCode::refused, "This device belongs to nobody yet. Enrol it first.", false,
          "not_enrolled"};
}

// The handler's answer. A command that was saved before answers as then, also when the handler
// would now find fault with it.
Result<Json> run(Call& call, const Definition& definition) {
  if (!definition.is_command) {
    return definition.run(call);
  }
  if (!call.self.is_enrolled) {
    return not_enrolled();
  }
  BRYGGA_ASSIGN(std::optional<Json> first, call.first_answer());
  return first ? Result<Json>(*std::move(first)) : definition.run(call);
}

}  // namespace

const std::vector<Definition>& definitions() {
  static const std::vector<Definition> all = make_definitions();
  return all;
}

struct Casework::Impl {
  AccountStore& store;
  // Between a rule that looks and the save that relies on it, no other command of this process.
  std::mutex commands;
  PeopleByName people;

  Answer call(const Definition& definition, std::string_view text) {
    ArgumentsReading reading = read_arguments(text, definition.arguments);
    if (reading.fault) {
      return refused(reading.fault->error, reading.fault->field, reading.fault->sentence_sv);
    }
    std::unique_lock<std::mutex> lock(commands, std::defer_lock);
    if (definition.is_command) lock.lock();
    auto self = read_self(store);
    if (!self) {
      return refused(self.error());
    }
    std::optional<CommandId> command;
    if (definition.is_command) {
      if (const auto id = reading.arguments.uuid("command_id")) command = CommandId{*id};
    }
    Call one(store, people, definition, std::move(reading.arguments), *std::move(self), command);
    const Result<Json> answer = run(one, definition);
    return answer ? Answer{true, answer->text()}
                  : refused(answer.error(), one.fault_field(), one.fault_sentence_sv(),
                            one.fault_problems());
  }
};

Casework::Casework(AccountStore& store) : impl_(new Impl{store, {}, {}}) {}

Casework::~Casework() = default;

Answer Casework::call(std::string_view name, std::string_view json_text) {
  // The JSON and TOML libraries may throw when memory runs out; nothing crosses this edge.
  try {
    const Definition* definition = find_definition(name);
    if (definition == nullptr) {
      return refused({ErrorCode::not_found,
                      "There is no such command or query; commands.list names all.", false,
                      "unknown_name"});
    }
    return impl_->call(*definition, json_text);
  } catch (const std::exception& exception) {
    return refused({ErrorCode::internal,
                    std::string("This failed unexpectedly: ") + exception.what(), false,
                    "internal"});
  }
}

std::vector<Casework::Name> Casework::names() {
  std::vector<Name> names;
  for (const Definition& one : definitions()) {
    names.push_back({one.name, one.is_command, one.purpose});
  }
  return names;
}

std::string schema_json() { return schema_of_everything().text(); }

std::string error_json(const Error& error, const std::string& field) {
  return Json{{"error", error_members(error, field, "", std::nullopt)}}.text();
}

}  // namespace brygga::casework
