// The first sync: it goes on where it stopped, brings what is wanted first, and says how far it is.
#include <gtest/gtest.h>

#include <set>
#include <unordered_map>

#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

constexpr std::int64_t the_day = 20'654;
constexpr std::uint64_t cards = 12, visits_of_each = 15;

class FirstSyncOfATablet : public ::testing::Test {
 protected:
  // Twelve cards with fifteen visits each; card 9 alone has one on the day.
  FirstSyncOfATablet() {
    office.now_ms = 2'000'000;
    person = office.add_person(91);
    for (std::uint64_t row = 1; row <= cards; ++row) {
      office.write({create_card(row, {assign(card::title, text("Card " + std::to_string(row)))})});
      office.add_member(80 + row, row, person);
      std::vector<Edit> edits;
      for (std::uint64_t n = 0; n < visits_of_each; ++n) {
        const bool is_today = row == 9 && n == visits_of_each - 1;
        const auto day = is_today ? the_day : the_day - 30 - static_cast<std::int64_t>(n);
        edits.push_back(create(visit::entity, 1000 * row + n, scope_of('K', row),
                               {assign(visit::card, uuid_of(row)), assign(visit::day, number(day)),
                                assign(visit::remark, text(std::string(100, 'r')))}));
      }
      office.write(std::move(edits));
    }
    alice = std::make_unique<Tablet>(office, alice_device, person, folder / "alice.db");
    alice->today = the_day;
    alice->page_bytes = 4000;
  }

  // One round, of which the answer may be lost; counts the rows that the office sent.
  bool round(bool is_lost = false) {
    const SyncRequest request = alice->make_request();
    const auto response = office.exchange(request);
    EXPECT_TRUE(response.ok());
    for (const RowChange& row : response->rows) {
      sent.push_back(row);
      ++times_sent[RowKey{row.entity, row.row}];
    }
    page_rows_max = std::max(page_rows_max, response->rows.size());
    if (is_lost) return true;
    const auto taken = alice->store->take_response(request, *response, alice->now_ms);
    EXPECT_TRUE(taken.ok());
    return taken->more;
  }
  std::size_t rows_in_all() const { return cards * (2 + visits_of_each) + 1; }
  std::size_t rows_here() {
    std::size_t rows = 0;
    for (const char* table : {"card", "visit", "member", "person"}) {
      EXPECT_TRUE(alice->store
                      ->query(std::string("SELECT id FROM ") + table, {}, nullptr,
                              [&](const std::vector<Value>&) {
                                ++rows;
                                return true;
                              })
                      .ok());
    }
    return rows;
  }

  TempFolder folder;
  MemoryOffice office;
  RowId person;
  std::unique_ptr<Tablet> alice;
  std::vector<RowChange> sent;
  std::unordered_map<RowKey, int> times_sent;
  std::size_t page_rows_max = 0;
};

TEST_F(FirstSyncOfATablet,
       goes_on_where_it_stopped_after_each_kill_and_sends_only_lost_pages_again) {
  alice->today.reset();
  int rounds = 0;
  int lost = 0;
  while (true) {
    ++rounds;
    const bool is_lost = rounds % 5 == 0;
    lost += is_lost ? 1 : 0;
    const bool more = round(is_lost);
    alice->open();  // as after kill -9: what is not in the file is gone
    if (!more) break;
    ASSERT_LT(rounds, 500);
  }
  EXPECT_GT(rounds, 10);
  EXPECT_EQ(rows_here(), rows_in_all());
  EXPECT_LE(sent.size(), rows_in_all() + static_cast<std::size_t>(lost) * page_rows_max);
  EXPECT_EQ(times_sent.size(), rows_in_all());
}

TEST_F(FirstSyncOfATablet, interrupted_once_sends_at_most_one_page_twice) {
  alice->today.reset();
  for (int rounds = 0; rounds < 6; ++rounds) round();
  round(true);
  alice->open();
  while (round()) {
  }
  EXPECT_EQ(rows_here(), rows_in_all());
  EXPECT_LE(sent.size(), rows_in_all() + page_rows_max);
}

TEST_F(FirstSyncOfATablet, brings_every_card_and_the_visits_of_the_day_before_the_rest) {
  alice->page_bytes = 0;
  while (round()) {
  }
  // What comes ahead: of each card's scope the card, and the one visit of the day.
  std::set<RowId> cards_ahead;
  std::optional<std::size_t> visit_of_today, first_other_visit;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent[i].row == row_of_number(9014) && !visit_of_today) visit_of_today = i;
    const bool is_other = sent[i].entity == visit::entity && sent[i].row != row_of_number(9014);
    if (is_other && !first_other_visit) first_other_visit = i;
    if (sent[i].entity == card::entity && !first_other_visit) cards_ahead.insert(sent[i].row);
  }
  ASSERT_TRUE(visit_of_today && first_other_visit);
  EXPECT_LT(*visit_of_today, *first_other_visit);
  EXPECT_EQ(cards_ahead.size(), cards);
  // Then the scope that has it goes before the others: its visits are the first to come.
  EXPECT_EQ(sent[*first_other_visit].scope, scope_of('K', 9));
  EXPECT_EQ(rows_here(), rows_in_all());
  // Sent ahead and once more in their turn: cards and the visit, nothing else.
  EXPECT_EQ(sent.size(), rows_in_all() + cards + 1);
}

TEST_F(FirstSyncOfATablet, is_right_where_what_came_ahead_changes_moves_or_goes_meanwhile) {
  const Position position = alice->store->replica()->position;
  EXPECT_EQ(position.seq, 0U);
  for (int rounds = 0; rounds < 4; ++rounds) round();
  ASSERT_TRUE(alice->read(card::entity, 1));
  office.write({edit_card(1, {assign(card::title, text("changed"))})});
  Edit gone = edit_of(visit::entity, 9014, {});
  gone.deletes = true;
  for (const FieldState& field : office.find(visit::entity, 9014)->fields) {
    for (const Head& head : field.heads) gone.seen.push_back(head.ref());
  }
  office.write({gone});
  while (round()) {
  }
  EXPECT_EQ(alice->shown(1, card::title), text("changed"));
  EXPECT_FALSE(alice->read(visit::entity, 9014));
  EXPECT_EQ(rows_here(), rows_in_all() - 1);
}

TEST_F(FirstSyncOfATablet, says_how_many_rows_and_bytes_of_how_many_are_here) {
  for (int rounds = 0; rounds < 3; ++rounds) round();
  LoadSize before;
  bool more = true;
  while (more) {
    more = round();
    const StoreStatus status = *alice->store->status();
    if (!more) break;
    EXPECT_GE(status.load.done.rows, before.rows);
    EXPECT_GE(status.load.done.bytes, before.bytes);
    EXPECT_LE(status.load.done.rows, status.load.total.rows);
    before = status.load.done;
    if (status.load.total.rows == rows_in_all()) continue;
    // Some scopes have not been spoken of yet.
    EXPECT_LT(status.load.total.rows, rows_in_all());
  }
  EXPECT_GT(before.rows, rows_in_all() / 2);
  EXPECT_GT(before.bytes, before.rows * 60);
  // Nothing is loading any more, and nothing is said of it.
  EXPECT_EQ(alice->store->status()->load.total, LoadSize{});
}

TEST_F(FirstSyncOfATablet, passes_nothing_that_left_before_it_began) {
  for (std::uint64_t n = 0; n < 10; ++n) {
    Edit gone = edit_of(visit::entity, 3000 + n, {});
    gone.deletes = true;
    for (const FieldState& field : office.find(visit::entity, 3000 + n)->fields) {
      for (const Head& head : field.heads) gone.seen.push_back(head.ref());
    }
    office.write({gone});
  }
  while (round()) {
  }
  for (const RowChange& row : sent) EXPECT_EQ(row.kind, RowChange::Kind::whole);
  EXPECT_EQ(rows_here(), rows_in_all() - 10);
}

// --- a tablet that was away for too long --------------------------------------------------------

TEST_F(FirstSyncOfATablet, a_tablet_that_was_away_too_long_loads_anew_and_keeps_its_unsent_work) {
  while (round()) {
  }
  const EditNumber unsent = alice->must_save(
      {Tablet::set(1, card::note, text("unsent"), alice->version(card::entity, 1))});
  Edit gone = edit_of(visit::entity, 2003, {});
  gone.deletes = true;
  for (const FieldState& field : office.find(visit::entity, 2003)->fields) {
    for (const Head& head : field.heads) gone.seen.push_back(head.ref());
  }
  office.write({gone});
  office.write({edit_card(2, {assign(card::title, text("later"))})});
  office.keep_from(office.seq());
  while (round()) {
  }
  EXPECT_FALSE(alice->read(visit::entity, 2003));
  EXPECT_EQ(alice->shown(2, card::title), text("later"));
  EXPECT_EQ(alice->receipt_of(unsent)->code, Receipt::Code::applied);
  EXPECT_EQ(alice->shown(1, card::note), text("unsent"));
  EXPECT_EQ(office.shown(card::entity, 1, card::note), text("unsent"));
  EXPECT_EQ(rows_here(), rows_in_all() - 1);
}

TEST_F(FirstSyncOfATablet, a_load_that_rested_too_long_begins_anew) {
  for (int rounds = 0; rounds < 6; ++rounds) round();
  Edit gone = edit_of(visit::entity, 9014, {});
  gone.deletes = true;
  for (const FieldState& field : office.find(visit::entity, 9014)->fields) {
    for (const Head& head : field.heads) gone.seen.push_back(head.ref());
  }
  ASSERT_TRUE(alice->read(visit::entity, 9014));
  office.write({gone});
  office.keep_from(office.seq());
  while (round()) {
  }
  EXPECT_FALSE(alice->read(visit::entity, 9014));
  EXPECT_EQ(rows_here(), rows_in_all() - 1);
}

}  // namespace
}  // namespace brygga
