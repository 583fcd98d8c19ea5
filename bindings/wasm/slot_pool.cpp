#include "slot_pool.hpp"

#include <algorithm>
#include <array>

namespace brygga::wasm {
namespace {

using Header = std::array<std::uint8_t, SlotPool::header_bytes>;

constexpr std::string_view mark = "BRYGSLT1";
constexpr std::size_t checksum_at = SlotPool::header_bytes - 8;

// FNV-1a, 64 bits. It has to notice a half-written header, not an enemy.
std::uint64_t checksum_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const std::uint8_t byte : bytes) sum = (sum ^ byte) * 0x100000001b3;
  return sum;
}

std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | bytes[i - 1];
  return value;
}

void put_little_endian(std::uint64_t value, std::span<std::uint8_t> to) {
  for (std::uint8_t& byte : to) {
    byte = static_cast<std::uint8_t>(value & 0xFF);
    value >>= 8;
  }
}

Header header_of(std::string_view name) {
  Header header{};
  const auto put = std::copy(mark.begin(), mark.end(), header.begin());
  put_little_endian(name.size(), std::span(header).subspan(mark.size(), 2));
  std::copy(name.begin(), name.end(), put + 2);
  const std::span all(header);
  put_little_endian(checksum_of(all.first(checksum_at)), all.subspan(checksum_at));
  return header;
}

// False for a header that is broken; a whole one without a name is a free slot's.
bool read_name(const Header& header, std::string& name) {
  const std::span all(header);
  if (!std::equal(mark.begin(), mark.end(), header.begin())) return false;
  if (checksum_of(all.first(checksum_at)) != little_endian(all.subspan(checksum_at))) return false;
  const auto size = static_cast<std::size_t>(little_endian(all.subspan(mark.size(), 2)));
  if (size > SlotPool::name_bytes_max) return false;
  const auto bytes = all.subspan(mark.size() + 2, size);
  name.assign(bytes.begin(), bytes.end());
  return true;
}

}  // namespace

SlotPool::Opened SlotPool::open() {
  std::vector<std::string> names(static_cast<std::size_t>(slots_.count()));
  for (int slot = 0; slot < slots_.count(); ++slot) {
    Header header{};
    const std::int64_t size_now = slots_.size(slot);
    if (size_now < 0 || slots_.read(slot, header, 0) < 0) return Opened::failed;
    std::string name;
    if (!read_name(header, name)) {
      if (size_now > header_bytes) return Opened::damaged;
      continue;
    }
    if (!name.empty() && std::find(names.begin(), names.end(), name) != names.end()) {
      return Opened::damaged;
    }
    names[static_cast<std::size_t>(slot)] = std::move(name);
  }
  names_ = std::move(names);
  return Opened::ok;
}

int SlotPool::find(std::string_view name) const {
  if (name.empty()) return no_slot;
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? no_slot : static_cast<int>(found - names_.begin());
}

SlotOutcome SlotPool::create(std::string_view name, int* slot) {
  const bool fits = !name.empty() && name.size() <= name_bytes_max;
  if (!fits || find(name) != no_slot) return SlotOutcome::failed;
  const auto free = std::find(names_.begin(), names_.end(), std::string());
  if (free == names_.end()) return SlotOutcome::full;
  const int at = static_cast<int>(free - names_.begin());
  // A removal may have been cut off after its first half.
  SlotOutcome outcome = slots_.truncate(at, header_bytes);
  if (outcome == SlotOutcome::ok) outcome = write_header(at, name);
  if (outcome != SlotOutcome::ok) return outcome;
  *free = name;
  *slot = at;
  return outcome;
}

SlotOutcome SlotPool::remove(std::string_view name) {
  const int slot = find(name);
  if (slot == no_slot) return SlotOutcome::ok;
  // First the bytes, then the name: see open().
  SlotOutcome outcome = slots_.truncate(slot, header_bytes);
  if (outcome == SlotOutcome::ok) outcome = slots_.flush(slot);
  if (outcome == SlotOutcome::ok) outcome = write_header(slot, {});
  if (outcome == SlotOutcome::ok) names_[static_cast<std::size_t>(slot)].clear();
  return outcome;
}

SlotOutcome SlotPool::write_header(int slot, std::string_view name) {
  const SlotOutcome written = slots_.write(slot, header_of(name), 0);
  return written == SlotOutcome::ok ? slots_.flush(slot) : written;
}

std::int64_t SlotPool::read(int slot, std::span<std::uint8_t> to, std::int64_t offset) {
  return slots_.read(slot, to, offset + header_bytes);
}

SlotOutcome SlotPool::write(int slot, std::span<const std::uint8_t> bytes, std::int64_t offset) {
  return slots_.write(slot, bytes, offset + header_bytes);
}

SlotOutcome SlotPool::truncate(int slot, std::int64_t size) {
  return slots_.truncate(slot, size + header_bytes);
}

SlotOutcome SlotPool::flush(int slot) { return slots_.flush(slot); }

std::int64_t SlotPool::size(int slot) {
  const std::int64_t whole = slots_.size(slot);
  return whole < 0 ? whole : std::max<std::int64_t>(whole - header_bytes, 0);
}

}  // namespace brygga::wasm
