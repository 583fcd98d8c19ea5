// Work that reached the office after its writer had lost the scope, as rows for whoever holds the
// scope now. Pure functions.
#pragma once

#include <optional>

#include "model/edit.hpp"
#include "model/schema.hpp"

namespace brygga {

// Which entity takes the late work of scopes of the kind; null: none.
const LateWork* late_work_of(const Schema& schema, char scope_kind);

// One edit of a transaction, and who wrote it.
struct LateEdit {
  PrincipalId writer;
  const Transaction& transaction;
  std::size_t index = 0;
  DeviceNumber device;
};

// The row that lays the edit into the scope; its id follows from the transaction's, so that the
// same edit never lies there twice. Nothing when the edit is larger than the content may be.
std::optional<RowState> late_row(const Schema& schema, const LateWork& rule, const LateEdit& late,
                                 const Scope& scope, Seq seq);

}  // namespace brygga
