// Finding the one that a person means by a name, a part of it, a number or an id.
//
// All throw Failure (not_found) when nothing fits, or several do; the failure then has the matches
// as "matches", [{"id", "name", ...}].
#pragma once

#include <string>

#include "session.hpp"

namespace brygga::cli {

// The id of the participant that the text names: an id or the beginning of one (4 or more digits),
// an identity number, a name or a part of one.
std::string pick_participant(Session& session, const std::string& text);

// The id of a unit by name, a part of it, key or id. An empty text means the unit of this device's
// person, or the only one there is.
std::string pick_unit(Session& session, const std::string& text);

// The id of a programme by key, title or id. An empty text means the only one there is.
std::string pick_programme(Session& session, const std::string& text);

// The id of the participant's running enrolment: the one that the text is the id of (or the
// beginning), or with an empty text the only one.
std::string pick_enrolment(Session& session, const std::string& participant,
                           const std::string& text);

}  // namespace brygga::cli
