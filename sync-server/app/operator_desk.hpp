// What an operator's verbs share: the office over its data folder, and how answers are shown.
//
// Verbs work on the folder itself, whether a server runs on it or not: the database keeps them
// apart, and a running server notices what they did within half a second. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "office/office.hpp"

namespace brygga::server {

// Exit statuses, the same for every verb.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;  // understood, but it could not be done
inline constexpr int exit_usage = 2;   // not understood

// Where a data folder keeps its parts.
std::string tenants_folder(const std::string& data_folder);
std::string journal_folder(const std::string& data_folder);
std::string keys_folder(const std::string& data_folder);
std::string url_file(const std::string& data_folder);  // the running server's URL

// The office over a data folder, with its journals and keys. All that the context names must
// outlive it; who marks its rows is added.
std::unique_ptr<Office> open_office(const std::string& data_folder, OfficeContext context);

// The office over a data folder, for one verb. The schema must outlive it.
class OperatorDesk {
 public:
  OperatorDesk(const std::string& data_folder, const Schema& schema);
  ~OperatorDesk();
  Office& office();
  std::uint64_t now_ms();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// What the office warns of must not be mixed with an answer.
void warn_on_standard_error();

// Shows the error on standard error; returns exit_failed.
int report(const Error& error);

// Runs a verb's work and prints the text that it gives, or reports its error; the exit status.
int answer(const std::function<Result<std::string>()>& work);

// A table for people: columns as wide as they need to be. Widths count characters, not bytes.
std::string table_of(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows);

// "2026-11-21 23:52 UTC"; "-" for 0.
std::string time_text(std::uint64_t unix_ms);

// "5f3a9c01-2": the number's epoch part and its counter.
std::string device_text(DeviceNumber number);

}  // namespace brygga::server
