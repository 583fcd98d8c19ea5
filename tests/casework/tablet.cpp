#include "casework/tablet.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/answer_check.hpp"

namespace brygga::casework::testing {

void CountingRandom::fill(std::span<std::uint8_t> out) {
  for (std::uint8_t& byte : out)
    byte = static_cast<std::uint8_t>(
        (state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL) >> 56);
}

ScriptedOffice::ScriptedOffice(ManualClock& clock) : clock_(clock) {}

ScriptedOffice::~ScriptedOffice() = default;

Result<HttpReply> ScriptedOffice::post(const HttpRequest& request) {
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

SyncResponse ScriptedOffice::answer(const SyncRequest& request) {
  SyncResponse response;
  memory_.now_ms = clock_.unix_ms();
  response.office_ms = clock_.unix_ms();
  for (const TransactionPart& part : request.parts) take(request, part, response);
  response.consumed = memory_.devices[request.device].consumed;
  // Whoever makes a row here may see it from then on.
  PullContext pull;
  pull.scopes.assign(scopes_.begin(), scopes_.end());
  EXPECT_TRUE(build_page(memory_, request, pull, response).ok());
  return response;
}

void ScriptedOffice::take(const SyncRequest& request, const TransactionPart& part,
                          SyncResponse& response) {
  const Receipt::Code code = codes.empty() ? Receipt::Code::applied : codes.front();
  if (part.is_last() && !codes.empty()) codes.pop_front();
  auto& device = memory_.devices[request.device];
  if (code == Receipt::Code::refused) {
    device.consumed = part.part_last();
    Receipt receipt{part.first, code, memory_.seq(), {}};
    receipt.refusal = {"no_right", "This account may not write here.", part.first};
    response.receipts.push_back(std::move(receipt));
    return;
  }
  for (const Edit& edit : part.edits) {
    if (edit.creates) scopes_.insert(edit.scope);
  }
  const PushContext context{{request.device, {}, {}, true, {}},
                            device.consumed,
                            device.last_time,
                            clock_.unix_ms(),
                            complete_seq(request)};
  auto decision = decide_push(schema(), memory_, context, {part}, memory_.seq() + 1);
  ASSERT_TRUE(decision.ok()) << decision.error().what;
  for (Receipt receipt : decision->receipts) {
    receipt.code = code;
    response.receipts.push_back(std::move(receipt));
  }
  memory_.store(request.device, *std::move(decision));
}

std::string source_file(const std::string& path) {
  std::ifstream file(std::string(BRYGGA_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string base64_of(std::string_view bytes) {
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

TabletTest::TabletTest() : office_(clock_) {
  char pattern[] = "/tmp/brygga_casework_XXXXXX";
  folder_ = ::mkdtemp(pattern);
}

TabletTest::~TabletTest() {
  casework_.reset();
  device_.reset();
  std::filesystem::remove_all(folder_);
}

void TabletTest::SetUp() {
  open();
  alice_ = device_->new_row_id();
  bob_ = device_->new_row_id();
  cecilia_ = device_->new_row_id();
  office_.account = alice_;
  ASSERT_TRUE(device_->enrol(office_, "https://office", "goteborg", "code", "tablet").ok());
  load("core/casework/programmes/kompetenscenter.toml");
  std::vector<Edit> edits;
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

void TabletTest::load(const std::string& path) {
  const auto reading = read_programme(source_file(path));
  ASSERT_TRUE(reading.definition.has_value());
  std::vector<RowId> fresh(10);
  for (RowId& id : fresh) id = device_->new_row_id();
  write(load_programme(*reading.definition, nullptr, {}, fresh));
  sync();
}

void TabletTest::open() {
  auto device = Device::open(folder_ + "/tablet.brygga", schema(), clock_, random_);
  ASSERT_TRUE(device.ok()) << device.error().what;
  device_ = *std::move(device);
  casework_ = std::make_unique<Casework>(*device_);
}

void TabletTest::write(const std::vector<Edit>& edits) {
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

void TabletTest::sync() {
  const auto done = device_->sync_once(office_);
  ASSERT_TRUE(done.ok()) << done.error().what;
}

Answer TabletTest::call(const char* name, const json& input) {
  Answer answer = casework_->call(name, input.dump());
  expect_declared(name, answer);
  return answer;
}

json TabletTest::ok(const char* name, const json& input) {
  const Answer answer = call(name, input);
  EXPECT_TRUE(answer.ok) << name << ": " << answer.json;
  return json::parse(answer.json);
}

json TabletTest::bad(const char* name, const json& input) {
  const Answer answer = call(name, input);
  EXPECT_FALSE(answer.ok) << name << ": " << answer.json;
  const json parsed = json::parse(answer.json);
  return parsed.value("error", json::object());
}

void TabletTest::expect_bad(const char* name, const json& input, const char* code,
                            const char* field) {
  const json error = bad(name, input);
  EXPECT_EQ(error.value("code", ""), code) << error.dump();
  EXPECT_EQ(error.value("field", "?"), field) << error.dump();
  EXPECT_FALSE(error.value("sentence", "").empty());
}

std::string TabletTest::add_person(const char* first, const char* last) {
  return ok("participant.add", {{"first_name", first}, {"last_name", last}})["participant"];
}

json TabletTest::show(const std::string& who) {
  return ok("participant.show", {{"participant", who}});
}

std::string TabletTest::enrol(const std::string& who, const char* start) {
  return ok("intake.record", {{"participant", who},
                              {"programme", "kompetenscenter"},
                              {"unit", hisingen_},
                              {"start", start}})["enrolment"];
}

std::int64_t TabletTest::count(const char* table) {
  const auto rows = device_->query(std::string("SELECT COUNT(*) FROM ") + table);
  return std::get<std::int64_t>(rows.value().rows.front().front());
}

}  // namespace brygga::casework::testing
