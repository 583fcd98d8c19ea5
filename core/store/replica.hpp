// Where a device stands: who it is, how far it and the office have come with each other, and which
// scopes it holds. Values, and the statements that keep them in the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "protocol/message.hpp"
#include "store/database.hpp"
#include "store/tables.hpp"

namespace brygga {

// What a device still has to give to an office that was restored from a backup (healing.hpp).
enum class Healing : std::uint8_t {
  none = 0,
  offering = 1,   // rows in versions that the office has lost
  resending = 2,  // edits that it has lost
};

// How far this device has come in being wiped, as its office has ordered (wipe.cpp).
enum class WipeState : std::uint8_t {
  none = 0,
  ordered = 1,    // what the office does not have is handed over first
  wiped = 2,      // nothing is left but what it takes to say so
  confirmed = 3,  // the office knows; nothing is left but when it was
};

struct Replica {
  // Enrolment; empty before it.
  std::string office_url;
  std::string token;
  std::string tenant;
  std::string tenant_title;
  Uuid account;
  std::string account_name;
  DeviceNumber device;

  Position position;         // complete scopes are as of this commit
  Bytes commit_cursor;       // how far into the changes that the office is sending; else empty
  EditNumber consumed = 0;   // the office has these edits durably; sending goes on after them
  EditNumber confirmed = 0;  // these edits are part of what the office says, or refused
  Hlc time_seen;             // the greatest stamp time received
  std::int64_t clock_offset_ms = 0;  // office clock minus device clock, as last measured
  std::uint64_t synced_ms = 0;       // device clock at the last answer; 0: never
  bool wants_number = false;         // the office knows this number from another copy of the store
  EditNumber gap_to = 0;             // edits up to this one belong to an earlier number; 0: none
  bool is_push_only = false;  // the office takes work and gives none, until somebody there agrees
  bool is_audit_due = false;  // the next request with nothing to send asks for a comparison
  bool is_audit_of_all = false;    // of all scopes, not of the next one only
  std::int64_t audited_scope = 0;  // key of the scope that was compared last; 0: none yet
  std::uint64_t audited_ms = 0;    // device clock at that; 0: never
  std::uint64_t repairs = 0;       // scopes that an audit found to differ, so far
  Seq backed_up = 0;               // as the office said last (SyncResponse)
  bool needs_scrub = false;        // something was removed of which no byte may be left in the file

  Lineage lineage;  // the office's epochs up to the position, as it told them
  // Those of offices that were restored since, of which rows that have not come anew bear seqs.
  std::vector<Lineage> former_lineages;
  Healing healing = Healing::none;
  Seq fork = 0;                      // while healing: the office has commits up to this one
  std::uint64_t offered_entity = 0;  // while offering: rows up to this one have been offered;
  std::int64_t offered_row = 0;      // their place in the store
  EditNumber resend_to = 0;          // while healing: the newest edit when it began

  WipeState wipe = WipeState::none;
  std::uint64_t wipe_ms = 0;  // when it was wiped, by the office's clock; 0: it was not
  WipeReceipt wiped;

  bool is_wiped() const { return wipe == WipeState::wiped || wipe == WipeState::confirmed; }
  bool is_enrolled() const { return !token.empty(); }
};

struct HeldScope {
  ScopeKey key = 0;
  Scope scope;
  Bytes cursor;
  bool complete = false;
  // Of the load under way; zeros when none is.
  LoadSize done, total;
};

// How far the loading of scopes has come, all that are loaded at the time together. total is what
// the office has said so far, and grows until it has spoken of each scope. Zeros when nothing is
// loading.
struct LoadProgress {
  LoadSize done, total;
};
LoadProgress progress_of(const std::vector<HeldScope>& scopes);

// Reads and writes the replica's single row and the held scopes. Not thread-safe.
class ReplicaTable {
 public:
  static Status migrate(Database& database);
  // Adds what format 4 has besides.
  static Status add_wipe(Database& database);
  static Result<ReplicaTable> open(Database& database);

  Result<Replica> load();
  Status save(const Replica& replica);

  Result<std::vector<HeldScope>> scopes(Tables& tables);
  Status hold(ScopeKey scope);
  // done and total stay until the last load under way has ended.
  Status set_progress(ScopeKey scope, const Bytes& cursor, bool complete, const LoadSize& done,
                      const LoadSize& total);
  // What was loaded is no news any more, if nothing is loading.
  Status forget_progress();
  Status release(ScopeKey scope);

 private:
  Statement load_, save_, select_scopes_, insert_scope_, update_scope_, delete_scope_, forget_;
};

}  // namespace brygga
