#include "casework/call.hpp"

#include <algorithm>
#include <utility>

#include "casework/casework.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

Result<Self> read_self(AccountStore& store) {
  BRYGGA_ASSIGN(
      const QueryResult found,
      store.query("SELECT token <> '', account, account_name, clock_offset_ms, consumed, device, "
                  "synced_ms FROM replica"));
  Self self;
  if (found.rows.empty()) {
    return self;
  }
  const std::vector<Value>& row = found.rows.front();
  self.is_enrolled = integer_in(row[0]) != 0;
  self.account = uuid_in(row[1]);
  self.account_name = text_in(row[2]);
  self.clock_offset_ms = integer_in(row[3]);
  self.device.value = static_cast<std::uint64_t>(integer_in(row[5]));
  self.last_sync_ms = static_cast<std::uint64_t>(integer_in(row[6]));
  self.consumed = static_cast<EditNumber>(integer_in(row[4]));
  return self;
}

std::uint64_t Call::now_ms() const {
  // Small differences are the network's, not the clock's.
  constexpr std::int64_t noise_ms = 5000;
  const std::int64_t offset = self.clock_offset_ms;
  const auto now = static_cast<std::int64_t>(store.now_ms());
  const bool is_noise = offset > -noise_ms && offset < noise_ms;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, is_noise ? now : now + offset));
}

Error Call::fault(const char* field, const char* code, Sentence sentence) {
  fault_field_ = field;
  fault_sentence_sv_ = std::move(sentence.sv);
  return {ErrorCode::invalid, std::move(sentence.en), false, code};
}

Error Call::faults(const char* field, const char* code, Sentence sentence, ProblemList problems) {
  fault_problems_ = std::move(problems);
  return fault(field, code, std::move(sentence));
}

Result<Record> Call::record(const char* field, EntityNumber entity) {
  const std::string& kind = schema().entity(entity)->name;
  BRYGGA_ASSIGN(std::optional<Record> found,
                read_record(store, entity, RowId{arguments.uuid(field).value_or(Uuid{})}));
  if (found) {
    return *std::move(found);
  }
  fault_field_ = field;
  fault_sentence_sv_ =
      "Posten finns inte på den här enheten; den kan höra till andra, eller inte ha kommit ännu.";
  return Error{ErrorCode::not_found,
               "There is no " + kind +
                   " with this id on this device; it may belong to others, or "
                   "not have been received yet.",
               false, "no_such_" + kind};
}

Result<Json> Call::save(std::vector<Change> changes, Json result) {
  WriteSet writes;
  writes.changes = std::move(changes);
  if (command_) {
    writes.command = command_;
    writes.command_result = text_to_keep(result);
  }
  BRYGGA_ASSIGN(const Saved saved, store.write(writes));
  return answer(saved, std::move(result));
}

Result<Json> Call::settle(const std::function<Result<Saved>(const CommandToKeep&)>& act,
                          const std::function<Json(const Saved&)>& result_of) {
  const CommandToKeep command{command_,
                              [&](const Saved& saved) { return text_to_keep(result_of(saved)); }};
  BRYGGA_ASSIGN(const Saved saved, act(command));
  return answer(saved, result_of(saved));
}

std::string Call::text_to_keep(const Json& result) const {
  return Json({{"name", definition_.name},
               {"input", arguments.fingerprint_without("command_id")},
               {"result", result}})
      .text();
}

Result<Json> Call::answer(const Saved& saved, Json result) {
  if (saved.is_repeated) {
    return answer_from(saved.transaction, saved.command_result);
  }
  result["transaction"] = to_string(saved.transaction.uuid);
  return result;
}

Result<std::optional<Json>> Call::first_answer() {
  if (!command_) {
    return std::optional<Json>{};
  }
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT txn, result FROM command WHERE id = ?1", {command_->uuid}));
  if (found.rows.empty()) {
    return std::optional<Json>{};
  }
  const std::vector<Value>& row = found.rows.front();
  BRYGGA_ASSIGN(Json answer, answer_from(TransactionId{uuid_in(row[0])}, text_in(row[1])));
  return std::optional<Json>(std::move(answer));
}

Result<Json> Call::answer_from(const TransactionId& transaction, const std::string& kept) {
  const std::optional<Json> first = read_json(kept).value;
  const Json* name = first ? first->find("name") : nullptr;
  const Json* result = first ? first->find("result") : nullptr;
  // Commands that were kept before inputs were told apart have none.
  const Json* input = first ? first->find("input") : nullptr;
  const bool is_ours =
      name != nullptr && name->string() != nullptr && *name->string() == definition_.name &&
      result != nullptr && result->members() != nullptr &&
      (input == nullptr || (input->string() != nullptr &&
                            *input->string() == arguments.fingerprint_without("command_id")));
  if (!is_ours) {
    return fault(
        "command_id", "command_id_reused",
        {"This command_id was used before, for another command or another input: that was saved, "
         "and this was not. Make a new one for each.",
         "Detta command_id har använts förut, för ett annat kommando eller andra uppgifter: "
         "de sparades, men inte dessa. Gör ett nytt för varje."});
  }
  Json answer = *result;
  answer["transaction"] = to_string(transaction.uuid);
  return answer;
}

Json error_members(const Error& error, const std::string& field, const std::string& sentence_sv,
                   const std::optional<ProblemList>& problems) {
  Sentence told = sentence_of(error);
  Json members = {{"code", error.reason.empty() ? name_of(error.code) : error.reason},
                  {"kind", name_of(error.code)},
                  {"sentence", std::move(told.en)},
                  {"sentence_sv", sentence_sv.empty() ? std::move(told.sv) : sentence_sv},
                  {"field", field},
                  {"can_retry", error.can_retry}};
  if (problems) {
    members["problems"] = problems_json(*problems);
    members["problems_count"] = problems->count();
  }
  return members;
}

}  // namespace brygga::casework
