#include "simulation/schema.hpp"

namespace brygga::simulation {
namespace {

FieldDef field(FieldNumber number, const char* name, Type type, Rule rule, bool required = false) {
  FieldDef def;
  def.number = number;
  def.name = name;
  def.type = type;
  def.rule = rule;
  def.required = required;
  return def;
}

EntityDef entity(EntityNumber number, const char* name, char scope_kind,
                 std::vector<FieldDef> fields) {
  EntityDef def;
  def.number = number;
  def.name = name;
  def.scope_kind = scope_kind;
  def.fields = std::move(fields);
  return def;
}

EntityDef people() {
  EntityDef people = entity(person::entity, "person", 'B',
                            {field(person::name, "name", Type::text, Rule::last, true),
                             field(person::groups, "groups", Type::id, Rule::set),
                             field(person::roles, "roles", Type::text, Rule::set),
                             field(person::state, "state", Type::text, Rule::state)});
  people.writer_roles = {"office"};
  people.grants = {{0, {'T'}, person::groups, 0}};
  people.fields[person::state - 1].machine = {
      {{"open", 1}, {"left", 2, true}}, "open", {{"open", "left"}, {"left", "open"}}};
  return people;
}

EntityDef cards(std::uint32_t version) {
  EntityDef cards = entity(card::entity, "card", 'K',
                           {field(card::title, "title", Type::text, Rule::last, true),
                            field(card::note, "note", Type::text, Rule::both),
                            field(card::tags, "tags", Type::text, Rule::set),
                            field(card::origin, "origin", Type::text, Rule::append),
                            field(card::status, "status", Type::text, Rule::state),
                            field(card::low, "low", Type::integer, Rule::min),
                            field(card::high, "high", Type::integer, Rule::max),
                            field(card::summary, "summary", Type::text, Rule::text),
                            field(card::half, "half", Type::text, Rule::last),
                            field(card::places, "places", Type::integer, Rule::last)});
  cards.opens_scope_kinds = {'K', 'R'};
  cards.first_sync = {2, 0};
  for (const FieldNumber extreme : {card::low, card::high}) {
    cards.fields[extreme - 1].reset_roles = {"keeper"};
  }
  cards.fields[card::status - 1].machine = {
      {{"open", 1}, {"active", 2}, {"done", 3}, {"void", 9}, {"asleep", 0}},
      "open",
      {{"open", "active"},
       {"active", "done"},
       {"active", "open"},
       {"open", "asleep"},
       {"asleep", "open"},
       {"open", "void"},
       {"active", "void"},
       {"done", "void"}}};
  if (version >= 2) {
    cards.fields.push_back(field(card::nickname, "nickname", Type::text, Rule::last));
  }
  return cards;
}

// Rows by which an account holds a scope of the card whose scope they are in.
EntityDef granting(EntityNumber number, const char* name, char granted) {
  EntityDef rows = entity(number, name, 'K',
                          {field(member::account, "account", Type::id, Rule::append, true),
                           field(member::until, "until", Type::integer, Rule::min)});
  rows.grants = {{member::account, {granted}, 0, member::until}};
  return rows;
}

EntityDef visits() {
  EntityDef visits = entity(visit::entity, "visit", 'K',
                            {field(visit::card, "card", Type::id, Rule::append, true),
                             field(visit::state, "state", Type::text, Rule::state),
                             field(visit::remark, "remark", Type::text, Rule::both),
                             field(visit::half, "half", Type::text, Rule::last),
                             field(visit::addenda, "addenda", Type::text, Rule::set)});
  visits.fields[visit::card - 1].names = Names::own_scope;
  visits.first_sync = {1, 0};
  visits.fields[visit::state - 1].machine = {
      {{"draft", 1}, {"signed", 2}}, "draft", {{"draft", "signed"}}};
  visits.seal = {visit::state, "signed", visit::addenda};
  return visits;
}

EntityDef bookings() {
  EntityDef bookings = entity(booking::entity, "booking", 'K',
                              {field(booking::place, "place", Type::id, Rule::server, true),
                               field(booking::until, "until", Type::integer, Rule::min)});
  bookings.fields[booking::place - 1].claim = {card::entity, card::places, booking::until};
  return bookings;
}

EntityDef memos() {
  EntityDef memos = entity(memo::entity, "memo", 'T',
                           {field(memo::author, "author", Type::id, Rule::append, true),
                            field(memo::text, "text", Type::text, Rule::text),
                            field(memo::labels, "labels", Type::text, Rule::set)});
  memos.fields[memo::author - 1].names = Names::writer;
  return memos;
}

Schema make_schema(std::uint32_t version) {
  Schema schema;
  schema.name = "simulation";
  schema.version = version;
  schema.base_scopes = {everybody};
  schema.entities = {people(),
                     cards(version),
                     granting(member::entity, "member", 'K'),
                     granting(keeper::entity, "keeper", 'R'),
                     visits(),
                     entity(secret::entity, "secret", 'R',
                            {field(secret::phone, "phone", Type::text, Rule::last)}),
                     memos(),
                     entity(notice::entity, "notice", 'B',
                            {field(notice::batch, "batch", Type::text, Rule::append, true),
                             field(notice::batch_size, "batch_size", Type::integer, Rule::append),
                             field(notice::text, "text", Type::text, Rule::both)}),
                     entity(late::entity, "late", 'K',
                            {field(late::writer, "writer", Type::id, Rule::append),
                             field(late::written_at, "written_at", Type::time, Rule::append),
                             field(late::content, "content", Type::bytes, Rule::append)}),
                     bookings()};
  schema.late_work = {{late::entity, late::writer, late::written_at, late::content}};
  if (version >= 2) {
    schema.entities.push_back(
        entity(extra::entity, "extra", 'B', {field(extra::text, "text", Type::text, Rule::last)}));
  }
  schema.accounts.entity = person::entity;
  schema.accounts.groups = {person::groups};
  schema.accounts.roles = person::roles;
  schema.accounts.state = person::state;
  schema.accounts.open_state = "open";
  return schema;
}

}  // namespace

const Schema& schema_of(std::uint32_t version) {
  static const Schema first = make_schema(1);
  static const Schema second = make_schema(2);
  return version >= 2 ? second : first;
}

}  // namespace brygga::simulation
