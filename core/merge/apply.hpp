// Applying a valid edit to a row: what every merge rule does to a field's heads.
//
// An edit removes exactly the heads in its base and adds itself; the field's rule is then a
// function over the heads that remain, so that the result does not depend on the order in which
// concurrent edits arrive. A write whose stamp is already among the heads changes nothing. The same
// code runs at the office and on a device. Pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include "model/edit.hpp"
#include "model/schema.hpp"

namespace brygga {

// What became of a valid edit.
enum class Outcome : std::uint8_t {
  applied = 0,   // as it was meant; nothing unseen was in the way
  merged = 1,    // something unseen was there, and the rules decided
  conflict = 2,  // something unseen was there, and a person must decide
};

// A value that is no longer a head. It belongs in history; nothing a person saved is lost.
struct Superseded {
  // covered: by someone who had seen it, beaten under rule min or max, or (on a device) replaced by
  // the office's row. lost: to a concurrent write, or under min or max to the value that was there.
  // awaited: covered by someone who had seen it, in a time that the office has lost; the value is
  // not here, and goes to history when it comes.
  enum class Why : std::uint8_t { covered = 0, lost = 1, awaited = 2 };
  FieldNumber field = 0;
  Head head;
  Why why = Why::covered;
};

// Applies the edit's writes to the row with the given stamp. own_edit is the edit's number while
// the office has not confirmed it, and 0 otherwise. What left the heads is appended to superseded.
// Fields that were written get seq, unless it is 0.
Outcome apply_edit(const EntityDef& entity, RowState& row, const Edit& edit, const Stamp& stamp,
                   EditNumber own_edit, Seq seq, std::vector<Superseded>& superseded);

// Puts a head beside those of the row's field, as a write by someone who had seen none of them.
// The field gets seq. What left the heads is appended to superseded.
void add_unseen(const EntityDef& entity, RowState& row, FieldNumber field, const Head& head,
                Seq seq, std::vector<Superseded>& superseded);

// The head that shows: the highest rank of a state, else the greatest stamp; null when the field
// has none. Not for sets.
const Head* shown_head(const FieldDef& field, const FieldState& state);

// The value that shows; absent when there is none. Not for sets.
Value shown_value(const FieldDef& field, const FieldState& state);

// The elements of a set, each once, in the order of less().
std::vector<Value> set_elements(const FieldState& state);

// Whether the seal of an entity closes the field.
bool is_sealed_by(const Seal& seal, const FieldDef& field);

// True when a person must decide between values: rule both or text, and the heads differ.
bool is_open_conflict(const FieldDef& field, const FieldState& state);

}  // namespace brygga
