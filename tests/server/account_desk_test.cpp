#include "office/account_desk.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::new_note;
using test::note;
using test::note_tag;
using test::note_text;
using test::row_id;
using test::team;
using test::TestDevice;
using test::TestOffice;

Change note_in(const Scope& scope, const RowId& id, const std::string& text) {
  Change change;
  change.entity = note;
  change.row = id;
  change.creates_in = scope;
  change.assign = {{note_text, text}};
  return change;
}

Change note_change(const RowId& id, const RowVersion& seen, FieldNumber field,
                   const std::string& text) {
  Change change;
  change.entity = note;
  change.row = id;
  change.seen = seen;
  change.assign = {{field, text}};
  return change;
}

WriteSet only(Change change) {
  WriteSet writes;
  writes.changes.push_back(std::move(change));
  return writes;
}

// Alice and Bob share team 1; Bob alone has team 2.
class DeskAtTheOffice : public testing::Test {
 protected:
  AccountDesk desk_of(const RowId& who) {
    return AccountDesk(office.tenant(), who, office.office().context());
  }
  std::vector<std::string> texts(const RowId& who,
                                 const std::string& sql = "SELECT text FROM note ORDER BY text") {
    AccountDesk desk = desk_of(who);
    const auto found = desk.query(sql, {});
    if (!found.ok()) return {found.error().reason};
    std::vector<std::string> all;
    for (const auto& row : found->rows) all.push_back(std::get<std::string>(row[0]));
    return all;
  }
  std::string outcome(const RowId& who, const WriteSet& writes) {
    AccountDesk desk = desk_of(who);
    const auto saved = desk.write(writes);
    return saved.ok() ? "saved" : saved.error().reason;
  }
  RowView view_of(const RowId& who, const RowId& id) {
    AccountDesk desk = desk_of(who);
    return *desk.read(note, id).value();
  }

  TestOffice office;
};

TEST_F(DeskAtTheOffice, shows_the_rows_of_the_accounts_scopes_and_no_other) {
  TestDevice bob = office.enrol(office.bob);
  office.send(bob, {new_note(row_id(1), team(1), "for both")});
  office.send(bob, {new_note(row_id(2), team(2), "for Bob")});
  EXPECT_EQ(texts(office.alice), std::vector<std::string>{"for both"});
  EXPECT_EQ(texts(office.bob), (std::vector<std::string>{"for Bob", "for both"}));
  AccountDesk alice = desk_of(office.alice);
  EXPECT_TRUE(alice.read(note, row_id(1)).value());
  EXPECT_FALSE(alice.read(note, row_id(2)).value());
  EXPECT_TRUE(alice.history(note, row_id(2)).value().empty());
  EXPECT_EQ(alice.query("SELECT COUNT(*) FROM note", {})->rows[0][0], Value(std::int64_t{1}));
  EXPECT_EQ(alice.query("SELECT COUNT(*) FROM scope WHERE kind = 'T'", {})->rows[0][0],
            Value(std::int64_t{1}));
}

TEST_F(DeskAtTheOffice, no_query_gets_past_what_the_account_sees) {
  TestDevice bob = office.enrol(office.bob);
  office.send(bob, {new_note(row_id(2), team(2), "for Bob")});
  for (const char* sql :
       {"SELECT text FROM main.note", "SELECT name FROM office_device",
        "SELECT name FROM main.office_meta", "SELECT hex(token) FROM office_device",
        "SELECT password_hash FROM office_account", "SELECT sql FROM sqlite_schema",
        "PRAGMA user_version"}) {
    EXPECT_EQ(texts(office.alice, sql), std::vector<std::string>{"bad_query"}) << sql;
  }
}

TEST_F(DeskAtTheOffice, knows_whose_a_device_number_is) {
  const TestDevice bob = office.enrol(office.bob);
  AccountDesk alice = desk_of(office.alice);
  const auto found = alice.query("SELECT account FROM author WHERE device = ?1",
                                 {static_cast<std::int64_t>(bob.number.value)});
  ASSERT_TRUE(found.ok()) << found.error().what;
  ASSERT_EQ(found->rows.size(), 1U);
  EXPECT_EQ(found->rows[0][0], Value(office.bob.uuid));
}

TEST_F(DeskAtTheOffice, no_query_writes) {
  ASSERT_EQ(outcome(office.alice, only(note_in(team(1), row_id(1), "kept"))), "saved");
  AccountDesk desk = desk_of(office.alice);
  for (const char* sql : {"DELETE FROM note", "DELETE FROM main.note", "DELETE FROM temp.visible",
                          "INSERT INTO temp.visible VALUES(7)", "DROP VIEW temp.note"}) {
    EXPECT_FALSE(desk.query(sql, {}).ok()) << sql;
  }
  EXPECT_EQ(texts(office.alice), std::vector<std::string>{"kept"});
}

TEST_F(DeskAtTheOffice, account_that_loses_a_scope_sees_it_no_more) {
  TestDevice bob = office.enrol(office.bob);
  office.send(bob, {new_note(row_id(1), team(1), "for both")});
  EXPECT_EQ(texts(office.alice).size(), 1U);
  ASSERT_TRUE(office.tenant().write({test::leave(office.alice)}).ok());
  EXPECT_EQ(texts(office.alice), std::vector<std::string>{"closed_account"});
  EXPECT_EQ(outcome(office.alice, only(note_in(team(1), row_id(3), "late"))), "closed_account");
  EXPECT_EQ(texts(office.bob).size(), 1U);
}

TEST_F(DeskAtTheOffice, what_is_saved_reaches_tablets_and_the_desk_itself) {
  AccountDesk alice = desk_of(office.alice);
  EXPECT_TRUE(alice.query("SELECT text FROM note", {})->rows.empty());
  ASSERT_TRUE(alice.write(only(note_in(team(1), row_id(1), "from the office"))).ok());
  EXPECT_EQ(alice.query("SELECT text FROM note", {})->rows.size(), 1U);
  TestDevice bob = office.enrol(office.bob);
  const std::vector<RowChange> rows = office.catch_up(bob);
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                          [](const RowChange& row) { return row.row == row_id(1); }));
}

TEST_F(DeskAtTheOffice, writes_with_the_accounts_rights_alone) {
  EXPECT_EQ(outcome(office.alice, only(note_in(team(2), row_id(1), "not hers"))), "no_right");
  TestDevice bob = office.enrol(office.bob);
  office.send(bob, {new_note(row_id(2), team(2), "for Bob")});
  EXPECT_EQ(outcome(office.alice, only(note_change(row_id(2), "", note_text, "mine now"))),
            "not_found");
  Change person;
  person.entity = test::person;
  person.row = office.alice;
  person.add = {{test::person_teams, test::id_of(2)}};
  EXPECT_EQ(outcome(office.alice, only(person)), "no_right");
  EXPECT_EQ(texts(office.bob), std::vector<std::string>{"for Bob"});
}

TEST_F(DeskAtTheOffice, nothing_of_a_refused_save_is_kept) {
  WriteSet writes = only(note_in(team(1), row_id(1), "allowed"));
  writes.changes.push_back(note_in(team(2), row_id(2), "not allowed"));
  EXPECT_NE(outcome(office.alice, writes), "saved");
  EXPECT_TRUE(texts(office.bob).empty());
}

TEST_F(DeskAtTheOffice, change_from_an_old_version_meets_the_newer_one_as_concurrent) {
  ASSERT_EQ(outcome(office.alice, only(note_in(team(1), row_id(1), "first"))), "saved");
  const RowView seen = view_of(office.alice, row_id(1));
  ASSERT_EQ(outcome(office.bob, only(note_change(row_id(1), seen.version, note_text, "Bob's"))),
            "saved");
  ASSERT_EQ(outcome(office.alice, only(note_change(row_id(1), seen.version, note_text, "Alice's"))),
            "saved");
  EXPECT_EQ(view_of(office.bob, row_id(1)).state.field(note_text).heads.size(), 2U);
  AccountDesk bob = desk_of(office.bob);
  EXPECT_EQ(bob.query("SELECT value FROM conflict ORDER BY value", {})->rows.size(), 2U);
}

TEST_F(DeskAtTheOffice, change_from_the_version_shown_replaces_it) {
  ASSERT_EQ(outcome(office.alice, only(note_in(team(1), row_id(1), "first"))), "saved");
  const RowView seen = view_of(office.bob, row_id(1));
  ASSERT_EQ(outcome(office.bob, only(note_change(row_id(1), seen.version, note_text, "second"))),
            "saved");
  EXPECT_EQ(texts(office.alice), std::vector<std::string>{"second"});
  AccountDesk alice = desk_of(office.alice);
  const auto history = alice.history(note, row_id(1)).value();
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].value, Value(std::string("first")));
  EXPECT_EQ(outcome(office.bob, only(note_change(row_id(1), "no version", note_tag, "x"))),
            "bad_version");
}

TEST_F(DeskAtTheOffice, repeated_command_is_saved_once_and_answers_as_first) {
  WriteSet writes = only(note_in(team(1), row_id(1), "once"));
  writes.command = CommandId{test::id_of(9)};
  writes.command_result = R"({"note":"1"})";
  AccountDesk desk = desk_of(office.alice);
  const Saved first = desk.write(writes).value();
  writes.changes[0].row = row_id(2);
  const Saved again = desk.write(writes).value();
  EXPECT_TRUE(again.is_repeated);
  EXPECT_EQ(again.transaction, first.transaction);
  EXPECT_EQ(again.command_result, writes.command_result);
  EXPECT_EQ(texts(office.bob), std::vector<std::string>{"once"});
  EXPECT_EQ(desk.query("SELECT result FROM command WHERE id = ?1", {test::id_of(9)})->rows.size(),
            1U);
  // Somebody else's command of the same id is another one.
  EXPECT_EQ(outcome(office.bob, writes), "saved");
}

TEST_F(DeskAtTheOffice, erasure_takes_what_commands_answered) {
  WriteSet writes = only(note_in(team(1), row_id(1), "to be erased"));
  writes.command = CommandId{test::id_of(9)};
  writes.command_result = R"({"text":"to be erased"})";
  ASSERT_EQ(outcome(office.alice, writes), "saved");
  ASSERT_TRUE(office.tenant().erase({{note, row_id(1)}}).ok());
  AccountDesk desk = desk_of(office.alice);
  EXPECT_TRUE(desk.query("SELECT result FROM command", {})->rows.empty());
}

TEST_F(DeskAtTheOffice, one_number_serves_all_of_an_accounts_sessions) {
  ASSERT_EQ(outcome(office.alice, only(note_in(team(1), row_id(1), "one"))), "saved");
  ASSERT_EQ(outcome(office.alice, only(note_in(team(1), row_id(2), "two"))), "saved");
  ASSERT_EQ(outcome(office.bob, only(note_in(team(1), row_id(3), "three"))), "saved");
  const auto devices = office.tenant().devices().value();
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].account, office.alice);
  EXPECT_EQ(devices[0].consumed, 2U);
}

TEST_F(DeskAtTheOffice, desks_and_tablets_of_one_person_are_told_apart) {
  TestDevice tablet = office.enrol(office.alice);
  office.send(tablet, {new_note(row_id(1), team(1), "from the tablet")});
  ASSERT_EQ(outcome(office.alice, only(note_in(team(1), row_id(2), "from the desk"))), "saved");
  const RowView a = view_of(office.alice, row_id(1));
  const RowView b = view_of(office.alice, row_id(2));
  EXPECT_NE(a.state.field(note_text).heads[0].stamp.device,
            b.state.field(note_text).heads[0].stamp.device);
}

}  // namespace
}  // namespace brygga::server
