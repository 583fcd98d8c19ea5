// Ordered sets kept in tables as chunks of a few hundred bytes: a row for each chunk, under its
// first element.
//
// A row for each element would cost its key each time, and a set in one piece would be written
// whole at each change. Here are the chunks' bytes, and the pure step that puts changes into one of
// them. Bytes from disk may say anything: what cannot be read is nothing, never trusted.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace brygga {

// Small enough to stay within a page of SQLite's, beside its neighbours.
inline constexpr std::size_t chunk_bytes_max = 800;

template <class Element>
struct SetChange {
  Element element;
  bool is_there = true;
};

// Keys of rows: the differences from one to the next, as varints. The first stands beside them.
struct RowChunk {
  using Element = std::int64_t;
  // Most new keys are greater than all others: what is full stays full.
  static constexpr bool splits_evenly = false;
  static std::size_t bytes_of(Element before, Element element);
  static Bytes encode(std::span<const Element> elements);
  static std::optional<std::vector<Element>> decode(Element first, ByteView chunk);
  // The same one after another, for many chunks at once; what cannot be read ends it.
  template <class OnRow>
  static void for_each(Element first, ByteView chunk, const OnRow& on_row) {
    auto row = static_cast<std::uint64_t>(first);
    on_row(first);
    ByteReader reader(chunk);
    while (!reader.at_end()) {
      row += reader.varint();
      if (!reader.ok()) return;
      on_row(static_cast<Element>(row));
    }
  }
};

// Words: each followed by a line's end, and one before the first, so that a part of a word, or its
// beginning, is found by looking through the bytes.
struct WordChunk {
  using Element = std::string;
  static constexpr char end = '\n';
  // New words come anywhere.
  static constexpr bool splits_evenly = true;
  static std::size_t bytes_of(const Element& before, const Element& element);
  static Bytes encode(std::span<const Element> elements);
  static std::optional<std::vector<Element>> decode(const Element& first, ByteView chunk);
  // The words that hold the part, but do not begin with it; views into the chunk, in order.
  static std::vector<std::string_view> words_within(std::string_view chunk, std::string_view part);
  // How many of such words, from the first, are close to each other: reading on to the next one
  // costs less than looking it up, unless some ten others stand between.
  static std::size_t neighbours(std::span<const std::string_view> words);
};

// The elements after the changes, which are in order, each element once.
template <class Element>
std::vector<Element> changed_set(const std::vector<Element>& elements,
                                 std::span<const SetChange<Element>> changes) {
  std::vector<Element> result;
  result.reserve(elements.size() + changes.size());
  auto next = elements.begin();
  for (const SetChange<Element>& change : changes) {
    const auto from = next;
    next = std::lower_bound(next, elements.end(), change.element);
    result.insert(result.end(), from, next);
    if (next != elements.end() && *next == change.element) ++next;
    if (change.is_there) result.push_back(change.element);
  }
  result.insert(result.end(), next, elements.end());
  return result;
}

// How many elements each chunk takes, in order; none for no elements.
template <class Chunk>
std::vector<std::size_t> chunk_lengths(const std::vector<typename Chunk::Element>& elements) {
  std::size_t total = 0;
  for (std::size_t i = 1; i < elements.size(); ++i) {
    total += Chunk::bytes_of(elements[i - 1], elements[i]);
  }
  const std::size_t chunks = total / chunk_bytes_max + 1;
  const std::size_t bytes_max = Chunk::splits_evenly ? total / chunks + 1 : chunk_bytes_max;
  std::vector<std::size_t> lengths;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::size_t more = i == 0 ? 0 : Chunk::bytes_of(elements[i - 1], elements[i]);
    if (i == 0 || bytes + more > bytes_max) {
      lengths.push_back(0);
      bytes = 0;
    } else {
      bytes += more;
    }
    ++lengths.back();
  }
  return lengths;
}

}  // namespace brygga
