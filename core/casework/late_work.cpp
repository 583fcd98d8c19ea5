#include "casework/late_work.hpp"

#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "merge/apply.hpp"
#include "protocol/message.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const char* word_of(WriteKind kind) {
  switch (kind) {
    case WriteKind::assign:
      return "set";
    case WriteKind::add:
      return "add";
    case WriteKind::remove:
      return "remove";
    case WriteKind::reset:
      return "reset";
  }
  return "set";
}

}  // namespace

Json edit_json(const Edit& edit) {
  const EntityDef* entity = schema().entity(edit.entity);
  Json writes = Json::array();
  for (const FieldWrite& write : edit.writes) {
    const FieldDef* field = entity != nullptr ? entity->field(write.field) : nullptr;
    if (field == nullptr) continue;
    writes.push_back({{"name", json_name(*field)},
                      {"do", word_of(write.kind)},
                      {"value", json_of(*field, write.value)}});
  }
  return {{"entity", entity != nullptr ? Json(entity->name) : Json()},
          {"id", to_string(edit.row.uuid)},
          {"new", edit.creates},
          {"deletes", edit.deletes},
          {"writes", std::move(writes)}};
}

namespace {

Result<std::string> name_of_participant(Call& call, const Uuid& who) {
  BRYGGA_ASSIGN(const std::optional<Record> person,
                read_record(call.store, participant::entity, RowId{who}));
  return person ? full_name(*person) : std::string();
}

Result<Json> late_json(Call& call, const Record& record) {
  BRYGGA_ASSIGN(const std::string name, name_of_participant(call, record.state().scope.id));
  const Uuid writer = record.uuid(late_work::written_by).value_or(Uuid{});
  BRYGGA_ASSIGN(const std::optional<Record> staff,
                read_record(call.store, staff::entity, RowId{writer}));
  const Value content = shown_value(*record.entity().field(late_work::content),
                                    record.state().field(late_work::content));
  const auto* bytes = std::get_if<Bytes>(&content);
  const auto edit = decode_edit(bytes != nullptr ? ByteView(*bytes) : ByteView());
  return Json{{"id", to_string(record.id().uuid)},
              {"participant", to_string(record.state().scope.id)},
              {"participant_name", name},
              {"written_by", to_string(writer)},
              {"written_by_name", staff ? staff->text(staff::name) : std::string()},
              {"written_at", format_instant(static_cast<std::uint64_t>(
                                 record.number(late_work::written_at).value_or(0)))},
              {"content", edit ? edit_json(*edit) : Json()}};
}

std::string open_in(EntityNumber entity) {
  return " FROM " + schema().entity(entity)->name + " WHERE status IS NOT 'done'";
}

Result<Json> close_late_work(Call& call) {
  const RowId id{call.arguments.uuid("id").value_or(Uuid{})};
  for (const EntityNumber entity : {late_work::entity, restricted_late_work::entity}) {
    BRYGGA_ASSIGN(const std::optional<Record> record, read_record(call.store, entity, id));
    if (!record) continue;
    Change change = change_of(*record, record->version());
    assign(change, late_work::status, std::string("done"));
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    return call.save(std::move(changes), {{"id", to_string(id.uuid)}});
  }
  return call.fault(
      "id", "not_found",
      {"There is no late work with this id.", "Det finns inget sent arbete med detta id."});
}

}  // namespace

Result<std::size_t> count_late_work(AccountStore& store) {
  std::size_t count = 0;
  for (const EntityNumber number : {late_work::entity, restricted_late_work::entity}) {
    BRYGGA_ASSIGN(const QueryResult found, store.query("SELECT COUNT(*)" + open_in(number)));
    if (!found.rows.empty()) count += static_cast<std::size_t>(integer_in(found.rows[0][0]));
  }
  return count;
}

Result<Json> open_late_work(Call& call, std::size_t limit) {
  Json list = Json::array();
  for (const EntityNumber number : {late_work::entity, restricted_late_work::entity}) {
    BRYGGA_ASSIGN(const QueryResult found,
                  call.store.query("SELECT id" + open_in(number) + " ORDER BY written_at LIMIT ?1",
                                   {static_cast<std::int64_t>(limit)}));
    for (const auto& row : found.rows) {
      BRYGGA_ASSIGN(const std::optional<Record> record,
                    read_record(call.store, number, RowId{uuid_in(row.front())}));
      if (!record) continue;
      BRYGGA_ASSIGN(Json item, late_json(call, *record));
      list.push_back(std::move(item));
    }
  }
  return list;
}

Shape edit_shape() {
  const Shape write = named("field_write", {{"name", text()},
                                            {"do", choice({"set", "add", "remove", "reset"})},
                                            {"value", or_null(field_value())}});
  return named("edit", {{"entity", or_null(text())},
                        {"id", id()},
                        {"new", flag()},
                        {"deletes", flag()},
                        {"writes", list(write)}});
}

Shape late_work_shape() {
  return named("late_work", {{"id", id()},
                             {"participant", id()},
                             {"participant_name", text()},
                             {"written_by", id()},
                             {"written_by_name", text()},
                             {"written_at", instant()},
                             {"content", or_null(edit_shape())}});
}

std::vector<Definition> late_work_commands() {
  return {
      {"late.close",
       true,
       "Says that late work has been read and needs nobody any more.",
       {required(id("id"))},
       close_late_work},
  };
}

std::vector<AnswerDef> answers_of_late_work_commands() {
  return {
      {"late.close", {{"id", id()}}},
  };
}

}  // namespace brygga::casework
