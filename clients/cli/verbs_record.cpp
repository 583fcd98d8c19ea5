// `brygga checkin`, `note`, `outcome` and `finish`: what happened with a participant.

#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <memory>

#include "answer.hpp"
#include "pick.hpp"
#include "swedish.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

constexpr const char* who_help = "Name or a part of it, personnummer, or id";

// Sets the key when a text was given.
void set_text(Json& input, const char* key, const std::string& text) {
  if (!text.empty()) input[key] = text;
}

// --- checkin ----------------------------------------------------------------------------------

struct CheckinArguments {
  std::string who;
  std::string at;
  std::string place;
  std::string comment;
  std::optional<int> planned_minutes;
  std::optional<int> attended_minutes;
  std::optional<int> mood;
};

std::int64_t instant_of(const std::string& text) {
  const auto instant = parse_local_time(text, now_ms());
  if (instant) return *instant;
  throw Failure::make(ExitStatus::usage, "time_form",
                      "\"" + text + "\" is no time. Write 14:30, or \"2026-11-21 14:30\".");
}

ExitStatus checkin(Session& session, const CheckinArguments& given) {
  Json input = Json::object();
  if (!given.at.empty()) input["at"] = instant_of(given.at);
  input["participant"] = pick_participant(session, given.who);
  set_text(input, "place", given.place);
  set_text(input, "comment", given.comment);
  if (given.planned_minutes) input["planned_minutes"] = *given.planned_minutes;
  if (given.attended_minutes) input["attended_minutes"] = *given.attended_minutes;
  if (given.mood) input["mood"] = *given.mood;
  const Json answer = session.save("checkin.record", input);
  return report_saved(session, answer, "Check-in recorded.");
}

void add_checkin(CLI::App& program, Run* run) {
  const auto given = std::make_shared<CheckinArguments>();
  CLI::App* verb = program.add_subcommand("checkin", "Record that a participant was there");
  verb->fallthrough();
  verb->add_option("WHO", given->who, who_help)->required();
  verb->add_option("--at", given->at, "When: 14:30, or \"2026-11-21 14:30\" (default: now)");
  verb->add_option("--place", given->place, "Where");
  verb->add_option("--planned", given->planned_minutes, "Minutes planned, 0 to 1440")
      ->type_name("MINUTES");
  verb->add_option("--attended", given->attended_minutes, "Minutes attended, 0 to 1440")
      ->type_name("MINUTES");
  verb->add_option("--mood", given->mood, "How the person felt, 1 (bad) to 5 (good)");
  verb->add_option("--comment", given->comment, "What else there is to say");
  verb->footer(
      "Times are those of Sweden.\nExample:\n"
      "  brygga checkin \"Åsa Öberg\" --at 08:30 --planned 240 --attended 225");
  verb->callback([=] { *run = [=](Session& session) { return checkin(session, *given); }; });
}

// --- note -------------------------------------------------------------------------------------

struct NoteArguments {
  std::string who;
  std::string text;
  bool sign = false;
};

ExitStatus note(Session& session, const NoteArguments& given) {
  std::string text = given.text;
  if (text == "-") text.assign(std::istreambuf_iterator<char>(std::cin), {});
  Json input = {{"participant", pick_participant(session, given.who)}, {"body", text}};
  if (given.sign) input["sign"] = true;
  const Json answer = session.save("note.write", input);
  return report_saved(session, answer,
                      given.sign ? "Note written and signed." : "Note written, as a draft.");
}

void add_note(CLI::App& program, Run* run) {
  const auto given = std::make_shared<NoteArguments>();
  CLI::App* verb = program.add_subcommand("note", "Write a note about a participant");
  verb->fallthrough();
  verb->add_option("WHO", given->who, who_help)->required();
  verb->add_option("TEXT", given->text, "The note; - reads it from standard input")->required();
  verb->add_flag("--sign", given->sign, "Sign it at once; a signed note no longer changes");
  verb->footer("Example:\n  brygga note Åsa \"Vill till vården, helst natt.\" --sign");
  verb->callback([=] { *run = [=](Session& session) { return note(session, *given); }; });
}

// --- outcome ----------------------------------------------------------------------------------

struct OutcomeArguments {
  std::string who;
  std::string type;
  std::string from;
  std::string to;
  std::string source;
};

ExitStatus outcome(Session& session, const OutcomeArguments& given) {
  Json input = {{"participant", pick_participant(session, given.who)}, {"type", given.type}};
  set_text(input, "from", given.from);
  set_text(input, "to", given.to);
  set_text(input, "source", given.source);
  const Json answer = session.save("outcome.record", input);
  return report_saved(session, answer, "Outcome recorded.");
}

void add_outcome(CLI::App& program, Run* run) {
  const auto given = std::make_shared<OutcomeArguments>();
  CLI::App* verb = program.add_subcommand("outcome", "Record what the work led to");
  verb->fallthrough();
  verb->add_option("WHO", given->who, who_help)->required();
  verb->add_option("TYPE", given->type, "As the programme names it: work, studies, other")
      ->required();
  verb->add_option("--from", given->from, "First day (default: today)")->type_name("YYYY-MM-DD");
  verb->add_option("--to", given->to, "Last day, if there is one")->type_name("YYYY-MM-DD");
  verb->add_option("--source", given->source, "How this is known");
  verb->footer("Example:\n  brygga outcome \"Åsa Öberg\" work --from 2026-11-16");
  verb->callback([=] { *run = [=](Session& session) { return outcome(session, *given); }; });
}

// --- finish -----------------------------------------------------------------------------------

struct FinishArguments {
  std::string who;
  std::string enrolment;
  std::string ended;
};

ExitStatus finish(Session& session, const FinishArguments& given) {
  const std::string who = pick_participant(session, given.who);
  Json input = {{"enrolment", pick_enrolment(session, who, given.enrolment)}};
  set_text(input, "ended", given.ended);
  const Json answer = session.save("enrolment.finish", input);
  return report_saved(session, answer, "Enrolment finished on " + text_in(answer, "ended") + ".");
}

void add_finish(CLI::App& program, Run* run) {
  const auto given = std::make_shared<FinishArguments>();
  CLI::App* verb = program.add_subcommand("finish", "End a participant's enrolment");
  verb->fallthrough();
  verb->add_option("WHO", given->who, who_help)->required();
  verb->add_option("--on", given->ended, "Last day (default: today)")->type_name("YYYY-MM-DD");
  verb->add_option("--enrolment", given->enrolment, "Its id, when there are several");
  verb->footer("Example:\n  brygga finish \"Åsa Öberg\" --on 2026-11-30");
  verb->callback([=] { *run = [=](Session& session) { return finish(session, *given); }; });
}

}  // namespace

void add_record_verbs(CLI::App& program, Run* run) {
  add_checkin(program, run);
  add_note(program, run);
  add_outcome(program, run);
  add_finish(program, run);
}

}  // namespace brygga::cli
