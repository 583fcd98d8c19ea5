// Checks a world that has come to rest: what the files of devices and office hold, against what
// persons saved and saw.
//
// All devices agree with the office in their scopes; every saved value is current, in history, in
// an open conflict or in a visible refusal; receipts are true and everything counts exactly once;
// nothing that a person was never allowed to see is in any byte of their devices' files. Reads the
// files with plain SQL and judges with a model of its own.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "simulation/journal.hpp"
#include "simulation/model.hpp"
#include "simulation/raw_store.hpp"
#include "support/fault_vfs.hpp"

namespace brygga::simulation {

// The tokens (persons.hpp) in some bytes.
std::set<std::string> tokens_in(const std::string& bytes);
// Those that the store shows in its rows.
std::set<std::string> shown_words(const RawDevice& store);
// Those that lie at the office, wherever.
std::set<std::string> words_at(const RawOffice& office);
// The office is about to be put back: what the device shows it will bring back then. A word that
// had come back since an earlier time binds it no longer once no byte of its files holds it: its
// scope was lost meanwhile, as to an account that has left.
void note_held_words(Journal& journal, int device, const RawDevice& store,
                     const testing::FaultDisk& disk, const std::set<std::string>& at_office);

class Oracle {
 public:
  struct DeviceFiles {
    int index = 0;
    std::string account;
    std::string path;
    const testing::FaultDisk* disk = nullptr;
    std::uint32_t schema_version = 1;
    bool is_enrolled = false;
    bool knows_of_revocation = false;
  };
  using Report = std::function<void(const std::string&)>;

  // Settles open saves in the journal by what the stores hold.
  Oracle(Journal& journal, std::vector<std::string> accounts, Report report)
      : journal_(journal), accounts_(std::move(accounts)), report_(std::move(report)) {}

  // After a restore or an erasure, what persons saved and had seen decides; before, also the order
  // of the office's decisions.
  void check(const testing::FaultDisk& office_disk, const std::string& office_path,
             std::uint32_t office_schema, const std::vector<DeviceFiles>& devices);
  // The office's newest commit, once checked.
  std::uint64_t office_seq() const { return office_.seq; }

 private:
  struct Device {
    DeviceFiles files;
    RawDevice store;
    bool is_revoked = false;
  };

  bool read(const std::string& office_path, std::uint32_t office_schema,
            const std::vector<DeviceFiles>& devices);
  // Where a line of saves (copied_stores.hpp) has a transaction.
  struct Held {
    int line = 0;
    std::string account;
    std::uint64_t first = 0;
    bool is_refused_as_too_old = false;
  };

  void recall_outbox(Device& device);
  void recall_receipts();
  void settle_saves(const Device& device);
  void note_copies(int line, const std::vector<RawTransaction>& transactions);
  void note_holders(int line, const std::string& account,
                    const std::vector<RawTransaction>& transactions);
  void look_into_lines();
  void check_receipt(const Device& device, const RawTransaction& transaction,
                     const RawReceipt& receipt);
  void check_ended_line(const EndedLine& ended);
  void check_numbers();
  void check_receipts(const Device& device);
  void check_refusal(const Device& device, const RawTransaction& transaction,
                     const WrittenTransaction& written);
  void check_handed_over(const Model& model);
  void check_receipt_count();
  std::vector<Decided> decisions() const;
  Decided decision_of(const std::string& id, const RawReceipt& receipt) const;
  void check_office(const Model& model);
  void check_deleted(const std::pair<int, std::string>& name, const Model::Row& expected);
  bool check_heads(const std::pair<int, std::string>& name, const Model::Row& expected,
                   const RawRow& found);
  void check_row(const Model& model, const std::pair<int, std::string>& name,
                 const Model::Row& expected, const RawRow& found);
  void check_unconfirmed(const std::set<RawScope>& granted, const Device& device);
  void check_agreement(const std::set<RawScope>& scopes, const Device& device);

  // healed_oracle.cpp
  struct Authored {
    const WrittenTransaction* transaction = nullptr;
    const WrittenRow* row = nullptr;
    const WrittenField* field = nullptr;
  };
  using FieldName = std::tuple<int, std::string, int>;  // entity, row, field
  void check_healed(const testing::FaultDisk& office_disk);
  void gather_words();
  bool is_erased(const WrittenRow& row, bool perhaps) const;
  const Device* device_at(int index) const;
  void check_healed_receipts(const Device& device);
  static bool is_refused_or_given_away(const Device& device, std::uint64_t first,
                                       const std::string& word);
  void check_survival();
  void check_held_words();
  void check_no_forgery();
  void check_counted_once();
  void check_covered();
  bool is_applied(const WrittenTransaction& transaction) const;
  std::optional<RawStamp> stamp_of(const WrittenTransaction& transaction,
                                   const WrittenRow& row) const;
  std::set<RawScope> scopes_at_office(const std::string& account) const;
  void check_ended_memberships(const Device& device, const std::set<RawScope>& scopes);
  void check_erased(const testing::FaultDisk& office_disk);
  std::set<RawScope> ever_granted(const std::string& account) const;
  std::set<RawScope> scopes_of_row(const std::pair<int, std::string>& name) const;
  void check_healed_leaks(const Device& device, const std::set<RawScope>& held);
  std::set<std::string> own_words(const Device& device) const;
  void check_leaks(const Model& model, const Device& device);
  const WrittenTransaction* written_by_office(std::uint64_t number,
                                              std::uint64_t first_in_epoch) const;
  const WrittenTransaction* written_at(int device, std::uint64_t first) const;
  std::string name_of(const std::pair<int, std::string>& row) const;

  Journal& journal_;
  const std::vector<std::string> accounts_;
  const Report report_;
  RawOffice office_;
  std::vector<Device> devices_;
  std::map<std::string, std::vector<Authored>> words_;  // who wrote them, and where
  std::set<std::string> office_words_;                  // that the office holds, wherever
  std::map<std::string, std::vector<Held>> holders_;    // by transaction
};

}  // namespace brygga::simulation
