// An office in memory: OfficeReader and what a back end does around decide_push and build_page,
// with the real protocol code and messages that really went through their bytes.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "merge/claims.hpp"
#include "protocol/office_audit.hpp"
#include "protocol/office_pull.hpp"
#include "protocol/office_push.hpp"
#include "support/builders.hpp"

namespace brygga::testing {

class MemoryOffice : public OfficeReader {
 public:
  struct DeviceEntry {
    RowId account;
    EditNumber consumed = 0;
    Hlc last_time;
    bool is_push_only = false;
  };

  explicit MemoryOffice(const Schema& schema = test_schema()) : schema_(schema) {
    state_.epoch = 7;
  }

  std::uint64_t now_ms = 1'000'000;
  std::map<DeviceNumber, DeviceEntry> devices;
  std::map<TransactionId, Receipt> receipts;
  std::vector<HistoryEntry> history;
  std::map<TransactionId, std::vector<TransactionPart>> staged;
  std::uint64_t fail_reads_after = ~0ULL;  // so many reads of rows succeed

  // A person with an account, made by the office itself.
  RowId add_person(std::uint64_t number, const std::vector<std::string>& roles = {},
                   const std::vector<std::uint64_t>& groups = {}) {
    std::vector<FieldWrite> writes{assign(person::name, text("Person " + std::to_string(number)))};
    for (const std::string& role : roles) writes.push_back(add(person::roles, text(role)));
    for (const std::uint64_t group : groups) writes.push_back(add(person::groups, uuid_of(group)));
    write({create(person::entity, number, base_scope, std::move(writes))});
    return row_of_number(number);
  }
  EnrolResponse enrol(DeviceNumber device, const RowId& account) {
    devices[device].account = account;
    EnrolResponse response;
    response.token = "token";
    response.device = device;
    response.tenant = "test";
    response.account = account.uuid;
    response.account_name = "Alice";
    response.office_ms = now_ms;
    return response;
  }
  // The account becomes a member of the card's scopes.
  void add_member(std::uint64_t member_row, std::uint64_t card_row, const RowId& account) {
    write({create(member::entity, member_row, scope_of('K', card_row),
                  {assign(member::account, account.uuid)})});
  }

  // One transaction by the office itself, which must apply.
  Receipt write(std::vector<Edit> edits) {
    DeviceEntry& self = devices[office_device];
    PushContext context{
        {office_device, {}, {}, true, {}}, self.consumed, self.last_time, now_ms, state_.seq};
    TransactionPart part;
    part.id = txn(900'000'000 + self.consumed);
    part.time = next_hlc(std::max(state_.time, self.last_time), now_ms);
    part.first = self.consumed + 1;
    part.edits_total = static_cast<std::uint32_t>(edits.size());
    part.edits = std::move(edits);
    auto decision = decide_push(schema_, *this, context, {part}, state_.seq + 1);
    EXPECT_TRUE(decision.ok());
    EXPECT_NE(decision->receipts.at(0).code, Receipt::Code::refused)
        << decision->receipts.at(0).refusal.sentence;
    Receipt receipt = decision->receipts.at(0);
    store(office_device, *std::move(decision));
    return receipt;
  }

  Actor actor_of(DeviceNumber device) {
    const Account account = account_of_device(device);
    const std::vector<Scope> scopes = held_by(device);
    return {device, account.roles, {scopes.begin(), scopes.end()}, false, account.principals};
  }

  std::vector<Scope> held_by(DeviceNumber device) {
    std::vector<Scope> scopes = *scopes_of(account_of_device(device).principals);
    scopes.insert(scopes.end(), schema_.base_scopes.begin(), schema_.base_scopes.end());
    std::sort(scopes.begin(), scopes.end());
    scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
    return scopes;
  }

  // A whole round, as a server does it, bytes in and bytes out.
  Result<SyncResponse> exchange(const SyncRequest& sent) {
    auto request = decode_sync_request(encode(sent));
    EXPECT_TRUE(request.ok());
    BRYGGA_TRY(check_position(*this, request->position));
    SyncResponse response;
    if (request->wants_number) return renumber(*request);
    PullContext pull;
    BRYGGA_TRY(push(*request, response, pull));
    pull.scopes = held_by(sent.device);
    response.office_ms = now_ms;
    response.consumed = devices[sent.device].consumed;
    if (devices[sent.device].is_push_only) {
      tell_losses(*request, pull, response);
      return decode_sync_response(encode(response));
    }
    BRYGGA_TRY(build_page(*this, *request, pull, response));
    BRYGGA_ASSIGN(response.reload, differing_scopes(schema_, *this, *request, pull.scopes));
    auto received = decode_sync_response(encode(response));
    EXPECT_TRUE(received.ok());
    return received;
  }

  // Unlike a real one, this office does not ask who has the copy.
  SyncResponse renumber(const SyncRequest& request) {
    SyncResponse response;
    response.new_device = DeviceNumber{(7ULL << 32) | (1000 + devices.size())};
    response.new_token = "another token";
    response.position = request.position;
    devices[*response.new_device].account = devices[request.device].account;
    return response;
  }

  Status push(const SyncRequest& request, SyncResponse& response, PullContext& pull) {
    DeviceEntry& entry = devices[request.device];
    entry.consumed = std::max(entry.consumed, request.gap_to);
    const PushContext context{actor_of(request.device), entry.consumed, entry.last_time, now_ms,
                              complete_seq(request)};
    BRYGGA_ASSIGN(PushDecision decision,
                  decide_push(schema_, *this, context, request.parts, state_.seq + 1));
    response.receipts = decision.receipts;
    pull.echo = decision.echo;
    if (decision.writes()) pull.own_seq = state_.seq + 1;
    store(request.device, std::move(decision));
    return {};
  }

  void store(DeviceNumber device, PushDecision decision) {
    DeviceEntry& entry = devices[device];
    entry.consumed = decision.consumed;
    entry.last_time = decision.last_time;
    if (!decision.writes()) return;
    ++state_.seq;
    state_.salt = state_.seq * 0x9E3779B97F4A7C15ULL;
    state_.time = std::max({state_.time, decision.last_time, decision.office_time});
    state_.clock_ms = std::max(state_.clock_ms, now_ms);
    salts_[state_.seq] = state_.salt;
    for (RowState& row : decision.rows) put_row(std::move(row));
    for (HistoryEntry& item : decision.history) history.push_back(std::move(item));
    for (const DecidedTransaction& decided : decision.decided) {
      EXPECT_TRUE(receipts.emplace(decided.id, decided.receipt).second) << "decided twice";
    }
    for (TransactionPart& part : decision.staged) staged[part.id].push_back(std::move(part));
    for (const TransactionId& id : decision.unstaged) staged.erase(id);
  }

  const RowState* find(EntityNumber entity, std::uint64_t number) const {
    const auto found = rows_.find({entity, uuid_of(number)});
    return found == rows_.end() ? nullptr : &found->second.row;
  }
  Value shown(EntityNumber entity, std::uint64_t row_number, FieldNumber field_number) const {
    const RowState* found = find(entity, row_number);
    return found == nullptr ? Value{}
                            : shown_value(*schema_.entity(entity)->field(field_number),
                                          found->field(field_number));
  }
  std::vector<RowState> all_rows() const {
    std::vector<RowState> all;
    for (const auto& [key, stored] : rows_) all.push_back(stored.row);
    return all;
  }
  Seq seq() const { return state_.seq; }

  // --- OfficeReader ---
  Result<OfficeState> state() override { return state_; }
  Result<std::optional<std::uint64_t>> salt_of(Seq seq) override {
    const auto found = salts_.find(seq);
    return found == salts_.end() ? std::optional<std::uint64_t>{} : found->second;
  }
  Result<std::optional<RowState>> row(EntityNumber entity, const RowId& id) override {
    if (fail_reads_after == 0) return Error{ErrorCode::storage, "The disk is gone.", true, "io"};
    --fail_reads_after;
    const auto found = rows_.find({entity, id.uuid});
    return found == rows_.end() ? std::optional<RowState>{} : found->second.row;
  }
  Result<std::optional<RowState>> row_at(const FeedCursor& at) override {
    const auto found = keys_.find(at.key);
    return found == keys_.end() ? std::optional<RowState>{} : rows_.at(found->second).row;
  }
  Result<std::optional<Value>> past_value(const RowKey& row, FieldNumber field,
                                          const Stamp& stamp) override {
    for (const HistoryEntry& entry : history) {
      const Superseded& was = entry.superseded;
      if (entry.entity == row.entity && entry.row == row.id && was.field == field &&
          was.head.stamp == stamp) {
        return std::optional<Value>(was.head.value);
      }
    }
    return std::optional<Value>{};
  }
  Result<std::vector<RowId>> claimants(EntityNumber entity, FieldNumber field,
                                       const RowId& named) override {
    std::vector<RowId> claiming;
    const EntityDef& def = *schema_.entity(entity);
    for (const auto& [key, stored] : rows_) {
      if (key.first != entity) continue;
      if (claim_of(def, *def.field(field), stored.row) == named) claiming.push_back(stored.row.id);
    }
    return claiming;
  }
  Result<std::optional<Receipt>> receipt(const TransactionId& id) override {
    const auto found = receipts.find(id);
    return found == receipts.end() ? std::optional<Receipt>{} : found->second;
  }
  Result<std::vector<Scope>> scopes_of(const std::vector<PrincipalId>& principals) override {
    std::set<Scope> scopes;
    for (const auto& [key, stored] : rows_) {
      for (const Grant& grant : grants_of(schema_, stored.row)) {
        const bool is_held =
            std::find(principals.begin(), principals.end(), grant.principal) != principals.end();
        if (is_held) scopes.insert(grant.scope);
      }
    }
    return std::vector<Scope>(scopes.begin(), scopes.end());
  }
  Result<bool> has_held(const std::vector<PrincipalId>& principals, const Scope& scope) override {
    return std::any_of(principals.begin(), principals.end(), [&](const PrincipalId& principal) {
      return held_.count({principal, scope}) != 0;
    });
  }
  Result<std::vector<FeedItem>> feed(const Scope& scope, const FeedCursor& after,
                                     std::size_t limit) override {
    std::vector<FeedItem> items;
    const auto& places = feed_[scope];
    for (auto place = places.upper_bound(after); place != places.end() && items.size() < limit;
         ++place) {
      items.push_back({place->first, place->second});
    }
    return items;
  }
  Result<std::vector<TransactionPart>> staged_parts(DeviceNumber,
                                                    const TransactionId& id) override {
    const auto found = staged.find(id);
    return found == staged.end() ? std::vector<TransactionPart>{} : found->second;
  }

 private:
  using Key = std::pair<EntityNumber, Uuid>;
  struct Stored {
    RowState row;
    std::uint64_t key = 0;
  };

  Account account_of_device(DeviceNumber device) {
    const RowId account = devices[device].account;
    const auto found = rows_.find({person::entity, account.uuid});
    return found == rows_.end() ? Account{{PrincipalId{account.uuid}}, {}, true}
                                : account_of(schema_, found->second.row);
  }
  void put_row(RowState row) {
    const Key name{row.entity, row.id.uuid};
    const auto found = rows_.find(name);
    const std::uint64_t key = found != rows_.end() ? found->second.key : rows_.size() + 1;
    if (found != rows_.end()) {
      const RowState& was = found->second.row;
      feed_[was.scope].erase({was.seq, row.entity, key});
      if (was.scope != row.scope) feed_[was.scope][{row.seq, row.entity, key}] = true;
    }
    feed_[row.scope][{row.seq, row.entity, key}] = row.life.is_deleted();
    for (const Grant& grant : grants_of(schema_, row)) held_.insert(grant);
    keys_[key] = name;
    rows_.insert_or_assign(name, Stored{std::move(row), key});
  }

  const Schema& schema_;
  OfficeState state_;
  std::map<Seq, std::uint64_t> salts_;
  std::map<Key, Stored> rows_;
  std::map<std::uint64_t, Key> keys_;
  std::set<Grant> held_;                              // at any time
  std::map<Scope, std::map<FeedCursor, bool>> feed_;  // true: the row has left the scope
};

}  // namespace brygga::testing
