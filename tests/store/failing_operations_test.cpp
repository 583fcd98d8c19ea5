// Every call that writes to a store, with each of its operations on the disk going wrong in turn:
// the call says so, the store holds what it held before or all of what comes after, and a second
// try ends as if nothing had happened.
#include "support/failing_operations.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/database.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

using Steps = std::vector<std::function<Status()>>;

template <class T>
Status status_of(const Result<T>& result) {
  return result.ok() ? Status{} : Status{result.error()};
}

class FailingStore : public ::testing::Test {
 protected:
  FailingStore() : disk(folder / "disk", 1) {
    std::filesystem::create_directories(disk.folder());
    vfs.set_seed(1);
    vfs.add(disk);
    office.now_ms = 2'000'000;
    person = office.add_person(91);
    others = office.add_person(92);
    for (std::uint64_t row = 1; row <= 3; ++row) {
      office.write({create_card(row, {assign(card::title, text("Card " + std::to_string(row))),
                                      assign(card::note, text("a note"))})});
      office.add_member(80 + row, row, person);
    }
    alice = std::make_unique<Tablet>(office, alice_device, person, disk.folder() + "/alice.db");
    alice->sync();
  }

  Status open(const Schema& schema = test_schema()) {
    auto opened = DeviceStore::open(alice->path, schema);
    if (!opened) return opened.error();
    alice->store = *std::move(opened);
    return {};
  }

  // The rounds until the office has nothing more to say, for a store that stands where this one
  // stands now.
  Steps rounds() {
    Steps steps;
    for (bool more = true; more && steps.size() < 50;) {
      const SyncRequest request = alice->make_request();
      const auto response = office.exchange(request);
      EXPECT_TRUE(response.ok());
      steps.push_back([this, request, response = *response] {
        return status_of(alice->store->take_response(request, response, alice->now_ms));
      });
      const auto taken = alice->store->take_response(request, *response, alice->now_ms);
      EXPECT_TRUE(taken.ok());
      more = taken.ok() && taken->more;
    }
    return steps;
  }

  void expect_all_survived(
      const FaultDisk::Image& before, Steps steps, std::function<void()> check_end = [] {}) {
    alice->store.reset();
    const FailingOperations run{disk,
                                alice->path,
                                before,
                                [this] { return open(); },
                                [this] { alice->store.reset(); },
                                std::move(steps),
                                std::move(check_end),
                                {"replica.needs_scrub"}};
    EXPECT_GT(fail_everywhere(run), 10U);
  }

  bool is_on_disk(const std::string& words) const {
    const std::vector<std::string> paths = disk.paths();
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      return disk.content(path)->find(words) != std::string::npos;
    });
  }

  // Refused, because persons are written by the office alone; and what goes with it.
  EditNumber refused_save() {
    Change person_change = alice->set(91, person::name, text("words in a refusal"),
                                      alice->version(person::entity, 91));
    person_change.entity = person::entity;
    const EditNumber first =
        alice->must_save({alice->set(1, card::note, text("refused words"), {}), person_change});
    alice->sync();
    EXPECT_EQ(alice->receipt_of(first)->code, Receipt::Code::refused);
    return first;
  }

  TempFolder folder;
  FaultVfs vfs;
  FaultDisk disk;
  MemoryOffice office;
  RowId person, others;
  std::unique_ptr<Tablet> alice;
};

TEST_F(FailingStore, is_made_whole_or_not_at_all) {
  alice->store.reset();
  const FailingOperations run{
      disk, alice->path, {}, [] { return Status{}; }, [this] { alice->store.reset(); }, {[this] {
        return open();
      }}};
  EXPECT_GT(fail_everywhere(run), 10U);
}

TEST_F(FailingStore, is_opened_after_a_kill_and_brought_to_a_newer_schema) {
  static const Schema newer = make_test_schema(2);
  alice->edit(1, card::note, text("unsent"));
  const FaultDisk::Image killed = disk.image();
  alice->store.reset();
  const FailingOperations run{disk,
                              alice->path,
                              killed,
                              [] { return Status{}; },
                              [this] { alice->store.reset(); },
                              {[this] { return open(); }, [this] { return open(newer); }}};
  EXPECT_GT(fail_everywhere(run), 10U);
}

TEST_F(FailingStore, is_opened_and_its_index_made_anew_for_other_fields) {
  static const Schema other = [] {
    Schema schema = make_test_schema();
    schema.entities[card::entity - 1].fields[card::note - 1].search = SearchKind::text;
    return schema;
  }();
  const FaultDisk::Image before = disk.image();
  alice->store.reset();
  const FailingOperations run{disk,
                              alice->path,
                              before,
                              [] { return Status{}; },
                              [this] { alice->store.reset(); },
                              {[this] { return open(other); }},
                              [this] {
                                ASSERT_TRUE(open(other).ok());
                                EXPECT_EQ(alice->store->search("note", {}, 9)->total, 3U);
                              }};
  EXPECT_GT(fail_everywhere(run), 10U);
}

TEST_F(FailingStore, is_enrolled) {
  auto fresh = DeviceStore::open(disk.folder() + "/fresh.db", test_schema());
  ASSERT_TRUE(fresh.ok());
  WriteSet writes;
  writes.changes = alice->new_own_card(5, "early");
  ASSERT_TRUE((*fresh)->save(writes, txn(900), 2'000'000).ok());
  alice->store = *std::move(fresh);
  alice->path = disk.folder() + "/fresh.db";
  const EnrolResponse response = office.enrol({(7ULL << 32) | 3}, person);
  expect_all_survived(disk.image(), {[this, response] {
                        return alice->store->enrol(response, "http://office", alice->now_ms);
                      }});
}

TEST_F(FailingStore, saves) {
  WriteSet writes;
  writes.changes = alice->new_own_card(20, "new");
  writes.changes.push_back(
      alice->set(1, card::note, text("mine"), alice->version(card::entity, 1)));
  writes.command = CommandId{uuid_of(4711)};
  writes.command_result = "the result";
  const auto save = [this, writes] { return alice->store->save(writes, txn(900), alice->now_ms); };
  expect_all_survived(disk.image(), {[save] { return status_of(save()); }}, [save] {
    const auto again = save();
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again->is_repeated);
    EXPECT_EQ(again->command_result, "the result");
  });
}

TEST_F(FailingStore, takes_a_page_of_rows_with_receipts) {
  alice->edit(1, card::note, text("mine"));
  alice->edit(2, card::title, text("also mine"));
  alice->must_save(alice->new_own_card(20, "new"));
  office.write({edit_card(1, {assign(card::note, text("the office's"))}),
                edit_card(3, {assign(card::title, text("changed")), add(card::tags, text("x"))})});
  const FaultDisk::Image before = disk.image();
  expect_all_survived(before, rounds());
}

TEST_F(FailingStore, loses_a_scope_with_unsent_and_refused_work_to_the_last_byte) {
  refused_save();
  alice->edit(1, card::note, text("words in the lost scope"));
  office.write({edit_of(member::entity, 81, {assign(member::until, number(1))})});
  const FaultDisk::Image before = disk.image();
  expect_all_survived(before, rounds(), [this] {
    EXPECT_TRUE(alice->store->scrub().ok());
    EXPECT_FALSE(alice->store->replica()->needs_scrub);
    EXPECT_FALSE(is_on_disk("words in the lost scope"));
    EXPECT_FALSE(is_on_disk("Card 1"));
  });
}

// The middle of it is where a thief would pull the plug.
TEST_F(FailingStore, is_wiped_with_unsent_and_refused_work_to_the_last_byte) {
  refused_save();
  alice->edit(1, card::note, text("words that were not sent"));
  const FaultDisk::Image before = disk.image();
  Steps steps{[this] { return alice->store->order_wipe(); }};
  ASSERT_TRUE(steps.front()().ok());
  for (std::function<Status()>& round : rounds()) steps.push_back(std::move(round));
  EXPECT_EQ(alice->store->replica()->wipe, WipeState::confirmed);
  EXPECT_EQ(office.wiped[alice_device].unsent, 1U);
  expect_all_survived(before, std::move(steps), [this] {
    EXPECT_TRUE(alice->store->scrub().ok());
    EXPECT_TRUE(alice->store->replica()->is_wiped());
    for (const char* words :
         {"words that were not sent", "refused words", "words in a refusal", "Card 1", "a note"}) {
      EXPECT_FALSE(is_on_disk(words)) << words;
    }
  });
}

TEST_F(FailingStore, loads_a_scope_anew_and_sweeps_what_is_not_there) {
  alice->store.reset();
  auto database = Database::open(alice->path, Database::Mode::existing);
  ASSERT_TRUE(database
                  ->execute("UPDATE card SET title = 'Card X' WHERE title = 'Card 2';"
                            "INSERT INTO card(id, title, _scope, _seq, _own, _heads) "
                            "SELECT zeroblob(16), title, _scope, _seq, _own, _heads "
                            "FROM card WHERE title = 'Card X'")
                  .ok());
  database = Error{};
  ASSERT_TRUE(open().ok());
  ASSERT_TRUE(alice->store->want_audit().ok());
  const FaultDisk::Image before = disk.image();
  alice->page_bytes = 1;
  const Steps steps = rounds();
  EXPECT_EQ(alice->store->status()->replica.repairs, 1U);
  EXPECT_EQ(alice->shown(2, card::title), text("Card 2"));
  expect_all_survived(before, steps);
}

TEST_F(FailingStore, gets_a_number_of_its_own) {
  alice->edit(1, card::note, text("unsent"));
  ASSERT_TRUE(alice->store->want_number(alice->number).ok());
  const FaultDisk::Image before = disk.image();
  expect_all_survived(before, rounds());
}

TEST_F(FailingStore, asks_for_a_number_and_for_an_audit) {
  expect_all_survived(disk.image(), {[this] { return alice->store->want_number(alice->number); },
                                     [this] { return alice->store->want_audit(); }});
}

TEST_F(FailingStore, sends_a_refusal_again) {
  const EditNumber first = refused_save();
  alice->must_save(alice->new_own_card(21, "later"));
  expect_all_survived(disk.image(), {[this, first] {
                        std::uint64_t ids = 900;
                        return status_of(alice->store->send_again(
                            first, [&ids] { return txn(++ids); }, alice->now_ms));
                      }});
}

TEST_F(FailingStore, dismisses_a_refusal) {
  const EditNumber first = refused_save();
  expect_all_survived(disk.image(),
                      {[this, first] { return status_of(alice->store->dismiss(first)); }});
}

TEST_F(FailingStore, shifts_stamps_that_are_ahead) {
  alice->now_ms += 10'000'000;
  alice->edit(1, card::note, text("from tomorrow"));
  alice->edit(2, card::note, text("too"));
  const SyncRequest request = alice->make_request();
  expect_all_survived(disk.image(), {[this, request] {
                        return alice->store->restamp(request, office.now_ms, alice->now_ms);
                      }});
}

TEST_F(FailingStore, takes_a_commit_that_is_larger_than_a_page) {
  std::vector<Edit> edits;
  for (std::uint64_t n = 0; n < 24; ++n) {
    edits.push_back(create(card::entity, 600 + n, scope_of('K', 1),
                           {assign(card::title, text("row " + std::to_string(n)))}));
  }
  office.write(std::move(edits));
  const FaultDisk::Image before = disk.image();
  alice->page_bytes = 800;
  const Steps steps = rounds();
  EXPECT_GT(steps.size(), 2U);
  expect_all_survived(before, steps);
}

TEST_F(FailingStore, saves_an_import_and_sends_it_in_pieces) {
  WriteSet import;
  for (std::uint64_t n = 0; n < 24; ++n) {
    Change change = Tablet::new_card(600 + n, "imported " + std::to_string(n));
    change.creates_in = scope_of('K', 1);
    import.changes.push_back(change);
  }
  const FaultDisk::Image before = disk.image();
  const auto save = [this, import] {
    return status_of(alice->store->save(import, txn(900), alice->now_ms));
  };
  ASSERT_TRUE(save().ok());
  alice->page_bytes = 800;
  Steps steps = rounds();
  EXPECT_GT(steps.size(), 2U);
  steps.insert(steps.begin(), save);
  expect_all_survived(before, steps);
}

}  // namespace
}  // namespace brygga
