// Stores that are copied: cloned to a second tablet, or put back to what a backup of the tablet
// held. Says in the journal which saves belong to which store from then on.
//
// The saves of one store, in order, are a line. A clone begins a line of its own with all that the
// original had saved: both send that, and it counts once. Where a store is put back, its line ends:
// what it had sent until then counts, the rest went with the disk.
#pragma once

#include <string>

#include "simulation/journal.hpp"
#include "simulation/raw_store.hpp"
#include "support/fault_vfs.hpp"

namespace brygga::simulation {

// The files as they are called in the other folder.
testing::FaultDisk::Image moved(const testing::FaultDisk::Image& image, const std::string& from,
                                const std::string& to);

// What a store's files say of its outbox. folder: a free one, to look at them in; store_path: the
// database's name in the image.
RawResult<RawDevice> look_into(testing::FaultVfs& vfs, const testing::FaultDisk::Image& image,
                               const std::string& store_path, const std::string& folder);

// The same of an office's files, with all that lies there.
RawResult<RawOffice> look_into_office(testing::FaultVfs& vfs,
                                      const testing::FaultDisk::Image& image,
                                      const std::string& store_path, std::uint32_t schema_version,
                                      const std::string& folder);

// Remembers what the office has decided. It lets go of receipts, and may then refuse a copy's
// transaction that it had decided before: what counts is the first decision.
void note_receipts(Journal& journal, const std::map<std::string, RawReceipt>& receipts);

// store: what the copy holds.
void note_clone(Journal& journal, int original, int copy, const RawDevice& store);

// before: what the store held until it was put back to after.
void note_put_back(Journal& journal, int device, const std::string& account,
                   const RawDevice& before, const RawDevice& after);

}  // namespace brygga::simulation
