#include "support/test_schema.hpp"

namespace brygga::testing {

FieldDef field(FieldNumber number, const char* name, Type type, Rule rule) {
  FieldDef def;
  def.number = number;
  def.name = name;
  def.type = type;
  def.rule = rule;
  return def;
}

namespace {

const char* rating_fault(const Value& value) {
  const auto* rating = std::get_if<std::int64_t>(&value);
  const bool fits = rating != nullptr && *rating >= 1 && *rating <= 5;
  return fits ? nullptr : "must be from 1 to 5.";
}

EntityDef new_entity(EntityNumber number, const char* name, char scope_kind) {
  EntityDef def;
  def.number = number;
  def.name = name;
  def.scope_kind = scope_kind;
  return def;
}

EntityDef card_entity(std::uint32_t version) {
  EntityDef entity = new_entity(card::entity, "card", 'K');
  entity.opens_scope_kinds = {'K', 'R'};
  entity.first_sync = {1, 0};
  auto& fields = entity.fields;
  fields = {field(card::title, "title", Type::text, Rule::last),
            field(card::note, "note", Type::text, Rule::both),
            field(card::tags, "tags", Type::text, Rule::set),
            field(card::origin, "origin", Type::text, Rule::append),
            field(card::status, "status", Type::text, Rule::state),
            field(card::first_seen, "first_seen", Type::date, Rule::min),
            field(card::level, "level", Type::integer, Rule::max),
            field(card::summary, "summary", Type::text, Rule::text),
            field(card::seat, "seat", Type::id, Rule::server),
            field(card::price, "price", Type::real, Rule::last),
            field(card::flag, "flag", Type::boolean, Rule::last),
            field(card::blob, "blob", Type::bytes, Rule::last),
            field(card::colour, "colour", Type::text, Rule::last),
            field(card::rating, "rating", Type::integer, Rule::last),
            field(card::owner, "owner", Type::id, Rule::last)};
  fields[card::title - 1].required = true;
  // A card seats as many others as its level says, each until its flag is set.
  fields[card::seat - 1].claim = {card::entity, card::level, card::flag};
  fields[card::level - 1].reset_roles = {"keeper"};
  fields[card::blob - 1].bytes_max = 16;
  fields[card::colour - 1].choices = {"red", "green"};
  fields[card::rating - 1].fault = rating_fault;
  fields[card::title - 1].search = SearchKind::name;
  fields[card::summary - 1].search = SearchKind::text;
  StateMachine& machine = fields[card::status - 1].machine;
  machine.states = {{"open", 1}, {"active", 2}, {"done", 3}, {"void", 9}, {"asleep", 0}};
  machine.initial = "open";
  machine.moves = {{"open", "active"}, {"active", "done"}, {"active", "open"},
                   {"open", "void"},   {"active", "void"}, {"done", "void"}};
  if (version >= 2) fields.push_back(field(card::nickname, "nickname", Type::text, Rule::last));
  return entity;
}

}  // namespace

Schema make_test_schema(std::uint32_t version) {
  Schema schema;
  schema.name = "test";
  schema.version = version;
  schema.base_scopes = {base_scope};
  schema.entities.push_back(card_entity(version));

  EntityDef visits = new_entity(visit::entity, "visit", 'K');
  visits.indexes = {{visit::day}};
  visits.first_sync = {2, visit::day};
  visits.fields = {field(visit::card, "card", Type::id, Rule::append),
                   field(visit::day, "day", Type::date, Rule::last),
                   field(visit::at, "at", Type::time, Rule::last),
                   field(visit::remark, "remark", Type::text, Rule::both),
                   field(visit::status, "status", Type::text, Rule::state),
                   field(visit::report, "report", Type::text, Rule::text),
                   field(visit::addenda, "addenda", Type::text, Rule::set)};
  visits.fields[visit::card - 1].required = true;
  StateMachine& machine = visits.fields[visit::status - 1].machine;
  machine.states = {{"draft", 1}, {"signed", 2}};
  machine.initial = "draft";
  machine.moves = {{"draft", "signed"}};
  visits.fields[visit::report - 1].search = SearchKind::text;
  visits.seal = {visit::status, "signed", visit::addenda};
  visits.further_scope_kinds = {'T'};
  schema.entities.push_back(visits);

  EntityDef members = new_entity(member::entity, "member", 'K');
  members.fields = {field(member::account, "account", Type::id, Rule::append),
                    field(member::until, "until", Type::date, Rule::min)};
  members.fields[member::account - 1].required = true;
  members.grants = {{member::account, {'K', 'R'}, 0, member::until}};
  schema.entities.push_back(members);

  EntityDef people = new_entity(person::entity, "person", 'B');
  people.writer_roles = {"office"};
  people.fields = {field(person::name, "name", Type::text, Rule::last),
                   field(person::groups, "groups", Type::id, Rule::set),
                   field(person::roles, "roles", Type::text, Rule::set)};
  people.grants = {{0, {'T'}, person::groups, 0}};
  schema.entities.push_back(people);
  schema.accounts.entity = person::entity;
  schema.accounts.groups = {person::groups};
  schema.accounts.roles = person::roles;

  EntityDef secrets = new_entity(secret::entity, "secret", 'R');
  secrets.fields = {field(secret::phone, "phone", Type::text, Rule::last)};
  secrets.fields[secret::phone - 1].search = SearchKind::digits;
  schema.entities.push_back(secrets);

  EntityDef lates = new_entity(late::entity, "late", 'K');
  lates.fields = {field(late::writer, "writer", Type::id, Rule::append),
                  field(late::written_at, "written_at", Type::time, Rule::append),
                  field(late::content, "content", Type::bytes, Rule::append)};
  schema.entities.push_back(lates);
  schema.search_hiding = {card::entity, card::level, hidden_above};
  schema.late_work = {{late::entity, late::writer, late::written_at, late::content}};

  if (version >= 2) {
    EntityDef kinds = new_entity(tag_kind::entity, "tag_kind", 'B');
    kinds.fields = {field(tag_kind::name, "name", Type::text, Rule::last)};
    schema.entities.push_back(kinds);
  }
  return schema;
}

const Schema& test_schema() {
  static const Schema schema = make_test_schema();
  return schema;
}

const EntityDef& card_def() { return *test_schema().entity(card::entity); }

}  // namespace brygga::testing
