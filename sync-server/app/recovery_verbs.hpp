// The operators' verbs for bad days: backups, putting one back, and erasing for ever.
//
// Each returns the exit status, as in office_verbs.hpp. One thread.
#pragma once

#include <string>
#include <vector>

#include "app/office_verbs.hpp"

namespace brygga::server {

struct BackupOptions {
  std::string target;    // a new file, or a folder for one
  std::size_t keep = 0;  // older ones beyond so many are deleted; 0: none is
};
int back_up(const VerbContext& context, const BackupOptions& options);

int restore_tenant(const VerbContext& context, const std::string& file);
int restore_status(const VerbContext& context);
int confirm_restore(const VerbContext& context);

struct EraseOptions {
  std::string entity;  // its name; "participant" takes the whole case with it
  std::vector<std::string> ids;
  bool is_confirmed = false;
};
int erase_rows(const VerbContext& context, const EraseOptions& options);

}  // namespace brygga::server
