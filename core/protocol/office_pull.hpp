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
#include "protocol/office_port.hpp"

namespace brygga {

struct PullContext {
  std::vector<Scope> scopes;       // what the device may hold now, in order
  Seq own_seq = 0;                 // the commit of this request's own edits; 0: none
  std::unordered_set<RowId> echo;  // rows of that commit that must be told all the same
  bool own_is_known = false;       // nothing of that commit needs to be told: skip it unread
};

// Whether the office knows the position. The error (reason unknown_position) is for the device.
Status check_position(OfficeReader& office, const Position& position);

// The commit up to which the device has everything: its position, unless that lies within changes
// of which it has a part.
Seq complete_seq(const SyncRequest& request);

// Fills scopes, position, rows, progress and more of the response.
Status build_page(OfficeReader& office, const SyncRequest& request, const PullContext& context,
                  SyncResponse& response);

// What a device that may only send is told: which of the scopes that it holds it may hold no more,
// so that their rows go from it; no other scope, and no row.
void tell_losses(const SyncRequest& request, const PullContext& context, SyncResponse& response);

// True when build_page or tell_losses would have nothing to say but a new position.
bool says_nothing(const SyncResponse& response);

}  // namespace brygga
