#include "http/content_encoding.hpp"

#include <gtest/gtest.h>

namespace brygga::server {
namespace {

Bytes sample(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * i >> 3);
  return bytes;
}

class EachEncoding : public testing::TestWithParam<ContentEncoding> {};
INSTANTIATE_TEST_SUITE_P(Encodings, EachEncoding,
                         testing::Values(ContentEncoding::zstd, ContentEncoding::gzip),
                         [](const auto& each) { return std::string(name_of(each.param)); });

TEST_P(EachEncoding, decompresses_what_it_compressed) {
  for (const std::size_t size : {0U, 1U, 1000U, 300'000U}) {
    const Result<Bytes> back = decompress(GetParam(), compress(GetParam(), sample(size)), 300'000);
    ASSERT_TRUE(back.ok()) << size;
    EXPECT_EQ(*back, sample(size));
  }
}

TEST_P(EachEncoding, stops_a_bomb_at_the_bound) {
  const Bytes bomb = compress(GetParam(), Bytes(50U << 20, 0));
  EXPECT_LT(bomb.size(), 500'000U);
  const Result<Bytes> result = decompress(GetParam(), bomb, 1U << 20);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, "too_large");
}

TEST_P(EachEncoding, bound_itself_is_allowed_and_one_more_is_not) {
  EXPECT_TRUE(decompress(GetParam(), compress(GetParam(), sample(1000)), 1000).ok());
  EXPECT_FALSE(decompress(GetParam(), compress(GetParam(), sample(1001)), 1000).ok());
}

TEST_P(EachEncoding, every_cut_is_malformed) {
  const Bytes whole = compress(GetParam(), sample(200));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Result<Bytes> result = decompress(GetParam(), ByteView(whole).first(size), 1000);
    ASSERT_FALSE(result.ok()) << size;
    EXPECT_EQ(result.error().reason, "malformed");
  }
}

TEST_P(EachEncoding, garbage_and_trailing_bytes_are_malformed) {
  EXPECT_FALSE(decompress(GetParam(), as_bytes("garbage that is no such stream"), 1000).ok());
  Bytes longer = compress(GetParam(), sample(200));
  longer.push_back(0);
  EXPECT_FALSE(decompress(GetParam(), longer, 1000).ok());
}

TEST(ContentEncodingChoice, prefers_zstd_and_respects_refusal) {
  EXPECT_EQ(choose_content_encoding("gzip, zstd"), ContentEncoding::zstd);
  EXPECT_EQ(choose_content_encoding("deflate, GZIP;q=0.5"), ContentEncoding::gzip);
  EXPECT_EQ(choose_content_encoding("zstd;q=0, gzip;q=1.0"), ContentEncoding::gzip);
  EXPECT_EQ(choose_content_encoding("br"), ContentEncoding::identity);
  EXPECT_EQ(choose_content_encoding(""), ContentEncoding::identity);
  EXPECT_EQ(choose_content_encoding(",;,q=,"), ContentEncoding::identity);
}

TEST(ContentEncodingChoice, unknown_encoding_of_a_body_is_nothing) {
  EXPECT_EQ(parse_content_encoding("br"), std::nullopt);
  EXPECT_EQ(parse_content_encoding(""), ContentEncoding::identity);
  EXPECT_EQ(parse_content_encoding(" Zstd "), ContentEncoding::zstd);
}

}  // namespace
}  // namespace brygga::server
