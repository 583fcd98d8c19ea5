#include "base/result.hpp"

namespace brygga {

const char* name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return "invalid";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::refused:
      return "refused";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::too_new:
      return "too_new";
    case ErrorCode::storage:
      return "storage";
    case ErrorCode::storage_full:
      return "storage_full";
    case ErrorCode::offline:
      return "offline";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::busy:
      return "busy";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

}  // namespace brygga
