#include "casework/participant_import.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/text_folding.hpp"

namespace brygga::casework {

namespace {

enum class Column : std::size_t {
  first_name,
  last_name,
  identity_number,
  centre,
  coach,
  start,
  district,
  stream,
  language,
  ended,
  outcome,
  outcome_from,
  referral,
  count
};

constexpr std::size_t column_count = static_cast<std::size_t>(Column::count);

struct ColumnName {
  Column column;
  std::string_view name;
};

// The first name of each column is the one that a missing column is reported by.
constexpr std::array<ColumnName, 30> column_names = {{
    {Column::first_name, "förnamn"},
    {Column::first_name, "first_name"},
    {Column::last_name, "efternamn"},
    {Column::last_name, "last_name"},
    {Column::identity_number, "personnummer"},
    {Column::identity_number, "identity_number"},
    {Column::centre, "enhet"},
    {Column::centre, "centre"},
    {Column::centre, "center"},
    {Column::coach, "coach"},
    {Column::coach, "jobbcoach"},
    {Column::start, "startdatum"},
    {Column::start, "start"},
    {Column::start, "start_date"},
    {Column::district, "stadsdel"},
    {Column::district, "district"},
    {Column::stream, "spår"},
    {Column::stream, "stream"},
    {Column::language, "språk"},
    {Column::language, "language"},
    {Column::ended, "avslutad"},
    {Column::ended, "ended"},
    {Column::ended, "slutdatum"},
    {Column::outcome, "resultat"},
    {Column::outcome, "outcome"},
    {Column::outcome_from, "resultat_från"},
    {Column::outcome_from, "outcome_from"},
    {Column::referral, "remittent"},
    {Column::referral, "referral"},
    {Column::referral, "remitterad_av"},
}};

constexpr std::array<Column, 7> required_columns = {
    Column::first_name, Column::last_name, Column::identity_number, Column::centre,
    Column::coach,      Column::start,     Column::district};

std::string_view shown_name(Column column) {
  return std::find_if(column_names.begin(), column_names.end(),
                      [&](const ColumnName& entry) { return entry.column == column; })
      ->name;
}

// "Resultat från", "resultat-från" and "RESULTAT_FRÅN" name the same column.
std::optional<Column> column_of(std::string_view header) {
  std::string name = to_lower(trimmed(header));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  for (const ColumnName& entry : column_names) {
    if (entry.name == name) {
      return entry.column;
    }
  }
  return std::nullopt;
}

struct OutcomeWord {
  std::string_view word;
  std::optional<ImportedOutcome> outcome;
};

constexpr std::array<OutcomeWord, 8> outcome_words = {{
    {"arbete", ImportedOutcome::work},
    {"work", ImportedOutcome::work},
    {"studier", ImportedOutcome::studies},
    {"studies", ImportedOutcome::studies},
    {"annat", ImportedOutcome::other},
    {"other", ImportedOutcome::other},
    {"inget", std::nullopt},
    {"none", std::nullopt},
}};

// Every spelling of the known names, to the key that it stands for.
class NameIndex {
 public:
  explicit NameIndex(const std::vector<KnownName>& known) {
    for (const KnownName& one : known) {
      for (const std::string& name : one.names) {
        add(name, one.key);
      }
    }
  }

  // The key; nothing when the name is unknown or stands for several.
  std::optional<std::string> find(std::string_view name) const {
    const auto found = keys_.find(to_lower(trimmed(name)));
    return found == keys_.end() ? std::nullopt : found->second;
  }
  bool is_ambiguous(std::string_view name) const {
    const auto found = keys_.find(to_lower(trimmed(name)));
    return found != keys_.end() && !found->second;
  }

 private:
  void add(std::string_view name, const std::string& key) {
    const auto [at, is_new] = keys_.try_emplace(to_lower(trimmed(name)), key);
    if (!is_new && at->second != key) {
      at->second.reset();
    }
  }

  std::unordered_map<std::string, std::optional<std::string>> keys_;
};

// Which field of a record holds a column; the header's own words for messages.
struct Layout {
  std::array<std::optional<std::size_t>, column_count> fields{};
  std::array<std::string, column_count> titles{};
};

Layout read_header(const CsvTable& table, ParticipantImport& import) {
  Layout layout;
  for (std::size_t field = 0; field < table.header.size(); ++field) {
    const std::string& title = table.header[field];
    const auto column = column_of(title);
    if (!column) {
      import.warnings.add({table.header_line, title, "import_unknown_column",
                           "this column is not known and is left out"});
      continue;
    }
    const auto index = static_cast<std::size_t>(*column);
    if (layout.fields[index]) {
      import.problems.add({table.header_line, title, "import_repeated_column",
                           "the same column stands there twice"});
    }
    layout.fields[index] = field;
    layout.titles[index] = title;
  }
  for (const Column column : required_columns) {
    if (!layout.fields[static_cast<std::size_t>(column)]) {
      import.problems.add({table.header_line, std::string(shown_name(column)),
                           "import_missing_column", "this column is missing"});
    }
  }
  return layout;
}

// Reads one record; what is wrong with it goes to the problems of the import.
class RowReader {
 public:
  RowReader(const ImportContext& context, const Layout& layout, ProblemList& problems)
      : context_(context),
        layout_(layout),
        problems_(problems),
        centres_(context.centres),
        coaches_(context.coaches),
        streams_(context.streams) {}

  ParticipantRow read(const CsvRecord& record) {
    record_ = &record;
    ParticipantRow row;
    row.line = record.line;
    row.first_name = required_text(Column::first_name);
    row.last_name = required_text(Column::last_name);
    row.identity_number = identity_number();
    row.centre_key = known(Column::centre, centres_, "import_unknown_centre", "centre");
    row.coach_key = known(Column::coach, coaches_, "import_unknown_coach", "coach");
    row.district = text(Column::district);
    row.stream_key = stream();
    row.language = text(Column::language);
    row.referral = text(Column::referral);
    read_dates(row);
    return row;
  }

 private:
  std::string_view value(Column column) const {
    const auto field = layout_.fields[static_cast<std::size_t>(column)];
    return field ? std::string_view(record_->fields[*field]) : std::string_view();
  }

  void add_problem(Column column, std::string code, std::string reason) {
    problems_.add({record_->line, layout_.titles[static_cast<std::size_t>(column)], std::move(code),
                   std::move(reason)});
  }
  void add_problem(Column column, const Error& error) {
    add_problem(column, error.reason, error.what);
  }

  bool is_there(Column column) {
    if (!value(column).empty()) {
      return true;
    }
    if (layout_.fields[static_cast<std::size_t>(column)]) {
      add_problem(column, "import_missing_value", "this must be filled in");
    }
    return false;
  }

  std::string text(Column column) {
    const std::string_view written = value(column);
    if (written.size() > context_.text_bytes_max) {
      add_problem(column, "import_text",
                  "this is longer than " + std::to_string(context_.text_bytes_max) + " bytes");
      return {};
    }
    if (written.find_first_of("\r\n\t") != std::string_view::npos) {
      add_problem(column, "import_text", "there is a line break or tab in it");
      return {};
    }
    return std::string(written);
  }

  std::string required_text(Column column) {
    return is_there(column) ? text(column) : std::string();
  }

  std::optional<IdentityNumber> identity_number() {
    const std::string_view written = value(Column::identity_number);
    if (written.empty()) {
      return std::nullopt;
    }
    Result<IdentityNumber> number = parse_identity_number(written, context_.today);
    if (!number) {
      add_problem(Column::identity_number, number.error());
      return std::nullopt;
    }
    return std::move(number).value();
  }

  std::string known(Column column, const NameIndex& index, const char* code, const char* kind) {
    if (!is_there(column)) {
      return {};
    }
    return look_up(column, index, code, kind);
  }

  std::string look_up(Column column, const NameIndex& index, const char* code, const char* kind) {
    const std::string name = text(column);
    if (name.empty()) {
      return {};
    }
    const auto key = index.find(name);
    if (key) {
      return *key;
    }
    if (index.is_ambiguous(name)) {
      add_problem(column, "import_ambiguous_name",
                  "there is more than one " + std::string(kind) + " called \"" + name +
                      "\"; use the e-mail address or user name");
    } else {
      add_problem(column, code, "there is no " + std::string(kind) + " called \"" + name + "\"");
    }
    return {};
  }

  std::string stream() {
    return context_.streams.empty()
               ? text(Column::stream)
               : look_up(Column::stream, streams_, "import_unknown_stream", "stream");
  }

  std::optional<Date> date(Column column) {
    const std::string_view written = value(column);
    if (written.empty()) {
      return std::nullopt;
    }
    const Result<Date> read = parse_date(written);
    if (!read) {
      add_problem(column, read.error());
      return std::nullopt;
    }
    return *read;
  }

  void read_dates(ParticipantRow& row) {
    std::optional<Date> start;
    if (is_there(Column::start)) start = date(Column::start);
    row.ended = date(Column::ended);
    row.outcome = outcome();
    row.outcome_from = date(Column::outcome_from);
    check_outcome(row);
    if (!start) {
      return;
    }
    row.start = *start;
    if (row.ended && *row.ended < *start) {
      add_problem(Column::ended, "import_ended_before_start", "the end is before the start");
    }
    if (row.outcome_from && *row.outcome_from < *start) {
      add_problem(Column::outcome_from, "import_outcome_before_start",
                  "the outcome is before the start");
    }
  }

  std::optional<ImportedOutcome> outcome() {
    const std::string written = to_lower(value(Column::outcome));
    if (written.empty()) {
      return std::nullopt;
    }
    for (const OutcomeWord& entry : outcome_words) {
      if (entry.word == written) {
        return entry.outcome;
      }
    }
    add_problem(Column::outcome, "import_outcome",
                "an outcome is one of arbete, studier, annat, inget (work, studies, other, none)");
    return std::nullopt;
  }

  // Judges presence by what is written, so that one mistake is reported once.
  void check_outcome(const ParticipantRow& row) {
    const bool has_date = !value(Column::outcome_from).empty();
    if (row.outcome && !has_date) {
      add_problem(Column::outcome, "import_outcome_without_date",
                  "an outcome needs the date from which it counts");
    }
    if (row.outcome && value(Column::ended).empty()) {
      add_problem(Column::outcome, "import_outcome_without_end",
                  "an outcome needs the date on which the enrolment ended");
    }
    const std::string written = to_lower(value(Column::outcome));
    if (has_date && (written.empty() || written == "inget" || written == "none")) {
      add_problem(Column::outcome_from, "import_date_without_outcome",
                  "there is a date, but no outcome");
    }
  }

  const ImportContext& context_;
  const Layout& layout_;
  ProblemList& problems_;
  const NameIndex centres_;
  const NameIndex coaches_;
  const NameIndex streams_;
  const CsvRecord* record_ = nullptr;
};

void warn_of_doubles(ParticipantImport& import, const std::string& title) {
  std::unordered_map<std::string, std::uint32_t> first_lines;
  for (const ParticipantRow& row : import.rows) {
    if (!row.identity_number) {
      continue;
    }
    const auto [first, is_new] = first_lines.try_emplace(row.identity_number->digits(), row.line);
    if (!is_new) {
      import.warnings.add(
          {row.line, title, "import_double",
           "the same identity number stands on line " + std::to_string(first->second)});
    }
  }
}

}  // namespace

const char* name_of(ImportedOutcome outcome) {
  switch (outcome) {
    case ImportedOutcome::work:
      return "work";
    case ImportedOutcome::studies:
      return "studies";
    case ImportedOutcome::other:
      return "other";
  }
  return "other";
}

ParticipantImport import_participants(const CsvTable& table, const ImportContext& context) {
  ParticipantImport import;
  import.problems = ProblemList(context.problems_max);
  import.warnings = ProblemList(context.problems_max);
  import.problems.add_all(table.problems);
  if (table.header.empty()) {
    return import;
  }
  const Layout layout = read_header(table, import);
  RowReader reader(context, layout, import.problems);
  import.rows.reserve(table.records.size());
  for (const CsvRecord& record : table.records) {
    import.rows.push_back(reader.read(record));
  }
  warn_of_doubles(import, layout.titles[static_cast<std::size_t>(Column::identity_number)]);
  if (!import.problems.empty()) {
    import.rows.clear();
  }
  import.problems.sort_by_line();
  return import;
}

}  // namespace brygga::casework
