// Erasure, and what an operator does after a restore: parts of Tenant.
#include <unordered_set>

#include "office/late_mentions.hpp"
#include "office/tenant.hpp"

namespace brygga::server {
namespace {

Error no_such_row(const Schema& schema, const RowKey& key) {
  const EntityDef* entity = schema.entity(key.entity);
  const std::string what = entity != nullptr ? entity->name : "row";
  return {ErrorCode::not_found, "There is no " + what + " " + to_string(key.id.uuid) + ".", false,
          "no_such_row"};
}

}  // namespace

Status Tenant::erase(const std::vector<RowKey>& rows) {
  Touched touched;
  const auto work = [&](TenantWriter& writer) -> Status {
    std::unordered_set<RowKey> keys(rows.begin(), rows.end());
    BRYGGA_ASSIGN(const std::vector<RowKey> late, late_work_about(context_.schema, writer, keys));
    keys.insert(late.begin(), late.end());
    std::vector<ErasedRow> erased;
    for (const RowKey& key : keys) {
      BRYGGA_ASSIGN(const std::optional<RowState> row, writer.row(key.entity, key.id));
      if (!row) return no_such_row(context_.schema, key);
      erased.push_back({key.entity, key.id, row->scope});
    }
    BRYGGA_ASSIGN(const OfficeState state, writer.state());
    const DeviceNumber office = DeviceNumber::of(state.epoch, 0);
    return writer.erase(next_commit(state, office), erased, touched);
  };
  const Status written = write_in_epoch(work);
  board_.announce(touched);
  BRYGGA_TRY(written);
  return store_->scrub();
}

// A version that this office gave out in commits that its journal has never heard of shows that the
// journal went back in time, too.
Status Tenant::check_journal(TenantWriter& writer, const PushDecision& healed) {
  for (const TakenBackRow& back : healed.taken_back) {
    BRYGGA_ASSIGN(const bool is_known, store_->has_journaled(back.taken.version));
    if (is_known) continue;
    BRYGGA_ASSIGN(Recovery recovery, writer.recovery());
    if (!recovery.guarded_because.empty()) return {};
    recovery.guarded_because =
        "A device brought back work that the journal has never heard of: the journal was put back, "
        "too, so that this office cannot know all that was erased, revoked or withdrawn.";
    recovery.guarded_ms = context_.clock.unix_ms();
    return writer.put_recovery(recovery);
  }
  return {};
}

Result<Tenant::Standing> Tenant::standing() {
  Standing standing;
  const auto work = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(standing.recovery, reader.recovery());
    BRYGGA_ASSIGN(standing.replays, reader.replays());
    BRYGGA_ASSIGN(standing.grants_held_back, reader.grants_held_back());
    BRYGGA_ASSIGN(standing.backups, reader.backups());
    return {};
  };
  BRYGGA_TRY(store_->read(work));
  return standing;
}

Status Tenant::confirm_restore() {
  Touched touched;
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(Recovery recovery, writer.recovery());
    recovery.guarded_because.clear();
    recovery.guarded_ms = 0;
    BRYGGA_TRY(writer.put_recovery(recovery));
    return writer.release_all_grants(touched);
  };
  BRYGGA_TRY(write_in_epoch(work));
  board_.announce_all();
  return {};
}

}  // namespace brygga::server
