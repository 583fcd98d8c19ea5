// What the office decides about the edits that a device sends.
//
// decide_push changes nothing: it reads through the port and returns what must be written. The back
// end writes all of it in one database transaction, and only then does anyone see the receipts. A
// transaction that was decided before gets its old receipt; a request as a whole is turned away,
// with nothing consumed, when it cannot be taken at its word. Pure but for the port.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "merge/rights.hpp"
#include "model/schema.hpp"
#include "protocol/notary.hpp"
#include "protocol/office_port.hpp"

namespace brygga {

// What the office knows of the device when the request comes.
struct PushContext {
  Actor actor;
  EditNumber consumed = 0;      // edits up to this one have been taken before
  Hlc last_time;                // of the device's last transaction that was taken
  std::uint64_t office_ms = 0;  // wall clock, ms since 1970 UTC
  Seq complete_seq = 0;         // the device has everything up to this commit (office_pull.hpp)
  // A copy of a store may send again what the first has sent: whether a transaction stamped up to
  // here was decided before, the office no longer knows. Zero: it knows all.
  Hlc forgotten = {};
  const Notary* notary = nullptr;  // null: receipts bear no marks
};

// A value that left the heads of a field, to be kept in history.
struct HistoryEntry {
  EntityNumber entity = 0;
  RowId row;
  Superseded superseded;
};

struct DecidedTransaction {
  TransactionId id;
  Receipt receipt;
  Stamp stamp = {};
};

struct TakenBackRow {
  RowKey row;
  TakenBack taken;
};

struct PushDecision {
  std::vector<Receipt> receipts;            // for the answer, in order of edits
  std::vector<DecidedTransaction> decided;  // new ones, to be stored
  std::vector<TransactionPart> staged;      // parts of an unfinished transaction, to be stored
  std::vector<TransactionId> unstaged;      // transactions whose stored parts are now used up
  std::vector<RowState> rows;               // changed rows as they now are, with the commit's seq
  // Rows that this push made and that withdrew at once (Shelter), by where they were made: there
  // their maker has them, and has to hear that they have left.
  std::unordered_map<RowKey, Scope> withdrawn;
  std::unordered_set<RowKey> again;  // of those, what only edits changed that are sent again
  std::vector<HistoryEntry> history;
  std::vector<TakenBackRow> taken_back;  // versions that a device brought back
  std::vector<EpochStart> lost_epochs;   // that were not known to be lost
  std::unordered_set<RowId> echo;        // rows that the device must be told in full
  bool rows_are_known = true;            // of all rows, the device knows all but its own edits
  EditNumber consumed = 0;
  Hlc last_time;
  Hlc office_time;  // the last stamp that the office itself gave; zero: none
  // What the clock of a lost office had shown, by the rows that it gave out; zero: nothing that is
  // not known.
  std::uint64_t lost_clock_ms = 0;

  bool writes() const {
    return !decided.empty() || !staged.empty() || !unstaged.empty() || !history.empty() ||
           !taken_back.empty() || !lost_epochs.empty() || lost_clock_ms != 0;
  }
};

// Decides all parts of a request. seq is the commit that will hold the decision. The error is the
// reason to turn the whole request away: clock_ahead, gap, copied_store or malformed.
Result<PushDecision> decide_push(const Schema& schema, OfficeReader& office,
                                 const PushContext& context, std::vector<TransactionPart> parts,
                                 Seq seq);

}  // namespace brygga
