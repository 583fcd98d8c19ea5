// What a store lets go of, and what it never does.
#include "store/compaction.hpp"

#include <gtest/gtest.h>

#include "store/database.hpp"
#include "store/tables.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

class Compacting : public ::testing::Test {
 protected:
  Compacting() {
    office.now_ms = 2'000'000;
    account = office.add_person(91);
    office.write({create_card(1, {assign(card::title, text("Card"))})});
    office.add_member(81, 1, account);
    alice = std::make_unique<Tablet>(office, alice_device, account, folder / "alice.db");
    retain({3, 1000, 1000, 30, 50});
    alice->sync();
  }
  void retain(const Retention& retention) {
    alice->retention = retention;
    alice->open();
  }
  void write_titles(int count) {
    for (int i = 0; i < count; ++i) {
      alice->must_save({Tablet::set(1, card::title, text("title " + std::to_string(i)),
                                    alice->version(card::entity, 1))});
      alice->sync();
    }
  }
  std::size_t count(const std::string& table) {
    std::size_t rows = 0;
    EXPECT_TRUE(alice->store
                    ->query("SELECT 1 FROM " + table, {}, nullptr,
                            [&](const std::vector<Value>&) {
                              ++rows;
                              return true;
                            })
                    .ok());
    return rows;
  }

  TempFolder folder;
  MemoryOffice office;
  RowId account;
  std::unique_ptr<Tablet> alice;
};

TEST_F(Compacting, accepted_edits_stay_until_the_oldest_backup_holds_them) {
  write_titles(10);
  EXPECT_EQ(count("outbox"), 10U);
  office.backed_up = alice->receipt_of(5)->seq;
  alice->sync();
  EXPECT_EQ(count("outbox"), 5U);
  EXPECT_TRUE(alice->receipt_of(6));
  office.backed_up = office.seq();
  alice->sync();
  EXPECT_EQ(count("outbox"), 3U);  // the newest stay in any case
  // Numbers and stamps go on.
  EXPECT_EQ(alice->must_save({Tablet::set(1, card::title, text("more"), {})}), 11U);
  alice->sync();
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("more"));
}

TEST_F(Compacting, without_a_backup_the_newest_stay_up_to_a_bound) {
  retain({3, 6, 1000, 30, 50});
  write_titles(10);
  EXPECT_EQ(count("outbox"), 6U);
}

TEST_F(Compacting, while_anything_is_undecided_nothing_goes) {
  write_titles(6);
  office.backed_up = office.seq();
  const SyncRequest request = alice->make_request();
  const auto response = office.exchange(request);
  alice->must_save({Tablet::set(1, card::note, text("unsent"), {})});
  ASSERT_TRUE(alice->store->take_response(request, *response, alice->now_ms).ok());
  EXPECT_EQ(count("outbox"), 7U);
}

TEST_F(Compacting, a_refused_change_stays_and_can_be_sent_again_with_what_it_had_seen) {
  alice->must_save({Tablet::set(1, card::note, text("one"), alice->version(card::entity, 1))});
  // Built on the first, which is still unsent; refused, since only the office may write persons.
  Change rename;
  rename.entity = person::entity;
  rename.row = account;
  rename.assign = {{person::name, text("Not hers to give")}};
  const EditNumber refused = alice->must_save(
      {Tablet::set(1, card::note, text("two"), alice->version(card::entity, 1)), rename});
  alice->sync();
  ASSERT_EQ(alice->receipt_of(refused)->code, Receipt::Code::refused);
  write_titles(10);
  office.backed_up = office.seq();
  alice->sync();
  alice->sync();
  EXPECT_EQ(alice->receipt_of(refused)->code, Receipt::Code::refused);
  EXPECT_FALSE(alice->receipt_of(1));
  const auto kept = *alice->store->edit(refused);
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->writes.size(), 1U);
  EXPECT_EQ(kept->writes[0].value, text("two"));
  // What it names is a stamp now: the edit of that number is here no more.
  ASSERT_EQ(kept->writes[0].base.size(), 1U);
  EXPECT_EQ(kept->writes[0].base[0].own_edit, 0U);
}

TEST_F(Compacting, a_form_that_speaks_of_an_edit_which_is_gone_has_to_be_read_again) {
  alice->must_save({Tablet::set(1, card::note, text("one"), alice->version(card::entity, 1))});
  const RowVersion old = alice->version(card::entity, 1);
  alice->sync();
  write_titles(10);
  office.backed_up = office.seq();
  alice->sync();
  const auto saved = alice->save({Tablet::set(1, card::note, text("two"), old)});
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().reason, "bad_version");
  EXPECT_TRUE(
      alice->save({Tablet::set(1, card::note, text("two"), alice->version(card::entity, 1))}).ok());
}

TEST_F(Compacting, a_large_transaction_goes_in_several_steps) {
  std::vector<Change> changes;
  for (std::uint64_t row = 100; row < 1000; ++row) {
    Change visit_of_card;
    visit_of_card.entity = visit::entity;
    visit_of_card.row = row_of_number(row);
    visit_of_card.creates_in = scope_of('K', 1);
    visit_of_card.assign = {{visit::card, uuid_of(1)}};
    changes.push_back(std::move(visit_of_card));
  }
  alice->must_save(std::move(changes));
  alice->sync();
  write_titles(5);
  office.backed_up = office.seq();
  alice->sync();
  const std::size_t after_one = count("outbox");
  EXPECT_GT(after_one, 500U);
  EXPECT_LT(after_one, 905U);
  for (int i = 0; i < 5; ++i) alice->sync();
  EXPECT_EQ(count("outbox"), 3U);
}

TEST_F(Compacting, commands_are_known_while_their_edits_are_among_the_newest) {
  retain({3, 1000, 5, 30, 50});
  for (std::uint64_t i = 0; i < 12; ++i) {
    WriteSet writes;
    writes.command = CommandId{uuid_of(5000 + i)};
    writes.changes = {Tablet::set(1, card::title, text("t"), alice->version(card::entity, 1))};
    ASSERT_TRUE(alice->store->save(writes, alice->next_id(), alice->now_ms++).ok());
  }
  alice->sync();
  alice->sync();
  EXPECT_EQ(count("command"), 5U);
}

TEST_F(Compacting, old_values_go_after_some_days_by_the_offices_time_and_beyond_a_number_of_a_row) {
  retain({3, 1000, 1000, 30, 4});
  write_titles(10);
  for (int i = 0; i < 3; ++i) alice->sync();
  EXPECT_EQ(alice->history(1).size(), 4U);
  // The office is forty days further; its next word says so.
  office.now_ms += 40ULL * 86'400'000;
  alice->now_ms = office.now_ms;
  office.write({edit_card(1, {assign(card::colour, text("red"))})});
  for (int i = 0; i < 3; ++i) alice->sync();
  EXPECT_TRUE(alice->history(1).empty());
}

TEST_F(Compacting, marks_of_rows_stay_until_the_oldest_backup_holds_them) {
  const auto bears = [&](std::uint64_t row) {
    auto database = Database::open(alice->path, Database::Mode::existing);
    auto tables = Tables::open(*database, test_schema());
    return (**(*tables)->load(card::entity, row_of_number(row))).state.mac != Mac{};
  };
  alice->must_save(alice->new_own_card(20, "of Alice"));
  alice->sync();
  EXPECT_TRUE(bears(1));
  EXPECT_TRUE(bears(20));
  office.backed_up = alice->receipt_of(1)->seq - 1;
  alice->sync();
  EXPECT_FALSE(bears(1));
  EXPECT_TRUE(bears(20));
  EXPECT_EQ(alice->shown(1, card::title), text("Card"));
  office.backed_up = office.seq();
  alice->sync();
  EXPECT_FALSE(bears(20));
}

TEST_F(Compacting, marks_of_receipts_go_once_they_are_on_the_rows) {
  write_titles(2);
  EXPECT_EQ(count("outbox"), 2U);
  EXPECT_EQ(count("outbox WHERE macs IS NOT NULL"), 0U);
}

TEST_F(Compacting, scopes_that_are_held_no_more_go) {
  office.write({create_card(2, {assign(card::title, text("to be lost"))}),
                create_card(3, {assign(card::title, text("stays"))})});
  office.add_member(82, 2, account);
  alice->sync();
  office.add_member(83, 3, account);
  alice->sync();
  const std::size_t before = count("scope");
  office.write({edit_of(member::entity, 82, {assign(member::until, number(1))})});
  alice->sync();
  alice->sync();
  EXPECT_LT(count("scope"), before);
  EXPECT_EQ(count("scope WHERE key NOT IN (SELECT scope FROM held_scope)"), 0U);
}

TEST_F(Compacting, room_that_became_free_is_given_back) {
  std::vector<Change> changes;
  for (std::uint64_t row = 100; row < 600; ++row) {
    Change visit_of_card;
    visit_of_card.entity = visit::entity;
    visit_of_card.row = row_of_number(row);
    visit_of_card.creates_in = scope_of('K', 1);
    visit_of_card.assign = {{visit::card, uuid_of(1)},
                            {visit::remark, text(std::string(2000, 'r'))}};
    changes.push_back(std::move(visit_of_card));
  }
  alice->must_save(std::move(changes));
  alice->sync();
  write_titles(5);
  const auto pages = [&] {
    alice->store.reset();
    auto database = Database::open(alice->path, Database::Mode::existing);
    EXPECT_EQ(*database->integer("PRAGMA auto_vacuum"), 2);
    const std::int64_t found = *database->integer("PRAGMA page_count");
    database = Error{};
    alice->open();
    return found;
  };
  const std::int64_t before = pages();
  office.backed_up = office.seq();
  for (int i = 0; i < 20; ++i) alice->sync();
  EXPECT_LT(pages(), before * 3 / 4);
}

}  // namespace
}  // namespace brygga
