#include "bench/workload.hpp"

#include "casework/schema.hpp"

namespace brygga::bench {

namespace checkin = casework::checkin;
namespace team_membership = casework::team_membership;

std::vector<CheckinRecord> make_records(std::size_t count, Device& device, const RowId& participant,
                                        const Uuid& recorded_by) {
  static const std::string words =
      "Kom i tid och var glad. Plockade varor med handledaren, frågade själv om nästa steg. "
      "Vill prova kassan nästa vecka; ringer butiken på torsdag efter lunch. Fint!";
  std::vector<CheckinRecord> records;
  records.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    CheckinRecord record;
    record.id = device.new_row_id().uuid;
    record.participant = participant.uuid;
    record.at_ms = 1'790'000'000'000 + static_cast<std::int64_t>(i) * 60'000;
    record.place = "Butiken vid torget";
    record.planned_minutes = 240;
    record.attended_minutes = 180 + static_cast<std::int64_t>(i % 60);
    record.mood = 1 + static_cast<std::int64_t>(i % 5);
    record.recorded_by = recorded_by;
    const std::string number = std::to_string(i);
    record.comment = number + words.substr(number.size());
    records.push_back(std::move(record));
  }
  return records;
}

Change change_of(const CheckinRecord& record, const RowId& participant) {
  Change change;
  change.entity = checkin::entity;
  change.row = RowId{record.id};
  change.creates_in = casework::scope_of_case(participant);
  change.assign = {{checkin::participant, record.participant},
                   {checkin::at, record.at_ms},
                   {checkin::place, record.place},
                   {checkin::planned_minutes, record.planned_minutes},
                   {checkin::attended_minutes, record.attended_minutes},
                   {checkin::mood, record.mood},
                   {checkin::recorded_by, record.recorded_by},
                   {checkin::comment, record.comment}};
  return change;
}

WriteSet participant_of(Device& device, const RowId& participant, const Uuid& coach) {
  Change person;
  person.entity = casework::participant::entity;
  person.row = participant;
  person.creates_in = casework::scope_of_case(participant);
  person.assign = {{casework::participant::first_name, std::string("Alva")},
                   {casework::participant::last_name, std::string("Provsson")}};
  Change member;
  member.entity = team_membership::entity;
  member.row = device.new_row_id();
  member.creates_in = casework::scope_of_case(participant);
  member.assign = {{team_membership::participant, participant.uuid},
                   {team_membership::staff, coach},
                   {team_membership::role, std::string("coach")},
                   {team_membership::from_date, std::int64_t{20'700}},
                   {team_membership::access, std::string(team_membership::sees_restricted)}};
  WriteSet writes;
  writes.changes = {person, member};
  return writes;
}

namespace {

void must(const Status& status) { BRYGGA_CHECK(status.ok()); }

}  // namespace

PlainTable::PlainTable(const std::string& path)
    : database_(Database::open(path, Database::Mode::create).value()) {
  must(
      database_.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192"));
  must(database_.execute(
      "CREATE TABLE checkin(id BLOB NOT NULL PRIMARY KEY, participant BLOB, at INTEGER, "
      "place TEXT, planned_minutes INTEGER, attended_minutes INTEGER, mood INTEGER, "
      "recorded_by BLOB, corrects BLOB, comment TEXT);"
      "CREATE INDEX checkin_participant_index ON checkin(participant)"));
  insert_ = database_.prepare("INSERT INTO checkin VALUES(?,?,?,?,?,?,?,?,NULL,?)").value();
}

void PlainTable::insert(const CheckinRecord& record) {
  must(insert_.bind(1, record.id)
           .bind(2, record.participant)
           .bind(3, record.at_ms)
           .bind(4, std::string_view(record.place))
           .bind(5, record.planned_minutes)
           .bind(6, record.attended_minutes)
           .bind(7, record.mood)
           .bind(8, record.recorded_by)
           .bind(9, std::string_view(record.comment))
           .run());
}

void PlainTable::insert_durably(const CheckinRecord& record) {
  must(database_.execute("BEGIN IMMEDIATE"));
  insert(record);
  must(database_.execute("COMMIT"));
}

void PlainTable::insert_all(const std::vector<CheckinRecord>& records) {
  must(database_.execute("BEGIN IMMEDIATE"));
  for (const CheckinRecord& record : records) insert(record);
  must(database_.execute("COMMIT"));
}

}  // namespace brygga::bench
