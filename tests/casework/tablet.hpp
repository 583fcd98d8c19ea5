// A tablet of Alice's in a test: a real device on a real file, and an office that answers from a
// script instead of a network.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
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

namespace brygga::casework::testing {

using nlohmann::json;

class ManualClock : public Clock {
 public:
  std::uint64_t unix_ms() override { return now_ms; }
  std::uint64_t now_ms = 1'790'000'000'000;  // 2026-09-21T14:13:20Z
};

class CountingRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out)
      byte = static_cast<std::uint8_t>(
          (state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL) >> 56);
  }

 private:
  std::uint64_t state_ = 1;
};

// Gives each sent transaction the next code of a script, then "applied".
class ScriptedOffice : public Transport {
 public:
  explicit ScriptedOffice(ManualClock& clock) : clock_(clock) {}

  Result<HttpReply> post(const HttpRequest& request) override {
    HttpReply reply;
    reply.status = 200;
    if (request.url.find("/v1/enrol") != std::string::npos) {
      reply.body = encode(EnrolResponse{"token", DeviceNumber::of(7, 1), "goteborg", "Göteborg",
                                        account.uuid, "Alice Andersson", clock_.unix_ms()});
    } else {
      reply.body = encode(answer(decode_sync_request(request.body).value()));
    }
    return reply;
  }
  void cancel() override {}

  RowId account;
  std::deque<Receipt::Code> codes;

 private:
  SyncResponse answer(const SyncRequest& request) {
    SyncResponse response;
    response.office_ms = clock_.unix_ms();
    for (const TransactionPart& part : request.parts) {
      for (const Edit& edit : part.edits) {
        if (edit.creates) scopes_.insert(edit.scope);
      }
      response.consumed = part.part_last();
      if (!part.is_last()) continue;
      Receipt receipt;
      receipt.first = part.first;
      receipt.seq = ++seq_;
      if (!codes.empty()) {
        receipt.code = codes.front();
        codes.pop_front();
      }
      if (receipt.code == Receipt::Code::refused) {
        receipt.refusal = {"no_right", "This account may not write here.", part.first};
      }
      response.receipts.push_back(receipt);
    }
    give_scopes(request, response);
    return response;
  }

  // Whoever makes a row here may see it from then on.
  void give_scopes(const SyncRequest& request, SyncResponse& response) {
    const std::vector<Scope> scopes(scopes_.begin(), scopes_.end());
    response.scopes_follow = digest_of(scopes) != request.scopes_digest;
    response.more = response.scopes_follow;
    if (response.scopes_follow) {
      response.scopes = scopes;
      response.position = request.position;
      return;
    }
    response.position = {7, seq_, 1};
    for (const LoadingScope& loading : request.loading) {
      response.progress.push_back({loading.scope, {}, true});
    }
  }

  ManualClock& clock_;
  Seq seq_ = 0;
  std::set<Scope> scopes_;
};

inline std::string source_file(const std::string& path) {
  std::ifstream file(std::string(BRYGGA_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string base64_of(std::string_view bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j > bytes.size() ? '=' : digits[group >> (18 - 6 * j) & 63];
    }
  }
  return text;
}

// Enrolled for Alice, with the units and the definition of kompetenscenter and three coaches.
class TabletTest : public ::testing::Test {
 protected:
  TabletTest() : office_(clock_) {
    char pattern[] = "/tmp/brygga_casework_XXXXXX";
    folder_ = ::mkdtemp(pattern);
  }
  ~TabletTest() override {
    casework_.reset();
    device_.reset();
    std::filesystem::remove_all(folder_);
  }

  void SetUp() override {
    open();
    alice_ = device_->new_row_id();
    bob_ = device_->new_row_id();
    cecilia_ = device_->new_row_id();
    office_.account = alice_;
    ASSERT_TRUE(device_->enrol(office_, "https://office", "goteborg", "code", "tablet").ok());
    const auto reading =
        read_programme(source_file("core/casework/programmes/kompetenscenter.toml"));
    ASSERT_TRUE(reading.definition.has_value());
    std::vector<RowId> fresh(10);
    for (RowId& id : fresh) id = device_->new_row_id();
    std::vector<Edit> edits = load_programme(*reading.definition, nullptr, {}, fresh);
    edits.push_back(new_staff(alice_, {"Alice Andersson", "alice", {"coach"}, {}, {}}));
    edits.push_back(new_staff(bob_, {"Bob Bergström", "bob", {"coach"}, {}, {}}));
    edits.push_back(new_staff(cecilia_, {"Cecilia Öberg", "cecilia", {"coach"}, {}, {}}));
    write(edits);
    sync();
    const json units = ok("units.list")["units"];
    for (const json& unit : units) {
      if (unit["key"] == "hisingen") hisingen_ = unit["id"];
    }
    ASSERT_FALSE(hisingen_.empty());
  }

  void open() {
    auto device = Device::open(folder_ + "/tablet.brygga", schema(), clock_, random_);
    ASSERT_TRUE(device.ok()) << device.error().what;
    device_ = *std::move(device);
    casework_ = std::make_unique<Casework>(*device_);
  }

  // What the office wrote, as if it had come by sync.
  void write(const std::vector<Edit>& edits) {
    WriteSet writes;
    for (const Edit& edit : edits) {
      Change change;
      change.entity = edit.entity;
      change.row = edit.row;
      if (edit.creates) change.creates_in = edit.scope;
      for (const FieldWrite& one : edit.writes) {
        (one.kind == WriteKind::add ? change.add : change.assign).push_back({one.field, one.value});
      }
      writes.changes.push_back(std::move(change));
    }
    const auto saved = device_->write(writes);
    ASSERT_TRUE(saved.ok()) << saved.error().what;
  }

  void sync() {
    const auto done = device_->sync_once(office_);
    ASSERT_TRUE(done.ok()) << done.error().what;
  }

  Answer call(const char* name, const json& input = json::object()) {
    return casework_->call(name, input.dump());
  }
  // The result of a call that must succeed.
  json ok(const char* name, const json& input = json::object()) {
    const Answer answer = call(name, input);
    EXPECT_TRUE(answer.ok) << name << ": " << answer.json;
    return json::parse(answer.json);
  }
  // The error of a call that must fail.
  json bad(const char* name, const json& input = json::object()) {
    const Answer answer = call(name, input);
    EXPECT_FALSE(answer.ok) << name << ": " << answer.json;
    const json parsed = json::parse(answer.json);
    return parsed.value("error", json::object());
  }
  void expect_bad(const char* name, const json& input, const char* code, const char* field) {
    const json error = bad(name, input);
    EXPECT_EQ(error.value("code", ""), code) << error.dump();
    EXPECT_EQ(error.value("field", "?"), field) << error.dump();
    EXPECT_FALSE(error.value("sentence", "").empty());
  }

  std::string add_person(const char* first = "Amina", const char* last = "Åkesson") {
    return ok("participant.add", {{"first_name", first}, {"last_name", last}})["participant"];
  }
  json show(const std::string& who) { return ok("participant.show", {{"participant", who}}); }
  // An enrolment of the person from the start on.
  std::string enrol(const std::string& who, const char* start) {
    return ok("intake.record", {{"participant", who},
                                {"programme", "kompetenscenter"},
                                {"unit", hisingen_},
                                {"start", start}})["enrolment"];
  }
  std::int64_t count(const char* table) {
    const auto rows = device_->query(std::string("SELECT COUNT(*) FROM ") + table);
    return std::get<std::int64_t>(rows.value().rows.front().front());
  }

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
