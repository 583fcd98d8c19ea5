#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;

namespace {

// A correction is a check-in of its own that names the one it stands for.
Result<std::optional<Uuid>> corrected_checkin(Call& call, const RowId& who) {
  if (!call.arguments.has("corrects")) {
    return std::optional<Uuid>{};
  }
  BRYGGA_ASSIGN(const Record corrected, call.record("corrects", checkin::entity));
  if (corrected.uuid(checkin::participant) != who.uuid) {
    return call.fault("corrects", "other_participant",
                      "The check-in to correct belongs to another participant.");
  }
  return std::optional<Uuid>(corrected.id().uuid);
}

Result<Json> record_checkin(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const std::optional<Uuid> corrects, corrected_checkin(call, person.id()));
  const RowId row = call.new_row_id();
  Change change = creation(checkin::entity, row, scope_of_case(person.id()));
  assign(change, checkin::participant, person.id().uuid);
  assign(change, checkin::at,
         static_cast<std::int64_t>(given.time_ms("at").value_or(call.now_ms())));
  assign_if_any(change, checkin::place, given.text("place"));
  assign_if_any(change, checkin::planned_minutes, given.number("planned_minutes"));
  assign_if_any(change, checkin::attended_minutes, given.number("attended_minutes"));
  assign_if_any(change, checkin::mood, given.number("mood"));
  assign(change, checkin::recorded_by, call.self.account);
  if (corrects) assign(change, checkin::corrects, *corrects);
  assign_if_any(change, checkin::comment, given.text("comment"));
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  return call.save(std::move(changes), {{"checkin", to_string(row.uuid)},
                                        {"participant", to_string(person.id().uuid)}});
}

}  // namespace

std::vector<Definition> checkin_commands() {
  return {
      {"checkin.record",
       true,
       "Records that a participant was there.",
       {required(id("participant")), instant("at"), line("place", name_bytes_max),
        integer("planned_minutes", 0, checkin::minutes_max),
        integer("attended_minutes", 0, checkin::minutes_max), integer("mood", 1, checkin::mood_max),
        prose("comment", comment_bytes_max), id("corrects")},
       record_checkin},
  };
}

}  // namespace brygga::casework
