#include "support/office_process.hpp"

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

namespace brygga::testing {
namespace {

[[noreturn]] void give_up(const std::string& what, const std::string& log) {
  std::cerr << what << "\n" << log << std::endl;
  std::abort();
}

}  // namespace

OfficeProcess::OfficeProcess(std::string program, std::string data_folder)
    : program_(std::move(program)), data_(std::move(data_folder)) {
  start();
}

void OfficeProcess::start() {
  const std::string port_file = data_ + "/port";
  const std::string log = data_ + "/log";
  std::filesystem::remove(port_file);
  process_ = std::make_unique<Process>(
      std::vector<std::string>{program_, "serve", "--data", data_, "--listen", "127.0.0.1:" + port_,
                               "--port-file", port_file},
      log);
  for (int i = 0; i < 1000; ++i) {
    const std::string port = read_file(port_file);
    if (!port.empty() && port.back() == '\n') {
      port_ = port.substr(0, port.size() - 1);
      url_ = "http://127.0.0.1:" + port_;
      return;
    }
    if (!process_->is_running()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  give_up("brygga-server did not start", read_file(log));
}

void OfficeProcess::kill_hard() {
  process_->send_signal(SIGKILL);
  process_->wait();
}

Finished OfficeProcess::verb(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program_);
  arguments.insert(arguments.end(), {"--data", data_});
  return run(arguments);
}

std::string OfficeProcess::must(std::vector<std::string> arguments) {
  const std::string name = arguments[0] + " " + arguments[1];
  Finished finished = verb(std::move(arguments));
  if (finished.exit_status != 0) give_up("brygga-server " + name, finished.out + finished.err);
  return finished.out;
}

void OfficeProcess::make_tenant(const std::string& tenant) {
  must({"tenant", "create", tenant, "--title", tenant});
}

void OfficeProcess::add_unit(const std::string& tenant, const std::string& name) {
  must({"unit", "add", "--tenant", tenant, "--name", name});
}

void OfficeProcess::add_staff(const std::string& tenant, const std::string& name,
                              const std::string& role, const std::string& unit) {
  must({"staff", "add", "--tenant", tenant, "--name", name, "--role", role, "--unit", unit});
}

std::string OfficeProcess::invite(const std::string& tenant, const std::string& staff) {
  const auto json = nlohmann::json::parse(
      must({"device", "invite", "--tenant", tenant, "--staff", staff, "--json"}));
  return json.at("code").get<std::string>();
}

}  // namespace brygga::testing
