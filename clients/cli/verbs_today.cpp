// `brygga today`: what waits for this person, in the order in which it is due.

#include <fmt/format.h>

#include "answer.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

// "title (place)", or either.
std::string with_place(const std::string& title, const std::string& place) {
  if (title.empty() || place.empty()) return title + place;
  return title + " (" + place + ")";
}

void add_visits(Table& table, const Json& today) {
  for (const Json& visit : list_in(today, "visits")) {
    const std::string what = flag_in(visit, "past") ? "meeting, held?" : "meeting";
    table.add({time_in(visit, "at"), what, text_in(visit, "name"),
               with_place(text_in(visit, "purpose"), text_in(visit, "place"))});
  }
}

void add_tasks(Table& table, const Json& today) {
  for (const Json& task : list_in(today, "tasks")) {
    table.add({text_in(task, "due"), flag_in(task, "overdue") ? "task, overdue" : "task",
               text_in(task, "name"), text_in(task, "title")});
  }
}

void add_handovers(Table& table, const Json& today) {
  for (const Json& handover : list_in(today, "handovers")) {
    const char* what = flag_in(handover, "to_me") ? "handover to you" : "handover, no answer";
    table.add({text_in(handover, "answer_by"), what, text_in(handover, "name"),
               text_in(handover, "message")});
  }
}

void add_limits(Table& table, const Json& today) {
  for (const Json& limit : list_in(today, "limits")) {
    const std::string left = count_text(number_in(limit, "days_left"), "day") + " left";
    table.add({text_in(limit, "limit"), "limit", text_in(limit, "name"),
               flag_in(limit, "past_limit") ? "past" : left});
  }
}

void add_others(Table& table, const Json& today) {
  for (const Json& support : list_in(today, "follow_ups")) {
    table.add({text_in(support, "follow_up"), "follow up", text_in(support, "name"),
               text_in(support, "support")});
  }
  for (const Json& employer : list_in(today, "employers")) {
    table.add({text_in(employer, "next_contact"), "call", text_in(employer, "name"),
               text_in(employer, "promised")});
  }
}

ExitStatus show_today(Session& session) {
  const Json today = session.call("today");
  Screen& screen = session.screen();
  screen.json(today);
  Table table({{"when", false, 0}, {"what", false, 0}, {"who", false, 12}, {"about", false, 12}});
  add_visits(table, today);
  add_tasks(table, today);
  add_handovers(table, today);
  add_limits(table, today);
  add_others(table, today);
  if (table.empty()) {
    screen.message("Nothing waits for you today, " + text_in(today, "date") + ".");
  } else {
    screen.print(table);
  }
  const std::int64_t unsent = number_in(today.at("waiting"), "unsent");
  if (unsent > 0) {
    screen.message(count_text(unsent, "change") + " not sent yet; `brygga sync` sends them.");
  }
  say_what_needs_you(session);
  return ExitStatus::done;
}

}  // namespace

void add_today_verbs(CLI::App& program, Run* run) {
  CLI::App* verb = program.add_subcommand(
      "today", "Meetings, tasks, answers, limits and calls that are due, in their order");
  verb->fallthrough();
  verb->callback([=] { *run = show_today; });
}

}  // namespace brygga::cli
