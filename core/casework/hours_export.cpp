#include "casework/hours_export.hpp"

#include <array>
#include <unordered_map>
#include <utility>

#include "casework/hours_chain.hpp"
#include "casework/record.hpp"
#include "casework/report_csv.hpp"
#include "casework/settings_reader.hpp"
#include "casework/toml_text.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t profile_bytes_max = 64U << 10;

constexpr std::array source_words = {
    std::pair(std::string_view("participant"), HoursColumn::participant),
    std::pair(std::string_view("identity_number"), HoursColumn::identity_number),
    std::pair(std::string_view("name"), HoursColumn::name),
    std::pair(std::string_view("programme"), HoursColumn::programme),
    std::pair(std::string_view("unit"), HoursColumn::unit),
    std::pair(std::string_view("month"), HoursColumn::month),
    std::pair(std::string_view("minutes"), HoursColumn::minutes),
    std::pair(std::string_view("hours"), HoursColumn::hours),
    std::pair(std::string_view("revision"), HoursColumn::revision),
    std::pair(std::string_view("hash"), HoursColumn::hash)};
constexpr std::array separator_words = {std::pair(std::string_view(";"), ';'),
                                        std::pair(std::string_view(","), ','),
                                        std::pair(std::string_view("tab"), '\t')};
constexpr std::array encoding_words = {
    std::pair(std::string_view("utf-8-bom"), TextEncoding::utf8_bom),
    std::pair(std::string_view("utf-8"), TextEncoding::utf8),
    std::pair(std::string_view("windows-1252"), TextEncoding::windows_1252)};
constexpr std::array date_words = {
    std::pair(std::string_view("YYYY-MM"), std::string_view("YYYY-MM")),
    std::pair(std::string_view("YYYYMM"), std::string_view("YYYYMM")),
    std::pair(std::string_view("YYYY-MM-DD"), std::string_view("YYYY-MM-DD"))};

// The meaning of a word that must stand there; a plain one when it does not, which is a problem.
template <class Words>
auto word(SettingsReader& settings, const SettingsPlace& place, std::string_view key,
          const Words& words) -> typename Words::value_type::second_type {
  const SettingsValue* value = settings.required(place, key);
  if (value == nullptr) return {};
  return settings.meaning_of(*value, place.path_of(key), words)
      .value_or(typename Words::value_type::second_type{});
}

ExportProfile read_parts(SettingsReader& settings, const SettingsPlace& root) {
  ExportProfile profile;
  settings.allow_keys(root, {"format", "profile", "columns"});
  settings.integer(root, "format", 1, 1);
  if (const auto place = settings.table(root, "profile")) {
    settings.allow_keys(*place, {"key", "name", "separator", "encoding", "date_form"});
    profile.key = settings.key_of(*place);
    profile.name = settings.local_name(*place);
    profile.separator = word(settings, *place, "separator", separator_words);
    profile.encoding = word(settings, *place, "encoding", encoding_words);
    profile.date_form = word(settings, *place, "date_form", date_words);
  }
  settings.each_entry(
      root, "columns", true, [&](const SettingsPlace& entry, const std::string& key) {
        settings.allow_keys(entry, {"key", "header", "source"});
        profile.columns.push_back(
            {key, settings.text(entry, "header"), word(settings, entry, "source", source_words)});
      });
  return profile;
}

// --- rows ---------------------------------------------------------------------------------------

struct NamedPerson {
  std::string name;
  std::string identity_number;
};

Result<std::unordered_map<RowId, NamedPerson>> read_persons(RowSource& source) {
  std::unordered_map<RowId, NamedPerson> known;
  BRYGGA_TRY(source.each(
      "SELECT id, first_name, last_name FROM participant", {}, [&](const std::vector<Value>& row) {
        known[RowId{uuid_in(row[0])}].name = text_in(row[1]) + " " + text_in(row[2]);
        return true;
      }));
  // Of several numbers a personnummer, which a samordningsnummer is given up for; the first by its
  // id.
  BRYGGA_TRY(
      source.each("SELECT participant, number FROM identity "
                  "ORDER BY number_type = 'personnummer', id DESC",
                  {}, [&](const std::vector<Value>& row) {
                    known[RowId{uuid_in(row[0])}].identity_number = text_in(row[1]);
                    return true;
                  }));
  return known;
}

std::string month_text(Month month, const std::string& form) {
  const std::string text = format_date(first_day(month));
  if (form == "YYYYMM") return text.substr(0, 4) + text.substr(5, 2);
  return form == "YYYY-MM" ? text.substr(0, 7) : text;
}

// 90 minutes are "1,50".
std::string hours_text(std::uint32_t minutes) {
  const std::int64_t hundredths = rounded_quotient(std::int64_t{minutes} * 100, 60);
  const std::string part = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + (part.size() == 1 ? ",0" : ",") + part;
}

struct HoursLine {
  const ProgrammeRow& programme;
  const UnitRow& unit;
  const SealedMonth& month;
  const ParticipantMonth& entry;
  const NamedPerson& person;
};

std::string cell(const HoursLine& line, HoursColumn column, const ExportProfile& profile) {
  switch (column) {
    case HoursColumn::participant:
      return to_string(line.entry.participant.uuid);
    case HoursColumn::identity_number:
      return line.person.identity_number;
    case HoursColumn::name:
      return line.person.name;
    case HoursColumn::programme:
      return line.programme.key;
    case HoursColumn::unit:
      return line.unit.name;
    case HoursColumn::month:
      return month_text(line.month.month, profile.date_form);
    case HoursColumn::minutes:
      return std::to_string(line.entry.minutes);
    case HoursColumn::hours:
      return hours_text(line.entry.minutes);
    case HoursColumn::revision:
      return std::to_string(line.month.revision);
    case HoursColumn::hash:
      return to_hex(ByteView(line.month.hash));
  }
  return {};
}

std::string line_of(const HoursLine& line, const ExportProfile& profile) {
  std::vector<std::string> cells;
  cells.reserve(profile.columns.size());
  for (const ExportColumn& column : profile.columns) {
    cells.push_back(cell(line, column.source, profile));
  }
  return csv_line(cells, profile.separator);
}

std::string header_of(const ExportProfile& profile) {
  std::vector<std::string> cells;
  cells.reserve(profile.columns.size());
  for (const ExportColumn& column : profile.columns) cells.push_back(column.header);
  return csv_line(cells, profile.separator);
}

}  // namespace

ExportProfileReading read_export_profile(std::string_view toml_text) {
  ExportProfileReading reading;
  TomlReading toml = read_toml(toml_text, profile_bytes_max);
  if (!toml.root) {
    toml.problem->code = "profile_" + toml.problem->code;
    reading.problems.add(*std::move(toml.problem));
    return reading;
  }
  SettingsReader settings("profile_", reading.problems);
  ExportProfile profile = read_parts(settings, {*toml.root, 1, ""});
  reading.problems.sort_by_line();
  if (reading.problems.empty()) reading.profile = std::move(profile);
  return reading;
}

Result<Bytes> export_hours(RowSource& source, const ProgrammeRow& programme, const UnitRow& unit,
                           std::optional<Month> month, const ExportProfile& profile) {
  BRYGGA_ASSIGN(const std::vector<StoredSeal> seals, read_seals(source, programme.id, unit.id));
  if (const auto broken = first_broken_month(chain_of(seals), seal_hash)) {
    return Error{ErrorCode::refused,
                 "The seal of " + format_month(*broken) + " does not hold; nothing is exported.",
                 false, "seal_broken"};
  }
  BRYGGA_ASSIGN(const auto known, read_persons(source));
  const NamedPerson nobody;
  std::string text = header_of(profile);
  for (const StoredSeal& seal : seals) {
    const bool is_wanted = !month || seal.month.month == *month;
    if (!is_wanted || seal.month.state != SealState::sealed) continue;
    for (const ParticipantMonth& entry : seal.month.entries) {
      const auto person = known.find(entry.participant);
      text += line_of(
          {programme, unit, seal.month, entry, person != known.end() ? person->second : nobody},
          profile);
    }
  }
  auto bytes = encode_text(text, profile.encoding);
  if (bytes) return *std::move(bytes);
  return Error{ErrorCode::invalid, "The profile's encoding lacks a character of what is exported.",
               false, "no_such_character"};
}

}  // namespace brygga::casework
