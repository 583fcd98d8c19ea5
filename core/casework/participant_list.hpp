// The participants on this device by name, and what a list says about each. The device is asked.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/call.hpp"
#include "casework/json.hpp"
#include "casework/known_rows.hpp"
#include "casework/record.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

struct NamedParticipant {
  RowId id;
  std::string first_name, last_name, district;
};

// All participants here, in Swedish order of last and first names (å ä ö after z). Records that
// were joined are one participant.
Result<std::vector<NamedParticipant>> read_participants(AccountStore& store);

// Whom these ids of records stand for, as far as they are here, each once; in the same order.
Result<std::vector<NamedParticipant>> read_participants(AccountStore& store,
                                                        std::span<const Uuid> ids);

// Who has all words of the text in their name, as words or parts of words (store/search.hpp).
Result<std::vector<Uuid>> people_of_name(AccountStore& store, std::string_view text);

// [{"id", "name", "first_name", "last_name", "district", "stage", "unit", "programme", "start",
// "ended", "limit", "days_left", "warning_days", "past_limit", "unsent"}], in the order given.
Result<Json> list_json(Call& call, std::span<const NamedParticipant> people);
Shape participant_line_shape();

// The members start, ended, limit, days_left, warning_days and past_limit of an enrolment. Only one
// that is running has days left.
// extended: the last day that was decided on, if somebody has decided on more time.
void add_limit(Json& members, const ProgrammeRow* programme, std::optional<Date> start,
               std::optional<Date> ended, std::optional<Date> extended, Date today);
// Those of them that no record has.
Shape::Members limit_members();

}  // namespace brygga::casework
