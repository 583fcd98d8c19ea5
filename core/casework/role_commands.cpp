#include <algorithm>

#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/known_rows.hpp"
#include "casework/record_form.hpp"
#include "casework/role_gates.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

const RecordForm& role_form() {
  static const RecordForm form(
      role_template::entity,
      {role_template::title, role_template::tasks, role_template::unit_type,
       role_template::language_demand, role_template::duration_months, role_template::funder,
       role_template::leads_to},
      {{role_template::duration_months, integer("duration_months", 1, 120)}});
  return form;
}

// --- what is known of a role --------------------------------------------------------------------

Result<std::vector<Record>> decisions_of(AccountStore& store, const RowId& role) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT id FROM gate_decision WHERE role_template = ?1 "
                            "ORDER BY decided_on, id LIMIT 1000",
                            {role.uuid}));
  std::vector<Record> decisions;
  for (const auto& row : found.rows) {
    BRYGGA_ASSIGN(std::optional<Record> one,
                  read_record(store, gate_decision::entity, RowId{uuid_in(row.front())}));
    if (one) decisions.push_back(*std::move(one));
  }
  return decisions;
}

GateStanding standing_of(const std::vector<Record>& decisions, const std::vector<NamedKey>& gates) {
  std::vector<GateDecision> said;
  said.reserve(decisions.size());
  for (const Record& one : decisions) {
    said.push_back(
        {one.text(gate_decision::gate), one.text(gate_decision::decision) == "approved"});
  }
  return stand(gates, said);
}

Result<std::vector<NamedKey>> gates_of(Call& call, const Record& role) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  const ProgrammeRow* programme =
      find_programme(programmes, role.uuid(role_template::programme).value_or(Uuid{}));
  if (programme != nullptr && programme->definition) return programme->definition->gates;
  return call.fault("role_template", "programme_unreadable",
                    {"The role's programme is not known here; sync first.",
                     "Rollens program är inte känt här; synka först."});
}

// The names of those gates, one after another.
LocalName names_of(const std::vector<NamedKey>& gates, const std::vector<std::string>& keys) {
  LocalName names;
  for (const std::string& key : keys) {
    const char* between = names.sv.empty() ? "" : ", ";
    const NamedKey* gate = find_key(gates, key);
    names.sv.append(between).append(gate != nullptr ? gate->name.sv : key);
    names.en.append(between).append(gate != nullptr ? gate->name.en : key);
  }
  return names;
}

// --- commands -----------------------------------------------------------------------------------

Result<Json> draft_role(Call& call) {
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  Change change = role_form().fill(call, call.new_row_id(), scope_of_municipality());
  assign(change, role_template::programme, programme.id.uuid);
  assign(change, role_template::status, std::string("draft"));
  return save_one(call, "role_template", std::move(change));
}

Result<Json> decide_gate(Call& call) {
  const Arguments& given = call.arguments;
  BRYGGA_ASSIGN(const Record role, call.record("role_template", role_template::entity));
  BRYGGA_ASSIGN(const std::vector<NamedKey> gates, gates_of(call, role));
  const std::string gate = given.text("gate");
  if (!has_key(gates, gate)) {
    return call.fault("gate", "unknown_gate",
                      {"The gates of this programme are: " + keys_of(gates) + ".",
                       "Programmets prövningar är: " + keys_of(gates) + "."});
  }
  const bool is_rejection = given.text("decision") == "rejected";
  if (is_rejection && given.text("reason").empty()) {
    return call.fault("reason", "reason_missing",
                      {"Say why it is rejected, so that the role can be mended.",
                       "Skriv varför det avslås, så att rollen kan rättas till."});
  }
  Change change = creation(gate_decision::entity, call.new_row_id(), scope_of_municipality());
  assign(change, gate_decision::role_template, role.id().uuid);
  assign(change, gate_decision::gate, gate);
  assign(change, gate_decision::decision, given.text("decision"));
  assign(change, gate_decision::decided_by, call.self.account);
  assign_date(change, gate_decision::decided_on, call.today());
  assign_if_any(change, gate_decision::reason, given.text("reason"));
  return save_one(call, "gate_decision", std::move(change));
}

Status check_gates(Call& call, const Record& role) {
  BRYGGA_ASSIGN(const std::vector<NamedKey> gates, gates_of(call, role));
  BRYGGA_ASSIGN(const std::vector<Record> decisions, decisions_of(call.store, role.id()));
  const GateStanding standing = standing_of(decisions, gates);
  if (!standing.rejected.empty()) {
    const LocalName by = names_of(gates, standing.rejected);
    return call.fault("role_template", "gate_rejected",
                      {"Rejected by: " + by.en + ". Mend the role in a new draft.",
                       "Avslaget av: " + by.sv + ". Rätta till rollen i ett nytt utkast."});
  }
  if (standing.missing.empty()) return {};
  const LocalName left = names_of(gates, standing.missing);
  return call.fault(
      "role_template", "gates_missing",
      {"Not approved yet by: " + left.en + ".", "Inte godkänd ännu av: " + left.sv + "."});
}

Result<Json> publish(Call& call) {
  BRYGGA_ASSIGN(const Record role, call.record("role_template", role_template::entity));
  BRYGGA_TRY(check_gates(call, role));
  Change change = change_of(role, role.version());
  assign(change, role_template::status, std::string("published"));
  return save_one(call, "role_template", std::move(change));
}

Result<Json> withdraw_role(Call& call) {
  BRYGGA_ASSIGN(const Record role, call.record("role_template", role_template::entity));
  Change change = change_of(role, role.version());
  assign(change, role_template::status, std::string("withdrawn"));
  return save_one(call, "role_template", std::move(change));
}

// --- a query ------------------------------------------------------------------------------------

Json role_json(const Record& role, const std::vector<Record>& decisions,
               const ProgrammeRow* programme) {
  Json members = role.to_json();
  Json said = Json::array();
  for (const Record& one : decisions) said.push_back(one.to_json());
  members["decisions"] = std::move(said);
  GateStanding standing;
  if (programme != nullptr && programme->definition) {
    standing = standing_of(decisions, programme->definition->gates);
  }
  members["gates_missing"] = Json::List(standing.missing.begin(), standing.missing.end());
  members["gates_rejected"] = Json::List(standing.rejected.begin(), standing.rejected.end());
  const bool is_published = role.text(role_template::status) == "published";
  members["blocked"] = is_published && !standing.is_open();
  members["programme_key"] = programme != nullptr ? Json(programme->key) : Json();
  return members;
}

Result<Json> list_roles(Call& call) {
  BRYGGA_ASSIGN(const std::vector<ProgrammeRow> programmes, read_programmes(call.store));
  BRYGGA_ASSIGN(const QueryResult found,
                call.store.query("SELECT id FROM role_template ORDER BY title, id LIMIT 1000"));
  Json roles = Json::array();
  for (const auto& row : found.rows) {
    const RowId id{uuid_in(row.front())};
    BRYGGA_ASSIGN(const std::optional<Record> role,
                  read_record(call.store, role_template::entity, id));
    if (!role) continue;
    BRYGGA_ASSIGN(const std::vector<Record> decisions, decisions_of(call.store, id));
    roles.push_back(role_json(
        *role, decisions,
        find_programme(programmes, role->uuid(role_template::programme).value_or(Uuid{}))));
  }
  return Json{{"roles", std::move(roles)}};
}

Shape role_shape() {
  return named("role", Shape(and_more(record_members(role_template::entity),
                                      {{"decisions", list(record(gate_decision::entity))},
                                       {"gates_missing", list(text())},
                                       {"gates_rejected", list(text())},
                                       {"blocked", flag()},
                                       {"programme_key", or_null(text())}})));
}

}  // namespace

std::vector<Definition> role_commands() {
  return {
      {"role.draft",
       true,
       "Drafts a role: a title with the tasks that are carved out for it.",
       role_form().to_add({required(line("programme", key_bytes_max))}),
       draft_role,
       {{"role_template", id()}}},
      {"role.change",
       true,
       "Changes a role, from the version shown.",
       role_form().to_change(),
       [](Call& call) { return change_one(call, role_form()); },
       {{"role_template", id()}}},
      {"role.decide",
       true,
       "Approves or rejects a role at one of its gates; a decision stands for good.",
       {required(id("role_template")), required(line("gate", key_bytes_max)),
        required(choice("decision", {"approved", "rejected"})), prose("reason", comment_bytes_max)},
       decide_gate,
       {{"gate_decision", id()}}},
      {"role.publish",
       true,
       "Publishes a role once all of its gates have approved it.",
       {required(id("role_template"))},
       publish,
       {{"role_template", id()}}},
      {"role.withdraw",
       true,
       "Withdraws a role.",
       {required(id("role_template"))},
       withdraw_role,
       {{"role_template", id()}}},
      {"roles.list",
       false,
       "Lists the roles, and how each stands with its gates.",
       {},
       list_roles,
       {{"roles", list(role_shape())}}},
  };
}

}  // namespace brygga::casework
