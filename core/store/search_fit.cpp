#include "store/search_fit.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "store/search_terms.hpp"

namespace brygga {

std::uint32_t rank_of(SearchFit fit, SearchKind kind) {
  return static_cast<std::uint32_t>(fit) * 2 + (kind == SearchKind::text ? 0 : 1);
}

SearchFit fit_of(std::uint32_t rank) { return static_cast<SearchFit>(rank / 2); }

Fitness fitness_of(std::uint32_t rank, FieldNumber field) {
  return rank << 16 | rank << 8 | (255U - field);
}

std::uint32_t worst_rank(Fitness fitness) { return fitness >> 16; }

FieldNumber best_field(Fitness fitness) { return static_cast<FieldNumber>(255U - (fitness & 255)); }

Fitness fitness_of_both(Fitness a, Fitness b) {
  if (a == 0 || b == 0) return 0;
  return std::min(a >> 16, b >> 16) << 16 | std::max(a & 0xFFFF, b & 0xFFFF);
}

bool is_part(std::string_view word) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < word.size() && characters < search_part_min; ++characters) {
    at += std::max<std::size_t>(1, utf8_sequence_length(word, at));
  }
  return characters >= search_part_min;
}

SearchFit fit_within(SearchKind kind, std::string_view word, std::string_view part) {
  const bool is_end = kind == SearchKind::digits && word.ends_with(part);
  return is_end ? SearchFit::beginning : SearchFit::inside;
}

std::optional<SearchFit> fit_of_word(SearchKind kind, std::string_view word,
                                     std::string_view wanted) {
  if (word == wanted) return SearchFit::whole;
  if (word.starts_with(wanted)) return SearchFit::beginning;
  if (!is_part(wanted) || word.find(wanted) == std::string_view::npos) return std::nullopt;
  return fit_within(kind, word, wanted);
}

}  // namespace brygga
