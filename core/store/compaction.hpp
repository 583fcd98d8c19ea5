// What a device's store lets go of, so that it does not grow with the years: edits that the office
// has accepted and a backup holds, old values, commands, marks of rows that a backup holds, scopes
// that are empty, free pages.
//
// A little with each answer that is stored, in the same database transaction: no pause, and no wait
// for the disk of its own. Nothing goes that is visible nowhere else: what was refused stays, and
// so does everything while an edit is undecided. Device clocks decide nothing here: age is counted
// in edits, or by the office's stamps. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "merge/apply.hpp"
#include "store/database.hpp"
#include "store/outbox.hpp"
#include "store/replica.hpp"

namespace brygga {

class Tables;

// How much stays that is not needed any more, or may be needed only after a disaster. The defaults
// are meant for one person's tablet; tests choose smaller ones.
struct Retention {
  // The newest edits stay in any case: receipts to look at, and versions that open forms hold.
  std::uint64_t edits_kept = 100;
  // Accepted edits that no backup of the office is known to hold stay up to this many, some two
  // years of one person's work: an office that says nothing of its backups, or keeps one for ever,
  // must not fill the tablet.
  std::uint64_t edits_kept_max = 20'000;
  // A tap that is repeated is known again while its command is among so many of the newest.
  std::uint64_t commands_kept = 500;
  // Values that are no longer shown: those of so many days, and of one row so many. The office
  // keeps all of them.
  std::uint64_t history_days = 30;
  std::uint32_t history_per_row = 50;
  // What this device told the office of itself, of each such entity: the newest to go on from.
  std::uint64_t reports_kept = 1000;
};

class Compaction {
 public:
  static Result<Compaction> open(Database& database, const Retention& retention);

  // Does a bounded part of what is due, within the caller's transaction.
  Status step(Outbox& outbox, Tables& tables, const Replica& replica);

 private:
  struct Candidate {
    EditNumber first = 0;
    EditNumber last = 0;
    Receipt::Code code = Receipt::Code::refused;
    Seq seq = 0;
  };

  Status compact_outbox(Outbox& outbox, Tables& tables, const Replica& replica);
  Result<std::optional<Candidate>> next_candidate();
  Result<bool> may_go(Outbox& outbox, Tables& tables, const Candidate& candidate);
  Result<bool> shows_conflict(Outbox& outbox, Tables& tables, const Candidate& candidate);
  Result<bool> forget(const Candidate& candidate, std::size_t& budget);
  Status settle_refused(Outbox& outbox);
  Status settle_bases(Outbox& outbox, EditNumber number);
  Result<bool> settle_base(Outbox& outbox, std::vector<HeadRef>& base);
  Status compact_commands();
  Status compact_history(const Replica& replica);
  Status compact_scopes(Tables& tables);
  Status compact_reports(Tables& tables);
  Status compact_marks(Tables& tables, const Replica& replica);
  Status free_pages();

  Database* database_ = nullptr;
  Retention retention_;
  EditNumber looked_at_ = 0;        // transactions up to this one have been looked at in this pass
  EditNumber refused_settled_ = 0;  // refused transactions up to this one name no accepted edit
  std::int64_t history_looked_at_ = 0;
  std::size_t marks_entity_ = 0;  // place in the schema, and key of the row that was looked at last
  std::int64_t marks_looked_at_ = 0;
  Statement next_, erase_later_, erase_first_, refused_, set_body_;
  Statement erase_commands_, history_, later_history_, erase_history_, unheld_scopes_;
};

}  // namespace brygga
