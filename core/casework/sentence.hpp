// What is told to a person, in both languages of the product.
//
// A rule and its words stand together, so each fault is made with both sentences. Faults that come
// from below, from the store or from the office, have a code and an English sentence; swedish_of()
// has their Swedish. Values; pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace brygga::casework {

struct Sentence {
  std::string en;
  std::string sv;
};

// The Swedish sentence for a code of PROTOCOL.md, of the store or of a single value's form; empty
// when there is none.
std::string swedish_of(std::string_view code);

// An error as it is told to a person. In Swedish by its reason, else by its code; where there is
// neither, in English twice.
Sentence sentence_of(const Error& error);

}  // namespace brygga::casework
