// `brygga inbox` and `receipts`: what became of every change, and what needs a person.

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>

#include "answer.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

// What a state of a change means to the person who made it.
std::string state_text(const std::string& state) {
  if (state == "saved") return "saved here, not sent";
  if (state == "sent") return "sent";
  if (state == "received") return "received by the office";
  if (state == "merged") return "merged with others' changes";
  if (state == "conflict") return "needs you";
  if (state == "refused") return "refused";
  return state;
}

// A value of any type in one line.
std::string value_text(const Json& value) {
  if (value.is_null()) return "(nothing)";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// --- receipts ---------------------------------------------------------------------------------

struct ReceiptArguments {
  int limit = 50;
  bool open = false;
};

ExitStatus receipts(Session& session, const ReceiptArguments& given) {
  Json input = {{"limit", given.limit}};
  if (given.open) input["open"] = true;
  const Json answer = session.call("receipts.list", input);
  Screen& screen = session.screen();
  screen.json(answer);
  const Json& list = list_in(answer, "receipts");
  if (list.empty()) {
    screen.message(given.open ? "Nothing is open." : "Nothing was saved on this device yet.");
    return ExitStatus::done;
  }
  Table table({{"saved", false, 0},
               {"what", false, 8},
               {"name", false, 12},
               {"state", false, 0},
               {"why", false, 8}});
  for (const Json& one : list) {
    table.add({time_in(one, "saved_at"), text_in(one, "what"), text_in(one, "name"),
               state_text(text_in(one, "state")), text_in(one, "sentence")});
  }
  screen.print(table);
  return ExitStatus::done;
}

// --- inbox ------------------------------------------------------------------------------------

void show_refused(Screen& screen, const Json& one) {
  screen.heading(fmt::format("Refused: {} ({})", text_in(one, "what"), time_in(one, "saved_at")));
  screen.line("  " + text_in(one, "sentence"));
  const std::int64_t number = number_in(one, "number");
  screen.line(
      fmt::format("  Send it once more: brygga inbox again {}. Done with it: brygga inbox "
                  "drop {}",
                  number, number));
  for (const Json& edit : list_in(one, "content")) {
    for (const Json& write : list_in(edit, "writes")) {
      screen.line(fmt::format("    {} {}: {}", text_in(edit, "entity"), text_in(write, "name"),
                              value_text(write.value("value", Json()))));
    }
  }
}

void show_late(Screen& screen, const Json& one) {
  screen.heading(fmt::format("Late: {} wrote about {} ({})", text_in(one, "written_by_name"),
                             text_in(one, "participant_name"), time_in(one, "written_at")));
  screen.line("  It reached the office after the case had passed to others.");
  const Json edit = one.value("content", Json::object());
  for (const Json& write : list_in(edit, "writes")) {
    screen.line(fmt::format("    {} {}: {}", text_in(edit, "entity"), text_in(write, "name"),
                            value_text(write.value("value", Json()))));
  }
  screen.line(fmt::format("  Done with it: brygga inbox done {}", text_in(one, "id")));
}

void show_undone(Screen& screen, const Json& one) {
  const std::string name = text_in(one, "participant_name");
  screen.heading(fmt::format("There again: {}{} (you deleted it {})", text_in(one, "entity"),
                             name.empty() ? "" : " of " + name, time_in(one, "deleted_at")));
  screen.line(
      "  Somebody had changed it, which you could not have seen. Delete it again, or leave "
      "it.");
  screen.line(fmt::format("  Done with it: brygga inbox done {}", text_in(one, "id")));
}

// When, by whom and where a contender was written, as far as this device knows.
std::string origin_of(const Json& contender) {
  std::string told = time_in(contender, "at");
  const std::string by = text_in(contender, "by");
  const std::string device = text_in(contender, "device");
  if (flag_in(contender, "own")) return told + ", written here";
  if (!by.empty()) told += ", " + by;
  if (!device.empty()) told += ", on " + device;
  return told;
}

// A short name of what stands in conflict just now: it changes when anything is added to it.
std::string sight_of(const Json& conflict) {
  const std::size_t hash = std::hash<std::string>()(text_in(conflict, "version"));
  return fmt::format("{:06x}", hash & 0xFFFFFF);
}

void show_conflict(Screen& screen, const Json& one) {
  const std::string name = text_in(one, "participant_name");
  screen.heading(fmt::format("Two values: {} {}{}", text_in(one, "entity"), text_in(one, "name"),
                             name.empty() ? "" : " of " + name));
  for (const Json& contender : list_in(one, "contenders")) {
    screen.line(fmt::format("  {}  {}  ({})", number_in(contender, "keep"),
                            value_text(contender.value("value", Json())), origin_of(contender)));
  }
  const std::string suggested = text_in(one, "suggested");
  if (!suggested.empty()) screen.line("  suggested  " + suggested);
  screen.line(fmt::format("  Decide: brygga inbox keep {} {} {} --seen {}", text_in(one, "id"),
                          text_in(one, "name"), suggested.empty() ? "NUMBER" : "NUMBER|suggested",
                          sight_of(one)));
}

ExitStatus inbox(Session& session) {
  const Json answer = session.call("inbox.list");
  Screen& screen = session.screen();
  screen.json(answer);
  if (screen.is_json()) return ExitStatus::done;
  const Json& refused = list_in(answer, "refused");
  const Json& conflicts = list_in(answer, "conflicts");
  for (const Json& one : refused) show_refused(screen, one);
  for (const Json& one : conflicts) show_conflict(screen, one);
  const Json& undone = list_in(answer, "deletions_undone");
  for (const Json& one : undone) show_undone(screen, one);
  const Json& late = list_in(answer, "late");
  for (const Json& one : late) show_late(screen, one);
  if (refused.empty() && conflicts.empty() && undone.empty() && late.empty()) {
    screen.line("Nothing needs you.");
  }
  return ExitStatus::done;
}

struct KeepArguments {
  std::string id;
  std::string field;
  std::string keep;  // a number, or "suggested"
  std::string seen;  // what `inbox` gave as --seen; empty: whatever stands now is decided
};

ExitStatus keep(Session& session, const KeepArguments& given) {
  const Json inbox = session.call("inbox.list");
  for (const Json& one : list_in(inbox, "conflicts")) {
    const bool is_meant = text_in(one, "id").compare(0, given.id.size(), given.id) == 0 &&
                          text_in(one, "name") == given.field;
    if (!is_meant) continue;
    if (!given.seen.empty() && given.seen != sight_of(one)) {
      throw Failure::make(ExitStatus::failed, "changed_since",
                          "Something has come to this field since you looked. Nothing was decided; "
                          "`brygga inbox` shows what stands there now.");
    }
    Json input = {{"entity", one.at("entity")},
                  {"id", one.at("id")},
                  {"name", given.field},
                  {"version", one.at("version")}};
    if (given.keep == "suggested") {
      input["suggested"] = true;
    } else {
      input["keep"] = std::stoi(given.keep);
    }
    const Json answer = session.save("conflict.settle", std::move(input));
    return report_saved(session, answer, "Kept: " + value_text(answer.value("kept", Json())));
  }
  throw Failure::make(ExitStatus::not_found, "not_found",
                      "No open conflict has this id and field; `brygga inbox` lists them.");
}

ExitStatus send_again(Session& session, std::int64_t number) {
  const Json answer = session.save("refusal.send_again", {{"number", number}});
  session.screen().json(answer);
  session.screen().line("Saved once more; the next sync sends it.");
  return ExitStatus::done;
}

ExitStatus drop(Session& session, std::int64_t number) {
  const Json answer = session.save("refusal.dismiss", {{"number", number}});
  session.screen().json(answer);
  session.screen().line("Done: it is in `brygga receipts`, and no longer in the inbox.");
  return ExitStatus::done;
}

// What was deleted and is there again, or else late work.
ExitStatus be_done(Session& session, const std::string& id) {
  const Json inbox = session.call("inbox.list");
  for (const Json& one : list_in(inbox, "deletions_undone")) {
    if (text_in(one, "id") != id) continue;
    const Json answer = session.save("deletion.close", {{"entity", one.at("entity")}, {"id", id}});
    session.screen().json(answer);
    session.screen().line("Done: it is no longer in the inbox.");
    return ExitStatus::done;
  }
  const Json answer = session.save("late.close", {{"id", id}});
  return report_saved(session, answer, "Done.");
}

void add_refusal_verbs(CLI::App* inbox_verb, Run* run) {
  const auto number = std::make_shared<std::int64_t>(0);
  const auto id = std::make_shared<std::string>();
  CLI::App* again = inbox_verb->add_subcommand("again", "Save a refused change once more");
  again->fallthrough();
  again->add_option("NUMBER", *number, "As inbox shows it")->required();
  again->callback([=] { *run = [=](Session& session) { return send_again(session, *number); }; });
  CLI::App* dropped = inbox_verb->add_subcommand("drop", "Be done with a refused change");
  dropped->fallthrough();
  dropped->add_option("NUMBER", *number, "As inbox shows it")->required();
  dropped->callback([=] { *run = [=](Session& session) { return drop(session, *number); }; });
  CLI::App* done =
      inbox_verb->add_subcommand("done", "Be done with late work, or with what is there again");
  done->fallthrough();
  done->add_option("ID", *id, "As inbox shows it")->required();
  done->callback([=] { *run = [=](Session& session) { return be_done(session, *id); }; });
}

}  // namespace

void add_receipt_verbs(CLI::App& program, Run* run) {
  const auto kept = std::make_shared<KeepArguments>();
  CLI::App* verb = program.add_subcommand(
      "inbox",
      "What needs you: refused changes, fields that two people changed at once, deletions that "
      "others' changes have undone, late work");
  verb->fallthrough()->require_subcommand(0, 1);
  verb->preparse_callback([=](std::size_t) { *run = inbox; });
  CLI::App* keep_verb = verb->add_subcommand("keep", "Keep one of the values of a field");
  keep_verb->fallthrough();
  keep_verb->add_option("ID", kept->id, "The record, as inbox shows it, or its beginning")
      ->required();
  keep_verb->add_option("FIELD", kept->field, "The field, as inbox shows it")->required();
  keep_verb->add_option("NUMBER", kept->keep, "The value, as inbox numbers it, or \"suggested\"")
      ->required()
      ->check(CLI::Range(0, 1000) | CLI::IsMember({"suggested"}));
  keep_verb->add_option("--seen", kept->seen,
                        "What inbox printed with the values: decide only if they are still those");
  add_refusal_verbs(verb, run);
  keep_verb->callback([=] { *run = [=](Session& session) { return keep(session, *kept); }; });

  const auto given = std::make_shared<ReceiptArguments>();
  CLI::App* list = program.add_subcommand("receipts", "What became of every change, newest first");
  list->fallthrough();
  list->add_option("--limit", given->limit, "How many (default: 50)")->check(CLI::Range(1, 1000));
  list->add_flag("--open", given->open, "Only what is undecided, refused or in conflict");
  list->footer(
      "States: saved here, not sent; sent; received by the office; merged with others' changes;\n"
      "needs you; refused (with the reason; your words are kept in `brygga inbox`).");
  list->callback([=] { *run = [=](Session& session) { return receipts(session, *given); }; });
}

}  // namespace brygga::cli
