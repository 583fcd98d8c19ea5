#include "storage/journal_event_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace brygga::server {
namespace {

struct Column {
  const char* name;
  const char* definition;
};

constexpr std::array<Column, 21> columns{{{"epoch", "INTEGER NOT NULL"},
                                          {"number", "INTEGER NOT NULL"},
                                          {"kind", "INTEGER NOT NULL"},
                                          {"seq", "INTEGER NOT NULL"},
                                          {"at_ms", "INTEGER NOT NULL"},
                                          {"device", "INTEGER"},
                                          {"lineage", "INTEGER"},
                                          {"account", "BLOB"},
                                          {"name", "TEXT"},
                                          {"push_only", "INTEGER"},
                                          {"token", "BLOB"},
                                          {"code", "BLOB"},
                                          {"attempt", "BLOB"},
                                          {"entity", "INTEGER"},
                                          {"row", "BLOB"},
                                          {"scope_kind", "TEXT"},
                                          {"scope_id", "BLOB"},
                                          {"field", "INTEGER"},
                                          {"stamp_time", "INTEGER"},
                                          {"stamp_device", "INTEGER"},
                                          {"value", ""}}};

template <class Part>
std::string joined(Part part) {
  std::string text;
  for (const Column& column : columns) text += (text.empty() ? "" : ", ") + part(column);
  return text;
}

void bind_device(Statement& statement, const JournalEvent& event) {
  statement.bind_unsigned(6, event.device.value).bind_unsigned(7, event.lineage.value);
  statement.bind(8, event.account.uuid).bind(9, std::string_view(event.name));
  statement.bind(10, std::int64_t{event.is_push_only}).bind(13, event.attempt);
  if (event.token) statement.bind(11, ByteView(*event.token));
  if (event.code) statement.bind(12, ByteView(*event.code));
}

void bind_row(Statement& statement, const JournalEvent& event) {
  statement.bind(14, std::int64_t{event.entity}).bind(15, event.row.uuid);
  statement.bind(16, std::string_view(&event.scope.kind, 1)).bind(17, event.scope.id);
  statement.bind(18, std::int64_t{event.field});
  statement.bind_unsigned(19, event.stamp.time.ticks);
  statement.bind_unsigned(20, event.stamp.device.value);
  bind_journaled(statement, 21, event.value);
}

bool is_of_device(JournalEvent::Kind kind) {
  return kind <= JournalEvent::Kind::device_revoked || kind >= JournalEvent::Kind::wipe_ordered;
}

// "scopes rows unsent": a receipt is one value.
std::string text_of(const WipeReceipt& receipt) {
  return std::to_string(receipt.scopes) + " " + std::to_string(receipt.rows) + " " +
         std::to_string(receipt.unsent);
}
WipeReceipt receipt_of(std::string_view text) {
  std::uint64_t counts[3] = {};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::uint64_t& count : counts) {
    at = std::from_chars(at, end, count).ptr;
    if (at != end) ++at;
  }
  return {counts[0], counts[1], counts[2]};
}

std::optional<Digest> read_digest(const Statement& statement, int column) {
  const ByteView bytes = statement.blob(column);
  Digest digest{};
  if (bytes.size() != digest.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

}  // namespace

void bind_journaled(Statement& statement, int at, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind(at, std::string_view(*text));
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    statement.bind(at, *number);
  } else {
    statement.bind_null(at);
  }
}

Value read_journaled(const Statement& statement, int column) {
  constexpr int integer_type = 1;  // SQLITE_INTEGER
  if (statement.is_null(column)) return {};
  if (statement.column_type(column) == integer_type) return statement.integer(column);
  return std::string(statement.text(column));
}

std::string journal_event_definitions() {
  return joined(
      [](const Column& column) { return std::string(column.name) + " " + column.definition; });
}

std::string journal_event_names() {
  return joined([](const Column& column) { return std::string(column.name); });
}

std::string journal_event_marks() {
  return joined([](const Column&) { return std::string("?"); });
}

void bind_event(Statement& statement, const JournalEvent& event) {
  statement.bind_unsigned(1, event.epoch).bind_unsigned(2, event.number);
  statement.bind(3, static_cast<std::int64_t>(event.kind));
  statement.bind_unsigned(4, event.seq).bind_unsigned(5, event.at_ms);
  for (int at = 6; at <= static_cast<int>(columns.size()); ++at) statement.bind_null(at);
  if (is_of_device(event.kind)) {
    bind_device(statement, event);
    if (event.kind == JournalEvent::Kind::device_wiped) {
      bind_journaled(statement, 21, Value(text_of(event.wiped)));
    }
  } else {
    bind_row(statement, event);
  }
}

Result<JournalEvent> read_event(const Statement& statement, const std::string& path) {
  JournalEvent event;
  event.epoch = statement.unsigned_integer(0);
  event.number = statement.unsigned_integer(1);
  const std::int64_t kind = statement.integer(2);
  if (kind < 1 || kind > static_cast<std::int64_t>(JournalEvent::Kind::device_wiped)) {
    return Error{ErrorCode::corrupt,
                 "An event in " + path + " is of no kind that this program knows. Update it.",
                 false, "damaged"};
  }
  event.kind = static_cast<JournalEvent::Kind>(kind);
  event.seq = statement.unsigned_integer(3);
  event.at_ms = statement.unsigned_integer(4);
  if (is_of_device(event.kind)) {
    event.device = DeviceNumber{statement.unsigned_integer(5)};
    event.lineage = DeviceNumber{statement.unsigned_integer(6)};
    event.account = RowId{statement.uuid(7)};
    event.name = statement.text(8);
    event.is_push_only = statement.integer(9) != 0;
    event.token = read_digest(statement, 10);
    event.code = read_digest(statement, 11);
    event.attempt = statement.uuid(12);
    if (event.kind == JournalEvent::Kind::device_wiped) {
      event.wiped = receipt_of(statement.text(20));
    }
    return event;
  }
  event.entity = static_cast<EntityNumber>(statement.integer(13));
  event.row = RowId{statement.uuid(14)};
  const std::string_view scope_kind = statement.text(15);
  event.scope = {scope_kind.empty() ? '\0' : scope_kind.front(), statement.uuid(16)};
  event.field = static_cast<FieldNumber>(statement.integer(17));
  event.stamp = {Hlc{statement.unsigned_integer(18)}, DeviceNumber{statement.unsigned_integer(19)}};
  event.value = read_journaled(statement, 20);
  return event;
}

}  // namespace brygga::server
