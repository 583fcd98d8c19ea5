#include "merge/validity.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "merge/apply.hpp"

namespace brygga {

std::size_t value_bytes_max(const FieldDef& field) {
  return field.bytes_max != 0 ? field.bytes_max : limits::value_bytes_max;
}

namespace {

std::string place(const EntityDef& entity, const FieldDef& field) {
  return entity.name + "." + field.name;
}

Refusal refuse(std::string code, std::string sentence) {
  return {std::move(code), std::move(sentence), 0};
}

std::size_t content_bytes(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* bytes = std::get_if<Bytes>(&value)) return bytes->size();
  return 0;
}

std::optional<Refusal> judge_choice(const EntityDef& entity, const FieldDef& field,
                                    const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || field.choices.empty() ||
      std::find(field.choices.begin(), field.choices.end(), *text) != field.choices.end()) {
    return std::nullopt;
  }
  std::string allowed;
  for (const std::string& choice : field.choices) {
    allowed += (allowed.empty() ? "" : ", ") + choice;
  }
  return refuse("not_a_choice", place(entity, field) + " must be one of: " + allowed + ".");
}

// A present value against the field's type, bounds, choices and further check.
std::optional<Refusal> judge_value(const EntityDef& entity, const FieldDef& field,
                                   const Value& value) {
  if (!has_type(value, field.type)) {
    return refuse("wrong_type", place(entity, field) + " must be a valid " +
                                    std::string(name_of(field.type)) + "; it was sent as " +
                                    form_of(value) + ".");
  }
  if (content_bytes(value) > value_bytes_max(field)) {
    return refuse("value_too_large", place(entity, field) + " may hold at most " +
                                         std::to_string(value_bytes_max(field)) + " bytes.");
  }
  if (auto refusal = judge_choice(entity, field, value)) {
    return refusal;
  }
  if (field.fault != nullptr) {
    if (const char* sentence = field.fault(value)) {
      return refuse("not_valid", place(entity, field) + ": " + sentence);
    }
  }
  return std::nullopt;
}

bool names(const std::vector<HeadRef>& base, const HeadRef& ref) {
  return std::find(base.begin(), base.end(), ref) != base.end();
}

// A move is judged from what the person saw. When nothing of that is still a head, the move only
// has to be one that exists: concurrent states are then decided by rank, not here.
std::optional<Refusal> judge_move(const EntityDef& entity, const FieldDef& field,
                                  const FieldState* state, const FieldWrite& write) {
  const std::string& to = std::get<std::string>(write.value);
  if (field.machine.find(to) == nullptr) {
    return refuse("no_such_state", place(entity, field) + " has no state \"" + to + "\".");
  }
  if (state == nullptr || state->heads.empty()) {
    return std::nullopt;
  }
  bool saw_a_head = false;
  for (const Head& head : state->heads) {
    if (!names(write.base, head.ref())) continue;
    saw_a_head = true;
    const auto* from = std::get_if<std::string>(&head.value);
    if (from != nullptr && (*from == to || field.machine.allows(*from, to))) {
      return std::nullopt;
    }
  }
  if (!saw_a_head && (to == field.machine.initial || field.machine.leads_to(to))) {
    return std::nullopt;
  }
  return refuse("illegal_move",
                place(entity, field) + " cannot move to \"" + to + "\" from where it was.");
}

// adds: how many elements the edit has added to this set before.
std::optional<Refusal> judge_set_write(const EntityDef& entity, const FieldDef& field,
                                       const FieldState* state, const FieldWrite& write,
                                       std::size_t adds) {
  if (write.kind != WriteKind::add && write.kind != WriteKind::remove) {
    return refuse("wrong_write", place(entity, field) + " is a set: add or remove elements.");
  }
  const std::size_t held = (state != nullptr ? state->heads.size() : 0) + adds;
  if (write.kind == WriteKind::add && held >= limits::set_elements_max) {
    return refuse("set_full", place(entity, field) + " holds as many elements as it may.");
  }
  return judge_value(entity, field, write.value);
}

// True when the field would keep more heads than it may: those that the write has not seen, and
// the write's own. A write that decides between many is thus welcome.
bool would_overflow(const FieldState& state, const FieldWrite& write) {
  if (state.heads.size() < limits::heads_max) {
    return false;
  }
  const auto unseen = std::count_if(state.heads.begin(), state.heads.end(), [&](const Head& head) {
    return !names(write.base, head.ref());
  });
  return static_cast<std::size_t>(unseen) >= limits::heads_max;
}

std::optional<Refusal> judge_assignment(const EntityDef& entity, const FieldDef& field,
                                        const FieldState* state, const FieldWrite& write,
                                        bool creates) {
  const bool is_extreme = field.rule == Rule::min || field.rule == Rule::max;
  if (write.kind != WriteKind::assign && !(write.kind == WriteKind::reset && is_extreme)) {
    return refuse("wrong_write", place(entity, field) + (is_extreme ? " can be assigned or reset."
                                                                    : ": assign a value."));
  }
  if (field.rule == Rule::append && !creates) {
    return refuse("append_once", place(entity, field) +
                                     " is written once, when the record is made; record a "
                                     "correction as a new record.");
  }
  if (is_absent(write.value)) {
    const bool may_be_emptied = !field.required && field.rule != Rule::state && !is_extreme;
    if (may_be_emptied) return std::nullopt;
    return refuse("required", place(entity, field) + " cannot be empty.");
  }
  if (field.required && field.type == Type::text && write.value == Value(std::string())) {
    return refuse("required", place(entity, field) + " cannot be empty.");
  }
  if (auto refusal = judge_value(entity, field, write.value)) {
    return refusal;
  }
  if (state != nullptr && would_overflow(*state, write)) {
    return refuse("too_many_heads",
                  place(entity, field) + " has too many undecided values; decide between them.");
  }
  return field.rule == Rule::state ? judge_move(entity, field, state, write) : std::nullopt;
}

std::optional<Refusal> judge_named_scope(const EntityDef& entity, const FieldDef& field,
                                         const Scope& scope, const FieldWrite& write) {
  if (field.names != Names::own_scope || is_absent(write.value) ||
      std::get<Uuid>(write.value) == scope.id) {
    return std::nullopt;
  }
  return refuse("wrong_scope", place(entity, field) +
                                   " names another record than the one that this " + entity.name +
                                   " belongs to.");
}

// What a person has put their name under stays as it was. Who had not seen the seal is not refused:
// what they wrote becomes an addendum (apply.hpp).
std::optional<Refusal> judge_seal(const EntityDef& entity, const FieldDef& field,
                                  const RowState* row, const FieldWrite& write) {
  const FieldNumber sealing = entity.seal.field;
  if (sealing == 0 || row == nullptr || !is_sealed_by(entity.seal, field)) return std::nullopt;
  const Head* seal = shown_head(*entity.field(sealing), row->field(sealing));
  const bool has_seen_it =
      seal != nullptr && seal->value == Value(entity.seal.state) && names(write.base, seal->ref());
  if (!has_seen_it) return std::nullopt;
  return refuse("sealed", "This " + entity.name + " is " + entity.seal.state +
                              " and can no longer be changed; write a new one.");
}

// Nobody puts their name under what they have not seen: a sealing edit names something of the row.
// A row of which the sealing field was never written may have had nothing to see.
std::optional<Refusal> judge_sealing(const EntityDef& entity, const RowState* row,
                                     const Edit& edit) {
  const Seal& seal = entity.seal;
  if (seal.field == 0 || row == nullptr || row->field(seal.field).heads.empty()) {
    return std::nullopt;
  }
  const bool seals =
      std::any_of(edit.writes.begin(), edit.writes.end(), [&](const FieldWrite& write) {
        return write.field == seal.field && write.value == Value(seal.state);
      });
  const bool has_seen_any =
      std::any_of(edit.writes.begin(), edit.writes.end(),
                  [](const FieldWrite& write) { return !write.base.empty(); });
  if (!seals || has_seen_any) return std::nullopt;
  return refuse("bad_version", "Nobody can put their name under a " + entity.name +
                                   " that they have not seen. Read the record first, and give "
                                   "its version.");
}

bool same_target(const FieldWrite& a, const FieldWrite& b) {
  return a.field == b.field && (a.kind == WriteKind::assign || a.value == b.value);
}

std::optional<Refusal> judge_write(const EntityDef& entity, const RowState* row, const Edit& edit,
                                   std::size_t index) {
  const FieldWrite& write = edit.writes[index];
  const FieldDef* field = entity.field(write.field);
  if (field == nullptr) {
    return refuse("unknown_field", entity.name + " has no field number " +
                                       std::to_string(write.field) +
                                       "; the sender's schema may be newer.");
  }
  const auto begin = edit.writes.begin();
  if (std::any_of(begin, begin + static_cast<std::ptrdiff_t>(index),
                  [&](const FieldWrite& other) { return same_target(other, write); })) {
    return refuse("written_twice", place(entity, *field) + " is written twice in one save.");
  }
  if (auto refusal = judge_seal(entity, *field, row, write)) return refusal;
  const FieldState* state = row != nullptr ? &row->field(write.field) : nullptr;
  if (field->rule != Rule::set) {
    auto refusal = judge_assignment(entity, *field, state, write, edit.creates);
    if (refusal) return refusal;
    return judge_named_scope(entity, *field, row != nullptr ? row->scope : edit.scope, write);
  }
  const auto adds = std::count_if(
      begin, begin + static_cast<std::ptrdiff_t>(index), [&](const FieldWrite& other) {
        return other.field == write.field && other.kind == WriteKind::add;
      });
  return judge_set_write(entity, *field, state, write, static_cast<std::size_t>(adds));
}

// Before anything whose cost grows faster than the edit.
std::optional<Refusal> judge_size(const EntityDef& entity, const Edit& edit) {
  std::size_t bytes = 0;
  for (const FieldWrite& write : edit.writes) {
    bytes += size_of(write.value) + write.base.size() * sizeof(HeadRef);
  }
  bytes += edit.seen.size() * sizeof(HeadRef);
  if (bytes <= limits::edit_bytes_max && edit.writes.size() <= limits::edit_writes_max) {
    return std::nullopt;
  }
  return refuse("edit_too_large", "One " + entity.name + " may carry at most " +
                                      std::to_string(limits::edit_bytes_max) + " bytes in " +
                                      std::to_string(limits::edit_writes_max) + " writes.");
}

std::optional<Refusal> judge_creation(const EntityDef& entity, const RowState* row,
                                      const Edit& edit) {
  if (row != nullptr) {
    return refuse("row_exists", "A " + entity.name + " with this id exists already.");
  }
  if (edit.scope.kind != entity.scope_kind) {
    return refuse("wrong_scope", std::string("A ") + entity.name + " belongs to a scope of kind " +
                                     entity.scope_kind + ".");
  }
  for (const FieldDef& field : entity.fields) {
    const bool given =
        std::any_of(edit.writes.begin(), edit.writes.end(), [&](const FieldWrite& write) {
          return write.field == field.number && !is_absent(write.value);
        });
    if (field.required && !given) {
      return refuse("required", place(entity, field) + " is missing.");
    }
  }
  return std::nullopt;
}

// A row that names its scope stays with it.
bool is_bound_to_scope(const EntityDef& entity) {
  return std::any_of(entity.fields.begin(), entity.fields.end(),
                     [](const FieldDef& field) { return field.names == Names::own_scope; });
}

std::optional<Refusal> judge_acts(const EntityDef& entity, const RowState* row, const Edit& edit) {
  if (edit.deletes && (edit.creates || edit.moves_to || !edit.writes.empty())) {
    return refuse("wrong_write", "A deletion of a " + entity.name + " does nothing besides.");
  }
  if (!edit.moves_to) return std::nullopt;
  if (edit.creates) {
    return refuse("wrong_write", "A new " + entity.name + " is made where it belongs, not moved.");
  }
  const bool changes_id = row != nullptr && edit.moves_to->id != row->scope.id;
  if (!entity.may_lie_in(edit.moves_to->kind) || (changes_id && is_bound_to_scope(entity))) {
    return refuse("wrong_scope", "A " + entity.name + " cannot be moved to this scope of kind " +
                                     edit.moves_to->kind + ".");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> judge_validity(const Schema& schema, const RowState* row, const Edit& edit) {
  const EntityDef* entity = schema.entity(edit.entity);
  if (entity == nullptr) {
    return refuse("unknown_entity", "There is no entity number " + std::to_string(edit.entity) +
                                        "; the sender's schema may be newer.");
  }
  if (row != nullptr && row->life.erased) {
    return refuse("erased", "This " + entity->name + " has been erased.");
  }
  if (edit.creates) {
    if (auto refusal = judge_creation(*entity, row, edit)) return refusal;
  } else if (row == nullptr) {
    return refuse("no_such_row", "The " + entity->name + " that this changes does not exist.");
  }
  if (auto refusal = judge_acts(*entity, row, edit)) return refusal;
  if (edit.writes.empty() && !edit.moves_to && !edit.deletes) {
    return refuse("empty_edit", "A change of a " + entity->name + " changes nothing.");
  }
  if (auto refusal = judge_size(*entity, edit)) return refusal;
  for (std::size_t i = 0; i < edit.writes.size(); ++i) {
    if (auto refusal = judge_write(*entity, row, edit, i)) return refusal;
  }
  return judge_sealing(*entity, row, edit);
}

}  // namespace brygga
