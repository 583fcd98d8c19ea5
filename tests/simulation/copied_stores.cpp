#include "simulation/copied_stores.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace brygga::simulation {

using testing::FaultDisk;
using testing::FaultVfs;

namespace {

using Fate = WrittenTransaction::Fate;

constexpr int first_ended_line = 1000;

// The newest edits stay in every outbox.
std::uint64_t newest_edit(const RawDevice& store) {
  return store.edits.empty() ? 0 : store.edits.rbegin()->first;
}

SeenOutbox up_to(const SeenOutbox& seen, std::uint64_t last) {
  SeenOutbox kept;
  kept.transactions = {seen.transactions.begin(), seen.transactions.upper_bound(last)};
  kept.edits = {seen.edits.begin(), seen.edits.upper_bound(last)};
  return kept;
}

SeenOutbox with(SeenOutbox seen, const RawDevice& store) {
  for (const RawTransaction& transaction : store.transactions) {
    seen.transactions[transaction.first] = transaction;
  }
  for (const auto& [number, edit] : store.edits) seen.edits[number] = edit;
  return seen;
}

// What was sent once more because its scope was lost, the store knows by no command; the oracle
// finds it in the outbox.
std::vector<WrittenTransaction*> saves_of(Journal& journal, int device) {
  std::vector<WrittenTransaction*> saves;
  for (WrittenTransaction& written : journal.transactions) {
    const bool is_own = written.device == device && written.fate != Fate::absent;
    if (is_own && !written.is_copy) saves.push_back(&written);
  }
  return saves;
}

}  // namespace

FaultDisk::Image moved(const FaultDisk::Image& image, const std::string& from,
                       const std::string& to) {
  FaultDisk::Image there;
  for (const auto& [path, content] : image) there.emplace(to + path.substr(from.size()), content);
  return there;
}

namespace {

// On a disk of their own, so that looking changes nothing.
template <class Read>
auto look_at(FaultVfs& vfs, const FaultDisk::Image& image, const std::string& store_path,
             const std::string& folder, const Read& read) {
  FaultDisk disk(folder, 1);
  const std::string from = store_path.substr(0, store_path.rfind('/'));
  disk.put_back(moved(image, from, folder));
  vfs.add(disk);
  auto store = read(folder + store_path.substr(from.size()));
  vfs.remove(disk);
  return store;
}

}  // namespace

RawResult<RawDevice> look_into(FaultVfs& vfs, const FaultDisk::Image& image,
                               const std::string& store_path, const std::string& folder) {
  return look_at(vfs, image, store_path, folder, read_outbox_file);
}

RawResult<RawOffice> look_into_office(FaultVfs& vfs, const FaultDisk::Image& image,
                                      const std::string& store_path, std::uint32_t schema_version,
                                      const std::string& folder) {
  return look_at(vfs, image, store_path, folder,
                 [&](const std::string& path) { return read_office_file(path, schema_version); });
}

void note_receipts(Journal& journal, const std::map<std::string, RawReceipt>& receipts) {
  for (const auto& [id, receipt] : receipts) {
    const RawReceipt& first = journal.receipts.emplace(id, receipt).first->second;
    if (first == receipt || receipt.refusal != "too_old") continue;
    std::vector<RawReceipt>& known = journal.too_old[id];
    if (std::find(known.begin(), known.end(), receipt) == known.end()) known.push_back(receipt);
  }
}

void note_clone(Journal& journal, int original, int copy, const RawDevice& store) {
  journal.copied.insert({original, copy});
  for (const WrittenTransaction* written : saves_of(journal, original)) {
    const auto command = store.commands.find(written->command);
    if (command == store.commands.end()) continue;
    WrittenTransaction shared = *written;
    shared.device = copy;
    shared.fate = Fate::saved;
    shared.first = command->second;
    shared.has_copy = false;
    journal.transactions.push_back(std::move(shared));
  }
  journal.outboxes[copy] = up_to(journal.outboxes[original], newest_edit(store));
}

void note_put_back(Journal& journal, int device, const std::string& account,
                   const RawDevice& before, const RawDevice& after) {
  journal.copied.insert(device);
  // What it showed when an office was put back may have gone with its disk.
  for (auto& [word, holders] : journal.held_words) holders.erase(device);
  const std::uint64_t last = newest_edit(after);
  EndedLine& ended = journal.ended.emplace_back();
  ended.index = first_ended_line + static_cast<int>(journal.ended.size());
  ended.account = account;
  ended.outbox = with(journal.outboxes[device], before);
  journal.outboxes[device] = up_to(journal.outboxes[device], last);
  for (WrittenTransaction* written : saves_of(journal, device)) {
    const auto kept = after.commands.find(written->command);
    const auto lost = before.commands.find(written->command);
    if (kept != after.commands.end()) {
      written->fate = Fate::saved;
      written->first = kept->second;
      written->has_copy = false;
    } else if (lost != before.commands.end()) {
      written->device = ended.index;
      written->fate = Fate::saved;
      written->first = lost->second;
    } else {
      written->fate = Fate::absent;
    }
  }
  std::map<std::string, bool> has_copy;  // by command
  for (WrittenTransaction& written : journal.transactions) {
    if (!written.is_copy || written.device != device) continue;
    if (written.first > last) {
      written.device = ended.index;
    } else {
      has_copy[written.command] = true;
    }
  }
  for (WrittenTransaction* written : saves_of(journal, device)) {
    written->has_copy = has_copy.count(written->command) != 0;
  }
}

}  // namespace brygga::simulation
