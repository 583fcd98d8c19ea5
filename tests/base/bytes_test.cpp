#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace brygga {
namespace {

Bytes varint_bytes(std::uint64_t value) {
  ByteWriter writer;
  writer.varint(value);
  return writer.take();
}

TEST(Varint, every_width_comes_back) {
  for (int bits = 0; bits < 64; ++bits) {
    for (const std::uint64_t value : {1ULL << bits, (1ULL << bits) - 1, (1ULL << bits) + 1}) {
      const Bytes bytes = varint_bytes(value);
      ByteReader reader(bytes);
      EXPECT_EQ(reader.varint(), value);
      EXPECT_TRUE(reader.ok());
      EXPECT_TRUE(reader.at_end());
    }
  }
}

TEST(Varint, the_greatest_number_takes_ten_bytes) {
  const Bytes bytes = varint_bytes(std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(to_hex(bytes), "ffffffffffffffffff01");
}

TEST(Varint, least_significant_group_comes_first) { EXPECT_EQ(to_hex(varint_bytes(300)), "ac02"); }

TEST(Varint, truncated_number_fails) {
  const Bytes whole = varint_bytes(std::numeric_limits<std::uint64_t>::max());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ByteReader reader(ByteView(whole).first(size));
    EXPECT_EQ(reader.varint(), 0U);
    EXPECT_FALSE(reader.ok()) << size;
  }
}

TEST(Varint, number_beyond_64_bits_fails) {
  const Bytes bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.varint(), 0U);
  EXPECT_FALSE(reader.ok());
}

TEST(Varint, eleven_bytes_are_one_too_many) {
  const Bytes bytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
  ByteReader reader(bytes);
  (void)reader.varint();
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, failure_is_for_good) {
  const Bytes bytes{1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_TRUE(reader.raw(4).empty());
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.u8(), 0);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.remaining(), 0U);
}

TEST(ByteReader, fixed64_wants_eight_bytes) {
  const Bytes bytes{1, 2, 3, 4, 5, 6, 7};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.fixed64(), 0U);
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, fixed64_is_little_endian) {
  const Bytes bytes{1, 0, 0, 0, 0, 0, 0, 0x80};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.fixed64(), 0x8000'0000'0000'0001ULL);
}

TEST(ByteReader, count_is_not_believed_before_its_bytes) {
  const Bytes bytes = [] {
    ByteWriter writer;
    writer.varint(5);
    writer.raw(std::string_view("12345678"));
    return writer.take();
  }();
  ByteReader fits(bytes);
  EXPECT_EQ(fits.count(1), 5U);
  EXPECT_TRUE(fits.ok());
  ByteReader too_many(bytes);
  EXPECT_EQ(too_many.count(2), 0U);
  EXPECT_FALSE(too_many.ok());
}

TEST(Zigzag, small_magnitudes_stay_small_and_extremes_come_back) {
  EXPECT_EQ(zigzag(0), 0U);
  EXPECT_EQ(zigzag(-1), 1U);
  EXPECT_EQ(zigzag(1), 2U);
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(unzigzag(zigzag(value)), value);
  }
}

TEST(Base64url, vectors_of_the_standard_without_padding) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64url(as_bytes(plain)), coded);
    Bytes out;
    EXPECT_TRUE(from_base64url(coded, out));
    EXPECT_EQ(as_text(out), plain);
  }
}

TEST(Base64url, uses_the_url_safe_digits) {
  const Bytes bytes{0xfb, 0xff};
  EXPECT_EQ(to_base64url(bytes), "-_8");
  Bytes out;
  EXPECT_FALSE(from_base64url("+/8", out));
}

TEST(Base64url, other_text_is_turned_away) {
  Bytes out;
  for (const char* text : {"Z", "Zg==", "Zg=", "Zh", "Zm9v YmFy", "Zm9vYmFyZ", "Zå"}) {
    EXPECT_FALSE(from_base64url(text, out)) << text;
  }
}

}  // namespace
}  // namespace brygga
