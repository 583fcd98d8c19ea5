#include "store/chunked_set.hpp"

namespace brygga {

std::size_t RowChunk::bytes_of(Element before, Element element) {
  std::size_t bytes = 1;
  for (auto rest = static_cast<std::uint64_t>(element - before); rest >= 0x80; rest >>= 7) ++bytes;
  return bytes;
}

Bytes RowChunk::encode(std::span<const Element> elements) {
  ByteWriter writer;
  for (std::size_t i = 1; i < elements.size(); ++i) {
    writer.varint(static_cast<std::uint64_t>(elements[i] - elements[i - 1]));
  }
  return writer.take();
}

std::optional<std::vector<RowChunk::Element>> RowChunk::decode(Element first, ByteView chunk) {
  std::vector<Element> elements{first};
  elements.reserve(chunk.size() + 1);
  ByteReader reader(chunk);
  while (!reader.at_end()) {
    const std::uint64_t step = reader.varint();
    const auto room = static_cast<std::uint64_t>(INT64_MAX - std::max<Element>(0, elements.back()));
    if (!reader.ok() || step == 0 || step > room) return std::nullopt;
    elements.push_back(elements.back() + static_cast<Element>(step));
  }
  if (!reader.ok()) return std::nullopt;
  return elements;
}

std::size_t WordChunk::bytes_of(const Element&, const Element& element) {
  return element.size() + 1;
}

Bytes WordChunk::encode(std::span<const Element> elements) {
  Bytes chunk{static_cast<std::uint8_t>(end)};
  for (const Element& word : elements) {
    chunk.insert(chunk.end(), word.begin(), word.end());
    chunk.push_back(static_cast<std::uint8_t>(end));
  }
  return chunk;
}

std::optional<std::vector<WordChunk::Element>> WordChunk::decode(const Element& first,
                                                                 ByteView chunk) {
  const std::string_view text = as_text(chunk);
  if (text.size() < 2 || text.front() != end || text.back() != end) return std::nullopt;
  std::vector<Element> words;
  for (std::size_t at = 1; at < text.size();) {
    const std::size_t stop = text.find(end, at);
    words.emplace_back(text.substr(at, stop - at));
    const std::size_t count = words.size();
    const bool is_in_order = count == 1 ? words.front() == first : words[count - 2] < words.back();
    if (!is_in_order) return std::nullopt;
    at = stop + 1;
  }
  return words;
}

std::vector<std::string_view> WordChunk::words_within(std::string_view chunk,
                                                      std::string_view part) {
  std::vector<std::string_view> words;
  for (std::size_t at = chunk.find(part); at != std::string_view::npos;) {
    const std::size_t stop = chunk.find(end, at);
    const std::size_t before = chunk.rfind(end, at);
    if (stop == std::string_view::npos || before == std::string_view::npos) break;
    if (before + 1 != at) words.push_back(chunk.substr(before + 1, stop - before - 1));
    at = chunk.find(part, stop);
  }
  return words;
}

std::size_t WordChunk::neighbours(std::span<const std::string_view> words) {
  constexpr std::ptrdiff_t near_bytes = 80;
  std::size_t count = 1;
  while (count < words.size() && words[count].data() - words[count - 1].data() < near_bytes) {
    ++count;
  }
  return count;
}

}  // namespace brygga
