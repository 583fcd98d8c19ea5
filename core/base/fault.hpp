// Deliberate mistakes, each a way in which an engine like this one could be wrong: by them the
// simulation is tested, which must notice every one (tests/simulation).
//
// In every ordinary build has_fault() is a constant false, and its call sites cost nothing. Only
// with BRYGGA_FAULTS defined can a program switch a fault on, before it makes its first thread.
#pragma once

namespace brygga {

enum class Fault {
  none,
  // At a device.
  base_ignored,             // nothing counts as seen
  base_at_save,             // what counts as seen is what the store holds, not what the form held
  command_forgotten,        // a repeated command is saved again
  seen_stamps_forgotten,    // stamps do not rise above those that were received
  restamp_skipped,          // stamps ahead of the office stay as they are
  position_before_rows,     // the position is durable before the rows that it covers
  cut_commit_shown,         // the first rows of an unfinished commit show
  overlay_forgotten,        // unsent edits stop showing when an answer comes
  promotion_skipped,        // own edits do not become part of what the office says
  scope_loss_leaves_row,    // of a lost scope, one row stays
  refused_content_dropped,  // of a refused save only the receipt is kept
  copy_drops_unsent,        // a copied store that gets a number counts all that it holds as sent
  stamp_of_copy_kept,       // what another copy sent stays under the stamp that it has here
  // In merging.
  accepted_not_sent_again,  // a restored office is not sent what it had accepted and lost
  epoch_kept,               // an office that is opened anew goes on in its last epoch
  forged_rows_taken,        // a restored office takes rows back without looking at their marks
  loser_dropped,            // a losing value does not go to history
  both_keeps_one,           // of two values that both must stay, the later stays
  extreme_overwritten,      // under min and max the later value stays
  lowest_state_shown,       // of concurrent states the lowest rank shows
  removal_takes_unseen,     // a removal from a set takes adds that it had not seen
  deletion_takes_unseen,    // a deletion takes what it had not seen
  seal_broken,              // what comes late stands beside what was signed
  text_merge_one_sided,     // of two texts that are merged, one is kept
  grants_never_end,         // a membership that has ended goes on
  rights_unchecked,         // everybody may write everywhere
  // At the office.
  receipt_forgotten,        // what was decided is not known when it is asked again
  device_number_reused,     // other edits under known numbers do not reveal a copied store
  refused_in_part,          // of a refused transaction, the edits before the fault stay
  commit_cut_unmarked,      // a page that ends within a commit does not say so
  leave_dropped,            // a row that is moved does not leave its old scope
  closed_account_sees,      // a closed account goes on seeing what it saw
  waiting_device_not_told,  // a commit wakes nobody
  journal_not_replayed,     // what the journal knows better than a restored office stays unknown
  // On disk, at either side.
  sync_skipped,  // a commit returns before it is durable
};

#ifdef BRYGGA_FAULTS
bool has_fault(Fault fault);  // defined by the program that switches them on
#else
constexpr bool has_fault(Fault) { return false; }
#endif

}  // namespace brygga
