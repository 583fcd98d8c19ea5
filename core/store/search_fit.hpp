// How well a row fits what a person searches for.
//
// A rank says how well one term fits: the fit times two, and one more in names and numbers. Of a
// row there is one number, its fitness: the worst rank of the terms, the best one, and the field of
// the best. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/search.hpp"

namespace brygga {

using Fitness = std::uint32_t;  // 0: it does not fit
inline constexpr std::uint32_t ranks = 8;

std::uint32_t rank_of(SearchFit fit, SearchKind kind);
SearchFit fit_of(std::uint32_t rank);

// Of equal ranks the first field is the greater.
Fitness fitness_of(std::uint32_t rank, FieldNumber field);
std::uint32_t worst_rank(Fitness fitness);
FieldNumber best_field(Fitness fitness);
// Of a row that has to fit both terms.
Fitness fitness_of_both(Fitness a, Fitness b);

// Whether the word is long enough to be looked for inside others.
bool is_part(std::string_view word);
// How a part fits a word that holds it, but does not begin with it.
SearchFit fit_within(SearchKind kind, std::string_view word, std::string_view part);
// How what is wanted fits a word of a field; nothing when it does not.
std::optional<SearchFit> fit_of_word(SearchKind kind, std::string_view word,
                                     std::string_view wanted);

}  // namespace brygga
