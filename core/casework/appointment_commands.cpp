#include "casework/appointment_changes.hpp"
#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& appointment_form() {
  static const RecordForm form(
      appointment::entity,
      {appointment::at, appointment::minutes, appointment::place, appointment::with,
       appointment::purpose},
      {{appointment::minutes, integer("minutes", 1, checkin::minutes_max)}});
  return form;
}

Result<Json> book(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  Change change = appointment_form().fill(call, call.new_row_id(), scope_of_case(person.id()));
  assign(change, appointment::participant, person.id().uuid);
  assign(change, appointment::status, std::string("booked"));
  if (!call.arguments.has("with_staff")) assign(change, appointment::with, call.self.account);
  return save_one(call, "appointment", std::move(change));
}

Result<Json> close_appointment(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("appointment", appointment::entity));
  Change change = change_of(found, found.version());
  assign(change, appointment::status, call.arguments.text("status"));
  return save_one(call, "appointment", std::move(change));
}

}  // namespace

Change booking(Call& call, const RowId& who, std::uint64_t at_ms, const std::string& place) {
  Change change = creation(appointment::entity, call.new_row_id(), scope_of_case(who));
  assign(change, appointment::participant, who.uuid);
  assign(change, appointment::at, static_cast<std::int64_t>(at_ms));
  assign_if_any(change, appointment::place, place);
  assign(change, appointment::with, call.self.account);
  assign(change, appointment::status, std::string("booked"));
  return change;
}

std::vector<Definition> appointment_commands() {
  return {
      {"appointment.book", true, "Books a meeting with a participant.",
       appointment_form().to_add({required(id("participant"))}), book},
      {"appointment.change", true, "Changes a booked meeting, from the version shown.",
       appointment_form().to_change(),
       [](Call& call) { return change_one(call, appointment_form()); }},
      {"appointment.close",
       true,
       "Says what became of a meeting: held, missed or cancelled; or books it again.",
       {required(id("appointment")),
        required(choice("status", {"held", "missed", "cancelled", "booked"}))},
       close_appointment},
  };
}

std::vector<AnswerDef> answers_of_appointment_commands() {
  return {
      {"appointment.book", {{"appointment", id()}}},
      {"appointment.change", {{"appointment", id()}}},
      {"appointment.close", {{"appointment", id()}}},
  };
}

}  // namespace brygga::casework
