#include "casework/csv_table.hpp"

#include <gtest/gtest.h>

namespace brygga::casework {
namespace {

using Fields = std::vector<std::string>;

CsvTable table_of(std::string_view text, const CsvLimits& limits = {}) {
  return parse_csv(as_bytes(text), limits);
}

std::string problems_of(const CsvTable& table) {
  std::string text;
  for (const Problem& problem : table.problems.listed()) {
    text += std::to_string(problem.line) + ":" + problem.code + " ";
  }
  return text;
}

TEST(CsvTable, semicolon_comma_and_tab_are_recognised) {
  for (const char separator : {';', ',', '\t'}) {
    const std::string s(1, separator);
    std::string text = "namn";
    text.append(s).append("enhet\r\nAlice").append(s).append("Öster\r\n");
    const CsvTable table = table_of(text);
    EXPECT_TRUE(table.problems.empty());
    EXPECT_EQ(table.separator, separator);
    EXPECT_EQ(table.header, (Fields{"namn", "enhet"}));
    ASSERT_EQ(table.records.size(), 1U);
    EXPECT_EQ(table.records[0].fields, (Fields{"Alice", "Öster"}));
  }
}

TEST(CsvTable, a_separator_inside_quotes_does_not_count) {
  const CsvTable table = table_of("\"a,b,c,d\";e\n1;2\n");
  EXPECT_EQ(table.separator, ';');
  EXPECT_EQ(table.header, (Fields{"a,b,c,d", "e"}));
}

TEST(CsvTable, excels_first_line_names_the_separator) {
  const CsvTable table = table_of("sep=,\r\na;b,c\r\n1,2\r\n");
  EXPECT_EQ(table.separator, ',');
  EXPECT_EQ(table.header, (Fields{"a;b", "c"}));
  EXPECT_EQ(table.header_line, 2U);
  ASSERT_EQ(table.records.size(), 1U);
  EXPECT_EQ(table.records[0].line, 3U);
}

TEST(CsvTable, windows_1252_and_a_byte_order_mark_are_read) {
  EXPECT_EQ(table_of("f\xF6rnamn;ort\n\xC5sa;\xD6ster\n").records.at(0).fields,
            (Fields{"Åsa", "Öster"}));
  EXPECT_EQ(table_of("f\xF6rnamn;ort\n").header.at(0), "förnamn");
  const CsvTable marked = table_of(
      "\xEF\xBB\xBF"
      "förnamn;ort\nÅsa;Öster\n");
  EXPECT_EQ(marked.header.at(0), "förnamn");
  EXPECT_EQ(marked.encoding, TextEncoding::utf8_bom);
}

TEST(CsvTable, quoted_fields_keep_line_breaks_quotes_and_separators) {
  const CsvTable table =
      table_of("a;b\r\n\"Kalle \"\"Kulan\"\"\";\"rad 1\r\n\r\nrad 3; slut\"\r\nx;y");
  EXPECT_TRUE(table.problems.empty());
  ASSERT_EQ(table.records.size(), 2U);
  EXPECT_EQ(table.records[0].fields, (Fields{"Kalle \"Kulan\"", "rad 1\r\n\r\nrad 3; slut"}));
}

TEST(CsvTable, a_record_knows_the_line_on_which_it_begins) {
  const CsvTable table = table_of("\n\na;b\n1;\"x\ny\nz\"\n\n  \n2;3\r\n4;\"\n\"\r\n5;6");
  EXPECT_TRUE(table.problems.empty());
  EXPECT_EQ(table.header_line, 3U);
  ASSERT_EQ(table.records.size(), 4U);
  EXPECT_EQ(table.records[0].line, 4U);
  EXPECT_EQ(table.records[1].line, 9U);
  EXPECT_EQ(table.records[2].line, 10U);
  EXPECT_EQ(table.records[3].line, 12U);
}

TEST(CsvTable, lone_carriage_returns_end_lines_too) {
  const CsvTable table = table_of("a;b\r1;2\r3;4\r");
  ASSERT_EQ(table.records.size(), 2U);
  EXPECT_EQ(table.records[1].line, 3U);
}

TEST(CsvTable, empty_rows_and_columns_that_a_spreadsheet_leaves_are_no_records) {
  const CsvTable table = table_of("a;b;;\n1;2;;\n;;;\n;;\n3;;;\n");
  EXPECT_TRUE(table.problems.empty()) << problems_of(table);
  EXPECT_EQ(table.header, (Fields{"a", "b"}));
  ASSERT_EQ(table.records.size(), 2U);
  EXPECT_EQ(table.records[1].fields, (Fields{"3", ""}));
}

TEST(CsvTable, every_record_with_a_wrong_number_of_fields_is_named) {
  const CsvTable table = table_of("a;b\n1;2\n3\n4;5;6\n7;8\n");
  EXPECT_EQ(problems_of(table), "3:csv_fields 4:csv_fields ");
  EXPECT_EQ(table.records.size(), 2U);
  EXPECT_EQ(table.problems.listed()[1].sentence.en,
            "the header names 2 columns, but this record has 3");
}

TEST(CsvTable, a_quote_out_of_place_is_named_with_its_line) {
  EXPECT_EQ(problems_of(table_of("a;b\n1;2\n3;Kalle \"Kulan\" S\n4;5\n")), "3:csv_quote ");
  EXPECT_EQ(problems_of(table_of("a;b\n1;\"2\"x\n")), "2:csv_quote ");
}

TEST(CsvTable, a_quote_never_closed_is_named_where_its_record_begins) {
  EXPECT_EQ(problems_of(table_of("a;b\n1;2\n3;\"4\n5;6\n7;8\n")), "3:csv_quote ");
  EXPECT_EQ(problems_of(table_of("\"a;b\n")), "1:csv_quote ");
}

TEST(CsvTable, an_empty_file_has_no_header) {
  for (const char* text : {"", "\n", "\r\n \r\n", "\xEF\xBB\xBF", ";;;\n", "sep=;\n"}) {
    EXPECT_EQ(problems_of(table_of(text)), "0:csv_no_header ") << text;
  }
}

TEST(CsvTable, what_is_no_csv_is_refused) {
  EXPECT_EQ(problems_of(table_of(std::string_view("a;b\n1;\0\n", 8))), "2:csv_control_character ");
  EXPECT_EQ(problems_of(table_of("a;b\n1;\x1B[0m\n")), "2:csv_control_character ");
  EXPECT_EQ(problems_of(table_of("\xFF\xFE"
                                 "a")),
            "1:text_utf16 ");
  EXPECT_EQ(problems_of(table_of("a;b\n1;\x81\xE5\n")), "2:text_encoding ");
}

TEST(CsvTable, size_records_columns_and_fields_are_bounded) {
  CsvLimits limits;
  limits.bytes_max = 20;
  EXPECT_EQ(problems_of(table_of("a;b\n1;2\n3;4\n56789;10\n", limits)), "0:csv_too_large ");
  limits = {};
  limits.records_max = 2;
  EXPECT_EQ(problems_of(table_of("a\n1\n2\n", limits)), "");
  EXPECT_EQ(problems_of(table_of("a\n1\n2\n3\n4\n", limits)), "4:csv_too_many_records ");
  limits = {};
  limits.columns_max = 2;
  EXPECT_EQ(problems_of(table_of("a;b\n1;2\n1;2;3;4\n5;6\n", limits)), "3:csv_too_many_columns ");
  EXPECT_EQ(problems_of(table_of("a;b;c\n", limits)), "1:csv_too_many_columns ");
  limits = {};
  limits.field_bytes_max = 3;
  EXPECT_EQ(problems_of(table_of("a;b\n123;1\n1;1234\n5;6\n", limits)), "3:csv_field_too_long ");
  EXPECT_EQ(problems_of(table_of("abcd;b\n1;2\n", limits)), "1:csv_field_too_long ");
}

TEST(CsvTable, problems_beyond_the_bound_are_counted) {
  CsvLimits limits;
  limits.problems_max = 2;
  const CsvTable table = table_of("a;b\n1\n2\n3\n4\n5\n", limits);
  EXPECT_EQ(table.problems.listed().size(), 2U);
  EXPECT_EQ(table.problems.unlisted_count(), 3U);
  EXPECT_EQ(table.problems.to_error("bob.csv").what,
            "bob.csv has 5 problems:\n  line 2: the header names 2 columns, but this record has 1\n"
            "  line 3: the header names 2 columns, but this record has 1\n  and 3 more");
}

TEST(CsvTable, every_truncation_of_a_file_is_read_or_refused_without_harm) {
  const std::string text =
      "\xEF\xBB\xBF"
      "för;b\r\n\"Å \"\"x\"\"\r\n\";2\r\n3;\"4\"\r\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const CsvTable table = table_of(std::string_view(text).substr(0, size));
    EXPECT_LE(table.records.size(), 2U);
  }
}

TEST(CsvTable, what_is_written_is_read_back) {
  const Fields fields = {"Åsa", "a;b", "sa \"hej\"", "rad 1\nrad 2", " inled", "", "x,y"};
  for (const char separator : {';', ',', '\t'}) {
    const std::string header = format_csv_line({"a", "b", "c", "d", "e", "f", "g"}, separator);
    const CsvTable table = table_of(header + format_csv_line(fields, separator));
    ASSERT_EQ(table.records.size(), 1U);
    Fields expected = fields;
    expected[4] = "inled";
    EXPECT_EQ(table.records[0].fields, expected);
  }
}

}  // namespace
}  // namespace brygga::casework
