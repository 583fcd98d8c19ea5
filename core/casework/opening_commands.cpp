#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t seats_max = 10'000;

const RecordForm& opening_form() {
  static const RecordForm form(opening::entity,
                               {opening::kind, opening::seats, opening::shortage_tags,
                                opening::role_template, opening::title, opening::start},
                               {{opening::seats, integer("seats", 1, seats_max)}});
  return form;
}

Result<Json> add_opening(Call& call) {
  BRYGGA_ASSIGN(const Record at, call.record("employer", employer::entity));
  const Uuid unit_id = at.uuid(employer::unit).value_or(Uuid{});
  Change change = opening_form().fill(call, call.new_row_id(), scope_of_unit(unit_id));
  assign(change, opening::employer, at.id().uuid);
  assign(change, opening::status, std::string("open"));
  return save_one(call, "opening", std::move(change));
}

Result<Json> move_opening(Call& call, const char* status) {
  BRYGGA_ASSIGN(const Record found, call.record("opening", opening::entity));
  Change change = change_of(found, found.version());
  assign(change, opening::status, std::string(status));
  return save_one(call, "opening", std::move(change));
}

}  // namespace

std::vector<Definition> opening_commands() {
  return {
      {"opening.add", true, "Adds an opening for praktik or a job at an employer, with its seats.",
       opening_form().to_add({required(id("employer"))}), add_opening},
      {"opening.change", true, "Changes an opening, from the version shown.",
       opening_form().to_change(), [](Call& call) { return change_one(call, opening_form()); }},
      {"opening.close",
       true,
       "Closes an opening: nobody is placed there any more.",
       {required(id("opening"))},
       [](Call& call) { return move_opening(call, "closed"); }},
      {"opening.reopen",
       true,
       "Opens a closed opening again.",
       {required(id("opening"))},
       [](Call& call) { return move_opening(call, "open"); }},
  };
}

std::vector<AnswerDef> answers_of_opening_commands() {
  return {
      {"opening.add", {{"opening", id()}}},
      {"opening.change", {{"opening", id()}}},
      {"opening.close", {{"opening", id()}}},
      {"opening.reopen", {{"opening", id()}}},
  };
}

}  // namespace brygga::casework
