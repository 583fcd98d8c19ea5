#include "simulation/persons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "simulation/plain_value.hpp"
#include "simulation/schema.hpp"

namespace brygga::simulation {

std::string Tokens::next() { return fmt::format("qz{:06}zq", ++count_); }

namespace {

std::vector<Sight> sights_of(const RowView* view, FieldNumber field, const Value* element) {
  std::vector<Sight> seen;
  if (view == nullptr) return seen;
  for (const Head& head : view->state.field(field).heads) {
    if (element != nullptr && head.value != *element) continue;
    seen.push_back({head.own_edit, head.stamp.time.ticks, head.stamp.device.value});
  }
  return seen;
}

void write_down(WrittenField::Kind kind, const std::vector<Change::Assignment>& assignments,
                const RowView* view, WrittenRow& row) {
  for (const Change::Assignment& assignment : assignments) {
    WrittenField written;
    written.field = assignment.field;
    written.kind = kind;
    if (!is_absent(assignment.value)) written.value = plain(assignment.value);
    const bool is_element = kind == WrittenField::Kind::add || kind == WrittenField::Kind::remove;
    const Value* element = is_element ? &assignment.value : nullptr;
    written.seen = sights_of(view, assignment.field, element);
    row.fields.push_back(std::move(written));
  }
}

// Whoever signs says again what they saw, and puts their name under that.
void write_down_seal(const RowView& view, WrittenRow& row) {
  const auto writes = [&](int field) {
    return std::find_if(row.fields.begin(), row.fields.end(),
                        [&](const WrittenField& write) { return write.field == field; });
  };
  const auto state = writes(visit::state);
  const bool seals =
      row.entity == visit::entity && state != row.fields.end() && state->value == "signed";
  if (!seals) return;
  for (const FieldNumber field : {visit::remark, visit::half}) {
    const auto& heads = view.state.field(field).heads;
    if (heads.empty() || writes(field) != row.fields.end()) continue;
    if (is_absent(heads.back().value)) continue;
    WrittenField again;
    again.field = field;
    again.value = plain(heads.back().value);
    again.seen = sights_of(&view, field, nullptr);
    row.fields.push_back(std::move(again));
  }
}

// What a person may well try, and hears at once that it cannot be.
bool is_fair_refusal(const WrittenTransaction& written, const std::string& reason) {
  // Whoever signs from a form that is too old is asked to read it again, and so is whoever saves
  // from one that speaks of an own edit which the store no longer has.
  if (reason == "bad_version") {
    const auto names_own = [](const std::vector<Sight>& seen) {
      return std::any_of(seen.begin(), seen.end(),
                         [](const Sight& sight) { return sight.own_edit != 0; });
    };
    const bool is_old =
        std::any_of(written.rows.begin(), written.rows.end(), [&](const WrittenRow& row) {
          return names_own(row.seen) ||
                 std::any_of(row.fields.begin(), row.fields.end(),
                             [&](const WrittenField& field) { return names_own(field.seen); });
        });
    if (is_old) return true;
    return std::any_of(written.rows.begin(), written.rows.end(), [](const WrittenRow& row) {
      return row.entity == visit::entity &&
             std::any_of(row.fields.begin(), row.fields.end(), [](const WrittenField& write) {
               return write.field == visit::state && write.value == "signed";
             });
    });
  }
  static constexpr std::string_view fair[] = {"illegal_move", "sealed", "no_such_row",
                                              "open_conflict"};
  return std::find(std::begin(fair), std::end(fair), reason) != std::end(fair);
}

std::string told(const WrittenTransaction& transaction) {
  std::string text;
  for (const WrittenRow& row : transaction.rows) {
    if (text.size() > 300) return text + " ...";
    text += fmt::format(" {}{}.{}", row.creates ? "new " : "",
                        schema_of(2).entity(static_cast<EntityNumber>(row.entity))->name,
                        row.row.substr(row.row.size() - 4));
    if (row.deletes) text += " is deleted";
    if (!row.moves_to.empty()) text += " is moved to " + row.moves_to.substr(32);
    for (const WrittenField& field : row.fields) {
      const char* sign = field.kind == WrittenField::Kind::add      ? "+"
                         : field.kind == WrittenField::Kind::remove ? "-"
                         : field.kind == WrittenField::Kind::reset  ? "!="
                                                                    : "=";
      text += fmt::format(" {}{}{}[{}]",
                          schema_of(2)
                              .entity(static_cast<EntityNumber>(row.entity))
                              ->field(static_cast<FieldNumber>(field.field))
                              ->name,
                          sign, field.value.value_or("nothing"), field.seen.size());
    }
  }
  return text;
}

}  // namespace

Persons::Persons(Trace& trace, const Plan& plan, Journal& journal, Tokens& tokens,
                 std::vector<RowId> accounts, std::function<void(const std::string&)> report,
                 Dice dice)
    : trace_(trace),
      plan_(plan),
      journal_(journal),
      tokens_(tokens),
      accounts_(std::move(accounts)),
      report_(std::move(report)),
      dice_(dice) {}

void Persons::act(DeviceMachine& machine) {
  struct Choice {
    std::uint64_t weight;
    void (Persons::*action)(DeviceMachine&);
  };
  const Choice choices[] = {
      {15, &Persons::open_form},
      {40, &Persons::save_form},
      {12, &Persons::save_pair},
      {7, &Persons::make_card},
      {4, &Persons::make_visit},
      {4, &Persons::make_secret},
      {plan_.has_bookings ? 10U : 1U, &Persons::make_booking},
      {plan_.has_bookings ? 3U : 0U, &Persons::end_booking},
      {4, &Persons::make_memo},
      {4, &Persons::make_notices},
      {4, &Persons::look},
      {3, &Persons::repeat},
      {2, &Persons::trespass},
      {plan_.has_signing ? 10U : 1U, &Persons::sign_visit},
      {3, &Persons::delete_row},
      {3, &Persons::move_memo},
      {3, &Persons::make_extra},
      {plan_.has_scope_changes ? 6U : 1U, &Persons::add_member},
      {plan_.has_scope_changes ? 5U : 0U, &Persons::end_membership},
  };
  std::uint64_t sum = 0;
  for (const Choice& choice : choices) sum += choice.weight;
  std::uint64_t left = dice_.below(sum);
  for (const Choice& choice : choices) {
    if (left < choice.weight) {
      (this->*choice.action)(machine);
      machine.notice_crash();
      return;
    }
    left -= choice.weight;
  }
}

// --- seeing -----------------------------------------------------------------------------------

std::vector<Uuid> Persons::ids(DeviceMachine& machine, const std::string& sql) {
  std::vector<Uuid> found;
  const auto result = machine.device()->query(sql);
  if (!result) return found;
  for (const auto& row : result->rows) {
    if (const auto* id = std::get_if<Uuid>(&row[0])) found.push_back(*id);
  }
  return found;
}

std::optional<Uuid> Persons::any_id(DeviceMachine& machine, const std::string& sql) {
  const std::vector<Uuid> found = ids(machine, sql);
  if (found.empty()) return std::nullopt;
  return dice_.pick(found);
}

std::optional<Persons::Form> Persons::read(DeviceMachine& machine, EntityNumber entity,
                                           const RowId& row) {
  auto view = machine.device()->read(entity, row);
  if (!view || !*view) return std::nullopt;
  return Form{entity, row, **std::move(view)};
}

void Persons::open_form(DeviceMachine& machine) {
  static const std::vector<EntityNumber> kinds{card::entity,  card::entity,   card::entity,
                                               visit::entity, secret::entity, memo::entity,
                                               card::entity};
  const EntityNumber entity = dice_.pick(kinds);
  const auto id = any_id(
      machine, fmt::format("SELECT id FROM {} ORDER BY id", schema_of(1).entity(entity)->name));
  if (!id) return;
  auto form = read(machine, entity, RowId{*id});
  if (!form) return;
  auto& forms = forms_[machine.index()];
  if (forms.size() >= 3) forms.erase(forms.begin());
  forms.push_back(*std::move(form));
}

void Persons::look(DeviceMachine& machine) {
  const auto id = any_id(machine, "SELECT id FROM card ORDER BY id");
  if (id) (void)machine.device()->history(card::entity, RowId{*id});
  (void)machine.device()->status();
  (void)machine.device()->transactions(10, true);
}

// --- changing what is there -------------------------------------------------------------------

// Words are changed, added and taken away, one or two at a time.
std::string Persons::changed_text(const RowView& view, FieldNumber field) {
  std::vector<std::string> words;
  const auto& heads = view.state.field(field).heads;
  if (!heads.empty()) {
    std::string word;
    for (const char c : plain(heads.back().value) + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        words.push_back(std::exchange(word, {}));
      }
    }
  }
  while (words.size() < 3) words.push_back(tokens_.next());
  const std::size_t at = dice_.below(words.size());
  switch (dice_.below(4)) {
    case 0:
      words[at] = tokens_.next();
      break;
    case 1:
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    default:
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), tokens_.next());
  }
  return fmt::format("{}", fmt::join(words, " "));
}

void Persons::change_field(const Form& form, const FieldDef& field, bool is_blind, Change& change) {
  const RowView& view = form.view;
  switch (field.rule) {
    case Rule::set: {
      const auto& heads = view.state.field(field.number).heads;
      if (!heads.empty() && dice_.chance(400)) {
        change.remove.push_back({field.number, dice_.pick(heads).value});
      } else {
        const std::string element = dice_.chance(700)
                                        ? std::string(1, static_cast<char>('a' + dice_.below(4)))
                                        : tokens_.next();
        (dice_.chance(850) ? change.add : change.remove).push_back({field.number, element});
      }
      return;
    }
    case Rule::state: {
      const auto& states = field.machine.states;
      change.assign.push_back({field.number, dice_.pick(states).name});
      return;
    }
    case Rule::min:
    case Rule::max: {
      auto& writes = dice_.chance(250) ? change.reset : change.assign;
      writes.push_back({field.number, static_cast<std::int64_t>(dice_.below(1000))});
      return;
    }
    case Rule::text:
      change.assign.push_back({field.number, is_blind ? Value(tokens_.next() + " " + tokens_.next())
                                                      : Value(changed_text(view, field.number))});
      return;
    default: {
      const bool is_emptied = !field.required && dice_.chance(60);
      const Value next = field.type == Type::integer
                             ? Value(static_cast<std::int64_t>(dice_.between(1, 3)))
                             : Value(tokens_.next());
      change.assign.push_back({field.number, is_emptied ? Value{} : next});
    }
  }
}

void Persons::save_form(DeviceMachine& machine) {
  auto& forms = forms_[machine.index()];
  if (forms.empty()) return open_form(machine);
  const std::size_t at = dice_.below(forms.size());
  Form form = forms[at];
  const bool is_stale = dice_.below(100) < plan_.stale_forms;
  if (!is_stale) {
    auto fresh = read(machine, form.entity, form.row);
    if (!fresh) {
      forms.erase(forms.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    }
    form = *std::move(fresh);
  }
  const bool is_blind = dice_.below(100) < plan_.blind_saves;
  Change change;
  change.entity = form.entity;
  change.row = form.row;
  if (!is_blind) change.seen = form.view.version;
  const EntityDef& entity = *machine.device()->schema().entity(form.entity);
  const std::size_t wanted = dice_.between(1, 3);
  // A signature would say one of two halves again, without the other.
  const bool is_half =
      form.entity == visit::entity && !form.view.state.field(visit::half).heads.empty();
  std::vector<FieldNumber> chosen;
  for (std::size_t i = 0; i < wanted; ++i) {
    const FieldDef& field = dice_.pick(entity.fields);
    const bool is_left_alone =
        field.rule == Rule::append || field.type == Type::id || field.name == "half" ||
        (is_half && field.rule == Rule::state) || field.number > form.view.state.fields.size() ||
        std::find(chosen.begin(), chosen.end(), field.number) != chosen.end();
    if (is_left_alone) continue;
    chosen.push_back(field.number);
    change_field(form, field, is_blind, change);
  }
  if (chosen.empty()) return;
  if (dice_.chance(300)) forms.erase(forms.begin() + static_cast<std::ptrdiff_t>(at));
  std::map<std::size_t, Form> seen;
  if (!is_blind) seen.emplace(0, std::move(form));
  save(machine, {change}, seen);
}

// The two halves of what is always saved together.
void Persons::save_pair(DeviceMachine& machine) {
  const auto visit_id = any_id(machine, "SELECT id FROM visit WHERE half IS NOT NULL ORDER BY id");
  if (!visit_id) return make_card(machine);
  const auto visit_form = read(machine, visit::entity, RowId{*visit_id});
  if (!visit_form) return;
  const auto card_form = read(machine, card::entity, RowId{visit_form->view.state.scope.id});
  if (!card_form) return;
  const std::string token = tokens_.next();
  Change first{
      card::entity, card_form->row, {}, card_form->view.version, {{card::half, token}}, {}, {}};
  Change second{
      visit::entity, visit_form->row, {}, visit_form->view.version, {{visit::half, token}}, {}, {}};
  if (dice_.chance(300)) first.assign.push_back({card::title, tokens_.next()});
  save(machine, {first, second}, {{0, *card_form}, {1, *visit_form}});
}

void Persons::end_membership(DeviceMachine& machine) {
  const EntityNumber entity = dice_.chance(700) ? member::entity : keeper::entity;
  const auto id = any_id(machine, fmt::format("SELECT id FROM {} WHERE until IS NULL ORDER BY id",
                                              schema_of(1).entity(entity)->name));
  if (!id) return;
  const auto form = read(machine, entity, RowId{*id});
  if (!form) return;
  Change change;
  change.entity = entity;
  change.row = form->row;
  change.seen = form->view.version;
  change.assign = {{member::until, static_cast<std::int64_t>(dice_.below(1000))}};
  save(machine, {change}, {{0, *form}});
}

// Signed, or what others may have signed meanwhile is corrected: both unaware of each other.
void Persons::sign_visit(DeviceMachine& machine) {
  const auto id = any_id(machine, "SELECT id FROM visit WHERE half IS NULL ORDER BY id");
  if (!id) return make_visit(machine);
  const auto form = read(machine, visit::entity, RowId{*id});
  if (!form) return;
  Change change;
  change.entity = visit::entity;
  change.row = form->row;
  change.seen = form->view.version;
  const bool signs = dice_.chance(600);
  if (signs) change.assign.push_back({visit::state, std::string("signed")});
  if (!signs || dice_.chance(300)) change.assign.push_back({visit::remark, tokens_.next()});
  save(machine, {change}, {{0, *form}});
}

void Persons::delete_row(DeviceMachine& machine) {
  auto& forms = forms_[machine.index()];
  const bool is_held = !forms.empty() && dice_.chance(400);
  std::optional<Form> form;
  if (is_held) {
    form = dice_.pick(forms);
  } else {
    static const std::vector<const char*> kinds{"visit",  "memo", "secret",
                                                "member", "card", "booking"};
    const EntityDef& entity = *schema_of(1).entity(dice_.pick(kinds));
    const auto id = any_id(machine, fmt::format("SELECT id FROM {} ORDER BY id", entity.name));
    if (id) form = read(machine, entity.number, RowId{*id});
  }
  // Halves are saved together, and never part.
  const bool is_half =
      form &&
      ((form->entity == visit::entity && !form->view.state.field(visit::half).heads.empty()) ||
       form->entity == card::entity);
  if (!form || is_half) return look(machine);
  Change change;
  change.entity = form->entity;
  change.row = form->row;
  change.seen = form->view.version;
  change.deletes = true;
  save(machine, {change}, {{0, *form}});
}

void Persons::move_memo(DeviceMachine& machine) {
  const auto id = any_id(machine, "SELECT id FROM memo ORDER BY id");
  const auto group = any_id(machine,
                            "SELECT s.id FROM held_scope h JOIN scope s ON s.key = h.scope "
                            "WHERE s.kind = 'T' ORDER BY s.id");
  if (!id || !group) return look(machine);
  const auto form = read(machine, memo::entity, RowId{*id});
  if (!form) return;
  Change change;
  change.entity = memo::entity;
  change.row = form->row;
  change.seen = form->view.version;
  change.moves_to = Scope{'T', *group};
  if (dice_.chance(300)) change.add = {{memo::labels, tokens_.next()}};
  save(machine, {change}, {{0, *form}});
}

// Persons are written by the office alone: this is refused there.
void Persons::trespass(DeviceMachine& machine) {
  const auto id = any_id(machine, "SELECT id FROM person ORDER BY id");
  if (!id) return;
  const auto form = read(machine, person::entity, RowId{*id});
  if (!form) return;
  Change change;
  change.entity = person::entity;
  change.row = form->row;
  change.seen = form->view.version;
  change.assign = {{person::name, tokens_.next()}};
  const auto card_id = any_id(machine, "SELECT id FROM card ORDER BY id");
  std::optional<Form> card_form;
  if (card_id) card_form = read(machine, card::entity, RowId{*card_id});
  if (!card_form) return save(machine, {change}, {{0, *form}});
  // What may be written falls with what may not.
  Change allowed;
  allowed.entity = card::entity;
  allowed.row = card_form->row;
  allowed.seen = card_form->view.version;
  allowed.assign = {{card::note, tokens_.next()}};
  save(machine, {allowed, change}, {{0, *card_form}, {1, *form}});
}

// --- making rows ------------------------------------------------------------------------------

Change Persons::new_row(DeviceMachine& machine, EntityNumber entity, const Scope& scope,
                        std::vector<Change::Assignment> assign) {
  Change change;
  change.entity = entity;
  change.row = machine.device()->new_row_id();
  change.creates_in = scope;
  change.assign = std::move(assign);
  return change;
}

void Persons::make_card(DeviceMachine& machine) {
  const std::string half = tokens_.next();
  Change card = new_row(machine, card::entity, {}, {});
  const Scope scope{'K', card.row.uuid};
  card.creates_in = scope;
  card.assign = {{card::title, tokens_.next()},
                 {card::origin, tokens_.next()},
                 {card::status, std::string("open")},
                 {card::summary, tokens_.next() + " " + tokens_.next() + " " + tokens_.next()},
                 {card::half, half}};
  if (dice_.chance(600)) {
    card.assign.push_back({card::places, static_cast<std::int64_t>(dice_.between(1, 2))});
  }
  if (dice_.chance(500)) card.add = {{card::tags, std::string("a")}};
  std::vector<Change> changes{card};
  changes.push_back(
      new_row(machine, member::entity, scope, {{member::account, machine.account().uuid}}));
  if (dice_.chance(600)) {
    changes.push_back(
        new_row(machine, keeper::entity, scope, {{keeper::account, machine.account().uuid}}));
  }
  for (const RowId& other : accounts_) {
    if (other == machine.account() || !dice_.chance(600)) continue;
    changes.push_back(new_row(machine, member::entity, scope, {{member::account, other.uuid}}));
    if (!dice_.chance(300)) continue;
    changes.push_back(new_row(machine, keeper::entity, scope, {{keeper::account, other.uuid}}));
  }
  changes.push_back(new_row(
      machine, visit::entity, scope,
      {{visit::card, card.row.uuid}, {visit::state, std::string("draft")}, {visit::half, half}}));
  if (dice_.chance(300)) {
    changes.push_back(new_row(machine, secret::entity, Scope{'R', card.row.uuid},
                              {{secret::phone, tokens_.next()}}));
  }
  save(machine, changes, {});
}

void Persons::make_visit(DeviceMachine& machine) {
  const auto card = any_id(machine, "SELECT id FROM card ORDER BY id");
  if (!card) return;
  save(machine,
       {new_row(machine, visit::entity, Scope{'K', *card},
                {{visit::card, *card},
                 {visit::state, std::string(dice_.chance(800) ? "draft" : "signed")},
                 {visit::remark, tokens_.next()}})},
       {});
}

// Whether there is a place left, only the office knows.
void Persons::make_booking(DeviceMachine& machine) {
  const auto card = any_id(machine, "SELECT id FROM card ORDER BY id");
  const auto place = any_id(machine, "SELECT id FROM card WHERE places IS NOT NULL ORDER BY id");
  if (!card || !place) return make_card(machine);
  save(machine, {new_row(machine, booking::entity, Scope{'K', *card}, {{booking::place, *place}})},
       {});
}

void Persons::end_booking(DeviceMachine& machine) {
  const auto id = any_id(machine, "SELECT id FROM booking WHERE until IS NULL ORDER BY id");
  if (!id) return make_booking(machine);
  const auto form = read(machine, booking::entity, RowId{*id});
  if (!form) return;
  Change change;
  change.entity = booking::entity;
  change.row = form->row;
  change.seen = form->view.version;
  change.assign = {{booking::until, static_cast<std::int64_t>(dice_.below(1000))}};
  save(machine, {change}, {{0, *form}});
}

void Persons::make_secret(DeviceMachine& machine) {
  const auto card = any_id(machine, "SELECT id FROM card ORDER BY id");
  if (!card) return;
  save(machine,
       {new_row(machine, secret::entity, Scope{'R', *card}, {{secret::phone, tokens_.next()}})},
       {});
}

void Persons::make_memo(DeviceMachine& machine) {
  const auto group = any_id(machine,
                            "SELECT s.id FROM held_scope h JOIN scope s ON s.key = h.scope "
                            "WHERE s.kind = 'T' ORDER BY s.id");
  if (!group) return;
  Change memo =
      new_row(machine, memo::entity, Scope{'T', *group},
              {{memo::author, machine.account().uuid},
               {memo::text, tokens_.next() + " " + tokens_.next() + " " + tokens_.next()}});
  memo.add = {{memo::labels, tokens_.next()}};
  save(machine, {memo}, {});
}

void Persons::make_notices(DeviceMachine& machine) {
  const bool is_large = plan_.has_large_saves && dice_.chance(500);
  const auto size =
      static_cast<std::int64_t>(is_large ? dice_.between(20, 80) : dice_.between(2, 6));
  const std::string batch = tokens_.next();
  std::vector<Change> changes;
  for (std::int64_t i = 0; i < size; ++i) {
    changes.push_back(new_row(
        machine, notice::entity, everybody,
        {{notice::batch, batch}, {notice::batch_size, size}, {notice::text, tokens_.next()}}));
  }
  save(machine, changes, {});
}

// Only where the program is the newer one.
void Persons::make_extra(DeviceMachine& machine) {
  if (machine.schema_version() < 2) return look(machine);
  save(machine, {new_row(machine, extra::entity, everybody, {{extra::text, tokens_.next()}})}, {});
}

void Persons::add_member(DeviceMachine& machine) {
  const auto card = any_id(machine, "SELECT id FROM card ORDER BY id");
  if (!card) return;
  const EntityNumber entity = dice_.chance(700) ? member::entity : keeper::entity;
  save(machine,
       {new_row(machine, entity, Scope{'K', *card},
                {{member::account, dice_.pick(accounts_).uuid}})},
       {});
}

// --- saving -----------------------------------------------------------------------------------

void Persons::save(DeviceMachine& machine, std::vector<Change> changes,
                   const std::map<std::size_t, Form>& forms) {
  WrittenTransaction written;
  written.device = machine.index();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i];
    WrittenRow row;
    row.entity = change.entity;
    row.row = to_string(change.row.uuid);
    row.creates = change.creates_in.has_value();
    if (row.creates) {
      row.scope_kind = change.creates_in->kind;
      row.scope_id = to_string(change.creates_in->id);
    }
    const auto form = forms.find(i);
    const RowView* view = form != forms.end() ? &form->second.view : nullptr;
    write_down(WrittenField::Kind::assign, change.assign, view, row);
    write_down(WrittenField::Kind::reset, change.reset, view, row);
    write_down(WrittenField::Kind::add, change.add, view, row);
    write_down(WrittenField::Kind::remove, change.remove, view, row);
    if (change.moves_to) row.moves_to = to_string(change.moves_to->id);
    row.deletes = change.deletes;
    for (std::size_t field = 1; change.deletes && field <= view->state.fields.size(); ++field) {
      const auto seen = sights_of(view, static_cast<FieldNumber>(field), nullptr);
      row.seen.insert(row.seen.end(), seen.begin(), seen.end());
    }
    if (view != nullptr && !row.creates) write_down_seal(*view, row);
    written.rows.push_back(std::move(row));
  }
  Intention intention;
  std::array<std::uint8_t, 10> random{};
  for (std::uint8_t& byte : random) byte = static_cast<std::uint8_t>(dice_.u64());
  intention.writes.command = CommandId{make_uuid_v7(machine.clock.unix_ms(), random)};
  intention.writes.changes = std::move(changes);
  written.command = to_string(intention.writes.command->uuid);
  trace_.note("{}   saves{}", machine.name(), told(written));
  journal_.transactions.push_back(std::move(written));
  intention.transaction = journal_.transactions.size() - 1;
  run(machine, intention, false);
  last_[machine.index()] = std::move(intention);
}

void Persons::run(DeviceMachine& machine, const Intention& intention, bool is_repeat) {
  WrittenTransaction& written = journal_.transactions[intention.transaction];
  const auto saved = machine.device()->write(intention.writes);
  if (saved) {
    const bool was_saved = written.fate == WrittenTransaction::Fate::saved;
    if (was_saved && (!saved->is_repeated || saved->first != written.first)) {
      report_(machine.name() + " saved a repeated command once more");
    }
    written.fate = WrittenTransaction::Fate::saved;
    written.first = saved->first;
    if (!is_repeat) machine.work();
    return;
  }
  trace_.note("{}   cannot save: {}", machine.name(), saved.error().reason);
  switch (saved.error().code) {
    case ErrorCode::invalid:  // refused at once, for good
      if (!is_fair_refusal(written, saved.error().reason)) {
        report_(machine.name() + " refuses a save: " + saved.error().what);
      }
      if (written.fate == WrittenTransaction::Fate::open) {
        written.fate = WrittenTransaction::Fate::absent;
      }
      break;
    case ErrorCode::storage:
    case ErrorCode::storage_full:
    case ErrorCode::busy:
      break;  // perhaps it is there; the store will tell
    default:
      report_(machine.name() + " cannot save: " + saved.error().what);
  }
}

void Persons::repeat(DeviceMachine& machine) {
  const auto last = last_.find(machine.index());
  if (last == last_.end() || !last->second) return;
  run(machine, *last->second, true);
}

void Persons::leave(const DeviceMachine& machine) {
  forms_.erase(machine.index());
  last_.erase(machine.index());
}

void Persons::come_back(DeviceMachine& machine) {
  const auto last = last_.find(machine.index());
  if (last == last_.end() || !last->second || !dice_.chance(700)) return;
  const auto& written = journal_.transactions[last->second->transaction];
  if (written.fate == WrittenTransaction::Fate::open) {
    trace_.note("{}   tries again", machine.name());
    run(machine, *last->second, false);
    machine.notice_crash();
  }
}

}  // namespace brygga::simulation
