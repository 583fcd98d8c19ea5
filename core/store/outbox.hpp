// The outbox: every edit of this device in its order, from the save that made it until the office
// has decided about it, and then its receipt.
//
// Edits are numbered from 1 without a gap. They are stored as their message bytes, with the bases
// that the person saw; on top of an own edit that the office has not confirmed, a base names that
// edit. A refused edit keeps its content here. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "model/edit.hpp"
#include "protocol/message.hpp"
#include "store/database.hpp"

namespace brygga {

struct OutboxEdit {
  EditNumber number = 0;
  EditNumber first = 0;     // first edit of its transaction
  EditNumber previous = 0;  // the own edit before it of the same row; 0: none
  Stamp stamp;
  bool is_detached = false;  // the row's scope was lost: it no longer shows on this device
  Edit edit;
};

// A transaction as its person sees it: saved, sent, decided.
struct OutboxTransaction {
  TransactionId id;
  EditNumber first = 0;
  std::uint32_t edits = 0;
  std::uint64_t saved_ms = 0;      // the device's clock at save
  std::optional<Receipt> receipt;  // nothing until the office has decided
  bool is_closed = false;          // refused or in conflict, and dealt with
  CommitName received;             // of a receipt that a restored office has lost; else zero
};

// How the name of an own edit in a base is read.
enum class RefUse {
  show,  // own edits are heads by number until they are confirmed
  send,  // own edits are named by stamp once the office has decided about them
};

// Whether a base names own edits by their numbers.
bool names_own(const std::vector<HeadRef>& base);

class Outbox {
 public:
  static Status migrate(Database& database);
  static Result<Outbox> open(Database& database);

  // The number and stamp of the newest edit; zeros when there is none.
  Result<OutboxEdit> newest();

  // Appends one edit of a transaction that has edits_total of them.
  Status append(const TransactionId& transaction, EditNumber first, std::uint32_t edits_total,
                EditNumber number, EditNumber previous, const Stamp& stamp, std::uint64_t saved_ms,
                const Edit& edit);

  Result<std::optional<OutboxEdit>> edit(EditNumber number);
  Result<bool> has(EditNumber number);
  Result<std::optional<OutboxTransaction>> transaction(EditNumber first);

  // An edit that walk_decided() has come to.
  struct Decided {
    EditNumber number = 0;
    EditNumber first = 0;   // first edit of its transaction
    std::vector<Mac> macs;  // as kept
    EditNumber last = 0;    // last edit of its transaction
    Seq seq = 0;            // the commit that took the transaction
    bool is_refused = false;
    bool is_told_by_rows = false;  // as in its receipt
  };
  using ReadEdit = std::function<Result<OutboxEdit>()>;
  // Goes through the edits after the number, oldest first, as far as the office has decided about
  // them in commits up to the seq. visit may call the function for the edit itself; it must not
  // change the outbox.
  Status walk_decided(EditNumber after, Seq up_to,
                      const std::function<Status(const Decided&, const ReadEdit&)>& visit);

  // The last edit before the first that was accepted in a commit after the seq; nothing when there
  // is none such. (Of what was refused the first receipt stays, whatever office gave it.)
  Result<std::optional<EditNumber>> accepted_up_to(Seq seq);

  // Transactions, newest first, at most limit of them; only_open: those undecided, and those
  // refused or in conflict that nobody has dealt with.
  Result<std::vector<OutboxTransaction>> transactions(std::size_t limit, bool only_open);

  // The parts after the edit number consumed, up to about bytes_max of edits; at least one edit.
  // What has been refused already goes as void.
  Result<std::vector<TransactionPart>> parts_after(EditNumber consumed, DeviceNumber sender,
                                                   std::size_t bytes_max);

  // The receipt of the transaction that begins at its first edit, and of all after that one up to
  // the one that begins at last. Its marks are not kept.
  Status set_receipt(const Receipt& receipt, EditNumber last);
  // Keeps the receipt's marks until they are on the rows.
  Status set_macs(const Receipt& receipt);
  // The marks of receipts up to the edit's are on the rows now, and go.
  Status forget_macs(EditNumber after, EditNumber up_to);
  // What was taken after the edit is not so any more: it is sent again, as received under the
  // lineage's epochs. What was refused stays so.
  Status forget_receipts(EditNumber after, const Lineage& lineage);
  // Gives all edits of the transaction another time, before it is first sent.
  Status set_time(const OutboxTransaction& transaction, Hlc time);
  // Gives all edits of the transaction the stamp under which the office knows them.
  Status set_stamp(EditNumber first, const Stamp& stamp);
  // Stamps the edits after the number with another device number. What an office has decided under
  // the one before keeps it.
  Status set_device(DeviceNumber device, EditNumber after);
  Status detach(EditNumber number);
  // The transaction, refused or in conflict, has been dealt with.
  Status close(EditNumber first);
  // Takes the content out of the edit; what remains names the row.
  Status strip(EditNumber number);
  // Takes the values out of the edit. What it had seen stays: others may build on it.
  Status forget_values(EditNumber number);
  // The numbers of all edits of the rows, oldest first.
  Result<std::vector<EditNumber>> edits_of(const std::unordered_set<RowKey>& rows);

  // Rewrites own edits in the base of a write to this field, or (0) in what a deletion has seen.
  // confirmed: edits up to it are heads by stamp.
  Status resolve(std::vector<HeadRef>& base, FieldNumber field, RefUse use, EditNumber confirmed);
  // The same for all that the edit names.
  Status resolve(Edit& edit, RefUse use, EditNumber confirmed);

  struct Counts {
    std::uint64_t unsent = 0;  // transactions after consumed
    std::uint64_t oldest_unsent_ms = 0;
    std::uint64_t refused = 0;
    std::uint64_t oldest_refused_ms = 0;
    std::uint64_t in_conflict = 0;  // decided as conflict
  };
  Result<Counts> counts(EditNumber consumed);

 private:
  static Result<OutboxEdit> read(Statement& select);
  static Status read_whole(const Statement& select, DeviceNumber sender, TransactionPart& part);
  Status read_parts(EditNumber consumed, DeviceNumber sender, std::size_t bytes_max,
                    std::vector<TransactionPart>& parts);
  Status set_body(EditNumber number, const Edit& edit);
  static bool read_decision(const Statement& select, Seq up_to, Decided& decided);
  Status resolve_own(const HeadRef& ref, FieldNumber field, RefUse use, EditNumber confirmed,
                     std::vector<HeadRef>& resolved, std::vector<HeadRef>& waiting);

  Statement newest_, append_, select_, select_after_, select_transaction_, select_decided_,
      select_accepted_after_, set_device_, select_all_, select_open_, set_receipt_, set_macs_,
      forget_macs_, forget_receipt_, select_taken_, set_time_, set_stamp_, detach_, decision_,
      count_unsent_, count_decided_, close_, set_body_, select_bodies_;
};

}  // namespace brygga
