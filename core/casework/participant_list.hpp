// The participants on this device by name, and what a list says about each. The device is asked.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casework/call.hpp"
#include "casework/joined_persons.hpp"
#include "casework/json.hpp"
#include "casework/known_rows.hpp"
#include "casework/record.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

struct NamedParticipant {
  RowId id;
  std::string first_name, last_name, district;
};

// All participants of a store, in Swedish order of last and first names (å ä ö after z). Records
// that were joined are one participant. Kept from call to call until a participant changes, since
// a list is looked through page by page and searched letter by letter. Any thread.
class PeopleByName {
 public:
  struct People {
    std::vector<NamedParticipant> all;
    JoinedPersons joined;
  };

  Result<std::shared_ptr<const People>> read(AccountStore& store);

  // Whom these ids of records stand for, as far as they are here, each once; in the same order.
  Result<std::vector<NamedParticipant>> read(AccountStore& store, std::span<const Uuid> ids);

 private:
  std::mutex mutex_;
  std::int64_t version_ = 0;  // of the rows that the kept ones are made of
  std::shared_ptr<const People> kept_;
};

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
