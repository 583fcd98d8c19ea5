// A tablet of Alice's in a test: a real device on a real file, and an office that answers from a
// script instead of a network.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "casework/casework.hpp"
#include "casework/office_rows.hpp"
#include "casework/programme_definition.hpp"
#include "casework/schema.hpp"
#include "device/device.hpp"
#include "protocol/message.hpp"
#include "support/memory_office.hpp"

namespace brygga::casework::testing {

using nlohmann::json;

class ManualClock : public Clock {
 public:
  std::uint64_t unix_ms() override { return now_ms; }
  std::uint64_t now_ms = 1'790'000'000'000;  // 2026-09-21T14:13:20Z
};

class CountingRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_ = 1;
};

// Takes what is sent whoever sends it, and holds it; each transaction gets the next code of a
// script, then "applied".
class ScriptedOffice : public Transport {
 public:
  explicit ScriptedOffice(ManualClock& clock);
  ~ScriptedOffice() override;

  Result<HttpReply> post(const HttpRequest& request) override;
  void cancel() override {}

  RowId account;
  std::deque<Receipt::Code> codes;

 private:
  SyncResponse answer(const SyncRequest& request);

  void take(const SyncRequest& request, const TransactionPart& part, SyncResponse& response);

  ManualClock& clock_;
  brygga::testing::MemoryOffice memory_{schema()};
  std::set<Scope> scopes_;
};

std::string source_file(const std::string& path);

std::string base64_of(std::string_view bytes);

// Enrolled for Alice, with the units and the definition of kompetenscenter and three coaches.
class TabletTest : public ::testing::Test {
 protected:
  TabletTest();
  ~TabletTest() override;

  void SetUp() override;

  // A programme that the office has loaded.
  void load(const std::string& path);

  void open();

  // What the office wrote, as if it had come by sync.
  void write(const std::vector<Edit>& edits);

  void sync();

  Answer call(const char* name, const json& input = json::object());
  // The result of a call that must succeed.
  json ok(const char* name, const json& input = json::object());
  // The error of a call that must fail.
  json bad(const char* name, const json& input = json::object());
  void expect_bad(const char* name, const json& input, const char* code, const char* field);

  std::string add_person(const char* first = "Amina", const char* last = "Åkesson");
  json show(const std::string& who);
  // An enrolment of the person from the start on.
  std::string enrol(const std::string& who, const char* start);
  std::int64_t count(const char* table);

  ManualClock clock_;
  CountingRandom random_;
  ScriptedOffice office_;
  std::string folder_;
  std::unique_ptr<Device> device_;
  std::unique_ptr<Casework> casework_;
  RowId alice_, bob_, cecilia_;
  std::string hisingen_;
};

}  // namespace brygga::casework::testing
