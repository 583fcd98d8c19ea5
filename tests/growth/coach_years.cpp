#include "growth/coach_years.hpp"

#include <chrono>
#include <deque>
#include <filesystem>
#include <iostream>

#include "base/check.hpp"
#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "http/sync_exchange.hpp"
#include "merge/apply.hpp"
#include "office/notary_key.hpp"
#include "office/office.hpp"
#include "storage/sqlite_tenant_store.hpp"
#include "store/tables.hpp"

namespace brygga::testing {
namespace {

namespace cw = casework;
using server::OfficeContext;

constexpr const char* tenant_name = "years";
constexpr std::uint64_t day_ms = 86'400'000;
// Thirty, one for each night: those of so many working days.
constexpr int backups_kept = 30 * CoachYears::days_per_year / 365;

class YearsClock final : public Clock {
 public:
  std::uint64_t unix_ms() override { return now_ms; }
  std::uint64_t now_ms = 1'800'000'000'000;
};

class YearsRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next());
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_ = 7;
};

template <class T>
T must(Result<T> result) {
  if (!result.ok()) std::cerr << result.error().what << "\n";
  BRYGGA_CHECK(result.ok());
  return std::move(result).value();
}
void must(const Status& status) {
  if (!status.ok()) std::cerr << status.error().what << "\n";
  BRYGGA_CHECK(status.ok());
}

// Bytes in, bytes out, and the office says how far its oldest backup reaches.
class InProcess final : public Transport {
 public:
  InProcess(server::Office& office, const Seq& backed_up)
      : office_(office), backed_up_(backed_up) {}

  Result<HttpReply> post(const HttpRequest& request) override {
    HttpReply reply;
    if (request.url.ends_with("/v1/enrol")) {
      const auto asked = must(decode_enrol_request(request.body));
      reply.status = 200;
      reply.body = encode(must(office_.enrol(asked, "192.0.2.1")));
      return reply;
    }
    server::SyncExchange::Callbacks callbacks;
    callbacks.held = [](std::uint32_t) {};
    callbacks.done = [&](server::HttpReply made) {
      reply.status = static_cast<int>(made.status);
      reply.body = std::move(made.body);
    };
    server::SyncExchange::Request round;
    round.token = request.bearer_token;
    round.body = request.body;
    std::make_shared<server::SyncExchange>(office_, std::move(round), std::move(callbacks))
        ->start();
    if (reply.status == 200) {
      SyncResponse response = must(decode_sync_response(reply.body));
      response.backed_up = backed_up_;
      reply.body = encode(response);
    }
    bytes_received += reply.body.size();
    return reply;
  }
  void cancel() override {}

  std::uint64_t bytes_received = 0;

 private:
  server::Office& office_;
  const Seq& backed_up_;
};

FieldWrite assigned(FieldNumber field, Value value) {
  return {field, WriteKind::assign, std::move(value), {}};
}

std::uint64_t count_of(Device& device, const std::string& sql) {
  const auto rows = must(device.query(sql)).rows;
  return static_cast<std::uint64_t>(std::get<std::int64_t>(rows.at(0).at(0)));
}

std::string quoted(const std::string& name) { return '"' + name + '"'; }

std::string index_on(const std::string& table, const std::string& name,
                     const std::string& columns) {
  return "CREATE INDEX " + quoted(name) + " ON " + table + "(" + columns + ")";
}

}  // namespace

struct CoachYears::Impl {
  struct Case {
    RowId participant;
    RowId membership;
    int days_left = 0;
    std::deque<RowId> drafts;
  };

  Impl(const std::string& its_folder, const CoachDay& the_day)
      : folder(its_folder),
        day(the_day),
        office(server::sqlite_tenant_stores(folder + "/office", cw::schema()),
               OfficeContext{cw::schema(), clock, random,
                             [](const std::function<void()>& work) { work(); }, marked}),
        transport(office, backed_up) {
    std::filesystem::create_directories(folder);
    must(office.create_tenant(tenant_name, "Years"));
    tenant = must(office.tenant(tenant_name));
    coach = add_staff("Coach");
    colleague = add_staff("Colleague");
    tablet = new_tablet("tablet", coach);
    other = new_tablet("other", colleague);
    for (int i = 0; i < participants; ++i) begin_case(1 + i * stay_days / participants);
  }

  // As a server has it: rows bear the office's marks.
  static Result<std::shared_ptr<const Notary>> marked(const std::string&) {
    return std::shared_ptr<const Notary>(
        std::make_shared<server::NotaryKey>(server::NotaryKey::Key{}));
  }

  RowId new_id() { return RowId{make_uuid(clock, random)}; }

  RowId add_staff(const std::string& name) {
    const RowId id = new_id();
    Edit edit{cw::staff::entity, id, cw::scope_of_municipality(), true, {}};
    edit.writes = {assigned(cw::staff::name, name),
                   {cw::staff::roles, WriteKind::add, std::string("coach"), {}},
                   assigned(cw::staff::status, std::string("active"))};
    must(tenant->write({edit}));
    return id;
  }

  std::unique_ptr<Device> new_tablet(const std::string& name, const RowId& account) {
    auto device = must(Device::open(folder + "/" + name + ".db", cw::schema(), clock, random));
    const std::string code = must(tenant->invite(account, name, clock.now_ms + 365 * day_ms));
    must(device->enrol(transport, "https://office.example", tenant_name, code, name));
    return device;
  }

  void sync(Device& device) { must(device.sync_once(transport)); }

  void save(Device& device, std::vector<Change> changes) {
    clock.now_ms += 60'000;
    WriteSet writes;
    writes.command = CommandId{make_uuid(clock, random)};
    writes.changes = std::move(changes);
    must(device.write(writes));
  }

  std::string words(std::size_t length) {
    static const char* const list[] = {"möte",    "praktik", "butik",  "språk",  "resa",
                                       "kontakt", "lager",   "arbete", "samtal", "plan",
                                       "kurs",    "vecka",   "tid",    "hälsa",  "intresse"};
    std::string text;
    while (text.size() < length) text += std::string(list[random.below(std::size(list))]) + " ";
    return text;
  }

  // --- the working day ---

  void begin_case(int length) {
    Case begun{new_id(), new_id(), length, {}};
    const Scope scope = cw::scope_of_case(begun.participant);
    Change person{cw::participant::entity, begun.participant, scope, {}, {}, {}, {}};
    person.assign = {{cw::participant::first_name, "Alva" + std::to_string(random.below(1000))},
                     {cw::participant::last_name, std::string("Provsson")},
                     {cw::participant::residence_district, std::string("Angered")}};
    person.add = {{cw::participant::languages, std::string("so")},
                  {cw::participant::languages, std::string("sv")}};
    std::vector<Change> changes{person};
    for (const auto& [row, staff] :
         {std::pair(begun.membership, coach), std::pair(new_id(), colleague)}) {
      Change member{cw::team_membership::entity, row, scope, {}, {}, {}, {}};
      member.assign = {
          {cw::team_membership::participant, begun.participant.uuid},
          {cw::team_membership::staff, staff.uuid},
          {cw::team_membership::role, std::string("coach")},
          {cw::team_membership::from_date, today()},
          {cw::team_membership::access, std::string(cw::team_membership::sees_restricted)}};
      changes.push_back(member);
    }
    save(*tablet, changes);
    cases.push_back(std::move(begun));
  }

  // The whole team leaves the case: it goes from both tablets.
  void end_case(Case& ended) {
    sync(*tablet);
    const auto rows = must(tablet->query("SELECT id FROM team_membership WHERE participant = ?1",
                                         {ended.participant.uuid}));
    std::vector<Change> changes;
    for (const auto& row : rows.rows) {
      Change leave{cw::team_membership::entity, RowId{std::get<Uuid>(row[0])}, {}, {}, {}, {}, {}};
      leave.assign = {{cw::team_membership::until_date, today()}};
      changes.push_back(leave);
    }
    save(*tablet, changes);
    sync(*tablet);
  }

  std::int64_t today() const { return static_cast<std::int64_t>(clock.now_ms / day_ms); }
  Case& any_case() { return cases[random.below(cases.size())]; }

  void check_in() {
    const Case& with = any_case();
    Change change{
        cw::checkin::entity, new_id(), cw::scope_of_case(with.participant), {}, {}, {}, {}};
    change.assign = {{cw::checkin::participant, with.participant.uuid},
                     {cw::checkin::at, static_cast<std::int64_t>(clock.now_ms)},
                     {cw::checkin::place, std::string("Butiken vid torget")},
                     {cw::checkin::planned_minutes, std::int64_t{240}},
                     {cw::checkin::attended_minutes, std::int64_t{180}},
                     {cw::checkin::mood, std::int64_t{4}},
                     {cw::checkin::recorded_by, coach.uuid},
                     {cw::checkin::comment, words(100)}};
    save(*tablet, {change});
  }

  void write_note() {
    Case& about = any_case();
    const RowId id = new_id();
    Change change{cw::note::entity, id, cw::scope_of_case(about.participant), {}, {}, {}, {}};
    change.assign = {{cw::note::participant, about.participant.uuid},
                     {cw::note::body, words(400)},
                     {cw::note::written_by, coach.uuid},
                     {cw::note::written_at, static_cast<std::int64_t>(clock.now_ms)},
                     {cw::note::status, std::string("draft")}};
    save(*tablet, {change});
    about.drafts.push_back(id);
    if (about.drafts.size() <= 2) return;
    sign(about.drafts.front());
    about.drafts.pop_front();
  }

  void sign(const RowId& note) {
    const auto seen = must(tablet->read(cw::note::entity, note));
    Change change{cw::note::entity, note, {}, seen->version, {}, {}, {}};
    change.assign = {{cw::note::status, std::string("signed")}};
    save(*tablet, {change});
  }

  void correct_note() {
    const Case& about = any_case();
    if (about.drafts.empty()) return;
    const RowId note = about.drafts.back();
    const auto seen = must(tablet->read(cw::note::entity, note));
    Change change{cw::note::entity, note, {}, seen->version, {}, {}, {}};
    const auto& heads = seen->state.field(cw::note::body).heads;
    change.assign = {{cw::note::body, std::get<std::string>(heads.back().value) + words(20)}};
    save(*tablet, {change});
  }

  void change_person(Device& device) {
    const Case& about = any_case();
    const auto seen = must(device.read(cw::participant::entity, about.participant));
    if (!seen) return;
    Change change{cw::participant::entity, about.participant, {}, seen->version, {}, {}, {}};
    change.assign = {
        {cw::participant::residence_district, "Stadsdel " + std::to_string(random.below(9))}};
    save(device, {change});
  }

  // Both have seen the same, and write without the other's.
  void meet() {
    sync(*tablet);
    sync(*other);
    const Case& about = any_case();
    for (Device* device : {tablet.get(), other.get()}) {
      const auto seen = must(device->read(cw::participant::entity, about.participant));
      if (!seen) return;
      Change change{cw::participant::entity, about.participant, {}, seen->version, {}, {}, {}};
      change.assign = {{cw::participant::residence_district,
                        std::string(device == tablet.get() ? "Hisingen" : "Öster")}};
      save(*device, {change});
    }
    sync(*other);
    sync(*tablet);
  }

  void work_day() {
    const std::uint64_t morning_ms = clock.now_ms;
    for (int i = 0; i < day.checkins; ++i) check_in();
    for (int i = 0; i < day.notes; ++i) write_note();
    sync(*tablet);
    for (int i = 0; i < day.corrections; ++i) correct_note();
    for (int i = 0; i < day.changes; ++i) change_person(*tablet);
    if (days % 20 == 0) meet();
    for (Case& each : cases) {
      if (--each.days_left > 0) continue;
      end_case(each);
      std::swap(each, cases.back());
      cases.pop_back();
      begin_case(stay_days);
      break;  // one a day
    }
    sync(*tablet);
    if (days % 5 == 0) sync(*other);
    ++days;
    make_backup();
    while (must(tenant->compact({}))) {
    }
    // 220 working days are a year.
    clock.now_ms = morning_ms + 365 * day_ms / days_per_year;
    sync(*tablet);
  }

  void make_backup() {
    backups.push_back(must(tablet->status()).replica.position.seq);
    if (backups.size() > backups_kept) backups.pop_front();
    if (backups.size() == backups_kept) backed_up = backups.front();
  }

  // --- measures ---

  std::uint64_t plain_bytes() {
    const std::string path = folder + "/plain.db";
    std::filesystem::remove(path);
    {
      Database plain = must(Database::open(path, Database::Mode::create));
      Statement attach = must(plain.prepare("ATTACH ? AS tablet"));
      must(attach.bind(1, std::string_view(folder + "/tablet.db")).run());
      for (const EntityDef& entity : cw::schema().entities) copy_plainly(plain, entity);
      must(plain.execute("DETACH tablet; VACUUM"));
    }
    return std::filesystem::file_size(path);
  }

  static void copy_plainly(Database& plain, const EntityDef& entity) {
    std::string columns = "id";
    for (const FieldDef& field : entity.fields) columns += ", " + quoted(field.name);
    std::string definition = columns;
    definition.replace(0, 2, "id BLOB NOT NULL PRIMARY KEY");
    const std::string table = quoted(entity.name);
    must(plain.execute("CREATE TABLE " + table + "(" + definition + "); INSERT INTO " + table +
                       " SELECT " + columns + " FROM tablet." + table));
    std::vector<std::vector<FieldNumber>> indexes = entity.indexes;
    if (const FieldDef* participant = entity.field("participant")) {
      indexes.push_back({participant->number});
    }
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      std::string on;
      for (const FieldNumber number : indexes[i]) {
        on += (on.empty() ? "" : ", ") + quoted(entity.field(number)->name);
      }
      must(plain.execute(index_on(table, entity.name + std::to_string(i), on)));
    }
  }

  std::uint64_t rows_of(Device& device) {
    std::uint64_t rows = 0;
    for (const EntityDef& entity : cw::schema().entities) {
      rows += count_of(device, "SELECT count(*) FROM " + quoted(entity.name));
    }
    return rows;
  }

  const std::string folder;
  const CoachDay day;
  YearsClock clock;
  YearsRandom random;
  server::Office office;
  std::shared_ptr<server::Tenant> tenant;
  Seq backed_up = 0;
  std::deque<Seq> backups;
  InProcess transport;
  RowId coach, colleague;
  std::unique_ptr<Device> tablet, other;
  std::vector<Case> cases;
  int days = 0;
  int tablets = 0;
};

CoachYears::CoachYears(const std::string& folder, const CoachDay& day)
    : impl_(std::make_unique<Impl>(folder, day)) {}
CoachYears::~CoachYears() = default;

void CoachYears::work_days(int days) {
  for (int i = 0; i < days; ++i) impl_->work_day();
}

CoachYears::Sizes CoachYears::sizes() {
  Sizes sizes;
  sizes.rows = impl_->rows_of(*impl_->tablet);
  const std::string path = impl_->folder + "/tablet.db";
  {
    Database database = must(Database::open(path, Database::Mode::existing));
    must(database.integer("PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  sizes.store_bytes = std::filesystem::file_size(path);
  sizes.plain_bytes = impl_->plain_bytes();
  return sizes;
}

CoachYears::FirstSync CoachYears::first_sync() {
  FirstSync first;
  auto device = impl_->new_tablet("new" + std::to_string(++impl_->tablets), impl_->coach);
  const std::uint64_t before = impl_->transport.bytes_received;
  const auto start = std::chrono::steady_clock::now();
  impl_->sync(*device);
  first.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  first.bytes = impl_->transport.bytes_received - before;
  first.rows = impl_->rows_of(*device);
  return first;
}

std::uint64_t CoachYears::office_bytes() const {
  return std::filesystem::file_size(impl_->folder + "/office/" + tenant_name + ".db");
}

}  // namespace brygga::testing
