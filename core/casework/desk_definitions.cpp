#include "casework/desk_definitions.hpp"

#include <utility>

#include "casework/areas.hpp"
#include "casework/hours_commands.hpp"
#include "casework/import_commands.hpp"
#include "casework/office_queries.hpp"
#include "casework/report_queries.hpp"

namespace brygga::casework {

std::vector<Definition> desk_definitions() {
  std::vector<Definition> all = report_queries();
  for (std::vector<Definition>& some : std::vector<std::vector<Definition>>{
           office_desk_queries(), import_commands(), list_imports(), export_queries(),
           retention_commands(), hours_commands(), staff_commands(), decision_queries(),
           caseload_commands(), join_commands(), opening_commands(), badge_commands(),
           protection_commands(), identity_commands()}) {
    for (Definition& one : some) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace brygga::casework
