#include "casework/transaction_words.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "casework/casework.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

// An intake is at most six edits; only an import has more than this.
constexpr std::uint32_t edits_told = 12;

// Work that was handed over has no values any more.
const Value* written(const Edit& edit, FieldNumber field) {
  const auto found = std::find_if(
      edit.writes.begin(), edit.writes.end(),
      [&](const FieldWrite& write) { return write.field == field && !is_absent(write.value); });
  return found == edit.writes.end() ? nullptr : &found->value;
}

bool is_written(const Edit& edit, FieldNumber field, const char* text) {
  const Value* value = written(edit, field);
  return value != nullptr && *value == Value(std::string(text));
}

struct Phrase {
  int rank = 0;  // of a transaction's edits, the one that says most is told
  const char* kind = "change";
  const char* text = "change for";
};

Phrase phrase_of_new(const Edit& edit) {
  switch (edit.entity) {
    case enrolment::entity:
      return {9, "intake", "intake of"};
    case participant::entity:
      return {8, "participant", "registration of"};
    case checkin::entity:
      return written(edit, checkin::corrects) != nullptr
                 ? Phrase{7, "correction", "corrected check-in for"}
                 : Phrase{7, "checkin", "check-in for"};
    case outcome::entity:
      return {6, "outcome", "outcome for"};
    case note::entity:
      return is_written(edit, note::status, "signed") ? Phrase{5, "note", "signed note about"}
                                                      : Phrase{5, "note", "note about"};
    case team_membership::entity:
      return {4, "team", "new team member for"};
    case identity::entity:
      return {3, "identity", "identity number of"};
    default:
      return {};
  }
}

Phrase phrase_of_change(const Edit& edit) {
  switch (edit.entity) {
    case enrolment::entity:
      return is_written(edit, enrolment::status, "finished")
                 ? Phrase{6, "finish", "end of the enrolment of"}
                 : Phrase{2, "enrolment", "changed enrolment of"};
    case participant::entity:
      return {2, "details", "changed details of"};
    case note::entity:
      return is_written(edit, note::status, "signed") ? Phrase{5, "sign", "signed the note about"}
                                                      : Phrase{5, "note", "changed note about"};
    case team_membership::entity:
      return {4, "team", "team of"};
    case checkin::entity:
      return {4, "checkin", "changed check-in for"};
    default:
      return {};
  }
}

// The participant in whose case the edit is; a change of a row that is gone does not say.
Result<std::optional<Uuid>> case_of(AccountStore& store, const Edit& edit) {
  Scope scope = edit.scope;
  if (!edit.creates) {
    BRYGGA_ASSIGN(const std::optional<RowView> row, store.read(edit.entity, edit.row));
    scope = row ? row->state.scope : Scope{};
  }
  const bool is_case = scope.kind == case_scope || scope.kind == restricted_scope;
  return is_case ? std::optional(scope.id) : std::nullopt;
}

Result<std::string> name_of_participant(AccountStore& store, const Uuid& who,
                                        const std::vector<Edit>& edits) {
  BRYGGA_ASSIGN(const std::optional<Record> record,
                read_record(store, participant::entity, RowId{who}));
  if (record) {
    return full_name(*record);
  }
  for (const Edit& edit : edits) {
    if (edit.entity != participant::entity || edit.row.uuid != who) continue;
    const Value* first = written(edit, participant::first_name);
    const Value* last = written(edit, participant::last_name);
    if (first != nullptr && last != nullptr) return text_in(*first) + " " + text_in(*last);
  }
  return std::string();
}

}  // namespace

Result<TransactionWords> words_of(AccountStore& store, const OutboxTransaction& transaction) {
  if (transaction.edits > edits_told) {
    return TransactionWords{
        "import", "import of " + std::to_string(transaction.edits) + " records", std::nullopt, {}};
  }
  std::vector<Edit> edits;
  Phrase best;
  std::optional<Uuid> who;
  for (std::uint32_t i = 0; i < transaction.edits; ++i) {
    BRYGGA_ASSIGN(std::optional<Edit> edit, store.edit(transaction.first + i));
    if (!edit) continue;
    const Phrase phrase = edit->creates ? phrase_of_new(*edit) : phrase_of_change(*edit);
    if (phrase.rank > best.rank) best = phrase;
    if (!who) {
      BRYGGA_ASSIGN(who, case_of(store, *edit));
    }
    edits.push_back(*std::move(edit));
  }
  TransactionWords words;
  words.kind = best.kind;
  words.participant = who;
  if (who) {
    BRYGGA_ASSIGN(words.name, name_of_participant(store, *who, edits));
  }
  words.text = std::string(best.text) + " " +
               (words.name.empty() ? "a participant no longer here" : words.name);
  return words;
}

}  // namespace brygga::casework
