#include "support/index_content.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/database.hpp"
#include "store/search_index.hpp"

namespace brygga::testing {

namespace {

template <class OnRow>
void each_row(Database& database, const char* sql, const OnRow& on_row) {
  auto select = database.prepare(sql);
  ASSERT_TRUE(select.ok()) << select.error().what;
  for (auto has_row = select->step(); has_row.ok() && *has_row; has_row = select->step()) {
    on_row(*select);
  }
}

}  // namespace

IndexContent index_content(const std::string& path) {
  IndexContent content;
  auto database = Database::open(path, Database::Mode::read_only);
  EXPECT_TRUE(database.ok());
  each_row(*database, "SELECT field, word, first, rows FROM search_rows", [&](Statement& row) {
    EXPECT_LE(row.blob(3).size(), chunk_bytes_max);
    const auto keys = RowChunk::decode(row.integer(2), row.blob(3));
    ASSERT_TRUE(keys.has_value());
    for (const std::int64_t key : *keys) {
      const bool is_new =
          content.rows.emplace(row.integer(0), std::string(row.text(1)), key).second;
      EXPECT_TRUE(is_new) << "a row stands in two chunks";
    }
  });
  each_row(*database, "SELECT field, first, words FROM search_words", [&](Statement& row) {
    EXPECT_LE(row.blob(2).size(), chunk_bytes_max + 130);
    const auto words = WordChunk::decode(std::string(row.text(1)), row.blob(2));
    ASSERT_TRUE(words.has_value());
    for (const std::string& word : *words) {
      EXPECT_TRUE(content.words.emplace(row.integer(0), word).second) << word << " stands twice";
    }
  });
  return content;
}

IndexContent rebuilt_index_content(const std::string& path, const Schema& schema) {
  const std::string copy = path + ".rebuilt";
  std::filesystem::remove(copy);
  {
    auto database = Database::open(path, Database::Mode::existing);
    EXPECT_TRUE(database.ok());
    EXPECT_TRUE(database->execute("VACUUM INTO '" + copy + "'").ok());
    auto again = Database::open(copy, Database::Mode::existing);
    EXPECT_TRUE(again.ok());
    EXPECT_TRUE(SearchIndex::rebuild(*again, schema).ok());
  }
  const IndexContent content = index_content(copy);
  std::filesystem::remove(copy);
  return content;
}

}  // namespace brygga::testing
