#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace brygga {
namespace {

constexpr std::array<std::uint8_t, 10> ones{0xff, 0xff, 0xff, 0xff, 0xff,
                                            0xff, 0xff, 0xff, 0xff, 0xff};

TEST(Uuid, v7_has_time_version_and_variant_where_the_standard_puts_them) {
  EXPECT_EQ(to_string(make_uuid_v7(0x017F22E279B0,
                                   {0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F})),
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(Uuid, random_bits_do_not_disturb_version_and_variant) {
  EXPECT_EQ(to_string(make_uuid_v7(0, ones)), "00000000-0000-7fff-bfff-ffffffffffff");
}

TEST(Uuid, later_ids_sort_later_whatever_their_random_bits) {
  EXPECT_LT(make_uuid_v7(1000, ones), make_uuid_v7(1001, {}));
}

TEST(Uuid, text_comes_back_in_either_case) {
  const std::string lower = "018f2b6e-7c1a-7000-8000-0123456789ab";
  const auto uuid = parse_uuid("018F2B6E-7C1A-7000-8000-0123456789AB");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(to_string(*uuid), lower);
  EXPECT_EQ(parse_uuid(lower), uuid);
}

TEST(Uuid, other_text_is_no_id) {
  for (const char* text :
       {"", "018f2b6e-7c1a-7000-8000-0123456789a", "018f2b6e-7c1a-7000-8000-0123456789abc",
        "018f2b6e-7c1a-7000-8000-0123456789ag", "018f2b6e7c1a-7000-8000-0123456789ab-",
        "{18f2b6e-7c1a-7000-8000-0123456789ab", "018f2b6e-7c1a-7000-80000-123456789ab"}) {
    EXPECT_FALSE(parse_uuid(text)) << text;
  }
}

TEST(Uuid, bytes_of_another_length_are_no_id) {
  EXPECT_FALSE(uuid_from_bytes(Bytes(15)));
  EXPECT_FALSE(uuid_from_bytes(Bytes(17)));
  EXPECT_TRUE(uuid_from_bytes(Bytes(16)));
}

}  // namespace
}  // namespace brygga
