// Progress: says on standard error what takes long, once it has taken longer than a second: a bar
// on a terminal, else a plain line every few seconds. Nothing for what is quick.
//
// Draws on a thread of its own, since the work it speaks of may not report for a while.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "screen.hpp"

namespace brygga::cli {

class Progress {
 public:
  // what: "Syncing". The screen must outlive it.
  Progress(Screen& screen, std::string what);
  // Takes the bar away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // fraction: 0 to 1, when it is known; detail: "1200 records".
  void set(std::optional<double> fraction, std::string detail);

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  void draw(Clock::time_point now);

  Screen& screen_;
  const std::string what_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_done_ = false;
  std::optional<double> fraction_;
  std::string detail_;
  Clock::time_point last_line_{};
  std::thread thread_;
};

// "[########            ]  40 %" of a fraction; a block that walks when it is not known.
std::string bar_text(std::optional<double> fraction, std::size_t columns, std::size_t tick);

// "1 240 of 20 000 rows, 1.2 of 18 MB": how far a load has come; its bytes in units of 10^6 or
// 10^3.
std::string load_text(std::int64_t rows, std::int64_t rows_total, std::int64_t bytes,
                      std::int64_t bytes_total);

}  // namespace brygga::cli
