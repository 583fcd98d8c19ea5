#include <string>

#include "casework/access_log.hpp"
#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/participant_view.hpp"
#include "casework/record_page.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::size_t rows_max = 100'000;  // of one list of one person

// What one person has a right to know of themselves (GDPR, article 15).
Result<Json> export_participant(Call& call) {
  BRYGGA_ASSIGN(Record named, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const Record person, record_of_person(call.store, std::move(named)));
  BRYGGA_TRY(log_access(call, person.id(), "export", "export"));
  BRYGGA_ASSIGN(Json record, view_participant(call, person, rows_max));
  Json result = {{"participant", to_string(person.id().uuid)},
                 {"as_of", format_date(call.today())}};
  const bool is_english = call.arguments.text("language") == "en";
  result["html"] = record_page(record, format_date(call.today()), is_english);
  result["record"] = std::move(record);
  return result;
}

}  // namespace

std::vector<Definition> export_queries() {
  return {{"participant.export",
           false,
           "Gives one person's whole record, as JSON and as a page to read; the export is logged.",
           {required(id("participant")), choice("language", {"sv", "en"})},
           export_participant,
           {{"participant", id()},
            {"as_of", date()},
            {"html", text()},
            {"record", participant_shape()}}}};
}

}  // namespace brygga::casework
