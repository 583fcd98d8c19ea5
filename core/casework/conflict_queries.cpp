#include "casework/conflict_queries.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/schema.hpp"
#include "merge/apply.hpp"
#include "merge/text_merge.hpp"
#include "merge/validity.hpp"

namespace brygga::casework {

namespace {

// The condition under which a row of table `conflict` belongs to a field that a person decides; of
// others, such as states, it only keeps what lost.
std::string is_for_a_person() {
  std::string sql;
  for (const EntityDef& entity : schema().entities) {
    for (const FieldDef& field : entity.fields) {
      if (field.rule != Rule::both && field.rule != Rule::text) continue;
      sql += (sql.empty() ? "" : " OR ") + std::string("(entity = ") +
             std::to_string(entity.number) + " AND field = " + std::to_string(field.number) + ")";
    }
  }
  return "(" + sql + ")";
}

// Fields whose contenders are not all equal.
std::string open_conflicts() {
  return "SELECT entity, row, field FROM conflict WHERE " + is_for_a_person() +
         " GROUP BY entity, row, field"
         " HAVING COUNT(DISTINCT value) + (COUNT(*) > COUNT(value)) > 1";
}

}  // namespace

Result<std::size_t> count_conflicts(AccountStore& store) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT COUNT(*) FROM (" + open_conflicts() + ")"));
  return found.rows.empty() ? std::size_t{0}
                            : static_cast<std::size_t>(integer_in(found.rows.front().front()));
}

Result<std::vector<Record>> records_in_conflict(AccountStore& store, std::size_t limit) {
  std::vector<Record> records;
  for (const EntityDef& entity : schema().entities) {
    BRYGGA_ASSIGN(
        const QueryResult found,
        store.query("SELECT DISTINCT t.id FROM (" + open_conflicts() + ") AS c JOIN \"" +
                        entity.name + "\" AS t ON t._key = c.row WHERE c.entity = ?1 LIMIT ?2",
                    {std::int64_t{entity.number}, static_cast<std::int64_t>(limit)}));
    for (const auto& row : found.rows) {
      BRYGGA_ASSIGN(std::optional<Record> record,
                    read_record(store, entity.number, RowId{uuid_in(row.front())}));
      if (record) records.push_back(*std::move(record));
    }
  }
  return records;
}

namespace {

// Fields of rule both in which people write freely. Others name something, such as a district or a
// key: two names side by side are the name of nothing.
constexpr std::pair<EntityNumber, FieldNumber> free_lines[] = {
    {profile::entity, profile::other_languages},
    {health_support::entity, health_support::obstacles},
    {health_support::entity, health_support::adaptations},
    {health_support::entity, health_support::reasons},
    {enrolment::entity, enrolment::support},
    {employer::entity, employer::name},
};

// What stands between two texts of the field; null: they cannot stand side by side.
const char* between_texts(EntityNumber entity, const FieldDef& field) {
  if (field.rule == Rule::text) return "\n\n";
  const bool is_free = std::find(std::begin(free_lines), std::end(free_lines),
                                 std::pair(entity, field.number)) != std::end(free_lines);
  return is_free ? " / " : nullptr;
}

// All of them, oldest first, but for those that another holds already.
std::optional<std::string> texts_side_by_side(const char* between, const std::vector<Head>& heads) {
  std::string all;
  for (const Head& head : heads) {
    const auto* text = std::get_if<std::string>(&head.value);
    if (text == nullptr) return std::nullopt;
    if (all.find(*text) != std::string::npos) continue;
    if (text->find(all) != std::string::npos) all.clear();
    all += (all.empty() ? "" : between) + *text;
  }
  return all;
}

// The two texts merged against what they have both grown from, if that is known.
Result<std::optional<std::string>> merged_text(AccountStore& store, const Record& record,
                                               const FieldDef& field) {
  const std::vector<Head>& heads = record.state().field(field.number).heads;
  if (field.rule != Rule::text || heads.size() != 2) return std::optional<std::string>{};
  const auto* one = std::get_if<std::string>(&heads[0].value);
  const auto* other = std::get_if<std::string>(&heads[1].value);
  BRYGGA_ASSIGN(const std::vector<HistoryItem> past,
                store.history(record.entity().number, record.id()));
  const HistoryItem* ancestor = nullptr;
  for (const HistoryItem& item : past) {
    const bool lies_before_both = item.field == field.number && item.stamp < heads[0].stamp &&
                                  item.why == Superseded::Why::covered;
    if (!lies_before_both) continue;
    if (ancestor == nullptr || ancestor->stamp < item.stamp) ancestor = &item;
  }
  const auto* before = ancestor != nullptr ? std::get_if<std::string>(&ancestor->value) : nullptr;
  if (one == nullptr || other == nullptr || before == nullptr) return std::optional<std::string>{};
  return std::optional<std::string>(merge_texts(*before, *one, *other).text);
}

// Who wrote the value, and where: {"by", "device"}, each null when this store does not know it.
Result<Json> author_json(const Call& call, const Head& head, bool is_own) {
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query("SELECT s.name, a.name FROM author AS a LEFT JOIN staff AS s "
                                 "ON s.id = a.account WHERE a.device = ?1",
                                 {static_cast<std::int64_t>(head.stamp.device.value)}));
  Json by;
  Json device;
  if (is_own && !call.self.account_name.empty()) by = call.self.account_name;
  if (!found.rows.empty()) {
    const std::string name = text_in(found.rows.front()[0]);
    const std::string device_name = text_in(found.rows.front()[1]);
    if (!name.empty()) by = name;
    if (!device_name.empty()) device = device_name;
  }
  return Json{{"by", std::move(by)}, {"device", std::move(device)}};
}

Result<Json> contender_json(const Call& call, const FieldDef& field, const FieldState& state,
                            std::size_t place) {
  const Head& head = state.heads[place];
  const bool is_own = head.own_edit != 0 || head.stamp.device == call.self.device;
  BRYGGA_ASSIGN(Json contender, author_json(call, head, is_own));
  contender["keep"] = place;
  contender["value"] = json_of(field, head.value);
  contender["at"] = format_instant(head.stamp.time.unix_ms());
  contender["own"] = is_own;
  contender["shown"] = place + 1 == state.heads.size();
  return contender;
}

}  // namespace

Result<std::optional<std::string>> suggested_text(AccountStore& store, const Record& record,
                                                  const FieldDef& field) {
  BRYGGA_ASSIGN(std::optional<std::string> text, merged_text(store, record, field));
  const char* between = between_texts(record.entity().number, field);
  if (!text && between != nullptr) {
    text = texts_side_by_side(between, record.state().field(field.number).heads);
  }
  if (text && text->size() > value_bytes_max(field)) text.reset();
  return text;
}

Result<Json::List> conflicts_json(const Call& call, const Record& record,
                                  const std::string& participant_name) {
  Json::List list;
  for (const FieldDef& field : record.entity().fields) {
    const FieldState& state = record.state().field(field.number);
    if (!is_open_conflict(field, state)) continue;
    Json::List contenders;
    for (std::size_t place = 0; place < state.heads.size(); ++place) {
      BRYGGA_ASSIGN(Json contender, contender_json(call, field, state, place));
      contenders.push_back(std::move(contender));
    }
    BRYGGA_ASSIGN(const std::optional<std::string> suggested,
                  suggested_text(call.store, record, field));
    list.push_back(
        {{"entity", record.entity().name},
         {"id", to_string(record.id().uuid)},
         {"participant",
          participant_name.empty() ? Json() : Json(to_string(record.state().scope.id))},
         {"participant_name", participant_name.empty() ? Json() : Json(participant_name)},
         {"name", json_name(field)},
         {"version", record.version()},
         {"contenders", std::move(contenders)},
         {"suggested", suggested ? Json(*suggested) : Json()}});
  }
  return list;
}

Shape conflict_shape() {
  using namespace shape;
  const Shape contender = named("contender", {{"keep", integer()},
                                              {"value", or_null(field_value())},
                                              {"at", instant()},
                                              {"own", flag()},
                                              {"shown", flag()},
                                              {"by", or_null(text())},
                                              {"device", or_null(text())}});
  return named("conflict", {{"entity", text()},
                            {"id", id()},
                            {"participant", or_null(id())},
                            {"participant_name", or_null(text())},
                            {"name", text()},
                            {"version", text()},
                            {"contenders", list(contender)},
                            {"suggested", or_null(text())}});
}

}  // namespace brygga::casework
