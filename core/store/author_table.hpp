// Who wrote what contends: whose device numbers stand in the open conflicts of a store.
//
// A stamp says under which number a value was written, and a person who has to choose wants to know
// by whom, and where. The office is asked about rows that are here and in open conflict, and about
// nothing else; what it says is kept while a conflict names it. Belongs to the store's thread.
#pragma once

#include <set>
#include <vector>

#include "base/result.hpp"
#include "model/schema.hpp"
#include "protocol/message.hpp"
#include "store/database.hpp"
#include "store/tables.hpp"

namespace brygga {

class AuthorTable {
 public:
  static Status migrate(Database& database);
  static Result<AuthorTable> open(Database& database, const Schema& schema);

  // Rows in open conflict whose writers are not all known; at most disputed_rows_max. self: the
  // store's own number, of which nobody needs to be asked.
  Result<std::vector<RowKey>> disputed(Tables& tables, DeviceNumber self);

  // Keeps what the answer says of the disputed rows of its request; of whom it says nothing, the
  // office is not asked again. Lets go of whom no conflict names any more. True when there is
  // somebody else to ask about.
  Result<bool> take(Tables& tables, const SyncRequest& request, const SyncResponse& response,
                    DeviceNumber self);

 private:
  // A row in open conflict, and who has written what contends there.
  struct Dispute {
    RowKey row;
    std::set<DeviceNumber> writers;
  };
  Result<std::vector<Dispute>> disputes(Tables& tables, DeviceNumber self);
  Result<std::set<DeviceNumber>> known();
  Status keep(const Author& author);
  Status keep_unknown(DeviceNumber device);

  Statement conflicts_, known_, insert_, insert_unknown_, erase_;
};

}  // namespace brygga
