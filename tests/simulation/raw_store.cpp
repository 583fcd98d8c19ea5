#include "simulation/raw_store.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "simulation/schema.hpp"

namespace brygga::simulation {

namespace {

struct Unreadable {
  std::string what;
};

class Connection {
 public:
  explicit Connection(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
      const std::string what = sqlite3_errmsg(database_);
      sqlite3_close(database_);
      throw Unreadable{"cannot be opened: " + what};
    }
  }
  ~Connection() { sqlite3_close(database_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  sqlite3* get() const { return database_; }

 private:
  sqlite3* database_ = nullptr;
};

class Select {
 public:
  Select(const Connection& connection, const std::string& sql) : database_(connection.get()) {
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) {
      throw Unreadable{sql + ": " + sqlite3_errmsg(database_)};
    }
  }
  ~Select() { sqlite3_finalize(statement_); }
  Select(const Select&) = delete;
  Select& operator=(const Select&) = delete;

  bool next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throw Unreadable{sqlite3_errmsg(database_)};
    return false;
  }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::uint64_t number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
  }
  std::string bytes(int column) const {
    const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return start != nullptr ? std::string(start, size) : std::string();
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

std::string uuid_text(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[static_cast<unsigned char>(bytes[i]) >> 4];
    text += digits[static_cast<unsigned char>(bytes[i]) & 15];
  }
  return text;
}

RawValue column_value(const Select& select, int column, Type type) {
  if (select.is_null(column)) return std::nullopt;
  const std::string bytes = select.bytes(column);
  return type == Type::id ? uuid_text(bytes) : bytes;
}

// The bytes of blobs, by the grammars in docs/STORE.md and docs/PROTOCOL.md.
class BlobReader {
 public:
  explicit BlobReader(std::string bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t byte() {
    if (at_end()) throw Unreadable{"a blob is cut off"};
    return static_cast<unsigned char>(bytes_[at_++]);
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const std::uint64_t next = byte();
      value |= (next & 0x7F) << shift;
      if ((next & 0x80) == 0) return value;
    }
  }
  std::uint64_t fixed64() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value |= byte() << (8 * i);
    return value;
  }
  std::string take(std::size_t size) {
    std::string taken;
    for (std::size_t i = 0; i < size; ++i) taken += static_cast<char>(byte());
    return taken;
  }
  RawValue value() {
    switch (byte()) {
      case 0:
        return std::nullopt;
      case 3: {
        const std::uint64_t zigzag = varint();
        const auto half = static_cast<std::int64_t>(zigzag >> 1);
        return std::to_string((zigzag & 1) != 0 ? -half - 1 : half);
      }
      case 5:
      case 6:
        return take(varint());
      case 7:
        return uuid_text(take(16));
      default:
        throw Unreadable{"a blob holds a value of another kind"};
    }
  }
  RawStamp stamp() {
    RawStamp stamp;
    stamp.time = fixed64();
    stamp.device = varint();
    return stamp;
  }
  RawHead head() {
    RawHead head;
    head.stamp = stamp();
    head.own_edit = varint();
    return head;
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

void read_life(BlobReader& in, RawRow& row) {
  in.varint();  // the commit that last changed what follows
  row.moved = in.stamp();
  row.deleted = in.stamp();
  in.byte();  // erased
}

using RawWriters = std::map<std::uint64_t, std::uint64_t>;  // device numbers by their keys

// Heads as they stand in files: formats 5 to 8.
class HeadsReader {
 public:
  HeadsReader(const std::string& blob, const std::string& id, const RawWriters& writers,
              RawRow& row)
      : in_(blob), writers_(writers), row_(row) {
    for (std::size_t i = 0; i < 6; ++i)
      id_ms_ = id_ms_ * 256 + static_cast<unsigned char>(id.at(i));
  }

  void read(const EntityDef& entity) {
    const std::uint64_t format = in_.byte();
    if (format < 5 || format > 8) throw Unreadable{"a heads blob has another format"};
    if (format >= 7) in_.take(16);
    if (format == 6 || format == 8) {
      in_.varint();  // the commit that last changed what follows
      row_.moved = head().stamp;
      row_.deleted = head().stamp;
      in_.byte();  // erased
    }
    const std::uint64_t contents = in_.varint();
    for (std::uint64_t groups = contents / 2; groups > 0; --groups) read_group();
    std::uint64_t specials = contents % 2 == 0 ? 0 : in_.varint();
    for (; specials > 0; --specials) read_special(entity);
    if (!in_.at_end()) throw Unreadable{"a heads blob has bytes left over"};
  }

 private:
  RawHead head() {
    RawHead head;
    const std::uint64_t time = in_.varint();
    const std::uint64_t counter = time % 2 == 0 ? 0 : in_.varint();
    const std::uint64_t zigzag = time / 2;
    const std::uint64_t ms = zigzag % 2 == 0 ? id_ms_ + zigzag / 2 : id_ms_ - zigzag / 2 - 1;
    head.stamp.time = ms * 65536 + counter;
    const std::uint64_t writer = in_.varint();
    if (writer / 2 != 0 && writers_.count(writer / 2) == 0) {
      throw Unreadable{"a head is of a writer that is not there"};
    }
    head.stamp.device = writer / 2 == 0 ? 0 : writers_.at(writer / 2);
    if (writer % 2 != 0) head.own_edit = in_.varint();
    return head;
  }

  void read_group() {
    const RawHead origin = head();
    const std::uint64_t seq = row_.seq - in_.varint();
    const std::uint64_t fields = in_.varint();
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      if ((fields >> i & 1) == 0) continue;
      row_.fields[i].heads = {origin};
      row_.fields[i].heads[0].value = row_.fields[i].shown;
      row_.fields[i].seq = seq;
    }
  }

  void read_special(const EntityDef& entity) {
    RawField& field = row_.fields.at(in_.varint() - 1);
    const auto index = static_cast<std::size_t>(&field - row_.fields.data());
    field.seq = row_.seq - in_.varint();
    for (std::uint64_t heads = in_.varint(); heads > 0; --heads) {
      RawHead one = head();
      if (entity.fields[index].rule == Rule::set) one.value = in_.value();
      field.heads.push_back(std::move(one));
    }
  }

  BlobReader in_;
  const RawWriters& writers_;
  RawRow& row_;
  std::uint64_t id_ms_ = 0;
};

RawRows read_rows(const Connection& connection, const Schema& schema,
                  std::map<std::pair<int, std::int64_t>, std::string>& ids) {
  std::map<std::int64_t, RawScope> scopes;
  for (Select select(connection, "SELECT key, kind, id FROM scope"); select.next();) {
    scopes[static_cast<std::int64_t>(select.number(0))] = {select.bytes(1)[0],
                                                           uuid_text(select.bytes(2))};
  }
  RawWriters writers;
  for (Select select(connection, "SELECT key, device FROM writer"); select.next();) {
    writers[select.number(0)] = select.number(1);
  }
  RawRows rows;
  for (const EntityDef& entity : schema.entities) {
    std::string sql = "SELECT _key, id, _scope, _seq, _own, _heads";
    for (const FieldDef& field : entity.fields) sql += ", \"" + field.name + "\"";
    for (Select select(connection, sql + " FROM \"" + entity.name + "\""); select.next();) {
      RawRow row;
      row.key = static_cast<std::int64_t>(select.number(0));
      row.scope = scopes.at(static_cast<std::int64_t>(select.number(2)));
      row.seq = select.number(3);
      row.own = select.number(4);
      for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        const FieldDef& field = entity.fields[i];
        const Type type = field.rule == Rule::set ? Type::text : field.type;
        RawField raw;
        raw.shown = column_value(select, 6 + static_cast<int>(i), type);
        row.fields.push_back(std::move(raw));
      }
      HeadsReader(select.bytes(5), select.bytes(1), writers, row).read(entity);
      const std::string id = uuid_text(select.bytes(1));
      ids[{entity.number, row.key}] = id;
      if (!rows.emplace(std::pair(int{entity.number}, id), std::move(row)).second) {
        throw Unreadable{"there are two rows " + id};
      }
    }
  }
  for (Select select(connection, "SELECT entity, row, id FROM deleted"); select.next();) {
    ids[{static_cast<int>(select.number(0)), static_cast<std::int64_t>(select.number(1))}] =
        uuid_text(select.bytes(2));
  }
  for (Select select(connection, "SELECT entity, row, field, place, value FROM conflict");
       select.next();) {
    const int entity = static_cast<int>(select.number(0));
    const auto id = ids.find({entity, static_cast<std::int64_t>(select.number(1))});
    if (id == ids.end()) throw Unreadable{"a conflict names a row that is not there"};
    auto& heads = rows.at({entity, id->second}).fields.at(select.number(2) - 1).heads;
    const Type type = schema.entity(static_cast<EntityNumber>(entity))
                          ->field(static_cast<FieldNumber>(select.number(2)))
                          ->type;
    if (select.number(3) >= heads.size() || heads.size() < 2) {
      throw Unreadable{"a conflict names a head that is not there"};
    }
    heads[select.number(3)].value = column_value(select, 4, type);
  }
  return rows;
}

Type type_of(const Schema& schema, int entity, int field) {
  return schema.entity(static_cast<EntityNumber>(entity))
      ->field(static_cast<FieldNumber>(field))
      ->type;
}

void read_replica(const Connection& connection, RawDevice& store) {
  for (Select select(
           connection,
           "SELECT device, epoch, seq, salt, length(commit_cursor), needs_scrub, is_push_only "
           "FROM replica");
       select.next();) {
    store.is_enrolled = true;
    store.device = select.number(0);
    store.epoch = select.number(1);
    store.seq = select.number(2);
    store.salt = select.number(3);
    store.is_in_commit = select.number(4) != 0;
    store.needs_scrub = select.number(5) != 0;
    store.is_push_only = select.number(6) != 0;
  }
  for (Select select(connection,
                     "SELECT s.kind, s.id, h.complete FROM held_scope h JOIN scope s "
                     "ON s.key = h.scope");
       select.next();) {
    store.scopes[{select.bytes(0)[0], uuid_text(select.bytes(1))}] = select.number(2) != 0;
  }
}

void read_outbox(const Connection& connection, RawDevice& store) {
  for (Select select(connection,
                     "SELECT n, first, time, device, detached, body, txn, edits, code, seq, "
                     "refusal, sentence FROM outbox ORDER BY n");
       select.next();) {
    store.edits[select.number(0)] = {select.number(1),
                                     {select.number(2), select.number(3)},
                                     select.number(4) != 0,
                                     select.bytes(5)};
    if (select.is_null(6)) continue;
    RawTransaction transaction;
    transaction.id = uuid_text(select.bytes(6));
    transaction.first = select.number(0);
    transaction.edits = select.number(7);
    if (!select.is_null(8)) transaction.code = static_cast<int>(select.number(8));
    transaction.seq = select.number(9);
    transaction.refusal = select.bytes(10);
    transaction.sentence = select.bytes(11);
    store.transactions.push_back(std::move(transaction));
  }
  for (Select select(connection, "SELECT id, first FROM command"); select.next();) {
    store.commands[uuid_text(select.bytes(0))] = select.number(1);
  }
}

std::uint64_t count(const Connection& connection, const std::string& table) {
  Select select(connection, "SELECT count(*) FROM " + table);
  return select.next() ? select.number(0) : 0;
}

RawDevice read_device(const std::string& path, const Schema& schema) {
  const Connection connection(path);
  RawDevice store;
  std::map<std::pair<int, std::int64_t>, std::string> ids;
  store.rows = read_rows(connection, schema, ids);
  read_replica(connection, store);
  read_outbox(connection, store);
  for (Select select(connection, "SELECT entity, row, value FROM history"); select.next();) {
    const bool is_there = ids.count({static_cast<int>(select.number(0)),
                                     static_cast<std::int64_t>(select.number(1))}) != 0;
    if (!is_there) throw Unreadable{"history names a row that is not there"};
    store.past.push_back(select.bytes(2));
  }
  store.office_rows = count(connection, "office_row");
  store.staged = count(connection, "staged");
  return store;
}

// A row as a change in a message.
RawRow read_change(const EntityDef& entity, const std::string& bytes) {
  BlobReader in(bytes);
  RawRow row;
  row.scope.kind = static_cast<char>(in.byte());
  row.scope.id = uuid_text(in.take(16));
  in.byte();    // kind
  in.varint();  // entity
  in.take(16);  // id
  row.seq = in.varint();
  std::vector<RawStamp> stamps;
  for (std::uint64_t left = in.varint(); left > 0; --left) stamps.push_back(in.stamp());
  const std::uint64_t extras = in.byte();
  if ((extras & 1) != 0) read_life(in, row);
  if ((extras & 2) != 0) in.take(16);
  row.fields.resize(entity.fields.size());
  for (std::uint64_t left = in.varint(); left > 0; --left) {
    RawField& field = row.fields.at(in.varint() - 1);
    field.seq = row.seq - in.varint();
    for (std::uint64_t heads = in.varint(); heads > 0; --heads) {
      RawHead head;
      head.stamp = stamps.at(in.varint());
      head.value = in.value();
      field.heads.push_back(std::move(head));
    }
  }
  if (!in.at_end()) throw Unreadable{"a deleted row has bytes left over"};
  return row;
}

void read_deleted(const Connection& connection, const Schema& schema, RawOffice& store) {
  for (Select select(connection, "SELECT entity, id, body FROM deleted"); select.next();) {
    const int entity = static_cast<int>(select.number(0));
    if (select.is_null(2)) continue;  // erased
    store.deleted[{entity, uuid_text(select.bytes(1))}] =
        read_change(*schema.entity(static_cast<EntityNumber>(entity)), select.bytes(2));
  }
}

std::map<std::string, RawReceipt> receipts_in(const Connection& connection) {
  std::map<std::string, RawReceipt> receipts;
  for (Select select(connection,
                     "SELECT transaction_id, device, first, code, seq, refusal_code, time "
                     "FROM office_receipt");
       select.next();) {
    receipts[uuid_text(select.bytes(0))] = {
        select.number(1), select.number(2), static_cast<int>(select.number(3)),
        select.number(4), select.bytes(5),  select.number(6)};
  }
  return receipts;
}

void read_office_log(const Connection& connection, RawOffice& store) {
  for (Select select(connection, "SELECT epoch, seq, salt, kept_from, forgotten FROM office_meta");
       select.next();) {
    store.forgotten = select.number(4);
    store.kept_from = select.number(3);
    store.epoch = select.number(0);
    store.seq = select.number(1);
    store.salt = select.number(2);
  }
  for (Select select(connection, "SELECT seq, salt, device FROM office_commit"); select.next();) {
    store.salts[select.number(0)] = select.number(1);
    store.commit_device[select.number(0)] = select.number(2);
  }
  store.receipts = receipts_in(connection);
  for (Select select(connection, "SELECT number FROM office_device WHERE state = 1");
       select.next();) {
    store.revoked.insert(select.number(0));
  }
  for (Select select(connection, "SELECT entity, row FROM office_held_back_grant");
       select.next();) {
    store.held_back.insert({static_cast<int>(select.number(0)), uuid_text(select.bytes(1))});
  }
  for (Select select(connection, "SELECT number FROM office_device WHERE push_only = 1");
       select.next();) {
    store.unconfirmed.insert(select.number(0));
  }
  // What a revoked device had not sent to its end waits for it in vain.
  store.staged = count(connection,
                       "office_staged s JOIN office_device d ON d.number = s.device "
                       "WHERE d.state = 0");
}

RawOffice read_office(const std::string& path, const Schema& schema) {
  const Connection connection(path);
  RawOffice store;
  std::map<std::pair<int, std::int64_t>, std::string> ids;
  store.rows = read_rows(connection, schema, ids);
  read_office_log(connection, store);
  read_deleted(connection, schema, store);
  for (Select select(connection,
                     "SELECT entity, row, field, time, device, value, why, seq "
                     "FROM office_history");
       select.next();) {
    RawHistory item;
    item.entity = static_cast<int>(select.number(0));
    const auto id = ids.find({item.entity, static_cast<std::int64_t>(select.number(1))});
    if (id == ids.end()) throw Unreadable{"history names a row that is not there"};
    item.row = id->second;
    item.field = static_cast<int>(select.number(2));
    item.stamp = {select.number(3), select.number(4)};
    item.value = column_value(select, 5, type_of(schema, item.entity, item.field));
    item.why = static_cast<int>(select.number(6));
    item.seq = select.number(7);
    store.history.push_back(std::move(item));
  }
  return store;
}

template <class Read>
auto reading(const Read& read) -> RawResult<decltype(read())> {
  try {
    return {read(), {}};
  } catch (const Unreadable& unreadable) {
    return {{}, unreadable.what};
  } catch (const std::exception& exception) {
    return {{}, exception.what()};
  }
}

}  // namespace

RawResult<RawDevice> read_device_file(const std::string& path, std::uint32_t schema_version) {
  return reading([&] { return read_device(path, schema_of(schema_version)); });
}

RawResult<RawDevice> read_outbox_file(const std::string& path) {
  return reading([&] {
    const Connection connection(path);
    RawDevice store;
    read_replica(connection, store);
    read_outbox(connection, store);
    return store;
  });
}

RawResult<RawOffice> read_office_file(const std::string& path, std::uint32_t schema_version) {
  return reading([&] { return read_office(path, schema_of(schema_version)); });
}

RawResult<std::map<std::string, RawReceipt>> read_receipts(const std::string& path) {
  return reading([&] { return receipts_in(Connection(path)); });
}

RawResult<std::uint64_t> read_office_seq(const std::string& path) {
  return reading([&]() -> std::uint64_t {
    const Connection connection(path);
    Select select(connection, "SELECT seq FROM office_meta");
    return select.next() ? select.number(0) : 0;
  });
}

RawResult<std::map<std::uint64_t, RawOwnEdits>> read_own_edits_of_office(const std::string& path) {
  return reading([&] {
    std::map<std::uint64_t, RawOwnEdits> own;
    const Connection connection(path);
    for (Select select(connection,
                       "SELECT number, consumed, last_time FROM office_device "
                       "WHERE number & 0xFFFFFFFF = 0");
         select.next();) {
      own[select.number(0)] = {select.number(1), select.number(2)};
    }
    return own;
  });
}

std::string find_torn_transaction(const std::string& path) {
  const auto look = [&]() -> std::string {
    const Connection connection(path);
    // Notices are never changed, so that nothing but their own transaction decides whether they
    // show.
    Select notices(connection,
                   "SELECT batch, count(*), max(batch_size) FROM notice "
                   "WHERE _scope IN (SELECT scope FROM held_scope WHERE complete = 1) "
                   "GROUP BY batch HAVING count(*) <> max(batch_size)");
    if (notices.next()) {
      return "of a save of " + std::to_string(notices.number(2)) + " notices, " +
             std::to_string(notices.number(1)) + " show (" + notices.bytes(0) + ")";
    }
    Select halves(connection,
                  "SELECT card.half, visit.half FROM card JOIN visit ON visit.card = card.id "
                  "JOIN held_scope h ON h.scope = card._scope JOIN replica r "
                  "WHERE h.complete = 1 AND length(r.commit_cursor) = 0 "
                  "AND visit.half IS NOT NULL AND card.half IS NOT "
                  "visit.half");
    if (halves.next()) {
      return "a card shows half a save: " + halves.bytes(0) + ", its visit " + halves.bytes(1);
    }
    return {};
  };
  const RawResult<std::string> looked = reading(look);
  return looked.error.empty() ? looked.store : "a store cannot be read: " + looked.error;
}

}  // namespace brygga::simulation
