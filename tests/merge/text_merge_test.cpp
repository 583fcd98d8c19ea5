#include "merge/text_merge.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace brygga {
namespace {

std::string merged(std::string_view ancestor, std::string_view mine, std::string_view theirs) {
  const TextMerge merge = merge_texts(ancestor, mine, theirs);
  return merge.is_clean ? merge.text : "? " + merge.text;
}

TEST(TextMerge, changes_in_different_places_are_both_kept) {
  EXPECT_EQ(
      merged("Kom i tid och var glad.", "Kom för sent och var glad.", "Kom i tid och var trött."),
      "Kom för sent och var trött.");
  EXPECT_EQ(merged("a b c", "a b c d", "x a b c"), "x a b c d");
  EXPECT_EQ(merged("a b c", "a c", "a b c d"), "a c d");
}

TEST(TextMerge, what_one_side_left_alone_is_as_the_other_made_it) {
  EXPECT_EQ(merged("a b", "a b", ""), "");
  EXPECT_EQ(merged("a b", "c", "a b"), "c");
  EXPECT_EQ(merged("", "", "a"), "a");
}

TEST(TextMerge, the_same_change_on_both_sides_is_made_once) {
  EXPECT_EQ(merged("a b c", "a x c", "a x c"), "a x c");
  EXPECT_EQ(merged("a b c d e", "a x c d e", "a x c d y"), "a x c d y");
}

TEST(TextMerge, two_wordings_of_the_same_words_need_a_person_and_both_are_suggested) {
  EXPECT_EQ(merged("Vill till kassan.", "Vill till lagret.", "Vill till vården."),
            "? Vill till lagret / vården.");
  EXPECT_EQ(merged("Kom.", "Kom. Glad.", "Kom. Trött."), "? Kom. Glad. Trött.");
  EXPECT_EQ(merged("", "Glad", "Trött"), "? Glad / Trött");
}

TEST(TextMerge, a_deletion_against_a_change_of_the_deleted_needs_a_person) {
  EXPECT_EQ(merged("a b c", "a c", "a B c"), "? a B c");
}

TEST(TextMerge, changes_that_touch_need_a_person) {
  EXPECT_FALSE(merge_texts("ab,cd", "ab;cd", "ab,ef").is_clean);
}

TEST(TextMerge, accents_and_emoji_are_never_torn) {
  const std::string decomposed = "A\u030asa";  // Åsa with a combining ring
  EXPECT_EQ(merged("Asa kom.", decomposed + " kom.", "Asa gick."), decomposed + " gick.");
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
  const std::string couple = "\U0001F468\u200D\U0001F469";
  EXPECT_EQ(merged(family + " bra", couple + " bra", family + " dåligt"), couple + " dåligt");
  EXPECT_FALSE(merge_texts(family, couple, family + "\u200D\U0001F466").is_clean);
  EXPECT_EQ(merged("!\uFE0F a", "! a", "!\uFE0F b"), "! b");
}

TEST(TextMerge, bytes_that_are_no_utf8_do_no_harm) {
  const std::string stray(40, '\x96');
  EXPECT_EQ(merged("a b", "a b" + stray, "c b"), "c b" + stray);
  EXPECT_EQ(merged(stray, "\xF0", stray), "\xF0");
}

TEST(TextMerge, very_long_texts_are_merged_where_little_changed) {
  std::string note;
  for (int i = 0; i < 40'000; ++i) note += "ord" + std::to_string(i) + " ";
  const std::string mine = "Först. " + note;
  const std::string theirs = note + "Sist.";
  EXPECT_EQ(merged(note, mine, theirs), "Först. " + theirs);
}

TEST(TextMerge, texts_too_far_apart_need_a_person_and_lose_nothing) {
  std::string a, b, c;
  for (int i = 0; i < 5000; ++i) {
    a += "a" + std::to_string(i) + " ";
    b += "b" + std::to_string(i) + " ";
    c += "c" + std::to_string(i) + " ";
  }
  EXPECT_EQ(merged(a, b, c), "? " + b + "\n\n" + c);
}

// Such texts fit each other nearly everywhere, and would be compared word by word for seconds.
TEST(TextMerge, long_texts_of_the_same_words_over_and_over_need_a_person) {
  std::string note, mine;
  for (int i = 0; i < 120'000; ++i) {
    note += "a ";
    mine += i % 170 == 0 ? "b " : "a ";
  }
  const std::string theirs = note + "Sist.";
  EXPECT_EQ(merged(note, mine, theirs), "? " + mine + "\n\n" + theirs);
}

// Random small texts: sides may be exchanged, and each side's own new words are in the result.
TEST(TextMerge, is_the_same_whichever_side_comes_first_and_drops_no_new_word) {
  std::mt19937 random(7);
  const auto changed = [&](std::vector<std::string> words, const std::string& mark) {
    for (int edits = 0; edits < 3; ++edits) {
      const std::size_t at = random() % (words.size() + 1);
      const auto place = words.begin() + static_cast<std::ptrdiff_t>(at);
      const auto kind = random() % 3;
      if (kind == 0 || at == words.size()) {
        words.insert(place, mark + std::to_string(edits));
      } else if (kind == 1) {
        *place = mark + std::to_string(edits);
      } else {
        words.erase(place);
      }
    }
    return words;
  };
  const auto text_of = [](const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += word + " ";
    return text;
  };
  int clean = 0;
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> words;
    for (std::size_t i = random() % 12; i > 0; --i)
      words.emplace_back(1, static_cast<char>('a' + random() % 5));
    const auto mine = changed(words, "M");
    const auto theirs = changed(words, "T");
    const TextMerge one = merge_texts(text_of(words), text_of(mine), text_of(theirs));
    const TextMerge other = merge_texts(text_of(words), text_of(theirs), text_of(mine));
    ASSERT_EQ(one.is_clean, other.is_clean);
    if (one.is_clean) {
      ++clean;
      ASSERT_EQ(one.text, other.text);
    }
    for (const auto& side : {mine, theirs}) {
      for (const std::string& word : side) {
        if (word[0] == 'M' || word[0] == 'T') {
          ASSERT_NE(one.text.find(word), std::string::npos)
              << text_of(words) << "| " << text_of(mine) << "| " << text_of(theirs) << "| "
              << one.text;
        }
      }
    }
  }
  EXPECT_GT(clean, 500);
}

}  // namespace
}  // namespace brygga
