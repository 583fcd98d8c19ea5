#include "casework/office_rows.hpp"

#include <gtest/gtest.h>

#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "casework/tablet.hpp"
#include "merge/apply.hpp"
#include "merge/validity.hpp"

namespace brygga::casework::testing {
namespace {

RowId row_id(std::uint8_t number) {
  RowId id;
  id.uuid.bytes[15] = number;
  return id;
}

std::vector<RowId> fresh_ids() {
  std::vector<RowId> ids;
  for (std::uint8_t i = 100; i < 110; ++i) ids.push_back(row_id(i));
  return ids;
}

ProgrammeDefinition kompetenscenter() {
  return *read_programme(source_file("core/casework/programmes/kompetenscenter.toml")).definition;
}

// The row after the office has applied a valid edit.
RowState applied(const Edit& edit, const RowState* before = nullptr) {
  const auto refusal = judge_validity(schema(), before, edit);
  EXPECT_FALSE(refusal.has_value()) << (refusal ? refusal->sentence : "");
  const EntityDef& entity = *schema().entity(edit.entity);
  RowState row = before != nullptr ? *before : empty_row(entity, edit.row, edit.scope);
  std::vector<Superseded> superseded;
  apply_edit(entity, row, edit, Stamp{{1}, DeviceNumber::of(7, 0)}, 0, 1, superseded);
  return row;
}

TEST(OfficeRows, a_unit_and_a_member_of_staff_are_valid_rows_of_the_municipality) {
  const RowState hisingen = applied(new_unit(
      row_id(1), {"Hisingen", "centre", "Hisingen", make_date(2019, 3, 1).value(), "hisingen"}));
  EXPECT_EQ(hisingen.scope, scope_of_municipality());
  const RowState alice = applied(
      new_staff(row_id(2), {"Alice Andersson", "alice", {"coach", "coach"}, {row_id(1)}, {}}));
  EXPECT_EQ(set_elements(alice.field(staff::roles)), std::vector<Value>{std::string("coach")});
  EXPECT_EQ(set_elements(alice.field(staff::memberships)), std::vector<Value>{row_id(1).uuid});
}

TEST(OfficeRows, a_role_that_does_not_exist_is_refused_with_its_field) {
  const auto refusal =
      judge_validity(schema(), nullptr, new_staff(row_id(2), {"Alice", "", {"king"}, {}, {}}));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code, "not_a_choice");
  EXPECT_NE(refusal->sentence.find("staff.roles"), std::string::npos);
}

TEST(OfficeRows, a_new_programme_brings_its_units) {
  const auto edits = load_programme(kompetenscenter(), nullptr, {}, fresh_ids());
  ASSERT_EQ(edits.size(), 5U);
  EXPECT_EQ(edits[0].entity, programme::entity);
  for (const Edit& edit : edits) applied(edit);
}

TEST(OfficeRows, units_that_are_there_by_key_or_name_are_not_made_again) {
  const auto edits = load_programme(
      kompetenscenter(), nullptr,
      {{row_id(1), "hisingen", "Hisingens center"}, {row_id(2), "", "öster"}}, fresh_ids());
  EXPECT_EQ(edits.size(), 3U);
}

TEST(OfficeRows, a_programme_loaded_again_changes_only_what_is_new) {
  ProgrammeDefinition definition = kompetenscenter();
  const auto edits = load_programme(definition, nullptr, {}, fresh_ids());
  const RowState row = applied(edits[0]);
  std::vector<KnownUnit> units;
  for (const UnitDefinition& unit : definition.units) units.push_back({row_id(1), unit.key, ""});
  EXPECT_TRUE(load_programme(definition, &row, units, fresh_ids()).empty());

  definition.source_text += "\n# corrected\n";
  const auto again = load_programme(definition, &row, units, fresh_ids());
  ASSERT_EQ(again.size(), 1U);
  ASSERT_EQ(again[0].writes.size(), 1U);
  EXPECT_EQ(again[0].writes[0].base.size(), 1U);
  applied(again[0], &row);
}

}  // namespace
}  // namespace brygga::casework::testing
