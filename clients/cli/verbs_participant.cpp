// `brygga participants` and `intake`: whom a coach works with.

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "answer.hpp"
#include "pick.hpp"
#include "swedish.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

void set_text(Json& input, const char* key, const std::string& text) {
  if (!text.empty()) input[key] = text;
}

// --- list -------------------------------------------------------------------------------------

constexpr std::size_t id_columns = 13;  // enough of an id to be the only one

struct ListArguments {
  std::string search;
  bool all = false;
};

// "2026-11-30, 9 days left".
std::string limit_text(const Json& enrolment) {
  std::string limit = text_in(enrolment, "limit");
  const bool is_running = enrolment.contains("days_left") && !enrolment["days_left"].is_null();
  if (limit.empty() || !is_running) return limit;
  const std::int64_t days = number_in(enrolment, "days_left");
  if (days < 0) return fmt::format("{}, {} past it", limit, count_text(-days, "day"));
  const bool is_warned = enrolment.contains("warning_days") && !enrolment["warning_days"].is_null();
  return is_warned ? fmt::format("{}, {} left", limit, count_text(days, "day")) : limit;
}

std::string stage_text(const std::string& stage) {
  return stage == "not_enrolled" ? "not enrolled" : stage;
}

Table list_table(const Json& participants) {
  Table table({{"name", false, 12},
               {"unit", false, 6},
               {"stage", false, 0},
               {"start", false, 0},
               {"limit", false, 11},
               {"", false, 0},
               {"id", false, 0}});
  for (const Json& one : participants) {
    table.add({text_in(one, "name"), text_in(one, "unit"), stage_text(text_in(one, "stage")),
               text_in(one, "start"), limit_text(one), flag_in(one, "unsent") ? "unsent" : "",
               text_in(one, "id").substr(0, id_columns)});
  }
  return table;
}

// All pages, as one answer.
Json all_participants(Session& session, const std::string& search) {
  constexpr int page = 500;
  Json all = Json::array();
  while (true) {
    Json input = {{"limit", page}, {"offset", all.size()}};
    set_text(input, "search", search);
    const Json answer = session.call("participants.list", input);
    const Json& list = list_in(answer, "participants");
    all.insert(all.end(), list.begin(), list.end());
    if (list.empty() || static_cast<std::int64_t>(all.size()) >= number_in(answer, "total")) break;
  }
  const std::size_t total = all.size();
  return {{"participants", std::move(all)}, {"total", total}, {"offset", 0}};
}

ExitStatus list(Session& session, const ListArguments& given) {
  Json input = Json::object();
  set_text(input, "search", given.search);
  const bool is_whole = given.all || session.screen().is_json();
  const Json answer =
      is_whole ? all_participants(session, given.search) : session.call("participants.list", input);
  Screen& screen = session.screen();
  screen.json(answer);
  const Json& participants = list_in(answer, "participants");
  if (participants.empty()) {
    screen.message(given.search.empty()
                       ? "There are no participants on this device. `brygga sync` gets yours."
                       : "No participant on this device fits \"" + given.search + "\".");
    return ExitStatus::done;
  }
  screen.print(list_table(participants));
  const std::int64_t total = number_in(answer, "total");
  const auto shown = static_cast<std::int64_t>(participants.size());
  if (shown < total) {
    screen.message(
        fmt::format("{} of {}; --all shows the rest, `find` narrows them.", shown, total));
  }
  return ExitStatus::done;
}

// --- show -------------------------------------------------------------------------------------

void say_if_any(Screen& screen, const char* label, const std::string& text) {
  if (!text.empty()) screen.line(fmt::format("  {:<12} {}", label, text));
}

void show_case(Screen& screen, const Json& shown) {
  for (const Json& one : list_in(shown, "enrolments")) {
    say_if_any(screen, "enrolment",
               fmt::format("{}, {}: {} from {}{}{}", text_in(one, "programme_title"),
                           text_in(one, "unit_name"), text_in(one, "status"), text_in(one, "start"),
                           text_in(one, "ended").empty() ? "" : " to ", text_in(one, "ended")));
    if (text_in(one, "ended").empty()) say_if_any(screen, "limit", limit_text(one));
  }
  for (const Json& one : list_in(shown, "team")) {
    const std::string until = text_in(one, "until");
    say_if_any(screen, "team",
               fmt::format("{} ({}){}", text_in(one, "staff_name"), text_in(one, "role"),
                           until.empty() ? "" : ", until " + until));
  }
  for (const Json& one : list_in(shown, "outcomes")) {
    say_if_any(screen, "outcome", text_in(one, "type") + " from " + text_in(one, "from"));
  }
}

std::string minutes_text(const Json& checkin) {
  const auto minutes = [&](const char* key) {
    const bool is_known = checkin.contains(key) && checkin[key].is_number();
    return is_known ? std::to_string(number_in(checkin, key)) : std::string("-");
  };
  return minutes("attended_minutes") + "/" + minutes("planned_minutes");
}

void show_checkins(Screen& screen, const Json& shown) {
  const Json& checkins = list_in(shown, "checkins");
  if (checkins.empty()) return;
  Table table({{"check-in", false, 0},
               {"minutes", true, 0},
               {"mood", true, 0},
               {"place", false, 8},
               {"by", false, 8},
               {"comment", false, 10},
               {"", false, 0}});
  for (const Json& one : checkins) {
    const std::int64_t mood = number_in(one, "mood");
    table.add({time_in(one, "at"), minutes_text(one), mood == 0 ? "" : std::to_string(mood),
               text_in(one, "place"), text_in(one, "recorded_by_name"), text_in(one, "comment"),
               flag_in(one, "unsent") ? "unsent" : ""});
  }
  screen.line("");
  screen.print(table);
}

void show_notes(Screen& screen, const Json& shown) {
  for (const Json& one : list_in(shown, "notes")) {
    screen.line("");
    screen.heading(fmt::format("Note, {}, {} ({}{})", time_in(one, "written_at"),
                               text_in(one, "written_by_name"), text_in(one, "status"),
                               flag_in(one, "unsent") ? ", unsent" : ""));
    screen.line(text_in(one, "body"));
    if (!one.contains("addenda") || !one["addenda"].is_array()) continue;
    for (const Json& late : one["addenda"]) {
      screen.line(fmt::format("Addendum, written before the signature was known: {}",
                              late.get<std::string>()));
    }
  }
}

ExitStatus show(Session& session, const std::string& who) {
  const Json shown =
      session.call("participant.show", {{"participant", pick_participant(session, who)}});
  Screen& screen = session.screen();
  screen.json(shown);
  if (screen.is_json()) return ExitStatus::done;
  screen.heading(text_in(shown, "name") + (flag_in(shown, "unsent") ? "  (unsent)" : ""));
  say_if_any(screen, "id", text_in(shown, "id"));
  for (const Json& identity : list_in(shown, "identities")) {
    say_if_any(screen, "number", identity_number_text(text_in(identity, "number")));
  }
  say_if_any(screen, "district", text_in(shown, "district"));
  say_if_any(screen, "languages", texts_in(shown, "languages"));
  say_if_any(screen, "interpreter", text_in(shown, "interpreter"));
  show_case(screen, shown);
  show_checkins(screen, shown);
  show_notes(screen, shown);
  const std::size_t conflicts = list_in(shown, "conflicts").size();
  if (conflicts > 0) {
    screen.line("");
    screen.line(fmt::format("{} changed by two people at once; see `brygga inbox`.",
                            count_text(static_cast<std::int64_t>(conflicts), "field")));
  }
  return ExitStatus::done;
}

// --- add, intake ------------------------------------------------------------------------------

struct PersonArguments {
  std::string first_name;
  std::string last_name;
  std::string identity_number;
  std::string district;
  std::string interpreter;
  std::vector<std::string> languages;
};

struct IntakeArguments {
  PersonArguments person;
  std::string who;
  std::string programme;
  std::string unit;
  std::string start;
  std::string stream;
  std::string referral;
  std::string role;
  std::string note;
};

void set_person(Json& input, const PersonArguments& given) {
  set_text(input, "first_name", given.first_name);
  set_text(input, "last_name", given.last_name);
  set_text(input, "identity_number", given.identity_number);
  set_text(input, "district", given.district);
  set_text(input, "interpreter", given.interpreter);
  if (!given.languages.empty()) input["languages"] = given.languages;
}

void add_person_options(CLI::App* verb, PersonArguments& given, bool is_required) {
  verb->add_option("--first-name", given.first_name, "First name")->required(is_required);
  verb->add_option("--last-name", given.last_name, "Last name")->required(is_required);
  verb->add_option("--number", given.identity_number, "Personnummer or samordningsnummer");
  verb->add_option("--district", given.district, "District where the person lives");
  verb->add_option("--language", given.languages, "Language; may be repeated")
      ->allow_extra_args(false);
  verb->add_option("--interpreter", given.interpreter, "Language that needs an interpreter");
}

ExitStatus add(Session& session, const PersonArguments& given) {
  Json input = Json::object();
  set_person(input, given);
  const Json answer = session.save("participant.add", input);
  return report_saved(session, answer,
                      fmt::format("{} {} is registered ({}).", given.first_name, given.last_name,
                                  text_in(answer, "participant")));
}

ExitStatus intake(Session& session, const IntakeArguments& given) {
  Json input = Json::object();
  if (!given.who.empty()) input["participant"] = pick_participant(session, given.who);
  set_person(input, given.person);
  input["programme"] = pick_programme(session, given.programme);
  input["unit"] = pick_unit(session, given.unit);
  set_text(input, "start", given.start);
  set_text(input, "stream", given.stream);
  set_text(input, "referral", given.referral);
  set_text(input, "role", given.role);
  set_text(input, "note", given.note);
  const Json answer = session.save("intake.record", input);
  const std::string limit = text_in(answer, "limit");
  return report_saved(session, answer,
                      fmt::format("Intake recorded: from {}{} ({}).", text_in(answer, "start"),
                                  limit.empty() ? "" : ", at the latest until " + limit,
                                  text_in(answer, "participant")));
}

// --- the command line -------------------------------------------------------------------------

void add_list_options(CLI::App* verb, ListArguments& given) {
  verb->add_flag("--all", given.all, "All of them, not the first hundred");
}

void add_participants(CLI::App& program, Run* run) {
  const auto listed = std::make_shared<ListArguments>();
  const auto who = std::make_shared<std::string>();
  const auto person = std::make_shared<PersonArguments>();
  CLI::App* verb =
      program.add_subcommand("participants", "Whom you work with: list, find, show, add");
  verb->fallthrough()->require_subcommand(0, 1);
  add_list_options(verb, *listed);
  const auto run_list = [=] { *run = [=](Session& session) { return list(session, *listed); }; };
  verb->footer(
      "Without more words, the list. Examples:\n  brygga participants find ö\n"
      "  brygga participants show 19850709-9805\n"
      "  brygga participants add --first-name Åsa --last-name Öberg --number 850709-9805");
  // A parent's callback runs before its child's, which then takes over.
  verb->preparse_callback([=](std::size_t) { run_list(); });

  CLI::App* all = verb->add_subcommand("list", "All on this device, by last name");
  all->fallthrough();
  all->callback(run_list);
  CLI::App* find = verb->add_subcommand("find", "Those whose name has these letters");
  find->fallthrough();
  find->add_option("TEXT", listed->search, "Parts of names")->required();
  find->callback(run_list);
  CLI::App* one = verb->add_subcommand("show", "Everything about one participant");
  one->fallthrough();
  one->add_option("WHO", *who, "Name or a part of it, personnummer, or id")->required();
  one->callback([=] { *run = [=](Session& session) { return show(session, *who); }; });
  CLI::App* made = verb->add_subcommand("add", "Register a participant, with you in the team");
  made->fallthrough();
  add_person_options(made, *person, true);
  made->callback([=] { *run = [=](Session& session) { return add(session, *person); }; });
}

void add_intake(CLI::App& program, Run* run) {
  const auto given = std::make_shared<IntakeArguments>();
  CLI::App* verb = program.add_subcommand(
      "intake", "Enrol a participant, new or known, in a programme at a unit");
  verb->fallthrough();
  CLI::Option* who = verb->add_option("WHO", given->who, "A participant who is here already");
  add_person_options(verb, given->person, false);
  verb->get_option("--first-name")->excludes(who);
  verb->get_option("--last-name")->excludes(who);
  verb->add_option("--programme", given->programme, "Which one, when there are several");
  verb->add_option("--unit", given->unit, "At which unit, such as a centre (default: yours)");
  verb->add_option("--start", given->start, "First day (default: today)")->type_name("YYYY-MM-DD");
  verb->add_option("--stream", given->stream, "As the programme names it");
  verb->add_option("--referral", given->referral, "Who referred the person");
  verb->add_option("--role", given->role, "Your role in the team, as the programme names it");
  verb->add_option("--note", given->note, "A first note");
  verb->footer(
      "Examples:\n"
      "  brygga intake --first-name Åsa --last-name Öberg --number 850709-9805 --unit Hisingen\n"
      "  brygga intake \"Åsa Öberg\" --unit Hisingen --start 2026-11-16 --stream mapping");
  verb->callback([=] { *run = [=](Session& session) { return intake(session, *given); }; });
}

}  // namespace

void add_participant_verbs(CLI::App& program, Run* run) {
  add_participants(program, run);
  add_intake(program, run);
}

}  // namespace brygga::cli
