#include "protocol/office_shelter.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "merge/apply.hpp"
#include "protocol/office_texts.hpp"

namespace brygga {
namespace {

constexpr std::size_t feed_page = 500;

bool has_shelters(const Schema& schema) {
  return std::any_of(schema.entities.begin(), schema.entities.end(),
                     [](const EntityDef& entity) { return entity.shelter.kind != 0; });
}

class Exposure {
 public:
  Exposure(const Schema& schema, OfficeReader& office, const std::vector<const RowState*>& changed)
      : schema_(schema), office_(office) {
    for (const RowState* row : changed) changed_.emplace(row->key(), row);
  }

  Result<std::vector<RowState>> find(const std::vector<const RowState*>& changed) {
    for (const RowState* row : changed) {
      BRYGGA_TRY(look_at(*row));
      for (const EntityDef& entity : schema_.entities) {
        if (entity.shelter.kind == 0 || entity.shelter.guard != row->entity) continue;
        if (guards(entity.shelter, *row)) BRYGGA_TRY(look_around(entity, *row));
      }
    }
    return std::move(exposed_);
  }

 private:
  bool guards(const Shelter& shelter, const RowState& guard) const {
    const FieldDef& field = *schema_.entity(guard.entity)->field(shelter.field);
    const Value shown = shown_value(field, guard.field(shelter.field));
    const auto* level = std::get_if<std::int64_t>(&shown);
    return level != nullptr && *level > shelter.above;
  }

  Status look_at(const RowState& row) {
    const Shelter& shelter = schema_.entity(row.entity)->shelter;
    if (shelter.kind == 0 || row.scope.kind == shelter.kind || row.life.erased) return {};
    BRYGGA_ASSIGN(const bool is_guarded,
                  is_guarded_by({shelter.guard, RowId{row.scope.id}}, shelter));
    if (is_guarded) keep(row);
    return {};
  }

  Result<bool> is_guarded_by(const RowKey& key, const Shelter& shelter) {
    const auto known = changed_.find(key);
    if (known != changed_.end()) return guards(shelter, *known->second);
    BRYGGA_ASSIGN(const std::optional<RowState> guard, office_.row(key.entity, key.id));
    return guard && guards(shelter, *guard);
  }

  // Every row of the entity that the office has under the guard.
  Status look_around(const EntityDef& entity, const RowState& guard) {
    const Scope scope{entity.scope_kind, guard.id.uuid};
    FeedCursor after;
    while (true) {
      BRYGGA_ASSIGN(const std::vector<FeedItem> items, office_.feed(scope, after, 0, feed_page));
      for (const FeedItem& item : items) {
        after = item.at;
        if (item.leaves || item.at.entity != entity.number) continue;
        BRYGGA_ASSIGN(const std::optional<RowState> row, office_.row_at(item.at));
        // What this decision changes has been looked at as it will be.
        if (row && changed_.count(row->key()) == 0) BRYGGA_TRY(look_at(*row));
      }
      if (items.size() < feed_page) return {};
    }
  }

  void keep(const RowState& row) {
    const bool is_new = std::none_of(exposed_.begin(), exposed_.end(), [&](const RowState& other) {
      return other.key() == row.key();
    });
    if (is_new) exposed_.push_back(row);
  }

  const Schema& schema_;
  OfficeReader& office_;
  std::unordered_map<RowKey, const RowState*> changed_;
  std::vector<RowState> exposed_;
};

}  // namespace

Result<std::vector<RowState>> exposed_rows(const Schema& schema, OfficeReader& office,
                                           const std::vector<const RowState*>& changed) {
  if (!has_shelters(schema)) return std::vector<RowState>{};
  return Exposure(schema, office, changed).find(changed);
}

void withdraw(const Schema& schema, RowState& row, const Stamp& stamp, Seq seq) {
  const EntityDef& entity = *schema.entity(row.entity);
  Edit move;
  move.entity = row.entity;
  move.row = row.id;
  move.scope = row.scope;
  move.moves_to = Scope{entity.shelter.kind, row.scope.id};
  std::vector<Superseded> superseded;
  (void)apply_edit(entity, row, move, stamp, 0, seq, superseded);
}

Status withdraw_exposed(const Schema& schema, OfficeReader& office, Seq seq,
                        PushDecision& decision) {
  std::vector<const RowState*> changed;
  changed.reserve(decision.rows.size());
  for (const RowState& row : decision.rows) changed.push_back(&row);
  BRYGGA_ASSIGN(std::vector<RowState> exposed, exposed_rows(schema, office, changed));
  if (exposed.empty()) return {};
  BRYGGA_ASSIGN(const OfficeState state, office.state());
  OfficeStamps stamps(state, state.clock_ms);
  for (RowState& row : exposed) {
    withdraw(schema, row, stamps.next_after(row.life.moved), seq);
    const auto same = std::find_if(decision.rows.begin(), decision.rows.end(),
                                   [&](const RowState& other) { return other.key() == row.key(); });
    if (same != decision.rows.end()) {
      *same = std::move(row);
    } else {
      decision.rows.push_back(std::move(row));
    }
  }
  decision.office_time = std::max(decision.office_time, stamps.given());
  return {};
}

}  // namespace brygga
