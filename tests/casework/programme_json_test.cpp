#include "casework/programme_json.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace brygga::casework {
namespace {

using nlohmann::json;

json told(std::string_view toml_text) {
  const ProgrammeReading reading = read_programme(toml_text);
  if (!reading.definition) {
    ADD_FAILURE() << reading.problems.to_error("the programme").what;
    return {};
  }
  return json::parse(programme_json(*reading.definition).text());
}

json shipped(const std::string& name) {
  std::ifstream file(BRYGGA_SOURCE_DIR "/core/casework/programmes/" + name + ".toml",
                     std::ios::binary);
  return told(std::string{std::istreambuf_iterator<char>(file), {}});
}

constexpr std::string_view full = R"(
format = 1
[programme]
key = "p"
name = { sv = "Prov", en = "Trial" }
commissioner = "Kommunen"
method = "IPS"
period = { from = 2026-01-01, until = 2026-12-31 }
[[commissioners]]
key = "c"
name = "C"
[[partners]]
key = "af"
name = "AF"
[[units]]
key = "a"
name = "A"
district = "Norr"
commissioner = "c"
[limit]
months = 18
warning_days = [7, 90]
extension_by = "office"
[intake]
question = { sv = "Varför?", en = "Why?" }
needs = ["stream", "dated_step"]
[[stages]]
key = "first"
name = { sv = "Första", en = "First" }
[[streams]]
key = "s"
name = "S"
needs_support = true
[[streams.reasons]]
key = "r"
name = { sv = "Skäl", en = "Reason" }
[[team_roles]]
key = "coach"
name = "Coach"
partner = "af"
[[plan_sections]]
key = "health"
name = "H"
role = "coach"
[handover]
accept_days = 5
[[gates]]
key = "union"
name = { sv = "Facket", en = "Union" }
[[outcomes]]
key = "job"
name = { sv = "Arbete", en = "Job" }
counts_as = "work"
days_min = 30
[[targets]]
key = "t"
name = "T"
of = "finished"
outcomes = ["job"]
percent_min = 40
[comparison]
before = { from = 2024-01-01, until = 2024-12-31 }
after = { from = 2025-01-01, until = 2025-12-31 }
[[reports]]
key = "rep"
name = "R"
by = ["unit", "year"]
figures = ["enrolled", "succeeded"]
[retention]
years = 10
)";

TEST(ProgrammeJson, everything_that_a_file_defines_is_told_by_the_names_of_the_file) {
  EXPECT_EQ(told(full), json::parse(R"({
    "key": "p", "name": {"sv": "Prov", "en": "Trial"}, "commissioner": "Kommunen", "method": "IPS",
    "period": {"from": "2026-01-01", "until": "2026-12-31"},
    "commissioners": [{"key": "c", "sv": "C", "en": "C"}],
    "partners": [{"key": "af", "sv": "AF", "en": "AF"}],
    "units": [{"key": "a", "sv": "A", "en": "A", "district": "Norr", "commissioner": "c"}],
    "limit": {"months": 18, "warning_days": [90, 7], "extension_by": "office"},
    "intake": {"question": {"sv": "Varför?", "en": "Why?"}, "needs": ["stream", "dated_step"]},
    "stages": [{"key": "first", "sv": "Första", "en": "First"}],
    "streams": [{"key": "s", "sv": "S", "en": "S", "needs_support": true,
                 "reasons": [{"key": "r", "sv": "Skäl", "en": "Reason"}]}],
    "team_roles": [{"key": "coach", "sv": "Coach", "en": "Coach", "partner": "af"}],
    "plan_sections": [{"key": "health", "sv": "H", "en": "H", "role": "coach"}],
    "handover": {"accept_days": 5},
    "gates": [{"key": "union", "sv": "Facket", "en": "Union"}],
    "outcomes": [{"key": "job", "sv": "Arbete", "en": "Job", "counts_as": "work", "days_min": 30}],
    "targets": [{"key": "t", "sv": "T", "en": "T", "of": "finished", "outcomes": ["job"],
                 "percent_min": 40}],
    "comparison": {"before": {"from": "2024-01-01", "until": "2024-12-31"},
                   "after": {"from": "2025-01-01", "until": "2025-12-31"}},
    "reports": [{"key": "rep", "sv": "R", "en": "R", "by": ["unit", "year"],
                 "figures": ["enrolled", "succeeded"]}],
    "fidelity": null, "retention": {"years": 10}
  })"));
}

TEST(ProgrammeJson, what_a_file_leaves_out_is_null_or_an_empty_list) {
  const json made = told(
      "format = 1\nprogramme = { key = \"p\", name = \"P\", commissioner = \"C\" }\n"
      "units = [{ key = \"a\", name = \"A\" }]\nteam_roles = [{ key = \"c\", name = \"C\" }]\n"
      "outcomes = [{ key = \"w\", name = \"W\", counts_as = \"work\" }]\n"
      "reports = [{ key = \"r\", name = \"R\", by = [\"unit\"], figures = [\"enrolled\"] }]\n");
  for (const char* name : {"method", "period", "limit", "handover", "comparison", "fidelity"}) {
    EXPECT_TRUE(made.at(name).is_null()) << name;
  }
  for (const char* name :
       {"commissioners", "partners", "stages", "streams", "plan_sections", "gates", "targets"}) {
    EXPECT_EQ(made.at(name), json::array()) << name;
  }
  EXPECT_EQ(made["intake"], (json{{"question", nullptr}, {"needs", json::array()}}));
  EXPECT_EQ(made["units"][0]["district"], nullptr);
  EXPECT_EQ(made["retention"]["years"], 5);
}

TEST(ProgrammeJson, a_fidelity_scale_is_told_with_its_items_anchors_and_bands) {
  const json fidelity = shipped("stadsmissionen")["fidelity"];
  EXPECT_EQ(fidelity["scale"], "ips_25");
  EXPECT_FALSE(fidelity["version"].get<std::string>().empty());
  EXPECT_EQ(fidelity["items"].size(), 25U);
  const json& item = fidelity["items"][0];
  EXPECT_EQ(item["measure"], "participants_per_coach");
  EXPECT_EQ(item["less_is_better"], true);
  EXPECT_EQ(item["anchors"][0]["score"], 5);
  EXPECT_GT(item["anchors"][3]["bound"], item["anchors"][0]["bound"]);
  EXPECT_LT(fidelity["bands"][0]["total_min"], fidelity["bands"][1]["total_min"]);
}

}  // namespace
}  // namespace brygga::casework
