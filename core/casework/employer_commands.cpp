#include <algorithm>
#include <string>

#include "base/text_folding.hpp"
#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/organisation_number.hpp"
#include "casework/participant_list.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& employer_form() {
  static const RecordForm form(employer::entity,
                               {employer::name, employer::organisation_number, employer::channels,
                                employer::sectors, employer::next_contact, employer::promised});
  return form;
}

const RecordForm& contact_of_employer_form() {
  static const RecordForm form(
      employer_contact::entity,
      {employer_contact::at, employer_contact::mode, employer_contact::purpose,
       employer_contact::result, employer_contact::promised});
  return form;
}

const RecordForm& training_form() {
  static const RecordForm form(
      employer_training::entity,
      {employer_training::level, employer_training::sector, employer_training::session,
       employer_training::held_on, employer_training::headcount, employer_training::stage},
      {{employer_training::headcount, integer("headcount", 1, 100'000)}});
  return form;
}

// --- no word of a participant -------------------------------------------------------------------

// What is written about employers reaches all who work in the unit, and so names no participant.
Status check_names(Call& call, std::initializer_list<const char*> fields) {
  BRYGGA_ASSIGN(const auto people, call.people.read(call.store));
  for (const char* field : fields) {
    const std::string text = to_lower(call.arguments.text(field));
    if (text.empty()) continue;
    const bool names_one =
        std::any_of(people->all.begin(), people->all.end(), [&](const NamedParticipant& person) {
          const std::string name = to_lower(person.first_name + " " + person.last_name);
          return text.find(name) != std::string::npos;
        });
    if (!names_one) continue;
    return call.fault(field, "names_a_participant",
                      {"What is noted of an employer is read by others than the participant's "
                       "team; leave the name out.",
                       "Det som noteras om en arbetsgivare läses av fler än deltagarens team; "
                       "lämna bort namnet."});
  }
  return {};
}

// --- employers ----------------------------------------------------------------------------------

Status check_organisation_number(Call& call) {
  const std::string number = call.arguments.text("organisation_number");
  if (number.empty() || is_organisation_number(number)) return {};
  return call.fault("organisation_number", "organisation_number_form",
                    {"An organisation number has ten digits, and the last one checks the others; "
                     "see it over.",
                     "Ett organisationsnummer har tio siffror, och den sista kontrollerar de "
                     "andra; se över det."});
}

Result<Json> add_employer(Call& call) {
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  BRYGGA_TRY(check_organisation_number(call));
  BRYGGA_TRY(check_names(call, {"promised"}));
  Change change = employer_form().fill(call, call.new_row_id(), scope_of_unit(place.id().uuid));
  assign(change, employer::unit, place.id().uuid);
  return save_one(call, "employer", std::move(change));
}

Result<Json> change_employer(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("employer", employer::entity));
  BRYGGA_TRY(check_organisation_number(call));
  BRYGGA_TRY(check_names(call, {"promised"}));
  BRYGGA_ASSIGN(Change change, employer_form().change(call, found));
  return save_one(call, "employer", std::move(change));
}

// --- what was said ------------------------------------------------------------------------------

// What was promised stands with the employer too, where the next one who calls looks.
Result<Json> record_contact(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const Record found, call.record("employer", employer::entity));
  BRYGGA_TRY(check_names(call, {"purpose", "result", "promised"}));
  const Uuid unit_id = found.uuid(employer::unit).value_or(Uuid{});
  Change contact =
      contact_of_employer_form().fill(call, call.new_row_id(), scope_of_employers(unit_id));
  assign(contact, employer_contact::employer, found.id().uuid);
  assign(contact, employer_contact::made_by, call.self.account);
  if (!given.has("at")) {
    assign(contact, employer_contact::at, static_cast<std::int64_t>(call.now_ms()));
  }
  Change now = change_of(found, found.version());
  assign_if_any(now, employer::promised, given.text("promised"));
  const auto next = given.day("next_contact");
  if (next) assign_date(now, employer::next_contact, *next);
  const RowId row = contact.row;
  std::vector<Change> changes;
  changes.push_back(std::move(contact));
  if (!now.assign.empty()) changes.push_back(std::move(now));
  return call.save(std::move(changes), {{"employer_contact", to_string(row.uuid)},
                                        {"employer", to_string(found.id().uuid)}});
}

// --- training -----------------------------------------------------------------------------------

Result<Json> record_training(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("employer", employer::entity));
  const Uuid unit_id = found.uuid(employer::unit).value_or(Uuid{});
  Change change = training_form().fill(call, call.new_row_id(), scope_of_unit(unit_id));
  assign(change, employer_training::employer, found.id().uuid);
  return save_one(call, "employer_training", std::move(change));
}

Result<Json> move_training(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("employer_training", employer_training::entity));
  Change change = change_of(found, found.version());
  assign(change, employer_training::stage, call.arguments.text("stage"));
  return save_one(call, "employer_training", std::move(change));
}

std::vector<ArgumentDef> contact_arguments() {
  std::vector<ArgumentDef> arguments =
      contact_of_employer_form().to_add({required(id("employer")), date("next_contact")});
  for (ArgumentDef& argument : arguments) {
    if (argument.name == "at") argument.is_required = false;
  }
  return arguments;
}

}  // namespace

std::vector<Definition> employer_commands() {
  return {
      {"employer.add", true, "Registers an employer at a unit.",
       employer_form().to_add({required(id("unit"))}), add_employer},
      {"employer.change", true, "Changes an employer's details, from the version shown.",
       employer_form().to_change(), change_employer},
      {"employer.contact", true,
       "Records what was said with an employer, what was promised, and when to call again.",
       contact_arguments(), record_contact},
      {"employer.training", true, "Records a training for an employer's people, at one level.",
       training_form().to_add({required(id("employer"))}), record_training},
      {"employer.training_stage",
       true,
       "Says that a planned training was held, or followed up.",
       {required(id("employer_training")), required(choice("stage", {"held", "followed_up"}))},
       move_training},
  };
}

std::vector<AnswerDef> answers_of_employer_commands() {
  return {
      {"employer.add", {{"employer", id()}}},
      {"employer.change", {{"employer", id()}}},
      {"employer.contact", {{"employer_contact", id()}, {"employer", id()}}},
      {"employer.training", {{"employer_training", id()}}},
      {"employer.training_stage", {{"employer_training", id()}}},
  };
}

}  // namespace brygga::casework
