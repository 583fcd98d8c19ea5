// The C ABI against a real office: enrolment, callbacks, and ending what is under way.

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <tuple>

#include "brygga.h"
#include "device/native/curl_transport.hpp"
#include "integration/cli_world.hpp"

namespace brygga::testing {
namespace {

using nlohmann::json;

class AbiSync : public CliWorld {
 protected:
  AbiSync() {
    EXPECT_EQ(brygga_open(store("alice").c_str(), nullptr, &device_, nullptr), BRYGGA_OK);
  }
  ~AbiSync() override { brygga_close(&device_); }

  brygga_status enrol_with_code() {
    const json input = {{"url", office().url()},
                        {"tenant", "goteborg"},
                        {"code", office().invite("goteborg", "Alice Andersson")},
                        {"device_name", "test"}};
    return brygga_enrol(device_, input.dump().c_str(), nullptr);
  }
  brygga_status add_participant() {
    return brygga_call(device_, "participant.add", R"({"first_name": "Åsa", "last_name": "Öberg"})",
                       nullptr);
  }

  brygga_device* device_ = nullptr;
};

bool becomes_true(const std::function<bool()>& is_so) {
  for (int attempt = 0; attempt < 200 && !is_so(); ++attempt) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  return is_so();
}

void count_call(void* user, const char*) { ++*static_cast<std::atomic<int>*>(user); }

TEST_F(AbiSync, progress_that_returns_zero_ends_the_sync_and_keeps_what_came) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  char* out = nullptr;
  const auto stop = [](void* user, const char* progress) {
    *static_cast<json*>(user) = json::parse(progress, nullptr, false);
    return 0;
  };
  json last;
  ASSERT_EQ(brygga_sync(device_, nullptr, stop, &last, &out), BRYGGA_OK);
  EXPECT_EQ(json::parse(out).at("finished"), false);
  EXPECT_EQ(last.at("rounds"), 1);
  brygga_free(out);
  ASSERT_EQ(brygga_sync(device_, nullptr, nullptr, nullptr, &out), BRYGGA_OK);
  EXPECT_EQ(json::parse(out).at("finished"), true);
  brygga_free(out);
}

TEST_F(AbiSync, observers_hear_of_saves_and_of_nothing_after_they_ended) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  std::atomic<int> calls{0};
  std::uint64_t id = 0;
  ASSERT_EQ(brygga_observe(device_, count_call, &calls, &id), BRYGGA_OK);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_EQ(calls, 1);
  ASSERT_EQ(brygga_unobserve(device_, id), BRYGGA_OK);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_EQ(calls, 1);
}

TEST_F(AbiSync, device_cannot_be_closed_or_stopped_from_its_own_callback) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  struct Seen {
    brygga_device** device;
    brygga_status close = BRYGGA_OK;
    brygga_status stop = BRYGGA_OK;
    brygga_status call = BRYGGA_INTERNAL;
  } seen{&device_};
  const auto callback = [](void* user, const char*) {
    auto& inside = *static_cast<Seen*>(user);
    inside.close = brygga_close(inside.device);
    inside.stop = brygga_sync_stop(*inside.device);
    inside.call = brygga_call(*inside.device, "status", nullptr, nullptr);
  };
  std::uint64_t id = 0;
  ASSERT_EQ(brygga_observe(device_, callback, &seen, &id), BRYGGA_OK);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_EQ(seen.close, BRYGGA_BUSY);
  EXPECT_EQ(seen.stop, BRYGGA_BUSY);
  EXPECT_EQ(seen.call, BRYGGA_OK);
  EXPECT_NE(device_, nullptr);
}

TEST_F(AbiSync, background_sends_a_save_by_itself_and_keeps_other_syncs_out) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  std::atomic<int> reports{0};
  ASSERT_EQ(brygga_sync_start(device_, nullptr, count_call, &reports, nullptr), BRYGGA_OK);
  ASSERT_EQ(brygga_sync_start(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_OK);
  EXPECT_EQ(brygga_sync(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_BUSY);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] {
    char* out = nullptr;
    brygga_call(device_, "status", nullptr, &out);
    const json status = json::parse(out);
    brygga_free(out);
    return status.at("unsent") == 0;
  }));
  ASSERT_EQ(brygga_sync_stop(device_), BRYGGA_OK);
  const int reports_then = reports;
  EXPECT_GT(reports_then, 0);
  ASSERT_EQ(brygga_sync(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_OK);
  EXPECT_EQ(reports, reports_then);
}

// --- watching -----------------------------------------------------------------------------------

// What a screen would show, as it comes.
struct Screen {
  std::mutex mutex;
  std::vector<json> answers;

  static void take(void* user, brygga_status, const char* answer) {
    auto& screen = *static_cast<Screen*>(user);
    const std::lock_guard lock(screen.mutex);
    screen.answers.push_back(json::parse(answer));
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return answers.size();
  }
  json last() {
    const std::lock_guard lock(mutex);
    return answers.back();
  }
};

TEST_F(AbiSync, watched_query_is_answered_at_first_and_when_its_answer_has_changed) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  Screen people, programmes;
  std::uint64_t people_id = 0;
  std::uint64_t programmes_id = 0;
  ASSERT_EQ(brygga_watch(device_, "participants.list", R"({"limit": 5})", Screen::take, &people,
                         &people_id, nullptr),
            BRYGGA_OK);
  ASSERT_EQ(brygga_watch(device_, "programmes.list", nullptr, Screen::take, &programmes,
                         &programmes_id, nullptr),
            BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] { return people.count() == 1 && programmes.count() == 1; }));
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] { return people.count() == 2; }));
  EXPECT_EQ(people.last().at("total"), 1);
  ASSERT_EQ(brygga_unobserve(device_, people_id), BRYGGA_OK);
  EXPECT_EQ(brygga_unobserve(device_, people_id), BRYGGA_NOT_FOUND);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  ASSERT_EQ(brygga_run_watches(device_), BRYGGA_OK);
  EXPECT_EQ(people.count(), 2U);
  EXPECT_EQ(programmes.count(), 1U);
}

TEST_F(AbiSync, watch_may_end_itself_and_call_the_device_but_not_close_it) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  struct Seen {
    brygga_device** device;
    std::uint64_t id = 0;
    std::atomic<int> calls{0};
    brygga_status end = BRYGGA_INTERNAL, call = BRYGGA_INTERNAL, close = BRYGGA_OK, run = BRYGGA_OK;
  } seen{&device_};
  const auto callback = [](void* user, brygga_status, const char*) {
    auto& inside = *static_cast<Seen*>(user);
    inside.call = brygga_call(*inside.device, "status", nullptr, nullptr);
    inside.close = brygga_close(inside.device);
    inside.run = brygga_run_watches(*inside.device);
    if (inside.calls == 1) inside.end = brygga_unobserve(*inside.device, inside.id);
    ++inside.calls;
  };
  ASSERT_EQ(brygga_watch(device_, "participants.list", nullptr, callback, &seen, &seen.id, nullptr),
            BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] { return seen.calls == 1; }));
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] { return seen.calls == 2; }));
  EXPECT_EQ(seen.end, BRYGGA_OK);
  EXPECT_EQ(seen.call, BRYGGA_OK);
  EXPECT_EQ(seen.close, BRYGGA_BUSY);
  EXPECT_EQ(seen.run, BRYGGA_BUSY);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  ASSERT_EQ(brygga_run_watches(device_), BRYGGA_OK);
  EXPECT_EQ(seen.calls, 2);
}

// --- budgets and hints --------------------------------------------------------------------------

TEST_F(AbiSync, a_budget_of_bytes_ends_a_sync_and_the_next_one_goes_on) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  char* out = nullptr;
  ASSERT_EQ(brygga_sync(device_, R"({"bytes_max": 1})", nullptr, nullptr, &out), BRYGGA_OK);
  json end = json::parse(out);
  brygga_free(out);
  EXPECT_EQ(end.at("rounds"), 1);
  EXPECT_EQ(end.at("finished"), false);
  EXPECT_EQ(end.at("stopped_by"), "bytes");
  ASSERT_EQ(brygga_sync(device_, R"({"milliseconds": 60000})", nullptr, nullptr, &out), BRYGGA_OK);
  end = json::parse(out);
  brygga_free(out);
  EXPECT_EQ(end.at("finished"), true);
  EXPECT_EQ(end.at("stopped_by"), nullptr);
}

std::size_t unsent_of(brygga_device* device) {
  char* out = nullptr;
  brygga_call(device, "status", nullptr, &out);
  const json status = json::parse(out);
  brygga_free(out);
  return status.at("unsent");
}

TEST_F(AbiSync, background_waits_while_the_host_says_offline) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  ASSERT_EQ(brygga_hint(device_, R"({"online": false})", nullptr), BRYGGA_OK);
  std::atomic<int> reports{0};
  ASSERT_EQ(brygga_sync_start(device_, nullptr, count_call, &reports, nullptr), BRYGGA_OK);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(reports, 0);
  EXPECT_EQ(unsent_of(device_), 1U);
  ASSERT_EQ(brygga_hint(device_, R"({"online": true})", nullptr), BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] { return unsent_of(device_) == 0; }));
}

// --- with the host's HTTP -----------------------------------------------------------------------

// What a browser does, with the transport of tests in place of fetch.
class HostHttp : public AbiSync {
 protected:
  // Makes the exchange; the status of its end.
  brygga_status exchange(brygga_exchange* exchange, const json& request, json* end = nullptr) {
    const std::uint8_t* bytes = nullptr;
    std::size_t length = 0;
    EXPECT_EQ(brygga_exchange_body(exchange, &bytes, &length), BRYGGA_OK);
    std::string token = request.at("headers").value("Authorization", "");
    if (!token.empty()) token.erase(0, std::string("Bearer ").size());
    const auto reply = transport_.post({request.at("url"), token, Bytes(bytes, bytes + length),
                                        request.at("timeout_ms").get<std::uint64_t>()});
    char* out = nullptr;
    const brygga_status status =
        reply ? brygga_exchange_end(&exchange, reply->status, reply->body.data(),
                                    reply->body.size(), &out)
              : brygga_exchange_end(&exchange, 0, nullptr, 0, &out);
    EXPECT_EQ(exchange, nullptr);
    if (end != nullptr) *end = json::parse(out);
    brygga_free(out);
    return status;
  }
  // The next step, and its exchange, if there is one.
  std::pair<json, brygga_exchange*> next(const char* options = nullptr) {
    brygga_exchange* exchange = nullptr;
    char* out = nullptr;
    EXPECT_EQ(brygga_exchange_next(device_, options, &exchange, &out), BRYGGA_OK) << out;
    std::pair step(json::parse(out), exchange);
    brygga_free(out);
    return step;
  }
  brygga_status enrol_by_exchange() {
    const json input = {{"url", office().url()},
                        {"tenant", "goteborg"},
                        {"code", office().invite("goteborg", "Alice Andersson")},
                        {"device_name", "browser"}};
    brygga_exchange* attempt = nullptr;
    char* out = nullptr;
    EXPECT_EQ(brygga_exchange_enrol(device_, input.dump().c_str(), &attempt, &out), BRYGGA_OK);
    const json request = json::parse(out);
    brygga_free(out);
    json end;
    const brygga_status status = exchange(attempt, request, &end);
    EXPECT_EQ(end.at("account_name"), "Alice Andersson");
    return status;
  }
  // Until the device would listen or wait; the last step.
  json settle() {
    while (true) {
      const auto [step, open] = next(R"({"wait_seconds": 0})");
      if (open == nullptr) return step;
      EXPECT_EQ(exchange(open, step), BRYGGA_OK);
    }
  }

  CurlTransport transport_;
};

TEST_F(HostHttp, enrols_and_syncs) {
  ASSERT_EQ(enrol_by_exchange(), BRYGGA_OK);
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  const json idle = settle();
  EXPECT_EQ(idle.at("action"), "wait");
  EXPECT_GT(idle.at("wait_ms").get<int>(), 1000);
  EXPECT_EQ(unsent_of(device_), 0U);
  // A save is sent at once, whatever was waited for.
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  const auto [step, open] = next();
  ASSERT_NE(open, nullptr);
  EXPECT_EQ(step.at("action"), "send");
  json end;
  EXPECT_EQ(exchange(open, step, &end), BRYGGA_OK);
  EXPECT_EQ(end.at("report").at("receipts"), 1);
  EXPECT_EQ(unsent_of(device_), 0U);
}

TEST_F(HostHttp, one_sync_and_one_exchange_at_a_time) {
  ASSERT_EQ(enrol_by_exchange(), BRYGGA_OK);
  auto [step, open] = next();
  ASSERT_NE(open, nullptr);
  brygga_exchange* second = nullptr;
  EXPECT_EQ(brygga_exchange_next(device_, nullptr, &second, nullptr), BRYGGA_BUSY);
  EXPECT_EQ(second, nullptr);
  EXPECT_EQ(brygga_sync(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_BUSY);
  EXPECT_EQ(brygga_sync_start(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_BUSY);
  EXPECT_EQ(exchange(open, step), BRYGGA_OK);
  ASSERT_EQ(brygga_sync_stop(device_), BRYGGA_OK);
  EXPECT_EQ(brygga_sync(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_OK);
}

TEST_F(HostHttp, backs_off_while_nobody_answers_and_listens_when_somebody_does) {
  ASSERT_EQ(enrol_by_exchange(), BRYGGA_OK);
  auto [step, open] = next();
  char* out = nullptr;
  EXPECT_EQ(brygga_exchange_end(&open, 0, nullptr, 0, &out), BRYGGA_OK);
  const json end = json::parse(out);
  brygga_free(out);
  EXPECT_EQ(end.at("report").at("phase"), "backing_off");
  EXPECT_EQ(end.at("report").at("error").at("kind"), "offline");
  const json waiting = next().first;
  EXPECT_EQ(waiting.at("action"), "wait");
  EXPECT_GT(waiting.at("wait_ms").get<int>(), 0);
  // A person asks.
  std::tie(step, open) = next(R"({"now": true})");
  while (step.at("action") == "send") {
    EXPECT_EQ(exchange(open, step), BRYGGA_OK);
    std::tie(step, open) = next();
  }
  EXPECT_EQ(step.at("action"), "listen");
  // Saving is reason to cancel it; then the save goes out.
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  EXPECT_EQ(brygga_exchange_end(&open, -1, nullptr, 0, nullptr), BRYGGA_OK);
  std::tie(step, open) = next();
  EXPECT_EQ(step.at("action"), "send");
  EXPECT_EQ(exchange(open, step), BRYGGA_OK);
  EXPECT_EQ(unsent_of(device_), 0U);
}

TEST_F(HostHttp, exchange_outlives_its_device_without_harm) {
  ASSERT_EQ(enrol_by_exchange(), BRYGGA_OK);
  auto [step, open] = next();
  ASSERT_EQ(brygga_close(&device_), BRYGGA_OK);
  EXPECT_EQ(brygga_exchange_end(&open, 200, nullptr, 0, nullptr), BRYGGA_INVALID);
  EXPECT_EQ(open, nullptr);
}

TEST_F(HostHttp, what_was_not_sent_is_exported_with_its_content) {
  ASSERT_EQ(enrol_by_exchange(), BRYGGA_OK);
  settle();
  ASSERT_EQ(add_participant(), BRYGGA_OK);
  char* out = nullptr;
  ASSERT_EQ(brygga_export_unsent(device_, &out), BRYGGA_OK);
  json kept = json::parse(out);
  brygga_free(out);
  ASSERT_EQ(kept.at("transactions").size(), 1U);
  EXPECT_NE(kept.at("transactions")[0].at("content").dump().find("Öberg"), std::string::npos);
  settle();
  ASSERT_EQ(brygga_export_unsent(device_, &out), BRYGGA_OK);
  kept = json::parse(out);
  brygga_free(out);
  EXPECT_TRUE(kept.at("transactions").empty());
}

TEST_F(AbiSync, background_may_be_started_and_stopped_by_many_threads) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 20; ++turn) {
        const brygga_status started =
            brygga_sync_start(device_, nullptr, nullptr, nullptr, nullptr);
        EXPECT_TRUE(started == BRYGGA_OK || started == BRYGGA_BUSY) << started;
        EXPECT_EQ(brygga_sync_stop(device_), BRYGGA_OK);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(brygga_sync(device_, nullptr, nullptr, nullptr, nullptr), BRYGGA_OK);
}

TEST_F(AbiSync, closing_ends_the_background_at_once) {
  ASSERT_EQ(enrol_with_code(), BRYGGA_OK);
  std::atomic<int> reports{0};
  ASSERT_EQ(brygga_sync_start(device_, nullptr, count_call, &reports, nullptr), BRYGGA_OK);
  EXPECT_TRUE(becomes_true([&] { return reports > 0; }));
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(brygga_close(&device_), BRYGGA_OK);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace brygga::testing
