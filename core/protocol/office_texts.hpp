// Texts that meet at the office: merged by words where their changes do not touch, as a write of
// the office's own that covers both (docs/decisions/0050). Pure but for the port.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/schema.hpp"
#include "protocol/office_port.hpp"
#include "protocol/office_push.hpp"

namespace brygga {

// The stamps that the office gives in one push, each above all that it has seen or given.
class OfficeStamps {
 public:
  OfficeStamps(const OfficeState& state, std::uint64_t office_ms)
      : epoch_(state.epoch), office_ms_(office_ms), latest_(state.time) {}

  Stamp next_after(const Stamp& seen) {
    latest_ = next_hlc(std::max(latest_, seen.time), office_ms_);
    given_ = latest_;
    return {latest_, DeviceNumber::of(epoch_, 0)};
  }
  // The time of the last stamp given; zero: none.
  Hlc given() const { return given_; }

 private:
  const std::uint64_t epoch_;
  const std::uint64_t office_ms_;
  Hlc latest_;
  Hlc given_;
};

class OfficeTexts {
 public:
  OfficeTexts(const Schema& schema, OfficeReader& office, OfficeStamps& stamps)
      : schema_(schema), office_(office), stamps_(stamps) {}

  // Writes of texts that meet one head that they have not seen, and build on an earlier text: the
  // head grew from that, too, since it is the only one.
  static std::vector<const FieldWrite*> that_meet(const EntityDef& entity, const RowState& row,
                                                  const Edit& edit);

  // Merges the row's two heads of the write, whose stamp it is, where that can be done without
  // losing a word of either; false when it cannot. history: what this push has sent there so far.
  Result<bool> merge(const FieldWrite& write, const Stamp& stamp, RowState& row,
                     const std::vector<const std::vector<HistoryEntry>*>& history,
                     std::vector<Superseded>& superseded);

 private:
  Result<std::optional<Value>> past_value(
      const RowKey& row, FieldNumber field, const Stamp& stamp,
      const std::vector<const std::vector<HistoryEntry>*>& history);

  const Schema& schema_;
  OfficeReader& office_;
  OfficeStamps& stamps_;
};

}  // namespace brygga
