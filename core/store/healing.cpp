#include "store/healing.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "protocol/row_change.hpp"
#include "store/sql_name.hpp"

namespace brygga {
namespace {

constexpr Seq any_seq = ~0ULL;
// So many restores in a row are healed before the rows of the first have come anew.
constexpr std::size_t former_lineages_max = 8;

bool names(const Lineage& lineage, std::uint64_t epoch) {
  return std::any_of(lineage.begin(), lineage.end(),
                     [&](const EpochStart& start) { return start.epoch == epoch; });
}

// Rows of one entity that have a version above the fork, from the place on; false when the page is
// full.
class Offers {
 public:
  Offers(DeviceStore::Parts& parts, const Replica& replica, std::size_t bytes_max,
         SyncRequest& request)
      : parts_(parts), replica_(replica), bytes_max_(bytes_max), request_(request) {}

  Status fill(const Schema& schema) {
    for (const EntityDef& entity : schema.entities) {
      if (entity.number < replica_.offered_entity) continue;
      const RowKey64 after = entity.number == replica_.offered_entity ? replica_.offered_row : 0;
      BRYGGA_TRY(fill(entity, after));
      if (is_full()) return {};
    }
    return {};
  }

 private:
  bool is_full() const { return bytes_ >= bytes_max_; }

  Status fill(const EntityDef& entity, RowKey64 after) {
    BRYGGA_ASSIGN(Statement keys,
                  parts_.database.prepare("SELECT _key FROM " + quoted(entity.name) +
                                          " WHERE _key > ? ORDER BY _key"));
    keys.bind(1, after);
    while (!is_full()) {
      BRYGGA_ASSIGN(const bool has_row, keys.step());
      if (!has_row) return {};
      BRYGGA_TRY(offer(entity, keys.integer(0)));
    }
    return {};
  }

  Status offer(const EntityDef& entity, RowKey64 key) {
    const auto stored = parts_.tables->load_at(entity.number, key);
    if (!stored) return stored.error().reason == "damaged" ? Status{} : stored.error();
    if (!*stored) return {};
    std::optional<RowState> row = (*stored)->state;
    if ((*stored)->own_edit > replica_.confirmed) {
      BRYGGA_ASSIGN(row, parts_.overlay.office_row(entity.number, key));
    }
    if (!row || row->seq <= replica_.fork || row->mac == Mac{}) return {};
    // Put together here from versions of two offices: no office gave it out like this.
    const bool is_mixed =
        std::any_of(row->fields.begin(), row->fields.end(),
                    [&](const FieldState& field) { return field.seq > row->seq; });
    if (is_mixed) return {};
    RowChange change = whole_change(*row);
    bytes_ += size_estimate(change);
    // Which of several lost offices gave it out, its mark alone tells.
    std::vector<std::uint64_t> epochs;
    for (const Lineage& former : replica_.former_lineages) {
      const std::uint64_t epoch = epoch_at(former, row->seq);
      const bool is_new = std::find(epochs.begin(), epochs.end(), epoch) == epochs.end();
      if (epoch != 0 && is_new) epochs.push_back(epoch);
    }
    for (const std::uint64_t epoch : epochs) request_.offered.push_back({epoch, change});
    return {};
  }

  DeviceStore::Parts& parts_;
  const Replica& replica_;
  const std::size_t bytes_max_;
  SyncRequest& request_;
  std::size_t bytes_ = 0;
};

}  // namespace

Status begin_healing(DeviceStore::Parts& parts, const Schema& schema, Replica& replica,
                     const SyncResponse& response) {
  replica.former_lineages.insert(replica.former_lineages.begin(), std::move(replica.lineage));
  if (replica.former_lineages.size() > former_lineages_max) replica.former_lineages.pop_back();
  replica.fork = any_seq;
  for (const Lineage& former : replica.former_lineages) {
    const Seq fork = last_common(former, any_seq, response.lineage, any_seq);
    replica.fork = std::min(replica.fork, fork);
  }
  replica.healing = Healing::offering;
  replica.offered_entity = 0;
  replica.offered_row = 0;
  BRYGGA_ASSIGN(const OutboxEdit newest, parts.outbox.newest());
  replica.resend_to = newest.number;
  // What the office has beyond the fork under this number another copy of the store may have sent.
  const Lineage& last = replica.former_lineages.front();
  const Seq last_fork = last_common(last, any_seq, response.lineage, any_seq);
  BRYGGA_ASSIGN(const std::optional<EditNumber> certain, parts.outbox.accepted_up_to(last_fork));
  replica.consumed = std::min({replica.consumed, response.consumed, certain.value_or(any_seq)});
  if (!has_fault(Fault::accepted_not_sent_again)) {
    BRYGGA_TRY(parts.outbox.forget_receipts(replica.consumed, last));
  }
  replica.lineage = response.lineage;
  replica.position = response.position;
  replica.commit_cursor.clear();
  BRYGGA_TRY(parts.delete_staged.run());
  BRYGGA_TRY(ScopeReload::begin_all(parts.database, schema));
  BRYGGA_ASSIGN(const std::vector<HeldScope> held, parts.replica.scopes(*parts.tables));
  for (const HeldScope& scope : held) {
    BRYGGA_TRY(parts.replica.set_progress(scope.key, {}, false, {}, {}));
  }
  return {};
}

namespace {

// The parts after the edit number, up to the first edit that is kept no longer. What is not kept
// whole is passed over: it is in every backup that the office keeps.
Result<std::vector<TransactionPart>> kept_parts(Outbox& outbox, EditNumber consumed,
                                                DeviceNumber sender, std::size_t bytes_max) {
  std::vector<TransactionPart> kept;
  while (kept.empty()) {
    BRYGGA_ASSIGN(std::vector<TransactionPart> parts,
                  outbox.parts_after(consumed, sender, bytes_max));
    if (parts.empty()) break;
    for (TransactionPart& part : parts) {
      if (!kept.empty() && kept.back().part_last() + 1 != part.part_first()) break;
      const EditNumber last = part.first + part.edits_total - 1;
      BRYGGA_ASSIGN(const std::optional<OutboxEdit> last_edit, outbox.edit(last));
      if (last_edit || part.is_void) {
        kept.push_back(std::move(part));
      } else if (kept.empty()) {
        consumed = last;
      } else {
        break;
      }
    }
  }
  return kept;
}

}  // namespace

Status add_healing(DeviceStore::Parts& parts, const Schema& schema, const Replica& replica,
                   std::size_t bytes_max, SyncRequest& request) {
  request.is_healing = true;
  request.wait_seconds = 0;
  if (replica.healing == Healing::offering) {
    const bool is_first = replica.offered_entity == 0;
    if (is_first) {
      for (const Lineage& former : replica.former_lineages) {
        std::copy_if(former.begin(), former.end(), std::back_inserter(request.lineage),
                     [&](const EpochStart& start) {
                       return start.after >= replica.fork && !names(replica.lineage, start.epoch) &&
                              !names(request.lineage, start.epoch);
                     });
      }
    }
    return Offers(parts, replica, bytes_max, request).fill(schema);
  }
  BRYGGA_ASSIGN(request.parts,
                kept_parts(parts.outbox, replica.consumed, replica.device, bytes_max));
  if (!request.parts.empty() && request.parts.front().part_first() > replica.consumed + 1) {
    request.gap_to = request.parts.front().part_first() - 1;
  }
  return {};
}

Status advance_healing(DeviceStore::Parts& parts, const SyncRequest& request, Replica& replica) {
  if (replica.healing == Healing::offering && !request.offered.empty()) {
    const RowChange& last = request.offered.back().row;
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored, parts.tables->load(last.entity, last.row));
    if (!stored) return {};  // It went meanwhile; the page is made again, without it.
    replica.offered_entity = last.entity;
    replica.offered_row = stored->key;
    return {};
  }
  if (replica.healing == Healing::offering) replica.healing = Healing::resending;
  if (replica.consumed < replica.resend_to) return {};
  replica.healing = Healing::none;
  return {};
}

}  // namespace brygga
