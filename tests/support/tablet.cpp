#include "support/tablet.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "merge/apply.hpp"

namespace brygga::testing {

Tablet::Tablet(MemoryOffice& the_office, DeviceNumber device, RowId person, std::string file)
    : office(the_office), number(device), account(person), path(std::move(file)) {
  open();
  EXPECT_TRUE(store->enrol(office.enrol(number, account), "http://office", now_ms).ok());
}

Tablet::~Tablet() = default;

void Tablet::open() {
  store.reset();
  auto opened = DeviceStore::open(path, *schema, retention);
  EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().what);
  if (opened) store = *std::move(opened);
}

TransactionId Tablet::next_id() { return txn((number.value & 0xFF) * 1'000'000 + ++saves); }

Result<Saved> Tablet::save(std::vector<Change> changes) {
  WriteSet writes;
  writes.changes = std::move(changes);
  return store->save(writes, next_id(), now_ms++);
}

EditNumber Tablet::must_save(std::vector<Change> changes) {
  const auto saved = save(std::move(changes));
  EXPECT_TRUE(saved.ok()) << (saved.ok() ? "" : saved.error().what);
  return saved ? saved->first : 0;
}

RowVersion Tablet::version(EntityNumber entity, std::uint64_t row) {
  const auto view = read(entity, row);
  return view ? view->version : RowVersion{};
}

Change Tablet::set(std::uint64_t row, FieldNumber field_number, Value value, RowVersion seen) {
  Change change;
  change.entity = card::entity;
  change.row = row_of_number(row);
  change.seen = std::move(seen);
  change.assign = {{field_number, std::move(value)}};
  return change;
}

Change Tablet::deletion(std::uint64_t row) {
  Change change;
  change.entity = card::entity;
  change.row = row_of_number(row);
  change.seen = version(card::entity, row);
  change.deletes = true;
  return change;
}

Change Tablet::new_card(std::uint64_t row, std::string title) {
  Change change = set(row, card::title, text(std::move(title)), {});
  change.creates_in = scope_of('K', row);
  return change;
}

std::vector<Change> Tablet::new_own_card(std::uint64_t row, std::string title) const {
  Change membership;
  membership.entity = member::entity;
  membership.row = row_of_number(row + 100'000);
  membership.creates_in = scope_of('K', row);
  membership.assign = {{member::account, account.uuid}};
  return {new_card(row, std::move(title)), membership};
}

EditNumber Tablet::edit(std::uint64_t row, FieldNumber field_number, Value value) {
  return must_save({set(row, field_number, std::move(value), version(card::entity, row))});
}

std::optional<RowView> Tablet::read(EntityNumber entity, std::uint64_t row) {
  auto view = store->read(entity, row_of_number(row));
  EXPECT_TRUE(view.ok()) << (view.ok() ? "" : view.error().what);
  return view ? *view : std::nullopt;
}

Value Tablet::shown(std::uint64_t row, FieldNumber field_number) {
  const auto view = read(card::entity, row);
  return view ? shown_value(*schema->entity(card::entity)->field(field_number),
                            view->state.field(field_number))
              : Value{};
}

std::vector<Head> Tablet::heads(std::uint64_t row, FieldNumber field_number) {
  const auto view = read(card::entity, row);
  return view ? view->state.field(field_number).heads : std::vector<Head>{};
}

std::vector<HistoryItem> Tablet::history(std::uint64_t row) {
  auto items = store->history(card::entity, row_of_number(row));
  EXPECT_TRUE(items.ok());
  return items ? *items : std::vector<HistoryItem>{};
}

bool Tablet::has_history(std::uint64_t row, const Value& value) {
  const auto items = history(row);
  return std::any_of(items.begin(), items.end(),
                     [&](const HistoryItem& item) { return item.value == value; });
}

std::optional<Receipt> Tablet::receipt_of(EditNumber first) {
  for (const auto& transaction : *store->transactions(100'000, false)) {
    if (transaction.first == first) return transaction.receipt;
  }
  return std::nullopt;
}

SyncRequest Tablet::make_request() {
  auto request = store->make_request(0, page_bytes);
  EXPECT_TRUE(request.ok()) << (request.ok() ? "" : request.error().what);
  if (!request->loading.empty()) request->today = today;
  return *request;
}

bool Tablet::round() {
  const SyncRequest request = make_request();
  auto response = office.exchange(request);
  EXPECT_TRUE(response.ok()) << (response.ok() ? "" : response.error().what);
  if (!response) return false;
  auto taken = store->take_response(request, *response, now_ms);
  EXPECT_TRUE(taken.ok()) << (taken.ok() ? "" : taken.error().what);
  return taken && taken->more;
}

int Tablet::sync() {
  for (int rounds = 1; rounds < 500; ++rounds) {
    if (!round()) return rounds;
  }
  ADD_FAILURE() << "the sync does not end";
  return 0;
}

void Tablet::lose_answer() { EXPECT_TRUE(office.exchange(make_request()).ok()); }

}  // namespace brygga::testing
