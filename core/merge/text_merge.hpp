// Three-way merge of texts by words.
//
// Two people changed the same text, each from the same earlier one. Changes that do not touch each
// other are both kept; where they do, a person must decide, and gets a suggestion that loses
// neither wording. Words are runs of letters and digits in any script, together with their
// combining marks; what lies between words is compared character by character. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace brygga {

struct TextMerge {
  bool is_clean = false;  // no change touched another: text holds both
  std::string text;       // merged; where changes touch, mine and then theirs
};

// The texts are UTF-8. When one of them is too far from the ancestor to compare with bounded work,
// the result is not clean and suggests both texts whole.
TextMerge merge_texts(std::string_view ancestor, std::string_view mine, std::string_view theirs);

}  // namespace brygga
