// Stores of every format that there has been, as the SQL that makes them (golden/store_N.sql), are
// opened by today's code and say exactly what they said (golden/store_N.txt). Who changes the
// format has to bring these up to date on opening, and adds a store of the new one: with
// BRYGGA_GOLDEN naming a folder, the first test writes both files there.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

// --- a store with everything in it ------------------------------------------------------------

Change change_of(Tablet& tablet, EntityNumber entity, std::uint64_t row) {
  Change change;
  change.entity = entity;
  change.row = row_of_number(row);
  change.seen = tablet.version(entity, row);
  return change;
}

Change assignment(Tablet& tablet, EntityNumber entity, std::uint64_t row, FieldNumber field,
                  Value value) {
  Change change = change_of(tablet, entity, row);
  change.assign = {{field, std::move(value)}};
  return change;
}

const CommandId command{uuid_of(4711)};

class Story {
 public:
  explicit Story(const TempFolder& folder) {
    office.now_ms = 2'000'000;
    const RowId alices = office.add_person(91, {}, {500});
    const RowId bobs = office.add_person(92);
    office.write({create_card(1, {assign(card::title, text("Card 1"))}),
                  create_card(2, {assign(card::title, text("Card 2")),
                                  assign(card::origin, text("elsewhere"))}),
                  new_visit(11), new_visit(12), new_visit(13),
                  create(secret::entity, 51, scope_of('R', 1),
                         {assign(secret::phone, text("070-1234567"))})});
    office.add_member(81, 1, alices);
    office.add_member(82, 2, alices);
    office.add_member(83, 1, bobs);
    alice = std::make_unique<Tablet>(office, alice_device, alices, folder / "alice.db");
    bob = std::make_unique<Tablet>(office, bob_device, bobs, folder / "bob.db");
    alice->sync();
    bob->sync();
    write_all_types();
    disagree();
    sign();
    be_refused();
    leave_half_loaded();
    leave_unsent();
  }

  MemoryOffice office;
  std::unique_ptr<Tablet> alice, bob;

 private:
  static Edit new_visit(std::uint64_t row) {
    return create(visit::entity, row, scope_of('K', 1),
                  {assign(visit::card, uuid_of(1)), assign(visit::status, text("draft")),
                   assign(visit::remark, text("a remark"))});
  }

  void write_all_types() {
    Change change = change_of(*alice, card::entity, 2);
    change.assign = {{card::status, text("open")},
                     {card::first_seen, number(20'000)},
                     {card::level, number(3)},
                     {card::summary, text("one two three")},
                     {card::price, Value(2.5)},
                     {card::flag, Value(true)},
                     {card::blob, Value(Bytes{1, 2, 3})},
                     {card::owner, Value(uuid_of(91))}};
    change.add = {{card::tags, text("so")}, {card::tags, text("sv")}};
    alice->must_save({change});
    alice->sync();
    Change removal = change_of(*alice, card::entity, 2);
    removal.remove = {{card::tags, text("so")}};
    alice->must_save({removal});
    alice->sync();
  }

  // An open conflict, a value that lost, one that was covered, and a move.
  void disagree() {
    alice->edit(1, card::note, text("Alice's note"));
    alice->edit(1, card::title, text("Alice's title"));
    bob->now_ms = alice->now_ms + 1000;
    bob->edit(1, card::note, text("Bob's note"));
    bob->edit(1, card::title, text("Bob's title"));
    bob->sync();
    alice->sync();
    Change move = change_of(*alice, visit::entity, 13);
    move.moves_to = scope_of('T', 500);
    alice->must_save({move});
    alice->sync();
  }

  void sign() {
    const Change late =
        assignment(*alice, visit::entity, 11, visit::remark, text("unaware of the signature"));
    bob->must_save({assignment(*bob, visit::entity, 11, visit::status, text("signed"))});
    bob->sync();
    alice->must_save({late});
    alice->sync();
  }

  void be_refused() {
    for (const char* name : {"dismissed", "refused"}) {
      const EditNumber first =
          alice->must_save({assignment(*alice, person::entity, 91, person::name, text(name)),
                            assignment(*alice, card::entity, 1, card::rating, number(4))});
      alice->sync();
      if (std::string(name) == "dismissed") {
        EXPECT_TRUE(alice->store->dismiss(first).ok());
      }
    }
  }

  // A scope of which nothing is here yet, and a commit of which half is.
  void leave_half_loaded() {
    office.write({create_card(3, {assign(card::title, text("not loaded"))})});
    office.add_member(84, 3, alice->account);
    alice->round();
    std::vector<Edit> edits;
    for (std::uint64_t row = 101; row <= 106; ++row) {
      edits.push_back(create(visit::entity, row, scope_of('K', 1),
                             {assign(visit::card, uuid_of(1)), assign(visit::day, number(1))}));
    }
    office.write(std::move(edits));
    alice->page_bytes = 250;
    alice->round();
  }

  void leave_unsent() {
    alice->now_ms += 60'000;
    alice->edit(2, card::colour, text("red"));
    alice->edit(2, card::colour, text("green"));
    Change deletion = change_of(*alice, visit::entity, 12);
    deletion.deletes = true;
    alice->must_save({deletion});
    WriteSet writes;
    writes.changes = alice->new_own_card(20, "unsent");
    writes.command = command;
    writes.command_result = R"({"card":20})";
    EXPECT_TRUE(alice->store->save(writes, alice->next_id(), alice->now_ms).ok());
  }
};

// --- what a store says ------------------------------------------------------------------------

std::string hex(ByteView bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string told;
  for (const std::uint8_t byte : bytes) {
    told += digits[byte >> 4];
    told += digits[byte & 15];
  }
  return told;
}

std::string told(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return '"' + *text + '"';
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) return std::to_string(*real);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
  if (const auto* bytes = std::get_if<Bytes>(&value)) return "x" + hex(*bytes);
  if (const auto* id = std::get_if<Uuid>(&value)) return to_string(*id);
  return "nothing";
}

std::string told(const Stamp& stamp) {
  return std::to_string(stamp.time.ticks) + ":" + std::to_string(stamp.device.value);
}

std::string told(const Scope& scope) { return std::string(1, scope.kind) + to_string(scope.id); }

class Telling {
 public:
  explicit Telling(DeviceStore& store) : store_(store) {}

  std::string all() {
    replica();
    for (const EntityDef& entity : store_.schema().entities) rows(entity);
    outbox();
    request();
    return out_.str();
  }
  std::string rows() {
    for (const EntityDef& entity : store_.schema().entities) rows(entity);
    return out_.str();
  }

 private:
  void replica() {
    const StoreStatus status = *store_.status();
    const Replica& at = status.replica;
    out_ << "replica " << at.office_url << " " << at.token << " " << at.tenant << " "
         << to_string(at.account) << " " << at.account_name << " " << at.device.value << "\n"
         << "position " << at.position.epoch << " " << at.position.seq << " " << at.position.salt
         << " " << hex(at.commit_cursor) << "\n"
         << "numbers " << at.consumed << " " << at.confirmed << " " << at.time_seen.ticks << " "
         << at.clock_offset_ms << " " << at.synced_ms << " " << at.gap_to << " " << at.repairs
         << " " << at.audited_ms << "\n"
         << "flags " << at.wants_number << at.is_push_only << at.is_audit_due << at.needs_scrub
         << "\n"
         << "counts " << status.outbox.unsent << " " << status.outbox.refused << " "
         << status.outbox.in_conflict << " scopes " << status.scopes << " loading "
         << status.scopes_loading << "\n";
  }

  void rows(const EntityDef& entity) {
    std::vector<RowId> ids;
    EXPECT_TRUE(store_
                    .query("SELECT id FROM \"" + entity.name + "\" ORDER BY id", {}, nullptr,
                           [&](const std::vector<Value>& row) {
                             ids.push_back(RowId{std::get<Uuid>(row[0])});
                             return true;
                           })
                    .ok());
    for (const RowId& id : ids) row(entity, id);
  }

  void row(const EntityDef& entity, const RowId& id) {
    const RowView view = **store_.read(entity.number, id);
    const RowState& state = view.state;
    out_ << entity.name << " " << to_string(id.uuid) << " in " << told(state.scope) << " seq "
         << state.seq << " moved " << told(state.life.moved) << (view.is_unsent ? " unsent" : "")
         << "\n";
    for (const FieldDef& field : entity.fields) {
      const FieldState& at = state.field(field.number);
      if (at.seq == 0 && at.heads.empty()) continue;
      out_ << "  " << field.name << " seq " << at.seq << ":";
      for (const Head& head : at.heads) {
        out_ << " " << told(head.value) << "@" << told(head.stamp) << "/" << head.own_edit;
      }
      out_ << "\n";
    }
    for (const HistoryItem& item : *store_.history(entity.number, id)) {
      out_ << "  was " << entity.field(item.field)->name << " " << told(item.value) << "@"
           << told(item.stamp) << " until " << item.seq << " why " << static_cast<int>(item.why)
           << "\n";
    }
  }

  void outbox() {
    for (const OutboxTransaction& transaction : *store_.transactions(1000, false)) {
      out_ << "transaction " << to_string(transaction.id.uuid) << " saved " << transaction.saved_ms
           << (transaction.is_closed ? " closed" : "");
      if (const auto& receipt = transaction.receipt) {
        out_ << " " << name_of(receipt->code) << " in " << receipt->seq << " "
             << receipt->refusal.code << " " << receipt->refusal.sentence << " "
             << receipt->refusal.edit;
      }
      out_ << "\n";
      for (std::uint32_t i = 0; i < transaction.edits; ++i) {
        out_ << "  " << transaction.first + i << " "
             << hex(encode(**store_.edit(transaction.first + i))) << "\n";
      }
    }
  }

  // Without what it asks besides, which stores of the first formats did not.
  void request() {
    SyncRequest request = *store_.make_request(0, 0);
    request.disputed.clear();
    request.unsent.reset();
    out_ << "request " << hex(encode(request)) << "\n";
  }

  DeviceStore& store_;
  std::ostringstream out_;
};

// Everything that can be read, and what is under it: the command is known, and when the office
// refuses all that waits, the rows are what the office last said; then the rest of its commit
// comes.
std::string told(DeviceStore& store) {
  std::string text = Telling(store).all();
  WriteSet again;
  again.command = command;
  again.changes.resize(1);
  const auto repeated = store.save(again, txn(1), 1);
  text += "command " + (repeated.ok() ? repeated->command_result : repeated.error().what) + "\n";

  const SyncRequest request = *store.make_request(0, 0);
  SyncResponse refusal;
  refusal.office_ms = 3'000'000;
  refusal.position = request.position;
  refusal.commit_cursor = request.commit_cursor;
  for (const TransactionPart& part : request.parts) {
    refusal.consumed = part.part_last();
    refusal.receipts.push_back({part.first,
                                Receipt::Code::refused,
                                request.position.seq,
                                {"no_right", "No.", part.first}});
  }
  EXPECT_TRUE(store.take_response(request, refusal, 3'000'000).ok());
  text += "--- all that waited is refused\n" + Telling(store).rows();

  const SyncRequest next = *store.make_request(0, 0);
  SyncResponse rest;
  rest.office_ms = 3'000'000;
  rest.consumed = refusal.consumed;
  rest.position = next.position;
  EXPECT_TRUE(store.take_response(next, rest, 3'000'000).ok());
  return text + "--- the commit is complete\n" + Telling(store).rows();
}

// --- files ------------------------------------------------------------------------------------

std::string golden(const std::string& name) {
  return std::string(BRYGGA_SOURCE_DIR) + "/tests/store/golden/" + name;
}

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Database open_database(const std::string& path) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  return {database, sqlite3_close};
}

// The first column of each row.
std::vector<std::string> column(const Database& database, const std::string& sql) {
  std::vector<std::string> values;
  const auto collect = [](void* list, int, char** row, char**) {
    static_cast<std::vector<std::string>*>(list)->emplace_back(row[0] != nullptr ? row[0] : "");
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(database.get(), sql.c_str(), collect, &values, nullptr), SQLITE_OK) << sql;
  return values;
}

std::string select_of(const std::string& values, const std::string& table) {
  return "SELECT " + values + " FROM \"" + table + "\"";
}

std::string insertion_of(const std::string& values, const std::string& table) {
  return "INSERT INTO \"" + table + "\" VALUES(" + values + ");\n";
}

std::string sql_of(const std::string& path) {
  const Database database = open_database(path);
  std::string sql;
  for (const char* mark : {"application_id", "user_version"}) {
    sql += std::string("PRAGMA ") + mark + "=" +
           column(database, std::string("PRAGMA ") + mark).at(0) + ";\n";
  }
  for (const std::string& making :
       column(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")) {
    sql += making + ";\n";
  }
  for (const std::string& table :
       column(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")) {
    std::string values;
    for (const std::string& name :
         column(database, "SELECT name FROM pragma_table_info('" + table + "')")) {
      values += values.empty() ? "quote(\"" : " || ',' || quote(\"";
      values += name;
      values += "\")";
    }
    for (const std::string& row : column(database, select_of(values, table))) {
      sql += insertion_of(row, table);
    }
  }
  return sql;
}

void make_from_sql(const std::string& sql, const std::string& path) {
  char* what = nullptr;
  const Database database = open_database(path);
  EXPECT_EQ(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, &what), SQLITE_OK) << what;
  sqlite3_free(what);
}

TEST(GoldenStore, of_today_survives_the_way_through_its_sql) {
  const TempFolder folder;
  Story story(folder);
  const std::string path = story.alice->path;
  story.alice->store.reset();
  const std::string sql = sql_of(path);
  make_from_sql(sql, folder / "again.db");
  story.alice->open();
  const std::string said = told(*story.alice->store);
  auto again = DeviceStore::open(folder / "again.db", test_schema());
  ASSERT_TRUE(again.ok()) << again.error().what;
  EXPECT_EQ(told(**again), said);
  const char* wanted = std::getenv("BRYGGA_GOLDEN");
  if (wanted == nullptr) return;
  const std::string name =
      std::string(wanted) + "/store_" + std::to_string(DeviceStore::format_version);
  write_file(name + ".sql", sql);
  write_file(name + ".txt", said);
}

TEST(GoldenStore, of_every_format_says_what_it_said) {
  for (std::int32_t format = 1; format <= DeviceStore::format_version; ++format) {
    const std::string name = "store_" + std::to_string(format);
    const std::string sql = content_of(golden(name + ".sql"));
    ASSERT_FALSE(sql.empty()) << "there is no golden store of format " << format;
    const TempFolder folder;
    make_from_sql(sql, folder / "store.db");
    auto store = DeviceStore::open(folder / "store.db", test_schema());
    ASSERT_TRUE(store.ok()) << name << ": " << store.error().what;
    // What an older format did not index is indexed on opening.
    EXPECT_EQ((*store)->search("bobs titl", {}, 10)->total, 1U) << name;
    EXPECT_EQ(told(**store), content_of(golden(name + ".txt"))) << name;
  }
}

}  // namespace
}  // namespace brygga
