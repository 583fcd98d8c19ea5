// Grants: which scopes a row makes visible to whom, and what an account row says its person may do.
//
// Computed from the values that show, so that the same rows give the same visibility everywhere.
// Pure functions.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/schema.hpp"

namespace brygga {

// The day of a grant that has no last day.
inline constexpr std::int64_t no_last_day = std::numeric_limits<std::int64_t>::max();

struct Grant {
  PrincipalId principal;
  Scope scope;
  std::int64_t through = no_last_day;  // days since 1970, UTC: it holds on this day, not after it
  friend bool operator==(const Grant&, const Grant&) = default;
  friend auto operator<=>(const Grant&, const Grant&) = default;
};

// The day at the office, as grants count it.
std::int64_t day_of(std::uint64_t unix_ms);

// All grants that the row gives, in order; of the same scope for the same principal the longest.
std::vector<Grant> grants_of(const Schema& schema, const RowState& row);

struct Account {
  std::vector<PrincipalId> principals;  // the person, then the groups
  std::vector<std::string> roles;
  bool is_open = true;     // a closed one has no groups and no roles, and holds no scope
  bool holds_base = true;  // the base scopes too, while it is open
};

// What the account row says. The row must be of the schema's account entity.
Account account_of(const Schema& schema, const RowState& row);

}  // namespace brygga
