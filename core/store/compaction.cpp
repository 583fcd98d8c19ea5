#include "store/compaction.hpp"

#include <algorithm>

#include "store/tables.hpp"

namespace brygga {
namespace {

// The work of one step: edits looked at or removed, values looked at, commands, scopes, rows,
// pages.
constexpr std::size_t edits_per_step = 256;
constexpr std::int64_t values_per_step = 64;
constexpr std::int64_t commands_per_step = 256;
constexpr std::int64_t scopes_per_step = 64;
constexpr std::int64_t rows_per_step = 256;
constexpr std::int64_t pages_per_step = 64;
// So much room that is free is left for what comes next.
constexpr std::int64_t free_pages_min = 64;
constexpr std::int64_t free_share = 20;  // a twentieth of the file

}  // namespace

Result<Compaction> Compaction::open(Database& database, const Retention& retention) {
  Compaction compaction;
  compaction.database_ = &database;
  compaction.retention_ = retention;
  BRYGGA_ASSIGN(compaction.next_,
                database.prepare("SELECT n, edits, code, seq FROM outbox WHERE n > ? AND txn IS "
                                 "NOT NULL ORDER BY n LIMIT 1"));
  // A large transaction goes from its end, so that what is left of it is still one.
  BRYGGA_ASSIGN(compaction.erase_later_,
                database.prepare("DELETE FROM outbox WHERE n IN (SELECT n FROM outbox WHERE n > ? "
                                 "AND n <= ? ORDER BY n DESC LIMIT ?)"));
  BRYGGA_ASSIGN(compaction.erase_first_, database.prepare("DELETE FROM outbox WHERE n = ?"));
  BRYGGA_ASSIGN(
      compaction.refused_,
      database.prepare("SELECT n, edits FROM outbox INDEXED BY outbox_refused_index WHERE code IN "
                       "(2, 3) AND closed IS NULL AND code = 3 AND n > ? ORDER BY n"));
  BRYGGA_ASSIGN(compaction.set_body_, database.prepare("UPDATE outbox SET body = ? WHERE n = ?"));
  BRYGGA_ASSIGN(
      compaction.erase_commands_,
      database.prepare("DELETE FROM command WHERE id IN "
                       "(SELECT id FROM command ORDER BY first DESC LIMIT ?2 OFFSET ?1)"));
  BRYGGA_ASSIGN(
      compaction.history_,
      database.prepare(
          "SELECT rowid, entity, row, time FROM history WHERE rowid > ? ORDER BY rowid LIMIT ?"));
  BRYGGA_ASSIGN(compaction.later_history_,
                database.prepare("SELECT count(*) FROM (SELECT 1 FROM history WHERE entity = ? AND "
                                 "row = ? AND rowid > ? LIMIT ?)"));
  BRYGGA_ASSIGN(compaction.erase_history_, database.prepare("DELETE FROM history WHERE rowid = ?"));
  BRYGGA_ASSIGN(
      compaction.unheld_scopes_,
      database.prepare("SELECT key FROM scope WHERE key NOT IN (SELECT scope FROM "
                       "held_scope) AND NOT EXISTS (SELECT 1 FROM reload) ORDER BY key LIMIT ?"));
  return compaction;
}

Status Compaction::step(Outbox& outbox, Tables& tables, const Replica& replica) {
  BRYGGA_TRY(compact_outbox(outbox, tables, replica));
  BRYGGA_TRY(compact_history(replica));
  BRYGGA_TRY(compact_scopes(tables));
  BRYGGA_TRY(compact_reports(tables));
  BRYGGA_TRY(compact_marks(tables, replica));
  return free_pages();
}

// --- accepted edits ---------------------------------------------------------------------------

// Only while nothing is undecided: then nothing that is still to be sent or applied builds on what
// goes. Receipts come in the order of edits, so that behind the first that has to wait all wait.
Status Compaction::compact_outbox(Outbox& outbox, Tables& tables, const Replica& replica) {
  BRYGGA_ASSIGN(const OutboxEdit newest, outbox.newest());
  const bool is_at_rest = newest.number != 0 && newest.number <= replica.confirmed;
  if (!is_at_rest) return {};
  const auto is_within = [&](const Candidate& candidate, std::uint64_t kept) {
    return candidate.last + kept > newest.number;
  };
  for (std::size_t budget = edits_per_step; budget > 0;) {
    BRYGGA_ASSIGN(const std::optional<Candidate> candidate, next_candidate());
    // The newest names the numbers and stamps to come.
    const bool stays =
        !candidate || candidate->first == newest.first ||
        is_within(*candidate, retention_.edits_kept) ||
        (candidate->seq > replica.backed_up && is_within(*candidate, retention_.edits_kept_max));
    if (stays) {
      looked_at_ = 0;
      break;
    }
    --budget;
    BRYGGA_ASSIGN(const bool goes, may_go(outbox, tables, *candidate));
    if (goes) {
      BRYGGA_TRY(settle_refused(outbox));
      BRYGGA_ASSIGN(const bool is_gone, forget(*candidate, budget));
      if (!is_gone) break;
    }
    looked_at_ = candidate->first;
  }
  return compact_commands();
}

Result<std::optional<Compaction::Candidate>> Compaction::next_candidate() {
  BRYGGA_ASSIGN(const bool has_row, next_.bind_unsigned(1, looked_at_).step());
  if (!has_row) return std::optional<Candidate>{};
  Candidate candidate;
  candidate.first = next_.unsigned_integer(0);
  candidate.last = candidate.first + next_.unsigned_integer(1) - 1;
  candidate.code =
      next_.is_null(2) ? Receipt::Code::refused : static_cast<Receipt::Code>(next_.integer(2));
  candidate.seq = next_.unsigned_integer(3);
  next_.reset();
  return std::optional<Candidate>(candidate);
}

Result<bool> Compaction::may_go(Outbox& outbox, Tables& tables, const Candidate& candidate) {
  if (candidate.code == Receipt::Code::refused) return false;
  if (candidate.code != Receipt::Code::conflict) return true;
  BRYGGA_ASSIGN(const bool is_open, shows_conflict(outbox, tables, candidate));
  return !is_open;
}

// What waits for a person's decision, the person may want to look up.
Result<bool> Compaction::shows_conflict(Outbox& outbox, Tables& tables,
                                        const Candidate& candidate) {
  for (EditNumber n = candidate.first; n <= candidate.last; ++n) {
    BRYGGA_ASSIGN(const std::optional<OutboxEdit> own, outbox.edit(n));
    const EntityDef* entity = own ? tables.schema().entity(own->edit.entity) : nullptr;
    if (entity == nullptr) continue;
    BRYGGA_ASSIGN(const std::optional<StoredRow> stored,
                  tables.load(own->edit.entity, own->edit.row));
    if (!stored) continue;
    for (const FieldDef& field : entity->fields) {
      if (is_open_conflict(field, stored->state.field(field.number))) return true;
    }
  }
  return false;
}

// Whether all of it is gone.
Result<bool> Compaction::forget(const Candidate& candidate, std::size_t& budget) {
  const auto later = static_cast<std::size_t>(candidate.last - candidate.first);
  if (later > 0) {
    const std::size_t erased = std::min(later, budget);
    BRYGGA_TRY(erase_later_.bind_unsigned(1, candidate.first)
                   .bind_unsigned(2, candidate.last)
                   .bind(3, static_cast<std::int64_t>(erased))
                   .run());
    // Of one that was begun earlier, fewer may be left than it once had.
    if (database_->changes() == static_cast<std::int64_t>(erased) && erased < later) {
      budget = 0;
      return false;
    }
    budget -= std::min(budget, erased);
  }
  BRYGGA_TRY(erase_first_.bind_unsigned(1, candidate.first).run());
  return true;
}

// --- what was refused and stays ---------------------------------------------------------------

// A refused edit may be sent again. What it built on it then names by stamp, not by the number of
// an edit that is here no more.
Status Compaction::settle_refused(Outbox& outbox) {
  std::vector<EditNumber> numbers;
  refused_.bind_unsigned(1, refused_settled_);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, refused_.step());
    if (!has_row) break;
    const EditNumber first = refused_.unsigned_integer(0);
    for (std::uint64_t i = 0; i < refused_.unsigned_integer(1); ++i) numbers.push_back(first + i);
    refused_settled_ = first;
  }
  for (const EditNumber number : numbers) BRYGGA_TRY(settle_bases(outbox, number));
  return {};
}

Status Compaction::settle_bases(Outbox& outbox, EditNumber number) {
  BRYGGA_ASSIGN(std::optional<OutboxEdit> own, outbox.edit(number));
  if (!own) return {};
  BRYGGA_ASSIGN(bool has_changed, settle_base(outbox, own->edit.seen));
  for (FieldWrite& write : own->edit.writes) {
    BRYGGA_ASSIGN(const bool changes, settle_base(outbox, write.base));
    has_changed = has_changed || changes;
  }
  if (!has_changed) return {};
  const Bytes body = encode(own->edit);
  return set_body_.bind(1, ByteView(body)).bind_unsigned(2, number).run();
}

// Refused edits stay, and keep their numbers: what is sent again goes together with what it
// depends on.
Result<bool> Compaction::settle_base(Outbox& outbox, std::vector<HeadRef>& base) {
  bool has_changed = false;
  for (HeadRef& ref : base) {
    if (ref.own_edit == 0) continue;
    BRYGGA_ASSIGN(const std::optional<OutboxEdit> named, outbox.edit(ref.own_edit));
    if (!named) continue;
    BRYGGA_ASSIGN(const std::optional<OutboxTransaction> whole, outbox.transaction(named->first));
    const bool is_accepted =
        whole && whole->receipt && whole->receipt->code != Receipt::Code::refused;
    if (!is_accepted) continue;
    ref = {named->stamp, 0};
    has_changed = true;
  }
  return has_changed;
}

// --- the rest ---------------------------------------------------------------------------------

Status Compaction::compact_commands() {
  return erase_commands_.bind_unsigned(1, retention_.commands_kept)
      .bind(2, commands_per_step)
      .run();
}

// Round and round, some values at a time. Their age is that of their stamps beside the newest stamp
// that the office has sent: both have been held against the office's clock.
Status Compaction::compact_history(const Replica& replica) {
  constexpr std::uint64_t day_ms = 86'400'000;
  const std::uint64_t now_ms = replica.time_seen.unix_ms();
  const std::uint64_t kept_ms = retention_.history_days * day_ms;
  const std::uint64_t oldest_ms = now_ms > kept_ms ? now_ms - kept_ms : 0;
  std::vector<std::int64_t> old;
  std::int64_t looked_at = 0;
  history_.bind(1, history_looked_at_).bind(2, values_per_step);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, history_.step());
    if (!has_row) break;
    looked_at = history_.integer(0);
    bool goes = Hlc{history_.unsigned_integer(3)}.unix_ms() < oldest_ms;
    if (!goes) {
      later_history_.bind(1, history_.integer(1))
          .bind(2, history_.integer(2))
          .bind(3, looked_at)
          .bind(4, std::int64_t{retention_.history_per_row});
      BRYGGA_ASSIGN(const bool has_count, later_history_.step());
      goes = has_count && later_history_.integer(0) >= retention_.history_per_row;
      later_history_.reset();
    }
    if (goes) old.push_back(looked_at);
  }
  history_looked_at_ = looked_at;  // 0 at the end: from the beginning again
  for (const std::int64_t row : old) BRYGGA_TRY(erase_history_.bind(1, row).run());
  return {};
}

// While scopes are loaded anew, their keys are in use.
Status Compaction::compact_scopes(Tables& tables) {
  std::vector<ScopeKey> unheld;
  unheld_scopes_.bind(1, scopes_per_step);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, unheld_scopes_.step());
    if (!has_row) break;
    unheld.push_back(unheld_scopes_.integer(0));
  }
  for (const ScopeKey key : unheld) BRYGGA_TRY(tables.drop_scope(key));
  return {};
}

// Ids made later are greater. What the office does not have yet is not touched.
Status Compaction::compact_reports(Tables& tables) {
  for (const EntityDef& entity : tables.schema().entities) {
    if (!entity.is_upload_only) continue;
    BRYGGA_ASSIGN(Statement select, database_->prepare("SELECT _key, _own FROM \"" + entity.name +
                                                       "\" ORDER BY id DESC LIMIT ? OFFSET ?"));
    select.bind(1, rows_per_step).bind_unsigned(2, retention_.reports_kept);
    std::vector<RowKey64> old;
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select.step());
      if (!has_row) break;
      if (select.integer(1) == 0) old.push_back(select.integer(0));
    }
    for (const RowKey64 key : old) BRYGGA_TRY(tables.erase(entity.number, key));
  }
  return {};
}

// An office asks for a mark only of a row that its backup does not hold (healing.hpp).
Status Compaction::compact_marks(Tables& tables, const Replica& replica) {
  const std::vector<EntityDef>& entities = tables.schema().entities;
  std::int64_t budget = replica.backed_up == 0 ? 0 : rows_per_step;
  for (std::size_t i = 0; budget > 0 && i <= entities.size(); ++i) {
    marks_entity_ %= entities.size();
    BRYGGA_ASSIGN(const Tables::LookedAt looked_at,
                  tables.drop_marks(entities[marks_entity_].number, marks_looked_at_,
                                    replica.backed_up, budget));
    marks_looked_at_ = looked_at.last;
    if (looked_at.rows < budget) {
      ++marks_entity_;
      marks_looked_at_ = 0;
    }
    budget -= looked_at.rows;
  }
  return {};
}

Status Compaction::free_pages() {
  BRYGGA_ASSIGN(const std::int64_t pages, database_->integer("PRAGMA page_count"));
  BRYGGA_ASSIGN(const std::int64_t unused, database_->integer("PRAGMA freelist_count"));
  if (unused <= std::max(free_pages_min, pages / free_share)) return {};
  return database_->execute("PRAGMA incremental_vacuum(" + std::to_string(pages_per_step) + ")");
}

}  // namespace brygga
