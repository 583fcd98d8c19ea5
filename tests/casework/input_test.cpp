// What every command has in common: how input is checked, and what a repeated call answers.
#include "casework/tablet.hpp"
#include "store/database.hpp"

namespace brygga::casework::testing {
namespace {

using Input = TabletTest;

TEST_F(Input, an_unknown_name_is_refused) {
  expect_bad("participant.ad", json::object(), "unknown_name", "");
}

TEST_F(Input, text_that_is_no_json_is_refused) {
  for (const char* text : {"{", "{\"first_name\":}", "\xFF", "{\"first_name\":\"\xC3\"}", "nul"}) {
    const Answer answer = casework_->call("participant.add", text);
    EXPECT_FALSE(answer.ok);
    EXPECT_EQ(json::parse(answer.json)["error"]["code"], "json_syntax") << text;
  }
}

TEST_F(Input, json_that_is_no_object_is_refused) {
  for (const char* text : {"[]", "\"text\"", "17", "null"}) {
    const Answer answer = casework_->call("participant.add", text);
    EXPECT_EQ(json::parse(answer.json)["error"]["code"], "not_an_object") << text;
  }
}

TEST_F(Input, empty_text_stands_for_an_empty_object) {
  EXPECT_TRUE(casework_->call("units.list", "").ok);
}

TEST_F(Input, json_that_is_nested_without_end_is_refused) {
  const std::string deep =
      "{\"first_name\":" + std::string(10'000, '[') + std::string(10'000, ']') + "}";
  const Answer answer = casework_->call("participant.add", deep);
  EXPECT_EQ(json::parse(answer.json)["error"]["code"], "json_depth");
}

TEST_F(Input, input_larger_than_its_fields_may_be_is_refused_unread) {
  const Answer answer = casework_->call("participant.add", std::string(4U << 20, '{'));
  EXPECT_EQ(json::parse(answer.json)["error"]["code"], "too_large");
}

TEST_F(Input, a_name_given_twice_is_refused) {
  const Answer answer =
      casework_->call("participant.add", R"({"first_name":"A","last_name":"B","first_name":"C"})");
  EXPECT_EQ(json::parse(answer.json)["error"]["code"], "json_repeated_name");
}

TEST_F(Input, an_unknown_field_is_refused_and_named) {
  expect_bad("participant.add", {{"first_name", "A"}, {"last_name", "B"}, {"firstname", "C"}},
             "unknown_field", "firstname");
}

TEST_F(Input, a_missing_field_is_refused_and_named) {
  expect_bad("participant.add", {{"first_name", "A"}}, "missing_field", "last_name");
  expect_bad("participant.add", {{"first_name", "A"}, {"last_name", nullptr}}, "missing_field",
             "last_name");
}

TEST_F(Input, blanks_do_not_fill_a_required_field) {
  expect_bad("participant.add", {{"first_name", " \t "}, {"last_name", "B"}}, "empty_text",
             "first_name");
}

TEST_F(Input, a_value_of_the_wrong_type_is_refused_and_named) {
  expect_bad("participant.add", {{"first_name", 7}, {"last_name", "B"}}, "wrong_type",
             "first_name");
  expect_bad("participant.add", {{"first_name", "A"}, {"last_name", "B"}, {"languages", "sv"}},
             "wrong_type", "languages");
  expect_bad("participant.add",
             {{"first_name", "A"}, {"last_name", "B"}, {"languages", json::array({"sv", 5})}},
             "wrong_type", "languages");
  const std::string who = add_person();
  expect_bad("checkin.record", {{"participant", who}, {"attended_minutes", "60"}}, "wrong_type",
             "attended_minutes");
  expect_bad("checkin.record", {{"participant", who}, {"attended_minutes", 59.5}}, "wrong_type",
             "attended_minutes");
  expect_bad("note.write", {{"participant", who}, {"body", "x"}, {"sign", "yes"}}, "wrong_type",
             "sign");
}

TEST_F(Input, text_beyond_its_bound_is_refused_and_the_bound_itself_is_not) {
  expect_bad("participant.add", {{"first_name", std::string(201, 'a')}, {"last_name", "B"}},
             "too_long", "first_name");
  EXPECT_TRUE(
      call("participant.add", {{"first_name", std::string(200, 'a')}, {"last_name", "B"}}).ok);
  const std::string who = add_person();
  expect_bad("note.write", {{"participant", who}, {"body", std::string(note_bytes_max + 1, 'a')}},
             "too_long", "body");
  EXPECT_TRUE(
      call("note.write", {{"participant", who}, {"body", std::string(note_bytes_max, 'a')}}).ok);
}

TEST_F(Input, control_characters_are_refused_but_a_note_may_have_lines) {
  expect_bad("participant.add", {{"first_name", "A\nB"}, {"last_name", "B"}}, "control_character",
             "first_name");
  expect_bad("participant.add", {{"first_name", std::string("A\0B", 3)}, {"last_name", "B"}},
             "control_character", "first_name");
  const std::string who = add_person();
  EXPECT_TRUE(call("note.write", {{"participant", who}, {"body", "one\ntwo"}}).ok);
}

TEST_F(Input, an_id_that_is_none_is_refused_and_an_unknown_one_is_not_found) {
  expect_bad("participant.show", {{"participant", "Alice"}}, "bad_id", "participant");
  expect_bad("participant.show", {{"participant", "018f2b6e-7c1a-7000-8000-0123456789ab"}},
             "no_such_participant", "participant");
  EXPECT_EQ(
      bad("participant.show", {{"participant", "018f2b6e-7c1a-7000-8000-0123456789ab"}})["kind"],
      "not_found");
}

TEST_F(Input, an_id_of_another_kind_of_record_is_not_found) {
  expect_bad("participant.show", {{"participant", hisingen_}}, "no_such_participant",
             "participant");
}

TEST_F(Input, impossible_dates_are_refused) {
  const std::string who = add_person();
  const auto with_start = [&](const char* start) {
    return json{{"participant", who},
                {"programme", "kompetenscenter"},
                {"unit", hisingen_},
                {"start", start}};
  };
  expect_bad("intake.record", with_start("2026-02-30"), "date_impossible", "start");
  expect_bad("intake.record", with_start("2025-02-29"), "date_impossible", "start");
  expect_bad("intake.record", with_start("31/12/2025"), "date_form", "start");
  expect_bad("intake.record", with_start("2026-1-1"), "date_form", "start");
  expect_bad("intake.record", with_start(""), "date_form", "start");
}

TEST_F(Input, times_are_taken_as_text_with_an_offset_or_as_milliseconds) {
  const std::string who = add_person();
  for (const json& at : {json("2026-09-21T10:00:00+02:00"), json("2026-09-21T08:00Z"),
                         json("2026-09-21T08:00:00.000Z"), json(1789977600000)}) {
    ok("checkin.record", {{"participant", who}, {"at", at}});
  }
  const json person = show(who);
  EXPECT_EQ(person["checkins"].size(), 4U);
  for (const json& checkin : person["checkins"]) {
    EXPECT_EQ(checkin["at"], "2026-09-21T08:00:00.000Z");
  }
}

TEST_F(Input, times_that_say_no_zone_or_do_not_exist_are_refused) {
  const std::string who = add_person();
  const auto at = [&](const json& value) { return json{{"participant", who}, {"at", value}}; };
  expect_bad("checkin.record", at("2026-09-21T10:00:00"), "time_form", "at");
  expect_bad("checkin.record", at("2026-09-21"), "time_form", "at");
  expect_bad("checkin.record", at("2026-09-21T24:00Z"), "time_form", "at");
  expect_bad("checkin.record", at("2026-09-31T10:00Z"), "date_impossible", "at");
  expect_bad("checkin.record", at("1969-12-31T10:00Z"), "time_range", "at");
  expect_bad("checkin.record", at(-1), "time_range", "at");
  expect_bad("checkin.record", at(999'999'999'999'999'999), "time_range", "at");
}

TEST_F(Input, a_repeated_command_id_gives_the_first_answer_and_saves_nothing_twice) {
  const std::string who = add_person();
  const json input = {{"participant", who},
                      {"attended_minutes", 60},
                      {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("checkin.record", input);
  clock_.now_ms += 5000;
  EXPECT_EQ(ok("checkin.record", input), first);
  EXPECT_EQ(count("checkin"), 1);
}

TEST_F(Input, a_repeated_command_answers_as_first_also_where_it_would_now_be_refused) {
  const std::string enrolment = enrol(add_person(), "2026-01-12");
  const json input = {{"enrolment", enrolment},
                      {"ended", "2026-06-30"},
                      {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("enrolment.finish", input);
  EXPECT_EQ(ok("enrolment.finish", input), first);
  expect_bad("enrolment.finish", {{"enrolment", enrolment}}, "already_finished", "enrolment");
}

TEST_F(Input, a_repeated_command_id_outlives_a_restart) {
  const std::string who = add_person();
  const json input = {{"participant", who}, {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("checkin.record", input);
  casework_.reset();
  device_.reset();
  open();
  EXPECT_EQ(ok("checkin.record", input), first);
  EXPECT_EQ(count("checkin"), 1);
}

TEST_F(Input, a_command_id_of_another_command_is_refused) {
  const std::string who = add_person();
  const char* id = "018f2b6e-7c1a-7000-8000-0123456789ab";
  ok("checkin.record", {{"participant", who}, {"command_id", id}});
  expect_bad("note.write", {{"participant", who}, {"body", "x"}, {"command_id", id}},
             "command_id_reused", "command_id");
}

TEST_F(Input, a_command_id_of_another_input_is_refused_and_the_new_text_is_not_passed_for_saved) {
  const std::string who = add_person();
  const char* id = "018f2b6e-7c1a-7000-8000-0123456789ab";
  const json first =
      ok("note.write", {{"participant", who}, {"body", "Short"}, {"command_id", id}});
  expect_bad("note.write", {{"participant", who}, {"body", "Short, and more"}, {"command_id", id}},
             "command_id_reused", "command_id");
  EXPECT_EQ(count("note"), 1);
  EXPECT_EQ(ok("note.write", {{"command_id", id}, {"body", "Short"}, {"participant", who}}), first)
      << "the order of fields is nothing";
}

TEST_F(Input, a_command_that_an_earlier_build_kept_answers_as_first) {
  const std::string who = add_person();
  const json input = {{"participant", who}, {"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}};
  const json first = ok("checkin.record", input);
  casework_.reset();
  device_.reset();
  {
    auto file = Database::open(folder_ + "/tablet.brygga", Database::Mode::existing);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->execute("UPDATE command SET result = '{' || "
                              "substr(result, instr(result, '\"name\"'))")
                    .ok());
  }
  open();
  EXPECT_EQ(ok("checkin.record", input), first);
}

TEST_F(Input, a_query_takes_no_command_id) {
  expect_bad("units.list", {{"command_id", "018f2b6e-7c1a-7000-8000-0123456789ab"}},
             "unknown_field", "command_id");
}

TEST_F(Input, nothing_is_saved_on_a_device_that_belongs_to_nobody) {
  auto fresh = Device::open(folder_ + "/fresh.brygga", schema(), clock_, random_);
  ASSERT_TRUE(fresh.ok());
  Casework casework(**fresh);
  const Answer answer = casework.call("participant.add", R"({"first_name":"A","last_name":"B"})");
  EXPECT_EQ(json::parse(answer.json)["error"]["code"], "not_enrolled");
  EXPECT_TRUE(casework.call("status", "").ok);
  EXPECT_EQ(json::parse(casework.call("me", "").json)["enrolled"], false);
}

TEST_F(Input, all_names_are_listed_with_their_fields) {
  const json commands = ok("commands.list")["commands"];
  EXPECT_EQ(commands.size(), Casework::names().size());
  for (const json& one : commands) EXPECT_FALSE(one["purpose"].get<std::string>().empty());
}

TEST_F(Input, the_documentation_describes_every_name) {
  const std::string page = source_file("docs/CASEWORK.md");
  for (const Casework::Name& one : Casework::names()) {
    EXPECT_NE(page.find("`" + one.name + "`"), std::string::npos) << one.name;
  }
}

// A number from a seeded sequence, below the bound.
class Dice {
 public:
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 20260921;
};

TEST_F(Input, whatever_bytes_come_the_answer_is_json_and_the_store_stays_sound) {
  const std::string who = add_person();
  const json version = show(who)["version"];
  const std::vector<std::pair<const char*, std::string>> calls = {
      {"participant.update", json{{"participant", who},
                                  {"version", version},
                                  {"languages", {"sv", "so"}},
                                  {"district", "Öster"}}
                                 .dump()},
      {"checkin.record", json{{"participant", who},
                              {"at", "2026-09-21T08:00Z"},
                              {"attended_minutes", 60},
                              {"comment", "å"}}
                             .dump()},
      {"intake.record", json{{"participant", who},
                             {"programme", "kompetenscenter"},
                             {"unit", hisingen_},
                             {"start", "2026-01-12"}}
                            .dump()},
      {"participants.import", json{{"programme", "kompetenscenter"},
                                   {"csv_base64", base64_of("Förnamn;Efternamn\r\nA;B\r\n")},
                                   {"dry_run", true}}
                                  .dump()},
      {"participants.find", json{{"text", "900203-9817"}}.dump()}};
  Dice dice;
  for (int round = 0; round < 3000; ++round) {
    auto [name, text] = calls[dice.below(calls.size())];
    for (std::size_t i = 0; i <= dice.below(3); ++i) {
      const std::size_t at = dice.below(text.size());
      switch (dice.below(3)) {
        case 0:
          text[at] = static_cast<char>(dice.below(256));
          break;
        case 1:
          text.erase(at, 1 + dice.below(8));
          break;
        default:
          text.insert(at, text.substr(dice.below(text.size()), 1 + dice.below(8)));
      }
      if (text.empty()) text = "{}";
    }
    ASSERT_TRUE(json::accept(casework_->call(name, text).json)) << name << " " << text;
  }
  EXPECT_EQ(show(who)["name"], "Amina Åkesson");
  EXPECT_TRUE(call("receipts.list", {{"limit", 1000}}).ok);
  EXPECT_TRUE(call("inbox.list", {{"limit", 1000}}).ok);
}

TEST(ErrorJson, tells_code_sentence_and_whether_to_try_again) {
  const json error = json::parse(
      error_json({ErrorCode::offline, "The office cannot be reached.", true, ""}))["error"];
  EXPECT_EQ(error["code"], "offline");
  EXPECT_EQ(error["kind"], "offline");
  EXPECT_EQ(error["can_retry"], true);
}

TEST(ErrorJson, bears_bytes_that_are_no_text) {
  EXPECT_TRUE(json::accept(error_json({ErrorCode::corrupt, "bad \xFF byte", false, "x"})));
}

}  // namespace
}  // namespace brygga::casework::testing
