#include "casework/schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "casework/casework.hpp"
#include "casework/identity_number.hpp"
#include "merge/grants.hpp"
#include "merge/rights.hpp"
#include "merge/validity.hpp"

namespace brygga::casework {
namespace {

RowId row_id(std::uint8_t number) {
  RowId id;
  id.uuid.bytes[15] = number;
  return id;
}

const RowId alice = row_id(1);
const RowId hisingen = row_id(2);
const RowId person = row_id(3);

const FieldDef& field(EntityNumber entity, FieldNumber number) {
  return *schema().entity(entity)->field(number);
}

FieldState holding(std::vector<Value> values) {
  FieldState state;
  for (Value& value : values) state.heads.push_back({{}, 0, std::move(value)});
  return state;
}

TEST(CaseworkSchema, is_well_formed) {
  const Status status = check_schema(schema());
  EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().what);
}

// All that decides which tables, columns and indices a store has.
std::string stored_form(const Schema& schema) {
  std::string form;
  for (const EntityDef& entity : schema.entities) {
    form += std::to_string(entity.number) + " " + entity.name + ":";
    for (const FieldDef& field : entity.fields) {
      form += " " + std::to_string(field.number) + " " + field.name + " " + name_of(field.type) +
              " " + name_of(field.rule);
    }
    for (const auto& index : entity.indexes) {
      form += " [";
      for (const FieldNumber number : index) form += " " + std::to_string(number);
      form += "]";
    }
    form += "\n";
  }
  return form;
}

TEST(CaseworkSchema, what_a_store_has_changes_with_the_version_alone) {
  const std::string form = stored_form(schema());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(form.data());
  EXPECT_EQ(schema().version, 3U);
  EXPECT_EQ(to_hex(sha256(ByteView(bytes, form.size()))),
            "0fd20318ed1b9650551127a5854c0d5cb1a5302a4e053d1fb529004b3625190f")
      << "Stores of the version before have other columns, which are added where the version is "
         "higher: raise schema().version, and write both down here.";
}

TEST(CaseworkSchema, the_names_of_numbers_are_the_names_of_the_definitions) {
  EXPECT_EQ(field(unit::entity, unit::key).name, "key");
  EXPECT_EQ(field(programme::entity, programme::definition).name, "definition");
  EXPECT_EQ(field(programme::entity, programme::settings).name, "settings");
  EXPECT_EQ(field(staff::entity, staff::status).name, "status");
  EXPECT_EQ(field(participant::entity, participant::residence_district).name, "residence_district");
  EXPECT_EQ(field(participant::entity, participant::joined_to).name, "joined_to");
  EXPECT_EQ(field(identity::entity, identity::number_type).name, "number_type");
  EXPECT_EQ(field(enrolment::entity, enrolment::referral).name, "referral");
  EXPECT_EQ(field(team_membership::entity, team_membership::until_date).name, "until_date");
  EXPECT_EQ(field(enrolment::entity, enrolment::moved_from).name, "moved_from");
  EXPECT_EQ(field(checkin::entity, checkin::comment).name, "comment");
  EXPECT_EQ(field(checkin::entity, checkin::supervisor_signature).name, "supervisor_signature");
  EXPECT_EQ(field(checkin::entity, checkin::moment).name, "moment");
  EXPECT_EQ(field(note::entity, note::status).name, "status");
  EXPECT_EQ(field(outcome::entity, outcome::verification).name, "verification");
  EXPECT_EQ(field(contact::entity, contact::label).name, "label");
  EXPECT_EQ(field(consent::entity, consent::status).name, "status");
  EXPECT_EQ(field(profile::entity, profile::narrative).name, "narrative");
  EXPECT_EQ(field(health_support::entity, health_support::notes).name, "notes");
  EXPECT_EQ(field(plan::entity, plan::signature).name, "signature");
  EXPECT_EQ(field(plan_section::entity, plan_section::body).name, "body");
  EXPECT_EQ(field(task::entity, task::status).name, "status");
  EXPECT_EQ(field(employer::entity, employer::promised).name, "promised");
  EXPECT_EQ(field(employer_contact::entity, employer_contact::promised).name, "promised");
  EXPECT_EQ(field(employer_training::entity, employer_training::stage).name, "stage");
  EXPECT_EQ(field(role_template::entity, role_template::status).name, "status");
  EXPECT_EQ(field(gate_decision::entity, gate_decision::reason).name, "reason");
  EXPECT_EQ(field(opening::entity, opening::status).name, "status");
  EXPECT_EQ(field(placement::entity, placement::supervisor).name, "supervisor");
  EXPECT_EQ(field(attachment::entity, attachment::redacted).name, "redacted");
  EXPECT_EQ(field(report_period::entity, report_period::status).name, "status");
  EXPECT_EQ(field(access_event::entity, access_event::hash).name, "hash");
  EXPECT_EQ(field(badge::entity, badge::status).name, "status");
  EXPECT_EQ(field(handover::entity, handover::access).name, "access");
  EXPECT_EQ(field(extension::entity, extension::reason).name, "reason");
  EXPECT_EQ(field(appointment::entity, appointment::status).name, "status");
  EXPECT_EQ(field(join_proposal::entity, join_proposal::status).name, "status");
  EXPECT_EQ(field(retention_decision::entity, retention_decision::decided_on).name, "decided_on");
  EXPECT_EQ(field(hours_attestation::entity, hours_attestation::attested_by).name, "attested_by");
}

TEST(CaseworkSchema, a_team_membership_opens_the_case_until_it_has_ended) {
  RowState row =
      empty_row(*schema().entity(team_membership::entity), row_id(9), scope_of_case(person));
  row.field(team_membership::participant) = holding({person.uuid});
  row.field(team_membership::staff) = holding({alice.uuid});
  row.field(team_membership::access) = holding({std::string(team_membership::sees_case)});
  EXPECT_EQ(grants_of(schema(), row), (std::vector<Grant>{{{alice.uuid}, scope_of_case(person)}}));
  row.field(team_membership::access) = holding({std::string(team_membership::sees_restricted)});
  const std::vector<Grant> granted = grants_of(schema(), row);
  ASSERT_EQ(granted.size(), 2U);
  EXPECT_EQ(granted[0], (Grant{{alice.uuid}, scope_of_case(person)}));
  EXPECT_EQ(granted[1], (Grant{{alice.uuid}, scope_of_restricted(person)}));
  row.field(team_membership::until_date) = holding({std::int64_t{20000}});
  EXPECT_TRUE(grants_of(schema(), row).empty());
}

TEST(CaseworkSchema, an_enrolment_opens_the_case_to_the_managers_of_its_unit) {
  RowState row = empty_row(*schema().entity(enrolment::entity), row_id(9), scope_of_case(person));
  row.field(enrolment::unit) = holding({hisingen.uuid});
  const std::vector<Grant> granted = grants_of(schema(), row);
  ASSERT_EQ(granted.size(), 1U);
  EXPECT_EQ(granted[0], (Grant{{hisingen.uuid}, scope_of_case(person)}));

  RowState bob = empty_row(*schema().entity(staff::entity), alice, scope_of_municipality());
  bob.field(staff::manages) = holding({hisingen.uuid});
  bob.field(staff::roles) = holding({std::string("manager")});
  const Account account = account_of(schema(), bob);
  EXPECT_EQ(account.principals, (std::vector<PrincipalId>{{alice.uuid}, {hisingen.uuid}}));
  EXPECT_EQ(account.roles, std::vector<std::string>{"manager"});
}

TEST(CaseworkSchema, nobody_signs_for_another_or_writes_about_a_person_in_anothers_case) {
  Actor actor;
  actor.roles = {"coach"};
  actor.scopes = {scope_of_case(person)};
  actor.principals = {PrincipalId{alice.uuid}};
  const auto judge = [&](const RowId& about, const RowId& by) {
    Edit edit{note::entity, row_id(9), scope_of_case(person), true, {}};
    const auto assign = [&](FieldNumber number, Value value) {
      edit.writes.push_back({number, WriteKind::assign, std::move(value), {}});
    };
    assign(note::participant, about.uuid);
    assign(note::body, std::string("Kom i tid."));
    assign(note::written_by, by.uuid);
    assign(note::written_at, std::int64_t{1'800'000'000'000});
    assign(note::status, std::string("signed"));
    auto refusal = judge_validity(schema(), nullptr, edit);
    if (!refusal) refusal = judge_rights(schema(), actor, {}, nullptr, edit);
    return refusal ? refusal->code : "taken";
  };
  EXPECT_EQ(judge(person, alice), "taken");
  EXPECT_EQ(judge(person, row_id(77)), "no_right");
  EXPECT_EQ(judge(row_id(77), alice), "wrong_scope");
  actor.roles = {"kiosk"};
  EXPECT_EQ(judge(person, alice), "no_right");
}

TEST(CaseworkSchema, a_number_with_a_wrong_check_digit_is_at_fault) {
  const auto fault = field(identity::entity, identity::number).fault;
  const std::string right = make_test_number(make_date(1990, 2, 3).value(), 981).value().digits();
  std::string wrong = right;
  wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
  EXPECT_EQ(fault(right), nullptr);
  EXPECT_NE(fault(wrong), nullptr);
  EXPECT_NE(fault(std::string("198113329876")), nullptr);
  EXPECT_NE(fault(std::string()), nullptr);
}

TEST(CaseworkSchema, minutes_above_a_day_and_below_none_are_at_fault) {
  const auto fault = field(checkin::entity, checkin::attended_minutes).fault;
  EXPECT_EQ(fault(std::int64_t{0}), nullptr);
  EXPECT_EQ(fault(std::int64_t{1440}), nullptr);
  EXPECT_NE(fault(std::int64_t{1441}), nullptr);
  EXPECT_NE(fault(std::int64_t{-1}), nullptr);
}

}  // namespace
}  // namespace brygga::casework
