#include "casework/programme_definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"
#include "base/order.hpp"
#include "casework/settings_reader.hpp"
#include "casework/toml_text.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t definition_bytes_max = 256U << 10;
constexpr int limit_months_max = 120;
constexpr int days_max = 3650;
constexpr int retention_years_max = 100;

constexpr std::array<std::string_view, 2> deciding_roles = {"manager", "office"};

constexpr std::array<std::pair<std::string_view, Figure>, 5> figure_words = {{
    {"enrolled", Figure::enrolled},
    {"finished", Figure::finished},
    {"succeeded", Figure::succeeded},
    {"share_of_finished", Figure::share_of_finished},
    {"share_of_all", Figure::share_of_all},
}};

constexpr std::array<std::pair<std::string_view, CountsAs>, 3> counts_as_words = {{
    {"work", CountsAs::work},
    {"studies", CountsAs::studies},
    {"neither", CountsAs::neither},
}};

constexpr std::array<std::pair<std::string_view, IntakeNeed>, 4> need_words = {{
    {"stream", IntakeNeed::stream},
    {"plan", IntakeNeed::plan},
    {"dated_step", IntakeNeed::dated_step},
    {"meeting", IntakeNeed::meeting},
}};

constexpr std::array<std::pair<std::string_view, TargetRule::Of>, 2> of_words = {{
    {"all", TargetRule::Of::all},
    {"finished", TargetRule::Of::finished},
}};

// The scales that ship.
enum class ShippedScale { ips_25 };

constexpr std::array<std::pair<std::string_view, ShippedScale>, 1> scale_words = {{
    {"ips_25", ShippedScale::ips_25},
}};

constexpr std::array<std::pair<std::string_view, ReportBy>, 4> by_words = {{
    {"unit", ReportBy::unit},
    {"district", ReportBy::district},
    {"year", ReportBy::year},
    {"commissioner", ReportBy::commissioner},
}};

// The words are string literals, so that each ends in a zero.
template <class Meaning, class Words>
const char* word_of(Meaning meaning, const Words& words) {
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&](const auto& word) { return word.second == meaning; });
  BRYGGA_CHECK(found != words.end());
  return found->first.data();
}

class DefinitionReader {
 public:
  explicit DefinitionReader(ProblemList& problems) : settings_("programme_", problems) {}

  ProgrammeDefinition read(const SettingsTable& root) {
    const SettingsPlace place{root, 1, ""};
    settings_.allow_keys(
        place, {"format", "programme", "commissioners", "partners", "units", "limit", "intake",
                "stages", "streams", "team_roles", "plan_sections", "handover", "gates", "outcomes",
                "targets", "comparison", "reports", "fidelity", "retention"});
    settings_.integer(place, "format", 1, 1);
    read_programme_table(place);
    read_people(place);
    read_way(place);
    read_results(place);
    read_fidelity(place);
    return std::move(made_);
  }

 private:
  // The meanings of a list of words, each once.
  template <class Words>
  std::vector<typename Words::value_type::second_type> words(const SettingsPlace& place,
                                                             std::string_view key, bool is_required,
                                                             const Words& known) {
    std::vector<typename Words::value_type::second_type> meanings;
    const SettingsValue::List* elements = settings_.list(place, key, is_required);
    if (elements == nullptr) return meanings;
    const std::string path = place.path_of(key);
    for (const SettingsValue& value : *elements) {
      const auto meaning = settings_.meaning_of(value, path, known);
      if (!meaning) continue;
      if (std::find(meanings.begin(), meanings.end(), *meaning) != meanings.end()) {
        settings_.add(
            value.line, path, "duplicate",
            {"\"" + *value.as<std::string>() + "\" stands there twice",
             "\"" + *value.as<std::string>() + "\" står där två gånger; ta bort den ena."});
      }
      meanings.push_back(*meaning);
    }
    return meanings;
  }

  void read_programme_table(const SettingsPlace& root) {
    const auto place = settings_.table(root, "programme");
    if (!place) return;
    settings_.allow_keys(*place, {"key", "name", "commissioner", "method", "period"});
    made_.key = settings_.key_of(*place);
    made_.name = settings_.local_name(*place);
    made_.commissioner = settings_.text(*place, "commissioner");
    made_.method = settings_.text_if_any(*place, "method");
    if (place->table.find("period") != nullptr) made_.period = period(*place, "period");
  }

  std::optional<Period> period(const SettingsPlace& parent, std::string_view key) {
    const auto place = settings_.table(parent, key);
    if (!place) return std::nullopt;
    settings_.allow_keys(*place, {"from", "until"});
    const auto from = settings_.date(*place, "from");
    const auto until = settings_.date(*place, "until");
    if (!from || !until) return std::nullopt;
    if (*until < *from) {
      settings_.add(place->table.find("until")->line, place->path_of("until"), "value",
                    {"a period cannot end before it begins",
                     "En period kan inte sluta innan den börjar; rätta ett av datumen."});
    }
    return Period{*from, *until};
  }

  // --- who and where ---

  void read_people(const SettingsPlace& root) {
    made_.commissioners = settings_.named_keys(root, "commissioners", false);
    made_.partners = settings_.named_keys(root, "partners", false);
    settings_.each_entry(root, "units", true,
                         [&](const SettingsPlace& entry, const std::string& key) {
                           settings_.allow_keys(entry, {"key", "name", "district", "commissioner"});
                           UnitDefinition unit{key, settings_.local_name(entry),
                                               settings_.text_if_any(entry, "district"),
                                               settings_.text_if_any(entry, "commissioner")};
                           settings_.check_reference(entry, "commissioner", unit.commissioner,
                                                     made_.commissioners, "commissioners");
                           made_.units.push_back(std::move(unit));
                         });
    settings_.each_entry(
        root, "team_roles", true, [&](const SettingsPlace& entry, const std::string& key) {
          settings_.allow_keys(entry, {"key", "name", "partner"});
          TeamRole role{key, settings_.local_name(entry), settings_.text_if_any(entry, "partner")};
          settings_.check_reference(entry, "partner", role.partner, made_.partners, "partners");
          made_.team_roles.push_back(std::move(role));
        });
  }

  // --- the way through ---

  void read_way(const SettingsPlace& root) {
    read_limit(root);
    read_intake(root);
    made_.stages = settings_.named_keys(root, "stages", false);
    settings_.each_entry(root, "streams", false,
                         [&](const SettingsPlace& entry, const std::string& key) {
                           settings_.allow_keys(entry, {"key", "name", "reasons", "needs_support"});
                           made_.streams.push_back({key, settings_.local_name(entry),
                                                    settings_.named_keys(entry, "reasons", false),
                                                    settings_.flag_if_any(entry, "needs_support")});
                         });
    settings_.each_entry(
        root, "plan_sections", false, [&](const SettingsPlace& entry, const std::string& key) {
          settings_.allow_keys(entry, {"key", "name", "role"});
          PlanSection section{key, settings_.local_name(entry),
                              settings_.text_if_any(entry, "role")};
          settings_.check_reference(entry, "role", section.role, made_.team_roles, "team_roles");
          made_.plan_sections.push_back(std::move(section));
        });
    if (const auto place = settings_.table_if_any(root, "handover")) {
      settings_.allow_keys(*place, {"accept_days"});
      made_.handover = HandoverRule{settings_.integer(*place, "accept_days", 1, days_max)};
    }
    made_.gates = settings_.named_keys(root, "gates", false);
  }

  void read_limit(const SettingsPlace& root) {
    const auto place = settings_.table_if_any(root, "limit");
    if (!place) return;
    settings_.allow_keys(*place, {"months", "warning_days", "extension_by"});
    LimitRule& limit = made_.limit.emplace();
    limit.months = settings_.integer(*place, "months", 1, limit_months_max);
    limit.extension_by = settings_.text(*place, "extension_by");
    const auto known = std::find(deciding_roles.begin(), deciding_roles.end(), limit.extension_by);
    if (!limit.extension_by.empty() && known == deciding_roles.end()) {
      settings_.add(place->table.find("extension_by")->line, place->path_of("extension_by"),
                    "value",
                    {"an extension is decided by one of manager, office",
                     "En förlängning beslutas av manager eller office; skriv en av dem."});
    }
    read_warning_days(*place, limit.warning_days);
  }

  void read_warning_days(const SettingsPlace& limit, std::vector<int>& warning_days) {
    const SettingsValue::List* entries = settings_.list(limit, "warning_days", true);
    if (entries == nullptr) return;
    const std::string path = limit.path_of("warning_days");
    for (const SettingsValue& value : *entries) {
      const int days = settings_.integer_of(value, path, 1, days_max);
      if (std::find(warning_days.begin(), warning_days.end(), days) != warning_days.end()) {
        settings_.add(value.line, path, "duplicate",
                      {std::to_string(days) + " days stand there twice",
                       std::to_string(days) + " dagar står där två gånger; ta bort den ena."});
      }
      warning_days.push_back(days);
    }
    put_in_order(warning_days, [](int left, int right) { return left > right; });
  }

  void read_intake(const SettingsPlace& root) {
    const auto place = settings_.table_if_any(root, "intake");
    if (!place) return;
    settings_.allow_keys(*place, {"question", "needs"});
    if (place->table.find("question") != nullptr) {
      made_.intake.question = settings_.local_name(*place, "question");
    }
    made_.intake.needs = words(*place, "needs", false, need_words);
  }

  // --- what comes of it ---

  void read_results(const SettingsPlace& root) {
    settings_.each_entry(
        root, "outcomes", true, [&](const SettingsPlace& entry, const std::string& key) {
          settings_.allow_keys(entry, {"key", "name", "counts_as", "days_min"});
          OutcomeType outcome{key, settings_.local_name(entry), CountsAs::neither, 0};
          if (const SettingsValue* value = settings_.required(entry, "counts_as")) {
            const auto counts_as =
                settings_.meaning_of(*value, entry.path_of("counts_as"), counts_as_words);
            outcome.counts_as = counts_as.value_or(CountsAs::neither);
          }
          if (const SettingsValue* value = entry.table.find("days_min")) {
            outcome.days_min = settings_.integer_of(*value, entry.path_of("days_min"), 0, days_max);
          }
          made_.outcomes.push_back(std::move(outcome));
        });
    settings_.each_entry(root, "targets", false,
                         [&](const SettingsPlace& entry, const std::string& key) {
                           made_.targets.push_back(target(entry, key));
                         });
    if (const auto place = settings_.table_if_any(root, "comparison")) {
      settings_.allow_keys(*place, {"before", "after"});
      const auto before = period(*place, "before");
      const auto after = period(*place, "after");
      if (before && after) made_.comparison = ComparisonRule{*before, *after};
    }
    settings_.each_entry(
        root, "reports", true, [&](const SettingsPlace& entry, const std::string& key) {
          settings_.allow_keys(entry, {"key", "name", "by", "figures"});
          made_.reports.push_back({key, settings_.local_name(entry),
                                   words(entry, "by", true, by_words), figures(entry)});
        });
    if (const auto place = settings_.table_if_any(root, "retention")) {
      settings_.allow_keys(*place, {"years"});
      made_.retention.years = settings_.integer(*place, "years", 1, retention_years_max);
    }
  }

  TargetRule target(const SettingsPlace& entry, const std::string& key) {
    settings_.allow_keys(entry, {"key", "name", "of", "outcomes", "percent_min"});
    TargetRule rule{key, settings_.local_name(entry), TargetRule::Of::all, {}, 0};
    if (const SettingsValue* value = settings_.required(entry, "of")) {
      const auto of = settings_.meaning_of(*value, entry.path_of("of"), of_words);
      rule.of = of.value_or(TargetRule::Of::all);
    }
    rule.outcomes = settings_.texts(entry, "outcomes", true);
    for (const std::string& outcome : rule.outcomes) {
      settings_.check_reference(entry, "outcomes", outcome, made_.outcomes, "outcomes");
    }
    rule.percent_min = settings_.integer(entry, "percent_min", 1, 100);
    return rule;
  }

  std::vector<Figure> figures(const SettingsPlace& report) {
    std::vector<Figure> figures = words(report, "figures", true, figure_words);
    const auto has = [&](Figure figure) {
      return std::find(figures.begin(), figures.end(), figure) != figures.end();
    };
    if (has(Figure::share_of_finished) != has(Figure::share_of_all)) {
      settings_.add(report.table.find("figures")->line, report.path_of("figures"), "value",
                    {"the share of finished and the share of all are shown together or not at all",
                     "Andelen av avslutade och andelen av alla visas tillsammans eller inte alls; "
                     "ta med båda eller ingen."});
    }
    return figures;
  }

  // A scale that ships, with this municipality's own anchors and bands in place of its.
  void read_fidelity(const SettingsPlace& root) {
    const auto place = settings_.table_if_any(root, "fidelity");
    if (!place) return;
    settings_.allow_keys(*place, {"scale", "version", "anchors", "bands"});
    FidelityScale& scale = made_.fidelity.emplace(default_ips_scale());
    if (const SettingsValue* value = settings_.required(*place, "scale")) {
      settings_.meaning_of(*value, place->path_of("scale"), scale_words);
    }
    scale.version = settings_.text(*place, "version");
    settings_.each_entry(*place, "anchors", false,
                         [&](const SettingsPlace& entry, const std::string& key) {
                           settings_.allow_keys(entry, {"key", "bounds"});
                           read_anchors(entry, key, scale);
                         });
    std::vector<FidelityBand> bands;
    settings_.each_entry(
        *place, "bands", false, [&](const SettingsPlace& entry, const std::string& key) {
          settings_.allow_keys(entry, {"key", "name", "total_min"});
          bands.push_back({key, settings_.local_name(entry),
                           settings_.integer(entry, "total_min", 1, scale.total_max())});
        });
    if (!bands.empty()) scale.bands = std::move(bands);
    put_in_order(scale.bands,
                 [](const auto& a, const auto& b) { return a.total_min < b.total_min; });
  }

  void read_anchors(const SettingsPlace& entry, const std::string& key, FidelityScale& scale) {
    const SettingsValue::List* bounds = settings_.list(entry, "bounds", true);
    const auto item = std::find_if(scale.items.begin(), scale.items.end(),
                                   [&](const FidelityItem& one) { return one.key == key; });
    if (!key.empty() && item == scale.items.end()) {
      settings_.add(entry.table.find("key")->line, entry.path_of("key"), "reference",
                    {"the scale has no item \"" + key + "\"",
                     "Skalan har ingen punkt \"" + key + "\"; rätta nyckeln."});
    }
    if (bounds == nullptr || item == scale.items.end()) return;
    const std::string path = entry.path_of("bounds");
    std::vector<FidelityAnchor> anchors;
    for (const SettingsValue& value : *bounds) {
      const int score = 5 - static_cast<int>(anchors.size());
      anchors.push_back({score, settings_.integer_of(value, path, 0, days_max)});
    }
    const auto is_out_of_order = [&](const FidelityAnchor& a, const FidelityAnchor& b) {
      return item->is_less_better ? a.bound >= b.bound : a.bound <= b.bound;
    };
    const bool is_in_order =
        std::adjacent_find(anchors.begin(), anchors.end(), is_out_of_order) == anchors.end();
    if (item->measure == FidelityMeasure::not_computed) {
      settings_.add(entry.line, path, "value",
                    {"\"" + key + "\" is not computed from entries",
                     "\"" + key + "\" räknas inte fram ur journalen; ta bort gränserna."});
    } else if (anchors.size() != 4 || !is_in_order) {
      settings_.add(entry.line, path, "value",
                    {"four bounds, for the scores 5, 4, 3 and 2, each harder than the next",
                     "Skriv fyra gränser, för poängen 5, 4, 3 och 2, var och en svårare att nå än "
                     "nästa."});
    } else {
      item->anchors = std::move(anchors);
    }
  }

  SettingsReader settings_;
  ProgrammeDefinition made_;
};

// A format above ours is one message, not a list of keys that an older program does not know.
bool is_too_new(const SettingsTable& root) {
  const SettingsValue* format = root.find("format");
  const auto* number = format != nullptr ? format->as<std::int64_t>() : nullptr;
  return number != nullptr && *number > 1;
}

}  // namespace

const char* name_of(IntakeNeed need) { return word_of(need, need_words); }
const char* name_of(CountsAs counts_as) { return word_of(counts_as, counts_as_words); }
const char* name_of(TargetRule::Of of) { return word_of(of, of_words); }
const char* name_of(Figure figure) { return word_of(figure, figure_words); }
const char* name_of(ReportBy by) { return word_of(by, by_words); }

ProgrammeReading read_programme(std::string_view toml_text) {
  ProgrammeReading reading;
  TomlReading toml = read_toml(toml_text, definition_bytes_max);
  if (!toml.root) {
    toml.problem->code = "programme_" + toml.problem->code;
    reading.problems.add(*std::move(toml.problem));
    return reading;
  }
  if (is_too_new(*toml.root)) {
    reading.problems.add({toml.root->find("format")->line,
                          "format",
                          "programme_too_new",
                          {"this file is written for a newer version of the program",
                           "Filen är skriven för en nyare version av programmet; uppdatera "
                           "det."}});
    return reading;
  }
  ProgrammeDefinition definition = DefinitionReader(reading.problems).read(*toml.root);
  reading.problems.sort_by_line();
  if (reading.problems.empty()) {
    definition.source_text = std::string(toml_text);
    definition.settings_text = settings_text(*toml.root);
    reading.definition = std::move(definition);
  }
  return reading;
}

std::optional<ProgrammeDefinition> read_stored_programme(std::string_view settings_text) {
  const auto root = read_settings_text(settings_text);
  if (!root) return std::nullopt;
  ProblemList problems;
  ProgrammeDefinition definition = DefinitionReader(problems).read(*root);
  if (!problems.empty()) return std::nullopt;
  definition.settings_text = std::string(settings_text);
  return definition;
}

}  // namespace brygga::casework
