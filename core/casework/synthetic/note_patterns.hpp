// Notes in Swedish for synthetic cases, built from patterns by what they are about.
//
// Search, merging and reading are tried on text that looks like a coach's own: short sentences,
// names of places and tasks, a next step. Nobody real is in them. Constants; pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "casework/synthetic/dice.hpp"

namespace brygga::casework {

enum class NoteTheme : std::uint8_t {
  intake,
  mapping,
  language,
  health,
  placement,
  job_search,
  absence,
  studies,
  family,
  ending,
  next_step,  // what a note ends with
};

struct NotePattern {
  NoteTheme theme;
  std::string_view text;  // with slots such as {namn}
};

std::span<const NotePattern> note_patterns();

// What the slots of a case's own are filled with; the others ({yrke}, {uppgift}, {plats}, {dag},
// {steg}) come from the phrasebook.
struct NoteContext {
  std::string_view first_name;
  std::string_view employer;  // empty: none yet
};

// Two or three sentences on the theme, and often a next step. UTF-8.
std::string write_note(NoteTheme theme, const NoteContext& context, Dice& dice);

}  // namespace brygga::casework
