#include "server/test_office.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "base/mix.hpp"
#include "office/secrets.hpp"

namespace brygga::server::test {
namespace {

FieldDef field(FieldNumber number, const char* name, Type type, Rule rule) {
  FieldDef made;
  made.number = number;
  made.name = name;
  made.type = type;
  made.rule = rule;
  return made;
}

Schema make_schema() {
  Schema made;
  made.name = "test";
  EntityDef people;
  people.number = person;
  people.name = "person";
  people.scope_kind = 'M';
  people.fields = {field(1, "name", Type::text, Rule::last),
                   field(2, "roles", Type::text, Rule::set), field(3, "teams", Type::id, Rule::set),
                   field(4, "state", Type::text, Rule::state)};
  people.fields[3].machine.states = {{"here", 1}, {"gone", 2}};
  people.fields[3].machine.initial = "here";
  people.fields[3].machine.moves = {{"here", "gone"}};
  people.fields[0].required = true;
  people.grants = {GrantRule{0, {'T'}, person_teams, 0}};
  people.writer_roles = {"office"};
  EntityDef notes;
  notes.number = note;
  notes.name = "note";
  notes.scope_kind = 'T';
  notes.fields = {field(1, "text", Type::text, Rule::both), field(2, "tag", Type::text, Rule::last),
                  field(3, "labels", Type::text, Rule::set)};
  notes.fields[0].required = true;
  EntityDef clubs;
  clubs.number = club;
  clubs.name = "club";
  clubs.scope_kind = 'T';
  clubs.fields = {field(1, "name", Type::text, Rule::last),
                  field(2, "members", Type::id, Rule::set)};
  clubs.opens_scope_kinds = {'T'};
  clubs.grants = {GrantRule{club_members, {'T'}, 0, 0}};
  made.entities = {people, notes, clubs};
  made.base_scopes = {Scope{'M', {}}};
  made.accounts.entity = person;
  made.accounts.roles = 2;
  made.accounts.state = person_state;
  made.accounts.open_state = "here";
  EXPECT_TRUE(check_schema(made).ok());
  return made;
}

}  // namespace

const Schema& schema() {
  static const Schema made = make_schema();
  return made;
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (std::uint8_t& byte : out) {
    byte = static_cast<std::uint8_t>(mix(state_ += 0x9E3779B97F4A7C15ULL));
  }
}

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "brygga-XXXXXX").string();
  EXPECT_NE(mkdtemp(path_.data()), nullptr);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Uuid id_of(std::uint8_t number) {
  Uuid id;
  id.bytes[0] = 1;
  id.bytes[15] = number;
  return id;
}

Edit new_person(const RowId& id, const std::string& name, const std::vector<Uuid>& teams) {
  Edit edit{person,
            id,
            Scope{'M', {}},
            true,
            {{person_name, WriteKind::assign, name, {}},
             {person_state, WriteKind::assign, std::string("here"), {}}}};
  for (const Uuid& each : teams) {
    edit.writes.push_back({person_teams, WriteKind::add, each, {}});
  }
  return edit;
}

Edit leave(const RowId& who) {
  return {person, who, {}, false, {{person_state, WriteKind::assign, std::string("gone"), {}}}};
}

Edit new_club(const RowId& id, const std::vector<Uuid>& members) {
  Edit edit{club,
            id,
            Scope{'T', id.uuid},
            true,
            {{club_name, WriteKind::assign, std::string("club"), {}}}};
  for (const Uuid& each : members) {
    edit.writes.push_back({club_members, WriteKind::add, each, {}});
  }
  return edit;
}

Edit new_note(const RowId& id, const Scope& scope, const std::string& text) {
  return {note, id, scope, true, {{note_text, WriteKind::assign, text, {}}}};
}

Edit change_note(const RowId& id, const std::string& text, const std::vector<HeadRef>& base) {
  return {note, id, {}, false, {{note_text, WriteKind::assign, text, base}}};
}

TransactionPart TestDevice::transaction(std::vector<Edit> edits, std::uint64_t now_ms) {
  TransactionPart part;
  part.id.uuid = id_of(static_cast<std::uint8_t>(sent + 1));
  part.id.uuid.bytes[1] = static_cast<std::uint8_t>(number.value);
  part.id.uuid.bytes[2] = static_cast<std::uint8_t>((sent + 1) >> 8);
  time = next_hlc(time, now_ms);
  part.time = time;
  part.first = sent + 1;
  part.edits_total = static_cast<std::uint32_t>(edits.size());
  part.edits = std::move(edits);
  sent += part.edits_total;
  return part;
}

SyncRequest TestDevice::request(std::vector<TransactionPart> parts) const {
  SyncRequest made;
  made.device = number;
  made.schema_version = 1;
  made.position = position;
  made.scopes_digest = digest_of(scopes);
  made.parts = std::move(parts);
  return made;
}

std::function<void(std::function<void()>)> TestOffice::run_at_once() {
  return [](const std::function<void()>& work) { work(); };
}

TestOffice::TestOffice(std::function<void(std::function<void()>)> run) {
  office_ = std::make_unique<Office>(sqlite_tenant_stores(folder.path(), schema()),
                                     OfficeContext{schema(), clock, random, std::move(run)});
  EXPECT_TRUE(office_->create_tenant("alpha", "Alpha stad").ok());
  tenant_ = office_->tenant("alpha").value();
  EXPECT_TRUE(tenant_->write({new_person(alice, "Alice", {team(1).id})}).ok());
  EXPECT_TRUE(tenant_->write({new_person(bob, "Bob", {team(1).id, team(2).id})}).ok());
}

TestDevice TestOffice::enrol(const RowId& account) {
  EnrolRequest request;
  request.tenant = "alpha";
  request.code = tenant_->invite(account, "tablet", clock.now_ms + 1000).value();
  request.attempt = make_uuid(clock, random);
  const EnrolResponse response = office_->enrol(request, "test").value();
  TestDevice device;
  device.token = response.token;
  device.number = response.device;
  return device;
}

Result<SyncResponse> TestOffice::round(const TestDevice& device, const SyncRequest& request) {
  auto sync = std::make_shared<SyncRound>();
  sync->token = digest_of_token(device.token);
  sync->request = request;
  if (request.wiped) {
    BRYGGA_TRY(tenant_->take_wiped(*sync));
    return std::move(sync->response);
  }
  if (!request.parts.empty()) {
    std::optional<Status> pushed;
    tenant_->push(sync, [&](Status status) { pushed = std::move(status); });
    if (!pushed->ok()) return pushed->error();
  }
  BRYGGA_TRY(tenant_->pull(*sync));
  return std::move(sync->response);
}

TestDevice TestOffice::renumbered(const TestDevice& device) {
  SyncRound wants;
  wants.token = digest_of_token(device.token);
  wants.request = device.request();
  wants.request.wants_number = true;
  const Status status = tenant_->renumber(wants);
  EXPECT_TRUE(status.ok());
  TestDevice copy = device;
  copy.number = wants.response.new_device.value_or(DeviceNumber{});
  copy.token = wants.response.new_token;
  return copy;
}

std::vector<RowChange> TestOffice::catch_up(TestDevice& device) {
  std::vector<RowChange> rows;
  std::vector<LoadingScope> loading;
  bool more = true;
  for (int rounds = 0; more && rounds < 1000; ++rounds) {
    SyncRequest request = device.request();
    request.loading = loading;
    const SyncResponse response = round(device, request).value();
    rows.insert(rows.end(), response.rows.begin(), response.rows.end());
    if (response.scopes_follow) {
      for (const Scope& scope : response.scopes) {
        if (std::find(device.scopes.begin(), device.scopes.end(), scope) == device.scopes.end()) {
          loading.push_back({scope, {}});
        }
      }
      device.scopes = response.scopes;
    }
    for (const ScopeProgress& progress : response.progress) {
      std::erase_if(loading, [&](const LoadingScope& each) {
        return each.scope == progress.scope && progress.complete;
      });
      for (LoadingScope& each : loading) {
        if (each.scope == progress.scope) each.cursor = progress.cursor;
      }
    }
    device.position = response.position;
    more = response.more || !loading.empty();
  }
  return rows;
}

Receipt TestOffice::send(TestDevice& device, std::vector<Edit> edits) {
  const SyncRequest request = device.request({device.transaction(std::move(edits), clock.now_ms)});
  const SyncResponse response = round(device, request).value();
  EXPECT_EQ(response.receipts.size(), 1U);
  return response.receipts.empty() ? Receipt{} : response.receipts.front();
}

}  // namespace brygga::server::test
