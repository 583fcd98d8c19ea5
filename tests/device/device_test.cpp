#include "device/device.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "device/native/background_sync.hpp"
#include "merge/apply.hpp"
#include "support/memory_office.hpp"
#include "support/scripted_transport.hpp"
#include "support/temp_folder.hpp"

namespace brygga {
namespace {

using namespace testing;

Change set_title(std::uint64_t row, std::string title) {
  Change change;
  change.entity = card::entity;
  change.row = row_of_number(row);
  change.creates_in = scope_of('K', row);
  change.assign = {{card::title, text(std::move(title))}};
  return change;
}
WriteSet one(Change change) {
  WriteSet writes;
  writes.changes = {std::move(change)};
  return writes;
}

// Alice's device and an office behind a transport. The office is used by one thread at a time.
class DeviceTest : public ::testing::Test {
 protected:
  TempFolder folder;
  ManualClock clock;
  CountingRandom random;
  MemoryOffice office;
  std::mutex office_mutex;
  RowId person;
  std::unique_ptr<Device> device;

  void SetUp() override {
    office.now_ms = 2'000'000;
    person = office.add_person(91);
    device = *Device::open(folder / "store.db", test_schema(), clock, random);
  }
  // enrolment goes through the transport, too
  void enrol() {
    ScriptedTransport transport(
        [&](const HttpRequest&) { return http(200, encode(office.enrol(alice_device, person))); });
    ASSERT_TRUE(device->enrol(transport, "https://office/", "test", "CODE", "tablet").ok());
    EXPECT_EQ(transport.last_url(), "https://office/v1/enrol");
  }
  HttpReply answer(const HttpRequest& request) {
    const std::lock_guard lock(office_mutex);
    return answer_of_office(office, request);
  }
  WriteSet new_card(std::uint64_t row) {
    WriteSet writes = one(set_title(row, "x"));
    Change membership;
    membership.entity = member::entity;
    membership.row = row_of_number(row + 1000);
    membership.creates_in = scope_of('K', row);
    membership.assign = {{member::account, person.uuid}};
    writes.changes.push_back(membership);
    return writes;
  }
};

// --- observers ----------------------------------------------------------------------------------

TEST_F(DeviceTest, an_observer_is_told_what_a_save_changed) {
  std::vector<Changed> told;
  device->observe([&](const Changed& changed) { told.push_back(changed); });
  ASSERT_TRUE(device->write(one(set_title(1, "x"))).ok());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].entities, std::set<EntityNumber>{card::entity});
  EXPECT_TRUE(told[0].status);
}

TEST_F(DeviceTest, an_observer_is_not_told_of_what_failed) {
  int told = 0;
  device->observe([&](const Changed&) { ++told; });
  EXPECT_FALSE(device->write(one(set_title(1, "\xff"))).ok());
  EXPECT_EQ(told, 0);
}

TEST_F(DeviceTest, a_removed_observer_is_not_told) {
  int told = 0;
  const std::uint64_t id = device->observe([&](const Changed&) { ++told; });
  EXPECT_NE(id, 0U);
  device->unobserve(id);
  device->unobserve(id);
  ASSERT_TRUE(device->write(one(set_title(1, "x"))).ok());
  EXPECT_EQ(told, 0);
}

TEST_F(DeviceTest, an_observer_may_remove_itself_and_call_the_device) {
  int told = 0;
  std::uint64_t id = 0;
  id = device->observe([&](const Changed&) {
    ++told;
    device->unobserve(id);
    EXPECT_TRUE(device->read(card::entity, row_of_number(1))->has_value());
    EXPECT_TRUE(device->write(one(set_title(2, "y"))).ok());
  });
  ASSERT_TRUE(device->write(one(set_title(1, "x"))).ok());
  EXPECT_EQ(told, 1);
}

TEST_F(DeviceTest, unobserve_waits_for_a_call_that_runs) {
  std::atomic<bool> is_inside{false};
  std::atomic<bool> may_leave{false};
  std::atomic<bool> has_left{false};
  const std::uint64_t id = device->observe([&](const Changed&) {
    is_inside = true;
    while (!may_leave) std::this_thread::yield();
    has_left = true;
  });
  std::thread writer([&] { EXPECT_TRUE(device->write(one(set_title(1, "x"))).ok()); });
  while (!is_inside) std::this_thread::yield();
  std::thread releaser([&] { may_leave = true; });
  device->unobserve(id);
  EXPECT_TRUE(has_left);
  writer.join();
  releaser.join();
}

// --- queries ------------------------------------------------------------------------------------

TEST_F(DeviceTest, a_query_sees_what_was_saved) {
  ASSERT_TRUE(device->write(one(set_title(1, "x"))).ok());
  const auto result = device->query("SELECT title FROM card WHERE title = ?1", {text("x")});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->columns, std::vector<std::string>{"title"});
  ASSERT_EQ(result->rows.size(), 1U);
}

TEST_F(DeviceTest, a_query_neither_writes_nor_runs_two_statements) {
  ASSERT_TRUE(device->write(one(set_title(1, "x"))).ok());
  EXPECT_FALSE(device->query("DELETE FROM card").ok());
  EXPECT_FALSE(device->query("SELECT 1; SELECT 2").ok());
  EXPECT_FALSE(device->query("PRAGMA journal_mode=DELETE").ok());
  EXPECT_EQ(device->query("SELECT * FROM card")->rows.size(), 1U);
}

TEST_F(DeviceTest, a_query_can_stop_early) {
  for (std::uint64_t n = 1; n <= 5; ++n) ASSERT_TRUE(device->write(one(set_title(n, "x"))).ok());
  int seen = 0;
  ASSERT_TRUE(device
                  ->query_each("SELECT * FROM card", {},
                               [&](const std::vector<Value>&) { return ++seen < 2; })
                  .ok());
  EXPECT_EQ(seen, 2);
}

TEST_F(DeviceTest, a_device_without_a_separate_reader_queries_too) {
  DeviceOptions options;
  options.separate_reader = false;
  auto other = *Device::open(folder / "other.db", test_schema(), clock, random, options);
  ASSERT_TRUE(other->write(one(set_title(1, "x"))).ok());
  EXPECT_EQ(other->query("SELECT * FROM card")->rows.size(), 1U);
  EXPECT_FALSE(other->query("DELETE FROM card").ok());
  EXPECT_TRUE(other->write(one(set_title(2, "x"))).ok());
}

TEST_F(DeviceTest, what_is_kept_of_rows_is_known_to_be_old_when_they_change) {
  const auto opened_alone = [&] {
    DeviceOptions options;
    options.separate_reader = false;
    return *Device::open(folder / "alone.db", test_schema(), clock, random, options);
  };
  const std::unique_ptr<Device> alone = opened_alone();
  for (Device* opened : {device.get(), alone.get()}) {
    const auto before = opened->rows_version(card::entity);
    ASSERT_TRUE(before);
    EXPECT_EQ(opened->rows_version(card::entity), before);
    ASSERT_TRUE(opened->write(one(set_title(1, "x"))).ok());
    EXPECT_NE(opened->rows_version(card::entity), before);
  }
  // Where nobody else has the file, a save of something else leaves it as it was.
  const auto members = alone->rows_version(member::entity);
  ASSERT_TRUE(alone->write(one(set_title(2, "x"))).ok());
  EXPECT_EQ(alone->rows_version(member::entity), members);
}

TEST_F(DeviceTest, what_is_kept_of_rows_is_known_to_be_old_when_another_program_changes_them) {
  const auto before = device->rows_version(card::entity);
  const auto other = *Device::open(folder / "store.db", test_schema(), clock, random);
  ASSERT_TRUE(other->write(one(set_title(1, "x"))).ok());
  EXPECT_NE(device->rows_version(card::entity), before);
}

TEST_F(DeviceTest, what_is_kept_of_rows_is_known_to_be_old_when_the_office_changes_them) {
  ScriptedTransport transport([&](const HttpRequest& request) { return answer(request); });
  DeviceOptions options;
  options.separate_reader = false;
  enrol();
  ASSERT_TRUE(device->write(new_card(1)).ok());
  ASSERT_TRUE(device->sync_once(transport).ok());

  device = *Device::open(folder / "alone.db", test_schema(), clock, random, options);
  ScriptedTransport enrolling(
      [&](const HttpRequest&) { return http(200, encode(office.enrol(bob_device, person))); });
  ASSERT_TRUE(device->enrol(enrolling, "https://office/", "test", "CODE", "other").ok());
  const auto before = device->rows_version(card::entity);
  ASSERT_TRUE(device->sync_once(transport).ok());
  ASSERT_EQ(device->query("SELECT * FROM card")->rows.size(), 1U);
  EXPECT_NE(device->rows_version(card::entity), before);
}

// --- enrolment and rounds -----------------------------------------------------------------------

TEST_F(DeviceTest, a_lost_enrolment_answer_is_asked_for_again_with_the_same_attempt) {
  std::vector<Uuid> attempts;
  ScriptedTransport transport([&](const HttpRequest& request) -> Result<HttpReply> {
    attempts.push_back(decode_enrol_request(request.body)->attempt);
    if (attempts.size() == 1) return offline();
    return http(200, encode(office.enrol(alice_device, person)));
  });
  ASSERT_TRUE(device->enrol(transport, "https://office", "test", "CODE", "tablet").ok());
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0], attempts[1]);
}

TEST_F(DeviceTest, enrols_only_where_nobody_can_listen) {
  ScriptedTransport transport(
      [&](const HttpRequest&) { return http(200, encode(office.enrol(alice_device, person))); });
  for (const char* url : {"http://office.example", "http://127.0.0.1.evil.example", "ftp://office",
                          "http://localhost@evil.example", ""}) {
    EXPECT_EQ(device->enrol(transport, url, "test", "CODE", "tablet").error().reason,
              "insecure_address")
        << url;
  }
  EXPECT_TRUE(device->enrol(transport, "http://127.0.0.1:8470", "test", "CODE", "tablet").ok());
}

TEST_F(DeviceTest, a_refused_enrolment_says_what_the_office_said_and_changes_nothing) {
  ScriptedTransport transport([&](const HttpRequest&) {
    return http(403, encode(ErrorMessage{"expired_code", "The code has expired.", false, 1}));
  });
  const Status status = device->enrol(transport, "https://office", "test", "CODE", "tablet");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, "expired_code");
  EXPECT_EQ(status.error().what, "The code has expired.");
  EXPECT_FALSE(device->status()->replica.is_enrolled());
}

TEST_F(DeviceTest, sync_once_brings_both_sides_together) {
  enrol();
  ASSERT_TRUE(device->write(new_card(1)).ok());
  ScriptedTransport transport([&](const HttpRequest& request) { return answer(request); });
  const auto progress = device->sync_once(transport);
  ASSERT_TRUE(progress.ok()) << progress.error().what;
  EXPECT_EQ(progress->edits_sent, 2U);
  EXPECT_EQ(progress->scopes_loading, 0U);
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("x"));
}

TEST_F(DeviceTest, sync_once_ends_early_when_asked_and_goes_on_later) {
  enrol();
  ScriptedTransport transport([&](const HttpRequest& request) { return answer(request); });
  SyncOptions options;
  options.on_progress = [](const SyncProgress&) { return false; };
  EXPECT_EQ(device->sync_once(transport, options)->rounds, 1U);
  EXPECT_EQ(device->sync_once(transport)->scopes_loading, 0U);
}

TEST_F(DeviceTest, offline_keeps_everything_and_may_try_again) {
  enrol();
  ASSERT_TRUE(device->write(new_card(1)).ok());
  ScriptedTransport transport([](const HttpRequest&) { return offline(); });
  const auto progress = device->sync_once(transport);
  ASSERT_FALSE(progress.ok());
  EXPECT_TRUE(progress.error().can_retry);
  EXPECT_EQ(device->status()->outbox.unsent, 1U);
}

// A network that wants a sign-in answers everything with its page.
TEST_F(DeviceTest, an_answer_that_is_no_offices_keeps_everything_and_may_try_again) {
  enrol();
  ASSERT_TRUE(device->write(new_card(1)).ok());
  for (const int status : {200, 302, 403, 404, 502, 511}) {
    ScriptedTransport transport([&](const HttpRequest&) {
      const ByteView page = as_bytes("<html>Please sign in</html>");
      return http(status, Bytes(page.begin(), page.end()));
    });
    const auto progress = device->sync_once(transport);
    ASSERT_FALSE(progress.ok()) << status;
    EXPECT_EQ(progress.error().reason, "not_an_office") << status;
    EXPECT_TRUE(progress.error().can_retry) << status;
  }
  EXPECT_EQ(device->status()->outbox.unsent, 1U);
}

TEST_F(DeviceTest, an_office_of_another_version_is_told_and_not_tried_again) {
  enrol();
  ScriptedTransport transport([](const HttpRequest&) { return http(200, Bytes{0xB2, 9, 0}); });
  const auto progress = device->sync_once(transport);
  ASSERT_FALSE(progress.ok());
  EXPECT_EQ(progress.error().reason, "unknown_version");
  EXPECT_FALSE(progress.error().can_retry);
}

TEST_F(DeviceTest, a_clock_ahead_is_corrected_and_the_round_repeated) {
  enrol();
  clock.now = 9'000'000;
  ASSERT_TRUE(device->write(new_card(1)).ok());
  ScriptedTransport transport([&](const HttpRequest& request) { return answer(request); });
  const auto progress = device->sync_once(transport);
  ASSERT_TRUE(progress.ok()) << progress.error().what;
  EXPECT_EQ(office.shown(card::entity, 1, card::title), text("x"));
  EXPECT_EQ(device->status()->outbox.refused, 0U);
}

TEST_F(DeviceTest, a_clock_that_cannot_be_corrected_does_not_repeat_for_ever) {
  enrol();
  ASSERT_TRUE(device->write(new_card(1)).ok());
  ScriptedTransport transport([](const HttpRequest&) {
    return http(409, encode(ErrorMessage{"clock_ahead", "Ahead.", true, 0}));
  });
  EXPECT_EQ(device->sync_once(transport).error().reason, "clock_ahead");
  EXPECT_EQ(transport.posts(), 2);
}

// --- background sync ----------------------------------------------------------------------------

class Background : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    enrol();
    pace.first_delay_ms = 1;
    pace.delay_ms_max = 4;
  }
  // The office answers at once when it has something to say, and else holds the request.
  Result<HttpReply> answer_or_hold(ScriptedTransport& transport, const HttpRequest& request) {
    const auto decoded = decode_sync_request(request.body);
    HttpReply reply = answer(request);
    const auto response = decode_sync_response(reply.body);
    if (response && decoded->wait_seconds != 0 && says_nothing(*decoded, *response)) {
      return transport.hold();
    }
    return reply;
  }
  bool wait_until(const std::function<bool()>& is_so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
      if (is_so()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  bool office_has_card(std::uint64_t row) {
    const std::lock_guard lock(office_mutex);
    return office.find(card::entity, row) != nullptr;
  }
  Pace pace;
};

TEST_F(Background, sends_a_save_at_once_although_it_listens) {
  ScriptedTransport* out = nullptr;
  ScriptedTransport transport(
      [&](const HttpRequest& request) { return answer_or_hold(*out, request); });
  out = &transport;
  BackgroundSync sync(*device, transport, random, pace);
  for (std::uint64_t row = 1; row <= 5; ++row) {
    ASSERT_TRUE(device->write(new_card(row)).ok());
    EXPECT_TRUE(wait_until([&] { return office_has_card(row); })) << row;
  }
}

TEST_F(Background, backs_off_while_offline_and_then_sends) {
  std::atomic<bool> is_offline{true};
  ScriptedTransport* out = nullptr;
  ScriptedTransport transport([&](const HttpRequest& request) -> Result<HttpReply> {
    if (is_offline) return offline();
    return answer_or_hold(*out, request);
  });
  out = &transport;
  std::mutex mutex;
  std::uint32_t most_failures = 0;
  BackgroundSync sync(*device, transport, random, pace, [&](const SyncReport& report) {
    const std::lock_guard lock(mutex);
    if (report.last_error.reason == "offline") {
      EXPECT_EQ(report.state.phase, SyncPhase::backing_off);
    }
    most_failures = std::max(most_failures, report.state.failures);
  });
  ASSERT_TRUE(device->write(new_card(1)).ok());
  ASSERT_TRUE(transport.wait_for_posts(6));
  EXPECT_FALSE(office_has_card(1));
  is_offline = false;
  EXPECT_TRUE(wait_until([&] { return office_has_card(1); }));
  const std::lock_guard lock(mutex);
  EXPECT_GE(most_failures, 4U);
}

TEST_F(Background, goes_on_after_a_network_that_wanted_a_sign_in) {
  std::atomic<int> pages{3};
  ScriptedTransport* out = nullptr;
  ScriptedTransport transport([&](const HttpRequest& request) -> Result<HttpReply> {
    if (pages-- > 0) return http(200, Bytes{'<', 'h', 't', 'm', 'l', '>'});
    return answer_or_hold(*out, request);
  });
  out = &transport;
  BackgroundSync sync(*device, transport, random, pace);
  ASSERT_TRUE(device->write(new_card(1)).ok());
  EXPECT_TRUE(wait_until([&] { return office_has_card(1); }));
}

TEST_F(Background, stops_when_the_office_turns_the_device_away) {
  ScriptedTransport transport([](const HttpRequest&) {
    return http(401, encode(ErrorMessage{"revoked_token", "Revoked.", false, 1}));
  });
  std::atomic<bool> is_stopped{false};
  BackgroundSync sync(*device, transport, random, pace, [&](const SyncReport& report) {
    EXPECT_EQ(report.last_error.reason, "revoked_token");
    is_stopped = report.state.phase == SyncPhase::stopped;
  });
  ASSERT_TRUE(wait_until([&] { return is_stopped.load(); }));
  ASSERT_TRUE(device->write(new_card(1)).ok());
  EXPECT_EQ(transport.posts(), 1);
  EXPECT_EQ(device->status()->outbox.unsent, 1U);
  // Only a person who knows better makes it try again.
  sync.poke();
  EXPECT_TRUE(transport.wait_for_posts(2));
}

TEST_F(Background, a_poke_ends_backing_off) {
  pace.first_delay_ms = 60'000;
  pace.delay_ms_max = 60'000;
  ScriptedTransport transport([](const HttpRequest&) { return offline(); });
  BackgroundSync sync(*device, transport, random, pace);
  ASSERT_TRUE(transport.wait_for_posts(1));
  sync.poke();
  EXPECT_TRUE(transport.wait_for_posts(2));
}

TEST_F(Background, ends_at_once_while_it_listens) {
  ScriptedTransport* out = nullptr;
  ScriptedTransport transport([&](const HttpRequest&) { return out->hold(); });
  out = &transport;
  auto sync = std::make_unique<BackgroundSync>(*device, transport, random, pace);
  ASSERT_TRUE(transport.wait_for_posts(1));
  const auto start = std::chrono::steady_clock::now();
  sync.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(Background, ends_at_once_while_it_backs_off) {
  pace.first_delay_ms = 60'000;
  pace.delay_ms_max = 60'000;
  ScriptedTransport transport([](const HttpRequest&) { return offline(); });
  auto sync = std::make_unique<BackgroundSync>(*device, transport, random, pace);
  ASSERT_TRUE(transport.wait_for_posts(1));
  const auto start = std::chrono::steady_clock::now();
  sync.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(Background, many_starts_and_ends_do_no_harm) {
  ScriptedTransport* out = nullptr;
  ScriptedTransport transport(
      [&](const HttpRequest& request) { return answer_or_hold(*out, request); });
  out = &transport;
  for (std::uint64_t row = 1; row <= 20; ++row) {
    BackgroundSync sync(*device, transport, random, pace);
    ASSERT_TRUE(device->write(new_card(row)).ok());
  }
  BackgroundSync sync(*device, transport, random, pace);
  EXPECT_TRUE(wait_until([&] { return office_has_card(20); }));
}

TEST_F(Background, sends_what_another_process_saved) {
  ScriptedTransport* out = nullptr;
  ScriptedTransport transport(
      [&](const HttpRequest& request) { return answer_or_hold(*out, request); });
  out = &transport;
  BackgroundSync sync(*device, transport, random, pace);
  ASSERT_TRUE(transport.wait_for_posts(2));
  auto other = *Device::open(folder / "store.db", test_schema(), clock, random);
  ASSERT_TRUE(other->write(new_card(1)).ok());
  EXPECT_TRUE(wait_until([&] { return office_has_card(1); }));
}

}  // namespace
}  // namespace brygga
