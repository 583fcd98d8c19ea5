#include "simulation/faults.hpp"

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <map>

#include "simulation/world.hpp"

namespace brygga::simulation {

#define BRYGGA_FAULT_NAME(NAME) \
  FaultName { Fault::NAME, #NAME }

const std::vector<FaultName>& all_faults() {
  static const std::vector<FaultName> faults{
      BRYGGA_FAULT_NAME(base_ignored),
      BRYGGA_FAULT_NAME(base_at_save),
      BRYGGA_FAULT_NAME(command_forgotten),
      BRYGGA_FAULT_NAME(seen_stamps_forgotten),
      BRYGGA_FAULT_NAME(restamp_skipped),
      BRYGGA_FAULT_NAME(position_before_rows),
      BRYGGA_FAULT_NAME(cut_commit_shown),
      BRYGGA_FAULT_NAME(overlay_forgotten),
      BRYGGA_FAULT_NAME(promotion_skipped),
      BRYGGA_FAULT_NAME(scope_loss_leaves_row),
      BRYGGA_FAULT_NAME(refused_content_dropped),
      BRYGGA_FAULT_NAME(copy_drops_unsent),
      BRYGGA_FAULT_NAME(stamp_of_copy_kept),
      BRYGGA_FAULT_NAME(loser_dropped),
      BRYGGA_FAULT_NAME(both_keeps_one),
      BRYGGA_FAULT_NAME(extreme_overwritten),
      BRYGGA_FAULT_NAME(lowest_state_shown),
      BRYGGA_FAULT_NAME(removal_takes_unseen),
      BRYGGA_FAULT_NAME(deletion_takes_unseen),
      BRYGGA_FAULT_NAME(seal_broken),
      BRYGGA_FAULT_NAME(text_merge_one_sided),
      BRYGGA_FAULT_NAME(grants_never_end),
      BRYGGA_FAULT_NAME(rights_unchecked),
      BRYGGA_FAULT_NAME(receipt_forgotten),
      BRYGGA_FAULT_NAME(device_number_reused),
      BRYGGA_FAULT_NAME(refused_in_part),
      BRYGGA_FAULT_NAME(commit_cut_unmarked),
      BRYGGA_FAULT_NAME(leave_dropped),
      BRYGGA_FAULT_NAME(closed_account_sees),
      BRYGGA_FAULT_NAME(waiting_device_not_told),
      BRYGGA_FAULT_NAME(sync_skipped),
      BRYGGA_FAULT_NAME(accepted_not_sent_again),
      BRYGGA_FAULT_NAME(epoch_kept),
      BRYGGA_FAULT_NAME(forged_rows_taken),
      BRYGGA_FAULT_NAME(journal_not_replayed),
  };
  return faults;
}

#undef BRYGGA_FAULT_NAME

#ifdef BRYGGA_FAULTS

namespace {

Fault the_fault = Fault::none;

// Plays seeds until one notices the fault; says so on standard output. The exit status is 0 when
// one did. A world that stops its process (an assertion) has noticed, too.
[[noreturn]] void look_for(const FaultName& fault, const FaultSearch& search) {
  for (std::uint64_t seed = search.first_seed; seed <= search.last_seed; ++seed) {
    the_fault = fault.fault;
    const Outcome outcome = run_world(seed, false);
    if (outcome.passed()) continue;
    // A world that is wrong anyway says nothing of the fault.
    the_fault = Fault::none;
    if (!run_world(seed, false).passed()) continue;
    fmt::print("{:<24} seed {:>3}: {}\n", fault.name, seed, outcome.findings.front());
    std::fflush(stdout);
    _exit(0);
  }
  fmt::print("{:<24} NOT CAUGHT by seeds {}..{}\n", fault.name, search.first_seed,
             search.last_seed);
  std::fflush(stdout);
  _exit(1);
}

bool was_caught(const FaultName& fault, int status) {
  if (WIFSIGNALED(status)) {
    fmt::print("{:<24} stops the program\n", fault.name);
    return true;
  }
  return WEXITSTATUS(status) == 0;
}

}  // namespace

bool catch_faults(const FaultSearch& search) {
  std::vector<FaultName> waiting;
  for (const FaultName& fault : all_faults()) {
    if (search.only.empty() || search.only == fault.name) waiting.push_back(fault);
  }
  const std::size_t count = waiting.size();
  std::map<pid_t, FaultName> running;
  std::size_t caught = 0;
  while (!waiting.empty() || !running.empty()) {
    std::fflush(stdout);
    while (!waiting.empty() && running.size() < search.jobs) {
      const pid_t child = fork();
      if (child == 0) look_for(waiting.back(), search);
      running.emplace(child, waiting.back());
      waiting.pop_back();
    }
    int status = 0;
    const auto ended = running.find(wait(&status));
    if (ended == running.end()) continue;
    if (was_caught(ended->second, status)) ++caught;
    running.erase(ended);
  }
  fmt::print("{} of {} faults caught\n", caught, count);
  return caught == count && count > 0;
}

#else

bool catch_faults(const FaultSearch&) {
  fmt::print(stderr, "This program was built without faults: use ./dev simulate --faults\n");
  return false;
}

#endif

}  // namespace brygga::simulation

#ifdef BRYGGA_FAULTS
namespace brygga {

bool has_fault(Fault fault) { return simulation::the_fault == fault; }

}  // namespace brygga
#endif
