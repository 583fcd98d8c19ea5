// Screen: where results and messages go. Results to standard output; messages, problems and
// progress to standard error, so that a result can be piped and a script reads nothing else.
//
// With --json the only thing on standard output is the core's JSON. Safe from any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "table.hpp"

namespace brygga::cli {

struct ScreenOptions {
  bool json = false;
  bool quiet = false;  // no messages, only results and errors
};

class Screen {
 public:
  // Looks at the terminals and at NO_COLOR.
  explicit Screen(const ScreenOptions& options);

  bool is_json() const { return options_.json; }
  bool is_quiet() const { return options_.quiet; }
  bool shows_progress_bar() const { return error_is_terminal_; }

  // For people; nothing with --json.
  void print(const Table& table);
  void line(std::string_view text);     // a result
  void message(std::string_view text);  // beside the result; nothing when quiet
  void heading(std::string_view text);
  // For scripts; nothing without --json. One line per document when it is one of many.
  void json(const nlohmann::json& document, bool is_one_of_many = false);

  // An error: for people its sentence, and what is wrong line by line; with --json the object.
  void error(const nlohmann::json& error);

  // Shows a text on standard error in place of the last one; "" takes it away.
  void transient(std::string_view text);
  // A line of progress where standard error is no terminal.
  void progress_line(std::string_view text);

 private:
  std::size_t width() const;
  void out(std::string_view text);
  void err(std::string_view text);

  const ScreenOptions options_;
  bool output_is_terminal_ = false;
  bool error_is_terminal_ = false;
  bool colour_ = false;
  bool error_colour_ = false;
  std::mutex mutex_;
  bool has_transient_ = false;
};

}  // namespace brygga::cli
