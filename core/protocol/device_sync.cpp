#include "protocol/device_sync.hpp"

#include <algorithm>

namespace brygga {
namespace {

std::uint64_t delay_ms(const Pace& pace, std::uint32_t failures, std::uint64_t random) {
  const std::uint32_t doublings = std::min<std::uint32_t>(failures - 1, 20);
  const std::uint64_t full = std::min(pace.delay_ms_max, pace.first_delay_ms << doublings);
  return full / 2 + random % (full / 2 + 1);
}

SyncStep send() { return {{SyncPhase::sending, 0, 0}, SyncAction::send}; }

SyncStep send_after(const SyncState& state) {
  return {{SyncPhase::sending, state.failures, 0}, SyncAction::send};
}

SyncStep listen(const SyncState& state, std::uint64_t now_ms, const Pace& pace) {
  if (pace.wait_seconds == 0) {
    return {{SyncPhase::idle, 0, now_ms + pace.idle_delay_ms}, SyncAction::none};
  }
  return {{SyncPhase::listening, state.failures, 0}, SyncAction::listen};
}

SyncStep stay(const SyncState& state) { return {state, SyncAction::none}; }

bool is_under_way(const SyncState& state) {
  return state.phase == SyncPhase::sending || state.phase == SyncPhase::listening;
}

bool sleeps_on(const SyncState& state) {
  return state.phase == SyncPhase::stopped || state.phase == SyncPhase::offline;
}

}  // namespace

Pace pace_in(const Surroundings& surroundings, Pace pace) {
  constexpr std::uint64_t seldom_ms = 300'000;
  if (surroundings.is_metered) {
    pace.wait_seconds = 0;
    pace.idle_delay_ms = std::max(pace.idle_delay_ms, seldom_ms);
  }
  if (!surroundings.is_charging) pace.delay_ms_max = std::max(pace.delay_ms_max, seldom_ms);
  return pace;
}

SyncStep step(const SyncState& state, const SyncEvent& event, std::uint64_t now_ms,
              std::uint64_t random, const Pace& pace) {
  const bool is_late =
      event.kind == SyncEvent::Kind::answered || event.kind == SyncEvent::Kind::failed;
  if (state.phase == SyncPhase::offline && is_late) return stay(state);
  switch (event.kind) {
    case SyncEvent::Kind::start:
      return is_under_way(state) ? stay(state) : send();
    case SyncEvent::Kind::work:
      if (state.phase == SyncPhase::listening) return {state, SyncAction::cancel};
      // A request under way is followed by another when it is answered: that one takes the work.
      if (is_under_way(state) || sleeps_on(state)) return stay(state);
      // New work does not hurry a device that is backing off: the office may be in trouble.
      return state.phase == SyncPhase::backing_off ? stay(state) : send();
    case SyncEvent::Kind::answered:
      if (event.more) return send();
      return listen({SyncPhase::idle, 0, 0}, now_ms, pace);
    case SyncEvent::Kind::failed: {
      const std::uint32_t failures = std::max(state.failures, state.failures + 1);
      return {{SyncPhase::backing_off, failures, now_ms + delay_ms(pace, failures, random)},
              SyncAction::none};
    }
    case SyncEvent::Kind::refused:
      return {{SyncPhase::stopped, state.failures + 1, 0}, SyncAction::none};
    case SyncEvent::Kind::cancelled:
      return state.phase == SyncPhase::idle || sleeps_on(state) ? stay(state) : send_after(state);
    case SyncEvent::Kind::timer:
      return is_under_way(state) || sleeps_on(state) ? stay(state) : send_after(state);
    case SyncEvent::Kind::stop:
      return {{SyncPhase::idle, 0, 0}, is_under_way(state) ? SyncAction::cancel : SyncAction::none};
    case SyncEvent::Kind::lost:
      // A device that was turned away stays so with or without a network.
      if (state.phase == SyncPhase::stopped) return stay(state);
      return {{SyncPhase::offline, 0, 0},
              is_under_way(state) ? SyncAction::cancel : SyncAction::none};
  }
  return stay(state);
}

namespace {

Error not_acceptable(const char* what) {
  return {ErrorCode::corrupt, std::string("The office's answer ") + what + ".", true, "malformed"};
}

// One receipt for each transaction that was sent to its end, in order, and no other: one that is
// left out now would never come.
bool answer_each_other(const SyncRequest& request, const std::vector<Receipt>& receipts) {
  auto receipt = receipts.begin();
  for (const TransactionPart& part : request.parts) {
    if (!part.is_last() || part.is_void) continue;
    if (receipt == receipts.end() || receipt->first != part.first) return false;
    ++receipt;
  }
  return receipt == receipts.end();
}

bool fits(const FieldDef& field, const FieldChange& change) {
  return std::all_of(change.heads.begin(), change.heads.end(), [&](const Head& head) {
    return is_absent(head.value) ? field.rule != Rule::set : has_type(head.value, field.type);
  });
}

// A stamp near the end of its range would leave no room for those of this device.
bool is_credible(const RowChange& change) {
  return change.life.moved.time.is_credible() && change.life.deleted.time.is_credible() &&
         std::all_of(change.fields.begin(), change.fields.end(), [](const FieldChange& field) {
           return std::all_of(field.heads.begin(), field.heads.end(),
                              [](const Head& head) { return head.stamp.time.is_credible(); });
         });
}

Status check_row(const EntityDef& entity, RowChange& change) {
  if (!is_credible(change)) return not_acceptable("holds a time that no clock shows");
  std::erase_if(change.fields,
                [&](const FieldChange& field) { return entity.field(field.field) == nullptr; });
  for (const FieldChange& field : change.fields) {
    if (!fits(*entity.field(field.field), field)) {
      return not_acceptable("holds a value of the wrong type");
    }
  }
  return {};
}

}  // namespace

bool tells_of_loss(const SyncRequest& request, const SyncResponse& response) {
  if (response.lineage.empty()) return false;
  const Position& position = request.position;
  const EditNumber from = std::max(response.consumed, request.gap_to) + 1;
  const bool lacks_edits = !request.parts.empty() && request.parts.front().part_first() > from;
  return lacks_edits || (position.seq != 0 &&
                         !has_commit(response.lineage, ~0ULL, {position.epoch, position.seq}));
}

Status check_response(const Schema& schema, const SyncRequest& request, SyncResponse& response) {
  if (tells_of_loss(request, response)) return {};
  if (!answer_each_other(request, response.receipts)) {
    return not_acceptable("has other receipts than for what was sent");
  }
  const bool are_credible = std::all_of(
      response.receipts.begin(), response.receipts.end(),
      [](const Receipt& receipt) { return !receipt.stamp || receipt.stamp->time.is_credible(); });
  if (!are_credible) return not_acceptable("holds a time that no clock shows");
  if (!request.parts.empty() && response.consumed < request.parts.back().part_last()) {
    return not_acceptable("leaves out edits that were sent");
  }
  const bool same_epoch = response.position.epoch == request.position.epoch;
  if (request.position.seq != 0 && same_epoch && response.position.seq < request.position.seq) {
    return not_acceptable("goes back in time");
  }
  const bool reloads_what_was_asked =
      std::all_of(response.reload.begin(), response.reload.end(), [&](const Scope& scope) {
        return std::any_of(request.audits.begin(), request.audits.end(),
                           [&](const ScopeAudit& audit) { return audit.scope == scope; });
      });
  const bool takes_what_is_held =
      std::all_of(response.lost.begin(), response.lost.end(), [&](const Scope& scope) {
        return request.held &&
               std::find(request.held->begin(), request.held->end(), scope) != request.held->end();
      });
  if (!response.authors.empty() && request.disputed.empty()) {
    return not_acceptable("names whom nobody asked about");
  }
  if (!takes_what_is_held) return not_acceptable("takes away what was not held");
  if (!reloads_what_was_asked) return not_acceptable("doubts what was not asked");
  if (response.commit_rows_from > response.rows.size()) return not_acceptable("does not add up");
  std::uint32_t removed_before = 0;
  std::uint32_t index = 0;
  std::vector<RowChange> kept;
  kept.reserve(response.rows.size());
  for (RowChange& change : response.rows) {
    const EntityDef* entity = schema.entity(change.entity);
    if (entity == nullptr) {
      if (index < response.commit_rows_from) ++removed_before;
    } else {
      BRYGGA_TRY(check_row(*entity, change));
      kept.push_back(std::move(change));
    }
    ++index;
  }
  response.rows = std::move(kept);
  response.commit_rows_from -= removed_before;
  return {};
}

}  // namespace brygga
