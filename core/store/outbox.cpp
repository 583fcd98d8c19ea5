#include "store/outbox.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "base/limits.hpp"

namespace brygga {

Status Outbox::migrate(Database& database) {
  return database.execute(
      "CREATE TABLE outbox(n INTEGER PRIMARY KEY, first INTEGER NOT NULL, "
      "previous INTEGER NOT NULL, time INTEGER NOT NULL, device INTEGER NOT NULL, "
      "detached INTEGER NOT NULL, body BLOB NOT NULL, "
      // Of the transaction's first edit only:
      "txn BLOB, edits INTEGER, saved_ms INTEGER, "
      "code INTEGER, seq INTEGER, refusal TEXT, sentence TEXT, refused_edit INTEGER, "
      // received: of the receipt from an office that has lost it. An epoch of 0: there was one, of
      // which another copy of the store knows.
      "closed INTEGER, macs BLOB, received_epoch INTEGER, received_seq INTEGER);"
      // Refused transactions wait here for a person; there are few of them.
      "CREATE INDEX outbox_refused_index ON outbox(n) WHERE code IN (2, 3) AND closed IS NULL;");
}

Result<Outbox> Outbox::open(Database& database) {
  Outbox outbox;
  static constexpr const char* edit_columns =
      "SELECT n, first, previous, time, device, detached, body FROM outbox ";
  static constexpr const char* transaction_columns =
      "SELECT txn, n, edits, saved_ms, code, seq, refusal, sentence, refused_edit, closed, "
      "received_epoch, received_seq FROM outbox ";
  const std::string edits(edit_columns);
  const std::string transactions(transaction_columns);
  BRYGGA_ASSIGN(
      outbox.newest_,
      database.prepare("SELECT n, first, time, device FROM outbox ORDER BY n DESC LIMIT 1"));
  BRYGGA_ASSIGN(outbox.append_, database.prepare("INSERT INTO outbox(n, first, previous, time, "
                                                 "device, detached, body, txn, edits, saved_ms) "
                                                 "VALUES(?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"));
  BRYGGA_ASSIGN(outbox.select_, database.prepare(edits + "WHERE n = ?"));
  BRYGGA_ASSIGN(
      outbox.select_after_,
      database.prepare("SELECT n, first, previous, time, device, detached, body, txn, edits, "
                       "code, received_epoch, received_seq FROM outbox WHERE n > ? ORDER BY n"));
  BRYGGA_ASSIGN(outbox.select_transaction_,
                database.prepare(transactions + "WHERE n = ? AND txn IS NOT NULL"));
  BRYGGA_ASSIGN(
      outbox.select_decided_,
      database.prepare("SELECT n, first, previous, time, device, detached, body, edits, "
                       "code, seq, macs, received_epoch FROM outbox WHERE n > ? ORDER BY n"));
  BRYGGA_ASSIGN(
      outbox.set_device_,
      database.prepare("UPDATE outbox SET device = ? WHERE n > ? AND (SELECT "
                       "coalesce(f.received_epoch, f.code) FROM outbox f WHERE f.n = outbox.first) "
                       "IS NULL"));
  BRYGGA_ASSIGN(outbox.select_all_,
                database.prepare(transactions + "WHERE txn IS NOT NULL ORDER BY n DESC LIMIT ?"));
  BRYGGA_ASSIGN(
      outbox.select_open_,
      database.prepare(transactions + "WHERE txn IS NOT NULL AND (code IS NULL OR code IN (2, 3)) "
                                      "AND closed IS NULL "
                                      "ORDER BY n DESC LIMIT ?"));
  BRYGGA_ASSIGN(
      outbox.set_receipt_,
      database.prepare(
          "UPDATE outbox SET code = ?, seq = ?, refusal = ?, sentence = ?, refused_edit = ?, "
          "received_epoch = coalesce(received_epoch, ?) WHERE n >= ? AND n <= ? AND txn IS NOT "
          "NULL"));
  BRYGGA_ASSIGN(outbox.set_macs_, database.prepare("UPDATE outbox SET macs = ? WHERE n = ?"));
  BRYGGA_ASSIGN(outbox.forget_macs_,
                database.prepare(
                    "UPDATE outbox SET macs = NULL WHERE n > ? AND n <= ? AND macs IS NOT NULL"));
  BRYGGA_ASSIGN(
      outbox.select_accepted_after_,
      database.prepare("SELECT n FROM outbox WHERE txn IS NOT NULL AND seq > ? AND code <> "
                       "3 ORDER BY n LIMIT 1"));
  BRYGGA_ASSIGN(outbox.select_taken_,
                database.prepare("SELECT n, seq FROM outbox WHERE n > ? AND txn IS NOT NULL AND "
                                 "code IS NOT NULL AND code <> 3 ORDER BY n"));
  BRYGGA_ASSIGN(outbox.forget_receipt_,
                database.prepare("UPDATE outbox SET code = NULL, seq = NULL, macs = NULL, "
                                 "received_epoch = ?, received_seq = ? WHERE n = ?"));
  BRYGGA_ASSIGN(outbox.set_time_,
                database.prepare("UPDATE outbox SET time = ? WHERE n >= ? AND n < ?"));
  BRYGGA_ASSIGN(outbox.set_stamp_,
                database.prepare("UPDATE outbox SET time = ?, device = ? WHERE n >= ? AND n < ? + "
                                 "(SELECT edits FROM outbox WHERE n = ?)"));
  BRYGGA_ASSIGN(outbox.detach_, database.prepare("UPDATE outbox SET detached = 1 WHERE n = ?"));
  BRYGGA_ASSIGN(
      outbox.decision_,
      database.prepare(
          "SELECT f.code, e.time, e.device, e.body FROM outbox e JOIN outbox f ON f.n = e.first "
          "WHERE e.n = ?"));
  BRYGGA_ASSIGN(
      outbox.count_unsent_,
      database.prepare(
          // A transaction of which the office has a piece is unsent, too.
          "SELECT count(*), coalesce(min(saved_ms), 0) FROM outbox WHERE txn IS NOT NULL AND n >= "
          "(SELECT first FROM outbox WHERE n > ? ORDER BY n LIMIT 1)"));
  BRYGGA_ASSIGN(outbox.count_decided_,
                database.prepare("SELECT count(*), coalesce(min(saved_ms), 0) FROM outbox "
                                 "INDEXED BY outbox_refused_index "
                                 "WHERE code IN (2, 3) AND closed IS NULL AND code = ?"));
  BRYGGA_ASSIGN(outbox.close_, database.prepare("UPDATE outbox SET closed = 1 WHERE n = ?"));
  BRYGGA_ASSIGN(outbox.set_body_, database.prepare("UPDATE outbox SET body = ? WHERE n = ?"));
  BRYGGA_ASSIGN(outbox.select_bodies_, database.prepare("SELECT n, body FROM outbox ORDER BY n"));
  return outbox;
}

namespace {

Error damaged(EditNumber number) {
  return {ErrorCode::corrupt,
          "Edit " + std::to_string(number) +
              " in the store is damaged. Keep the file and ask for help; nothing was sent.",
          false, "damaged"};
}

std::vector<Mac> read_macs(ByteView bytes) {
  std::vector<Mac> macs(bytes.size() / Mac{}.size());
  for (std::size_t i = 0; i < macs.size(); ++i) {
    const ByteView one = bytes.subspan(i * Mac{}.size(), Mac{}.size());
    std::copy(one.begin(), one.end(), macs[i].begin());
  }
  return macs;
}

OutboxTransaction read_transaction(const Statement& select) {
  OutboxTransaction transaction;
  transaction.id = TransactionId{select.uuid(0)};
  transaction.first = select.unsigned_integer(1);
  transaction.edits = static_cast<std::uint32_t>(select.integer(2));
  transaction.saved_ms = select.unsigned_integer(3);
  if (!select.is_null(11)) {
    transaction.received = {select.unsigned_integer(10), select.unsigned_integer(11)};
  }
  transaction.is_closed = !select.is_null(9);
  if (select.is_null(4)) {
    return transaction;
  }
  Receipt receipt;
  receipt.first = transaction.first;
  receipt.code = static_cast<Receipt::Code>(select.integer(4));
  receipt.seq = select.unsigned_integer(5);
  receipt.refusal.code = select.text(6);
  receipt.refusal.sentence = select.text(7);
  receipt.refusal.edit = select.unsigned_integer(8);
  transaction.receipt = std::move(receipt);
  return transaction;
}

}  // namespace

Result<OutboxEdit> Outbox::newest() {
  OutboxEdit newest;
  BRYGGA_ASSIGN(const bool has_row, newest_.step());
  if (has_row) {
    newest.number = newest_.unsigned_integer(0);
    newest.first = newest_.unsigned_integer(1);
    newest.stamp.time.ticks = newest_.unsigned_integer(2);
    newest.stamp.device.value = newest_.unsigned_integer(3);
    newest_.reset();
  }
  return newest;
}

Status Outbox::append(const TransactionId& transaction, EditNumber first, std::uint32_t edits_total,
                      EditNumber number, EditNumber previous, const Stamp& stamp,
                      std::uint64_t saved_ms, const Edit& edit) {
  const Bytes body = encode(edit);
  append_.bind_unsigned(1, number)
      .bind_unsigned(2, first)
      .bind_unsigned(3, previous)
      .bind_unsigned(4, stamp.time.ticks)
      .bind_unsigned(5, stamp.device.value)
      .bind(6, ByteView(body));
  if (number == first) {
    append_.bind(7, transaction.uuid).bind(8, std::int64_t{edits_total}).bind_unsigned(9, saved_ms);
  } else {
    append_.bind_null(7).bind_null(8).bind_null(9);
  }
  return append_.run();
}

Result<OutboxEdit> Outbox::read(Statement& select) {
  OutboxEdit row;
  row.number = select.unsigned_integer(0);
  row.first = select.unsigned_integer(1);
  row.previous = select.unsigned_integer(2);
  row.stamp.time.ticks = select.unsigned_integer(3);
  row.stamp.device.value = select.unsigned_integer(4);
  row.is_detached = select.integer(5) != 0;
  auto edit = decode_edit(select.blob(6));
  if (!edit) {
    select.reset();
    return damaged(row.number);
  }
  row.edit = *std::move(edit);
  return row;
}

Result<std::optional<OutboxEdit>> Outbox::edit(EditNumber number) {
  BRYGGA_ASSIGN(const bool has_row, select_.bind_unsigned(1, number).step());
  if (!has_row) {
    return std::optional<OutboxEdit>{};
  }
  BRYGGA_ASSIGN(OutboxEdit row, read(select_));
  select_.reset();
  return std::optional<OutboxEdit>(std::move(row));
}

Result<bool> Outbox::has(EditNumber number) {
  BRYGGA_ASSIGN(const bool has_row, select_.bind_unsigned(1, number).step());
  select_.reset();
  return has_row;
}

Result<std::optional<OutboxTransaction>> Outbox::transaction(EditNumber first) {
  BRYGGA_ASSIGN(const bool has_row, select_transaction_.bind_unsigned(1, first).step());
  if (!has_row) {
    return std::optional<OutboxTransaction>{};
  }
  OutboxTransaction transaction = read_transaction(select_transaction_);
  select_transaction_.reset();
  return std::optional<OutboxTransaction>(std::move(transaction));
}

// False where the office's decisions end.
bool Outbox::read_decision(const Statement& select, Seq up_to, Decided& decided) {
  decided.number = select.unsigned_integer(0);
  if (decided.number <= decided.last) return true;
  if (select.is_null(8)) return false;
  decided.first = decided.number;
  decided.last = decided.number + select.unsigned_integer(7) - 1;
  decided.macs = read_macs(select.blob(10));
  decided.is_refused = static_cast<Receipt::Code>(select.integer(8)) == Receipt::Code::refused;
  decided.seq = select.unsigned_integer(9);
  decided.is_told_by_rows = !select.is_null(11);
  return decided.is_refused || decided.seq <= up_to;
}

Status Outbox::walk_decided(EditNumber after, Seq up_to,
                            const std::function<Status(const Decided&, const ReadEdit&)>& visit) {
  select_decided_.bind_unsigned(1, after);
  const ReadEdit read_edit = [this] { return read(select_decided_); };
  Decided decided;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_decided_.step());
    if (!has_row) return {};
    const bool goes_on = read_decision(select_decided_, up_to, decided);
    Status status = goes_on ? visit(decided, read_edit) : Status{};
    if (!goes_on || !status.ok()) {
      select_decided_.reset();
      return status;
    }
  }
}

Result<std::optional<EditNumber>> Outbox::accepted_up_to(Seq seq) {
  std::optional<EditNumber> last;
  constexpr Seq greatest = std::numeric_limits<std::int64_t>::max();  // that a column holds
  select_accepted_after_.bind_unsigned(1, std::min(seq, greatest));
  BRYGGA_ASSIGN(const bool has_row, select_accepted_after_.step());
  if (has_row) last = select_accepted_after_.unsigned_integer(0) - 1;
  select_accepted_after_.reset();
  return last;
}

Status Outbox::set_device(DeviceNumber device, EditNumber after) {
  return set_device_.bind_unsigned(1, device.value).bind_unsigned(2, after).run();
}

Result<std::vector<OutboxTransaction>> Outbox::transactions(std::size_t limit, bool only_open) {
  Statement& select = only_open ? select_open_ : select_all_;
  select.bind(1, static_cast<std::int64_t>(limit));
  std::vector<OutboxTransaction> list;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select.step());
    if (!has_row) return list;
    list.push_back(read_transaction(select));
  }
}

// What every part tells of its transaction; select stands at that one's first edit.
Status Outbox::read_whole(const Statement& select, DeviceNumber sender, TransactionPart& part) {
  if (select.is_null(7)) return damaged(part.first);
  part.id = TransactionId{select.uuid(7)};
  part.edits_total = static_cast<std::uint32_t>(select.integer(8));
  part.is_void =
      !select.is_null(9) && static_cast<Receipt::Code>(select.integer(9)) == Receipt::Code::refused;
  if (!select.is_null(11))
    part.received = {select.unsigned_integer(10), select.unsigned_integer(11)};
  if (part.received == CommitName{} || part.stamped_by == sender) part.stamped_by = {};
  return {};
}

Status Outbox::read_parts(EditNumber consumed, DeviceNumber sender, std::size_t bytes_max,
                          std::vector<TransactionPart>& parts) {
  std::size_t bytes = 0;
  select_after_.bind_unsigned(1, consumed);
  const RowLoop loop(select_after_);
  while (bytes < bytes_max) {
    BRYGGA_ASSIGN(const bool has_row, select_after_.step());
    if (!has_row) break;
    bytes += select_after_.blob(6).size() + 32;
    BRYGGA_ASSIGN(OutboxEdit row, read(select_after_));
    if (parts.empty() || parts.back().first != row.first) {
      TransactionPart& part = parts.emplace_back();
      part.first = row.first;
      part.time = row.stamp.time;
      part.offset = static_cast<std::uint32_t>(row.number - row.first);
      part.stamped_by = row.stamp.device;
      if (part.offset == 0) BRYGGA_TRY(read_whole(select_after_, sender, part));
    }
    parts.back().edits.push_back(std::move(row.edit));
  }
  return {};
}

Result<std::vector<TransactionPart>> Outbox::parts_after(EditNumber consumed, DeviceNumber sender,
                                                         std::size_t bytes_max) {
  std::vector<TransactionPart> parts;
  BRYGGA_TRY(read_parts(consumed, sender, bytes_max, parts));
  if (!parts.empty() && parts.front().offset != 0) {
    const RowLoop loop(select_after_);
    const EditNumber first = parts.front().first;
    BRYGGA_ASSIGN(const bool has_row, select_after_.bind_unsigned(1, first - 1).step());
    if (!has_row) return damaged(first);
    BRYGGA_TRY(read_whole(select_after_, sender, parts.front()));
  }
  for (TransactionPart& part : parts) {
    if (part.is_void) part.edits.clear();
    for (Edit& edit : part.edits) BRYGGA_TRY(resolve(edit, RefUse::send, 0));
  }
  return parts;
}

Status Outbox::set_receipt(const Receipt& receipt, EditNumber last) {
  set_receipt_.bind(1, static_cast<std::int64_t>(receipt.code)).bind_unsigned(2, receipt.seq);
  if (receipt.code == Receipt::Code::refused) {
    set_receipt_.bind(3, std::string_view(receipt.refusal.code))
        .bind(4, std::string_view(receipt.refusal.sentence))
        .bind_unsigned(5, receipt.refusal.edit);
  } else {
    set_receipt_.bind_null(3).bind_null(4).bind_null(5);
  }
  if (receipt.is_told_by_rows) {
    set_receipt_.bind(6, std::int64_t{0});
  } else {
    set_receipt_.bind_null(6);
  }
  return set_receipt_.bind_unsigned(7, receipt.first).bind_unsigned(8, last).run();
}

Status Outbox::set_macs(const Receipt& receipt) {
  Bytes macs;
  for (const Mac& mac : receipt.macs) macs.insert(macs.end(), mac.begin(), mac.end());
  return set_macs_.bind(1, ByteView(macs)).bind_unsigned(2, receipt.first).run();
}

Status Outbox::forget_macs(EditNumber after, EditNumber up_to) {
  return forget_macs_.bind_unsigned(1, after).bind_unsigned(2, up_to).run();
}

Status Outbox::forget_receipts(EditNumber after, const Lineage& lineage) {
  std::vector<std::pair<EditNumber, Seq>> taken;
  select_taken_.bind_unsigned(1, after);
  {
    const RowLoop loop(select_taken_);
    while (true) {
      BRYGGA_ASSIGN(const bool has_row, select_taken_.step());
      if (!has_row) break;
      taken.emplace_back(select_taken_.unsigned_integer(0), select_taken_.unsigned_integer(1));
    }
  }
  for (const auto& [first, seq] : taken) {
    BRYGGA_TRY(forget_receipt_.bind_unsigned(1, epoch_at(lineage, seq))
                   .bind_unsigned(2, seq)
                   .bind_unsigned(3, first)
                   .run());
  }
  return {};
}

Status Outbox::set_time(const OutboxTransaction& transaction, Hlc time) {
  return set_time_.bind_unsigned(1, time.ticks)
      .bind_unsigned(2, transaction.first)
      .bind_unsigned(3, transaction.first + transaction.edits)
      .run();
}

Status Outbox::set_stamp(EditNumber first, const Stamp& stamp) {
  return set_stamp_.bind_unsigned(1, stamp.time.ticks)
      .bind_unsigned(2, stamp.device.value)
      .bind_unsigned(3, first)
      .bind_unsigned(4, first)
      .bind_unsigned(5, first)
      .run();
}

Status Outbox::close(EditNumber first) { return close_.bind_unsigned(1, first).run(); }

Status Outbox::strip(EditNumber number) {
  BRYGGA_ASSIGN(std::optional<OutboxEdit> own, edit(number));
  if (!own) return {};
  own->edit.writes.clear();
  own->edit.seen.clear();
  return set_body(number, own->edit);
}

Status Outbox::forget_values(EditNumber number) {
  BRYGGA_ASSIGN(std::optional<OutboxEdit> own, edit(number));
  if (!own) return {};
  for (FieldWrite& write : own->edit.writes) write.value = {};
  return set_body(number, own->edit);
}

Status Outbox::set_body(EditNumber number, const Edit& edit) {
  const Bytes body = encode(edit);
  return set_body_.bind(1, ByteView(body)).bind_unsigned(2, number).run();
}

Result<std::vector<EditNumber>> Outbox::edits_of(const std::unordered_set<RowKey>& rows) {
  std::vector<EditNumber> numbers;
  while (true) {
    BRYGGA_ASSIGN(const bool has_row, select_bodies_.step());
    if (!has_row) return numbers;
    const EditNumber number = select_bodies_.unsigned_integer(0);
    const Result<Edit> edit = decode_edit(select_bodies_.blob(1));
    if (edit.ok() && rows.count(edit->key()) != 0) numbers.push_back(number);
  }
}

Status Outbox::detach(EditNumber number) { return detach_.bind_unsigned(1, number).run(); }

bool names_own(const std::vector<HeadRef>& base) {
  return std::any_of(base.begin(), base.end(),
                     [](const HeadRef& ref) { return ref.own_edit != 0; });
}

namespace {

void add_ref(std::vector<HeadRef>& refs, const HeadRef& ref) {
  if (std::find(refs.begin(), refs.end(), ref) == refs.end()) refs.push_back(ref);
}

}  // namespace

Status Outbox::resolve(std::vector<HeadRef>& base, FieldNumber field, RefUse use,
                       EditNumber confirmed) {
  if (!names_own(base)) {
    return {};
  }
  std::vector<HeadRef> resolved;
  std::vector<HeadRef> waiting(base.rbegin(), base.rend());
  std::unordered_set<EditNumber> looked_at;
  while (!waiting.empty()) {
    const HeadRef ref = waiting.back();
    waiting.pop_back();
    if (ref.own_edit == 0) {
      add_ref(resolved, ref);
    } else if (looked_at.insert(ref.own_edit).second) {
      BRYGGA_TRY(resolve_own(ref, field, use, confirmed, resolved, waiting));
    }
  }
  base = std::move(resolved);
  return {};
}

Status Outbox::resolve(Edit& edit, RefUse use, EditNumber confirmed) {
  for (FieldWrite& write : edit.writes) {
    BRYGGA_TRY(resolve(write.base, write.field, use, confirmed));
  }
  return resolve(edit.seen, 0, use, confirmed);
}

// Whoever built on a refused edit had seen what that edit had seen.
Status Outbox::resolve_own(const HeadRef& ref, FieldNumber field, RefUse use, EditNumber confirmed,
                           std::vector<HeadRef>& resolved, std::vector<HeadRef>& waiting) {
  BRYGGA_ASSIGN(const bool has_row, decision_.bind_unsigned(1, ref.own_edit).step());
  if (!has_row) {
    return {};
  }
  const bool is_decided = !decision_.is_null(0);
  const auto code = static_cast<Receipt::Code>(decision_.integer(0));
  const Stamp stamp{{decision_.unsigned_integer(1)}, {decision_.unsigned_integer(2)}};
  const bool is_refused = is_decided && code == Receipt::Code::refused;
  auto edit = is_refused ? decode_edit(decision_.blob(3)) : Result<Edit>(Edit{});
  decision_.reset();
  if (!edit) {
    return damaged(ref.own_edit);
  }
  if (!is_refused) {
    const bool by_number = use == RefUse::show ? ref.own_edit > confirmed : !is_decided;
    add_ref(resolved, by_number ? ref : HeadRef{stamp, 0});
    return {};
  }
  for (const FieldWrite& write : edit->writes) {
    if (field != 0 && write.field != field) continue;
    waiting.insert(waiting.end(), write.base.begin(), write.base.end());
  }
  return {};
}

Result<Outbox::Counts> Outbox::counts(EditNumber consumed) {
  Counts counts;
  BRYGGA_ASSIGN(const bool has_unsent, count_unsent_.bind_unsigned(1, consumed).step());
  if (has_unsent) {
    counts.unsent = count_unsent_.unsigned_integer(0);
    counts.oldest_unsent_ms = count_unsent_.unsigned_integer(1);
    count_unsent_.reset();
  }
  for (const auto code : {Receipt::Code::refused, Receipt::Code::conflict}) {
    BRYGGA_ASSIGN(const bool has_row,
                  count_decided_.bind(1, static_cast<std::int64_t>(code)).step());
    if (!has_row) continue;
    auto& count = code == Receipt::Code::refused ? counts.refused : counts.in_conflict;
    count = count_decided_.unsigned_integer(0);
    if (code == Receipt::Code::refused) {
      counts.oldest_refused_ms = count_decided_.unsigned_integer(1);
    }
    count_decided_.reset();
  }
  return counts;
}

}  // namespace brygga
