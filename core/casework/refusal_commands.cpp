#include "casework/case_commands.hpp"
#include "casework/casework.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

EditNumber number_of(const Call& call) {
  return static_cast<EditNumber>(call.arguments.number("number").value_or(0));
}

Result<Json> send_again(Call& call) {
  const EditNumber first = number_of(call);
  return call.settle(
      [&](const CommandToKeep& command) { return call.store.send_again(first, command); },
      [](const Saved& sent) {
        return Json{{"transactions", sent.transactions}};
      });
}

Result<Json> dismiss(Call& call) {
  const EditNumber first = number_of(call);
  return call.settle(
      [&](const CommandToKeep& command) { return call.store.dismiss(first, command); },
      [&](const Saved&) {
        return Json{{"dismissed", first}};
      });
}

}  // namespace

std::vector<Definition> refusal_commands() {
  return {
      {"refusal.send_again",
       true,
       "Saves what was refused once more, with what depends on it.",
       {required(integer("number", 1, INT64_MAX))},
       send_again,
       {{"transactions", integer()}}},
      {"refusal.dismiss",
       true,
       "Says that a refused change needs nobody any more.",
       {required(integer("number", 1, INT64_MAX))},
       dismiss,
       {{"dismissed", integer()}}},
  };
}

}  // namespace brygga::casework
