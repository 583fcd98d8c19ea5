#include "store/search_index.hpp"

#include <algorithm>

#include "base/text_folding.hpp"
#include "merge/apply.hpp"
#include "store/search_terms.hpp"
#include "store/sql_name.hpp"

namespace brygga {
namespace {

// So many rows of words are gathered before they are written, some 20 MB.
constexpr std::size_t gathered_rows_max = 250'000;

Error damaged() {
  return {ErrorCode::corrupt,
          "The index for searching is damaged. Keep the file, and restore from a backup or enrol "
          "again.",
          false, "damaged"};
}

std::string_view shown_text(const FieldDef& field, const RowState& row) {
  const FieldState& state = row.fields[field.number - 1U];
  if (state.heads.empty()) return {};
  const auto* text = std::get_if<std::string>(&shown_head(field, state)->value);
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

std::string gathered_key(SearchFieldKey field, std::string_view word) {
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) {
    key += static_cast<char>(static_cast<std::uint64_t>(field) >> shift);
  }
  return key.append(word);
}

SearchFieldKey field_of(std::string_view gathered) {
  std::uint64_t field = 0;
  for (const char c : gathered.substr(0, 8)) field = field << 8 | static_cast<std::uint8_t>(c);
  return static_cast<SearchFieldKey>(field);
}

// What the index is made for, as search_field has it; empty: no index.
using Declared = std::vector<std::pair<SearchFieldKey, std::int64_t>>;

Declared declared_by(const Schema& schema) {
  Declared declared;
  for (const EntityDef& entity : schema.entities) {
    for (const FieldDef& field : entity.fields) {
      if (field.search == SearchKind::none) continue;
      declared.emplace_back(
          search_field_key(entity.number, field.number),
          std::int64_t{folding_version} << 8 | static_cast<std::int64_t>(field.search));
    }
  }
  return declared;
}

// The rows that hide others are few, and looked up at each search.
Status create_hiding_index(Database& database, const Schema& schema) {
  BRYGGA_TRY(database.execute("DROP INDEX IF EXISTS search_hiding"));
  const SearchHiding& hiding = schema.search_hiding;
  if (hiding.by == 0) return {};
  const EntityDef& by = *schema.entity(hiding.by);
  return database.execute("CREATE INDEX search_hiding ON " + quoted(by.name) + "(_scope) WHERE " +
                          quoted(by.field(hiding.field)->name) + " > " +
                          std::to_string(hiding.above));
}

}  // namespace

SearchFieldKey search_field_key(EntityNumber entity, FieldNumber field) {
  return SearchFieldKey{entity} * 64 + field;
}

// --- making the index -------------------------------------------------------------------------

Result<bool> SearchIndex::is_current(Database& database, const Schema& schema) {
  BRYGGA_ASSIGN(const std::int64_t has_table,
                database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'search_field'"));
  if (has_table == 0) return false;
  Declared found;
  BRYGGA_ASSIGN(Statement select,
                database.prepare("SELECT field, form FROM search_field ORDER BY field"));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return found == declared_by(schema);
    found.emplace_back(select.integer(0), select.integer(1));
  }
}

Status SearchIndex::rebuild(Database& database, const Schema& schema) {
  BRYGGA_TRY(database.execute(
      "CREATE TABLE IF NOT EXISTS search_field(field INTEGER PRIMARY KEY, form INTEGER NOT NULL);"
      "CREATE TABLE IF NOT EXISTS search_words(field INTEGER NOT NULL, first TEXT NOT NULL, "
      "words BLOB NOT NULL, PRIMARY KEY(field, first)) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS search_rows(field INTEGER NOT NULL, word TEXT NOT NULL, "
      "first INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY(field, word, first)) WITHOUT ROWID;"
      "DELETE FROM search_field; DELETE FROM search_words; DELETE FROM search_rows;"));
  BRYGGA_TRY(create_hiding_index(database, schema));
  BRYGGA_ASSIGN(Statement insert, database.prepare("INSERT INTO search_field VALUES(?, ?)"));
  for (const auto& [field, form] : declared_by(schema)) {
    BRYGGA_TRY(insert.bind(1, field).bind(2, form).run());
  }
  BRYGGA_ASSIGN(SearchIndex index, open(database, schema));
  for (const EntityDef& entity : schema.entities) {
    if (index.has(entity)) BRYGGA_TRY(index.build(database, entity));
  }
  return index.flush();
}

Status SearchIndex::build(Database& database, const EntityDef& entity) {
  const std::vector<SearchedField>& fields = fields_of(entity);
  std::string columns;
  for (const SearchedField& field : fields) columns.append(", ").append(quoted(field.def->name));
  BRYGGA_ASSIGN(Statement select, database.prepare("SELECT _key" + columns + " FROM " +
                                                   quoted(entity.name) + " ORDER BY _key"));
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return {};
    int column = 1;
    for (const SearchedField& field : fields) {
      BRYGGA_TRY(note_change(field, select.integer(0), {}, select.text(column++)));
    }
  }
}

Result<SearchIndex> SearchIndex::open(Database& database, const Schema& schema) {
  SearchIndex index;
  for (const EntityDef& entity : schema.entities) {
    SearchedEntity searched;
    std::string columns;
    for (const FieldDef& field : entity.fields) {
      if (field.search == SearchKind::none) continue;
      searched.fields.push_back({&field, search_field_key(entity.number, field.number)});
      columns.append(columns.empty() ? "" : ", ").append(quoted(field.name));
    }
    if (!searched.fields.empty()) {
      BRYGGA_ASSIGN(searched.select, database.prepare("SELECT " + columns + " FROM " +
                                                      quoted(entity.name) + " WHERE _key = ?"));
    }
    index.entities_.push_back(std::move(searched));
  }
  BRYGGA_TRY(index.prepare(database));
  return index;
}

Status SearchIndex::prepare(Database& database) {
  BRYGGA_ASSIGN(rows_at_, database.prepare("SELECT first, rows FROM search_rows WHERE field = ? "
                                           "AND word = ? AND first <= ? ORDER BY first DESC "
                                           "LIMIT 1"));
  BRYGGA_ASSIGN(rows_after_, database.prepare("SELECT first, rows FROM search_rows WHERE field = ? "
                                              "AND word = ? AND first > ? ORDER BY first LIMIT 1"));
  BRYGGA_ASSIGN(put_rows_,
                database.prepare("INSERT OR REPLACE INTO search_rows VALUES(?, ?, ?, ?)"));
  BRYGGA_ASSIGN(erase_rows_, database.prepare("DELETE FROM search_rows WHERE field = ? AND word = "
                                              "? AND first = ?"));
  BRYGGA_ASSIGN(words_at_, database.prepare("SELECT first, words FROM search_words WHERE field = ? "
                                            "AND first <= ? ORDER BY first DESC LIMIT 1"));
  BRYGGA_ASSIGN(words_after_,
                database.prepare("SELECT first, words FROM search_words WHERE field = "
                                 "? AND first > ? ORDER BY first LIMIT 1"));
  BRYGGA_ASSIGN(put_words_,
                database.prepare("INSERT OR REPLACE INTO search_words VALUES(?, ?, ?)"));
  BRYGGA_ASSIGN(erase_words_,
                database.prepare("DELETE FROM search_words WHERE field = ? AND first = ?"));
  return {};
}

// --- gathering --------------------------------------------------------------------------------

Status SearchIndex::add(const EntityDef& entity, std::int64_t key, const RowState& row) {
  for (const SearchedField& field : fields_of(entity)) {
    BRYGGA_TRY(note_change(field, key, {}, shown_text(*field.def, row)));
  }
  return {};
}

Status SearchIndex::change(const EntityDef& entity, std::int64_t key, const RowState* row) {
  SearchedEntity& searched = entities_[entity.number - 1U];
  if (searched.fields.empty()) return {};
  const RowLoop loop(searched.select);
  BRYGGA_ASSIGN(const bool shows, searched.select.bind(1, key).step());
  int column = 0;
  for (const SearchedField& field : searched.fields) {
    const std::string_view before = shows ? searched.select.text(column++) : std::string_view();
    const std::string_view after =
        row != nullptr ? shown_text(*field.def, *row) : std::string_view();
    if (before != after) BRYGGA_TRY(note_change(field, key, before, after));
  }
  return {};
}

Status SearchIndex::note_change(const SearchedField& field, std::int64_t key,
                                std::string_view before, std::string_view after) {
  const std::vector<std::string> old_terms = index_terms(field.def->search, before);
  const std::vector<std::string> new_terms = index_terms(field.def->search, after);
  for (const std::string& word : old_terms) {
    const bool stays = std::binary_search(new_terms.begin(), new_terms.end(), word);
    if (!stays) note(field.key, word, key, false);
  }
  for (const std::string& word : new_terms) {
    const bool is_new = !std::binary_search(old_terms.begin(), old_terms.end(), word);
    if (is_new) note(field.key, word, key, true);
  }
  return gathered_rows_ >= gathered_rows_max ? flush() : Status{};
}

void SearchIndex::note(SearchFieldKey field, const std::string& word, std::int64_t row,
                       bool is_there) {
  gathered_[gathered_key(field, word)].push_back({row, is_there});
  ++gathered_rows_;
}

void SearchIndex::forget() {
  gathered_.clear();
  gathered_rows_ = 0;
}

// --- writing ----------------------------------------------------------------------------------

namespace {

// Each row once, in order, with what was said of it last.
void keep_last_words(std::vector<SetChange<std::int64_t>>& changes) {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& a, const auto& b) { return a.element < b.element; });
  auto kept = changes.begin();
  for (auto at = changes.begin(); at != changes.end(); ++at) {
    const auto next = at + 1;
    if (next == changes.end() || next->element != at->element) *kept++ = *at;
  }
  changes.erase(kept, changes.end());
}

// As many of the changes, from the first, as come before the element.
template <class Element>
std::span<const SetChange<Element>> changes_before(std::span<const SetChange<Element>> changes,
                                                   const std::optional<Element>& next) {
  if (!next) return changes;
  const auto end = std::lower_bound(
      changes.begin(), changes.end(), *next,
      [](const SetChange<Element>& change, const Element& to) { return change.element < to; });
  return changes.first(static_cast<std::size_t>(end - changes.begin()));
}

}  // namespace

Status SearchIndex::flush() {
  if (gathered_.empty()) return {};
  std::vector<std::pair<const std::string, RowChanges>*> ordered;
  ordered.reserve(gathered_.size());
  for (auto& one : gathered_) ordered.push_back(&one);
  std::sort(ordered.begin(), ordered.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  std::vector<WordChange> words;
  SearchFieldKey field = field_of(ordered.front()->first);
  for (auto* const one : ordered) {
    if (field_of(one->first) != field) BRYGGA_TRY(flush_words(field, words));
    field = field_of(one->first);
    const std::string word = one->first.substr(8);
    bool had_rows = false;
    BRYGGA_ASSIGN(const bool has_rows, flush_rows(field, word, one->second, had_rows));
    if (has_rows != had_rows) words.push_back({word, has_rows});
  }
  BRYGGA_TRY(flush_words(field, words));
  forget();
  return {};
}

// Whether the word has any rows afterwards.
Result<bool> SearchIndex::flush_rows(SearchFieldKey field, const std::string& word,
                                     RowChanges& changes, bool& had_rows) {
  keep_last_words(changes);
  had_rows = false;
  bool has_rows = false;
  for (std::span<const SetChange<std::int64_t>> left = changes; !left.empty();) {
    BRYGGA_ASSIGN(const Place<RowChunk> place, find_rows(field, word, left.front().element));
    const auto now = changes_before(left, place.next);
    const std::vector<std::int64_t> before = place.elements.value_or(std::vector<std::int64_t>{});
    const std::vector<std::int64_t> after = changed_set(before, now);
    if (after != before) BRYGGA_TRY(replace_rows(field, word, before, after));
    had_rows = had_rows || !before.empty();
    has_rows = has_rows || !after.empty();
    left = left.subspan(now.size());
  }
  if (has_rows || !had_rows) return has_rows;
  // There may be others than were looked at.
  rows_after_.bind(1, field).bind(2, std::string_view(word)).bind(3, INT64_MIN);
  const RowLoop loop(rows_after_);
  return rows_after_.step();
}

Result<SearchIndex::Place<RowChunk>> SearchIndex::find_rows(SearchFieldKey field,
                                                            const std::string& word,
                                                            std::int64_t row) {
  Place<RowChunk> place;
  std::int64_t first = row;
  for (Statement* select : {&rows_at_, &rows_after_, &rows_after_}) {
    select->bind(1, field).bind(2, std::string_view(word)).bind(3, first);
    const RowLoop loop(*select);
    BRYGGA_ASSIGN(const bool is_there, select->step());
    if (!is_there && select == &rows_after_) break;
    if (!is_there) continue;
    first = select->integer(0);
    if (place.elements) {
      place.next = first;
      break;
    }
    place.elements = RowChunk::decode(first, select->blob(1));
    if (!place.elements) return damaged();
  }
  return place;
}

Status SearchIndex::replace_rows(SearchFieldKey field, const std::string& word,
                                 const std::vector<std::int64_t>& before,
                                 const std::vector<std::int64_t>& after) {
  const bool keeps_place = !before.empty() && !after.empty() && before.front() == after.front();
  if (!before.empty() && !keeps_place) {
    erase_rows_.bind(1, field).bind(2, std::string_view(word)).bind(3, before.front());
    BRYGGA_TRY(erase_rows_.run());
  }
  std::span<const std::int64_t> left(after);
  for (const std::size_t length : chunk_lengths<RowChunk>(after)) {
    const Bytes chunk = RowChunk::encode(left.first(length));
    put_rows_.bind(1, field).bind(2, std::string_view(word)).bind(3, left.front());
    BRYGGA_TRY(put_rows_.bind(4, ByteView(chunk)).run());
    left = left.subspan(length);
  }
  return {};
}

Status SearchIndex::flush_words(SearchFieldKey field, std::vector<WordChange>& changes) {
  for (std::span<const WordChange> left = changes; !left.empty();) {
    BRYGGA_ASSIGN(const Place<WordChunk> place, find_words(field, left.front().element));
    const auto now = changes_before(left, place.next);
    const std::vector<std::string> before = place.elements.value_or(std::vector<std::string>{});
    const std::vector<std::string> after = changed_set(before, now);
    if (after != before) BRYGGA_TRY(replace_words(field, before, after));
    left = left.subspan(now.size());
  }
  changes.clear();
  return {};
}

Result<SearchIndex::Place<WordChunk>> SearchIndex::find_words(SearchFieldKey field,
                                                              const std::string& word) {
  Place<WordChunk> place;
  std::string first = word;
  for (Statement* select : {&words_at_, &words_after_, &words_after_}) {
    select->bind(1, field).bind(2, std::string_view(first));
    const RowLoop loop(*select);
    BRYGGA_ASSIGN(const bool is_there, select->step());
    if (!is_there && select == &words_after_) break;
    if (!is_there) continue;
    std::string found(select->text(0));
    if (place.elements) {
      place.next = std::move(found);
      break;
    }
    place.elements = WordChunk::decode(found, select->blob(1));
    if (!place.elements) return damaged();
    select->reset();
    first = std::move(found);
  }
  return place;
}

Status SearchIndex::replace_words(SearchFieldKey field, const std::vector<std::string>& before,
                                  const std::vector<std::string>& after) {
  const bool keeps_place = !before.empty() && !after.empty() && before.front() == after.front();
  if (!before.empty() && !keeps_place) {
    BRYGGA_TRY(erase_words_.bind(1, field).bind(2, std::string_view(before.front())).run());
  }
  std::span<const std::string> left(after);
  for (const std::size_t length : chunk_lengths<WordChunk>(after)) {
    const Bytes chunk = WordChunk::encode(left.first(length));
    put_words_.bind(1, field).bind(2, std::string_view(left.front())).bind(3, ByteView(chunk));
    BRYGGA_TRY(put_words_.run());
    left = left.subspan(length);
  }
  return {};
}

}  // namespace brygga
