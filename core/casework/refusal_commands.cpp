#include "casework/case_commands.hpp"
#include "casework/casework.hpp"

namespace brygga::casework {

using nlohmann::json;
using namespace argument;

namespace {

Result<json> send_again(Call& call) {
  const auto first = static_cast<EditNumber>(call.arguments.number("number").value_or(0));
  BRYGGA_ASSIGN(const std::size_t sent, call.device.send_again(first));
  return json{{"transactions", sent}};
}

Result<json> dismiss(Call& call) {
  const auto first = static_cast<EditNumber>(call.arguments.number("number").value_or(0));
  BRYGGA_TRY(call.device.dismiss(first));
  return json{{"dismissed", first}};
}

}  // namespace

std::vector<Definition> refusal_commands() {
  return {
      {"refusal.send_again",
       true,
       "Saves what was refused once more, with what depends on it.",
       {required(integer("number", 1, INT64_MAX))},
       send_again},
      {"refusal.dismiss",
       true,
       "Says that a refused change needs nobody any more.",
       {required(integer("number", 1, INT64_MAX))},
       dismiss},
  };
}

}  // namespace brygga::casework
