#include "office/secrets.hpp"

#include <gtest/gtest.h>

#include <set>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

TEST(Secrets, sha256_is_the_standards_one) {
  const Digest digest = sha256(as_bytes("abc"));
  EXPECT_EQ(to_hex(digest), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Secrets, tenant_names_are_safe_file_names) {
  EXPECT_TRUE(is_tenant_name("goteborg-2"));
  for (const char* name : {"", "..", "a/b", "A", "2a", "-a", "a.b", "å"}) {
    EXPECT_FALSE(is_tenant_name(name)) << name;
  }
  EXPECT_FALSE(is_tenant_name(std::string(41, 'a')));
}

TEST(Secrets, token_names_its_tenant) {
  test::SeededRandom random(1);
  const std::string token = make_token("alpha", random);
  EXPECT_EQ(tenant_of_token(token), "alpha");
  EXPECT_EQ(token.size(), std::string("alpha.").size() + 43);
}

TEST(Secrets, what_is_not_shaped_like_a_token_names_nobody) {
  for (const char* token : {"", "alpha", "alpha.", ".AAAA", "alpha.AAAA", "../x.AAAA"}) {
    EXPECT_EQ(tenant_of_token(token), std::nullopt) << token;
  }
}

TEST(Secrets, codes_are_four_groups_of_letters_that_nobody_confuses) {
  test::SeededRandom random(1);
  std::set<std::string> codes;
  for (int i = 0; i < 100; ++i) {
    const std::string code = make_code(random);
    EXPECT_EQ(code.size(), 19U);
    EXPECT_EQ(code.find_first_of("01OILU"), std::string::npos) << code;
    EXPECT_TRUE(codes.insert(code).second);
  }
}

TEST(Secrets, code_is_known_however_it_is_typed) {
  const auto digest = digest_of_code("alpha", "KXQ7-M2VD-9TRA-4HPB");
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest_of_code("alpha", "kxq7 m2vd 9tra 4hpb"), digest);
  EXPECT_EQ(digest_of_code("alpha", "KXQ7M2VD9TRA4HPB"), digest);
  EXPECT_NE(digest_of_code("beta", "KXQ7M2VD9TRA4HPB"), digest);
}

TEST(Secrets, what_cannot_be_a_code_has_no_digest) {
  for (const char* code : {"", "KXQ7-M2VD-9TRA", "KXQ7-M2VD-9TRA-4HPB2", "KXQ7-M2VD-9TRA-4HP0",
                           "KXQ7-M2VD-9TRA-4HP\xc3\xa5"}) {
    EXPECT_EQ(digest_of_code("alpha", code), std::nullopt) << code;
  }
}

}  // namespace
}  // namespace brygga::server
