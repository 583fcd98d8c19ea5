#include "store/author_table.hpp"

#include <algorithm>
#include <utility>

#include "merge/apply.hpp"

namespace brygga {
namespace {

// Rows of table `conflict` of fields that a person decides.
std::string is_for_a_person(const Schema& schema) {
  std::string sql = "0";
  for (const EntityDef& entity : schema.entities) {
    for (const FieldDef& field : entity.fields) {
      if (field.rule != Rule::both && field.rule != Rule::text) continue;
      sql += " OR (entity = " + std::to_string(entity.number) +
             " AND field = " + std::to_string(field.number) + ")";
    }
  }
  return sql;
}

// Whoever has written what contends in the row, but for this device and the office itself.
std::set<DeviceNumber> writers_in(const EntityDef& entity, const RowState& row, DeviceNumber self) {
  std::set<DeviceNumber> writers;
  for (const FieldDef& field : entity.fields) {
    const FieldState& state = row.field(field.number);
    if (!is_open_conflict(field, state)) continue;
    for (const Head& head : state.heads) {
      const DeviceNumber device = head.stamp.device;
      const bool is_own = head.own_edit != 0 || device == self;
      if (!is_own && !device.is_office()) writers.insert(device);
    }
  }
  return writers;
}

bool includes_all(const std::set<DeviceNumber>& all, const std::set<DeviceNumber>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

Status AuthorTable::migrate(Database& database) {
  return database.execute(
      "CREATE TABLE author(device INTEGER PRIMARY KEY, account BLOB, name TEXT)");
}

Result<AuthorTable> AuthorTable::open(Database& database, const Schema& schema) {
  AuthorTable table;
  BRYGGA_ASSIGN(table.conflicts_,
                database.prepare("SELECT DISTINCT entity, row FROM conflict WHERE " +
                                 is_for_a_person(schema)));
  BRYGGA_ASSIGN(table.known_, database.prepare("SELECT device FROM author"));
  BRYGGA_ASSIGN(table.insert_, database.prepare("INSERT OR REPLACE INTO author VALUES(?, ?, ?)"));
  BRYGGA_ASSIGN(table.insert_unknown_,
                database.prepare("INSERT OR IGNORE INTO author VALUES(?, NULL, NULL)"));
  BRYGGA_ASSIGN(table.erase_, database.prepare("DELETE FROM author WHERE device = ?"));
  return table;
}

Result<std::vector<AuthorTable::Dispute>> AuthorTable::disputes(Tables& tables, DeviceNumber self) {
  std::vector<std::pair<EntityNumber, RowKey64>> rows;
  {
    const RowLoop loop(conflicts_);
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, conflicts_.step());
      if (!has_row) break;
      rows.emplace_back(static_cast<EntityNumber>(conflicts_.integer(0)), conflicts_.integer(1));
    }
  }
  std::vector<Dispute> all;
  for (const auto& [number, key] : rows) {
    const EntityDef* entity = tables.schema().entity(number);
    if (entity == nullptr) continue;
    const auto stored = tables.load_at(number, key);
    if (!stored && stored.error().reason != "damaged") return stored.error();
    if (!stored || !*stored) continue;
    const RowState& row = (*stored)->state;
    std::set<DeviceNumber> writers = writers_in(*entity, row, self);
    if (!writers.empty()) all.push_back({row.key(), std::move(writers)});
  }
  return all;
}

Result<std::set<DeviceNumber>> AuthorTable::known() {
  std::set<DeviceNumber> devices;
  const RowLoop loop(known_);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, known_.step());
    if (!has_row) return devices;
    devices.insert(DeviceNumber{known_.unsigned_integer(0)});
  }
}

Result<std::vector<RowKey>> AuthorTable::disputed(Tables& tables, DeviceNumber self) {
  BRYGGA_ASSIGN(const std::vector<Dispute> all, disputes(tables, self));
  std::vector<RowKey> rows;
  if (all.empty()) return rows;
  BRYGGA_ASSIGN(const std::set<DeviceNumber> devices, known());
  for (const Dispute& dispute : all) {
    if (includes_all(devices, dispute.writers)) continue;
    rows.push_back(dispute.row);
    if (rows.size() == disputed_rows_max) break;
  }
  return rows;
}

Status AuthorTable::keep(const Author& author) {
  return insert_.bind_unsigned(1, author.device.value)
      .bind(2, author.account.uuid)
      .bind(3, std::string_view(author.name))
      .run();
}

Status AuthorTable::keep_unknown(DeviceNumber device) {
  return insert_unknown_.bind_unsigned(1, device.value).run();
}

Result<bool> AuthorTable::take(Tables& tables, const SyncRequest& request,
                               const SyncResponse& response, DeviceNumber self) {
  BRYGGA_ASSIGN(const std::vector<Dispute> all, disputes(tables, self));
  std::set<DeviceNumber> named;
  for (const Dispute& dispute : all) {
    named.insert(dispute.writers.begin(), dispute.writers.end());
  }
  for (const Author& author : response.authors) {
    if (named.contains(author.device)) BRYGGA_TRY(keep(author));
  }
  for (const Dispute& dispute : all) {
    const auto& asked = request.disputed;
    if (std::find(asked.begin(), asked.end(), dispute.row) == asked.end()) continue;
    for (const DeviceNumber device : dispute.writers) BRYGGA_TRY(keep_unknown(device));
  }
  BRYGGA_ASSIGN(const std::set<DeviceNumber> devices, known());
  for (const DeviceNumber device : devices) {
    if (!named.contains(device)) BRYGGA_TRY(erase_.bind_unsigned(1, device.value).run());
  }
  return !includes_all(devices, named);
}

}  // namespace brygga
