// A folder of a test's own that is gone afterwards.
#pragma once

#include <string>

namespace brygga::testing {

class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string content_of(const std::string& path);
void write_file(const std::string& path, const std::string& content);

}  // namespace brygga::testing
