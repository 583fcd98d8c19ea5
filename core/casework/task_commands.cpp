#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& task_form() {
  static const RecordForm form(task::entity,
                               {task::plan, task::title, task::due_date, task::assignee});
  return form;
}

Result<Json> add_task(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  Change change = task_form().fill(call, call.new_row_id(), scope_of_case(person.id()));
  assign(change, task::participant, person.id().uuid);
  assign(change, task::status, std::string("open"));
  if (!call.arguments.has("assignee")) assign(change, task::assignee, call.self.account);
  return save_one(call, "task", std::move(change));
}

// A tap on a list: what shows is what the person saw.
Result<Json> move_task(Call& call, const char* status) {
  BRYGGA_ASSIGN(const Record found, call.record("task", task::entity));
  if (found.text(task::status) == status) {
    return call.fault("task", "already_so",
                      {"The task is " + found.text(task::status) + " already.",
                       "Uppgiften är redan i det läget."});
  }
  Change change = change_of(found, found.version());
  assign(change, task::status, std::string(status));
  return save_one(call, "task", std::move(change));
}

}  // namespace

std::vector<Definition> task_commands() {
  return {
      {"task.add", true, "Adds something to be done, for you or for somebody of the team.",
       task_form().to_add({required(id("participant"))}), add_task},
      {"task.change", true, "Changes a task, from the version shown.", task_form().to_change(),
       [](Call& call) { return change_one(call, task_form()); }},
      {"task.done",
       true,
       "Says that a task is done.",
       {required(id("task"))},
       [](Call& call) { return move_task(call, "done"); }},
      {"task.drop",
       true,
       "Says that a task is not to be done.",
       {required(id("task"))},
       [](Call& call) { return move_task(call, "dropped"); }},
      {"task.reopen",
       true,
       "Opens a task that was done or dropped.",
       {required(id("task"))},
       [](Call& call) { return move_task(call, "open"); }},
  };
}

std::vector<AnswerDef> answers_of_task_commands() {
  return {
      {"task.add", {{"task", id()}}},    {"task.change", {{"task", id()}}},
      {"task.done", {{"task", id()}}},   {"task.drop", {{"task", id()}}},
      {"task.reopen", {{"task", id()}}},
  };
}

}  // namespace brygga::casework
