// The worked examples of docs/PROTOCOL.md are real: each is read from the page, decoded, and comes
// out as the same bytes.
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "protocol/message.hpp"

namespace brygga {
namespace {

constexpr std::size_t hex_columns = 48;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void append_hex(const std::string& line, Bytes& bytes) {
  const std::string hex = line.substr(0, hex_columns);
  for (std::size_t i = 0; i + 1 < hex.size() && digit_of(hex[i]) >= 0; i += 3) {
    bytes.push_back(static_cast<std::uint8_t>(digit_of(hex[i]) * 16 + digit_of(hex[i + 1])));
  }
}

// The bytes of each block of code below the heading "Worked examples".
std::vector<Bytes> documented_examples() {
  std::ifstream page(std::string(BRYGGA_SOURCE_DIR) + "/docs/PROTOCOL.md");
  std::vector<Bytes> examples;
  bool is_below_heading = false;
  bool is_in_block = false;
  for (std::string line; std::getline(page, line);) {
    is_below_heading = is_below_heading || line == "## Worked examples";
    if (!is_below_heading) continue;
    if (line == "```") {
      is_in_block = !is_in_block;
      if (is_in_block) examples.emplace_back();
    } else if (is_in_block) {
      append_hex(line, examples.back());
    }
  }
  return examples;
}

template <class Message>
std::string again(Result<Message> decoded) {
  return decoded.ok() ? to_hex(encode(*decoded)) : decoded.error().what;
}

std::string decoded_and_encoded(const Bytes& bytes) {
  const bool is_request = !bytes.empty() && bytes.front() == 0xB1;
  return is_request ? again(decode_sync_request(bytes)) : again(decode_sync_response(bytes));
}

TEST(DocumentedExamples, are_messages_byte_by_byte) {
  const std::vector<Bytes> examples = documented_examples();
  EXPECT_EQ(examples.size(), 2U);
  for (const Bytes& bytes : examples) {
    EXPECT_EQ(decoded_and_encoded(bytes), to_hex(bytes));
  }
}

}  // namespace
}  // namespace brygga
