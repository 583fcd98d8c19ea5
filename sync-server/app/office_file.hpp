// A tenant's SQLite file, read as reports read rows: as of one commit, while a server runs.
//
// The file is opened read-only, so that no verb that only looks can change it. One thread.
#pragma once

#include <memory>
#include <string>

#include "app/office_verbs.hpp"
#include "casework/row_source.hpp"
#include "store/database.hpp"

namespace brygga::server {

class OfficeFile : public casework::RowSource {
 public:
  // not_found when there is no such tenant; invalid when its tables are older than this program.
  static Result<std::unique_ptr<OfficeFile>> open(const VerbContext& context);

  Status each(std::string_view sql, const std::vector<Value>& parameters,
              const std::function<bool(const std::vector<Value>&)>& on_row) override;

 private:
  Database database_;
};

}  // namespace brygga::server
