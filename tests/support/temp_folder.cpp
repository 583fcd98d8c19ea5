#include "support/temp_folder.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace brygga::testing {

TempFolder::TempFolder() {
  // In memory where that is possible: these tests sync files thousands of times.
  const std::filesystem::path memory = "/dev/shm";
  const bool has_memory = access(memory.c_str(), W_OK) == 0;
  std::string pattern =
      ((has_memory ? memory : std::filesystem::temp_directory_path()) / "brygga-test-XXXXXX")
          .string();
  path_ = mkdtemp(pattern.data());
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace brygga::testing
