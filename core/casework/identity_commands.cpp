#include <algorithm>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/participant_commands.hpp"
#include "casework/record.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// A number that the person does not have in another row.
Result<IdentityNumber> new_number(Call& call, const RowId& who) {
  BRYGGA_ASSIGN(const IdentityNumber number, given_identity_number(call));
  BRYGGA_ASSIGN(const std::vector<Record> known,
                read_case(call.store, identity::entity, who, case_rows_max));
  const bool is_there = std::any_of(known.begin(), known.end(), [&](const Record& one) {
    return one.text(identity::number) == number.digits();
  });
  if (!is_there) return number;
  return call.fault("identity_number", "number_known",
                    {"The person is registered with this number already.",
                     "Personen är redan registrerad med det här numret."});
}

Result<Json> save_number(Call& call, Change change, const IdentityNumber& number) {
  BRYGGA_ASSIGN(Json::List warnings, warn_of_doubles(call.store, number.digits()));
  const RowId row = change.row;
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes),
                   {{"identity", to_string(row.uuid)}, {"warnings", std::move(warnings)}});
}

// Beside the numbers that there are: whoever gets a personnummer has had a samordningsnummer.
Result<Json> add_number(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const IdentityNumber number, new_number(call, person.id()));
  return save_number(call, identity_change(call, person.id(), number), number);
}

Result<Json> correct_number(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("identity", identity::entity));
  BRYGGA_ASSIGN(const IdentityNumber number,
                new_number(call, RowId{found.uuid(identity::participant).value_or(Uuid{})}));
  Change change = change_of(found, call.arguments.text("version"));
  assign_identity(change, number);
  return save_number(call, std::move(change), number);
}

Result<Json> remove_number(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("identity", identity::entity));
  Change change = change_of(found, call.arguments.text("version"));
  change.deletes = true;
  return save_one(call, "identity", std::move(change));
}

}  // namespace

std::vector<Definition> identity_commands() {
  return {
      {"identity.add",
       true,
       "Registers an identity number of a participant, beside those that there are.",
       {required(id("participant")), required(line("identity_number", 40))},
       add_number},
      {"identity.correct",
       true,
       "Corrects an identity number, from the version shown.",
       {required(id("identity")), required(version("version")),
        required(line("identity_number", 40))},
       correct_number},
      {"identity.remove",
       true,
       "Takes away an identity number that is not the person's.",
       {required(id("identity")), required(version("version"))},
       remove_number},
  };
}

std::vector<AnswerDef> answers_of_identity_commands() {
  return {
      {"identity.add", {{"identity", id()}, {"warnings", warnings_shape()}}},
      {"identity.correct", {{"identity", id()}, {"warnings", warnings_shape()}}},
      {"identity.remove", {{"identity", id()}}},
  };
}

}  // namespace brygga::casework
