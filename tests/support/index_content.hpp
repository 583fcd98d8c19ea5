// What a store's index for searching holds, however it is cut into chunks; and the same of an index
// that is made anew from the rows.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace brygga {
struct Schema;
}

namespace brygga::testing {

struct IndexContent {
  std::set<std::tuple<std::int64_t, std::string, std::int64_t>> rows;  // field, word, row
  std::set<std::pair<std::int64_t, std::string>> words;

  friend bool operator==(const IndexContent&, const IndexContent&) = default;
};

// Of the store in the file.
IndexContent index_content(const std::string& path);

// Of a copy of it in which the index is made anew. The copy stands beside the file meanwhile.
IndexContent rebuilt_index_content(const std::string& path, const Schema& schema);

}  // namespace brygga::testing
