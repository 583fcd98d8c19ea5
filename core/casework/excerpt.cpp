#include "casework/excerpt.hpp"

#include <algorithm>
#include <vector>

#include "base/text_folding.hpp"
#include "base/utf8.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t words_before = 5;
constexpr std::size_t words_after = 9;
constexpr std::string_view ellipsis = "…";

std::vector<FoldedWord> single_words(std::string_view text) {
  std::vector<FoldedWord> words = folded_words(text);
  std::erase_if(words, [](const FoldedWord& word) { return word.is_joined; });
  return words;
}

// 3 for the word itself, 2 for its beginning, 1 for a part, 0 for nothing of it.
int fit_of(const FoldedWord& word, const std::vector<FoldedWord>& wanted) {
  int best = 0;
  for (const FoldedWord& one : wanted) {
    const std::size_t at = word.folded.find(one.folded);
    if (at == std::string::npos) continue;
    const int fit = word.folded == one.folded ? 3 : at == 0 ? 2 : 1;
    best = std::max(best, fit);
  }
  return best;
}

// The first of the words that fit best.
std::size_t place_of(const std::vector<FoldedWord>& words, std::string_view searched) {
  const std::vector<FoldedWord> wanted = single_words(searched);
  std::size_t place = 0;
  int best = 0;
  for (std::size_t i = 0; i < words.size() && best < 3; ++i) {
    const int fit = fit_of(words[i], wanted);
    if (fit > best) place = i;
    best = std::max(best, fit);
  }
  return place;
}

// As many whole characters as there is room for.
std::string_view cut(std::string_view text) {
  if (text.size() <= excerpt_bytes_max) return text;
  std::size_t end = 0;
  while (true) {
    const std::size_t length = utf8_sequence_length(text, end);
    if (length == 0 || end + length > excerpt_bytes_max) break;
    end += length;
  }
  return text.substr(0, end);
}

std::string in_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

}  // namespace

std::string excerpt(std::string_view text, std::string_view searched) {
  text = trimmed(text);
  const std::vector<FoldedWord> words = single_words(text);
  if (words.empty()) return in_one_line(cut(text));
  const std::size_t place = place_of(words, searched);
  const std::size_t first = place < words_before ? 0 : place - words_before;
  const std::size_t last = std::min(place + words_after, words.size() - 1);
  const std::size_t from = first == 0 ? 0 : words[first].at;
  const std::size_t to = last + 1 == words.size() ? text.size() : words[last].at + words[last].size;
  // With words so long that they leave no room for what was searched, it stands first.
  const bool fits = words[place].at + words[place].size - from <= excerpt_bytes_max;
  const std::size_t begin = fits ? from : words[place].at;
  const std::string_view shown = cut(text.substr(begin, to - begin));
  std::string result;
  if (begin > 0) result += ellipsis;
  result += in_one_line(shown);
  if (begin + shown.size() < text.size()) result += ellipsis;
  return result;
}

}  // namespace brygga::casework
