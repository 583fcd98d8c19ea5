#include "casework/participant_commands.hpp"

#include <algorithm>
#include <utility>

#include "base/text_folding.hpp"
#include "casework/casework.hpp"
#include "casework/identity_number.hpp"
#include "casework/known_rows.hpp"
#include "casework/record.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr const char* default_role = "coach";

// --- adding -----------------------------------------------------------------------------------

Result<Json> add_participant(Call& call) {
  BRYGGA_ASSIGN(NewParticipant made, make_participant(call));
  const std::string role = call.arguments.text("role");
  made.changes.push_back(team_change(call, made.id, call.self.account,
                                     role.empty() ? default_role : role, call.today(),
                                     team_membership::sees_restricted));
  return call.save(std::move(made.changes), {{"participant", to_string(made.id.uuid)},
                                             {"warnings", std::move(made.warnings)}});
}

// --- changing ---------------------------------------------------------------------------------

const RecordForm& details_form() {
  static const RecordForm form(
      participant::entity,
      {participant::first_name, participant::last_name, participant::residence_district,
       participant::languages, participant::interpreter},
      {{participant::residence_district, line("district")}});
  return form;
}

Result<Json> update_participant(Call& call) {
  BRYGGA_ASSIGN(const Record record, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(Change change, details_form().change(call, record));
  return save_one(call, "participant", std::move(change));
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

Shape warnings_shape() {
  return list(named("warning", {{"code", text()},
                                {"participant", or_null(id())},
                                {"enrolment", or_null(id())},
                                {"sentence", text()},
                                {"sentence_sv", text()}}));
}

Result<Json::List> warn_of_doubles(AccountStore& store, const std::string& digits) {
  BRYGGA_ASSIGN(
      const QueryResult found,
      store.query("SELECT participant FROM identity WHERE number = ?1 LIMIT 10", {digits}));
  Json::List warnings;
  for (const auto& row : found.rows) {
    const RowId who{uuid_in(row[0])};
    BRYGGA_ASSIGN(const std::optional<Record> other, read_record(store, participant::entity, who));
    const std::string name = other ? full_name(*other) : "another participant";
    warnings.push_back({{"code", "double_identity"},
                        {"participant", to_string(who.uuid)},
                        {"enrolment", nullptr},
                        {"sentence", name + " is registered under the same identity number. Both "
                                            "are kept; see whether they are one person."},
                        {"sentence_sv", name + " finns redan under samma nummer. Båda behålls; se "
                                               "efter om de är samma person."}});
  }
  return warnings;
}

// The birth date in a stored number, of samordningsnummer too, whose day is 60 more.
std::string birth_date_in(const std::string& digits) {
  std::string date = digits.substr(0, 8);
  if (date[6] >= '6') date[6] = static_cast<char>(date[6] - 6);
  return date;
}

// People of the same name and birth date under another number: one of the numbers may be mistyped,
// or the person has had a samordningsnummer before.
Result<Json::List> warn_of_namesakes(Call& call, const std::string& digits) {
  const std::string wanted = to_lower(call.arguments.text("last_name")) + '\0' +
                             to_lower(call.arguments.text("first_name"));
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query("SELECT p.id, p.first_name, p.last_name, i.number FROM identity "
                                 "AS i JOIN participant AS p ON p.id = i.participant "
                                 "WHERE substr(i.number, 1, 6) = ?1 AND i.number <> ?2",
                                 {digits.substr(0, 6), digits}));
  Json::List warnings;
  for (const auto& row : found.rows) {
    const std::string name = to_lower(text_in(row[2])) + '\0' + to_lower(text_in(row[1]));
    const bool is_alike = name == wanted && birth_date_in(text_in(row[3])) == birth_date_in(digits);
    if (!is_alike) continue;
    const std::string whole = text_in(row[1]) + " " + text_in(row[2]);
    warnings.push_back(
        {{"code", "same_name_and_birth_date"},
         {"participant", to_string(uuid_in(row[0]))},
         {"enrolment", nullptr},
         {"sentence", whole + " is registered with the same birth date under another "
                              "number. Both are kept; see whether they are one "
                              "person."},
         {"sentence_sv", whole + " finns redan med samma födelsedatum under ett "
                                 "annat nummer. Båda behålls; se efter om de är "
                                 "samma person."}});
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

  if (given.text("identity_number").empty()) {
    return made;
  }
  BRYGGA_ASSIGN(const IdentityNumber number, given_identity_number(call));
  BRYGGA_ASSIGN(made.warnings, warn_of_doubles(call.store, number.digits()));
  BRYGGA_ASSIGN(Json::List namesakes, warn_of_namesakes(call, number.digits()));
  std::move(namesakes.begin(), namesakes.end(), std::back_inserter(made.warnings));
  made.changes.push_back(identity_change(call, made.id, number));
  return made;
}

Result<IdentityNumber> given_identity_number(Call& call) {
  Result<IdentityNumber> number =
      parse_identity_number(call.arguments.text("identity_number"), call.today());
  if (number) return number;
  return call.fault("identity_number", number.error().reason.c_str(), sentence_of(number.error()));
}

void assign_identity(Change& change, const IdentityNumber& number) {
  const bool is_personnummer = number.kind() == IdentityNumberKind::personnummer;
  assign(change, identity::number, number.digits());
  assign(change, identity::number_type,
         std::string(is_personnummer ? "personnummer" : "samordningsnummer"));
}

Change identity_change(Call& call, const RowId& who, const IdentityNumber& number) {
  Change change = creation(identity::entity, call.new_row_id(), scope_of_restricted(who));
  assign(change, identity::participant, who.uuid);
  assign_identity(change, number);
  return change;
}

Change team_change(Call& call, const RowId& who, const Uuid& member, const std::string& role,
                   Date from, const std::string& access) {
  Change change = creation(team_membership::entity, call.new_row_id(), scope_of_case(who));
  assign(change, team_membership::participant, who.uuid);
  assign(change, team_membership::staff, member);
  assign(change, team_membership::role, role);
  assign_date(change, team_membership::from_date, from);
  assign(change, team_membership::access, access);
  return change;
}

std::vector<Definition> participant_commands() {
  std::vector<ArgumentDef> to_add = participant_arguments(true);
  to_add.push_back(line("role", 50));
  return {
      {"participant.add", true, "Registers a participant, with you in the team.", to_add,
       add_participant},
      {"participant.update", true, "Changes a participant's details, from the version shown.",
       details_form().to_change(), update_participant},
  };
}

std::vector<AnswerDef> answers_of_participant_commands() {
  return {
      {"participant.add", {{"participant", id()}, {"warnings", warnings_shape()}}},
      {"participant.update", {{"participant", id()}}},
  };
}

}  // namespace brygga::casework
