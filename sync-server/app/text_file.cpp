#include "app/text_file.hpp"

#include <fstream>

namespace brygga::server {

Result<std::string> read_text_file(const std::string& path) {
  constexpr std::size_t bytes_max = 1U << 20;
  std::ifstream file(path, std::ios::binary);
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.eof() || text.size() > bytes_max) {
    return Error{ErrorCode::invalid, "The file " + path + " cannot be read, or is above 1 MiB.",
                 false, "cannot_read"};
  }
  return text;
}

}  // namespace brygga::server
