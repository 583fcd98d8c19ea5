#include "casework/programme_definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "casework/settings_reader.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t text_bytes_max = 256U << 10;
constexpr int limit_months_max = 120;
constexpr int warning_days_max = 3650;

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

class DefinitionReader {
 public:
  explicit DefinitionReader(ProblemList& problems) : settings_("programme_", problems) {}

  ProgrammeDefinition read(const TomlTable& root) {
    const SettingsPlace place{root, 1, ""};
    settings_.allow_keys(place, {"format", "programme", "units", "limit", "streams", "team_roles",
                                 "outcomes", "reports"});
    settings_.integer(place, "format", 1, 1);
    ProgrammeDefinition definition;
    read_programme_table(place, definition);
    read_limit(place, definition.limit);
    definition.units = settings_.named_keys(place, "units", true);
    definition.streams = settings_.named_keys(place, "streams", false);
    definition.team_roles = settings_.named_keys(place, "team_roles", true);
    read_outcomes(place, definition.outcomes);
    read_reports(place, definition.reports);
    return definition;
  }

 private:
  void read_programme_table(const SettingsPlace& root, ProgrammeDefinition& definition) {
    const auto place = settings_.table(root, "programme");
    if (!place) {
      return;
    }
    settings_.allow_keys(*place, {"key", "name", "commissioner"});
    definition.key = settings_.key_of(*place);
    definition.name = settings_.local_name(*place);
    definition.commissioner = settings_.text(*place, "commissioner");
  }

  void read_limit(const SettingsPlace& root, LimitRule& limit) {
    const auto place = settings_.table(root, "limit");
    if (!place) {
      return;
    }
    settings_.allow_keys(*place, {"months", "warning_days", "extension_by"});
    limit.months = settings_.integer(*place, "months", 1, limit_months_max);
    limit.extension_by = settings_.text(*place, "extension_by");
    const auto known = std::find(deciding_roles.begin(), deciding_roles.end(), limit.extension_by);
    if (!limit.extension_by.empty() && known == deciding_roles.end()) {
      settings_.add(place->table.find("extension_by")->line, place->path_of("extension_by"),
                    "value", "an extension is decided by one of manager, office");
    }
    read_warning_days(*place, limit.warning_days);
  }

  void read_warning_days(const SettingsPlace& limit, std::vector<int>& warning_days) {
    const TomlValue::List* entries = settings_.list(limit, "warning_days", true);
    if (entries == nullptr) {
      return;
    }
    const std::string path = limit.path_of("warning_days");
    for (const TomlValue& node : *entries) {
      const int days = settings_.integer_of(node, path, 1, warning_days_max);
      if (std::find(warning_days.begin(), warning_days.end(), days) != warning_days.end()) {
        settings_.add(node.line, path, "duplicate",
                      std::to_string(days) + " days stand there twice");
      }
      warning_days.push_back(days);
    }
    std::sort(warning_days.rbegin(), warning_days.rend());
  }

  void read_outcomes(const SettingsPlace& root, std::vector<OutcomeType>& outcomes) {
    settings_.each_entry(
        root, "outcomes", true, [&](const SettingsPlace& entry, const std::string& key) {
          settings_.allow_keys(entry, {"key", "name", "counts_as"});
          OutcomeType outcome{key, settings_.local_name(entry), CountsAs::neither};
          if (const TomlValue* node = settings_.required(entry, "counts_as")) {
            const auto counts_as =
                settings_.meaning_of(*node, entry.path_of("counts_as"), counts_as_words);
            outcome.counts_as = counts_as.value_or(CountsAs::neither);
          }
          outcomes.push_back(std::move(outcome));
        });
  }

  void read_reports(const SettingsPlace& root, std::vector<ReportDefinition>& reports) {
    settings_.each_entry(root, "reports", true,
                         [&](const SettingsPlace& entry, const std::string& key) {
                           settings_.allow_keys(entry, {"key", "name", "by", "figures"});
                           ReportDefinition report{
                               key, settings_.local_name(entry), settings_.text(entry, "by"), {}};
                           if (!report.by.empty() && report.by != "unit") {
                             settings_.add(entry.table.find("by")->line, entry.path_of("by"),
                                           "value", "a report is by unit");
                           }
                           read_figures(entry, report.figures);
                           reports.push_back(std::move(report));
                         });
  }

  void read_figures(const SettingsPlace& report, std::vector<Figure>& figures) {
    const TomlValue::List* entries = settings_.list(report, "figures", true);
    if (entries == nullptr) {
      return;
    }
    const std::string path = report.path_of("figures");
    for (const TomlValue& node : *entries) {
      const auto figure = settings_.meaning_of(node, path, figure_words);
      if (!figure) {
        continue;
      }
      if (std::find(figures.begin(), figures.end(), *figure) != figures.end()) {
        settings_.add(node.line, path, "duplicate", "a figure stands there twice");
      }
      figures.push_back(*figure);
    }
    const auto has = [&](Figure figure) {
      return std::find(figures.begin(), figures.end(), figure) != figures.end();
    };
    if (has(Figure::share_of_finished) != has(Figure::share_of_all)) {
      settings_.add(report.table.find("figures")->line, path, "value",
                    "the share of finished and the share of all are shown together or not at all");
    }
  }

  SettingsReader settings_;
};

// A format above ours is one message, not a list of keys that an older program does not know.
bool is_too_new(const TomlTable& root) {
  const TomlValue* format = root.find("format");
  const auto* number = format != nullptr ? format->as<std::int64_t>() : nullptr;
  return number != nullptr && *number > 1;
}

}  // namespace

const char* name_of(CountsAs counts_as) {
  switch (counts_as) {
    case CountsAs::work:
      return "work";
    case CountsAs::studies:
      return "studies";
    case CountsAs::neither:
      return "neither";
  }
  return "neither";
}

ProgrammeReading read_programme(std::string_view toml_text) {
  ProgrammeReading reading;
  TomlReading toml = read_toml(toml_text, text_bytes_max);
  if (!toml.root) {
    toml.problem->code = "programme_" + toml.problem->code;
    reading.problems.add(*std::move(toml.problem));
    return reading;
  }
  if (is_too_new(*toml.root)) {
    reading.problems.add({toml.root->find("format")->line, "format", "programme_too_new",
                          "this file is written for a newer version of the program"});
    return reading;
  }
  ProgrammeDefinition definition = DefinitionReader(reading.problems).read(*toml.root);
  reading.problems.sort_by_line();
  if (reading.problems.empty()) {
    definition.source_text = std::string(toml_text);
    reading.definition = std::move(definition);
  }
  return reading;
}

}  // namespace brygga::casework
