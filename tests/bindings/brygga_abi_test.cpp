// The C ABI: what a client in any language can do to it, right and wrong.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "bindings/abuse_in_c99.h"
#include "brygga.h"

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

struct Reply {
  brygga_status status;
  json body;
  std::string kind() const { return body.at("error").at("kind"); }
};

// What a function answers through `out`.
template <class Function>
Reply reply_of(Function function) {
  char* out = nullptr;
  const brygga_status status = function(&out);
  Reply reply{status, out == nullptr ? json() : json::parse(out, nullptr, false)};
  brygga_free(out);
  return reply;
}

void ignore_answer(void*, brygga_status, const char*) {}

// A folder that is gone after the test, and the devices opened in it.
class BryggaAbi : public testing::Test {
 protected:
  BryggaAbi() {
    std::string pattern = (fs::temp_directory_path() / "brygga-abi-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~BryggaAbi() override {
    brygga_close(&device_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::string store() const { return (folder_ / "device.db").string(); }

  Reply open(const std::string& path, const char* options = nullptr) {
    return reply_of([&](char** out) { return brygga_open(path.c_str(), options, &device_, out); });
  }
  Reply call(const char* name, const char* input) {
    return reply_of([&](char** out) { return brygga_call(device_, name, input, out); });
  }
  Reply enrol(const char* input) {
    return reply_of([&](char** out) { return brygga_enrol(device_, input, out); });
  }
  Reply sync() {
    return reply_of(
        [&](char** out) { return brygga_sync(device_, nullptr, nullptr, nullptr, out); });
  }
  Reply sync_start() {
    return reply_of(
        [&](char** out) { return brygga_sync_start(device_, nullptr, nullptr, nullptr, out); });
  }

  fs::path folder_;
  brygga_device* device_ = nullptr;
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(BryggaAbi, holds_against_abuse_in_c99) {
  EXPECT_EQ(null_is_refused(), 1);
  EXPECT_EQ(wrong_and_closed_handles_are_found_out(store().c_str()), 1);
  EXPECT_EQ(texts_that_are_none_are_refused(store().c_str()), 1);
  EXPECT_EQ(huge_and_empty_inputs_are_answered(store().c_str()), 1);
  EXPECT_EQ(threads_may_all_call_at_once(store().c_str()), 1);
  EXPECT_EQ(callback_may_call_but_not_close(store().c_str()), 1);
}

TEST_F(BryggaAbi, version_and_status_names_are_there_without_a_device) {
  EXPECT_EQ(json::parse(brygga_versions()).at("abi"), BRYGGA_ABI);
  EXPECT_STREQ(brygga_status_name(BRYGGA_OK), "ok");
  EXPECT_STREQ(brygga_status_name(BRYGGA_STORAGE_FULL), "storage_full");
  EXPECT_STREQ(brygga_status_name(-1), "unknown");
  EXPECT_STREQ(brygga_status_name(4711), "unknown");
}

TEST_F(BryggaAbi, names_lists_commands_and_queries) {
  const Reply reply = reply_of(brygga_names);
  ASSERT_EQ(reply.status, BRYGGA_OK);
  const json& names = reply.body.at("names");
  ASSERT_FALSE(names.empty());
  for (const json& name : names) {
    EXPECT_FALSE(name.at("name").get<std::string>().empty());
    EXPECT_TRUE(name.at("kind") == "command" || name.at("kind") == "query");
    EXPECT_FALSE(name.at("purpose").get<std::string>().empty());
  }
}

TEST_F(BryggaAbi, null_is_an_error_everywhere_and_never_a_crash) {
  EXPECT_EQ(brygga_open(nullptr, nullptr, &device_, nullptr), BRYGGA_INVALID);
  EXPECT_EQ(brygga_open(store().c_str(), nullptr, nullptr, nullptr), BRYGGA_INVALID);
  EXPECT_EQ(call("status", "{}").kind(), "invalid");
  EXPECT_EQ(enrol("{}").kind(), "invalid");
  EXPECT_EQ(sync().kind(), "invalid");
  EXPECT_EQ(sync_start().kind(), "invalid");
  EXPECT_EQ(brygga_sync_stop(nullptr), BRYGGA_INVALID);
  std::uint64_t id = 7;
  EXPECT_EQ(brygga_observe(
                nullptr, [](void*, const char*) {}, nullptr, &id),
            BRYGGA_INVALID);
  EXPECT_EQ(id, 0U);
  EXPECT_EQ(brygga_unobserve(nullptr, 1), BRYGGA_INVALID);
  EXPECT_EQ(brygga_names(nullptr), BRYGGA_OK);
  brygga_free(nullptr);

  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  EXPECT_EQ(call(nullptr, "{}").status, BRYGGA_INVALID);
  EXPECT_EQ(enrol(nullptr).status, BRYGGA_INVALID);
  EXPECT_EQ(brygga_call(device_, nullptr, nullptr, nullptr), BRYGGA_INVALID);
  EXPECT_EQ(brygga_observe(device_, nullptr, nullptr, &id), BRYGGA_INVALID);
  EXPECT_EQ(brygga_observe(
                device_, [](void*, const char*) {}, nullptr, nullptr),
            BRYGGA_INVALID);
}

TEST_F(BryggaAbi, handle_that_was_closed_or_never_was_one_is_found_out) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  brygga_device* copy = device_;
  ASSERT_EQ(brygga_close(&device_), BRYGGA_OK);
  int number = 0;
  std::uint64_t id = 0;
  brygga_exchange* exchange = nullptr;
  for (brygga_device* wrong : {copy, reinterpret_cast<brygga_device*>(&number),
                               reinterpret_cast<brygga_device*>(std::uintptr_t{1})}) {
    const Reply reply =
        reply_of([&](char** out) { return brygga_call(wrong, "status", nullptr, out); });
    EXPECT_EQ(reply.body.at("error").at("code"), "no_device");
    EXPECT_EQ(brygga_sync(wrong, nullptr, nullptr, nullptr, nullptr), BRYGGA_INVALID);
    EXPECT_EQ(brygga_sync_stop(wrong), BRYGGA_INVALID);
    EXPECT_EQ(brygga_hint(wrong, "{}", nullptr), BRYGGA_INVALID);
    EXPECT_EQ(brygga_exchange_next(wrong, nullptr, &exchange, nullptr), BRYGGA_INVALID);
    EXPECT_EQ(brygga_watch(wrong, "status", nullptr, ignore_answer, nullptr, &id, nullptr),
              BRYGGA_INVALID);
    EXPECT_EQ(brygga_unobserve(wrong, 1), BRYGGA_INVALID);
    EXPECT_EQ(brygga_export_unsent(wrong, nullptr), BRYGGA_INVALID);
    EXPECT_EQ(brygga_close(&wrong), BRYGGA_INVALID);
  }
  EXPECT_EQ(exchange, nullptr);
  auto* no_exchange = reinterpret_cast<brygga_exchange*>(copy);
  const std::uint8_t* bytes = nullptr;
  std::size_t length = 0;
  EXPECT_EQ(brygga_exchange_body(no_exchange, &bytes, &length), BRYGGA_INVALID);
  EXPECT_EQ(brygga_exchange_end(&no_exchange, 200, nullptr, 0, nullptr), BRYGGA_INVALID);
  EXPECT_EQ(brygga_exchange_end(nullptr, 200, nullptr, 0, nullptr), BRYGGA_INVALID);
}

TEST_F(BryggaAbi, closing_waits_for_calls_of_other_threads) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  brygga_device* const device = device_;
  std::atomic<bool> is_closed{false};
  std::atomic<int> begun{0};
  std::vector<std::thread> threads;
  threads.reserve(3);
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&] {
      brygga_status status = BRYGGA_OK;
      while (status == BRYGGA_OK) {
        status = brygga_call(device, "status", nullptr, nullptr);
        ++begun;
      }
      EXPECT_EQ(status, BRYGGA_INVALID);
      EXPECT_TRUE(is_closed);
    });
  }
  while (begun < 30) std::this_thread::yield();
  is_closed = true;
  EXPECT_EQ(brygga_close(&device_), BRYGGA_OK);
  for (std::thread& thread : threads) thread.join();
}

TEST_F(BryggaAbi, schema_is_there_without_a_device) {
  const Reply reply = reply_of(brygga_schema);
  ASSERT_EQ(reply.status, BRYGGA_OK);
  EXPECT_FALSE(reply.body.dump().find("participant.add") == std::string::npos);
}

TEST_F(BryggaAbi, only_known_queries_are_watched) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  std::uint64_t id = 7;
  const auto code = [&](const char* name) {
    const Reply reply = reply_of([&](char** out) {
      return brygga_watch(device_, name, nullptr, ignore_answer, nullptr, &id, out);
    });
    EXPECT_EQ(id, 0U);
    return reply.body.at("error").at("code").get<std::string>();
  };
  EXPECT_EQ(code("weather.show"), "unknown_name");
  EXPECT_EQ(code("checkin.record"), "not_a_query");
  EXPECT_EQ(brygga_watch(device_, "status", nullptr, nullptr, nullptr, &id, nullptr),
            BRYGGA_INVALID);
  EXPECT_EQ(brygga_watch(device_, "status", nullptr, ignore_answer, nullptr, nullptr, nullptr),
            BRYGGA_INVALID);
}

TEST_F(BryggaAbi, hints_keep_what_they_do_not_say) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const auto hint = [&](const char* text) {
    return reply_of([&](char** out) { return brygga_hint(device_, text, out); });
  };
  EXPECT_EQ(hint(R"({"metered": true})").body,
            (json{{"online", true}, {"metered", true}, {"charging", true}}));
  EXPECT_EQ(hint(R"({"charging": false})").body,
            (json{{"online", true}, {"metered", true}, {"charging", false}}));
  EXPECT_EQ(hint(R"({"online": "yes"})").body.at("error").at("code"), "wrong_type");
  EXPECT_EQ(hint(R"({"battery": 7})").kind(), "invalid");
}

TEST_F(BryggaAbi, an_exchange_needs_an_enrolment_and_an_enrolment_that_nobody_heard_is_the_same) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  brygga_exchange* exchange = nullptr;
  EXPECT_EQ(brygga_exchange_next(device_, nullptr, &exchange, nullptr), BRYGGA_REFUSED);
  EXPECT_EQ(exchange, nullptr);
  const auto body_of_attempt = [&] {
    const Reply reply = reply_of([&](char** out) {
      return brygga_exchange_enrol(
          device_,
          R"({"url": "https://office.test", "tenant": "t", "code": "c", "device_name": "d"})",
          &exchange, out);
    });
    EXPECT_EQ(reply.body.at("url"), "https://office.test/v1/enrol");
    const std::uint8_t* bytes = nullptr;
    std::size_t length = 0;
    EXPECT_EQ(brygga_exchange_body(exchange, &bytes, &length), BRYGGA_OK);
    std::string body(reinterpret_cast<const char*>(bytes), length);
    EXPECT_EQ(brygga_exchange_end(&exchange, 0, nullptr, 0, nullptr), BRYGGA_OFFLINE);
    EXPECT_EQ(exchange, nullptr);
    return body;
  };
  const std::string first = body_of_attempt();
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(first, body_of_attempt());
}

TEST_F(BryggaAbi, answer_that_is_none_is_no_enrolment) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  for (const auto& [status, body] :
       {std::pair(200, "<html>Sign in</html>"), std::pair(302, ""), std::pair(500, "\xff\xfe")}) {
    brygga_exchange* exchange = nullptr;
    ASSERT_EQ(
        brygga_exchange_enrol(
            device_,
            R"({"url": "https://office.test", "tenant": "t", "code": "c", "device_name": "d"})",
            &exchange, nullptr),
        BRYGGA_OK);
    EXPECT_EQ(brygga_exchange_end(&exchange, status, reinterpret_cast<const std::uint8_t*>(body),
                                  std::strlen(body), nullptr),
              BRYGGA_OFFLINE)
        << status;
  }
  EXPECT_EQ(call("status", nullptr).body.at("enrolled"), false);
}

TEST_F(BryggaAbi, store_of_nobody_has_nothing_unsent) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const Reply reply = reply_of([&](char** out) { return brygga_export_unsent(device_, out); });
  EXPECT_EQ(reply.status, BRYGGA_OK);
  EXPECT_TRUE(reply.body.at("transactions").empty());
}

TEST_F(BryggaAbi, unknown_call_is_not_found_by_name) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const Reply reply = call("participant.teleport", "{}");
  EXPECT_EQ(reply.status, BRYGGA_NOT_FOUND);
  EXPECT_EQ(reply.body.at("error").at("code"), "unknown_name");
}

TEST_F(BryggaAbi, text_that_is_not_utf8_is_refused) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  EXPECT_EQ(call("status.\xff", "{}").kind(), "invalid");
  EXPECT_EQ(call("participants.list", "{\"search\": \"\xe5sa\"}").kind(), "invalid");
  // A surrogate half, which is no character.
  EXPECT_EQ(call("participants.list", "{\"search\": \"\xed\xa0\x80\"}").kind(), "invalid");
  brygga_device* other = nullptr;
  EXPECT_EQ(brygga_open("/tmp/\xff.db", nullptr, &other, nullptr), BRYGGA_INVALID);
  EXPECT_EQ(other, nullptr);
}

TEST_F(BryggaAbi, json_that_is_none_or_no_object_is_refused) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  for (const char* input : {"{", "[]", "4", "null", "{} {}", "{\"a\": 1,}", "\"text\""}) {
    EXPECT_EQ(call("participants.list", input).status, BRYGGA_INVALID) << input;
    EXPECT_EQ(enrol(input).status, BRYGGA_INVALID) << input;
  }
}

TEST_F(BryggaAbi, json_nested_without_end_is_refused) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const std::string deep = "{\"a\":" + std::string(1'000'000, '[');
  EXPECT_EQ(call("participants.list", deep.c_str()).kind(), "invalid");
}

TEST_F(BryggaAbi, texts_beyond_their_bounds_are_refused) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  EXPECT_EQ(call(std::string(129, 'a').c_str(), "{}").kind(), "too_large");
  EXPECT_EQ(enrol(("{\"url\":\"" + std::string(70'000, 'a') + "\"}").c_str()).kind(), "too_large");
  brygga_device* other = nullptr;
  EXPECT_EQ(brygga_open(std::string(5000, 'a').c_str(), nullptr, &other, nullptr),
            BRYGGA_TOO_LARGE);
}

TEST_F(BryggaAbi, options_with_an_unknown_key_are_refused_by_name) {
  const Reply reply = open(store(), R"({"ca_fiel": "x"})");
  EXPECT_EQ(reply.status, BRYGGA_INVALID);
  EXPECT_NE(reply.body.dump().find("ca_fiel"), std::string::npos);
  EXPECT_FALSE(fs::exists(store()));
}

TEST_F(BryggaAbi, missing_certificates_are_an_error_before_a_store_is_made) {
  EXPECT_EQ(open(store(), R"({"ca_file": "/nowhere.pem"})").kind(), "invalid");
  EXPECT_FALSE(fs::exists(store()));
}

TEST_F(BryggaAbi, enrolment_names_what_is_missing) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const Reply reply = enrol(R"({"url": "http://127.0.0.1:1", "tenant": "t", "code": "c"})");
  EXPECT_EQ(reply.status, BRYGGA_INVALID);
  EXPECT_NE(reply.body.dump().find("device_name"), std::string::npos);
}

TEST_F(BryggaAbi, enrolment_without_an_office_is_offline_and_leaves_the_store_free) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const char* input =
      R"({"url": "http://127.0.0.1:1", "tenant": "t", "code": "c", "device_name": "d"})";
  EXPECT_EQ(enrol(input).kind(), "offline");
  EXPECT_EQ(enrol(input).kind(), "offline");
}

TEST_F(BryggaAbi, syncing_before_enrolment_is_refused_with_its_reason) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  const Reply reply = sync();
  EXPECT_EQ(reply.status, BRYGGA_REFUSED);
  EXPECT_EQ(reply.body.at("error").at("code"), "not_enrolled");
  EXPECT_EQ(sync_start().status, BRYGGA_REFUSED);
  EXPECT_EQ(brygga_sync_stop(device_), BRYGGA_OK);
}

TEST_F(BryggaAbi, file_that_is_no_store_is_named_and_left_alone) {
  const std::string content(5000, 'x');
  std::ofstream(store()) << content;
  const Reply reply = open(store());
  EXPECT_EQ(reply.status, BRYGGA_CORRUPT);
  EXPECT_EQ(device_, nullptr);
  EXPECT_EQ(content_of(store()), content);
}

TEST_F(BryggaAbi, database_of_another_program_is_left_alone) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(store().c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "CREATE TABLE recipe (name)", nullptr, nullptr, nullptr), 0);
  sqlite3_close(database);
  const std::string before = content_of(store());
  EXPECT_EQ(open(store()).status, BRYGGA_CORRUPT);
  EXPECT_EQ(content_of(store()), before);
}

TEST_F(BryggaAbi, store_of_a_newer_version_is_left_alone) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  brygga_close(&device_);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(store().c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr), 0);
  sqlite3_close(database);
  const std::string before = content_of(store());
  const Reply reply = open(store());
  EXPECT_EQ(reply.status, BRYGGA_TOO_NEW);
  EXPECT_EQ(content_of(store()), before);
}

TEST_F(BryggaAbi, folder_that_does_not_exist_is_a_storage_error) {
  EXPECT_EQ(open((folder_ / "no" / "device.db").string()).kind(), "storage");
  EXPECT_EQ(open(folder_.string()).kind(), "storage");
}

TEST_F(BryggaAbi, read_only_folder_is_a_storage_error) {
  if (geteuid() == 0) {
    // Permissions do not hold root back; a read-only file system does.
    if (mount("none", folder_.c_str(), "tmpfs", MS_RDONLY, "size=64k") != 0) {
      GTEST_SKIP() << "running as root, and no file system can be mounted here";
    }
    EXPECT_EQ(open(store()).kind(), "storage");
    umount(folder_.c_str());
    return;
  }
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(open(store()).kind(), "storage");
  fs::permissions(folder_, fs::perms::owner_all);
}

TEST_F(BryggaAbi, unknown_observer_is_not_found) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  std::uint64_t id = 0;
  ASSERT_EQ(brygga_observe(
                device_, [](void*, const char*) {}, nullptr, &id),
            BRYGGA_OK);
  EXPECT_NE(id, 0U);
  EXPECT_EQ(brygga_unobserve(device_, id), BRYGGA_OK);
  EXPECT_EQ(brygga_unobserve(device_, id), BRYGGA_NOT_FOUND);
}

}  // namespace
