#include "store/search_terms.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "base/text_folding.hpp"

namespace brygga {
namespace {

// Numbers are kept as they are dialled at home, so that "+46 70 ..." and "070 ..." are the same.
constexpr std::string_view home_country = "46";
constexpr std::string_view dialled_abroad = "0046";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string only_digits(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
  return digits;
}

// "0701..." of "46701..." with the prefix "46"; also of "460701...", as in "+46 (0)70 1...".
std::string dialled_at_home(std::string_view digits, std::string_view prefix) {
  digits.remove_prefix(prefix.size());
  if (digits.starts_with('0')) digits.remove_prefix(1);
  return "0" + std::string(digits);
}

std::string indexed_digits(std::string_view value) {
  std::string digits = only_digits(value);
  const auto first = value.find_first_not_of(" \t(");
  const bool has_plus = first != std::string_view::npos && value[first] == '+';
  if (has_plus && digits.starts_with(home_country)) digits = dialled_at_home(digits, home_country);
  if (digits.starts_with(dialled_abroad)) digits = dialled_at_home(digits, dialled_abroad);
  if (digits.size() > folded_word_bytes_max) digits.resize(folded_word_bytes_max);
  return digits;
}

// The runs by which typed digits are found; none when they are too few.
std::vector<std::string> wanted_digits(const std::string& typed) {
  std::vector<std::string> runs;
  const auto add = [&](std::string run) {
    if (run.size() >= search_part_min && run.size() <= folded_word_bytes_max) {
      runs.push_back(std::move(run));
    }
  };
  add(typed);
  if (typed.starts_with(dialled_abroad)) add(dialled_at_home(typed, dialled_abroad));
  if (typed.starts_with(home_country)) add(dialled_at_home(typed, home_country));
  return runs;
}

// Digits and what people group them with.
bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789 -+()/.\xC2\xA0") == std::string_view::npos &&
         std::any_of(text.begin(), text.end(), is_digit);
}

std::vector<std::string> wanted_words(std::string_view text) {
  std::vector<std::string> words;
  for (FoldedWord& word : folded_words(text)) {
    const bool is_new = std::find(words.begin(), words.end(), word.folded) == words.end();
    if (!word.is_joined && is_new) words.push_back(std::move(word.folded));
  }
  if (words.size() > search_words_max) {
    put_in_order(words, [](const auto& a, const auto& b) { return a.size() > b.size(); });
    words.resize(search_words_max);
  }
  return words;
}

}  // namespace

std::vector<std::string> index_terms(SearchKind kind, std::string_view value) {
  std::vector<std::string> terms;
  if (kind == SearchKind::none) return terms;
  if (kind == SearchKind::digits) {
    terms.push_back(indexed_digits(value));
    if (terms.front().empty()) terms.clear();
    return terms;
  }
  for (FoldedWord& word : folded_words(value)) terms.push_back(std::move(word.folded));
  put_in_order(terms);
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

std::vector<std::vector<SearchTerm>> search_plans(std::string_view text) {
  std::vector<std::vector<SearchTerm>> plans;
  if (text.size() > search_text_bytes_max) return plans;
  const bool is_one_number = is_number(text);
  std::vector<SearchTerm> terms;
  for (std::string& word : wanted_words(text)) {
    const bool is_part = !is_one_number && std::all_of(word.begin(), word.end(), is_digit);
    std::vector<std::string> digits = is_part ? wanted_digits(word) : std::vector<std::string>{};
    terms.push_back({std::move(word), std::move(digits)});
  }
  if (!terms.empty()) plans.push_back(std::move(terms));
  if (is_one_number) {
    std::vector<std::string> digits = wanted_digits(only_digits(text));
    if (!digits.empty()) plans.push_back({{"", std::move(digits)}});
  }
  return plans;
}

}  // namespace brygga
