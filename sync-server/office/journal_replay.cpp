#include "office/journal_replay.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "merge/apply.hpp"
#include "protocol/office_shelter.hpp"

namespace brygga::server {
namespace {

using Kind = JournalEvent::Kind;

bool has_stamp(const FieldState& state, const Stamp& stamp) {
  return std::any_of(state.heads.begin(), state.heads.end(),
                     [&](const Head& head) { return head.stamp == stamp; });
}

// Puts a value beside those that the row has, as a write by someone who had seen none of them.
void raise(const EntityDef& entity, RowState& row, const HeldBackValue& held, Seq seq,
           std::vector<HistoryEntry>& history) {
  if (has_stamp(row.field(held.field), held.stamp)) return;
  std::vector<Superseded> superseded;
  add_unseen(entity, row, held.field, Head{held.stamp, 0, held.value}, seq, superseded);
  if (row.life.is_deleted()) {
    // Whoever deleted it had not seen this.
    row.life.deleted = {};
    row.life.seq = seq;
  }
  for (Superseded& item : superseded) {
    history.push_back({row.entity, row.id, std::move(item)});
  }
}

class JournalReplay {
 public:
  JournalReplay(const Schema& schema, TenantWriter& writer, const CommitInfo& commit,
                Replay& replay)
      : schema_(schema), writer_(writer), commit_(commit), replay_(replay) {}

  Status run(const std::vector<JournalEvent>& events) {
    for (const JournalEvent& event : events) {
      BRYGGA_TRY(writer_.count_events({event.epoch, event.number}));
      BRYGGA_TRY(take(event));
    }
    BRYGGA_TRY(raise_values());
    BRYGGA_TRY(hold_grants_back());
    return store();
  }

 private:
  Status take(const JournalEvent& event) {
    switch (event.kind) {
      case Kind::device_enrolled:
        return enrol(event);
      case Kind::device_confirmed:
      case Kind::device_revoked:
        return judge_device(event);
      case Kind::wipe_ordered:
      case Kind::device_wiped:
        return order_wipe(event);
      case Kind::row_erased:
        erased_.push_back({event.entity, event.row, event.scope});
        erased_keys_.insert(event.key());
        return {};
      case Kind::value_raised:
        raised_.push_back({event.entity, event.row, event.field, event.stamp, event.value});
        return {};
      case Kind::value_lowered:
        std::erase_if(raised_, [&](const HeldBackValue& held) {
          return held.entity == event.entity && held.row == event.row &&
                 held.field == event.field && held.stamp == event.stamp;
        });
        return {};
      case Kind::grants_ended:
        ended_[event.key()] = std::max(ended_[event.key()], event.seq);
        return {};
    }
    return {};
  }

  // The device has sent what the office has lost, and will send it again: nothing is consumed.
  Status enrol(const JournalEvent& event) {
    BRYGGA_ASSIGN(std::optional<DeviceRecord> known, writer_.device(event.device));
    DeviceRecord device = known.value_or(DeviceRecord{});
    if (!known) {
      device.number = event.device;
      device.lineage = event.lineage;
      device.account = event.account;
      device.name = event.name;
      device.is_push_only = event.is_push_only;
      device.enrolled_ms = event.at_ms;
      ++replay_.enrolled;
    }
    BRYGGA_TRY(writer_.put_device(device, event.token ? &*event.token : nullptr));
    return event.code ? use_up(event) : Status{};
  }

  Status use_up(const JournalEvent& event) {
    BRYGGA_ASSIGN(std::optional<Invitation> invitation, writer_.invitation(*event.code));
    if (!invitation) return {};
    invitation->used_ms = event.at_ms;
    invitation->attempt = event.attempt;
    invitation->device = event.device;
    return writer_.put_invitation(*invitation);
  }

  Status judge_device(const JournalEvent& event) {
    BRYGGA_ASSIGN(std::optional<DeviceRecord> device, writer_.device(event.device));
    if (!device) return {};
    if (event.kind == Kind::device_confirmed) {
      device->is_push_only = false;
    } else if (device->state != DeviceState::revoked) {
      device->state = DeviceState::revoked;
      ++replay_.revoked;
    }
    return writer_.put_device(*device, nullptr);
  }

  // As it was ordered, and as the device has answered; that it is turned away is an event of its
  // own.
  Status order_wipe(const JournalEvent& event) {
    BRYGGA_ASSIGN(const std::optional<Wipe> known, writer_.wipe(event.device));
    Wipe wipe = known.value_or(Wipe{});
    if (event.kind == Kind::device_wiped) {
      wipe.done_ms = event.at_ms;
      wipe.receipt = event.wiped;
    } else {
      wipe.asked_ms = event.at_ms;
      wipe.asked_by = event.account;
    }
    return writer_.put_wipe(event.device, wipe);
  }

  Status raise_values() {
    for (const HeldBackValue& held : raised_) {
      const EntityDef* entity = schema_.entity(held.entity);
      const RowKey key{held.entity, held.row};
      if (entity == nullptr || entity->field(held.field) == nullptr) continue;
      if (erased_keys_.count(key) != 0) continue;
      ++replay_.raised;
      BRYGGA_ASSIGN(RowState * row, find(key));
      if (row == nullptr) {
        BRYGGA_TRY(writer_.hold_value_back(held));
      } else if (!row->life.erased) {
        BRYGGA_TRY(raise_in(*entity, *row, held));
      }
    }
    return {};
  }

  Status raise_in(const EntityDef& entity, RowState& row, const HeldBackValue& held) {
    BRYGGA_ASSIGN(const std::optional<Value> past,
                  writer_.past_value(row.key(), held.field, held.stamp));
    if (past) return {};
    raise(entity, row, held, commit_.seq, history_);
    last_time_ = std::max(last_time_, held.stamp.time);
    return {};
  }

  Status hold_grants_back() {
    for (const auto& [key, seq] : ended_) {
      if (erased_keys_.count(key) != 0) continue;
      ++replay_.held_back;
      BRYGGA_TRY(writer_.hold_grants_back(key, seq, touched_));
    }
    return {};
  }

  // The row as it will be, or null.
  Result<RowState*> find(const RowKey& key) {
    auto known = rows_.find(key);
    if (known == rows_.end()) {
      BRYGGA_ASSIGN(std::optional<RowState> row, writer_.row(key.entity, key.id));
      known = rows_.emplace(key, std::move(row)).first;
    }
    return known->second ? &*known->second : nullptr;
  }

  // One commit; what is erased is so after the rest, so that nothing comes back by it.
  Status store() {
    PushDecision decision;
    for (auto& [key, row] : rows_) {
      if (row && row->seq == commit_.seq) decision.rows.push_back(std::move(*row));
    }
    decision.history = std::move(history_);
    decision.last_time = last_time_;
    BRYGGA_TRY(withdraw_exposed(schema_, writer_, commit_.seq, decision));
    replay_.erased += erased_.size();
    CommitInfo next = commit_;
    if (!decision.rows.empty()) {
      BRYGGA_TRY(writer_.store(next, decision, touched_));
      ++next.seq;
      ++next.salt;
    }
    return erased_.empty() ? Status{} : writer_.erase(next, erased_, touched_);
  }

  const Schema& schema_;
  TenantWriter& writer_;
  const CommitInfo& commit_;
  Replay& replay_;
  Touched touched_;  // nobody waits yet
  std::unordered_map<RowKey, std::optional<RowState>> rows_;
  std::vector<HistoryEntry> history_;
  Hlc last_time_;
  std::vector<ErasedRow> erased_;
  std::unordered_set<RowKey> erased_keys_;
  std::vector<HeldBackValue> raised_;
  std::unordered_map<RowKey, Seq> ended_;
};

}  // namespace

Status replay_events(const Schema& schema, TenantWriter& writer,
                     const std::vector<JournalEvent>& events, const CommitInfo& commit,
                     Replay& replay) {
  return JournalReplay(schema, writer, commit, replay).run(events);
}

Status apply_held_back(const Schema& schema, TenantWriter& writer, PushDecision& decision,
                       Seq seq) {
  for (const TakenBackRow& back : decision.taken_back) {
    BRYGGA_TRY(writer.release_grants(back.row, back.taken.version.seq));
  }
  for (RowState& row : decision.rows) {
    BRYGGA_ASSIGN(const std::vector<HeldBackValue> held, writer.values_held_back(row.key()));
    if (held.empty()) continue;
    const EntityDef& entity = *schema.entity(row.entity);
    for (const HeldBackValue& value : held) {
      if (entity.field(value.field) == nullptr) continue;
      raise(entity, row, value, seq, decision.history);
      decision.last_time = std::max(decision.last_time, value.stamp.time);
    }
    BRYGGA_TRY(writer.forget_values_held_back(row.key()));
  }
  return {};
}

}  // namespace brygga::server
