// Histories of one field, small ones exhaustively and larger ones from a seed, and every order in
// which their writes can arrive at the office.
//
// A history lists writes by ascending stamp: nobody names a write that is stamped later. In a small
// history a base may name any earlier writes, which is more than what a device can have seen. An
// order of arrival only puts each write after those that its base names, which is more than
// devices produce: each keeps its own order.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "merge/apply.hpp"
#include "support/builders.hpp"

namespace brygga::testing {

struct Written {
  FieldWrite write;
  Stamp stamp;
  std::vector<std::size_t> named;  // places in the history of what the base names, ascending

  Head head() const { return {stamp, 0, write.value}; }
};
using FieldHistory = std::vector<Written>;
using Arrivals = std::vector<std::size_t>;  // places in the history, in order of arrival

// A field of the test schema's card, and the name of its rule.
struct RuleCase {
  const char* name;
  FieldNumber number;

  const FieldDef& field() const { return *card_def().field(number); }
};
inline constexpr RuleCase last_case{"last", card::title};
inline constexpr RuleCase set_case{"set", card::tags};
inline constexpr RuleCase append_case{"append", card::origin};
inline constexpr RuleCase state_case{"state", card::status};
inline constexpr RuleCase min_case{"min", card::first_seen};
inline constexpr RuleCase max_case{"max", card::level};
inline constexpr RuleCase both_case{"both", card::note};
inline constexpr RuleCase text_case{"text", card::summary};
inline constexpr RuleCase server_case{"server", card::seat};

// The field of one card, to which writes arrive.
class FieldAtOffice {
 public:
  explicit FieldAtOffice(const RuleCase& rule);

  Outcome take(const Written& written);
  const FieldState& state() const { return row_.field(number_); }
  const std::vector<Superseded>& superseded() const { return superseded_; }

 private:
  FieldNumber number_;
  RowState row_;
  std::vector<Superseded> superseded_;
};

// Calls with every history of so many writes by three devices: each of three values (of a set: each
// of two elements, added or removed), each choice of base.
void for_each_history(const RuleCase& rule, std::size_t writes,
                      const std::function<void(const FieldHistory&)>& call);

// Writes by several devices that now and then see each other's; people write on top of what their
// device shows, or of what it showed earlier, or of nothing.
FieldHistory random_history(const RuleCase& rule, std::size_t writes, std::mt19937& random);

// Calls with every order in which the writes of a history can arrive.
void for_each_arrival(const FieldHistory& history,
                      const std::function<void(const Arrivals&)>& call);

// One such order.
Arrivals random_arrival(const FieldHistory& history, std::mt19937& random);

// Whether a later write that has arrived names this one and, in a set, is about its element.
bool is_named(const RuleCase& rule, const FieldHistory& history, const Arrivals& arrived,
              std::size_t place);

// The heads by the definition of the rule, from the writes alone: not as the engine gets there.
std::vector<Head> heads_by_definition(const RuleCase& rule, const FieldHistory& history,
                                      const Arrivals& arrived);

// The history and the order of arrival in words, for messages of failed tests.
std::string in_words(const FieldHistory& history, const Arrivals& arrivals);

}  // namespace brygga::testing
