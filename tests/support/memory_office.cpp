#include "support/memory_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "merge/claims.hpp"
#include "protocol/office_audit.hpp"
#include "protocol/office_authors.hpp"
#include "protocol/office_heal.hpp"

namespace brygga::testing {

Mac SimpleNotary::mark(ByteView bytes) const {
  Mac mac{};
  std::uint64_t hash = 0x5EC2E7;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3ULL;
  for (std::size_t i = 0; i < mac.size(); ++i) {
    mac[i] = static_cast<std::uint8_t>(hash >> (i % 8 * 8)) ^ static_cast<std::uint8_t>(i);
  }
  return mac;
}

MemoryOffice::MemoryOffice(const Schema& schema) : schema_(&schema) {
  state_.epoch = 7;
  lineage_ = {{7, 0, 0, {}}};
}

MemoryOffice::MemoryOffice(const MemoryOffice&) = default;
MemoryOffice& MemoryOffice::operator=(const MemoryOffice&) = default;
MemoryOffice::~MemoryOffice() = default;

void MemoryOffice::restore(const MemoryOffice& backup, std::uint64_t epoch) {
  const std::uint64_t now = now_ms;
  *this = backup;
  now_ms = now;
  begin_epoch(epoch);
}

void MemoryOffice::begin_epoch(std::uint64_t epoch) {
  lineage_.push_back({epoch, state_.epoch, state_.seq, {}});
  state_.epoch = epoch;
}

RowId MemoryOffice::add_person(std::uint64_t number, const std::vector<std::string>& roles,
                               const std::vector<std::uint64_t>& groups) {
  std::vector<FieldWrite> writes{assign(person::name, text("Person " + std::to_string(number)))};
  for (const std::string& role : roles) writes.push_back(add(person::roles, text(role)));
  for (const std::uint64_t group : groups) writes.push_back(add(person::groups, uuid_of(group)));
  write({create(person::entity, number, base_scope, std::move(writes))});
  return row_of_number(number);
}

EnrolResponse MemoryOffice::enrol(DeviceNumber device, const RowId& account) {
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

void MemoryOffice::add_member(std::uint64_t member_row, std::uint64_t card_row,
                              const RowId& account) {
  write({create(member::entity, member_row, scope_of('K', card_row),
                {assign(member::account, account.uuid)})});
}

Receipt MemoryOffice::write(std::vector<Edit> edits) {
  const DeviceNumber number = DeviceNumber::of(state_.epoch, 0);
  DeviceEntry& self = devices[number];
  PushContext context{
      {number, {}, {}, true, {}}, self.consumed, self.last_time, now_ms, state_.seq};
  TransactionPart part;
  part.id = txn(900'000'000 + self.consumed + 1'000'000 * (state_.epoch - 7));
  part.time = next_hlc(std::max(state_.time, self.last_time), now_ms);
  part.first = self.consumed + 1;
  part.edits_total = static_cast<std::uint32_t>(edits.size());
  part.edits = std::move(edits);
  auto decision = decide_push(*schema_, *this, context, {part}, state_.seq + 1);
  EXPECT_TRUE(decision.ok());
  EXPECT_NE(decision->receipts.at(0).code, Receipt::Code::refused)
      << decision->receipts.at(0).refusal.sentence;
  Receipt receipt = decision->receipts.at(0);
  store(number, *std::move(decision));
  return receipt;
}

Actor MemoryOffice::actor_of(DeviceNumber device) {
  const Account account = account_of_device(device);
  const std::vector<Scope> scopes = held_by(device);
  return {device, account.roles, {scopes.begin(), scopes.end()}, false, account.principals};
}

std::vector<Scope> MemoryOffice::held_by(DeviceNumber device) {
  const Account account = account_of_device(device);
  std::vector<Scope> scopes = *scopes_of(account.principals, day_of(now_ms));
  if (account.holds_base) {
    scopes.insert(scopes.end(), schema_->base_scopes.begin(), schema_->base_scopes.end());
  }
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  return scopes;
}

Result<SyncResponse> MemoryOffice::exchange(const SyncRequest& sent) {
  auto request = decode_sync_request(encode(sent));
  EXPECT_TRUE(request.ok());
  SyncResponse response;
  if (request->wiped) {
    wiped[request->device] = *request->wiped;
    response.office_ms = now_ms;
    return response;
  }
  BRYGGA_ASSIGN(const bool is_lost, has_lost(*this, *request, devices[request->device].consumed));
  if (is_lost) {
    response.office_ms = now_ms;
    response.consumed = devices[request->device].consumed;
    BRYGGA_TRY(tell_of_loss(*this, notary, response));
    return response;
  }
  if (!request->offered.empty()) {
    std::size_t passed_over = 0;
    BRYGGA_ASSIGN(PushDecision healed,
                  decide_heal(*schema_, *this, {notary, state_.seq + 1}, *request, passed_over));
    forged += passed_over;
    DeviceEntry& entry = devices[request->device];
    healed.consumed = entry.consumed;
    healed.last_time = entry.last_time;
    store(request->device, std::move(healed));
  }
  if (request->wants_number) return renumber(*request);
  PullContext pull;
  BRYGGA_TRY(push(*request, response, pull));
  pull.scopes = held_by(sent.device);
  pull.notary = &notary;
  pull.base_scopes = schema_->base_scopes;
  response.office_ms = now_ms;
  response.backed_up = backed_up;
  response.consumed = devices[sent.device].consumed;
  if (devices[sent.device].is_push_only || request->is_handing_over) {
    BRYGGA_TRY(tell_position(*this, *request, &notary, response));
    tell_losses(*request, pull, response);
    return decode_sync_response(encode(response));
  }
  BRYGGA_TRY(build_page(*this, *request, pull, response));
  BRYGGA_ASSIGN(response.reload, differing_scopes(*schema_, *this, *request, pull.scopes));
  BRYGGA_TRY(tell_authors(*schema_, *this, *request, pull.scopes, response));
  auto received = decode_sync_response(encode(response));
  EXPECT_TRUE(received.ok());
  return received;
}

SyncResponse MemoryOffice::renumber(const SyncRequest& request) {
  SyncResponse response;
  response.new_device = DeviceNumber{(7ULL << 32) | (1000 + devices.size())};
  response.new_token = "another token";
  response.position = request.position;
  devices[*response.new_device].account = devices[request.device].account;
  return response;
}

Status MemoryOffice::push(const SyncRequest& request, SyncResponse& response, PullContext& pull) {
  DeviceEntry& entry = devices[request.device];
  entry.consumed = std::max(entry.consumed, request.gap_to);
  const PushContext context{actor_of(request.device),
                            entry.consumed,
                            entry.last_time,
                            now_ms,
                            complete_seq(request),
                            {},
                            &notary};
  BRYGGA_ASSIGN(PushDecision decision,
                decide_push(*schema_, *this, context, request.parts, state_.seq + 1));
  response.receipts = decision.receipts;
  pull.own_is_known = decision.rows_are_known && decision.echo.empty();
  pull.echo = decision.echo;
  if (decision.writes()) pull.own_seq = state_.seq + 1;
  store(request.device, std::move(decision));
  return {};
}

void MemoryOffice::store(DeviceNumber device, PushDecision decision) {
  DeviceEntry& entry = devices[device];
  entry.consumed = decision.consumed;
  entry.last_time = decision.last_time;
  if (!decision.writes()) return;
  ++state_.seq;
  state_.salt = state_.seq * 0x9E3779B97F4A7C15ULL;
  state_.time = std::max({state_.time, decision.last_time, decision.office_time});
  state_.clock_ms = std::max({state_.clock_ms, now_ms, decision.lost_clock_ms});
  salts_[state_.seq] = state_.salt;
  for (RowState& row : decision.rows) {
    const auto withdrawn = decision.withdrawn.find(row.key());
    put_row(std::move(row), withdrawn != decision.withdrawn.end() ? &withdrawn->second : nullptr);
  }
  for (HistoryEntry& item : decision.history) history.push_back(std::move(item));
  for (const DecidedTransaction& decided : decision.decided) {
    Receipt receipt = decided.receipt;
    receipt.stamp = decided.stamp;
    EXPECT_TRUE(receipts.emplace(decided.id, std::move(receipt)).second) << "decided twice";
  }
  for (TransactionPart& part : decision.staged) staged[part.id].push_back(std::move(part));
  for (const TransactionId& id : decision.unstaged) staged.erase(id);
  for (const TakenBackRow& taken : decision.taken_back) {
    taken_back_[taken.row].push_back(taken.taken);
  }
  lost_epochs_.insert(lost_epochs_.end(), decision.lost_epochs.begin(), decision.lost_epochs.end());
}

const RowState* MemoryOffice::find(EntityNumber entity, std::uint64_t number) const {
  const auto found = rows_.find({entity, uuid_of(number)});
  return found == rows_.end() ? nullptr : &found->second.row;
}

Value MemoryOffice::shown(EntityNumber entity, std::uint64_t row_number,
                          FieldNumber field_number) const {
  const RowState* found = find(entity, row_number);
  return found == nullptr ? Value{}
                          : shown_value(*schema_->entity(entity)->field(field_number),
                                        found->field(field_number));
}

std::vector<RowState> MemoryOffice::all_rows() const {
  std::vector<RowState> all;
  for (const auto& [key, stored] : rows_) all.push_back(stored.row);
  return all;
}

Result<Lineage> MemoryOffice::lineage() { return lineage_; }

Result<std::vector<EpochStart>> MemoryOffice::lost_epochs() { return lost_epochs_; }

Result<std::vector<TakenBack>> MemoryOffice::taken_back(const RowKey& row) {
  const auto found = taken_back_.find(row);
  return found == taken_back_.end() ? std::vector<TakenBack>{} : found->second;
}

Result<OfficeState> MemoryOffice::state() { return state_; }

Result<std::optional<std::uint64_t>> MemoryOffice::salt_of(Seq seq) {
  const auto found = salts_.find(seq);
  return found == salts_.end() ? std::optional<std::uint64_t>{} : found->second;
}

Result<std::optional<RowState>> MemoryOffice::row(EntityNumber entity, const RowId& id) {
  if (fail_reads_after == 0) return Error{ErrorCode::storage, "The disk is gone.", true, "io"};
  --fail_reads_after;
  const auto found = rows_.find({entity, id.uuid});
  return found == rows_.end() ? std::optional<RowState>{} : found->second.row;
}

Result<std::optional<RowState>> MemoryOffice::row_at(const FeedCursor& at) {
  const auto found = keys_.find(at.key);
  return found == keys_.end() ? std::optional<RowState>{} : rows_.at(found->second).row;
}

Result<std::optional<Value>> MemoryOffice::past_value(const RowKey& row, FieldNumber field,
                                                      const Stamp& stamp) {
  for (const HistoryEntry& entry : history) {
    const Superseded& was = entry.superseded;
    if (entry.entity == row.entity && entry.row == row.id && was.field == field &&
        was.head.stamp == stamp && was.why != Superseded::Why::awaited) {
      return std::optional<Value>(was.head.value);
    }
  }
  return std::optional<Value>{};
}

Result<bool> MemoryOffice::is_awaited(const RowKey& row, FieldNumber field, const Stamp& stamp) {
  return std::any_of(history.begin(), history.end(), [&](const HistoryEntry& entry) {
    const Superseded& was = entry.superseded;
    return entry.entity == row.entity && entry.row == row.id && was.field == field &&
           was.head.stamp == stamp && was.why == Superseded::Why::awaited;
  });
}

Result<std::vector<RowId>> MemoryOffice::claimants(EntityNumber entity, FieldNumber field,
                                                   const RowId& named) {
  std::vector<RowId> claiming;
  const EntityDef& def = *schema_->entity(entity);
  for (const auto& [key, stored] : rows_) {
    if (key.first != entity) continue;
    if (claim_of(def, *def.field(field), stored.row) == named) claiming.push_back(stored.row.id);
  }
  return claiming;
}

Result<std::optional<Receipt>> MemoryOffice::receipt(const TransactionId& id) {
  const auto found = receipts.find(id);
  return found == receipts.end() ? std::optional<Receipt>{} : found->second;
}

Result<std::optional<Author>> MemoryOffice::author(DeviceNumber device) {
  const auto known = devices.find(device);
  if (known == devices.end()) return std::optional<Author>{};
  const std::string name = "device " + std::to_string(device.value & 0xFFFF'FFFFULL);
  return std::optional<Author>(Author{device, known->second.account, name});
}

Result<std::vector<Scope>> MemoryOffice::scopes_of(const std::vector<PrincipalId>& principals,
                                                   std::int64_t day) {
  std::set<Scope> scopes;
  for (const auto& [key, stored] : rows_) {
    for (const Grant& grant : grants_of(*schema_, stored.row)) {
      const bool is_held =
          std::find(principals.begin(), principals.end(), grant.principal) != principals.end();
      if (is_held && grant.through >= day) scopes.insert(grant.scope);
    }
  }
  return std::vector<Scope>(scopes.begin(), scopes.end());
}

Result<bool> MemoryOffice::has_held(const std::vector<PrincipalId>& principals,
                                    const Scope& scope) {
  return std::any_of(principals.begin(), principals.end(), [&](const PrincipalId& principal) {
    return held_.count({principal, scope}) != 0;
  });
}

Result<std::vector<FeedItem>> MemoryOffice::feed(const Scope& scope, const FeedCursor& after,
                                                 Seq left_after, std::size_t limit) {
  std::vector<FeedItem> items;
  const auto& places = feed_[scope];
  for (auto place = places.upper_bound(after); place != places.end() && items.size() < limit;
       ++place) {
    const bool has_left = place->second && !rows_.at(keys_.at(place->first.key)).row.life.erased;
    if (has_left && place->first.seq <= left_after) continue;
    items.push_back({place->first, place->second});
  }
  return items;
}

Result<FirstRows> MemoryOffice::first_rows(const Scope& scope, std::int64_t day,
                                           std::size_t limit) {
  FirstRows first;
  for (std::uint8_t order = 1; order < 10; ++order) {
    for (const EntityDef& entity : schema_->entities) {
      if (entity.first_sync.order != order) continue;
      for (const auto& [place, leaves] : feed_[scope]) {
        if (leaves || place.entity != entity.number || first.places.size() == limit) continue;
        if (!is_first(entity, rows_.at(keys_.at(place.key)).row, day)) continue;
        first.places.push_back(place);
        first.has_day = first.has_day || entity.first_sync.day != 0;
      }
    }
  }
  return first;
}

Result<LoadSize> MemoryOffice::size_of_scope(const Scope& scope) {
  LoadSize size;
  for (const auto& [place, leaves] : feed_[scope]) {
    if (leaves) continue;
    ++size.rows;
    size.bytes += size_estimate(rows_.at(keys_.at(place.key)).row);
  }
  return size;
}

void MemoryOffice::keep_from(Seq seq) {
  state_.kept_from = seq;
  salts_.erase(salts_.begin(), salts_.lower_bound(seq));
  for (auto& [scope, places] : feed_) {
    std::erase_if(places,
                  [&](const auto& entry) { return entry.second && entry.first.seq <= seq; });
  }
}

Result<std::vector<TransactionPart>> MemoryOffice::staged_parts(DeviceNumber,
                                                                const TransactionId& id) {
  const auto found = staged.find(id);
  return found == staged.end() ? std::vector<TransactionPart>{} : found->second;
}

Account MemoryOffice::account_of_device(DeviceNumber device) {
  const RowId account = devices[device].account;
  const auto found = rows_.find({schema_->accounts.entity, account.uuid});
  return found == rows_.end() ? Account{{PrincipalId{account.uuid}}, {}, true}
                              : account_of(*schema_, found->second.row);
}

bool MemoryOffice::is_first(const EntityDef& entity, const RowState& row, std::int64_t day) {
  const FieldNumber field = entity.first_sync.day;
  if (field == 0) return true;
  const Value value = shown_value(*entity.field(field), row.field(field));
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return false;
  constexpr std::int64_t day_ms = 86'400'000;
  const bool is_time = entity.field(field)->type == Type::time;
  const std::int64_t of_row = is_time ? *number / day_ms : *number;
  return of_row >= day - 1 && of_row <= day + first_days_max;
}

void MemoryOffice::put_row(RowState row, const Scope* made_in) {
  EXPECT_EQ(row.seq, state_.seq) << "a commit stores what it has changed, and nothing else";
  const Key name{row.entity, row.id.uuid};
  const auto found = rows_.find(name);
  const std::uint64_t key = found != rows_.end() ? found->second.key : rows_.size() + 1;
  if (found != rows_.end()) {
    const RowState& was = found->second.row;
    feed_[was.scope].erase({was.seq, row.entity, key});
    if (was.scope != row.scope) feed_[was.scope][{row.seq, row.entity, key}] = true;
  } else if (made_in != nullptr) {
    feed_[*made_in][{row.seq, row.entity, key}] = true;
  }
  feed_[row.scope][{row.seq, row.entity, key}] = row.life.is_deleted();
  for (const Grant& grant : grants_of(*schema_, row)) held_.insert(grant);
  keys_[key] = name;
  rows_.insert_or_assign(name, Stored{std::move(row), key});
}

}  // namespace brygga::testing
