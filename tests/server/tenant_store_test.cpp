// The contract of the storage port. A further back end is one more parameter.
#include "storage/tenant_store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::id_of;
using test::row_id;
using test::team;

struct BackEnd {
  const char* name;
  std::unique_ptr<TenantStores> (*open)(const std::string& folder, const Schema& schema);
};

class TenantStoreContract : public testing::TestWithParam<BackEnd> {
 protected:
  void SetUp() override {
    stores = GetParam().open(folder.path() + "/tenants", test::schema());
    ASSERT_TRUE(stores->create({"alpha", "Alpha stad", epoch}).ok());
    store = stores->open("alpha").value();
  }

  void write(const std::function<Status(TenantWriter&)>& work) {
    const Status status = store->write(work);
    ASSERT_TRUE(status.ok()) << status.error().what;
  }
  void read(const std::function<void(TenantReader&)>& work) {
    const Status status = store->read([&](TenantReader& reader) -> Status {
      work(reader);
      return {};
    });
    ASSERT_TRUE(status.ok()) << status.error().what;
  }

  // A row of one text field, as commit seq leaves it.
  static RowState note_row(std::uint8_t id, const Scope& scope, const std::string& text, Seq seq) {
    RowState row = empty_row(*test::schema().entity(test::note), row_id(id), scope);
    row.seq = seq;
    row.field(test::note_text).seq = seq;
    row.field(test::note_text).heads = {{{Hlc{seq << 20}, author}, 0, text}};
    return row;
  }
  static RowState person_row(std::uint8_t id, const std::vector<Uuid>& teams, Seq seq) {
    RowState row = empty_row(*test::schema().entity(test::person), row_id(id), {'M', {}});
    row.seq = seq;
    row.field(test::person_name).seq = seq;
    row.field(test::person_name).heads = {{{Hlc{seq << 20}, author}, 0, std::string("A")}};
    row.field(test::person_teams).seq = seq;
    for (const Uuid& each : teams) {
      row.field(test::person_teams).heads.push_back({{Hlc{seq << 20}, author}, 0, each});
    }
    return row;
  }

  // Stores rows as one commit; gives what it touched.
  Touched commit(Seq seq, std::vector<RowState> rows) {
    Touched touched;
    PushDecision decision;
    decision.rows = std::move(rows);
    decision.decided = {{TransactionId{id_of(static_cast<std::uint8_t>(seq))}, {}}};
    decision.last_time = Hlc{seq << 20};
    write([&](TenantWriter& writer) {
      return writer.store({seq, 1000 + seq, author, 5}, decision, touched);
    });
    return touched;
  }

  std::vector<FeedItem> feed(const Scope& scope, const FeedCursor& after = {},
                             std::size_t limit = 100) {
    std::vector<FeedItem> items;
    read([&](TenantReader& reader) { items = reader.feed(scope, after, 0, limit).value(); });
    return items;
  }

  static constexpr std::uint64_t epoch = 0xF123456789ABCDEFULL;
  static constexpr DeviceNumber author{(0x89ABCDEFULL << 32) | 1};
  test::TemporaryFolder folder;
  std::unique_ptr<TenantStores> stores;
  std::unique_ptr<TenantStore> store;
};

INSTANTIATE_TEST_SUITE_P(BackEnds, TenantStoreContract,
                         testing::Values(BackEnd{"sqlite", &sqlite_tenant_stores}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(TenantStoreContract, new_tenant_stands_before_its_first_commit) {
  read([&](TenantReader& reader) {
    EXPECT_EQ(reader.state()->position(), (Position{epoch, 0, 0}));
    EXPECT_EQ(reader.info()->title, "Alpha stad");
    EXPECT_EQ(reader.info()->epoch, epoch);
    EXPECT_EQ(*reader.salt_of(1), std::nullopt);
    EXPECT_TRUE(reader.devices()->empty());
  });
}

TEST_P(TenantStoreContract, tenant_is_made_once_and_listed) {
  const Status again = stores->create({"alpha", "Another", epoch});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  ASSERT_TRUE(stores->create({"beta", "Beta", epoch}).ok());
  EXPECT_EQ(*stores->names(), (std::vector<std::string>{"alpha", "beta"}));
  EXPECT_EQ(stores->open("gamma").error().code, ErrorCode::not_found);
}

TEST_P(TenantStoreContract, commit_is_there_for_readers_and_after_reopening) {
  commit(1, {note_row(1, team(1), "hello", 1)});
  store.reset();
  store = stores->open("alpha").value();
  read([&](TenantReader& reader) {
    EXPECT_EQ(reader.state()->position(), (Position{epoch, 1, 1001}));
    EXPECT_EQ(reader.state()->time, (Hlc{1U << 20}));
    EXPECT_EQ(*reader.salt_of(1), 1001U);
    EXPECT_EQ(**reader.row(test::note, row_id(1)), note_row(1, team(1), "hello", 1));
  });
}

TEST_P(TenantStoreContract, failed_write_leaves_nothing) {
  const Status status = store->write([&](TenantWriter& writer) -> Status {
    PushDecision decision;
    decision.rows = {note_row(1, team(1), "hello", 1)};
    Touched touched;
    BRYGGA_TRY(writer.store({1, 7, author, 5}, decision, touched));
    return Error{ErrorCode::internal, "changed its mind", false, ""};
  });
  EXPECT_EQ(status.error().what, "changed its mind");
  EXPECT_TRUE(feed(team(1)).empty());
  read([&](TenantReader& reader) { EXPECT_EQ(reader.state()->seq, 0U); });
  commit(1, {note_row(1, team(1), "again", 1)});
  EXPECT_EQ(feed(team(1)).size(), 1U);
}

TEST_P(TenantStoreContract, what_fails_alone_is_undone_alone) {
  write([&](TenantWriter& writer) -> Status {
    Touched touched;
    const auto put = [&](std::uint8_t id, Seq seq, bool fails) -> Status {
      PushDecision decision;
      decision.rows = {note_row(id, team(id), "x", seq)};
      decision.last_time = Hlc{seq << 20};
      BRYGGA_TRY(writer.store({seq, seq, author, 5}, decision, touched));
      if (fails) return Error{ErrorCode::refused, "no", false, "no"};
      return {};
    };
    EXPECT_TRUE(writer.alone([&] { return put(1, 1, false); }).ok());
    EXPECT_EQ(writer.alone([&] { return put(2, 2, true); }).error().reason, "no");
    EXPECT_EQ(writer.state()->seq, 1U);
    return writer.alone([&] { return put(3, 2, false); });
  });
  EXPECT_EQ(feed(team(1)).size(), 1U);
  EXPECT_EQ(feed(team(2)).size(), 0U);
  EXPECT_EQ(feed(team(3)).size(), 1U);
  read([&](TenantReader& reader) { EXPECT_EQ(reader.state()->seq, 2U); });
}

TEST_P(TenantStoreContract, writer_reads_what_it_wrote) {
  write([&](TenantWriter& writer) -> Status {
    Touched touched;
    PushDecision decision;
    decision.rows = {note_row(1, team(1), "x", 1)};
    BRYGGA_TRY(writer.store({1, 7, author, 5}, decision, touched));
    EXPECT_TRUE(writer.row(test::note, row_id(1))->has_value());
    EXPECT_EQ(writer.state()->seq, 1U);
    EXPECT_EQ(*writer.salt_of(1), 7U);
    return {};
  });
}

TEST_P(TenantStoreContract, feed_holds_the_latest_place_of_each_row) {
  commit(1, {note_row(1, team(1), "a", 1), note_row(2, team(1), "b", 1)});
  commit(2, {note_row(1, team(1), "c", 2)});
  const std::vector<FeedItem> items = feed(team(1));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].at.seq, 1U);
  EXPECT_EQ(items[1].at.seq, 2U);
  read([&](TenantReader& reader) {
    EXPECT_EQ((*reader.row_at(items[1].at))->id, row_id(1));
    EXPECT_EQ((*reader.row_at(items[0].at))->id, row_id(2));
  });
}

TEST_P(TenantStoreContract, feed_goes_on_after_a_cursor_and_stops_at_its_limit) {
  for (std::uint8_t i = 1; i <= 5; ++i) commit(i, {note_row(i, team(1), "x", i)});
  const std::vector<FeedItem> first = feed(team(1), {}, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(feed(team(1), first.back().at).size(), 3U);
  EXPECT_EQ(feed(team(1), FeedCursor::after_commit(4)).size(), 1U);
  EXPECT_TRUE(feed(team(1), FeedCursor::after_commit(5)).empty());
  EXPECT_TRUE(feed(team(9)).empty());
}

TEST_P(TenantStoreContract, row_that_moves_leaves_its_old_scope) {
  commit(1, {note_row(1, team(1), "a", 1)});
  const Touched touched = commit(2, {note_row(1, team(2), "a", 2)});
  const std::vector<FeedItem> left = feed(team(1));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_TRUE(left[0].leaves);
  EXPECT_EQ(left[0].at.seq, 2U);
  ASSERT_EQ(feed(team(2)).size(), 1U);
  EXPECT_FALSE(feed(team(2))[0].leaves);
  EXPECT_EQ(touched.scopes.size(), 2U);
}

TEST_P(TenantStoreContract, grants_follow_the_row_that_gives_them) {
  const PrincipalId alice{id_of(1)};
  Touched touched = commit(1, {person_row(1, {team(1).id, team(2).id}, 1)});
  EXPECT_NE(std::find(touched.principals.begin(), touched.principals.end(), alice),
            touched.principals.end());
  read([&](TenantReader& reader) {
    EXPECT_EQ(*reader.scopes_of({alice}, 0), (std::vector<Scope>{team(1), team(2)}));
    EXPECT_EQ(*reader.scopes_of({alice, alice}, 0), (std::vector<Scope>{team(1), team(2)}));
    EXPECT_TRUE(reader.scopes_of({PrincipalId{id_of(9)}}, 0)->empty());
  });
  commit(2, {person_row(1, {team(2).id}, 2)});
  read([&](TenantReader& reader) {
    EXPECT_EQ(*reader.scopes_of({alice}, 0), (std::vector<Scope>{team(2)}));
  });
}

TEST_P(TenantStoreContract, receipts_come_back_as_they_were_given) {
  PushDecision decision;
  Receipt refused;
  refused.first = 7;
  refused.code = Receipt::Code::refused;
  refused.seq = 1;
  refused.refusal = {"wrong_type", "It is not so.", 8};
  Receipt merged;
  merged.first = 9;
  merged.code = Receipt::Code::merged;
  merged.seq = 1;
  merged.is_told_by_rows = true;
  const Stamp stamp{Hlc{77}, DeviceNumber{6}};
  decision.decided = {{TransactionId{id_of(1)}, refused, stamp},
                      {TransactionId{id_of(2)}, merged, {Hlc{78}, author}}};
  Touched touched;
  write([&](TenantWriter& writer) { return writer.store({1, 7, author, 5}, decision, touched); });
  read([&](TenantReader& reader) {
    const Receipt back = **reader.receipt(TransactionId{id_of(1)});
    EXPECT_EQ(back.first, 7U);
    EXPECT_EQ(back.code, Receipt::Code::refused);
    EXPECT_EQ(back.refusal.code, "wrong_type");
    EXPECT_EQ(back.refusal.sentence, "It is not so.");
    EXPECT_EQ(back.refusal.edit, 8U);
    EXPECT_EQ(back.stamp, stamp);
    EXPECT_FALSE(back.is_told_by_rows);
    EXPECT_EQ((*reader.receipt(TransactionId{id_of(2)}))->code, Receipt::Code::merged);
    EXPECT_TRUE((*reader.receipt(TransactionId{id_of(2)}))->is_told_by_rows);
    EXPECT_FALSE(reader.receipt(TransactionId{id_of(3)})->has_value());
  });
}

TEST_P(TenantStoreContract, staged_parts_come_back_in_order_until_they_are_used_up) {
  const TransactionId id{id_of(1)};
  TransactionPart part{id, Hlc{9}, 1, 3, 0, {}, false, {test::new_note(row_id(1), team(1), "a")}};
  PushDecision decision;
  decision.staged = {part};
  part.offset = 1;
  decision.staged.push_back(part);
  Touched touched;
  write([&](TenantWriter& writer) { return writer.store({1, 7, author, 5}, decision, touched); });
  read([&](TenantReader& reader) {
    EXPECT_EQ(*reader.staged_parts(author, id), decision.staged);
    EXPECT_TRUE(reader.staged_parts(DeviceNumber{5}, id)->empty());
  });
  PushDecision last;
  last.decided = {{id, {}}};
  last.unstaged = {id};
  write([&](TenantWriter& writer) { return writer.store({2, 8, author, 5}, last, touched); });
  read([&](TenantReader& reader) { EXPECT_TRUE(reader.staged_parts(author, id)->empty()); });
}

TEST_P(TenantStoreContract, device_cannot_stage_without_end) {
  const Edit large = test::new_note(row_id(1), team(1), std::string(1U << 20, 'x'));
  TransactionPart part{TransactionId{id_of(1)}, Hlc{9}, 1, 200, 0, {}, false, {large}};
  PushDecision decision;
  for (; part.offset < 63; ++part.offset) decision.staged.push_back(part);
  Touched touched;
  write([&](TenantWriter& writer) { return writer.store({1, 7, author, 5}, decision, touched); });
  decision.staged.assign(2, part);
  decision.staged[1].offset += 1;
  const Status status = store->write([&](TenantWriter& writer) {
    return writer.store({2, 8, author, 5}, decision, touched);
  });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, "too_large");
}

TEST_P(TenantStoreContract, device_is_found_by_token_and_keeps_it) {
  DeviceRecord device;
  device.number = author;
  device.account = row_id(1);
  device.name = "Alice's tablet";
  device.enrolled_ms = 5;
  const Digest token{1, 2, 3};
  write([&](TenantWriter& writer) { return writer.put_device(device, &token); });
  device.consumed = 17;
  device.last_time = Hlc{1ULL << 63};
  device.state = DeviceState::revoked;
  write([&](TenantWriter& writer) { return writer.put_device(device, nullptr); });
  DeviceRecord office;
  office.number = DeviceNumber::of(epoch, 0);
  write([&](TenantWriter& writer) { return writer.put_device(office, nullptr); });
  read([&](TenantReader& reader) {
    const DeviceRecord back = **reader.device_of_token(token);
    EXPECT_EQ(back.number, author);
    EXPECT_EQ(back.account, row_id(1));
    EXPECT_EQ(back.name, "Alice's tablet");
    EXPECT_EQ(back.consumed, 17U);
    EXPECT_EQ(back.last_time, (Hlc{1ULL << 63}));
    EXPECT_EQ(back.state, DeviceState::revoked);
    EXPECT_EQ(reader.devices()->size(), 1U);
    EXPECT_FALSE(reader.device_of_token(Digest{9})->has_value());
    EXPECT_TRUE(reader.device(office.number)->has_value());
  });
}

TEST_P(TenantStoreContract, device_counters_are_never_given_twice) {
  std::vector<std::uint32_t> counters;
  const auto take = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(const std::uint32_t counter, writer.next_device_counter());
    counters.push_back(counter);
    return {};
  };
  write(take);
  store = stores->open("alpha").value();
  write(take);
  EXPECT_EQ(counters, (std::vector<std::uint32_t>{1, 2}));
}

TEST_P(TenantStoreContract, invitation_comes_back_as_it_was_put) {
  Invitation invitation;
  invitation.code = Digest{4, 5};
  invitation.account = row_id(1);
  invitation.device_name = "tablet";
  invitation.created_ms = 1;
  invitation.expires_ms = 2;
  write([&](TenantWriter& writer) { return writer.put_invitation(invitation); });
  invitation.used_ms = 3;
  invitation.attempt = id_of(8);
  invitation.device = author;
  write([&](TenantWriter& writer) { return writer.put_invitation(invitation); });
  read([&](TenantReader& reader) {
    const Invitation back = **reader.invitation(invitation.code);
    EXPECT_EQ(back.account, row_id(1));
    EXPECT_EQ(back.used_ms, 3U);
    EXPECT_EQ(back.attempt, id_of(8));
    EXPECT_EQ(back.device, author);
    EXPECT_FALSE(reader.invitation(Digest{})->has_value());
  });
}

TEST_P(TenantStoreContract, view_stays_as_of_one_commit) {
  commit(1, {note_row(1, team(1), "a", 1)});
  read([&](TenantReader& reader) {
    EXPECT_EQ(reader.state()->seq, 1U);
    commit(2, {note_row(2, team(1), "b", 2)});
    EXPECT_EQ(reader.feed(team(1), {}, 0, 10)->size(), 1U);
  });
  EXPECT_EQ(feed(team(1)).size(), 2U);
}

TEST_P(TenantStoreContract, commit_of_another_process_is_noticed_and_ones_own_is_not) {
  EXPECT_FALSE(*store->changed_elsewhere());
  commit(1, {note_row(1, team(1), "a", 1)});
  EXPECT_FALSE(*store->changed_elsewhere());
  const auto other = stores->open("alpha").value();
  ASSERT_TRUE(other
                  ->write([&](TenantWriter& writer) -> Status {
                    BRYGGA_TRY(writer.next_device_counter());
                    return {};
                  })
                  .ok());
  EXPECT_TRUE(*store->changed_elsewhere());
  EXPECT_FALSE(*store->changed_elsewhere());
}

TEST_P(TenantStoreContract, entity_that_the_schema_does_not_know_has_no_rows) {
  read([&](TenantReader& reader) {
    EXPECT_FALSE(reader.row(99, row_id(1))->has_value());
    EXPECT_FALSE(reader.row_at({1, 99, 1})->has_value());
    EXPECT_TRUE(reader.rows(99)->empty());
  });
}

// --- what is SQLite's alone -------------------------------------------------------------------

// What devices say of themselves is kept since format 4.
constexpr const char* without_holdings =
    "ALTER TABLE office_device DROP COLUMN held_scopes; "
    "ALTER TABLE office_device DROP COLUMN unsent; "
    "ALTER TABLE office_device DROP COLUMN unsent_ms; DROP TABLE office_wipe;";

class SqliteTenantFile : public testing::Test {
 protected:
  std::string path() const { return folder.path() + "/alpha.db"; }
  Error open_error() {
    const auto opened = sqlite_tenant_stores(folder.path(), test::schema())->open("alpha");
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? Error{} : opened.error();
  }
  void execute(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
  }
  std::string content() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  test::TemporaryFolder folder;
};

TEST_F(SqliteTenantFile, file_that_is_no_database_is_refused_and_left) {
  const std::string text(5000, 'x');
  std::ofstream(path()) << text;
  EXPECT_EQ(open_error().code, ErrorCode::corrupt);
  EXPECT_EQ(content(), text);
  EXPECT_FALSE(sqlite_tenant_stores(folder.path(), test::schema())->create({"alpha", "A", 1}).ok());
  EXPECT_EQ(content(), text);
}

TEST_F(SqliteTenantFile, database_of_another_program_is_refused_and_left) {
  execute("CREATE TABLE theirs(x); PRAGMA application_id=77");
  const std::string before = content();
  EXPECT_EQ(open_error().reason, "not_a_store");
  EXPECT_EQ(content(), before);
}

TEST_F(SqliteTenantFile, newer_format_is_refused_and_left) {
  ASSERT_TRUE(sqlite_tenant_stores(folder.path(), test::schema())->create({"alpha", "A", 1}).ok());
  execute("PRAGMA user_version=99");
  const std::string before = content();
  EXPECT_EQ(open_error().code, ErrorCode::too_new);
  EXPECT_EQ(content(), before);
}

TEST_F(SqliteTenantFile, of_the_first_format_is_made_current) {
  ASSERT_TRUE(sqlite_tenant_stores(folder.path(), test::schema())->create({"alpha", "A", 1}).ok());
  execute(without_holdings);
  execute(
      "ALTER TABLE office_receipt DROP COLUMN time; "
      "ALTER TABLE office_receipt DROP COLUMN told_by_rows; DROP TABLE office_account; "
      "DROP TABLE office_command; PRAGMA user_version=1");
  execute(
      "INSERT INTO office_receipt VALUES(x'00000000000000000000000000000001', 5, 1, 0, 1, NULL, "
      "NULL, 0)");
  auto stores = sqlite_tenant_stores(folder.path(), test::schema());
  auto store = stores->open("alpha");
  ASSERT_TRUE(store.ok()) << store.error().what;
  Uuid id;
  id.bytes[15] = 1;
  const auto read = (*store)->read([&](TenantReader& reader) -> Status {
    const auto receipt = reader.receipt({id});
    EXPECT_TRUE(receipt.ok() && *receipt && !(*receipt)->stamp);
    return {};
  });
  EXPECT_TRUE(read.ok());
}

TEST_F(SqliteTenantFile, of_the_second_format_can_keep_who_works_at_the_office) {
  ASSERT_TRUE(sqlite_tenant_stores(folder.path(), test::schema())->create({"alpha", "A", 1}).ok());
  execute(without_holdings);
  execute("DROP TABLE office_account; DROP TABLE office_command; PRAGMA user_version=2");
  auto stores = sqlite_tenant_stores(folder.path(), test::schema());
  auto store = stores->open("alpha");
  ASSERT_TRUE(store.ok()) << store.error().what;
  const RowId alice = row_id(1);
  ASSERT_TRUE((*store)
                  ->write([&](TenantWriter& writer) {
                    return writer.put_office_account(alice, {"hash", 5, DeviceNumber{7}});
                  })
                  .ok());
  EXPECT_TRUE((*store)
                  ->read([&](TenantReader& reader) -> Status {
                    BRYGGA_ASSIGN(const OfficeAccount kept, reader.office_account(alice));
                    EXPECT_EQ(kept.password_hash, "hash");
                    EXPECT_EQ(kept.device, DeviceNumber{7});
                    return {};
                  })
                  .ok());
}

TEST_F(SqliteTenantFile, newer_schema_is_refused) {
  ASSERT_TRUE(sqlite_tenant_stores(folder.path(), test::schema())->create({"alpha", "A", 1}).ok());
  execute("UPDATE schema_version SET version = 99");
  EXPECT_EQ(open_error().code, ErrorCode::too_new);
}

TEST_F(SqliteTenantFile, older_schema_gains_the_new_columns_and_keeps_its_rows) {
  const Schema& older = test::schema();
  ASSERT_TRUE(sqlite_tenant_stores(folder.path(), older)->create({"alpha", "A", 1}).ok());
  Schema newer = older;
  newer.version = 2;
  FieldDef colour = newer.entities[1].fields[1];
  colour.number = 4;
  colour.name = "colour";
  newer.entities[1].fields.push_back(colour);
  const auto opened = sqlite_tenant_stores(folder.path(), newer)->open("alpha");
  ASSERT_TRUE(opened.ok()) << opened.error().what;
  EXPECT_EQ(sqlite_tenant_stores(folder.path(), older)->open("alpha").error().code,
            ErrorCode::too_new);
}

TEST_F(SqliteTenantFile, empty_file_of_an_interrupted_making_is_taken_up_again) {
  std::ofstream(path()).flush();
  EXPECT_EQ(open_error().code, ErrorCode::not_found);
  const auto stores = sqlite_tenant_stores(folder.path(), test::schema());
  EXPECT_TRUE(stores->create({"alpha", "A", 1}).ok());
  EXPECT_TRUE(stores->open("alpha").ok());
}

TEST_P(TenantStoreContract, what_left_a_scope_is_passed_only_by_whoever_asks_for_it) {
  RowState moved = note_row(1, team(1), "moves", 1);
  commit(1, {moved, note_row(2, team(1), "stays", 1)});
  moved.scope = team(2);
  moved.seq = 2;
  commit(2, {moved});
  const auto items = [&](Seq left_after) {
    std::vector<FeedItem> found;
    read([&](TenantReader& reader) { found = reader.feed(team(1), {}, left_after, 10).value(); });
    return found;
  };
  ASSERT_EQ(items(0).size(), 2U);
  EXPECT_TRUE(items(0)[1].leaves);
  EXPECT_EQ(items(1).size(), 2U);
  ASSERT_EQ(items(2).size(), 1U);
  EXPECT_FALSE(items(2)[0].leaves);
}

TEST_P(TenantStoreContract, size_of_a_scope_follows_its_rows) {
  const auto size = [&](const Scope& scope) {
    LoadSize found;
    read([&](TenantReader& reader) { found = reader.size_of_scope(scope).value(); });
    return found;
  };
  EXPECT_EQ(size(team(1)), LoadSize{});
  RowState row = note_row(1, team(1), "short", 1);
  commit(1, {row, note_row(2, team(1), "other", 1)});
  EXPECT_EQ(size(team(1)).rows, 2U);
  const std::uint64_t bytes = size(team(1)).bytes;
  row = note_row(1, team(1), "much longer", 2);
  commit(2, {row});
  EXPECT_EQ(size(team(1)), (LoadSize{2, bytes + 6}));
  row.scope = team(2);
  row.seq = 3;
  commit(3, {row});
  EXPECT_EQ(size(team(1)).rows, 1U);
  EXPECT_EQ(size(team(2)).rows, 1U);
  EXPECT_EQ(size(team(1)).bytes + size(team(2)).bytes, bytes + 6);
  row.life = {{}, {Hlc{4 << 20}, author}, false, 4};
  row.seq = 4;
  commit(4, {row});
  EXPECT_EQ(size(team(2)), LoadSize{});
}

TEST_P(TenantStoreContract, what_is_below_the_limit_goes_a_little_at_a_time) {
  RowState moved = note_row(1, team(1), "moves", 1);
  commit(1, {moved});
  for (Seq seq = 2; seq <= 6; ++seq) {
    moved.scope = team(seq % 2 == 0 ? 2 : 1);
    moved.seq = seq;
    commit(seq, {moved});
  }
  read([&](TenantReader& reader) {
    EXPECT_EQ(reader.commits(2, 3)->size(), 3U);
    EXPECT_EQ(reader.commits(2, 3)->front().seq, 2U);
    EXPECT_FALSE(*reader.has_forgettable());
  });
  write([&](TenantWriter& writer) { return writer.keep_from(5, Hlc{77}); });
  read([&](TenantReader& reader) {
    EXPECT_TRUE(*reader.has_forgettable());
    EXPECT_EQ(reader.state()->kept_from, 5U);
    EXPECT_EQ(reader.state()->forgotten, Hlc{77});
  });
  write([&](TenantWriter& writer) { return writer.forget(2); });
  read([&](TenantReader& reader) { EXPECT_TRUE(*reader.has_forgettable()); });
  write([&](TenantWriter& writer) { return writer.forget(10); });
  read([&](TenantReader& reader) {
    EXPECT_FALSE(*reader.has_forgettable());
    EXPECT_EQ(*reader.salt_of(4), std::nullopt);
    EXPECT_NE(*reader.salt_of(5), std::nullopt);
    // Of what left, only commit 6 is above; the row itself is where it was.
    EXPECT_EQ(reader.feed(team(1), {}, 0, 10)->size(), 1U);
    EXPECT_EQ(reader.feed(team(2), {}, 0, 10)->size(), 1U);
  });
}

}  // namespace
}  // namespace brygga::server
