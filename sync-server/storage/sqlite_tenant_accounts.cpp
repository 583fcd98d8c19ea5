#include "storage/sqlite_tenant_view.hpp"

namespace brygga::server {

Result<std::optional<KeptCommand>> SqliteTenantView::command(const RowId& account,
                                                             const CommandId& id) {
  Statement& select = connection_.statements.select_command;
  BRYGGA_ASSIGN(const bool has_row, select.bind(1, account.uuid).bind(2, id.uuid).step());
  if (!has_row) return std::optional<KeptCommand>{};
  KeptCommand kept{TransactionId{select.uuid(0)}, std::string(select.text(1))};
  select.reset();
  return std::optional<KeptCommand>(std::move(kept));
}

Status SqliteTenantView::put_command(const RowId& account, const CommandId& id,
                                     const KeptCommand& command, std::uint64_t now_ms,
                                     std::uint64_t forget_before_ms) {
  BRYGGA_TRY(connection_.statements.forget_old_commands.bind_unsigned(1, forget_before_ms).run());
  return connection_.statements.insert_command.bind(1, account.uuid)
      .bind(2, id.uuid)
      .bind(3, command.transaction.uuid)
      .bind(4, std::string_view(command.result))
      .bind_unsigned(5, now_ms)
      .run();
}

Result<OfficeAccount> SqliteTenantView::office_account(const RowId& account) {
  Statement& select = connection_.statements.select_office_account;
  BRYGGA_ASSIGN(const bool has_row, select.bind(1, account.uuid).step());
  OfficeAccount kept;
  if (has_row) {
    kept = {std::string(select.text(0)), select.unsigned_integer(1),
            DeviceNumber{select.unsigned_integer(2)}};
  }
  select.reset();
  return kept;
}

Status SqliteTenantView::put_office_account(const RowId& account, const OfficeAccount& kept) {
  return connection_.statements.put_office_account.bind(1, account.uuid)
      .bind(2, std::string_view(kept.password_hash))
      .bind_unsigned(3, kept.password_ms)
      .bind_unsigned(4, kept.device.value)
      .run();
}

}  // namespace brygga::server
