#include "casework/identity_number.hpp"

#include <gtest/gtest.h>

namespace brygga::casework {
namespace {

const Date today = parse_date("2026-05-04").value();

std::string stored(std::string_view text) {
  const auto number = parse_identity_number(text, today);
  return number ? number->digits() : number.error().reason;
}

TEST(IdentityNumber, every_way_of_writing_gives_the_same_stored_number) {
  for (const char* text : {"198112189876", "19811218-9876", "811218-9876", "8112189876",
                           " 811218 - 9876 ", "19 811218 9876", "19811218+9876",
                           "811218\xE2\x80\x93"
                           "9876",
                           "811218\xC2\xA0"
                           "9876",
                           "811218\xE2\x88\x92"
                           "9876"}) {
    EXPECT_EQ(stored(text), "198112189876") << text;
  }
}

TEST(IdentityNumber, the_samordningsnummer_of_skatteverkets_example_is_a_man_born_in_october_1970) {
  const auto number = parse_identity_number("701063-2391", today);
  ASSERT_TRUE(number);
  EXPECT_EQ(number->kind(), IdentityNumberKind::samordningsnummer);
  EXPECT_EQ(number->digits(), "197010632391");
  EXPECT_EQ(format_date(number->birth_date()), "1970-10-03");
  EXPECT_EQ(format_identity_number(*number, today), "701063-2391");
}

TEST(IdentityNumber, one_wrong_digit_anywhere_is_noticed) {
  const std::string right = "8112189876";
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string wrong = right;
      wrong[at] = c;
      if (wrong != right) {
        EXPECT_FALSE(parse_identity_number(wrong, today)) << wrong;
      }
    }
  }
}

TEST(IdentityNumber, errors_name_what_is_wrong) {
  EXPECT_EQ(stored("811218-9875"), "identity_number_check_digit");
  EXPECT_EQ(stored("810229-9873"), "identity_number_date");
  EXPECT_EQ(stored("811318-9876"), "identity_number_date");
  EXPECT_EQ(stored("811200-9876"), "identity_number_date");
  EXPECT_EQ(stored("811260-9876"), "identity_number_date");
  EXPECT_EQ(stored("811292-9876"), "identity_number_date");
  EXPECT_EQ(stored(""), "identity_number_length");
  EXPECT_EQ(stored("   "), "identity_number_length");
  EXPECT_EQ(stored("811218-987"), "identity_number_length");
  EXPECT_EQ(stored("1811218-9876"), "identity_number_length");
  EXPECT_EQ(stored("19811218-98761"), "identity_number_length");
  EXPECT_EQ(stored(std::string(100'000, '1')), "identity_number_length");
  EXPECT_EQ(stored("811218-98A6"), "identity_number_characters");
  EXPECT_EQ(stored("8112-189876"), "identity_number_characters");
  EXPECT_EQ(stored("811218--9876"), "identity_number_characters");
  EXPECT_EQ(stored("-8112189876"), "identity_number_characters");
  EXPECT_EQ(stored("TF811218-9876"), "identity_number_characters");
  EXPECT_EQ(stored("\xE2"), "identity_number_characters");
}

TEST(IdentityNumber, errors_do_not_repeat_the_number) {
  const auto number = parse_identity_number("811218-9875", today);
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().what.find("9875"), std::string::npos);
  EXPECT_EQ(number.error().code, ErrorCode::invalid);
}

TEST(IdentityNumber, the_century_comes_from_the_separator_and_the_day_of_reading) {
  EXPECT_EQ(stored("121212-1212"), "201212121212");
  EXPECT_EQ(stored("121212+1212"), "191212121212");
  // Alice, 99 on the last day of her 99th year, keeps the dash until the new year.
  EXPECT_EQ(parse_identity_number("121212-1212", parse_date("2011-12-31").value())->digits(),
            "191212121212");
  // With a dash, a day later in this year can only have been a hundred years ago.
  EXPECT_EQ(parse_identity_number("121212-1212", parse_date("2012-12-11").value())->digits(),
            "191212121212");
  EXPECT_EQ(parse_identity_number("121212-1212", parse_date("2012-12-12").value())->digits(),
            "201212121212");
}

TEST(IdentityNumber, a_leap_day_is_sought_in_the_century_that_has_it) {
  const auto bob = make_test_number(parse_date("2000-02-29").value(), 990);
  ASSERT_TRUE(bob);
  EXPECT_EQ(stored(format_identity_number(*bob, today)), bob->digits());
}

TEST(IdentityNumber, nobody_is_born_tomorrow_or_is_older_than_130) {
  const auto tomorrow = make_test_number(add_days(today, 1), 985);
  EXPECT_EQ(stored(tomorrow->digits()), "identity_number_future");
  const auto just_born = make_test_number(today, 985);
  EXPECT_EQ(stored(just_born->digits()), just_born->digits());
  const auto old = make_test_number(parse_date("1895-12-31").value(), 985);
  EXPECT_EQ(stored(old->digits()), "identity_number_age");
  const auto oldest = make_test_number(parse_date("1896-01-01").value(), 985);
  EXPECT_EQ(stored(oldest->digits()), oldest->digits());
}

TEST(IdentityNumber, the_separator_turns_to_plus_in_the_year_of_turning_100) {
  const auto number = parse_identity_number("191212121212", today);
  EXPECT_EQ(format_identity_number(*number, parse_date("2011-12-31").value()), "121212-1212");
  EXPECT_EQ(format_identity_number(*number, parse_date("2012-01-01").value()), "121212+1212");
}

TEST(IdentityNumber, what_is_shown_can_be_typed_in_again) {
  for (const int days_ago : {0, 1, 365, 10'000, 36'000, 36'525, 36'524, 40'000, 45'000}) {
    const auto number = make_test_number(add_days(today, -days_ago), 999);
    EXPECT_EQ(stored(format_identity_number(*number, today)), number->digits()) << days_ago;
  }
}

TEST(IdentityNumber, test_numbers_are_known_by_their_birth_number) {
  EXPECT_TRUE(parse_identity_number("811218-9876", today)->is_test_number());
  EXPECT_FALSE(parse_identity_number("121212-1212", today)->is_test_number());
  EXPECT_FALSE(parse_identity_number("701063-2391", today)->is_test_number());
  EXPECT_TRUE(
      make_test_number(today, 980, IdentityNumberKind::samordningsnummer)->is_test_number());
}

TEST(IdentityNumber, a_test_number_outside_the_series_is_not_made) {
  EXPECT_FALSE(make_test_number(today, 979));
  EXPECT_FALSE(make_test_number(today, 1000));
  EXPECT_FALSE(make_test_number(today, -1));
}

TEST(IdentityNumber, stored_digits_are_taken_back_only_as_they_were_stored) {
  EXPECT_TRUE(identity_number_from_digits("198112189876"));
  for (const char* text : {"19811218-9876", "8112189876", "", "1981121898761", "19811218987x"}) {
    EXPECT_FALSE(identity_number_from_digits(text)) << text;
  }
}

}  // namespace
}  // namespace brygga::casework
