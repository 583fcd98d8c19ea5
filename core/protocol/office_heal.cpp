#include "protocol/office_heal.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/fault.hpp"
#include "merge/apply.hpp"
#include "protocol/row_change.hpp"

namespace brygga {
namespace {

bool is_among(const std::vector<EpochStart>& epochs, std::uint64_t epoch) {
  return std::any_of(epochs.begin(), epochs.end(),
                     [&](const EpochStart& start) { return start.epoch == epoch; });
}

bool names_fields_of(const EntityDef& entity, const RowChange& change) {
  return std::all_of(change.fields.begin(), change.fields.end(), [&](const FieldChange& field) {
    return entity.field(field.field) != nullptr;
  });
}

class Healing {
 public:
  Healing(const Schema& schema, OfficeReader& office, const HealContext& context)
      : schema_(schema), office_(office), context_(context) {}

  Result<PushDecision> run(const SyncRequest& request) {
    BRYGGA_ASSIGN(const OfficeState state, office_.state());
    newest_ = state.seq;
    BRYGGA_ASSIGN(lineage_, office_.lineage());
    BRYGGA_ASSIGN(const std::vector<EpochStart> lost, office_.lost_epochs());
    known_ = lineage_;
    known_.insert(known_.end(), lost.begin(), lost.end());
    learn(request.lineage);
    for (const OfferedRow& offered : request.offered) BRYGGA_TRY(take(offered));
    for (const RowKey& key : order_) decision_.rows.push_back(std::move(rows_.at(key)));
    // What lies ahead of this office's clock lay not ahead of that one's. Devices that have seen it
    // write after it, and what they had sent keeps its stamp.
    if (latest_.unix_ms() > state.clock_ms) decision_.lost_clock_ms = latest_.unix_ms();
    return std::move(decision_);
  }

  std::size_t forged() const { return forged_; }

 private:
  void learn(const Lineage& shown) {
    for (const EpochStart& start : shown) {
      if (is_among(known_, start.epoch)) continue;
      if (mark_of(context_.notary, start) != start.mac) {
        ++forged_;
        continue;
      }
      known_.push_back(start);
      decision_.lost_epochs.push_back(start);
    }
  }

  Status take(const OfferedRow& offered) {
    const EntityDef* entity = schema_.entity(offered.row.entity);
    if (entity == nullptr || !names_fields_of(*entity, offered.row)) return {};
    const RowState lost = row_of(*entity, offered.row);
    if (mark_of(context_.notary, offered.epoch, lost) != offered.row.mac &&
        !has_fault(Fault::forged_rows_taken)) {
      ++forged_;
      return {};
    }
    note_times(lost);
    const CommitName version{offered.epoch, lost.seq};
    if (has_commit(lineage_, newest_, version)) return {};
    BRYGGA_ASSIGN(const std::vector<TakenBack> before, office_.taken_back(lost.key()));
    for (const TakenBack& taken : before) {
      if (descends_from(known_, taken.version, version)) return keep_past(*entity, lost);
    }
    if (rows_.count(lost.key()) != 0) return {};  // no device offers a row twice at once
    BRYGGA_ASSIGN(std::optional<RowState> row, office_.row(lost.entity, lost.id));
    if (row && row->life.erased) return {};
    TakenBack taken{version, context_.seq, 0};
    if (row) {
      BRYGGA_TRY(meet(*entity, *row, lost, known_seq(version, before, taken), taken));
    } else {
      row = made_anew(lost);
    }
    decision_.taken_back.push_back({lost.key(), taken});
    order_.push_back(lost.key());
    rows_.emplace(lost.key(), std::move(*row));
    return {};
  }

  // Of a row with a mark: a lost office has taken them, or given them itself.
  void note_times(const RowState& lost) {
    latest_ = std::max(latest_, lost.life.moved.time);
    for (const FieldState& field : lost.fields) {
      for (const Head& head : field.heads) latest_ = std::max(latest_, head.stamp.time);
    }
  }

  // The commit up to which the line of the version knew all that happened to the row here: where it
  // parted from this database, or where a version that it descends from was taken back.
  Seq known_seq(const CommitName& version, const std::vector<TakenBack>& before,
                TakenBack& taken) const {
    Seq known = parted_at(version);
    for (const TakenBack& earlier : before) {
      if (!descends_from(known_, version, earlier.version)) continue;
      known = std::max(known, earlier.at);
      taken.mixed |= earlier.mixed;
    }
    return known;
  }

  Seq parted_at(const CommitName& version) const {
    CommitName at = version;
    for (std::size_t steps = 0; steps <= known_.size(); ++steps) {
      if (is_among(lineage_, at.epoch)) {
        const Lineage line{{at.epoch, 0, 0, {}}};
        return last_common(line, at.seq, lineage_, newest_);
      }
      const auto start =
          std::find_if(known_.begin(), known_.end(),
                       [&](const EpochStart& candidate) { return candidate.epoch == at.epoch; });
      if (start == known_.end()) return 0;
      at = {start->parent, std::min(at.seq, start->after)};
    }
    return 0;
  }

  RowState made_anew(RowState row) const {
    row.seq = context_.seq;
    row.mac = {};
    if (row.life.seq != 0) row.life.seq = context_.seq;
    for (FieldState& field : row.fields) {
      if (field.seq != 0) field.seq = context_.seq;
    }
    return row;
  }

  Status meet(const EntityDef& entity, RowState& row, const RowState& lost, Seq known,
              TakenBack& taken) {
    meet_life(row, lost, known);
    for (const FieldDef& field : entity.fields) {
      const std::uint64_t bit = 1ULL << (field.number - 1U);
      const bool is_unchanged = row.field(field.number).seq <= known && (taken.mixed & bit) == 0;
      if (row.field(field.number).heads == lost.field(field.number).heads) continue;
      if (is_unchanged) {
        replace(row, field.number, lost);
      } else {
        taken.mixed |= bit;
        BRYGGA_TRY(add(entity, row, field.number, lost));
      }
    }
    row.seq = context_.seq;
    return {};
  }

  void meet_life(RowState& row, const RowState& lost, Seq known) {
    const bool is_unchanged = row.life.seq <= known;
    const bool lies_elsewhere = row.scope != lost.scope;
    if (lies_elsewhere && (is_unchanged || row.life.moved < lost.life.moved)) {
      row.scope = lost.scope;
      row.life.moved = lost.life.moved;
      row.life.seq = context_.seq;
    }
    // It was given out after the deletion that is known here.
    if (is_unchanged) revive(row);
  }

  void revive(RowState& row) const {
    if (!row.life.is_deleted()) return;
    row.life.deleted = {};
    row.life.seq = context_.seq;
  }

  void supersede(const RowState& row, FieldNumber field, Head head) {
    decision_.history.push_back(
        {row.entity, row.id, {field, std::move(head), Superseded::Why::covered}});
  }

  void replace(RowState& row, FieldNumber field, const RowState& lost) {
    FieldState& state = row.field(field);
    const std::vector<Head>& heads = lost.field(field).heads;
    for (Head& head : state.heads) {
      if (std::find(heads.begin(), heads.end(), head) == heads.end()) {
        supersede(row, field, std::move(head));
      }
    }
    state = {heads, context_.seq};
  }

  // What the older version shows was covered since, by a write that came back before it.
  Status keep_past(const EntityDef& entity, const RowState& lost) {
    BRYGGA_ASSIGN(const std::optional<RowState> row, office_.row(lost.entity, lost.id));
    if (!row || row->life.erased) return {};
    for (const FieldDef& field : entity.fields) {
      for (const Head& head : lost.field(field.number).heads) {
        BRYGGA_ASSIGN(const bool is_known, has_had(*row, field.number, head));
        if (!is_known) supersede(*row, field.number, head);
      }
    }
    return {};
  }

  // Whether the row shows the head, or somebody who had seen it has covered it here.
  Result<bool> has_had(const RowState& row, FieldNumber field, const Head& head) {
    const auto& heads = row.field(field).heads;
    if (std::find(heads.begin(), heads.end(), head) != heads.end()) return true;
    BRYGGA_ASSIGN(const std::optional<Value> past,
                  office_.past_value(row.key(), field, head.stamp));
    return past.has_value();
  }

  Status add(const EntityDef& entity, RowState& row, FieldNumber field, const RowState& lost) {
    for (const Head& head : lost.field(field).heads) {
      BRYGGA_ASSIGN(const bool is_known, has_had(row, field, head));
      if (is_known) continue;
      revive(row);  // whoever deleted it had not seen this
      std::vector<Superseded> superseded;
      add_unseen(entity, row, field, head, context_.seq, superseded);
      for (Superseded& item : superseded) {
        decision_.history.push_back({row.entity, row.id, std::move(item)});
      }
    }
    return {};
  }

  const Schema& schema_;
  OfficeReader& office_;
  const HealContext& context_;
  Seq newest_ = 0;
  Lineage lineage_;
  std::vector<EpochStart> known_;
  Hlc latest_;  // that the offered rows name
  PushDecision decision_;
  std::unordered_map<RowKey, RowState> rows_;
  std::vector<RowKey> order_;
  std::size_t forged_ = 0;
};

}  // namespace

Result<PushDecision> decide_heal(const Schema& schema, OfficeReader& office,
                                 const HealContext& context, const SyncRequest& request,
                                 std::size_t& forged) {
  Healing healing(schema, office, context);
  auto decision = healing.run(request);
  forged = healing.forged();
  return decision;
}

}  // namespace brygga
