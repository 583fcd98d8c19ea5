// What the office tells a device: scopes, then the rows that changed, in pages.
//
// Complete scopes come first, merged in the order of commits, so that a page ends between commits;
// a commit that is larger than a page is cut, and says so. What is left of the page goes to scopes
// that the device is still loading. A field is sent when its seq is beyond the last complete answer
// to the device; what the device itself wrote in this very request, and nobody else touched, is not
// sent back. Pure but for the port.
#pragma once

#include <unordered_set>
#include <vector>

#include "model/schema.hpp"
#include "protocol/message.hpp"
#include "protocol/notary.hpp"
#include "protocol/office_port.hpp"

namespace brygga {

struct PullContext {
  std::vector<Scope> scopes;       // what the device may hold now, in order
  std::vector<Scope> base_scopes;  // of those, what every device holds: loaded before the others
  Seq own_seq = 0;                 // the commit of this request's own edits; 0: none
  std::unordered_set<RowId> echo;  // rows of that commit that must be told all the same
  bool own_is_known = false;       // nothing of that commit needs to be told: skip it unread
  const Notary* notary = nullptr;  // marks the rows; null: they bear no marks
};

// Whether the office lacks what the device has seen of it: the commit of its position, or edits up
// to consumed that the device goes on from. Then the device must bring back what it has
// (office_heal.hpp). The error (reason unknown_position) is for the device: this is nothing that
// the office ever said.
Result<bool> has_lost(OfficeReader& office, const SyncRequest& request, EditNumber consumed);

// The answer to a device that knows what the office has lost, and nothing else of an answer.
Status tell_of_loss(OfficeReader& office, const Notary& notary, SyncResponse& response);

// Tells a device that is sent no rows from where it goes on: from where it is. Who holds nothing
// yet, or heals, begins at the newest commit: what comes will be loaded, and from then on a loss is
// noticed. Who gets receipts is told the epochs that it does not know: a commit that it took for
// one of an older epoch would look lost as soon as it hears where that one ended.
Status tell_position(OfficeReader& office, const SyncRequest& request, const Notary* notary,
                     SyncResponse& response);

// The commit up to which the device has everything: its position, unless that lies within changes
// of which it has a part.
Seq complete_seq(const SyncRequest& request);

// The newest commit up to which the device will never ask for anything again, by what the request
// says: above it the office must keep what leaves scopes, and salts. 0: it asks for nothing.
Seq needed_after(const SyncRequest& request);

// Fills scopes, position, rows, progress, loads_anew and more of the response.
Status build_page(OfficeReader& office, const SyncRequest& request, const PullContext& context,
                  SyncResponse& response);

// What a device that may only send is told: which of the scopes that it holds it may hold no more,
// so that their rows go from it; no other scope, and no row. After tell_position.
void tell_losses(const SyncRequest& request, const PullContext& context, SyncResponse& response);

// True when the answer tells the device nothing but a new position: it may wait.
bool says_nothing(const SyncRequest& request, const SyncResponse& response);

}  // namespace brygga
