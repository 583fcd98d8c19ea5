#include "office/passwords.hpp"

#include <gtest/gtest.h>

namespace brygga::server {
namespace {

std::string fault_of(const std::string& password) {
  const auto fault = fault_of_password(password);
  return fault ? fault->reason : "";
}

TEST(Passwords, hash_fits_its_password_and_no_other) {
  const std::string hash = hash_of_password("några ord i rad").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(is_password(hash, "några ord i rad"));
  EXPECT_FALSE(is_password(hash, "några ord i rad "));
  EXPECT_FALSE(is_password(hash, ""));
  EXPECT_NE(hash, hash_of_password("några ord i rad").value());
}

TEST(Passwords, nobody_without_a_password_gets_in) {
  EXPECT_FALSE(is_password("", ""));
  EXPECT_FALSE(is_password("", "anything at all"));
  EXPECT_FALSE(is_password("no hash", "anything at all"));
}

TEST(Passwords, length_counts_characters_and_is_bounded) {
  EXPECT_EQ(fault_of("elva tecken"), "password_short");
  EXPECT_EQ(fault_of("åäöåäöåäöåä"), "password_short");
  EXPECT_EQ(fault_of("åäöåäöåäöåäö"), "");
  EXPECT_EQ(fault_of(std::string(password_bytes_max, 'x')), "");
  EXPECT_EQ(fault_of(std::string(password_bytes_max + 1, 'x')), "password_long");
}

}  // namespace
}  // namespace brygga::server
