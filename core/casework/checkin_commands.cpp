#include "casework/case_commands.hpp"
#include "casework/casework.hpp"
#include "casework/instant.hpp"
#include "casework/record_form.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// A correction is a check-in of its own that names the one it stands for.
Result<std::optional<Uuid>> corrected_checkin(Call& call, const RowId& who) {
  if (!call.arguments.has("corrects")) {
    return std::optional<Uuid>{};
  }
  BRYGGA_ASSIGN(const Record corrected, call.record("corrects", checkin::entity));
  if (corrected.uuid(checkin::participant) != who.uuid) {
    return call.fault("corrects", "other_participant",
                      {"The check-in to correct belongs to another participant.",
                       "Incheckningen som ska rättas hör till en annan deltagare."});
  }
  return std::optional<Uuid>(corrected.id().uuid);
}

const RecordForm& checkin_form() {
  static const RecordForm form(
      checkin::entity,
      {checkin::at, checkin::place, checkin::planned_minutes, checkin::attended_minutes,
       checkin::mood, checkin::comment, checkin::activity, checkin::in_community,
       checkin::participant_signature, checkin::supervisor, checkin::supervisor_signature},
      {{checkin::planned_minutes, integer("planned_minutes", 0, checkin::minutes_max)},
       {checkin::attended_minutes, integer("attended_minutes", 0, checkin::minutes_max)},
       {checkin::mood, integer("mood", 1, checkin::mood_max)}});
  return form;
}

// Nobody was there later than now; a little more than now is the clocks' difference.
Status check_time(Call& call) {
  constexpr std::uint64_t slack_ms = 10ULL * 60 * 1000;
  const auto at = call.arguments.time_ms("at");
  if (!at || *at <= call.now_ms() + slack_ms) return {};
  return call.fault("at", "in_future",
                    {"A check-in says what has been; this time is still to come.",
                     "En incheckning säger vad som har varit; den här tiden har inte kommit än."});
}

Result<Json> record_checkin(Call& call) {
  BRYGGA_ASSIGN(const Record person, call.record("participant", participant::entity));
  BRYGGA_ASSIGN(const std::optional<Uuid> corrects, corrected_checkin(call, person.id()));
  BRYGGA_TRY(check_time(call));
  Change change = checkin_form().fill(call, call.new_row_id(), scope_of_case(person.id()));
  add_evidence(call, change);
  assign(change, checkin::participant, person.id().uuid);
  if (corrects) assign(change, checkin::corrects, *corrects);
  return save_one(call, "checkin", std::move(change),
                  Json({{"participant", to_string(person.id().uuid)}}));
}

// How much the device's clock is worth, by when it was last held against the office's.
const char* clock_worth(const Call& call) {
  if (call.self.last_sync_ms == 0) return "unknown";
  return call.store.now_ms() < call.self.last_sync_ms + std::uint64_t{day_ms} ? "compared" : "old";
}

}  // namespace

void add_evidence(Call& call, Change& change) {
  const auto now = static_cast<std::int64_t>(call.now_ms());
  if (!call.arguments.has("at")) assign(change, checkin::at, now);
  assign(change, checkin::saved_at, now);
  assign(change, checkin::clock, std::string(clock_worth(call)));
  assign(change, checkin::recorded_by, call.self.account);
}

std::vector<Definition> checkin_commands() {
  std::vector<ArgumentDef> arguments = checkin_form().to_add({id("corrects")});
  arguments.insert(arguments.begin(), required(id("participant")));
  for (ArgumentDef& argument : arguments) {
    if (argument.name == "at") argument.is_required = false;
  }
  return {
      {"checkin.record",
       true,
       "Records that a participant was there.",
       arguments,
       record_checkin,
       {{"checkin", id()}, {"participant", id()}}},
  };
}

}  // namespace brygga::casework
