#include "store/incoming.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "merge/apply.hpp"
#include "protocol/device_sync.hpp"
#include "store/healing.hpp"

namespace brygga {
namespace {

// So many rows are held in memory before they are written.
constexpr std::size_t touches_max = 4096;

// True when the two states of a row differ in origins at most: every field has the same one head's
// value, or none.
bool shows_the_same(const RowState& a, const RowState& b) {
  if (a.scope != b.scope || a.life.is_deleted() || b.life.is_deleted()) return false;
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    const auto& ours = a.fields[i].heads;
    const auto& theirs = b.fields[i].heads;
    if (ours.size() != theirs.size() || ours.size() > 1) return false;
    if (!ours.empty() && ours.front().value != theirs.front().value) return false;
  }
  return true;
}

void forget_seqs(RowState& row) {
  row.seq = 0;
  row.life.seq = 0;
  for (FieldState& field : row.fields) field.seq = 0;
}

}  // namespace

Incoming::Incoming(DeviceStore::Parts& parts, const Schema& schema, const SyncRequest& request,
                   SyncResponse& response, Replica& replica)
    : parts_(parts),
      schema_(schema),
      request_(request),
      response_(response),
      replica_(replica),
      confirmed_before_(replica.confirmed) {}

Result<Taken> Incoming::run(std::uint64_t now_ms) {
  BRYGGA_ASSIGN(const std::vector<HeldScope> held, parts_.replica.scopes(*parts_.tables));
  for (const HeldScope& scope : held) held_.emplace(scope.scope, scope.complete);

  replica_.is_push_only = response_.is_push_only;
  if (response_.new_device) {
    BRYGGA_TRY(take_number());
    taken_.more = true;
    return std::move(taken_);
  }
  if (tells_of_loss(request_, response_)) {
    BRYGGA_TRY(begin_healing(parts_, schema_, replica_, response_));
    taken_.more = true;
    return std::move(taken_);
  }
  if (replica_.healing != Healing::none) return heal(now_ms);
  BRYGGA_ASSIGN(const bool lacks_edits, office_lacks_edits());
  if (lacks_edits) {
    // It has the position all the same: it is asked for its epochs, by one that no office has.
    replica_.position.epoch = 0;
    replica_.position.seq = std::max<Seq>(1, replica_.position.seq);
    taken_.more = true;
    return std::move(taken_);
  }
  extend(replica_.lineage, response_.lineage);
  BRYGGA_ASSIGN(is_reloading_, parts_.reload.is_under_way());
  BRYGGA_TRY(take_receipts());
  BRYGGA_TRY(take_consumed());
  BRYGGA_TRY(take_scopes());
  if (response_.loads_anew) BRYGGA_TRY(load_anew());
  replica_.position = response_.position;
  BRYGGA_TRY(promote());
  BRYGGA_TRY(keep_macs());
  BRYGGA_TRY(take_rows());
  BRYGGA_TRY(forget_erased());
  BRYGGA_TRY(take_progress());
  BRYGGA_TRY(forget_lost_offices());
  BRYGGA_TRY(take_audits(now_ms));
  replica_.commit_cursor = response_.commit_cursor;
  replica_.backed_up = response_.backed_up;
  BRYGGA_TRY(note_time(now_ms));
  BRYGGA_ASSIGN(const bool asks, take_authors());
  const bool waits = response_.is_push_only;
  taken_.more = !waits && (response_.more || taken_.scopes_loading != 0 || asks);
  return std::move(taken_);
}

// Whether the office has lost edits that it had taken. It counts fewer; or it counts as many, which
// another copy of this store has sent since, and goes on from before a commit that took ours.
Result<bool> Incoming::office_lacks_edits() {
  if (std::max(response_.consumed, replica_.gap_to) < replica_.consumed) return true;
  if (response_.lineage.empty()) return false;
  Lineage told = replica_.lineage;
  extend(told, response_.lineage);
  const Seq fork = last_common(replica_.lineage, ~0ULL, told, ~0ULL);
  BRYGGA_ASSIGN(const std::optional<EditNumber> certain, parts_.outbox.accepted_up_to(fork));
  return certain.has_value();
}

Status Incoming::note_time(std::uint64_t now_ms) {
  replica_.clock_offset_ms =
      static_cast<std::int64_t>(response_.office_ms) - static_cast<std::int64_t>(now_ms);
  replica_.synced_ms = now_ms;
  taken_.scopes = held_.size();
  for (const auto& [scope, complete] : held_) taken_.scopes_loading += complete ? 0U : 1U;
  if (taken_.scopes_loading != 0) {
    BRYGGA_ASSIGN(const std::vector<HeldScope> now_held, parts_.replica.scopes(*parts_.tables));
    taken_.load = progress_of(now_held);
  }
  taken_.receipts = std::move(response_.receipts);
  return {};
}

Result<Taken> Incoming::heal(std::uint64_t now_ms) {
  BRYGGA_TRY(take_receipts());
  BRYGGA_TRY(keep_macs());
  BRYGGA_TRY(take_consumed());
  extend(replica_.lineage, response_.lineage);
  replica_.position = response_.position;
  BRYGGA_TRY(advance_healing(parts_, request_, replica_));
  BRYGGA_TRY(note_time(now_ms));
  taken_.more = true;
  return std::move(taken_);
}

// What was sent and answered. More counts only where nothing is unsent: then this store is an older
// copy of one that went on. An office's claim must not make unsent edits vanish.
Status Incoming::take_consumed() {
  EditNumber sent = replica_.consumed;
  if (!request_.parts.empty()) sent = std::max(sent, request_.parts.back().part_last());
  BRYGGA_ASSIGN(const OutboxEdit newest, parts_.outbox.newest());
  replica_.consumed = newest.number > sent ? sent : std::max(sent, response_.consumed);
  if (replica_.gap_to != 0 && response_.consumed >= replica_.gap_to) replica_.gap_to = 0;
  // Numbers that this store never gave: it is an older copy of one that went on.
  if (response_.consumed > newest.number && newest.number <= sent) replica_.wants_number = true;
  return {};
}

// The edits that the office has not taken go under the new number, as they are.
Status Incoming::take_number() {
  replica_.device = *response_.new_device;
  replica_.token = response_.new_token;
  replica_.wants_number = false;
  if (has_fault(Fault::copy_drops_unsent)) {
    BRYGGA_ASSIGN(const OutboxEdit newest, parts_.outbox.newest());
    replica_.consumed = std::max(replica_.consumed, newest.number);
  }
  // Of a transaction that was sent in part, the office has the pieces under the old number.
  BRYGGA_ASSIGN(const std::optional<OutboxEdit> next, parts_.outbox.edit(replica_.consumed + 1));
  if (next) replica_.consumed = next->first - 1;
  replica_.gap_to = replica_.consumed;
  // What the other copy did after the edits that both have, nobody tells this one.
  replica_.is_audit_due = replica_.is_audit_of_all = true;
  return parts_.outbox.set_device(replica_.device, replica_.consumed);
}

// --- receipts ---------------------------------------------------------------------------------

Status Incoming::take_receipts() {
  BRYGGA_TRY(write_down_receipts());
  if (!has_fault(Fault::refused_content_dropped)) return {};
  return parts_.database.execute(
      "UPDATE outbox SET body = x'' WHERE (SELECT code FROM outbox f WHERE f.n = outbox.first) = "
      "3");
}

// Most receipts are like the one before: they are written together. They answer the request's
// transactions one by one (check_response), but for the void ones between.
Status Incoming::set_receipts() {
  const std::vector<Receipt>& receipts = response_.receipts;
  const auto is_like = [](const Receipt& a, const Receipt& b) {
    return a.code == b.code && a.code != Receipt::Code::refused && a.seq == b.seq &&
           a.is_told_by_rows == b.is_told_by_rows;
  };
  auto part = request_.parts.begin();
  for (std::size_t i = 0; i < receipts.size();) {
    while (part->first != receipts[i].first) ++part;
    std::size_t next = i + 1;
    while (next < receipts.size() && (part + 1)->first == receipts[next].first &&
           is_like(receipts[i], receipts[next])) {
      ++next;
      ++part;
    }
    BRYGGA_TRY(parts_.outbox.set_receipt(receipts[i], receipts[next - 1].first));
    i = next;
  }
  return {};
}

Status Incoming::write_down_receipts() {
  BRYGGA_TRY(set_receipts());
  for (const Receipt& receipt : response_.receipts) {
    if (receipt.stamp && !has_fault(Fault::stamp_of_copy_kept)) {
      BRYGGA_TRY(parts_.outbox.set_stamp(receipt.first, *receipt.stamp));
      replica_.time_seen = std::max(replica_.time_seen, receipt.stamp->time);
    }
    if (receipt.code != Receipt::Code::refused) continue;
    BRYGGA_ASSIGN(const std::optional<OutboxTransaction> transaction,
                  parts_.outbox.transaction(receipt.first));
    const std::uint32_t edits = transaction ? transaction->edits : 0;
    for (EditNumber n = receipt.first; n < receipt.first + edits; ++n) {
      BRYGGA_ASSIGN(const std::optional<OutboxEdit> own, parts_.outbox.edit(n));
      if (own && !own->is_detached) touch(own->edit.key());
      BRYGGA_TRY(settle_if_many());
    }
    if (transaction) BRYGGA_TRY(give_up_content(*transaction, receipt.refusal));
  }
  return settle_all();
}

// What the office has handed to somebody else, or will have nothing left of, does not stay here.
Status Incoming::give_up_content(const OutboxTransaction& transaction, const Refusal& refusal) {
  const bool is_handed_over = refusal.code == "handed_over";
  if (!is_handed_over && refusal.code != "erased") return {};
  BRYGGA_ASSIGN(const std::optional<OutboxEdit> named, parts_.outbox.edit(refusal.edit));
  for (EditNumber n = transaction.first; n < transaction.first + transaction.edits; ++n) {
    BRYGGA_ASSIGN(const std::optional<OutboxEdit> own, parts_.outbox.edit(n));
    if (!own) continue;
    const bool is_of_the_named =
        named && (own->edit.key() == named->edit.key() ||
                  (own->edit.creates && own->edit.scope.id == named->edit.row.uuid));
    if (is_handed_over) {
      BRYGGA_TRY(parts_.outbox.forget_values(n));
    } else if (is_of_the_named) {
      BRYGGA_TRY(parts_.outbox.strip(n));
    }
  }
  if (is_handed_over) BRYGGA_TRY(parts_.outbox.close(transaction.first));
  BRYGGA_TRY(parts_.forget_results.run());
  replica_.needs_scrub = true;
  return {};
}

// --- scopes -----------------------------------------------------------------------------------

Status Incoming::take_scopes() {
  const auto has = [](const std::vector<Scope>& scopes, const Scope& scope) {
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
  };
  std::vector<Scope> lost;
  for (const auto& [scope, complete] : held_) {
    const bool is_lost =
        response_.scopes_follow ? !has(response_.scopes, scope) : has(response_.lost, scope);
    if (is_lost) lost.push_back(scope);
  }
  if (!lost.empty()) BRYGGA_TRY(hand_over_refused(lost));
  for (const Scope& scope : lost) BRYGGA_TRY(lose(scope));
  for (const Scope& scope : response_.scopes) {
    if (held_.count(scope) != 0) continue;
    BRYGGA_ASSIGN(const ScopeKey key, parts_.tables->scope_key(scope));
    BRYGGA_TRY(parts_.replica.hold(key));
    held_.emplace(scope, false);
    // What this device made there may be gone at the office before it is first loaded.
    BRYGGA_TRY(parts_.reload.begin(*parts_.tables, scope));
    taken_.gained.push_back(scope);
  }
  return {};
}

Status Incoming::lose(const Scope& scope) {
  for (const EntityDef& entity : schema_.entities) {
    if (!entity.may_lie_in(scope.kind)) continue;
    BRYGGA_ASSIGN(const std::vector<RowId> rows,
                  parts_.tables->rows_in_scope(entity.number, scope));
    for (const RowId& row : rows) {
      if (has_fault(Fault::scope_loss_leaves_row) && row == rows.front()) continue;
      BRYGGA_TRY(lose_row({entity.number, row}, scope));
    }
    if (!rows.empty()) taken_.entities.insert(entity.number);
  }
  // Those that this device has deleted and the office has not agreed upon hold their values still.
  BRYGGA_ASSIGN(const std::vector<RowKey> deleted, parts_.tables->deleted_in_scope(scope));
  for (const RowKey& row : deleted) BRYGGA_TRY(lose_row(row, scope));
  // Nor is what waits for the rest of its commit left behind.
  Bytes prefix{static_cast<std::uint8_t>(scope.kind)};
  prefix.insert(prefix.end(), scope.id.bytes.begin(), scope.id.bytes.end());
  BRYGGA_TRY(parts_.delete_staged_in.bind(1, ByteView(prefix)).run());
  BRYGGA_ASSIGN(const ScopeKey key, parts_.tables->scope_key(scope));
  BRYGGA_TRY(parts_.replica.release(key));
  held_.erase(scope);
  taken_.lost.push_back(scope);
  replica_.needs_scrub = true;
  return parts_.forget_results.run();
}

// Refused work in a lost scope is sent once more: the office gives it to whoever has the scope now.
Status Incoming::hand_over_refused(const std::vector<Scope>& lost) {
  BRYGGA_ASSIGN(const std::vector<OutboxTransaction> open,
                parts_.outbox.transactions(SIZE_MAX >> 1, true));
  for (auto transaction = open.rbegin(); transaction != open.rend(); ++transaction) {
    const bool is_refused =
        transaction->receipt && transaction->receipt->code == Receipt::Code::refused;
    if (!is_refused) continue;
    BRYGGA_ASSIGN(const bool lies_in_lost, lies_in(*transaction, lost));
    if (!lies_in_lost) continue;
    BRYGGA_TRY(send_detached(*transaction));
    BRYGGA_TRY(parts_.outbox.close(transaction->first));
  }
  return {};
}

Result<bool> Incoming::lies_in(const OutboxTransaction& transaction,
                               const std::vector<Scope>& scopes) {
  for (EditNumber n = transaction.first; n < transaction.first + transaction.edits; ++n) {
    BRYGGA_ASSIGN(const std::optional<OutboxEdit> own, parts_.outbox.edit(n));
    if (!own) continue;
    Scope scope = own->edit.scope;
    if (!own->edit.creates) {
      BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                    parts_.tables->load(own->edit.entity, own->edit.row));
      if (!stored) continue;
      scope = stored->state.scope;
    }
    if (std::find(scopes.begin(), scopes.end(), scope) != scopes.end()) return true;
  }
  return false;
}

// A copy under new numbers that shows nowhere; the content is in the copy alone from now on.
Status Incoming::send_detached(const OutboxTransaction& transaction) {
  BRYGGA_ASSIGN(const OutboxEdit newest, parts_.outbox.newest());
  const EditNumber first = std::max({newest.number, replica_.consumed, replica_.confirmed}) + 1;
  TransactionId id = transaction.id;
  ++id.uuid.bytes[10];  // another one each time, and the same when this very step is done again
  const Stamp stamp{next_hlc(std::max(newest.stamp.time, replica_.time_seen), 0), replica_.device};
  for (std::uint32_t i = 0; i < transaction.edits; ++i) {
    BRYGGA_ASSIGN(std::optional<OutboxEdit> own, parts_.outbox.edit(transaction.first + i));
    if (!own) continue;
    BRYGGA_TRY(parts_.outbox.resolve(own->edit, RefUse::send, replica_.confirmed));
    BRYGGA_TRY(parts_.outbox.append(id, first, transaction.edits, first + i, 0, stamp,
                                    transaction.saved_ms, own->edit));
    BRYGGA_TRY(parts_.outbox.detach(first + i));
    BRYGGA_TRY(parts_.outbox.forget_values(transaction.first + i));
  }
  return {};
}

// The row goes from this device; its edits stay in the outbox until the office has them.
Status Incoming::lose_row(const RowKey& row, const Scope& scope) {
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored, parts_.tables->load(row.entity, row.id));
  if (!stored) {
    return {};
  }
  if (stored->own_edit > replica_.confirmed) {
    BRYGGA_ASSIGN(const std::optional<RowState> office,
                  parts_.overlay.office_row(row.entity, stored->key));
    // Moved here by this device only: the office still has it elsewhere, and may yet agree.
    if (office && office->scope != scope && held_.count(office->scope) != 0) return {};
  }
  BRYGGA_ASSIGN(const std::vector<OutboxEdit> pending,
                parts_.overlay.pending(parts_.outbox, stored->own_edit, replica_.confirmed));
  for (const OutboxEdit& own : pending) BRYGGA_TRY(parts_.outbox.detach(own.number));
  return write(Touch{row}, stored, std::nullopt, {});
}

// --- own edits that the office now counts as its own ------------------------------------------

// Of a transaction that is not promoted by this answer.
Status Incoming::keep_macs() {
  for (const Receipt& receipt : response_.receipts) {
    if (receipt.first <= replica_.confirmed || receipt.code == Receipt::Code::refused) continue;
    BRYGGA_TRY(parts_.outbox.set_macs(receipt));
  }
  return {};
}

// From its receipt in this answer, or from one before.
const std::vector<Mac>& Incoming::macs_of(const Outbox::Decided& decided) const {
  const auto& receipts = response_.receipts;
  const auto at = std::lower_bound(
      receipts.begin(), receipts.end(), decided.first,
      [](const Receipt& receipt, EditNumber first) { return receipt.first < first; });
  return at != receipts.end() && at->first == decided.first ? at->macs : decided.macs;
}

Status Incoming::promote() {
  std::vector<RowKey> rows;  // of the transaction under way, each once
  BRYGGA_TRY(parts_.outbox.walk_decided(
      replica_.confirmed, replica_.position.seq,
      [&](const Outbox::Decided& decided, const Outbox::ReadEdit& read_edit) -> Status {
        if (!decided.is_refused && !has_fault(Fault::promotion_skipped)) {
          BRYGGA_ASSIGN(OutboxEdit own, read_edit());
          if (decided.number == decided.first) rows.clear();
          const auto place = std::find(rows.begin(), rows.end(), own.edit.key());
          const auto index = static_cast<std::size_t>(place - rows.begin());
          // Marks are of few rows: more are not looked at.
          if (place == rows.end() && rows.size() < receipt_macs_max) rows.push_back(own.edit.key());
          if (!own.is_detached) {
            Touch& row = touch(own.edit.key());
            if (!decided.is_told_by_rows) {
              const std::vector<Mac>& macs = macs_of(decided);
              row.own_mac = index < macs.size() ? macs[index] : Mac{};
              row.promoted.emplace_back(std::move(own), decided.seq);
            }
          }
        }
        if (decided.number != decided.last) return {};
        replica_.confirmed = decided.last;
        return settle_if_many();
      }));
  BRYGGA_TRY(settle_all());
  return parts_.outbox.forget_macs(confirmed_before_, replica_.confirmed);
}

// Another copy of this store may have sent the edit, and what became of it is here already: then
// nothing of it is news.
bool Incoming::has_come(Seq seq) const { return seq <= request_.position.seq; }

// The own edit without what later commits have overwritten, and with its bases as they show;
// nothing when that is the edit itself.
Result<std::optional<Edit>> Incoming::mended_edit(const Edit& own, const RowState& office,
                                                  Seq seq) {
  const EntityDef& entity = *schema_.entity(own.entity);
  const Seq known_from = has_come(seq) ? seq : seq + 1;
  const auto is_stale = [&](const FieldWrite& write) {
    return entity.field(write.field) == nullptr || office.field(write.field).seq >= known_from;
  };
  const bool is_as_it_was =
      !own.moves_to && !own.deletes &&
      std::none_of(own.writes.begin(), own.writes.end(), [&](const FieldWrite& write) {
        return is_stale(write) || names_own(write.base);
      });
  if (is_as_it_was) return std::optional<Edit>{};
  Edit edit = own;
  std::erase_if(edit.writes, is_stale);
  if (office.life.seq >= known_from) edit.moves_to.reset();
  if (office.seq >= known_from) edit.deletes = false;
  BRYGGA_TRY(parts_.outbox.resolve(edit, RefUse::show, replica_.confirmed));
  return std::optional<Edit>(std::move(edit));
}

Status Incoming::apply_promoted(const Touch& touch, std::optional<RowState>& office,
                                std::vector<std::pair<Superseded, Seq>>& history) {
  const EntityDef& entity = *schema_.entity(touch.row.entity);
  for (const auto& [own, seq] : touch.promoted) {
    if (!office) {
      if (!own.edit.creates || has_come(seq)) continue;
      office = empty_row(entity, own.edit.row, own.edit.scope);
    }
    BRYGGA_ASSIGN(const std::optional<Edit> mended, mended_edit(own.edit, *office, seq));
    std::vector<Superseded> superseded;
    apply_edit(entity, *office, mended ? *mended : own.edit, own.stamp, 0, seq, superseded);
    for (Superseded& item : superseded) history.emplace_back(std::move(item), seq);
  }
  const bool is_news = !touch.promoted.empty() && !has_come(touch.promoted.back().second);
  if (office && is_news) office->mac = touch.own_mac;
  return {};
}

// --- rows from the office ---------------------------------------------------------------------

Status Incoming::take_rows() {
  const bool cuts_commit = !response_.commit_cursor.empty();
  const bool goes_on = cuts_commit && response_.commit_rows_from == 0;
  if (!request_.commit_cursor.empty() && !goes_on) BRYGGA_TRY(take_staged());
  const std::size_t whole_commits =
      cuts_commit ? response_.commit_rows_from : response_.rows.size();
  for (std::size_t i = 0; i < response_.rows.size(); ++i) {
    RowChange& change = response_.rows[i];
    for (const FieldChange& field : change.fields) {
      for (const Head& head : field.heads) {
        if (has_fault(Fault::seen_stamps_forgotten)) continue;
        replica_.time_seen = std::max(replica_.time_seen, head.stamp.time);
      }
    }
    if (i < whole_commits || has_fault(Fault::cut_commit_shown)) {
      BRYGGA_TRY(take_change(std::move(change)));
    } else {
      BRYGGA_TRY(stage(change));
    }
  }
  return settle_all();
}

Status Incoming::stage(const RowChange& change) {
  const Bytes body = encode(change);
  return parts_.insert_staged.bind(1, ByteView(body)).run();
}

Status Incoming::take_staged() {
  const RowLoop loop(parts_.select_staged);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, parts_.select_staged.step());
    if (!has_row) break;
    BRYGGA_ASSIGN(RowChange change, decode_row_change(parts_.select_staged.blob(0)));
    BRYGGA_TRY(take_change(std::move(change)));
  }
  BRYGGA_TRY(settle_all());
  return parts_.delete_staged.run();
}

// Parts of rows of a scope that is still loading are of no use: the load will bring them whole.
Status Incoming::take_change(RowChange change) {
  const auto held = held_.find(change.scope);
  const bool is_usable =
      held != held_.end() && (held->second || change.kind != RowChange::Kind::fields);
  if (!is_usable || schema_.entity(change.entity) == nullptr) {
    return {};
  }
  ++taken_.rows;
  if (change.kind == RowChange::Kind::erased) erased_.insert({change.entity, change.row});
  Touch& row = touch({change.entity, change.row});
  row.changes.push_back(std::move(change));
  return settle_if_many();
}

// Nothing of an erased row may be left, in no edit of this device either.
Status Incoming::forget_erased() {
  if (erased_.empty()) return {};
  BRYGGA_ASSIGN(const std::vector<EditNumber> edits, parts_.outbox.edits_of(erased_));
  for (const EditNumber number : edits) BRYGGA_TRY(parts_.outbox.strip(number));
  replica_.needs_scrub = true;
  return parts_.forget_results.run();
}

void Incoming::apply_change(const RowChange& change, std::optional<RowState>& office,
                            std::vector<std::pair<Superseded, Seq>>& history) {
  using Kind = RowChange::Kind;
  const bool is_older = office && change.seq < office->seq;
  if (change.kind == Kind::leave) {
    if (!office || office->scope != change.scope) return;
    office.reset();
    replica_.needs_scrub = true;
    return;
  }
  if (change.kind == Kind::deleted || change.kind == Kind::erased) {
    if (!is_older) office.reset();
    return;
  }
  if (!office) {
    office = empty_row(*schema_.entity(change.entity), change.row, change.scope);
  }
  if (!is_older) {
    office->scope = change.scope;
    office->seq = change.seq;
    office->mac = change.mac;
    if (change.kind == Kind::whole) office->life = change.life;
  }
  const auto replace = [&](FieldNumber number, const std::vector<Head>& heads, Seq seq) {
    FieldState& field = office->field(number);
    for (Head& old : field.heads) {
      const bool stays = std::any_of(heads.begin(), heads.end(), [&](const Head& head) {
        return head.stamp == old.stamp && head.value == old.value;
      });
      if (stays) continue;
      history.push_back({{number, std::move(old), Superseded::Why::covered}, seq});
    }
    field = {heads, seq};
  };
  // What a whole row does not name, it does not have.
  if (!is_older && change.kind == Kind::whole) {
    for (std::size_t i = 0; i < office->fields.size(); ++i) {
      const auto number = static_cast<FieldNumber>(i + 1);
      const bool is_named =
          std::any_of(change.fields.begin(), change.fields.end(),
                      [&](const FieldChange& field) { return field.field == number; });
      if (!is_named && !office->fields[i].heads.empty()) replace(number, {}, 0);
    }
  }
  for (const FieldChange& incoming : change.fields) {
    if (incoming.seq < office->field(incoming.field).seq) continue;
    replace(incoming.field, incoming.heads, incoming.seq);
  }
}

Status Incoming::take_progress() {
  for (const ScopeProgress& progress : response_.progress) {
    const auto held = held_.find(progress.scope);
    if (held == held_.end()) continue;
    held->second = progress.complete;
    BRYGGA_ASSIGN(const ScopeKey key, parts_.tables->scope_key(progress.scope));
    BRYGGA_TRY(parts_.replica.set_progress(key, progress.cursor, progress.complete, progress.done,
                                           progress.total));
    if (progress.complete) BRYGGA_TRY(sweep(progress.scope));
  }
  const bool was_loading = !request_.loading.empty();
  return was_loading ? parts_.replica.forget_progress() : Status{};
}

// Once all rows have come anew.
Status Incoming::forget_lost_offices() {
  if (replica_.former_lineages.empty()) return {};
  BRYGGA_ASSIGN(const bool is_reloading, parts_.reload.is_under_way());
  if (!is_reloading) replica_.former_lineages.clear();
  return {};
}

// This device was away for so long that the office can no longer say what has left its scopes.
Status Incoming::load_anew() {
  for (auto& [scope, complete] : held_) {
    complete = false;
    BRYGGA_TRY(load_again(scope));
  }
  is_reloading_ = true;
  // What was kept of an unfinished commit comes again with the scopes.
  return parts_.delete_staged.run();
}

// From the beginning, with the rows that are here showing meanwhile.
Status Incoming::load_again(const Scope& scope) {
  BRYGGA_ASSIGN(const ScopeKey key, parts_.tables->scope_key(scope));
  BRYGGA_TRY(parts_.reload.begin(*parts_.tables, scope));
  return parts_.replica.set_progress(key, {}, false, {}, {});
}

// Whether there is somebody left to ask about.
Result<bool> Incoming::take_authors() {
  const bool is_news =
      !taken_.entities.empty() || !taken_.lost.empty() || !request_.disputed.empty();
  if (!is_news || response_.is_push_only) return false;
  for (const RowKey& row : request_.disputed) taken_.entities.insert(row.entity);
  return parts_.authors.take(*parts_.tables, request_, response_, replica_.device);
}

// --- audits -----------------------------------------------------------------------------------

Status Incoming::take_audits(std::uint64_t now_ms) {
  for (const Scope& scope : response_.reload) {
    const auto held = held_.find(scope);
    if (held == held_.end()) continue;
    held->second = false;
    BRYGGA_TRY(load_again(scope));
    taken_.repaired.push_back(scope);
    ++replica_.repairs;
  }
  if (!request_.audits.empty()) {
    BRYGGA_ASSIGN(replica_.audited_scope, parts_.tables->scope_key(request_.audits.back().scope));
    replica_.audited_ms = now_ms;
    replica_.is_audit_due = replica_.is_audit_of_all = false;
  }
  // Each scope in turn, all of them once a day.
  constexpr std::uint64_t day_ms = 86'400'000;
  const std::uint64_t interval_ms = day_ms / std::max<std::size_t>(1, held_.size());
  const bool is_due = now_ms >= replica_.audited_ms + interval_ms || now_ms < replica_.audited_ms;
  replica_.is_audit_due = replica_.is_audit_due || is_due;
  return {};
}

// What the office did not send again when a scope was loaded anew is not there any more.
Status Incoming::sweep(const Scope& scope) {
  BRYGGA_ASSIGN(const std::vector<RowKey> missing,
                parts_.reload.take_missing(*parts_.tables, scope));
  for (const RowKey& row : missing) {
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored, parts_.tables->load(row.entity, row.id));
    if (!stored) continue;
    Scope at_office = stored->state.scope;
    if (stored->own_edit > replica_.confirmed) {
      BRYGGA_ASSIGN(const std::optional<RowState> office,
                    parts_.overlay.office_row(row.entity, stored->key));
      if (office) at_office = office->scope;
    }
    // It shows here by an own move only: the office would send it with another scope.
    const auto held = held_.find(at_office);
    if (at_office != scope && held != held_.end() && !held->second) {
      BRYGGA_TRY(parts_.reload.mark(*parts_.tables, row.entity, stored->key, at_office));
      continue;
    }
    RowChange change;
    change.kind = RowChange::Kind::leave;
    change.entity = row.entity;
    change.row = row.id;
    change.scope = at_office;
    touch(row).changes.push_back(std::move(change));
    BRYGGA_TRY(settle_if_many());
  }
  return settle_all();
}

// --- one row ----------------------------------------------------------------------------------

Incoming::Touch& Incoming::touch(const RowKey& row) {
  const auto [at, is_new] = touch_at_.emplace(row, touches_.size());
  if (is_new) touches_.push_back(Touch{row});
  return touches_[at->second];
}

Status Incoming::settle_if_many() {
  return touches_.size() >= touches_max ? settle_all() : Status{};
}

Status Incoming::settle_all() {
  for (Touch& row : touches_) {
    if (schema_.entity(row.row.entity) != nullptr) BRYGGA_TRY(settle(row));
  }
  touches_.clear();
  touch_at_.clear();
  return {};
}

// The office never said anything of a row that this device made and now gets confirmed.
bool Incoming::is_made_here(const Touch& touch) const {
  if (touch.promoted.empty()) return false;
  const auto& [first, seq] = touch.promoted.front();
  return first.edit.creates && !has_come(seq);
}

// Most rows that a device sends it has made itself, and nobody has said anything of them since: the
// values that show stay what they are, and need not be read.
Result<bool> Incoming::settle_as_made(const Touch& touch) {
  if (!is_made_here(touch) || touch.promoted.size() != 1 || !touch.changes.empty()) return false;
  std::optional<RowState> office;
  std::vector<std::pair<Superseded, Seq>> history;
  BRYGGA_TRY(apply_promoted(touch, office, history));
  const auto held = held_.find(office->scope);
  if (held == held_.end() || !held->second) return false;
  const EditNumber only_edit = touch.promoted.front().first.number;
  BRYGGA_ASSIGN(const bool is_done, parts_.tables->confirm_made(*office, only_edit));
  if (is_done) taken_.entities.insert(touch.row.entity);
  return is_done;
}

bool Incoming::comes_whole(const Touch& touch) {
  return std::any_of(touch.changes.begin(), touch.changes.end(),
                     [](const RowChange& change) { return change.kind == RowChange::Kind::whole; });
}

// A row that is damaged here and comes whole from the office is not missed.
Result<std::optional<StoredRow>> Incoming::load_or_discard(const Touch& touch) {
  auto stored = parts_.tables->load(touch.row.entity, touch.row.id);
  if (stored || stored.error().reason != "damaged") return stored;
  if (!comes_whole(touch)) return stored;
  BRYGGA_TRY(parts_.tables->discard(touch.row.entity, touch.row.id));
  return std::optional<StoredRow>{};
}

Status Incoming::settle(Touch& touch) {
  BRYGGA_ASSIGN(const bool is_done, settle_as_made(touch));
  if (is_done) return {};
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored, load_or_discard(touch));
  bool comes_anew = false;
  if (stored && is_reloading_ && comes_whole(touch)) {
    BRYGGA_ASSIGN(comes_anew, parts_.reload.unmark(touch.row.entity, stored->key));
  }
  std::optional<RowState> office;
  bool is_only_here = false;  // the office has not sent it yet
  if (stored && stored->own_edit > confirmed_before_) {
    BRYGGA_ASSIGN(office, parts_.overlay.office_row(touch.row.entity, stored->key));
    is_only_here = is_made_here(touch) && !office && !comes_whole(touch);
    if (is_made_here(touch)) office.reset();
  } else if (stored) {
    office = stored->state;
  }
  // A restored office counts the row's commits anew.
  bool counts_anew = comes_anew;
  if (stored && !touch.promoted.empty() && !replica_.former_lineages.empty()) {
    BRYGGA_ASSIGN(const bool is_marked, parts_.reload.is_marked(touch.row.entity, stored->key));
    counts_anew = counts_anew || is_marked;
  }
  if (counts_anew && office) forget_seqs(*office);
  std::vector<std::pair<Superseded, Seq>> history;
  BRYGGA_TRY(apply_promoted(touch, office, history));
  for (const RowChange& change : touch.changes) apply_change(change, office, history);
  BRYGGA_TRY(write(touch, stored, office, history));
  const bool awaits_row = is_only_here && office && !office->life.is_deleted();
  return awaits_row ? await_row(touch.row, stored->key, office->scope) : Status{};
}

// While a scope is loading, the office sends all that lies there, what this device made included:
// what does not come has left it again.
Status Incoming::await_row(const RowKey& row, RowKey64 key, const Scope& scope) {
  const auto held = held_.find(scope);
  if (held == held_.end() || held->second) return {};
  is_reloading_ = true;
  return parts_.reload.mark(*parts_.tables, row.entity, key, scope);
}

Status Incoming::remove(const RowKey& row, const std::optional<StoredRow>& stored) {
  if (!stored) return {};
  BRYGGA_TRY(parts_.overlay.drop_office_row(row.entity, stored->key));
  BRYGGA_TRY(parts_.delete_history.bind(1, std::int64_t{row.entity}).bind(2, stored->key).run());
  BRYGGA_TRY(parts_.reload.unmark(row.entity, stored->key));
  return parts_.tables->erase(row.entity, stored->key);
}

Status Incoming::write(const Touch& touch, const std::optional<StoredRow>& stored,
                       const std::optional<RowState>& office,
                       const std::vector<std::pair<Superseded, Seq>>& history) {
  std::vector<OutboxEdit> pending;
  if (stored && stored->own_edit > replica_.confirmed) {
    BRYGGA_ASSIGN(pending,
                  parts_.overlay.pending(parts_.outbox, stored->own_edit, replica_.confirmed));
  }
  taken_.entities.insert(touch.row.entity);
  std::optional<RowState> shown = office;
  // What this device made in a scope that it was not granted, or no longer is, goes like a lost row
  // once the office has it; not so what it tells the office of itself.
  const bool is_own_report = schema_.entity(touch.row.entity)->is_upload_only;
  if (pending.empty() && shown && held_.count(shown->scope) == 0 && !is_own_report) {
    shown.reset();
    replica_.needs_scrub = true;
  }
  if (!pending.empty() && !(has_fault(Fault::overlay_forgotten) && office)) {
    BRYGGA_ASSIGN(shown, parts_.overlay.shown(parts_.outbox, office, pending, replica_.confirmed));
  }
  // Deleted by this device, once the office has agreed.
  const bool is_deleted = shown && pending.empty() && shown->life.is_deleted();
  if (!shown || is_deleted) return remove(touch.row, stored);
  const EditNumber own_edit = pending.empty() ? 0 : pending.back().number;
  RowKey64 key = 0;
  if (stored) {
    key = stored->key;
    const EntityDef& entity = *schema_.entity(touch.row.entity);
    if (shows_the_same(*shown, stored->state)) {
      BRYGGA_TRY(parts_.tables->update_heads(key, *shown, own_edit));
    } else {
      const bool had_conflicts = has_conflict_entries(entity, stored->state);
      BRYGGA_TRY(parts_.tables->update(key, *shown, own_edit, had_conflicts));
    }
  } else {
    BRYGGA_ASSIGN(key, parts_.tables->insert(*shown, own_edit));
  }
  if (stored && stored->own_edit > confirmed_before_ && !is_made_here(touch)) {
    BRYGGA_TRY(parts_.overlay.drop_office_row(touch.row.entity, key));
  }
  if (own_edit != 0 && office) BRYGGA_TRY(parts_.overlay.keep_office_row(key, *office));
  for (const auto& [item, seq] : history) {
    BRYGGA_TRY(parts_.keep_history(touch.row.entity, key, item, seq));
  }
  return {};
}

}  // namespace brygga
