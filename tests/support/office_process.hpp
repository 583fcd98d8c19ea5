// A real office: the built brygga-server on a free loopback port over a folder of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace brygga::testing {

class OfficeProcess {
 public:
  // Starts the program on the folder and waits until it listens; aborts with its log if it does
  // not.
  OfficeProcess(std::string program, std::string data_folder);

  const std::string& url() const { return url_; }
  Process& process() { return *process_; }

  // kill -9, and start() again on the same port.
  void kill_hard();
  void start();

  // Operators' verbs, run beside the server; each aborts with the program's message on failure.
  void make_tenant(const std::string& tenant);
  void add_unit(const std::string& tenant, const std::string& name);
  void add_staff(const std::string& tenant, const std::string& name, const std::string& role,
                 const std::string& unit);
  // A one-time code for a device of that person.
  std::string invite(const std::string& tenant, const std::string& staff);

  Finished verb(std::vector<std::string> arguments);

 private:
  std::string must(std::vector<std::string> arguments);
  std::string program_;
  std::string data_;
  std::string url_;
  std::string port_ = "0";
  std::unique_ptr<Process> process_;
};

}  // namespace brygga::testing
