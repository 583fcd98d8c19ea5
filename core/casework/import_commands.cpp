#include "casework/import_commands.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "casework/csv_table.hpp"
#include "casework/enrolment_commands.hpp"
#include "casework/known_rows.hpp"
#include "casework/participant_commands.hpp"
#include "casework/participant_import.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// --- reading the file -------------------------------------------------------------------------

std::vector<std::string> without_empty(std::vector<std::string> names) {
  std::erase_if(names, [](const std::string& name) { return name.empty(); });
  return names;
}

Result<ImportContext> import_context(Call& call, const ProgrammeDefinition& definition) {
  ImportContext context;
  context.today = call.today();
  BRYGGA_ASSIGN(const std::vector<UnitRow> units, read_units(call.store));
  for (const UnitRow& one : units) {
    context.centres.push_back({to_string(one.id.uuid), without_empty({one.name, one.key})});
  }
  BRYGGA_ASSIGN(const std::vector<StaffRow> people, read_staff(call.store));
  for (const StaffRow& person : people) {
    if (person.status == "left") continue;
    context.coaches.push_back(
        {to_string(person.id.uuid), without_empty({person.name, person.username})});
  }
  for (const StreamDefinition& stream : definition.streams) {
    context.streams.push_back(
        {stream.key, without_empty({stream.key, stream.name.sv, stream.name.en})});
  }
  context.outcomes = known_outcomes(definition.outcomes);
  return context;
}

// --- rows to changes --------------------------------------------------------------------------

struct ImportCounts {
  std::size_t participants = 0;
  std::size_t identities = 0;
  std::size_t finished = 0;
  std::size_t outcomes = 0;

  Json to_json() const {
    return {{"participants", participants},
            {"identities", identities},
            {"enrolments", participants},
            {"finished", finished},
            {"outcomes", outcomes}};
  }
};

class ImportWriter {
 public:
  ImportWriter(Call& call, const ProgrammeRow& programme) : call_(call), programme_(programme) {}

  void write(const ParticipantRow& row) {
    const RowId who = call_.new_row_id();
    write_participant(who, row);
    const Uuid coach = parse_uuid(row.coach_key).value_or(Uuid{});
    changes_.push_back(
        team_change(call_, who, coach, role(), row.start, team_membership::sees_restricted));
    const RowId enrolled = call_.new_row_id();
    const RowId unit{parse_uuid(row.centre_key).value_or(Uuid{})};
    changes_.push_back(enrolment_change(
        enrolled, {who, programme_.id, unit, row.start, row.ended, row.stream_key, row.referral}));
    counts_.finished += row.ended ? 1U : 0U;
    if (!row.outcome_key.empty() && row.outcome_from) {
      changes_.push_back(outcome_change(
          call_.new_row_id(),
          {who, enrolled, row.outcome_key, *row.outcome_from, std::nullopt, "import"}));
      ++counts_.outcomes;
    }
  }

  const ImportCounts& counts() const { return counts_; }
  std::vector<Change> take_changes() { return std::move(changes_); }

 private:
  const std::string& role() const { return programme_.definition->team_roles.front().key; }

  void write_participant(const RowId& who, const ParticipantRow& row) {
    Change person = creation(participant::entity, who, scope_of_case(who));
    assign(person, participant::first_name, row.first_name);
    assign(person, participant::last_name, row.last_name);
    assign_if_any(person, participant::residence_district, row.district);
    if (!row.language.empty()) person.add.push_back({participant::languages, row.language});
    changes_.push_back(std::move(person));
    ++counts_.participants;
    if (row.identity_number) {
      changes_.push_back(identity_change(call_, who, *row.identity_number));
      ++counts_.identities;
    }
  }

  Call& call_;
  const ProgrammeRow& programme_;
  std::vector<Change> changes_;
  ImportCounts counts_;
};

// --- what a person should look at -------------------------------------------------------------

// Lines whose identity number this device knows already.
Status warn_of_known(Call& call, const ParticipantImport& import, ProblemList& warnings) {
  for (const ParticipantRow& row : import.rows) {
    if (!row.identity_number) continue;
    BRYGGA_ASSIGN(const Json::List doubles,
                  warn_of_doubles(call.store, row.identity_number->digits()));
    if (doubles.empty()) continue;
    const Json& first = doubles.front();
    warnings.add({row.line,
                  "",
                  "double_identity",
                  {*first.find("sentence")->string(), *first.find("sentence_sv")->string()}});
  }
  return {};
}

Result<Json> import_file(Call& call) {
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(const ImportContext context, import_context(call, *programme.definition));
  ParticipantImport import =
      import_participants(parse_csv(call.arguments.bytes("csv_base64")), context);
  if (!import.problems.empty()) {
    const std::string count = std::to_string(import.problems.count());
    const std::string sentence_sv =
        "Inget importerades: filen har " + count + " fel. Rätta den och importera den igen.";
    const std::string sentence = "Nothing was imported: the file has " + count +
                                 (import.problems.count() == 1 ? " problem" : " problems") +
                                 ". Correct it and import it again.";
    return call.faults("csv_base64", "import_problems", {sentence, sentence_sv},
                       std::move(import.problems));
  }
  if (import.rows.empty()) {
    return call.fault("csv_base64", "import_empty",
                      {"The file has no participants.", "Filen har inga deltagare."});
  }
  ImportWriter writer(call, programme);
  for (const ParticipantRow& row : import.rows) writer.write(row);
  std::vector<Change> changes = writer.take_changes();
  if (changes.size() > limits::transaction_edits_max) {
    return call.fault("csv_base64", "import_too_large",
                      {"The file has too many participants for one import; split it.",
                       "Filen har för många deltagare för en import; dela den."});
  }
  ProblemList warnings = std::move(import.warnings);
  BRYGGA_TRY(warn_of_known(call, import, warnings));
  warnings.sort_by_line();
  const bool is_dry_run = call.arguments.is_set("dry_run");
  Json result = {{"dry_run", is_dry_run},
                 {"counts", writer.counts().to_json()},
                 {"warnings", problems_json(warnings)},
                 {"warnings_count", warnings.count()},
                 {"transaction", nullptr}};
  return is_dry_run ? Result<Json>(std::move(result))
                    : call.save(std::move(changes), std::move(result));
}

}  // namespace

std::vector<Definition> import_commands() {
  return {
      {"participants.import",
       true,
       "Takes over participants from a CSV file, all of them or none.",
       {required(base64("csv_base64", csv_base64_bytes_max)), required(line("programme", 50)),
        flag("dry_run")},
       import_file,
       {{"dry_run", flag()},
        {"counts",
         {{"participants", integer()},
          {"identities", integer()},
          {"enrolments", integer()},
          {"finished", integer()},
          {"outcomes", integer()}}},
        {"warnings", problems_shape()},
        {"warnings_count", integer()},
        {"transaction", or_null(id())}}},
  };
}

}  // namespace brygga::casework
