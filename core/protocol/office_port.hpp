// The office's storage as the protocol sees it: what a push and a pull need to read.
//
// Back ends implement it over one consistent view of one tenant: everything read through one reader
// is as of the same commit, or, inside a write transaction, includes what that transaction wrote.
// Methods may fail with storage errors; absence is an empty optional. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "merge/grants.hpp"
#include "model/row.hpp"
#include "protocol/lineage.hpp"
#include "protocol/message.hpp"

namespace brygga {

// The newest commit, and the greatest stamp time that the office has seen or given.
struct OfficeState {
  std::uint64_t epoch = 0;
  Seq seq = 0;
  std::uint64_t salt = 0;
  Hlc time;                    // the greatest stamp seen or given
  // The latest that the office's clock has shown at a commit, or a lost office's by a row of it.
  std::uint64_t clock_ms = 0;
  // Of commits below this one the office keeps neither salts nor what left a scope by them.
  Seq kept_from = 0;
  Hlc forgotten;  // of transactions stamped up to here the receipts may be gone
  Position position() const { return {epoch, seq, salt}; }
};

// A place in the order in which rows changed: by commit, within it by entity and the back end's own
// key of the row. Cursors that devices hold are these numbers as bytes.
struct FeedCursor {
  Seq seq = 0;
  std::uint64_t entity = 0;
  std::uint64_t key = 0;
  friend auto operator<=>(const FeedCursor&, const FeedCursor&) = default;

  static FeedCursor after_commit(Seq seq) { return {seq, ~0ULL, ~0ULL}; }
};

struct FeedItem {
  FeedCursor at;
  bool leaves = false;  // the row has left the scope: moved, deleted or erased
};

// A lost version of a row that a device brought back (office_heal.hpp).
struct TakenBack {
  CommitName version;
  Seq at = 0;               // the commit that took it back
  std::uint64_t mixed = 0;  // fields where it met what it had not known; bit: field number - 1
  friend bool operator==(const TakenBack&, const TakenBack&) = default;
};

// Places of rows that a device should get first, and whether any was chosen by its day.
struct FirstRows {
  std::vector<FeedCursor> places;
  bool has_day = false;
};

// How many days ahead count as the device's day.
inline constexpr std::int64_t first_days_max = 7;

class OfficeReader {
 public:
  virtual ~OfficeReader() = default;

  virtual Result<OfficeState> state() = 0;
  virtual Result<Lineage> lineage() = 0;  // never empty
  // Epochs of commits that this database has lost, as devices have shown.
  virtual Result<std::vector<EpochStart>> lost_epochs() = 0;
  virtual Result<std::vector<TakenBack>> taken_back(const RowKey& row) = 0;
  // The salt of a commit; nothing when the office knows no such commit.
  virtual Result<std::optional<std::uint64_t>> salt_of(Seq seq) = 0;
  // The row, deleted ones included; of an erased one only its life and scope.
  virtual Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) = 0;
  virtual Result<std::optional<RowState>> row_at(const FeedCursor& at) = 0;
  // What a field held under the stamp before something covered it; nothing when history does not
  // have it.
  virtual Result<std::optional<Value>> past_value(const RowKey& row, FieldNumber field,
                                                  const Stamp& stamp) = 0;
  // Whether history says of the stamp that it was covered, and still lacks its value
  // (Superseded::Why::awaited).
  virtual Result<bool> is_awaited(const RowKey& row, FieldNumber field, const Stamp& stamp) = 0;
  // Rows of the entity that take a place of the named row by the field (merge/claims.hpp).
  virtual Result<std::vector<RowId>> claimants(EntityNumber entity, FieldNumber field,
                                               const RowId& named) = 0;
  // The receipt of a transaction that has been decided, with its stamp.
  virtual Result<std::optional<Receipt>> receipt(const TransactionId& id) = 0;
  // Whose the device number is; nothing when no device has it.
  virtual Result<std::optional<Author>> author(DeviceNumber device) = 0;
  // Every scope that one of the principals is granted on the day (day_of), each once, in order.
  virtual Result<std::vector<Scope>> scopes_of(const std::vector<PrincipalId>& principals,
                                               std::int64_t day) = 0;
  // Whether one of the principals is granted the scope, or was at some time.
  virtual Result<bool> has_held(const std::vector<PrincipalId>& principals, const Scope& scope) = 0;
  // The first limit places after the cursor where rows of the scope changed, in order; of rows that
  // have left it, those of commits after left_after, and all that were erased. Others cost nothing.
  virtual Result<std::vector<FeedItem>> feed(const Scope& scope, const FeedCursor& after,
                                             Seq left_after, std::size_t limit) = 0;
  // The rows of the scope that the schema wants to come first (EntityDef::first_sync) on the day,
  // at most limit, found by indexes alone. A row is of the day from the day before it, since the
  // device's zone is not known, up to first_days_max after it.
  virtual Result<FirstRows> first_rows(const Scope& scope, std::int64_t day, std::size_t limit) = 0;
  // How much there is in the scope.
  virtual Result<LoadSize> size_of_scope(const Scope& scope) = 0;
  // The parts of an unfinished transaction that the office keeps, in order.
  virtual Result<std::vector<TransactionPart>> staged_parts(DeviceNumber device,
                                                            const TransactionId& id) = 0;
};

}  // namespace brygga
