// One tenant at work: devices enrol, push and pull; the office itself writes.
//
// Pushes of many devices are collected and committed together: one wait for the disk serves them
// all, and no device is answered before it. Pulls read beside the writer. What a commit touched is
// announced on the board, where held requests wait. Safe from any thread; all but push() block.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/environment.hpp"
#include "model/schema.hpp"
#include "office/compaction.hpp"
#include "office/watch_board.hpp"
#include "protocol/message.hpp"
#include "protocol/office_pull.hpp"
#include "storage/tenant_store.hpp"

namespace brygga::server {

// What an office needs of the world; all must outlive it.
struct OfficeContext {
  const Schema& schema;
  Clock& clock;
  Random& random;
  // Runs work soon, on a thread that may block.
  std::function<void(std::function<void()>)> run;
  // What marks a tenant's rows as the office's own; null: they bear no marks, and a restored office
  // takes no rows back.
  std::function<Result<std::shared_ptr<const Notary>>(const std::string& tenant)> notary_of = {};
};

// One sync request on its way through: what came, what was found out, what is to be answered.
struct SyncRound {
  Digest token{};
  SyncRequest request;
  SyncResponse response;

  // Set by push.
  std::uint64_t latest_ms = 0;  // the latest time that the office's clock has shown
  Seq own_seq = 0;
  std::unordered_set<RowId> echo;
  bool own_is_known = false;
  std::size_t forged = 0;  // offered rows that bore no mark of this office
  // Set by pull: what to watch for, and since when, if the answer is held.
  std::vector<Scope> scopes;
  std::vector<PrincipalId> principals;
  WatchBoard::Generation looked_at = 0;
};

class Tenant {
 public:
  // notary: null as in OfficeContext.
  Tenant(std::string name, std::unique_ptr<TenantStore> store, std::shared_ptr<const Notary> notary,
         const OfficeContext& context);

  const std::string& name() const { return name_; }
  WatchBoard& board() { return board_; }

  // Whether the token is one of an active device; the error's reason is unknown_token,
  // revoked_token or a storage error.
  Status check_token(const Digest& token);

  // Takes the edits of the round's request, durably, and then calls done, on some thread. The
  // error says why nothing of it was taken: unknown_token, revoked_token, wrong_device,
  // unknown_position, the reasons of decide_push, busy (also when other pushes of the device are
  // under way) or a storage error.
  void push(const std::shared_ptr<SyncRound>& round, std::function<void(Status)> done);
  // Gives the round's store, a copy of one that went on, a number and a token of its own, with
  // which it may send and is sent nothing. Errors as of push; too_many_copies.
  Status renumber(SyncRound& round);
  // Keeps the receipt of a device that was wiped, and turns it away from then on. Errors as of
  // push.
  Status take_wiped(SyncRound& round);
  // Fills the round's response as of now; may be repeated. Errors as of push.
  Status pull(SyncRound& round);

  // Makes a device for whoever shows the code. The error's reason is unknown_code, expired_code,
  // used_code or a storage error.
  Result<EnrolResponse> enrol(const EnrolRequest& request);

  // A one-time code for a device of the account (its row must exist), good until expires_ms.
  Result<std::string> invite(const RowId& account, const std::string& device_name,
                             std::uint64_t expires_ms);
  // From now on the device, and every copy of its store, is turned away. The error has code
  // not_found when there is none.
  Status revoke(DeviceNumber device);
  // From now on the device, and every copy of its store, is served nothing but to hand over what it
  // has not sent, unless it is revoked, and to say that it was wiped. by: who orders it; nil: an
  // operator at the server. Once ordered, it stays so. The error has code not_found when there is
  // no such device.
  Status order_wipe(DeviceNumber device, const RowId& by);
  Result<std::optional<Wipe>> wipe_of(DeviceNumber device);
  // A copy of a store may have what the store may have. The error has code not_found when there is
  // no such device.
  Status confirm(DeviceNumber device);
  Result<std::vector<DeviceRecord>> devices();
  Result<TenantInfo> info();
  Result<std::vector<RowState>> rows(EntityNumber entity);

  // Erases rows for ever, with what others wrote about them that still waits: their values, their
  // history, and every byte of both in the files, here and on each device that hears of it. When it
  // returns, no restore brings them back. The error has code not_found when one of them is not
  // there; it is busy when all is done but for the bytes, which go at the next opening.
  Status erase(const std::vector<RowKey>& rows);

  // How the tenant stands after restores; what was done then.
  struct Standing {
    Recovery recovery;
    std::vector<Replay> replays;
    std::vector<RowKey> grants_held_back;
    std::vector<Backup> backups;
  };
  Result<Standing> standing();
  // Sends devices again what they may have, whatever the office may have forgotten by a restore.
  Status confirm_restore();

  // Runs work over one view of the tenant.
  Status read(const std::function<Status(TenantReader&)>& work) { return store_->read(work); }

  // --- who works at the office itself (tenant_accounts.cpp) ---

  // The open account with that username, or, where one alone has it, that name. Nothing when there
  // is none.
  Result<std::optional<RowId>> account_named(std::string_view name);
  Result<OfficeAccount> office_account(const RowId& account);
  Status set_password(const RowId& account, const std::string& hash);
  // Uses up a one-time code, so that whoever shows it may set the password of its account. The
  // error is that of enrol().
  Result<RowId> redeem(const std::string& code);

  // How many scopes the account is granted: what a device of theirs may hold.
  Result<std::size_t> count_scopes(const RowId& account);
  // What the account sees, as of now. The error's reason is closed_account or a storage error.
  Result<std::unique_ptr<AccountView>> view(const RowId& account);
  // Saves the changes in the account's name, with its rights, as one transaction, durably. The
  // error has code refused, and as reason the refusal's code; bad_version, sealed and the like as
  // of a device's store (store/change_edit.hpp).
  Result<Saved> write_as(const RowId& account, const WriteSet& writes);

  // The office writes, as one transaction; edits need no scope unless they make a row. The error
  // has code refused, and as reason the refusal's code, when an edit is not valid.
  Status write(std::vector<Edit> edits);

  // Lets go of a bounded part of what no device needs any more (office/compaction.hpp). False when
  // nothing was left to do.
  Result<bool> compact(const OfficeRetention& retention);

  // Wakes held requests when another process has committed.
  void look_elsewhere();

 private:
  using Work = std::function<Status(TenantWriter&, Touched&)>;
  struct Job {
    Work work;
    std::function<void(Status)> done;
    Status outcome;
    Touched touched;
  };
  struct Authority {
    DeviceRecord record;
    Actor actor;
    std::vector<PrincipalId> principals;
    std::vector<Scope> scopes;  // in order, each once
  };

  // Runs work in a transaction, in an epoch that this process has begun.
  Status write_in_epoch(const std::function<Status(TenantWriter&)>& work);
  Status begin_epoch(TenantWriter& writer);
  Result<bool> has_lost(OfficeReader& reader, const SyncRequest& request,
                        const DeviceRecord& device) const;
  Status take_offered(TenantWriter& writer, SyncRound& round, const Authority& authority,
                      Touched& touched);
  Status check_journal(TenantWriter& writer, const PushDecision& healed);
  void submit(Work work, std::function<void(Status)> done);
  bool begin_push(const Digest& token);
  void end_push(const Digest& token);
  void commit_queued();
  void commit(std::vector<Job>& jobs);
  Result<Authority> authority_of(TenantReader& reader, const SyncRound& round) const;
  Result<Account> account_at(TenantReader& reader, const RowId& account) const;
  Result<Actor> actor_of(TenantReader& reader, Account account, DeviceNumber device) const;
  Result<DeviceRecord> office_device(TenantWriter& writer, const RowId& account);
  Result<Edit> edit_for(TenantReader& reader, const Actor& actor, const Change& change) const;
  Result<Saved> write_as_in(TenantWriter& writer, const RowId& account, const WriteSet& writes,
                            Touched& touched);
  Status take_push(TenantWriter& writer, SyncRound& round, Touched& touched);
  Result<EnrolResponse> enrol_in(TenantWriter& writer, const EnrolRequest& request);
  Result<DeviceRecord> device_for(TenantWriter& writer, const EnrolRequest& request,
                                  const Invitation& invitation);
  Status write_in(TenantWriter& writer, std::vector<Edit> edits, Touched& touched);
  Result<Saved> commit_here(TenantWriter& writer, DeviceRecord& record, Actor actor,
                            std::vector<Edit> edits, Touched& touched);
  void note_seen(const DeviceRecord& record, Seq needed_after, bool is_news);
  Status order_wipe_in(TenantWriter& writer, DeviceNumber device, const RowId& by) const;
  CommitInfo next_commit(const OfficeState& state, DeviceNumber device);

  const std::string name_;
  const std::unique_ptr<TenantStore> store_;
  const std::shared_ptr<const Notary> notary_;
  const OfficeContext context_;
  WatchBoard board_;
  std::atomic<bool> has_epoch_ = false;

  std::mutex queue_mutex_;
  std::deque<Job> queue_;
  std::map<Digest, int> pushing_;  // by token: pushes of the device that are under way
  bool is_committing_ = false;
};

}  // namespace brygga::server
