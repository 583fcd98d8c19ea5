#include "office/account_search.hpp"

#include <algorithm>
#include <unordered_set>

#include "store/search_fit.hpp"
#include "store/search_terms.hpp"
#include "store/sql_name.hpp"

namespace brygga::server {
namespace {

using Plans = std::vector<std::vector<SearchTerm>>;

struct SearchedField {
  const FieldDef* field = nullptr;
  std::vector<std::string> terms;  // of the row that is looked at
};

Fitness fitness_in(const SearchedField& searched, const std::string& wanted) {
  Fitness best = 0;
  for (const std::string& word : searched.terms) {
    const auto fit = fit_of_word(searched.field->search, word, wanted);
    if (!fit) continue;
    const std::uint32_t rank = rank_of(*fit, searched.field->search);
    best = std::max(best, fitness_of(rank, searched.field->number));
  }
  return best;
}

Fitness fitness_of_term(const std::vector<SearchedField>& fields, const SearchTerm& term) {
  Fitness best = 0;
  for (const SearchedField& searched : fields) {
    if (searched.field->search != SearchKind::digits) {
      if (!term.word.empty()) best = std::max(best, fitness_in(searched, term.word));
      continue;
    }
    for (const std::string& digits : term.digits) {
      best = std::max(best, fitness_in(searched, digits));
    }
  }
  return best;
}

// All terms of a plan must fit; of two plans the better counts.
Fitness fitness_of_row(const std::vector<SearchedField>& fields, const Plans& plans) {
  Fitness best = 0;
  for (const std::vector<SearchTerm>& plan : plans) {
    Fitness together = fitness_of_term(fields, plan.front());
    for (std::size_t at = 1; at < plan.size() && together != 0; ++at) {
      together = fitness_of_both(together, fitness_of_term(fields, plan[at]));
    }
    best = std::max(best, together);
  }
  return best;
}

struct Candidate {
  SearchHit hit;
  std::uint32_t rank = 0;
};

bool is_before(const Candidate& a, const Candidate& b) {
  if (a.rank != b.rank) return a.rank > b.rank;
  if (a.hit.row != b.hit.row) return b.hit.row.uuid < a.hit.row.uuid;
  return a.hit.entity < b.hit.entity;
}

// Ids of the scopes whose rows no search finds.
Result<std::unordered_set<Uuid>> hidden_ids(AccountView& view, const Schema& schema) {
  std::unordered_set<Uuid> hidden;
  const SearchHiding& hiding = schema.search_hiding;
  const EntityDef* by = schema.entity(hiding.by);
  if (by == nullptr) return hidden;
  BRYGGA_TRY(view.each("SELECT s.id FROM " + quoted(by->name) +
                           " AS h JOIN scope AS s ON s.key = h._scope WHERE h." +
                           quoted(by->field(hiding.field)->name) + " > ?1",
                       {hiding.above}, nullptr, [&](const std::vector<Value>& row) {
                         if (const auto* id = std::get_if<Uuid>(&row[0])) hidden.insert(*id);
                         return true;
                       }));
  return hidden;
}

std::vector<SearchedField> searched_fields(const EntityDef& entity) {
  std::vector<SearchedField> fields;
  for (const FieldDef& field : entity.fields) {
    if (field.search != SearchKind::none) fields.push_back({&field, {}});
  }
  return fields;
}

std::string select_searched(const EntityDef& entity, const std::vector<SearchedField>& fields) {
  std::string sql = "SELECT t.id, s.kind, s.id";
  for (const SearchedField& searched : fields) {
    sql.append(", t.").append(quoted(searched.field->name));
  }
  return sql + " FROM " + quoted(entity.name) + " AS t JOIN scope AS s ON s.key = t._scope";
}

Scope scope_in(const Value& kind, const Value& id) {
  const auto* letter = std::get_if<std::string>(&kind);
  const auto* uuid = std::get_if<Uuid>(&id);
  return {letter != nullptr && !letter->empty() ? letter->front() : '\0',
          uuid != nullptr ? *uuid : Uuid{}};
}

Status look_through(AccountView& view, const EntityDef& entity, const Plans& plans,
                    const std::unordered_set<Uuid>& hidden, std::vector<Candidate>& found) {
  std::vector<SearchedField> fields = searched_fields(entity);
  if (fields.empty()) return {};
  return view.each(
      select_searched(entity, fields), {}, nullptr, [&](const std::vector<Value>& row) {
        const auto* id = std::get_if<Uuid>(&row[0]);
        const Scope scope = scope_in(row[1], row[2]);
        if (id == nullptr || hidden.contains(scope.id)) return true;
        for (std::size_t at = 0; at < fields.size(); ++at) {
          const auto* text = std::get_if<std::string>(&row[3 + at]);
          fields[at].terms = text != nullptr ? index_terms(fields[at].field->search, *text)
                                             : std::vector<std::string>{};
        }
        const Fitness fitness = fitness_of_row(fields, plans);
        if (fitness == 0) return true;
        const std::uint32_t rank = worst_rank(fitness);
        found.push_back(
            {{entity.number, RowId{*id}, scope, best_field(fitness), fit_of(rank)}, rank});
        return true;
      });
}

}  // namespace

Result<SearchHits> search_view(AccountView& view, const Schema& schema, std::string_view text,
                               const std::vector<EntityNumber>& entities, std::size_t limit) {
  SearchHits result;
  const Plans plans = search_plans(text);
  if (plans.empty()) return result;
  BRYGGA_ASSIGN(const std::unordered_set<Uuid> hidden, hidden_ids(view, schema));
  std::vector<Candidate> found;
  for (const EntityDef& entity : schema.entities) {
    const bool is_wanted = entities.empty() || std::find(entities.begin(), entities.end(),
                                                         entity.number) != entities.end();
    if (is_wanted) BRYGGA_TRY(look_through(view, entity, plans, hidden, found));
  }
  result.total = found.size();
  const std::size_t count = std::min(limit, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                    is_before);
  for (std::size_t at = 0; at < count; ++at) result.hits.push_back(found[at].hit);
  return result;
}

}  // namespace brygga::server
