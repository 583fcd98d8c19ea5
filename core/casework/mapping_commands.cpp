#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& profile_form() {
  static const RecordForm form(
      profile::entity, {profile::skills, profile::credentials, profile::wishes, profile::avoid,
                        profile::swedish_level, profile::other_languages, profile::narrative});
  return form;
}

const RecordForm& health_form() {
  static const RecordForm form(health_support::entity,
                               {health_support::obstacles, health_support::adaptations,
                                health_support::reasons, health_support::notes});
  return form;
}

// A participant has one record of the kind: it is made the first time, and changed from the version
// shown afterwards. Where two tablets made one each, both are there, and the older goes on.
Result<Json> write_only_record(Call& call, const RecordForm& form, const Scope& scope,
                               const RowId& who) {
  BRYGGA_ASSIGN(const std::vector<Record> there, read_case(call.store, form.entity(), who, 1000));
  if (there.empty()) {
    Change change = form.fill(call, call.new_row_id(), scope);
    change.assign.push_back({profile::participant, who.uuid});
    return save_one(call, form.name(), std::move(change));
  }
  if (!call.arguments.has("version")) {
    return call.fault("version", "missing_field",
                      {"There is one already; change it from the version shown.",
                       "Det finns redan en; ändra den från den version som visades."});
  }
  BRYGGA_ASSIGN(Change change, form.change(call, there.front()));
  return save_one(call, form.name(), std::move(change));
}

Result<Json> write_profile(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  return write_only_record(call, profile_form(), scope_of_case(person.id()), person.id());
}

Result<Json> write_health(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  return write_only_record(call, health_form(), scope_of_restricted(person.id()), person.id());
}

// Of a record that is made or changed: everything may be given, and emptied.
std::vector<ArgumentDef> arguments_of(const RecordForm& form) {
  std::vector<ArgumentDef> arguments = form.to_change();
  arguments[0] = required(id("participant"));
  arguments[1] = version("version");
  return arguments;
}

}  // namespace

std::vector<Definition> mapping_commands() {
  static_assert(int{profile::participant} == int{health_support::participant});
  return {
      {"profile.write",
       true,
       "Writes what a participant can and wants: skills, credentials, wishes, languages.",
       arguments_of(profile_form()),
       write_profile,
       {{"profile", id()}}},
      {"health.write",
       true,
       "Writes what stands in the way of work and what helps, for named staff.",
       arguments_of(health_form()),
       write_health,
       {{"health_support", id()}}},
  };
}

}  // namespace brygga::casework
