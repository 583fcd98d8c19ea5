#include "protocol/office_authors.hpp"

#include <algorithm>
#include <set>

#include "merge/apply.hpp"

namespace brygga {
namespace {

void add_writers(const EntityDef& entity, const RowState& row, std::set<DeviceNumber>& writers) {
  for (const FieldDef& field : entity.fields) {
    const FieldState& state = row.field(field.number);
    if (!is_open_conflict(field, state)) continue;
    for (const Head& head : state.heads) {
      if (!head.stamp.device.is_office()) writers.insert(head.stamp.device);
    }
  }
}

}  // namespace

Status tell_authors(const Schema& schema, OfficeReader& office, const SyncRequest& request,
                    const std::vector<Scope>& scopes, SyncResponse& response) {
  std::set<DeviceNumber> writers;
  for (const RowKey& key : request.disputed) {
    const EntityDef* entity = schema.entity(key.entity);
    if (entity == nullptr) continue;
    BRYGGA_ASSIGN(const std::optional<RowState> row, office.row(key.entity, key.id));
    const bool is_seen = row && !row->life.is_deleted() &&
                         std::binary_search(scopes.begin(), scopes.end(), row->scope);
    if (is_seen) add_writers(*entity, *row, writers);
  }
  for (const DeviceNumber device : writers) {
    if (response.authors.size() == authors_told_max) return {};
    BRYGGA_ASSIGN(std::optional<Author> author, office.author(device));
    if (author) response.authors.push_back(*std::move(author));
  }
  return {};
}

}  // namespace brygga
