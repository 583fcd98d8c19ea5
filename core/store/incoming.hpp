// Storing an answer of the office: receipts, scopes, rows, and what the device shows in the end.
//
// The order matters. What the office refused leaves the overlay first. Then own edits whose commit
// the position has passed become part of what the office says, by the same merge that the office
// ran. Then come the office's rows, which have the last word. All of it runs inside the caller's
// database transaction. Internal to the store.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/store_parts.hpp"

namespace brygga {

class Incoming {
 public:
  Incoming(DeviceStore::Parts& parts, const Schema& schema, const SyncRequest& request,
           SyncResponse& response, Replica& replica);

  Result<Taken> run(std::uint64_t now_ms);

 private:
  // What touches one row: own edits to promote with their commits, and changes by the office.
  struct Touch {
    RowKey row;
    std::vector<std::pair<OutboxEdit, Seq>> promoted = {};
    Mac own_mac{};  // of the row as the last of them left it
    std::vector<RowChange> changes = {};
  };

  Result<Taken> heal(std::uint64_t now_ms);
  Result<bool> office_lacks_edits();
  Status note_time(std::uint64_t now_ms);
  Status take_consumed();
  Status take_number();
  Status take_receipts();
  Status write_down_receipts();
  Status set_receipts();
  Status take_scopes();
  Status give_up_content(const OutboxTransaction& transaction, const Refusal& refusal);
  Status hand_over_refused(const std::vector<Scope>& lost);
  Result<bool> lies_in(const OutboxTransaction& transaction, const std::vector<Scope>& scopes);
  Status send_detached(const OutboxTransaction& transaction);
  Status lose(const Scope& scope);
  Status lose_row(const RowKey& row, const Scope& scope);
  Status promote();
  Status keep_macs();
  const std::vector<Mac>& macs_of(const Outbox::Decided& decided) const;
  Status take_rows();
  Status take_staged();
  Status take_change(RowChange change);
  Status stage(const RowChange& change);
  Status forget_erased();
  Status take_progress();
  Status forget_lost_offices();
  Status load_anew();
  Status load_again(const Scope& scope);
  Result<bool> take_authors();
  Status take_audits(std::uint64_t now_ms);
  Status sweep(const Scope& scope);

  Touch& touch(const RowKey& row);
  Status settle_if_many();
  Status settle_all();
  static bool comes_whole(const Touch& touch);
  Result<std::optional<StoredRow>> load_or_discard(const Touch& touch);
  Status settle(Touch& touch);
  bool is_made_here(const Touch& touch) const;
  bool has_come(Seq seq) const;
  Result<bool> settle_as_made(const Touch& touch);
  Result<std::optional<Edit>> mended_edit(const Edit& own, const RowState& office, Seq seq);
  Status apply_promoted(const Touch& touch, std::optional<RowState>& office,
                        std::vector<std::pair<Superseded, Seq>>& history);
  void apply_change(const RowChange& change, std::optional<RowState>& office,
                    std::vector<std::pair<Superseded, Seq>>& history);
  Status await_row(const RowKey& row, RowKey64 key, const Scope& scope);
  Status remove(const RowKey& row, const std::optional<StoredRow>& stored);
  Status write(const Touch& touch, const std::optional<StoredRow>& stored,
               const std::optional<RowState>& office,
               const std::vector<std::pair<Superseded, Seq>>& history);

  DeviceStore::Parts& parts_;
  const Schema& schema_;
  const SyncRequest& request_;
  SyncResponse& response_;
  Replica& replica_;
  const EditNumber confirmed_before_;
  Taken taken_;
  std::unordered_map<Scope, bool> held_;  // scope -> complete
  bool is_reloading_ = false;
  std::unordered_set<RowKey> erased_;
  std::vector<Touch> touches_;
  std::unordered_map<RowKey, std::size_t> touch_at_;
};

}  // namespace brygga
