// What a text is found by: the terms of a field's value that stand in the index, and those that a
// person asks for. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/schema.hpp"

namespace brygga {

// The longest text that is searched for; a longer one finds nothing.
inline constexpr std::size_t search_text_bytes_max = 200;
// Of a text with more words than this, the longest count.
inline constexpr std::size_t search_words_max = 16;
// Shorter parts are looked for only where words begin, fewer digits not at all.
inline constexpr std::size_t search_part_min = 3;

// The terms of a value, each once, in order. Of a field of kind digits there is at most one.
std::vector<std::string> index_terms(SearchKind kind, std::string_view value);

// What has to be in a row: the word in a field of words, or one of these runs in a field of digits.
struct SearchTerm {
  std::string word;                 // folded; empty: no word will do
  std::vector<std::string> digits;  // empty: no digits will do
};

// Ways of reading what a person typed, one or two: any of them may fit a row, and then all of its
// terms do. None when there is nothing to look for.
std::vector<std::vector<SearchTerm>> search_plans(std::string_view text);

}  // namespace brygga
