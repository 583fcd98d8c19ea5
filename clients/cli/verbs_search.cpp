// `brygga search`: what this device holds, by words.

#include <fmt/format.h>

#include <memory>

#include "answer.hpp"
#include "verbs.hpp"

namespace brygga::cli {
namespace {

using Json = Session::Json;

constexpr std::size_t id_columns = 13;  // enough of an id to be the only one

struct SearchArguments {
  std::string text;
  std::vector<std::string> kinds;
  int limit = 20;
};

Table hits_table(const Json& hits) {
  Table table(
      {{"kind", false, 0}, {"name", false, 12}, {"found", false, 12}, {"participant", false, 0}});
  for (const Json& hit : hits) {
    table.add({text_in(hit, "kind"), text_in(hit, "name"), text_in(hit, "excerpt"),
               text_in(hit, "participant").substr(0, id_columns)});
  }
  return table;
}

ExitStatus search(Session& session, const SearchArguments& given) {
  Json input = {{"text", given.text}, {"limit", given.limit}};
  if (!given.kinds.empty()) input["kinds"] = given.kinds;
  const Json answer = session.call("search", input);
  Screen& screen = session.screen();
  screen.json(answer);
  const Json& hits = list_in(answer, "hits");
  if (hits.empty()) {
    screen.message("Nothing on this device fits \"" + given.text + "\".");
    return ExitStatus::done;
  }
  screen.print(hits_table(hits));
  const std::int64_t total = number_in(answer, "total");
  if (static_cast<std::int64_t>(hits.size()) < total) {
    screen.message(
        fmt::format("{} of {}, the best first; more words narrow them.", hits.size(), total));
  }
  return ExitStatus::done;
}

}  // namespace

void add_search_verbs(CLI::App& program, Run* run) {
  const auto given = std::make_shared<SearchArguments>();
  CLI::App* verb = program.add_subcommand(
      "search", "Find participants, numbers and notes by words, parts of words and digits");
  verb->fallthrough();
  verb->add_option("TEXT", given->text, "Words; all of them are looked for")->required();
  verb->add_option("--kind", given->kinds, "Only of this kind, such as note; may be repeated");
  verb->add_option("--limit", given->limit, "At most so many (default: 20)");
  verb->footer(
      "Examples:\n  brygga search asa\n  brygga search \"berg praktik\" --kind note\n"
      "  brygga search 9805");
  verb->callback([=] { *run = [=](Session& session) { return search(session, *given); }; });
}

}  // namespace brygga::cli
