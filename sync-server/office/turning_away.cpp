#include "office/turning_away.hpp"

#include <utility>

namespace brygga::server {

Error turn_away(ErrorCode code, std::string reason, std::string sentence) {
  return {code, std::move(sentence), false, std::move(reason)};
}

Error closed_account() {
  return turn_away(ErrorCode::refused, "closed_account",
                   "The account is closed at the office: its person works there no more.");
}

Error used_code() {
  return turn_away(ErrorCode::conflict, "used_code",
                   "This enrolment code has been used already. Each code is good for one device; "
                   "ask the office for a new one.");
}

Error expired_code() {
  return turn_away(ErrorCode::refused, "expired_code",
                   "This enrolment code has expired. Ask the office for a new one.");
}

Error missing_field(const char* field) {
  return turn_away(ErrorCode::invalid, "missing_field",
                   std::string("The field ") + field + " is missing.");
}

Error unknown_code() {
  return turn_away(ErrorCode::not_found, "unknown_code",
                   "The tenant and the enrolment code do not fit together. Check both, or ask the "
                   "office for a new code.");
}

}  // namespace brygga::server
