#include "casework/participant_import.hpp"

#include <unordered_map>
#include <utility>

#include "base/text_folding.hpp"
#include "casework/csv_columns.hpp"

namespace brygga::casework {

namespace {

enum Column {
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
  referral
};

constexpr ColumnSpelling spellings[] = {{first_name, "förnamn"},
                                        {first_name, "first_name"},
                                        {last_name, "efternamn"},
                                        {last_name, "last_name"},
                                        {identity_number, "personnummer"},
                                        {identity_number, "identity_number"},
                                        {centre, "enhet"},
                                        {centre, "centre"},
                                        {centre, "center"},
                                        {coach, "coach"},
                                        {coach, "jobbcoach"},
                                        {start, "startdatum"},
                                        {start, "start"},
                                        {start, "start_date"},
                                        {district, "stadsdel"},
                                        {district, "district"},
                                        {stream, "spår"},
                                        {stream, "stream"},
                                        {language, "språk"},
                                        {language, "language"},
                                        {ended, "avslutad"},
                                        {ended, "ended"},
                                        {ended, "slutdatum"},
                                        {outcome, "resultat"},
                                        {outcome, "outcome"},
                                        {outcome_from, "resultat_från"},
                                        {outcome_from, "outcome_from"},
                                        {referral, "remittent"},
                                        {referral, "referral"},
                                        {referral, "remitterad_av"}};
constexpr int required_columns[] = {first_name, last_name, identity_number, centre,
                                    coach,      start,     district};

// How it is told that a name does not lead to one thing of a kind.
struct KindWords {
  const char* unknown_code;
  const char* none_en;
  const char* none_sv;
  const char* several_en;
  const char* several_sv;
  const char* how_to_tell_apart_en;
  const char* how_to_tell_apart_sv;
};

constexpr KindWords centre_words = {"import_unknown_centre",
                                    "there is no centre called",
                                    "Det finns ingen enhet som heter",
                                    "there is more than one centre called",
                                    "Det finns mer än en enhet som heter",
                                    "use its key",
                                    "skriv enhetens nyckel i stället"};
constexpr KindWords coach_words = {"import_unknown_coach",
                                   "there is no coach called",
                                   "Det finns ingen coach som heter",
                                   "there is more than one coach called",
                                   "Det finns mer än en coach som heter",
                                   "use the e-mail address or user name",
                                   "skriv e-postadressen eller användarnamnet i stället"};
constexpr KindWords stream_words = {"import_unknown_stream",
                                    "there is no stream called",
                                    "Programmet har inget spår som heter",
                                    "there is more than one stream called",
                                    "Programmet har mer än ett spår som heter",
                                    "use its key",
                                    "skriv spårets nyckel i stället"};
constexpr KindWords outcome_words = {"import_unknown_outcome",
                                     "there is no outcome called",
                                     "Programmet har inget resultat som heter",
                                     "there is more than one outcome called",
                                     "Programmet har mer än ett resultat som heter",
                                     "use its key",
                                     "skriv resultatets nyckel i stället"};

std::string quoted(const std::string& text) { return " \"" + text + "\""; }

bool says_nothing_came_of_it(const std::string& written) {
  const std::string word = to_lower(written);
  return word == "inget" || word == "none";
}

// Reads one record; what is wrong with it goes to the problems of the import.
class RowReader {
 public:
  RowReader(const ImportContext& context, const CsvColumns& columns, ProblemList& problems)
      : context_(context),
        columns_(columns),
        problems_(problems),
        centres_(context.centres),
        coaches_(context.coaches),
        streams_(context.streams),
        outcomes_(context.outcomes) {}

  ParticipantRow read(const CsvRecord& record) {
    record_ = &record;
    ParticipantRow row;
    row.line = record.line;
    row.first_name = required_text(first_name);
    row.last_name = required_text(last_name);
    row.identity_number = read_identity_number();
    row.centre_key = required_name(centre, centres_, centre_words);
    row.coach_key = required_name(coach, coaches_, coach_words);
    row.district = text(district);
    row.stream_key =
        context_.streams.empty() ? text(stream) : look_up(stream, streams_, stream_words);
    row.language = text(language);
    row.referral = text(referral);
    read_dates(row);
    return row;
  }

 private:
  const std::string& value(Column column) const { return columns_.value(*record_, column); }

  void add_problem(Column column, std::string code, Sentence sentence) {
    problems_.add(
        {record_->line, columns_.shown_name(column), std::move(code), std::move(sentence)});
  }
  void add_problem(Column column, const Error& error) {
    add_problem(column, error.reason, sentence_of(error));
  }

  bool is_there(Column column) {
    if (!value(column).empty()) {
      return true;
    }
    if (columns_.has(column)) {
      add_problem(column, "import_missing_value",
                  {"this must be filled in", "Här saknas något; fyll i det."});
    }
    return false;
  }

  std::string text(Column column) {
    const std::string& written = value(column);
    if (written.size() > context_.text_bytes_max) {
      const std::string most = std::to_string(context_.text_bytes_max);
      add_problem(
          column, "import_text",
          {"this is longer than " + most + " bytes",
           "Texten är för lång; korta den till högst " + most + " byte (å, ä och ö är två var)."});
      return {};
    }
    if (written.find_first_of("\r\n\t") != std::string::npos) {
      add_problem(column, "import_text",
                  {"there is a line break or tab in it",
                   "Texten har en radbrytning eller tabb i sig; ta bort den."});
      return {};
    }
    return written;
  }

  std::string required_text(Column column) {
    return is_there(column) ? text(column) : std::string();
  }

  std::optional<IdentityNumber> read_identity_number() {
    const std::string& written = value(identity_number);
    if (written.empty()) {
      return std::nullopt;
    }
    Result<IdentityNumber> number = parse_identity_number(written, context_.today);
    if (!number) {
      add_problem(identity_number, number.error());
      return std::nullopt;
    }
    return std::move(number).value();
  }

  std::string required_name(Column column, const NameIndex& index, const KindWords& words) {
    return is_there(column) ? look_up(column, index, words) : std::string();
  }

  // The key that the name in the column stands for. choices: the end of the sentence about one that
  // is unknown.
  std::string look_up(Column column, const NameIndex& index, const KindWords& words,
                      const Sentence& choices = {"", "; rätta namnet"}) {
    const std::string name = text(column);
    if (name.empty()) {
      return {};
    }
    if (const auto key = index.find(name)) {
      return *key;
    }
    if (index.is_ambiguous(name)) {
      add_problem(column, "import_ambiguous_name",
                  {words.several_en + quoted(name) + "; " + words.how_to_tell_apart_en,
                   words.several_sv + quoted(name) + "; " + words.how_to_tell_apart_sv + "."});
    } else {
      add_problem(column, words.unknown_code,
                  {words.none_en + quoted(name) + choices.en,
                   words.none_sv + quoted(name) + choices.sv + "."});
    }
    return {};
  }

  std::optional<Date> date(Column column) {
    const std::string& written = value(column);
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
    std::optional<Date> began;
    if (is_there(start)) began = date(start);
    row.ended = date(ended);
    row.outcome_key = outcome_key();
    row.outcome_from = date(outcome_from);
    check_outcome(row);
    if (!began) {
      return;
    }
    row.start = *began;
    if (row.ended && *row.ended < *began) {
      add_problem(ended, "import_ended_before_start",
                  {"the end is before the start",
                   "Slutdatumet ligger före startdatumet; rätta ett av dem."});
    }
    if (row.outcome_from && *row.outcome_from < *began) {
      add_problem(outcome_from, "import_outcome_before_start",
                  {"the outcome is before the start",
                   "Resultatets datum ligger före startdatumet; rätta ett av dem."});
    }
  }

  // Empty when nothing came of it, or nothing is said.
  std::string outcome_key() {
    if (is_without_outcome()) return {};
    const std::string known = names_of(context_.outcomes);
    return look_up(
        outcome, outcomes_, outcome_words,
        {"; it is one of " + known + ", or none", "; skriv något av " + known + " eller inget"});
  }

  // An outcome of the programme may be called so, too, and comes first.
  bool is_without_outcome() const {
    const std::string& written = value(outcome);
    return written.empty() || (says_nothing_came_of_it(written) && !outcomes_.find(written));
  }

  // Judges presence by what is written, so that one mistake is reported once.
  void check_outcome(const ParticipantRow& row) {
    const bool has_date = !value(outcome_from).empty();
    const bool has_outcome = !row.outcome_key.empty();
    if (has_outcome && !has_date) {
      add_problem(outcome, "import_outcome_without_date",
                  {"an outcome needs the date from which it counts",
                   "Ett resultat behöver ett datum från vilket det gäller; fyll i det."});
    }
    if (has_outcome && value(ended).empty()) {
      add_problem(outcome, "import_outcome_without_end",
                  {"an outcome needs the date on which the enrolment ended",
                   "Ett resultat behöver dagen då inskrivningen avslutades; fyll i den."});
    }
    if (has_date && is_without_outcome()) {
      add_problem(outcome_from, "import_date_without_outcome",
                  {"there is a date, but no outcome",
                   "Här står ett datum, men inget resultat; fyll i det eller ta bort datumet."});
    }
  }

  const ImportContext& context_;
  const CsvColumns& columns_;
  ProblemList& problems_;
  const NameIndex centres_;
  const NameIndex coaches_;
  const NameIndex streams_;
  const NameIndex outcomes_;
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
      const std::string line = std::to_string(first->second);
      import.warnings.add(
          {row.line, title, "import_double", {
             "the same identity number stands on line " + line,
             "Samma nummer står på rad " + line + "; se efter om det är samma person."
           }});
    }
  }
}

}  // namespace

ParticipantImport import_participants(const CsvTable& table, const ImportContext& context) {
  ParticipantImport import;
  import.problems = ProblemList(context.problems_max);
  import.warnings = ProblemList(context.problems_max);
  import.problems.add_all(table.problems);
  const CsvColumns columns(table, spellings, required_columns, import.problems, import.warnings);
  RowReader reader(context, columns, import.problems);
  import.rows.reserve(table.records.size());
  for (const CsvRecord& record : table.records) {
    import.rows.push_back(reader.read(record));
  }
  warn_of_doubles(import, columns.shown_name(identity_number));
  if (!import.problems.empty()) {
    import.rows.clear();
  }
  import.problems.sort_by_line();
  return import;
}

}  // namespace brygga::casework
