// Every input of the corpus through its target, in every build.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "fuzz/target.hpp"
#include "support/temp_folder.hpp"

namespace brygga::fuzz {
namespace {

const std::filesystem::path corpus = std::string(BRYGGA_SOURCE_DIR) + "/tests/fuzz/corpus";

std::vector<std::filesystem::path> inputs_of(const Target& target) {
  std::vector<std::filesystem::path> inputs;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / target.name, ignored)) {
    inputs.push_back(entry.path());
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

class Corpus : public ::testing::TestWithParam<Target> {};
INSTANTIATE_TEST_SUITE_P(Targets, Corpus, ::testing::ValuesIn(targets()),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST_P(Corpus, is_taken_without_fault) {
  const auto inputs = inputs_of(GetParam());
  EXPECT_FALSE(inputs.empty());
  for (const auto& path : inputs) {
    SCOPED_TRACE(path.string());
    const std::string content = testing::content_of(path.string());
    EXPECT_EQ(GetParam().run(as_bytes(content)), "");
  }
}

TEST_P(Corpus, of_nothing_at_all_is_taken_without_fault) { EXPECT_EQ(GetParam().run({}), ""); }

TEST(CorpusFolders, belong_to_a_target_each) {
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
    EXPECT_NE(find_target(entry.path().filename().string()), nullptr) << entry.path();
  }
}

}  // namespace
}  // namespace brygga::fuzz
