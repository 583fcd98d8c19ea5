#include "simulation/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "simulation/copied_stores.hpp"
#include "simulation/schema.hpp"

namespace brygga::simulation {

namespace {

std::string told(const std::vector<RawHead>& heads) {
  std::string text;
  for (const RawHead& head : heads) {
    text += fmt::format("{}{}@{:x}:{}", text.empty() ? "" : ", ", head.stamp.time,
                        head.stamp.device & 0xFFFF, head.value.value_or("nothing"));
    if (head.own_edit != 0) text += fmt::format(" (own {})", head.own_edit);
  }
  return text.empty() ? "nothing" : text;
}

std::string told(const RawField& field) {
  return fmt::format("{} [{}] seq {}", field.shown.value_or("nothing"), told(field.heads),
                     field.seq);
}

}  // namespace

std::set<std::string> tokens_in(const std::string& bytes) {
  constexpr std::size_t digits = 6;
  std::set<std::string> found;
  for (std::size_t at = bytes.find("qz"); at != std::string::npos; at = bytes.find("qz", at + 1)) {
    const std::string token = bytes.substr(at, digits + 4);
    const bool is_token = token.size() == digits + 4 && token.compare(digits + 2, 2, "zq") == 0 &&
                          std::all_of(token.begin() + 2, token.begin() + 2 + digits,
                                      [](char c) { return c >= '0' && c <= '9'; });
    if (is_token) found.insert(token);
  }
  return found;
}

void Oracle::check(const testing::FaultDisk& office_disk, const std::string& office_path,
                   std::uint32_t office_schema, const std::vector<DeviceFiles>& devices) {
  if (!read(office_path, office_schema, devices)) return;
  if (journal_.is_disturbed) return check_healed(office_disk);
  recall_receipts();
  for (Device& device : devices_) recall_outbox(device);
  look_into_lines();
  for (const Device& device : devices_) {
    settle_saves(device);
    check_receipts(device);
  }
  for (const EndedLine& ended : journal_.ended) check_ended_line(ended);
  check_receipt_count();
  check_numbers();
  Model model(schema_of(2), accounts_, office_, report_);
  for (const Decided& decided : decisions()) model.decide(decided);
  model.finish();
  check_office(model);
  for (const Device& device : devices_) {
    if (!device.files.is_enrolled) continue;
    if (!device.is_revoked && device.store.is_push_only)
      check_unconfirmed(model.scopes_of(device.files.account), device);
    if (!device.is_revoked && !device.store.is_push_only) {
      check_agreement(model.scopes_of(device.files.account), device);
    }
    check_leaks(model, device);
  }
}

bool Oracle::read(const std::string& office_path, std::uint32_t office_schema,
                  const std::vector<DeviceFiles>& devices) {
  RawResult<RawOffice> office = read_office_file(office_path, office_schema);
  if (!office.error.empty()) {
    report_("The office's file cannot be read: " + office.error);
    return false;
  }
  office_ = std::move(office.store);
  devices_.clear();
  for (const DeviceFiles& files : devices) {
    RawResult<RawDevice> device = read_device_file(files.path, files.schema_version);
    if (!device.error.empty()) {
      report_(fmt::format("The file of device {} cannot be read: {}", files.index, device.error));
      return false;
    }
    const bool is_revoked = office_.revoked.count(device.store.device) != 0;
    if (is_revoked != files.knows_of_revocation) {
      report_(fmt::format("Device {} does not know whether it is revoked", files.index));
    }
    devices_.push_back({files, std::move(device.store), is_revoked});
  }
  return true;
}

std::string Oracle::name_of(const std::pair<int, std::string>& row) const {
  return schema_of(2).entity(static_cast<EntityNumber>(row.first))->name + " " + row.second;
}

// --- what may be gone -------------------------------------------------------------------------

// A device lets go of what the office has accepted and a backup holds, and of nothing else.
void Oracle::recall_outbox(Device& device) {
  SeenOutbox& seen = journal_.outboxes[device.files.index];
  std::set<std::uint64_t> here;
  for (const RawTransaction& transaction : device.store.transactions) {
    here.insert(transaction.first);
    seen.transactions[transaction.first] = transaction;
  }
  for (const auto& [first, transaction] : seen.transactions) {
    if (here.count(first) != 0) continue;
    const bool may_go = transaction.code && *transaction.code != receipt_refused &&
                        transaction.seq <= journal_.backed_up;
    if (!may_go) {
      report_(fmt::format("Device {} has let go of edit {}, which is needed", device.files.index,
                          first));
    }
    device.store.transactions.push_back(transaction);
  }
  std::sort(device.store.transactions.begin(), device.store.transactions.end(),
            [](const RawTransaction& a, const RawTransaction& b) { return a.first < b.first; });
  for (const auto& [number, edit] : device.store.edits) seen.edits[number] = edit;
  device.store.edits.insert(seen.edits.begin(), seen.edits.end());
}

// The office lets go of receipts below the commit from which on it keeps everything.
void Oracle::recall_receipts() {
  note_receipts(journal_, office_.receipts);
  for (const auto& [id, receipt] : journal_.receipts) {
    const auto [at, is_gone] = office_.receipts.emplace(id, receipt);
    if (!is_gone && journal_.too_old.count(id) != 0) at->second = receipt;
    if (is_gone && receipt.seq >= office_.kept_from) {
      report_(fmt::format("The office has lost the receipt of edit {} of {:x}", receipt.first,
                          receipt.device));
    }
  }
  journal_.receipts = office_.receipts;
}

// --- saves and receipts -----------------------------------------------------------------------

const WrittenTransaction* Oracle::written_at(int device, std::uint64_t first) const {
  for (const WrittenTransaction& written : journal_.transactions) {
    if (written.device == device && written.first == first &&
        written.fate == WrittenTransaction::Fate::saved) {
      return &written;
    }
  }
  return nullptr;
}

const WrittenTransaction* Oracle::written_by_office(std::uint64_t number,
                                                    std::uint64_t first_in_epoch) const {
  for (const WrittenTransaction& written : journal_.transactions) {
    if (written.device == -1 && written.number == number &&
        written.first_in_epoch == first_in_epoch &&
        written.fate == WrittenTransaction::Fate::saved) {
      return &written;
    }
  }
  return nullptr;
}

// A copy bears the id of what it copies, with the next value of its eleventh byte.
void Oracle::note_copies(int line, const std::vector<RawTransaction>& transactions) {
  const auto id_before = [](std::string id) {
    static const std::string digits = "0123456789abcdef";
    const std::size_t place = 24;  // of the byte's first digit
    const std::size_t byte = digits.find(id[place]) * 16 + digits.find(id[place + 1]);
    id[place] = digits[(byte + 255) / 16 % 16];
    id[place + 1] = digits[(byte + 255) % 16];
    return id;
  };
  std::map<std::string, std::uint64_t> firsts;
  for (const RawTransaction& transaction : transactions) {
    const auto original = firsts.find(id_before(transaction.id));
    firsts.emplace(transaction.id, transaction.first);
    if (original == firsts.end()) continue;
    if (written_at(line, transaction.first) != nullptr) continue;
    for (WrittenTransaction& written : journal_.transactions) {
      if (written.device != line || written.first != original->second) continue;
      if (written.fate == WrittenTransaction::Fate::absent) continue;
      written.has_copy = true;
      WrittenTransaction copy = written;
      copy.is_copy = true;
      copy.has_copy = false;
      copy.fate = WrittenTransaction::Fate::saved;
      copy.first = transaction.first;
      journal_.transactions.push_back(std::move(copy));
      break;
    }
  }
}

void Oracle::note_holders(int line, const std::string& account,
                          const std::vector<RawTransaction>& transactions) {
  for (const RawTransaction& transaction : transactions) {
    const bool is_too_old =
        transaction.refusal == "too_old" && journal_.too_old.count(transaction.id) != 0;
    holders_[transaction.id].push_back({line, account, transaction.first, is_too_old});
  }
}

void Oracle::look_into_lines() {
  holders_.clear();
  const auto look = [&](int line, const std::string& account,
                        const std::vector<RawTransaction>& transactions) {
    note_copies(line, transactions);
    note_holders(line, account, transactions);
  };
  for (const Device& device : devices_) {
    look(device.files.index, device.files.account, device.store.transactions);
  }
  for (const EndedLine& ended : journal_.ended) {
    std::vector<RawTransaction> transactions;
    for (const auto& [first, transaction] : ended.outbox.transactions) {
      transactions.push_back(transaction);
    }
    look(ended.index, ended.account, transactions);
  }
}

void Oracle::settle_saves(const Device& device) {
  std::map<std::uint64_t, const RawTransaction*> by_first;
  for (const RawTransaction& transaction : device.store.transactions) {
    by_first[transaction.first] = &transaction;
  }
  std::size_t saved = 0;
  for (WrittenTransaction& written : journal_.transactions) {
    if (written.device != device.files.index) continue;
    if (written.is_copy) {
      ++saved;
      continue;
    }
    const auto command = device.store.commands.find(written.command);
    const bool is_there = command != device.store.commands.end();
    if (written.fate == WrittenTransaction::Fate::open) {
      written.fate = is_there ? WrittenTransaction::Fate::saved : WrittenTransaction::Fate::absent;
      if (is_there) written.first = command->second;
    }
    const bool is_saved = written.fate == WrittenTransaction::Fate::saved;
    if (is_saved != is_there || (is_saved && command->second != written.first)) {
      report_(fmt::format("Device {} has lost a save, or has one that was none (edit {})",
                          device.files.index, written.first));
      continue;
    }
    if (!is_saved) continue;
    ++saved;
    const auto found = by_first.find(written.first);
    if (found == by_first.end() || found->second->edits != written.rows.size()) {
      report_(fmt::format("The outbox of device {} has lost edit {}", device.files.index,
                          written.first));
    }
  }
  if (saved != device.store.transactions.size()) {
    report_(fmt::format("The outbox of device {} holds {} transactions, {} were saved",
                        device.files.index, device.store.transactions.size(), saved));
  }
}

void Oracle::check_receipts(const Device& device) {
  if (!device.files.is_enrolled) return;
  std::set<RawStamp> stamps;
  for (const RawTransaction& transaction : device.store.transactions) {
    const std::string who =
        fmt::format("edit {} of device {}", transaction.first, device.files.index);
    if (!stamps.insert(device.store.edits.at(transaction.first).stamp).second) {
      report_("Two transactions have the stamp of " + who);
    }
    if (!transaction.code) {
      if (device.is_revoked) continue;
      report_("No receipt has come for " + who);
      continue;
    }
    const auto receipt = office_.receipts.find(transaction.id);
    if (receipt == office_.receipts.end()) {
      report_("The office knows nothing of " + who + ", which has a receipt");
      continue;
    }
    check_receipt(device, transaction, receipt->second);
    const WrittenTransaction* written = written_at(device.files.index, transaction.first);
    if (written != nullptr && *transaction.code == receipt_refused) {
      check_refusal(device, transaction, *written);
    }
  }
}

void Oracle::check_receipt(const Device& device, const RawTransaction& transaction,
                           const RawReceipt& receipt) {
  const RawStamp& stamp = device.store.edits.at(transaction.first).stamp;
  RawReceipt here{device.store.device, transaction.first,   *transaction.code,
                  transaction.seq,     transaction.refusal, stamp.time};
  // Another copy of the store may have sent it; what lay in lost scopes, under another edit.
  const bool is_shared = holders_.at(transaction.id).size() > 1;
  if (journal_.copied.count(device.files.index) != 0) here.device = stamp.device;
  if (is_shared && written_at(device.files.index, transaction.first)->is_copy) {
    here.first = receipt.first;
  }
  const auto too_old = journal_.too_old.find(transaction.id);
  if (too_old != journal_.too_old.end() && transaction.refusal == "too_old") {
    const bool is_known =
        std::any_of(too_old->second.begin(), too_old->second.end(), [&](const RawReceipt& told) {
          return told.seq == here.seq && told.time == here.time && told.device == here.device;
        });
    if (is_known) return;
  }
  if (receipt == here) return;
  report_(fmt::format(
      "The receipt of edit {} of device {} says {} in {} at {:x}@{:x}, the office "
      "{} in {} at {:x}@{:x}",
      transaction.first, device.files.index, here.code, here.seq, here.time, here.device & 0xFFFF,
      receipt.code, receipt.seq, receipt.time, receipt.device & 0xFFFF));
}

// What was known to be decided, the office still knows. What it never had went with the disk.
void Oracle::check_ended_line(const EndedLine& ended) {
  for (const auto& [first, transaction] : ended.outbox.transactions) {
    if (!transaction.code || office_.receipts.count(transaction.id) != 0) continue;
    report_(fmt::format("The office knows nothing of edit {} of line {}, which had a receipt",
                        first, ended.index));
  }
}

// Two stores under one number cannot both have sent what the other does not have.
void Oracle::check_numbers() {
  const auto has_own = [](const Device& device, const Device& other) {
    std::set<std::string> others;
    for (const RawTransaction& transaction : other.store.transactions) {
      others.insert(transaction.id);
    }
    return std::any_of(
        device.store.transactions.begin(), device.store.transactions.end(),
        [&](const RawTransaction& sent) { return sent.code && others.count(sent.id) == 0; });
  };
  for (const Device& one : devices_) {
    for (const Device& other : devices_) {
      const bool is_same = one.store.is_enrolled && other.store.is_enrolled &&
                           one.store.device == other.store.device;
      if (!is_same || one.files.index >= other.files.index) continue;
      if (has_own(one, other) && has_own(other, one)) {
        report_(
            fmt::format("Devices {} and {} have one number", one.files.index, other.files.index));
      }
    }
  }
}

// A person can see why, and has all of the content.
void Oracle::check_refusal(const Device& device, const RawTransaction& transaction,
                           const WrittenTransaction& written) {
  if (transaction.refusal.empty() || transaction.sentence.empty()) {
    report_(fmt::format("Device {} does not say why edit {} was refused", device.files.index,
                        transaction.first));
  }
  // Then the content is in other hands, or on its way there.
  if (transaction.refusal == "handed_over" || written.has_copy) return;
  for (std::size_t i = 0; i < written.rows.size(); ++i) {
    const auto edit = device.store.edits.find(transaction.first + i);
    for (const WrittenField& field : written.rows[i].fields) {
      if (!field.value || tokens_in(*field.value).empty()) continue;
      const bool is_kept = edit != device.store.edits.end() &&
                           edit->second.body.find(*field.value) != std::string::npos;
      if (!is_kept) {
        report_(fmt::format("Device {} has lost {} of the refused edit {}", device.files.index,
                            *field.value, transaction.first + i));
      }
    }
  }
}

// No receipt without a save, and none forgotten.
void Oracle::check_receipt_count() {
  std::set<std::string> ids;
  for (const Device& device : devices_) {
    if (!device.files.is_enrolled) continue;
    for (const RawTransaction& transaction : device.store.transactions) {
      // What a revoked device had not sent stays there.
      const bool is_sent = !device.is_revoked || office_.receipts.count(transaction.id) != 0;
      if (is_sent) ids.insert(transaction.id);
    }
  }
  for (const EndedLine& ended : journal_.ended) {
    for (const auto& [first, transaction] : ended.outbox.transactions) {
      if (office_.receipts.count(transaction.id) != 0) ids.insert(transaction.id);
    }
  }
  std::size_t expected = ids.size();
  for (const WrittenTransaction& written : journal_.transactions) {
    if (written.device == -1 && written.fate == WrittenTransaction::Fate::saved) ++expected;
  }
  if (office_.receipts.size() != expected) {
    report_(fmt::format("The office has {} receipts for {} transactions", office_.receipts.size(),
                        expected));
  }
  // What a copy had begun to send under its old number it sent anew under its own.
  if (office_.staged != 0 && journal_.copied.empty()) {
    report_("The office keeps pieces of transactions that are complete");
  }
}

Decided Oracle::decision_of(const std::string& id, const RawReceipt& receipt) const {
  Decided next;
  next.seq = receipt.seq;
  next.first = receipt.first;
  next.code = receipt.code;
  next.refusal = receipt.refusal;
  next.stamp = {receipt.time, receipt.device};
  if ((receipt.device & 0xFFFF'FFFF) == 0) {
    next.written = written_by_office(receipt.device, receipt.first);
    if (next.written == nullptr) return next;
    next.first = next.written->first;
    next.stamp.time = next.written->time;
    return next;
  }
  const auto holders = holders_.find(id);
  if (holders == holders_.end()) return next;
  for (const Held& held : holders->second) {
    next.holders.push_back({held.line, held.first, held.is_refused_as_too_old});
    // An ended line no longer has what the device itself still has.
    if (next.written == nullptr) next.written = written_at(held.line, held.first);
    if (held.is_refused_as_too_old || next.line != -1) continue;
    next.line = held.line;
    next.account = held.account;
    next.first = held.first;
  }
  return next;
}

// In the order of the office.
std::vector<Decided> Oracle::decisions() const {
  std::vector<std::pair<std::pair<std::uint64_t, std::uint64_t>, Decided>> decided;
  for (const auto& [id, receipt] : office_.receipts) {
    Decided next = decision_of(id, receipt);
    if (next.written == nullptr) {
      report_(fmt::format("The office has a receipt for edit {} of {:x}, which nobody saved",
                          receipt.first, receipt.device));
      continue;
    }
    decided.push_back({{receipt.seq, receipt.first}, next});
  }
  std::sort(decided.begin(), decided.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Decided> in_order;
  for (auto& [place, next] : decided) in_order.push_back(std::move(next));
  return in_order;
}

// --- the office against the model -------------------------------------------------------------

// Every word that was given to whoever has the scope now lies there.
void Oracle::check_handed_over(const Model& model) {
  for (const auto& [scope, word] : model.handed_over()) {
    const bool lies_there = std::any_of(
        office_.rows.begin(), office_.rows.end(),
        [&, &in = scope, &what = word](const auto& entry) {
          const auto& [name, row] = entry;
          return name.first == late::entity && row.scope == in &&
                 row.fields[late::content - 1].shown.value_or("").find(what) != std::string::npos;
        });
    if (!lies_there) report_("The office has lost " + word + ", which it handed over");
  }
}

void Oracle::check_office(const Model& model) {
  check_handed_over(model);
  for (const auto& [name, row] : model.rows()) {
    const auto found = office_.rows.find(name);
    if (row.deleted != RawStamp{}) {
      check_deleted(name, row);
    } else if (found == office_.rows.end()) {
      report_("The office has lost " + name_of(name));
    } else {
      check_row(model, name, row, found->second);
    }
  }
  const auto late = static_cast<std::size_t>(
      std::count_if(office_.rows.begin(), office_.rows.end(),
                    [](const auto& entry) { return entry.first.first == late::entity; }));
  const std::size_t found_rows = office_.rows.size() + office_.deleted.size() - late;
  if (found_rows > model.rows().size() || late > model.late_rows()) {
    report_(fmt::format("The office has {} rows and {} of late work where {} and {} were made",
                        found_rows, late, model.rows().size(), model.late_rows()));
  }
  std::vector<RawHistory> expected = model.history();
  std::vector<RawHistory> found = office_.history;
  std::sort(expected.begin(), expected.end());
  std::sort(found.begin(), found.end());
  std::vector<RawHistory> missing, surplus;
  std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(),
                      std::back_inserter(missing));
  std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(),
                      std::back_inserter(surplus));
  const auto tell = [&](const char* what, const RawHistory& item) {
    report_(fmt::format("The office's history {} {} of field {} of {} (commit {}, why {})", what,
                        item.value.value_or("nothing"), item.field,
                        name_of({item.entity, item.row}), item.seq, item.why));
  };
  for (const RawHistory& item : missing) tell("lacks", item);
  for (const RawHistory& item : surplus) tell("should not have", item);
}

// Out of sight, but all of it is kept.
void Oracle::check_deleted(const std::pair<int, std::string>& name, const Model::Row& expected) {
  const auto kept = office_.deleted.find(name);
  if (kept == office_.deleted.end() || office_.rows.count(name) != 0) {
    return report_("The office shows or has lost the deleted " + name_of(name));
  }
  if (kept->second.deleted != expected.deleted) {
    report_("The office has another deletion of " + name_of(name));
  }
  check_heads(name, expected, kept->second);
}

// True when all are as they must be.
bool Oracle::check_heads(const std::pair<int, std::string>& name, const Model::Row& expected,
                         const RawRow& found) {
  if (expected.scope != found.scope || expected.moved != found.moved) {
    report_("The office has another scope for " + name_of(name));
  }
  const EntityDef& entity = *schema_of(2).entity(static_cast<EntityNumber>(name.first));
  bool is_all_there = true;
  for (std::size_t i = 0; i < found.fields.size(); ++i) {
    std::vector<RawHead> heads;
    for (const Model::Head& head : expected.fields[i].heads) {
      heads.push_back({head.stamp, 0, head.value});
    }
    std::vector<RawHead> stored = found.fields[i].heads;
    std::sort(heads.begin(), heads.end());
    std::sort(stored.begin(), stored.end());
    if (heads == stored) continue;
    is_all_there = false;
    report_(fmt::format("{}.{}: the office has {}, but it must be {}", name_of(name),
                        entity.fields[i].name, told(stored), told(heads)));
  }
  return is_all_there;
}

void Oracle::check_row(const Model& model, const std::pair<int, std::string>& name,
                       const Model::Row& expected, const RawRow& found) {
  if (!check_heads(name, expected, found)) return;
  const EntityDef& entity = *schema_of(2).entity(static_cast<EntityNumber>(name.first));
  for (std::size_t i = 0; i < found.fields.size(); ++i) {
    RawValue shown = model.shown(name.first, static_cast<int>(i + 1), expected.fields[i]);
    if (entity.fields[i].rule == Rule::set && shown) {
      std::set<std::string> elements;
      for (const RawHead& head : found.fields[i].heads) elements.insert("\"" + *head.value + "\"");
      shown = fmt::format("[{}]", fmt::join(elements, ","));
    }
    if (shown != found.fields[i].shown) {
      report_(fmt::format("{}.{}: the office shows {}, but it must be {}", name_of(name),
                          entity.fields[i].name, found.fields[i].shown.value_or("nothing"),
                          shown.value_or("nothing")));
    }
  }
}

// --- devices against the office ---------------------------------------------------------------

void Oracle::check_agreement(const std::set<RawScope>& scopes, const Device& device) {
  const RawDevice& store = device.store;
  const std::string who = fmt::format("Device {}", device.files.index);
  if (office_.unconfirmed.count(store.device) != 0) {
    report_(who + " does not know that it may only send");
  }
  const auto salt = office_.salts.find(store.seq);
  const bool knows_position =
      store.epoch == office_.epoch && store.seq <= office_.seq &&
      (salt != office_.salts.end() ? salt->second == store.salt
                                   : store.seq == 0 || store.seq < office_.kept_from);
  if (!knows_position) report_(who + " stands at a commit that the office does not have");
  if (store.staged != 0 || store.office_rows != 0 || store.is_in_commit) {
    report_(who + " has not taken in all that it has received");
  }
  std::set<RawScope> held;
  for (const auto& [scope, is_complete] : store.scopes) {
    held.insert(scope);
    if (!is_complete) report_(who + " has not loaded a scope");
  }
  if (held != scopes) {
    report_(fmt::format("{} holds {} scopes, its account is granted {}", who, held.size(),
                        scopes.size()));
    return;
  }
  for (const auto& [name, row] : office_.rows) {
    const bool is_visible = scopes.count(row.scope) != 0;
    const auto found = store.rows.find(name);
    const bool is_known =
        schema_of(device.files.schema_version).entity(static_cast<EntityNumber>(name.first)) !=
        nullptr;
    if (found == store.rows.end()) {
      if (is_visible && is_known) report_(who + " lacks " + name_of(name));
      continue;
    }
    if (!is_visible) {
      report_(who + " shows " + name_of(name) + ", which lies outside of its scopes");
      continue;
    }
    const RawRow& here = found->second;
    const std::size_t fields = std::min(here.fields.size(), row.fields.size());
    for (std::size_t i = 0; i < fields; ++i) {
      if (here.fields[i] == row.fields[i]) continue;
      report_(fmt::format("{}, field {} of {}: {}; the office: {}", who, i + 1, name_of(name),
                          told(here.fields[i]), told(row.fields[i])));
    }
    const bool is_same = here.scope == row.scope && here.own == 0;
    if (!is_same) report_(fmt::format("{} has {} otherwise than the office", who, name_of(name)));
  }
  for (const auto& [name, row] : store.rows) {
    if (office_.rows.count(name) == 0) report_(who + " shows " + name_of(name) + ", and only it");
  }
}

// It is given no rows, but what it may see no more it does not keep.
void Oracle::check_unconfirmed(const std::set<RawScope>& granted, const Device& device) {
  if (office_.unconfirmed.count(device.store.device) == 0) {
    report_(fmt::format("Device {} waits to be confirmed, and has been", device.files.index));
  }
  for (const auto& [scope, is_complete] : device.store.scopes) {
    if (granted.count(scope) != 0) continue;
    report_(fmt::format("Device {}, a copy, holds a scope that its account has lost",
                        device.files.index));
  }
}

// --- who may know what ------------------------------------------------------------------------

// What the device's person wrote there themselves, and has not given away.
std::set<std::string> Oracle::own_words(const Device& device) const {
  std::set<std::uint64_t> handed_over;
  for (const RawTransaction& transaction : device.store.transactions) {
    if (transaction.refusal == "handed_over") handed_over.insert(transaction.first);
  }
  std::set<std::string> own;
  for (const WrittenTransaction& written : journal_.transactions) {
    const bool is_own = written.device == device.files.index;
    const bool is_given_away = is_own && written.fate == WrittenTransaction::Fate::saved &&
                               (written.has_copy || handed_over.count(written.first) != 0);
    for (const WrittenRow& row : written.rows) {
      // The store remembers its person's name.
      const bool is_self = row.entity == person::entity && row.row == device.files.account;
      if (!is_self && (!is_own || is_given_away)) continue;
      for (const WrittenField& field : row.fields) own.merge(tokens_in(field.value.value_or("")));
    }
  }
  return own;
}

void Oracle::check_leaks(const Model& model, const Device& device) {
  std::set<std::string> found;
  for (const std::string& path : device.files.disk->paths()) {
    found.merge(tokens_in(*device.files.disk->content(path)));
  }
  for (const std::string& token : own_words(device)) found.erase(token);
  const std::set<RawScope> held = model.scopes_of(device.files.account);
  std::set<std::string> was_allowed, is_allowed;
  for (const ValueLife& life : model.lives()) {
    for (const Span& span : model.sight(device.files.account, life.scope)) {
      if (life.span.from >= span.until || span.from >= life.span.until) continue;
      was_allowed.merge(tokens_in(life.value));
      if (held.count(life.scope) != 0) is_allowed.merge(tokens_in(life.value));
      break;
    }
  }
  // What a row once held goes with it where it is moved.
  for (const std::string& value : device.store.past) is_allowed.merge(tokens_in(value));
  for (const std::string& token : found) {
    if (was_allowed.count(token) == 0) {
      report_(fmt::format("Device {} has been told {}, which its account was never to see",
                          device.files.index, token));
    } else if (is_allowed.count(token) == 0 && !device.is_revoked) {
      report_(fmt::format("The files of device {} still hold {}, of scopes that are lost",
                          device.files.index, token));
    }
  }
}

}  // namespace brygga::simulation
