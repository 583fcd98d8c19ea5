#include "casework/participant_commands.hpp"

#include <algorithm>
#include <utility>

#include "casework/casework.hpp"
#include "casework/identity_number.hpp"
#include "casework/known_rows.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "store/heads_codec.hpp"

namespace brygga::casework {

using namespace argument;

namespace {

constexpr const char* default_role = "coach";

// --- adding -----------------------------------------------------------------------------------

Result<Json> add_participant(Call& call) {
  BRYGGA_ASSIGN(NewParticipant made, make_participant(call));
  const std::string role = call.arguments.text("role");
  made.changes.push_back(team_change(call, made.id, call.self.account,
                                     role.empty() ? default_role : role, call.today()));
  return call.save(std::move(made.changes), {{"participant", to_string(made.id.uuid)},
                                             {"warnings", std::move(made.warnings)}});
}

// --- changing ---------------------------------------------------------------------------------

// The elements of a set as the person saw them, by the version that the form came with.
Result<std::vector<std::string>> seen_elements(Call& call, const Record& record, FieldNumber set) {
  RowState seen = empty_row(record.entity(), record.id(), {});
  Bytes blob;
  if (!from_base64url(call.arguments.text("version"), blob) ||
      !decode_heads(record.entity(), blob, seen)) {
    return call.fault("version", "bad_version",
                      "This version is not one that was given out; read the record again.");
  }
  std::vector<std::string> texts;
  for (const Head& head : seen.field(set).heads) texts.push_back(text_in(head.value));
  return texts;
}

bool holds(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// What was added to and taken from the list that the person saw; what others did meanwhile stays.
Status change_languages(Call& call, const Record& record, Change& change) {
  if (!call.arguments.has("languages") && !call.arguments.is_cleared("languages")) {
    return {};
  }
  BRYGGA_ASSIGN(std::vector<std::string> seen, seen_elements(call, record, participant::languages));
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  const std::vector<std::string> wanted = call.arguments.texts("languages");
  for (const std::string& language : wanted) {
    if (!holds(seen, language)) change.add.push_back({participant::languages, language});
  }
  for (const std::string& language : seen) {
    if (!holds(wanted, language)) change.remove.push_back({participant::languages, language});
  }
  return {};
}

// A given text replaces the field; null, or an empty text, empties it.
void change_text(Call& call, const char* argument_name, FieldNumber field, Change& change) {
  if (!call.arguments.has(argument_name) && !call.arguments.is_cleared(argument_name)) {
    return;
  }
  std::string text = call.arguments.text(argument_name);
  assign(change, field, text.empty() ? Value{} : Value(std::move(text)));
}

Result<Json> update_participant(Call& call) {
  BRYGGA_ASSIGN(const Record record, call.record("participant", participant::entity));
  Change change = change_of(record, call.arguments.text("version"));
  for (const auto& [name, field] : {std::pair("first_name", participant::first_name),
                                    std::pair("last_name", participant::last_name)}) {
    if (call.arguments.has(name) && call.arguments.text(name).empty()) {
      return call.fault(name, "empty_text", "A name cannot be emptied.");
    }
    change_text(call, name, field, change);
  }
  change_text(call, "district", participant::residence_district, change);
  change_text(call, "interpreter", participant::interpreter, change);
  BRYGGA_TRY(change_languages(call, record, change));
  if (change.assign.empty() && change.add.empty() && change.remove.empty()) {
    return call.fault("", "nothing_to_change", "Nothing to change was given.");
  }
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), {{"participant", to_string(record.id().uuid)}});
}

}  // namespace

std::vector<ArgumentDef> participant_arguments(bool names_required) {
  std::vector<ArgumentDef> arguments = {line("first_name"),          line("last_name"),
                                        line("identity_number", 40), line("district"),
                                        lines("languages"),          line("interpreter")};
  arguments[0].is_required = names_required;
  arguments[1].is_required = names_required;
  return arguments;
}

Result<Json::List> warn_of_doubles(Device& device, const std::string& digits) {
  BRYGGA_ASSIGN(
      const QueryResult found,
      device.query("SELECT participant FROM identity WHERE number = ?1 LIMIT 10", {digits}));
  Json::List warnings;
  for (const auto& row : found.rows) {
    const RowId who{uuid_in(row[0])};
    BRYGGA_ASSIGN(const std::optional<Record> other, read_record(device, participant::entity, who));
    const std::string name = other ? full_name(*other) : "another participant";
    warnings.push_back({{"code", "double_identity"},
                        {"participant", to_string(who.uuid)},
                        {"sentence", name + " is registered under the same identity number. Both "
                                            "are kept; see whether they are one person."}});
  }
  return warnings;
}

Result<NewParticipant> make_participant(Call& call) {
  const Arguments& given = call.arguments;
  NewParticipant made;
  made.id = call.new_row_id();
  Change person = creation(participant::entity, made.id, scope_of_case(made.id));
  assign(person, participant::first_name, given.text("first_name"));
  assign(person, participant::last_name, given.text("last_name"));
  assign_if_any(person, participant::interpreter, given.text("interpreter"));
  assign_if_any(person, participant::residence_district, given.text("district"));
  for (std::string& language : given.texts("languages")) {
    person.add.push_back({participant::languages, std::move(language)});
  }
  made.changes.push_back(std::move(person));

  const std::string written = given.text("identity_number");
  if (written.empty()) {
    return made;
  }
  const auto number = parse_identity_number(written, call.today());
  if (!number) {
    return call.fault("identity_number", number.error().reason.c_str(), number.error().what);
  }
  BRYGGA_ASSIGN(made.warnings, warn_of_doubles(call.device, number->digits()));
  made.changes.push_back(identity_change(call, made.id, *number));
  return made;
}

Change identity_change(Call& call, const RowId& who, const IdentityNumber& number) {
  Change change = creation(identity::entity, call.new_row_id(), scope_of_restricted(who));
  const bool is_personnummer = number.kind() == IdentityNumberKind::personnummer;
  assign(change, identity::participant, who.uuid);
  assign(change, identity::number, number.digits());
  assign(change, identity::number_type,
         std::string(is_personnummer ? "personnummer" : "samordningsnummer"));
  assign(change, identity::protection, identity::open);
  return change;
}

Change team_change(Call& call, const RowId& who, const Uuid& member, const std::string& role,
                   Date from) {
  Change change = creation(team_membership::entity, call.new_row_id(), scope_of_case(who));
  assign(change, team_membership::participant, who.uuid);
  assign(change, team_membership::staff, member);
  assign(change, team_membership::role, role);
  assign_date(change, team_membership::from_date, from);
  return change;
}

std::vector<Definition> participant_commands() {
  std::vector<ArgumentDef> to_add = participant_arguments(true);
  to_add.push_back(line("role", 50));
  return {
      {"participant.add", true, "Registers a participant, with you in the team.", to_add,
       add_participant},
      {"participant.update",
       true,
       "Changes a participant's details, from the version shown.",
       {required(id("participant")), required(version("version")), line("first_name"),
        line("last_name"), clearable(line("district")), clearable(lines("languages")),
        clearable(line("interpreter"))},
       update_participant},
  };
}

}  // namespace brygga::casework
