#include "casework/csv_table.hpp"

#include <csv.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text_folding.hpp"

namespace brygga::casework {

namespace {

constexpr std::array<char, 3> separators = {';', ',', '\t'};

// The text up to and with its next line end: CRLF, LF or a lone CR.
std::string_view next_line(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) {
    return text;
  }
  const bool is_crlf = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
  return text.substr(0, end + (is_crlf ? 2 : 1));
}

// Which separator stands most often outside quotes in the first line that is not blank.
char detect_separator(std::string_view text) {
  while (!text.empty() && trimmed(next_line(text)).empty()) {
    text.remove_prefix(next_line(text).size());
  }
  std::array<std::size_t, separators.size()> counts{};
  bool is_quoted = false;
  for (const char c : next_line(text)) {
    is_quoted = is_quoted != (c == '"');
    const auto found = std::find(separators.begin(), separators.end(), c);
    if (!is_quoted && found != separators.end()) {
      ++counts[static_cast<std::size_t>(found - separators.begin())];
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return separators[static_cast<std::size_t>(most - counts.begin())];
}

// The separator that Excel's first line "sep=;" names.
std::optional<char> named_separator(std::string_view first_line) {
  const std::string_view text = first_line.substr(0, first_line.find_last_not_of("\r\n") + 1);
  const bool has_form = text.size() == 5 && to_lower(text.substr(0, 4)) == "sep=";
  if (has_form && std::find(separators.begin(), separators.end(), text[4]) != separators.end()) {
    return text[4];
  }
  return std::nullopt;
}

// The position of a control character that no office program writes; tabs and line ends are text.
std::size_t find_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<std::uint8_t>(text[at]);
    const bool is_text = byte >= 0x20 || byte == '\t' || byte == '\r' || byte == '\n';
    if (!is_text || byte == 0x7F) {
      return at;
    }
  }
  return std::string_view::npos;
}

// Owns libcsv's parser, and turns its callbacks into records of a table.
class RecordReader {
 public:
  RecordReader(CsvTable& table, const CsvLimits& limits) : table_(table), limits_(limits) {
    is_ready_ = csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0;
    csv_set_delim(&parser_, static_cast<unsigned char>(table.separator));
  }
  ~RecordReader() {
    if (is_ready_) {
      csv_free(&parser_);
    }
  }
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  // Reads lines from the given number on, to the end or to the first fault.
  void read(std::string_view text, std::uint32_t line) {
    for (; !text.empty() && !has_stopped_; ++line) {
      const std::string_view one = next_line(text);
      text.remove_prefix(one.size());
      read_line(one, line);
    }
    if (!has_stopped_ && csv_fini(&parser_, on_field, on_record, this) != 0) {
      stop({record_line_,
            "",
            "csv_quote",
            {"a quote is opened here and never closed",
             "Ett citattecken öppnas här men stängs aldrig; sätt dit det som saknas."}});
    }
    if (!has_stopped_ && table_.header_line == 0) {
      stop({0,
            "",
            "csv_no_header",
            {"the file is empty; its first line names the columns",
             "Filen är tom; skriv kolumnernas namn på den första raden."}});
    }
  }

 private:
  void read_line(std::string_view one, std::uint32_t line) {
    if (!is_record_open_) {
      record_line_ = line;
    }
    if (find_control(one) != std::string_view::npos) {
      stop({line,
            "",
            "csv_control_character",
            {"there is a control character; is this a CSV file?",
             "Här står ett styrtecken. Se efter att filen är en CSV-fil, och spara den på nytt."}});
      return;
    }
    const bool is_blank = trimmed(one).empty();
    const std::size_t records_before = records_seen_;
    if (csv_parse(&parser_, one.data(), one.size(), on_field, on_record, this) != one.size()) {
      stop(parse_problem(line));
      return;
    }
    is_record_open_ = records_seen_ == records_before && (is_record_open_ || !is_blank);
  }

  // Called by C code, through which no exception may pass: memory that runs out ends the program.
  static void on_field(void* bytes, std::size_t size, void* self) noexcept {
    static_cast<RecordReader*>(self)->add_field({static_cast<const char*>(bytes), size});
  }
  static void on_record(int, void* self) noexcept {
    static_cast<RecordReader*>(self)->end_record();
  }

  void add_field(std::string_view field) {
    if (has_stopped_) {
      return;
    }
    if (fields_.size() >= limits_.columns_max) {
      stop({record_line_,
            "",
            "csv_too_many_columns",
            {"there are more than " + std::to_string(limits_.columns_max) + " columns",
             "Här är fler än " + std::to_string(limits_.columns_max) +
                 " kolumner; ta bort dem som inte behövs."}});
    } else if (field.size() > limits_.field_bytes_max) {
      problem_ =
          Problem{record_line_,
                  column_name(fields_.size()),
                  "csv_field_too_long",
                  {"the field is longer than " + std::to_string(limits_.field_bytes_max) + " bytes",
                   "Fältet är för långt; det får ha högst " +
                       std::to_string(limits_.field_bytes_max) + " byte."}};
      fields_.emplace_back();
    } else {
      fields_.emplace_back(trimmed(field));
    }
  }

  void end_record() {
    ++records_seen_;
    std::vector<std::string> fields = std::exchange(fields_, {});
    std::optional<Problem> problem = std::exchange(problem_, std::nullopt);
    const bool is_empty = !problem && std::all_of(fields.begin(), fields.end(),
                                                  [](const auto& field) { return field.empty(); });
    if (has_stopped_ || is_empty) {
      return;
    }
    if (table_.header_line == 0) {
      take_header(std::move(fields), std::move(problem));
    } else {
      take_record(std::move(fields), std::move(problem));
    }
  }

  void take_header(std::vector<std::string> fields, std::optional<Problem> problem) {
    table_.header_line = record_line_;
    while (!fields.empty() && fields.back().empty()) {
      fields.pop_back();
    }
    table_.header = std::move(fields);
    if (problem) {
      stop(std::move(*problem));
    }
  }

  void take_record(std::vector<std::string> fields, std::optional<Problem> problem) {
    const std::size_t columns = table_.header.size();
    while (fields.size() > columns && fields.back().empty()) {
      fields.pop_back();
    }
    if (!problem && fields.size() != columns) {
      problem = Problem{record_line_,
                        "",
                        "csv_fields",
                        {"the header names " + std::to_string(columns) +
                             " columns, but this record has " + std::to_string(fields.size()),
                         "Rubrikraden har " + std::to_string(columns) +
                             " kolumner, men den här raden har " + std::to_string(fields.size()) +
                             ". Se efter om ett skiljetecken saknas eller är för mycket."}};
    }
    if (problem) {
      table_.problems.add(std::move(*problem));
    } else if (table_.records.size() >= limits_.records_max) {
      stop({record_line_,
            "",
            "csv_too_many_records",
            {"there are more than " + std::to_string(limits_.records_max) + " records",
             "Filen har fler än " + std::to_string(limits_.records_max) +
                 " rader; dela den i flera filer."}});
    } else {
      table_.records.push_back({record_line_, std::move(fields)});
    }
  }

  std::string column_name(std::size_t index) const {
    return index < table_.header.size() ? table_.header[index] : std::string();
  }

  Problem parse_problem(std::uint32_t line) {
    if (csv_error(&parser_) == CSV_EPARSE) {
      return {line,
              "",
              "csv_quote",
              {"a quote stands where none may; double it inside quotes",
               "Ett citattecken står där det inte får stå; ta bort det, eller skriv det dubbelt "
               "inom citattecken."}};
    }
    return {line,
            "",
            "csv_memory",
            {"there is not enough memory for this record",
             "Minnet räcker inte för den här raden; dela filen i flera."}};
  }

  void stop(Problem problem) {
    has_stopped_ = true;
    table_.problems.add(std::move(problem));
  }

  CsvTable& table_;
  const CsvLimits& limits_;
  csv_parser parser_{};
  bool is_ready_ = false;
  std::vector<std::string> fields_;  // of the record being read
  std::optional<Problem> problem_;   // of the record being read
  std::uint32_t record_line_ = 0;    // where it begins
  bool is_record_open_ = false;      // it goes on in the next line, inside quotes
  std::size_t records_seen_ = 0;
  bool has_stopped_ = false;
};

bool needs_quotes(std::string_view field, char separator) {
  return field.find_first_of("\"\r\n") != std::string_view::npos ||
         field.find(separator) != std::string_view::npos || trimmed(field).size() != field.size();
}

}  // namespace

CsvTable parse_csv(ByteView bytes, const CsvLimits& limits) {
  CsvTable table;
  table.problems = ProblemList(limits.problems_max);
  if (bytes.size() > limits.bytes_max) {
    table.problems.add({0,
                        "",
                        "csv_too_large",
                        {"the file is larger than " + std::to_string(limits.bytes_max) + " bytes",
                         "Filen är större än " + std::to_string(limits.bytes_max) +
                             " byte; dela den i flera filer."}});
    return table;
  }
  const DecodedText decoded = decode_text(bytes);
  if (decoded.problem) {
    table.problems.add(*decoded.problem);
    return table;
  }
  table.encoding = decoded.encoding;
  std::string_view text = decoded.utf8;
  std::uint32_t line = 1;
  if (const auto separator = named_separator(next_line(text))) {
    table.separator = *separator;
    text.remove_prefix(next_line(text).size());
    ++line;
  } else {
    table.separator = detect_separator(text);
  }
  RecordReader(table, limits).read(text, line);
  return table;
}

std::string format_csv_line(const std::vector<std::string>& fields, char separator) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) {
      line += separator;
    }
    if (!needs_quotes(field, separator)) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) {
      line.append(c == '"' ? 2 : 1, c);
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace brygga::casework
