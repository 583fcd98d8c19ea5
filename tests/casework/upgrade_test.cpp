// A store of the version before goes on under this one.
#include "casework/town.hpp"

namespace brygga::casework::testing {
namespace {

// Kiosks did not say yet who came and who left.
Schema before_moments() {
  Schema older = schema();
  older.version = 2;
  for (EntityDef& entity : older.entities) {
    if (entity.number != checkin::entity) continue;
    EXPECT_EQ(entity.fields.back().number, checkin::moment);
    entity.fields.pop_back();
  }
  return older;
}

class Upgrade : public TownTest {
 protected:
  void SetUp() override {
    load("core/casework/programmes/goinge_forward.toml");
    alice = &add("Alice Andersson", {"coach"}, {"goinge"});
    who = alice->ok("intake.record", {{"first_name", "Amina"},
                                      {"last_name", "Person"},
                                      {"programme", "goinge_forward"},
                                      {"unit", unit("goinge")},
                                      {"start", "2026-05-04"}})["participant"];
    kiosk = &add("Plattan vid dörren", {"kiosk"}, {"goinge"});
    code = alice->ok("badge.issue", {{"participant", who}, {"unit", unit("goinge")}})["code"];
    sync_all();
  }
  // Alice's second tablet, which has not been updated.
  void open(const Schema& of) {
    casework.reset();
    device.reset();
    auto opened = Device::open(folder_ + "/second.brygga", of, clock_, random_);
    ASSERT_TRUE(opened.ok()) << opened.error().what;
    device = *std::move(opened);
    casework = std::make_unique<Casework>(*device);
  }
  void sync() {
    const auto done = device->sync_once(line());
    ASSERT_TRUE(done.ok()) << done.error().what;
  }
  TownLine& line() {
    if (!line_)
      line_ = std::make_unique<TownLine>(office_, DeviceNumber::of(7, 99), alice->account);
    return *line_;
  }
  void save_check_in() {
    const RowId person{*parse_uuid(who)};
    Change change;
    change.entity = checkin::entity;
    change.row = new_id();
    change.creates_in = scope_of_case(person);
    change.assign = {{checkin::participant, person.uuid},
                     {checkin::at, std::int64_t{1'789'900'000'000}},
                     {checkin::attended_minutes, std::int64_t{240}},
                     {checkin::recorded_by, alice->account.uuid}};
    WriteSet writes;
    writes.changes.push_back(std::move(change));
    ASSERT_TRUE(device->write(writes).ok());
  }

  const Person* alice = nullptr;
  const Person* kiosk = nullptr;
  std::string who, code;
  const Schema older = before_moments();
  std::unique_ptr<Device> device;
  std::unique_ptr<Casework> casework;

 private:
  std::unique_ptr<TownLine> line_;
};

TEST_F(Upgrade, keeps_what_was_not_sent_and_gets_what_the_older_version_could_not_read) {
  open(older);
  ASSERT_TRUE(device->enrol(line(), "https://office", "town", "code", "tablet").ok());
  sync();
  kiosk->ok("kiosk.check_in", {{"code", code}});
  kiosk->sync();
  sync();
  save_check_in();

  open(schema());
  sync();
  const Answer answer = casework->call("participant.show", json{{"participant", who}}.dump());
  ASSERT_TRUE(answer.ok) << answer.json;
  const json checkins = json::parse(answer.json)["checkins"];
  ASSERT_EQ(checkins.size(), 2U);
  EXPECT_TRUE(checkins[0]["moment"].is_null());
  EXPECT_EQ(checkins[0]["counted_minutes"], 240);
  EXPECT_EQ(checkins[1]["moment"], "arrived");
  EXPECT_EQ(alice->count("checkin"), 0);
  alice->sync();
  EXPECT_EQ(alice->count("checkin"), 2);
}

}  // namespace
}  // namespace brygga::casework::testing
