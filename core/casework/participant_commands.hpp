// Making and changing participants, and what other commands need of that. See call.hpp.
#pragma once

#include <string>
#include <vector>

#include "casework/call.hpp"
#include "casework/identity_number.hpp"

namespace brygga::casework {

std::vector<Definition> participant_commands();

// A participant that a command makes inline, from its arguments first_name, last_name,
// identity_number, district, languages and interpreter.
struct NewParticipant {
  RowId id;
  std::vector<Change> changes;
  Json::List warnings;
};

// The arguments; names_required: whether both names must be given.
std::vector<ArgumentDef> participant_arguments(bool names_required);

// The rows of the new participant, without anybody in the team yet.
Result<NewParticipant> make_participant(Call& call);

// What the argument identity_number says; refused with the mistake in it.
Result<IdentityNumber> given_identity_number(Call& call);

void assign_identity(Change& change, const IdentityNumber& number);
Change identity_change(Call& call, const RowId& who, const IdentityNumber& number);
// access: one of team_membership::sees_...
Change team_change(Call& call, const RowId& who, const Uuid& member, const std::string& role,
                   Date from, const std::string& access);

// What a new participant or enrolment is warned of.
Shape warnings_shape();

// People of whom this device knows the same identity number, as warnings.
Result<Json::List> warn_of_doubles(AccountStore& store, const std::string& digits);

}  // namespace brygga::casework
