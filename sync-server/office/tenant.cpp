#include "office/tenant.hpp"

#include <algorithm>
#include <iterator>

#include "base/fault.hpp"
#include "office/device_events.hpp"
#include "office/journal_replay.hpp"
#include "office/row_text.hpp"
#include "office/secrets.hpp"
#include "office/turning_away.hpp"
#include "protocol/office_audit.hpp"
#include "protocol/office_authors.hpp"
#include "protocol/office_heal.hpp"
#include "protocol/office_shelter.hpp"

namespace brygga::server {
namespace {

// Pushes committed together, and pushes that may wait for their turn.
constexpr std::size_t batch_jobs_max = 64;
constexpr std::size_t queue_jobs_max = 1024;
// Pushes of one device that may wait: one, and its repetition after a connection was lost.
constexpr int device_pushes_max = 2;
// How stale a device's last_seen_ms may become before a mere pull renews it.
constexpr std::uint64_t last_seen_stale_ms = 300'000;
constexpr std::size_t device_name_bytes_max = 200;
// Copies of one store that may be known at a time.
constexpr std::size_t copies_max = 32;

Error unknown_token() {
  return turn_away(ErrorCode::refused, "unknown_token",
                   "The office does not know this device's token. The device keeps all its work; "
                   "ask the operator.");
}

Error revoked_token() {
  return turn_away(ErrorCode::refused, "revoked_token",
                   "This device has been revoked at the office.");
}

Error no_such_device() {
  return turn_away(ErrorCode::not_found, "no_such_device", "There is no such device.");
}

Error busy() { return {ErrorCode::busy, "Too many pushes wait already.", true, "busy"}; }

std::string device_name_of(const EnrolRequest& request, const Invitation& invitation) {
  const std::string& name =
      request.device_name.empty() ? invitation.device_name : request.device_name;
  // It will be printed where operators look.
  const bool is_plain = is_utf8(name) && name.size() <= device_name_bytes_max &&
                        std::none_of(name.begin(), name.end(), [](char c) {
                          return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                        });
  return is_plain ? name : invitation.device_name;
}

}  // namespace

Tenant::Tenant(std::string name, std::unique_ptr<TenantStore> store,
               std::shared_ptr<const Notary> notary, const OfficeContext& context)
    : name_(std::move(name)),
      store_(std::move(store)),
      notary_(std::move(notary)),
      context_(context) {}

// --- epochs -----------------------------------------------------------------------------------

// Nothing tells a file that was copied back from one that was closed: commits that are made after
// this opening shall bear another name than any that were made after another.
Status Tenant::begin_epoch(TenantWriter& writer) {
  if (has_fault(Fault::epoch_kept)) return {};
  BRYGGA_ASSIGN(const Lineage lineage, writer.lineage());
  const auto is_known = [&](std::uint64_t epoch) {
    return std::any_of(lineage.begin(), lineage.end(), [&](const EpochStart& start) {
      return (start.epoch & 0xFFFF'FFFFULL) == (epoch & 0xFFFF'FFFFULL);
    });
  };
  std::uint64_t epoch = make_epoch(context_.random);
  while (is_known(epoch)) epoch = make_epoch(context_.random);
  return writer.begin_epoch(epoch);
}

Status Tenant::write_in_epoch(const std::function<Status(TenantWriter&)>& work) {
  Status written = store_->write([&](TenantWriter& writer) -> Status {
    if (!has_epoch_) BRYGGA_TRY(begin_epoch(writer));
    return work(writer);
  });
  if (written.ok()) has_epoch_ = true;
  return written;
}

// --- committing together ----------------------------------------------------------------------

void Tenant::submit(Work work, std::function<void(Status)> done) {
  {
    const std::lock_guard lock(queue_mutex_);
    if (queue_.size() < queue_jobs_max) {
      queue_.push_back({std::move(work), std::move(done), {}, {}});
      done = nullptr;
      if (is_committing_) return;
      is_committing_ = true;
    }
  }
  if (done) return done(busy());
  context_.run([this] { commit_queued(); });
}

void Tenant::commit_queued() {
  std::vector<Job> jobs;
  {
    const std::lock_guard lock(queue_mutex_);
    const std::size_t count = std::min(queue_.size(), batch_jobs_max);
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    std::move(queue_.begin(), end, std::back_inserter(jobs));
    queue_.erase(queue_.begin(), end);
  }
  commit(jobs);
  {
    const std::lock_guard lock(queue_mutex_);
    is_committing_ = !queue_.empty();
    if (!is_committing_) return;
  }
  // Queued anew rather than looped, so that a busy tenant lets others have a turn.
  context_.run([this] { commit_queued(); });
}

void Tenant::commit(std::vector<Job>& jobs) {
  const Status written = write_in_epoch([&](TenantWriter& writer) -> Status {
    for (Job& job : jobs) {
      job.outcome = writer.alone([&] { return job.work(writer, job.touched); });
    }
    return {};
  });
  Touched touched;
  for (const Job& job : jobs) {
    // Whether a commit that failed is there after all is not known: who waits looks for itself.
    if (!job.outcome.ok()) continue;
    touched.scopes.insert(touched.scopes.end(), job.touched.scopes.begin(),
                          job.touched.scopes.end());
    touched.principals.insert(touched.principals.end(), job.touched.principals.begin(),
                              job.touched.principals.end());
  }
  if (!touched.scopes.empty() || !touched.principals.empty()) board_.announce(touched);
  for (Job& job : jobs) job.done(written.ok() ? job.outcome : written);
}

// --- sync -------------------------------------------------------------------------------------

Result<Account> Tenant::account_at(TenantReader& reader, const RowId& account) const {
  const EntityNumber entity = context_.schema.accounts.entity;
  if (entity == 0) return Account{{PrincipalId{account.uuid}}, {}, true};
  BRYGGA_ASSIGN(std::optional<RowState> row, reader.row(entity, account));
  if (!row) return Account{{PrincipalId{account.uuid}}, {}, true};
  Account known = account_of(context_.schema, *row);
  // What the row gave may have been taken away in the time that a restore has lost.
  BRYGGA_ASSIGN(const bool is_held_back, reader.has_grants_held_back(row->key()));
  if (!is_held_back) return known;
  return Account{{PrincipalId{account.uuid}}, {}, known.is_open};
}

namespace {

Error wipe_ordered() {
  return turn_away(ErrorCode::refused, "wipe_ordered",
                   "The office has ordered that this device be wiped.");
}

// Whoever shows the token, if it is to be served in what it asks. One that is to be wiped may hand
// over what it has, while it is not revoked, and say that it was.
Result<DeviceRecord> served_device(TenantReader& reader, const SyncRound& round) {
  BRYGGA_ASSIGN(std::optional<DeviceRecord> record, reader.device_of_token(round.token));
  if (!record) return unknown_token();
  BRYGGA_ASSIGN(const std::optional<Wipe> wipe, reader.wipe(record->number));
  const bool knows_of_it = round.request.is_handing_over || round.request.wiped;
  if (wipe && !knows_of_it) return wipe_ordered();
  const bool says_its_last = wipe && round.request.wiped;
  if (record->state == DeviceState::revoked && !says_its_last) return revoked_token();
  return std::move(*record);
}

}  // namespace

Status Tenant::check_token(const Digest& token) {
  return store_->read([&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(const std::optional<DeviceRecord> record, reader.device_of_token(token));
    if (!record) return unknown_token();
    if (record->state != DeviceState::revoked) return {};
    // One that is to be wiped is revoked already, or in the end: it may say so.
    BRYGGA_ASSIGN(const std::optional<Wipe> wipe, reader.wipe(record->number));
    return wipe ? Status{} : Status(revoked_token());
  });
}

Result<Tenant::Authority> Tenant::authority_of(TenantReader& reader, const SyncRound& round) const {
  BRYGGA_ASSIGN(DeviceRecord record, served_device(reader, round));
  if (record.number != round.request.device) {
    return turn_away(ErrorCode::refused, "wrong_device", "The token belongs to another device.");
  }
  BRYGGA_ASSIGN(Account account, account_at(reader, record.account));
  BRYGGA_ASSIGN(std::vector<Scope> scopes,
                reader.scopes_of(account.principals, day_of(context_.clock.unix_ms())));
  const auto& base = context_.schema.base_scopes;
  if (!account.is_open && !has_fault(Fault::closed_account_sees)) {
    scopes.clear();
  } else if (account.holds_base) {
    scopes.insert(scopes.end(), base.begin(), base.end());
  }
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  Actor actor{record.number, std::move(account.roles), {scopes.begin(), scopes.end()},
              false,         account.principals,       !account.is_open};
  return Authority{std::move(record), std::move(actor), std::move(account.principals),
                   std::move(scopes)};
}

CommitInfo Tenant::next_commit(const OfficeState& state, DeviceNumber device) {
  return {state.seq + 1, context_.random.u64(), device, context_.clock.unix_ms()};
}

namespace {

// A store that was copied may speak for the numbers of its lineage, and for no other: what it says
// of those it sends as its own.
Status drop_foreign_numbers(TenantReader& reader, const DeviceRecord& sender,
                            std::vector<TransactionPart>& parts) {
  const auto is_other = [](const TransactionPart& part) {
    return part.stamped_by != DeviceNumber{};
  };
  if (std::none_of(parts.begin(), parts.end(), is_other)) return {};
  BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, reader.devices());
  for (TransactionPart& part : parts) {
    const bool is_of_lineage =
        std::any_of(devices.begin(), devices.end(), [&](const DeviceRecord& device) {
          return device.number == part.stamped_by && device.lineage == sender.lineage;
        });
    if (!is_of_lineage) part.stamped_by = {};
  }
  return {};
}

// What the request says of what the device has. scopes: what it may hold.
void note_holdings(const SyncRequest& request, const std::vector<Scope>& scopes,
                   std::uint64_t now_ms, DeviceRecord& record) {
  // In a heal it says nothing of what stays, which is not to say that nothing does.
  if (!request.is_healing) {
    record.unsent = request.unsent ? request.unsent->changes : 0;
    record.unsent_ms = request.unsent ? std::min(request.unsent->oldest_ms, now_ms) : 0;
  }
  // It knows other scopes: what it has of these the next request says.
  if (digest_of(scopes) != request.scopes_digest) return;
  record.held_scopes = scopes.size() - std::min(scopes.size(), request.loading.size());
}

// Times differ a little with each measuring of the device's clock: that is no news.
bool have_equal_holdings(const DeviceRecord& one, const DeviceRecord& other) {
  constexpr std::uint64_t noise_ms = 60'000;
  const auto [earlier, later] = std::minmax(one.unsent_ms, other.unsent_ms);
  return one.held_scopes == other.held_scopes && one.unsent == other.unsent &&
         later - earlier < noise_ms;
}

}  // namespace

Status Tenant::take_push(TenantWriter& writer, SyncRound& round, Touched& touched) {
  BRYGGA_ASSIGN(Authority authority, authority_of(writer, round));
  BRYGGA_ASSIGN(const bool is_lost, has_lost(writer, round.request, authority.record));
  if (is_lost) return {};
  BRYGGA_TRY(take_offered(writer, round, authority, touched));
  BRYGGA_ASSIGN(OfficeState state, writer.state());
  const CommitInfo commit = next_commit(state, authority.record.number);
  round.latest_ms = std::max(state.clock_ms, commit.at_ms);
  DeviceRecord& record = authority.record;
  // A copy goes on with the numbers that its store had come to.
  const bool is_new_copy = record.number != record.lineage && record.consumed == 0;
  if (is_new_copy || round.request.is_healing) {
    record.consumed = std::max(record.consumed, round.request.gap_to);
  }
  BRYGGA_TRY(drop_foreign_numbers(writer, record, round.request.parts));
  const PushContext context{std::move(authority.actor),
                            record.consumed,
                            record.last_time,
                            commit.at_ms,
                            complete_seq(round.request),
                            record.number != record.lineage ? state.forgotten : Hlc{},
                            notary_.get()};
  record.needed_after = needed_after(round.request);
  record.acknowledged = acknowledged_by(round.request, record.acknowledged);
  BRYGGA_ASSIGN(PushDecision decision, decide_push(context_.schema, writer, context,
                                                   std::move(round.request.parts), commit.seq));
  if (decision.writes()) {
    BRYGGA_TRY(writer.store(commit, decision, touched));
    round.own_seq = commit.seq;
  }
  record.consumed = decision.consumed;
  record.last_time = decision.last_time;
  record.last_seen_ms = commit.at_ms;
  note_holdings(round.request, authority.scopes, commit.at_ms, record);
  BRYGGA_TRY(writer.put_device(record, nullptr));
  round.response.receipts = std::move(decision.receipts);
  round.own_is_known = decision.rows_are_known && decision.echo.empty();
  round.echo = std::move(decision.echo);
  return {};
}

// Whether the office has lost the commit that the device stands at.
Result<bool> Tenant::has_lost(OfficeReader& reader, const SyncRequest& request,
                              const DeviceRecord& device) const {
  // Without a key nothing can be brought back, and a gap is the device's mistake.
  const EditNumber any = ~EditNumber{0} >> 1;
  BRYGGA_ASSIGN(const bool is_lost,
                brygga::has_lost(reader, request, notary_ != nullptr ? device.consumed : any));
  if (!is_lost || notary_ != nullptr) return is_lost;
  return turn_away(ErrorCode::conflict, "unknown_position",
                   "The office was restored from a backup and has no key to know its own rows by. "
                   "The device keeps all its work; ask the operator.");
}

// What a device brings back is a commit of its own, also when nothing of it is news.
Status Tenant::take_offered(TenantWriter& writer, SyncRound& round, const Authority& authority,
                            Touched& touched) {
  const SyncRequest& request = round.request;
  if ((request.offered.empty() && request.lineage.empty()) || notary_ == nullptr) return {};
  BRYGGA_ASSIGN(const OfficeState state, writer.state());
  CommitInfo commit = next_commit(state, authority.record.number);
  commit.origin = CommitInfo::Origin::heal;
  BRYGGA_ASSIGN(PushDecision decision, decide_heal(context_.schema, writer, {*notary_, commit.seq},
                                                   request, round.forged));
  if (!decision.writes()) return {};
  BRYGGA_TRY(check_journal(writer, decision));
  BRYGGA_TRY(apply_held_back(context_.schema, writer, decision, commit.seq));
  BRYGGA_TRY(withdraw_exposed(context_.schema, writer, commit.seq, decision));
  return writer.store(commit, decision, touched);
}

// No device may fill the queue, or memory with its requests.
bool Tenant::begin_push(const Digest& token) {
  const std::lock_guard lock(queue_mutex_);
  int& under_way = pushing_[token];
  if (under_way == device_pushes_max) return false;
  ++under_way;
  return true;
}

void Tenant::end_push(const Digest& token) {
  const std::lock_guard lock(queue_mutex_);
  const auto found = pushing_.find(token);
  if (--found->second == 0) pushing_.erase(found);
}

void Tenant::push(const std::shared_ptr<SyncRound>& round, std::function<void(Status)> done) {
  if (!begin_push(round->token)) return done(busy());
  submit([this, round](TenantWriter& writer,
                       Touched& touched) { return take_push(writer, *round, touched); },
         [this, round, done = std::move(done)](Status status) {
           end_push(round->token);
           done(std::move(status));
         });
}

Status Tenant::pull(SyncRound& round) {
  const auto nothing = [](TenantWriter&) { return Status{}; };
  if (!has_epoch_) BRYGGA_TRY(write_in_epoch(nothing));
  round.looked_at = board_.generation();
  SyncResponse response;
  response.receipts = std::move(round.response.receipts);
  DeviceRecord seen;
  bool is_news = false;
  const auto work = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(Authority authority, authority_of(reader, round));
    BRYGGA_ASSIGN(const bool is_lost, has_lost(reader, round.request, authority.record));
    PullContext context{std::move(authority.scopes), context_.schema.base_scopes, round.own_seq,
                        std::move(round.echo),       round.own_is_known,          notary_.get()};
    response.office_ms = context_.clock.unix_ms();
    response.consumed = authority.record.consumed;
    BRYGGA_ASSIGN(const bool is_guarded, reader.is_guarded());
    BRYGGA_ASSIGN(response.backed_up, reader.backed_up());
    response.is_push_only =
        authority.record.is_push_only || is_guarded || round.request.is_handing_over;
    if (is_lost) {
      BRYGGA_TRY(tell_of_loss(reader, *notary_, response));
    } else if (is_guarded) {
      // What was granted since the backup this office does not know: nobody has lost it.
      BRYGGA_TRY(tell_position(reader, round.request, notary_.get(), response));
      response.commit_cursor = round.request.commit_cursor;
    } else if (response.is_push_only) {
      BRYGGA_TRY(tell_position(reader, round.request, notary_.get(), response));
      tell_losses(round.request, context, response);
    } else {
      BRYGGA_TRY(build_page(reader, round.request, context, response));
      BRYGGA_ASSIGN(response.reload,
                    differing_scopes(context_.schema, reader, round.request, context.scopes));
      BRYGGA_TRY(tell_authors(context_.schema, reader, round.request, context.scopes, response));
    }
    seen = authority.record;
    note_holdings(round.request, context.scopes, response.office_ms, seen);
    is_news = !have_equal_holdings(seen, authority.record);
    round.scopes = std::move(context.scopes);
    round.echo = std::move(context.echo);
    round.principals = std::move(authority.principals);
    return {};
  };
  BRYGGA_TRY(store_->read(work));
  round.response = std::move(response);
  note_seen(seen, needed_after(round.request), is_news);
  return {};
}

Status Tenant::renumber(SyncRound& round) {
  SyncResponse response;
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(const Authority authority, authority_of(writer, round));
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, writer.devices());
    const DeviceNumber lineage = authority.record.lineage;
    const auto copies =
        std::count_if(devices.begin(), devices.end(),
                      [&](const DeviceRecord& device) { return device.lineage == lineage; });
    if (static_cast<std::size_t>(copies) > copies_max) {
      return turn_away(ErrorCode::refused, "too_many_copies",
                       "There are too many copies of this device's store. The device keeps all "
                       "its work; ask the operator.");
    }
    BRYGGA_ASSIGN(const TenantInfo info, writer.info());
    BRYGGA_ASSIGN(const std::uint32_t counter, writer.next_device_counter());
    DeviceRecord copy = authority.record;
    copy.number = DeviceNumber::of(info.epoch, counter);
    copy.consumed = 0;
    copy.last_time = {};
    copy.is_push_only = true;
    copy.enrolled_ms = context_.clock.unix_ms();
    copy.last_seen_ms = copy.enrolled_ms;
    response.new_device = copy.number;
    response.new_token = make_token(name_, context_.random);
    response.position = round.request.position;
    response.is_push_only = true;
    response.office_ms = copy.enrolled_ms;
    const Digest token = digest_of_token(response.new_token);
    BRYGGA_TRY(writer.put_device(copy, &token));
    BRYGGA_ASSIGN(const std::optional<Wipe> wipe, writer.wipe(authority.record.number));
    if (wipe) BRYGGA_TRY(order_wipe_in(writer, copy.number, wipe->asked_by));
    return journal_enrolled(writer, copy, token, nullptr, copy.enrolled_ms);
  };
  BRYGGA_TRY(write_in_epoch(work));
  round.response = std::move(response);
  return {};
}

void Tenant::note_seen(const DeviceRecord& record, Seq needed_after, bool is_news) {
  const std::uint64_t now_ms = context_.clock.unix_ms();
  if (!is_news && now_ms < record.last_seen_ms + last_seen_stale_ms) return;
  submit(
      [seen = record, now_ms, needed_after](TenantWriter& writer, Touched&) -> Status {
        BRYGGA_ASSIGN(std::optional<DeviceRecord> current, writer.device(seen.number));
        if (!current) return {};
        current->held_scopes = seen.held_scopes;
        current->unsent = seen.unsent;
        current->unsent_ms = seen.unsent_ms;
        current->last_seen_ms = now_ms;
        current->needed_after = needed_after;
        return writer.put_device(*current, nullptr);
      },
      [](const Status&) {});  // The next pull tries again.
}

// --- devices ----------------------------------------------------------------------------------

Result<EnrolResponse> Tenant::enrol(const EnrolRequest& request) {
  EnrolResponse response;
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(response, enrol_in(writer, request));
    return {};
  };
  BRYGGA_TRY(write_in_epoch(work));
  return response;
}

Result<EnrolResponse> Tenant::enrol_in(TenantWriter& writer, const EnrolRequest& request) {
  const std::optional<Digest> code = digest_of_code(name_, request.code);
  std::optional<Invitation> invitation;
  if (code) {
    BRYGGA_ASSIGN(invitation, writer.invitation(*code));
  }
  if (!invitation) return unknown_code();
  BRYGGA_ASSIGN(const Account account, account_at(writer, invitation->account));
  if (!account.is_open) return closed_account();
  BRYGGA_ASSIGN(const DeviceRecord device, device_for(writer, request, *invitation));
  EnrolResponse response;
  response.token = make_token(name_, context_.random);
  const Digest token = digest_of_token(response.token);
  BRYGGA_TRY(writer.put_device(device, &token));
  invitation->attempt = request.attempt;
  const std::uint64_t now_ms = context_.clock.unix_ms();
  BRYGGA_TRY(journal_enrolled(writer, device, token, &*invitation, now_ms));
  BRYGGA_ASSIGN(const TenantInfo info, writer.info());
  response.device = device.number;
  response.tenant = name_;
  response.tenant_title = info.title;
  response.account = device.account.uuid;
  response.office_ms = context_.clock.unix_ms();
  if (context_.schema.accounts.entity != 0) {
    BRYGGA_ASSIGN(std::optional<RowState> row,
                  writer.row(context_.schema.accounts.entity, device.account));
    if (row) response.account_name = shown_text(context_.schema, *row, "name");
  }
  return response;
}

// The device that the invitation becomes: a new one, or, for a repeated request whose answer was
// lost, the one that it became before.
Result<DeviceRecord> Tenant::device_for(TenantWriter& writer, const EnrolRequest& request,
                                        const Invitation& invitation) {
  const std::uint64_t now_ms = context_.clock.unix_ms();
  const bool is_expired = now_ms >= invitation.expires_ms;
  if (invitation.used_ms != 0) {
    std::optional<DeviceRecord> device;
    if (!is_expired && invitation.attempt == request.attempt && !request.attempt.is_nil()) {
      BRYGGA_ASSIGN(device, writer.device(invitation.device));
    }
    if (device && device->state == DeviceState::active) return std::move(*device);
    return used_code();
  }
  if (is_expired) return expired_code();
  BRYGGA_ASSIGN(const TenantInfo info, writer.info());
  BRYGGA_ASSIGN(const std::uint32_t counter, writer.next_device_counter());
  DeviceRecord device;
  device.number = DeviceNumber::of(info.epoch, counter);
  device.lineage = device.number;
  device.account = invitation.account;
  device.name = device_name_of(request, invitation);
  device.enrolled_ms = now_ms;
  device.last_seen_ms = now_ms;
  Invitation used = invitation;
  used.used_ms = now_ms;
  used.attempt = request.attempt;
  used.device = device.number;
  BRYGGA_TRY(writer.put_invitation(used));
  return device;
}

Result<std::string> Tenant::invite(const RowId& account, const std::string& device_name,
                                   std::uint64_t expires_ms) {
  const std::string code = make_code(context_.random);
  const auto work = [&](TenantWriter& writer) -> Status {
    const EntityNumber entity = context_.schema.accounts.entity;
    if (entity != 0) {
      BRYGGA_ASSIGN(std::optional<RowState> row, writer.row(entity, account));
      if (!row) {
        return turn_away(ErrorCode::not_found, "no_such_account",
                         "There is no account " + to_string(account.uuid) + ".");
      }
      if (!account_of(context_.schema, *row).is_open) return closed_account();
    }
    Invitation invitation;
    invitation.code = *digest_of_code(name_, code);
    invitation.account = account;
    invitation.device_name = device_name;
    invitation.created_ms = context_.clock.unix_ms();
    invitation.expires_ms = expires_ms;
    return writer.put_invitation(invitation);
  };
  BRYGGA_TRY(store_->write(work));
  return code;
}

Status Tenant::revoke(DeviceNumber device) {
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(std::optional<DeviceRecord> record, writer.device(device));
    if (!record || record->number.is_office()) return no_such_device();
    BRYGGA_ASSIGN(std::vector<DeviceRecord> devices, writer.devices());
    for (DeviceRecord& copy : devices) {
      if (copy.lineage != record->lineage) continue;
      copy.state = DeviceState::revoked;
      BRYGGA_TRY(writer.put_device(copy, nullptr));
      BRYGGA_TRY(journal_judged(writer, JournalEvent::Kind::device_revoked, copy.number,
                                context_.clock.unix_ms()));
    }
    return {};
  };
  BRYGGA_TRY(store_->write(work));
  board_.announce_all();  // If it waits just now, it shall hear of it.
  return {};
}

Status Tenant::confirm(DeviceNumber device) {
  const auto work = [&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(std::optional<DeviceRecord> record, writer.device(device));
    if (!record || record->number.is_office()) return no_such_device();
    record->is_push_only = false;
    BRYGGA_TRY(writer.put_device(*record, nullptr));
    return journal_judged(writer, JournalEvent::Kind::device_confirmed, device,
                          context_.clock.unix_ms());
  };
  BRYGGA_TRY(store_->write(work));
  board_.announce_all();
  return {};
}

Result<std::vector<DeviceRecord>> Tenant::devices() {
  std::vector<DeviceRecord> devices;
  const auto work = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(devices, reader.devices());
    return {};
  };
  BRYGGA_TRY(store_->read(work));
  return devices;
}

Result<TenantInfo> Tenant::info() {
  TenantInfo info;
  const auto work = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(info, reader.info());
    return {};
  };
  BRYGGA_TRY(store_->read(work));
  return info;
}

Result<std::vector<RowState>> Tenant::rows(EntityNumber entity) {
  std::vector<RowState> rows;
  const auto work = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(rows, reader.rows(entity));
    return {};
  };
  BRYGGA_TRY(store_->read(work));
  return rows;
}

// --- the office writes ------------------------------------------------------------------------

Status Tenant::write(std::vector<Edit> edits) {
  if (edits.empty()) return {};
  Touched touched;
  const auto work = [&](TenantWriter& writer) {
    return write_in(writer, std::move(edits), touched);
  };
  const Status written = write_in_epoch(work);
  board_.announce(touched);
  return written;
}

Status Tenant::write_in(TenantWriter& writer, std::vector<Edit> edits, Touched& touched) {
  BRYGGA_ASSIGN(const OfficeState state, writer.state());
  const DeviceNumber number = DeviceNumber::of(state.epoch, 0);
  BRYGGA_ASSIGN(std::optional<DeviceRecord> known, writer.device(number));
  DeviceRecord record = known.value_or(DeviceRecord{});
  record.number = number;
  BRYGGA_TRY(
      commit_here(writer, record, Actor{number, {}, {}, true, {}}, std::move(edits), touched));
  return {};
}

// What is written at the office itself is decided as a device's push is, and told at once: nothing
// is kept of what is refused.
Result<Saved> Tenant::commit_here(TenantWriter& writer, DeviceRecord& record, Actor actor,
                                  std::vector<Edit> edits, Touched& touched) {
  BRYGGA_ASSIGN(const OfficeState state, writer.state());
  const CommitInfo commit = next_commit(state, record.number);
  TransactionPart part;
  part.id = TransactionId{make_uuid(context_.clock, context_.random)};
  part.time = next_hlc(std::max(state.time, record.last_time), commit.at_ms);
  part.first = record.consumed + 1;
  part.edits_total = static_cast<std::uint32_t>(edits.size());
  part.edits = std::move(edits);
  const Saved saved{part.id, part.first, false, {}};
  const PushContext context{
      std::move(actor), record.consumed, record.last_time, commit.at_ms, state.seq, {}, nullptr};
  std::vector<TransactionPart> parts;
  parts.push_back(std::move(part));
  BRYGGA_ASSIGN(const PushDecision decision,
                decide_push(context_.schema, writer, context, std::move(parts), commit.seq));
  const Receipt& receipt = decision.receipts.front();
  if (receipt.code == Receipt::Code::refused) {
    return turn_away(ErrorCode::refused, receipt.refusal.code, receipt.refusal.sentence);
  }
  BRYGGA_TRY(writer.store(commit, decision, touched));
  record.consumed = decision.consumed;
  record.last_time = decision.last_time;
  record.acknowledged = decision.consumed;  // the office does not ask itself twice
  record.last_seen_ms = commit.at_ms;
  BRYGGA_TRY(writer.put_device(record, nullptr));
  return saved;
}

Result<bool> Tenant::compact(const OfficeRetention& retention) {
  return server::compact(*store_, context_.clock.unix_ms(), retention);
}

void Tenant::look_elsewhere() {
  if (board_.empty()) return;
  const Result<bool> changed = store_->changed_elsewhere();
  if (changed.ok() && *changed) board_.announce_all();
}

}  // namespace brygga::server
