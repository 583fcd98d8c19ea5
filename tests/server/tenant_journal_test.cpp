// The contract of the journal's port. A further back end is one more parameter.
#include "storage/tenant_journal.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "server/test_office.hpp"
#include "storage/sqlite_tenant_journal.hpp"

namespace brygga::server {
namespace {

using test::row_id;
using Kind = JournalEvent::Kind;

struct BackEnd {
  const char* name;
  std::unique_ptr<TenantJournals> (*open)(const std::string& folder);
};

class TenantJournalContract : public testing::TestWithParam<BackEnd> {
 protected:
  void SetUp() override {
    journals = GetParam().open(folder.path() + "/journal");
    journal = journals->make("alpha", tenant).value();
  }
  void reopen() {
    journal.reset();
    journals = GetParam().open(folder.path() + "/journal");
    journal = journals->open("alpha").value();
  }
  static JournalEvent revoked(std::uint64_t epoch, std::uint64_t number) {
    JournalEvent event;
    event.kind = Kind::device_revoked;
    event.epoch = epoch;
    event.number = number;
    event.seq = 7;
    event.at_ms = 99;
    event.device = DeviceNumber{number};
    return event;
  }
  void append(const std::vector<JournalEvent>& events) {
    const Status status = journal->append(events);
    ASSERT_TRUE(status.ok()) << status.error().what;
  }
  std::vector<JournalEvent> beyond(const std::vector<EventCount>& known) {
    return journal->events_beyond(known).value();
  }

  static constexpr std::uint64_t tenant = 0xF123456789ABCDEFULL;
  test::TemporaryFolder folder;
  std::unique_ptr<TenantJournals> journals;
  std::unique_ptr<TenantJournal> journal;
};

INSTANTIATE_TEST_SUITE_P(BackEnds, TenantJournalContract,
                         testing::Values(BackEnd{"sqlite", &sqlite_tenant_journals}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(TenantJournalContract, is_made_once_for_its_tenant) {
  EXPECT_EQ(*journal->tenant(), tenant);
  EXPECT_EQ(*journals->make("alpha", 5).value()->tenant(), tenant);
  EXPECT_EQ(journals->open("beta").value(), nullptr);
}

TEST_P(TenantJournalContract, events_come_back_as_they_were) {
  JournalEvent enrolled;
  enrolled.kind = Kind::device_enrolled;
  enrolled.epoch = 0xFEDCBA9876543210ULL;
  enrolled.number = 1;
  enrolled.seq = 12;
  enrolled.at_ms = 1'800'000'000'000;
  enrolled.device = DeviceNumber::of(0xFEDCBA98, 3);
  enrolled.lineage = DeviceNumber::of(0xFEDCBA98, 2);
  enrolled.account = row_id(4);
  enrolled.name = "Åsas platta";
  enrolled.is_push_only = true;
  enrolled.token = Digest{1, 2, 3};
  enrolled.code = Digest{4, 5};
  enrolled.attempt = test::id_of(9);
  JournalEvent raised;
  raised.kind = Kind::value_raised;
  raised.epoch = enrolled.epoch;
  raised.number = 2;
  raised.seq = 13;
  raised.entity = 3;
  raised.row = row_id(5);
  raised.field = 4;
  raised.stamp = {Hlc{1ULL << 62}, enrolled.device};
  raised.value = std::string("withdrawn");
  JournalEvent number = raised;
  number.number = 3;
  number.value = std::int64_t{2};
  JournalEvent erased;
  erased.kind = Kind::row_erased;
  erased.epoch = enrolled.epoch;
  erased.number = 4;
  erased.entity = 2;
  erased.row = row_id(6);
  erased.scope = test::team(7);
  const std::vector<JournalEvent> all{enrolled, raised, number, erased};
  append(all);
  reopen();
  EXPECT_EQ(beyond({}), all);
}

TEST_P(TenantJournalContract, an_event_is_taken_once) {
  append({revoked(1, 1), revoked(1, 2)});
  JournalEvent other = revoked(1, 2);
  other.device = DeviceNumber{77};
  append({other, revoked(1, 3)});
  EXPECT_EQ(beyond({}), (std::vector<JournalEvent>{revoked(1, 1), revoked(1, 2), revoked(1, 3)}));
}

TEST_P(TenantJournalContract, what_is_known_does_not_come) {
  append({revoked(9, 1), revoked(9, 2)});
  append({revoked(4, 1)});
  append({revoked(9, 3)});
  EXPECT_EQ(beyond({{9, 2}}), (std::vector<JournalEvent>{revoked(4, 1), revoked(9, 3)}));
  EXPECT_EQ(beyond({{9, 3}, {4, 1}, {5, 8}}), std::vector<JournalEvent>{});
}

TEST_P(TenantJournalContract, marks_rise_and_survive_the_process) {
  ASSERT_TRUE(journal->begin_epoch({8, 100}).ok());
  ASSERT_TRUE(journal->begin_epoch({3, 120}).ok());
  ASSERT_TRUE(journal->mark({8, 110}).ok());
  ASSERT_TRUE(journal->mark({8, 105}).ok());
  ASSERT_TRUE(journal->mark({77, 1}).ok());
  ASSERT_TRUE(journal->begin_epoch({8, 1}).ok());
  reopen();
  EXPECT_EQ(*journal->epochs(), (std::vector<EpochMark>{{8, 110}, {3, 120}}));
  EXPECT_EQ(*journal->mark_of(8), std::optional<Seq>(110));
  EXPECT_EQ(*journal->mark_of(77), std::nullopt);
}

TEST_P(TenantJournalContract, two_processes_share_one) {
  const auto other = journals->open("alpha").value();
  append({revoked(1, 1)});
  ASSERT_TRUE(other->append({revoked(1, 1), revoked(2, 1)}).ok());
  EXPECT_EQ(beyond({}).size(), 2U);
  EXPECT_EQ(other->events_beyond({})->size(), 2U);
}

TEST(SqliteTenantJournal, file_that_is_none_is_left_as_it_was) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() + "/alpha.journal") << std::string(5000, 'x');
  const auto journals = sqlite_tenant_journals(folder.path());
  EXPECT_EQ(journals->open("alpha").error().code, ErrorCode::corrupt);
  EXPECT_FALSE(journals->make("alpha", 1).ok());
}

}  // namespace
}  // namespace brygga::server
