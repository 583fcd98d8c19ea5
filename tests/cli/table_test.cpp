#include "table.hpp"

#include <gtest/gtest.h>

#include "progress.hpp"
#include "text_width.hpp"

namespace brygga::cli {
namespace {

TEST(TextWidth, swedish_letters_take_one_column) {
  EXPECT_EQ(columns_of("Åsa Öberg"), 9U);
  EXPECT_EQ(columns_of("A\xcc\x8asa"), 3U);  // A and a combining ring
  EXPECT_EQ(columns_of("日本"), 4U);
  EXPECT_EQ(columns_of(""), 0U);
}

TEST(TextWidth, bytes_that_are_not_utf8_are_counted_and_do_no_harm) {
  EXPECT_EQ(columns_of("\xe5sa"), 3U);
  EXPECT_EQ(columns_of("a\xf0"), 2U);
}

TEST(TextWidth, cutting_counts_columns_and_never_splits_a_letter) {
  EXPECT_EQ(fit("Åsa Öberg", 9), "Åsa Öberg");
  EXPECT_EQ(fit("Åsa Öberg", 6), "Åsa Ö…");
  EXPECT_EQ(fit("日本語", 4), "日…");
  EXPECT_EQ(fit("Åsa", 0), "");
}

TEST(TextWidth, names_cannot_steer_the_terminal) {
  EXPECT_EQ(one_line("a\x1b[31mb\nc"), "a [31mb c");
  EXPECT_EQ(one_line("a\xe2\x80\xae"
                     "b"),
            "ab");  // right-to-left override
  EXPECT_EQ(plain_text("a\nb\tc"), "a\nb c");
}

TEST(Table, columns_are_aligned_by_letters_not_by_bytes) {
  Table table({{"name", false, 0}, {"hours", true, 0}});
  table.add({"Åsa", "2"});
  table.add({"Johan", "12"});
  EXPECT_EQ(table.text(0, false),
            "name   hours\n"
            "-----  -----\n"
            "Åsa        2\n"
            "Johan     12\n");
}

TEST(Table, flexible_columns_give_way_to_the_width_of_the_terminal) {
  Table table({{"id", false, 0}, {"note", false, 8}});
  table.add({"1234", "A long story about nothing much"});
  EXPECT_EQ(table.text(16, false),
            "id    note\n"
            "----  ----------\n"
            "1234  A long st…\n");
}

TEST(Table, untitled_column_without_texts_is_left_out) {
  Table table({{"a", false, 0}, {"", false, 0}, {"b", false, 0}});
  table.add({"1", "", "2"});
  EXPECT_EQ(table.text(0, false), "a  b\n-  -\n1  2\n");
}

TEST(Table, missing_cells_are_empty) {
  Table table({{"a", false, 0}, {"b", false, 0}});
  table.add({"1"});
  EXPECT_EQ(table.text(0, false), "a  b\n-  -\n1\n");
}

TEST(Progress, bar_shows_its_share_and_stays_in_its_bounds) {
  EXPECT_EQ(bar_text(0.5, 4, 0), "[##  ]  50 %");
  EXPECT_EQ(bar_text(2.0, 4, 0), "[####] 100 %");
  EXPECT_EQ(bar_text(-1.0, 4, 0), "[    ]   0 %");
  EXPECT_EQ(bar_text(std::nullopt, 4, 5), "[ #  ]");
}

TEST(LoadText, says_rows_and_bytes_as_a_person_reads_them) {
  EXPECT_EQ(load_text(1240, 20'000, 1'210'000, 18'400'000), "1 240 of 20 000 rows, 1.2 of 18 MB");
  EXPECT_EQ(load_text(0, 40, 0, 9'900), "0 of 40 rows, 0.0 of 9.9 kB");
  EXPECT_EQ(load_text(1'000'000, 1'000'000, 999'950'000, 1'000'000'000),
            "1 000 000 of 1 000 000 rows, 1000 of 1000 MB");
}

}  // namespace
}  // namespace brygga::cli
