#include "simulation/office_backups.hpp"

#include "simulation/raw_store.hpp"

namespace brygga::simulation {

OfficeBackups::OfficeBackups(Trace& trace, testing::FaultDisk& disk, std::string database,
                             Dice dice)
    : trace_(trace), disk_(disk), database_(std::move(database)), dice_(dice) {}

bool OfficeBackups::is_of_database(const std::string& path) const {
  return path.compare(0, database_.size(), database_) == 0;
}

void OfficeBackups::take() {
  const RawResult<std::uint64_t> seq = read_office_seq(database_);
  if (!seq.error.empty()) return;  // its disk has failed
  Copy copy{seq.store, {}};
  for (auto& [path, content] : disk_.image()) {
    // The index of the log is memory, not a file.
    if (is_of_database(path) && !path.ends_with("-shm")) copy.files.emplace(path, content);
  }
  trace_.note("office     is copied as of commit {}", copy.seq);
  copies_.push_back(std::move(copy));
  if (copies_.size() > copies_max) copies_.pop_front();
}

std::uint64_t OfficeBackups::held_by_all() const {
  return copies_.empty() ? 0 : copies_.front().seq;
}

void OfficeBackups::put_back() {
  const std::size_t chosen = dice_.below(copies_.size());
  testing::FaultDisk::Image files = copies_[chosen].files;
  for (auto& [path, content] : disk_.image()) {
    if (!is_of_database(path) && !path.ends_with("-shm")) files.emplace(path, content);
  }
  trace_.note("office     is put back to commit {}", copies_[chosen].seq);
  disk_.put_back(files);
  copies_.resize(chosen + 1);
}

}  // namespace brygga::simulation
