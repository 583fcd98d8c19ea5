#include "simulation/model.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simulation/schema.hpp"

namespace brygga::simulation {

namespace {

std::vector<std::string> words_of(const RawValue& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text.value_or("") + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

bool has_word(const RawValue& text, const std::string& word) {
  return text && text->find(word) != std::string::npos;
}

bool is_office(std::uint64_t device) { return (device & 0xFFFF'FFFF) == 0; }

}  // namespace

Model::Model(const Schema& schema, const std::vector<std::string>& accounts,
             const RawOffice& office, std::function<void(const std::string&)> report)
    : schema_(schema), accounts_(accounts), office_(office), report_(std::move(report)) {
  const auto keep = [&](const RowName& row, int field, const RawStamp& stamp,
                        const RawValue& value) {
    const bool is_merge =
        this->field(row.first, field).rule == Rule::text && is_office(stamp.device);
    if (is_merge) merges_[{row, field}].push_back({stamp, value, 0});
  };
  for (const RawRows* rows : {&office.rows, &office.deleted}) {
    for (const auto& [name, row] : *rows) {
      for (std::size_t i = 0; i < row.fields.size(); ++i) {
        for (const RawHead& head : row.fields[i].heads) {
          keep(name, static_cast<int>(i + 1), head.stamp, head.value);
        }
      }
    }
  }
  for (const RawHistory& item : office.history) {
    keep({item.entity, item.row}, item.field, item.stamp, item.value);
  }
  for (auto& [place, merges] : merges_) {
    std::sort(merges.begin(), merges.end(),
              [](const Head& a, const Head& b) { return a.stamp < b.stamp; });
  }
}

const EntityDef& Model::entity(int number) const {
  return *schema_.entity(static_cast<EntityNumber>(number));
}

const FieldDef& Model::field(int entity_number, int number) const {
  return *entity(entity_number).field(static_cast<FieldNumber>(number));
}

void Model::complain(const Decided& decided, const std::string& what) const {
  report_(
      fmt::format("The transaction of edit {} of {}, commit {}: {}.", decided.first,
                  decided.account.empty() ? "the office" : fmt::format("device {}", decided.line),
                  decided.seq, what));
}

// --- commits ----------------------------------------------------------------------------------

void Model::begin_commit(std::uint64_t seq) {
  if (seq == seq_) return;
  note_sight();
  granted_.clear();
  seq_ = seq;
}

// What the commit changed in who sees what.
void Model::note_sight() {
  if (!std::exchange(is_access_changed_, false)) return;
  for (const std::string& account : accounts_) {
    Access now = access_of(account);
    const Access before = access_[account];
    for (const RawScope& scope : now.scopes) {
      if (before.scopes.count(scope) == 0) sights_[{account, scope}].push_back({seq_, ~0ULL});
    }
    for (const RawScope& scope : before.scopes) {
      if (now.scopes.count(scope) == 0) sights_[{account, scope}].back().until = seq_;
    }
    access_[account] = std::move(now);
  }
}

void Model::decide(const Decided& decided) {
  begin_commit(decided.seq);
  for (const Decided::Holder& holder : decided.holders) {
    Decided held = decided;
    held.first = holder.first;
    if (holder.is_refused) held.code = 3;
    by_first_.emplace(std::pair(holder.line, holder.first), std::move(held));
  }
  if (decided.holders.empty()) by_first_.emplace(std::pair(decided.line, decided.first), decided);
  if (decided.code == 3) return judge_refusal(decided);
  std::set<RawScope> opened;
  int code = 0;
  for (const WrittenRow& row : decided.written->rows) {
    const std::string fault = fault_of(decided, row, opened);
    if (!fault.empty()) {
      return complain(decided, fmt::format("was taken in spite of {} ({} {})", fault,
                                           entity(row.entity).name, row.row));
    }
    if (row.creates && row.entity == card::entity && row.scope_id == row.row) {
      opened.insert({'K', row.row});
      opened.insert({'R', row.row});
    }
    is_access_changed_ = is_access_changed_ || row.entity == person::entity ||
                         row.entity == member::entity || row.entity == keeper::entity;
    const RowName name{row.entity, row.row};
    const std::string had = place_of(name);
    code = std::max(code, apply(decided, row));
    const std::string has = place_of(name);
    if (has.empty() || has == had) continue;
    const std::string unfair = fault_of_claim(has, name);
    if (!unfair.empty()) complain(decided, "was taken in spite of " + unfair);
  }
  if (is_access_changed_) granted_[decided.account].merge(access_of(decided.account).scopes);
  if (code != decided.code) {
    complain(decided, fmt::format("its receipt says {}, but it is {}", decided.code, code));
  }
}

void Model::finish() {
  note_sight();
  for (const auto& [name, row] : rows_) {
    for (const Field& field : row.fields) {
      for (const Head& head : field.heads) {
        if (head.value) lives_.push_back({*head.value, row.scope, {head.since, ~0ULL}});
      }
    }
  }
}

// --- validity and rights ----------------------------------------------------------------------

std::string Model::fault_of(const Decided& decided, const WrittenRow& row,
                            const std::set<RawScope>& opened) const {
  const auto found = rows_.find({row.entity, row.row});
  if (row.creates == (found != rows_.end())) return row.creates ? "row_exists" : "no_such_row";
  if (row.entity == visit::entity && found != rows_.end() && has_seen_seal(decided, row)) {
    return "sealed";
  }
  for (const WrittenField& write : row.fields) {
    if (field(row.entity, write.field).rule != Rule::state) continue;
    if (!is_legal_move(decided, row, write)) return "illegal_move";
  }
  return lacks_right(decided, row, opened) ? "no_right" : "";
}

RawScope Model::scope_of(const WrittenRow& row) const {
  if (row.creates) return {row.scope_kind, row.scope_id};
  const auto found = rows_.find({row.entity, row.row});
  return found != rows_.end() ? found->second.scope : RawScope{};
}

bool Model::lacks_right(const Decided& decided, const WrittenRow& row,
                        const std::set<RawScope>& opened) const {
  if (decided.account.empty()) return false;
  const RawScope scope = scope_of(row);
  const bool opens = row.creates && row.entity == card::entity && row.scope_id == row.row;
  const auto access = access_.find(decided.account);
  const bool is_closed = access != access_.end() && !access->second.is_open;
  const bool may = row.entity != person::entity && !is_closed && may_reset(decided, row) &&
                   (opens || opened.count(scope) != 0 || may_write(decided, scope)) &&
                   (row.moves_to.empty() || may_write(decided, {scope.kind, row.moves_to}));
  return !may || gives_away_too_much(decided, row, opened);
}

// Who makes somebody a keeper, or moves one, sees what keepers see.
bool Model::gives_away_too_much(const Decided& decided, const WrittenRow& row,
                                const std::set<RawScope>& opened) const {
  if (row.entity != keeper::entity || (!row.creates && row.moves_to.empty())) return false;
  const bool is_over = std::any_of(row.fields.begin(), row.fields.end(), [](const auto& write) {
    return write.field == keeper::until && write.value;
  });
  const auto found = rows_.find({row.entity, row.row});
  const bool was_over =
      found != rows_.end() && !found->second.fields[keeper::until - 1].heads.empty();
  const RawScope seen{'R', row.moves_to.empty() ? scope_of(row).id : row.moves_to};
  return !is_over && !was_over && opened.count(seen) == 0 && !may_write(decided, seen);
}

// Whether a write to a sealed field builds on what was signed.
bool Model::has_seen_seal(const Decided& decided, const WrittenRow& row) const {
  const auto& states = rows_.at({row.entity, row.row}).fields[visit::state - 1];
  if (shown(visit::entity, visit::state, states) != "signed") return false;
  RawStamp seal;
  for (const Head& head : states.heads) {
    if (head.value == "signed") seal = std::max(seal, head.stamp);
  }
  return std::any_of(row.fields.begin(), row.fields.end(), [&](const WrittenField& write) {
    const bool is_sealed = write.field == visit::remark || write.field == visit::half;
    return is_sealed && base_of(decided.line, write.field, write.seen).count(seal) != 0;
  });
}

bool Model::is_legal_move(const Decided& decided, const WrittenRow& row,
                          const WrittenField& write) const {
  const auto found = rows_.find({row.entity, row.row});
  if (found == rows_.end()) return true;
  const StateMachine& machine = field(row.entity, write.field).machine;
  const auto& heads = found->second.fields[static_cast<std::size_t>(write.field - 1)].heads;
  const Base base = base_of(decided.line, write.field, write.seen);
  const auto leads = [&](const std::string& from) {
    return from == *write.value ||
           std::any_of(machine.moves.begin(), machine.moves.end(), [&](const auto& move) {
             return move.from == from && move.to == *write.value;
           });
  };
  bool saw_a_head = false;
  for (const Head& head : heads) {
    if (base.count(head.stamp) == 0) continue;
    saw_a_head = true;
    if (leads(*head.value)) return true;
  }
  if (saw_a_head) return false;
  return heads.empty() || *write.value == machine.initial ||
         std::any_of(machine.moves.begin(), machine.moves.end(),
                     [&](const auto& move) { return move.to == *write.value; });
}

// As of before the commit, or by what the commit itself has granted so far.
bool Model::may_write(const Decided& decided, const RawScope& scope) const {
  const auto before = access_.find(decided.account);
  if (before != access_.end() && before->second.scopes.count(scope) != 0) return true;
  const auto granted = granted_.find(decided.account);
  return granted != granted_.end() && granted->second.count(scope) != 0;
}

bool Model::may_reset(const Decided& decided, const WrittenRow& row) const {
  const auto access = access_.find(decided.account);
  return std::all_of(row.fields.begin(), row.fields.end(), [&](const WrittenField& write) {
    if (write.kind != WrittenField::Kind::reset) return true;
    const auto& roles = field(row.entity, write.field).reset_roles;
    return access != access_.end() &&
           std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
             return access->second.roles.count(role) != 0;
           });
  });
}

std::string Model::place_of(const RowName& name) const {
  if (name.first != booking::entity) return {};
  const auto found = rows_.find(name);
  if (found == rows_.end() || found->second.deleted != RawStamp{}) return {};
  const auto& fields = found->second.fields;
  if (!fields[booking::until - 1].heads.empty()) return {};
  return shown(booking::entity, booking::place, fields[booking::place - 1]).value_or("");
}

std::string Model::fault_of_claim(const std::string& card, const RowName& but) const {
  const auto found = rows_.find({card::entity, card});
  if (found == rows_.end() || found->second.deleted != RawStamp{}) return "no_such_place";
  const RawValue places = shown(card::entity, card::places, found->second.fields[card::places - 1]);
  if (!places) return {};
  const auto taken = std::count_if(rows_.begin(), rows_.end(), [&](const auto& entry) {
    return entry.first != but && place_of(entry.first) == card;
  });
  return taken >= std::stoll(*places) ? "no_place_left" : "";
}

// The place that a new booking names, or that one had which comes back.
bool Model::is_justified_claim(const Decided& decided, const WrittenRow& row) const {
  if (row.entity != booking::entity) return false;
  const RowName name{row.entity, row.row};
  const auto found = rows_.find(name);
  std::string card;
  if (found != rows_.end()) {
    card = shown(booking::entity, booking::place, found->second.fields[booking::place - 1])
               .value_or("");
  }
  for (const WrittenField& write : row.fields) {
    if (write.field == booking::place) card = write.value.value_or("");
  }
  return fault_of_claim(card, name) == decided.refusal;
}

void Model::judge_refusal(const Decided& decided) {
  std::set<RawScope> opened;
  std::set<RowName> made;
  bool is_justified = false;
  for (const WrittenRow& row : decided.written->rows) {
    const RowName name{row.entity, row.row};
    const bool is_news =
        row.entity == extra::entity ||
        std::any_of(row.fields.begin(), row.fields.end(), [&](const WrittenField& write) {
          return row.entity == card::entity && write.field == card::nickname;
        });
    const bool is_unknown =
        is_news && (decided.refusal == "unknown_entity" || decided.refusal == "unknown_field");
    const bool is_missing = !row.creates && rows_.count(name) == 0 && made.count(name) == 0;
    const bool depends =
        is_missing && decided.refusal == "depends_on" && refused_rows_.count(name) != 0;
    const bool is_about_rights = decided.refusal == "no_right" || decided.refusal == "handed_over";
    const bool is_fair = is_about_rights ? lacks_right(decided, row, opened)
                                         : fault_of(decided, row, opened) == decided.refusal;
    const bool is_old = decided.refusal == "too_old" && decided.stamp.time <= office_.forgotten;
    is_justified = is_justified || is_unknown || depends || is_fair || is_old ||
                   is_justified_claim(decided, row);
    if (row.creates) made.insert(name);
    if (row.entity == card::entity && row.creates) {
      opened.insert({'K', row.row});
      opened.insert({'R', row.row});
    }
  }
  if (!is_justified) complain(decided, "was refused with " + decided.refusal + " without cause");
  for (const RowName& name : made) refused_rows_.insert(name);
  if (decided.refusal == "handed_over") hand_over(decided);
}

// All of the save lies where those find it who hold the scope now.
void Model::hand_over(const Decided& decided) {
  for (const WrittenRow& row : decided.written->rows) {
    ++late_rows_;
    const RawScope scope = scope_of(row);
    if (sight(decided.account, scope).empty()) {
      complain(decided, "was handed over, but its writer never held the scope");
    }
    for (const WrittenField& write : row.fields) {
      for (const std::string& word : words_of(write.value)) {
        if (word.size() != 10 || word.compare(0, 2, "qz") != 0) continue;
        handed_over_.emplace_back(scope, word);
        lives_.push_back({word, scope, {seq_, ~0ULL}});
      }
    }
  }
}

Model::Access Model::access_of(const std::string& account) const {
  Access access;
  const auto self = rows_.find({person::entity, account});
  std::set<std::string> groups;
  if (self != rows_.end()) {
    const auto& fields = self->second.fields;
    const RawValue state = shown(person::entity, person::state, fields[person::state - 1]);
    access.is_open = !state || *state == "open";
    for (const Head& head : fields[person::groups - 1].heads) groups.insert(*head.value);
    for (const Head& head : fields[person::roles - 1].heads) access.roles.insert(*head.value);
  }
  if (!access.is_open) return access;
  access.scopes.insert({'B', std::string("00000000-0000-0000-0000-000000000000")});
  for (const std::string& group : groups) access.scopes.insert({'T', group});
  for (const auto& [name, row] : rows_) {
    if (name.first != member::entity && name.first != keeper::entity) continue;
    const auto& holder = row.fields[member::account - 1].heads;
    const bool grants = row.deleted == RawStamp{} && !holder.empty() &&
                        *holder[0].value == account && row.fields[member::until - 1].heads.empty();
    if (grants) access.scopes.insert({name.first == member::entity ? 'K' : 'R', row.scope.id});
  }
  return access;
}

const std::vector<Span>& Model::sight(const std::string& account, const RawScope& scope) const {
  static const std::vector<Span> none;
  const auto found = sights_.find({account, scope});
  return found == sights_.end() ? none : found->second;
}

std::set<RawScope> Model::scopes_of(const std::string& account) const {
  return access_of(account).scopes;
}

// --- what was seen ----------------------------------------------------------------------------

Model::Base Model::base_of(int device, int field, const std::vector<Sight>& seen) const {
  Base base;
  add_base(device, field, seen, base);
  return base;
}

// Whoever built on an own edit that was refused had seen what that edit had seen.
void Model::add_base(int device, int field, const std::vector<Sight>& seen, Base& base) const {
  for (const Sight& sight : seen) {
    if (sight.own_edit == 0) {
      base.insert({sight.time, sight.device});
      continue;
    }
    auto found = by_first_.upper_bound({device, sight.own_edit});
    if (found == by_first_.begin()) continue;
    --found;
    if (found->first.first != device) continue;
    const Decided& own = found->second;
    if (own.code != 3) {
      base.insert(own.stamp);
      continue;
    }
    const std::size_t at = sight.own_edit - own.first;
    if (at >= own.written->rows.size()) continue;
    const WrittenRow& row = own.written->rows[at];
    for (const WrittenField& write : row.fields) {
      if (field == 0 || write.field == field) add_base(device, field, write.seen, base);
    }
    if (field == 0) add_base(device, 0, row.seen, base);
  }
}

// --- the rules --------------------------------------------------------------------------------

void Model::end_life(const RowName& row, const Head& head) {
  if (head.value) lives_.push_back({*head.value, rows_.at(row).scope, {head.since, seq_}});
}

void Model::supersede(const RowName& row, int field, const Head& head, int why) {
  history_.push_back({row.first, row.second, field, head.stamp, head.value, why, seq_});
  end_life(row, head);
}

// 0: as it was meant; 1: something unseen was there; 2: and a person must decide.
int Model::apply(const Decided& decided, const WrittenRow& row) {
  const RowName name{row.entity, row.row};
  if (row.deletes) return remove_row(decided, row);
  if (row.creates) {
    Row made;
    made.scope = {row.scope_kind, row.scope_id};
    made.fields.resize(entity(row.entity).fields.size());
    rows_[name] = std::move(made);
  }
  int code = row.moves_to.empty() ? 0 : move_row(decided, row);
  for (const WrittenField& write : row.fields) {
    code = std::max(code, this->write(decided, name, write));
  }
  if (keep_seal(name)) code = std::max(code, 1);
  if (name.first == visit::entity) keep_greatest(name, visit::half);
  const auto has_left_head = [&](int number) {
    const auto& heads = rows_.at(name).fields[static_cast<std::size_t>(number - 1)].heads;
    return std::any_of(heads.begin(), heads.end(),
                       [&](const Head& head) { return head.stamp == decided.stamp; });
  };
  const bool is_addendum = name.first == visit::entity && has_left_head(visit::addenda);
  const bool adds_a_head =
      is_addendum || std::any_of(row.fields.begin(), row.fields.end(),
                                 [&](const auto& write) { return has_left_head(write.field); });
  RawStamp& deleted = rows_.at(name).deleted;
  if (adds_a_head && deleted != RawStamp{}) {
    deleted = {};
    code = std::max(code, 1);
  }
  const bool is_open = std::any_of(row.fields.begin(), row.fields.end(), [&](const auto& write) {
    const Rule rule = field(row.entity, write.field).rule;
    const auto& heads = rows_.at(name).fields[static_cast<std::size_t>(write.field - 1)].heads;
    return (rule == Rule::both || rule == Rule::text) &&
           std::any_of(heads.begin(), heads.end(),
                       [&](const Head& head) { return head.value != heads[0].value; });
  });
  return code == 2 && !is_open ? 1 : code;
}

// A deletion that has not seen all of the row leaves it where it is.
int Model::remove_row(const Decided& decided, const WrittenRow& row) {
  Row& state = rows_.at({row.entity, row.row});
  const Base seen = base_of(decided.line, 0, row.seen);
  for (const Field& field : state.fields) {
    for (const Head& head : field.heads) {
      if (seen.count(head.stamp) == 0) return 1;
    }
  }
  state.deleted = std::max(state.deleted, decided.stamp);
  return 0;
}

int Model::move_row(const Decided& decided, const WrittenRow& row) {
  const RowName name{row.entity, row.row};
  Row& state = rows_.at(name);
  if (decided.stamp < state.moved) return 1;
  for (Field& field : state.fields) {
    for (Head& head : field.heads) {
      end_life(name, head);
      head.since = seq_;
    }
  }
  state.moved = decided.stamp;
  state.scope.id = row.moves_to;
  return 0;
}

// What came from people who had not seen the signature does not stand beside what was signed.
bool Model::keep_seal(const RowName& name) {
  if (name.first != visit::entity) return false;
  Row& row = rows_.at(name);
  const auto& states = row.fields[visit::state - 1].heads;
  if (shown(visit::entity, visit::state, row.fields[visit::state - 1]) != "signed") return false;
  RawStamp seal;
  for (const Head& head : states) {
    if (head.value == "signed") seal = std::max(seal, head.stamp);
  }
  bool found = false;
  for (const int number : {visit::remark, visit::half}) {
    auto& heads = row.fields[static_cast<std::size_t>(number - 1)].heads;
    const bool is_said = std::any_of(heads.begin(), heads.end(),
                                     [&](const Head& head) { return head.stamp == seal; });
    std::vector<Head> late;
    std::erase_if(heads, [&](const Head& head) {
      const bool is_late = is_said ? head.stamp != seal : head.stamp > seal;
      if (is_late) late.push_back(head);
      return is_late;
    });
    for (const Head& head : late) put_late(name, number, head);
    found = found || !late.empty();
  }
  return found;
}

void Model::put_late(const RowName& name, int number, const Head& head) {
  Row& row = rows_.at(name);
  const auto& sealed = row.fields[static_cast<std::size_t>(number - 1)].heads;
  const bool says_the_same = std::any_of(
      sealed.begin(), sealed.end(), [&](const Head& other) { return other.value == head.value; });
  if (!head.value || says_the_same) return supersede(name, number, head, 1);
  end_life(name, head);
  auto& addenda = row.fields[visit::addenda - 1].heads;
  const bool is_there = std::any_of(addenda.begin(), addenda.end(), [&](const Head& other) {
    return other.stamp == head.stamp && other.value == head.value;
  });
  if (!is_there) addenda.push_back({head.stamp, head.value, seq_});
}

int Model::write(const Decided& decided, const RowName& row, const WrittenField& write) {
  const Rule rule = field(row.first, write.field).rule;
  const Head head{decided.stamp, write.value, seq_};
  const Base base = base_of(decided.line, write.field, write.seen);
  if (rule == Rule::min || rule == Rule::max) return keep_extreme(row, write, head, base);
  if (rule == Rule::set) return change_set(row, write, head, base);
  return assign(decided, row, write);
}

int Model::assign(const Decided& decided, const RowName& row, const WrittenField& write) {
  const Rule rule = field(row.first, write.field).rule;
  const Base base = base_of(decided.line, write.field, write.seen);
  auto& heads = rows_.at(row).fields[static_cast<std::size_t>(write.field - 1)].heads;
  const std::vector<Head> before = heads;
  bool meets_unseen = false;
  std::erase_if(heads, [&](const Head& head) {
    if (base.count(head.stamp) != 0) {
      supersede(row, write.field, head, 0);
      return true;
    }
    meets_unseen = meets_unseen || head.value != write.value;
    return false;
  });
  heads.push_back({decided.stamp, write.value, seq_});
  std::sort(heads.begin(), heads.end(),
            [](const Head& a, const Head& b) { return a.stamp < b.stamp; });
  if (rule == Rule::last || rule == Rule::append || rule == Rule::server) {
    // What a signature closes, it decides first.
    if (row.first != visit::entity || write.field != visit::half) keep_greatest(row, write.field);
    return meets_unseen ? 1 : 0;
  }
  if (!meets_unseen) return 0;
  if (rule == Rule::state) return 1;
  if (rule == Rule::text && is_merged(decided, row, write, base, before)) {
    merge_text(decided, row, write, base);
    return 1;
  }
  return 2;
}

void Model::keep_greatest(const RowName& row, int number) {
  auto& heads = rows_.at(row).fields[static_cast<std::size_t>(number - 1)].heads;
  while (heads.size() > 1) {
    supersede(row, number, heads.front(), 1);
    heads.erase(heads.begin());
  }
}

// A reset begins with what its person had seen out of the way.
int Model::keep_extreme(const RowName& row, const WrittenField& write, const Head& head,
                        const Base& base) {
  auto& heads = rows_.at(row).fields[static_cast<std::size_t>(write.field - 1)].heads;
  if (write.kind == WrittenField::Kind::reset) {
    std::erase_if(heads, [&](const Head& old) {
      if (base.count(old.stamp) == 0) return false;
      supersede(row, write.field, old, 0);
      return true;
    });
  }
  if (heads.empty()) {
    heads.push_back(head);
    return 0;
  }
  const std::int64_t now = std::stoll(*heads[0].value);
  const std::int64_t next = std::stoll(*head.value);
  const bool is_min = field(row.first, write.field).rule == Rule::min;
  const bool beats =
      (is_min ? next < now : next > now) || (next == now && head.stamp < heads[0].stamp);
  supersede(row, write.field, beats ? heads[0] : head, beats ? 0 : 1);
  if (beats) heads[0] = head;
  return beats || next == now ? 0 : 1;
}

int Model::change_set(const RowName& row, const WrittenField& write, const Head& head,
                      const Base& base) {
  auto& heads = rows_.at(row).fields[static_cast<std::size_t>(write.field - 1)].heads;
  const bool removes = write.kind == WrittenField::Kind::remove;
  bool meets_unseen = false;
  std::erase_if(heads, [&](const Head& old) {
    if (old.value != write.value) return false;
    const bool is_seen = base.count(old.stamp) != 0;
    meets_unseen = meets_unseen || (removes && !is_seen);
    if (is_seen) supersede(row, write.field, old, 0);
    return is_seen;
  });
  if (!removes) heads.push_back(head);
  return meets_unseen ? 1 : 0;
}

// Whether the office made one text of the two. How well it can is its own affair; that it was
// right to do so, merge_text() checks.
bool Model::is_merged(const Decided& decided, const RowName& row, const WrittenField& write,
                      const Base& base, const std::vector<Head>& before) const {
  if (before.size() != 1 || base.size() != 1) return false;
  if (decided.code < 2) return true;
  // Another field of the save is in conflict, so that the receipt does not tell: then the merge
  // itself does, unless it is a later one, of other texts.
  const Head* next = next_merge(row, write.field);
  const std::vector<Head> sides{before[0], {decided.stamp, write.value, seq_}};
  return next != nullptr &&
         fault_of_merge(past_value(row, write.field, *base.begin()), sides, next->value).empty() &&
         next->stamp.time > decided.stamp.time &&
         ended_in(row, write.field, before[0].stamp, decided.seq) &&
         ended_in(row, write.field, decided.stamp, decided.seq);
}

// Whether the office's history says that the value was covered in the commit.
bool Model::ended_in(const RowName& row, int field, const RawStamp& stamp,
                     std::uint64_t seq) const {
  return std::any_of(office_.history.begin(), office_.history.end(), [&](const RawHistory& item) {
    return item.entity == row.first && item.row == row.second && item.field == field &&
           item.stamp == stamp && item.seq == seq && item.why == 0;
  });
}

const Model::Head* Model::next_merge(const RowName& row, int field) const {
  const auto known = merges_.find({row, field});
  const auto used = merges_used_.find({row, field});
  const std::size_t at = used == merges_used_.end() ? 0 : used->second;
  return known != merges_.end() && at < known->second.size() ? &known->second[at] : nullptr;
}

RawValue Model::past_value(const RowName& row, int field, const RawStamp& stamp) const {
  for (const RawHistory& item : history_) {
    if (item.entity == row.first && item.row == row.second && item.field == field &&
        item.stamp == stamp) {
      return item.value;
    }
  }
  return std::nullopt;
}

// A merge keeps what either side changed: no word that one of them added is missing, none that one
// of them took away is there. Else: which.
std::string Model::fault_of_merge(const RawValue& ancestor, const std::vector<Head>& sides,
                                  const RawValue& merged) {
  for (const Head& side : sides) {
    for (const std::string& word : words_of(side.value)) {
      if (!has_word(ancestor, word) && !has_word(merged, word)) return "has lost " + word;
    }
    for (const std::string& word : words_of(ancestor)) {
      if (!has_word(side.value, word) && has_word(merged, word)) return "has " + word + " again";
    }
  }
  return {};
}

void Model::merge_text(const Decided& decided, const RowName& row, const WrittenField& write,
                       const Base& base) {
  auto& heads = rows_.at(row).fields[static_cast<std::size_t>(write.field - 1)].heads;
  const Head* next = next_merge(row, write.field);
  if (next == nullptr) return complain(decided, "two texts met, and one is gone");
  Head merged = *next;
  ++merges_used_[{row, write.field}];
  merged.since = seq_;
  const std::string fault =
      fault_of_merge(past_value(row, write.field, *base.begin()), heads, merged.value);
  if (!fault.empty()) complain(decided, "the merged text " + fault);
  for (const Head& side : heads) supersede(row, write.field, side, 0);
  heads.assign(1, merged);
}

RawValue Model::shown(int entity_number, int number, const Field& state) const {
  if (state.heads.empty()) return std::nullopt;
  const FieldDef& def = field(entity_number, number);
  if (def.rule != Rule::state) return state.heads.back().value;
  const auto rank = [&](const Head& head) {
    for (const StateMachine::State& known : def.machine.states) {
      if (known.name == head.value) return known.rank;
    }
    return -1;
  };
  return std::max_element(state.heads.begin(), state.heads.end(),
                          [&](const Head& a, const Head& b) {
                            return std::pair(rank(a), a.stamp) < std::pair(rank(b), b.stamp);
                          })
      ->value;
}

}  // namespace brygga::simulation
