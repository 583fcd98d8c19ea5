#include "simulation/world.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "simulation/copied_stores.hpp"
#include "simulation/device_machine.hpp"
#include "simulation/network.hpp"
#include "simulation/office_backups.hpp"
#include "simulation/office_desk.hpp"
#include "simulation/oracle.hpp"
#include "simulation/persons.hpp"
#include "simulation/schema.hpp"
#include "support/temp_folder.hpp"

namespace brygga::simulation {

namespace {

using testing::FaultDisk;
using testing::FaultVfs;

constexpr std::uint64_t rest_timeout_ms = 1'200'000;
constexpr std::uint32_t clones_max = 2;

std::vector<RowId> make_accounts(std::uint32_t persons) {
  std::vector<RowId> accounts;
  for (std::uint32_t i = 0; i < persons; ++i) {
    accounts.push_back(
        RowId{make_uuid_v7(MachineClock::start_ms, {0, static_cast<std::uint8_t>(i)})});
  }
  return accounts;
}

std::vector<std::string> texts_of(const std::vector<RowId>& accounts) {
  std::vector<std::string> texts;
  texts.reserve(accounts.size());
  for (const RowId& account : accounts) texts.push_back(to_string(account.uuid));
  return texts;
}

// A device with what it runs on.
struct Place {
  std::unique_ptr<FaultDisk> disk;
  std::unique_ptr<DeviceMachine> machine;
  std::uint32_t schema_version = 1;  // of the program that is installed
  std::string code;                  // to enrol with; empty: none
  bool is_boot_planned = false;
  int family = 0;                          // index of the device whose store it was at first
  std::optional<FaultDisk::Image> backup;  // a copy of its files, for the day when it breaks
};

class World {
 public:
  World(std::uint64_t seed, bool prints_trace)
      : seed_(seed),
        dice_(seed),
        plan_(make_plan(dice_)),
        trace_(timeline_, prints_trace),
        accounts_(make_accounts(plan_.persons)),
        office_disk_(folder_ / "office", dice_.u64()),
        network_(timeline_, plan_, dice_.split("network")),
        office_(timeline_, trace_, dice_.split("office"), office_disk_),
        backups_(trace_, office_disk_, office_path(), dice_.split("backups")),
        desk_(office_, office_path(), trace_, plan_, journal_, tokens_, reporter(),
              dice_.split("desk")),
        persons_(trace_, plan_, journal_, tokens_, accounts_, reporter(), dice_.split("persons")) {
    vfs_.set_seed(seed);
    vfs_.set_checkpoint_pages(plan_.checkpoint_pages);
    vfs_.add(office_disk_);
    for (std::uint32_t i = 0; i < plan_.devices; ++i) {
      const auto index = static_cast<int>(i);
      add_device(index, accounts_[i % accounts_.size()], index);
    }
  }

  ~World() {
    if (office_.is_up()) office_.crash();
    for (Place& place : places_) place.machine.reset();
    vfs_.set_checkpoint_pages(0);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Outcome run() {
    trace_.note("world      seed {}: {} persons, {} devices", seed_, plan_.persons, plan_.devices);
    std::filesystem::create_directories(office_disk_.folder());
    for (Place& place : places_) std::filesystem::create_directories(place.disk->folder());
    boot_office();
    desk_.set_up(accounts_);
    for (Place& place : places_) boot(place);
    for (std::uint32_t phase = 0; phase < plan_.phases && findings_.empty(); ++phase) {
      disturb();
      for (std::uint32_t i = 0; i < plan_.actions && findings_.empty(); ++i) step();
      if (findings_.empty()) settle();
    }
    Outcome outcome;
    outcome.findings = findings_;
    outcome.trace_digest = trace_.digest();
    outcome.saves = journal_.transactions.size();
    for (const Place& place : places_) outcome.exchanges += place.machine->exchanges();
    outcome.crashes = crashes_;
    return outcome;
  }

 private:
  std::string office_path() const {
    return office_disk_.folder() + "/" + OfficeMachine::tenant_name + ".db";
  }

  std::function<void(const std::string&)> reporter() {
    return [this](const std::string& finding) {
      trace_.note("ORACLE     {}", without_folder(finding));
      findings_.push_back(without_folder(finding));
    };
  }

  // The folder has another name in each run.
  std::string without_folder(std::string text) const {
    const std::string folder = folder_.path();
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
      text.erase(at, folder.size());
    }
    return text;
  }

  void add_device(int index, const RowId& account, int family) {
    Place place;
    place.family = family;
    place.disk =
        std::make_unique<FaultDisk>(folder_ / ("device" + std::to_string(index)), dice_.u64());
    vfs_.add(*place.disk);
    place.machine = std::make_unique<DeviceMachine>(
        index, account,
        DeviceMachine::Surroundings{timeline_, trace_, plan_, network_, office_, reporter(),
                                    [this](DeviceMachine& machine) { look_for_torn(machine); }},
        dice_.split("device"), *place.disk);
    if (plan_.has_wrong_clocks) place.machine->clock.offset_ms = wrong_by();
    places_.push_back(std::move(place));
  }

  std::int64_t wrong_by() {
    static constexpr std::uint64_t spans_ms[] = {2000, 120'000, 7'200'000, 90'000'000'000,
                                                 300'000'000'000};
    const auto span = static_cast<std::int64_t>(dice_.below(spans_ms[dice_.below(5)]) + 1);
    return dice_.chance(500) ? span : -span;
  }

  // --- one step: faults, then a person, then time goes on ---

  void step() {
    timeline_.run_until(timeline_.now_ms() + dice_.below(plan_.pause_ms_max));
    if (!findings_.empty()) return;
    Place& place = places_[dice_.below(places_.size())];
    harm(place);
    if (plan_.has_copies) copy_stores(place);
    harm_office();
    if (dice_.chance(80)) desk_.act();
    if (plan_.has_revocation && dice_.chance(6)) revoke(*place.machine);
    keep_office_up();
    if (place.machine->is_up()) {
      if (!place.machine->is_enrolled() && dice_.chance(600)) enrol(place);
    }
    if (place.machine->is_up()) persons_.act(*place.machine);
    keep_up(place);
    look_for_torn(*places_[dice_.below(places_.size())].machine);
  }

  void harm(Place& place) {
    DeviceMachine& machine = *place.machine;
    if (plan_.has_partitions && dice_.chance(40)) {
      if (network_.is_cut_off(machine.index())) {
        network_.reconnect(machine.index());
      } else {
        network_.cut_off(machine.index());
      }
    }
    if (dice_.chance(plan_.device_crashes)) {
      if (dice_.chance(700)) {
        place.disk->crash_at(dice_.between(1, 40));
      } else if (machine.is_up()) {
        trace_.note("{}   loses power", machine.name());
        machine.crash();
      }
    }
    if (dice_.chance(plan_.io_errors)) place.disk->fail_at(dice_.between(1, 30));
    if (dice_.chance(plan_.full_disks)) {
      trace_.note("{}   has a full disk", machine.name());
      place.disk->set_bytes_max(place.disk->bytes() + dice_.below(20'000));
    } else if (dice_.chance(100)) {
      place.disk->set_bytes_max(std::nullopt);
    }
    if (dice_.chance(plan_.clock_jumps)) {
      machine.clock.offset_ms = dice_.chance(300) ? 0 : wrong_by();
      trace_.note("{}   has its clock wrong by {} s", machine.name(),
                  machine.clock.offset_ms / 1000);
    }
    if (dice_.chance(plan_.restarts) && machine.is_up()) {
      trace_.note("{}   is closed", machine.name());
      machine.close();
      if (plan_.has_upgrades && dice_.chance(500)) place.schema_version = 2;
    }
  }

  void harm_office() {
    if (dice_.chance(plan_.office_crashes)) {
      if (dice_.chance(700)) {
        office_disk_.crash_at(dice_.between(1, 40));
      } else if (office_.is_up()) {
        trace_.note("office     loses power");
        office_.crash();
      }
    }
    if (dice_.chance(plan_.io_errors / 2)) office_disk_.fail_at(dice_.between(1, 30));
    if (dice_.chance(plan_.full_disks / 2)) {
      office_disk_.set_bytes_max(office_disk_.bytes() + dice_.below(20'000));
    } else if (dice_.chance(100)) {
      office_disk_.set_bytes_max(std::nullopt);
    }
    if (office_.is_up() && dice_.chance(plan_.compactions)) compact_office();
    if (plan_.has_restores) set_back_office();
    if (plan_.has_wrong_office_clock && dice_.chance(plan_.clock_jumps)) {
      office_.clock.offset_ms = dice_.chance(300) ? 0 : wrong_by();
      trace_.note("office     has its clock wrong by {} s", office_.clock.offset_ms / 1000);
    }
  }

  void set_back_office() {
    if (office_.is_up() && dice_.chance(30)) desk_.erase();
    if (office_.is_up() && dice_.chance(40)) backups_.take();
    if (!backups_.is_empty() && dice_.chance(15)) restore_office();
  }

  void restore_office() {
    if (office_.is_up()) office_.crash();
    office_disk_.reboot(loss());
    desk_.settle();
    note_held_words();
    journal_.is_disturbed = true;
    journal_.receipts.clear();
    is_healing_ = true;
    backups_.put_back();
    desk_.start_over();
  }

  // What devices show of the office's work, they will bring back.
  void note_held_words() {
    const std::set<std::string> at_office = words_at_office();
    for (const Place& place : places_) {
      const DeviceMachine& machine = *place.machine;
      if (!machine.is_up() || !machine.is_enrolled()) continue;
      const auto read = read_device_file(machine.path(), machine.schema_version());
      if (!read.error.empty()) continue;
      simulation::note_held_words(journal_, machine.index(), read.store, *place.disk, at_office);
    }
  }

  // None where no office was put back before, or where the file cannot be read.
  std::set<std::string> words_at_office() {
    if (journal_.held_words.empty()) return {};
    return words_at(look_into_office(vfs_, office_disk_.image(), office_path(), office_schema_,
                                     folder_ / "looked into")
                        .store);
  }

  // It forgets what devices needed that have been away for some minutes only.
  void compact_office() {
    RawResult<std::map<std::string, RawReceipt>> receipts = read_receipts(office_path());
    if (!receipts.error.empty()) return;
    note_receipts(journal_, receipts.store);
    server::OfficeRetention retention;
    retention.away_ms_max = dice_.below(300'000);
    retention.rows_per_step = dice_.between(1, 40);
    const auto tenant = office_.tenant();
    if (tenant == nullptr) return;
    const auto compacted = tenant->compact(retention);
    trace_.note("office     lets go of what is old: {}",
                compacted.ok() ? (*compacted ? "some" : "nothing") : compacted.error().reason);
    office_.notice_crash();
  }

  // --- machines ---

  FaultDisk::Loss loss() const {
    return plan_.loses_power ? FaultDisk::Loss::unsynced : FaultDisk::Loss::none;
  }

  void keep_up(Place& place) {
    if (place.machine->is_up() || place.is_boot_planned) return;
    place.is_boot_planned = true;
    timeline_.after(dice_.below(plan_.pause_ms_max * 4), [this, &place] {
      place.is_boot_planned = false;
      boot(place);
      keep_up(place);
    });
  }

  void boot(Place& place) {
    if (place.machine->is_up()) return;
    if (place.disk->has_crashed()) {
      ++crashes_;
      place.disk->reboot(loss());
    }
    if (place.machine->boot(place.schema_version)) persons_.come_back(*place.machine);
  }

  void keep_office_up() {
    if (office_.is_up() || is_office_boot_planned_) return;
    is_office_boot_planned_ = true;
    timeline_.after(dice_.below(plan_.pause_ms_max * 4), [this] {
      is_office_boot_planned_ = false;
      boot_office();
      keep_office_up();
    });
  }

  void boot_office() {
    if (office_.is_up()) return;
    if (office_disk_.has_crashed()) {
      ++crashes_;
      office_disk_.reboot(loss());
    }
    if (plan_.has_upgrades && dice_.chance(300)) office_schema_ = 2;
    if (!office_.boot(office_schema_)) return;
    desk_.settle();
    if (journal_.is_disturbed) desk_.confirm_restore();
  }

  void enrol(Place& place) {
    if (place.code.empty()) place.code = desk_.invite(place.machine->account()).value_or("");
    if (place.code.empty()) return;
    const Status enrolled = place.machine->enrol(place.code);
    trace_.note("{}   enrols: {}", place.machine->name(),
                enrolled.ok() ? "done" : enrolled.error().reason);
    if (enrolled.ok() || !enrolled.error().can_retry) place.code.clear();
  }

  void revoke(DeviceMachine& machine) {
    if (!machine.is_up() || !machine.is_enrolled() || !office_.is_up()) return;
    const auto status = machine.device()->status();
    if (!status.ok()) return;
    const auto family_of = [&](const DeviceMachine& wanted) {
      return std::find_if(places_.begin(), places_.end(),
                          [&](const Place& place) { return place.machine.get() == &wanted; })
          ->family;
    };
    const int family = family_of(machine);
    for (Place& place : places_) {
      if (place.family == family) place.machine->may_be_revoked();
    }
    desk_.revoke(status->replica.device);
  }

  // --- copies of stores ---

  void copy_stores(Place& place) {
    if (!place.machine->is_enrolled()) return;
    // The longer the office does not hear of them, the further apart they go.
    if (dice_.chance(60)) network_.cut_off(place.machine->index());
    if (dice_.chance(30)) place.backup = files_of(place);
    if (dice_.chance(25) && clones_ < clones_max) clone(place);
    if (dice_.chance(25) && place.backup) put_back(place);
    if (dice_.chance(60)) network_.reconnect(place.machine->index());
    if (dice_.chance(15)) desk_.confirm_copies();
  }

  // Files that belong together: of a store that was closed, or as its crash left it.
  FaultDisk::Image files_of(Place& place) {
    DeviceMachine& machine = *place.machine;
    if (machine.is_up()) dice_.chance(500) ? machine.close() : machine.crash();
    if (place.disk->has_crashed()) {
      ++crashes_;
      place.disk->reboot(loss());
    }
    trace_.note("{}   is down, and its files are copied", machine.name());
    return place.disk->image();
  }

  std::optional<RawDevice> look_into(const Place& place, const FaultDisk::Image& image) {
    RawResult<RawDevice> store =
        simulation::look_into(vfs_, image, place.machine->path(), folder_ / "looked into");
    if (store.error.empty()) return std::move(store.store);
    reporter()("A copy of " + place.machine->name() + " cannot be read: " + store.error);
    return std::nullopt;
  }

  // The account's person works at both from now on.
  void clone(Place& place) {
    const FaultDisk::Image image = files_of(place);
    const std::optional<RawDevice> store = look_into(place, image);
    if (!store || !store->is_enrolled) return;
    ++clones_;
    DeviceMachine& original = *place.machine;
    const auto index = static_cast<int>(places_.size());
    add_device(index, original.account(), place.family);
    Place& copy = places_.back();
    trace_.note("{}   is cloned to {}", original.name(), copy.machine->name());
    std::filesystem::create_directories(copy.disk->folder());
    std::ofstream(copy.machine->path()).flush();  // for programs that look whether it is there
    copy.disk->put_back(moved(image, place.disk->folder(), copy.disk->folder()));
    copy.schema_version = place.schema_version;
    if (original.is_revocable()) copy.machine->may_be_revoked();
    for (Place* either : {&place, &copy}) either->machine->may_be_copied();
    note_clone(journal_, original.index(), index, *store);
    if (dice_.chance(500)) network_.cut_off(index);
    keep_up(copy);
  }

  // The tablet is as it was when its backup was made.
  void put_back(Place& place) {
    DeviceMachine& machine = *place.machine;
    const std::optional<RawDevice> before = look_into(place, files_of(place));
    const std::optional<RawDevice> after = look_into(place, *place.backup);
    if (!before || !after || !after->is_enrolled) return;
    trace_.note("{}   is put back from edit {} to edit {}", machine.name(),
                before->edits.empty() ? 0 : before->edits.rbegin()->first,
                after->edits.empty() ? 0 : after->edits.rbegin()->first);
    place.disk->put_back(*place.backup);
    machine.may_be_copied();
    note_put_back(journal_, machine.index(), to_string(machine.account().uuid), *before, *after);
    persons_.leave(machine);
  }

  // --- rest ---

  void disturb() { network_.hurt(); }

  void heal() {
    trace_.note("world      is healed");
    network_.heal();
    office_disk_.do_not_crash();
    office_disk_.do_not_fail();
    office_disk_.set_bytes_max(std::nullopt);
    boot_office();
    for (Place& place : places_) {
      place.disk->do_not_crash();
      place.disk->do_not_fail();
      place.disk->set_bytes_max(std::nullopt);
      boot(place);
    }
  }

  bool is_at_rest() {
    if (office_.is_up() && journal_.is_disturbed) desk_.confirm_restore();
    for (Place& place : places_) {
      if (!place.machine->is_up()) return false;
      if (!place.machine->is_enrolled()) enrol(place);
      if (!place.machine->is_at_rest()) return false;
      if (confirms_ && !place.machine->is_revoked() && place.machine->is_unconfirmed())
        return false;
    }
    return office_.is_up() && office_.is_idle();
  }

  void settle() {
    heal();
    confirms_ = plan_.has_copies && dice_.chance(750);
    const std::uint64_t give_up_ms = timeline_.now_ms() + rest_timeout_ms;
    std::uint64_t exchanges_before = 0;
    while (findings_.empty()) {
      timeline_.run_until(timeline_.now_ms() + 500);
      if (confirms_) desk_.confirm_copies();
      std::uint64_t exchanges = 0;
      for (const Place& place : places_) exchanges += place.machine->exchanges();
      const bool is_quiet = is_at_rest() && exchanges == exchanges_before;
      exchanges_before = exchanges;
      if (is_quiet) return check();
      if (timeline_.now_ms() > give_up_ms) {
        std::string restless;
        for (const Place& place : places_) {
          const std::string why = place.machine->restlessness();
          if (!why.empty()) restless += " " + place.machine->name() + " " + why + ".";
        }
        reporter()("The world does not come to rest." + restless);
      }
    }
  }

  void check() {
    trace_.note("world      is at rest");
    is_healing_ = false;
    for (Place& place : places_) look_for_torn(*place.machine);
    std::vector<Oracle::DeviceFiles> devices;
    for (const Place& place : places_) {
      const DeviceMachine& machine = *place.machine;
      devices.push_back({machine.index(), to_string(machine.account().uuid), machine.path(),
                         place.disk.get(), machine.schema_version(), machine.is_enrolled(),
                         machine.is_revoked()});
    }
    Oracle oracle(journal_, texts_of(accounts_), reporter());
    oracle.check(office_disk_, office_path(), office_.schema_version(), devices);
    if (!plan_.has_backups || dice_.chance(300)) return;
    // A backup of now; devices have all of what it holds.
    if (plan_.has_restores) backups_.take();
    journal_.backed_up = plan_.has_restores ? backups_.held_by_all() : oracle.office_seq();
    office_.backed_up = journal_.backed_up;
  }

  void look_for_torn(DeviceMachine& machine) {
    // Rows come back to the office one by one.
    if (!machine.is_up() || !findings_.empty() || is_healing_) return;
    const std::string torn = find_torn_transaction(machine.path());
    if (!torn.empty()) reporter()(machine.name() + ": " + torn);
  }

  const std::uint64_t seed_;
  testing::TempFolder folder_;
  FaultVfs vfs_;
  Dice dice_;
  const Plan plan_;
  Timeline timeline_;
  Trace trace_;
  Journal journal_;
  Tokens tokens_;
  std::vector<std::string> findings_;
  std::uint64_t crashes_ = 0;
  std::uint32_t clones_ = 0;
  bool confirms_ = false;  // copies of stores, once all is healed
  std::vector<RowId> accounts_;
  FaultDisk office_disk_;
  std::uint32_t office_schema_ = 1;
  bool is_office_boot_planned_ = false;
  Network network_;
  OfficeMachine office_;
  bool is_healing_ = false;  // the office was put back, and the world has not been at rest since
  OfficeBackups backups_;
  OfficeDesk desk_;
  Persons persons_;
  std::deque<Place> places_;
};

}  // namespace

Outcome run_world(std::uint64_t seed, bool prints_trace) {
  spdlog::set_level(spdlog::level::off);
  World world(seed, prints_trace);
  return world.run();
}

}  // namespace brygga::simulation
