// A municipality in a test: an office with all of the rules, in memory, and people with tablets of
// their own, which are real devices on real files.
#pragma once

#include <map>

#include "casework/tablet.hpp"

namespace brygga::casework::testing {

// The office's side of one tablet.
class TownLine : public Transport {
 public:
  TownLine(brygga::testing::MemoryOffice& office, DeviceNumber number, RowId account);

  Result<HttpReply> post(const HttpRequest& request) override;
  void cancel() override {}

 private:
  brygga::testing::MemoryOffice& office_;
  DeviceNumber number_;
  RowId account_;
};

struct Person {
  RowId account;
  std::string name;
  std::unique_ptr<TownLine> line;
  std::unique_ptr<Device> device;
  std::unique_ptr<Casework> casework;

  Person();
  ~Person();

  std::string id() const { return to_string(account.uuid); }
  Answer call(const char* what, const json& input = json::object()) const;
  json ok(const char* what, const json& input = json::object()) const;
  // The code of a call that must fail.
  std::string bad(const char* what, const json& input = json::object()) const;
  void sync() const;
  json show(const std::string& who) const;
  bool holds(const std::string& who) const;
  std::int64_t count(const std::string& table, const std::string& where = "1") const;
  // The codes of refusals in the inbox.
  std::vector<std::string> refusals() const;
};

class TownTest : public ::testing::Test {
 protected:
  TownTest();
  ~TownTest() override;

  RowId new_id();

  void pass_days(int days);

  // A programme definition that the office loads, with its units.
  void load(const std::string& path);
  std::string unit(const std::string& key);

  // Somebody with an account and a tablet, which has synced.
  Person& add(const std::string& name, const std::vector<std::string>& roles,
              const std::vector<std::string>& units, const std::vector<std::string>& manages = {});
  void sync_all();

  ManualClock clock_;
  CountingRandom random_;
  brygga::testing::MemoryOffice office_;
  std::string folder_;
  std::map<std::string, RowId> units_;
  std::vector<std::unique_ptr<Person>> people_;
};

}  // namespace brygga::casework::testing
