// One tenant's storage: the port that back ends implement and one contract test holds them to.
//
// A tenant is a municipality or one of its departments, wholly apart from the others: its rows,
// devices, accounts and invitations. Reading happens in views (everything in a view is as of one
// commit), writing in transactions of which all or nothing becomes durable. A store may be used
// from several threads at once; a view or transaction belongs to the call it is handed to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "protocol/office_port.hpp"
#include "protocol/office_push.hpp"
#include "storage/account_view.hpp"
#include "storage/journal_event.hpp"
#include "storage/recovery_port.hpp"

namespace brygga::server {

struct TenantInfo {
  std::string name;
  std::string title;
  std::uint64_t epoch = 0;
};

enum class DeviceState : std::uint8_t { active = 0, revoked = 1 };

// A device, or, with counter 0, the office itself as a writer.
struct DeviceRecord {
  DeviceNumber number;
  RowId account;  // the account row of the person whose device it is; nil for the office
  std::string name;
  DeviceState state = DeviceState::active;
  EditNumber consumed = 0;  // edits up to this one have been taken
  Hlc last_time;            // of its last transaction
  // The number under which its store was first enrolled: copies of a store get numbers of their
  // own, and are revoked together.
  DeviceNumber lineage;
  bool is_push_only = false;       // may send, and is sent nothing, until an operator has agreed
  std::uint64_t enrolled_ms = 0;   // ms since 1970 UTC, as all times here
  std::uint64_t last_seen_ms = 0;  // to within minutes while nothing is sent
  // The device has everything up to this commit (needed_after()); to within minutes. 0: not known.
  Seq needed_after = 0;
  // It has the receipts of its edits up to this one.
  EditNumber acknowledged = 0;
  // As its last request said; to within minutes while nothing of it changes. held_scopes: those
  // that it has whole; nothing until it has said. unsent: changes that it kept when all that it
  // sent was taken, since the oldest was saved.
  std::optional<std::uint64_t> held_scopes;
  std::uint64_t unsent = 0;
  std::uint64_t unsent_ms = 0;
};

// An order that a device be wiped, and what it answered.
struct Wipe {
  std::uint64_t asked_ms = 0;  // 0: by an order that this office has lost
  RowId asked_by;              // who had signed in; nil: an operator at the server
  std::uint64_t done_ms = 0;   // when the receipt came; 0: not yet
  WipeReceipt receipt;
  friend bool operator==(const Wipe&, const Wipe&) = default;
};

// A one-time permission to enrol a device for an account.
struct Invitation {
  Digest code{};  // the digest of the code; the code itself is shown once and kept nowhere
  RowId account;
  std::string device_name;  // the name it will have when the device does not say one
  std::uint64_t created_ms = 0;
  std::uint64_t expires_ms = 0;
  std::uint64_t used_ms = 0;  // 0: not yet
  Uuid attempt;               // of the request that used it: repeated, it gets the same device
  DeviceNumber device;        // the device that it became
};

// Somebody who works at the office itself, without a tablet.
struct OfficeAccount {
  std::string password_hash;  // as crypto_pwhash_str() of libsodium makes it; empty: no password
  std::uint64_t password_ms = 0;  // when it was set
  // Under which they write here; 0: none yet, or the tenant was put back from a backup since.
  DeviceNumber device;
};

// A command that was saved at the office, so that a repeated one gets the first answer.
struct KeptCommand {
  TransactionId transaction;
  std::string result;  // JSON
};

// What a commit touched: whoever may see one of these scopes, or is one of these principals, may
// have something to fetch.
struct Touched {
  std::vector<Scope> scopes;
  std::vector<PrincipalId> principals;
};

// A commit by its number, and when it was made.
struct CommitTime {
  Seq seq = 0;
  std::uint64_t at_ms = 0;
};

// A view of one tenant.
class TenantReader : public OfficeReader, public RecoveryReader {
 public:
  virtual Result<TenantInfo> info() = 0;
  virtual Result<std::optional<DeviceRecord>> device_of_token(const Digest& token) = 0;
  virtual Result<std::optional<DeviceRecord>> device(DeviceNumber number) = 0;
  virtual Result<std::optional<Wipe>> wipe(DeviceNumber device) = 0;
  virtual Result<std::vector<DeviceRecord>> devices() = 0;  // the office itself not among them
  virtual Result<std::optional<Invitation>> invitation(const Digest& code) = 0;
  // The first limit commits that the office still knows, from the one on.
  virtual Result<std::vector<CommitTime>> commits(Seq from, std::size_t limit) = 0;
  // What the account's command answered when it was saved here; nothing when it was not, or long
  // ago.
  virtual Result<std::optional<KeptCommand>> command(const RowId& account, const CommandId& id) = 0;
  // What is kept of who works at the office itself; empty for who never did.
  virtual Result<OfficeAccount> office_account(const RowId& account) = 0;
  // Whether forget() would remove anything.
  virtual Result<bool> has_forgettable() = 0;
  // All rows of an entity, in the order in which the office first stored them.
  virtual Result<std::vector<RowState>> rows(EntityNumber entity) = 0;
};

// Which commit a decision becomes.
struct CommitInfo {
  Seq seq = 0;             // the newest commit's plus one
  std::uint64_t salt = 0;  // random
  DeviceNumber device;
  std::uint64_t at_ms = 0;
  // Why rows are written. Work is journaled where it has to be, and releases the grants of its rows
  // that were held back; a version that a device brought back (heal) is journaled and releases
  // nothing by itself; what comes from the journal does neither.
  enum class Origin : std::uint8_t { work, heal, journal };
  Origin origin = Origin::work;
};

// A write transaction; it reads what it has written.
class TenantWriter : public TenantReader, public RecoveryWriter {
 public:
  // Runs work; when that fails, what it wrote is undone, alone, and its error comes back.
  virtual Status alone(const std::function<Status()>& work) = 0;
  // Stores all of a push decision that writes, as one commit, and adds to touched. The error's
  // reason is too_large when the device has more than limits::transaction_bytes_max staged.
  virtual Status store(const CommitInfo& commit, const PushDecision& decision,
                       Touched& touched) = 0;
  // Erases rows, as one commit: their values, history and pieces of unfinished transactions go, and
  // their names stay, so that nothing brings them back. Those that are not there get a name in
  // their scope. Those that are erased already stay as they are.
  virtual Status erase(const CommitInfo& commit, const std::vector<ErasedRow>& rows,
                       Touched& touched) = 0;
  // Adds a device, or replaces what is known of it; token: null leaves its token as it is.
  virtual Status put_device(const DeviceRecord& device, const Digest* token) = 0;
  virtual Status put_wipe(DeviceNumber device, const Wipe& wipe) = 0;
  virtual Status put_invitation(const Invitation& invitation) = 0;
  // Keeps what a command answered, and lets go of those that were kept before forget_before_ms.
  virtual Status put_command(const RowId& account, const CommandId& id, const KeptCommand& command,
                             std::uint64_t now_ms, std::uint64_t forget_before_ms) = 0;
  virtual Status put_office_account(const RowId& account, const OfficeAccount& kept) = 0;
  // From now on only what is needed after commits from this one on is kept (OfficeState::kept_from;
  // it only grows). time: no transaction of a commit below was stamped later.
  virtual Status keep_from(Seq seq, Hlc time) = 0;
  // Removes, of what is below that, at most limit each of: salts, what has left scopes, receipts
  // that their device has acknowledged, and parts that a revoked device has left behind.
  virtual Status forget(std::size_t limit) = 0;
  // A device counter that has never been given out in this epoch.
  virtual Result<std::uint32_t> next_device_counter() = 0;
  // From now on commits belong to the epoch, which must be none that is known here.
  virtual Status begin_epoch(std::uint64_t epoch) = 0;
};

class TenantStore {
 public:
  virtual ~TenantStore() = default;

  // Runs work over one view. The error is the work's, or why no view could be had.
  virtual Status read(const std::function<Status(TenantReader&)>& work) = 0;
  // What an account sees, as of now; this store must outlive it. Many may be had at a time.
  virtual Result<std::unique_ptr<AccountView>> view(const AccountSight& sight) = 0;
  // Runs work in a transaction; when this returns success, all of it survives a power loss, and
  // on any error none of it happened. One at a time; others wait for their turn, also those of
  // other processes.
  virtual Status write(const std::function<Status(TenantWriter&)>& work) = 0;
  // Whether another process has committed since the last call (or since opening).
  virtual Result<bool> changed_elsewhere() = 0;
  // Whether the tenant's journal has heard of the commit, of an epoch that may be lost. True where
  // no journal is kept.
  virtual Result<bool> has_journaled(const CommitName& commit) = 0;
  // Rewrites the files from what is there, so that no byte of what was erased is left in them;
  // takes as long as copying the database.
  virtual Status scrub() = 0;
};

// Where the tenants' stores are.
class TenantStores {
 public:
  virtual ~TenantStores() = default;

  // Makes an empty tenant with the given epoch (not 0). The error has code conflict when there is
  // one by that name.
  virtual Status create(const TenantInfo& info) = 0;
  // The error has code not_found when there is no such tenant, too_new or corrupt when what is
  // there cannot be opened; it then stays as it was.
  virtual Result<std::unique_ptr<TenantStore>> open(std::string_view name) = 0;
  // The names of all tenants, in order.
  virtual Result<std::vector<std::string>> names() = 0;
};

}  // namespace brygga::server
