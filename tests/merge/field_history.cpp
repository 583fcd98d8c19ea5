#include "merge/field_history.hpp"

#include <algorithm>
#include <numeric>

namespace brygga::testing {
namespace {

Value value_of(const RuleCase& rule, std::size_t pick) {
  static constexpr const char* states[] = {"active", "done", "void"};
  const Rule kind = rule.field().rule;
  if (kind == Rule::state) return text(states[pick]);
  const bool may_be_emptied = kind == Rule::last || kind == Rule::both || kind == Rule::text;
  if (may_be_emptied && pick == 2) return {};
  if (rule.field().type != Type::text) return number(static_cast<std::int64_t>(pick));
  return text(std::string(1, static_cast<char>('a' + pick)));
}

// Of a set, elements a and b are added and removed; of other fields, a value is assigned.
FieldWrite write_of(const RuleCase& rule, std::size_t pick) {
  if (rule.field().rule != Rule::set) return assign(rule.number, value_of(rule, pick));
  const Value element = value_of(rule, pick / 2);
  return pick % 2 == 0 ? add(rule.number, element) : remove(rule.number, element);
}

std::size_t picks_of(const RuleCase& rule) { return rule.field().rule == Rule::set ? 4 : 3; }

Stamp stamp_of(std::size_t place) {
  return stamp_at(10 + place, DeviceNumber::of(7, 1 + static_cast<std::uint32_t>(place % 3)));
}

void name(Written& written, const FieldHistory& history, std::size_t place) {
  written.named.push_back(place);
  written.write.base.push_back(ref_to(history[place].stamp));
}

void extend(const RuleCase& rule, std::size_t writes, FieldHistory& history,
            const std::function<void(const FieldHistory&)>& call) {
  if (history.size() == writes) {
    call(history);
    return;
  }
  for (std::size_t pick = 0; pick < picks_of(rule); ++pick) {
    for (std::size_t bases = 0; bases < std::size_t{1} << history.size(); ++bases) {
      Written written{write_of(rule, pick), stamp_of(history.size()), {}};
      for (std::size_t place = 0; place < history.size(); ++place) {
        if ((bases >> place & 1) != 0) name(written, history, place);
      }
      history.push_back(std::move(written));
      extend(rule, writes, history, call);
      history.pop_back();
    }
  }
}

bool can_arrive(const Written& written, const std::vector<bool>& is_there) {
  return std::all_of(written.named.begin(), written.named.end(),
                     [&](std::size_t place) { return is_there[place]; });
}

void arrive(const FieldHistory& history, std::vector<bool>& is_there, Arrivals& arrivals,
            const std::function<void(const Arrivals&)>& call) {
  if (arrivals.size() == history.size()) {
    call(arrivals);
    return;
  }
  for (std::size_t place = 0; place < history.size(); ++place) {
    if (is_there[place] || !can_arrive(history[place], is_there)) continue;
    is_there[place] = true;
    arrivals.push_back(place);
    arrive(history, is_there, arrivals, call);
    arrivals.pop_back();
    is_there[place] = false;
  }
}

bool beats(Rule rule, const Written& a, const Written& b) {
  if (rule == Rule::min || rule == Rule::max) {
    if (a.write.value == b.write.value) return a.stamp < b.stamp;
    return less(a.write.value, b.write.value) == (rule == Rule::min);
  }
  return a.stamp > b.stamp;
}

bool keeps_one(Rule rule) {
  return rule != Rule::set && rule != Rule::state && rule != Rule::both && rule != Rule::text;
}

const char* in_words(WriteKind kind) {
  switch (kind) {
    case WriteKind::assign:
      return "assigns";
    case WriteKind::add:
      return "adds";
    case WriteKind::remove:
      return "removes";
    case WriteKind::reset:
      return "resets to";
  }
  return "";
}

std::string in_words(const Value& value) {
  if (const auto* written = std::get_if<std::string>(&value)) return *written;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  return form_of(value);
}

}  // namespace

FieldAtOffice::FieldAtOffice(const RuleCase& rule)
    : number_(rule.number), row_(empty_row(card_def(), row_of_number(1), scope_of('K', 1))) {}

Outcome FieldAtOffice::take(const Written& written) {
  return apply_edit(card_def(), row_, edit_card(1, {written.write}), written.stamp, 0, 1,
                    superseded_);
}

void for_each_history(const RuleCase& rule, std::size_t writes,
                      const std::function<void(const FieldHistory&)>& call) {
  FieldHistory history;
  extend(rule, writes, history, call);
}

FieldHistory random_history(const RuleCase& rule, std::size_t writes, std::mt19937& random) {
  const std::size_t devices = 2 + random() % 4;
  std::vector<Arrivals> held(devices);                  // what each device has, in order
  std::vector<std::vector<std::size_t>> seen(devices);  // what its person last saw of it
  FieldHistory history;
  while (history.size() < writes) {
    const std::size_t self = random() % devices;
    if (random() % 2 == 0) {
      const std::size_t other = random() % devices;
      for (const std::size_t place : held[other]) {
        if (std::find(held[self].begin(), held[self].end(), place) == held[self].end()) {
          held[self].push_back(place);
        }
      }
    }
    if (random() % 3 != 0) seen[self] = held[self];
    Written written{write_of(rule, random() % picks_of(rule)), {}, {}};
    const auto number_of_self = static_cast<std::uint32_t>(self + 1);
    written.stamp = stamp_at(10 + history.size(), DeviceNumber::of(7, number_of_self));
    if (random() % 6 != 0) {
      for (const Head& head : heads_by_definition(rule, history, seen[self])) {
        if (rule.field().rule == Rule::set && head.value != written.write.value) continue;
        const auto place = static_cast<std::size_t>(
            std::find_if(history.begin(), history.end(),
                         [&](const Written& earlier) { return earlier.stamp == head.stamp; }) -
            history.begin());
        name(written, history, place);
      }
    }
    held[self].push_back(history.size());
    history.push_back(std::move(written));
  }
  return history;
}

void for_each_arrival(const FieldHistory& history,
                      const std::function<void(const Arrivals&)>& call) {
  std::vector<bool> is_there(history.size(), false);
  Arrivals arrivals;
  arrive(history, is_there, arrivals, call);
}

Arrivals random_arrival(const FieldHistory& history, std::mt19937& random) {
  std::vector<bool> is_there(history.size(), false);
  Arrivals arrivals;
  while (arrivals.size() < history.size()) {
    const std::size_t place = random() % history.size();
    if (is_there[place] || !can_arrive(history[place], is_there)) continue;
    is_there[place] = true;
    arrivals.push_back(place);
  }
  return arrivals;
}

bool is_named(const RuleCase& rule, const FieldHistory& history, const Arrivals& arrived,
              std::size_t place) {
  return std::any_of(arrived.begin(), arrived.end(), [&](std::size_t later) {
    const auto& named = history[later].named;
    const bool is_about_it =
        rule.field().rule != Rule::set || history[later].write.value == history[place].write.value;
    return is_about_it && std::find(named.begin(), named.end(), place) != named.end();
  });
}

std::vector<Head> heads_by_definition(const RuleCase& rule, const FieldHistory& history,
                                      const Arrivals& arrived) {
  const Rule kind = rule.field().rule;
  std::vector<Head> heads;
  if (keeps_one(kind)) {
    const auto best = std::min_element(
        arrived.begin(), arrived.end(),
        [&](std::size_t a, std::size_t b) { return beats(kind, history[a], history[b]); });
    if (best != arrived.end()) heads.push_back(history[*best].head());
    return heads;
  }
  for (const std::size_t place : arrived) {
    const bool brings_value = history[place].write.kind != WriteKind::remove;
    if (brings_value && !is_named(rule, history, arrived, place)) {
      heads.push_back(history[place].head());
    }
  }
  std::sort(heads.begin(), heads.end(), [&](const Head& a, const Head& b) {
    if (kind == Rule::set && a.value != b.value) return less(a.value, b.value);
    return a.stamp < b.stamp;
  });
  return heads;
}

std::string in_words(const FieldHistory& history, const Arrivals& arrivals) {
  std::string words;
  for (std::size_t place = 0; place < history.size(); ++place) {
    const Written& written = history[place];
    words += "\n  " + std::to_string(place) + " " + in_words(written.write.kind) + " " +
             in_words(written.write.value) + ", having seen";
    for (const std::size_t named : written.named) words += " " + std::to_string(named);
    if (written.named.empty()) words += " nothing";
  }
  words += "\n  arriving in order";
  for (const std::size_t place : arrivals) words += " " + std::to_string(place);
  return words;
}

}  // namespace brygga::testing
