#include "casework/known_names.hpp"

#include <algorithm>
#include <array>

#include "base/text_folding.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t listed_max = 20;

struct GeneralWords {
  CountsAs counts_as;
  std::array<std::string_view, 2> words;
};

constexpr std::array<GeneralWords, 3> general_words = {{
    {CountsAs::work, {"arbete", "work"}},
    {CountsAs::studies, {"studier", "studies"}},
    {CountsAs::neither, {"annat", "other"}},
}};

bool is_called(const OutcomeType& outcome, const std::string& lower_name) {
  return to_lower(outcome.name.sv) == lower_name || to_lower(outcome.name.en) == lower_name ||
         outcome.key == lower_name;
}

}  // namespace

NameIndex::NameIndex(const std::vector<KnownName>& known) {
  for (const KnownName& one : known) {
    for (const std::string& name : one.names) add(name, one.key);
  }
}

std::optional<std::string> NameIndex::find(std::string_view name) const {
  const auto found = keys_.find(to_lower(trimmed(name)));
  return found == keys_.end() ? std::nullopt : found->second;
}

bool NameIndex::is_ambiguous(std::string_view name) const {
  const auto found = keys_.find(to_lower(trimmed(name)));
  return found != keys_.end() && !found->second;
}

void NameIndex::add(std::string_view name, const std::string& key) {
  const auto [at, is_new] = keys_.try_emplace(to_lower(trimmed(name)), key);
  if (!is_new && at->second != key) {
    at->second.reset();
  }
}

std::vector<KnownName> known_outcomes(const std::vector<OutcomeType>& outcomes) {
  std::vector<KnownName> known;
  for (const OutcomeType& outcome : outcomes) {
    KnownName one{outcome.key, {}};
    for (const std::string& name : {outcome.name.sv, outcome.name.en}) {
      const bool is_key_of_another =
          std::any_of(outcomes.begin(), outcomes.end(), [&](const OutcomeType& other) {
            return other.key != outcome.key && other.key == to_lower(name);
          });
      if (!name.empty() && !is_key_of_another) one.names.push_back(name);
    }
    one.names.push_back(outcome.key);
    known.push_back(std::move(one));
  }
  for (const GeneralWords& general : general_words) {
    const auto first = std::find_if(
        outcomes.begin(), outcomes.end(),
        [&](const OutcomeType& outcome) { return outcome.counts_as == general.counts_as; });
    if (first == outcomes.end()) continue;
    for (const std::string_view word : general.words) {
      const bool is_taken =
          std::any_of(outcomes.begin(), outcomes.end(),
                      [&](const OutcomeType& one) { return is_called(one, std::string(word)); });
      if (is_taken) continue;
      known[static_cast<std::size_t>(first - outcomes.begin())].names.emplace_back(word);
    }
  }
  return known;
}

std::string names_of(const std::vector<KnownName>& known) {
  std::string text;
  for (const KnownName& one : known) {
    if (&one == known.data() + listed_max) return text + ", ...";
    const std::string& name = one.names.empty() ? one.key : one.names.front();
    text += (text.empty() ? "" : ", ") + name;
    if (name != one.key) text += " (" + one.key + ")";
  }
  return text;
}

}  // namespace brygga::casework
