// The engine without casework: a bird-watching club keeps sightings at its sites. docs/ENGINE.md
// quotes the parts between the lines of [brackets]; what it shows is what runs here.
#include <gtest/gtest.h>

#include <cstdio>

#include "device/device.hpp"

// [schema]
namespace birds {
using namespace brygga;

namespace site {
inline constexpr EntityNumber entity = 1;
inline constexpr FieldNumber name = 1, warden = 2;
}  // namespace site
namespace sighting {
inline constexpr EntityNumber entity = 2;
inline constexpr FieldNumber site = 1, species = 2, seen_on = 3, birds = 4, behaviour = 5;
}  // namespace sighting

inline const Scope club{'C', Uuid{}};  // one scope, which every device holds

FieldDef field(FieldNumber number, const char* name, Type type, Rule rule, bool required) {
  FieldDef def;
  def.number = number;
  def.name = name;
  def.type = type;
  def.rule = rule;
  def.required = required;
  return def;
}

Schema make_schema() {
  EntityDef sites;
  sites.number = site::entity;
  sites.name = "site";
  sites.scope_kind = club.kind;
  sites.fields = {field(site::name, "name", Type::text, Rule::last, true),
                  field(site::warden, "warden", Type::text, Rule::both, false)};

  EntityDef sightings;
  sightings.number = sighting::entity;
  sightings.name = "sighting";
  sightings.scope_kind = club.kind;
  sightings.fields = {field(sighting::site, "site", Type::id, Rule::append, true),
                      field(sighting::species, "species", Type::text, Rule::last, true),
                      field(sighting::seen_on, "seen_on", Type::date, Rule::append, true),
                      field(sighting::birds, "birds", Type::integer, Rule::max, false),
                      field(sighting::behaviour, "behaviour", Type::text, Rule::set, false)};
  sightings.indexes = {{sighting::species, sighting::seen_on}};

  Schema schema;
  schema.name = "birds";
  schema.version = 1;
  schema.entities = {sites, sightings};
  schema.base_scopes = {club};
  return schema;
}
}  // namespace birds
// [schema]

namespace brygga {
namespace {

constexpr std::uint64_t the_morning_ms = 1'779'000'000'000;  // 2026-05-17
constexpr std::int64_t the_day = 20590;                      // the same, in days since 1970

class FixedClock : public Clock {
 public:
  std::uint64_t unix_ms() override { return the_morning_ms; }
};

class CountingRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = ++last_;
  }

 private:
  std::uint8_t last_ = 0;
};

class ABirdClub : public ::testing::Test {
 protected:
  ABirdClub()
      : path_(::testing::TempDir() + "birds_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".db") {
    remove_files();
  }
  ~ABirdClub() override { remove_files(); }

  void remove_files() const {
    for (const char* ending : {"", "-wal", "-shm"}) std::remove((path_ + ending).c_str());
  }

  std::string path_;
  FixedClock clock_;
  CountingRandom random_;
};

// [work]
// Saves a site and a sighting there, corrects the sighting, and lists what was seen in May.
Result<QueryResult> a_morning_at_the_lake(Device& device) {
  namespace site = birds::site;
  namespace sighting = birds::sighting;
  const RowId lake = device.new_row_id();
  const RowId cranes = device.new_row_id();

  WriteSet arrival;  // one transaction: both rows or neither
  arrival.changes.push_back(
      {site::entity, lake, birds::club, {}, {{site::name, std::string("Hornborgasjön")}}, {}, {}});
  arrival.changes.push_back({sighting::entity,
                             cranes,
                             birds::club,
                             {},
                             {{sighting::site, lake.uuid},
                              {sighting::species, std::string("Goose")},
                              {sighting::seen_on, the_day},
                              {sighting::birds, std::int64_t{40}}},
                             {{sighting::behaviour, std::string("resting")}},
                             {}});
  BRYGGA_TRY(device.write(arrival));

  // What a person corrects is what that person saw: the version says so.
  BRYGGA_ASSIGN(const std::optional<RowView> seen, device.read(sighting::entity, cranes));
  if (!seen) return Error{ErrorCode::not_found, "The sighting is gone.", false, "gone"};
  WriteSet correction;
  correction.changes.push_back(
      {sighting::entity,
       cranes,
       {},
       seen->version,
       {{sighting::species, std::string("Crane")}, {sighting::birds, std::int64_t{4000}}},
       {{sighting::behaviour, std::string("dancing")}},
       {}});
  BRYGGA_TRY(device.write(correction));

  return device.query(
      "SELECT site.name, species, birds, behaviour FROM sighting JOIN site ON site.id = "
      "sighting.site WHERE seen_on BETWEEN ?1 AND ?2 ORDER BY species",
      {std::string("2026-05-01"), std::string("2026-05-31")});
}
// [work]

TEST_F(ABirdClub, saves_corrects_and_finds_a_sighting) {
  const Schema schema = birds::make_schema();
  auto device = Device::open(path_, schema, clock_, random_);
  ASSERT_TRUE(device.ok()) << device.error().what;
  const Result<QueryResult> may = a_morning_at_the_lake(**device);
  ASSERT_TRUE(may.ok()) << may.error().what;

  EXPECT_EQ(may->columns, (std::vector<std::string>{"name", "species", "birds", "behaviour"}));
  ASSERT_EQ(may->rows.size(), 1U);
  EXPECT_EQ(may->rows[0],
            (std::vector<Value>{std::string("Hornborgasjön"), std::string("Crane"),
                                std::int64_t{4000}, std::string(R"(["dancing","resting"])")}));
}

TEST_F(ABirdClub, keeps_its_work_when_the_program_ends) {
  const Schema schema = birds::make_schema();
  {
    auto device = Device::open(path_, schema, clock_, random_);
    ASSERT_TRUE(device.ok()) << device.error().what;
    ASSERT_TRUE(a_morning_at_the_lake(**device).ok());
  }
  auto again = Device::open(path_, schema, clock_, random_);
  ASSERT_TRUE(again.ok()) << again.error().what;
  EXPECT_EQ((*again)->status()->outbox.unsent, 2U);
  EXPECT_EQ((*again)->query("SELECT 1 FROM sighting")->rows.size(), 1U);
}

TEST_F(ABirdClub, is_told_which_field_of_a_sighting_is_wrong) {
  const Schema schema = birds::make_schema();
  auto device = Device::open(path_, schema, clock_, random_);
  ASSERT_TRUE(device.ok()) << device.error().what;
  WriteSet nameless;
  nameless.changes.push_back({birds::site::entity,
                              (*device)->new_row_id(),
                              birds::club,
                              {},
                              {{birds::site::warden, std::string("Alice")}},
                              {},
                              {}});
  const Result<Saved> saved = (*device)->write(nameless);
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().reason, "required");
  EXPECT_EQ(saved.error().what, "site.name is missing.");
  EXPECT_EQ((*device)->query("SELECT 1 FROM site")->rows.size(), 0U);
}

}  // namespace
}  // namespace brygga
