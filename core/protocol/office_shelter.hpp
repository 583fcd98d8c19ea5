// Shelter at the office: rows that must withdraw into a narrower scope, since their guard says so.
//
// It follows every decision of what to store, whoever asked for it: a tablet that did not know of
// the guard, a lost version that is taken back, a journal that is replayed. Pure but for the port.
#pragma once

#include <vector>

#include "protocol/office_port.hpp"
#include "protocol/office_push.hpp"

namespace brygga {

// Of the changed rows, and of those whose guards are among them, the ones that lie where they may
// be seen no longer, as they stand.
Result<std::vector<RowState>> exposed_rows(const Schema& schema, OfficeReader& office,
                                           const std::vector<const RowState*>& changed);

// Moves the row into its shelter. The stamp is above all that its mover knew.
void withdraw(const Schema& schema, RowState& row, const Stamp& stamp, Seq seq);

// Both, for a decision that the office makes on its own.
Status withdraw_exposed(const Schema& schema, OfficeReader& office, Seq seq,
                        PushDecision& decision);

}  // namespace brygga
