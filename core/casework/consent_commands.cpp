#include <algorithm>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_commands.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr int consent_years_max = 5;  // of a consent, which is asked for anew after that

const RecordForm& consent_form() {
  static const RecordForm form(
      consent::entity,
      {consent::purpose, consent::partner, consent::data_group, consent::text_version,
       consent::valid_from, consent::valid_to, consent::people});
  return form;
}

Status check_partner(Call& call) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  const std::string wanted = call.arguments.text("partner");
  std::string known;
  for (const ProgrammeRow& programme : programmes) {
    if (!programme.definition) continue;
    if (has_key(programme.definition->partners, wanted)) return {};
    const std::string keys = keys_of(programme.definition->partners);
    if (!keys.empty()) known.append(known.empty() ? "" : ", ").append(keys);
  }
  if (known.empty()) known = "-";
  return call.fault("partner", "unknown_partner",
                    {"The partners of the programmes here are: " + known + ".",
                     "Samverkansparterna i programmen här är: " + known + "."});
}

Status check_period(Call& call) {
  const Date from = call.arguments.day("valid_from").value_or(Date{});
  const Date to = call.arguments.day("valid_to").value_or(Date{});
  if (to < from) {
    return call.fault(
        "valid_to", "to_before_from",
        {"The consent cannot end before it begins.", "Samtycket kan inte sluta innan det börjar."});
  }
  if (to > add_months(from, 12 * consent_years_max)) {
    return call.fault("valid_to", "consent_too_long",
                      {"A consent is given for at most five years; ask again then.",
                       "Ett samtycke lämnas för högst fem år; fråga igen då."});
  }
  return {};
}

Result<Json> give_consent(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_TRY(check_partner(call));
  BRYGGA_TRY(check_period(call));
  Change change = consent_form().fill(call, call.new_row_id(), scope_of_case(person.id()));
  assign(change, consent::participant, person.id().uuid);
  assign(change, consent::status, std::string("given"));
  return save_one(call, "consent", std::move(change));
}

Result<Json> withdraw_consent(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("consent", consent::entity));
  if (found.text(consent::status) == "withdrawn") {
    return call.fault("consent", "already_withdrawn",
                      {"This consent is withdrawn already.", "Samtycket är redan återkallat."});
  }
  // Whatever was shown: a withdrawal always holds.
  Change change = change_of(found, found.version());
  assign(change, consent::status, std::string("withdrawn"));
  return save_one(call, "consent", std::move(change));
}

// Of the partner's staff: seen in the team, and given sight by the consent alone.
Result<Json> add_partner_member(Call& call) {
  BRYGGA_ASSIGN(const Record found, call.record("consent", consent::entity));
  BRYGGA_ASSIGN(const Record member, call.record("staff", staff::entity));
  const bool is_over = found.text(consent::status) == "withdrawn" ||
                       found.date(consent::valid_to).value_or(date_max) < call.today();
  if (is_over) {
    return call.fault("consent", "consent_over",
                      {"This consent is withdrawn or has run out; a new one is needed.",
                       "Samtycket är återkallat eller har gått ut; ett nytt behövs."});
  }
  const RowId who{found.uuid(consent::participant).value_or(Uuid{})};
  Change names = change_of(found, found.version());
  names.add.push_back({consent::people, member.id().uuid});
  Change joins = team_change(call, who, member.id().uuid, call.arguments.text("role"), call.today(),
                             team_membership::sees_by_consent);
  assign(joins, team_membership::partner, found.text(consent::partner));
  const RowId membership = joins.row;
  std::vector<Change> changes;
  changes.push_back(std::move(names));
  changes.push_back(std::move(joins));
  return call.save(std::move(changes), {{"consent", to_string(found.id().uuid)},
                                        {"membership", to_string(membership.uuid)}});
}

}  // namespace

std::vector<Definition> consent_commands() {
  return {
      {"consent.give",
       true,
       "Records a participant's consent that a partner sees one group of what is recorded.",
       consent_form().to_add({required(id("participant"))}),
       give_consent,
       {{"consent", id()}}},
      {"consent.withdraw",
       true,
       "Withdraws a consent, at once and for good.",
       {required(id("consent"))},
       withdraw_consent,
       {{"consent", id()}}},
      {"consent.add_member",
       true,
       "Adds one of the partner's staff to the team, as far and as long as the consent goes.",
       {required(id("consent")), required(id("staff")), required(line("role", key_bytes_max))},
       add_partner_member,
       {{"consent", id()}, {"membership", id()}}},
  };
}

}  // namespace brygga::casework
