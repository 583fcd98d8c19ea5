// Programs of ours as real processes, for tests and benchmarks between processes.
//
// A process that is still running when its object goes is killed, by its process id.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace brygga::testing {

struct Finished {
  int exit_status = -1;  // 128 + signal when a signal ended it
  std::string out;       // standard output
  std::string err;       // standard error
};

// Runs a program to its end; at most timeout_s seconds, then it is killed.
Finished run(const std::vector<std::string>& arguments, int timeout_s = 60);

class Process {
 public:
  // Starts the program; its output goes to the file log_path.
  Process(const std::vector<std::string>& arguments, const std::string& log_path);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send_signal(int signal) const;
  // Waits for the end; the exit status as in Finished.
  int wait();
  bool is_running();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int status_ = -1;
};

// A folder of its own under the system's temporary one, removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(const std::string& name = "") const {
    return name.empty() ? path_ : path_ + "/" + name;
  }

 private:
  std::string path_;
};

// The whole file; empty when there is none.
std::string read_file(const std::string& path);

}  // namespace brygga::testing
