// The state of a row: per field its heads, the writes that no later write has covered.
//
// Nearly always a field has one head. A set field has one head per element and add that no removal
// has covered. On a device a head may come from an edit of its own that the office has not yet
// confirmed; it is then named by that edit's number, because its stamp may still be shifted.
// Values.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/uuid.hpp"
#include "model/scope.hpp"
#include "model/stamp.hpp"
#include "model/value.hpp"

namespace brygga {

// The number of an edit in its device's own order, from 1; 0 is none.
using EditNumber = std::uint64_t;
// Counts the office's commits, from 1; 0 is before the first.
using Seq = std::uint64_t;

using EntityNumber = std::uint16_t;
using FieldNumber = std::uint16_t;

// Names a head: the stamp of the write, or the number of the device's own unconfirmed edit.
struct HeadRef {
  Stamp stamp;  // meaningful when own_edit is 0
  EditNumber own_edit = 0;

  friend bool operator==(const HeadRef& a, const HeadRef& b) {
    return a.own_edit == b.own_edit && (a.own_edit != 0 || a.stamp == b.stamp);
  }
};

struct Head {
  Stamp stamp;
  EditNumber own_edit = 0;
  Value value;

  HeadRef ref() const { return {stamp, own_edit}; }
  friend bool operator==(const Head&, const Head&) = default;
};

struct FieldState {
  std::vector<Head> heads;  // by ascending stamp; of a set: by element, then stamp
  Seq seq = 0;              // the office's commit that last changed this field; 0: none yet

  friend bool operator==(const FieldState&, const FieldState&) = default;
};

// Names a row among all entities.
struct RowKey {
  EntityNumber entity = 0;
  RowId id;
  friend bool operator==(const RowKey&, const RowKey&) = default;
};

// What holds for a row as a whole: where it is, and whether it is there.
struct RowLife {
  Stamp moved;          // of the move that brought the row into its scope; zero: it was made there
  Stamp deleted;        // of the newest deletion that had seen every head; zero: the row is there
  bool erased = false;  // the office has erased it for ever: no value of it is left anywhere
  Seq seq = 0;          // the office's commit that last changed any of this; 0: none

  bool is_deleted() const { return erased || deleted != Stamp{}; }
  friend bool operator==(const RowLife&, const RowLife&) = default;
};

// The office's mark on what it gave out, made with a key that is not in its database: proof, to an
// office that was restored from a backup and does not know it any more. All zero: none.
using Mac = std::array<std::uint8_t, 16>;

struct RowState {
  EntityNumber entity = 0;
  RowId id;
  Scope scope;
  Seq seq = 0;  // the office's commit that last changed the row
  RowLife life;
  Mac mac{};                       // on a device: of the row as the office gave it out at seq
  std::vector<FieldState> fields;  // index: field number - 1; as long as the entity has fields

  FieldState& field(FieldNumber number) { return fields[number - 1U]; }
  const FieldState& field(FieldNumber number) const { return fields[number - 1U]; }
  RowKey key() const { return {entity, id}; }
  friend bool operator==(const RowState&, const RowState&) = default;
};

}  // namespace brygga

template <>
struct std::hash<brygga::RowKey> {
  std::size_t operator()(const brygga::RowKey& key) const noexcept {
    return std::hash<brygga::RowId>{}(key.id) * 31 + key.entity;
  }
};
