#include "screen.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "text_width.hpp"

namespace brygga::cli {
namespace {

using Json = nlohmann::json;

bool is_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");
  return isatty(descriptor) == 1 && (kind == nullptr || std::string_view(kind) != "dumb");
}

bool wants_colour() {
  const char* none = std::getenv("NO_COLOR");
  return none == nullptr || *none == '\0';
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

Table problem_table(const Json& problems) {
  Table table({{"line", true, 0}, {"column", false, 0}, {"reason", false, 0}});
  for (const Json& problem : problems) {
    const std::string sentence = text_of(problem, "sentence");
    const std::string line = text_of(problem, "line");
    table.add({line == "0" ? "" : line, text_of(problem, "column"),
               sentence.empty() ? text_of(problem, "code") : sentence});
  }
  return table;
}

}  // namespace

Screen::Screen(const ScreenOptions& options)
    : options_(options),
      output_is_terminal_(is_terminal(STDOUT_FILENO)),
      error_is_terminal_(is_terminal(STDERR_FILENO)),
      colour_(output_is_terminal_ && wants_colour()),
      error_colour_(error_is_terminal_ && wants_colour()) {}

// The width of the terminal that tables go to; 0 where they do not go to one.
std::size_t Screen::width() const {
  if (!output_is_terminal_) return 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

void Screen::out(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (has_transient_) std::fputs("\r\x1b[K", stderr);
  has_transient_ = false;
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Screen::err(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (has_transient_) std::fputs("\r\x1b[K", stderr);
  has_transient_ = false;
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Screen::print(const Table& table) {
  if (options_.json) return;
  out(table.text(width(), colour_));
}

void Screen::line(std::string_view text) {
  if (options_.json) return;
  out(plain_text(text) + "\n");
}

void Screen::heading(std::string_view text) {
  if (options_.json) return;
  const std::string plain = one_line(text);
  out(colour_ ? "\x1b[1m" + plain + "\x1b[0m\n" : plain + "\n");
}

void Screen::message(std::string_view text) {
  if (options_.json || options_.quiet) return;
  err(plain_text(text) + "\n");
}

void Screen::json(const Json& document, bool is_one_of_many) {
  if (!options_.json) return;
  out(document.dump(is_one_of_many ? -1 : 2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Screen::error(const Json& error) {
  if (options_.json) {
    json({{"error", error}});
    return;
  }
  const std::string field = text_of(error, "field");
  const std::string sentence = plain_text(text_of(error, "sentence"));
  std::string text = error_colour_ ? "\x1b[31mbrygga:\x1b[0m " : "brygga: ";
  if (!field.empty() && sentence.find(field) == std::string::npos) text += one_line(field) + ": ";
  err(text + sentence + "\n");
  const auto problems = error.find("problems");
  if (problems != error.end() && problems->is_array() && !problems->empty()) {
    err(problem_table(*problems).text(0, false));
  }
}

void Screen::transient(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (has_transient_ || !text.empty()) std::fputs("\r\x1b[K", stderr);
  has_transient_ = !text.empty();
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void Screen::progress_line(std::string_view text) {
  if (options_.quiet) return;
  err(one_line(text) + "\n");
}

}  // namespace brygga::cli
