// One call of a command or query, and the declaration that it runs by.
//
// A handler reads checked arguments, asks the device, and either answers or says what is wrong and
// with which field. A command ends in save(): one transaction, durable when it returns. Belongs to
// the thread of its call.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "casework/arguments.hpp"
#include "casework/civil_date.hpp"
#include "casework/json.hpp"
#include "casework/problem_list.hpp"
#include "casework/sentence.hpp"
#include "casework/shape.hpp"
#include "device/account_store.hpp"

namespace brygga::casework {

class Call;
class PeopleByName;
class Record;

// What it answers with is declared beside it, as an AnswerDef (answers.hpp).
struct Definition {
  const char* name = "";
  bool is_command = false;
  const char* purpose = "";  // one sentence
  std::vector<ArgumentDef> arguments;
  Result<Json> (*run)(Call&) = nullptr;
};

// All of them, by name.
const std::vector<Definition>& definitions();

// What this device knows of itself.
struct Self {
  bool is_enrolled = false;
  Uuid account;  // the row of the person whose device this is
  std::string account_name;
  DeviceNumber device;
  std::int64_t clock_offset_ms = 0;  // office clock minus device clock
  EditNumber consumed = 0;           // the office has the own edits up to this one
  std::uint64_t last_sync_ms = 0;    // by this device's clock; 0: never
};

Result<Self> read_self(AccountStore& store);

class Call {
 public:
  Call(AccountStore& store_used, PeopleByName& people_kept, const Definition& definition,
       Arguments arguments_given, Self self_read, std::optional<CommandId> command)
      : store(store_used),
        people(people_kept),
        arguments(std::move(arguments_given)),
        self(std::move(self_read)),
        definition_(definition),
        command_(command) {}

  AccountStore& store;
  PeopleByName& people;  // participant_list.hpp
  const Arguments arguments;
  const Self self;

  // The time at the office, as well as this device knows it.
  std::uint64_t now_ms() const;
  Date today() const { return today_in_stockholm(now_ms()); }
  RowId new_row_id() { return store.new_row_id(); }

  // The error for a field that breaks a rule; the field is kept for the answer.
  Error fault(const char* field, const char* code, Sentence sentence);
  // The same for many problems in a text or file that the field holds.
  Error faults(const char* field, const char* code, Sentence sentence, ProblemList problems);

  // The row that an id argument names, which must have been given. Not found is a fault of code
  // no_such_<entity>.
  Result<Record> record(const char* field, EntityNumber entity);

  // Saves the changes as one transaction and answers with the result and the transaction's id. When
  // the command was saved before, changes nothing and answers as then.
  Result<Json> save(std::vector<Change> changes, Json result);

  // The same for what a person does besides writing: act does it, and keeps what it is given, so
  // that a repeated command answers as the first; result_of makes the answer.
  Result<Json> settle(const std::function<Result<Saved>(const CommandToKeep&)>& act,
                      const std::function<Json(const Saved&)>& result_of);

  // What the same command answered when it was first called; nothing when it was not.
  Result<std::optional<Json>> first_answer();

  const std::string& fault_field() const { return fault_field_; }
  // Empty when the fault came from below.
  const std::string& fault_sentence_sv() const { return fault_sentence_sv_; }
  const std::optional<ProblemList>& fault_problems() const { return fault_problems_; }

 private:
  std::string text_to_keep(const Json& result) const;
  Result<Json> answer(const Saved& saved, Json result);
  Result<Json> answer_from(const TransactionId& transaction, const std::string& kept);

  const Definition& definition_;
  std::optional<CommandId> command_;
  std::string fault_field_;
  std::string fault_sentence_sv_;
  std::optional<ProblemList> fault_problems_;
};

// The members of an error answer. Without a Swedish sentence of its own the error gets that of its
// code, and the English one where there is none.
Json error_members(const Error& error, const std::string& field, const std::string& sentence_sv,
                   const std::optional<ProblemList>& problems);

}  // namespace brygga::casework
