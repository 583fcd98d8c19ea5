// A municipality in a test: an office with all of the rules, in memory, and people with tablets of
// their own, which are real devices on real files.
#pragma once

#include <filesystem>
#include <map>

#include "casework/tablet.hpp"

namespace brygga::casework::testing {

// The office's side of one tablet.
class TownLine : public Transport {
 public:
  TownLine(brygga::testing::MemoryOffice& office, DeviceNumber number, RowId account)
      : office_(office), number_(number), account_(account) {}

  Result<HttpReply> post(const HttpRequest& request) override {
    HttpReply reply;
    reply.status = 200;
    if (request.url.find("/v1/enrol") != std::string::npos) {
      office_.devices[number_].account = account_;
      reply.body = encode(EnrolResponse{"token", number_, "town", "Town", account_.uuid, "Somebody",
                                        office_.now_ms});
      return reply;
    }
    const auto sent = decode_sync_request(request.body);
    EXPECT_TRUE(sent.ok());
    const auto answer = office_.exchange(*sent);
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().what);
    if (!answer) return answer.error();
    reply.body = encode(*answer);
    return reply;
  }
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

  std::string id() const { return to_string(account.uuid); }
  Answer call(const char* what, const json& input = json::object()) const {
    return casework->call(what, input.dump());
  }
  json ok(const char* what, const json& input = json::object()) const {
    const Answer answer = call(what, input);
    EXPECT_TRUE(answer.ok) << name << ", " << what << ": " << answer.json;
    return json::parse(answer.json);
  }
  // The code of a call that must fail.
  std::string bad(const char* what, const json& input = json::object()) const {
    const Answer answer = call(what, input);
    EXPECT_FALSE(answer.ok) << name << ", " << what << ": " << answer.json;
    const json error = json::parse(answer.json).value("error", json::object());
    EXPECT_FALSE(error.value("sentence", "").empty()) << error.dump();
    EXPECT_FALSE(error.value("sentence_sv", "").empty()) << error.dump();
    return error.value("code", "");
  }
  void sync() const {
    const auto done = device->sync_once(*line);
    EXPECT_TRUE(done.ok()) << name << ": " << (done.ok() ? "" : done.error().what);
  }
  json show(const std::string& who) const { return ok("participant.show", {{"participant", who}}); }
  bool holds(const std::string& who) const {
    return call("participant.show", json{{"participant", who}}).ok;
  }
  std::int64_t count(const std::string& table, const std::string& where = "1") const {
    const auto rows =
        device->query("SELECT COUNT(*) FROM \"" + table + "\" WHERE " + where).value().rows;
    return std::get<std::int64_t>(rows.front().front());
  }
  // The codes of refusals in the inbox.
  std::vector<std::string> refusals() const {
    std::vector<std::string> codes;
    const json inbox = ok("inbox.list");
    for (const json& one : inbox["refused"]) codes.push_back(one["code"]);
    return codes;
  }
};

class TownTest : public ::testing::Test {
 protected:
  TownTest() : office_(schema()) {
    char pattern[] = "/tmp/brygga_town_XXXXXX";
    folder_ = ::mkdtemp(pattern);
    office_.now_ms = clock_.now_ms;
  }
  ~TownTest() override {
    people_.clear();
    std::filesystem::remove_all(folder_);
  }

  RowId new_id() { return RowId{make_uuid(clock_, random_)}; }

  void pass_days(int days) {
    clock_.now_ms += static_cast<std::uint64_t>(days) * 86'400'000;
    office_.now_ms = clock_.now_ms;
  }

  // A programme definition that the office loads, with its units.
  void load(const std::string& path) {
    const auto reading = read_programme(source_file(path));
    ASSERT_TRUE(reading.definition.has_value()) << path;
    std::vector<RowId> fresh(30);
    for (RowId& id : fresh) id = new_id();
    std::vector<Edit> edits = load_programme(*reading.definition, nullptr, {}, fresh);
    for (const Edit& edit : edits) {
      if (edit.entity != unit::entity) continue;
      for (const FieldWrite& write : edit.writes) {
        if (write.field == unit::key) units_[std::get<std::string>(write.value)] = edit.row;
      }
    }
    office_.write(std::move(edits));
  }
  std::string unit(const std::string& key) { return to_string(units_.at(key).uuid); }

  // Somebody with an account and a tablet, which has synced.
  Person& add(const std::string& name, const std::vector<std::string>& roles,
              const std::vector<std::string>& units, const std::vector<std::string>& manages = {}) {
    auto& person = people_.emplace_back(std::make_unique<Person>());
    person->name = name;
    person->account = new_id();
    const auto rows_of = [&](const std::vector<std::string>& keys) {
      std::vector<RowId> rows;
      for (const std::string& key : keys) rows.push_back(units_.at(key));
      return rows;
    };
    office_.write(
        {new_staff(person->account, {name, "", roles, rows_of(units), rows_of(manages)})});
    person->line = std::make_unique<TownLine>(
        office_, DeviceNumber::of(7, static_cast<std::uint32_t>(people_.size())), person->account);
    auto device = Device::open(folder_ + "/" + std::to_string(people_.size()) + ".brygga", schema(),
                               clock_, random_);
    EXPECT_TRUE(device.ok());
    person->device = *std::move(device);
    person->casework = std::make_unique<Casework>(*person->device);
    EXPECT_TRUE(
        person->device->enrol(*person->line, "https://office", "town", "code", "tablet").ok());
    person->sync();
    return *person;
  }
  void sync_all() {
    // Twice, so that what one sends reaches those who synced before.
    for (int round = 0; round < 2; ++round) {
      for (const auto& person : people_) person->sync();
    }
  }

  ManualClock clock_;
  CountingRandom random_;
  brygga::testing::MemoryOffice office_;
  std::string folder_;
  std::map<std::string, RowId> units_;
  std::vector<std::unique_ptr<Person>> people_;
};

}  // namespace brygga::casework::testing
