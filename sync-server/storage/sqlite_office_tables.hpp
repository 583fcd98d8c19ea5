// The tables of the office's own that stand beside a tenant's rows in its SQLite file.
//
// Their names begin with office_, which keeps them apart from the entities' tables. Belongs to its
// Database's thread.
#pragma once

#include "store/database.hpp"

namespace brygga::server {

inline constexpr FileFormat tenant_format{0x42724F66, 4, "a Brygga tenant database"};  // "BrOf"

// Makes the tables in an empty file and marks it as of tenant_format, within the caller's
// transaction.
Status create_office_tables(Database& database);

// The part of them that came with version 3 of the format.
Status create_account_tables(Database& database);
// And with version 4.
Status create_wipe_table(Database& database);

// Every statement over these tables, prepared once per connection. Parameters in the order of the
// columns named.
struct OfficeStatements {
  static Result<OfficeStatements> prepare(Database& database);

  Statement select_meta, update_meta;
  Statement select_salt, insert_commit;
  Statement select_scope;
  Statement select_feed, insert_feed, delete_feed;
  Statement select_size, add_size;
  Statement select_receipt, insert_receipt;
  Statement insert_history, select_history;
  Statement select_grants_of_row, insert_grant, delete_grants_of_row, select_granted;
  Statement insert_past_grant, select_held;
  Statement select_device, select_device_of_token, select_devices, put_device;
  Statement select_wipe, put_wipe;
  Statement select_invitation, put_invitation;
  Statement select_command, insert_command, forget_old_commands;
  Statement select_office_account, put_office_account;
  Statement select_epochs, insert_epoch;
  Statement select_taken_back, insert_taken_back;
  Statement select_staged, insert_staged, delete_staged, delete_pieces, staged_bytes;
  Statement select_queue, insert_queue, delete_queue, count_event;
  Statement select_held_grant, release_grant, select_guard, select_backed_up;
  Statement select_commits, update_kept;
  Statement forget_commits, forget_left, forget_receipts, forget_staged, select_forgettable;
  Statement data_version;
};

}  // namespace brygga::server
