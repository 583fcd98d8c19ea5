// What a transaction was, in words: "check-in for Alice Andersson".
//
// Told from the edits themselves, since a refused one has left no rows. The device is asked for
// names.
#pragma once

#include <optional>
#include <string>

#include "casework/call.hpp"

namespace brygga::casework {

struct TransactionWords {
  std::string kind;                 // stable: "intake", "checkin", ... ; "import" of many
  std::string text;                 // "intake of Alice Andersson"
  std::optional<Uuid> participant;  // whom it is about, when that is one person
  std::string name;                 // their name, or empty
};

Result<TransactionWords> words_of(AccountStore& store, const OutboxTransaction& transaction);

}  // namespace brygga::casework
