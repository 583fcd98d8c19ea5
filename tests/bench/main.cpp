// brygga_bench: what saving and syncing cost, beside plain SQLite doing the same inserts with the
// same pragmas in the same run (docs/BENCHMARKS.md says how each figure is taken).
//
// Ratios count, not seconds: each is the median over rounds in which plain SQLite and Brygga take
// turns. The office is the real program in a process of its own, over loopback HTTP.
#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <iostream>
#include <mutex>

#include "bench/figures.hpp"
#include "bench/report_workload.hpp"
#include "bench/running.hpp"
#include "bench/search_workload.hpp"
#include "bench/workload.hpp"
#include "casework/casework.hpp"
#include "casework/schema.hpp"
#include "device/native/background_sync.hpp"
#include "device/native/curl_transport.hpp"
#include "device/native/system_environment.hpp"
#include "growth/coach_years.hpp"
#include "support/office_process.hpp"
#include "support/temp_folder.hpp"

namespace brygga::bench {
namespace {

using testing::OfficeProcess;
using testing::TemporaryFolder;

constexpr const char* tenant = "bench";
constexpr const char* coach = "Bo Bänk";

SystemClock the_clock;
SystemRandom the_random;

void say(const std::string& line) { std::cerr << "bench: " << line << std::endl; }

std::unique_ptr<Device> open_device(const std::string& path) {
  return must(Device::open(path, casework::schema(), the_clock, the_random));
}

// A tenant with one coach.
void make_tenant(OfficeProcess& office, const std::string& of_tenant) {
  office.make_tenant(of_tenant);
  office.add_unit(of_tenant, "Bänk");
  office.add_staff(of_tenant, coach, "coach", "Bänk");
}

// An enrolled device of the coach.
std::unique_ptr<Device> enrolled_device(OfficeProcess& office, const std::string& path,
                                        const std::string& of_tenant = tenant) {
  auto device = open_device(path);
  CurlTransport transport;
  must(device->enrol(transport, office.url(), of_tenant, office.invite(of_tenant, coach), "bench"));
  return device;
}

void sync(Device& device) {
  CurlTransport transport;
  must(device.sync_once(transport));
}

WriteSet write_set_of(const std::vector<CheckinRecord>& records, const RowId& participant) {
  WriteSet writes;
  writes.changes.reserve(records.size());
  for (const CheckinRecord& record : records) {
    writes.changes.push_back(change_of(record, participant));
  }
  return writes;
}

// --- saving -----------------------------------------------------------------------------------

void measure_single_saves(const std::string& folder, int rounds, std::vector<Figure>& figures) {
  say("durable saves, one at a time");
  constexpr std::size_t per_round = 200;
  auto device = open_device(folder + "/single.db");
  PlainTable plain(folder + "/single_plain.db");
  const RowId participant = device->new_row_id();
  const Uuid by = device->new_row_id().uuid;
  must(device->write(participant_of(*device, participant, by)));
  std::vector<double> ours, theirs, ratios;
  for (int round = 0; round < rounds; ++round) {
    const auto records = make_records(per_round, *device, participant, by);
    const double plain_s = seconds([&] {
      for (const auto& record : records) plain.insert_durably(record);
    });
    std::vector<WriteSet> writes;
    writes.reserve(records.size());
    for (const auto& record : records) writes.push_back(write_set_of({record}, participant));
    const double our_s = seconds([&] {
      for (const auto& write : writes) must(device->write(write));
    });
    theirs.push_back(plain_s / per_round * 1e3);
    ours.push_back(our_s / per_round * 1e3);
    ratios.push_back(our_s / plain_s);
  }
  figures.push_back({
      "plain durable insert",
      median(theirs),
      "ms",
      0,
      0,
      "",
  });
  figures.push_back(
      {"one durable save", median(ours), "ms", 1.6, median(ratios), "<= 1.6 x plain"});
}

double plain_bulk_seconds(const std::string& path, const std::vector<CheckinRecord>& records) {
  PlainTable plain(path);
  return seconds([&] { plain.insert_all(records); });
}

void measure_bulk_save(const std::string& folder, int rounds, std::vector<Figure>& figures) {
  say("50,000 records in one transaction");
  std::vector<double> ours, theirs, ratios;
  for (int round = 0; round < rounds; ++round) {
    const std::string name = folder + "/bulk" + std::to_string(round);
    auto device = open_device(name + ".db");
    const RowId participant = device->new_row_id();
    const Uuid by = device->new_row_id().uuid;
    const auto records = make_records(50'000, *device, participant, by);
    const WriteSet writes = write_set_of(records, participant);
    const double plain_s = plain_bulk_seconds(name + "_plain.db", records);
    const double our_s = seconds([&] { must(device->write(writes)); });
    theirs.push_back(plain_s * 1e3);
    ours.push_back(our_s * 1e3);
    ratios.push_back(our_s / plain_s);
  }
  figures.push_back({"plain insert of 50,000", median(theirs), "ms", 0, 0, ""});
  figures.push_back({"save of 50,000 in one transaction", median(ours), "ms", 2.5, median(ratios),
                     "<= 2.5 x plain"});
}

// --- first sync -------------------------------------------------------------------------------

// Fills a tenant with count records in one case, by a device of the coach.
void fill_tenant(OfficeProcess& office, const std::string& of_tenant, const std::string& folder,
                 std::size_t count) {
  make_tenant(office, of_tenant);
  auto device = enrolled_device(office, folder + "/" + of_tenant + "_author.db", of_tenant);
  sync(*device);
  const Uuid account = must(device->status()).replica.account;
  const RowId participant = device->new_row_id();
  must(device->write(participant_of(*device, participant, account)));
  constexpr std::size_t per_transaction = 1000;
  for (std::size_t done = 0; done < count; done += per_transaction) {
    const auto records = make_records(per_transaction, *device, participant, account);
    must(device->write(write_set_of(records, participant)));
  }
  sync(*device);
}

double first_sync_seconds(OfficeProcess& office, const std::string& of_tenant,
                          const std::string& path, std::size_t count) {
  auto device = enrolled_device(office, path, of_tenant);
  CurlTransport transport;
  SyncProgress progress;
  const double taken = seconds([&] { progress = must(device->sync_once(transport)); });
  const auto rows = must(device->query("SELECT count(*) FROM checkin")).rows;
  if (std::get<std::int64_t>(rows[0][0]) != static_cast<std::int64_t>(count)) {
    std::cerr << "brygga_bench: the first sync is not whole\n";
    std::exit(1);
  }
  return taken;
}

// Peak resident memory of this process, in KiB (VmHWM of /proc/self/status).
long memory_kib(const char* key) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind(key, 0) == 0) return std::stol(line.substr(std::string(key).size()));
  }
  return 0;
}

// Runs in a process of its own: syncs the enrolled store and prints how far memory rose.
int memory_child(const std::string& path) {
  auto device = open_device(path);
  CurlTransport transport;
  std::ofstream("/proc/self/clear_refs") << "5";
  const long start = memory_kib("VmRSS:");
  must(device->sync_once(transport));
  fmt::print("{}\n", memory_kib("VmHWM:") - start);
  return 0;
}

double first_sync_memory_mib(OfficeProcess& office, const std::string& of_tenant,
                             const std::string& path) {
  enrolled_device(office, path, of_tenant);
  std::string self(4096, '\0');
  const ssize_t length = readlink("/proc/self/exe", self.data(), self.size());
  self.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  const testing::Finished child = testing::run({self, "--memory-child", path}, 300);
  if (child.exit_status != 0) {
    std::cerr << child.err;
    std::exit(1);
  }
  return static_cast<double>(std::stol(child.out)) / 1024;
}

void measure_first_sync(OfficeProcess& office, const std::string& folder, int rounds,
                        std::vector<Figure>& figures) {
  constexpr std::size_t few = 20'000, many = 100'000;
  say("an office with 20,000 records, and one with 100,000");
  fill_tenant(office, "few", folder, few);
  fill_tenant(office, "many", folder, many);
  auto scratch = open_device(folder + "/scratch.db");
  const auto records =
      make_records(few, *scratch, scratch->new_row_id(), scratch->new_row_id().uuid);
  std::vector<double> ours, theirs, ratios, growth;
  for (int round = 0; round < rounds; ++round) {
    say(fmt::format("first sync, round {} of {}", round + 1, rounds));
    const std::string name = folder + "/first" + std::to_string(round);
    const double plain_s = plain_bulk_seconds(name + "_plain.db", records);
    const double few_s = first_sync_seconds(office, "few", name + "_few.db", few);
    const double many_s = first_sync_seconds(office, "many", name + "_many.db", many);
    theirs.push_back(plain_s * 1e3);
    ours.push_back(few_s * 1e3);
    ratios.push_back(few_s / plain_s);
    growth.push_back((many_s / many) / (few_s / few));
  }
  figures.push_back({"plain insert of 20,000", median(theirs), "ms", 0, 0, ""});
  figures.push_back(
      {"first sync of 20,000", median(ours), "ms", 5, median(ratios), "<= 5 x plain"});
  figures.push_back(
      {"cost per record at 100,000 against 20,000", median(growth), "times", 1.2, 0, "<= 1.2"});
  figures.push_back({"memory above start in the 100,000 sync",
                     first_sync_memory_mib(office, "many", folder + "/memory.db"), "MiB", 64, 0,
                     "<= 64 MiB"});
}

// --- upload -----------------------------------------------------------------------------------

void measure_upload(OfficeProcess& office, const std::string& folder, int rounds,
                    std::vector<Figure>& figures) {
  say("upload of 20,000 unsent edits, each a transaction of its own");
  constexpr std::size_t count = 20'000;
  std::vector<double> ours, theirs, ratios;
  for (int round = 0; round < rounds; ++round) {
    const std::string name = folder + "/upload" + std::to_string(round);
    const std::string of_tenant = "upload" + std::to_string(round);
    make_tenant(office, of_tenant);
    auto device = enrolled_device(office, name + ".db", of_tenant);
    sync(*device);
    const Uuid account = must(device->status()).replica.account;
    const RowId participant = device->new_row_id();
    must(device->write(participant_of(*device, participant, account)));
    sync(*device);
    sync(*device);
    const auto records = make_records(count, *device, participant, account);
    for (const auto& record : records) must(device->write(write_set_of({record}, participant)));
    const double plain_s = plain_bulk_seconds(name + "_plain.db", records);
    CurlTransport transport;
    const double our_s = seconds([&] { must(device->sync_once(transport)); });
    if (must(device->status()).outbox.unsent != 0) {
      std::cerr << "brygga_bench: the upload is not whole\n";
      std::exit(1);
    }
    theirs.push_back(plain_s * 1e3);
    ours.push_back(our_s * 1e3);
    ratios.push_back(our_s / plain_s);
  }
  figures.push_back(
      {"upload of 20,000 unsent edits", median(ours), "ms", 8, median(ratios), "<= 8 x plain"});
}

// --- one field to another device --------------------------------------------------------------

// Counts the bytes of bodies, as on the wire.
class CountingTransport : public Transport {
 public:
  Result<HttpReply> post(const HttpRequest& request) override {
    auto reply = curl_.post(request);
    if (reply) bytes += reply->bytes_on_wire_sent + reply->bytes_on_wire_received;
    return reply;
  }
  void cancel() override { curl_.cancel(); }
  std::atomic<std::uint64_t> bytes{0};

 private:
  CurlTransport curl_;
};

void measure_latency(OfficeProcess& office, const std::string& folder, int rounds,
                     std::vector<Figure>& figures) {
  say("one changed field, to another device that waits");
  auto alice = enrolled_device(office, folder + "/alice.db");
  auto bob = enrolled_device(office, folder + "/bob.db");
  sync(*alice);
  const RowId participant = alice->new_row_id();
  must(alice->write(participant_of(*alice, participant, must(alice->status()).replica.account)));
  sync(*alice);
  sync(*alice);
  sync(*bob);

  std::mutex mutex;
  std::condition_variable arrived;
  int rounds_seen = 0;
  CountingTransport alice_transport, bob_transport;
  bob->observe([&](const Changed& changed) {
    if (changed.entities.count(casework::participant::entity) == 0) return;
    const std::lock_guard lock(mutex);
    ++rounds_seen;
    arrived.notify_all();
  });
  BackgroundSync bob_sync(*bob, bob_transport, the_random);
  BackgroundSync alice_sync(*alice, alice_transport, the_random);
  std::vector<double> times_ms;
  std::vector<double> bytes;
  for (int round = 0; round < rounds; ++round) {
    // A coach writes seldom: both sides are back to listening before the next change.
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    const auto before = must(alice->read(casework::participant::entity, participant));
    const std::uint64_t bytes_before = alice_transport.bytes + bob_transport.bytes;
    Change change;
    change.entity = casework::participant::entity;
    change.row = participant;
    change.seen = before->version;
    change.assign = {{casework::participant::last_name, "Prov " + std::to_string(round)}};
    WriteSet writes;
    writes.changes = {change};
    const auto start = std::chrono::steady_clock::now();
    must(alice->write(writes));
    std::unique_lock lock(mutex);
    if (!arrived.wait_for(lock, std::chrono::seconds(10), [&] { return rounds_seen > round; })) {
      std::cerr << "brygga_bench: a change did not arrive within 10 s\n";
      std::exit(1);
    }
    times_ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count());
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    bytes.push_back(
        static_cast<double>(alice_transport.bytes + bob_transport.bytes - bytes_before));
  }
  figures.push_back({"one field to a waiting device, median", median(times_ms), "ms", 0, 0, ""});
  figures.push_back(
      {"one field to a waiting device, p99", percentile(times_ms, 0.99), "ms", 20, 0, "<= 20 ms"});
  figures.push_back(
      {"bodies of all its messages, median", median(bytes), "bytes", 400, 0, "<= 400 bytes"});
}

// --- growth -----------------------------------------------------------------------------------

// A year beside ten of them: the tablet's file, and what a new tablet has to load.
void measure_growth(const std::string& folder, std::vector<Figure>& figures) {
  constexpr int years = 10;
  testing::CoachYears work(folder + "/growth");
  // Of the first year and the last, since one first sync takes but some 60 ms.
  constexpr int repetitions = 7;
  std::vector<double> ratios;
  testing::CoachYears::FirstSync first, last;
  for (int year = 1; year <= years; ++year) {
    work.work_days(testing::CoachYears::days_per_year);
    const testing::CoachYears::Sizes sizes = work.sizes();
    ratios.push_back(sizes.ratio());
    std::vector<double> times;
    for (int i = 0; i < (year == 1 || year == years ? repetitions : 1); ++i) {
      last = work.first_sync();
      times.push_back(last.seconds);
    }
    last.seconds = median(times);
    if (year == 1) first = last;
    say(
        fmt::format("year {}: {} rows, store {} bytes, plain {} bytes, office {} bytes; first sync "
                    "{} bytes in {:.0f} ms",
                    year, sizes.rows, sizes.store_bytes, sizes.plain_bytes, work.office_bytes(),
                    last.bytes, last.seconds * 1e3));
  }
  const auto each = [](double amount, const testing::CoachYears::FirstSync& sync) {
    return amount / static_cast<double>(sync.rows);
  };
  const double bytes =
      each(static_cast<double>(last.bytes), last) / each(static_cast<double>(first.bytes), first);
  const double time = each(last.seconds, last) / each(first.seconds, first);
  figures.push_back({"tablet's file in ten years, at the most",
                     *std::max_element(ratios.begin(), ratios.end()), "x plain", 1.5, 0,
                     "<= 1.5 x plain"});
  figures.push_back(
      {"first sync, bytes a row, year 10 against 1", bytes, "times", 1.2, 0, "<= 1.2"});
  figures.push_back({"first sync, time a row, year 10 against 1", time, "times", 1.2, 0, "<= 1.2"});
}

int run(int argc, char** argv) {
  CLI::App app{"Measures what saving and syncing cost, beside plain SQLite on the same work."};
  std::string json_path, memory_store, server = BRYGGA_SERVER_PROGRAM;
  std::vector<std::string> only;
  int rounds = 5;
  app.add_option("--json", json_path, "Also write the figures to this file");
  app.add_option("--rounds", rounds, "Rounds of each measurement")->check(CLI::Range(1, 100));
  app.add_option("--only", only,
                 "Only these: save, bulk, search, first, upload, latency, growth, reports")
      ->delimiter(',');
  app.add_option("--server", server, "The brygga-server program to measure");
  app.add_option("--memory-child", memory_store)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!memory_store.empty()) return memory_child(memory_store);

  const auto wanted = [&](const std::string& name) {
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
  };
  const TemporaryFolder folder;
  std::vector<Figure> figures;
  if (wanted("save")) measure_single_saves(folder.path(), rounds * 2, figures);
  if (wanted("bulk")) measure_bulk_save(folder.path(), rounds, figures);
  if (wanted("search")) measure_search(folder.path(), rounds, figures);
  if (wanted("reports")) measure_reports(folder.path(), rounds, figures);
  if (wanted("growth")) {
    const testing::TempFolder memory;
    measure_growth(memory.path(), figures);
  }
  if (wanted("first") || wanted("upload") || wanted("latency")) {
    const TemporaryFolder data;
    OfficeProcess office(server, data.path());
    make_tenant(office, tenant);
    if (wanted("latency")) measure_latency(office, folder.path(), rounds * 60, figures);
    if (wanted("upload")) measure_upload(office, folder.path(), rounds, figures);
    if (wanted("first")) measure_first_sync(office, folder.path(), rounds, figures);
    office.process().send_signal(SIGTERM);
    office.process().wait();
  }
  print_table(figures);
  if (!json_path.empty() && !write_json(figures, json_path)) {
    std::cerr << "brygga_bench: cannot write " << json_path << "\n";
    return 1;
  }
  return std::all_of(figures.begin(), figures.end(), [](const Figure& f) { return f.met(); }) ? 0
                                                                                              : 1;
}

}  // namespace
}  // namespace brygga::bench

int main(int argc, char** argv) { return brygga::bench::run(argc, argv); }
