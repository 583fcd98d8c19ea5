#include "store/search.hpp"

#include <algorithm>
#include <array>

#include "store/chunked_set.hpp"
#include "store/search_fit.hpp"
#include "store/search_index.hpp"
#include "store/search_terms.hpp"
#include "store/sql_name.hpp"

namespace brygga {
namespace {

// No device comes near it; a damaged file may say anything.
constexpr std::int64_t key_max = 20'000'000;

void keep_better(std::vector<Fitness>& rows, std::int64_t key, Fitness fitness) {
  if (key <= 0 || static_cast<std::size_t>(key) >= rows.size()) return;
  Fitness& row = rows[static_cast<std::size_t>(key)];
  row = std::max(row, fitness);
}

Error damaged(const EntityDef& entity) {
  return {ErrorCode::corrupt,
          "A " + entity.name +
              " in the store is damaged (its key). Keep the file, and restore from a backup or "
              "enrol again.",
          false, "damaged"};
}

// One state of the store for several statements.
class ReadTransaction {
 public:
  static Result<std::unique_ptr<ReadTransaction>> begin(Database& database) {
    BRYGGA_TRY(database.execute("BEGIN"));
    return std::make_unique<ReadTransaction>(database);
  }
  explicit ReadTransaction(Database& database) : database_(database) {}
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ~ReadTransaction() { (void)database_.execute("COMMIT"); }

 private:
  Database& database_;
};

struct Candidate {
  Uuid id;
  EntityNumber entity = 0;
  std::int64_t key = 0;
  FieldNumber field = 0;
  SearchFit fit = SearchFit::inside;
};

}  // namespace

struct Search::Impl {
  struct Searched {
    const EntityDef* entity = nullptr;
    Statement last_key, select_hidden, id_at, newest, scope_at;
    std::vector<std::size_t> hidden;  // keys, as of the state that was read last
  };
  // What is known of an entity's rows while one text is searched for.
  struct Found {
    Searched* searched = nullptr;
    std::vector<Fitness> rows;                  // by key
    std::array<std::size_t, ranks> count = {};  // of rows, by worst rank
  };

  Impl(Database& the_database, const Schema& the_schema)
      : database(the_database), schema(the_schema) {}

  Status prepare(const EntityDef& entity);
  Result<std::vector<Found>> find_rows(std::string_view text,
                                       const std::vector<EntityNumber>& entities);
  Status fit_plan(const std::vector<SearchTerm>& plan, Found& found);
  Status fit_term(const SearchTerm& term, const EntityDef& entity, std::vector<Fitness>& rows);
  Status fit_word(SearchFieldKey key, const FieldDef& field, const std::string& word,
                  std::vector<Fitness>& rows);
  Status fit_beginnings(SearchFieldKey key, const FieldDef& field, const std::string& word,
                        std::vector<Fitness>& rows);
  Status fit_parts(SearchFieldKey key, const FieldDef& field, const std::string& part,
                   std::vector<Fitness>& rows);
  Status fit_words(SearchFieldKey key, const FieldDef& field, std::string_view part,
                   std::span<const std::string_view> words, std::vector<Fitness>& rows);
  Status read_hidden();
  Result<std::vector<Candidate>> best_of(std::vector<Found>& all, std::size_t limit);
  Status add_each(const Found& found, std::uint32_t rank, std::vector<Candidate>& candidates);
  Result<bool> add_newest(const Found& found, std::uint32_t rank, std::size_t limit,
                          std::vector<Candidate>& candidates);
  Result<Scope> scope_of(const Candidate& candidate);

  Database& database;
  const Schema& schema;
  std::vector<Searched> searched;
  Statement data_version;
  // Of the state that was read last: changes by others, and by this connection.
  std::pair<std::int64_t, std::int64_t> state{-1, -1};
  Statement select_beginnings, select_words, select_rows;
};

Search::Search(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Search::~Search() = default;

Result<std::unique_ptr<Search>> Search::open(Database& database, const Schema& schema) {
  auto impl = std::make_unique<Impl>(database, schema);
  // The last byte stands in no UTF-8.
  BRYGGA_ASSIGN(impl->select_beginnings,
                database.prepare("SELECT word, first, rows FROM search_rows WHERE field = ? AND "
                                 "word >= ? AND word < ?"));
  BRYGGA_ASSIGN(impl->select_words,
                database.prepare("SELECT words FROM search_words WHERE field = ?"));
  BRYGGA_ASSIGN(
      impl->select_rows,
      database.prepare(
          "SELECT word, first, rows FROM search_rows WHERE field = ? AND word BETWEEN ? AND ?"));
  BRYGGA_ASSIGN(impl->data_version, database.prepare("PRAGMA data_version"));
  for (const EntityDef& entity : schema.entities) {
    const bool is_searched =
        std::any_of(entity.fields.begin(), entity.fields.end(),
                    [](const FieldDef& field) { return field.search != SearchKind::none; });
    if (is_searched) BRYGGA_TRY(impl->prepare(entity));
  }
  return std::unique_ptr<Search>(new Search(std::move(impl)));
}

Status Search::Impl::prepare(const EntityDef& entity) {
  const std::string table = quoted(entity.name);
  Searched one;
  one.entity = &entity;
  BRYGGA_ASSIGN(one.last_key, database.prepare("SELECT max(_key) FROM " + table));
  BRYGGA_ASSIGN(one.id_at, database.prepare("SELECT id FROM " + table + " WHERE _key = ?"));
  BRYGGA_ASSIGN(one.newest,
                database.prepare("SELECT _key, id FROM " + table + " ORDER BY id DESC"));
  BRYGGA_ASSIGN(one.scope_at, database.prepare("SELECT s.kind, s.id FROM " + table +
                                               " e JOIN scope s ON s.key = e._scope "
                                               "WHERE e._key = ?"));
  const SearchHiding& hiding = schema.search_hiding;
  if (hiding.by != 0) {
    const EntityDef& by = *schema.entity(hiding.by);
    std::string kinds = "'" + std::string(1, entity.scope_kind) + "'";
    for (const char kind : entity.further_scope_kinds) {
      kinds.append(", '").append(1, kind).append("'");
    }
    BRYGGA_ASSIGN(
        one.select_hidden,
        database.prepare("SELECT e._key FROM " + quoted(by.name) +
                         " h JOIN scope hs ON hs.key = h._scope JOIN scope s ON s.kind "
                         "IN (" +
                         kinds + ") AND s.id = hs.id JOIN " + table +
                         " e ON e._scope = s.key WHERE h." + quoted(by.field(hiding.field)->name) +
                         " > " + std::to_string(hiding.above)));
  }
  searched.push_back(std::move(one));
  return {};
}

// --- finding rows -----------------------------------------------------------------------------

Result<std::vector<Search::Impl::Found>> Search::Impl::find_rows(
    std::string_view text, const std::vector<EntityNumber>& entities) {
  std::vector<Found> all;
  const std::vector<std::vector<SearchTerm>> plans = search_plans(text);
  if (plans.empty()) return all;
  BRYGGA_TRY(read_hidden());
  for (Searched& one : searched) {
    const bool is_wanted = entities.empty() || std::find(entities.begin(), entities.end(),
                                                         one.entity->number) != entities.end();
    if (!is_wanted) continue;
    const RowLoop loop(one.last_key);
    BRYGGA_ASSIGN(const bool has_row, one.last_key.step());
    const std::int64_t last = has_row ? one.last_key.integer(0) : 0;
    if (last < 0 || last > key_max) return damaged(*one.entity);
    Found found{&one, std::vector<Fitness>(static_cast<std::size_t>(last) + 1), {}};
    for (const auto& plan : plans) BRYGGA_TRY(fit_plan(plan, found));
    for (const std::size_t key : one.hidden) {
      if (key < found.rows.size()) found.rows[key] = 0;
    }
    for (const Fitness row : found.rows) ++found.count[worst_rank(row)];
    found.count[0] = 0;
    all.push_back(std::move(found));
  }
  return all;
}

// All terms of a plan must fit; of two plans the better counts.
Status Search::Impl::fit_plan(const std::vector<SearchTerm>& plan, Found& found) {
  std::vector<Fitness> together;
  std::vector<Fitness> rows;
  for (const SearchTerm& term : plan) {
    rows.assign(found.rows.size(), 0);
    BRYGGA_TRY(fit_term(term, *found.searched->entity, rows));
    if (together.empty()) {
      together.swap(rows);
      continue;
    }
    std::transform(rows.begin(), rows.end(), together.begin(), together.begin(), fitness_of_both);
  }
  std::transform(together.begin(), together.end(), found.rows.begin(), found.rows.begin(),
                 [](Fitness a, Fitness b) { return std::max(a, b); });
  return {};
}

Status Search::Impl::fit_term(const SearchTerm& term, const EntityDef& entity,
                              std::vector<Fitness>& rows) {
  for (const FieldDef& field : entity.fields) {
    if (field.search == SearchKind::none) continue;
    const SearchFieldKey key = search_field_key(entity.number, field.number);
    if (field.search != SearchKind::digits) {
      if (!term.word.empty()) BRYGGA_TRY(fit_word(key, field, term.word, rows));
      continue;
    }
    for (const std::string& digits : term.digits) BRYGGA_TRY(fit_word(key, field, digits, rows));
  }
  return {};
}

Status Search::Impl::fit_word(SearchFieldKey key, const FieldDef& field, const std::string& word,
                              std::vector<Fitness>& rows) {
  BRYGGA_TRY(fit_beginnings(key, field, word, rows));
  return is_part(word) ? fit_parts(key, field, word, rows) : Status{};
}

Status Search::Impl::fit_beginnings(SearchFieldKey key, const FieldDef& field,
                                    const std::string& word, std::vector<Fitness>& rows) {
  const std::string end = word + '\xFF';
  const Fitness whole = fitness_of(rank_of(SearchFit::whole, field.search), field.number);
  const Fitness beginning = fitness_of(rank_of(SearchFit::beginning, field.search), field.number);
  select_beginnings.bind(1, key).bind(2, std::string_view(word)).bind(3, std::string_view(end));
  const RowLoop loop(select_beginnings);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_beginnings.step());
    if (!has_row) return {};
    const Fitness fitness = select_beginnings.text(0).size() == word.size() ? whole : beginning;
    RowChunk::for_each(select_beginnings.integer(1), select_beginnings.blob(2),
                       [&](std::int64_t row) { keep_better(rows, row, fitness); });
  }
}

// Words that hold the part, but do not begin with it.
Status Search::Impl::fit_parts(SearchFieldKey key, const FieldDef& field, const std::string& part,
                               std::vector<Fitness>& rows) {
  select_words.bind(1, key);
  const RowLoop loop(select_words);
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_words.step());
    if (!has_row) return {};
    const std::vector<std::string_view> words =
        WordChunk::words_within(as_text(select_words.blob(0)), part);
    for (std::span<const std::string_view> left = words; !left.empty();) {
      const auto near = left.first(WordChunk::neighbours(left));
      BRYGGA_TRY(fit_words(key, field, part, near, rows));
      left = left.subspan(near.size());
    }
  }
}

// The rows of these words, which are in order.
Status Search::Impl::fit_words(SearchFieldKey key, const FieldDef& field, std::string_view part,
                               std::span<const std::string_view> words,
                               std::vector<Fitness>& rows) {
  select_rows.bind(1, key).bind(2, words.front()).bind(3, words.back());
  const RowLoop loop(select_rows);
  for (auto next = words.begin();;) {
    BRYGGA_ASSIGN(const bool has_row, select_rows.step());
    if (!has_row) return {};
    const std::string_view word = select_rows.text(0);
    while (next != words.end() && *next < word) ++next;
    if (next == words.end() || *next != word) continue;
    const SearchFit fit = fit_within(field.search, word, part);
    const Fitness fitness = fitness_of(rank_of(fit, field.search), field.number);
    RowChunk::for_each(select_rows.integer(1), select_rows.blob(2),
                       [&](std::int64_t row) { keep_better(rows, row, fitness); });
  }
}

// A person types letter after letter: what is hidden is looked up when the store has changed.
Status Search::Impl::read_hidden() {
  if (schema.search_hiding.by == 0) return {};
  const RowLoop version_loop(data_version);
  BRYGGA_ASSIGN(const bool has_version, data_version.step());
  const std::pair now{has_version ? data_version.integer(0) : 0, database.total_changes()};
  if (now == state) return {};
  state = {-1, -1};
  for (Searched& one : searched) {
    one.hidden.clear();
    const RowLoop loop(one.select_hidden);
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, one.select_hidden.step());
      if (!has_row) break;
      one.hidden.push_back(static_cast<std::size_t>(one.select_hidden.integer(0)));
    }
  }
  state = now;
  return {};
}

// --- the best of them -------------------------------------------------------------------------

Result<std::vector<Candidate>> Search::Impl::best_of(std::vector<Found>& all, std::size_t limit) {
  std::vector<Candidate> best;
  for (std::uint32_t rank = ranks - 1; rank > 0 && best.size() < limit; --rank) {
    std::vector<Candidate> equal;
    const std::size_t wanted = limit - best.size();
    for (const Found& found : all) {
      const std::size_t count = found.count[rank];
      if (count == 0) continue;
      // Going from the newest on ends when enough were met: at once, where many rows fit. Where
      // they lie too far back, it costs less to look each of them up.
      const std::size_t others = equal.size();
      BRYGGA_ASSIGN(const bool has_enough, add_newest(found, rank, wanted, equal));
      if (has_enough) continue;
      equal.resize(others);
      BRYGGA_TRY(add_each(found, rank, equal));
    }
    std::sort(equal.begin(), equal.end(), [](const Candidate& a, const Candidate& b) {
      return a.id != b.id ? b.id < a.id : a.entity < b.entity;
    });
    equal.resize(std::min(equal.size(), wanted));
    best.insert(best.end(), equal.begin(), equal.end());
  }
  return best;
}

Status Search::Impl::add_each(const Found& found, std::uint32_t rank,
                              std::vector<Candidate>& candidates) {
  Statement& select = found.searched->id_at;
  for (std::size_t key = 1; key < found.rows.size(); ++key) {
    if (worst_rank(found.rows[key]) != rank) continue;
    const RowLoop loop(select);
    BRYGGA_ASSIGN(const bool is_there, select.bind(1, static_cast<std::int64_t>(key)).step());
    if (!is_there) continue;
    candidates.push_back({select.uuid(0), found.searched->entity->number,
                          static_cast<std::int64_t>(key), best_field(found.rows[key]),
                          fit_of(rank)});
  }
  return {};
}

// Whether there are enough of them among the newest rows, four to look at for each that fits.
Result<bool> Search::Impl::add_newest(const Found& found, std::uint32_t rank, std::size_t limit,
                                      std::vector<Candidate>& candidates) {
  Statement& select = found.searched->newest;
  const RowLoop loop(select);
  const std::size_t enough = std::min(limit, found.count[rank]);
  std::size_t met = 0;
  for (std::size_t steps = 4 * found.count[rank]; met < enough && steps > 0; --steps) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return true;
    const std::int64_t key = select.integer(0);
    if (key <= 0 || static_cast<std::size_t>(key) >= found.rows.size()) continue;
    const Fitness fitness = found.rows[static_cast<std::size_t>(key)];
    if (worst_rank(fitness) != rank) continue;
    ++met;
    candidates.push_back(
        {select.uuid(1), found.searched->entity->number, key, best_field(fitness), fit_of(rank)});
  }
  return met == enough;
}

Result<Scope> Search::Impl::scope_of(const Candidate& candidate) {
  const auto of = std::find_if(searched.begin(), searched.end(), [&](const Searched& one) {
    return one.entity->number == candidate.entity;
  });
  const RowLoop loop(of->scope_at);
  BRYGGA_ASSIGN(const bool is_there, of->scope_at.bind(1, candidate.key).step());
  const std::string_view kind = is_there ? of->scope_at.text(0) : std::string_view();
  return Scope{kind.empty() ? '\0' : kind.front(), is_there ? of->scope_at.uuid(1) : Uuid{}};
}

Result<SearchHits> Search::find(std::string_view text, const std::vector<EntityNumber>& entities,
                                std::size_t limit) {
  SearchHits result;
  BRYGGA_ASSIGN(const auto transaction, ReadTransaction::begin(impl_->database));
  BRYGGA_ASSIGN(std::vector<Impl::Found> all, impl_->find_rows(text, entities));
  for (const Impl::Found& found : all) {
    for (const std::size_t count : found.count) result.total += count;
  }
  BRYGGA_ASSIGN(const std::vector<Candidate> best, impl_->best_of(all, limit));
  result.hits.reserve(best.size());
  for (const Candidate& one : best) {
    BRYGGA_ASSIGN(const Scope scope, impl_->scope_of(one));
    result.hits.push_back({one.entity, RowId{one.id}, scope, one.field, one.fit});
  }
  return result;
}

}  // namespace brygga
