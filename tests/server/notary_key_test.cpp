#include "office/notary_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

class NotaryKeyFile : public testing::Test {
 protected:
  test::TemporaryFolder folder;
  test::SeededRandom random{7};
  const std::string path = folder.path() + "/keys/alpha.key";
};

// The mark was made with Python's hmac.
TEST(NotaryKey, mark_is_the_first_half_of_hmac_sha256) {
  NotaryKey::Key key{};
  for (std::size_t at = 0; at < key.size(); ++at) key[at] = static_cast<std::uint8_t>(at);
  EXPECT_EQ(to_hex(NotaryKey(key).mark(as_bytes("brygga"))), "d304c5f96d2e24e9caf93d6e3c34da4b");
}

TEST_F(NotaryKeyFile, is_made_once_for_its_owner_alone) {
  const auto first = NotaryKey::open(path, random).value();
  const auto again = NotaryKey::open(path, random).value();
  EXPECT_EQ(first->mark(as_bytes("x")), again->mark(as_bytes("x")));
  EXPECT_NE(first->mark(as_bytes("x")), first->mark(as_bytes("y")));
  struct stat found {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  EXPECT_EQ(found.st_size, 32);
}

TEST_F(NotaryKeyFile, other_offices_have_other_keys) {
  const auto one = NotaryKey::open(path, random).value();
  const auto other = NotaryKey::open(path + "2", random).value();
  EXPECT_NE(one->mark(as_bytes("x")), other->mark(as_bytes("x")));
}

TEST_F(NotaryKeyFile, file_of_another_size_is_an_error_and_stays) {
  std::filesystem::create_directories(folder.path() + "/keys");
  for (const std::size_t size : {0U, 31U, 33U}) {
    std::ofstream(path, std::ios::trunc) << std::string(size, 'k');
    const auto opened = NotaryKey::open(path, random);
    ASSERT_FALSE(opened.ok()) << size;
    EXPECT_EQ(opened.error().reason, "bad_key");
    EXPECT_NE(opened.error().what.find(path), std::string::npos);
    EXPECT_EQ(std::filesystem::file_size(path), size);
  }
}

TEST_F(NotaryKeyFile, file_that_cannot_be_read_is_an_error) {
  std::filesystem::create_directories(path);
  EXPECT_EQ(NotaryKey::open(path, random).error().reason, "bad_key");
}

}  // namespace
}  // namespace brygga::server
