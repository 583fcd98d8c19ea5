// Grants: which scopes a row makes visible to whom, and what an account row says its person may do.
//
// Computed from the values that show, so that the same rows give the same visibility everywhere.
// Pure functions.
#pragma once

#include <string>
#include <vector>

#include "model/schema.hpp"

namespace brygga {

struct Grant {
  PrincipalId principal;
  Scope scope;
  friend bool operator==(const Grant&, const Grant&) = default;
  friend auto operator<=>(const Grant&, const Grant&) = default;
};

// All grants that the row gives, in order, each once.
std::vector<Grant> grants_of(const Schema& schema, const RowState& row);

struct Account {
  std::vector<PrincipalId> principals;  // the person, then the groups
  std::vector<std::string> roles;
  bool is_open = true;  // a closed one has no groups and no roles, and holds no scope
};

// What the account row says. The row must be of the schema's account entity.
Account account_of(const Schema& schema, const RowState& row);

}  // namespace brygga
