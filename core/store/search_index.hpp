// The index by which rows are found: for each searched field, its words, and for each word the rows
// that show it.
//
// It says what the entities' tables show, is written in the same transactions, and is made anew
// when the fields that are searched, or how their words are made, have changed. Three tables of
// plain rows (docs/STORE.md), so that what leaves the rows leaves the file as they do. Changes are
// gathered and written by flush(): thousands of rows share most of their words. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "model/row.hpp"
#include "model/schema.hpp"
#include "store/chunked_set.hpp"
#include "store/database.hpp"

namespace brygga {

// A searched field as the index's tables name it: entity * 64 + field.
using SearchFieldKey = std::int64_t;
SearchFieldKey search_field_key(EntityNumber entity, FieldNumber field);

class SearchIndex {
 public:
  // Whether the file has the index that the schema asks for.
  static Result<bool> is_current(Database& database, const Schema& schema);
  // Makes the index anew from the rows, in the caller's transaction. The entities' tables must be
  // the schema's already.
  static Status rebuild(Database& database, const Schema& schema);

  // Schema and database must outlive the result.
  static Result<SearchIndex> open(Database& database, const Schema& schema);

  bool has(const EntityDef& entity) const { return !fields_of(entity).empty(); }
  // The row is new at the key, and shows this.
  Status add(const EntityDef& entity, std::int64_t key, const RowState& row);
  // The row at the key, which shows in the entity's table what it showed so far, is about to show
  // this; null: it goes.
  Status change(const EntityDef& entity, std::int64_t key, const RowState* row);
  // Writes down what was gathered. Must be called before the transaction is committed.
  Status flush();
  // Forgets what was gathered: the transaction was rolled back.
  void forget();

 private:
  struct SearchedField {
    const FieldDef* def = nullptr;
    SearchFieldKey key = 0;
  };
  struct SearchedEntity {
    std::vector<SearchedField> fields;
    Statement select;  // their columns by _key
  };
  using WordChange = SetChange<std::string>;
  using RowChanges = std::vector<SetChange<std::int64_t>>;

  // The chunk that holds the element or would, the first one for what comes before it; and where
  // the next one begins.
  template <class Chunk>
  struct Place {
    std::optional<std::vector<typename Chunk::Element>> elements;
    std::optional<typename Chunk::Element> next;
  };

  const std::vector<SearchedField>& fields_of(const EntityDef& entity) const {
    return entities_[entity.number - 1U].fields;
  }
  Status prepare(Database& database);
  Status build(Database& database, const EntityDef& entity);
  Status note_change(const SearchedField& field, std::int64_t key, std::string_view before,
                     std::string_view after);
  void note(SearchFieldKey field, const std::string& word, std::int64_t row, bool is_there);
  Status flush_words(SearchFieldKey field, std::vector<WordChange>& changes);
  Result<bool> flush_rows(SearchFieldKey field, const std::string& word, RowChanges& changes,
                          bool& had_rows);
  Result<Place<RowChunk>> find_rows(SearchFieldKey field, const std::string& word,
                                    std::int64_t row);
  Status replace_rows(SearchFieldKey field, const std::string& word,
                      const std::vector<std::int64_t>& before,
                      const std::vector<std::int64_t>& after);
  Result<Place<WordChunk>> find_words(SearchFieldKey field, const std::string& word);
  Status replace_words(SearchFieldKey field, const std::vector<std::string>& before,
                       const std::vector<std::string>& after);

  std::vector<SearchedEntity> entities_;  // by number, from 1
  // By field and word: eight bytes, the greatest first, and the word.
  std::unordered_map<std::string, RowChanges> gathered_;
  std::size_t gathered_rows_ = 0;
  Statement rows_at_, rows_after_, put_rows_, erase_rows_;
  Statement words_at_, words_after_, put_words_, erase_words_;
};

}  // namespace brygga
