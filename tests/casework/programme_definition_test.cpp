#include "casework/programme_definition.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "casework/programme_json.hpp"
#include "casework/toml_text.hpp"

namespace brygga::casework {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(BRYGGA_SOURCE_DIR "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ProgrammeDefinition definition_of(const std::string& path) {
  ProgrammeReading reading = read_programme(file_text(path));
  if (!reading.definition) {
    ADD_FAILURE() << reading.problems.to_error(path).what;
    return {};
  }
  return *std::move(reading.definition);
}

template <class Named>
std::string keys_of(const std::vector<Named>& all) {
  std::string keys;
  for (const Named& one : all) keys += (keys.empty() ? "" : " ") + one.key;
  return keys;
}

constexpr std::string_view small =
    "format = 1\n"                                                          // 1
    "programme = { key = \"p\", name = \"P\", commissioner = \"C\" }\n"     // 2
    "[[units]]\n"                                                           // 3
    "key = \"a\"\n"                                                         // 4
    "name = \"A\"\n"                                                        // 5
    "[limit]\n"                                                             // 6
    "months = 18\n"                                                         // 7
    "warning_days = [7, 90, 30]\n"                                          // 8
    "extension_by = \"manager\"\n"                                          // 9
    "[[team_roles]]\n"                                                      // 10
    "key = \"coach\"\n"                                                     // 11
    "name = { sv = \"Coach\", en = \"Coach\" }\n"                           // 12
    "[[outcomes]]\n"                                                        // 13
    "key = \"work\"\n"                                                      // 14
    "name = \"W\"\n"                                                        // 15
    "counts_as = \"work\"\n"                                                // 16
    "[[reports]]\n"                                                         // 17
    "key = \"r\"\n"                                                         // 18
    "name = \"R\"\n"                                                        // 19
    "by = [\"unit\"]\n"                                                     // 20
    "figures = [\"enrolled\", \"share_of_finished\", \"share_of_all\"]\n";  // 21

std::string with(std::string_view from, std::string_view to) {
  std::string text(small);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string codes(std::string_view text) {
  const ProgrammeReading reading = read_programme(text);
  EXPECT_EQ(reading.definition.has_value(), reading.problems.empty());
  std::string found;
  for (const Problem& problem : reading.problems.listed()) {
    found += (found.empty() ? "" : " ") + std::to_string(problem.line) + ":" + problem.column +
             ":" + problem.code;
  }
  return found;
}

TEST(ProgrammeDefinition, the_kompetenscenter_has_four_centres_and_eighteen_months) {
  const std::string text = file_text("core/casework/programmes/kompetenscenter.toml");
  const ProgrammeReading reading = read_programme(text);
  ASSERT_TRUE(reading.definition) << reading.problems.to_error("kompetenscenter.toml").what;
  const ProgrammeDefinition& programme = *reading.definition;
  EXPECT_EQ(programme.key, "kompetenscenter");
  ASSERT_EQ(programme.units.size(), 4U);
  EXPECT_EQ(programme.units[0].name.sv, "Hisingen");
  EXPECT_EQ(programme.units[1].name.sv, "Centrum-Väster");
  EXPECT_EQ(programme.units[2].name.en, "Öster");
  EXPECT_EQ(programme.units[3].key, "angered");
  EXPECT_EQ(programme.limit->months, 18);
  EXPECT_EQ(programme.limit->warning_days, (std::vector<int>{90, 30, 7}));
  EXPECT_EQ(programme.limit->extension_by, "manager");
  EXPECT_EQ(programme.team_roles.size(), 4U);
  EXPECT_EQ(programme.outcomes.at(0).counts_as, CountsAs::work);
  EXPECT_EQ(programme.outcomes.at(1).counts_as, CountsAs::studies);
  EXPECT_EQ(programme.outcomes.at(2).counts_as, CountsAs::neither);
  EXPECT_EQ(programme.reports.at(0).figures.size(), 5U);
  EXPECT_EQ(programme.source_text, text);
}

TEST(ProgrammeDefinition, what_is_stored_reads_as_the_file) {
  for (const char* name :
       {"anpassade_roller", "goinge_forward", "kompetenscenter", "stadsmissionen", "trelleborg"}) {
    const auto definition =
        definition_of(std::string("core/casework/programmes/") + name + ".toml");
    const auto stored = read_stored_programme(definition.settings_text);
    ASSERT_TRUE(stored) << name;
    EXPECT_EQ(programme_json(*stored).text(), programme_json(definition).text());
    EXPECT_EQ(stored->settings_text, definition.settings_text);
  }
}

TEST(ProgrammeDefinition, what_is_stored_for_a_newer_program_or_is_damaged_gives_nothing) {
  std::string newer = definition_of("core/casework/programmes/trelleborg.toml").settings_text;
  EXPECT_TRUE(read_stored_programme(newer));
  newer.replace(newer.find("\"format\":1"), 10, "\"format\":2");
  EXPECT_FALSE(read_stored_programme(newer));
  EXPECT_FALSE(read_stored_programme(""));
  EXPECT_FALSE(read_stored_programme("[]"));
  EXPECT_FALSE(read_stored_programme(R"({"format":1})"));
  EXPECT_FALSE(read_stored_programme(newer.substr(0, newer.size() / 2)));
}

TEST(SettingsValue, json_keeps_what_each_value_is) {
  const TomlReading read = read_toml(
      "a = 1\nb = \"2026-10-05\"\nc = 2026-10-05\nd = [true, {e = -7}]\n[f]\n\"å\" = 2.5\n", 1000);
  ASSERT_TRUE(read.root);
  EXPECT_EQ(
      settings_text(*read.root),
      R"({"a":1,"b":"2026-10-05","c":{"@date":"2026-10-05"},"d":[true,{"e":-7}],"f":{"å":2.5}})");
  const auto again = read_settings_text(settings_text(*read.root));
  ASSERT_TRUE(again);
  EXPECT_NE(again->find("b")->as<std::string>(), nullptr);
  ASSERT_NE(again->find("c")->as<Date>(), nullptr);
  EXPECT_EQ(format_date(*again->find("c")->as<Date>()), "2026-10-05");
  EXPECT_EQ(again->find("d")->as<SettingsValue::List>()->at(1).as<SettingsTable>()->find("e")->line,
            0U);
  EXPECT_FALSE(read_settings_text(std::string(2000, '[')));
}

TEST(ProgrammeDefinition, the_city_mission_is_six_districts_over_six_years_without_a_limit) {
  const auto programme = definition_of("core/casework/programmes/stadsmissionen.toml");
  EXPECT_EQ(programme.units.size(), 6U);
  EXPECT_EQ(programme.units[2].district, "Distrikt 3");
  EXPECT_EQ(programme.units[3].commissioner, "socialforvaltning_syd");
  ASSERT_TRUE(programme.period);
  EXPECT_EQ(format_date(programme.period->from), "2022-09-01");
  EXPECT_EQ(format_date(programme.period->until), "2028-08-31");
  EXPECT_FALSE(programme.limit);
  EXPECT_EQ(programme.stages.size(), 5U);
  EXPECT_EQ(keys_of(programme.streams), "available not_available");
  EXPECT_FALSE(programme.streams[0].needs_support);
  EXPECT_TRUE(programme.streams[1].needs_support);
  EXPECT_EQ(programme.reports[0].by,
            (std::vector{ReportBy::district, ReportBy::year, ReportBy::commissioner}));
}

TEST(ProgrammeDefinition, an_intake_in_trelleborg_needs_a_plan_and_a_stream_with_a_reason) {
  const auto programme = definition_of("core/casework/programmes/trelleborg.toml");
  EXPECT_EQ(programme.intake.question.sv, "Vad ska du göra för att komma i arbete eller studier?");
  EXPECT_EQ(programme.intake.needs, (std::vector{IntakeNeed::stream, IntakeNeed::plan,
                                                 IntakeNeed::dated_step, IntakeNeed::meeting}));
  EXPECT_EQ(keys_of(programme.streams), "ready needs_other_support");
  EXPECT_EQ(keys_of(programme.streams[1].reasons), "parental_leave sick_listed addiction");
  ASSERT_TRUE(programme.handover);
  EXPECT_EQ(programme.handover->accept_days, 7);
  ASSERT_TRUE(programme.comparison);
  EXPECT_LT(programme.comparison->before.until, programme.comparison->after.from);
}

TEST(ProgrammeDefinition, a_role_passes_three_gates_and_leads_to_the_next) {
  const auto programme = definition_of("core/casework/programmes/anpassade_roller.toml");
  EXPECT_EQ(keys_of(programme.gates), "unit politics union");
  EXPECT_EQ(keys_of(programme.stages), "serviceassistent enhetsassistent");
}

TEST(ProgrammeDefinition, goinge_forward_is_to_bring_a_fifth_of_all_to_an_occupation) {
  const auto programme = definition_of("core/casework/programmes/goinge_forward.toml");
  ASSERT_EQ(programme.targets.size(), 1U);
  EXPECT_EQ(programme.targets[0].of, TargetRule::Of::all);
  EXPECT_EQ(programme.targets[0].percent_min, 20);
  EXPECT_EQ(programme.targets[0].outcomes.size(), 3U);
  EXPECT_EQ(programme.team_roles[1].partner, "arbetsformedlingen");
}

TEST(ProgrammeDefinition, a_sixth_municipality_chooses_every_part_freely) {
  const auto programme = definition_of("tests/casework/programmes/havsvik.toml");
  EXPECT_EQ(programme.method, "IPS");
  EXPECT_EQ(keys_of(programme.commissioners), "tekniska");
  EXPECT_EQ(keys_of(programme.partners), "kyrkan");
  EXPECT_EQ(keys_of(programme.plan_sections), "skills");
  EXPECT_EQ(programme.outcomes[0].days_min, 30);
  EXPECT_EQ(programme.outcomes[1].days_min, 0);
  EXPECT_EQ(programme.targets[0].of, TargetRule::Of::finished);
  EXPECT_EQ(programme.reports[0].figures.size(), 2U);
  EXPECT_EQ(programme.retention.years, 2);
  EXPECT_EQ(programme.limit->extension_by, "office");
}

TEST(ProgrammeDefinition, a_fidelity_scale_keeps_what_the_municipality_does_not_change) {
  const auto ships = definition_of("core/casework/programmes/stadsmissionen.toml");
  ASSERT_TRUE(ships.fidelity);
  EXPECT_EQ(ships.fidelity->version, "2008");
  EXPECT_EQ(keys_of(ships.fidelity->bands), "fair good exemplary");
  const auto own = definition_of("tests/casework/programmes/havsvik.toml");
  ASSERT_TRUE(own.fidelity);
  EXPECT_EQ(own.fidelity->version, "havsvik 2026");
  EXPECT_EQ(own.fidelity->items.size(), 25U);
  EXPECT_EQ(keys_of(own.fidelity->bands), "god");
  for (const FidelityItem& item : own.fidelity->items) {
    if (item.key == "caseload_size") {
      EXPECT_EQ(score_of(item, 20, 1), 5);
    }
    if (item.key == "rapid_contact") {
      EXPECT_EQ(score_of(item, 15, 1), 4);
    }
    if (item.key == "community_based") {
      EXPECT_EQ(score_of(item, 14, 1), 1);
    }
  }
  EXPECT_FALSE(definition_of("core/casework/programmes/kompetenscenter.toml").fidelity);
}

TEST(ProgrammeDefinition, anchors_of_a_fidelity_scale_are_four_in_their_order) {
  const auto fidelity = [](const std::string& anchors) {
    return codes(std::string(small) + "[fidelity]\nscale = \"ips_25\"\nversion = \"1\"\n" +
                 "[[fidelity.anchors]]\n" + anchors);
  };
  EXPECT_EQ(fidelity("key = \"caseload_size\"\nbounds = [10, 20, 30, 40]\n"), "");
  EXPECT_EQ(fidelity("key = \"caseload_size\"\nbounds = [10, 20, 30]\n"),
            "25:fidelity.anchors.bounds:programme_value");
  EXPECT_EQ(fidelity("key = \"caseload_size\"\nbounds = [10, 20, 20, 40]\n"),
            "25:fidelity.anchors.bounds:programme_value");
  EXPECT_EQ(fidelity("key = \"community_based\"\nbounds = [30, 40, 50, 65]\n"),
            "25:fidelity.anchors.bounds:programme_value");
  EXPECT_EQ(fidelity("key = \"disclosure\"\nbounds = [4, 3, 2, 1]\n"),
            "25:fidelity.anchors.bounds:programme_value");
  EXPECT_EQ(fidelity("key = \"moon\"\nbounds = [4, 3, 2, 1]\n"),
            "26:fidelity.anchors.key:programme_reference");
  EXPECT_EQ(codes(std::string(small) + "[fidelity]\nscale = \"moon\"\n"),
            "22:fidelity.version:programme_missing_key 23:fidelity.scale:programme_value");
}

TEST(ProgrammeDefinition, what_is_left_out_is_not_asked_for) {
  const ProgrammeReading reading = read_programme(
      with("[limit]\nmonths = 18\nwarning_days = [7, 90, 30]\nextension_by = \"manager\"\n", ""));
  ASSERT_TRUE(reading.definition);
  EXPECT_FALSE(reading.definition->limit);
  EXPECT_FALSE(reading.definition->period);
  EXPECT_FALSE(reading.definition->handover);
  EXPECT_TRUE(reading.definition->intake.needs.empty());
  EXPECT_EQ(reading.definition->retention.years, 5);
}

TEST(ProgrammeDefinition, a_reference_to_a_key_that_is_not_there_is_named) {
  EXPECT_EQ(codes(with("name = \"A\"\n", "name = \"A\"\ncommissioner = \"x\"\n")),
            "6:units.commissioner:programme_reference");
  EXPECT_EQ(codes(with("en = \"Coach\" }\n", "en = \"Coach\" }\npartner = \"x\"\n")),
            "13:team_roles.partner:programme_reference");
  EXPECT_EQ(
      codes(std::string(small) + "[[plan_sections]]\nkey = \"s\"\nname = \"S\"\nrole = \"x\"\n"),
      "25:plan_sections.role:programme_reference");
  EXPECT_EQ(codes(std::string(small) + "[[targets]]\nkey = \"t\"\nname = \"T\"\nof = \"all\"\n"
                                       "outcomes = [\"work\", \"x\"]\npercent_min = 20\n"),
            "26:targets.outcomes:programme_reference");
}

TEST(ProgrammeDefinition, a_period_is_two_days_in_their_order) {
  const auto period = [](const std::string& days) {
    return codes(with("commissioner = \"C\"", "commissioner = \"C\", period = { " + days + " }"));
  };
  EXPECT_EQ(period("from = 2026-01-01, until = 2026-01-01"), "");
  EXPECT_EQ(period("from = 2026-01-02, until = 2026-01-01"),
            "2:programme.period.until:programme_value");
  EXPECT_EQ(period("from = 2026-01-02"), "2:programme.period.until:programme_missing_key");
  EXPECT_EQ(period("from = \"2026-01-02\", until = 2026-02-01"),
            "2:programme.period.from:programme_type");
  EXPECT_EQ(period("from = 2026-02-30, until = 2026-03-01"), "2::programme_syntax");
  EXPECT_EQ(period("from = 2026-01-01T10:00:00, until = 2026-03-01"),
            "2:programme.period.from:programme_type");
}

TEST(ProgrammeDefinition, warnings_come_from_early_to_late_and_streams_may_be_absent) {
  const ProgrammeReading reading = read_programme(small);
  ASSERT_TRUE(reading.definition);
  EXPECT_EQ(reading.definition->limit->warning_days, (std::vector<int>{90, 30, 7}));
  EXPECT_TRUE(reading.definition->streams.empty());
  EXPECT_EQ(reading.definition->units[0].name.en, "A");
}

TEST(ProgrammeDefinition, an_unknown_key_is_named_where_it_stands) {
  EXPECT_EQ(codes(with("months = 18", "months = 18\nmonth = 18")),
            "8:limit.month:programme_unknown_key");
  EXPECT_EQ(codes(with("format = 1", "format = 1\ncolour = \"red\"")),
            "2:colour:programme_unknown_key");
  EXPECT_EQ(codes(with("en = \"Coach\"", "en = \"Coach\", fi = \"x\"")),
            "12:team_roles.name.fi:programme_unknown_key");
}

TEST(ProgrammeDefinition, a_missing_key_is_named_by_the_line_of_its_table) {
  EXPECT_EQ(codes(with("months = 18\n", "")), "6:limit.months:programme_missing_key");
  EXPECT_EQ(codes(with(", en = \"Coach\"", "")), "12:team_roles.name.en:programme_missing_key");
  EXPECT_EQ(codes(with("format = 1\n", "")), "1:format:programme_missing_key");
}

TEST(ProgrammeDefinition, wrong_types_are_refused) {
  EXPECT_EQ(codes(with("months = 18", "months = \"18\"")), "7:limit.months:programme_type");
  EXPECT_EQ(codes(with("months = 18", "months = 18.5")), "7:limit.months:programme_type");
  EXPECT_EQ(codes(with("key = \"coach\"", "key = 1")), "11:team_roles.key:programme_type");
  EXPECT_EQ(codes(with("[7, 90, 30]", "90")), "8:limit.warning_days:programme_type");
  EXPECT_EQ(codes(with("[7, 90, 30]", "[\"7\"]")), "8:limit.warning_days:programme_type");
  EXPECT_EQ(codes(with("[[units]]\nkey = \"a\"\nname = \"A\"\n", "units = [1]\n")),
            "3:units:programme_type");
}

TEST(ProgrammeDefinition, values_out_of_range_are_refused) {
  EXPECT_EQ(codes(with("months = 18", "months = 0")), "7:limit.months:programme_range");
  EXPECT_EQ(codes(with("months = 18", "months = 9223372036854775807")),
            "7:limit.months:programme_range");
  EXPECT_EQ(codes(with("[7, 90, 30]", "[-7]")), "8:limit.warning_days:programme_range");
  EXPECT_EQ(codes(with("[7, 90, 30]", "[]")), "8:limit.warning_days:programme_range");
  EXPECT_EQ(codes(with("name = \"A\"", "name = \"\"")), "5:units.name:programme_range");
  EXPECT_EQ(codes(with("name = \"A\"", "name = \"" + std::string(201, 'x') + "\"")),
            "5:units.name:programme_range");
}

TEST(ProgrammeDefinition, values_that_mean_nothing_are_refused) {
  EXPECT_EQ(codes(with("counts_as = \"work\"", "counts_as = \"job\"")),
            "16:outcomes.counts_as:programme_value");
  EXPECT_EQ(codes(with("key = \"a\"", "key = \"Öster\"")), "4:units.key:programme_value");
  EXPECT_EQ(codes(with("[\"unit\"]", "[\"moon\"]")), "20:reports.by:programme_value");
}

TEST(ProgrammeDefinition, a_coach_cannot_be_given_the_decision_on_more_time) {
  EXPECT_EQ(codes(with("\"manager\"", "\"coach\"")), "9:limit.extension_by:programme_value");
}

TEST(ProgrammeDefinition, duplicates_are_refused) {
  EXPECT_EQ(codes(with("[limit]", "[[units]]\nkey = \"a\"\nname = \"B\"\n[limit]")),
            "6:units.key:programme_duplicate");
  EXPECT_EQ(codes(with("[7, 90, 30]", "[7, 7]")), "8:limit.warning_days:programme_duplicate");
  EXPECT_EQ(codes(with("[\"enrolled\",", "[\"share_of_all\",")),
            "21:reports.figures:programme_duplicate");
}

TEST(ProgrammeDefinition, one_share_without_the_other_is_refused) {
  EXPECT_EQ(codes(with(", \"share_of_all\"", "")), "21:reports.figures:programme_value");
  EXPECT_EQ(codes(with(" \"share_of_finished\",", "")), "21:reports.figures:programme_value");
}

TEST(ProgrammeDefinition, every_mistake_is_found_in_one_reading) {
  std::string text = with("months = 18", "months = 0");
  text.replace(text.find("key = \"coach\""), 13, "kee = \"coach\"");
  text.replace(text.find("\"unit\""), 6, "\"moon\"");
  EXPECT_EQ(codes(text),
            "7:limit.months:programme_range 10:team_roles.key:programme_missing_key "
            "11:team_roles.kee:programme_unknown_key 20:reports.by:programme_value");
}

// Each mistake's Swedish sentence.
std::vector<std::string> told_in_swedish(std::string_view text) {
  std::vector<std::string> told;
  const ProgrammeReading reading = read_programme(text);
  for (const Problem& problem : reading.problems.listed()) told.push_back(problem.sentence.sv);
  return told;
}

TEST(ProgrammeDefinition, every_mistake_is_told_in_swedish_too) {
  using Told = std::vector<std::string>;
  EXPECT_EQ(told_in_swedish(with("months = 18", "months = 0")),
            Told{"Talet ska vara från 1 till 120."});
  EXPECT_EQ(told_in_swedish(with("months = 18", "months = \"18\"")),
            Told{"Här ska stå ett heltal utan citattecken."});
  EXPECT_EQ(told_in_swedish(with("months = 18\n", "")), Told{"Nyckeln saknas; lägg till den."});
  EXPECT_EQ(told_in_swedish(with("[\"unit\"]", "[\"moon\"]")),
            Told{"Här ska stå något av unit, district, year, commissioner."});
  EXPECT_EQ(told_in_swedish(with("en = \"Coach\"", "en = \"Coach\", fi = \"x\"")),
            Told{"Nyckeln är okänd; rätta stavningen. Här känns dessa igen: sv, en."});
  EXPECT_EQ(told_in_swedish(with("[limit]", "[limit")),
            Told{"Raden går inte att läsa. Se efter att text står inom citattecken, att varje [ "
                 "och { stängs och att inget namn står två gånger."});
  EXPECT_EQ(told_in_swedish(with("\"A\"", "Öster")),
            Told{"En text med sådana bokstäver ska stå inom citattecken."});
}

TEST(ProgrammeDefinition, an_anchor_of_no_item_of_the_scale_is_named) {
  const std::string scale =
      "[fidelity]\nscale = \"ips_25\"\nversion = \"1\"\n"
      "[[fidelity.anchors]]\nkey = \"moon\"\nbounds = [1, 2, 3, 4]\n";
  EXPECT_EQ(codes(std::string(small) + scale), "26:fidelity.anchors.key:programme_reference");
}

TEST(ProgrammeDefinition, a_syntax_error_is_named_with_its_line) {
  EXPECT_EQ(codes(with("months = 18", "months = ")), "7::programme_syntax");
  EXPECT_EQ(codes(with("[limit]", "[limit")), "6::programme_syntax");
  EXPECT_EQ(codes(with("months = 18", "months = 18\nmonths = 18")), "8::programme_syntax");
  EXPECT_EQ(codes(with("\"A\"", "\"\xE5\"")), "5::programme_syntax");
}

TEST(ProgrammeDefinition, a_swedish_letter_outside_quotes_is_named_with_its_line) {
  EXPECT_EQ(codes(with("\"A\"", "Öster")), "5::programme_syntax");
  EXPECT_EQ(codes(with("name = \"A\"", "enhetsnämn = \"A\"")), "5::programme_syntax");
  EXPECT_EQ(codes(with("[limit]", "å[limit]")), "6::programme_syntax");
  EXPECT_EQ(codes(with("months = 18", "months = 18 \xC2\xA0")), "7::programme_syntax");
  EXPECT_EQ(codes(with("name = \"A\"", "name = \"A")), "5::programme_syntax");
}

TEST(ProgrammeDefinition, headers_and_keys_that_are_none_are_named_with_their_line) {
  for (const char* header :
       {"[", "[[", "[[[limit]]]", "[[=", "[#limit]", "[]", "[ ]", "  [[", "[.a]"}) {
    EXPECT_EQ(codes(with("[limit]", header)), "6::programme_syntax") << header;
  }
  std::string dots = "a";
  for (int i = 0; i < 50'000; ++i) dots += ".a";
  EXPECT_EQ(codes(with("[limit]", "[" + dots + "]")), "6::programme_syntax");
  EXPECT_EQ(codes(with("months = 18", dots + " = 1")), "7::programme_syntax");
}

TEST(ProgrammeDefinition, a_bracket_of_the_wrong_kind_is_named_with_its_line) {
  EXPECT_EQ(codes(with("[7, 90, 30]", "[7, 90, }]")), "8::programme_syntax");
  EXPECT_EQ(codes(with("[7, 90, 30]", "[,]")), "8::programme_syntax");
  EXPECT_EQ(codes(with("[7, 90, 30]", "{ 7 ]")), "8::programme_syntax");
}

TEST(ProgrammeDefinition, swedish_letters_in_every_kind_of_string_and_comment_are_read) {
  for (const char* name : {"\"Öster\" # å", "'Öster'", "\"\"\"Öster\"\"\"", "\'\'\'\nÖster\'\'\'",
                           "\"\"\"\nÖ\\\nster\"\"\"", "\"\\u00D6ster\""}) {
    const ProgrammeReading reading = read_programme(with("\"A\"", name));
    ASSERT_TRUE(reading.definition) << name << reading.problems.to_error("").what;
    EXPECT_EQ(reading.definition->units[0].name.sv, "Öster") << name;
  }
  EXPECT_EQ(read_programme(with("\"A\"", "\"\"\"Ö \\\" ö\"\"\"\"\"")).definition->units[0].name.sv,
            "Ö \" ö\"\"");
  EXPECT_EQ(codes("\xEF\xBB\xBF" + std::string(small)), "");
  EXPECT_EQ(codes(with("months = 18", "\"månader\" = 18\nmonths = 18")),
            "7:limit.månader:programme_unknown_key");
  for (const char* name : {"~", "~C3~A5", "å~7E", "\\u00E5~"}) {
    const auto reading = read_programme(with("\"A\"", "\"" + std::string(name) + "\""));
    EXPECT_EQ(reading.definition->units[0].name.sv, name[0] == '\\' ? "å~" : name);
  }
  EXPECT_EQ(read_programme(with("\"A\"", "\"\\u007EFF\"")).definition->units[0].name.sv, "~FF");
}

TEST(ProgrammeDefinition, a_newer_format_is_one_message) {
  EXPECT_EQ(codes(with("format = 1", "format = 2\nshiny = true")), "1:format:programme_too_new");
  EXPECT_EQ(codes(with("format = 1", "format = 0")), "1:format:programme_range");
}

TEST(ProgrammeDefinition, an_empty_or_huge_or_hostile_file_is_refused) {
  EXPECT_FALSE(read_programme("").definition);
  EXPECT_EQ(codes(std::string(300'000, '#')), "0::programme_too_large");
  EXPECT_FALSE(read_programme("a = " + std::string(100'000, '[')).definition);
  EXPECT_FALSE(read_programme(std::string(1, '\0')).definition);
}

TEST(ProgrammeDefinition, no_truncation_of_the_file_is_taken_for_whole) {
  const std::string text(small);
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    EXPECT_FALSE(read_programme(text.substr(0, size)).definition) << size;
  }
}

}  // namespace
}  // namespace brygga::casework
