// Why a transaction was refused: for programs a code, for people a sentence, and the place.
#pragma once

#include <string>

#include "model/row.hpp"

namespace brygga {

struct Refusal {
  std::string code;      // stable, such as "wrong_type"; docs/PROTOCOL.md lists them
  std::string sentence;  // English; names entity and field, never a stored value of someone else
  EditNumber edit = 0;   // the edit at fault; 0 when it is the whole transaction
};

}  // namespace brygga
