// brygga_simulation: worlds of devices and an office on virtual time, each from its seed.
#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "simulation/faults.hpp"
#include "simulation/world.hpp"

namespace brygga::simulation {
namespace {

struct Range {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
};

bool parse(const std::string& text, Range& range) {
  const std::size_t dots = text.find("..");
  try {
    range.first = std::stoull(text.substr(0, dots));
    range.last = dots == std::string::npos ? range.first : std::stoull(text.substr(dots + 2));
  } catch (const std::exception&) {
    return false;
  }
  return range.first <= range.last;
}

unsigned jobs() {
  const char* wanted = std::getenv("BRYGGA_JOBS");
  const unsigned number = wanted != nullptr ? static_cast<unsigned>(std::atoi(wanted)) : 0;
  return number != 0 ? number : std::max(1U, std::thread::hardware_concurrency());
}

void tell_failure(std::uint64_t seed, const Outcome& outcome) {
  fmt::print("seed {} failed:\n", seed);
  std::size_t told = 0;
  for (const std::string& finding : outcome.findings) {
    if (++told > 5) break;
    fmt::print("  {}\n", finding);
  }
  if (outcome.findings.size() > 5) fmt::print("  and {} more\n", outcome.findings.size() - 5);
  fmt::print("  to replay: ./dev simulate --seed {} --trace\n", seed);
  std::fflush(stdout);
}

int replay(std::uint64_t seed, bool prints_trace) {
  const Outcome outcome = run_world(seed, prints_trace);
  fmt::print("seed {}: {} saves, {} requests, {} crashes, trace {:016x}\n", seed, outcome.saves,
             outcome.exchanges, outcome.crashes, outcome.trace_digest);
  if (!outcome.passed()) tell_failure(seed, outcome);
  fmt::print("{} passed, {} failed\n", outcome.passed() ? 1 : 0, outcome.passed() ? 0 : 1);
  return outcome.passed() ? 0 : 1;
}

// Every jobs-th seed, in a process of its own: what a world breaks, it breaks alone.
[[noreturn]] void run_share(const Range& range, unsigned share, unsigned shares, int results) {
  for (std::uint64_t seed = range.first + share; seed <= range.last; seed += shares) {
    const Outcome outcome = run_world(seed, false);
    if (!outcome.passed()) tell_failure(seed, outcome);
    const char mark = outcome.passed() ? '+' : '-';
    if (write(results, &mark, 1) != 1) break;
  }
  std::fflush(stdout);
  _exit(0);
}

int run_range(const Range& range) {
  const auto start = std::chrono::steady_clock::now();
  const unsigned shares = jobs();
  int results[2];
  if (pipe(results) != 0) return 1;
  std::fflush(stdout);
  for (unsigned share = 0; share < shares; ++share) {
    if (fork() == 0) run_share(range, share, shares, results[1]);
  }
  close(results[1]);
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  char mark = 0;
  while (read(results[0], &mark, 1) == 1) ++(mark == '+' ? passed : failed);
  int status = 0;
  while (wait(&status) > 0) {
    if (WIFSIGNALED(status)) fmt::print("a process ended by signal {}\n", WTERMSIG(status));
  }
  const std::uint64_t missing = range.last - range.first + 1 - passed - failed;
  if (missing != 0) fmt::print("{} seeds were not run: a world stopped its process\n", missing);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  fmt::print("seeds {}..{} in {:.1f} s\n", range.first, range.last, took.count());
  fmt::print("{} passed, {} failed\n", passed, failed + missing);
  return failed + missing == 0 ? 0 : 1;
}

int run(int argc, char** argv) {
  CLI::App app{
      "Plays worlds of many devices and one office on virtual time, each from a seed: a bad "
      "network, crashes, full disks, wrong clocks. An oracle checks that all agree in the end and "
      "that nothing is lost. BRYGGA_JOBS says how many worlds to run at once."};
  std::string seeds;
  std::uint64_t seed = 0;
  bool prints_trace = false;
  bool wants_faults = false;
  FaultSearch search;
  app.add_option("--seeds", seeds,
                 "The range of seeds to run, such as 1..500 (default: 1..100; with --faults: "
                 "1..200)");
  CLI::Option* one = app.add_option("--seed", seed, "Only this seed");
  app.add_flag("--trace", prints_trace, "Tell what happens, line by line")->needs(one);
  app.add_flag("--faults", wants_faults,
               "Give the engine one deliberate fault after the other, and tell which seed notices");
  app.add_option("--fault", search.only, "With --faults: only this one");
  CLI11_PARSE(app, argc, argv);
  if (seeds.empty()) seeds = wants_faults ? "1..200" : "1..100";
  if (one->count() != 0) return replay(seed, prints_trace);
  Range range;
  if (!parse(seeds, range)) {
    fmt::print(stderr, "--seeds wants a range such as 1..500\n");
    return 2;
  }
  if (!wants_faults) return run_range(range);
  search.first_seed = range.first;
  search.last_seed = range.last;
  search.jobs = jobs();
  return catch_faults(search) ? 0 : 1;
}

}  // namespace
}  // namespace brygga::simulation

int main(int argc, char** argv) { return brygga::simulation::run(argc, argv); }
