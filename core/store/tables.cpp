#include "store/tables.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "merge/apply.hpp"
#include "model/civil.hpp"
#include "protocol/row_change.hpp"
#include "store/heads_codec.hpp"
#include "store/search_index.hpp"
#include "store/sql_name.hpp"

namespace brygga {
namespace {

// --- values in columns ------------------------------------------------------------------------

void append_json_text(std::string& json, std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  json += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += "\\u00";
      json += digits[static_cast<unsigned char>(c) >> 4];
      json += digits[static_cast<unsigned char>(c) & 15];
    } else {
      json += c;
    }
  }
  json += '"';
}

void append_json(std::string& json, Type type, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    append_json_text(json, *text);
  } else if (const auto* uuid = std::get_if<Uuid>(&value)) {
    append_json_text(json, to_string(*uuid));
  } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
    append_json_text(json, to_hex(*bytes));
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    json += *flag ? "true" : "false";
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (type == Type::date) {
      append_json_text(json, date_text(*integer));
    } else {
      json += std::to_string(*integer);
    }
  } else if (const auto* real = std::get_if<double>(&value)) {
    std::array<char, 40> digits{};
    sqlite3_snprintf(static_cast<int>(digits.size()), digits.data(), "%!.17g", *real);
    json += digits.data();
  }
}

std::string json_of_set(Type type, const FieldState& state) {
  std::string json = "[";
  for (const Value& element : set_elements(state)) {
    if (json.size() > 1) json += ',';
    append_json(json, type, element);
  }
  return json + "]";
}

bool keeps_conflict_entries(const FieldDef& field, const FieldState& state) {
  return field.rule != Rule::set && state.heads.size() > 1;
}

// Bytes from disk may say anything; what is used must name fields that exist.
bool fits(const EntityDef& entity, const RowChange& change) {
  return std::all_of(change.fields.begin(), change.fields.end(), [&](const FieldChange& field) {
    return entity.field(field.field) != nullptr;
  });
}

Error damaged(const EntityDef& entity, const char* what) {
  return {ErrorCode::corrupt,
          "A " + entity.name + " in the store is damaged (" + what +
              "). Keep the file, and restore from a backup or enrol again.",
          false, "damaged"};
}

}  // namespace

void bind_value(Statement& statement, int at, Type type, const Value& value, std::string& scratch) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind(at, std::string_view(*text));
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (type != Type::date) {
      statement.bind(at, *integer);
    } else {
      scratch = date_text(*integer);
      statement.bind(at, std::string_view(scratch));
    }
  } else if (const auto* uuid = std::get_if<Uuid>(&value)) {
    statement.bind(at, *uuid);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    statement.bind(at, static_cast<std::int64_t>(*flag));
  } else if (const auto* real = std::get_if<double>(&value)) {
    statement.bind(at, *real);
  } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
    statement.bind(at, ByteView(*bytes));
  } else {
    statement.bind_null(at);
  }
}

std::optional<Value> read_column(const Statement& statement, int column, Type type) {
  const int form = statement.column_type(column);
  if (form == SQLITE_NULL) {
    return Value{};
  }
  switch (type) {
    case Type::boolean:
      if (form != SQLITE_INTEGER) return std::nullopt;
      return Value(statement.integer(column) != 0);
    case Type::integer:
    case Type::time:
      if (form != SQLITE_INTEGER) return std::nullopt;
      return Value(statement.integer(column));
    case Type::real:
      if (form != SQLITE_FLOAT && form != SQLITE_INTEGER) return std::nullopt;
      return Value(statement.real(column));
    case Type::text:
      if (form != SQLITE_TEXT) return std::nullopt;
      return Value(std::string(statement.text(column)));
    case Type::date: {
      const auto days = form == SQLITE_TEXT ? parse_date(statement.text(column)) : std::nullopt;
      return days ? std::optional<Value>(*days) : std::nullopt;
    }
    case Type::bytes: {
      if (form != SQLITE_BLOB) return std::nullopt;
      const ByteView view = statement.blob(column);
      return Value(Bytes(view.begin(), view.end()));
    }
    case Type::id: {
      const auto uuid = uuid_from_bytes(statement.blob(column));
      return uuid ? std::optional<Value>(*uuid) : std::nullopt;
    }
  }
  return std::nullopt;
}

bool has_conflict_entries(const EntityDef& entity, const RowState& row) {
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if (keeps_conflict_entries(entity.fields[i], row.fields[i])) return true;
  }
  return false;
}

// --- rows -------------------------------------------------------------------------------------

struct Tables::EntityStatements {
  const EntityDef* entity = nullptr;
  Statement select_by_id;
  Statement select_by_key;
  Statement insert;
  Statement update;
  Statement update_heads;
  Statement confirm_made;
  Statement erase;
  Statement select_scope;
  Statement last_key;
  Statement select_after;
};

Tables::Tables(Database& database, const Schema& schema)
    : database_(database), schema_(schema), statements_(schema.entities.size()) {}

Tables::~Tables() = default;

Result<std::unique_ptr<Tables>> Tables::open(Database& database, const Schema& schema) {
  std::unique_ptr<Tables> tables(new Tables(database, schema));
  const auto prepare = [&](Statement& statement, std::string_view sql) -> Status {
    BRYGGA_ASSIGN(statement, database.prepare(sql));
    return {};
  };
  BRYGGA_TRY(
      prepare(tables->insert_conflict_,
              "INSERT INTO main.conflict(entity, row, field, place, value) VALUES(?,?,?,?,?)"));
  BRYGGA_TRY(
      prepare(tables->erase_conflicts_, "DELETE FROM main.conflict WHERE entity = ? AND row = ?"));
  BRYGGA_TRY(prepare(tables->select_conflicts_,
                     "SELECT place, value FROM main.conflict WHERE entity = ? AND row = ? AND "
                     "field = ?"));
  static constexpr const char* select_deleted =
      "SELECT row, id, scope, seq, own, life, body FROM main.deleted WHERE entity = ? AND ";
  BRYGGA_TRY(prepare(tables->select_deleted_, std::string(select_deleted) + "id = ?"));
  BRYGGA_TRY(prepare(tables->select_deleted_at_, std::string(select_deleted) + "row = ?"));
  BRYGGA_TRY(prepare(tables->select_deleted_id_,
                     "SELECT id FROM main.deleted WHERE entity = ? AND row = ?"));
  BRYGGA_TRY(
      prepare(tables->select_deleted_in_, "SELECT entity, id FROM main.deleted WHERE scope = ?"));
  BRYGGA_TRY(prepare(tables->insert_deleted_,
                     "INSERT OR REPLACE INTO main.deleted VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  BRYGGA_TRY(
      prepare(tables->erase_deleted_, "DELETE FROM main.deleted WHERE entity = ? AND row = ?"));
  BRYGGA_TRY(prepare(tables->last_deleted_, "SELECT max(row) FROM main.deleted WHERE entity = ?"));
  BRYGGA_TRY(
      prepare(tables->select_scope_, "SELECT key FROM main.scope WHERE kind = ? AND id = ?"));
  BRYGGA_TRY(prepare(tables->insert_scope_, "INSERT INTO main.scope(kind, id) VALUES(?, ?)"));
  BRYGGA_TRY(
      prepare(tables->select_scope_by_key_, "SELECT kind, id FROM main.scope WHERE key = ?"));
  std::string unused =
      "DELETE FROM main.scope WHERE key = ?1 AND key < (SELECT max(key) FROM main.scope) AND NOT "
      "EXISTS "
      "(SELECT 1 FROM main.deleted WHERE scope = ?1)";
  for (const EntityDef& entity : schema.entities) {
    unused += " AND NOT EXISTS (SELECT 1 FROM main." + quoted(entity.name) + " WHERE _scope = ?1)";
  }
  BRYGGA_TRY(prepare(tables->erase_scope_, unused));
  BRYGGA_TRY(prepare(tables->select_writer_, "SELECT key FROM main.writer WHERE device = ?"));
  BRYGGA_TRY(
      prepare(tables->select_writer_by_key_, "SELECT device FROM main.writer WHERE key = ?"));
  BRYGGA_TRY(prepare(tables->insert_writer_, "INSERT INTO main.writer(device) VALUES(?)"));
  return tables;
}

Result<Tables::EntityStatements*> Tables::statements(EntityNumber number) {
  BRYGGA_CHECK(schema_.entity(number) != nullptr);
  auto& cached = statements_[number - 1U];
  if (cached != nullptr) {
    return cached.get();
  }
  const EntityDef& entity = *schema_.entity(number);
  const std::string table = "main." + quoted(entity.name);
  std::string names;
  std::string marks;
  std::string sets;
  for (const FieldDef& field : entity.fields) {
    names += quoted(field.name) + ", ";
    marks += "?, ";
    sets += quoted(field.name) + " = ?, ";
  }
  const std::string select =
      "SELECT _key, id, _scope, _seq, _own, _heads, " + names + "NULL FROM " + table;
  auto made = std::make_unique<EntityStatements>();
  made->entity = &entity;
  BRYGGA_ASSIGN(made->select_by_id, database_.prepare(select + " WHERE id = ?"));
  BRYGGA_ASSIGN(made->select_by_key, database_.prepare(select + " WHERE _key = ?"));
  BRYGGA_ASSIGN(made->insert, database_.prepare("INSERT INTO " + table + "(" + names +
                                                "_scope, _seq, _own, _heads, id, _key) VALUES(" +
                                                marks + "?, ?, ?, ?, ?, ?)"));
  BRYGGA_ASSIGN(made->update,
                database_.prepare("UPDATE " + table + " SET " + sets +
                                  "_scope = ?, _seq = ?, _own = ?, _heads = ? WHERE _key = ?"));
  BRYGGA_ASSIGN(
      made->update_heads,
      database_.prepare("UPDATE " + table + " SET _seq = ?, _own = ?, _heads = ? WHERE _key = ?"));
  BRYGGA_ASSIGN(made->confirm_made, database_.prepare("UPDATE " + table +
                                                      " SET _seq = ?, _own = 0, _heads = ? "
                                                      "WHERE id = ? AND _own = ?"));
  BRYGGA_ASSIGN(made->erase, database_.prepare("DELETE FROM " + table + " WHERE _key = ?"));
  BRYGGA_ASSIGN(made->select_scope,
                database_.prepare("SELECT id FROM " + table + " WHERE _scope = ?"));
  BRYGGA_ASSIGN(made->last_key, database_.prepare("SELECT max(_key) FROM " + table));
  BRYGGA_ASSIGN(made->select_after,
                database_.prepare("SELECT _key, _seq, _own, substr(_heads, 1, 1) FROM " + table +
                                  " WHERE _key > ? ORDER BY _key LIMIT ?"));
  cached = std::move(made);
  return cached.get();
}

Result<std::optional<StoredRow>> Tables::load(EntityNumber number, const RowId& id) {
  BRYGGA_ASSIGN(EntityStatements * entity, statements(number));
  entity->select_by_id.bind(1, id.uuid);
  BRYGGA_ASSIGN(std::optional<StoredRow> row, read(*entity, entity->select_by_id));
  if (row) return row;
  select_deleted_.bind(1, std::int64_t{number}).bind(2, id.uuid);
  return read_deleted(*entity->entity, select_deleted_);
}

Result<std::optional<StoredRow>> Tables::load_at(EntityNumber number, RowKey64 key) {
  BRYGGA_ASSIGN(EntityStatements * entity, statements(number));
  entity->select_by_key.bind(1, key);
  BRYGGA_ASSIGN(std::optional<StoredRow> row, read(*entity, entity->select_by_key));
  if (row) return row;
  select_deleted_at_.bind(1, std::int64_t{number}).bind(2, key);
  return read_deleted(*entity->entity, select_deleted_at_);
}

Result<std::optional<StoredRow>> Tables::read(EntityStatements& statements, Statement& select) {
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) {
    return std::optional<StoredRow>{};
  }
  const EntityDef& entity = *statements.entity;
  StoredRow row;
  row.key = select.integer(0);
  row.state = empty_row(entity, RowId{select.uuid(1)}, {});
  row.state.seq = select.unsigned_integer(3);
  row.own_edit = select.unsigned_integer(4);
  const ScopeKey scope = select.integer(2);
  const Result<bool> heads = read_heads(entity, select, row.state);
  if (!heads.ok()) select.reset();
  BRYGGA_ASSIGN(bool is_sound, heads);
  bool has_conflicts = false;
  for (std::size_t i = 0; is_sound && i < entity.fields.size(); ++i) {
    FieldState& state = row.state.fields[i];
    has_conflicts = has_conflicts || keeps_conflict_entries(entity.fields[i], state);
    if (entity.fields[i].rule == Rule::set || state.heads.size() != 1) continue;
    auto value = read_column(select, 6 + static_cast<int>(i), entity.fields[i].type);
    is_sound = value.has_value();
    if (is_sound) state.heads.front().value = std::move(*value);
  }
  select.reset();
  if (!is_sound) {
    return damaged(entity, "a column or its heads");
  }
  BRYGGA_ASSIGN(const std::optional<Scope> known, scope_at(scope));
  if (!known) {
    return damaged(entity, "its scope");
  }
  row.state.scope = *known;
  if (has_conflicts) BRYGGA_TRY(read_conflicts(statements, row));
  return std::optional<StoredRow>(std::move(row));
}

Status Tables::read_conflicts(EntityStatements& statements, StoredRow& row) {
  const EntityDef& entity = *statements.entity;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    FieldState& state = row.state.fields[i];
    if (!keeps_conflict_entries(entity.fields[i], state)) continue;
    select_conflicts_.bind(1, std::int64_t{entity.number})
        .bind(2, row.key)
        .bind(3, static_cast<std::int64_t>(i + 1));
    std::size_t found = 0;
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select_conflicts_.step());
      if (!has_row) break;
      const auto place = static_cast<std::size_t>(select_conflicts_.integer(0));
      auto value = read_column(select_conflicts_, 1, entity.fields[i].type);
      if (!value || place >= state.heads.size()) {
        select_conflicts_.reset();
        return damaged(entity, "an entry of its conflicts");
      }
      state.heads[place].value = std::move(*value);
      ++found;
    }
    if (found != state.heads.size()) return damaged(entity, "the number of its conflicts");
  }
  return {};
}

namespace {

// Binds fields 1..n, scope, seq, own edit and heads; returns the next free parameter.
class RowBinding {
 public:
  RowBinding(const EntityDef& entity, const RowState& row, const Bytes& heads)
      : entity_(entity), row_(row), heads_(heads), scratch_(entity.fields.size()) {}

  int bind(Statement& statement, ScopeKey scope, EditNumber own_edit) {
    int at = 1;
    for (std::size_t i = 0; i < entity_.fields.size(); ++i, ++at) {
      const FieldDef& field = entity_.fields[i];
      const FieldState& state = row_.fields[i];
      if (state.heads.empty()) {
        statement.bind_null(at);
      } else if (field.rule == Rule::set) {
        scratch_[i] = json_of_set(field.type, state);
        statement.bind(at, std::string_view(scratch_[i]));
      } else {
        bind_value(statement, at, field.type, shown_head(field, state)->value, scratch_[i]);
      }
    }
    statement.bind(at++, scope);
    statement.bind_unsigned(at++, row_.seq);
    statement.bind_unsigned(at++, own_edit);
    statement.bind(at++, ByteView(heads_));
    return at;
  }

 private:
  const EntityDef& entity_;
  const RowState& row_;
  const Bytes& heads_;
  std::vector<std::string> scratch_;
};

}  // namespace

Result<RowKey64> Tables::new_key(EntityStatements& statements) {
  const EntityNumber entity = statements.entity->number;
  auto last = last_keys_.find(entity);
  if (last == last_keys_.end()) {
    BRYGGA_ASSIGN(const bool has_row, statements.last_key.step());
    RowKey64 greatest = has_row ? statements.last_key.integer(0) : 0;
    statements.last_key.reset();
    last_deleted_.bind(1, std::int64_t{entity});
    BRYGGA_ASSIGN(const bool has_deleted, last_deleted_.step());
    if (has_deleted) greatest = std::max(greatest, last_deleted_.integer(0));
    last_deleted_.reset();
    last = last_keys_.emplace(entity, greatest).first;
  }
  return ++last->second;
}

Status Tables::insert_at(RowKey64 key, EntityStatements& statements, const RowState& row,
                         EditNumber own_edit) {
  BRYGGA_ASSIGN(const ScopeKey scope, scope_key(row.scope));
  BRYGGA_ASSIGN(const Bytes heads, heads_of(*statements.entity, row));
  RowBinding binding(*statements.entity, row, heads);
  const int at = binding.bind(statements.insert, scope, own_edit);
  BRYGGA_TRY(statements.insert.bind(at, row.id.uuid).bind(at + 1, key).run());
  if (index_ != nullptr) BRYGGA_TRY(index_->add(*statements.entity, key, row));
  return write_conflicts(*statements.entity, key, row);
}

Result<RowKey64> Tables::insert(const RowState& row, EditNumber own_edit) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(row.entity));
  BRYGGA_ASSIGN(const RowKey64 key, new_key(*statements_of));
  if (row.life.is_deleted()) {
    BRYGGA_TRY(bury(key, row, own_edit));
  } else {
    BRYGGA_TRY(insert_at(key, *statements_of, row, own_edit));
  }
  return key;
}

Status Tables::update(RowKey64 key, const RowState& row, EditNumber own_edit, bool had_conflicts) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(row.entity));
  if (had_conflicts) BRYGGA_TRY(erase_conflicts(row.entity, key));
  if (row.life.is_deleted()) {
    BRYGGA_TRY(tell_index(*statements_of->entity, key, nullptr));
    BRYGGA_TRY(statements_of->erase.bind(1, key).run());
    return bury(key, row, own_edit);
  }
  BRYGGA_ASSIGN(const ScopeKey scope, scope_key(row.scope));
  BRYGGA_ASSIGN(const Bytes heads, heads_of(*statements_of->entity, row));
  BRYGGA_TRY(tell_index(*statements_of->entity, key, &row));
  RowBinding binding(*statements_of->entity, row, heads);
  const int at = binding.bind(statements_of->update, scope, own_edit);
  BRYGGA_TRY(statements_of->update.bind(at, key).run());
  if (database_.changes() == 1) return write_conflicts(*statements_of->entity, key, row);
  BRYGGA_TRY(erase_deleted_.bind(1, std::int64_t{row.entity}).bind(2, key).run());
  return insert_at(key, *statements_of, row, own_edit);
}

// --- deleted rows -----------------------------------------------------------------------------

Status Tables::bury(RowKey64 key, const RowState& row, EditNumber own_edit) {
  BRYGGA_ASSIGN(const ScopeKey scope, scope_key(row.scope));
  RowState life_only = empty_row(*schema_.entity(row.entity), row.id, row.scope);
  life_only.life = row.life;
  BRYGGA_ASSIGN(const Bytes life, heads_of(*schema_.entity(row.entity), life_only));
  const Bytes body = encode(whole_change(row));
  insert_deleted_.bind(1, std::int64_t{row.entity})
      .bind(2, key)
      .bind(3, row.id.uuid)
      .bind(4, scope)
      .bind_unsigned(5, row.seq)
      .bind_unsigned(6, own_edit)
      .bind(7, ByteView(life));
  if (row.life.erased) {
    insert_deleted_.bind_null(8);
  } else {
    insert_deleted_.bind(8, ByteView(body));
  }
  return insert_deleted_.run();
}

Result<std::optional<StoredRow>> Tables::read_deleted(const EntityDef& entity, Statement& select) {
  BRYGGA_ASSIGN(const bool has_row, select.step());
  if (!has_row) return std::optional<StoredRow>{};
  StoredRow row;
  row.key = select.integer(0);
  row.state = empty_row(entity, RowId{select.uuid(1)}, {});
  const ScopeKey scope = select.integer(2);
  row.own_edit = select.unsigned_integer(4);
  const Seq seq = select.unsigned_integer(3);
  const Result<bool> heads = read_heads(entity, select, row.state);
  if (!heads.ok()) select.reset();
  BRYGGA_ASSIGN(bool is_sound, heads);
  const RowLife life = row.state.life;
  if (is_sound && !select.is_null(6)) {
    const Result<RowChange> change = decode_row_change(select.blob(6));
    is_sound = change.ok() && fits(entity, *change);
    if (is_sound) row.state = row_of(entity, *change);
  }
  select.reset();
  if (!is_sound) return damaged(entity, "what is kept of it after its deletion");
  row.state.life = life;
  row.state.seq = seq;
  BRYGGA_ASSIGN(const std::optional<Scope> known, scope_at(scope));
  if (!known) return damaged(entity, "its scope");
  row.state.scope = *known;
  return std::optional<StoredRow>(std::move(row));
}

Status Tables::update_heads(RowKey64 key, const RowState& row, EditNumber own_edit) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(row.entity));
  BRYGGA_ASSIGN(const Bytes heads, heads_of(*statements_of->entity, row));
  return statements_of->update_heads.bind_unsigned(1, row.seq)
      .bind_unsigned(2, own_edit)
      .bind(3, ByteView(heads))
      .bind(4, key)
      .run();
}

Result<bool> Tables::confirm_made(const RowState& row, EditNumber own_edit) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(row.entity));
  BRYGGA_ASSIGN(const Bytes heads, heads_of(*statements_of->entity, row));
  BRYGGA_TRY(statements_of->confirm_made.bind_unsigned(1, row.seq)
                 .bind(2, ByteView(heads))
                 .bind(3, row.id.uuid)
                 .bind_unsigned(4, own_edit)
                 .run());
  return database_.changes() == 1;
}

Result<Tables::LookedAt> Tables::drop_marks(EntityNumber entity, RowKey64 after, Seq up_to,
                                            std::int64_t rows_max) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(entity));
  Statement& select = statements_of->select_after;
  select.bind(1, after).bind(2, rows_max);
  LookedAt looked_at;
  std::vector<RowKey64> marked;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) break;
    ++looked_at.rows;
    looked_at.last = select.integer(0);
    const bool is_due = select.unsigned_integer(1) <= up_to && select.integer(2) == 0;
    if (is_due && bears_mark(select.blob(3))) marked.push_back(looked_at.last);
  }
  for (const RowKey64 key : marked) {
    Result<std::optional<StoredRow>> stored = load_at(entity, key);
    if (!stored.ok() && stored.error().reason == "damaged") continue;
    BRYGGA_TRY(stored);
    if (!*stored) continue;
    (*stored)->state.mac = {};
    BRYGGA_TRY(update_heads(key, (*stored)->state, 0));
  }
  return looked_at;
}

Status Tables::erase(EntityNumber entity, RowKey64 key) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(entity));
  BRYGGA_TRY(erase_conflicts(entity, key));
  BRYGGA_TRY(tell_index(*statements_of->entity, key, nullptr));
  BRYGGA_TRY(statements_of->erase.bind(1, key).run());
  if (database_.changes() == 1) return {};
  return erase_deleted_.bind(1, std::int64_t{entity}).bind(2, key).run();
}

Status Tables::discard(EntityNumber entity, const RowId& id) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(entity));
  Statement& select = statements_of->select_by_id;
  BRYGGA_ASSIGN(const bool has_row, select.bind(1, id.uuid).step());
  if (!has_row) return {};
  const RowKey64 key = select.integer(0);
  select.reset();
  return erase(entity, key);
}

Result<std::optional<RowId>> Tables::id_at(EntityNumber entity, RowKey64 key) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(entity));
  Statement& select = statements_of->select_by_key;
  BRYGGA_ASSIGN(const bool shows, select.bind(1, key).step());
  if (shows) {
    const RowId id{select.uuid(1)};
    select.reset();
    return std::optional<RowId>(id);
  }
  select_deleted_id_.bind(1, std::int64_t{entity}).bind(2, key);
  const RowLoop loop(select_deleted_id_);
  BRYGGA_ASSIGN(const bool is_deleted, select_deleted_id_.step());
  if (!is_deleted) return std::optional<RowId>{};
  return std::optional<RowId>(RowId{select_deleted_id_.uuid(0)});
}

Result<std::vector<RowId>> Tables::rows_in_scope(EntityNumber entity, const Scope& scope) {
  BRYGGA_ASSIGN(EntityStatements * statements_of, statements(entity));
  BRYGGA_ASSIGN(const ScopeKey key, scope_key(scope));
  statements_of->select_scope.bind(1, key);
  std::vector<RowId> rows;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, statements_of->select_scope.step());
    if (!has_row) return rows;
    rows.push_back(RowId{statements_of->select_scope.uuid(0)});
  }
}

Result<std::vector<RowKey>> Tables::deleted_in_scope(const Scope& scope) {
  BRYGGA_ASSIGN(const ScopeKey key, scope_key(scope));
  select_deleted_in_.bind(1, key);
  std::vector<RowKey> rows;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_deleted_in_.step());
    if (!has_row) return rows;
    rows.push_back({static_cast<EntityNumber>(select_deleted_in_.integer(0)),
                    RowId{select_deleted_in_.uuid(1)}});
  }
}

Status Tables::write_conflicts(const EntityDef& entity, RowKey64 key, const RowState& row) {
  std::string scratch;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    if (!keeps_conflict_entries(entity.fields[i], row.fields[i])) continue;
    std::int64_t place = 0;
    for (const Head& head : row.fields[i].heads) {
      insert_conflict_.bind(1, std::int64_t{entity.number})
          .bind(2, key)
          .bind(3, static_cast<std::int64_t>(i + 1))
          .bind(4, place++);
      bind_value(insert_conflict_, 5, entity.fields[i].type, head.value, scratch);
      BRYGGA_TRY(insert_conflict_.run());
    }
  }
  return {};
}

Status Tables::erase_conflicts(EntityNumber entity, RowKey64 key) {
  return erase_conflicts_.bind(1, std::int64_t{entity}).bind(2, key).run();
}

// --- scopes -----------------------------------------------------------------------------------

Result<ScopeKey> Tables::scope_key(const Scope& scope) {
  const auto known = scope_keys_.find(scope);
  if (known != scope_keys_.end()) {
    return known->second;
  }
  const std::string_view kind(&scope.kind, 1);
  BRYGGA_ASSIGN(const bool has_row, select_scope_.bind(1, kind).bind(2, scope.id).step());
  ScopeKey key = 0;
  if (has_row) {
    key = select_scope_.integer(0);
    select_scope_.reset();
  } else {
    BRYGGA_TRY(insert_scope_.bind(1, kind).bind(2, scope.id).run());
    key = database_.last_insert_rowid();
  }
  scope_keys_.emplace(scope, key);
  scopes_.emplace(key, scope);
  return key;
}

Result<std::optional<Scope>> Tables::scope_at(ScopeKey key) {
  const auto known = scopes_.find(key);
  if (known != scopes_.end()) {
    return std::optional<Scope>(known->second);
  }
  BRYGGA_ASSIGN(const bool has_row, select_scope_by_key_.bind(1, key).step());
  if (!has_row) {
    return std::optional<Scope>{};
  }
  const std::string_view kind = select_scope_by_key_.text(0);
  const Scope scope{kind.empty() ? '\0' : kind.front(), select_scope_by_key_.uuid(1)};
  select_scope_by_key_.reset();
  scopes_.emplace(key, scope);
  return std::optional<Scope>(scope);
}

Result<bool> Tables::drop_scope(ScopeKey key) {
  BRYGGA_TRY(erase_scope_.bind(1, key).run());
  if (database_.changes() == 0) return false;
  const auto known = scopes_.find(key);
  if (known == scopes_.end()) return true;
  scope_keys_.erase(known->second);
  scopes_.erase(known);
  return true;
}

// --- heads and their writers ------------------------------------------------------------------

Result<Bytes> Tables::heads_of(const EntityDef& entity, const RowState& row) {
  Status status;
  Bytes heads = encode_heads(entity, row, [&](DeviceNumber device) -> WriterKey {
    const Result<WriterKey> key = writer_key(device);
    if (key.ok()) return *key;
    status = key.error();
    return 0;
  });
  BRYGGA_TRY(status);
  return heads;
}

// False when they are damaged.
Result<bool> Tables::read_heads(const EntityDef& entity, const Statement& select, RowState& row) {
  Status status;
  const bool is_sound = decode_heads(entity, select.blob(5), row, [&](WriterKey key) {
    const Result<std::optional<DeviceNumber>> device = writer_at(key);
    if (!device.ok()) status = device.error();
    return device.ok() ? *device : std::nullopt;
  });
  BRYGGA_TRY(status);
  return is_sound;
}

Result<std::uint64_t> Tables::writer_key(DeviceNumber device) {
  if (device.value == 0) return std::uint64_t{0};
  const auto known = writer_keys_.find(device.value);
  if (known != writer_keys_.end()) return known->second;
  BRYGGA_ASSIGN(const bool has_row, select_writer_.bind_unsigned(1, device.value).step());
  std::uint64_t key = 0;
  if (has_row) {
    key = select_writer_.unsigned_integer(0);
    select_writer_.reset();
  } else {
    BRYGGA_TRY(insert_writer_.bind_unsigned(1, device.value).run());
    key = static_cast<std::uint64_t>(database_.last_insert_rowid());
  }
  writer_keys_.emplace(device.value, key);
  writers_.emplace(key, device);
  return key;
}

Result<std::optional<DeviceNumber>> Tables::writer_at(std::uint64_t key) {
  if (key == 0) return std::optional<DeviceNumber>(DeviceNumber{});
  const auto known = writers_.find(key);
  if (known != writers_.end()) return std::optional<DeviceNumber>(known->second);
  BRYGGA_ASSIGN(const bool has_row, select_writer_by_key_.bind_unsigned(1, key).step());
  if (!has_row) return std::optional<DeviceNumber>{};
  const DeviceNumber device{select_writer_by_key_.unsigned_integer(0)};
  select_writer_by_key_.reset();
  writers_.emplace(key, device);
  return std::optional<DeviceNumber>(device);
}

Status Tables::tell_index(const EntityDef& entity, RowKey64 key, const RowState* row) {
  return index_ != nullptr ? index_->change(entity, key, row) : Status{};
}

Status Tables::flush_index() { return index_ != nullptr ? index_->flush() : Status{}; }

void Tables::forget_keys() {
  if (index_ != nullptr) index_->forget();
  scope_keys_.clear();
  scopes_.clear();
  writer_keys_.clear();
  writers_.clear();
  last_keys_.clear();
}

}  // namespace brygga
