// What a save does that seals a row, or meets one that is sealed: a person puts their name under
// what they saw, and under nothing else. Internal to the store.
#pragma once

#include "store/store_parts.hpp"

namespace brygga {

class SealedSave {
 public:
  // seen: the row as the person saw it, heads without values but those of sets.
  SealedSave(DeviceStore::Parts& parts, const EntityDef& entity, const StoredRow& stored,
             const RowState& seen)
      : parts_(parts), entity_(entity), stored_(stored), seen_(seen) {}

  // Lets an edit that seals the row also say again what it seals. The error (invalid) has reason
  // sealed when the person saw the row sealed and the edit changes it all the same, open_conflict
  // when something in it waits for a decision, bad_version when what was seen is no longer known.
  Status complete(Edit& edit);

 private:
  Status seal(Edit& edit);
  Status seal_field(const FieldDef& field, Edit& edit);
  Status seal_set(const FieldDef& field, Edit& edit);
  Status seal_value(const FieldDef& field, Edit& edit);
  bool saw_it_sealed() const;
  Result<std::optional<Value>> value_of(const FieldDef& field, const Head& seen);

  DeviceStore::Parts& parts_;
  const EntityDef& entity_;
  const StoredRow& stored_;
  const RowState& seen_;
};

}  // namespace brygga
