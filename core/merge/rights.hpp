// Rights: whether this writer may make this edit.
//
// A writer writes in its own name, where it holds the scope or shows a pass, in scopes that its own
// transaction opens by making their first row, and only entities that one of its roles may write.
// Pure functions.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "merge/refusal.hpp"
#include "model/edit.hpp"
#include "model/schema.hpp"

namespace brygga {

// Who writes: a device on behalf of an account.
struct Actor {
  DeviceNumber device;
  std::vector<std::string> roles;
  std::unordered_set<Scope> scopes;     // held now
  bool is_office = false;               // the office itself may write anything valid
  std::vector<PrincipalId> principals;  // the person, then the groups: to whom grants are made
  bool is_closed = false;               // of a closed account, which may write nothing
};

// The first right that the actor lacks for the edit, or nothing. row is the row as it stands (null:
// none yet); opened are the scopes that this transaction has opened so far.
std::optional<Refusal> judge_rights(const Schema& schema, const Actor& actor,
                                    const std::unordered_set<Scope>& opened, const RowState* row,
                                    const Edit& edit);

// The row that the edit shows as its pass (Pass); nothing when it shows none.
std::optional<RowKey> pass_of(const Schema& schema, const Edit& edit);

// Whether the pass, as it stands now, lets the actor make the edit's row where it is to lie.
bool admits(const Schema& schema, const Actor& actor, const RowState& pass, const Edit& edit);

// The scopes into which the row is a pass.
std::vector<Scope> scopes_opened_by_pass(const Schema& schema, const RowState& pass);

// True when the actor could make the edit if only it still held the row's scope, or its account
// were still open.
bool lacks_only_the_scope(const Schema& schema, const Actor& actor,
                          const std::unordered_set<Scope>& opened, const RowState* row,
                          const Edit& edit);

// Adds the scopes that the (valid) edit opens.
void note_opened_scopes(const Schema& schema, const Edit& edit, std::unordered_set<Scope>& opened);

// The rows by whose making the scope may have been opened. When one of them is erased, nothing may
// be written there any more: what the scope is about is gone for ever.
std::vector<RowKey> openers_of(const Schema& schema, const Scope& scope);

}  // namespace brygga
