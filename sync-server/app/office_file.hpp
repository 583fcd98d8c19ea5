// A tenant's SQLite file, read as reports read rows: as of one commit, while a server runs.
//
// The file is opened read-only, so that no verb that only looks can change it. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/office_verbs.hpp"
#include "casework/row_source.hpp"
#include "store/database.hpp"
#include "store/tables.hpp"

namespace brygga::server {

// Where a field's value comes from.
struct FieldOrigin {
  DeviceNumber device;  // that it was saved on
  // When the office received it, in ms since 1970 UTC; nothing when that commit was forgotten.
  std::optional<std::uint64_t> received_ms;
};

class OfficeFile : public casework::RowSource {
 public:
  // not_found when there is no such tenant; invalid when its tables are older than this program.
  static Result<std::unique_ptr<OfficeFile>> open(const VerbContext& context);

  Status each(std::string_view sql, const std::vector<Value>& parameters,
              const std::function<bool(const std::vector<Value>&)>& on_row) override;

  // Of the field's first head, however often the row was changed or moved since: of what a restored
  // office got back from a tablet, when it got it back. not_found without such a row or value.
  Result<FieldOrigin> origin_of(EntityNumber entity, const RowId& id, FieldNumber field);

 private:
  Database database_;
  std::unique_ptr<Tables> tables_;
  Statement select_commit_;
};

}  // namespace brygga::server
