#include "casework/joined_persons.hpp"

#include "casework/record.hpp"

namespace brygga::casework {

Result<JoinedPersons> JoinedPersons::read(RowSource& source) {
  std::unordered_map<RowId, RowId> joined;
  BRYGGA_TRY(source.each(
      "SELECT p.id, p.joined_to FROM participant AS p JOIN participant AS o ON o.id = p.joined_to "
      "WHERE p.joined_to IS NOT NULL",
      {}, [&](const std::vector<Value>& row) {
        joined.emplace(RowId{uuid_in(row[0])}, RowId{uuid_in(row[1])});
        return true;
      }));
  const auto next = [&](const RowId& record) -> std::optional<RowId> {
    const auto found = joined.find(record);
    return found == joined.end() ? std::nullopt : std::optional(found->second);
  };
  JoinedPersons persons;
  for (const auto& [record, to] : joined) {
    persons.ends_.emplace(record, joined_path(record, next).back());
  }
  return persons;
}

}  // namespace brygga::casework
