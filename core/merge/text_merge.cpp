#include "merge/text_merge.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace brygga {
namespace {

// --- words ------------------------------------------------------------------------------------

bool is_ascii_word(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// The length of the character that begins at the front, in bytes; at most four, whatever they are.
std::size_t character_length(std::string_view text) {
  const std::size_t length_max = std::min<std::size_t>(text.size(), 4);
  std::size_t length = 1;
  while (length < length_max && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

std::uint32_t code_point(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return lead;
  std::uint32_t code = lead & (0x7FU >> character.size());
  for (const char c : character.substr(1)) {
    code = (code << 6) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return code;
}

// Marks that belong to the character before them: accents, variation selectors, skin tones, and
// the joiner that makes one emoji of several.
bool joins_on(std::uint32_t code) {
  return (code >= 0x0300 && code <= 0x036F) || (code >= 0x1AB0 && code <= 0x1AFF) ||
         (code >= 0x1DC0 && code <= 0x1DFF) || (code >= 0x20D0 && code <= 0x20FF) ||
         (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xFE20 && code <= 0xFE2F) ||
         code == 0x200D || (code >= 0x1F3FB && code <= 0x1F3FF) ||
         (code >= 0xE0020 && code <= 0xE007F);
}

// The length of the word, or of the one other character with its marks, at the front.
std::size_t word_length(std::string_view text) {
  const auto is_word = [](std::string_view character) {
    return character.size() > 1 || is_ascii_word(static_cast<unsigned char>(character.front()));
  };
  const bool in_word = is_word(text.substr(0, character_length(text)));
  std::size_t length = character_length(text);
  while (length < text.size()) {
    const std::string_view next = text.substr(length, character_length(text.substr(length)));
    if (!joins_on(code_point(next)) && !(in_word && is_word(next))) break;
    length += next.size();
  }
  return length;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t length = word_length(text);
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

// --- differences ------------------------------------------------------------------------------

using Words = std::vector<std::string_view>;

// Words [from, to) of the ancestor became words [begin, end) of the other text.
struct Change {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// So many words may have been inserted and deleted altogether; the cost grows with their square.
constexpr std::size_t distance_max = 1500;
// So many words may be compared in the search. Only long texts of a few words over and over need
// more: they fit each other nearly everywhere, and each diagonal runs through them.
constexpr std::size_t comparisons_max = 10'000'000;

// The shortest script of insertions and deletions (Myers 1986), found greedily by its length d: on
// each diagonal k = x - y, how far x comes with d steps. trail[d] is that frontier before step d.
class Script {
 public:
  Script(const Words& a, const Words& b) : a_(a), b_(b) {}

  // False when the texts are further apart than distance_max, or take more than comparisons_max.
  bool find() {
    const auto offset = static_cast<std::ptrdiff_t>(distance_max) + 1;
    std::vector<std::ptrdiff_t> frontier(2 * static_cast<std::size_t>(offset) + 1, 0);
    const auto n = static_cast<std::ptrdiff_t>(a_.size());
    const auto m = static_cast<std::ptrdiff_t>(b_.size());
    std::size_t comparisons = 0;
    for (std::ptrdiff_t d = 0; d <= static_cast<std::ptrdiff_t>(distance_max); ++d) {
      trail_.emplace_back(frontier.begin() + (offset - d - 1), frontier.begin() + (offset + d + 2));
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        const auto at = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t& {
          return frontier[static_cast<std::size_t>(offset + diagonal)];
        };
        const bool goes_down = k == -d || (k != d && at(k - 1) < at(k + 1));
        std::ptrdiff_t x = goes_down ? at(k + 1) : at(k - 1) + 1;
        const std::ptrdiff_t from = x;
        while (x < n && x - k < m && same(x, x - k)) ++x;
        at(k) = x;
        comparisons += static_cast<std::size_t>(x - from);
        if (comparisons > comparisons_max) return false;
        if (x >= n && x - k >= m) {
          steps_ = d;
          return true;
        }
      }
    }
    return false;
  }

  std::vector<Change> changes() const {
    std::vector<Change> reversed;
    auto x = static_cast<std::ptrdiff_t>(a_.size());
    auto y = static_cast<std::ptrdiff_t>(b_.size());
    for (std::ptrdiff_t d = steps_; d > 0; --d) {
      const auto& frontier = trail_[static_cast<std::size_t>(d)];
      const auto at = [&](std::ptrdiff_t diagonal) {
        return frontier[static_cast<std::size_t>(diagonal + d + 1)];
      };
      const std::ptrdiff_t k = x - y;
      const bool went_down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const std::ptrdiff_t before_k = went_down ? k + 1 : k - 1;
      const std::ptrdiff_t before_x = at(before_k);
      const std::ptrdiff_t before_y = before_x - before_k;
      add(reversed, before_x, before_y, went_down);
      x = before_x;
      y = before_y;
    }
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
  }

 private:
  bool same(std::ptrdiff_t x, std::ptrdiff_t y) const {
    return a_[static_cast<std::size_t>(x)] == b_[static_cast<std::size_t>(y)];
  }

  // One step, an insertion (down) or a deletion, at (x, y); joined to the change after it where
  // they touch.
  static void add(std::vector<Change>& reversed, std::ptrdiff_t x, std::ptrdiff_t y, bool down) {
    Change step{static_cast<std::size_t>(x), static_cast<std::size_t>(down ? x : x + 1),
                static_cast<std::size_t>(y), static_cast<std::size_t>(down ? y + 1 : y)};
    if (!reversed.empty() && reversed.back().from == step.to && reversed.back().begin == step.end) {
      reversed.back().from = step.from;
      reversed.back().begin = step.begin;
    } else {
      reversed.push_back(step);
    }
  }

  const Words& a_;
  const Words& b_;
  std::vector<std::vector<std::ptrdiff_t>> trail_;
  std::ptrdiff_t steps_ = 0;
};

// Nothing when the texts are too far apart.
std::optional<std::vector<Change>> changes_between(const Words& ancestor, const Words& other) {
  // Most of a text stays as it was: only what lies between is searched.
  const std::size_t shorter = std::min(ancestor.size(), other.size());
  std::size_t head = 0;
  while (head < shorter && ancestor[head] == other[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         ancestor[ancestor.size() - 1 - tail] == other[other.size() - 1 - tail]) {
    ++tail;
  }
  const auto middle = [&](const Words& words) {
    return Words(words.begin() + static_cast<std::ptrdiff_t>(head),
                 words.end() - static_cast<std::ptrdiff_t>(tail));
  };
  const Words a = middle(ancestor);
  const Words b = middle(other);
  Script script(a, b);
  if (!script.find()) return std::nullopt;
  std::vector<Change> changes = script.changes();
  for (Change& change : changes) {
    change.from += head;
    change.to += head;
    change.begin += head;
    change.end += head;
  }
  return changes;
}

// --- merging ----------------------------------------------------------------------------------

// One side: its words, its changes, and how far the merge has come in them.
struct Side {
  const Words& words;
  const std::vector<Change>& changes;
  std::size_t next = 0;  // change
  std::size_t first = 0;

  bool has_next() const { return next < changes.size(); }
  const Change& change() const { return changes[next]; }
  // Takes the next change into a run of changes that touch each other, up to an ancestor's word.
  bool joins(std::size_t from, std::size_t to) const {
    return has_next() && change().from <= to && from <= change().to;
  }

  // How ancestor words [from, to) read on this side; changes [first, next) lie within.
  std::string wording(const Words& ancestor, std::size_t from, std::size_t to) const {
    std::string text;
    std::size_t at = from;
    for (std::size_t i = first; i < next; ++i) {
      for (; at < changes[i].from; ++at) text += ancestor[at];
      for (std::size_t w = changes[i].begin; w < changes[i].end; ++w) text += words[w];
      at = changes[i].to;
    }
    for (; at < to; ++at) text += ancestor[at];
    return text;
  }
};

class Merger {
 public:
  Merger(const Words& ancestor, Side mine, Side theirs)
      : ancestor_(ancestor), mine_(mine), theirs_(theirs) {}

  TextMerge run() {
    result_.is_clean = true;
    while (mine_.has_next() || theirs_.has_next()) take_run();
    copy_to(ancestor_.size());
    return std::move(result_);
  }

 private:
  void copy_to(std::size_t to) {
    for (; at_ < to; ++at_) result_.text += ancestor_[at_];
  }

  // Changes of both sides that touch each other, and what becomes of them.
  void take_run() {
    const bool mine_first =
        mine_.has_next() && (!theirs_.has_next() || mine_.change().from <= theirs_.change().from);
    const Change& start = mine_first ? mine_.change() : theirs_.change();
    std::size_t from = start.from;
    std::size_t to = start.to;
    mine_.first = mine_.next;
    theirs_.first = theirs_.next;
    while (mine_.joins(from, to) || theirs_.joins(from, to)) {
      Side& side = mine_.joins(from, to) ? mine_ : theirs_;
      to = std::max(to, side.change().to);
      ++side.next;
    }
    copy_to(from);
    const std::string mine = mine_.wording(ancestor_, from, to);
    const std::string theirs = theirs_.wording(ancestor_, from, to);
    const bool mine_changed = mine_.first != mine_.next;
    const bool theirs_changed = theirs_.first != theirs_.next;
    if (!mine_changed || mine == theirs) {
      result_.text += theirs;
    } else if (!theirs_changed) {
      result_.text += mine;
    } else {
      result_.is_clean = false;
      result_.text += side_by_side(mine, theirs);
    }
    at_ = to;
  }

  static std::string side_by_side(const std::string& mine, const std::string& theirs) {
    if (mine.empty() || theirs.empty()) return mine + theirs;
    const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    const bool are_apart = is_space(mine.back()) || is_space(theirs.front());
    return mine + (are_apart ? "" : " / ") + theirs;
  }

  const Words& ancestor_;
  Side mine_;
  Side theirs_;
  std::size_t at_ = 0;  // ancestor's word
  TextMerge result_;
};

}  // namespace

TextMerge merge_texts(std::string_view ancestor, std::string_view mine, std::string_view theirs) {
  if (mine == theirs || ancestor == theirs) return {true, std::string(mine)};
  if (ancestor == mine) return {true, std::string(theirs)};
  const Words base = words_of(ancestor);
  const Words ours = words_of(mine);
  const Words others = words_of(theirs);
  const auto my_changes = changes_between(base, ours);
  const auto their_changes = changes_between(base, others);
  if (!my_changes || !their_changes) {
    return {false, std::string(mine) + "\n\n" + std::string(theirs)};
  }
  return Merger(base, Side{ours, *my_changes}, Side{others, *their_changes}).run();
}

}  // namespace brygga
