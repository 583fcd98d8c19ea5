// A device's or the office's SQLite file as docs/STORE.md describes it, read with plain SQL: the
// oracle's eyes. Shares no code with the engine; the decoder of the heads blob is its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace brygga::simulation {

// The code of a receipt that refuses, as stores have it.
inline constexpr int receipt_refused = 3;

struct RawStamp {
  std::uint64_t time = 0;
  std::uint64_t device = 0;
  friend auto operator<=>(const RawStamp&, const RawStamp&) = default;
};

using RawValue = std::optional<std::string>;  // nothing: absent; ids in their usual form

struct RawHead {
  RawStamp stamp;
  std::uint64_t own_edit = 0;
  RawValue value;
  friend auto operator<=>(const RawHead&, const RawHead&) = default;
};

struct RawField {
  RawValue shown;  // the column
  std::vector<RawHead> heads;
  std::uint64_t seq = 0;
  friend bool operator==(const RawField&, const RawField&) = default;
};

struct RawScope {
  char kind = 0;
  std::string id;
  friend auto operator<=>(const RawScope&, const RawScope&) = default;
};

struct RawRow {
  std::int64_t key = 0;
  RawScope scope;
  std::uint64_t seq = 0;
  std::uint64_t own = 0;
  RawStamp moved, deleted;       // zeros: never
  std::vector<RawField> fields;  // index: field number - 1
};

struct RawHistory {
  int entity = 0;
  std::string row;
  int field = 0;
  RawStamp stamp;
  RawValue value;
  int why = 0;
  std::uint64_t seq = 0;
  friend auto operator<=>(const RawHistory&, const RawHistory&) = default;
};

struct RawReceipt {
  std::uint64_t device = 0;
  std::uint64_t first = 0;
  int code = 0;
  std::uint64_t seq = 0;
  std::string refusal;
  std::uint64_t time = 0;  // of the stamp
  friend bool operator==(const RawReceipt&, const RawReceipt&) = default;
};

struct RawEdit {  // of an outbox
  std::uint64_t first = 0;
  RawStamp stamp;
  bool is_detached = false;
  std::string body;
};

struct RawTransaction {  // of an outbox
  std::string id;
  std::uint64_t first = 0;
  std::uint64_t edits = 0;
  std::optional<int> code;  // nothing: undecided
  std::uint64_t seq = 0;
  std::string refusal;
  std::string sentence;
};

using RawRows = std::map<std::pair<int, std::string>, RawRow>;  // by entity and id

struct RawDevice {
  bool is_enrolled = false;
  std::uint64_t device = 0;
  std::uint64_t epoch = 0, seq = 0, salt = 0;
  bool is_in_commit = false;  // a commit or an answer is not complete
  bool needs_scrub = false;
  bool is_push_only = false;
  std::map<RawScope, bool> scopes;  // held; whether complete
  RawRows rows;
  std::map<std::uint64_t, RawEdit> edits;  // by number
  std::vector<RawTransaction> transactions;
  std::map<std::string, std::uint64_t> commands;  // first edit, by command
  std::uint64_t office_rows = 0, staged = 0;
  std::vector<std::string> past;  // values in the history of rows that are there
};

struct RawOffice {
  std::uint64_t epoch = 0, seq = 0, salt = 0;
  std::uint64_t kept_from = 0;
  std::map<std::uint64_t, std::uint64_t> salts;          // by seq
  std::map<std::uint64_t, std::uint64_t> commit_device;  // by seq
  RawRows rows;
  RawRows deleted;  // whole, but for what would show
  std::vector<RawHistory> history;
  std::map<std::string, RawReceipt> receipts;  // by transaction
  // Rows whose grants do not count for now.
  std::set<std::pair<int, std::string>> held_back;
  std::uint64_t forgotten = 0;          // of transactions stamped up to here receipts may be gone
  std::set<std::uint64_t> revoked;      // devices
  std::set<std::uint64_t> unconfirmed;  // devices that may only send
  std::uint64_t staged = 0;
};

// The error is a sentence.
template <class T>
struct RawResult {
  T store;
  std::string error;  // empty: none
};

RawResult<RawDevice> read_device_file(const std::string& path, std::uint32_t schema_version);
// Of a device's file the replica and the outbox alone.
RawResult<RawDevice> read_outbox_file(const std::string& path);
RawResult<RawOffice> read_office_file(const std::string& path, std::uint32_t schema_version);

// The receipts that the office has now, by transaction.
RawResult<std::map<std::string, RawReceipt>> read_receipts(const std::string& path);

// The office's newest commit.
RawResult<std::uint64_t> read_office_seq(const std::string& path);

// How many edits the office itself has made, and the stamp of the last one, by its number: it has
// another in each epoch.
struct RawOwnEdits {
  std::uint64_t consumed = 0;
  std::uint64_t time = 0;
};
RawResult<std::map<std::uint64_t, RawOwnEdits>> read_own_edits_of_office(const std::string& path);

// Looks quickly whether what a device shows is whole: the sentence says what is not, and is empty
// when all is well.
std::string find_torn_transaction(const std::string& path);

}  // namespace brygga::simulation
