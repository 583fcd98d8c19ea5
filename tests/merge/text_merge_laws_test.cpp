// The laws of merging texts, on random ones: Swedish words, emoji made of several, combining marks,
// and plain nonsense. A failure names its seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "merge/text_merge.hpp"
#include "model/value.hpp"

namespace brygga {
namespace {

using Words = std::vector<std::string>;

constexpr std::uint32_t seeds = 4000;

struct Texts {
  std::string ancestor;
  std::string mine;
  std::string theirs;
};

std::string in_words(const Texts& texts) {
  return "\n  ancestor: " + texts.ancestor + "\n  mine:     " + texts.mine +
         "\n  theirs:   " + texts.theirs;
}

// --- texts of words that occur once -----------------------------------------------------------

struct WordTexts {
  Words ancestor;
  Words mine;
  Words theirs;
};

std::string text_of(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Texts text_of(const WordTexts& words) {
  return {text_of(words.ancestor), text_of(words.mine), text_of(words.theirs)};
}

Words words_of(const std::string& text) {
  Words words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ' && c != '/' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

std::string new_word(std::mt19937& random, int number) {
  static constexpr const char* stems[] = {"möte",   "åter",      "ärende", "nöjd", "praktik",
                                          "läkare", "Å\u030Aså", "kaffe",  "📅",    "👩‍🔧"};
  return stems[random() % std::size(stems)] + std::to_string(number);
}

Words changed(Words words, std::mt19937& random, int& number) {
  for (std::size_t edits = random() % 4; edits > 0; --edits) {
    const auto at = static_cast<std::ptrdiff_t>(random() % (words.size() + 1));
    const bool is_at_end = at == static_cast<std::ptrdiff_t>(words.size());
    const auto kind = random() % 3;
    if (kind == 0 || is_at_end) {
      words.insert(words.begin() + at, new_word(random, number++));
    } else if (kind == 1) {
      words[static_cast<std::size_t>(at)] = new_word(random, number++);
    } else {
      words.erase(words.begin() + at);
    }
  }
  return words;
}

WordTexts random_word_texts(std::uint32_t seed) {
  std::mt19937 random(seed);
  WordTexts texts;
  int number = 0;
  for (std::size_t i = random() % 25; i > 0; --i) {
    texts.ancestor.push_back(new_word(random, number++));
  }
  texts.mine = changed(texts.ancestor, random, number);
  texts.theirs = changed(texts.ancestor, random, number);
  return texts;
}

bool holds(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Words those_also_in(const Words& words, const Words& others) {
  Words both;
  std::copy_if(words.begin(), words.end(), std::back_inserter(both),
               [&](const std::string& word) { return holds(others, word); });
  return both;
}

// --- texts of anything --------------------------------------------------------------------------

// Characters with all that belongs to them: marks, selectors, skin tones, joined others.
const std::vector<std::string>& characters() {
  static const std::vector<std::string> list = {"a",
                                                "b",
                                                "å",
                                                "Ö",
                                                " ",
                                                " ",
                                                ".",
                                                "-",
                                                "\n",
                                                "7",
                                                "a\u030A",
                                                "o\u0308\u0301",
                                                "é",
                                                "👍",
                                                "👍\U0001F3FD",
                                                "❤\uFE0F",
                                                "👨‍👩‍👧",
                                                "🇸🇪",
                                                "日本",
                                                "\u00A0"};
  return list;
}

Words random_characters(std::mt19937& random) {
  Words text;
  for (std::size_t i = random() % 20; i > 0; --i) {
    text.push_back(characters()[random() % characters().size()]);
  }
  return text;
}

Words with_random_changes(Words text, std::mt19937& random) {
  for (std::size_t edits = random() % 4; edits > 0; --edits) {
    const auto at = static_cast<std::ptrdiff_t>(random() % (text.size() + 1));
    const std::string& character = characters()[random() % characters().size()];
    if (random() % 2 == 0 || at == static_cast<std::ptrdiff_t>(text.size())) {
      text.insert(text.begin() + at, character);
    } else {
      text.erase(text.begin() + at);
    }
  }
  return text;
}

std::string joined(const Words& characters_of_text) {
  std::string text;
  for (const std::string& character : characters_of_text) text += character;
  return text;
}

Texts random_texts(std::uint32_t seed) {
  std::mt19937 random(seed);
  const Words ancestor = random_characters(random);
  return {joined(ancestor), joined(with_random_changes(ancestor, random)),
          joined(with_random_changes(ancestor, random))};
}

// --- laws -------------------------------------------------------------------------------------

TEST(TextMergeLaws, who_changed_nothing_changes_nothing) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const Texts texts = random_texts(seed);
    for (const TextMerge& merge : {merge_texts(texts.ancestor, texts.mine, texts.ancestor),
                                   merge_texts(texts.ancestor, texts.ancestor, texts.mine),
                                   merge_texts(texts.ancestor, texts.mine, texts.mine)}) {
      ASSERT_TRUE(merge.is_clean) << "seed " << seed << in_words(texts);
      ASSERT_EQ(merge.text, texts.mine) << "seed " << seed << in_words(texts);
    }
  }
}

TEST(TextMergeLaws, sides_may_be_exchanged) {
  int clean = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const Texts texts = random_texts(seed);
    const TextMerge one = merge_texts(texts.ancestor, texts.mine, texts.theirs);
    const TextMerge other = merge_texts(texts.ancestor, texts.theirs, texts.mine);
    ASSERT_EQ(one.is_clean, other.is_clean) << "seed " << seed << in_words(texts);
    if (!one.is_clean) continue;
    ++clean;
    ASSERT_EQ(one.text, other.text) << "seed " << seed << in_words(texts);
  }
  EXPECT_GT(clean, 500);
}

TEST(TextMergeLaws, the_result_of_texts_in_utf8_is_in_utf8) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const Texts texts = random_texts(seed);
    const TextMerge merge = merge_texts(texts.ancestor, texts.mine, texts.theirs);
    ASSERT_TRUE(is_utf8(merge.text)) << "seed " << seed << in_words(texts);
  }
}

// Nothing comes out that was typed by nobody, such as an accent on another letter.
TEST(TextMergeLaws, characters_stay_whole_with_their_marks) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const Texts texts = random_texts(seed);
    std::string rest = merge_texts(texts.ancestor, texts.mine, texts.theirs).text;
    while (!rest.empty()) {
      std::size_t longest = 0;
      for (const std::string& character : characters()) {
        if (rest.compare(0, character.size(), character) == 0) {
          longest = std::max(longest, character.size());
        }
      }
      if (longest == 0 && rest[0] == '/') longest = 1;
      ASSERT_NE(longest, 0U) << rest << "\n seed " << seed << in_words(texts);
      rest.erase(0, longest);
    }
  }
}

TEST(TextMergeLaws, a_clean_result_has_what_each_side_wrote_and_not_what_either_deleted) {
  int clean = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const WordTexts words = random_word_texts(seed);
    const Texts texts = text_of(words);
    const TextMerge merge = merge_texts(texts.ancestor, texts.mine, texts.theirs);
    if (!merge.is_clean) continue;
    ++clean;
    const Words result = words_of(merge.text);
    std::set<std::string> expected;
    for (const std::string& word : words.ancestor) {
      if (holds(words.mine, word) && holds(words.theirs, word)) expected.insert(word);
    }
    for (const Words& side : {words.mine, words.theirs}) {
      for (const std::string& word : side) {
        if (!holds(words.ancestor, word)) expected.insert(word);
      }
    }
    ASSERT_EQ(std::set<std::string>(result.begin(), result.end()), expected)
        << merge.text << "\n seed " << seed << in_words(texts);
    ASSERT_EQ(result.size(), expected.size()) << "seed " << seed << in_words(texts);
  }
  EXPECT_GT(clean, 500);
}

TEST(TextMergeLaws, a_clean_result_keeps_the_order_of_each_side) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const WordTexts words = random_word_texts(seed);
    const Texts texts = text_of(words);
    const TextMerge merge = merge_texts(texts.ancestor, texts.mine, texts.theirs);
    if (!merge.is_clean) continue;
    const Words result = words_of(merge.text);
    for (const Words& side : {words.mine, words.theirs}) {
      ASSERT_EQ(those_also_in(result, side), those_also_in(side, result))
          << merge.text << "\n seed " << seed << in_words(texts);
    }
  }
}

TEST(TextMergeLaws, a_suggestion_has_all_that_either_side_wrote) {
  int suggested = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const WordTexts words = random_word_texts(seed);
    const Texts texts = text_of(words);
    const TextMerge merge = merge_texts(texts.ancestor, texts.mine, texts.theirs);
    if (merge.is_clean) continue;
    ++suggested;
    for (const Words& side : {words.mine, words.theirs}) {
      for (const std::string& word : side) {
        const bool is_new = !holds(words.ancestor, word);
        ASSERT_TRUE(!is_new || merge.text.find(word) != std::string::npos)
            << word << " is not in " << merge.text << "\n seed " << seed << in_words(texts);
      }
    }
  }
  EXPECT_GT(suggested, 100);
}

}  // namespace
}  // namespace brygga
