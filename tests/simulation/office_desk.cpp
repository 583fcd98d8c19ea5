#include "simulation/office_desk.hpp"

#include "simulation/plain_value.hpp"
#include "simulation/raw_store.hpp"
#include "simulation/schema.hpp"

namespace brygga::simulation {

namespace {

WrittenTransaction written_of(const std::vector<Edit>& edits) {
  WrittenTransaction written;
  written.device = -1;
  for (const Edit& edit : edits) {
    WrittenRow row;
    row.entity = edit.entity;
    row.row = to_string(edit.row.uuid);
    row.creates = edit.creates;
    row.scope_kind = edit.scope.kind;
    row.scope_id = to_string(edit.scope.id);
    for (const FieldWrite& write : edit.writes) {
      WrittenField field;
      field.field = write.field;
      field.kind = static_cast<WrittenField::Kind>(write.kind);
      field.value = plain(write.value);
      for (const HeadRef& ref : write.base) {
        field.seen.push_back({0, ref.stamp.time.ticks, ref.stamp.device.value});
      }
      row.fields.push_back(std::move(field));
    }
    written.rows.push_back(std::move(row));
  }
  return written;
}

// A write that has seen what is there.
FieldWrite seen_write(const RowState& row, FieldNumber field, WriteKind kind, Value value) {
  FieldWrite write{field, kind, std::move(value), {}};
  for (const Head& head : row.field(field).heads) {
    const bool is_whole = kind == WriteKind::assign || kind == WriteKind::reset;
    if (is_whole || head.value == write.value) write.base.push_back(head.ref());
  }
  return write;
}

Uuid new_id(Dice& dice) {
  std::array<std::uint8_t, 10> random{};
  for (std::uint8_t& byte : random) byte = static_cast<std::uint8_t>(dice.u64());
  return make_uuid_v7(MachineClock::start_ms, random);
}

}  // namespace

OfficeDesk::OfficeDesk(OfficeMachine& office, std::string office_path, Trace& trace,
                       const Plan& plan, Journal& journal, Tokens& tokens,
                       std::function<void(const std::string&)> report, Dice dice)
    : office_(office),
      path_(std::move(office_path)),
      trace_(trace),
      plan_(plan),
      journal_(journal),
      tokens_(tokens),
      report_(std::move(report)),
      dice_(dice) {
  for (int i = 0; i < 2; ++i) groups_.push_back(new_id(dice_));
}

void OfficeDesk::set_up(const std::vector<RowId>& accounts) {
  accounts_ = accounts;
  std::vector<Edit> edits;
  for (const RowId& account : accounts) {
    Edit edit{person::entity, account, everybody, true, {}};
    edit.writes.push_back({person::name, WriteKind::assign, tokens_.next(), {}});
    edit.writes.push_back({person::state, WriteKind::assign, std::string("open"), {}});
    for (const Uuid& group : groups_) {
      if (dice_.chance(500)) edit.writes.push_back({person::groups, WriteKind::add, group, {}});
    }
    if (dice_.chance(500)) {
      edit.writes.push_back({person::roles, WriteKind::add, std::string("keeper"), {}});
    }
    edits.push_back(std::move(edit));
  }
  write(std::move(edits));
}

void OfficeDesk::act() {
  if (!office_.is_up()) return;
  const std::uint64_t choice = dice_.below(10);
  if (choice < 3 && plan_.has_scope_changes) return change_groups();
  if (choice < 5 && plan_.has_scope_changes) return change_membership();
  if (choice < 7 && plan_.has_leaving) return change_account();
  if (choice == 7) return dice_.chance(500) ? reset_extreme() : change_role();
  write_notices();
}

std::vector<RowState> OfficeDesk::rows(EntityNumber entity) {
  const auto tenant = office_.tenant();
  if (tenant == nullptr) return {};
  auto rows = tenant->rows(entity);
  office_.notice_crash();
  return rows.ok() ? *std::move(rows) : std::vector<RowState>{};
}

void OfficeDesk::change_groups() {
  const std::vector<RowState> persons = rows(person::entity);
  if (persons.empty()) return;
  const RowState& person = dice_.pick(persons);
  const auto& heads = person.field(person::groups).heads;
  const bool removes = !heads.empty() && dice_.chance(500);
  const Value group = removes ? dice_.pick(heads).value : Value(dice_.pick(groups_));
  const WriteKind kind = removes ? WriteKind::remove : WriteKind::add;
  write(
      {{person::entity, person.id, {}, false, {seen_write(person, person::groups, kind, group)}}});
}

void OfficeDesk::change_role() {
  const std::vector<RowState> persons = rows(person::entity);
  if (persons.empty()) return;
  const RowState& person = dice_.pick(persons);
  const bool has_role = !person.field(person::roles).heads.empty();
  const WriteKind kind = has_role ? WriteKind::remove : WriteKind::add;
  write({{person::entity,
          person.id,
          {},
          false,
          {seen_write(person, person::roles, kind, std::string("keeper"))}}});
}

void OfficeDesk::reset_extreme() {
  const std::vector<RowState> cards = rows(card::entity);
  if (cards.empty()) return;
  const RowState& card = dice_.pick(cards);
  const FieldNumber field = dice_.chance(500) ? card::low : card::high;
  const auto value = static_cast<std::int64_t>(dice_.below(1000));
  write({{card::entity, card.id, {}, false, {seen_write(card, field, WriteKind::reset, value)}}});
}

void OfficeDesk::change_account() {
  const std::vector<RowState> persons = rows(person::entity);
  if (persons.empty()) return;
  const RowState& person = dice_.pick(persons);
  const auto& heads = person.field(person::state).heads;
  const bool is_open = heads.empty() || heads.back().value == Value(std::string("open"));
  const std::string next = is_open && dice_.chance(500) ? "left" : "open";
  write({{person::entity,
          person.id,
          {},
          false,
          {seen_write(person, person::state, WriteKind::assign, next)}}});
}

void OfficeDesk::change_membership() {
  const std::vector<RowState> members = rows(member::entity);
  if (members.empty()) return;
  const RowState& member = dice_.pick(members);
  if (dice_.chance(400)) {
    const RowId& account = dice_.pick(accounts_);
    return write({{member::entity,
                   RowId{new_id(dice_)},
                   member.scope,
                   true,
                   {{member::account, WriteKind::assign, account.uuid, {}}}}});
  }
  const auto until = static_cast<std::int64_t>(dice_.below(1000));
  write({{member::entity,
          member.id,
          {},
          false,
          {seen_write(member, member::until, WriteKind::assign, until)}}});
}

void OfficeDesk::write_notices() {
  const auto size = static_cast<std::int64_t>(
      plan_.has_large_saves && dice_.chance(300) ? dice_.between(20, 60) : dice_.between(1, 4));
  const std::string batch = tokens_.next();
  std::vector<Edit> edits;
  for (std::int64_t i = 0; i < size; ++i) {
    edits.push_back({notice::entity,
                     RowId{new_id(dice_)},
                     everybody,
                     true,
                     {{notice::batch, WriteKind::assign, batch, {}},
                      {notice::batch_size, WriteKind::assign, size, {}},
                      {notice::text, WriteKind::assign, tokens_.next(), {}}}});
  }
  write(std::move(edits));
}

// --- writing ----------------------------------------------------------------------------------

void OfficeDesk::write(std::vector<Edit> edits) {
  const auto tenant = office_.tenant();
  if (tenant == nullptr) return;
  WrittenTransaction written = written_of(edits);
  written.first = edits_ + 1;
  trace_.note("office     writes {} rows", edits.size());
  journal_.transactions.push_back(std::move(written));
  open_ = journal_.transactions.size() - 1;
  const Status status = tenant->write(std::move(edits));
  office_.notice_crash();
  if (!office_.is_up()) return;
  if (status.ok()) return settle();
  trace_.note("office     cannot write: {}", status.error().reason);
  if (status.error().code == ErrorCode::refused) {
    report_("The office's own write is refused: " + status.error().what);
  }
  // Whether a commit that failed is there, only a fresh start can tell.
  office_.crash();
}

void OfficeDesk::settle() {
  if (!open_) return;
  const auto own = read_own_edits_of_office(path_);
  if (!own.error.empty()) return report_("The office's file cannot be read: " + own.error);
  WrittenTransaction& written = journal_.transactions[*open_];
  written.fate = WrittenTransaction::Fate::absent;
  for (const auto& [number, edits] : own.store) {
    std::uint64_t& known = edits_of_[number];
    if (edits.consumed == known) continue;
    written.fate = WrittenTransaction::Fate::saved;
    written.number = number;
    written.first_in_epoch = known + 1;
    written.time = edits.time;
    edits_ += edits.consumed - known;
    known = edits.consumed;
  }
  open_.reset();
}

void OfficeDesk::start_over() {
  const auto own = read_own_edits_of_office(path_);
  if (!own.error.empty()) return report_("The office's file cannot be read: " + own.error);
  edits_of_.clear();
  for (const auto& [number, edits] : own.store) edits_of_[number] = edits.consumed;
}

void OfficeDesk::confirm_restore() {
  const auto tenant = office_.tenant();
  if (tenant == nullptr) return;
  const auto standing = tenant->standing();
  if (!standing.ok() || standing->recovery.guarded_because.empty()) return;
  journal_.is_restore_confirmed = true;
  const Status confirmed = tenant->confirm_restore();
  trace_.note("office     is told to go on: {}",
              confirmed.ok() ? "done" : confirmed.error().reason);
  office_.notice_crash();
}

void OfficeDesk::erase() {
  static constexpr EntityNumber entities[] = {visit::entity, memo::entity, secret::entity};
  const std::vector<RowState> there = rows(entities[dice_.below(3)]);
  const auto tenant = office_.tenant();
  if (there.empty() || tenant == nullptr) return;
  const RowState& row = dice_.pick(there);
  const std::pair<int, std::string> name{int{row.entity}, to_string(row.id.uuid)};
  journal_.is_disturbed = true;
  const Status erased = tenant->erase({row.key()});
  office_.notice_crash();
  trace_.note("office     erases {}: {}", name.second.substr(32),
              erased.ok() ? "done" : erased.error().reason);
  (erased.ok() && office_.is_up() ? journal_.erased : journal_.perhaps_erased).insert(name);
  // Whether a commit that failed is there, only a fresh start can tell.
  if (!erased.ok() && office_.is_up()) office_.crash();
}

std::optional<std::string> OfficeDesk::invite(const RowId& account) {
  const auto tenant = office_.tenant();
  if (tenant == nullptr) return std::nullopt;
  constexpr std::uint64_t ten_years_ms = 315'360'000'000;
  const auto code = tenant->invite(account, "tablet", office_.clock.unix_ms() + 2 * ten_years_ms);
  office_.notice_crash();
  if (!code.ok() || !office_.is_up()) return std::nullopt;
  return *code;
}

void OfficeDesk::revoke(DeviceNumber device) {
  const auto tenant = office_.tenant();
  if (tenant == nullptr) return;
  const Status revoked = tenant->revoke(device);
  office_.notice_crash();
  trace_.note("office     revokes {:x}: {}", device.value & 0xFFFF,
              revoked.ok() ? "done" : revoked.error().reason);
  // Whether a commit that failed is there, only a fresh start can tell.
  if (!revoked.ok() && office_.is_up()) office_.crash();
}

void OfficeDesk::confirm_copies() {
  const auto tenant = office_.tenant();
  if (tenant == nullptr) return;
  const auto devices = tenant->devices();
  if (!devices.ok()) return office_.notice_crash();
  for (const server::DeviceRecord& device : *devices) {
    if (!device.is_push_only || device.state == server::DeviceState::revoked) continue;
    const Status confirmed = tenant->confirm(device.number);
    office_.notice_crash();
    trace_.note("office     confirms {:x}: {}", device.number.value & 0xFFFF,
                confirmed.ok() ? "done" : confirmed.error().reason);
    if (!office_.is_up()) return;
    // Whether a commit that failed is there, only a fresh start can tell.
    if (!confirmed.ok()) return office_.crash();
  }
}

}  // namespace brygga::simulation
