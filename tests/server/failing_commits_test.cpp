// What the office commits, with each operation on its disk going wrong in turn: it says so, its
// file holds all of the commit or nothing of it, and a second try ends as if nothing had happened.
#include <gtest/gtest.h>

#include <filesystem>

#include "office/secrets.hpp"
#include "server/test_office.hpp"
#include "support/failing_operations.hpp"

namespace brygga::server {
namespace {

using brygga::testing::FailingOperations;
using brygga::testing::FaultDisk;
using brygga::testing::FaultVfs;
using test::team;

// The same each time that it is asked anew: a commit that is tried again is the same commit.
class RepeatedRandom final : public Random {
 public:
  void begin_anew() { next_ = 1; }
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_ = 1;
};

class FailingOffice : public ::testing::Test {
 protected:
  FailingOffice() : disk(folder.path() + "/tenants", 1) {
    std::filesystem::create_directories(disk.folder());
    vfs.set_seed(1);
    vfs.add(disk);
    EXPECT_TRUE(stores()->create({"alpha", "Alpha stad", 0x1234'5678'9ABC'DEF0ULL}).ok());
    EXPECT_TRUE(open().ok());
    EXPECT_TRUE(tenant
                    ->write({test::new_person(alice, "Alice", {team(1).id}),
                             test::new_note(test::row_id(1), team(1), "first")})
                    .ok());
    device = enrol();
  }

  std::unique_ptr<TenantStores> stores() const {
    return sqlite_tenant_stores(disk.folder(), test::schema());
  }
  Status open() {
    BRYGGA_ASSIGN(std::unique_ptr<TenantStore> store, stores()->open("alpha"));
    tenant = std::make_unique<Tenant>(
        "alpha", std::move(store), nullptr,
        OfficeContext{test::schema(), clock, random, [this](std::function<void()> work) {
                        if (!is_collecting) return work();
                        waiting.push_back(std::move(work));
                      }});
    return {};
  }
  // What several devices send at the same time is committed together.
  std::vector<Status> push_together(const std::vector<std::pair<std::string, SyncRequest>>& sent) {
    std::vector<Status> outcomes(sent.size());
    is_collecting = true;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      auto round = std::make_shared<SyncRound>();
      round->token = digest_of_token(sent[i].first);
      round->request = sent[i].second;
      tenant->push(round, [&outcomes, i](Status status) { outcomes[i] = std::move(status); });
    }
    is_collecting = false;
    for (const auto& work : std::exchange(waiting, {})) work();
    return outcomes;
  }
  test::TestDevice enrol() {
    EnrolRequest request;
    request.tenant = "alpha";
    request.code = tenant->invite(alice, "tablet", clock.now_ms + 1000).value();
    request.attempt = make_uuid(clock, random);
    const EnrolResponse response = tenant->enrol(request).value();
    test::TestDevice enrolled;
    enrolled.token = response.token;
    enrolled.number = response.device;
    return enrolled;
  }

  Result<std::vector<Receipt>> push(const SyncRequest& request) {
    random.begin_anew();
    auto round = std::make_shared<SyncRound>();
    round->token = digest_of_token(device.token);
    round->request = request;
    Status pushed;
    tenant->push(round, [&](Status status) { pushed = std::move(status); });
    if (!pushed.ok()) return pushed.error();
    return round->response.receipts;
  }
  std::function<Status()> pushing(std::vector<TransactionPart> parts) {
    return [this, request = device.request(std::move(parts))]() -> Status {
      BRYGGA_TRY(push(request));
      return {};
    };
  }

  // Each opening begins an epoch, and what is numbered by it has another number then.
  const std::vector<std::string> of_an_epoch{
      "office_epoch",          "office_event_count",  "office_meta.epoch", "office_device",
      "office_commit.device",  "office_commit.salt",  "office_meta.salt",  "office_receipt.device",
      "office_history.device", "office_journal_queue"};

  void expect_all_survived(
      std::vector<std::function<Status()>> steps, std::function<void()> check_end = [] {}) {
    const FaultDisk::Image before = disk.image();
    tenant.reset();
    const FailingOperations run{disk,
                                disk.folder() + "/alpha.db",
                                before,
                                [this] { return open(); },
                                [this] { tenant.reset(); },
                                std::move(steps),
                                std::move(check_end),
                                of_an_epoch};
    EXPECT_GT(fail_everywhere(run), 10U);
  }

  // Of all kinds: taken, in conflict, refused, with a row that grants.
  std::vector<TransactionPart> mixed_work() {
    const RowId note = test::row_id(1);
    const RowId mine = test::row_id(2);
    std::vector<TransactionPart> parts;
    parts.push_back(device.transaction({test::change_note(note, "unseen", {})}, clock.now_ms));
    parts.push_back(
        device.transaction({test::new_club(test::row_id(9), {alice.uuid}),
                            test::new_note(mine, {'T', test::row_id(9).uuid}, "in the club")},
                           clock.now_ms));
    parts.push_back(device.transaction({test::new_person(test::row_id(8), "Not by Alice", {}),
                                        test::change_note(mine, "nor this", {})},
                                       clock.now_ms));
    return parts;
  }

  std::vector<std::function<void()>> waiting;
  bool is_collecting = false;
  test::FixedClock clock;
  RepeatedRandom random;
  test::TemporaryFolder folder;
  FaultVfs vfs;
  FaultDisk disk;
  const RowId alice = test::row_id(201);
  std::unique_ptr<Tenant> tenant;
  test::TestDevice device;
};

TEST_F(FailingOffice, takes_a_push_whole_or_not_at_all) {
  const SyncRequest request = device.request(mixed_work());
  const auto told = [this, request]() -> std::string {
    const auto receipts = push(request);
    if (!receipts) return receipts.error().what;
    std::string codes;
    for (const Receipt& receipt : *receipts) {
      codes += std::to_string(receipt.seq) + name_of(receipt.code) + receipt.refusal.code + " ";
    }
    return codes;
  };
  expect_all_survived({[this, request]() -> Status {
                        BRYGGA_TRY(push(request));
                        return {};
                      }},
                      [told] { EXPECT_EQ(told(), "2conflict 2applied 2refusedno_right "); });
}

// One device's trouble is not another's, and no commit is half of what is on disk.
TEST_F(FailingOffice, takes_what_came_together_one_by_one) {
  std::vector<std::pair<std::string, SyncRequest>> sent;
  for (std::uint8_t i = 0; i < 3; ++i) {
    if (i > 0) device = enrol();
    const RowId note = test::row_id(static_cast<std::uint8_t>(40 + i));
    sent.emplace_back(device.token,
                      device.request({device.transaction({test::new_note(note, team(1), "at once")},
                                                         clock.now_ms)}));
  }
  const FaultDisk::Image before = disk.image();
  bool has_failed = true;
  for (std::uint64_t n = 1; has_failed; ++n) {
    SCOPED_TRACE("read " + std::to_string(n));
    tenant.reset();
    disk.put_back(before);
    ASSERT_TRUE(open().ok());
    random.begin_anew();
    disk.fail_read_at(n);
    const std::vector<Status> outcomes = push_together(sent);
    disk.do_not_fail();
    has_failed = disk.take_failure();
    const auto is_told = [](const Status& status) {
      return status.ok() || status.error().reason == "io";
    };
    EXPECT_TRUE(std::all_of(outcomes.begin(), outcomes.end(), is_told));
    for (const Status& again : push_together(sent)) {
      EXPECT_TRUE(again.ok()) << again.error().what;
    }
    EXPECT_TRUE(tenant->write({test::new_note(test::row_id(50), team(1), "afterwards")}).ok());
    EXPECT_EQ(tenant->rows(test::note)->size(), 5U);
    ASSERT_FALSE(HasFailure());
  }
}

TEST_F(FailingOffice, takes_a_large_transaction_piece_by_piece) {
  std::vector<Edit> edits;
  for (std::uint8_t i = 0; i < 12; ++i) {
    edits.push_back(
        test::new_note(test::row_id(static_cast<std::uint8_t>(20 + i)), team(1), "imported"));
  }
  const TransactionPart whole = device.transaction(std::move(edits), clock.now_ms);
  std::vector<std::function<Status()>> steps;
  for (std::size_t from = 0; from < whole.edits.size(); from += 4) {
    TransactionPart piece = whole;
    piece.offset = static_cast<std::uint32_t>(from);
    const auto begin = whole.edits.begin() + static_cast<std::ptrdiff_t>(from);
    piece.edits.assign(begin, begin + 4);
    steps.push_back(pushing({piece}));
  }
  expect_all_survived(std::move(steps));
}

TEST_F(FailingOffice, writes_and_keeps_its_devices) {
  const auto anew = [this](const std::function<Status()>& step) {
    return [this, step] {
      random.begin_anew();
      return step();
    };
  };
  expect_all_survived({anew([this] {
                         return tenant->write(
                             {test::new_note(test::row_id(3), team(1), "the office's")});
                       }),
                       anew([this]() -> Status {
                         BRYGGA_TRY(tenant->invite(alice, "tablet", clock.now_ms + 1000));
                         return {};
                       }),
                       anew([this]() -> Status {
                         SyncRound round;
                         round.token = digest_of_token(device.token);
                         round.request = device.request();
                         return tenant->renumber(round);
                       }),
                       anew([this] { return tenant->revoke(device.number); })});
}

}  // namespace
}  // namespace brygga::server
