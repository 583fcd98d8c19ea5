// The operators' verbs for what the office does about cases as such: carrying out what was decided
// about those whose time is up, and the review of who opened whose record.
//
// Each returns the exit status, as in office_verbs.hpp. One thread.
#pragma once

#include <string>

#include "app/office_verbs.hpp"

namespace brygga::server {

struct RetentionOptions {
  bool is_confirmed = false;  // else only say what would be erased
};
int carry_out_retention(const VerbContext& context, const RetentionOptions& options);

struct AccessReviewOptions;
int review_access(const VerbContext& context, const AccessReviewOptions& options);

}  // namespace brygga::server
