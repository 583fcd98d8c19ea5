#include "casework/problem_list.hpp"

#include <utility>

#include "base/order.hpp"
#include "casework/json.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

std::string to_string(const Problem& problem) {
  std::string text;
  if (problem.line != 0) {
    text += "line " + std::to_string(problem.line);
  }
  if (!problem.column.empty()) {
    text += (text.empty() ? "" : ", ") + problem.column;
  }
  return text.empty() ? problem.sentence.en : text + ": " + problem.sentence.en;
}

void ProblemList::add(Problem problem) {
  if (listed_.size() < listed_max_) {
    listed_.push_back(std::move(problem));
  } else {
    ++unlisted_count_;
  }
}

void ProblemList::add_all(const ProblemList& other) {
  for (const Problem& problem : other.listed_) {
    add(problem);
  }
  unlisted_count_ += other.unlisted_count_;
}

void ProblemList::sort_by_line() {
  put_in_order(listed_, [](const Problem& a, const Problem& b) { return a.line < b.line; });
}

Error ProblemList::to_error(std::string_view subject) const {
  BRYGGA_CHECK(!empty());
  std::string what(subject);
  what += count() == 1 ? " has 1 problem:" : " has " + std::to_string(count()) + " problems:";
  for (const Problem& problem : listed_) what.append("\n  ").append(to_string(problem));
  if (unlisted_count_ > 0) {
    what.append("\n  and ").append(std::to_string(unlisted_count_)).append(" more");
  }
  return {ErrorCode::invalid, what, false, listed_.empty() ? "" : listed_.front().code};
}

Json problems_json(const ProblemList& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems.listed()) {
    list.push_back({{"line", problem.line},
                    {"column", problem.column},
                    {"code", problem.code},
                    {"sentence", problem.sentence.en},
                    {"sentence_sv", problem.sentence.sv}});
  }
  return list;
}

Shape problems_shape() {
  using namespace shape;
  return list(named("problem", {{"line", integer()},
                                {"column", text()},
                                {"code", text()},
                                {"sentence", text()},
                                {"sentence_sv", text()}}));
}

}  // namespace brygga::casework
