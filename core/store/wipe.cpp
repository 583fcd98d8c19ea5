// Wiping a device's store at the office's order.
//
// Four states, each durable before the next begins: ordered (the office has what it can have),
// wiped (one transaction removes everything, and the files are scrubbed before a word of it goes
// out), confirmed. Whoever is killed in between goes on from where the file says.
#include "store/wipe.hpp"

#include <algorithm>

#include "store/sql_name.hpp"
#include "store/store_parts.hpp"

namespace brygga {
namespace {

// All of a store's tables but those of the schema's entities, what the index is made for, and the
// replica's own row.
constexpr const char* clear_sql =
    "DELETE FROM conflict; DELETE FROM deleted; DELETE FROM scope; DELETE FROM writer;"
    "DELETE FROM held_scope; DELETE FROM outbox; DELETE FROM office_row; DELETE FROM history;"
    "DELETE FROM command; DELETE FROM own_deletion; DELETE FROM reload; DELETE FROM staged;"
    "DELETE FROM author; DELETE FROM search_words; DELETE FROM search_rows;";

}  // namespace

Error wiped_error() {
  return {ErrorCode::refused, "This device was wiped at the office's order.", false, "wiped"};
}

void tell_of_wipe(const Schema& schema, Taken& taken) {
  for (const EntityDef& entity : schema.entities) taken.entities.insert(entity.number);
  taken.scopes = taken.scopes_loading = 0;
  taken.more = true;
}

Status DeviceStore::order_wipe() {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (!replica.is_enrolled() || replica.wipe != WipeState::none) return {};
  replica.wipe = WipeState::ordered;
  BRYGGA_TRY(parts_->replica.save(replica));
  return transaction.commit();
}

Result<std::uint64_t> DeviceStore::count_rows() {
  std::uint64_t rows = 0;
  for (const EntityDef& entity : schema_.entities) {
    BRYGGA_ASSIGN(const std::int64_t some,
                  parts_->database.integer("SELECT count(*) FROM " + quoted(entity.name)));
    rows += static_cast<std::uint64_t>(some);
  }
  return rows;
}

Status clear_store(DeviceStore::Parts& parts, const Schema& schema, std::uint64_t rows,
                   std::uint64_t now_ms, Replica& replica) {
  BRYGGA_ASSIGN(const std::vector<HeldScope> scopes, parts.replica.scopes(*parts.tables));
  BRYGGA_ASSIGN(const Outbox::Counts left, parts.outbox.counts(replica.consumed));
  Replica wiped;
  wiped.wiped = {scopes.size(), rows, left.unsent + left.refused};
  wiped.office_url = replica.office_url;
  wiped.token = replica.token;
  wiped.device = replica.device;
  wiped.needs_scrub = true;
  wiped.wipe = WipeState::wiped;
  const std::int64_t at_office = static_cast<std::int64_t>(now_ms) + replica.clock_offset_ms;
  wiped.wipe_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(1, at_office));
  for (const EntityDef& entity : schema.entities) {
    BRYGGA_TRY(parts.database.execute("DELETE FROM " + quoted(entity.name)));
  }
  BRYGGA_TRY(parts.database.execute(clear_sql));
  parts.tables->forget_keys();
  replica = std::move(wiped);
  return {};
}

Status DeviceStore::wipe(std::uint64_t now_ms) {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(Replica replica, parts_->replica.load());
  if (replica.wipe != WipeState::ordered) return {};
  BRYGGA_ASSIGN(const std::uint64_t rows, count_rows());
  BRYGGA_TRY(clear_store(*parts_, schema_, rows, now_ms, replica));
  BRYGGA_TRY(parts_->replica.save(replica));
  BRYGGA_TRY(transaction.commit());
  // What cannot be scrubbed now is so before the office is told.
  (void)scrub();
  return {};
}

// The office is told of no wipe while a byte of what was here may be in the files.
Result<SyncRequest> DeviceStore::make_last_request(const Replica& replica) {
  if (replica.needs_scrub) BRYGGA_TRY(scrub());
  SyncRequest request;
  request.device = replica.device;
  request.schema_version = schema_.version;
  request.wiped = replica.wiped;
  return request;
}

// Nothing of the token is needed any more.
Result<Taken> DeviceStore::take_last_response() {
  BRYGGA_ASSIGN(SqlTransaction transaction, SqlTransaction::begin(parts_->database));
  BRYGGA_ASSIGN(const Replica was, parts_->replica.load());
  if (was.wipe != WipeState::wiped) return Taken{};
  Replica confirmed;
  confirmed.wipe = WipeState::confirmed;
  confirmed.wipe_ms = was.wipe_ms;
  confirmed.wiped = was.wiped;
  confirmed.needs_scrub = true;
  BRYGGA_TRY(parts_->replica.save(confirmed));
  BRYGGA_TRY(transaction.commit());
  (void)scrub();
  return Taken{};
}

}  // namespace brygga
