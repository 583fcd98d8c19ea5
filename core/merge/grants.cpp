#include "merge/grants.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/fault.hpp"
#include "merge/apply.hpp"

namespace brygga {
namespace {

// The ids in an id field or a set of ids.
std::vector<Uuid> ids_in(const EntityDef& entity, const RowState& row, FieldNumber number) {
  const FieldDef& field = *entity.field(number);
  std::vector<Uuid> ids;
  const auto keep = [&](const Value& value) {
    if (const auto* id = std::get_if<Uuid>(&value)) ids.push_back(*id);
  };
  if (field.rule == Rule::set) {
    for (const Value& value : set_elements(row.field(number))) keep(value);
  } else {
    keep(shown_value(field, row.field(number)));
  }
  return ids;
}

bool has_ended(const EntityDef& entity, const RowState& row, const GrantRule& rule) {
  return rule.until_field != 0 && !has_fault(Fault::grants_never_end) &&
         !is_absent(shown_value(*entity.field(rule.until_field), row.field(rule.until_field)));
}

bool holds(const EntityDef& entity, const RowState& row, const GrantCondition& condition) {
  const FieldDef& field = *entity.field(condition.field);
  const auto is_asked_for = [&](const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto& any_of = condition.any_of;
    return text != nullptr && std::find(any_of.begin(), any_of.end(), *text) != any_of.end();
  };
  if (field.rule != Rule::set) return is_asked_for(shown_value(field, row.field(field.number)));
  const std::vector<Value> elements = set_elements(row.field(field.number));
  return std::any_of(elements.begin(), elements.end(), is_asked_for);
}

std::int64_t last_day(const EntityDef& entity, const RowState& row, const GrantRule& rule) {
  if (rule.through_field == 0) return no_last_day;
  const FieldDef& field = *entity.field(rule.through_field);
  const Value value = shown_value(field, row.field(field.number));
  const auto* day = std::get_if<std::int64_t>(&value);
  return day != nullptr ? *day : no_last_day;
}

void add_grants(const EntityDef& entity, const RowState& row, const GrantRule& rule,
                std::vector<Grant>& grants) {
  const std::vector<Uuid> principals = rule.principal_field != 0
                                           ? ids_in(entity, row, rule.principal_field)
                                           : std::vector<Uuid>{row.id.uuid};
  const std::vector<Uuid> scope_ids = rule.scope_id_field != 0
                                          ? ids_in(entity, row, rule.scope_id_field)
                                          : std::vector<Uuid>{row.scope.id};
  const std::int64_t through = last_day(entity, row, rule);
  for (const Uuid& principal : principals) {
    for (const Uuid& scope_id : scope_ids) {
      for (const char kind : rule.scope_kinds) {
        grants.push_back({PrincipalId{principal}, Scope{kind, scope_id}, through});
      }
    }
  }
}

}  // namespace

std::int64_t day_of(std::uint64_t unix_ms) {
  constexpr std::uint64_t day_ms = 86'400'000;
  return static_cast<std::int64_t>(unix_ms / day_ms);
}

std::vector<Grant> grants_of(const Schema& schema, const RowState& row) {
  const EntityDef* entity = schema.entity(row.entity);
  BRYGGA_CHECK(entity != nullptr);
  std::vector<Grant> grants;
  if (row.life.is_deleted()) return grants;
  for (const GrantRule& rule : entity->grants) {
    const bool is_fit = std::all_of(
        rule.when.begin(), rule.when.end(),
        [&](const GrantCondition& condition) { return holds(*entity, row, condition); });
    if (is_fit && !has_ended(*entity, row, rule)) add_grants(*entity, row, rule, grants);
  }
  // From the end, the longest of the same comes first, and stays.
  std::sort(grants.rbegin(), grants.rend());
  const auto is_same = [](const Grant& a, const Grant& b) {
    return a.principal == b.principal && a.scope == b.scope;
  };
  grants.erase(std::unique(grants.begin(), grants.end(), is_same), grants.end());
  std::reverse(grants.begin(), grants.end());
  return grants;
}

Account account_of(const Schema& schema, const RowState& row) {
  const EntityDef* entity = schema.entity(row.entity);
  BRYGGA_CHECK(entity != nullptr && row.entity == schema.accounts.entity);
  Account account;
  account.principals.push_back(PrincipalId{row.id.uuid});
  const AccountRule& rule = schema.accounts;
  account.is_open = !row.life.is_deleted();
  if (account.is_open && rule.state != 0) {
    const Value state = shown_value(*entity->field(rule.state), row.field(rule.state));
    account.is_open = is_absent(state) || state == Value(rule.open_state);
  }
  if (!account.is_open) return account;
  for (const FieldNumber group : schema.accounts.groups) {
    for (const Uuid& id : ids_in(*entity, row, group)) {
      account.principals.push_back(PrincipalId{id});
    }
  }
  if (schema.accounts.roles != 0) {
    for (const Value& role : set_elements(row.field(schema.accounts.roles))) {
      if (const auto* name = std::get_if<std::string>(&role)) account.roles.push_back(*name);
    }
  }
  const auto& without = rule.roles_without_base;
  account.holds_base =
      std::none_of(account.roles.begin(), account.roles.end(), [&](const auto& role) {
        return std::find(without.begin(), without.end(), role) != without.end();
      });
  return account;
}

}  // namespace brygga
