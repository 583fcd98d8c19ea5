// The C ABI: what a client in any language can do to it, right and wrong.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "brygga.h"

extern "C" int brygga_header_works_in_c99(void);

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

TEST_F(BryggaAbi, header_compiles_and_works_as_c99) { EXPECT_EQ(brygga_header_works_in_c99(), 1); }

TEST_F(BryggaAbi, version_and_status_names_are_there_without_a_device) {
  EXPECT_STRNE(brygga_version(), "");
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

TEST_F(BryggaAbi, closing_nulls_the_handle_and_closing_again_is_harmless) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  EXPECT_EQ(brygga_close(&device_), BRYGGA_OK);
  EXPECT_EQ(device_, nullptr);
  EXPECT_EQ(brygga_close(&device_), BRYGGA_OK);
  EXPECT_EQ(brygga_close(nullptr), BRYGGA_OK);
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

TEST_F(BryggaAbi, calls_from_many_threads_all_come_back) {
  ASSERT_EQ(open(store()).status, BRYGGA_OK);
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int at = 0; at < 25; ++at) {
        char* out = nullptr;
        brygga_call(device_, "participant.teleport", "{}", &out);
        if (out != nullptr) ++answered;
        brygga_free(out);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 100);
}

}  // namespace
