#include "bench/report_workload.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "base/check.hpp"
#include "bench/running.hpp"
#include "casework/casework.hpp"
#include "casework/programme_definition.hpp"
#include "casework/reports.hpp"
#include "casework/schema.hpp"
#include "store/query.hpp"
#include "store/tables.hpp"

namespace brygga::bench {
namespace {

constexpr std::int64_t participants = 100'000;
constexpr std::int64_t enrolments_each = 3;
constexpr std::int64_t checkins_each = 30;
constexpr std::int64_t contacts = 500'000;
constexpr std::int64_t employers = 5'000;
constexpr std::int64_t units = 60;
constexpr std::int64_t coaches = 3'000;
constexpr std::int64_t days = 3650;
constexpr std::int64_t day_ms = 86'400'000;
const casework::Date first_day = casework::parse_date("2016-07-01").value();
const casework::Date as_of = casework::parse_date("2026-06-30").value();

// The same numbers in every run (SplitMix64).
class Draw {
 public:
  std::int64_t below(std::int64_t bound) {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15ULL);
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBULL;
    return static_cast<std::int64_t>((mixed ^ mixed >> 31) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_ = 1;
};

// Ids grow as those of real rows do, so that the file lies as a real one.
Uuid id_of(EntityNumber entity, std::int64_t number) {
  Uuid id;
  for (std::size_t at = 0; at < 8; ++at) {
    id.bytes[at] = static_cast<std::uint8_t>(number >> (8 * (7 - at)));
  }
  id.bytes[8] = 0x80;
  id.bytes[15] = static_cast<std::uint8_t>(entity);
  return id;
}

std::string day_text(std::int64_t day) {
  return casework::format_date(casework::add_days(first_day, day));
}

std::string definition() {
  std::string text =
      "format = 1\n[programme]\nkey = \"bench\"\nname = \"Bench\"\n"
      "commissioner = \"Nämnden\"\n";
  for (std::int64_t unit = 0; unit < units; ++unit) {
    const std::string number = std::to_string(unit);
    text += "[[units]]\nkey = \"unit_" + number + "\"\nname = \"Unit " + number +
            "\"\ndistrict = \"District " + std::to_string(unit / 6) + "\"\n";
  }
  return text +
         "[limit]\nmonths = 18\nwarning_days = [90]\nextension_by = \"manager\"\n"
         "[[stages]]\nkey = \"agreement\"\nname = \"A\"\n"
         "[[stages]]\nkey = \"job_finding\"\nname = \"J\"\n"
         "[[streams]]\nkey = \"ready\"\nname = \"Ready\"\n"
         "[[streams]]\nkey = \"other\"\nname = \"Other\"\n"
         "[[team_roles]]\nkey = \"coach\"\nname = \"Coach\"\n"
         "[[outcomes]]\nkey = \"work\"\nname = \"Work\"\ncounts_as = \"work\"\ndays_min = 30\n"
         "[[outcomes]]\nkey = \"studies\"\nname = \"Studies\"\ncounts_as = \"studies\"\n"
         "[[targets]]\nkey = \"twenty\"\nname = \"T\"\nof = \"all\"\n"
         "outcomes = [\"work\", \"studies\"]\npercent_min = 20\n"
         "[comparison]\nbefore = { from = 2018-01-01, until = 2018-12-31 }\n"
         "after = { from = 2024-01-01, until = 2024-12-31 }\n"
         "[[reports]]\nkey = \"outcomes\"\nname = \"O\"\nby = [\"district\", \"year\"]\n"
         "figures = [\"enrolled\"]\n";
}

// Writes rows into one of the store's own tables.
class Inserter {
 public:
  Inserter(Database& database, const std::string& table, const std::vector<std::string>& columns)
      : count_(static_cast<int>(columns.size())) {
    std::string names = "id, _scope, _seq, _own, _heads";
    std::string places = "?1, ?2, ?3, 0, x'000000000000000000000000'";
    for (std::size_t at = 0; at < columns.size(); ++at) {
      names += ", \"" + columns[at] + "\"";
      places += ", ?" + std::to_string(at + 4);
    }
    statement_ = must(
        database.prepare("INSERT INTO \"" + table + "\"(" + names + ") VALUES(" + places + ")"));
  }
  void add(const Uuid& id, std::int64_t scope, const std::vector<Value>& values) {
    statement_.bind(1, id).bind(2, scope).bind(3, ++seq_);
    for (int at = 0; at < count_; ++at) bind(at + 4, values[static_cast<std::size_t>(at)]);
    must(statement_.run());
  }

 private:
  void bind(int at, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      statement_.bind(at, std::string_view(*text));
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      statement_.bind(at, *number);
    } else if (const auto* id = std::get_if<Uuid>(&value)) {
      statement_.bind(at, *id);
    } else {
      statement_.bind_null(at);
    }
  }
  Statement statement_;
  int count_;
  std::int64_t seq_ = 0;
};

Uuid person_id(std::int64_t number) { return id_of(casework::participant::entity, number); }
Uuid unit_id(std::int64_t number) { return id_of(casework::unit::entity, number); }
Uuid coach_id(std::int64_t number) { return id_of(casework::staff::entity, number); }
Uuid employer_id(std::int64_t number) { return id_of(casework::employer::entity, number); }
const Uuid programme_id = id_of(casework::programme::entity, 1);

void fill_municipality(Database& database) {
  const auto read = casework::read_programme(definition()).definition;
  BRYGGA_CHECK(read);
  Inserter(database, "programme", {"key", "title", "definition", "settings"})
      .add(programme_id, 1,
           {std::string("bench"), std::string("Bench"), read->source_text, read->settings_text});
  Inserter unit(database, "unit", {"name", "key"});
  for (std::int64_t at = 0; at < units; ++at) {
    unit.add(unit_id(at), 1, {"Unit " + std::to_string(at), "unit_" + std::to_string(at)});
  }
  Inserter staff(database, "staff", {"name", "roles", "status"});
  for (std::int64_t at = 0; at < coaches; ++at) {
    staff.add(coach_id(at), 1,
              {"Coach " + std::to_string(at), std::string(R"(["coach"])"), std::string("active")});
  }
}

void fill_cases(Database& database) {
  Draw draw;
  Inserter person(database, "participant",
                  {"first_name", "last_name", "residence_district", "protection", "primary_coach"});
  Inserter enrolment(database, "enrolment",
                     {"participant", "programme", "unit", "status", "start", "ended", "stream",
                      "stage", "first_contact"});
  Inserter outcome(database, "outcome", {"participant", "enrolment", "type", "from_date"});
  Inserter plan(database, "plan", {"participant", "enrolment", "se_stage", "agreed_on"});
  Inserter placement(
      database, "placement",
      {"participant", "enrolment", "opening", "employer", "kind", "start", "ended", "status"});
  for (std::int64_t at = 0; at < participants; ++at) {
    const std::int64_t scope = at + 10;
    const Uuid who = person_id(at);
    person.add(who, scope,
               {std::string("Amina"), "Person " + std::to_string(at),
                "Area " + std::to_string(draw.below(20)), std::int64_t{draw.below(100) == 0},
                coach_id(draw.below(coaches))});
    for (std::int64_t part = 0; part < enrolments_each; ++part) {
      const std::int64_t number = at * enrolments_each + part;
      const std::int64_t start = part * days / enrolments_each + draw.below(days / 4);
      const std::int64_t ended = start + 60 + draw.below(500);
      const bool is_over = ended < days;
      const Uuid enrolled = id_of(casework::enrolment::entity, number);
      enrolment.add(enrolled, scope,
                    {who, programme_id, unit_id(draw.below(units)),
                     std::string(is_over ? "finished" : "active"), day_text(start),
                     is_over ? Value(day_text(ended)) : Value(),
                     std::string(draw.below(2) == 0 ? "ready" : "other"), std::string("agreement"),
                     day_text(start - draw.below(40))});
      if (is_over && draw.below(2) == 0) {
        outcome.add(
            id_of(casework::outcome::entity, number), scope,
            {who, enrolled, std::string(draw.below(3) > 0 ? "work" : "studies"), day_text(ended)});
      }
      plan.add(id_of(casework::plan::entity, number), scope,
               {who, draw.below(20) == 0 ? Value() : Value(enrolled),
                std::string(draw.below(2) == 0 ? "agreement" : "job_finding"),
                day_text(start + draw.below(20))});
      if (draw.below(2) == 0) {
        placement.add(id_of(casework::placement::entity, number), scope,
                      {who, enrolled, id_of(casework::opening::entity, draw.below(employers)),
                       employer_id(draw.below(employers)),
                       std::string(draw.below(2) == 0 ? "praktik" : "job"), day_text(start + 30),
                       day_text(start + 90), std::string("ended")});
      }
    }
  }
}

void fill_checkins(Database& database) {
  Draw draw;
  Inserter checkin(database, "checkin",
                   {"participant", "at", "attended_minutes", "recorded_by", "corrects", "activity",
                    "in_community", "saved_at", "clock"});
  constexpr std::array activities = {"workplace", "coaching",  "employer",
                                     "meeting",   "education", "workplace"};
  const std::int64_t start_ms = std::int64_t{first_day.days} * day_ms;
  for (std::int64_t number = 0; number < participants * checkins_each; ++number) {
    // In the order in which they were made, as a real file has them.
    const std::int64_t at =
        start_ms + number * (days * (day_ms / 1000) / (participants * checkins_each)) * 1000;
    const std::int64_t who = draw.below(participants);
    const bool corrects = number > 1000 && draw.below(200) == 0;
    checkin.add(id_of(casework::checkin::entity, number), who + 10,
                {person_id(who), at, 30 + draw.below(240), coach_id(draw.below(coaches)),
                 corrects ? Value(id_of(casework::checkin::entity, number - 1 - draw.below(1000)))
                          : Value(),
                 std::string(activities[static_cast<std::size_t>(draw.below(6))]), draw.below(2),
                 at + 1000, std::string("compared")});
  }
}

void fill_employers(Database& database) {
  Draw draw;
  Inserter employer(database, "employer", {"unit", "name"});
  Inserter opening(database, "opening", {"employer", "kind", "seats", "status"});
  for (std::int64_t at = 0; at < employers; ++at) {
    employer.add(employer_id(at), 2, {unit_id(at % units), "Employer " + std::to_string(at)});
    opening.add(id_of(casework::opening::entity, at), 2,
                {employer_id(at), std::string(at % 2 == 0 ? "praktik" : "job"), 1 + draw.below(9),
                 std::string("open")});
  }
  Inserter contact(database, "employer_contact", {"employer", "at", "made_by", "mode"});
  const std::int64_t start_ms = std::int64_t{first_day.days} * day_ms;
  for (std::int64_t at = 0; at < contacts; ++at) {
    contact.add(
        id_of(casework::employer_contact::entity, at), 3,
        {employer_id(draw.below(employers)), start_ms + draw.below(days) * day_ms,
         coach_id(draw.below(coaches)), std::string(draw.below(2) == 0 ? "visit" : "phone")});
  }
}

void fill(const std::string& path) {
  Database database = must(Database::open(path, Database::Mode::create));
  must(
      database.execute("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; "
                       "PRAGMA cache_size=-400000; BEGIN"));
  must(Tables::migrate(database, casework::schema()));
  fill_municipality(database);
  fill_cases(database);
  fill_checkins(database);
  fill_employers(database);
  must(database.execute("COMMIT; ANALYZE"));
}

// As the office's verbs read a tenant's file.
class FileRows : public casework::RowSource {
 public:
  explicit FileRows(const std::string& path)
      : database_(must(Database::open(path, Database::Mode::read_only))) {
    must(
        database_.execute("PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; "
                          "PRAGMA mmap_size=1073741824; BEGIN"));
  }
  Status each(std::string_view sql, const std::vector<Value>& parameters,
              const std::function<bool(const std::vector<Value>&)>& on_row) override {
    return run_query(database_, sql, parameters, nullptr, on_row);
  }

 private:
  Database database_;
};

struct Analyst {
  const char* report;
  const char* sql;
};

// What gives the main figures of each report; without reasons, left out records, joined persons,
// corrections or hidden cells, which is what an analyst leaves out first.
constexpr std::array analysts = {
    Analyst{"outcomes",
            "SELECT e.unit, substr(e.start, 1, 4), COUNT(DISTINCT e.participant), COUNT(DISTINCT "
            "CASE WHEN e.status = 'finished' THEN e.participant END), COUNT(DISTINCT CASE WHEN "
            "e.status = 'finished' AND o.type IN ('work', 'studies') THEN e.participant END) FROM "
            "enrolment AS e LEFT JOIN outcome AS o ON o.enrolment = e.id GROUP BY 1, 2"},
    Analyst{"targets",
            "SELECT COUNT(DISTINCT e.participant), COUNT(DISTINCT o.participant) FROM enrolment AS "
            "e LEFT JOIN outcome AS o ON o.enrolment = e.id AND o.type IN ('work', 'studies')"},
    Analyst{"comparison",
            "SELECT substr(e.ended, 1, 4), COUNT(DISTINCT e.participant) FROM enrolment AS e JOIN "
            "outcome AS o ON o.enrolment = e.id WHERE e.status = 'finished' AND substr(e.ended, 1, "
            "4) IN ('2018', '2024') GROUP BY 1"},
    Analyst{"county",
            "SELECT e.unit, COUNT(DISTINCT e.participant), COUNT(DISTINCT CASE WHEN e.status = "
            "'finished' THEN e.participant END), COUNT(DISTINCT o.participant) FROM enrolment AS e "
            "JOIN participant AS p ON p.id = e.participant AND p.protection = 0 LEFT JOIN outcome "
            "AS o ON o.enrolment = e.id GROUP BY 1"},
    Analyst{"intake",
            "SELECT e.stream, COUNT(*), AVG(julianday(p.day) - julianday(e.first_contact)) FROM "
            "enrolment AS e LEFT JOIN (SELECT enrolment, MIN(agreed_on) AS day FROM plan GROUP BY "
            "1) AS p ON p.enrolment = e.id WHERE e.start BETWEEN '2026-01-01' AND '2026-06-30' "
            "GROUP BY 1"},
    Analyst{"limits",
            "SELECT unit, COUNT(*), SUM(date(start, '+18 months') < '2026-06-30'), SUM(date(start, "
            "'+18 months') BETWEEN '2026-06-30' AND '2026-12-31') FROM enrolment WHERE status = "
            "'active' GROUP BY 1"},
    Analyst{"steps",
            "SELECT stage, COUNT(*) FROM (SELECT participant, se_stage AS stage, MAX(agreed_on) "
            "FROM plan GROUP BY 1) GROUP BY 1"},
    Analyst{"equity",
            "SELECT p.residence_district, COUNT(*), SUM(c.minutes), SUM(w.kind IS NOT NULL) FROM "
            "participant AS p LEFT JOIN (SELECT participant, SUM(attended_minutes) AS minutes FROM "
            "checkin WHERE activity IN ('coaching', 'meeting') AND at >= 1767222000000 GROUP BY 1) "
            "AS c ON c.participant = p.id LEFT JOIN (SELECT DISTINCT participant, kind FROM "
            "placement WHERE kind = 'praktik' AND ended >= '2026-01-01') AS w ON w.participant = "
            "p.id WHERE p.protection = 0 GROUP BY 1"},
    Analyst{"fidelity",
            "SELECT (SELECT COUNT(*) FROM enrolment WHERE status = 'active'), (SELECT COUNT(*) "
            "FROM employer_contact WHERE mode = 'visit' AND at >= 1767222000000), (SELECT "
            "SUM(in_community * attended_minutes) * 1.0 / SUM(attended_minutes) FROM checkin WHERE "
            "activity IN ('coaching', 'meeting') AND at >= 1767222000000), (SELECT COUNT(*) FROM "
            "(SELECT participant, MIN(at) FROM checkin WHERE activity = 'employer' AND at >= "
            "1767222000000 GROUP BY 1))"},
    Analyst{"employers",
            "SELECT m.id, c.contacts, w.praktik, w.jobs FROM employer AS m LEFT JOIN (SELECT "
            "employer, COUNT(*) AS contacts FROM employer_contact WHERE at >= 1767222000000 GROUP "
            "BY 1) AS c ON c.employer = m.id LEFT JOIN (SELECT employer, SUM(kind = 'praktik') AS "
            "praktik, SUM(kind = 'job') AS jobs FROM placement WHERE start >= '2026-01-01' GROUP "
            "BY 1) AS w ON w.employer = m.id"},
    Analyst{"seats",
            "SELECT o.kind, SUM(o.seats), SUM(t.taken) FROM opening AS o LEFT JOIN (SELECT "
            "opening, COUNT(*) AS taken FROM placement WHERE COALESCE(ended, '9999') >= "
            "'2026-06-30' GROUP BY 1) AS t ON t.opening = o.id WHERE o.status = 'open' GROUP BY 1"},
    Analyst{"coaching",
            "SELECT participant, SUM(attended_minutes), COUNT(*) FROM checkin WHERE activity IN "
            "('coaching', 'meeting') AND at >= 1767222000000 GROUP BY 1"},
    Analyst{"hours",
            "SELECT strftime('%Y-%m', at / 1000, 'unixepoch'), participant, SUM(attended_minutes) "
            "FROM checkin WHERE at >= 1767222000000 GROUP BY 1, 2"}};

double report_seconds(FileRows& rows, const casework::ReportRequest& request) {
  return seconds([&] { must(casework::make_report(rows, request)); });
}

double sql_seconds(FileRows& rows, const char* sql) {
  return seconds([&] { must(rows.each(sql, {}, [](const std::vector<Value>&) { return true; })); });
}

}  // namespace

void measure_reports(const std::string& folder, int rounds, std::vector<Figure>& figures) {
  const std::string path = folder + "/reports.db";
  std::cerr << "bench: filling ten years of 100,000 participants" << std::endl;
  fill(path);
  FileRows rows(path);
  casework::ReportRequest request{"", must(casework::find_programme(rows, std::string("bench"))),
                                  as_of};
  for (const Analyst& analyst : analysts) {
    std::cerr << "bench: report " << analyst.report << std::endl;
    request.report = analyst.report;
    std::vector<double> ours, theirs, ratios;
    for (int round = 0; round < rounds; ++round) {
      theirs.push_back(sql_seconds(rows, analyst.sql) * 1e3);
      ours.push_back(report_seconds(rows, request) * 1e3);
      ratios.push_back(ours.back() / theirs.back());
    }
    const std::string name = std::string("report ") + analyst.report;
    figures.push_back({name, median(ours), "ms", 2000, 0, "<= 2 s"});
    figures.push_back(
        {name + ", analyst's SQL", median(theirs), "ms", 10, median(ratios), "<= 10 x"});
  }
}

}  // namespace brygga::bench
