// Words as search sees them: small letters without marks, so that "asa" finds "Åsa".
//
// Folding is for finding only; what is shown, compared or sorted keeps its letters. It is the same
// everywhere and for ever, since indexes in files are made of it: whoever changes it raises
// folding_version. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brygga {

inline constexpr std::uint32_t folding_version = 1;

// So many bytes of a folded word count; what follows them is not looked at.
inline constexpr std::size_t folded_word_bytes_max = 64;

struct FoldedWord {
  std::string folded;    // UTF-8, never empty
  std::size_t at = 0;    // where the word stands in the text, in bytes
  std::size_t size = 0;  // how many bytes it takes there
  // Several words that hyphens or apostrophes join, as one: "annakarin" of "Anna-Karin". It comes
  // after them.
  bool is_joined = false;
};

// The words of the text in order. Any bytes may come: what is no letter or digit, or not UTF-8,
// parts words.
std::vector<FoldedWord> folded_words(std::string_view text);

// Lower case for ASCII and for the letters of Latin-1 (Å Ä Ö É Ü ...); all else stays as it is.
// For comparing names, in which å is not a.
std::string to_lower(std::string_view utf8);

}  // namespace brygga
