#include "fuzz/target.hpp"

#include <algorithm>

namespace brygga::fuzz {

const std::vector<Target>& targets() {
  static const std::vector<Target> list = {
      {"answer", "what a device does with an office's answer", run_answer},
      {"arguments", "the JSON of commands and queries; the first byte picks one", run_arguments},
      {"base64url", "base64 in versions and tokens", run_base64url},
      {"body", "compressed bodies; the first byte picks zstd or gzip", run_body},
      {"csv", "participant files", run_csv},
      {"cursor", "the cursors of a request; the first byte picks which", run_cursor},
      {"edit", "an edit as stores keep it", run_edit},
      {"enrol_request", "the message", run_enrol_request},
      {"enrol_response", "the message", run_enrol_response},
      {"error", "the message", run_error},
      {"header", "tokens, codes and encodings in headers and forms", run_header},
      {"heads", "the blob of a row's heads", run_heads},
      {"programme", "programme definitions in TOML", run_programme},
      {"push", "what the office does with a device's edits", run_push},
      {"row_change", "a row as devices stage it", run_row_change},
      {"sync_request", "the message", run_sync_request},
      {"sync_response", "the message", run_sync_response},
      {"text_encoding", "text from offices' exports", run_text_encoding},
      {"text_merge", "three texts, with a byte 0xFF between them", run_text_merge},
      {"value", "a value as messages and heads hold it", run_value},
      {"version", "the version of a row that a form hands back", run_version},
  };
  return list;
}

const Target* find_target(std::string_view name) {
  const auto& list = targets();
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Target& target) { return target.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace brygga::fuzz
