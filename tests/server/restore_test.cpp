// An office whose database is put back from an earlier copy, in one process: what the journal knew
// better is done again, and what nobody can know is guarded.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "merge/apply.hpp"
#include "office/journal_replay.hpp"
#include "office/journaled_stores.hpp"
#include "office/secrets.hpp"
#include "server/test_office.hpp"
#include "storage/sqlite_tenant_journal.hpp"

namespace brygga::server {
namespace {

namespace fs = std::filesystem;
using test::id_of;
using test::new_note;
using test::new_person;
using test::row_id;
using test::team;
using test::TestDevice;

// The test schema, in which leaving is journaled, and may be undone.
const Schema& schema() {
  static const Schema made = [] {
    Schema journaled = test::schema();
    auto& machine = journaled.entities[test::person - 1].fields[test::person_state - 1].machine;
    machine.states[1].is_journaled = true;
    machine.moves.push_back({"gone", "here"});
    return journaled;
  }();
  return made;
}

class Restore : public testing::Test {
 protected:
  Restore() {
    start();
    EXPECT_TRUE(office->create_tenant("alpha", "Alpha stad").ok());
    write({new_person(alice, "Alice", {team(1).id})});
    write({new_person(bob, "Bob", {team(1).id, team(2).id})});
  }

  void start() {
    office = std::make_unique<Office>(
        journaled_stores(sqlite_tenant_stores(tenants(), schema()),
                         sqlite_tenant_journals(folder.path() + "/journal"), schema(), clock,
                         random),
        OfficeContext{schema(), clock, random, test::TestOffice::run_at_once()});
  }
  void stop() { office.reset(); }
  // The office as a backup would hold it.
  void back_up(const std::string& name = "backup") {
    stop();
    fs::copy_file(database(), folder.path() + "/" + name, fs::copy_options::overwrite_existing);
    start();
  }
  void restore(const std::string& name = "backup") {
    stop();
    fs::copy_file(folder.path() + "/" + name, database(), fs::copy_options::overwrite_existing);
    start();
  }
  std::string tenants() const { return folder.path() + "/tenants"; }
  std::string database() const { return tenants() + "/alpha.db"; }
  std::string journal() const { return folder.path() + "/journal/alpha.journal"; }

  std::shared_ptr<Tenant> tenant() { return office->tenant("alpha").value(); }
  void write(std::vector<Edit> edits) {
    const Status status = tenant()->write(std::move(edits));
    ASSERT_TRUE(status.ok()) << status.error().what;
  }
  TestDevice enrol(const RowId& account) {
    EnrolRequest request;
    request.tenant = "alpha";
    request.code = tenant()->invite(account, "tablet", clock.now_ms + 1000).value();
    return enrol(request);
  }
  TestDevice enrol(EnrolRequest request) {
    request.attempt = make_uuid(clock, random);
    const EnrolResponse response = office->enrol(request, "test").value();
    TestDevice device;
    device.token = response.token;
    device.number = response.device;
    return device;
  }
  Result<SyncResponse> round(const TestDevice& device, std::vector<TransactionPart> parts = {}) {
    auto sync = std::make_shared<SyncRound>();
    sync->token = digest_of_token(device.token);
    sync->request = device.request(std::move(parts));
    sync->request.position = {};  // as one that has come for the first time
    if (!sync->request.parts.empty()) {
      std::optional<Status> pushed;
      tenant()->push(sync, [&](Status status) { pushed = std::move(status); });
      if (!pushed->ok()) return pushed->error();
    }
    BRYGGA_TRY(tenant()->pull(*sync));
    return std::move(sync->response);
  }
  Receipt send(TestDevice& device, std::vector<Edit> edits) {
    const auto response = round(device, {device.transaction(std::move(edits), clock.now_ms)});
    EXPECT_TRUE(response.ok()) << response.error().what;
    return response->receipts.at(0);
  }
  std::vector<Scope> scopes(const TestDevice& device) {
    const auto response = round(device);
    EXPECT_TRUE(response.ok()) << response.error().what;
    return response->scopes;
  }
  std::string reason(const TestDevice& device) {
    const auto response = round(device);
    return response.ok() ? "answered" : response.error().reason;
  }
  std::optional<RowState> row(EntityNumber entity, const RowId& id) {
    std::optional<RowState> found;
    EXPECT_TRUE(tenant()
                    ->read([&](TenantReader& reader) -> Status {
                      BRYGGA_ASSIGN(found, reader.row(entity, id));
                      return {};
                    })
                    .ok());
    return found;
  }
  std::string state_of(const RowId& who) {
    const FieldDef& field = *schema().entity(test::person)->field(test::person_state);
    return std::get<std::string>(
        shown_value(field, row(test::person, who)->field(test::person_state)));
  }
  Tenant::Standing standing() { return tenant()->standing().value(); }
  std::vector<HeadRef> seen(const RowId& who, FieldNumber field) {
    std::vector<HeadRef> base;
    const std::optional<RowState> found = row(test::person, who);
    for (const Head& head : found->field(field).heads) base.push_back(head.ref());
    return base;
  }
  Edit set_state(const RowId& who, const std::string& state) {
    return {test::person,
            who,
            {},
            false,
            {{test::person_state, WriteKind::assign, state, seen(who, test::person_state)}}};
  }
  Edit leave_team(const RowId& who, std::uint8_t number) {
    return {
        test::person,
        who,
        {},
        false,
        {{test::person_teams, WriteKind::remove, team(number).id, seen(who, test::person_teams)}}};
  }

  const RowId alice = row_id(201);
  const RowId bob = row_id(202);
  test::FixedClock clock;
  test::SeededRandom random{42};
  test::TemporaryFolder folder;
  std::unique_ptr<Office> office;
};

// --- devices ----------------------------------------------------------------------------------

TEST_F(Restore, opening_again_replays_nothing) {
  TestDevice device = enrol(alice);
  ASSERT_TRUE(tenant()->revoke(device.number).ok());
  stop();
  start();
  EXPECT_TRUE(standing().replays.empty());
  EXPECT_EQ(standing().recovery.guarded_because, "");
}

TEST_F(Restore, device_enrolled_in_the_lost_span_is_known_and_sends_from_the_beginning) {
  back_up();
  TestDevice device = enrol(alice);
  EXPECT_EQ(send(device, {new_note(row_id(1), team(1), "lost")}).code, Receipt::Code::applied);
  restore();
  const auto response = round(device);
  ASSERT_TRUE(response.ok()) << response.error().what;
  EXPECT_EQ(response->consumed, 0U);
  EXPECT_EQ(standing().replays.at(0).enrolled, 1U);
  EXPECT_GT(standing().replays.at(0).lost, 0U);
}

TEST_F(Restore, code_that_was_used_up_enrols_nobody_else) {
  EnrolRequest request;
  request.tenant = "alpha";
  request.code = tenant()->invite(alice, "tablet", clock.now_ms + 1000).value();
  back_up();
  enrol(request);
  restore();
  request.attempt = id_of(99);
  EXPECT_EQ(office->enrol(request, "peer").error().reason, "used_code");
}

TEST_F(Restore, revoked_device_stays_revoked_with_all_copies) {
  TestDevice device = enrol(alice);
  back_up();
  ASSERT_TRUE(tenant()->revoke(device.number).ok());
  EXPECT_EQ(reason(device), "revoked_token");
  restore();
  EXPECT_EQ(reason(device), "revoked_token");
  EXPECT_EQ(standing().replays.at(0).revoked, 1U);
}

TEST_F(Restore, device_enrolled_and_revoked_in_the_lost_span_stays_revoked) {
  back_up();
  TestDevice device = enrol(alice);
  ASSERT_TRUE(tenant()->revoke(device.number).ok());
  restore();
  EXPECT_EQ(reason(device), "revoked_token");
}

// --- rows -------------------------------------------------------------------------------------

TEST_F(Restore, erased_row_stays_erased_and_offers_of_it_are_refused) {
  TestDevice device = enrol(alice);
  send(device, {new_note(row_id(1), team(1), "secret")});
  back_up();
  send(device, {new_note(row_id(2), team(1), "made and erased later")});
  ASSERT_TRUE(tenant()->erase({{test::note, row_id(1)}, {test::note, row_id(2)}}).ok());
  restore();
  EXPECT_TRUE(row(test::note, row_id(1))->life.erased);
  ASSERT_TRUE(row(test::note, row_id(2)).has_value());
  EXPECT_TRUE(row(test::note, row_id(2))->life.erased);
  EXPECT_EQ(row(test::note, row_id(2))->scope, team(1));
  device.sent = 1;
  const Receipt receipt = send(device, {new_note(row_id(2), team(1), "made and erased later")});
  EXPECT_EQ(receipt.refusal.code, "erased");
  EXPECT_EQ(standing().replays.at(0).erased, 2U);
}

TEST_F(Restore, account_closed_in_the_lost_span_stays_closed) {
  TestDevice device = enrol(alice);
  back_up();
  write({set_state(alice, "gone")});
  restore();
  EXPECT_EQ(state_of(alice), "gone");
  EXPECT_EQ(standing().replays.at(0).raised, 1U);
}

TEST_F(Restore, state_that_was_lowered_again_is_not_raised) {
  back_up();
  write({set_state(alice, "gone")});
  write({set_state(alice, "here")});
  restore();
  EXPECT_EQ(state_of(alice), "here");
}

TEST_F(Restore, value_of_a_row_that_is_lost_waits_for_it) {
  back_up();
  const RowId carol = row_id(203);
  write({new_person(carol, "Carol", {})});
  const RowState lost = *row(test::person, carol);
  write({set_state(carol, "gone")});
  restore();
  EXPECT_FALSE(row(test::person, carol).has_value());
  // A device brings back the version that it had.
  const auto heal = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(const OfficeState state, writer.state());
    RowState healed = lost;
    healed.seq = state.seq + 1;
    PushDecision decision;
    decision.rows = {healed};
    decision.taken_back = {{healed.key(), {{77, lost.seq}, healed.seq, 0}}};
    BRYGGA_TRY(apply_held_back(schema(), writer, decision, healed.seq));
    Touched touched;
    CommitInfo commit{healed.seq, 1, {}, 5, CommitInfo::Origin::heal};
    return writer.store(commit, decision, touched);
  };
  stop();
  const auto store = sqlite_tenant_stores(tenants(), schema())->open("alpha").value();
  ASSERT_TRUE(store->write(heal).ok());
  start();
  EXPECT_EQ(state_of(carol), "gone");
}

TEST_F(Restore, grants_that_ended_in_the_lost_span_count_as_none_until_the_row_is_written) {
  TestDevice device = enrol(bob);
  back_up();
  write({leave_team(bob, 2)});
  EXPECT_EQ(scopes(device), (std::vector<Scope>{{'M', {}}, team(1)}));
  restore();
  // Nobody can know what Bob's row grants now.
  EXPECT_EQ(scopes(device), (std::vector<Scope>{{'M', {}}}));
  EXPECT_EQ(standing().replays.at(0).held_back, 1U);
  write({leave_team(bob, 2)});
  EXPECT_EQ(scopes(device), (std::vector<Scope>{{'M', {}}, team(1)}));
}

// What a tablet sends again is older than the end of the membership, and says nothing of it.
TEST_F(Restore, grants_that_ended_stay_held_back_when_older_work_is_sent_again) {
  const RowId carol{test::id_of(77)};
  const RowId choir{test::id_of(78)};
  write({new_person(carol, "Carol", {})});
  write({{test::club,
          choir,
          team(1),
          true,
          {{FieldNumber{1}, WriteKind::assign, std::string("Choir"), {}},
           {test::club_members, WriteKind::add, carol.uuid, {}}}}});
  TestDevice carols = enrol(carol);
  TestDevice alices = enrol(alice);
  back_up();
  const auto rename = [&](const char* name) {
    return Edit{
        test::club, choir, {}, false, {{FieldNumber{1}, WriteKind::assign, std::string(name), {}}}};
  };
  ASSERT_EQ(send(alices, {rename("One")}).code, Receipt::Code::merged);
  const HeadRef membership = row(test::club, choir)->field(test::club_members).heads.at(0).ref();
  write({{test::club,
          choir,
          {},
          false,
          {{test::club_members, WriteKind::remove, carol.uuid, {membership}}}}});
  EXPECT_EQ(scopes(carols), (std::vector<Scope>{{'M', {}}}));
  restore();
  alices.sent = 0;
  TransactionPart again = alices.transaction({rename("One")}, clock.now_ms);
  again.received = {1, 5};
  ASSERT_TRUE(round(alices, {again}).ok());
  EXPECT_EQ(scopes(carols), (std::vector<Scope>{{'M', {}}}));
  send(alices, {rename("Two")});
  EXPECT_EQ(scopes(carols), (std::vector<Scope>{{'M', {}}, team(1)}));
}

TEST_F(Restore, tablet_speaks_for_the_numbers_of_its_own_lineage_only) {
  TestDevice alices = enrol(alice);
  TestDevice bobs = enrol(bob);
  TransactionPart again =
      alices.transaction({test::new_note(row_id(30), team(1), "a note")}, clock.now_ms);
  again.received = {1, 5};
  again.stamped_by = bobs.number;
  ASSERT_TRUE(round(alices, {again}).ok());
  EXPECT_EQ(row(test::note, row_id(30))->field(test::note_text).heads.at(0).stamp.device,
            alices.number);
}

TEST_F(Restore, operator_who_agrees_lets_grants_count_again) {
  TestDevice device = enrol(bob);
  back_up();
  write({leave_team(bob, 2)});
  restore();
  EXPECT_EQ(standing().grants_held_back.size(), 1U);
  ASSERT_TRUE(tenant()->confirm_restore().ok());
  EXPECT_EQ(scopes(device), (std::vector<Scope>{{'M', {}}, team(1), team(2)}));
  EXPECT_TRUE(standing().grants_held_back.empty());
}

TEST_F(Restore, older_backup_after_a_newer_one_replays_all) {
  TestDevice first = enrol(alice);
  back_up("oldest");
  ASSERT_TRUE(tenant()->revoke(first.number).ok());
  back_up("newer");
  TestDevice second = enrol(alice);
  restore("newer");
  EXPECT_EQ(reason(first), "revoked_token");
  EXPECT_EQ(reason(second), "answered");
  TestDevice third = enrol(bob);
  restore("oldest");
  EXPECT_EQ(reason(first), "revoked_token");
  EXPECT_EQ(reason(second), "answered");
  EXPECT_EQ(reason(third), "answered");
}

// --- the journal itself -----------------------------------------------------------------------

TEST_F(Restore, without_its_journal_the_office_gives_nothing_until_an_operator_agrees) {
  TestDevice device = enrol(alice);
  back_up();
  restore();
  stop();
  fs::remove(journal());
  start();
  EXPECT_TRUE(round(device)->is_push_only);
  EXPECT_TRUE(round(device)->scopes.empty());
  EXPECT_NE(standing().recovery.guarded_because, "");
  // Not only in this process.
  stop();
  start();
  EXPECT_TRUE(round(device)->is_push_only);
  EXPECT_EQ(send(device, {new_note(row_id(1), team(1), "kept")}).code, Receipt::Code::applied);
  ASSERT_TRUE(tenant()->confirm_restore().ok());
  EXPECT_FALSE(round(device)->is_push_only);
  EXPECT_FALSE(round(device)->scopes.empty());
}

TEST_F(Restore, journal_of_another_tenant_is_not_taken) {
  ASSERT_TRUE(office->create_tenant("beta", "Beta").ok());
  ASSERT_TRUE(office->tenant("beta").ok());
  ASSERT_TRUE(office->tenant("alpha").ok());
  stop();
  fs::copy_file(folder.path() + "/journal/beta.journal", journal(),
                fs::copy_options::overwrite_existing);
  start();
  EXPECT_EQ(office->tenant("alpha").error().reason, "other_journal");
}

TEST_F(Restore, event_that_had_not_reached_the_journal_does_at_the_next_opening) {
  TestDevice device = enrol(alice);
  stop();
  {
    // A process that is killed between the database and the journal.
    const auto store = sqlite_tenant_stores(tenants(), schema())->open("alpha").value();
    ASSERT_TRUE(store
                    ->write([&](TenantWriter& writer) -> Status {
                      BRYGGA_ASSIGN(auto record, writer.device(device.number));
                      record->state = DeviceState::revoked;
                      BRYGGA_TRY(writer.put_device(*record, nullptr));
                      JournalEvent event;
                      event.kind = JournalEvent::Kind::device_revoked;
                      event.device = device.number;
                      return writer.queue_event(event);
                    })
                    .ok());
  }
  start();
  ASSERT_TRUE(office->tenant("alpha").ok());
  stop();
  const auto kept = sqlite_tenant_journals(folder.path() + "/journal")->open("alpha").value();
  const auto events = kept->events_beyond({}).value();
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [&](const JournalEvent& event) {
    return event.kind == JournalEvent::Kind::device_revoked && event.device == device.number;
  }));
}

TEST_F(Restore, commits_without_events_add_none_to_the_journal) {
  TestDevice device = enrol(alice);
  const auto events = [&] {
    return sqlite_tenant_journals(folder.path() + "/journal")
        ->open("alpha")
        .value()
        ->events_beyond({})
        ->size();
  };
  const std::size_t before = events();
  send(device, {new_note(row_id(1), team(1), "work")});
  write({new_person(row_id(205), "Eve", {team(1).id})});
  EXPECT_EQ(events(), before);
}

}  // namespace
}  // namespace brygga::server
