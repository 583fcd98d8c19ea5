// What every measurement does: it goes on only while all goes well, and looks at the clock.
#pragma once

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <utility>

#include "base/result.hpp"

namespace brygga::bench {

// A benchmark of what has failed says nothing: the program ends with the reason.
inline void must(const Status& status) {
  if (status.ok()) return;
  std::cerr << "brygga_bench: " << status.error().what << "\n";
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result.ok()) must(Status(result.error()));
  return std::move(result).value();
}

// How long the work takes, by the clock on the wall.
inline double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace brygga::bench
