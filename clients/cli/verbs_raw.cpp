// `brygga call` and `brygga commands`: everything that the core can do, by name.

#include <iostream>
#include <iterator>
#include <memory>

#include "verbs.hpp"

namespace brygga::cli {
namespace {

struct CallArguments {
  std::string name;
  std::string json = "{}";
};

ExitStatus call(Session& session, const CallArguments& given) {
  std::string text = given.json;
  if (text == "-") text.assign(std::istreambuf_iterator<char>(std::cin), {});
  const Session::Json input = Session::Json::parse(text, nullptr, false);
  if (!input.is_object()) {
    throw Failure::make(
        ExitStatus::usage, "invalid",
        "The input of a call must be a JSON object, such as '{\"text\": \"Åsa\"}'.");
  }
  const Session::Json result = session.call(given.name.c_str(), input);
  if (session.screen().is_json()) {
    session.screen().json(result);
  } else {
    session.screen().line(result.dump(2, ' ', false, Session::Json::error_handler_t::replace));
  }
  return ExitStatus::done;
}

ExitStatus commands(Session& session) {
  const Session::Json names = Door::names();
  Table table({{"name", false, 0}, {"kind", false, 0}, {"purpose", false, 8}});
  for (const auto& name : names) {
    table.add({name.at("name"), name.at("kind"), name.at("purpose")});
  }
  session.screen().print(table);
  session.screen().json({{"names", names}});
  return ExitStatus::done;
}

}  // namespace

void add_raw_verbs(CLI::App& program, Run* run) {
  const auto given = std::make_shared<CallArguments>();
  CLI::App* verb = program.add_subcommand("call", "Run any command or query of the core on JSON");
  verb->fallthrough();
  verb->add_option("NAME", given->name, "Its name, as `brygga commands` lists it")->required();
  verb->add_option("JSON", given->json, "Its input, an object; - reads it from standard input");
  verb->footer("Example:\n  brygga call participants.find '{\"text\": \"Åsa\"}'");
  verb->callback([=] { *run = [=](Session& session) { return call(session, *given); }; });

  CLI::App* list = program.add_subcommand("commands", "List all commands and queries of the core");
  list->fallthrough();
  list->callback([=] { *run = commands; });
}

}  // namespace brygga::cli
