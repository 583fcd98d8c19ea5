#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace brygga::cli {
namespace {

constexpr auto quiet_for = std::chrono::seconds(1);
constexpr auto between_draws = std::chrono::milliseconds(200);
constexpr auto between_lines = std::chrono::seconds(5);
constexpr std::size_t bar_columns = 24;

}  // namespace

std::string bar_text(std::optional<double> fraction, std::size_t columns, std::size_t tick) {
  std::string bar(columns, ' ');
  if (fraction) {
    const double part = std::clamp(*fraction, 0.0, 1.0);
    const auto filled = static_cast<std::size_t>(part * static_cast<double>(columns));
    std::fill_n(bar.begin(), filled, '#');
    return fmt::format("[{}] {:3.0f} %", bar, part * 100);
  }
  bar[tick % columns] = '#';
  return fmt::format("[{}]", bar);
}

Progress::Progress(Screen& screen, std::string what)
    : screen_(screen), what_(std::move(what)), thread_([this] { run(); }) {}

Progress::~Progress() {
  {
    const std::lock_guard lock(mutex_);
    is_done_ = true;
  }
  wake_.notify_all();
  thread_.join();
  if (screen_.shows_progress_bar()) screen_.transient("");
}

void Progress::set(std::optional<double> fraction, std::string detail) {
  const std::lock_guard lock(mutex_);
  fraction_ = fraction;
  detail_ = std::move(detail);
}

void Progress::run() {
  std::unique_lock lock(mutex_);
  if (wake_.wait_for(lock, quiet_for, [this] { return is_done_; })) return;
  while (!is_done_) {
    draw(Clock::now());
    wake_.wait_for(lock, between_draws, [this] { return is_done_; });
  }
}

void Progress::draw(Clock::time_point now) {
  if (screen_.is_quiet()) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - start_).count();
  if (screen_.shows_progress_bar()) {
    const auto tick = static_cast<std::size_t>((now - start_) / between_draws);
    screen_.transient(fmt::format("{} {} {}, {} s", what_, bar_text(fraction_, bar_columns, tick),
                                  detail_, seconds));
    return;
  }
  if (last_line_ != Clock::time_point{} && now - last_line_ < between_lines) return;
  last_line_ = now;
  const std::string share = fraction_ ? fmt::format("{:.0f} %, ", *fraction_ * 100) : "";
  screen_.progress_line(fmt::format("{}: {}{}, {} s", what_, share, detail_, seconds));
}

namespace {

// "20 000", with spaces between thousands as in Sweden.
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, " ");
  }
  return digits;
}

// In the unit: one decimal below ten, none above.
std::string in_units(std::int64_t bytes, double unit) {
  const double count = static_cast<double>(bytes) / unit;
  return count < 9.95 ? fmt::format("{:.1f}", count) : fmt::format("{:.0f}", count);
}

}  // namespace

std::string load_text(std::int64_t rows, std::int64_t rows_total, std::int64_t bytes,
                      std::int64_t bytes_total) {
  const bool is_large = bytes_total >= 1'000'000;
  const double unit = is_large ? 1e6 : 1e3;
  return fmt::format("{} of {} rows, {} of {} {}", grouped(rows), grouped(rows_total),
                     in_units(bytes, unit), in_units(bytes_total, unit), is_large ? "MB" : "kB");
}

}  // namespace brygga::cli
