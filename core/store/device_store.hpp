// A device's store: one SQLite file with the rows it may hold, the outbox, receipts and history.
//
// Rows show the device's own undecided edits on top of what the office last said. A save that
// returned is on disk (write-ahead log, synchronous=FULL). Time and ids come in as arguments; the
// store makes none. All calls belong to one thread at a time; other processes may use the same
// file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "protocol/message.hpp"
#include "store/compaction.hpp"
#include "store/outbox.hpp"
#include "store/replica.hpp"
#include "store/search.hpp"
#include "store/write_set.hpp"

namespace brygga {

struct RowView {
  RowState state;
  RowVersion version;
  bool is_unsent = false;  // shows something that the office has not confirmed
};

// A value that a field had. Newest first.
struct HistoryItem {
  FieldNumber field = 0;
  Stamp stamp;
  Value value;
  Superseded::Why why = Superseded::Why::covered;
  Seq seq = 0;
};

struct StoreStatus {
  Replica replica;
  Outbox::Counts outbox;
  std::size_t scopes = 0;
  std::size_t scopes_loading = 0;
  LoadProgress load;  // zeros when nothing is loading
};

// What a stored answer changed.
struct Taken {
  std::set<EntityNumber> entities;  // whose rows or conflicts changed
  std::vector<Receipt> receipts;    // new ones
  std::vector<Scope> gained, lost;
  std::vector<Scope> repaired;  // an audit found them to differ: they are loaded anew
  std::size_t rows = 0;
  std::size_t scopes = 0;  // held now
  std::size_t scopes_loading = 0;
  LoadProgress load;
  bool more = false;  // there is more to fetch or to send
};

// Whether other connections may have a store's file open at the same time.
enum class FileUse { shared, alone };

class DeviceStore {
 public:
  static constexpr std::int32_t application_id = 0x42525947;  // "BRYG"
  static constexpr std::int32_t format_version = 4;
  struct Parts;  // what it is made of; store_parts.hpp, for the store's own files

  // Opens the store, making it when the file is missing and bringing an older one up to date. On an
  // error (no store, newer, read-only, no room) the file stays as it was. The schema must outlive
  // the store.
  static Result<std::unique_ptr<DeviceStore>> open(const std::string& path, const Schema& schema,
                                                   const Retention& retention = {},
                                                   FileUse use = FileUse::shared);
  ~DeviceStore();

  // Saves the changes as one transaction, all or nothing, at the device's wall clock. The error
  // (invalid, with the code of the refusal as reason) names entity and field.
  Result<Saved> save(const WriteSet& writes, const TransactionId& id, std::uint64_t now_ms);

  Result<std::optional<RowView>> read(EntityNumber entity, const RowId& id);
  Result<std::vector<HistoryItem>> history(EntityNumber number, const RowId& id);
  Result<StoreStatus> status();
  Result<Replica> replica();
  // One SELECT over the typed tables, on this connection (query.hpp).
  Status query(std::string_view sql, const std::vector<Value>& parameters,
               std::vector<std::string>* columns,
               const std::function<bool(const std::vector<Value>&)>& on_row);
  // What holds the text, on this connection (search.hpp).
  Result<SearchHits> search(std::string_view text, const std::vector<EntityNumber>& entities,
                            std::size_t limit);
  // Transactions with their receipts, newest first; only_open: those undecided, refused or in
  // conflict.
  Result<std::vector<OutboxTransaction>> transactions(std::size_t limit, bool only_open);
  // The content of one edit of the outbox, such as a refused one.
  Result<std::optional<Edit>> edit(EditNumber number);

  // Saves what was refused once more, as it was, and with it what was refused because it depends on
  // it; the answer is the first transaction of these. first: number of its first edit. The error
  // has reason not_refused, or that of save() when it can no longer be saved; then nothing is
  // changed.
  Result<Saved> send_again(EditNumber first, const std::function<TransactionId()>& new_id,
                           std::uint64_t now_ms, const CommandToKeep& command = {});
  // The person is done with a refused transaction, which is the answer: it needs them no more.
  Result<Saved> dismiss(EditNumber first, const CommandToKeep& command = {});

  // The person knows that the row that they deleted is there again, by somebody's change that they
  // had not seen (table own_deletion). The answer is the transaction that deleted it; the error has
  // reason not_found.
  Result<Saved> close_deletion(EntityNumber entity, const RowId& id,
                               const CommandToKeep& command = {});

  // Keeps what enrolment gave. A store that belongs to another account or office already is an
  // error (refused) and unchanged.
  Status enrol(const EnrolResponse& response, const std::string& office_url, std::uint64_t now_ms);

  // The next request: edits after the last that the office has, up to page_bytes of them (0: the
  // limit), and where the device stands.
  Result<SyncRequest> make_request(std::uint32_t wait_seconds, std::uint32_t page_bytes);

  // Stores the answer to the request in one transaction. The error of code conflict means that the
  // store has moved on since (another process synced): make a new request.
  Result<Taken> take_response(const SyncRequest& request, SyncResponse response,
                              std::uint64_t now_ms);

  // The next request with nothing to send compares all scopes with the office, not one a while.
  Status want_audit();

  // The office knows the number from another copy of this store (reason copied_store): the next
  // request asks for one of its own, unless this store has another number by now.
  Status want_number(DeviceNumber known);

  // The office has ordered that this device be wiped: from now on it only hands over what the
  // office does not have, and then wipes itself.
  Status order_wipe();
  // Wipes the store, as was ordered: all that it holds goes, from its files too, but for what it
  // takes to say so to the office. now_ms: the device's clock. Nothing is done when no wipe was
  // ordered, or it is done. Bytes that scrub() cannot remove just now go before the office is told.
  Status wipe(std::uint64_t now_ms);

  // Removes the last bytes of what was lost or erased from the store's files, when that is due. The
  // error has code busy when another program is reading the store: try again later.
  Status scrub();

  // The office has turned the request away because of the times of its edits: shifts them back to
  // the office's clock, from the first one on that lies too far ahead for the office to take,
  // keeping their order and each above what it builds on; durable before it returns. Other edits
  // keep their times: the office may have taken them. An error of code conflict as of
  // take_response().
  Status restamp(const SyncRequest& request, std::uint64_t office_ms, std::uint64_t now_ms);

  // Changes whenever another connection has written to the file.
  Result<std::int64_t> data_version();

  const Schema& schema() const { return schema_; }
  const std::string& path() const;

 private:
  DeviceStore(const Schema& schema, std::unique_ptr<Parts> parts);
  struct Save;
  // What a command that was saved before answered then.
  Result<std::optional<Saved>> known_command(const std::optional<CommandId>& command);
  Status keep_command(const CommandToKeep& command, const Saved& saved);
  Result<Save> begin_save(const TransactionId& id, std::uint32_t edits, std::uint64_t now_ms);
  Result<std::vector<OutboxTransaction>> chain_of(EditNumber first);
  Result<SyncRequest> make_last_request(const Replica& replica);
  Result<Taken> take_last_response();
  Result<std::uint64_t> count_rows();
  Status add_unsent(const Replica& replica, SyncRequest& request);
  Status add_audits(const Replica& replica, const std::vector<HeldScope>& held,
                    SyncRequest& request);
  static std::vector<Scope> due_scopes(const Replica& replica, const std::vector<HeldScope>& held);
  Result<ScopeAudit> audit_of(const Scope& scope);

  const Schema& schema_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace brygga
