// Employers, and outcomes of earlier years, from CSV files: all of a file or none of it.
#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "base/text_folding.hpp"
#include "casework/areas.hpp"
#include "casework/casework.hpp"
#include "casework/csv_columns.hpp"
#include "casework/enrolment_commands.hpp"
#include "casework/identity_number.hpp"
#include "casework/known_names.hpp"
#include "casework/known_rows.hpp"
#include "casework/organisation_number.hpp"
#include "casework/record.hpp"
#include "casework/schema.hpp"

namespace brygga::casework {

using namespace argument;
using namespace shape;

namespace {

// What an import has come to: rows to save, or what is wrong with the file.
struct Import {
  std::vector<Change> changes;
  ProblemList problems;
  ProblemList warnings;
};

Result<Json> finish(Call& call, Import import, const char* counted) {
  if (import.changes.empty() && import.problems.empty()) {
    return call.fault("csv_base64", "import_empty",
                      {"The file has no rows.", "Filen har inga rader."});
  }
  if (!import.problems.empty()) {
    const std::string count = std::to_string(import.problems.count());
    return call.faults(
        "csv_base64", "import_problems",
        {"Nothing was imported: the file has " + count +
             " problems. Correct it and import it again.",
         "Inget importerades: filen har " + count + " fel. Rätta den och importera den igen."},
        std::move(import.problems));
  }
  if (import.changes.size() > limits::transaction_edits_max) {
    return call.fault("csv_base64", "import_too_large",
                      {"The file has too many rows for one import; split it.",
                       "Filen har för många rader för en import; dela den."});
  }
  import.warnings.sort_by_line();
  const bool is_dry_run = call.arguments.is_set("dry_run");
  Json result = {{"dry_run", is_dry_run},
                 {counted, import.changes.size()},
                 {"warnings", problems_json(import.warnings)},
                 {"warnings_count", import.warnings.count()},
                 {"transaction", nullptr}};
  return is_dry_run ? Result<Json>(std::move(result))
                    : call.save(std::move(import.changes), std::move(result));
}

// --- employers ----------------------------------------------------------------------------------

enum EmployerColumn { name, organisation_number, sector, next_contact, promised };

constexpr ColumnSpelling employer_columns[] = {{name, "namn"},
                                               {name, "name"},
                                               {name, "arbetsgivare"},
                                               {organisation_number, "organisationsnummer"},
                                               {organisation_number, "orgnr"},
                                               {organisation_number, "organisation_number"},
                                               {sector, "bransch"},
                                               {sector, "sector"},
                                               {next_contact, "nästa_kontakt"},
                                               {next_contact, "next_contact"},
                                               {promised, "lovat"},
                                               {promised, "promised"}};
constexpr int employer_required[] = {name};

// Employers here by organisation number and by name, so that a file may be imported again.
Result<std::map<std::string, Uuid>> known_employers(AccountStore& store) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT id, name, organisation_number FROM employer"));
  std::map<std::string, Uuid> known;
  for (const auto& row : found.rows) {
    known.emplace(to_lower(text_in(row[1])), uuid_in(row[0]));
    if (!text_in(row[2]).empty()) known.emplace(text_in(row[2]), uuid_in(row[0]));
  }
  return known;
}

class EmployerImport {
 public:
  EmployerImport(Call& call, const Uuid& unit_id, std::map<std::string, Uuid> known)
      : call_(call), unit_(unit_id), known_(std::move(known)) {}

  Import run(const CsvTable& table) {
    import_.problems.add_all(table.problems);
    const CsvColumns columns(table, employer_columns, employer_required, import_.problems,
                             import_.warnings);
    for (const CsvRecord& record : table.records) take(columns, record);
    return std::move(import_);
  }

 private:
  void take(const CsvColumns& columns, const CsvRecord& record) {
    const auto say = [&](int column, std::string code, Sentence sentence) {
      import_.problems.add(
          {record.line, columns.shown_name(column), std::move(code), std::move(sentence)});
    };
    const std::string& called = columns.value(record, name);
    const std::string& number = columns.value(record, organisation_number);
    const std::string& day = columns.value(record, next_contact);
    if (called.empty() || called.size() > name_bytes_max) {
      return say(name, "import_missing_value",
                 {"an employer has a name of at most 200 bytes",
                  "En arbetsgivare har ett namn på högst 200 byte; fyll i det eller korta det."});
    }
    if (!number.empty() && !is_organisation_number(number)) {
      return say(organisation_number, "organisation_number_form",
                 {"the number has not ten digits, or its last digit does not match",
                  "Numret har inte tio siffror, eller sista siffran stämmer inte. Skriv av det "
                  "igen."});
    }
    const auto date = parse_date(day);
    if (!day.empty() && !date) {
      return say(next_contact, date.error().reason, sentence_of(date.error()));
    }
    if (known_.count(to_lower(called)) != 0 || (!number.empty() && known_.count(number) != 0)) {
      import_.warnings.add({record.line,
                            columns.shown_name(name),
                            "import_double",
                            {"this employer is here already; the line was passed over",
                             "Arbetsgivaren finns redan; raden hoppades över."}});
      return;
    }
    add(columns, record, called, number, date ? std::optional(*date) : std::nullopt);
  }

  void add(const CsvColumns& columns, const CsvRecord& record, const std::string& called,
           const std::string& number, std::optional<Date> next) {
    Change change = creation(employer::entity, call_.new_row_id(), scope_of_unit(unit_));
    assign(change, employer::unit, unit_);
    assign(change, employer::name, called);
    assign_if_any(change, employer::organisation_number, number);
    assign_if_any(change, employer::promised, columns.value(record, promised));
    if (next) assign_date(change, employer::next_contact, *next);
    if (std::string in = columns.value(record, sector); !in.empty()) {
      change.add.push_back({employer::sectors, std::move(in)});
    }
    known_.emplace(to_lower(called), change.row.uuid);
    if (!number.empty()) known_.emplace(number, change.row.uuid);
    import_.changes.push_back(std::move(change));
  }

  Call& call_;
  Uuid unit_;
  std::map<std::string, Uuid> known_;
  Import import_;
};

Result<Json> import_employers(Call& call) {
  BRYGGA_ASSIGN(const Record place, call.record("unit", unit::entity));
  BRYGGA_ASSIGN(auto known, known_employers(call.store));
  const CsvTable table = parse_csv(call.arguments.bytes("csv_base64"));
  return finish(call, EmployerImport(call, place.id().uuid, std::move(known)).run(table),
                "employers");
}

// --- outcomes -----------------------------------------------------------------------------------

enum OutcomeColumn { number, type, from, to, source };

constexpr ColumnSpelling outcome_columns[] = {{number, "personnummer"},
                                              {number, "identity_number"},
                                              {type, "resultat"},
                                              {type, "outcome"},
                                              {from, "från"},
                                              {from, "from"},
                                              {to, "till"},
                                              {to, "to"},
                                              {source, "källa"},
                                              {source, "source"}};
constexpr int outcome_required[] = {number, type, from};

struct Enrolled {
  RowId participant;
  RowId enrolment;
  Date start;
};

// The enrolments in a programme by identity number, each person's from first to last.
Result<std::map<std::string, std::vector<Enrolled>>> enrolled_by_number(AccountStore& store,
                                                                        const RowId& programme) {
  std::map<std::string, std::vector<Enrolled>> enrolled;
  BRYGGA_TRY(store.query_each(
      "SELECT i.number, e.participant, e.id, e.start FROM enrolment AS e JOIN identity AS i "
      "ON i.participant = e.participant WHERE e.programme = ?1 ORDER BY e.start, e.id",
      {programme.uuid}, [&](const std::vector<Value>& row) {
        const auto start = parse_date(text_in(row[3]));
        if (!start) return true;
        enrolled[text_in(row[0])].push_back(
            {RowId{uuid_in(row[1])}, RowId{uuid_in(row[2])}, *start});
        return true;
      }));
  return enrolled;
}

class OutcomeImport {
 public:
  OutcomeImport(Call& call, const ProgrammeDefinition& definition,
                std::map<std::string, std::vector<Enrolled>> enrolled)
      : call_(call),
        known_outcomes_(known_outcomes(definition.outcomes)),
        outcomes_(known_outcomes_),
        enrolled_(std::move(enrolled)) {}

  Import run(const CsvTable& table) {
    import_.problems.add_all(table.problems);
    const CsvColumns columns(table, outcome_columns, outcome_required, import_.problems,
                             import_.warnings);
    if (import_.problems.empty()) {
      for (const CsvRecord& record : table.records) take(columns, record);
    }
    return std::move(import_);
  }

 private:
  void take(const CsvColumns& columns, const CsvRecord& record) {
    const auto say = [&](int column, std::string code, Sentence sentence) {
      import_.problems.add(
          {record.line, columns.shown_name(column), std::move(code), std::move(sentence)});
    };
    const auto identity = parse_identity_number(columns.value(record, number), call_.today());
    if (!identity) return say(number, identity.error().reason, sentence_of(identity.error()));
    const std::string& written = columns.value(record, type);
    const auto outcome = outcomes_.find(written);
    if (!outcome) {
      const std::string known = names_of(known_outcomes_);
      return say(
          type, "import_unknown_outcome",
          {"\"" + written + "\" does not name one outcome; it is one of " + known,
           "\"" + written + "\" är inte namnet på ett resultat; skriv något av " + known + "."});
    }
    const auto began = parse_date(columns.value(record, from));
    if (!began) return say(from, began.error().reason, sentence_of(began.error()));
    const std::string& last = columns.value(record, to);
    const auto ended = parse_date(last);
    if (!last.empty() && !ended) {
      return say(to, ended.error().reason, sentence_of(ended.error()));
    }
    if (!last.empty() && *ended < *began) {
      return say(to, "to_before_from",
                 {"the last day is before the first",
                  "Sista dagen ligger före den första; rätta en av dem."});
    }
    const Enrolled* enrolled = enrolment_at(identity->digits(), *began);
    if (enrolled == nullptr) {
      return say(number, "outcome_before_start",
                 {"this device knows no enrolment of theirs that had begun by then",
                  "Enheten känner ingen inskrivning som hade börjat då. Se efter numret och "
                  "datumet."});
    }
    import_.changes.push_back(outcome_change(
        call_.new_row_id(),
        {enrolled->participant, enrolled->enrolment, *outcome, *began,
         last.empty() ? std::nullopt : std::optional(*ended), columns.value(record, source)}));
  }

  const Enrolled* enrolment_at(const std::string& digits, Date day) const {
    const auto found = enrolled_.find(digits);
    if (found == enrolled_.end()) return nullptr;
    const Enrolled* latest = nullptr;
    for (const Enrolled& one : found->second) {
      if (one.start <= day) latest = &one;
    }
    return latest;
  }

  Call& call_;
  const std::vector<KnownName> known_outcomes_;
  const NameIndex outcomes_;
  std::map<std::string, std::vector<Enrolled>> enrolled_;
  Import import_;
};

Result<Json> import_outcomes(Call& call) {
  BRYGGA_ASSIGN(const ProgrammeRow programme, find_programme(call, "programme"));
  BRYGGA_ASSIGN(auto enrolled, enrolled_by_number(call.store, programme.id));
  const CsvTable table = parse_csv(call.arguments.bytes("csv_base64"));
  return finish(call, OutcomeImport(call, *programme.definition, std::move(enrolled)).run(table),
                "outcomes");
}

Shape answer_of(const char* counted) {
  return {{"dry_run", flag()},
          {counted, integer()},
          {"warnings", problems_shape()},
          {"warnings_count", integer()},
          {"transaction", or_null(id())}};
}

}  // namespace

std::vector<Definition> list_imports() {
  return {
      {"employers.import",
       true,
       "Takes over employers from a CSV file, all of them or none; those that are here are passed "
       "over.",
       {required(base64("csv_base64", csv_base64_bytes_max)), required(id("unit")),
        flag("dry_run")},
       import_employers,
       answer_of("employers")},
      {"outcomes.import",
       true,
       "Takes over outcomes of earlier years from a CSV file, by identity number, all or none.",
       {required(base64("csv_base64", csv_base64_bytes_max)),
        required(line("programme", key_bytes_max)), flag("dry_run")},
       import_outcomes,
       answer_of("outcomes")},
  };
}

}  // namespace brygga::casework
