// Who works at the office itself, in their own name: a part of Tenant.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text_folding.hpp"
#include "office/row_text.hpp"
#include "office/secrets.hpp"
#include "office/tenant.hpp"
#include "office/turning_away.hpp"
#include "store/change_edit.hpp"
#include "store/sealed_save.hpp"

namespace brygga::server {
namespace {

// How long a repeated command gets its first answer.
constexpr std::uint64_t command_kept_ms = 30ULL * 24 * 60 * 60 * 1000;

// It holds nothing, so that nothing has to be kept for it.
constexpr Seq needs_nothing = ~Seq{0} >> 1;

}  // namespace

// --- signing in ---------------------------------------------------------------------------------

Result<std::optional<RowId>> Tenant::account_named(std::string_view name) {
  std::optional<RowId> found;
  const std::string wanted = to_lower(name);
  const auto look = [&](TenantReader& reader) -> Status {
    const EntityDef* entity = context_.schema.entity(context_.schema.accounts.entity);
    if (entity == nullptr || wanted.empty()) return {};
    BRYGGA_ASSIGN(const std::vector<RowState> rows, reader.rows(entity->number));
    std::vector<RowId> by_name;
    for (const RowState& row : rows) {
      if (row.life.is_deleted() || !account_of(context_.schema, row).is_open) continue;
      if (to_lower(shown_text(context_.schema, row, "username")) == wanted) {
        found = row.id;
        return {};
      }
      if (to_lower(shown_text(context_.schema, row, "name")) == wanted) by_name.push_back(row.id);
    }
    if (by_name.size() == 1) found = by_name.front();
    return {};
  };
  BRYGGA_TRY(store_->read(look));
  return found;
}

Result<OfficeAccount> Tenant::office_account(const RowId& account) {
  OfficeAccount kept;
  BRYGGA_TRY(store_->read([&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(kept, reader.office_account(account));
    return {};
  }));
  return kept;
}

Status Tenant::set_password(const RowId& account, const std::string& hash) {
  return write_in_epoch([&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(const Account known, account_at(writer, account));
    if (!known.is_open) return closed_account();
    BRYGGA_ASSIGN(OfficeAccount kept, writer.office_account(account));
    kept.password_hash = hash;
    kept.password_ms = context_.clock.unix_ms();
    return writer.put_office_account(account, kept);
  });
}

Result<RowId> Tenant::redeem(const std::string& code) {
  RowId account;
  const auto work = [&](TenantWriter& writer) -> Status {
    const std::optional<Digest> digest = digest_of_code(name_, code);
    std::optional<Invitation> invitation;
    if (digest) {
      BRYGGA_ASSIGN(invitation, writer.invitation(*digest));
    }
    if (!invitation) return unknown_code();
    if (invitation->used_ms != 0) return used_code();
    if (context_.clock.unix_ms() >= invitation->expires_ms) return expired_code();
    BRYGGA_ASSIGN(const Account known, account_at(writer, invitation->account));
    if (!known.is_open) return closed_account();
    account = invitation->account;
    invitation->used_ms = context_.clock.unix_ms();
    return writer.put_invitation(*invitation);
  };
  BRYGGA_TRY(write_in_epoch(work));
  return account;
}

// --- seeing -------------------------------------------------------------------------------------

Result<std::size_t> Tenant::count_scopes(const RowId& account) {
  std::size_t count = 0;
  BRYGGA_TRY(store_->read([&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(const Account known, account_at(reader, account));
    if (!known.is_open) return {};
    BRYGGA_ASSIGN(const std::vector<Scope> scopes,
                  reader.scopes_of(known.principals, day_of(context_.clock.unix_ms())));
    count = scopes.size() + (known.holds_base ? context_.schema.base_scopes.size() : 0);
    return {};
  }));
  return count;
}

Result<std::unique_ptr<AccountView>> Tenant::view(const RowId& account) {
  AccountSight sight;
  sight.account = account;
  sight.now_ms = context_.clock.unix_ms();
  BRYGGA_TRY(store_->read([&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(Account known, account_at(reader, account));
    if (!known.is_open) return closed_account();
    sight.principals = std::move(known.principals);
    sight.holds_base = known.holds_base;
    BRYGGA_ASSIGN(const std::optional<RowState> row,
                  reader.row(context_.schema.accounts.entity, account));
    if (row) sight.account_name = shown_text(context_.schema, *row, "name");
    BRYGGA_ASSIGN(const TenantInfo info, reader.info());
    sight.tenant_title = info.title;
    BRYGGA_ASSIGN(const OfficeAccount kept, reader.office_account(account));
    sight.device = kept.device;
    BRYGGA_ASSIGN(const std::optional<DeviceRecord> device, reader.device(kept.device));
    if (device) sight.consumed = device->consumed;
    return {};
  }));
  return store_->view(sight);
}

// --- writing ------------------------------------------------------------------------------------

Result<Saved> Tenant::write_as(const RowId& account, const WriteSet& writes) {
  if (writes.changes.empty() || writes.changes.size() > limits::transaction_edits_max) {
    return turn_away(ErrorCode::invalid, "bad_transaction",
                     "A save needs between 1 and " + std::to_string(limits::transaction_edits_max) +
                         " changes.");
  }
  Saved saved;
  Touched touched;
  const Status written = write_in_epoch([&](TenantWriter& writer) -> Status {
    BRYGGA_ASSIGN(saved, write_as_in(writer, account, writes, touched));
    return {};
  });
  board_.announce(touched);
  BRYGGA_TRY(written);
  return saved;
}

Result<Actor> Tenant::actor_of(TenantReader& reader, Account account, DeviceNumber device) const {
  BRYGGA_ASSIGN(std::vector<Scope> scopes,
                reader.scopes_of(account.principals, day_of(context_.clock.unix_ms())));
  const auto& base = context_.schema.base_scopes;
  if (account.holds_base) scopes.insert(scopes.end(), base.begin(), base.end());
  return Actor{device,
               std::move(account.roles),
               {scopes.begin(), scopes.end()},
               false,
               std::move(account.principals)};
}

// The number under which the account writes here.
Result<DeviceRecord> Tenant::office_device(TenantWriter& writer, const RowId& account) {
  BRYGGA_ASSIGN(OfficeAccount kept, writer.office_account(account));
  BRYGGA_ASSIGN(std::optional<DeviceRecord> known, writer.device(kept.device));
  if (known) return *std::move(known);
  BRYGGA_ASSIGN(const TenantInfo info, writer.info());
  BRYGGA_ASSIGN(const std::uint32_t counter, writer.next_device_counter());
  DeviceRecord device;
  device.number = DeviceNumber::of(info.epoch, counter);
  device.lineage = device.number;
  device.account = account;
  device.name = "kontoret";
  device.enrolled_ms = context_.clock.unix_ms();
  device.needed_after = needs_nothing;
  kept.device = device.number;
  BRYGGA_TRY(writer.put_device(device, nullptr));
  BRYGGA_TRY(writer.put_office_account(account, kept));
  return device;
}

Result<Edit> Tenant::edit_for(TenantReader& reader, const Actor& actor,
                              const Change& change) const {
  const EntityDef* entity = context_.schema.entity(change.entity);
  if (entity == nullptr) {
    return turn_away(ErrorCode::invalid, "unknown_entity", "There is no such kind of record.");
  }
  BRYGGA_ASSIGN(const RowState seen, seen_row(*entity, change));
  BRYGGA_ASSIGN(Edit edit, edit_of(*entity, change, seen));
  if (change.creates_in) return edit;
  BRYGGA_ASSIGN(const std::optional<RowState> stored, reader.row(change.entity, change.row));
  // What the account does not see is not there for it.
  if (!stored || stored->life.is_deleted() || !actor.scopes.contains(stored->scope)) {
    return turn_away(ErrorCode::not_found, "not_found",
                     "There is no " + entity->name + " with this id; it may belong to others.");
  }
  const auto past = [&](const FieldDef& field, const Head& head) {
    return reader.past_value({change.entity, change.row}, field.number, head.stamp);
  };
  BRYGGA_TRY(SealedSave(*entity, *stored, seen, past).complete(edit));
  return edit;
}

Result<Saved> Tenant::write_as_in(TenantWriter& writer, const RowId& account,
                                  const WriteSet& writes, Touched& touched) {
  if (writes.command) {
    BRYGGA_ASSIGN(std::optional<KeptCommand> known, writer.command(account, *writes.command));
    if (known) return Saved{known->transaction, 0, true, std::move(known->result)};
  }
  BRYGGA_ASSIGN(Account known, account_at(writer, account));
  if (!known.is_open) return closed_account();
  BRYGGA_ASSIGN(DeviceRecord record, office_device(writer, account));
  BRYGGA_ASSIGN(Actor actor, actor_of(writer, std::move(known), record.number));
  std::vector<Edit> edits;
  edits.reserve(writes.changes.size());
  for (const Change& change : writes.changes) {
    BRYGGA_ASSIGN(Edit edit, edit_for(writer, actor, change));
    edits.push_back(std::move(edit));
  }
  BRYGGA_ASSIGN(const Saved saved,
                commit_here(writer, record, std::move(actor), std::move(edits), touched));
  if (!writes.command) return saved;
  const std::uint64_t now_ms = context_.clock.unix_ms();
  BRYGGA_TRY(writer.put_command(account, *writes.command,
                                {saved.transaction, writes.command_result}, now_ms,
                                now_ms - command_kept_ms));
  return saved;
}

}  // namespace brygga::server
