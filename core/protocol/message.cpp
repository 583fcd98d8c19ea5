#include "protocol/message.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "model/value_codec.hpp"
#include "protocol/archive.hpp"

namespace brygga {

// The first byte of every body: which message it is. The second: the protocol version.
enum class MessageKind : std::uint8_t {
  sync_request = 0xB1,
  sync_response = 0xB2,
  enrol_request = 0xB3,
  enrol_response = 0xB4,
  error = 0xB5,
  sync_request_further = 0xB6,  // a sync request that says more than the first devices could
};

template <>
inline constexpr std::size_t wire_bytes_min<Scope> = 17;
template <>
inline constexpr std::size_t wire_bytes_min<HeadRef> = 1;
template <>
inline constexpr std::size_t wire_bytes_min<FieldWrite> = 4;
template <>
inline constexpr std::size_t wire_bytes_min<Edit> = 19;
template <>
inline constexpr std::size_t wire_bytes_min<TransactionPart> = 29;
template <>
inline constexpr std::size_t wire_bytes_min<LoadingScope> = 18;
template <>
inline constexpr std::size_t wire_bytes_min<ScopeProgress> = 23;
template <>
inline constexpr std::size_t wire_bytes_min<Receipt> = 3;
template <>
inline constexpr std::size_t wire_bytes_min<RowChange> = 21;
template <>
inline constexpr std::size_t wire_bytes_min<FieldChange> = 3;
template <>
inline constexpr std::size_t wire_bytes_min<OfferedRow> = 45;
template <>
inline constexpr std::size_t wire_bytes_min<ScopeAudit> = 26;
template <>
inline constexpr std::size_t wire_bytes_min<Mac> = 16;
template <>
inline constexpr std::size_t wire_bytes_min<EpochStart> = 33;
template <>
inline constexpr std::size_t wire_bytes_min<RowKey> = 17;
template <>
inline constexpr std::size_t wire_bytes_min<Author> = 18;

template <>
inline constexpr std::uint8_t enum_max<WriteKind> = 3;
template <>
inline constexpr std::uint8_t enum_max<Receipt::Code> = 3;
template <>
inline constexpr std::uint8_t enum_max<RowChange::Kind> = 4;

void save(WireWriter& writer, const Value& value) { write_value(writer.out(), value); }
void load(WireReader& reader, Value& value) { value = read_value(reader.in()); }

// --- the parts of messages ------------------------------------------------------------------

void save(WireWriter& writer, const Mac& mac) { writer.out().raw(ByteView(mac)); }
void load(WireReader& reader, Mac& mac) {
  const ByteView bytes = reader.in().raw(mac.size());
  if (bytes.size() == mac.size()) std::copy(bytes.begin(), bytes.end(), mac.begin());
}

void save(WireWriter& writer, const Hlc& time) { write_time(writer.out(), time); }
void load(WireReader& reader, Hlc& time) { time = read_time(reader.in()); }

template <class Archive>
void serialize(Archive& archive, DeviceNumber& device) {
  archive(device.value);
}

void save(WireWriter& writer, const Stamp& stamp) { write_stamp(writer.out(), stamp); }
void load(WireReader& reader, Stamp& stamp) { stamp = read_stamp(reader.in()); }

void save(WireWriter& writer, const Scope& scope) { write_scope(writer.out(), scope); }
void load(WireReader& reader, Scope& scope) { scope = read_scope(reader.in()); }

void save(WireWriter& writer, const HeadRef& ref) {
  writer(ref.own_edit);
  if (ref.own_edit == 0) writer(ref.stamp);
}
void load(WireReader& reader, HeadRef& ref) {
  reader(ref.own_edit);
  if (ref.own_edit == 0) reader(ref.stamp);
}

void save(WireWriter& writer, const FieldWrite& write) {
  writer(write.field);
  save_enum(writer, write.kind);
  writer(write.value, write.base);
}
void load(WireReader& reader, FieldWrite& write) {
  reader(write.field);
  load_enum(reader, write.kind);
  reader(write.value, write.base);
  if (write.base.size() > limits::heads_max) reader.in().fail();
}

// What an edit does besides writing, as bits.
constexpr std::uint8_t creates_bit = 1, moves_bit = 2, deletes_bit = 4, acts_all = 7;

// The office knows where a row is; only a new one says it.
void save(WireWriter& writer, const Edit& edit) {
  const auto acts = static_cast<std::uint8_t>((edit.creates ? creates_bit : 0U) |
                                              (edit.moves_to ? moves_bit : 0U) |
                                              (edit.deletes ? deletes_bit : 0U));
  writer(edit.entity, edit.row);
  writer.out().u8(acts);
  if (edit.creates) writer(edit.scope);
  if (edit.moves_to) writer(*edit.moves_to);
  if (edit.deletes) writer(edit.seen);
  writer(edit.writes);
}
void load(WireReader& reader, Edit& edit) {
  reader(edit.entity, edit.row);
  const std::uint8_t acts = reader.in().u8();
  if (acts > acts_all) reader.in().fail();
  edit.creates = (acts & creates_bit) != 0;
  if (edit.creates) reader(edit.scope);
  if ((acts & moves_bit) != 0) reader(edit.moves_to.emplace());
  edit.deletes = (acts & deletes_bit) != 0;
  if (edit.deletes) reader(edit.seen);
  reader(edit.writes);
  if (edit.seen.size() > limits::row_heads_max) reader.in().fail();
}

void save(WireWriter& writer, const EpochStart& start) {
  writer.out().fixed64(start.epoch);
  writer.out().fixed64(start.parent);
  writer(start.after, start.mac);
}
void load(WireReader& reader, EpochStart& start) {
  start.epoch = reader.in().fixed64();
  start.parent = reader.in().fixed64();
  reader(start.after, start.mac);
}

// What a part says of itself beside its edits, as bits.
constexpr std::uint8_t received_bit = 1, void_bit = 2, stamped_by_bit = 4, part_extras_all = 7;

void save(WireWriter& writer, const TransactionPart& part) {
  writer(part.id, part.time, part.first, part.edits_total, part.offset);
  const bool was_received = part.received != CommitName{};
  const bool was_other = was_received && part.stamped_by != DeviceNumber{};
  writer.out().u8(static_cast<std::uint8_t>((was_received ? received_bit : 0U) |
                                            (part.is_void ? void_bit : 0U) |
                                            (was_other ? stamped_by_bit : 0U)));
  if (was_received) {
    writer.out().fixed64(part.received.epoch);
    writer(part.received.seq);
  }
  if (was_other) writer(part.stamped_by);
  writer(part.edits);
}
void load(WireReader& reader, TransactionPart& part) {
  reader(part.id, part.time, part.first, part.edits_total, part.offset);
  const std::uint8_t extras = reader.in().u8();
  if (extras > part_extras_all) reader.in().fail();
  if ((extras & received_bit) != 0) {
    part.received.epoch = reader.in().fixed64();
    reader(part.received.seq);
  }
  if ((extras & stamped_by_bit) != 0) {
    reader(part.stamped_by);
    const bool is_told_for_nothing =
        (extras & received_bit) == 0 || part.stamped_by == DeviceNumber{};
    if (is_told_for_nothing) reader.in().fail();
  }
  part.is_void = (extras & void_bit) != 0;
  reader(part.edits);
}

template <class Archive>
void serialize(Archive& archive, LoadingScope& loading) {
  archive(loading.scope, loading.cursor);
}

template <class Archive>
void serialize(Archive& archive, LoadSize& size) {
  archive(size.rows, size.bytes);
}

template <class Archive>
void serialize(Archive& archive, ScopeProgress& progress) {
  archive(progress.scope, progress.cursor, progress.complete, progress.done, progress.total);
}

void save(WireWriter& writer, const Position& position) {
  writer(position.seq);
  if (position.seq == 0) return;
  writer.out().fixed64(position.epoch);
  writer.out().fixed64(position.salt);
}
void load(WireReader& reader, Position& position) {
  position = {};
  reader(position.seq);
  if (position.seq == 0) return;
  position.epoch = reader.in().fixed64();
  position.salt = reader.in().fixed64();
}

template <class Archive>
void serialize(Archive& archive, Refusal& refusal) {
  archive(refusal.code, refusal.sentence, refusal.edit);
}

constexpr std::uint8_t receipt_code_bits = 3, receipt_rows_bit = 64, receipt_stamp_bit = 128;

void save(WireWriter& writer, const Receipt& receipt) {
  writer(receipt.first);
  writer.out().u8(static_cast<std::uint8_t>(static_cast<unsigned>(receipt.code) |
                                            (receipt.is_told_by_rows ? receipt_rows_bit : 0U) |
                                            (receipt.stamp ? receipt_stamp_bit : 0U)));
  writer(receipt.seq);
  if (receipt.stamp) writer(*receipt.stamp);
  if (receipt.code == Receipt::Code::refused) {
    writer(receipt.refusal);
  } else {
    writer(receipt.macs);
  }
}
void load(WireReader& reader, Receipt& receipt) {
  reader(receipt.first);
  const std::uint8_t code = reader.in().u8();
  if ((code & ~(receipt_code_bits | receipt_rows_bit | receipt_stamp_bit)) != 0) reader.in().fail();
  receipt.code = static_cast<Receipt::Code>(code & receipt_code_bits);
  receipt.is_told_by_rows = (code & receipt_rows_bit) != 0;
  reader(receipt.seq);
  if ((code & receipt_stamp_bit) != 0) reader(receipt.stamp.emplace());
  if (receipt.code == Receipt::Code::refused) {
    reader(receipt.refusal);
  } else {
    reader(receipt.macs);
  }
}

// All heads of a row's fields mostly share one stamp: a change lists its stamps once, and heads
// name them by place. A field's seq is written as its distance below the row's.
std::vector<Stamp> stamps_of(const RowChange& change) {
  std::vector<Stamp> stamps;
  for (const FieldChange& field : change.fields) {
    for (const Head& head : field.heads) {
      if (std::find(stamps.begin(), stamps.end(), head.stamp) == stamps.end()) {
        stamps.push_back(head.stamp);
      }
    }
  }
  return stamps;
}

// What else a change carries, as bits. Nearly all rows lie where they were made and are there.
constexpr std::uint8_t life_bit = 1, mac_bit = 2, row_extras_all = 3;

void save_extras(WireWriter& writer, const RowChange& change) {
  const RowLife& life = change.life;
  const bool has_mac = change.mac != Mac{};
  writer.out().u8(
      static_cast<std::uint8_t>((life.seq != 0 ? life_bit : 0U) | (has_mac ? mac_bit : 0U)));
  if (life.seq != 0) writer(life.seq, life.moved, life.deleted, life.erased);
  if (has_mac) writer.out().raw(ByteView(change.mac));
}

void load_extras(WireReader& reader, RowChange& change) {
  const std::uint8_t extras = reader.in().u8();
  if (extras > row_extras_all) reader.in().fail();
  RowLife& life = change.life;
  if ((extras & life_bit) != 0) reader(life.seq, life.moved, life.deleted, life.erased);
  if ((extras & mac_bit) != 0) load(reader, change.mac);
}

void save(WireWriter& writer, const RowChange& change) {
  const std::vector<Stamp> stamps = stamps_of(change);
  save_enum(writer, change.kind);
  writer(change.entity, change.row, change.seq, stamps);
  save_extras(writer, change);
  writer.out().varint(change.fields.size());
  for (const FieldChange& field : change.fields) {
    writer(field.field, change.seq - field.seq);
    writer.out().varint(field.heads.size());
    for (const Head& head : field.heads) {
      const auto place = std::find(stamps.begin(), stamps.end(), head.stamp) - stamps.begin();
      writer(static_cast<std::uint64_t>(place), head.value);
    }
  }
}

void load_field(WireReader& reader, FieldChange& field, Seq row_seq,
                const std::vector<Stamp>& stamps) {
  Seq distance = 0;
  reader(field.field, distance);
  if (distance > row_seq) reader.in().fail();
  field.seq = row_seq - distance;
  const std::size_t heads = reader.in().count(2);
  for (std::size_t i = 0; i < heads && reader.in().ok(); ++i) {
    Head& head = field.heads.emplace_back();
    std::uint64_t place = 0;
    reader(place, head.value);
    if (place >= stamps.size()) {
      reader.in().fail();
      return;
    }
    head.stamp = stamps[static_cast<std::size_t>(place)];
  }
}

void load(WireReader& reader, RowChange& change) {
  std::vector<Stamp> stamps;
  load_enum(reader, change.kind);
  reader(change.entity, change.row, change.seq, stamps);
  load_extras(reader, change);
  const std::size_t fields = reader.in().count(wire_bytes_min<FieldChange>);
  for (std::size_t i = 0; i < fields && reader.in().ok(); ++i) {
    load_field(reader, change.fields.emplace_back(), change.seq, stamps);
  }
}

// Rows of one scope follow each other: a row says its scope only where it differs from the last.
void save_rows(WireWriter& writer, const std::vector<RowChange>& rows) {
  writer.out().varint(rows.size());
  Scope scope;
  for (const RowChange& row : rows) {
    const bool same = row.scope == scope;
    writer(same);
    if (!same) writer(row.scope);
    writer(row);
    scope = row.scope;
  }
}

void load_rows(WireReader& reader, std::vector<RowChange>& rows) {
  const std::size_t count = reader.in().count(wire_bytes_min<RowChange>);
  Scope scope;
  for (std::size_t i = 0; i < count && reader.in().ok(); ++i) {
    bool same = false;
    reader(same);
    if (!same) reader(scope);
    RowChange& row = rows.emplace_back();
    reader(row);
    row.scope = scope;
  }
}

// --- whole messages -------------------------------------------------------------------------

void save(WireWriter& writer, const OfferedRow& offered) {
  writer.out().fixed64(offered.epoch);
  writer(offered.row.scope, offered.row);
}
void load(WireReader& reader, OfferedRow& offered) {
  offered.epoch = reader.in().fixed64();
  reader(offered.row.scope, offered.row);
}

void save(WireWriter& writer, const ScopeAudit& audit) {
  writer(audit.scope, audit.rows);
  writer.out().fixed64(audit.digest);
}
void load(WireReader& reader, ScopeAudit& audit) {
  reader(audit.scope, audit.rows);
  audit.digest = reader.in().fixed64();
}

template <class Archive>
void serialize(Archive& archive, RowKey& row) {
  archive(row.entity, row.id);
}

void save(WireWriter& writer, const Author& author) {
  writer(author.device, author.account, author.name);
}
void load(WireReader& reader, Author& author) {
  reader(author.device, author.account, author.name);
  if (author.name.size() > author_name_bytes_max) reader.in().fail();
}

// What seldom stands in a request, as bits.
constexpr std::uint8_t offered_bit = 1, healing_bit = 2, gap_bit = 4, audits_bit = 8;
constexpr std::uint8_t number_bit = 16, lineage_bit = 32, today_bit = 64, held_bit = 128;

void save(WireWriter& writer, const SyncRequest& m) {
  writer(m.device, m.schema_version, m.position);
  writer(m.scopes_digest, m.loading, m.commit_cursor);
  writer(m.parts, m.wait_seconds, m.page_bytes);
  writer.out().u8(static_cast<std::uint8_t>(
      (m.offered.empty() ? 0U : offered_bit) | (m.is_healing ? healing_bit : 0U) |
      (m.gap_to == 0 ? 0U : gap_bit) | (m.audits.empty() ? 0U : audits_bit) |
      (m.wants_number ? number_bit : 0U) | (m.lineage.empty() ? 0U : lineage_bit) |
      (m.today ? today_bit : 0U) | (m.held ? held_bit : 0U)));
  if (!m.offered.empty()) writer(m.offered);
  if (m.gap_to != 0) writer(m.gap_to);
  if (!m.audits.empty()) writer(m.audits);
  if (!m.lineage.empty()) writer(m.lineage);
  if (m.today) writer.out().varint(zigzag(*m.today));
  if (m.held) writer(*m.held);
}
void load(WireReader& reader, SyncRequest& m) {
  reader(m.device, m.schema_version, m.position);
  reader(m.scopes_digest, m.loading, m.commit_cursor);
  reader(m.parts, m.wait_seconds, m.page_bytes);
  const std::uint8_t extras = reader.in().u8();
  if ((extras & offered_bit) != 0) reader(m.offered);
  m.is_healing = (extras & healing_bit) != 0;
  m.wants_number = (extras & number_bit) != 0;
  if ((extras & gap_bit) != 0) reader(m.gap_to);
  if ((extras & audits_bit) != 0) reader(m.audits);
  if ((extras & lineage_bit) != 0) reader(m.lineage);
  if ((extras & today_bit) != 0) m.today = unzigzag(reader.in().varint());
  if ((extras & held_bit) != 0) reader(m.held.emplace());
}

// What was added when all of these bits were taken. A request that says nothing of it is the same
// bytes as ever, so that devices and offices of either age understand each other until one asks.
constexpr std::uint8_t disputed_bit = 1, unsent_bit = 2, handing_over_bit = 4, wiped_bit = 8;
constexpr std::uint8_t further_all = 15;

std::uint8_t further_of(const SyncRequest& m) {
  return static_cast<std::uint8_t>(
      (m.disputed.empty() ? 0U : disputed_bit) | (m.unsent ? unsent_bit : 0U) |
      (m.is_handing_over ? handing_over_bit : 0U) | (m.wiped ? wiped_bit : 0U));
}

void save_further(WireWriter& writer, const SyncRequest& m) {
  writer.out().u8(further_of(m));
  if (!m.disputed.empty()) writer(m.disputed);
  if (m.unsent) writer(m.unsent->changes, m.unsent->oldest_ms);
  if (m.wiped) writer(m.wiped->scopes, m.wiped->rows, m.wiped->unsent);
}
void load_further(WireReader& reader, SyncRequest& m) {
  const std::uint8_t further = reader.in().u8();
  if (further == 0 || further > further_all) reader.in().fail();
  if ((further & disputed_bit) != 0) reader(m.disputed);
  if ((further & unsent_bit) != 0) {
    m.unsent.emplace();
    reader(m.unsent->changes, m.unsent->oldest_ms);
  }
  m.is_handing_over = (further & handing_over_bit) != 0;
  if ((further & wiped_bit) != 0) {
    m.wiped.emplace();
    reader(m.wiped->scopes, m.wiped->rows, m.wiped->unsent);
  }
  if (m.disputed.size() > disputed_rows_max) reader.in().fail();
}

// The same for a response.
constexpr std::uint8_t epochs_bit = 1, reload_bit = 2, renumber_bit = 4, push_only_bit = 8;
constexpr std::uint8_t anew_bit = 16, lost_bit = 32, authors_bit = 64, response_extras_all = 127;

void save_extras(WireWriter& writer, const SyncResponse& m) {
  writer.out().u8(static_cast<std::uint8_t>(
      (m.lineage.empty() ? 0U : epochs_bit) | (m.reload.empty() ? 0U : reload_bit) |
      (m.new_device ? renumber_bit : 0U) | (m.is_push_only ? push_only_bit : 0U) |
      (m.loads_anew ? anew_bit : 0U) | (m.lost.empty() ? 0U : lost_bit) |
      (m.authors.empty() ? 0U : authors_bit)));
  if (!m.lineage.empty()) writer(m.lineage);
  if (!m.reload.empty()) writer(m.reload);
  if (m.new_device) writer(*m.new_device, m.new_token);
  if (!m.lost.empty()) writer(m.lost);
  if (!m.authors.empty()) writer(m.authors);
}
void load_extras(WireReader& reader, SyncResponse& m) {
  const std::uint8_t extras = reader.in().u8();
  if (extras > response_extras_all) reader.in().fail();
  if ((extras & epochs_bit) != 0) reader(m.lineage);
  if ((extras & reload_bit) != 0) reader(m.reload);
  if ((extras & renumber_bit) != 0) reader(m.new_device.emplace(), m.new_token);
  m.is_push_only = (extras & push_only_bit) != 0;
  m.loads_anew = (extras & anew_bit) != 0;
  if ((extras & lost_bit) != 0) reader(m.lost);
  if ((extras & authors_bit) != 0) reader(m.authors);
  if (m.authors.size() > authors_told_max) reader.in().fail();
}

void save(WireWriter& writer, const SyncResponse& m) {
  writer(m.office_ms, m.consumed, m.receipts, m.scopes_follow);
  if (m.scopes_follow) writer(m.scopes);
  writer(m.position);
  save_rows(writer, m.rows);
  writer(m.progress, m.commit_cursor, m.commit_rows_from, m.more, m.backed_up);
  save_extras(writer, m);
}
void load(WireReader& reader, SyncResponse& m) {
  reader(m.office_ms, m.consumed, m.receipts, m.scopes_follow);
  if (m.scopes_follow) reader(m.scopes);
  reader(m.position);
  load_rows(reader, m.rows);
  reader(m.progress, m.commit_cursor, m.commit_rows_from, m.more, m.backed_up);
  load_extras(reader, m);
}

template <class Archive>
void serialize(Archive& archive, EnrolRequest& m) {
  archive(m.tenant, m.code, m.device_name, m.schema_version, m.attempt);
}
template <class Archive>
void serialize(Archive& archive, EnrolResponse& m) {
  archive(m.token, m.device, m.tenant, m.tenant_title, m.account, m.account_name, m.office_ms);
}
template <class Archive>
void serialize(Archive& archive, ErrorMessage& m) {
  archive(m.code, m.sentence, m.can_retry, m.office_ms);
}

namespace {

template <class Message>
void begin_message(WireWriter& writer, MessageKind kind, const Message& message) {
  writer.out().u8(static_cast<std::uint8_t>(kind));
  writer.out().u8(protocol_version);
  writer(message);
}

template <class Message>
Bytes encode_message(MessageKind kind, const Message& message) {
  WireWriter writer;
  begin_message(writer, kind, message);
  return writer.out().take();
}

Error not_a_message(const char* what) {
  return {ErrorCode::corrupt, std::string("These bytes are no ") + what + ".", false, "malformed"};
}

// Whether a clock value can hold the office's time. A greater one would be no offset of any clock.
template <class Message>
bool has_time_in_range(const Message& message) {
  if constexpr (requires { message.office_ms; }) {
    return Hlc::from_unix_ms(message.office_ms).unix_ms() == message.office_ms;
  }
  return true;
}

// load_rest: what follows the message itself.
template <class Message>
Result<Message> decode_message(MessageKind kind, const char* what, ByteView view,
                               void (*load_rest)(WireReader&, Message&) = nullptr) {
  WireReader reader(view);
  if (reader.in().u8() != static_cast<std::uint8_t>(kind)) {
    return not_a_message(what);
  }
  const std::uint8_t version = reader.in().u8();
  if (reader.in().ok() && version != protocol_version) {
    return Error{ErrorCode::too_new,
                 "The " + std::string(what) + " is in protocol version " + std::to_string(version) +
                     "; this program speaks version " + std::to_string(protocol_version) +
                     ". Update the older side.",
                 false, "unknown_version"};
  }
  Message message;
  reader(message);
  if (load_rest != nullptr) load_rest(reader, message);
  if (!reader.in().ok() || !reader.in().at_end() || !has_time_in_range(message)) {
    return not_a_message(what);
  }
  return message;
}

template <class Part>
Bytes encode_part(const Part& part) {
  WireWriter writer;
  writer(part);
  return writer.out().take();
}

template <class Part>
Result<Part> decode_part(const char* what, ByteView view) {
  WireReader reader(view);
  Part part;
  reader(part);
  if (!reader.in().ok() || !reader.in().at_end()) {
    return not_a_message(what);
  }
  return part;
}

}  // namespace

const char* name_of(Receipt::Code code) {
  switch (code) {
    case Receipt::Code::applied:
      return "applied";
    case Receipt::Code::merged:
      return "merged";
    case Receipt::Code::conflict:
      return "conflict";
    case Receipt::Code::refused:
      return "refused";
  }
  return "unknown";
}

Bytes encode(const SyncRequest& m) {
  if (further_of(m) == 0) return encode_message(MessageKind::sync_request, m);
  WireWriter writer;
  begin_message(writer, MessageKind::sync_request_further, m);
  save_further(writer, m);
  return writer.out().take();
}
Bytes encode(const SyncResponse& m) { return encode_message(MessageKind::sync_response, m); }
Bytes encode(const EnrolRequest& m) { return encode_message(MessageKind::enrol_request, m); }
Bytes encode(const EnrolResponse& m) { return encode_message(MessageKind::enrol_response, m); }
Bytes encode(const ErrorMessage& m) { return encode_message(MessageKind::error, m); }

Result<SyncRequest> decode_sync_request(ByteView view) {
  const bool says_more =
      !view.empty() && view.front() == static_cast<std::uint8_t>(MessageKind::sync_request_further);
  if (says_more) {
    return decode_message<SyncRequest>(MessageKind::sync_request_further, "sync request", view,
                                       load_further);
  }
  return decode_message<SyncRequest>(MessageKind::sync_request, "sync request", view);
}
Result<SyncResponse> decode_sync_response(ByteView view) {
  return decode_message<SyncResponse>(MessageKind::sync_response, "sync response", view);
}
Result<EnrolRequest> decode_enrol_request(ByteView view) {
  return decode_message<EnrolRequest>(MessageKind::enrol_request, "enrol request", view);
}
Result<EnrolResponse> decode_enrol_response(ByteView view) {
  return decode_message<EnrolResponse>(MessageKind::enrol_response, "enrol response", view);
}
Result<ErrorMessage> decode_error(ByteView view) {
  return decode_message<ErrorMessage>(MessageKind::error, "error message", view);
}

Bytes encode(const Edit& edit) { return encode_part(edit); }
Result<Edit> decode_edit(ByteView view) { return decode_part<Edit>("stored edit", view); }

Bytes encode(const RowChange& change) {
  WireWriter writer;
  writer(change.scope, change);
  return writer.out().take();
}
Result<RowChange> decode_row_change(ByteView view) {
  WireReader reader(view);
  RowChange change;
  Scope scope;
  reader(scope, change);
  change.scope = scope;
  if (!reader.in().ok() || !reader.in().at_end()) {
    return not_a_message("staged row");
  }
  return change;
}

std::size_t size_estimate(const RowChange& change) {
  std::size_t size = 68 + (change.life.seq != 0 ? 56U : 0U);
  for (const FieldChange& field : change.fields) {
    size += 4;
    for (const Head& head : field.heads) {
      size += 4 + size_of(head.value);
    }
  }
  return size + 18 * stamps_of(change).size();
}

std::size_t size_estimate(const RowState& row) {
  if (row.life.is_deleted()) return 0;
  std::size_t size = 68 + (row.life.seq != 0 ? 56U : 0U);
  // Heads mostly share a stamp with the one before them.
  Stamp last;
  for (const FieldState& field : row.fields) {
    if (field.seq == 0) continue;
    size += 4;
    for (const Head& head : field.heads) {
      size += 4 + size_of(head.value) + (head.stamp == last ? 0U : 18U);
      last = head.stamp;
    }
  }
  return size;
}

}  // namespace brygga
