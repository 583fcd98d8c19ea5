#include "casework/text_encoding.hpp"

#include <gtest/gtest.h>

namespace brygga::casework {
namespace {

TEST(TextEncoding, utf8_stays_as_it_is_and_loses_only_its_mark) {
  EXPECT_EQ(decode_text(as_bytes("Åsa")).utf8, "Åsa");
  EXPECT_EQ(decode_text(as_bytes("Åsa")).encoding, TextEncoding::utf8);
  EXPECT_EQ(decode_text(as_bytes("\xEF\xBB\xBFÅsa")).utf8, "Åsa");
  EXPECT_EQ(decode_text(as_bytes("\xEF\xBB\xBFÅsa")).encoding, TextEncoding::utf8_bom);
  EXPECT_EQ(decode_text({}).utf8, "");
}

TEST(TextEncoding, windows_1252_is_recognised_and_converted) {
  const auto text = decode_text(as_bytes("\xC5\xC4\xD6\xE5\xE4\xF6\xC9\xE9 \x80 \x85 \x8A\x9E"));
  EXPECT_FALSE(text.problem);
  EXPECT_EQ(text.utf8, "ÅÄÖåäöÉé € … Šž");
  EXPECT_EQ(text.encoding, TextEncoding::windows_1252);
}

TEST(TextEncoding, every_windows_1252_character_survives_the_way_there_and_back) {
  for (int byte = 1; byte < 256; ++byte) {
    const Bytes one = {'x', static_cast<std::uint8_t>(byte), 'y'};
    const auto text = decode_text(one);
    if (text.problem) {
      EXPECT_EQ(text.problem->code, "text_encoding");
      EXPECT_TRUE(byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D);
      continue;
    }
    EXPECT_FALSE(find_invalid_utf8(text.utf8));
    EXPECT_EQ(encode_text(text.utf8, TextEncoding::windows_1252), one) << byte;
  }
}

TEST(TextEncoding, what_cannot_be_read_is_refused_with_its_line) {
  const auto neither = decode_text(as_bytes("a\nb\n\xE5\x81"));
  ASSERT_TRUE(neither.problem);
  EXPECT_EQ(neither.problem->line, 3U);
  EXPECT_EQ(neither.utf8, "");
  EXPECT_EQ(decode_text(as_bytes("\xFF\xFE"
                                 "a"))
                .problem->code,
            "text_utf16");
  EXPECT_EQ(decode_text(as_bytes("\xFE\xFF"
                                 "a"))
                .problem->code,
            "text_utf16");
  EXPECT_EQ(decode_text(as_bytes("\xEF\xBB\xBF\xE5")).problem->code, "text_utf8");
}

TEST(TextEncoding, malformed_utf8_is_found_where_it_stands) {
  EXPECT_EQ(find_invalid_utf8("ab\xC0\x80"), 2U);
  EXPECT_EQ(find_invalid_utf8("\xED\xA0\x80"), 0U);
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0U);
  EXPECT_EQ(find_invalid_utf8("å\xC3"), 2U);
  EXPECT_EQ(find_invalid_utf8("\xE2\x82"), 0U);
  EXPECT_FALSE(find_invalid_utf8("aå€😀"));
}

TEST(TextEncoding, a_character_that_windows_1252_lacks_is_not_replaced) {
  EXPECT_FALSE(encode_text("Nguyễn", TextEncoding::windows_1252));
  EXPECT_FALSE(encode_text("😀", TextEncoding::windows_1252));
  EXPECT_FALSE(encode_text("\xFF", TextEncoding::windows_1252));
  EXPECT_EQ(encode_text("å", TextEncoding::utf8_bom), (Bytes{0xEF, 0xBB, 0xBF, 0xC3, 0xA5}));
}

TEST(TextEncoding, blanks_at_both_ends_are_trimmed) {
  EXPECT_EQ(trimmed(" \t\xC2\xA0 Åsa A \xC2\xA0\r\n"), "Åsa A");
  EXPECT_EQ(trimmed(" \xC2\xA0 "), "");
}

}  // namespace
}  // namespace brygga::casework
