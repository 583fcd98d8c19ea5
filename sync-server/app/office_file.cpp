#include "app/office_file.hpp"

#include <filesystem>

#include "app/operator_desk.hpp"
#include "office/secrets.hpp"
#include "storage/sqlite_tenant_store.hpp"
#include "store/query.hpp"
#include "store/tables.hpp"

namespace brygga::server {

Result<std::unique_ptr<OfficeFile>> OfficeFile::open(const VerbContext& context) {
  const std::string path = is_tenant_name(context.tenant)
                               ? database_path(tenants_folder(context.data_folder), context.tenant)
                               : std::string();
  std::error_code failure;
  if (path.empty() || !std::filesystem::exists(path, failure)) {
    return Error{ErrorCode::not_found, "There is no tenant \"" + context.tenant + "\".", false,
                 "unknown_tenant"};
  }
  auto file = std::make_unique<OfficeFile>();
  BRYGGA_ASSIGN(file->database_, Database::open(path, Database::Mode::read_only));
  // One view for all that a report asks; nothing of the content in temporary files.
  BRYGGA_TRY(file->database_.execute(
      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; BEGIN"));
  BRYGGA_ASSIGN(const bool is_current, Tables::is_current(file->database_, context.schema));
  if (!is_current) {
    return Error{
        ErrorCode::invalid,
        "The tenant's file is of an older version; start the server once, and it is renewed.",
        false, "older_schema"};
  }
  BRYGGA_ASSIGN(file->tables_, Tables::open(file->database_, context.schema));
  BRYGGA_ASSIGN(file->select_commit_,
                file->database_.prepare("SELECT at_ms FROM office_commit WHERE seq = ?"));
  return file;
}

Status OfficeFile::each(std::string_view sql, const std::vector<Value>& parameters,
                        const std::function<bool(const std::vector<Value>&)>& on_row) {
  return run_query(database_, sql, parameters, nullptr, on_row);
}

Result<FieldOrigin> OfficeFile::origin_of(EntityNumber entity, const RowId& id, FieldNumber field) {
  BRYGGA_ASSIGN(const std::optional<StoredRow> row, tables_->load(entity, id));
  if (!row || row->state.field(field).heads.empty()) {
    return Error{ErrorCode::not_found, "There is no record " + to_string(id.uuid) + ".", false,
                 "not_found"};
  }
  const FieldState& state = row->state.field(field);
  FieldOrigin origin{state.heads.front().stamp.device, std::nullopt};
  select_commit_.bind_unsigned(1, state.seq);
  BRYGGA_ASSIGN(const bool is_known, select_commit_.step());
  if (is_known) origin.received_ms = select_commit_.unsigned_integer(0);
  select_commit_.reset();
  return origin;
}

}  // namespace brygga::server
