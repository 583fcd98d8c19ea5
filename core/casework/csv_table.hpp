// A CSV file as Swedish offices export it, as rows of text that know their lines.
//
// `;`, `,` or tab between fields, UTF-8 or Windows-1252, CRLF or LF, quoted fields with line breaks
// in them, Excel's "sep=;" line, and the empty rows that spreadsheets leave at the end. The
// grammar is libcsv's (strict mode); the detection, the line numbers and the bounds are ours. A
// text in, a table out: no file is opened here. Values; pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "casework/problem_list.hpp"
#include "casework/text_encoding.hpp"

namespace brygga::casework {

struct CsvLimits {
  std::size_t bytes_max = 32U << 20;  // raise it for a register of a whole county
  std::size_t records_max = 200'000;  // one import is one transaction, which is bounded too
  std::size_t columns_max = 100;
  std::size_t field_bytes_max = 16U << 10;
  std::size_t problems_max = 1000;  // named one by one; the rest is counted
};

// A file of that size as text in base64.
inline constexpr std::size_t csv_base64_bytes_max = (CsvLimits{}.bytes_max + 2) / 3 * 4;

struct CsvRecord {
  std::uint32_t line = 0;           // where the record begins in the file, counted from 1
  std::vector<std::string> fields;  // as many as the header has; without blanks at their ends
};

struct CsvTable {
  std::vector<std::string> header;  // as written, without blanks at the ends
  std::uint32_t header_line = 0;
  std::vector<CsvRecord> records;
  TextEncoding encoding = TextEncoding::utf8;
  char separator = ';';
  // What is wrong with the file. A record with a problem is not in records. A fault after which
  // nothing can be read with certainty (a quote that is never closed, an unknown encoding, a
  // bound) is the last problem, and later lines were then not looked at.
  ProblemList problems;
};

// The codes of problems: csv_too_large, csv_too_many_records, csv_too_many_columns,
// csv_field_too_long, csv_no_header, csv_quote, csv_fields, csv_control_character, csv_memory, and
// those of decode_text.
[[nodiscard]] CsvTable parse_csv(ByteView bytes, const CsvLimits& limits = {});

// The fields as one line with its CRLF, quoted where the separator, a quote, a line break or a
// blank at an end makes it necessary (RFC 4180).
std::string format_csv_line(const std::vector<std::string>& fields, char separator);

}  // namespace brygga::casework
