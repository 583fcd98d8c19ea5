#include "protocol/push_bases.hpp"

#include <algorithm>

namespace brygga {
namespace {

Refusal bad_base() {
  return {"bad_base", "The change says that it builds on one that it does not follow.", 0};
}

}  // namespace

void PushBases::Stamps::add(const Stamp& stamp) {
  if (budget_ == 0) return;
  --budget_;
  if (seen_.insert(stamp).second) refs_.push_back({stamp, 0});
}

void PushBases::Stamps::add_base_of(const Edit& earlier, FieldNumber field) {
  for (const FieldWrite& write : earlier.writes) {
    if (field != 0 && write.field != field) continue;
    for (const HeadRef& ref : write.base) add(ref.stamp);
  }
}

std::optional<Refusal> PushBases::resolve(Transaction& transaction, const Stamp& stamp) {
  own_ = stamp;
  for (std::size_t i = 0; i < transaction.edits.size(); ++i) {
    for (FieldWrite& write : transaction.edits[i].writes) {
      auto refusal = resolve(transaction, i, write.field, write.base);
      if (!refusal) continue;
      refusal->edit = transaction.first + i;
      return refusal;
    }
    auto refusal = resolve(transaction, i, 0, transaction.edits[i].seen);
    if (!refusal) continue;
    refusal->edit = transaction.first + i;
    return refusal;
  }
  return std::nullopt;
}

void PushBases::remember(const Transaction& transaction, const Stamp& stamp, bool refused) {
  for (std::size_t i = 0; i < transaction.edits.size(); ++i) {
    past_.emplace(transaction.first + i, PastEdit{&transaction.edits[i], stamp, refused});
  }
}

void PushBases::remember_range(EditNumber first, EditNumber last, const Stamp& stamp,
                               bool refused) {
  past_ranges_.insert_or_assign(first, PastRange{last, stamp, refused});
}

void PushBases::resolve_past(TransactionPart& part) const {
  for (Edit& edit : part.edits) {
    for (FieldWrite& write : edit.writes) resolve_past(part.first, write.field, write.base);
    resolve_past(part.first, 0, edit.seen);
  }
}

void PushBases::resolve_past(EditNumber first, FieldNumber field,
                             std::vector<HeadRef>& base) const {
  std::size_t budget = limits::row_heads_max;
  Stamps stamps(budget);
  std::vector<HeadRef> left;
  for (const HeadRef& ref : base) {
    if (ref.own_edit == 0) {
      stamps.add(ref.stamp);
    } else if (ref.own_edit >= first || !add_past(field, ref.own_edit, stamps)) {
      left.push_back(ref);
    }
  }
  if (left.size() == base.size()) return;
  base = stamps.take();
  base.insert(base.end(), left.begin(), left.end());
}

std::optional<Refusal> PushBases::resolve(const Transaction& transaction, std::size_t index,
                                          FieldNumber field, std::vector<HeadRef>& base) {
  if (base.empty()) return std::nullopt;
  Stamps stamps(budget_);
  for (const HeadRef& ref : base) {
    if (ref.own_edit == 0) {
      stamps.add(ref.stamp);
    } else if (!add_own(transaction, index, field, ref.own_edit, stamps)) {
      return bad_base();
    }
    // What a deletion has seen is all of a row.
    if (stamps.is_too_large(field == 0 ? limits::row_heads_max : limits::heads_max)) {
      return bad_base();
    }
  }
  base = stamps.take();
  // In the order of stamps, device included: a write below its base would win or lose against a
  // third one by the order of arrival.
  if (std::any_of(base.begin(), base.end(), [&](const HeadRef& ref) { return ref.stamp > own_; })) {
    return Refusal{"bad_stamp", "The change is stamped earlier than what it builds on.", 0};
  }
  return std::nullopt;
}

// Adds the heads that the own edit stands for. What a refused edit had seen, whoever built on that
// edit has seen too; the edits before have been resolved, so this never goes deeper.
bool PushBases::add_own(const Transaction& transaction, std::size_t index, FieldNumber field,
                        EditNumber own_edit, Stamps& stamps) const {
  if (own_edit >= transaction.first + index) return false;
  if (own_edit >= transaction.first) {
    stamps.add(own_);
    const auto own_index = static_cast<std::size_t>(own_edit - transaction.first);
    stamps.add_base_of(transaction.edits[own_index], field);
    return true;
  }
  return add_past(field, own_edit, stamps);
}

bool PushBases::add_past(FieldNumber field, EditNumber own_edit, Stamps& stamps) const {
  const auto past = past_.find(own_edit);
  if (past != past_.end()) {
    if (past->second.refused) {
      stamps.add_base_of(*past->second.edit, field);
    } else {
      stamps.add(past->second.stamp);
    }
    return true;
  }
  auto range = past_ranges_.upper_bound(own_edit);
  if (range == past_ranges_.begin()) return false;
  --range;
  if (own_edit > range->second.last) return false;
  // What a refused edit had seen is not here any more; then it counts as not seen.
  if (!range->second.refused) stamps.add(range->second.stamp);
  return true;
}

}  // namespace brygga
