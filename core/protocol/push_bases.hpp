// What the edits of one push build on: the device's own edits, named by number, become stamps.
//
// Offline, a person builds on what the office has not seen yet. Each transaction is resolved before
// it is decided, and remembered afterwards, since the next one may build on it. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/limits.hpp"
#include "merge/refusal.hpp"
#include "model/edit.hpp"
#include "protocol/message.hpp"

namespace brygga {

class PushBases {
 public:
  // Replaces own edits in all bases of the transaction, which has this stamp, by stamps. The
  // refusal (bad_base, bad_stamp) names the edit at fault.
  std::optional<Refusal> resolve(Transaction& transaction, const Stamp& stamp);

  // From now on others may build on the resolved transaction, which was decided under the stamp; on
  // a refused one they stand where it stood. It must stay where it is as long as this lives.
  void remember(const Transaction& transaction, const Stamp& stamp, bool refused);
  // The same of a transaction that was decided before and is not here in full: edits first to last.
  void remember_range(EditNumber first, EditNumber last, const Stamp& stamp, bool refused);

  // Replaces own edits before the part's transaction by stamps as far as they are remembered: the
  // rest of the transaction may come in another push.
  void resolve_past(TransactionPart& part) const;

 private:
  // The stamps that a base comes down to, each once. A small request can name a great deal; what a
  // request may cost altogether is bounded.
  class Stamps {
   public:
    explicit Stamps(std::size_t& budget) : budget_(budget) {}
    void add(const Stamp& stamp);
    // Adds what the earlier edit, whose bases are resolved, had seen of the field (0: of all).
    void add_base_of(const Edit& earlier, FieldNumber field);
    bool is_too_large(std::size_t refs_max) const {
      return budget_ == 0 || refs_.size() > refs_max;
    }
    std::vector<HeadRef> take() { return std::move(refs_); }

   private:
    std::size_t& budget_;
    std::vector<HeadRef> refs_;
    std::set<Stamp> seen_;
  };
  struct PastEdit {
    const Edit* edit = nullptr;
    Stamp stamp;
    bool refused = false;
  };
  struct PastRange {
    EditNumber last = 0;
    Stamp stamp;
    bool refused = false;
  };

  std::optional<Refusal> resolve(const Transaction& transaction, std::size_t index,
                                 FieldNumber field, std::vector<HeadRef>& base);
  bool add_own(const Transaction& transaction, std::size_t index, FieldNumber field,
               EditNumber own_edit, Stamps& stamps) const;
  void resolve_past(EditNumber first, FieldNumber field, std::vector<HeadRef>& base) const;
  bool add_past(FieldNumber field, EditNumber own_edit, Stamps& stamps) const;

  Stamp own_;  // of the transaction that is being resolved
  std::size_t budget_ = limits::request_base_refs_max;
  std::unordered_map<EditNumber, PastEdit> past_;
  std::map<EditNumber, PastRange> past_ranges_;  // by first edit
};

}  // namespace brygga
