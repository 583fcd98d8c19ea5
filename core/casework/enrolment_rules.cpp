#include "casework/enrolment_rules.hpp"

#include <algorithm>
#include <utility>

#include "casework/schema.hpp"

namespace brygga::casework {

namespace {

Status check_reason(Call& call, const StreamDefinition& stream, const std::string& reason) {
  if (stream.reasons.empty()) return {};
  const std::string known = keys_of(stream.reasons);
  if (reason.empty()) {
    return call.fault("stream_reason", "reason_missing",
                      {"This stream needs a reason; they are: " + known + ".",
                       "Inriktningen behöver en orsak; de är: " + known + "."});
  }
  if (has_key(stream.reasons, reason)) return {};
  return call.fault("stream_reason", "unknown_reason",
                    {"The reasons of this stream are: " + known + ".",
                     "Inriktningens orsaker är: " + known + "."});
}

// Somebody who is not available for work now is not left alone with that.
Status check_support(Call& call, const StreamDefinition& stream, const StreamChoice& choice) {
  if (!stream.needs_support || (!choice.support.empty() && choice.follow_up)) return {};
  const bool lacks_support = choice.support.empty();
  return call.fault(lacks_support ? "support" : "support_follow_up", "support_missing",
                    {"This stream needs a connected support and a day on which it is followed up.",
                     "Inriktningen behöver ett kopplat stöd och en dag då det följs upp."});
}

}  // namespace

Result<StreamChoice> checked_stream(Call& call, const ProgrammeDefinition& definition,
                                    StreamChoice was) {
  const Arguments& given = call.arguments;
  StreamChoice choice = std::move(was);
  if (given.has("stream")) choice.stream = given.text("stream");
  if (given.has("stream_reason")) choice.reason = given.text("stream_reason");
  if (given.has("support")) choice.support = given.text("support");
  if (given.has("support_follow_up")) choice.follow_up = given.day("support_follow_up");
  if (choice.stream.empty() || definition.streams.empty()) return choice;
  const auto& streams = definition.streams;
  const auto stream = std::find_if(streams.begin(), streams.end(),
                                   [&](const auto& one) { return one.key == choice.stream; });
  if (stream == streams.end()) {
    return call.fault("stream", "unknown_stream",
                      {"This programme's streams are: " + keys_of(streams) + ".",
                       "Programmets inriktningar är: " + keys_of(streams) + "."});
  }
  BRYGGA_TRY(check_reason(call, *stream, choice.reason));
  BRYGGA_TRY(check_support(call, *stream, choice));
  return choice;
}

Result<ProgrammeRow> programme_of(Call& call, const Record& enrolled, const char* field) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  const ProgrammeRow* programme =
      find_programme(programmes, enrolled.uuid(enrolment::programme).value_or(Uuid{}));
  if (programme != nullptr && programme->definition) return *programme;
  return call.fault(field, "programme_unreadable",
                    {"The enrolment's programme is not known here; sync first.",
                     "Inskrivningens program är inte känt här; synka först."});
}

}  // namespace brygga::casework
