// A tenant's database as files: backups of it, and putting one back.
//
// A backup is one file, as of one commit, that SQLite and brygga-server open as it is. All paths
// are of files, not of folders. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "storage/recovery_port.hpp"

namespace brygga::server {

// Told now and then, from within long work: bytes written so far, and about how many there will be.
using Progress = std::function<void(std::uint64_t bytes, std::uint64_t of)>;

// Writes a backup of the database at the path to target, which must not be there, while others read
// and write. When it returns, the file is whole, verified and durable. The result has the target's
// absolute path and no time. Errors: storage ones; exists; damaged when the copy cannot be trusted.
Result<Backup> write_backup(const std::string& database, const std::string& target,
                            const Progress& progress);

// What a file that is to be put back holds.
struct BackupContent {
  std::string tenant;  // its name
  Seq seq = 0;         // its newest commit
};

// Puts a copy of the file in the place of the database, which nobody may have open; the old one
// stays beside it under the name aside, with its log. tenant: whose file it must be. When it
// returns, all of it is durable; when it fails, the old database is in its place.
Result<BackupContent> put_back(const std::string& file, const std::string& database,
                               const std::string& tenant, const std::string& aside,
                               const Progress& progress);

// To be called before a database is opened, by who has it alone. A file that was put here by hand
// may stand beside the write-ahead log of the database that was here before: SQLite would mix the
// two. Moves such a log aside, and tells its new name; empty: there was none. From now on the file
// is no backup but a database. epoch: one that its lineage must have if the log is its own; 0: none
// is known.
Result<std::string> settle_files(const std::string& database, std::uint64_t epoch);

}  // namespace brygga::server
