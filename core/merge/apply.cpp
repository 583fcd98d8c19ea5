#include "merge/apply.hpp"

#include <algorithm>
#include <iterator>

#include "base/check.hpp"
#include "base/fault.hpp"

namespace brygga {
namespace {

bool names(const std::vector<HeadRef>& base, const Head& head) {
  return std::find(base.begin(), base.end(), head.ref()) != base.end();
}

bool holds(const FieldState& state, const Head& head) {
  return std::any_of(state.heads.begin(), state.heads.end(), [&](const Head& other) {
    return other.ref() == head.ref() && other.value == head.value;
  });
}

class FieldWriter {
 public:
  // waits_for_seal: under rule last several heads may stay until keep_greatest().
  FieldWriter(const FieldDef& field, FieldState& state, std::vector<Superseded>& superseded,
              bool waits_for_seal = false)
      : field_(field), state_(state), superseded_(superseded), waits_for_seal_(waits_for_seal) {}

  Outcome apply(const FieldWrite& write, Head head) {
    if (write.kind == WriteKind::remove) return remove(write);
    if (holds(state_, head)) return Outcome::applied;
    // From here on the extreme counts among what the reset had not seen.
    if (write.kind == WriteKind::reset) (void)cover(write);
    switch (field_.rule) {
      case Rule::set:
        return add(write, std::move(head));
      case Rule::min:
      case Rule::max:
        if (has_fault(Fault::extreme_overwritten)) return keep_latest(write, std::move(head));
        return keep_extreme(std::move(head));
      case Rule::last:
      case Rule::append:
      case Rule::server:
        return keep_latest(write, std::move(head));
      case Rule::state:
      case Rule::both:
        if (has_fault(Fault::both_keeps_one)) return keep_latest(write, std::move(head));
        return keep_all(write, std::move(head));
      case Rule::text:
        return keep_all(write, std::move(head));
    }
    BRYGGA_CHECK(false);
  }

  void keep_greatest() {
    while (state_.heads.size() > 1) {
      supersede(std::move(state_.heads.front()), Superseded::Why::lost);
      state_.heads.erase(state_.heads.begin());
    }
  }

 private:
  void supersede(Head head, Superseded::Why why) {
    if (has_fault(Fault::loser_dropped) && why == Superseded::Why::lost) return;
    superseded_.push_back({field_.number, std::move(head), why});
  }

  // Removes the heads that the base names; true when others were there with another value.
  bool cover(const FieldWrite& write) {
    bool unseen = false;
    std::vector<Head> left;
    for (Head& head : state_.heads) {
      if (names(write.base, head)) {
        supersede(std::move(head), Superseded::Why::covered);
      } else {
        unseen = unseen || head.value != write.value;
        left.push_back(std::move(head));
      }
    }
    state_.heads = std::move(left);
    return unseen;
  }

  void insert_by_stamp(Head head) {
    const auto after =
        std::upper_bound(state_.heads.begin(), state_.heads.end(), head,
                         [](const Head& a, const Head& b) { return a.stamp < b.stamp; });
    state_.heads.insert(after, std::move(head));
  }

  Outcome keep_latest(const FieldWrite& write, Head head) {
    const bool unseen = cover(write);
    insert_by_stamp(std::move(head));
    if (!waits_for_seal_) keep_greatest();
    return unseen ? Outcome::merged : Outcome::applied;
  }

  // Losing states stay as heads: were they dropped, a later move that covers the winner alone
  // would end differently when it arrives before them.
  Outcome keep_all(const FieldWrite& write, Head head) {
    const bool unseen = cover(write);
    insert_by_stamp(std::move(head));
    if (!unseen) return Outcome::applied;
    return field_.rule == Rule::state ? Outcome::merged : Outcome::conflict;
  }

  // The base does not matter: the extreme stays also against a write that saw it.
  Outcome keep_extreme(Head head) {
    if (state_.heads.empty()) {
      state_.heads.push_back(std::move(head));
      return Outcome::applied;
    }
    Head& current = state_.heads.front();
    const bool beats = field_.rule == Rule::min ? less(head.value, current.value)
                                                : less(current.value, head.value);
    const bool ties_earlier = head.value == current.value && head.stamp < current.stamp;
    if (beats || ties_earlier) {
      std::swap(head, current);
      supersede(std::move(head), Superseded::Why::covered);
      return Outcome::applied;
    }
    const bool equal = head.value == current.value;
    supersede(std::move(head), Superseded::Why::lost);
    return equal ? Outcome::applied : Outcome::merged;
  }

  Outcome add(const FieldWrite& write, Head head) {
    (void)cover_element(write);
    auto& heads = state_.heads;
    const auto after =
        std::upper_bound(heads.begin(), heads.end(), head, [](const Head& a, const Head& b) {
          return less(a.value, b.value) || (a.value == b.value && a.stamp < b.stamp);
        });
    heads.insert(after, std::move(head));
    return Outcome::applied;
  }

  Outcome remove(const FieldWrite& write) {
    return cover_element(write) ? Outcome::merged : Outcome::applied;
  }

  // Removes the element's heads that the base names; true when the element has others.
  bool cover_element(const FieldWrite& write) {
    bool unseen = false;
    std::vector<Head> left;
    for (Head& head : state_.heads) {
      if (head.value != write.value) {
        left.push_back(std::move(head));
      } else if (names(write.base, head) || has_fault(Fault::removal_takes_unseen)) {
        supersede(std::move(head), Superseded::Why::covered);
      } else {
        unseen = true;
        left.push_back(std::move(head));
      }
    }
    state_.heads = std::move(left);
    return unseen;
  }

  const FieldDef& field_;
  FieldState& state_;
  std::vector<Superseded>& superseded_;
  const bool waits_for_seal_;
};

bool is_held(const FieldState& state, const HeadRef& ref) {
  return std::any_of(state.heads.begin(), state.heads.end(),
                     [&](const Head& head) { return head.ref() == ref; });
}

// An edit under way: which fields it has changed, and what it has pushed into history.
struct Application {
  const EntityDef& entity;
  RowState& row;
  const Seq seq;
  std::vector<Superseded>& superseded;

  void note(FieldState& state) const {
    if (seq == 0) return;
    state.seq = seq;
    row.seq = seq;
  }
  void note_life() const {
    if (seq == 0) return;
    row.life.seq = seq;
    row.seq = seq;
  }
};

void add_addendum(const Application& to, Head head) {
  FieldState& addenda = to.row.field(to.entity.seal.addendum);
  if (holds(addenda, head)) return;
  const FieldDef& field = *to.entity.field(to.entity.seal.addendum);
  std::vector<Superseded> none;
  const FieldWrite write{field.number, WriteKind::add, head.value, {}};
  FieldWriter(field, addenda, none).apply(write, std::move(head));
  to.note(addenda);
}

// A text becomes an addendum, unless the sealed field says the same; other values go to history.
void put_late(const Application& to, const FieldDef& field, const FieldState& sealed, Head head) {
  const bool says_the_same =
      std::any_of(sealed.heads.begin(), sealed.heads.end(),
                  [&](const Head& other) { return other.value == head.value; });
  const bool is_text = std::holds_alternative<std::string>(head.value);
  if (to.entity.seal.addendum != 0 && is_text && !says_the_same) {
    add_addendum(to, std::move(head));
  } else {
    to.superseded.push_back({field.number, std::move(head), Superseded::Why::lost});
  }
}

// Returns whether anything came too late for the field.
bool keep_field_sealed(const Application& to, const FieldDef& field, const Head& seal) {
  FieldState& state = to.row.field(field.number);
  const auto late_from =
      std::stable_partition(state.heads.begin(), state.heads.end(),
                            [&, held = is_held(state, seal.ref())](const Head& head) {
                              return held ? head.ref() == seal.ref() : !(head.stamp > seal.stamp);
                            });
  if (late_from == state.heads.end()) return false;
  const std::vector<Head> late(late_from, state.heads.end());
  state.heads.erase(late_from, state.heads.end());
  to.note(state);
  for (const Head& head : late) put_late(to, field, state, head);
  return true;
}

// Heads beside those of the sealing write came from people who had not seen the seal. A sealing
// write that says nothing of a field leaves what was there before it.
bool keep_seal(const Application& to) {
  const Seal& rule = to.entity.seal;
  if (rule.field == 0 || has_fault(Fault::seal_broken)) return false;
  const FieldState& sealing = to.row.field(rule.field);
  const Head* shown = shown_head(*to.entity.field(rule.field), sealing);
  if (shown == nullptr || shown->value != Value(rule.state)) return false;
  bool found = false;
  for (const FieldDef& field : to.entity.fields) {
    if (!is_sealed_by(to.entity.seal, field)) continue;
    found = keep_field_sealed(to, field, *shown) || found;
  }
  return found;
}

// True when the person who deleted the row had seen all that it now holds.
bool had_seen_all(const RowState& row, const std::vector<HeadRef>& seen) {
  return std::all_of(row.fields.begin(), row.fields.end(), [&](const FieldState& state) {
    return std::all_of(state.heads.begin(), state.heads.end(), [&](const Head& head) {
      return std::find(seen.begin(), seen.end(), head.ref()) != seen.end();
    });
  });
}

Outcome delete_row(const Application& to, const Edit& edit, const Stamp& stamp) {
  to.note_life();
  const bool may_go = had_seen_all(to.row, edit.seen) || has_fault(Fault::deletion_takes_unseen);
  if (!may_go) return Outcome::merged;
  to.row.life.deleted = std::max(to.row.life.deleted, stamp);
  return Outcome::applied;
}

// Whoever moved the row later decides; a stamp is above all that its writer had seen. A move that
// loses is noted too: its writer has to hear where the row is.
Outcome move_row(const Application& to, const Scope& scope, const Stamp& stamp) {
  to.note_life();
  if (stamp < to.row.life.moved) return Outcome::merged;
  to.row.life.moved = stamp;
  to.row.scope = scope;
  return Outcome::applied;
}

// Under rule last a seal speaks before the stamps do: what came late must not beat what was signed,
// only to be put aside itself.
bool waits_for_seal(const EntityDef& entity, const FieldDef& field) {
  return field.rule == Rule::last && entity.seal.field != 0 && is_sealed_by(entity.seal, field);
}

// True when the write left a head: in its field, or as an addendum.
bool has_left_head(const EntityDef& entity, const RowState& row, const FieldWrite& write,
                   const HeadRef& ref) {
  const FieldNumber addendum = entity.seal.addendum;
  return is_held(row.field(write.field), ref) ||
         (addendum != 0 && is_sealed_by(entity.seal, *entity.field(write.field)) &&
          is_held(row.field(addendum), ref));
}

int rank_of(const FieldDef& field, const Value& value) {
  const auto* name = std::get_if<std::string>(&value);
  const auto* state = name != nullptr ? field.machine.find(*name) : nullptr;
  if (state != nullptr && has_fault(Fault::lowest_state_shown)) return -state->rank;
  return state != nullptr ? state->rank : -1;
}

}  // namespace

Outcome apply_edit(const EntityDef& entity, RowState& row, const Edit& edit, const Stamp& stamp,
                   EditNumber own_edit, Seq seq, std::vector<Superseded>& superseded) {
  const Application to{entity, row, seq, superseded};
  if (edit.deletes) return delete_row(to, edit, stamp);
  Outcome worst = Outcome::applied;
  if (edit.moves_to) worst = move_row(to, *edit.moves_to, stamp);
  for (const FieldWrite& write : edit.writes) {
    const FieldDef* field = entity.field(write.field);
    BRYGGA_CHECK(field != nullptr);
    FieldState& state = row.field(write.field);
    FieldWriter writer(*field, state, superseded, waits_for_seal(entity, *field));
    worst = std::max(worst, writer.apply(write, {stamp, own_edit, write.value}));
    to.note(state);
  }
  if (keep_seal(to)) worst = std::max(worst, Outcome::merged);
  bool adds_a_head = false;
  for (const FieldWrite& write : edit.writes) {
    const FieldDef& field = *entity.field(write.field);
    if (waits_for_seal(entity, field)) {
      FieldWriter(field, row.field(write.field), superseded).keep_greatest();
    }
    adds_a_head = adds_a_head || has_left_head(entity, row, write, {stamp, own_edit});
  }
  if (adds_a_head && row.life.is_deleted()) {
    // Whoever deleted the row had not seen this.
    row.life.deleted = {};
    to.note_life();
    worst = std::max(worst, Outcome::merged);
  }
  return worst;
}

void add_unseen(const EntityDef& entity, RowState& row, FieldNumber field, const Head& head,
                Seq seq, std::vector<Superseded>& superseded) {
  const Application to{entity, row, seq, superseded};
  const FieldDef& def = *entity.field(field);
  const WriteKind kind = def.rule == Rule::set ? WriteKind::add : WriteKind::assign;
  FieldState& state = row.field(field);
  FieldWriter(def, state, superseded).apply({field, kind, head.value, {}}, head);
  to.note(state);
  keep_seal(to);
}

bool is_sealed_by(const Seal& seal, const FieldDef& field) {
  if (field.number == seal.field || field.number == seal.addendum) return false;
  return field.rule == Rule::last || field.rule == Rule::both || field.rule == Rule::text ||
         field.rule == Rule::set;
}

const Head* shown_head(const FieldDef& field, const FieldState& state) {
  if (state.heads.empty()) {
    return nullptr;
  }
  if (field.rule != Rule::state) {
    return &state.heads.back();
  }
  return &*std::max_element(state.heads.begin(), state.heads.end(),
                            [&](const Head& a, const Head& b) {
                              const int rank_a = rank_of(field, a.value);
                              const int rank_b = rank_of(field, b.value);
                              return rank_a < rank_b || (rank_a == rank_b && a.stamp < b.stamp);
                            });
}

Value shown_value(const FieldDef& field, const FieldState& state) {
  const Head* head = shown_head(field, state);
  return head != nullptr ? head->value : Value{};
}

std::vector<Value> set_elements(const FieldState& state) {
  std::vector<Value> elements;
  for (const Head& head : state.heads) {
    elements.push_back(head.value);
  }
  std::sort(elements.begin(), elements.end(), less);
  elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  return elements;
}

bool is_open_conflict(const FieldDef& field, const FieldState& state) {
  if (field.rule != Rule::both && field.rule != Rule::text) {
    return false;
  }
  return std::any_of(state.heads.begin(), state.heads.end(),
                     [&](const Head& head) { return head.value != state.heads.front().value; });
}

}  // namespace brygga
