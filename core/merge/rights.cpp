#include "merge/rights.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "merge/apply.hpp"

namespace brygga {
namespace {

bool may_write_entity(const EntityDef& entity, const Actor& actor) {
  const auto& writers = entity.writer_roles;
  return writers.empty() ||
         std::any_of(actor.roles.begin(), actor.roles.end(), [&](const std::string& role) {
           return std::find(writers.begin(), writers.end(), role) != writers.end();
         });
}

bool opens_its_own_scope(const EntityDef& entity, const Edit& edit) {
  return edit.creates && edit.scope.id == edit.row.uuid &&
         std::find(entity.opens_scope_kinds.begin(), entity.opens_scope_kinds.end(),
                   edit.scope.kind) != entity.opens_scope_kinds.end();
}

bool is_for_the_office(const EntityDef& entity, const Actor& actor, const RowState* row,
                       const Edit& edit) {
  return entity.is_upload_only && row == nullptr && edit.creates && !actor.principals.empty() &&
         edit.scope == Scope{entity.scope_kind, actor.principals.front().uuid};
}

// Nobody writes in another's name.
std::optional<Refusal> judge_named_writer(const EntityDef& entity, const Actor& actor,
                                          const Edit& edit) {
  for (const FieldWrite& write : edit.writes) {
    const FieldDef* field = entity.field(write.field);
    if (field == nullptr || field->names != Names::writer || is_absent(write.value)) continue;
    const auto* named = std::get_if<Uuid>(&write.value);
    const bool is_writer =
        named != nullptr && !actor.principals.empty() && *named == actor.principals.front().uuid;
    if (!is_writer) {
      return Refusal{"no_right",
                     entity.name + "." + field->name + " must name the account that writes.", 0};
    }
  }
  return std::nullopt;
}

// Resets make what was guarded weaker.
std::optional<Refusal> judge_resets(const EntityDef& entity, const Actor& actor, const Edit& edit) {
  for (const FieldWrite& write : edit.writes) {
    const FieldDef* field = entity.field(write.field);
    if (field == nullptr || write.kind != WriteKind::reset) continue;
    const bool may =
        std::any_of(actor.roles.begin(), actor.roles.end(), [&](const std::string& role) {
          const auto& roles = field->reset_roles;
          return std::find(roles.begin(), roles.end(), role) != roles.end();
        });
    if (!may) {
      return Refusal{"no_right",
                     "This account may not reset " + entity.name + "." + field->name + ".", 0};
    }
  }
  return std::nullopt;
}

Refusal outside(const EntityDef& entity) {
  return {"no_right", "This " + entity.name + " lies outside what this account may write.", 0};
}

}  // namespace

std::optional<Refusal> judge_rights(const Schema& schema, const Actor& actor,
                                    const std::unordered_set<Scope>& opened, const RowState* row,
                                    const Edit& edit) {
  const EntityDef* entity = schema.entity(edit.entity);
  if (actor.is_office || entity == nullptr || has_fault(Fault::rights_unchecked)) {
    return std::nullopt;
  }
  if (actor.is_closed) {
    return Refusal{"no_right", "This account is closed and may not write.", 0};
  }
  if (!may_write_entity(*entity, actor)) {
    return Refusal{"no_right", "This account may not write a " + entity->name + ".", 0};
  }
  if (auto refusal = judge_named_writer(*entity, actor, edit)) return refusal;
  if (auto refusal = judge_resets(*entity, actor, edit)) return refusal;
  const auto may_write_in = [&](const Scope& scope) {
    return actor.scopes.count(scope) != 0 || opened.count(scope) != 0;
  };
  const Scope& scope = row != nullptr ? row->scope : edit.scope;
  const bool may_write = may_write_in(scope) || opens_its_own_scope(*entity, edit) ||
                         is_for_the_office(*entity, actor, row, edit);
  if (!may_write) return outside(*entity);
  if (edit.moves_to && !may_write_in(*edit.moves_to)) return outside(*entity);
  return std::nullopt;
}

std::optional<RowKey> pass_of(const Schema& schema, const Edit& edit) {
  const EntityDef* entity = schema.entity(edit.entity);
  if (entity == nullptr || entity->pass.field == 0 || !edit.creates) return std::nullopt;
  for (const FieldWrite& write : edit.writes) {
    const auto* named = std::get_if<Uuid>(&write.value);
    if (write.field == entity->pass.field && named != nullptr) {
      return RowKey{entity->pass.of, RowId{*named}};
    }
  }
  return std::nullopt;
}

bool admits(const Schema& schema, const Actor& actor, const RowState& pass, const Edit& edit) {
  const EntityDef& entity = *schema.entity(edit.entity);
  const FieldDef& scope_id = *schema.entity(pass.entity)->field(entity.pass.scope_id);
  return !pass.life.is_deleted() && actor.scopes.count(pass.scope) != 0 &&
         edit.scope.kind == entity.scope_kind &&
         shown_value(scope_id, pass.field(scope_id.number)) == Value(edit.scope.id);
}

std::vector<Scope> scopes_opened_by_pass(const Schema& schema, const RowState& pass) {
  std::vector<Scope> scopes;
  for (const EntityDef& entity : schema.entities) {
    if (entity.pass.field == 0 || entity.pass.of != pass.entity) continue;
    const FieldDef& scope_id = *schema.entity(pass.entity)->field(entity.pass.scope_id);
    const Value id = shown_value(scope_id, pass.field(scope_id.number));
    if (const auto* uuid = std::get_if<Uuid>(&id)) scopes.push_back({entity.scope_kind, *uuid});
  }
  return scopes;
}

bool lacks_only_the_scope(const Schema& schema, const Actor& actor,
                          const std::unordered_set<Scope>& opened, const RowState* row,
                          const Edit& edit) {
  const auto refusal = judge_rights(schema, actor, opened, row, edit);
  if (!refusal || actor.is_closed) return refusal.has_value();
  const Scope& scope = row != nullptr ? row->scope : edit.scope;
  if (actor.scopes.count(scope) != 0) return false;
  Actor insider = actor;
  insider.scopes.insert(scope);
  return !judge_rights(schema, insider, opened, row, edit);
}

void note_opened_scopes(const Schema& schema, const Edit& edit, std::unordered_set<Scope>& opened) {
  const EntityDef* entity = schema.entity(edit.entity);
  if (entity == nullptr || !opens_its_own_scope(*entity, edit)) {
    return;
  }
  for (const char kind : entity->opens_scope_kinds) {
    opened.insert(Scope{kind, edit.row.uuid});
  }
}

std::vector<RowKey> openers_of(const Schema& schema, const Scope& scope) {
  std::vector<RowKey> rows;
  for (const EntityDef& entity : schema.entities) {
    const auto& kinds = entity.opens_scope_kinds;
    if (std::find(kinds.begin(), kinds.end(), scope.kind) == kinds.end()) continue;
    rows.push_back({entity.number, RowId{scope.id}});
  }
  return rows;
}

}  // namespace brygga
