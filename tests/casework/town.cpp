#include "casework/town.hpp"

#include <cstdlib>
#include <filesystem>

#include "support/answer_check.hpp"

namespace brygga::casework::testing {

TownLine::TownLine(brygga::testing::MemoryOffice& office, DeviceNumber number, RowId account)
    : office_(office), number_(number), account_(account) {}

Result<HttpReply> TownLine::post(const HttpRequest& request) {
  HttpReply reply;
  reply.status = 200;
  if (request.url.find("/v1/enrol") != std::string::npos) {
    office_.devices[number_].account = account_;
    reply.body = encode(
        EnrolResponse{"token", number_, "town", "Town", account_.uuid, "Somebody", office_.now_ms});
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

Person::Person() = default;
Person::~Person() = default;

Answer Person::call(const char* what, const json& input) const {
  Answer answer = casework->call(what, input.dump());
  expect_declared(what, answer);
  return answer;
}

json Person::ok(const char* what, const json& input) const {
  const Answer answer = call(what, input);
  EXPECT_TRUE(answer.ok) << name << ", " << what << ": " << answer.json;
  return json::parse(answer.json);
}

std::string Person::bad(const char* what, const json& input) const {
  const Answer answer = call(what, input);
  EXPECT_FALSE(answer.ok) << name << ", " << what << ": " << answer.json;
  const json error = json::parse(answer.json).value("error", json::object());
  EXPECT_FALSE(error.value("sentence", "").empty()) << error.dump();
  EXPECT_FALSE(error.value("sentence_sv", "").empty()) << error.dump();
  return error.value("code", "");
}

void Person::sync() const {
  const auto done = device->sync_once(*line);
  EXPECT_TRUE(done.ok()) << name << ": " << (done.ok() ? "" : done.error().what);
}

json Person::show(const std::string& who) const {
  return ok("participant.show", {{"participant", who}});
}

bool Person::holds(const std::string& who) const {
  return call("participant.show", json{{"participant", who}}).ok;
}

std::int64_t Person::count(const std::string& table, const std::string& where) const {
  const auto rows =
      device->query("SELECT COUNT(*) FROM \"" + table + "\" WHERE " + where).value().rows;
  return std::get<std::int64_t>(rows.front().front());
}

std::vector<std::string> Person::refusals() const {
  std::vector<std::string> codes;
  const json inbox = ok("inbox.list");
  for (const json& one : inbox["refused"]) codes.push_back(one["code"]);
  return codes;
}

TownTest::TownTest() : office_(schema()) {
  char pattern[] = "/tmp/brygga_town_XXXXXX";
  folder_ = ::mkdtemp(pattern);
  office_.now_ms = clock_.now_ms;
}

TownTest::~TownTest() {
  people_.clear();
  std::filesystem::remove_all(folder_);
}

RowId TownTest::new_id() { return RowId{make_uuid(clock_, random_)}; }

void TownTest::pass_days(int days) {
  clock_.now_ms += static_cast<std::uint64_t>(days) * 86'400'000;
  office_.now_ms = clock_.now_ms;
}

void TownTest::load(const std::string& path) {
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

std::string TownTest::unit(const std::string& key) { return to_string(units_.at(key).uuid); }

Person& TownTest::add(const std::string& name, const std::vector<std::string>& roles,
                      const std::vector<std::string>& units,
                      const std::vector<std::string>& manages) {
  auto& person = people_.emplace_back(std::make_unique<Person>());
  person->name = name;
  person->account = new_id();
  const auto rows_of = [&](const std::vector<std::string>& keys) {
    std::vector<RowId> rows;
    for (const std::string& key : keys) rows.push_back(units_.at(key));
    return rows;
  };
  office_.write({new_staff(person->account, {name, "", roles, rows_of(units), rows_of(manages)})});
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

void TownTest::sync_all() {
  // Twice, so that what one sends reaches those who synced before.
  for (int round = 0; round < 2; ++round) {
    for (const auto& person : people_) person->sync();
  }
}

}  // namespace brygga::casework::testing
