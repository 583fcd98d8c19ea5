#include <optional>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& placement_form() {
  static const RecordForm form(
      placement::entity,
      {placement::enrolment, placement::opening, placement::employer, placement::kind,
       placement::start, placement::subsidy, placement::tasks, placement::supervisor});
  return form;
}

// Whether the seat is free is for the office to say; that it is one of an open opening is known
// here.
Result<std::optional<Record>> seat_of(Call& call) {
  if (!call.arguments.has("opening")) return std::optional<Record>{};
  BRYGGA_ASSIGN(const Record found, call.record("opening", opening::entity));
  if (found.text(opening::status) == "open") return std::optional(found);
  return call.fault(
      "opening", "opening_closed",
      {"This opening is closed; choose another.", "Den här platsen är stängd; välj en annan."});
}

Result<Json> begin_placement(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const std::optional<Record> seat, seat_of(call));
  Change change = placement_form().fill(call, call.new_row_id(), scope_of_case(person.id()));
  assign(change, placement::participant, person.id().uuid);
  const bool has_begun = call.arguments.day("start").value_or(call.today()) <= call.today();
  assign(change, placement::status, std::string(has_begun ? "running" : "planned"));
  if (seat && !call.arguments.has("employer")) {
    const auto where = seat->uuid(opening::employer);
    if (where) assign(change, placement::employer, *where);
  }
  return save_one(call, "placement", std::move(change));
}

Result<Json> end_placement(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("placement", placement::entity));
  const Date ended = call.arguments.day("ended").value_or(call.today());
  const auto start = found.date(placement::start);
  if (start && ended < *start) {
    return call.fault(
        "ended", "ended_before_start",
        {"The placement began on " + format_date(*start) + "; it cannot end before that.",
         "Placeringen började " + format_date(*start) + "; den kan inte sluta före dess."});
  }
  if (found.text(placement::status) == "ended") {
    return call.fault("placement", "already_finished",
                      {"This placement has ended already.", "Placeringen är redan avslutad."});
  }
  Change change = change_of(found, found.version());
  assign(change, placement::status, std::string("ended"));
  assign_date(change, placement::ended, ended);
  return save_one(call, "placement", std::move(change), Json({{"ended", format_date(ended)}}));
}

}  // namespace

std::vector<Definition> placement_commands() {
  return {
      {"placement.begin", true,
       "Places a participant in praktik, a job or studies, on a seat of an opening when one is "
       "named.",
       placement_form().to_add({required(id("participant"))}), begin_placement},
      {"placement.change", true, "Changes a placement, from the version shown.",
       placement_form().to_change(), [](Call& call) { return change_one(call, placement_form()); }},
      {"placement.end",
       true,
       "Ends a placement; its seat is free again.",
       {required(id("placement")), date("ended")},
       end_placement},
  };
}

std::vector<AnswerDef> answers_of_placement_commands() {
  return {
      {"placement.begin", {{"placement", id()}}},
      {"placement.change", {{"placement", id()}}},
      {"placement.end", {{"placement", id()}, {"ended", date()}}},
  };
}

}  // namespace brygga::casework
