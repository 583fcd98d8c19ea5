#include "protocol/office_push.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <unordered_map>

#include "base/fault.hpp"
#include "base/limits.hpp"
#include "merge/apply.hpp"
#include "merge/claims.hpp"
#include "merge/grants.hpp"
#include "merge/validity.hpp"
#include "protocol/late_work.hpp"
#include "protocol/office_shelter.hpp"
#include "protocol/office_texts.hpp"
#include "protocol/push_bases.hpp"

namespace brygga {
namespace {

Error turn_away(ErrorCode code, std::string reason, std::string sentence, bool can_retry = false) {
  return {code, std::move(sentence), can_retry, std::move(reason)};
}

Error malformed(std::string sentence) {
  return turn_away(ErrorCode::invalid, "malformed", std::move(sentence));
}

// --- the request as a whole -------------------------------------------------------------------

Status check_part_shape(const TransactionPart& part) {
  if (part.edits.empty() != part.is_void || part.length() == 0 || part.first == 0 ||
      part.edits_total > limits::transaction_edits_max ||
      part.offset + part.length() > part.edits_total) {
    return malformed("A transaction in the request does not add up.");
  }
  return {};
}

Status check_order(const PushContext& context, const std::vector<TransactionPart>& parts) {
  EditNumber next = parts.front().part_first();
  if (next > context.consumed + 1) {
    return turn_away(ErrorCode::invalid, "gap",
                     "The request begins at edit " + std::to_string(next) +
                         " but the office has edits only up to " +
                         std::to_string(context.consumed) + ".");
  }
  for (const TransactionPart& part : parts) {
    BRYGGA_TRY(check_part_shape(part));
    if (part.part_first() != next) return malformed("The edits do not follow each other.");
    next = part.part_last() + 1;
  }
  return {};
}

// A clock that was set back does not turn away what fitted before. Stamps that devices sent do not
// count: each could push the bound further.
Status check_clock(const PushContext& context, std::uint64_t latest_office_ms,
                   const std::vector<TransactionPart>& parts) {
  const std::uint64_t latest =
      std::max(context.office_ms, latest_office_ms) + limits::clock_ahead_ms_max;
  for (const TransactionPart& part : parts) {
    if (part.time.unix_ms() > latest) {
      const std::uint64_t ahead_s = (part.time.unix_ms() - context.office_ms) / 1000;
      return turn_away(
          ErrorCode::refused, "clock_ahead",
          "The device's clock is " + std::to_string(ahead_s) + " seconds ahead of the office's.",
          true);
    }
  }
  return {};
}

// --- one transaction --------------------------------------------------------------------------

// Rows that this push has read or changed, over the port.
class WorkingSet {
 public:
  explicit WorkingSet(OfficeReader& office) : office_(office) {}

  struct Entry {
    std::optional<RowState> row;  // as it stands now
    bool is_changed = false;
    bool has_new_work = false;       // other than what a lost office had received before
    EditNumber last_changed_by = 0;  // the first edit of the last transaction that names the row
    Mac mac{};
  };

  // Lives as long as the set.
  Result<Entry*> entry(const RowKey& key) {
    auto known = entries_.find(key);
    if (known == entries_.end()) {
      BRYGGA_ASSIGN(std::optional<RowState> row, office_.row(key.entity, key.id));
      known = entries_.emplace(key, Entry{std::move(row)}).first;
    }
    return &known->second;
  }

  // The row as it stands now, or null. The pointer lives until the row is adopted.
  Result<const RowState*> find(const RowKey& key) {
    BRYGGA_ASSIGN(const Entry* known, entry(key));
    return known->row ? &*known->row : nullptr;
  }

  Entry& adopt(RowState row) {
    Entry& entry = entries_[row.key()];
    if (!entry.is_changed) changed_.push_back(&entry);
    entry.is_changed = true;
    entry.row = std::move(row);
    return entry;
  }

  // In the order in which they were first changed.
  const std::vector<Entry*>& changed() const { return changed_; }

 private:
  OfficeReader& office_;
  std::unordered_map<RowKey, Entry> entries_;
  std::vector<Entry*> changed_;
};

class Push {
 public:
  Push(const Schema& schema, OfficeReader& office, const PushContext& context,
       const OfficeState& state, Seq seq)
      : schema_(schema),
        office_(office),
        context_(context),
        actor_(context.actor),
        seq_(seq),
        epoch_(state.epoch),
        stamps_(state, context.office_ms),
        texts_(schema, office, stamps_),
        working_(office) {
    decision_.consumed = context.consumed;
    decision_.last_time = context.last_time;
  }

  Result<PushDecision> run(std::vector<TransactionPart> parts) {
    for (TransactionPart& part : parts) {
      BRYGGA_TRY(take(std::move(part)));
    }
    BRYGGA_TRY(shelter_rows());
    if (context_.notary != nullptr) add_marks();
    decision_.rows.reserve(working_.changed().size());
    for (WorkingSet::Entry* changed : working_.changed()) {
      if (!changed->has_new_work) decision_.again.insert(changed->row->key());
      decision_.rows.push_back(*std::move(changed->row));
    }
    decision_.office_time = stamps_.given();
    return std::move(decision_);
  }

 private:
  Status take(TransactionPart part) {
    received_ = part.received;
    stamped_by_ = part.stamped_by;
    if (part.is_void) return take_void(part);
    BRYGGA_ASSIGN(std::optional<Receipt> known, office_.receipt(part.id));
    if (known) {
      take_known(std::move(part), std::move(*known));
      return {};
    }
    // A whole one may still have been cut before, with smaller pages.
    if (part.is_whole() && part.first > decision_.consumed) {
      return take_new({part.id, part.time, part.first, std::move(part.edits)});
    }
    return take_piece(std::move(part));
  }

  // What an office that was restored has refused before; the device has the reason. Its numbers are
  // used and nothing is decided: another copy of the store may have had it accepted.
  Status take_void(const TransactionPart& part) {
    decision_.consumed = std::max(decision_.consumed, part.part_last());
    decision_.last_time = std::max(decision_.last_time, part.time);
    bases_.remember_range(part.first, part.first + part.edits_total - 1, stamp_of(part), true);
    // Of which a restored office may have the first pieces.
    BRYGGA_ASSIGN(const std::vector<TransactionPart> pieces,
                  office_.staged_parts(context_.actor.device, part.id));
    if (!pieces.empty()) decision_.unstaged.push_back(part.id);
    return {};
  }

  Stamp stamp_of(const TransactionPart& part) const { return stamp_at(part.time); }

  // The stamp at the time of the transaction that is being taken.
  Stamp stamp_at(Hlc time) const {
    return {time, stamped_by_ == DeviceNumber{} ? context_.actor.device : stamped_by_};
  }

  // A part of a decided transaction adds nothing; its last one asks for the receipt. Another copy
  // of the store may have sent it, under a stamp of its own: what builds on it builds on that.
  void take_known(TransactionPart part, Receipt receipt) {
    decision_.consumed = std::max(decision_.consumed, part.part_last());
    decision_.last_time = std::max(decision_.last_time, part.time);
    const bool is_last = part.is_last();
    receipt.first = part.first;
    const Stamp stamp = receipt.stamp.value_or(stamp_of(part));
    if (stamp == stamp_of(part)) receipt.stamp.reset();
    Transaction& kept = kept_.emplace_back(
        Transaction{part.id, part.time, part.part_first(), std::move(part.edits)});
    (void)bases_.resolve(kept, stamp_of(part));
    const bool is_refused = receipt.code == Receipt::Code::refused;
    bases_.remember(kept, stamp, is_refused);
    bases_.remember_range(part.first, part.first + part.edits_total - 1, stamp, is_refused);
    if (is_refused) note_refused_rows(kept);
    if (is_last) decision_.receipts.push_back(std::move(receipt));
  }

  // A piece is kept until the last one is there.
  Status take_piece(TransactionPart part) {
    BRYGGA_ASSIGN(std::vector<TransactionPart> pieces,
                  office_.staged_parts(context_.actor.device, part.id));
    for (const TransactionPart& waiting : decision_.staged) {
      if (waiting.id == part.id) pieces.push_back(waiting);
    }
    const std::size_t have = pieces.empty() ? 0 : pieces.back().offset + pieces.back().edits.size();
    const std::size_t end = part.offset + part.edits.size();
    if (pieces.empty()) BRYGGA_TRY(check_new(part.part_first()));
    if (part.offset > have) {
      return turn_away(ErrorCode::invalid, "missing_piece",
                       "A piece of a large transaction is missing at the office.", true);
    }
    if (end <= have) return {};
    // The device may cut otherwise than before: what is there already is not taken again.
    part.edits.erase(part.edits.begin(),
                     part.edits.begin() + static_cast<std::ptrdiff_t>(have - part.offset));
    part.offset = static_cast<std::uint32_t>(have);
    if (!part.is_last()) {
      decision_.consumed = part.part_last();
      bases_.resolve_past(part);
      decision_.staged.push_back(std::move(part));
      return {};
    }
    Transaction transaction{part.id, part.time, part.first, {}};
    transaction.edits.reserve(part.edits_total);
    pieces.push_back(std::move(part));
    for (TransactionPart& piece : pieces) {
      std::move(piece.edits.begin(), piece.edits.end(), std::back_inserter(transaction.edits));
    }
    std::erase_if(decision_.staged,
                  [&](const auto& waiting) { return waiting.id == transaction.id; });
    decision_.unstaged.push_back(transaction.id);
    decision_.consumed = transaction.first - 1;
    return take_new(std::move(transaction));
  }

  Status check_new(EditNumber first) const {
    if (first > decision_.consumed || has_fault(Fault::device_number_reused)) return {};
    return copied_store();
  }

  static Error copied_store() {
    return turn_away(ErrorCode::conflict, "copied_store",
                     "The office has other edits under these numbers: this device's store was "
                     "copied or restored from a backup.");
  }

  Status take_new(Transaction transaction) {
    BRYGGA_TRY(check_new(transaction.first));
    // In one store the stamps rise: what was taken before came from another copy.
    if (transaction.time <= context_.last_time) return copied_store();
    if (transaction.time <= decision_.last_time) {
      return malformed("The stamps of the request do not rise.");
    }
    if (!ids_.insert(transaction.id).second) {
      return malformed("The request holds the same transaction twice.");
    }
    Transaction& kept = kept_.emplace_back(std::move(transaction));
    BRYGGA_ASSIGN(Receipt receipt, decide(kept));
    bases_.remember(kept, stamp_at(kept.time), receipt.code == Receipt::Code::refused);
    decision_.consumed = kept.last();
    decision_.last_time = kept.time;
    decision_.receipts.push_back(receipt);
    decision_.decided.push_back({kept.id, std::move(receipt), stamp_at(kept.time)});
    return {};
  }

  // The stamp is above all that the office knows of the row, so that the move holds.
  Status shelter_rows() {
    std::vector<const RowState*> changed;
    changed.reserve(working_.changed().size());
    for (const WorkingSet::Entry* entry : working_.changed()) changed.push_back(&*entry->row);
    BRYGGA_ASSIGN(std::vector<RowState> exposed, exposed_rows(schema_, office_, changed));
    for (RowState& row : exposed) {
      BRYGGA_ASSIGN(const std::optional<RowState> stored, office_.row(row.entity, row.id));
      if (!stored) decision_.withdrawn.emplace(row.key(), row.scope);
      withdraw(schema_, row, stamps_.next_after(row.life.moved), seq_);
      decision_.echo.insert(row.id);
      working_.adopt(std::move(row)).has_new_work = true;
    }
    return {};
  }

  // Which rows the receipt that comes next is about.
  Status note_rows(const Transaction& transaction) {
    RowsOfReceipt of{decision_.receipts.size(), {}};
    for (const Edit& edit : transaction.edits) {
      BRYGGA_ASSIGN(WorkingSet::Entry * named, working_.entry(edit.key()));
      const bool is_new = std::find(of.rows.begin(), of.rows.end(), named) == of.rows.end();
      if (is_new) of.rows.push_back(named);
      if (of.rows.size() > receipt_macs_max) return {};
    }
    for (WorkingSet::Entry* named : of.rows) named->last_changed_by = transaction.first;
    rows_of_.push_back(std::move(of));
    return {};
  }

  // Marks for the rows as this push leaves them, each in the receipt of whoever changed it last.
  void add_marks() {
    for (WorkingSet::Entry* changed : working_.changed()) {
      if (changed->last_changed_by == 0 || changed->row->life.is_deleted()) continue;
      changed->mac = mark_of(*context_.notary, epoch_, *changed->row);
    }
    for (const RowsOfReceipt& of : rows_of_) {
      Receipt& receipt = decision_.receipts[of.receipt];
      receipt.macs.reserve(of.rows.size());
      for (const WorkingSet::Entry* named : of.rows) {
        receipt.macs.push_back(named->last_changed_by == receipt.first ? named->mac : Mac{});
      }
    }
  }

  void note_refused_rows(const Transaction& transaction) {
    for (const Edit& edit : transaction.edits) {
      if (edit.creates) refused_rows_.insert(edit.key());
    }
  }

  // The receipt of a new transaction; its rows are adopted only when all of it applies.
  Result<Receipt> decide(Transaction& transaction) {
    Receipt receipt;
    receipt.first = transaction.first;
    receipt.seq = seq_;
    receipt.is_told_by_rows = received_ != CommitName{};
    draft_ = {};
    BRYGGA_ASSIGN(std::optional<Refusal> refusal, draft(transaction, receipt.code));
    if (refusal && refusal->code == handed_over().code) {
      BRYGGA_ASSIGN(const bool is_taken, hand_over(transaction));
      if (!is_taken) {
        refusal = Refusal{"no_right",
                          "This record is in other hands now, and this change cannot be given to "
                          "whoever has it. It is kept on this device.",
                          refusal->edit};
      }
    }
    if (refusal) {
      receipt.code = Receipt::Code::refused;
      receipt.refusal = std::move(*refusal);
      note_refused_rows(transaction);
      if (!has_fault(Fault::refused_in_part)) return receipt;
    }
    if (draft_.is_told_by_rows) {
      receipt.is_told_by_rows = true;
      for (const Edit& edit : transaction.edits) draft_.echo.push_back(edit.row);
    }
    if (context_.notary != nullptr) BRYGGA_TRY(note_rows(transaction));
    for (const RowKey& key : draft_.order) {
      note_grants(draft_.rows.at(key));
      WorkingSet::Entry& adopted = working_.adopt(std::move(draft_.rows.at(key)));
      adopted.has_new_work = adopted.has_new_work || received_ == CommitName{};
    }
    std::move(draft_.history.begin(), draft_.history.end(), std::back_inserter(decision_.history));
    decision_.echo.insert(draft_.echo.begin(), draft_.echo.end());
    return receipt;
  }

  // What a transaction grants its writer, the next one in the same request may use: offline, a
  // person makes a row that opens a scope, and later another in that scope.
  void note_grants(const RowState& row) {
    if (schema_.entity(row.entity)->grants.empty()) return;
    const auto& principals = actor_.principals;
    for (const Grant& grant : grants_of(schema_, row)) {
      const bool is_ours =
          std::find(principals.begin(), principals.end(), grant.principal) != principals.end();
      if (is_ours && grant.through >= day_of(context_.office_ms)) {
        actor_.scopes.insert(grant.scope);
      }
    }
  }

  Result<std::optional<Refusal>> draft(Transaction& transaction, Receipt::Code& code) {
    if (transaction.time <= context_.forgotten) {
      return std::optional(Refusal{"too_old",
                                   "This was saved so long ago that the office cannot tell whether "
                                   "it has it already. Look at the record, and send it again if "
                                   "it is missing.",
                                   0});
    }
    if (auto refusal = bases_.resolve(transaction, stamp_at(transaction.time))) return refusal;
    for (std::size_t i = 0; i < transaction.edits.size(); ++i) {
      BRYGGA_ASSIGN(std::optional<Refusal> refusal, apply(transaction, i, code));
      if (refusal) {
        refusal->edit = transaction.first + i;
        return refusal;
      }
    }
    return std::optional<Refusal>{};
  }

  Result<const RowState*> find(const RowKey& key) {
    const auto drafted = draft_.rows.find(key);
    if (drafted != draft_.rows.end()) return &drafted->second;
    return working_.find(key);
  }

  Result<std::optional<Refusal>> judge(const RowState* row, const Edit& edit) {
    if (row == nullptr && !edit.creates && refused_rows_.count(edit.key()) != 0) {
      return std::optional(
          Refusal{"depends_on", "This builds on an earlier change that was refused.", 0});
    }
    // Before rights: what is said about something erased must not be laid before others either.
    BRYGGA_ASSIGN(const bool is_gone, is_erased(row, edit));
    if (is_gone) {
      const std::string& what = schema_.entity(edit.entity)->name;
      return std::optional(
          Refusal{"erased", "What this " + what + " is about has been erased.", 0});
    }
    BRYGGA_ASSIGN(const bool is_admitted, is_admitted_by_pass(row, edit));
    if (is_admitted) return judge_admitted(edit);
    auto lacking = judge_rights(schema_, actor_, draft_.opened, row, edit);
    if (lacking && lacks_only_the_scope(schema_, actor_, draft_.opened, row, edit)) {
      const Scope& scope = row != nullptr ? row->scope : edit.scope;
      BRYGGA_ASSIGN(const bool has_held, office_.has_held(actor_.principals, scope));
      if (has_held) return std::optional(handed_over());
    }
    if (auto unfit = judge_validity(schema_, row, edit)) return unfit;
    return lacking;
  }

  Result<bool> is_admitted_by_pass(const RowState* row, const Edit& edit) {
    const std::optional<RowKey> key = pass_of(schema_, edit);
    if (!key || row != nullptr) return false;
    BRYGGA_ASSIGN(const RowState* pass, find(*key));
    return pass != nullptr && admits(schema_, actor_, *pass, edit);
  }

  // All else that is asked of the edit is asked as if its writer held the scope.
  std::optional<Refusal> judge_admitted(const Edit& edit) const {
    std::unordered_set<Scope> opened = draft_.opened;
    opened.insert(edit.scope);
    if (auto unfit = judge_validity(schema_, nullptr, edit)) return unfit;
    return judge_rights(schema_, actor_, opened, nullptr, edit);
  }

  // Whether the row is erased, or belongs to something that is.
  Result<bool> is_erased(const RowState* row, const Edit& edit) {
    if (row != nullptr && row->life.erased) return true;
    if (schema_.entity(edit.entity) == nullptr) return false;
    std::vector<RowKey> openers;
    if (row == nullptr) openers = openers_of(schema_, edit.scope);
    if (edit.moves_to) openers = openers_of(schema_, *edit.moves_to);
    for (const RowKey& key : openers) {
      BRYGGA_ASSIGN(const RowState* opener, find(key));
      if (opener != nullptr && opener->life.erased) return true;
    }
    return false;
  }

  // Whether a lost version of the row was taken back that knew the edit, which the lost office had
  // applied. Nobody but the edit itself makes the row that it makes.
  Result<bool> is_known_to_the_row(const Edit& edit) {
    if (received_ == CommitName{}) return false;
    BRYGGA_ASSIGN(const std::vector<TakenBack> taken, office_.taken_back(edit.key()));
    if (taken.empty()) return false;
    if (edit.creates) return true;
    BRYGGA_ASSIGN(std::vector<EpochStart> known, office_.lineage());
    BRYGGA_ASSIGN(const std::vector<EpochStart> lost, office_.lost_epochs());
    known.insert(known.end(), lost.begin(), lost.end());
    return std::any_of(taken.begin(), taken.end(), [&](const TakenBack& version) {
      return descends_from(known, version.version, received_);
    });
  }

  // Whether the row may have been written to in a time that this office has lost.
  Result<bool> has_lost_time(const RowKey& row) {
    if (received_ != CommitName{}) return true;
    BRYGGA_ASSIGN(const std::vector<TakenBack> taken, office_.taken_back(row));
    return !taken.empty();
  }

  // Takes from the edit what the lost time has settled, all of it or the writes that the row shows
  // or that somebody is known to have covered. What does not show goes to history, and so does what
  // the writes had covered in turn, once it comes. False: nothing was taken.
  Result<bool> settle(const RowState& row, Edit& edit, const Stamp& stamp, bool all) {
    const EntityDef& entity = *schema_.entity(edit.entity);
    RowState next = row;
    bool is_changed = false;
    std::vector<FieldWrite> left;
    for (FieldWrite& write : edit.writes) {
      const bool is_value = write.kind == WriteKind::assign || write.kind == WriteKind::add;
      if (entity.field(write.field) == nullptr || !is_value) {
        if (!all) left.push_back(std::move(write));
        continue;
      }
      const auto& heads = row.field(write.field).heads;
      const bool is_set = entity.field(write.field)->rule == Rule::set;
      const bool shows = std::any_of(heads.begin(), heads.end(), [&](const Head& head) {
        return head.stamp == stamp && (!is_set || head.value == write.value);
      });
      BRYGGA_ASSIGN(const bool has_gone, has_gone_by(edit.key(), write.field, stamp));
      BRYGGA_ASSIGN(const bool awaits, is_awaited(edit.key(), write.field, stamp));
      if (!all && !shows && !has_gone && !awaits) {
        left.push_back(std::move(write));
        continue;
      }
      if (!shows && !has_gone) keep(edit.key(), write.field, Head{stamp, 0, write.value});
      BRYGGA_ASSIGN(const bool has_covered, cover_again(next, write));
      // A device that does not load all anew would go on showing its own value.
      const bool shows_elsewhere = !shows && received_ == CommitName{};
      if (shows_elsewhere) next.seq = next.field(write.field).seq = seq_;
      is_changed = is_changed || has_covered || shows_elsewhere;
    }
    const bool has_settled = all || left.size() != edit.writes.size();
    edit.writes = std::move(left);
    if (is_changed) {
      draft_.echo.push_back(edit.row);  // the device cannot know what came of it
      if (is_news(row.seq)) decision_.rows_are_known = false;
      if (draft_.rows.insert_or_assign(edit.key(), std::move(next)).second) {
        draft_.order.push_back(edit.key());
      }
    }
    return has_settled;
  }

  // Whether history, that of this push included, has the stamp's value.
  Result<bool> has_gone_by(const RowKey& row, FieldNumber field, const Stamp& stamp) {
    if (is_in_new_history(row, field, stamp, false)) return true;
    BRYGGA_ASSIGN(const std::optional<Value> past, office_.past_value(row, field, stamp));
    return past.has_value();
  }
  // Or awaits it.
  Result<bool> is_awaited(const RowKey& row, FieldNumber field, const Stamp& stamp) {
    if (is_in_new_history(row, field, stamp, true)) return true;
    return office_.is_awaited(row, field, stamp);
  }
  bool is_in_new_history(const RowKey& row, FieldNumber field, const Stamp& stamp,
                         bool awaited) const {
    const auto names = [&](const HistoryEntry& entry) {
      const Superseded& was = entry.superseded;
      return entry.entity == row.entity && entry.row == row.id && was.field == field &&
             was.head.stamp == stamp && (was.why == Superseded::Why::awaited) == awaited;
    };
    return std::any_of(decision_.history.begin(), decision_.history.end(), names) ||
           std::any_of(draft_.history.begin(), draft_.history.end(), names);
  }

  void keep(const RowKey& row, FieldNumber field, Head head,
            Superseded::Why why = Superseded::Why::covered) {
    draft_.history.push_back({row.entity, row.id, {field, std::move(head), why}});
  }

  // Whether the row shows less now.
  Result<bool> cover_again(RowState& row, const FieldWrite& write) {
    if (!covers(row.entity, write)) return false;
    bool has_covered = false;
    FieldState& state = row.field(write.field);
    for (const HeadRef& seen : write.base) {
      const auto covered = std::find_if(state.heads.begin(), state.heads.end(),
                                        [&](const Head& head) { return head.ref() == seen; });
      if (covered == state.heads.end()) {
        BRYGGA_TRY(await(row.key(), write.field, seen.stamp));
        continue;
      }
      if (state.heads.size() == 1) continue;  // nothing else shows what came of it
      keep(row.key(), write.field, *covered);
      state.heads.erase(covered);
      row.seq = state.seq = seq_;
      has_covered = true;
    }
    return has_covered;
  }

  // Whether who writes it replaces what they have seen.
  bool covers(EntityNumber entity, const FieldWrite& write) const {
    const Rule rule = schema_.entity(entity)->field(write.field)->rule;
    return write.kind == WriteKind::assign &&
           (rule == Rule::both || rule == Rule::text || rule == Rule::last || rule == Rule::state);
  }

  // What was covered in the lost time and is not here: it must not show when it comes.
  Status await(const RowKey& row, FieldNumber field, const Stamp& stamp) {
    BRYGGA_ASSIGN(const bool has_gone, has_gone_by(row, field, stamp));
    BRYGGA_ASSIGN(const bool awaits, is_awaited(row, field, stamp));
    if (has_gone || awaits) return {};
    Head awaited;
    awaited.stamp = stamp;
    keep(row, field, std::move(awaited), Superseded::Why::awaited);
    return {};
  }

  // Of an edit that a lost office had applied, and that this one applies anew.
  Status await_covered(const RowState& row, const Edit& edit) {
    for (const FieldWrite& write : edit.writes) {
      if (schema_.entity(edit.entity)->field(write.field) == nullptr) continue;
      if (!covers(edit.entity, write)) continue;
      const auto& heads = row.field(write.field).heads;
      for (const HeadRef& seen : write.base) {
        const bool is_here = std::any_of(heads.begin(), heads.end(),
                                         [&](const Head& head) { return head.ref() == seen; });
        if (!is_here) BRYGGA_TRY(await(edit.key(), write.field, seen.stamp));
      }
    }
    return {};
  }

  Result<std::optional<Refusal>> apply(const Transaction& transaction, std::size_t index,
                                       Receipt::Code& code) {
    const Edit* whole = &transaction.edits[index];
    const RowKey key = whole->key();
    BRYGGA_ASSIGN(const RowState* row, find(key));
    const Stamp stamp = stamp_at(transaction.time);
    if (received_ != CommitName{}) {
      // Of what a lost office had taken, the rest stays as it was when this was erased.
      BRYGGA_ASSIGN(const bool was_erased, is_erased(row, *whole));
      if (was_erased) {
        code = std::max(code, Receipt::Code::merged);
        return std::optional<Refusal>{};
      }
    }
    Edit left;
    bool may_be_settled = row != nullptr && schema_.entity(whole->entity) != nullptr;
    if (may_be_settled) {
      BRYGGA_ASSIGN(may_be_settled, has_lost_time(key));
    }
    if (may_be_settled) {
      BRYGGA_ASSIGN(const bool has_held, office_.has_held(actor_.principals, row->scope));
      if (has_held || actor_.scopes.count(row->scope) != 0) {
        left = *whole;
        BRYGGA_ASSIGN(const bool is_known, is_known_to_the_row(left));
        BRYGGA_ASSIGN(const bool has_settled, settle(*row, left, stamp, is_known));
        if (has_settled) code = std::max(code, Receipt::Code::merged);
        if (is_known || has_settled) draft_.is_told_by_rows = true;
        const bool is_done =
            is_known || (has_settled && left.writes.empty() && !left.deletes && !left.moves_to);
        if (is_done) {
          note_opened_scopes(schema_, left, draft_.opened);
          return std::optional<Refusal>{};
        }
        whole = &left;
        BRYGGA_ASSIGN(row, find(key));
      }
    }
    const Edit& edit = *whole;
    BRYGGA_ASSIGN(std::optional<Refusal> unfit, judge(row, edit));
    if (unfit) return unfit;
    note_opened_scopes(schema_, edit, draft_.opened);

    const EntityDef& entity = *schema_.entity(edit.entity);
    RowState next = row != nullptr ? *row : empty_row(entity, edit.row, edit.scope);
    if (knows_less_than(entity, next, edit)) draft_.echo.push_back(edit.row);
    if (is_news(next.seq)) decision_.rows_are_known = false;
    std::vector<Superseded> superseded;
    if (row != nullptr && received_ != CommitName{}) BRYGGA_TRY(await_covered(next, edit));
    const std::vector<const FieldWrite*> texts = OfficeTexts::that_meet(entity, next, edit);
    Outcome outcome = apply_edit(entity, next, edit, stamp, 0, seq_, superseded);
    for (const FieldWrite* write : texts) {
      BRYGGA_ASSIGN(const bool is_merged, texts_.merge(*write, stamp, next, past(), superseded));
      if (is_merged) draft_.echo.push_back(edit.row);
    }
    if (outcome == Outcome::conflict && !leaves_conflict(entity, next, edit)) {
      outcome = Outcome::merged;
    }
    BRYGGA_ASSIGN(auto refusal, judge_claims(entity, row, next));
    if (!refusal) refusal = judge_grants(entity, row, next);
    if (!refusal) refusal = judge_new_pass(entity, row, next);
    if (refusal) return refusal;
    code = std::max(code, static_cast<Receipt::Code>(outcome));
    for (Superseded& item : superseded) {
      draft_.history.push_back({edit.entity, edit.row, std::move(item)});
    }
    if (draft_.rows.insert_or_assign(key, std::move(next)).second) draft_.order.push_back(key);
    return std::optional<Refusal>{};
  }

  static Refusal handed_over() {
    return {"handed_over",
            "This record is in other hands now. What you wrote was given to whoever has it.", 0};
  }

  // Lays all of the transaction where those find it who hold its rows' scopes now; false, and
  // nothing is done, when that cannot be for one of them.
  Result<bool> hand_over(const Transaction& transaction) {
    std::vector<RowState> rows;
    for (std::size_t i = 0; i < transaction.edits.size(); ++i) {
      const Edit& edit = transaction.edits[i];
      BRYGGA_ASSIGN(const RowState* row, working_.find(edit.key()));
      if (row == nullptr && !edit.creates) return false;
      const Scope scope = row != nullptr ? row->scope : edit.scope;
      BRYGGA_ASSIGN(const bool has_held, office_.has_held(actor_.principals, scope));
      const LateWork* late = late_work_of(schema_, scope.kind);
      if (!has_held || late == nullptr) return false;
      std::optional<RowState> made = late_row(
          schema_, *late, {actor_.principals.front(), transaction, i, actor_.device}, scope, seq_);
      if (!made) return false;
      rows.push_back(*std::move(made));
    }
    for (RowState& row : rows) {
      BRYGGA_ASSIGN(const RowState* there, working_.find(row.key()));
      if (there == nullptr) working_.adopt(std::move(row));
    }
    return true;
  }

  // Nobody gives away sight of what they do not see themselves; accounts are the exception, since
  // who looks after them does not hold all that they give.
  std::optional<Refusal> judge_grants(const EntityDef& entity, const RowState* before,
                                      const RowState& after) const {
    const bool may_all = actor_.is_office || entity.number == schema_.accounts.entity;
    if (entity.grants.empty() || may_all || has_fault(Fault::rights_unchecked)) return std::nullopt;
    std::vector<Grant> had;
    if (before != nullptr) had = grants_of(schema_, *before);
    for (const Grant& grant : grants_of(schema_, after)) {
      const bool is_old = std::find(had.begin(), had.end(), grant) != had.end();
      const bool is_held =
          actor_.scopes.count(grant.scope) != 0 || draft_.opened.count(grant.scope) != 0;
      if (is_old || is_held) continue;
      return Refusal{
          "no_right",
          "This " + entity.name + " would let somebody see what this account does not see itself.",
          0};
    }
    return std::nullopt;
  }

  // Nor does anybody hand out a pass into a scope that they do not hold.
  std::optional<Refusal> judge_new_pass(const EntityDef& entity, const RowState* before,
                                        const RowState& after) const {
    if (before != nullptr || actor_.is_office) return std::nullopt;
    for (const Scope& scope : scopes_opened_by_pass(schema_, after)) {
      if (actor_.scopes.count(scope) != 0 || draft_.opened.count(scope) != 0) continue;
      return Refusal{"no_right",
                     "This " + entity.name +
                         " would let somebody write where this account may not write itself.",
                     0};
    }
    return std::nullopt;
  }

  // Places that the edit claims beyond those that the row had.
  Result<std::optional<Refusal>> judge_claims(const EntityDef& entity, const RowState* before,
                                              const RowState& after) {
    for (const FieldDef& field : entity.fields) {
      if (field.rule != Rule::server) continue;
      const std::optional<RowId> claimed = claim_of(entity, field, after);
      if (!claimed) continue;
      if (before != nullptr && claim_of(entity, field, *before) == claimed) continue;
      BRYGGA_ASSIGN(const std::size_t taken, places_taken(entity, field, *claimed, after.id));
      BRYGGA_ASSIGN(const RowState* named, find({field.claim.of, *claimed}));
      if (auto refusal = judge_claim(schema_, entity, field, named, taken)) return refusal;
    }
    return std::optional<Refusal>{};
  }

  // How many rows other than the one name the row, this push included.
  Result<std::size_t> places_taken(const EntityDef& entity, const FieldDef& field,
                                   const RowId& named, const RowId& but) {
    BRYGGA_ASSIGN(const std::vector<RowId> stored,
                  office_.claimants(entity.number, field.number, named));
    std::unordered_set<RowId> taken(stored.begin(), stored.end());
    const auto recount = [&](const RowState& row) {
      if (row.entity != entity.number) return;
      if (claim_of(entity, field, row) == named) {
        taken.insert(row.id);
      } else {
        taken.erase(row.id);
      }
    };
    for (const WorkingSet::Entry* changed : working_.changed()) recount(*changed->row);
    for (const RowKey& key : draft_.order) recount(draft_.rows.at(key));
    taken.erase(but);
    return taken.size();
  }

  // What this push has sent to history so far.
  std::vector<const std::vector<HistoryEntry>*> past() const {
    return {&draft_.history, &decision_.history};
  }

  static bool leaves_conflict(const EntityDef& entity, const RowState& row, const Edit& edit) {
    return std::any_of(edit.writes.begin(), edit.writes.end(), [&](const FieldWrite& write) {
      return is_open_conflict(*entity.field(write.field), row.field(write.field));
    });
  }

  // True when the commit came since the device had everything, and is not this one.
  bool is_news(Seq seq) const { return seq > context_.complete_seq && seq != seq_; }

  // True when what the edit writes to has changed by somebody else's hand: then the device cannot
  // compute the result itself.
  bool knows_less_than(const EntityDef& entity, const RowState& row, const Edit& edit) const {
    const FieldNumber seal = entity.seal.field;
    // The device has dropped a deleted row, though it may still write to it and bring it back.
    if (row.life.is_deleted()) return true;
    if (is_news(row.life.seq) || (seal != 0 && is_news(row.field(seal).seq))) return true;
    if (edit.deletes) return is_news(row.seq);
    return std::any_of(edit.writes.begin(), edit.writes.end(), [&](const FieldWrite& write) {
      return is_news(row.field(write.field).seq);
    });
  }

  // The transaction under decision, until all of it is known to apply.
  struct Draft {
    std::unordered_map<RowKey, RowState> rows;
    std::vector<RowKey> order;
    std::unordered_set<Scope> opened;
    std::vector<HistoryEntry> history;
    std::vector<RowId> echo;
    bool is_told_by_rows = false;  // some of it rows had brought back
  };

  const Schema& schema_;
  OfficeReader& office_;
  const PushContext& context_;
  Actor actor_;  // with the scopes that this request has granted so far
  const Seq seq_;
  const std::uint64_t epoch_;
  PushBases bases_;
  OfficeStamps stamps_;
  OfficeTexts texts_;
  WorkingSet working_;
  PushDecision decision_;
  std::deque<Transaction> kept_;  // stable addresses for bases_
  std::unordered_set<RowKey> refused_rows_;
  std::unordered_set<TransactionId> ids_;  // decided in this push
  Draft draft_;
  std::optional<bool> is_healed_;  // once it was asked for
  // Of the transaction under decision: its receipt from an office that has lost it, and the number
  // that it was stamped under, if not the sender's.
  CommitName received_;
  DeviceNumber stamped_by_;
  struct RowsOfReceipt {
    std::size_t receipt = 0;  // its place in the decision
    std::vector<WorkingSet::Entry*> rows;
  };
  std::vector<RowsOfReceipt> rows_of_;
};

}  // namespace

Result<PushDecision> decide_push(const Schema& schema, OfficeReader& office,
                                 const PushContext& context, std::vector<TransactionPart> parts,
                                 Seq seq) {
  if (parts.empty()) {
    PushDecision nothing;
    nothing.consumed = context.consumed;
    nothing.last_time = context.last_time;
    return nothing;
  }
  BRYGGA_TRY(check_order(context, parts));
  BRYGGA_ASSIGN(OfficeState state, office.state());
  BRYGGA_TRY(check_clock(context, state.clock_ms, parts));
  return Push(schema, office, context, state, seq).run(std::move(parts));
}

}  // namespace brygga
