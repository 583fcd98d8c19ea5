// What an office erases is gone for ever, from the bytes of its files too, and nothing brings it
// back.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "office/secrets.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

namespace fs = std::filesystem;
using test::change_note;
using test::new_club;
using test::new_note;
using test::row_id;
using test::team;
using test::TestDevice;
using test::TestOffice;

class Erasure : public testing::Test {
 protected:
  void erase(const std::vector<RowKey>& rows) {
    const Status erased = office.tenant().erase(rows);
    ASSERT_TRUE(erased.ok()) << erased.error().what;
  }
  bool is_in_files(const std::string& bytes) const {
    for (const auto& entry : fs::recursive_directory_iterator(office.folder.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(file)), {});
      if (content.find(bytes) != std::string::npos) return true;
    }
    return false;
  }
  std::optional<RowState> row(EntityNumber entity, const RowId& id) {
    std::optional<RowState> found;
    const auto read = [&](TenantReader& reader) -> Status {
      BRYGGA_ASSIGN(found, reader.row(entity, id));
      return {};
    };
    EXPECT_TRUE(office.tenant().read(read).ok());
    return found;
  }
  static const RowChange* change_of(const std::vector<RowChange>& rows, const RowId& id) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const RowChange& change) { return change.row == id; });
    return found == rows.end() ? nullptr : &*found;
  }

  TestOffice office;
};

TEST_F(Erasure, no_byte_of_the_values_or_of_their_history_is_left_in_the_files) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "FIRST-secret")});
  const std::vector<HeadRef> seen{
      row(test::note, row_id(1))->field(test::note_text).heads[0].ref()};
  office.send(alice, {change_note(row_id(1), "SECOND-secret", seen)});
  office.send(alice, {change_note(row_id(1), "THIRD-secret", {})});
  ASSERT_TRUE(is_in_files("FIRST-secret"));
  erase({{test::note, row_id(1)}});
  for (const char* secret : {"FIRST-secret", "SECOND-secret", "THIRD-secret"}) {
    EXPECT_FALSE(is_in_files(secret)) << secret;
  }
}

TEST_F(Erasure, deleted_rows_are_erased_too) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "deleted-secret")});
  Edit deletion{test::note, row_id(1), {}, false, {}};
  deletion.deletes = true;
  deletion.seen = {row(test::note, row_id(1))->field(test::note_text).heads[0].ref()};
  office.send(alice, {deletion});
  ASSERT_TRUE(is_in_files("deleted-secret"));
  erase({{test::note, row_id(1)}});
  EXPECT_FALSE(is_in_files("deleted-secret"));
}

TEST_F(Erasure, devices_that_hold_the_row_are_told_and_others_that_load_the_scope_too) {
  TestDevice alice = office.enrol(office.alice);
  office.catch_up(alice);
  office.send(alice, {new_note(row_id(1), team(1), "x")});
  office.catch_up(alice);
  erase({{test::note, row_id(1)}});
  const std::vector<RowChange> told = office.catch_up(alice);
  ASSERT_NE(change_of(told, row_id(1)), nullptr);
  EXPECT_EQ(change_of(told, row_id(1))->kind, RowChange::Kind::erased);
  EXPECT_TRUE(change_of(told, row_id(1))->fields.empty());
  // One whose copy of the scope is thrown away may keep edits of the row.
  TestDevice bob = office.enrol(office.bob);
  const std::vector<RowChange> loaded = office.catch_up(bob);
  ASSERT_NE(change_of(loaded, row_id(1)), nullptr);
  EXPECT_EQ(change_of(loaded, row_id(1))->kind, RowChange::Kind::erased);
}

TEST_F(Erasure, later_edits_of_the_row_are_refused_and_leave_nothing) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "x")});
  erase({{test::note, row_id(1)}});
  EXPECT_EQ(office.send(alice, {change_note(row_id(1), "late-secret", {})}).refusal.code, "erased");
  EXPECT_EQ(office.send(alice, {new_note(row_id(1), team(1), "late-secret")}).refusal.code,
            "erased");
  EXPECT_FALSE(is_in_files("late-secret"));
}

TEST_F(Erasure, nothing_is_made_any_more_in_a_scope_that_an_erased_row_had_opened) {
  TestDevice alice = office.enrol(office.alice);
  const RowId club = row_id(9);
  office.send(alice, {new_club(club, {office.alice.uuid})});
  office.send(alice, {new_note(row_id(1), team(9), "x")});
  erase({{test::club, club}, {test::note, row_id(1)}});
  const Receipt receipt = office.send(alice, {new_note(row_id(2), team(9), "late-secret")});
  EXPECT_EQ(receipt.refusal.code, "erased");
  EXPECT_FALSE(is_in_files("late-secret"));
}

TEST_F(Erasure, devices_hear_what_was_erased_in_a_scope_that_is_over_with_it) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_club(row_id(9), {office.alice.uuid})});
  office.send(alice, {new_note(row_id(1), team(9), "x")});
  office.catch_up(alice);
  erase({{test::club, row_id(9)}, {test::note, row_id(1)}});
  const std::vector<RowChange> told = office.catch_up(alice);
  for (const std::uint8_t id : {std::uint8_t{9}, std::uint8_t{1}}) {
    ASSERT_NE(change_of(told, row_id(id)), nullptr);
    EXPECT_EQ(change_of(told, row_id(id))->kind, RowChange::Kind::erased);
  }
}

TEST_F(Erasure, erased_row_grants_no_scope_that_goes_on_without_it) {
  TestDevice bob = office.enrol(office.bob);
  office.catch_up(bob);
  erase({{test::person, office.bob}});
  office.catch_up(bob);
  EXPECT_EQ(std::count(bob.scopes.begin(), bob.scopes.end(), team(2)), 0);
}

TEST_F(Erasure, pieces_of_unfinished_transactions_lose_what_is_about_the_row) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "x")});
  TransactionPart whole = alice.transaction(
      {change_note(row_id(1), "staged-secret", {}), new_note(row_id(2), team(1), "other")},
      office.clock.now_ms);
  TransactionPart first = whole;
  first.edits.resize(1);
  TransactionPart second = whole;
  second.edits.erase(second.edits.begin());
  second.offset = 1;
  ASSERT_TRUE(office.round(alice, alice.request({first})).ok());
  ASSERT_TRUE(is_in_files("staged-secret"));
  erase({{test::note, row_id(1)}});
  EXPECT_FALSE(is_in_files("staged-secret"));
  const auto response = office.round(alice, alice.request({second}));
  ASSERT_TRUE(response.ok()) << response.error().what;
  EXPECT_EQ(response->receipts.at(0).refusal.code, "erased");
}

TEST_F(Erasure, row_that_is_not_there_is_an_error_and_nothing_else_is_erased) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "x")});
  const Status erased = office.tenant().erase({{test::note, row_id(1)}, {test::note, row_id(2)}});
  EXPECT_EQ(erased.error().code, ErrorCode::not_found);
  EXPECT_FALSE(row(test::note, row_id(1))->life.erased);
}

TEST_F(Erasure, erasing_again_changes_nothing) {
  TestDevice alice = office.enrol(office.alice);
  office.send(alice, {new_note(row_id(1), team(1), "x")});
  erase({{test::note, row_id(1)}});
  const Seq seq = row(test::note, row_id(1))->seq;
  erase({{test::note, row_id(1)}});
  EXPECT_EQ(row(test::note, row_id(1))->seq, seq);
}

}  // namespace
}  // namespace brygga::server
