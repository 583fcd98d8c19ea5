// The messages between a device and the office, and their bytes (docs/PROTOCOL.md).
//
// encode() gives a message's bytes; decode_*() checks them and either gives the message or an Error
// of code corrupt (not such a message) or too_new (a protocol version that this program does not
// speak). Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "merge/apply.hpp"
#include "merge/refusal.hpp"
#include "model/edit.hpp"
#include "model/row.hpp"
#include "model/scope.hpp"
#include "protocol/lineage.hpp"

namespace brygga {

inline constexpr std::uint32_t protocol_version = 1;

// Where a device stands in the office's history of commits. The salt is random per commit, so that
// a restored office sees that a position comes from a future that it lost. All zero: nowhere yet.
struct Position {
  std::uint64_t epoch = 0;
  Seq seq = 0;
  std::uint64_t salt = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

// Some or all edits of one transaction; a transaction larger than a page comes in several parts, in
// order, and is decided when the last is there.
struct TransactionPart {
  TransactionId id;
  Hlc time;
  EditNumber first = 0;           // number of the transaction's first edit
  std::uint32_t edits_total = 0;  // in the whole transaction
  std::uint32_t offset = 0;       // of this part's first edit within it
  CommitName received;   // of the receipt that it had from an office that has lost it; else 0
  bool is_void = false;  // refused before, and not to be done: its numbers are used, edits is empty
  std::vector<Edit> edits;
  // Of what was received: the number that it was stamped under, if not the sender's; else 0. A
  // store that was copied has had several, and its copies theirs.
  DeviceNumber stamped_by = {};

  EditNumber part_first() const { return first + offset; }
  std::size_t length() const { return is_void ? edits_total - offset : edits.size(); }
  EditNumber part_last() const { return first + offset + length() - 1; }
  bool is_whole() const { return offset == 0 && length() == edits_total; }
  bool is_last() const { return offset + length() == edits_total; }
  friend bool operator==(const TransactionPart&, const TransactionPart&) = default;
};

// A scope that the device has not yet received whole, and how far it got; an opaque cursor that the
// office gave, empty at the beginning.
struct LoadingScope {
  Scope scope;
  Bytes cursor;
  friend bool operator==(const LoadingScope&, const LoadingScope&) = default;
};

struct FieldChange {
  FieldNumber field = 0;
  Seq seq = 0;
  std::vector<Head> heads;
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

// A row as the office says it is: whole, only some fields, or why it is no longer there.
struct RowChange {
  enum class Kind : std::uint8_t {
    fields = 0,   // those that have changed
    whole = 1,    // all of it
    leave = 2,    // it was moved out of this scope
    deleted = 3,  // somebody deleted it
    erased = 4,   // the office has erased it: every copy of its values must go
  };
  Kind kind = Kind::fields;
  EntityNumber entity = 0;
  RowId row;
  Scope scope;
  Seq seq = 0;
  RowLife life;  // of whole, deleted and erased
  Mac mac{};     // of the whole row at seq, also when only some fields are here
  std::vector<FieldChange> fields;
  friend bool operator==(const RowChange&, const RowChange&) = default;
};

// A row from commits that a restored office has lost, as it was given out under the epoch.
struct OfferedRow {
  std::uint64_t epoch = 0;
  RowChange row;
  friend bool operator==(const OfferedRow&, const OfferedRow&) = default;
};

// What a device has of a scope at its position, for the office to compare with what it has.
struct ScopeAudit {
  Scope scope;
  std::uint64_t rows = 0;
  std::uint64_t digest = 0;
  friend bool operator==(const ScopeAudit&, const ScopeAudit&) = default;
};

// Whose a device number is: who wrote, and where. name is what the office calls the device.
struct Author {
  DeviceNumber device;
  RowId account;
  std::string name;
  friend bool operator==(const Author&, const Author&) = default;
};
inline constexpr std::size_t author_name_bytes_max = 200;

// What a device keeps that the office does not have, when all that it sends just now is taken:
// changes that do not fit the page, and those that were refused and that nobody has dealt with.
struct Unsent {
  std::uint64_t changes = 0;    // transactions
  std::uint64_t oldest_ms = 0;  // when the oldest of them was saved, by the office's clock
  friend bool operator==(const Unsent&, const Unsent&) = default;
};

// What a device removed when it was wiped.
struct WipeReceipt {
  std::uint64_t scopes = 0;
  std::uint64_t rows = 0;
  std::uint64_t unsent = 0;  // changes that the office has not taken, and nobody has now
  friend bool operator==(const WipeReceipt&, const WipeReceipt&) = default;
};

struct SyncRequest {
  DeviceNumber device;
  std::uint32_t schema_version = 0;
  Position position;                  // all scopes but the loading ones are complete up to here
  std::uint64_t scopes_digest = 0;    // digest_of all scopes that the device knows
  std::vector<LoadingScope> loading;  // at most loading_scopes_max of them
  Bytes commit_cursor;                // from the last answer: how far into the changes; else empty
  std::vector<TransactionPart> parts;
  std::uint32_t wait_seconds = 0;  // how long the office may hold the request; 0: answer now
  std::uint32_t page_bytes = 0;    // the page that the device wants; 0: the office's choice
  // While the device heals a restored office: it gives, and is not sent rows yet.
  bool is_healing = false;
  std::vector<OfferedRow> offered;
  Lineage lineage;  // with the first offered rows: the epochs that the office may have lost
  // Edits up to this one are not sent: another number sent them, or backups hold them; 0: none.
  EditNumber gap_to = 0;
  bool wants_number = false;  // this store is a copy of one that went on: nothing else is asked
  std::vector<ScopeAudit> audits;  // at most loading_scopes_max of them
  // The device's day, since 1970-01-01: rows of the days around it come first in what is loaded.
  // By the device's own clock, so a hint for the order and nothing else.
  std::optional<std::int64_t> today;
  // From a device that knows that it may only send: what it holds, to hear what it lost.
  std::optional<std::vector<Scope>> held;
  // Rows with open conflicts in which somebody wrote of whom the device does not know who it is; at
  // most disputed_rows_max.
  std::vector<RowKey> disputed;
  std::optional<Unsent> unsent;  // nothing: there is none
  // The device knows that it is to be wiped, and first hands over what the office does not have.
  bool is_handing_over = false;
  std::optional<WipeReceipt> wiped;  // it holds nothing any more, and says nothing else
  // Not sent. The edits that the device knew to be taken when it made the request: an answer that
  // comes after another one must not seem to lack edits.
  EditNumber known_consumed = 0;
  friend bool operator==(const SyncRequest&, const SyncRequest&) = default;
};
inline constexpr std::size_t loading_scopes_max = 64;
inline constexpr std::size_t disputed_rows_max = 64;

// What became of a transaction, for ever. A device that asks again gets the same receipt.
struct Receipt {
  enum class Code : std::uint8_t { applied = 0, merged = 1, conflict = 2, refused = 3 };
  EditNumber first = 0;  // the transaction's first edit
  Code code = Code::applied;
  Seq seq = 0;      // the commit that holds the decision
  Refusal refusal;  // when refused
  // Under which the office knows the edits, where that is another than they were sent with now:
  // then another copy of the store has sent them before.
  std::optional<Stamp> stamp = {};
  // Of the rows that the transaction's edits name, each once, in their order: the marks of those
  // that it changed last in the request and that do not come back in rows; zeros for others. Empty
  // when there are none, or too many.
  std::vector<Mac> macs = {};
  // An office that was restored had the transaction sent again: rows may have brought back before
  // what came of it, so that only rows can say it.
  bool is_told_by_rows = false;
};
// A transaction of more rows gets no marks: its rows heal from other devices, or from its edits.
inline constexpr std::size_t receipt_macs_max = 64;
const char* name_of(Receipt::Code code);

// How much of a scope, in rows and in estimated bytes before compression.
struct LoadSize {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  friend bool operator==(const LoadSize&, const LoadSize&) = default;
};

struct ScopeProgress {
  Scope scope;
  Bytes cursor;           // send this back with the next request
  bool complete = false;  // from now on the position covers the scope
  LoadSize done;          // of the load, so far; rows that were sent ahead count in their own turn
  LoadSize total;         // that the load will be, as of now
};

struct SyncResponse {
  std::uint64_t office_ms = 0;  // the office's wall clock, ms since 1970 UTC
  EditNumber consumed = 0;      // edits up to this one are durable at the office
  std::vector<Receipt> receipts;
  bool scopes_follow = false;  // the device's set is not the office's: scopes is now the whole set
  std::vector<Scope> scopes;
  Position position;
  std::vector<RowChange> rows;
  std::vector<ScopeProgress> progress;
  // Not empty: there are further changes, and this says where to go on. Rows from commit_rows_from
  // on belong to a commit that is not finished, and must not show before it is.
  Bytes commit_cursor;
  std::uint32_t commit_rows_from = 0;
  bool more = false;  // ask again at once
  Seq backed_up = 0;  // the oldest backup that the office keeps holds everything up to this commit
  // The office's epochs from the device's on; all that it tells when it does not know the device's:
  // then it was restored from a backup, and the answer holds nothing else but consumed.
  Lineage lineage;
  std::vector<Scope> reload;  // differ from the device's audit: to be loaded anew
  // This store is a copy of one that went on alone: its number and token from now on.
  std::optional<DeviceNumber> new_device;
  std::string new_token;
  // The device may send and is sent nothing until the office has seen who has it.
  bool is_push_only = false;
  // The office no longer keeps what has left the device's scopes since its position: all of them
  // are to be loaded anew.
  bool loads_anew = false;
  std::vector<Scope> lost;  // of those that such a device holds
  // Who wrote what contends in the disputed rows; at most authors_told_max.
  std::vector<Author> authors;
};
inline constexpr std::size_t authors_told_max = 1000;

struct EnrolRequest {
  std::string tenant;
  std::string code;
  std::string device_name;
  std::uint32_t schema_version = 0;
  Uuid attempt;  // made once per attempt: a repeated request gets the same device, and a new token
};

struct EnrolResponse {
  std::string token;  // the device's secret; sent with every request from now on
  DeviceNumber device;
  std::string tenant;
  std::string tenant_title;
  Uuid account;  // the row of the person whose device this is
  std::string account_name;
  std::uint64_t office_ms = 0;
};

// Why a whole request was turned away. Nothing of it was taken, except that its edits may have been
// when the office failed (5xx): asking again is harmless.
struct ErrorMessage {
  std::string code;  // such as "unknown_token"; docs/PROTOCOL.md lists them
  std::string sentence;
  bool can_retry = false;
  std::uint64_t office_ms = 0;
};

Bytes encode(const SyncRequest& message);
Bytes encode(const SyncResponse& message);
Bytes encode(const EnrolRequest& message);
Bytes encode(const EnrolResponse& message);
Bytes encode(const ErrorMessage& message);

Result<SyncRequest> decode_sync_request(ByteView view);
Result<SyncResponse> decode_sync_response(ByteView view);
Result<EnrolRequest> decode_enrol_request(ByteView view);
Result<EnrolResponse> decode_enrol_response(ByteView view);
Result<ErrorMessage> decode_error(ByteView view);

// One edit in the form that it has within a message, for stores that keep edits.
Bytes encode(const Edit& edit);
Result<Edit> decode_edit(ByteView view);

// A row change likewise, for stores that stage pages of an unfinished commit.
Bytes encode(const RowChange& change);
Result<RowChange> decode_row_change(ByteView view);

// The bytes that the change will take in a response, or somewhat more.
std::size_t size_estimate(const RowChange& change);
// The same of a row that is sent whole; 0 of one that is deleted. Equal rows have equal estimates.
std::size_t size_estimate(const RowState& row);

}  // namespace brygga
