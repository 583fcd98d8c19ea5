// Searching as people do: a name without its marks, a word of a note, the last digits of a number.
#include "casework/excerpt.hpp"
#include "casework/identity_number.hpp"
#include "casework/tablet.hpp"

namespace brygga::casework::testing {
namespace {

class SearchQuery : public TabletTest {
 protected:
  std::string add_numbered_person() {
    digits_ = make_test_number(make_date(1990, 2, 3).value(), 985).value().digits();
    return ok("participant.add", {{"first_name", "Åsa"},
                                  {"last_name", "Müller"},
                                  {"identity_number", digits_}})["participant"];
  }
  json hits(const std::string& text) { return ok("search", {{"text", text}})["hits"]; }

  std::string digits_;
};

TEST_F(SearchQuery, finds_names_numbers_and_notes_with_their_participant) {
  const std::string who = add_numbered_person();
  clock_.now_ms += 1000;
  ok("note.write", {{"participant", who}, {"body", "Träffade butikschefen idag."}});
  const json by_name = hits("asa muller");
  ASSERT_EQ(by_name.size(), 1U);
  EXPECT_EQ(by_name[0], (json{{"kind", "participant"},
                              {"id", who},
                              {"participant", who},
                              {"name", "Åsa Müller"},
                              {"field", "first_name"},
                              {"excerpt", "Åsa"}}));
  const json by_number = hits(digits_.substr(8));
  ASSERT_EQ(by_number.size(), 1U);
  EXPECT_EQ(by_number[0]["kind"], "identity");
  EXPECT_EQ(by_number[0]["name"], "Åsa Müller");
  EXPECT_EQ(by_number[0]["excerpt"], digits_.substr(2, 6) + "-" + digits_.substr(8));
  const json by_word = hits("chef");
  ASSERT_EQ(by_word.size(), 1U);
  EXPECT_EQ(by_word[0]["kind"], "note");
  EXPECT_EQ(by_word[0]["participant"], who);
  EXPECT_EQ(by_word[0]["field"], "body");
  EXPECT_EQ(by_word[0]["excerpt"], "Träffade butikschefen idag.");
}

TEST_F(SearchQuery, is_narrowed_by_kind_and_bounded) {
  for (int i = 0; i < 3; ++i) {
    const std::string who = add_person("Amina", "Berg");
    ok("note.write", {{"participant", who}, {"body", "Berg kom i tid."}});
  }
  EXPECT_EQ(ok("search", {{"text", "berg"}})["total"], 6);
  const json notes = ok("search", {{"text", "berg"}, {"kinds", {"note"}}, {"limit", 2}});
  EXPECT_EQ(notes["total"], 3);
  EXPECT_EQ(notes["hits"].size(), 2U);
  EXPECT_EQ(notes["hits"][0]["kind"], "note");
  expect_bad("search", {{"text", "berg"}, {"kinds", {"boat"}}}, "unknown_kind", "kinds");
  expect_bad("search", {{"text", "berg"}, {"kinds", {"unit"}}}, "unknown_kind", "kinds");
  expect_bad("search", {{"text", "berg"}, {"limit", 0}}, "out_of_range", "limit");
  expect_bad("search", json::object(), "missing_field", "text");
  expect_bad("search", {{"text", std::string(201, 'x')}}, "too_long", "text");
}

TEST_F(SearchQuery, finds_nothing_for_odd_texts) {
  add_person();
  for (const char* text : {"%", "\"", "' OR 1=1 --", "*", "-"}) {
    EXPECT_EQ(ok("search", {{"text", text}}), (json{{"hits", json::array()}, {"total", 0}}));
  }
}

TEST_F(SearchQuery, never_finds_a_protected_identity_nor_what_is_written_about_it) {
  const std::string who = add_numbered_person();
  ok("note.write", {{"participant", who}, {"body", "Hemligt möte."}});
  ASSERT_EQ(hits("hemligt").size(), 1U);
  ok("participant.protect", {{"participant", who}, {"level", 1}});
  for (const std::string& text : {std::string("asa"), std::string("hemligt"), digits_}) {
    EXPECT_EQ(ok("search", {{"text", text}})["total"], 0) << text;
  }
  EXPECT_EQ(ok("participants.list", {{"search", "asa"}})["total"], 0);
  EXPECT_EQ(ok("participants.find", {{"text", "asa"}})["total"], 0);
  // Who knows the whole number, or has the list, has found the person already.
  EXPECT_EQ(ok("participants.find", {{"text", digits_}})["total"], 1);
  EXPECT_EQ(ok("participants.list")["total"], 1);
}

TEST_F(SearchQuery, participants_are_listed_by_the_same_words) {
  add_person("Åsa", "Öberg");
  add_person("Anna-Karin", "Lindberg");
  const auto total = [&](const char* name, const char* field, const char* text) {
    return ok(name, {{field, text}})["total"];
  };
  for (const char* text : {"asa", "åsa öberg", "obe", "å"}) {
    EXPECT_GE(total("participants.list", "search", text), 1) << text;
    EXPECT_GE(total("participants.find", "text", text), 1) << text;
  }
  EXPECT_EQ(total("participants.list", "search", "berg"), 2);
  EXPECT_EQ(total("participants.find", "text", "annakarin"), 1);
}

TEST_F(SearchQuery, a_list_is_in_the_order_of_the_names_as_they_are_now) {
  const std::string anna = add_person("Anna", "Zetterlund");
  const auto names = [&](const json& input = json::object()) {
    std::vector<std::string> all;
    const json answer = ok("participants.list", input);
    for (const json& one : answer["participants"]) all.push_back(one["name"]);
    return all;
  };
  EXPECT_EQ(names(), (std::vector<std::string>{"Anna Zetterlund"}));
  add_person("Örjan", "Ek");
  EXPECT_EQ(names(), (std::vector<std::string>{"Örjan Ek", "Anna Zetterlund"}));
  ok("participant.update",
     {{"participant", anna}, {"version", show(anna)["version"]}, {"last_name", "Berg"}});
  EXPECT_EQ(names(), (std::vector<std::string>{"Anna Berg", "Örjan Ek"}));
  EXPECT_EQ(names({{"search", "berg"}}), (std::vector<std::string>{"Anna Berg"}));
  const std::string again = add_person("Anna", "Bergh");
  EXPECT_EQ(names({{"search", "anna"}}), (std::vector<std::string>{"Anna Berg", "Anna Bergh"}));
  ok("participant.join", {{"participant", again}, {"other", anna}});
  EXPECT_EQ(names({{"search", "anna"}}).size(), 1U);
  EXPECT_EQ(names().size(), 2U);
}

TEST(Excerpt, shows_some_words_around_the_best_one) {
  const std::string text =
      "One two three four five six seven eight nine bergman ten\neleven Berg twelve thirteen "
      "fourteen fifteen sixteen seventeen eighteen nineteen twenty end.";
  EXPECT_EQ(excerpt(text, "berg"),
            "…eight nine bergman ten eleven Berg twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty…");
  EXPECT_EQ(excerpt("Short.", "berg"), "Short.");
  EXPECT_EQ(excerpt("Åsa kom.", "asa"), "Åsa kom.");
  EXPECT_EQ(excerpt("", "asa"), "");
  EXPECT_EQ(excerpt(" -- ", "asa"), "--");
}

TEST(Excerpt, is_bounded_and_cut_between_characters) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "ååååååååå";
  const std::string of_one_word = excerpt(text, "x");
  EXPECT_LE(of_one_word.size(), excerpt_bytes_max + 6);
  EXPECT_TRUE(is_utf8(of_one_word));
  const std::string of_a_later = excerpt(text + " berg " + text, "berg");
  EXPECT_NE(of_a_later.find("berg"), std::string::npos);
  EXPECT_LE(of_a_later.size(), excerpt_bytes_max + 6);
  EXPECT_TRUE(is_utf8(of_a_later));
}

}  // namespace
}  // namespace brygga::casework::testing
