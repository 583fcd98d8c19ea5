#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/conflict_queries.hpp"
#include "casework/record.hpp"
#include "merge/apply.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const FieldDef* field_by_json_name(const EntityDef& entity, const std::string& name) {
  for (const FieldDef& field : entity.fields) {
    if (json_name(field) == name) return &field;
  }
  return nullptr;
}

// The value that the arguments choose: a contender by number, or the text that was suggested.
Result<Value> chosen_value(Call& call, const Record& record, const FieldDef& field) {
  const Arguments& given = call.arguments;
  if (given.has("keep") == given.is_set("suggested")) {
    return call.fault("keep", "keep_or_suggested",
                      {"Keep one of the values by its number, or the suggested text.",
                       "Behåll ett av värdena, med dess nummer, eller den föreslagna texten."});
  }
  if (given.is_set("suggested")) {
    BRYGGA_ASSIGN(std::optional<std::string> suggested, suggested_text(call.store, record, field));
    if (suggested) return Value(*std::move(suggested));
    return call.fault(
        "suggested", "no_suggestion",
        {"No text is suggested for this conflict.", "Ingen text föreslås för den här konflikten."});
  }
  const std::vector<Head>& heads = record.state().field(field.number).heads;
  const auto keep = static_cast<std::size_t>(given.number("keep").value_or(0));
  if (keep < heads.size()) return heads[keep].value;
  return call.fault("keep", "out_of_range",
                    {"There is no such contender.", "Det finns inget sådant värde att välja."});
}

// Keeps one of the contenders or the text suggested; what the person saw is covered, what came
// since is not.
Result<Json> settle_conflict(Call& call) {
  const Arguments& given = call.arguments;
  const EntityDef* entity = schema().entity(given.text("entity"));
  if (entity == nullptr) {
    return call.fault("entity", "unknown_entity",
                      {"There is no such kind of record.", "Det finns ingen sådan sorts post."});
  }
  BRYGGA_ASSIGN(const Record record, call.record("id", entity->number));
  const FieldDef* field = field_by_json_name(*entity, given.text("name"));
  const bool is_open =
      field != nullptr && is_open_conflict(*field, record.state().field(field->number));
  if (!is_open) {
    return call.fault("name", "no_conflict",
                      {"This field has no open conflict.", "Fältet har ingen öppen konflikt."});
  }
  if (record.version() != given.text("version")) {
    return call.fault("version", "changed_since",
                      {"The record has changed since you looked at it; look again.",
                       "Posten har ändrats sedan du såg den; titta igen."});
  }
  BRYGGA_ASSIGN(const Value value, chosen_value(call, record, *field));
  Change change = change_of(record, record.version());
  assign(change, field->number, value);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), {{"entity", entity->name},
                                        {"id", to_string(record.id().uuid)},
                                        {"name", json_name(*field)},
                                        {"kept", json_of(*field, value)}});
}

}  // namespace

std::vector<Definition> conflict_commands() {
  return {
      {"conflict.settle",
       true,
       "Keeps one of the values that contend for a field, or the text that is suggested.",
       {required(line("entity", 60)), required(id("id")), required(line("name", 60)),
        integer("keep", 0, 1000), flag("suggested"), required(version("version"))},
       settle_conflict,
       {{"entity", text()}, {"id", id()}, {"name", text()}, {"kept", or_null(field_value())}}},
  };
}

}  // namespace brygga::casework
