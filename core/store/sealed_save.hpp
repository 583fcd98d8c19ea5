// What a save does that seals a row, or meets one that is sealed: a person puts their name under
// what they saw, and under nothing else. Internal to the store.
#pragma once

#include "store/store_parts.hpp"

namespace brygga {

class SealedSave {
 public:
  // What the field held by a head that the row has no more; nothing when that is not known.
  using PastValue = std::function<Result<std::optional<Value>>(const FieldDef&, const Head&)>;

  // stored: the row as it is now. seen: as the person saw it, heads without values but those of
  // sets.
  SealedSave(const EntityDef& entity, const RowState& stored, const RowState& seen,
             PastValue past_value)
      : entity_(entity), stored_(stored), seen_(seen), past_value_(std::move(past_value)) {}

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

  const EntityDef& entity_;
  const RowState& stored_;
  const RowState& seen_;
  const PastValue past_value_;
};

}  // namespace brygga
