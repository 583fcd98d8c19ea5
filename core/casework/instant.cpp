#include "casework/instant.hpp"

#include <algorithm>
#include <optional>

#include "casework/civil_date.hpp"

namespace brygga::casework {

namespace {

void append_digits(std::string& text, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  text.append(width - std::min(width, digits.size()), '0').append(digits);
}

// Reads a text from its front; the first thing that does not fit makes it fail for good.
class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return text_.empty(); }
  std::string_view take(std::size_t size) {
    ok_ = ok_ && size <= text_.size();
    if (!ok_) return {};
    const std::string_view part = text_.substr(0, size);
    text_.remove_prefix(size);
    return part;
  }
  bool skip(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok_ = skip(c) && ok_; }
  // Two digits up to most.
  std::int64_t two(std::int64_t most) {
    const std::string_view part = take(2);
    if (part.size() != 2 || !is_digit(part[0]) || !is_digit(part[1])) {
      ok_ = false;
      return 0;
    }
    const std::int64_t number = (part[0] - '0') * 10 + (part[1] - '0');
    ok_ = ok_ && number <= most;
    return number;
  }
  // The digits after a decimal point, as milliseconds; further ones are dropped.
  std::int64_t thousandths() {
    std::int64_t number = 0;
    std::int64_t weight = 100;
    std::size_t digits = 0;
    for (; !text_.empty() && is_digit(text_.front()); text_.remove_prefix(1), ++digits) {
      number += (text_.front() - '0') * weight;
      weight /= 10;
    }
    ok_ = ok_ && digits >= 1 && digits <= 9;
    return number;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view text_;
  bool ok_ = true;
};

// The time zone at the end, as milliseconds ahead of UTC.
std::int64_t read_offset(TextReader& in) {
  if (in.skip('Z') || in.skip('z')) return 0;
  const bool is_behind = in.skip('-');
  if (!is_behind) in.expect('+');
  const std::int64_t hours = in.two(14);
  in.skip(':');
  const std::int64_t ms = (hours * 60 + in.two(59)) * minute_ms;
  return is_behind ? -ms : ms;
}

Error bad_form() {
  return {ErrorCode::invalid,
          "A time is written as 2026-10-05T09:30:00Z, with Z or an offset such as +02:00 at its "
          "end.",
          false, "time_form"};
}

}  // namespace

std::string format_instant(std::uint64_t unix_ms) {
  const std::uint64_t latest =
      static_cast<std::uint64_t>(date_max.days + std::int64_t{1}) * day_ms - 1;
  const auto ms = static_cast<std::int64_t>(std::min(unix_ms, latest));
  std::string text = format_date(Date{static_cast<std::int32_t>(ms / day_ms)}) + "T";
  append_digits(text, ms / hour_ms % 24, 2);
  text += ':';
  append_digits(text, ms / minute_ms % 60, 2);
  text += ':';
  append_digits(text, ms / 1000 % 60, 2);
  text += '.';
  append_digits(text, ms % 1000, 3);
  return text + "Z";
}

Result<std::uint64_t> parse_instant(std::string_view text) {
  TextReader in(text);
  const std::string_view day = in.take(10);
  if (!in.skip('T')) in.expect(' ');
  std::int64_t ms = in.two(23) * hour_ms;
  in.expect(':');
  ms += in.two(59) * minute_ms;
  if (in.skip(':')) ms += in.two(59) * 1000;
  if (in.skip('.') || in.skip(',')) ms += in.thousandths();
  ms -= read_offset(in);
  if (!in.ok() || !in.at_end()) {
    return bad_form();
  }
  BRYGGA_ASSIGN(const Date date, parse_date(day));
  ms += date.days * day_ms;
  if (ms < 0) {
    return Error{ErrorCode::invalid, "A time before 1970 cannot be recorded.", false, "time_range"};
  }
  return static_cast<std::uint64_t>(ms);
}

}  // namespace brygga::casework
