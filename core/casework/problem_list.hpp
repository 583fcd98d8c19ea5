// What is wrong with a text that a person wrote or exported: every mistake, by line.
//
// A file of a thousand rows is corrected in one go only when all of its mistakes are named at
// once, so readers collect problems instead of stopping at the first. The list is bounded, and
// counts what it no longer holds. Values; no thread may change one while another reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "casework/sentence.hpp"

namespace brygga::casework {

class Json;
class Shape;

struct Problem {
  std::uint32_t line = 0;  // counted from 1; 0 when it concerns the text as a whole
  std::string column;      // the column or key concerned; empty when it is the line itself
  std::string code;        // stable, for programs and translations, such as "date_impossible"
  // In English a clause that follows the place, "2025-02-30 does not exist"; in Swedish a whole
  // sentence, which says what to do.
  Sentence sentence;
};

// "line 4, personnummer: the check digit does not match"; in English.
std::string to_string(const Problem& problem);

class ProblemList {
 public:
  explicit ProblemList(std::size_t listed_max = 1000) : listed_max_(listed_max) {}

  void add(Problem problem);
  // Takes over the problems of another list and its count of unlisted ones.
  void add_all(const ProblemList& other);
  void sort_by_line();

  bool empty() const { return listed_.empty() && unlisted_count_ == 0; }
  // All problems found, listed or not.
  std::size_t count() const { return listed_.size() + unlisted_count_; }
  const std::vector<Problem>& listed() const { return listed_; }
  std::size_t unlisted_count() const { return unlisted_count_; }

  // For a terminal, in English: how many problems the subject ("participants.csv") has, and each on
  // a line of its own. The first one's code is the reason. Call only on a list that is not empty.
  Error to_error(std::string_view subject) const;

 private:
  std::size_t listed_max_;
  std::vector<Problem> listed_;
  std::size_t unlisted_count_ = 0;
};

// [{"line", "column", "code", "sentence", "sentence_sv"}], of those that are listed.
Json problems_json(const ProblemList& problems);
Shape problems_shape();

}  // namespace brygga::casework
