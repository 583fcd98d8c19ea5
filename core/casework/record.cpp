#include "casework/record.hpp"

#include <utility>

#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/schema.hpp"
#include "merge/apply.hpp"

namespace brygga::casework {

// --- fields -----------------------------------------------------------------------------------

Value Record::value(FieldNumber field) const {
  return shown_value(*entity_->field(field), view_.state.field(field));
}

std::string Record::text(FieldNumber field) const { return text_in(value(field)); }

std::optional<std::int64_t> Record::number(FieldNumber field) const {
  const Value shown = value(field);
  const auto* number = std::get_if<std::int64_t>(&shown);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<Date> Record::date(FieldNumber field) const {
  const auto days = number(field);
  return days ? std::optional(Date{static_cast<std::int32_t>(*days)}) : std::nullopt;
}

std::optional<Uuid> Record::uuid(FieldNumber field) const {
  const Value shown = value(field);
  const auto* uuid = std::get_if<Uuid>(&shown);
  return uuid != nullptr ? std::optional(*uuid) : std::nullopt;
}

std::vector<std::string> Record::texts(FieldNumber set) const {
  std::vector<std::string> texts;
  for (const Value& element : elements(set)) texts.push_back(text_in(element));
  return texts;
}

std::vector<Value> Record::elements(FieldNumber set) const {
  return set_elements(view_.state.field(set));
}

Json Record::to_json() const {
  Json members = {{"id", to_string(id().uuid)}, {"version", version()}, {"unsent", is_unsent()}};
  for (const FieldDef& field : entity_->fields) {
    if (field.rule != Rule::set) {
      members[json_name(field)] = json_of(field, value(field.number));
      continue;
    }
    Json elements = Json::array();
    for (const Value& element : set_elements(view_.state.field(field.number))) {
      elements.push_back(json_of(field, element));
    }
    members[json_name(field)] = std::move(elements);
  }
  return members;
}

// --- reading ----------------------------------------------------------------------------------

Result<std::optional<Record>> read_record(AccountStore& store, EntityNumber entity,
                                          const RowId& id) {
  BRYGGA_ASSIGN(std::optional<RowView> view, store.read(entity, id));
  if (!view) {
    return std::optional<Record>{};
  }
  return std::optional<Record>(Record(*schema().entity(entity), *std::move(view)));
}

namespace {

// The column by which a case's rows of an entity are in the order of what happened.
const char* time_column(EntityNumber entity) {
  switch (entity) {
    case enrolment::entity:
      return "start";
    case team_membership::entity:
    case outcome::entity:
      return "from_date";
    case checkin::entity:
      return "at";
    case note::entity:
      return "written_at";
    default:
      return "id";
  }
}

}  // namespace

Result<std::vector<Record>> read_case(AccountStore& store, EntityNumber entity, const RowId& who,
                                      std::size_t limit) {
  const EntityDef& def = *schema().entity(entity);
  // Named one by one, so that the scopes are found by their index.
  std::string kinds = "'" + std::string(1, def.scope_kind) + "'";
  for (const char kind : def.further_scope_kinds) kinds.append(", '").append(1, kind).append("'");
  const std::string sql =
      "SELECT id FROM \"" + def.name + "\" WHERE _scope IN (SELECT key FROM scope WHERE kind IN (" +
      kinds + ") AND id = ?1) ORDER BY \"" + time_column(entity) + "\" DESC, _key DESC LIMIT ?2";
  BRYGGA_ASSIGN(const QueryResult found,
                store.query(sql, {who.uuid, static_cast<std::int64_t>(limit)}));
  std::vector<Record> records;
  for (auto row = found.rows.rbegin(); row != found.rows.rend(); ++row) {
    BRYGGA_ASSIGN(std::optional<Record> record,
                  read_record(store, entity, RowId{uuid_in(row->front())}));
    if (record) records.push_back(*std::move(record));
  }
  return records;
}

// --- JSON -------------------------------------------------------------------------------------

std::string json_name(const FieldDef& field) {
  constexpr std::string_view ending = "_date";
  const std::string& name = field.name;
  const bool ends_so = name.size() > ending.size() &&
                       name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
  return ends_so ? name.substr(0, name.size() - ending.size()) : name;
}

Json json_of(const FieldDef& field, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* uuid = std::get_if<Uuid>(&value)) return to_string(*uuid);
  if (const auto* bytes = std::get_if<Bytes>(&value)) return to_hex(*bytes);
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (field.type == Type::date) return format_date(Date{static_cast<std::int32_t>(*number)});
    if (field.type == Type::time && *number >= 0) {
      return format_instant(static_cast<std::uint64_t>(*number));
    }
    return *number;
  }
  return nullptr;
}

std::string full_name(const Record& participant) {
  return participant.text(participant::first_name) + " " + participant.text(participant::last_name);
}

std::int64_t integer_in(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? *number : 0;
}

std::string text_in(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::string();
}

std::optional<std::int64_t> number_in(const Value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<Date> date_in(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  const auto date = parse_date(*text);
  return date ? std::optional(*date) : std::nullopt;
}

Uuid uuid_in(const Value& value) {
  const auto* uuid = std::get_if<Uuid>(&value);
  return uuid != nullptr ? *uuid : Uuid{};
}

// --- changes ----------------------------------------------------------------------------------

Change creation(EntityNumber entity, const RowId& row, const Scope& scope) {
  Change change;
  change.entity = entity;
  change.row = row;
  change.creates_in = scope;
  return change;
}

Change change_of(const Record& record, const RowVersion& seen) {
  Change change;
  change.entity = record.entity().number;
  change.row = record.id();
  change.seen = seen;
  return change;
}

void assign(Change& change, FieldNumber field, Value value) {
  change.assign.push_back({field, std::move(value)});
}

void assign_if_any(Change& change, FieldNumber field, const std::string& text) {
  if (!text.empty()) assign(change, field, text);
}

void assign_if_any(Change& change, FieldNumber field, std::optional<std::int64_t> number) {
  if (number) assign(change, field, *number);
}

void assign_date(Change& change, FieldNumber field, Date date) {
  assign(change, field, std::int64_t{date.days});
}

}  // namespace brygga::casework
