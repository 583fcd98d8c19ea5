#include "model/value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "model/civil.hpp"
#include "model/value_codec.hpp"

namespace brygga {
namespace {

TEST(Utf8, well_formed_text_of_every_length_is_text) {
  for (const char* text :
       {"", "a", "\x7f", "\xC2\x80", "åäö", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
        "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, malformed_text_is_none) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE0\xA0",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "a\xE5", "\xF0\x90\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Utf8, one_malformed_byte_is_found_wherever_it_stands) {
  for (const std::size_t length : {1U, 7U, 8U, 9U, 40U}) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string text(length, 'a');
      text[at] = '\xE5';
      EXPECT_FALSE(is_utf8(text)) << at << " of " << length;
      text.replace(at, 1, "å");
      EXPECT_TRUE(is_utf8(text)) << at << " of " << length;
    }
  }
}

TEST(HasType, absent_has_no_type) {
  for (int type = 1; type <= 8; ++type) {
    EXPECT_FALSE(has_type(Value{}, static_cast<Type>(type)));
  }
}

TEST(HasType, each_type_wants_its_own_form) {
  EXPECT_TRUE(has_type(true, Type::boolean));
  EXPECT_FALSE(has_type(std::int64_t{1}, Type::boolean));
  EXPECT_TRUE(has_type(std::int64_t{1}, Type::integer));
  EXPECT_FALSE(has_type(1.0, Type::integer));
  EXPECT_FALSE(has_type(std::int64_t{1}, Type::real));
  EXPECT_TRUE(has_type(std::string("x"), Type::text));
  EXPECT_FALSE(has_type(std::string("\xff"), Type::text));
  EXPECT_TRUE(has_type(Bytes{0xff}, Type::bytes));
  EXPECT_FALSE(has_type(std::string("x"), Type::bytes));
  EXPECT_TRUE(has_type(Uuid{}, Type::id));
  EXPECT_TRUE(has_type(std::int64_t{-1}, Type::time));
}

TEST(HasType, a_real_is_finite) {
  EXPECT_TRUE(has_type(1e308, Type::real));
  EXPECT_FALSE(has_type(HUGE_VAL, Type::real));
  EXPECT_FALSE(has_type(-HUGE_VAL, Type::real));
  EXPECT_FALSE(has_type(std::nan(""), Type::real));
}

TEST(HasType, dates_run_from_year_1_to_year_9999) {
  const auto day = [](const char* text) { return *parse_date(text); };
  EXPECT_TRUE(has_type(day("0001-01-01"), Type::date));
  EXPECT_FALSE(has_type(day("0001-01-01") - 1, Type::date));
  EXPECT_TRUE(has_type(day("9999-12-31"), Type::date));
  EXPECT_FALSE(has_type(day("9999-12-31") + 1, Type::date));
}

TEST(CivilDate, text_and_day_number_belong_together) {
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(parse_date("1970-01-01"), 0);
  EXPECT_EQ(parse_date("2000-02-29"), 11016);
  for (const char* text : {"0001-01-01", "1900-02-28", "2024-02-29", "9999-12-31"}) {
    EXPECT_EQ(date_text(*parse_date(text)), text);
  }
}

TEST(CivilDate, days_that_do_not_exist_are_none) {
  for (const char* text : {"", "2026-1-01", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10",
                           "2026-01-00", "2026-01-32", "0000-01-01", "2026/01/01", "2026-01-1x",
                           "+026-01-01", "2026-01-01 ", "12026-01-01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(ValueCodec, every_form_comes_back) {
  const Value values[] = {Value{},
                          true,
                          false,
                          std::int64_t{0},
                          std::numeric_limits<std::int64_t>::min(),
                          1.5,
                          -std::numeric_limits<double>::infinity(),
                          std::string("å\0ö", 5),
                          Bytes{},
                          Bytes{0, 255},
                          Uuid{}};
  for (const Value& value : values) {
    ByteWriter writer;
    write_value(writer, value);
    EXPECT_LE(writer.size(), size_of(value));
    ByteReader reader(writer.bytes());
    EXPECT_EQ(read_value(reader), value);
    EXPECT_TRUE(reader.ok() && reader.at_end());
    for (std::size_t size = 0; size < writer.size(); ++size) {
      ByteReader short_reader(ByteView(writer.bytes()).first(size));
      (void)read_value(short_reader);
      EXPECT_FALSE(short_reader.ok());
    }
  }
}

TEST(ValueCodec, a_stamp_is_its_time_and_then_its_device) {
  const Stamp stamp{{0x0102030405060708}, {300}};
  ByteWriter writer;
  write_stamp(writer, stamp);
  EXPECT_EQ(to_hex(writer.bytes()), "0807060504030201ac02");
  ByteReader reader(writer.bytes());
  EXPECT_EQ(read_stamp(reader), stamp);
  EXPECT_TRUE(reader.ok() && reader.at_end());
  ByteReader short_reader(ByteView(writer.bytes()).first(9));
  (void)read_stamp(short_reader);
  EXPECT_FALSE(short_reader.ok());
}

TEST(ValueCodec, a_scope_is_its_kind_and_then_its_id) {
  const Scope scope{'K', *parse_uuid("019e34a9-be00-7000-8000-000000000011")};
  ByteWriter writer;
  write_scope(writer, scope);
  EXPECT_EQ(to_hex(writer.bytes()), "4b019e34a9be0070008000000000000011");
  ByteReader reader(writer.bytes());
  EXPECT_EQ(read_scope(reader), scope);
  EXPECT_TRUE(reader.ok() && reader.at_end());
  ByteReader short_reader(ByteView(writer.bytes()).first(16));
  (void)read_scope(short_reader);
  EXPECT_FALSE(short_reader.ok());
}

TEST(ValueCodec, unknown_tag_fails) {
  for (int tag = 8; tag < 256; ++tag) {
    const Bytes bytes{static_cast<std::uint8_t>(tag), 0, 0};
    ByteReader reader(bytes);
    EXPECT_TRUE(is_absent(read_value(reader)));
    EXPECT_FALSE(reader.ok());
  }
}

TEST(Less, numbers_go_by_size_and_text_by_bytes) {
  EXPECT_TRUE(less(std::int64_t{-2}, std::int64_t{1}));
  EXPECT_TRUE(less(std::string("Z"), std::string("a")));
  EXPECT_TRUE(less(std::string("z"), std::string("å")));
  EXPECT_FALSE(less(1.0, 1.0));
}

}  // namespace
}  // namespace brygga
