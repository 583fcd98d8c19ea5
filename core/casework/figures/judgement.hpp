// How a figure explains itself: each person or record is judged once, and counting and explaining
// are two things done with the same judgements.
//
// A report walks its rows and hands every judgement to a FigureBook, which counts, and keeps the
// judgements of the one figure that somebody asked about. There is no second path, so that a figure
// and its explanation cannot disagree. Values; not safe to share while judgements come in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "casework/figures/reason.hpp"
#include "casework/figures/share.hpp"
#include "casework/json.hpp"
#include "casework/named_key.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

// Where a subject stands in a figure.
enum class Part : std::uint8_t {
  counted,   // in the figure; of a share, in both the part and the whole
  rest,      // in the whole only
  left_out,  // in neither
};

// "counted", "rest" or "left_out".
const char* name_of(Part part);

struct Verdict {
  Part part = Part::left_out;
  Reason reason = Reason::no_records;
};

// One subject of a figure.
struct Judged {
  RowId participant;  // nil: none, or one who must not be named
  RowId record;       // nil when the person is what is counted
  Verdict verdict;
  std::int64_t value = 0;  // days, minutes or seats, where the figure adds or compares them
};

struct Tally {
  std::uint32_t counted = 0;
  std::uint32_t rest = 0;
  std::uint32_t left_out = 0;
  std::int64_t sum = 0;  // of the values of what is counted

  std::uint32_t whole() const { return counted + rest; }
  std::optional<Share> share() const { return make_share(counted, whole()); }
  void add(const Judged& judged);
};

// What one figure was made of. A figure in a report and the tally of its explanation are equal.
struct Explanation {
  std::string figure;           // its key
  std::string group;            // which of the report's groups, as text; empty: all
  LocalName rule;               // the rule in words
  bool is_hidden = false;       // too few persons, or to be found from others: nobody is listed
  std::vector<Judged> judged;   // by participant, then record; also those left out
  std::vector<Judged> records;  // left out, of persons who may count by other records
  Tally tally() const;
};

// {"figure", "group", "rule": {"sv", "en"}, "hidden", "counted", "of", "left_out", "sum",
// "judged": [{"participant", "record", "part", "reason", "value"}], "records": [...],
// "reasons": [{"reason", "sv", "en", "count"}]}; ids that are nil are null.
Json explanation_json(const Explanation& explanation);

// The same with at most limit of the subjects and of the records, from offset on; and "offset",
// "total" (subjects) and "records_total". Reasons and counts are of all of them.
Json explanation_page_json(const Explanation& explanation, std::size_t offset, std::size_t limit);
// With the names that a report adds.
Shape::Members explanation_page_members();

// Counts judgements per figure; figures are numbered by the report.
class FigureBook {
 public:
  // asked: the figure whose judgements are kept.
  explicit FigureBook(std::size_t figures, std::optional<std::size_t> asked = {})
      : tallies_(figures), values_(figures), asked_(asked.value_or(figures)) {}

  void add(std::size_t figure, const Judged& judged) {
    tallies_[figure].add(judged);
    if (asked_ == figure) kept_.push_back(judged);
  }
  // The same for a figure that is a median of what is counted.
  void add_to_median(std::size_t figure, const Judged& judged) {
    add(figure, judged);
    if (judged.verdict.part == Part::counted) values_[figure].push_back(judged.value);
  }

  const Tally& operator[](std::size_t figure) const { return tallies_[figure]; }
  std::optional<std::int64_t> median_of(std::size_t figure) const {
    return median(values_[figure]);
  }
  // What was asked for, in an order that does not depend on that of the rows.
  std::vector<Judged> take_asked();

 private:
  std::vector<Tally> tallies_;
  std::vector<std::vector<std::int64_t>> values_;
  std::size_t asked_;  // the number of figures when nothing is asked
  std::vector<Judged> kept_;
};

// By participant, record, verdict and value.
void sort_judged(std::vector<Judged>& judged);

}  // namespace brygga::casework
