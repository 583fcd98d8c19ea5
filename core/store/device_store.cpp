#include "store/device_store.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/fault.hpp"
#include "base/limits.hpp"
#include "merge/apply.hpp"
#include "merge/validity.hpp"
#include "store/change_edit.hpp"
#include "store/query.hpp"
#include "store/sealed_save.hpp"
#include "store/store_parts.hpp"
#include "store/wipe.hpp"

namespace brygga {

// --- opening ----------------------------------------------------------------------------------

DeviceStore::DeviceStore(const Schema& schema, std::unique_ptr<Parts> parts)
    : schema_(schema), parts_(std::move(parts)) {}

DeviceStore::~DeviceStore() = default;

Result<std::unique_ptr<DeviceStore>> DeviceStore::open(const std::string& path,
                                                       const Schema& schema,
                                                       const Retention& retention, FileUse use) {
  BRYGGA_TRY(check_schema(schema));
  const FileFormat format{application_id, format_version, "a Brygga device store"};
  BRYGGA_ASSIGN(Database database, Database::open(path, Database::Mode::create));
  if (use == FileUse::alone) BRYGGA_TRY(database.keep_alone());
  BRYGGA_ASSIGN(const std::int32_t version, check_format(database, format));
  BRYGGA_ASSIGN(const bool is_current, Tables::is_current(database, schema));
  BRYGGA_ASSIGN(const bool is_indexed, SearchIndex::is_current(database, schema));
  // Has to be said before anything is in the file: free pages can then be given back a few at a
  // time (compaction.hpp).
  if (version == 0) BRYGGA_TRY(database.execute("PRAGMA auto_vacuum=INCREMENTAL"));
  BRYGGA_TRY(make_durable(database, format));
  if (version < format_version || !is_current || !is_indexed) {
    BRYGGA_TRY(Parts::migrate(database, schema, version));
  }
  BRYGGA_ASSIGN(std::unique_ptr<Parts> parts, Parts::open(std::move(database), schema, retention));
  return std::unique_ptr<DeviceStore>(new DeviceStore(schema, std::move(parts)));
}

const std::string& DeviceStore::path() const { return parts_->database.path(); }

Result<std::int64_t> DeviceStore::data_version() {
  BRYGGA_ASSIGN(const bool has_row, parts_->data_version.step());
  const std::int64_t version = has_row ? parts_->data_version.integer(0) : 0;
  parts_->data_version.reset();
  return version;
}

// --- saving -----------------------------------------------------------------------------------

namespace {

Error refused(const Refusal& refusal) {
  return {ErrorCode::invalid, refusal.sentence, false, refusal.code};
}

// The office never trusts this; it spares a person a refusal for what a program got wrong. Own
// edits go by their numbers: their stamps may have been shifted since the version was given out.
bool builds_on_the_future(const Edit& edit, EditNumber first, Hlc time) {
  const auto is_ahead = [&](const std::vector<HeadRef>& base) {
    return std::any_of(base.begin(), base.end(), [&](const HeadRef& ref) {
      return ref.own_edit != 0 ? ref.own_edit >= first : ref.stamp.time >= time;
    });
  };
  return is_ahead(edit.seen) ||
         std::any_of(edit.writes.begin(), edit.writes.end(),
                     [&](const FieldWrite& write) { return is_ahead(write.base); });
}

std::uint64_t office_time_ms(const Replica& replica, std::uint64_t now_ms) {
  // Small differences are the network's, not the clock's.
  constexpr std::int64_t noise_ms = 5000;
  const std::int64_t offset = replica.clock_offset_ms;
  if (offset > -noise_ms && offset < noise_ms) {
    return now_ms;
  }
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, static_cast<std::int64_t>(now_ms) + offset));
}

void rename(const std::unordered_map<EditNumber, EditNumber>& renumbered,
            std::vector<HeadRef>& base) {
  for (HeadRef& ref : base) {
    const auto renamed = renumbered.find(ref.own_edit);
    if (renamed != renumbered.end()) ref.own_edit = renamed->second;
  }
}

}  // namespace

// One save under way.
struct DeviceStore::Save {
  DeviceStore::Parts& parts;
  const Schema& schema;
  TransactionId id;
  std::uint64_t now_ms = 0;
  Replica replica;
  EditNumber first = 0;
  std::uint32_t edits_total = 0;
  Stamp stamp;
  std::size_t bytes = 0;

  Status change(const Change& change, EditNumber number) {
    const EntityDef* entity = schema.entity(change.entity);
    if (entity == nullptr) {
      return Error{ErrorCode::invalid, "There is no such kind of record.", false, "unknown_entity"};
    }
    BRYGGA_ASSIGN(RowState seen, seen_row(*entity, change));
    // Whether a new row's id is free, the insert finds out.
    std::optional<StoredRow> stored;
    if (!change.creates_in) {
      BRYGGA_ASSIGN(stored, load(change));
    }
    if (has_fault(Fault::base_at_save) && stored) seen = stored->state;
    BRYGGA_ASSIGN(Edit edit, edit_of(*entity, change, seen));
    if (stored) {
      const auto past = [&](const FieldDef& field, const Head& head) {
        return past_value(*entity, stored->key, field, head);
      };
      BRYGGA_TRY(SealedSave(*entity, stored->state, seen, past).complete(edit));
    }
    return put(*entity, std::move(edit), number, std::move(stored));
  }

  Result<std::optional<Value>> past_value(const EntityDef& entity, RowKey64 key,
                                          const FieldDef& field, const Head& head) {
    if (head.own_edit == 0) return parts.past_value(entity, key, field, head.stamp);
    BRYGGA_ASSIGN(const std::optional<OutboxEdit> own, parts.outbox.edit(head.own_edit));
    if (!own) return std::optional<Value>{};
    for (const FieldWrite& write : own->edit.writes) {
      if (write.field == field.number) return std::optional<Value>(write.value);
    }
    return std::optional<Value>{};
  }

  // A version may be so old that an edit which it names is here no more.
  Status check_known(const std::vector<HeadRef>& base) const {
    if (!names_own(base)) return {};
    for (const HeadRef& ref : base) {
      if (ref.own_edit == 0) continue;
      BRYGGA_ASSIGN(const bool is_known, parts.outbox.has(ref.own_edit));
      if (is_known) continue;
      return Error{ErrorCode::invalid,
                   "This record was read too long ago to be saved now. Read it again.", false,
                   "bad_version"};
    }
    return {};
  }

  // The same edit once more, of a transaction that was refused.
  Status repeat(Edit edit, EditNumber number) {
    const EntityDef* entity = schema.entity(edit.entity);
    if (entity == nullptr) {
      return Error{ErrorCode::invalid, "There is no such kind of record.", false, "unknown_entity"};
    }
    Change named;
    named.entity = edit.entity;
    named.row = edit.row;
    std::optional<StoredRow> stored;
    if (!edit.creates) {
      BRYGGA_ASSIGN(stored, load(named));
    }
    return put(*entity, std::move(edit), number, std::move(stored));
  }

  Status put(const EntityDef& entity, Edit edit, EditNumber number,
             std::optional<StoredRow> stored) {
    BRYGGA_TRY(check_known(edit.seen));
    for (const FieldWrite& write : edit.writes) BRYGGA_TRY(check_known(write.base));
    BRYGGA_TRY(parts.outbox.resolve(edit, RefUse::show, replica.confirmed));
    for (const FieldWrite& write : edit.writes) {
      bytes += size_of(write.value) + write.base.size() * 18 + 8;
    }
    if (builds_on_the_future(edit, first, stamp.time)) {
      return Error{ErrorCode::invalid, "The version that came with the change is from the future.",
                   false, "bad_version"};
    }
    if (bytes > limits::transaction_bytes_max) {
      return Error{ErrorCode::too_large, "Too much is saved at once; save it in several steps.",
                   false, "transaction_too_large"};
    }
    if (auto refusal = judge_validity(schema, stored ? &stored->state : nullptr, edit)) {
      return refused(*refusal);
    }
    return write(entity, edit, number, std::move(stored));
  }

  // A row that this device has deleted and not yet sent is what its edits make of it; it may be
  // written to once more, which brings it back.
  Result<std::optional<StoredRow>> load(const Change& change) {
    BRYGGA_ASSIGN(std::optional<StoredRow> stored, parts.tables->load(change.entity, change.row));
    if (!stored || !stored->state.life.is_deleted()) return stored;
    BRYGGA_ASSIGN(std::optional<RowState> office,
                  parts.overlay.office_row(change.entity, stored->key));
    BRYGGA_ASSIGN(const std::vector<OutboxEdit> pending,
                  parts.overlay.pending(parts.outbox, stored->own_edit, replica.confirmed));
    BRYGGA_ASSIGN(std::optional<RowState> shown,
                  parts.overlay.shown(parts.outbox, std::move(office), pending, replica.confirmed));
    if (!shown) return std::optional<StoredRow>{};
    stored->state = std::move(*shown);
    return stored;
  }

  Status write(const EntityDef& entity, const Edit& edit, EditNumber number,
               std::optional<StoredRow> stored) {
    std::vector<Superseded> superseded;
    const bool was_deleted = stored && stored->state.life.is_deleted();
    EditNumber previous = 0;
    if (stored) {
      const bool has_pending = stored->own_edit > replica.confirmed;
      if (has_pending) {
        previous = stored->own_edit;
      } else {
        BRYGGA_TRY(parts.overlay.keep_office_row(stored->key, stored->state));
      }
      const bool had_conflicts = has_conflict_entries(entity, stored->state);
      apply_edit(entity, stored->state, edit, stamp, number, 0, superseded);
      BRYGGA_TRY(parts.tables->update(stored->key, stored->state, number, had_conflicts));
    } else {
      RowState row = empty_row(entity, edit.row, edit.scope);
      apply_edit(entity, row, edit, stamp, number, 0, superseded);
      const Result<RowKey64> key = parts.tables->insert(row, number);
      if (!key && key.error().reason == "exists") {
        return Error{ErrorCode::invalid, "A " + entity.name + " with this id exists already.",
                     false, "row_exists"};
      }
      if (!key) return key.error();
    }
    BRYGGA_TRY(parts.outbox.append(id, first, edits_total, number, previous, stamp, now_ms, edit));
    return was_deleted || edit.deletes ? note_deletion(edit, number) : Status{};
  }

  // Whoever deletes a row hears if it comes back, unless they bring it back themselves.
  Status note_deletion(const Edit& edit, EditNumber number) {
    Statement& note = edit.deletes ? parts.insert_own_deletion : parts.delete_own_deletion;
    note.bind(1, std::int64_t{edit.entity}).bind(2, edit.row.uuid);
    if (edit.deletes) {
      note.bind_unsigned(3, number)
          .bind_unsigned(4, first)
          .bind(5, id.uuid)
          .bind_unsigned(6, now_ms);
    }
    return note.run();
  }
};

// Numbers and stamp of a transaction to come.
Result<DeviceStore::Save> DeviceStore::begin_save(const TransactionId& id, std::uint32_t edits,
                                                  std::uint64_t now_ms) {
  BRYGGA_ASSIGN(const OutboxEdit newest, parts_->outbox.newest());
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (replica.is_wiped()) return wiped_error();
  Save save{*parts_, schema_, id, now_ms, std::move(replica), 0, edits, {}, 0};
  save.first = std::max({newest.number, save.replica.consumed, save.replica.confirmed}) + 1;
  save.stamp = {next_hlc(std::max(newest.stamp.time, save.replica.time_seen),
                         office_time_ms(save.replica, now_ms)),
                save.replica.device};
  return save;
}

Result<Saved> DeviceStore::save(const WriteSet& writes, const TransactionId& id,
                                std::uint64_t now_ms) {
  if (writes.changes.empty() || writes.changes.size() > limits::transaction_edits_max) {
    return Error{
        ErrorCode::invalid,
        "A save needs between 1 and " + std::to_string(limits::transaction_edits_max) + " changes.",
        false, "bad_transaction"};
  }
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(const std::optional<Saved> known, known_command(writes.command));
  if (known) return *known;
  BRYGGA_ASSIGN(Save save,
                begin_save(id, static_cast<std::uint32_t>(writes.changes.size()), now_ms));
  EditNumber number = save.first;
  RowTransaction rows(transaction, *parts_->tables);
  for (const Change& change : writes.changes) BRYGGA_TRY(save.change(change, number++));
  const Saved saved{id, save.first, false, {}};
  BRYGGA_TRY(
      keep_command({writes.command, [&](const Saved&) { return writes.command_result; }}, saved));
  BRYGGA_TRY(rows.commit());
  return saved;
}

Result<std::optional<Saved>> DeviceStore::known_command(const std::optional<CommandId>& command) {
  if (!command || has_fault(Fault::command_forgotten)) return std::optional<Saved>{};
  Statement& select = parts_->select_command;
  BRYGGA_ASSIGN(const bool is_known, select.bind(1, command->uuid).step());
  if (!is_known) return std::optional<Saved>{};
  Saved known{TransactionId{select.uuid(0)}, select.unsigned_integer(1), true,
              std::string(select.text(2))};
  select.reset();
  return std::optional<Saved>(std::move(known));
}

Status DeviceStore::keep_command(const CommandToKeep& command, const Saved& saved) {
  if (!command.id) return {};
  const std::string result = command.result ? command.result(saved) : std::string();
  return parts_->insert_command.bind(1, command.id->uuid)
      .bind(2, saved.transaction.uuid)
      .bind_unsigned(3, saved.first)
      .bind(4, std::string_view(result))
      .run();
}

// --- what was refused ---------------------------------------------------------------------------

namespace {

Error not_refused() {
  return {ErrorCode::not_found, "No refused change has this number; it may have been dealt with.",
          false, "not_refused"};
}

bool is_refused(const OutboxTransaction& transaction) {
  return transaction.receipt && transaction.receipt->code == Receipt::Code::refused;
}

}  // namespace

Result<Saved> DeviceStore::dismiss(EditNumber first, const CommandToKeep& command) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(const std::optional<Saved> known, known_command(command.id));
  if (known) return *known;
  BRYGGA_ASSIGN(const std::optional<OutboxTransaction> refused, parts_->outbox.transaction(first));
  if (!refused || !is_refused(*refused) || refused->is_closed) return not_refused();
  BRYGGA_TRY(parts_->outbox.close(first));
  const Saved dismissed{refused->id, first, false, {}};
  BRYGGA_TRY(keep_command(command, dismissed));
  BRYGGA_TRY(transaction.commit());
  return dismissed;
}

Result<Saved> DeviceStore::close_deletion(EntityNumber entity, const RowId& id,
                                          const CommandToKeep& command) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(const std::optional<Saved> known, known_command(command.id));
  if (known) return *known;
  Statement& select = parts_->select_own_deletion;
  BRYGGA_ASSIGN(const bool is_there, select.bind(1, std::int64_t{entity}).bind(2, id.uuid).step());
  if (!is_there) {
    return Error{ErrorCode::not_found, "No deletion of this record waits for anybody.", false,
                 "not_found"};
  }
  const Saved closed{TransactionId{select.uuid(0)}, select.unsigned_integer(1), false, {}};
  select.reset();
  BRYGGA_TRY(parts_->delete_own_deletion.bind(1, std::int64_t{entity}).bind(2, id.uuid).run());
  BRYGGA_TRY(keep_command(command, closed));
  BRYGGA_TRY(transaction.commit());
  return closed;
}

// Oldest first: the transaction, and the later ones that were refused because they depend on it.
Result<std::vector<OutboxTransaction>> DeviceStore::chain_of(EditNumber first) {
  std::vector<OutboxTransaction> chain;
  std::unordered_set<RowKey> made;
  BRYGGA_ASSIGN(const std::vector<OutboxTransaction> open,
                parts_->outbox.transactions(SIZE_MAX >> 1, true));
  for (auto candidate = open.rbegin(); candidate != open.rend(); ++candidate) {
    if (candidate->first < first || !is_refused(*candidate)) continue;
    bool belongs = candidate->first == first;
    std::vector<RowKey> creates;
    for (std::uint32_t i = 0; i < candidate->edits; ++i) {
      BRYGGA_ASSIGN(const std::optional<OutboxEdit> own, parts_->outbox.edit(candidate->first + i));
      if (!own) continue;
      belongs = belongs || (candidate->receipt->refusal.code == "depends_on" &&
                            made.count(own->edit.key()) != 0);
      if (own->edit.creates) creates.push_back(own->edit.key());
    }
    if (!belongs) continue;
    made.insert(creates.begin(), creates.end());
    chain.push_back(*candidate);
  }
  return chain;
}

Result<Saved> DeviceStore::send_again(EditNumber first,
                                      const std::function<TransactionId()>& new_id,
                                      std::uint64_t now_ms, const CommandToKeep& command) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(const std::optional<Saved> known, known_command(command.id));
  if (known) return *known;
  BRYGGA_ASSIGN(const std::vector<OutboxTransaction> chain, chain_of(first));
  if (chain.empty() || chain.front().first != first) return not_refused();
  RowTransaction rows(transaction, *parts_->tables);
  std::unordered_map<EditNumber, EditNumber> renumbered;
  Saved sent;
  sent.transactions = chain.size();
  for (const OutboxTransaction& refused : chain) {
    BRYGGA_ASSIGN(Save save, begin_save(new_id(), refused.edits, now_ms));
    if (sent.first == 0) {
      sent.transaction = save.id;
      sent.first = save.first;
    }
    for (std::uint32_t i = 0; i < refused.edits; ++i) {
      BRYGGA_ASSIGN(std::optional<OutboxEdit> own, parts_->outbox.edit(refused.first + i));
      if (!own) return not_refused();
      for (FieldWrite& write : own->edit.writes) rename(renumbered, write.base);
      rename(renumbered, own->edit.seen);
      BRYGGA_TRY(save.repeat(std::move(own->edit), save.first + i));
      renumbered.emplace(refused.first + i, save.first + i);
    }
    BRYGGA_TRY(parts_->outbox.close(refused.first));
  }
  BRYGGA_TRY(keep_command(command, sent));
  BRYGGA_TRY(rows.commit());
  return sent;
}

// --- reading ----------------------------------------------------------------------------------

Result<std::optional<RowView>> DeviceStore::read(EntityNumber entity, const RowId& id) {
  if (schema_.entity(entity) == nullptr) {
    return std::optional<RowView>{};
  }
  BRYGGA_ASSIGN(std::optional<StoredRow> stored, parts_->tables->load(entity, id));
  if (!stored || stored->state.life.is_deleted()) {
    return std::optional<RowView>{};
  }
  RowView view;
  view.version = version_of(*schema_.entity(entity), stored->state);
  view.is_unsent = stored->own_edit != 0;
  view.state = std::move(stored->state);
  return std::optional<RowView>(std::move(view));
}

Result<std::vector<HistoryItem>> DeviceStore::history(EntityNumber number, const RowId& id) {
  std::vector<HistoryItem> items;
  const EntityDef* entity = schema_.entity(number);
  if (entity == nullptr) {
    return items;
  }
  BRYGGA_ASSIGN(const std::optional<StoredRow> stored, parts_->tables->load(number, id));
  if (!stored) {
    return items;
  }
  Statement& select = parts_->select_history;
  select.bind(1, std::int64_t{number}).bind(2, stored->key);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return items;
    const FieldDef* field = entity->field(static_cast<FieldNumber>(select.integer(0)));
    auto value = field != nullptr ? read_column(select, 5, field->type) : std::nullopt;
    if (!value) continue;
    items.push_back({field->number,
                     {{select.unsigned_integer(1)}, {select.unsigned_integer(2)}},
                     std::move(*value),
                     static_cast<Superseded::Why>(select.integer(3)),
                     select.unsigned_integer(4)});
  }
}

Result<StoreStatus> DeviceStore::status() {
  StoreStatus status;
  BRYGGA_ASSIGN(status.replica, parts_->replica.load());
  BRYGGA_ASSIGN(status.outbox, parts_->outbox.counts(status.replica.consumed));
  BRYGGA_ASSIGN(const std::vector<HeldScope> scopes, parts_->replica.scopes(*parts_->tables));
  status.scopes = scopes.size();
  status.scopes_loading = static_cast<std::size_t>(std::count_if(
      scopes.begin(), scopes.end(), [](const HeldScope& scope) { return !scope.complete; }));
  status.load = progress_of(scopes);
  return status;
}

Result<std::vector<OutboxTransaction>> DeviceStore::transactions(std::size_t limit,
                                                                 bool only_open) {
  return parts_->outbox.transactions(limit, only_open);
}

Result<std::optional<Edit>> DeviceStore::edit(EditNumber number) {
  BRYGGA_ASSIGN(std::optional<OutboxEdit> row, parts_->outbox.edit(number));
  if (!row) {
    return std::optional<Edit>{};
  }
  return std::optional<Edit>(std::move(row->edit));
}

Result<Replica> DeviceStore::replica() { return parts_->replica.load(); }

Result<SearchHits> DeviceStore::search(std::string_view text,
                                       const std::vector<EntityNumber>& entities,
                                       std::size_t limit) {
  return parts_->search->find(text, entities, limit);
}

Status DeviceStore::query(std::string_view sql, const std::vector<Value>& parameters,
                          std::vector<std::string>* columns,
                          const std::function<bool(const std::vector<Value>&)>& on_row) {
  return run_query(parts_->database, sql, parameters, columns, on_row);
}

}  // namespace brygga
