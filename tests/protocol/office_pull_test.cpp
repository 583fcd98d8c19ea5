#include "protocol/office_pull.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/memory_office.hpp"

namespace brygga {
namespace {

using namespace testing;

// Alice's device, which keeps of the answers what the protocol needs and the titles that it may
// show; rows of an unfinished commit are kept apart.
class OfficePull : public ::testing::Test {
 protected:
  MemoryOffice office;
  RowId alice;
  SyncRequest request;
  std::vector<Scope> known;
  std::map<RowId, std::string> titles;
  std::vector<RowChange> half_commit;
  SyncResponse answer;
  std::vector<Receipt> receipts;

  void SetUp() override {
    alice = office.add_person(91);
    office.devices[alice_device].account = alice;
    office.write({create_card(1, {assign(card::title, text("one"))})});
    office.add_member(81, 1, alice);
    request.device = alice_device;
  }

  void show(const RowChange& change) {
    for (const FieldChange& field : change.fields) {
      if (change.entity != card::entity || field.field != card::title) continue;
      titles[change.row] = std::get<std::string>(field.heads.back().value);
    }
  }

  void exchange() {
    request.scopes_digest = digest_of(known);
    auto response = office.exchange(request);
    ASSERT_TRUE(response.ok()) << response.error().what;
    answer = *response;
    const bool goes_on = !answer.commit_cursor.empty() && answer.commit_rows_from == 0;
    if (!request.commit_cursor.empty() && !goes_on) {
      for (const RowChange& change : half_commit) show(change);
      half_commit.clear();
    }
    if (answer.scopes_follow) {
      std::erase_if(request.loading, [&](const LoadingScope& loading) {
        return std::find(answer.scopes.begin(), answer.scopes.end(), loading.scope) ==
               answer.scopes.end();
      });
      for (const Scope& scope : answer.scopes) {
        const bool is_new = std::find(known.begin(), known.end(), scope) == known.end();
        if (is_new) request.loading.push_back({scope, {}});
      }
      known = answer.scopes;
    }
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
      const bool is_whole_commit = answer.commit_cursor.empty() || i < answer.commit_rows_from;
      if (is_whole_commit) {
        show(answer.rows[i]);
      } else {
        half_commit.push_back(answer.rows[i]);
      }
    }
    for (const ScopeProgress& progress : answer.progress) {
      std::erase_if(request.loading, [&](const LoadingScope& loading) {
        return loading.scope == progress.scope && progress.complete;
      });
      for (LoadingScope& loading : request.loading) {
        if (loading.scope == progress.scope) loading.cursor = progress.cursor;
      }
    }
    request.position = answer.position;
    request.commit_cursor = answer.commit_cursor;
    request.parts.clear();
  }
  // Rounds until there is no more; how many.
  int sync() {
    for (int rounds = 1; rounds < 1000; ++rounds) {
      exchange();
      if (!answer.more && request.loading.empty()) return rounds;
    }
    ADD_FAILURE() << "the office always has more";
    return 0;
  }
  // A commit of the office that touches the given cards.
  void write_cards(std::uint64_t from, std::uint64_t to, const std::string& title) {
    std::vector<Edit> edits;
    for (std::uint64_t n = from; n < to; ++n) {
      edits.push_back(edit_card(n, {assign(card::title, text(title))}));
    }
    office.write(std::move(edits));
  }
  // count more cards that Alice may see.
  void make_cards(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t n = from; n < to; ++n) {
      office.write({create_card(n, {assign(card::title, text("new"))}),
                    create(member::entity, 1000 + n, scope_of('K', n),
                           {assign(member::account, alice.uuid)})});
    }
  }
};

// --- scopes -----------------------------------------------------------------------------------

Result<bool> has_lost_position(MemoryOffice& office, const Position& position) {
  SyncRequest request;
  request.position = position;
  return has_lost(office, request, 0);
}

TEST_F(OfficePull, the_first_answer_names_the_scopes_and_a_place_to_stand) {
  exchange();
  EXPECT_TRUE(answer.scopes_follow);
  EXPECT_TRUE(answer.more);
  EXPECT_EQ(answer.scopes, office.held_by(alice_device));
  EXPECT_EQ(answer.position, office.state()->position());
  EXPECT_TRUE(answer.rows.empty());
}

TEST_F(OfficePull, scopes_are_loaded_whole) {
  sync();
  EXPECT_EQ(titles[row_of_number(1)], "one");
  EXPECT_TRUE(says_nothing(SyncRequest{}, answer) || !answer.progress.empty());
}

TEST_F(OfficePull, a_device_that_has_all_hears_nothing) {
  sync();
  exchange();
  EXPECT_TRUE(says_nothing(SyncRequest{}, answer));
}

TEST_F(OfficePull, scopes_follow_only_when_they_differ) {
  sync();
  exchange();
  EXPECT_FALSE(answer.scopes_follow);
  make_cards(2, 3);
  exchange();
  EXPECT_TRUE(answer.scopes_follow);
  sync();
  EXPECT_EQ(titles[row_of_number(2)], "new");
}

TEST_F(OfficePull, a_lost_scope_is_no_longer_told) {
  sync();
  office.write({edit_of(member::entity, 81, {assign(member::until, number(1))})});
  write_cards(1, 2, "secret");
  sync();
  EXPECT_EQ(known, std::vector<Scope>{base_scope});
  EXPECT_EQ(titles[row_of_number(1)], "one");
}

TEST_F(OfficePull, a_scope_that_was_not_granted_is_not_loaded) {
  office.write({create_card(2, {assign(card::title, text("secret"))})});
  sync();
  request.loading = {{scope_of('K', 2), {}}};
  exchange();
  EXPECT_TRUE(answer.rows.empty());
}

// A device may be there before the office's first commit: its position is then before it, too.
TEST(OfficePullAtTheBeginning, nothing_is_skipped_when_a_scope_comes_while_the_position_is_zero) {
  MemoryOffice office;
  office.devices[alice_device].account = row_of_number(91);
  SyncRequest request;
  request.device = alice_device;
  request.scopes_digest = digest_of({base_scope});  // complete, and nothing in it yet
  office.add_person(91, {}, {70});
  const auto answer = office.exchange(request);
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(answer->scopes_follow);
  EXPECT_EQ(answer->position.seq, 0U);
}

// --- loading in pages ---------------------------------------------------------------------------

TEST_F(OfficePull, large_scopes_are_loaded_in_pages_with_cursors) {
  make_cards(2, 40);
  request.page_bytes = 400;
  EXPECT_GT(sync(), 10);
  for (std::uint64_t n = 2; n < 40; ++n) EXPECT_EQ(titles[row_of_number(n)], "new") << n;
}

TEST_F(OfficePull, rows_changed_while_their_scope_is_loaded_come_as_they_are_in_the_end) {
  std::vector<Edit> visits;
  for (std::uint64_t n = 0; n < 60; ++n) {
    visits.push_back(
        create(card::entity, 500 + n, scope_of('K', 1), {assign(card::title, text("before"))}));
  }
  office.write(std::move(visits));
  request.page_bytes = 300;
  exchange();
  for (int i = 0; i < 5; ++i) exchange();
  EXPECT_FALSE(request.loading.empty());
  write_cards(500, 502, "after");
  sync();
  EXPECT_EQ(titles[row_of_number(500)], "after");
  EXPECT_EQ(titles[row_of_number(559)], "before");
}

TEST_F(OfficePull, a_garbled_cursor_begins_anew) {
  exchange();
  for (LoadingScope& loading : request.loading) loading.cursor = {0xff, 0xff};
  sync();
  EXPECT_EQ(titles[row_of_number(1)], "one");
}

// --- changes ------------------------------------------------------------------------------------

TEST_F(OfficePull, only_the_fields_that_changed_are_sent) {
  sync();
  write_cards(1, 2, "two");
  exchange();
  ASSERT_EQ(answer.rows.size(), 1U);
  EXPECT_EQ(answer.rows[0].kind, RowChange::Kind::fields);
  ASSERT_EQ(answer.rows[0].fields.size(), 1U);
  EXPECT_EQ(answer.rows[0].fields[0].field, card::title);
  EXPECT_EQ(titles[row_of_number(1)], "two");
}

TEST_F(OfficePull, an_emptied_set_is_told) {
  office.write({edit_card(1, {add(card::tags, text("a"))})});
  sync();
  const HeadRef seen = office.find(card::entity, 1)->field(card::tags).heads[0].ref();
  office.write({edit_card(1, {remove(card::tags, text("a"), {seen})})});
  exchange();
  ASSERT_EQ(answer.rows.size(), 1U);
  ASSERT_EQ(answer.rows[0].fields.size(), 1U);
  EXPECT_TRUE(answer.rows[0].fields[0].heads.empty());
}

TransactionPart part_of(EditNumber first, std::uint64_t ms, std::vector<Edit> edits) {
  TransactionPart part;
  part.id = txn(first);
  part.time = stamp_at(ms).time;
  part.first = first;
  part.edits_total = static_cast<std::uint32_t>(edits.size());
  part.edits = std::move(edits);
  return part;
}

TEST_F(OfficePull, a_devices_own_commit_is_not_sent_back) {
  sync();
  request.parts = {part_of(1, office.now_ms + 1, {edit_card(1, {assign(card::price, 2.0)})})};
  exchange();
  EXPECT_TRUE(answer.rows.empty());
  EXPECT_EQ(answer.receipts.size(), 1U);
  EXPECT_EQ(answer.position, office.state()->position());
  exchange();
  EXPECT_TRUE(answer.rows.empty());
}

// Alice holds many scopes, so that little of each fits into one look at the feed; her own commit in
// one of them is larger than that.
class LargeOwnCommit : public OfficePull {
 protected:
  static constexpr std::uint64_t own_rows = 600;

  void SetUp() override {
    OfficePull::SetUp();
    make_cards(2, 80);
    sync();
  }
  TransactionPart own_part() const {
    std::vector<Edit> edits;
    for (std::uint64_t n = 0; n < own_rows; ++n) {
      edits.push_back(
          create(card::entity, 2000 + n, scope_of('K', 1), {assign(card::title, text("mine"))}));
    }
    return part_of(1, office.now_ms + 1, std::move(edits));
  }
};

TEST_F(LargeOwnCommit, is_not_sent_back) {
  request.parts = {own_part()};
  exchange();
  EXPECT_TRUE(answer.rows.empty());
  EXPECT_FALSE(answer.more);
  EXPECT_EQ(answer.position, office.state()->position());
}

TEST_F(LargeOwnCommit, is_not_sent_back_after_others) {
  write_cards(2, 3, "office's");
  request.parts = {own_part()};
  exchange();
  EXPECT_EQ(answer.rows.size(), 1U);
  EXPECT_EQ(titles[row_of_number(2)], "office's");
  EXPECT_FALSE(answer.more);
  EXPECT_EQ(answer.position, office.state()->position());
}

TEST_F(LargeOwnCommit, is_not_sent_back_between_others) {
  write_cards(1, 2, "before");
  SyncRequest push = request;
  push.parts = {own_part()};
  push.scopes_digest = request.scopes_digest = digest_of(known);
  ASSERT_TRUE(office.exchange(push).ok());
  PullContext context;
  context.scopes = known;
  context.own_seq = office.seq();
  context.own_is_known = true;
  write_cards(1, 2, "after");
  write_cards(2, 3, "after");
  answer = {};
  ASSERT_TRUE(build_page(office, request, context, answer).ok());
  EXPECT_EQ(answer.rows.size(), 2U);
  for (const RowChange& change : answer.rows) show(change);
  EXPECT_EQ(titles[row_of_number(1)], "after");
  EXPECT_EQ(titles[row_of_number(2)], "after");
  EXPECT_EQ(answer.position, office.state()->position());
}

TEST_F(OfficePull, an_own_write_that_met_others_is_sent_back) {
  sync();
  office.now_ms += 1000;
  write_cards(1, 2, "office's");
  request.parts = {
      part_of(1, office.now_ms - 500, {edit_card(1, {assign(card::title, text("late"))})})};
  exchange();
  EXPECT_EQ(answer.receipts[0].code, Receipt::Code::merged);
  EXPECT_EQ(titles[row_of_number(1)], "office's");
}

TEST_F(OfficePull, an_own_commit_whose_answer_was_lost_is_sent_back_with_its_receipt) {
  sync();
  request.parts = {part_of(1, office.now_ms + 1, {edit_card(1, {assign(card::title, text("x"))})})};
  request.scopes_digest = digest_of(known);
  ASSERT_TRUE(office.exchange(request).ok());
  exchange();
  EXPECT_EQ(answer.receipts.size(), 1U);
  EXPECT_EQ(titles[row_of_number(1)], "x");
}

// --- commits larger than a page -----------------------------------------------------------------

// Cards 500 to 599 in card 1's scope, each made in the setup, so that one commit can change all.
class LargeCommit : public OfficePull {
 protected:
  void SetUp() override {
    OfficePull::SetUp();
    std::vector<Edit> edits;
    for (std::uint64_t n = 500; n < 600; ++n) {
      edits.push_back(
          create(card::entity, n, scope_of('K', 1), {assign(card::title, text("old"))}));
    }
    office.write(std::move(edits));
    sync();
    request.page_bytes = 1000;
  }
  std::size_t count(const std::string& title) const {
    std::size_t found = 0;
    for (const auto& [row, shown] : titles) found += shown == title ? 1U : 0U;
    return found;
  }
};

TEST_F(LargeCommit, shows_all_at_once_at_its_last_page) {
  const Position before = request.position;
  write_cards(500, 600, "new");
  int pages = 0;
  do {
    exchange();
    ++pages;
    if (answer.more) {
      EXPECT_EQ(count("new"), 0U);
      EXPECT_FALSE(answer.commit_cursor.empty());
      EXPECT_EQ(answer.position, before) << "the position passed a commit that is half sent";
    }
  } while (answer.more);
  EXPECT_GT(pages, 3);
  EXPECT_EQ(count("new"), 100U);
  EXPECT_EQ(answer.position, office.state()->position());
}

TEST_F(LargeCommit, shows_commits_before_it_at_once) {
  write_cards(1, 2, "small");
  const Seq small = office.seq();
  write_cards(500, 600, "new");
  exchange();
  EXPECT_EQ(titles[row_of_number(1)], "small");
  EXPECT_EQ(answer.position.seq, small);
  sync();
  EXPECT_EQ(count("new"), 100U);
}

TEST_F(LargeCommit, is_followed_by_the_next_one) {
  write_cards(500, 600, "new");
  write_cards(500, 600, "newer");
  write_cards(500, 560, "newest");
  std::set<std::string> seen;
  do {
    exchange();
    const std::size_t whole = count("newest");
    EXPECT_TRUE(whole == 0 || whole == 60) << whole;
  } while (answer.more);
  EXPECT_EQ(count("newest"), 60U);
  EXPECT_EQ(count("newer"), 40U);
}

TEST_F(LargeCommit, goes_on_where_it_was_cut_when_the_scopes_change_meanwhile) {
  const Position before = request.position;
  write_cards(500, 600, "new");
  exchange();
  ASSERT_FALSE(answer.commit_cursor.empty());
  make_cards(2, 3);
  exchange();
  EXPECT_TRUE(answer.scopes_follow);
  EXPECT_EQ(count("new"), 0U) << "a half of a commit shows";
  EXPECT_EQ(answer.position, before);
  sync();
  EXPECT_EQ(count("new"), 101U);
}

TEST_F(LargeCommit, shows_once_it_is_whole_also_when_others_write_meanwhile) {
  write_cards(500, 600, "new");
  exchange();
  write_cards(510, 511, "other");
  write_cards(595, 596, "other");
  sync();
  EXPECT_EQ(count("new"), 98U);
  EXPECT_EQ(count("other"), 2U);
}

TEST_F(LargeCommit, pages_are_bounded) {
  write_cards(500, 600, "new");
  do {
    exchange();
    EXPECT_LT(encode(answer).size(), 1500U);
  } while (answer.more);
}

TEST_F(LargeCommit, many_commits_are_cut_between_them) {
  for (std::uint64_t n = 500; n < 600; ++n) write_cards(n, n + 1, "new");
  int pages = 0;
  do {
    exchange();
    EXPECT_EQ(count("new"), request.position.seq - (office.seq() - 100));
    ++pages;
  } while (answer.more);
  EXPECT_GT(pages, 3);
}

// A row stands in the feed at its latest change only. When a page ends before that, its earlier
// changes lie before the position that the page gives, and must still come.
TEST_F(LargeCommit, fields_changed_before_the_end_of_a_page_come_with_their_row) {
  office.write({edit_card(550, {assign(card::price, 2.5)})});
  for (std::uint64_t n = 500; n < 550; ++n) write_cards(n, n + 1, "new");
  write_cards(550, 551, "new");
  bool has_price = false;
  do {
    exchange();
    for (const RowChange& change : answer.rows) {
      for (const FieldChange& changed : change.fields) {
        has_price = has_price || changed.field == card::price;
      }
    }
  } while (answer.more);
  EXPECT_TRUE(has_price);
  EXPECT_EQ(count("new"), 51U);
  EXPECT_TRUE(answer.commit_cursor.empty());
}

TEST_F(LargeCommit, a_device_within_pages_is_told_what_it_writes_over) {
  office.write({edit_card(550, {assign(card::note, text("office's"))})});
  for (std::uint64_t n = 500; n < 550; ++n) write_cards(n, n + 1, "new");
  write_cards(550, 551, "new");
  exchange();
  ASSERT_TRUE(answer.more);
  ASSERT_GT(request.position.seq, office.find(card::entity, 550)->field(card::note).seq);
  office.now_ms += 1000;
  request.parts = {part_of(1, office.now_ms, {edit_card(550, {assign(card::note, text("mine"))})})};
  request.page_bytes = 0;
  exchange();
  ASSERT_FALSE(answer.more);
  std::size_t heads = 0;
  for (const RowChange& change : answer.rows) {
    if (change.row != row_of_number(550)) continue;
    for (const FieldChange& changed : change.fields) {
      if (changed.field == card::note) heads = changed.heads.size();
    }
  }
  EXPECT_EQ(heads, 2U);
}

// --- positions ----------------------------------------------------------------------------------

TEST_F(OfficePull, a_position_of_this_office_is_known) {
  EXPECT_FALSE(*has_lost_position(office, {}));
  EXPECT_FALSE(*has_lost_position(office, office.state()->position()));
  const Position here = office.state()->position();
  office.begin_epoch(8);
  EXPECT_FALSE(*has_lost_position(office, here));
  EXPECT_FALSE(*has_lost_position(office, office.state()->position()));
}

TEST_F(OfficePull, a_position_of_a_lost_epoch_or_beyond_an_epochs_end_is_lost) {
  const Position here = office.state()->position();
  office.begin_epoch(8);
  EXPECT_TRUE(*has_lost_position(office, {here.epoch, here.seq + 1, here.salt}));
  EXPECT_TRUE(*has_lost_position(office, {here.epoch + 100, here.seq, here.salt}));
}

TEST_F(OfficePull, a_position_that_this_office_never_said_is_an_error) {
  const Position here = office.state()->position();
  for (const Position& position : {Position{here.epoch, here.seq + 1, here.salt},
                                   Position{here.epoch, here.seq, here.salt + 1}}) {
    const auto status = has_lost_position(office, position);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().reason, "unknown_position");
    EXPECT_TRUE(status.error().can_retry);
  }
}

}  // namespace
}  // namespace brygga
