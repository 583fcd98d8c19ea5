// Searching: from what a person types to the rows that hold it, best first.
//
// A row is found when all words of the text stand in its searched fields: as words, as beginnings
// of words, or, from three letters on, anywhere inside. Case and marks do not count (asa finds
// Åsa), a hyphen parts words and joins them (Anna-Karin is found by karin and by annakarin), and
// fields of kind digits are found by any run of three digits or more, however either is grouped.
// Rows that the schema hides (SearchHiding) are not found, and not counted. Reads only the index
// and the entities' tables (search_index.hpp). Belongs to its Database's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "store/database.hpp"

namespace brygga {

// How the worst fitting of the words fits.
enum class SearchFit : std::uint8_t {
  inside = 1,     // a part of a word, or of a number
  beginning = 2,  // the beginning of a word; of a number also its end
  whole = 3,
};

struct SearchHit {
  EntityNumber entity = 0;
  RowId row;
  Scope scope;
  FieldNumber field = 0;  // the one that fits best
  SearchFit fit = SearchFit::inside;
};

struct SearchHits {
  // By fit; then names and numbers before longer texts (SearchKind); then by id, the newest first.
  std::vector<SearchHit> hits;
  std::size_t total = 0;  // as many rows were found; hits has at most as many as were asked for
};

class Search {
 public:
  // Schema and database must outlive the result; the database must have the index.
  static Result<std::unique_ptr<Search>> open(Database& database, const Schema& schema);
  ~Search();

  // At most limit hits among rows of these entities; no entities: of all that are searched. Any
  // text may come; one without words, or longer than search_text_bytes_max, finds nothing. All is
  // read from one state of the store.
  Result<SearchHits> find(std::string_view text, const std::vector<EntityNumber>& entities,
                          std::size_t limit);

 private:
  struct Impl;
  explicit Search(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga
