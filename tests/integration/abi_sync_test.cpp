// The C ABI against a real office: enrolment, callbacks, and ending what is under way.

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "brygga.h"
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
