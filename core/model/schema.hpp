// Schemas: entities, their fields, and the rules of merging, visibility and rights, all as data.
//
// The engine knows no domain; it is generic over a Schema. Numbers of entities
// and fields are for ever: they stand in messages and stores, are never reused, and a later version
// of a schema only adds. A Schema is made once, checked, and then shared read-only between threads;
// it must outlive everything that holds a reference to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/row.hpp"
#include "model/scope.hpp"
#include "model/value.hpp"

namespace brygga {

// What becomes of concurrent writes to a field.
enum class Rule : std::uint8_t {
  last = 1,    // the greatest stamp stays, the others go to history
  set = 2,     // per element; an add wins over a removal that had not seen it
  append = 3,  // written once, when the row is made
  state = 4,   // a declared machine; the highest rank shows
  min = 5,     // the smallest value always stays
  max = 6,     // the greatest value always stays
  both = 7,    // all stay; the greatest shows; open until a person has seen and covered them all
  text = 8,    // words are merged where they do not overlap, else as both
  server = 9,  // claims a place of which there are only so many; decided at the office
};

const char* name_of(Rule rule);

// The states of a field with rule state, by name. A new row begins in initial, or in any other when
// it is brought over half way from elsewhere.
struct StateMachine {
  struct State {
    std::string name;
    int rank = 0;  // of concurrent states the highest rank shows; ranks are distinct
    // Holds even when the office is restored from a backup that does not know of it yet: who has
    // withdrawn a consent has withdrawn it.
    bool is_journaled = false;
  };
  struct Move {
    std::string from;
    std::string to;
  };
  std::vector<State> states;
  std::string initial;
  std::vector<Move> moves;

  const State* find(std::string_view name) const;
  bool allows(std::string_view from, std::string_view to) const;
  // True when some declared move leads to the state.
  bool leads_to(std::string_view to) const;
};

// What an id field must name.
enum class Names : std::uint8_t {
  anything = 0,
  own_scope = 1,  // the id of the row's scope
  writer = 2,     // the account that writes; the office may name anyone
};

// A field with rule server names a row, such as an opening, of which only so many rows may be named
// at a time as that row has places, such as seats.
struct Claim {
  EntityNumber of = 0;       // the entity of the rows that have places
  FieldNumber capacity = 0;  // its integer field that says how many; none while it is absent
  FieldNumber until = 0;     // once this field of the claiming row has a value, its place is free
};

// How a text field is searched (store/search.hpp).
enum class SearchKind : std::uint8_t {
  none = 0,    // it is not
  name = 1,    // by words and parts of words, and found before words in a longer text
  text = 2,    // by words and parts of words
  digits = 3,  // by any run of its digits, however they are grouped, as in telephone numbers
};

struct FieldDef {
  FieldNumber number = 0;
  std::string name;  // column name: snake_case
  Type type = Type::text;
  Rule rule = Rule::last;
  bool required = false;                 // a row cannot be made without it, nor can it be emptied
  std::vector<std::string> choices;      // text fields: the values allowed; empty: any
  StateMachine machine;                  // rule state only
  Claim claim;                           // rule server only
  std::vector<std::string> reset_roles;  // rule min or max: who may reset it besides the office
  // Integers of rule max: greater values hold like journaled states.
  std::optional<std::int64_t> journaled_above;
  Names names = Names::anything;  // id fields
  std::uint32_t bytes_max = 0;    // text and bytes; 0: limits::value_bytes_max
  SearchKind search = SearchKind::none;
  // A further check of one present value: returns a sentence when it is not valid, or null.
  const char* (*fault)(const Value&) = nullptr;
};

// A row grants only while a field of texts, one or a set of them, shows one of these.
struct GrantCondition {
  FieldNumber field = 0;
  std::vector<std::string> any_of;
};

// A live row of the entity grants scopes to a principal (a person, or a group such as "the
// managers of a unit"). Devices receive the scopes that their principals are granted.
struct GrantRule {
  FieldNumber principal_field = 0;  // id field naming the principal; 0: the row itself
  std::vector<char> scope_kinds;    // of these kinds ...
  FieldNumber scope_id_field =
      0;                        // ... with the ids in this id or set-of-id field; 0: row.scope.id
  FieldNumber until_field = 0;  // no grant once this field has a value; 0: no such field
  // A date field: the last day of the grant, which ends at midnight UTC by the office's clock; 0:
  // no such field. A row without a value grants without an end.
  FieldNumber through_field = 0;
  std::vector<GrantCondition> when = {};  // all of them must hold
};

// Lets somebody who does not hold a scope make rows there: the new row names a pass, a row that
// they do hold, and the pass names the scope. Who may only write so sees nothing of the scope.
struct Pass {
  FieldNumber field = 0;     // id field of the new row, naming the pass; 0: there are none
  EntityNumber of = 0;       // the entity of passes
  FieldNumber scope_id = 0;  // its id field with the id of the scope
};

// Rows that withdraw into a narrower scope of the same id while the row with that id, their guard,
// shows more than a bound. The office moves them, whoever wrote them and whatever they knew; they
// stay there afterwards.
struct Shelter {
  char kind = 0;           // of the narrower scope; 0: rows never withdraw
  EntityNumber guard = 0;  // the entity of the guard
  FieldNumber field = 0;   // its integer field ...
  std::int64_t above = 0;  // ... and the bound
};

// Once the state field shows this state, the row's fields of rule last, both, text and set are
// closed to whoever has seen it so; what others wrote meanwhile becomes an addendum.
struct Seal {
  FieldNumber field = 0;  // a state field; 0: rows are never sealed
  std::string state;
  FieldNumber addendum = 0;  // a set of texts that takes late texts; 0: they go to history
};

// What of an entity a device should get first when it loads a scope. A hint for the order in which
// rows come, never for which: a device that states no day gets the same rows.
struct FirstSync {
  std::uint8_t order = 0;  // of several entities, 1 comes first; 0: no hint
  // A date or time field: only rows of the days around the device's come first, and a scope that
  // has such rows is loaded before the others. 0: any row of the entity.
  FieldNumber day = 0;
};

struct EntityDef {
  EntityNumber number = 0;
  std::string name;                       // table name: snake_case
  char scope_kind = 0;                    // of the scopes that its rows are made in
  std::vector<char> further_scope_kinds;  // of those that they may be moved to besides
  std::vector<FieldDef> fields;           // numbers 1..n in order
  std::vector<std::vector<FieldNumber>> indexes;
  std::vector<GrantRule> grants;
  // A new row of this entity opens the scopes of these kinds that bear its own id: whoever makes
  // the row may write there in the same transaction.
  std::vector<char> opens_scope_kinds;
  std::vector<std::string> writer_roles;  // who may write; empty: whoever holds the scope
  // Rows go to the office and to nobody else: every writer makes them, once and for all, in the
  // scope that bears their account's id.
  bool is_upload_only = false;
  Pass pass;
  Shelter shelter;
  Seal seal;
  FirstSync first_sync;

  const FieldDef* field(FieldNumber field_number) const {
    return field_number >= 1 && field_number <= fields.size() ? &fields[field_number - 1U]
                                                              : nullptr;
  }
  const FieldDef* field(std::string_view field_name) const;
  bool may_lie_in(char kind) const;
};

// The entity that stands for people with accounts: what a device of theirs may do.
struct AccountRule {
  EntityNumber entity = 0;          // a row of it is an account; its id is a principal
  std::vector<FieldNumber> groups;  // set-of-id fields whose ids are principals of theirs too
  FieldNumber roles = 0;            // set-of-text field with role names
  FieldNumber state = 0;            // state field; 0: accounts are always open
  std::string open_state;           // an account in another state sees and may write nothing
  // Accounts with one of these roles do not hold the base scopes.
  std::vector<std::string> roles_without_base;
};

// Rows that the office makes of work which reached it after its writer had lost the scope: it lies
// there for whoever holds the scope now. There is at most one such entity for each scope kind.
struct LateWork {
  EntityNumber entity = 0;
  FieldNumber writer = 0;      // id: the account that wrote
  FieldNumber written_at = 0;  // time: when, by the writer's clock
  FieldNumber content = 0;     // bytes: the edit, as a message holds it (decode_edit)
};

// While the integer field of a row shows more than the bound, no search finds any row in a scope
// that bears the same id as this row's.
struct SearchHiding {
  EntityNumber by = 0;  // 0: nothing is hidden
  FieldNumber field = 0;
  std::int64_t above = 0;
};

struct Schema {
  std::string name;
  std::uint32_t version = 1;        // grows with every change
  std::vector<EntityDef> entities;  // numbers 1..n in order
  std::vector<Scope> base_scopes;   // held by every device; AccountRule has the exception
  AccountRule accounts;
  std::vector<LateWork> late_work;
  SearchHiding search_hiding;

  const EntityDef* entity(EntityNumber number) const {
    return number >= 1 && number <= entities.size() ? &entities[number - 1U] : nullptr;
  }
  const EntityDef* entity(std::string_view entity_name) const;
};

// Whether the field's value is one that an office which was restored from a backup must still know.
bool is_journaled(const FieldDef& field, const Value& value);

// Whether the schema is well formed: numbers, names, rules that fit types, references. The error
// names the entity and field at fault.
Status check_schema(const Schema& schema);

// A row of the entity with no values.
RowState empty_row(const EntityDef& entity, RowId id, const Scope& scope);

}  // namespace brygga
