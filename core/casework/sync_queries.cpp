#include "casework/sync_queries.hpp"

#include <algorithm>
#include <utility>

#include "casework/casework.hpp"
#include "casework/conflict_queries.hpp"
#include "casework/instant.hpp"
#include "casework/late_work.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"
#include "casework/transaction_words.hpp"
#include "casework/undone_deletions.hpp"
#include "casework/waiting_work.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

constexpr std::int64_t receipts_max = 1000;
constexpr std::size_t receipts_default = 50;
// What is looked through for refused changes: more than a tablet saves in years without a network.
constexpr std::size_t open_max = 100'000;

Json instant_or_null(std::uint64_t unix_ms) {
  return unix_ms == 0 ? Json() : Json(format_instant(unix_ms));
}

// How far the first sync has come; null when nothing is loading.
Json progress_json(const StoreStatus& status) {
  if (status.scopes_loading == 0) return nullptr;
  const auto& [done, total] = status.load;
  return {{"rows", done.rows},
          {"rows_total", total.rows},
          {"bytes", done.bytes},
          {"bytes_total", total.bytes}};
}

Result<Json> show_status(Call& call) {
  BRYGGA_ASSIGN(const StoreStatus status, call.store.status());
  BRYGGA_ASSIGN(const WaitingWork waiting, read_waiting_work(call.store, status));
  const Replica& replica = status.replica;
  // The epoch is 64 bits wide, more than a JSON number carries everywhere.
  ByteWriter epoch;
  for (int shift = 56; shift >= 0; shift -= 8) {
    epoch.u8(static_cast<std::uint8_t>(replica.position.epoch >> shift));
  }
  Json members = {
      {"enrolled", replica.is_enrolled()},
      {"oldest_unsent", instant_or_null(waiting.unsent == 0 ? 0 : status.outbox.oldest_unsent_ms)},
      {"last_sync", instant_or_null(replica.synced_ms)},
      {"position", {{"epoch", to_hex(epoch.bytes())}, {"seq", replica.position.seq}}},
      {"clock_offset_ms", replica.clock_offset_ms},
      {"copy", replica.wants_number || replica.is_push_only},
      {"repairs", replica.repairs},
      {"scrub_due", replica.needs_scrub},
      {"wiped_at", instant_or_null(replica.is_wiped() ? replica.wipe_ms : 0)},
      {"scopes", status.scopes},
      {"scopes_loading", status.scopes_loading},
      {"progress", progress_json(status)}};
  add_waiting(members, waiting);
  return members;
}

// --- receipts ---------------------------------------------------------------------------------

const char* state_of(const Call& call, const OutboxTransaction& transaction) {
  if (!transaction.receipt) {
    return transaction.first + transaction.edits - 1 <= call.self.consumed ? "sent" : "saved";
  }
  switch (transaction.receipt->code) {
    case Receipt::Code::applied:
      return "received";
    case Receipt::Code::merged:
      return "merged";
    case Receipt::Code::conflict:
      return "conflict";
    case Receipt::Code::refused:
      return "refused";
  }
  return "received";
}

Result<Json> receipt_json(const Call& call, const OutboxTransaction& transaction) {
  BRYGGA_ASSIGN(const TransactionWords words, words_of(call.store, transaction));
  Json item = {{"transaction", to_string(transaction.id.uuid)},
               {"number", transaction.first},
               {"what", words.text},
               {"kind", words.kind},
               {"participant", words.participant ? Json(to_string(*words.participant)) : Json()},
               {"name", words.name.empty() ? Json() : Json(words.name)},
               {"records", transaction.edits},
               {"saved_at", format_instant(transaction.saved_ms)},
               {"state", state_of(call, transaction)},
               {"code", nullptr},
               {"sentence", nullptr},
               {"sentence_sv", nullptr}};
  if (transaction.receipt && transaction.receipt->code == Receipt::Code::refused) {
    const Refusal& refusal = transaction.receipt->refusal;
    const std::string swedish = swedish_of(refusal.code);
    item["code"] = refusal.code;
    item["sentence"] = refusal.sentence;
    item["sentence_sv"] = swedish.empty() ? refusal.sentence : swedish;
  }
  return item;
}

// The log of openings is written between the lines of a person's work, and is none of it.
constexpr std::size_t log_factor = 4;

Result<bool> is_of_log(AccountStore& store, const OutboxTransaction& transaction) {
  if (transaction.edits != 1) return false;
  BRYGGA_ASSIGN(const std::optional<Edit> edit, store.edit(transaction.first));
  return edit && schema().entity(edit->entity)->is_upload_only;
}

Result<Json> list_receipts(Call& call) {
  const auto limit =
      static_cast<std::size_t>(call.arguments.number("limit").value_or(receipts_default));
  BRYGGA_ASSIGN(const std::vector<OutboxTransaction> transactions,
                call.store.transactions(log_factor * limit, call.arguments.is_set("open")));
  Json list = Json::array();
  for (const OutboxTransaction& transaction : transactions) {
    BRYGGA_ASSIGN(const bool is_log, is_of_log(call.store, transaction));
    if (is_log) continue;
    BRYGGA_ASSIGN(Json item, receipt_json(call, transaction));
    list.push_back(std::move(item));
    if (list.list()->size() == limit) break;
  }
  return Json{{"receipts", std::move(list)}};
}

// --- what needs a person ----------------------------------------------------------------------

// With what it writes, so that nothing a person wrote is lost to them.
Result<Json> content_json(const Call& call, const OutboxTransaction& transaction,
                          std::uint32_t edits_max) {
  BRYGGA_ASSIGN(Json item, receipt_json(call, transaction));
  Json content = Json::array();
  for (std::uint32_t i = 0; i < std::min(transaction.edits, edits_max); ++i) {
    BRYGGA_ASSIGN(const std::optional<Edit> edit, call.store.edit(transaction.first + i));
    if (edit) content.push_back(edit_json(*edit));
  }
  item["content"] = std::move(content);
  return item;
}

Result<Json> list_inbox(Call& call) {
  constexpr std::uint32_t edits_shown = 100;
  const auto limit =
      static_cast<std::size_t>(call.arguments.number("limit").value_or(receipts_default));
  BRYGGA_ASSIGN(const std::vector<OutboxTransaction> open, call.store.transactions(open_max, true));
  Json::List refused;
  for (const OutboxTransaction& transaction : open) {
    const bool is_refused =
        transaction.receipt && transaction.receipt->code == Receipt::Code::refused;
    if (!is_refused || refused.size() >= limit) continue;
    BRYGGA_ASSIGN(Json item, content_json(call, transaction, edits_shown));
    refused.push_back(std::move(item));
  }
  BRYGGA_ASSIGN(const std::vector<Record> records, records_in_conflict(call.store, limit));
  Json::List conflicts;
  for (const Record& record : records) {
    BRYGGA_ASSIGN(const std::optional<Record> person,
                  read_record(call.store, participant::entity, RowId{record.state().scope.id}));
    BRYGGA_ASSIGN(Json::List open_ones,
                  conflicts_json(call, record, person ? full_name(*person) : std::string()));
    for (Json& item : open_ones) conflicts.push_back(std::move(item));
  }
  BRYGGA_ASSIGN(Json late, open_late_work(call, limit));
  BRYGGA_ASSIGN(Json undone, undone_deletions(call, limit));
  return Json{{"refused", std::move(refused)},
              {"conflicts", std::move(conflicts)},
              {"deletions_undone", std::move(undone)},
              {"late", std::move(late)}};
}

// --- what is here alone -----------------------------------------------------------------------

Result<Json> export_unsent(Call& call) {
  BRYGGA_ASSIGN(const StoreStatus status, call.store.status());
  BRYGGA_ASSIGN(std::vector<OutboxTransaction> open, call.store.transactions(open_max, true));
  std::reverse(open.begin(), open.end());
  Json list = Json::array();
  for (const OutboxTransaction& transaction : open) {
    const bool is_unsent =
        !transaction.receipt || transaction.receipt->code == Receipt::Code::refused;
    if (!is_unsent) continue;
    BRYGGA_ASSIGN(const bool is_log, is_of_log(call.store, transaction));
    if (is_log) continue;
    BRYGGA_ASSIGN(Json item, content_json(call, transaction, transaction.edits));
    list.push_back(std::move(item));
  }
  return Json{{"exported_at", format_instant(call.now_ms())},
              {"tenant", status.replica.tenant},
              {"account_name", status.replica.account_name},
              {"url", status.replica.office_url},
              {"transactions", std::move(list)}};
}

// --- what they look like ------------------------------------------------------------------------

Shape status_shape() {
  const Shape progress = {{"rows", integer()},
                          {"rows_total", integer()},
                          {"bytes", integer()},
                          {"bytes_total", integer()}};
  return Shape(and_more(waiting_members(), {{"enrolled", flag()},
                                            {"oldest_unsent", or_null(instant())},
                                            {"last_sync", or_null(instant())},
                                            {"position", {{"epoch", text()}, {"seq", integer()}}},
                                            {"clock_offset_ms", integer()},
                                            {"copy", flag()},
                                            {"repairs", integer()},
                                            {"scrub_due", flag()},
                                            {"wiped_at", or_null(instant())},
                                            {"scopes", integer()},
                                            {"scopes_loading", integer()},
                                            {"progress", or_null(progress)}}));
}

Shape::Members receipt_members() {
  return {{"transaction", id()},
          {"number", integer()},
          {"what", text()},
          {"kind", text()},
          {"participant", or_null(id())},
          {"name", or_null(text())},
          {"records", integer()},
          {"saved_at", instant()},
          {"state", choice({"saved", "sent", "received", "merged", "conflict", "refused"})},
          {"code", or_null(text())},
          {"sentence", or_null(text())},
          {"sentence_sv", or_null(text())}};
}

Shape receipt_shape() { return named("receipt", Shape(receipt_members())); }

Shape receipt_with_content_shape() {
  return named("receipt_with_content",
               Shape(and_more(receipt_members(), {{"content", list(edit_shape())}})));
}

Shape inbox_shape() {
  return {{"refused", list(receipt_with_content_shape())},
          {"conflicts", list(conflict_shape())},
          {"deletions_undone", list(undone_deletion_shape())},
          {"late", list(late_work_shape())}};
}

Shape unsent_shape() {
  return {{"exported_at", instant()},
          {"tenant", text()},
          {"account_name", text()},
          {"url", text()},
          {"transactions", list(receipt_with_content_shape())}};
}

}  // namespace

std::vector<Definition> sync_queries() {
  return {
      {"status",
       false,
       "Says what waits to be sent, and when this device last met its office.",
       {},
       show_status},
      {"receipts.list",
       false,
       "Lists what was saved here and what became of it, newest first.",
       {integer("limit", 1, receipts_max), flag("open")},
       list_receipts},
      {"inbox.list",
       false,
       "Lists what needs a person: refused changes, open conflicts, deletions that others' changes "
       "have undone, and what came late from somebody who had the case before.",
       {integer("limit", 1, receipts_max)},
       list_inbox},
      {"unsent.export",
       false,
       "Gives all that was saved here and that the office has not taken, with its content.",
       {},
       export_unsent},
  };
}

std::vector<AnswerDef> answers_of_sync_queries() {
  return {
      {"status", status_shape()},
      {"receipts.list", {{"receipts", list(receipt_shape())}}},
      {"inbox.list", inbox_shape()},
      {"unsent.export", unsent_shape()},
  };
}

}  // namespace brygga::casework
