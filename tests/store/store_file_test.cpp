// The store as a file: what is no store stays as it was; an older one is brought up to date; a full
// disk and a killed process lose nothing; people may read it with sqlite3.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "store/database.hpp"
#include "store/query.hpp"
#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

// Opens, and expects the reason and the file byte for byte as it was, with nothing beside it.
void expect_left_alone(const std::string& path, const std::string& reason) {
  const std::string before = content_of(path);
  const auto folder = std::filesystem::path(path).parent_path();
  const auto count = [&] { return std::distance(std::filesystem::directory_iterator(folder), {}); };
  const auto files_before = count();
  const auto store = DeviceStore::open(path, test_schema());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().reason, reason) << store.error().what;
  EXPECT_NE(store.error().what.find(path), std::string::npos) << store.error().what;
  EXPECT_EQ(content_of(path), before);
  EXPECT_EQ(count(), files_before);
}

// Runs SQL on the file with a connection of its own; the first column of the first row.
std::string sql(const std::string& path, const std::string& text_of_sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  std::string result;
  const auto take = [](void* out, int, char** values, char**) {
    auto& text_out = *static_cast<std::string*>(out);
    if (text_out.empty() && values[0] != nullptr) text_out = values[0];
    return 0;
  };
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(database, text_of_sql.c_str(), take, &result, &message), SQLITE_OK)
      << (message != nullptr ? message : "");
  sqlite3_free(message);
  sqlite3_close(database);
  return result;
}

void make_store(const std::string& path) {
  ASSERT_TRUE(DeviceStore::open(path, test_schema()).ok());
}

TEST(StoreFile, a_missing_file_becomes_a_store) {
  const TempFolder folder;
  make_store(folder / "new.db");
  EXPECT_EQ(sql(folder / "new.db", "PRAGMA application_id"),
            std::to_string(DeviceStore::application_id));
  EXPECT_EQ(sql(folder / "new.db", "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(sql(folder / "new.db", "PRAGMA integrity_check"), "ok");
}

TEST(StoreFile, an_empty_file_becomes_a_store) {
  const TempFolder folder;
  write_file(folder / "empty.db", "");
  make_store(folder / "empty.db");
}

TEST(StoreFile, a_text_is_no_store) {
  const TempFolder folder;
  write_file(folder / "short.txt", "A letter.\n");
  expect_left_alone(folder / "short.txt", "not_a_store");
  write_file(folder / "long.txt", std::string(10'000, 'x'));
  expect_left_alone(folder / "long.txt", "not_a_store");
}

TEST(StoreFile, another_programs_database_is_no_store) {
  const TempFolder folder;
  sql(folder / "other.db", "CREATE TABLE song(title TEXT)");
  expect_left_alone(folder / "other.db", "not_a_store");
  sql(folder / "marked.db", "PRAGMA application_id=77; CREATE TABLE song(title TEXT)");
  expect_left_alone(folder / "marked.db", "not_a_store");
}

TEST(StoreFile, a_store_of_a_newer_format_is_left_alone) {
  const TempFolder folder;
  make_store(folder / "new.db");
  sql(folder / "new.db", "PRAGMA user_version=99; PRAGMA journal_mode=DELETE");
  expect_left_alone(folder / "new.db", "newer_store");
}

TEST(StoreFile, a_store_of_a_newer_schema_is_left_alone) {
  const TempFolder folder;
  const Schema newer = make_test_schema(2);
  ASSERT_TRUE(DeviceStore::open(folder / "new.db", newer).ok());
  sql(folder / "new.db", "PRAGMA journal_mode=DELETE");
  expect_left_alone(folder / "new.db", "newer_schema");
}

TEST(StoreFile, a_folder_is_no_store) {
  const TempFolder folder;
  const auto store = DeviceStore::open(folder.path(), test_schema());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().reason, "cannot_open");
}

TEST(StoreFile, a_place_that_cannot_be_written_is_named) {
  for (const char* path : {"/proc/brygga.db", "/no/such/folder/brygga.db"}) {
    const auto store = DeviceStore::open(path, test_schema());
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.error().code, ErrorCode::storage);
    EXPECT_NE(store.error().what.find(path), std::string::npos);
  }
}

TEST(StoreFile, an_ill_formed_schema_makes_no_file) {
  const TempFolder folder;
  Schema schema = make_test_schema();
  schema.entities[0].name = "No Name";
  EXPECT_FALSE(DeviceStore::open(folder / "new.db", schema).ok());
  EXPECT_FALSE(std::filesystem::exists(folder / "new.db"));
}

// Mounts a small file system of its own; not possible in every container.
class SmallDisk {
 public:
  SmallDisk(const std::string& path, const char* options) : path_(path) {
    std::filesystem::create_directories(path);
    is_there_ = mount("tmpfs", path.c_str(), "tmpfs", 0, options) == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (is_there_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool is_there() const { return is_there_; }
  bool make_read_only() const {
    return mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  }

 private:
  std::string path_;
  bool is_there_ = false;
};

TEST(StoreFile, a_read_only_folder_is_named_and_the_store_stays) {
  const TempFolder folder;
  const SmallDisk disk(folder / "disk", "size=4m");
  if (!disk.is_there()) GTEST_SKIP() << "this machine lets nobody mount";
  make_store(folder / "disk/store.db");
  ASSERT_TRUE(disk.make_read_only());
  const std::string before = content_of(folder / "disk/store.db");
  const auto store = DeviceStore::open(folder / "disk/store.db", test_schema());
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, ErrorCode::storage) << store.error().what;
  EXPECT_EQ(content_of(folder / "disk/store.db"), before);
}

TEST(StoreFile, a_full_disk_refuses_the_save_and_keeps_the_rest) {
  const TempFolder folder;
  const SmallDisk disk(folder / "disk", "size=1m");
  if (!disk.is_there()) GTEST_SKIP() << "this machine lets nobody mount";
  MemoryOffice office;
  const RowId person = office.add_person(91);
  Tablet tablet(office, alice_device, person, folder / "disk/store.db");
  std::uint64_t row = 1;
  Result<Saved> saved = tablet.save(tablet.new_own_card(row, std::string(20'000, 'x')));
  while (saved.ok() && row < 1000) {
    saved = tablet.save(tablet.new_own_card(++row, std::string(20'000, 'x')));
  }
  ASSERT_FALSE(saved.ok());
  EXPECT_EQ(saved.error().code, ErrorCode::storage_full) << saved.error().what;
  EXPECT_TRUE(saved.error().can_retry);
  EXPECT_FALSE(tablet.read(card::entity, row));
  for (std::uint64_t n = 1; n < row; ++n) EXPECT_TRUE(tablet.read(card::entity, n)) << n;
}

// The bound on pages fails the same way without a disk of its own.
TEST(StoreFile, no_room_in_the_file_refuses_the_save_and_it_can_be_tried_again) {
  const TempFolder folder;
  auto database = Database::open(folder / "small.db", Database::Mode::create);
  ASSERT_TRUE(database.ok());
  ASSERT_TRUE(database->execute("CREATE TABLE t(x); PRAGMA max_page_count=10").ok());
  auto transaction = SqlTransaction::begin(*database);
  ASSERT_TRUE(transaction.ok());
  const Status status = database->execute("INSERT INTO t VALUES(zeroblob(1000000))");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::storage_full);
  EXPECT_EQ(status.error().reason, "disk_full");
}

// --- upgrades -----------------------------------------------------------------------------------

TEST(StoreUpgrade, a_newer_schema_adds_columns_and_keeps_rows_and_outbox) {
  const TempFolder folder;
  const Schema newer = make_test_schema(2);
  MemoryOffice office(newer);
  const RowId person = office.add_person(91);
  office.write({create_card(1, {assign(card::title, text("first"))})});
  office.add_member(81, 1, person);
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  tablet.edit(1, card::note, text("unsent"));
  tablet.schema = &newer;
  tablet.open();
  EXPECT_EQ(tablet.shown(1, card::title), text("first"));
  EXPECT_EQ(tablet.shown(1, card::note), text("unsent"));
  tablet.edit(1, card::nickname, text("nick"));
  tablet.sync();
  EXPECT_EQ(office.shown(card::entity, 1, card::nickname), text("nick"));
  EXPECT_EQ(sql(tablet.path, "SELECT nickname FROM card WHERE title = 'first'"), "nick");
}

TEST(StoreUpgrade, what_the_older_schema_left_out_comes_after_the_upgrade) {
  const TempFolder folder;
  const Schema newer = make_test_schema(2);
  MemoryOffice office(newer);
  const RowId person = office.add_person(91);
  office.write({create_card(1, {assign(card::title, text("first"))})});
  office.add_member(81, 1, person);
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  office.write({edit_card(1, {assign(card::nickname, text("nick"))}),
                create(tag_kind::entity, 5, base_scope, {assign(tag_kind::name, text("kind"))})});
  tablet.sync();
  tablet.schema = &newer;
  tablet.open();
  tablet.sync();
  EXPECT_EQ(tablet.shown(1, card::nickname), text("nick"));
  EXPECT_TRUE(tablet.read(tag_kind::entity, 5));
}

TEST(StoreUpgrade, rows_that_were_deleted_before_it_do_not_stay) {
  const TempFolder folder;
  const Schema newer = make_test_schema(2);
  MemoryOffice office(newer);
  const RowId person = office.add_person(91);
  for (std::uint64_t row = 1; row <= 2; ++row) {
    office.write({create_card(row, {assign(card::title, text("first"))})});
    office.add_member(80 + row, row, person);
  }
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  Edit deletion = edit_card(1, {});
  deletion.deletes = true;
  for (const FieldState& field : office.find(card::entity, 1)->fields) {
    for (const Head& head : field.heads) deletion.seen.push_back(head.ref());
  }
  office.write({deletion});
  tablet.schema = &newer;
  tablet.open();
  tablet.sync();
  EXPECT_FALSE(tablet.read(card::entity, 1));
  EXPECT_TRUE(tablet.read(card::entity, 2));
}

TEST(StoreUpgrade, a_row_that_was_moved_away_before_it_does_not_stay_for_a_refused_change) {
  const TempFolder folder;
  const Schema newer = make_test_schema(2);
  MemoryOffice office(newer);
  const RowId person = office.add_person(91);
  office.write(
      {create_card(1, {assign(card::title, text("first"))}),
       create(visit::entity, 11, scope_of('K', 1), {assign(visit::card, Value(uuid_of(1)))})});
  office.add_member(81, 1, person);
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  Change change;
  change.entity = visit::entity;
  change.row = row_of_number(11);
  change.seen = tablet.version(visit::entity, 11);
  change.assign = {{visit::remark, text("unsent")}};
  const EditNumber first = tablet.must_save({change});
  Edit move = edit_of(visit::entity, 11, {});
  move.moves_to = scope_of('T', 999);
  office.write({move});
  tablet.schema = &newer;
  tablet.open();
  tablet.sync();
  EXPECT_EQ(tablet.receipt_of(first)->refusal.code, "no_right");
  EXPECT_FALSE(tablet.read(visit::entity, 11));
}

// --- other readers ------------------------------------------------------------------------------

TEST(StoreFile, columns_can_be_read_with_sqlite3) {
  const TempFolder folder;
  MemoryOffice office;
  const RowId person = office.add_person(91);
  office.write({create_card(
      1, {assign(card::title, text("å")), assign(card::first_seen, number(20787)),
          assign(card::price, 2.5), assign(card::flag, true), assign(card::level, number(-3)),
          add(card::tags, text("b")), add(card::tags, text("a\"\n"))})});
  office.add_member(81, 1, person);
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  const auto column = [&](const char* name) {
    return sql(tablet.path, std::string("SELECT ") + name + " FROM card");
  };
  EXPECT_EQ(column("title"), "å");
  EXPECT_EQ(column("first_seen"), "2026-11-30");
  EXPECT_EQ(column("price"), "2.5");
  EXPECT_EQ(column("flag"), "1");
  EXPECT_EQ(column("level"), "-3");
  EXPECT_EQ(column("json_extract(tags, '$[1]')"), "b");
  EXPECT_EQ(column("json_extract(tags, '$[0]')"), "a\"\n");
  EXPECT_EQ(column("hex(id)"), "00000000000070000000000000000001");
}

TEST(StoreFile, the_greatest_stamp_shows_and_the_others_stand_in_the_conflict_table) {
  const TempFolder folder;
  MemoryOffice office;
  const RowId person = office.add_person(91);
  office.write({create_card(1, {assign(card::title, text("x")), assign(card::note, text("a"))})});
  office.write({edit_card(1, {assign(card::note, text("b"))})});
  office.add_member(81, 1, person);
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  EXPECT_EQ(sql(tablet.path, "SELECT note FROM card"), "b");
  EXPECT_EQ(sql(tablet.path, "SELECT group_concat(value) FROM conflict"), "a,b");
  tablet.edit(1, card::note, text("agreed"));
  EXPECT_EQ(sql(tablet.path, "SELECT count(*) FROM conflict"), "0");
}

class Query : public ::testing::Test {
 protected:
  TempFolder folder;
  std::unique_ptr<DeviceStore> store;

  void SetUp() override {
    store = *DeviceStore::open(folder / "store.db", test_schema());
    WriteSet writes;
    writes.changes = {Tablet::new_card(1, "one"), Tablet::new_card(2, "two")};
    ASSERT_TRUE(store->save(writes, txn(1), 1000).ok());
  }
  Status run(std::string_view text_of_sql, const std::vector<Value>& parameters = {}) {
    rows.clear();
    return store->query(text_of_sql, parameters, nullptr, [&](const std::vector<Value>& row) {
      rows.push_back(row);
      return true;
    });
  }
  std::vector<std::vector<Value>> rows;
};

TEST_F(Query, selects_with_parameters) {
  ASSERT_TRUE(run("SELECT title, id FROM card WHERE title = ?1", {text("two")}).ok());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][0], text("two"));
  EXPECT_EQ(rows[0][1], Value(uuid_of(2)));
  ASSERT_TRUE(run("WITH t(x) AS (SELECT count(*) FROM card) SELECT x FROM t; -- two\n").ok());
  EXPECT_EQ(rows[0][0], number(2));
}

TEST_F(Query, what_would_write_is_refused) {
  for (const char* text_of_sql :
       {"DELETE FROM card", "UPDATE card SET title = 'x'", "DROP TABLE card", "BEGIN",
        "PRAGMA user_version = 7", "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA busy_timeout = 1",
        "ATTACH '/dev/shm/x.db' AS x", "VACUUM", "INSERT INTO card(title) VALUES(1) RETURNING id",
        "CREATE TEMP TABLE x(y)"}) {
    const Status status = run(text_of_sql);
    ASSERT_FALSE(status.ok()) << text_of_sql;
    EXPECT_EQ(status.error().reason, "bad_query") << text_of_sql;
  }
  ASSERT_TRUE(run("SELECT count(*) FROM card").ok());
  EXPECT_EQ(rows[0][0], number(2));
}

TEST_F(Query, more_than_one_statement_and_none_are_refused) {
  EXPECT_EQ(run("SELECT 1; SELECT 2").error().reason, "bad_query");
  EXPECT_EQ(run("SELECT 1; DELETE FROM card").error().reason, "bad_query");
  EXPECT_EQ(run("-- nothing").error().reason, "bad_query");
  EXPECT_FALSE(run("").ok());
  EXPECT_FALSE(run("SELEC").ok());
}

TEST_F(Query, a_missing_parameter_is_refused) {
  EXPECT_EQ(run("SELECT ?1, ?2", {text("x")}).error().reason, "bad_query");
}

TEST_F(Query, saving_goes_on_after_a_query) {
  ASSERT_TRUE(run("SELECT * FROM card").ok());
  WriteSet writes;
  writes.changes = {Tablet::new_card(3, "three")};
  EXPECT_TRUE(store->save(writes, txn(2), 1000).ok());
}

// --- two processes on one file
// --------------------------------------------------------------------

TEST(TwoProcesses, saves_and_syncs_of_both_are_kept) {
  const TempFolder folder;
  MemoryOffice office;
  office.now_ms = 2'000'000;
  const RowId person = office.add_person(91);
  office.write({create_card(1, {assign(card::title, text("first"))})});
  office.add_member(81, 1, person);
  Tablet app(office, alice_device, person, folder / "store.db");
  app.sync();
  auto second = *DeviceStore::open(app.path, test_schema());
  const std::int64_t version = *app.store->data_version();
  for (std::uint64_t i = 0; i < 30; ++i) {
    app.edit(1, card::note, text("app " + std::to_string(i)));
    const auto view = *second->read(card::entity, row_of_number(1));
    WriteSet writes;
    writes.changes = {
        Tablet::set(1, card::note, text("other " + std::to_string(i)), view->version)};
    ASSERT_TRUE(second->save(writes, txn(5000 + i), app.now_ms++).ok());
    if (i % 3 == 0) {
      const SyncRequest of_second = *second->make_request(0, 0);
      const auto answer = office.exchange(of_second);
      if (i % 2 == 0) app.round();
      const auto taken = second->take_response(of_second, *answer, app.now_ms);
      EXPECT_TRUE(taken.ok() || taken.error().reason == "moved_on") << taken.error().what;
    }
  }
  EXPECT_NE(*app.store->data_version(), version);
  app.sync();
  EXPECT_EQ(app.store->status()->outbox.refused, 0U);
  EXPECT_EQ(office.find(card::entity, 1)->field(card::note).heads.size(), 1U);
  EXPECT_EQ(app.shown(1, card::note), text("other 29"));
  EXPECT_EQ((*second->read(card::entity, row_of_number(1)))->state, *office.find(card::entity, 1));
}

// Where no memory can be shared (a browser), the file belongs to one connection.
TEST(StoreFile, a_store_opened_alone_has_its_log_without_shared_memory_and_lets_nobody_in) {
  const TempFolder folder;
  const std::string path = folder / "alone.db";
  {
    auto store = DeviceStore::open(path, test_schema(), {}, FileUse::alone);
    ASSERT_TRUE(store.ok());
    WriteSet writes;
    writes.changes = {Tablet::new_card(1, "kept")};
    ASSERT_TRUE((*store)->save(writes, txn(1), 1'000).ok());
    EXPECT_TRUE(std::filesystem::exists(path + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
    auto other = Database::open(path, Database::Mode::existing);
    ASSERT_TRUE(other.ok());
    other->set_busy_wait(0);
    const auto rows = other->integer("SELECT count(*) FROM card");
    ASSERT_FALSE(rows.ok());
    EXPECT_EQ(rows.error().code, ErrorCode::busy);
  }
  auto again = DeviceStore::open(path, test_schema(), {}, FileUse::alone);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE((*(*again)->read(card::entity, row_of_number(1))).has_value());
}

// --- killed in the middle
// -------------------------------------------------------------------------

// Forks a child that saves new cards, and acknowledges each through a pipe after it returned; kills
// it after some. The number of the last acknowledged card.
std::uint64_t save_until_killed(const std::string& path, std::uint64_t first, int acknowledged) {
  int ends[2] = {};
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    auto store = DeviceStore::open(path, test_schema());
    if (!store) _exit(1);
    for (std::uint64_t row = first;; ++row) {
      WriteSet writes;
      writes.changes = {Tablet::new_card(row, "x")};
      if (!(*store)->save(writes, txn(row), 1000)) _exit(2);
      if (write(ends[1], &row, sizeof row) != sizeof row) _exit(3);
    }
  }
  close(ends[1]);
  std::uint64_t last = 0;
  std::uint64_t row = 0;
  int count = 0;
  while (read(ends[0], &row, sizeof row) == sizeof row) {
    last = row;
    if (++count == acknowledged) kill(child, SIGKILL);
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
  return last;
}

TEST(Killed, every_acknowledged_save_is_there_afterwards) {
  const TempFolder folder;
  const std::string path = folder / "store.db";
  std::uint64_t next = 1;
  for (int turn = 1; turn <= 15; ++turn) {
    const std::uint64_t last = save_until_killed(path, next, turn * 3);
    auto store = DeviceStore::open(path, test_schema());
    ASSERT_TRUE(store.ok()) << store.error().what;
    for (std::uint64_t row = 1; row <= last; ++row) {
      ASSERT_TRUE((*(*store)->read(card::entity, row_of_number(row))).has_value()) << row;
    }
    // One more may have been saved without its acknowledgement.
    const bool has_one_more = (*(*store)->read(card::entity, row_of_number(last + 1))).has_value();
    next = last + (has_one_more ? 2 : 1);
    EXPECT_EQ((*store)->status()->outbox.unsent, next - 1);
  }
  EXPECT_EQ(sql(path, "PRAGMA integrity_check"), "ok");
}

// The child stores answers that the parent made beforehand; killed in between, it goes on where the
// file stands.
TEST(Killed, an_answer_is_stored_whole_or_not_at_all) {
  const TempFolder folder;
  MemoryOffice office;
  office.now_ms = 2'000'000;
  const RowId person = office.add_person(91);
  office.write({create_card(1, {assign(card::title, text("first"))})});
  office.add_member(81, 1, person);
  Tablet tablet(office, alice_device, person, folder / "store.db");
  tablet.sync();
  for (int turn = 0; turn < 15; ++turn) {
    for (int i = 0; i < 20; ++i) tablet.edit(1, card::note, text(std::to_string(turn * 20 + i)));
    const SyncRequest request = tablet.make_request();
    const SyncResponse response = *office.exchange(request);
    tablet.store.reset();
    const pid_t child = fork();
    if (child == 0) {
      auto store = DeviceStore::open(tablet.path, test_schema());
      if (store) (void)(*store)->take_response(request, response, 3'000'000);
      _exit(0);
    }
    usleep(static_cast<useconds_t>(turn * 150));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    tablet.open();
    const auto unsent = tablet.store->status()->outbox.unsent;
    EXPECT_TRUE(unsent == 0 || unsent == 20) << unsent;
    EXPECT_EQ(tablet.shown(1, card::note), text(std::to_string(turn * 20 + 19)));
    tablet.sync();
    EXPECT_EQ(tablet.read(card::entity, 1)->state, *office.find(card::entity, 1));
  }
}

}  // namespace
}  // namespace brygga
