// A scope is lost while its person is offline with work in it: the work reaches whoever has the
// scope now, and nothing is left on the tablet, not in its raw files either.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

std::string bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class ScopeLoss : public ::testing::Test {
 protected:
  ScopeLoss() {
    office.now_ms = 2'000'000;
    alices = office.add_person(91);
    bobs = office.add_person(92);
    office.write({create_card(1, {assign(card::title, text("the secret title"))}),
                  create_card(2, {assign(card::title, text("another card"))})});
    office.add_member(81, 1, alices);
    office.add_member(82, 2, alices);
    office.add_member(83, 1, bobs);
    alice = std::make_unique<Tablet>(office, alice_device, alices, folder / "alice.db");
    bob = std::make_unique<Tablet>(office, bob_device, bobs, folder / "bob.db");
    alice->sync();
    bob->sync();
  }

  void end_membership_of_alice() {
    office.write({edit_of(member::entity, 81, {assign(member::until, number(1))})});
  }

  bool is_in_the_files(const std::string& words) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder / "")) {
      const std::string path = entry.path().string();
      if (path.find("alice.db") == std::string::npos) continue;
      if (bytes_of_file(path).find(words) != std::string::npos) return true;
    }
    return false;
  }

  std::vector<Edit> late_work_on(Tablet& tablet) {
    std::vector<Edit> edits;
    for (const RowState& row : office.all_rows()) {
      if (row.entity != late::entity) continue;
      const auto view = tablet.store->read(late::entity, row.id);
      if (!view.ok() || !*view) continue;
      const Value content = shown_value(*test_schema().entity(late::entity)->field(late::content),
                                        (*view)->state.field(late::content));
      auto edit = decode_edit(std::get<Bytes>(content));
      EXPECT_TRUE(edit.ok());
      edits.push_back(*edit);
    }
    return edits;
  }

  TempFolder folder;
  MemoryOffice office;
  RowId alices, bobs;
  std::unique_ptr<Tablet> alice, bob;
};

TEST_F(ScopeLoss, leaves_no_byte_in_the_files) {
  alice->edit(2, card::title, text("still hers"));
  alice->sync();
  ASSERT_TRUE(is_in_the_files("the secret title"));
  end_membership_of_alice();
  alice->sync();
  EXPECT_FALSE(alice->read(card::entity, 1));
  EXPECT_FALSE(is_in_the_files("the secret title"));
  EXPECT_EQ(alice->shown(2, card::title), text("still hers"));
}

TEST_F(ScopeLoss, that_cannot_be_scrubbed_while_another_reads_is_said_until_it_is_done) {
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "alice.db").c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT * FROM card", nullptr, nullptr, nullptr),
            SQLITE_OK);
  end_membership_of_alice();
  alice->sync();
  EXPECT_FALSE(alice->read(card::entity, 1));
  EXPECT_TRUE(is_in_the_files("the secret title"));
  EXPECT_TRUE(alice->store->status()->replica.needs_scrub);
  ASSERT_EQ(sqlite3_exec(reader, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(reader);
  alice->sync();
  EXPECT_FALSE(is_in_the_files("the secret title"));
  EXPECT_FALSE(alice->store->status()->replica.needs_scrub);
}

// An unconfirmed copy of a store is sent no rows, but what it may no longer see it must not show.
TEST_F(ScopeLoss, is_told_to_a_copy_that_may_only_send_and_nothing_else_is) {
  office.devices[alice_device].is_push_only = true;
  alice->sync();
  EXPECT_TRUE(alice->read(card::entity, 1)) << "what it holds by right stays";
  const std::size_t scopes_before = alice->store->status()->scopes;
  const EditNumber first = alice->edit(1, card::note, text("a word from Alice"));
  end_membership_of_alice();
  office.write({create_card(3, {assign(card::title, text("news"))}),
                edit_card(2, {assign(card::title, text("another title"))})});
  office.add_member(84, 3, alices);
  alice->sync();
  EXPECT_FALSE(alice->read(card::entity, 1));
  EXPECT_FALSE(is_in_the_files("the secret title"));
  EXPECT_FALSE(is_in_the_files("a word from Alice"));
  EXPECT_EQ(alice->receipt_of(first)->refusal.code, "handed_over");
  EXPECT_EQ(alice->shown(2, card::title), text("another card")) << "no row is sent";
  EXPECT_EQ(alice->store->status()->scopes, scopes_before - 2) << "no scope is gained";
  office.devices[alice_device].is_push_only = false;
  alice->sync();
  EXPECT_EQ(alice->shown(2, card::title), text("another title"));
  EXPECT_EQ(alice->shown(3, card::title), text("news"));
}

TEST_F(ScopeLoss, leaves_no_byte_of_a_row_that_was_deleted_there) {
  alice->must_save({alice->deletion(1)});
  alice->lose_answer();
  end_membership_of_alice();
  alice->sync();
  EXPECT_FALSE(is_in_the_files("the secret title"));
}

TEST_F(ScopeLoss, leaves_no_byte_of_a_commit_of_which_half_is_here) {
  std::vector<Edit> edits;
  for (std::uint64_t row = 600; row < 620; ++row) {
    edits.push_back(create(card::entity, row, scope_of('K', 1),
                           {assign(card::title, text("words that wait"))}));
  }
  office.write(std::move(edits));
  alice->page_bytes = 400;
  ASSERT_TRUE(alice->round());
  ASSERT_TRUE(is_in_the_files("words that wait"));
  end_membership_of_alice();
  alice->sync();
  EXPECT_FALSE(is_in_the_files("words that wait"));
}

TEST_F(ScopeLoss, leaves_no_byte_of_a_row_that_was_moved_out_of_sight) {
  office.write(
      {create(visit::entity, 11, scope_of('K', 1),
              {assign(visit::card, uuid_of(1)), assign(visit::remark, text("moved on"))})});
  alice->sync();
  ASSERT_TRUE(is_in_the_files("moved on"));
  Edit move = edit_of(visit::entity, 11, {});
  move.moves_to = scope_of('T', 500);
  office.write({move});
  alice->sync();
  EXPECT_FALSE(alice->read(visit::entity, 11));
  EXPECT_FALSE(is_in_the_files("moved on"));
}

TEST_F(ScopeLoss, leaves_no_byte_of_a_row_whose_move_into_another_scope_was_refused) {
  office.write({create(visit::entity, 11, scope_of('K', 1),
                       {assign(visit::card, uuid_of(1)), assign(visit::remark, text("to go"))})});
  alice->sync();
  Change move;
  move.entity = visit::entity;
  move.row = row_of_number(11);
  move.seen = alice->version(visit::entity, 11);
  move.moves_to = scope_of('T', 500);
  alice->must_save({move});
  end_membership_of_alice();
  alice->sync();
  EXPECT_FALSE(alice->read(visit::entity, 11));
  EXPECT_FALSE(is_in_the_files("to go"));
}

TEST_F(ScopeLoss, unsent_work_reaches_the_one_who_has_the_scope_now) {
  const EditNumber first = alice->edit(1, card::note, text("a word from Alice"));
  end_membership_of_alice();
  alice->sync();
  bob->sync();
  ASSERT_EQ(alice->receipt_of(first)->code, Receipt::Code::refused);
  EXPECT_EQ(alice->receipt_of(first)->refusal.code, "handed_over");
  const std::vector<Edit> late = late_work_on(*bob);
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].row, row_of_number(1));
  EXPECT_EQ(late[0].writes.at(0).value, text("a word from Alice"));
  EXPECT_FALSE(is_in_the_files("a word from Alice"));
  EXPECT_TRUE(alice->store->transactions(100, true)->empty()) << "nothing is left for Alice to do";
}

TEST_F(ScopeLoss, refused_work_reaches_the_one_who_has_the_scope_now) {
  auto doomed = alice->new_own_card(1, "the id is taken");
  doomed.erase(doomed.begin());
  doomed[0].row = row_of_number(999);
  doomed[0].assign = {{member::account, uuid_of(4242)}};
  office.write(
      {create(member::entity, 999, scope_of('K', 2), {assign(member::account, uuid_of(7))})});
  const EditNumber first = alice->must_save(doomed);
  alice->sync();
  ASSERT_EQ(alice->receipt_of(first)->refusal.code, "row_exists");
  const EditNumber refused = alice->must_save(
      {alice->set(1, card::title, text("words in a refusal"), alice->version(card::entity, 1)),
       [&] {
         Change change;
         change.entity = member::entity;
         change.row = row_of_number(998);
         change.creates_in = scope_of('K', 1);
         change.assign = {{member::account, uuid_of(7)}};
         return change;
       }()});
  office.write(
      {create(member::entity, 998, scope_of('K', 2), {assign(member::account, uuid_of(7))})});
  alice->sync();
  ASSERT_EQ(alice->receipt_of(refused)->code, Receipt::Code::refused);
  ASSERT_TRUE(is_in_the_files("words in a refusal"));

  end_membership_of_alice();
  alice->sync();
  bob->sync();
  EXPECT_FALSE(is_in_the_files("words in a refusal"));
  const auto late = late_work_on(*bob);
  EXPECT_TRUE(std::any_of(late.begin(), late.end(), [](const Edit& edit) {
    return !edit.writes.empty() && edit.writes[0].value == text("words in a refusal");
  }));
}

TEST_F(ScopeLoss, who_never_held_the_scope_hands_nothing_over) {
  const RowId carol = office.add_person(93);
  Tablet carols(office, {(7ULL << 32) | 3}, carol, folder / "carol.db");
  carols.sync();
  Change change;
  change.entity = member::entity;
  change.row = row_of_number(555);
  change.creates_in = scope_of('K', 1);
  change.assign = {{member::account, carol.uuid}};
  const EditNumber first = carols.must_save({change});
  carols.sync();
  EXPECT_EQ(carols.receipt_of(first)->refusal.code, "no_right");
  bob->sync();
  EXPECT_TRUE(late_work_on(*bob).empty());
}

TEST_F(ScopeLoss, work_sent_twice_lies_there_once) {
  alice->edit(1, card::note, text("once"));
  end_membership_of_alice();
  alice->lose_answer();
  alice->sync();
  bob->sync();
  EXPECT_EQ(late_work_on(*bob).size(), 1U);
}

TEST_F(ScopeLoss, who_builds_on_work_that_was_handed_over_had_seen_what_that_had_seen) {
  office.write({edit_card(1, {assign(card::note, text("the office's"))})});
  alice->sync();
  alice->edit(1, card::note, text("handed over"));
  const RowVersion form = alice->version(card::entity, 1);
  end_membership_of_alice();
  alice->sync();
  office.add_member(84, 1, alices);
  alice->sync();
  const EditNumber last = alice->must_save({alice->set(1, card::note, text("mine"), form)});
  alice->sync();
  EXPECT_EQ(alice->receipt_of(last)->code, Receipt::Code::applied);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
}

TEST_F(ScopeLoss, one_change_in_a_lost_scope_does_not_stop_those_behind_it) {
  alice->edit(1, card::note, text("late"));
  const EditNumber behind = alice->edit(2, card::note, text("hers"));
  end_membership_of_alice();
  alice->sync();
  EXPECT_EQ(alice->receipt_of(behind)->code, Receipt::Code::applied);
}

}  // namespace
}  // namespace brygga
