#include "app/recovery_verbs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/operator_desk.hpp"
#include "base/uuid.hpp"
#include "casework/participant_rows.hpp"
#include "casework/schema.hpp"
#include "device/native/system_environment.hpp"
#include "office/secrets.hpp"
#include "storage/sqlite_tenant_files.hpp"
#include "storage/sqlite_tenant_store.hpp"
#include "storage/tenant_lock.hpp"

namespace brygga::server {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Error no_tenant(const std::string& name) {
  return {ErrorCode::not_found, "There is no tenant \"" + name + "\".", false, "unknown_tenant"};
}

// "20261121-235200"
std::string time_in_name(std::uint64_t unix_ms) {
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}{:02}{:02}-{:02}{:02}{:02}", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

// Says on standard error, about once in two seconds, how far long work has come.
Progress told(const std::string& what) {
  using Clock = std::chrono::steady_clock;
  return [what, last = Clock::now()](std::uint64_t bytes, std::uint64_t of) mutable {
    if (Clock::now() - last < std::chrono::seconds(2)) return;
    last = Clock::now();
    fmt::print(stderr, "{}: {} of about {}\n", what, megabytes(bytes), megabytes(of));
  };
}

std::string free_name(const std::string& wanted, const std::string& ending) {
  std::error_code failure;
  std::string name = wanted + ending;
  for (int number = 2; fs::exists(name, failure); ++number) {
    name = fmt::format("{}-{}{}", wanted, number, ending);
  }
  return name;
}

std::string file_for(const BackupOptions& options, const std::string& tenant,
                     std::uint64_t now_ms) {
  std::error_code failure;
  if (!fs::is_directory(options.target, failure)) return options.target;
  return free_name(options.target + "/" + tenant + "-" + time_in_name(now_ms), ".db");
}

// Deletes the oldest beyond so many; a file that is gone already is forgotten, too.
Result<std::vector<std::string>> delete_old(TenantStore& store, std::size_t keep) {
  std::vector<Backup> backups;
  const auto read = [&](TenantReader& reader) -> Status {
    BRYGGA_ASSIGN(backups, reader.backups());
    return {};
  };
  BRYGGA_TRY(store.read(read));
  std::vector<std::string> deleted;
  while (keep != 0 && backups.size() > keep) {
    const std::string path = backups.front().path;
    std::error_code failure;
    fs::remove(path, failure);
    if (failure) {
      return Error{ErrorCode::storage,
                   "The old backup " + path + " cannot be deleted: " + failure.message() + ".",
                   false, "io"};
    }
    BRYGGA_TRY(store.write([&](TenantWriter& writer) { return writer.forget_backup(path); }));
    deleted.push_back(path);
    backups.erase(backups.begin());
  }
  return deleted;
}

}  // namespace

// --- backups ----------------------------------------------------------------------------------

int back_up(const VerbContext& context, const BackupOptions& options) {
  return answer([&]() -> Result<std::string> {
    if (!is_tenant_name(context.tenant)) return no_tenant("?");
    const std::string folder = tenants_folder(context.data_folder);
    const auto stores = sqlite_tenant_stores(folder, context.schema);
    // No commit is made, so that neither journal nor epoch are needed.
    BRYGGA_ASSIGN(const std::unique_ptr<TenantStore> store, stores->open(context.tenant));
    SystemClock clock;
    const std::uint64_t now_ms = clock.unix_ms();
    BRYGGA_ASSIGN(Backup made, write_backup(database_path(folder, context.tenant),
                                            file_for(options, context.tenant, now_ms),
                                            told("Backing up " + context.tenant)));
    made.at_ms = now_ms;
    BRYGGA_TRY(store->write([&](TenantWriter& writer) { return writer.put_backup(made); }));
    BRYGGA_ASSIGN(const std::vector<std::string> deleted, delete_old(*store, options.keep));
    if (context.json) {
      return Json{{"file", made.path}, {"seq", made.seq}, {"deleted", deleted}}.dump(2) + "\n";
    }
    std::string text = fmt::format("Wrote {}: {} up to commit {}, checked and durable.\n",
                                   made.path, context.tenant, made.seq);
    for (const std::string& path : deleted) text += "Deleted " + path + ".\n";
    return text +
           "Keep the keys folder somewhere else: a backup with its key lets rows be forged.\n";
  });
}

// --- restores ---------------------------------------------------------------------------------

int restore_tenant(const VerbContext& context, const std::string& file) {
  if (context.tenant.empty() || file.empty()) {
    fmt::print(stderr,
               "brygga-server: say which tenant and which file: brygga-server restore TENANT "
               "FILE\n");
    return exit_usage;
  }
  return answer([&]() -> Result<std::string> {
    if (!is_tenant_name(context.tenant)) return no_tenant("?");
    std::error_code failure;
    if (!fs::exists(file, failure)) {
      return Error{ErrorCode::not_found, "There is no file " + file + ".", false, "no_file"};
    }
    const std::string folder = tenants_folder(context.data_folder);
    fs::create_directories(folder, failure);
    BRYGGA_ASSIGN(const TenantLock alone,
                  TenantLock::enter_alone(lock_path(folder, context.tenant)));
    const std::string database = database_path(folder, context.tenant);
    const bool had_one = fs::exists(database, failure);
    SystemClock clock;
    const std::string aside = free_name(database + ".before-" + time_in_name(clock.unix_ms()), "");
    BRYGGA_ASSIGN(const BackupContent content,
                  put_back(file, database, context.tenant, aside, told("Copying " + file)));
    BRYGGA_TRY(alone.keep_number(0));
    std::string text = fmt::format("{} is back as of commit {}.\n", context.tenant, content.seq);
    if (had_one) {
      text +=
          "The database that was here lies in " + aside + "; delete it when you need it no more.\n";
    }
    return text +
           "Journal and keys stayed as they were. When the server starts, it does again what the "
           "journal\nknows better: enrolments, revocations, erasures, withdrawals. Then tablets "
           "bring back what\nthey hold of the lost time, each when it syncs next. See how it goes "
           "with:\n  brygga-server restore status " +
           context.tenant + "\n";
  });
}

namespace {

Json json_of(const Replay& replay) {
  return {{"at_ms", replay.at_ms},
          {"seq", replay.seq},
          {"commits_lost", replay.lost},
          {"devices_enrolled", replay.enrolled},
          {"devices_revoked", replay.revoked},
          {"rows_erased", replay.erased},
          {"values_raised", replay.raised},
          {"grants_held_back", replay.held_back}};
}

std::string text_of(const Replay& replay) {
  return fmt::format(
      "{}: put back as of commit {}; {} later commits were lost, as far as the journal knows.\n"
      "  From the journal: {} devices enrolled, {} revoked, {} records erased, {} states raised,\n"
      "  {} records whose grants do not count until they are seen again.\n",
      time_text(replay.at_ms), replay.seq, replay.lost, replay.enrolled, replay.revoked,
      replay.erased, replay.raised, replay.held_back);
}

// Active devices that have not been heard of since.
std::vector<DeviceRecord> not_back(const std::vector<DeviceRecord>& devices,
                                   std::uint64_t since_ms) {
  std::vector<DeviceRecord> missing;
  std::copy_if(devices.begin(), devices.end(), std::back_inserter(missing),
               [&](const DeviceRecord& device) {
                 return device.state == DeviceState::active && device.last_seen_ms < since_ms;
               });
  return missing;
}

Json json_of(const Tenant::Standing& standing, const std::vector<DeviceRecord>& missing) {
  Json replays = Json::array();
  for (const Replay& replay : standing.replays) replays.push_back(json_of(replay));
  Json devices = Json::array();
  for (const DeviceRecord& device : missing) {
    devices.push_back({{"number", device_text(device.number)}, {"name", device.name}});
  }
  Json backups = Json::array();
  for (const Backup& backup : standing.backups) {
    backups.push_back({{"file", backup.path}, {"seq", backup.seq}, {"at_ms", backup.at_ms}});
  }
  return {{"guarded", !standing.recovery.guarded_because.empty()},
          {"guarded_because", standing.recovery.guarded_because},
          {"restores", replays},
          {"grants_held_back", standing.grants_held_back.size()},
          {"devices_not_back", devices},
          {"backups", backups}};
}

std::string text_of(const std::string& tenant, const Tenant::Standing& standing,
                    const std::vector<DeviceRecord>& missing) {
  std::string text;
  if (!standing.recovery.guarded_because.empty()) {
    text += "GUARDED since " + time_text(standing.recovery.guarded_ms) +
            ": devices may send, and are sent nothing.\n  " + standing.recovery.guarded_because +
            "\n  When you have made sure: brygga-server restore confirm " + tenant + "\n";
  }
  if (standing.replays.empty()) text += "This database was never put back from a backup.\n";
  for (const Replay& replay : standing.replays) text += text_of(replay);
  if (!standing.grants_held_back.empty()) {
    text += fmt::format(
        "{} records grant nothing for now, since they granted less before the restore. They do "
        "again\n"
        "when a tablet brings them back or somebody changes them, or all of them with: "
        "brygga-server restore confirm {}\n",
        standing.grants_held_back.size(), tenant);
  }
  if (!standing.replays.empty()) {
    text += missing.empty() ? "All active devices have been back since.\n"
                            : "Not back since, so that their work may still be missing:\n";
  }
  for (const DeviceRecord& device : missing) {
    text += fmt::format("  {}  {}, last seen {}\n", device_text(device.number), device.name,
                        time_text(device.last_seen_ms));
  }
  for (const Backup& backup : standing.backups) {
    text += fmt::format("Backup {} of {}, up to commit {}\n", backup.path, time_text(backup.at_ms),
                        backup.seq);
  }
  return text;
}

}  // namespace

int restore_status(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(context.tenant));
    BRYGGA_ASSIGN(const Tenant::Standing standing, tenant->standing());
    BRYGGA_ASSIGN(const std::vector<DeviceRecord> devices, tenant->devices());
    std::vector<DeviceRecord> missing;
    if (!standing.replays.empty()) missing = not_back(devices, standing.replays.back().at_ms);
    if (context.json) return json_of(standing, missing).dump(2) + "\n";
    return text_of(context.tenant, standing, missing);
  });
}

int confirm_restore(const VerbContext& context) {
  return answer([&]() -> Result<std::string> {
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(context.tenant));
    BRYGGA_TRY(tenant->confirm_restore());
    return "Devices of " + context.tenant + " are sent again all that they may have.\n";
  });
}

// --- erasing ----------------------------------------------------------------------------------

namespace {

Result<std::vector<RowKey>> rows_to_erase(Tenant& tenant, const EntityDef& entity,
                                          const std::vector<std::string>& ids) {
  std::vector<RowKey> rows;
  for (const std::string& text : ids) {
    const std::optional<Uuid> id = parse_uuid(text);
    if (!id) {
      return Error{ErrorCode::invalid, "\"" + text + "\" is no id.", false, "bad_id"};
    }
    const RowKey key{entity.number, RowId{*id}};
    rows.push_back(key);
    if (entity.number != casework::participant::entity) continue;
    const auto read = [&](TenantReader& reader) -> Status {
      BRYGGA_ASSIGN(const std::vector<RowKey> all, casework::rows_of_participant(reader, key.id));
      std::copy_if(all.begin(), all.end(), std::back_inserter(rows),
                   [&](const RowKey& row) { return !(row == key); });
      return {};
    };
    BRYGGA_TRY(tenant.read(read));
  }
  return rows;
}

}  // namespace

int erase_rows(const VerbContext& context, const EraseOptions& options) {
  return answer([&]() -> Result<std::string> {
    const EntityDef* entity = context.schema.entity(options.entity);
    if (entity == nullptr) {
      return Error{ErrorCode::invalid, "There are no records called \"" + options.entity + "\".",
                   false, "bad_entity"};
    }
    OperatorDesk desk(context.data_folder, context.schema);
    BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, desk.office().tenant(context.tenant));
    BRYGGA_ASSIGN(const std::vector<RowKey> rows, rows_to_erase(*tenant, *entity, options.ids));
    if (!options.is_confirmed) {
      return Error{ErrorCode::refused,
                   fmt::format("This would erase {} records of {} for ever: here, on every device "
                               "as soon as it syncs, and from all files but old backups. Nothing "
                               "brings them back. If that is meant, repeat it with --yes.",
                               rows.size(), context.tenant),
                   false, "not_confirmed"};
    }
    BRYGGA_TRY(tenant->erase(rows));
    return fmt::format(
        "Erased {} records of {} for ever. Devices erase them when they sync next. Backups made "
        "before\nhold them still until they are deleted; when one is put back, they are erased "
        "again.\n",
        rows.size(), context.tenant);
  });
}

}  // namespace brygga::server
