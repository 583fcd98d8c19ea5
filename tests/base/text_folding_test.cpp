#include "base/text_folding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace brygga {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> folded(std::string_view text) {
  std::vector<std::string> words;
  for (const FoldedWord& word : folded_words(text)) words.push_back(word.folded);
  return words;
}

TEST(FoldedWords, lose_case_and_marks) {
  EXPECT_THAT(folded("Åsa ÖBERG Müller José Łódź"),
              ElementsAre("asa", "oberg", "muller", "jose", "lodz"));
  EXPECT_THAT(folded("Straße Bæk Đorđe Nguyễn"), ElementsAre("strasse", "baek", "dorde", "nguyen"));
  EXPECT_THAT(folded("ИВАН Ѓорѓи ΑΘΗΝΑ"), ElementsAre("иван", "ѓорѓи", "αθηνα"));
}

TEST(FoldedWords, are_the_same_for_letters_that_are_put_together) {
  EXPECT_EQ(folded("A\xCC\x8Asa"), folded("Åsa"));
}

TEST(FoldedWords, keep_letters_that_have_no_simpler_form) {
  EXPECT_THAT(folded("محمد 李明"), ElementsAre("محمد", "李明"));
}

TEST(FoldedWords, are_parted_and_joined_by_hyphens_and_apostrophes) {
  EXPECT_THAT(folded("Anna-Karin"), ElementsAre("anna", "karin", "annakarin"));
  EXPECT_THAT(folded("O’Brien"), ElementsAre("o", "brien", "obrien"));
  EXPECT_THAT(folded("Eva-Maria-Lena x"), ElementsAre("eva", "maria", "lena", "evamarialena", "x"));
  EXPECT_THAT(folded("-a- b -- c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(folded("soft\xC2\xADhyphen"), ElementsAre("softhyphen"));
}

TEST(FoldedWords, say_where_they_stand) {
  const std::string text = "En Åsa-Lo.";
  const auto words = folded_words(text);
  ASSERT_EQ(words.size(), 4U);
  EXPECT_EQ(text.substr(words[1].at, words[1].size), "Åsa");
  EXPECT_EQ(text.substr(words[3].at, words[3].size), "Åsa-Lo");
  EXPECT_TRUE(words[3].is_joined);
}

TEST(FoldedWords, of_any_bytes_are_words_or_nothing) {
  EXPECT_TRUE(folded("").empty());
  EXPECT_TRUE(folded(" \"*'()^ \xFF\xC3 %--, \xF0\x9F").empty());
  EXPECT_THAT(folded(std::string_view("a\0b\xC0\x80"
                                      "c\xED\xA0\x80"
                                      "d",
                                      10)),
              ElementsAre("a", "b", "c", "d"));
}

TEST(FoldedWords, are_cut_at_a_character) {
  const std::string longest(folded_word_bytes_max - 1, 'x');
  EXPECT_THAT(folded(longest + "李x"), ElementsAre(longest));
  EXPECT_EQ(folded(std::string(100'000, 'y')).front().size(), folded_word_bytes_max);
}

TEST(LowerCase, is_known_for_ascii_and_latin_1) {
  EXPECT_EQ(to_lower("ÅÄÖ ÉÜ Resultat_FRÅN ×Þ ß"), "åäö éü resultat_från ×þ ß");
}

TEST(Utf8, sequences_are_told_from_what_is_none) {
  for (const char* good : {"a", "\xC2\x80", "\xE2\x82\xAC", "\xF4\x8F\xBF\xBF"}) {
    const std::string_view text(good);
    ASSERT_EQ(utf8_sequence_length(text, 0), text.size());
    std::string again;
    append_utf8(again, utf8_code_point(text));
    EXPECT_EQ(again, text);
  }
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_EQ(utf8_sequence_length(bad, 0), 0U);
  }
  EXPECT_EQ(utf8_sequence_length("", 0), 0U);
}

}  // namespace
}  // namespace brygga
