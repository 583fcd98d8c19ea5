#include "casework/identity_number.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "casework/check_digit.hpp"

namespace brygga::casework {

// Makes numbers that have passed the checks below.
struct IdentityNumberMaker {
  static IdentityNumber make(std::string digits, IdentityNumberKind kind, Date birth_date) {
    return {std::move(digits), kind, birth_date};
  }
};

namespace {

constexpr int test_birth_number_min = 980;
constexpr int test_birth_number_max = 999;
constexpr int age_max = 130;
constexpr int samordning_day_offset = 60;

Error refused(const char* reason, std::string what) {
  return {ErrorCode::invalid, std::move(what), false, reason};
}

// What was written, taken apart: 10 or 12 digits, and '-', '+' or 0 for no separator.
struct Written {
  std::string digits;
  char separator = 0;
};

// Dashes, and spaces that do not break, as word processors and web pages make them.
constexpr std::array<std::string_view, 4> dashes = {"\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93",
                                                    "\xE2\x88\x92"};
constexpr std::array<std::string_view, 2> wide_spaces = {"\xC2\xA0", "\xE2\x80\xAF"};

struct Symbol {
  char meaning = 0;  // a digit, '-', '+', ' ' or 0 for anything else
  std::size_t length = 1;
};

Symbol symbol_at(std::string_view text) {
  for (const std::string_view dash : dashes) {
    if (text.starts_with(dash)) return {'-', dash.size()};
  }
  for (const std::string_view space : wide_spaces) {
    if (text.starts_with(space)) return {' ', space.size()};
  }
  const char c = text.front();
  const bool is_plain = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ';
  return {is_plain ? c : '\0', 1};
}

Error wrong_characters() {
  return refused("identity_number_characters",
                 "an identity number is written with digits and one - or + before the last four");
}

Result<Written> take_apart(std::string_view text) {
  Written written;
  std::size_t digits_before_separator = 0;
  while (!text.empty()) {
    const Symbol symbol = symbol_at(text);
    text.remove_prefix(symbol.length);
    if (symbol.meaning == ' ') {
      continue;
    }
    if (symbol.meaning == '-' || symbol.meaning == '+') {
      if (written.separator != 0) return wrong_characters();
      written.separator = symbol.meaning;
      digits_before_separator = written.digits.size();
    } else if (symbol.meaning == 0) {
      return wrong_characters();
    } else {
      written.digits += symbol.meaning;
    }
    if (written.digits.size() > 12) break;
  }
  if (written.digits.size() != 10 && written.digits.size() != 12) {
    return refused("identity_number_length", "an identity number has ten or twelve digits");
  }
  if (written.separator != 0 && digits_before_separator != written.digits.size() - 4) {
    return wrong_characters();
  }
  return written;
}

int number_at(std::string_view digits, std::size_t at, std::size_t length) {
  int value = 0;
  for (const char c : digits.substr(at, length)) {
    value = value * 10 + (c - '0');
  }
  return value;
}

struct Birth {
  Date date;
  IdentityNumberKind kind = IdentityNumberKind::personnummer;
};

// The birth that MMDD means in a year.
Result<Birth> birth_in_year(int year, std::string_view month_and_day) {
  const int written_day = number_at(month_and_day, 2, 2);
  const bool is_samordning = written_day > samordning_day_offset;
  const int day = is_samordning ? written_day - samordning_day_offset : written_day;
  const Result<Date> date = make_date(year, number_at(month_and_day, 0, 2), day);
  if (!date) {
    return refused("identity_number_date", "the identity number has an impossible birth date");
  }
  return Birth{*date, is_samordning ? IdentityNumberKind::samordningsnummer
                                    : IdentityNumberKind::personnummer};
}

// The year of birth that ten digits mean: the latest up to today, a century earlier after `+`.
int year_of_ten_digits(const Written& written, Date today) {
  const YearMonthDay now = year_month_day(today);
  const int in_century = number_at(written.digits, 0, 2);
  int year = now.year - now.year % 100 + in_century;
  if (written.separator == '+') {
    while (year > now.year - 100) year -= 100;
    return year;
  }
  const Result<Birth> birth = birth_in_year(year, std::string_view(written.digits).substr(2, 4));
  const bool is_future = year > now.year || (birth.ok() && birth->date > today);
  return is_future ? year - 100 : year;
}

Status check_against_today(Date birth_date, Date today) {
  if (birth_date > today) {
    return refused("identity_number_future", "the birth date is in the future");
  }
  if (year_month_day(today).year - year_month_day(birth_date).year > age_max) {
    return refused("identity_number_age", "the person would be over 130 years old");
  }
  return {};
}

}  // namespace

bool IdentityNumber::is_test_number() const {
  const int birth_number = number_at(digits_, 8, 3);
  return birth_number >= test_birth_number_min && birth_number <= test_birth_number_max;
}

Result<IdentityNumber> identity_number_from_digits(std::string_view digits) {
  const bool is_digits =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() != 12 || !is_digits) {
    return refused("identity_number_length", "a stored identity number has twelve digits");
  }
  BRYGGA_ASSIGN(const Birth birth, birth_in_year(number_at(digits, 0, 4), digits.substr(4, 4)));
  if (check_digit(digits.substr(2, 9)) != digits[11]) {
    return refused("identity_number_check_digit",
                   "the identity number is mistyped: its check digit does not match");
  }
  return IdentityNumberMaker::make(std::string(digits), birth.kind, birth.date);
}

Result<IdentityNumber> parse_identity_number(std::string_view text, Date today) {
  BRYGGA_ASSIGN(Written written, take_apart(text));
  if (written.digits.size() == 10) {
    const int year = year_of_ten_digits(written, today);
    if (year < 100) {
      return refused("identity_number_age", "the person would be over 130 years old");
    }
    std::string digits;
    append_padded(digits, year / 100, 2);
    written.digits = digits + written.digits;
  }
  BRYGGA_ASSIGN(IdentityNumber number, identity_number_from_digits(written.digits));
  BRYGGA_TRY(check_against_today(number.birth_date(), today));
  return number;
}

std::string format_identity_number(const IdentityNumber& number, Date today) {
  const int turns = year_month_day(today).year - year_month_day(number.birth_date()).year;
  const std::string& digits = number.digits();
  return digits.substr(2, 6) + (turns >= 100 ? '+' : '-') + digits.substr(8);
}

Result<IdentityNumber> make_test_number(Date birth_date, int birth_number,
                                        IdentityNumberKind kind) {
  if (birth_number < test_birth_number_min || birth_number > test_birth_number_max) {
    return refused("identity_number_not_test", "a test number has a birth number of 980 to 999");
  }
  const YearMonthDay birth = year_month_day(birth_date);
  const int offset = kind == IdentityNumberKind::samordningsnummer ? samordning_day_offset : 0;
  std::string digits;
  append_padded(digits, birth.year, 4);
  append_padded(digits, birth.month, 2);
  append_padded(digits, birth.day + offset, 2);
  append_padded(digits, birth_number, 3);
  digits += check_digit(std::string_view(digits).substr(2, 9));
  return identity_number_from_digits(digits);
}

}  // namespace brygga::casework
