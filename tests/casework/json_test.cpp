#include "casework/json.hpp"

#include <gtest/gtest.h>

namespace brygga::casework {
namespace {

TEST(Json, names_with_values_in_braces_are_an_object) {
  EXPECT_EQ((Json{{"id", "x"}, {"done", true}, {"none", nullptr}}).text(),
            R"({"done":true,"id":"x","none":null})");
  EXPECT_EQ((Json{{"a", Json{{"b", 2}, {"b", 3}}}}).text(), R"({"a":{"b":3}})");
  EXPECT_EQ(Json::object().text(), "{}");
  EXPECT_EQ(Json::array().text(), "[]");
  EXPECT_EQ((Json{{"list", Json::List{}}, {"texts", std::vector<std::string>{"a", "b"}}}).text(),
            R"({"list":[],"texts":["a","b"]})");
}

TEST(Json, numbers_keep_their_range) {
  EXPECT_EQ(Json(INT64_MIN).text(), "-9223372036854775808");
  EXPECT_EQ(Json(UINT64_MAX).text(), "18446744073709551615");
  EXPECT_EQ(Json(UINT64_MAX).integer(), std::nullopt);
  EXPECT_EQ(Json(std::size_t{7}).integer(), 7);
  EXPECT_EQ(Json(0.5).integer(), std::nullopt);
  EXPECT_EQ(Json(0.5).text(), "0.5");
}

TEST(Json, comes_back_from_its_text) {
  const std::string text = R"({"a":[null,true,-1,2.5,"å"],"b":{"c":18446744073709551615}})";
  const JsonReading reading = read_json(text);
  ASSERT_TRUE(reading.value);
  EXPECT_EQ(reading.value->text(), text);
}

TEST(Json, members_are_made_found_and_erased) {
  Json json;
  json["b"] = 1;
  json["a"].push_back("x");
  EXPECT_EQ(json.text(), R"({"a":["x"],"b":1})");
  EXPECT_EQ(json.find("b")->integer(), 1);
  EXPECT_EQ(json.find("c"), nullptr);
  EXPECT_EQ(Json("text").find("a"), nullptr);
  json.erase("a");
  json.erase("c");
  EXPECT_EQ(json.text(), R"({"b":1})");
}

TEST(Json, bytes_that_are_no_utf8_are_told_as_a_sign_for_it) {
  EXPECT_EQ(Json("a\xFF").text(), "\"a\xEF\xBF\xBD\"");
}

TEST(Json, what_is_no_json_too_deep_or_named_twice_is_told_apart) {
  EXPECT_FALSE(read_json("{\"a\":").value);
  EXPECT_FALSE(read_json("\"a\xFF\"").value);
  EXPECT_FALSE(read_json("").value);
  const JsonReading deep = read_json("[[[1]]]", 2);
  EXPECT_TRUE(deep.is_too_deep);
  EXPECT_FALSE(deep.value);
  EXPECT_TRUE(read_json("[[1]]", 2).value);
  EXPECT_EQ(read_json(R"({"a":1,"b":{"c":1,"c":2},"a":2})").repeated, "a");
  EXPECT_EQ(read_json(R"({"b":{"c":1,"c":2}})").repeated, "");
}

}  // namespace
}  // namespace brygga::casework
