// Casework: the domain on top of a device. Commands and queries by name, JSON in and out.
//
// This is the one place where the domain's rules live; every client, in every language, comes
// through here and only passes on what a person did. A command is one transaction: it is durable
// when the call returns. docs/CASEWORK.md describes names and JSON. Safe from any thread; the
// device must outlive the object.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "device/account_store.hpp"

namespace brygga::casework {

// The schema of the domain: entities, merge rules, scopes and grants. One object, for ever.
const Schema& schema();

struct Answer {
  bool ok = false;
  // The result, or {"error": {"code", "kind", "sentence", "field", "can_retry", "problems": [...],
  // "problems_count"}} where problems are {"line", "column", "code", "sentence"} each; both may be
  // missing. An object in UTF-8.
  std::string json;
};

class Casework {
 public:
  explicit Casework(AccountStore& store);
  ~Casework();

  // Runs the command or query on its JSON object (UTF-8; empty text stands for {}).
  Answer call(std::string_view name, std::string_view json);

  struct Name {
    std::string name;  // "checkin.record"
    bool is_command = false;
    std::string purpose;  // one sentence
  };
  // All commands and queries, by name.
  static std::vector<Name> names();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// JSON Schema of what the commands and queries take and answer, and of every kind of record: that
// of "commands.schema", which needs no device.
std::string schema_json();

// The JSON of an Answer for an error from below, and the input's field that it is about, if any.
std::string error_json(const Error& error, const std::string& field = {});

}  // namespace brygga::casework
