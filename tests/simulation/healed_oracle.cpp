// The oracle's judgement of a world in which the office was put back from a copy, or rows were
// erased. What was decided in the lost time is decided anew, in another order, and rows come back
// by whoever holds them; so nothing follows any more from the order of the office's decisions. What
// persons saved and had seen binds the office all the same.
#include <fmt/format.h>

#include <algorithm>

#include "simulation/oracle.hpp"
#include "simulation/schema.hpp"

namespace brygga::simulation {

namespace {

void add_words(const RawRow& row, std::set<std::string>& words) {
  for (const RawField& field : row.fields) {
    words.merge(tokens_in(field.shown.value_or("")));
    for (const RawHead& head : field.heads) words.merge(tokens_in(head.value.value_or("")));
  }
}

// Superseded::Why::awaited, as the office's file has it.
constexpr int history_awaited = 2;

const RawScope base_scope{'B', "00000000-0000-0000-0000-000000000000"};

}  // namespace

std::set<std::string> shown_words(const RawDevice& store) {
  std::set<std::string> words;
  for (const auto& [name, row] : store.rows) {
    const auto scope = store.scopes.find(row.scope);
    if (scope != store.scopes.end() && scope->second && row.own == 0) add_words(row, words);
  }
  return words;
}

std::set<std::string> words_at(const RawOffice& office) {
  std::set<std::string> words;
  for (const RawRows* rows : {&office.rows, &office.deleted}) {
    for (const auto& [name, row] : *rows) add_words(row, words);
  }
  for (const RawHistory& item : office.history) words.merge(tokens_in(item.value.value_or("")));
  return words;
}

void note_held_words(Journal& journal, int device, const RawDevice& store,
                     const testing::FaultDisk& disk, const std::set<std::string>& at_office) {
  std::set<std::string> in_files;
  for (const std::string& path : disk.paths()) in_files.merge(tokens_in(*disk.content(path)));
  for (auto& [word, holders] : journal.held_words) {
    if (at_office.count(word) != 0 && in_files.count(word) == 0) holders.erase(device);
  }
  for (const std::string& word : shown_words(store)) journal.held_words[word].insert(device);
}

void Oracle::check_healed(const testing::FaultDisk& office_disk) {
  for (Device& device : devices_) recall_outbox(device);
  look_into_lines();
  for (const Device& device : devices_) {
    settle_saves(device);
    check_healed_receipts(device);
  }
  gather_words();
  if (office_.staged != 0) report_("The office keeps pieces of transactions that are complete");
  check_survival();
  check_held_words();
  check_no_forgery();
  check_counted_once();
  check_covered();
  check_erased(office_disk);
  for (const Device& device : devices_) {
    if (!device.files.is_enrolled || device.is_revoked) continue;
    const std::set<RawScope> scopes = scopes_at_office(device.files.account);
    if (device.store.is_push_only) {
      check_unconfirmed(scopes, device);
    } else {
      check_agreement(scopes, device);
      check_ended_memberships(device, scopes);
    }
    check_healed_leaks(device, scopes);
  }
}

void Oracle::gather_words() {
  for (const WrittenTransaction& written : journal_.transactions) {
    for (const WrittenRow& row : written.rows) {
      for (const WrittenField& field : row.fields) {
        for (const std::string& word : tokens_in(field.value.value_or(""))) {
          words_[word].push_back({&written, &row, &field});
        }
      }
    }
  }
  office_words_ = words_at(office_);
}

const Oracle::Device* Oracle::device_at(int index) const {
  for (const Device& device : devices_) {
    if (device.files.index == index) return &device;
  }
  return nullptr;
}

bool Oracle::is_erased(const WrittenRow& row, bool perhaps) const {
  const std::pair name{row.entity, row.row};
  return journal_.erased.count(name) != 0 || (perhaps && journal_.perhaps_erased.count(name) != 0);
}

// Refused edits are sent to a restored office again only to use up their numbers: the device keeps
// its first receipt.
void Oracle::check_healed_receipts(const Device& device) {
  if (!device.files.is_enrolled || device.is_revoked) return;
  for (const RawTransaction& transaction : device.store.transactions) {
    const std::string who =
        fmt::format("edit {} of device {}", transaction.first, device.files.index);
    if (!transaction.code) {
      report_("No receipt has come for " + who);
      continue;
    }
    const auto receipt = office_.receipts.find(transaction.id);
    if (receipt == office_.receipts.end()) {
      const bool may_lack =
          *transaction.code == receipt_refused || transaction.seq < office_.kept_from;
      if (!may_lack) report_("The office knows nothing of " + who + ", which has a receipt");
    } else if (receipt->second.refusal == "too_old" && *transaction.code != receipt_refused) {
      continue;  // The receipt was let go, and a copy or a tablet that heals has sent it again.
    } else if (*transaction.code == receipt_refused && receipt->second.code != receipt_refused &&
               receipt->second.device != device.store.device &&
               journal_.copied.count(device.files.index) != 0) {
      continue;  // The office that refused it is gone, and a copy had it accepted by this one.
    } else if (receipt->second.code != *transaction.code ||
               (receipt->second.seq != transaction.seq && *transaction.code != receipt_refused)) {
      report_(fmt::format("The receipt of {} says {} in {}, the office {} in {}", who,
                          *transaction.code, transaction.seq, receipt->second.code,
                          receipt->second.seq));
    }
  }
}

// Whether the person finds the word in what was refused, or the device gave all of it away: then it
// has nothing left of it, and only who has the scope now could bring it back.
bool Oracle::is_refused_or_given_away(const Device& device, std::uint64_t first,
                                      const std::string& word) {
  for (const RawTransaction& transaction : device.store.transactions) {
    if (transaction.first != first) continue;
    if (transaction.refusal == "handed_over") return true;
    if (transaction.code != receipt_refused) continue;
    for (std::uint64_t n = first; n < first + transaction.edits; ++n) {
      const auto edit = device.store.edits.find(n);
      const bool is_here =
          edit != device.store.edits.end() && edit->second.body.find(word) != std::string::npos;
      if (is_here) return true;
    }
  }
  return false;
}

// Each word that a person saved lies at the office, or in a refusal that they can read.
void Oracle::check_survival() {
  for (const auto& [word, authors] : words_) {
    if (office_words_.count(word) != 0) continue;
    for (const Authored& author : authors) {
      const Device* device = device_at(author.transaction->device);
      const bool binds = device != nullptr && device->files.is_enrolled && !device->is_revoked &&
                         author.field->kind != WrittenField::Kind::remove &&
                         author.transaction->fate == WrittenTransaction::Fate::saved &&
                         !author.transaction->has_copy && !is_erased(*author.row, true);
      if (!binds || is_refused_or_given_away(*device, author.transaction->first, word)) continue;
      report_(fmt::format("{} is lost, which device {} saved in edit {} ({} {})", word,
                          device->files.index, author.transaction->first,
                          schema_of(2).entity(static_cast<EntityNumber>(author.row->entity))->name,
                          author.row->row));
    }
  }
}

// What a tablet showed when the office was put back is there again, whoever wrote it.
void Oracle::check_held_words() {
  for (const auto& [word, holders] : journal_.held_words) {
    if (office_words_.count(word) != 0) continue;
    const auto authors = words_.find(word);
    const bool is_erased_now =
        authors != words_.end() &&
        std::any_of(authors->second.begin(), authors->second.end(),
                    [&](const Authored& author) { return is_erased(*author.row, true); });
    // Whoever wrote it has no right there any more: it is a refusal that they see, or late work.
    const bool is_refused =
        authors != words_.end() &&
        std::any_of(authors->second.begin(), authors->second.end(), [&](const Authored& author) {
          const Device* device = device_at(author.transaction->device);
          return device != nullptr &&
                 std::any_of(device->store.transactions.begin(), device->store.transactions.end(),
                             [&](const RawTransaction& transaction) {
                               return transaction.first == author.transaction->first &&
                                      !transaction.refusal.empty();
                             });
        });
    const bool can_come_back = std::any_of(holders.begin(), holders.end(), [&](int index) {
      const Device* device = device_at(index);
      return device != nullptr && !device->is_revoked;
    });
    if (is_erased_now || is_refused || !can_come_back) continue;
    report_(word + " has not come back, which devices showed when the office was put back");
  }
}

void Oracle::check_no_forgery() {
  for (const std::string& word : office_words_) {
    if (words_.count(word) == 0) report_("The office holds " + word + ", which nobody saved");
  }
}

void Oracle::check_counted_once() {
  // A note that a value is awaited stays beside the value, and has none itself: it must not count
  // as the same write of nothing. Notes are counted among themselves.
  std::set<std::tuple<FieldName, RawStamp, RawValue, bool>> seen;
  const auto count = [&](const FieldName& field, const RawStamp& stamp, const RawValue& value,
                         bool is_awaited) {
    if (seen.emplace(field, stamp, value, is_awaited).second) return;
    const auto& [entity, row, number] = field;
    report_(fmt::format("The office has {} twice, in field {} of {}", value.value_or("nothing"),
                        number, name_of({entity, row})));
  };
  for (const RawRows* rows : {&office_.rows, &office_.deleted}) {
    for (const auto& [name, row] : *rows) {
      for (std::size_t i = 0; i < row.fields.size(); ++i) {
        for (const RawHead& head : row.fields[i].heads) {
          count({name.first, name.second, static_cast<int>(i + 1)}, head.stamp, head.value, false);
        }
      }
    }
  }
  for (const RawHistory& item : office_.history) {
    count({item.entity, item.row, item.field}, item.stamp, item.value, item.why == history_awaited);
  }
}

std::optional<RawStamp> Oracle::stamp_of(const WrittenTransaction& transaction,
                                         const WrittenRow& row) const {
  if (transaction.device == -1) return std::nullopt;
  const Device* device = device_at(transaction.device);
  if (device == nullptr) return std::nullopt;
  const auto index = static_cast<std::uint64_t>(&row - transaction.rows.data());
  const auto edit = device->store.edits.find(transaction.first + index);
  if (edit == device->store.edits.end()) return std::nullopt;
  return edit->second.stamp;
}

bool Oracle::is_applied(const WrittenTransaction& transaction) const {
  const Device* device = device_at(transaction.device);
  // A copy lies with whoever has the scope now, and changes nothing there.
  if (device == nullptr || device->is_revoked || transaction.is_copy ||
      transaction.fate != WrittenTransaction::Fate::saved) {
    return false;
  }
  return std::any_of(device->store.transactions.begin(), device->store.transactions.end(),
                     [&](const RawTransaction& known) {
                       return known.first == transaction.first && known.code &&
                              *known.code != receipt_refused;
                     });
}

// Nobody's write shows again that another one had seen and covered.
void Oracle::check_covered() {
  std::map<std::pair<FieldName, RawStamp>, const WrittenTransaction*> shown;  // heads
  std::set<std::pair<FieldName, RawStamp>> heads;
  for (const auto& [name, row] : office_.rows) {
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      for (const RawHead& head : row.fields[i].heads) {
        heads.insert({{name.first, name.second, static_cast<int>(i + 1)}, head.stamp});
      }
    }
  }
  for (const WrittenTransaction& written : journal_.transactions) {
    if (!is_applied(written)) continue;
    const Device& device = *device_at(written.device);
    for (const WrittenRow& row : written.rows) {
      const EntityDef& entity = *schema_of(2).entity(static_cast<EntityNumber>(row.entity));
      for (const WrittenField& field : row.fields) {
        const Rule rule = entity.field(static_cast<FieldNumber>(field.field))->rule;
        // Texts that the office had merged are merged anew, under other stamps.
        const bool covers =
            field.kind == WrittenField::Kind::assign && (rule == Rule::both || rule == Rule::last);
        if (!covers) continue;
        const FieldName name{row.entity, row.row, field.field};
        for (const Sight& sight : field.seen) {
          RawStamp stamp{sight.time, sight.device};
          if (sight.own_edit != 0) {
            const auto own = device.store.edits.find(sight.own_edit);
            if (own == device.store.edits.end()) continue;
            stamp = own->second.stamp;
          }
          if (stamp == stamp_of(written, row) || heads.count({name, stamp}) == 0) continue;
          report_(fmt::format(
              "Field {} of {} shows a value again that edit {} of device {} had "
              "seen and covered",
              field.field, name_of({row.entity, row.row}), written.first, written.device));
        }
      }
    }
  }
}

// --- who sees what ----------------------------------------------------------------------------

// As the office's rows grant it now, but for what the journal holds back.
std::set<RawScope> Oracle::scopes_at_office(const std::string& account) const {
  const std::pair<int, std::string> self{person::entity, account};
  const auto found = office_.rows.find(self);
  std::set<RawScope> scopes;
  if (found != office_.rows.end()) {
    const auto& fields = found->second.fields;
    if (fields[person::state - 1].shown.value_or("open") != "open") return {};
    if (office_.held_back.count(self) == 0) {
      for (const RawHead& head : fields[person::groups - 1].heads) {
        scopes.insert({'T', *head.value});
      }
    }
  }
  scopes.insert(base_scope);
  for (const auto& [name, row] : office_.rows) {
    if (name.first != member::entity && name.first != keeper::entity) continue;
    if (office_.held_back.count(name) != 0) continue;
    const auto& fields = row.fields;
    const bool grants =
        fields[member::account - 1].shown == account && fields[member::until - 1].heads.empty();
    if (grants) scopes.insert({name.first == member::entity ? 'K' : 'R', row.scope.id});
  }
  return scopes;
}

// A membership that had ended before the office was put back has not come back.
void Oracle::check_ended_memberships(const Device& device, const std::set<RawScope>& scopes) {
  if (journal_.is_restore_confirmed) return;
  std::set<std::pair<int, std::string>> ended;
  for (const WrittenTransaction& written : journal_.transactions) {
    const bool is_decided = written.device == -1 ? written.fate == WrittenTransaction::Fate::saved
                                                 : is_applied(written);
    for (const WrittenRow& row : written.rows) {
      if (row.entity != member::entity && row.entity != keeper::entity) continue;
      for (const WrittenField& field : row.fields) {
        if (is_decided && field.field == member::until) ended.insert({row.entity, row.row});
      }
    }
  }
  for (const RawScope& scope : scopes) {
    if (scope.kind != 'K' && scope.kind != 'R') continue;
    const bool is_granted =
        std::any_of(office_.rows.begin(), office_.rows.end(), [&, &in = scope](const auto& entry) {
          const auto& [name, row] = entry;
          const int granting = in.kind == 'K' ? int{member::entity} : int{keeper::entity};
          return name.first == granting && row.scope.id == in.id && ended.count(name) == 0 &&
                 row.fields[member::account - 1].shown == device.files.account;
        });
    if (is_granted) continue;
    report_(fmt::format("Device {} holds {} {} by a membership that had ended", device.files.index,
                        scope.kind, scope.id));
  }
}

// Every scope that any saved row would give to the account.
std::set<RawScope> Oracle::ever_granted(const std::string& account) const {
  std::set<RawScope> scopes{base_scope};
  for (const WrittenTransaction& written : journal_.transactions) {
    for (const WrittenRow& row : written.rows) {
      const bool is_self = row.entity == person::entity && row.row == account;
      const bool grants = row.entity == member::entity || row.entity == keeper::entity;
      for (const WrittenField& field : row.fields) {
        if (is_self && field.field == person::groups)
          scopes.insert({'T', field.value.value_or("")});
        if (grants && field.field == member::account && field.value == account) {
          for (const RawScope& in : scopes_of_row({row.entity, row.row})) {
            scopes.insert({row.entity == member::entity ? 'K' : 'R', in.id});
          }
        }
      }
    }
  }
  return scopes;
}

// Every scope that any save would put the row into.
std::set<RawScope> Oracle::scopes_of_row(const std::pair<int, std::string>& name) const {
  std::set<RawScope> scopes;
  for (const WrittenTransaction& written : journal_.transactions) {
    for (const WrittenRow& row : written.rows) {
      if (row.entity != name.first || row.row != name.second) continue;
      if (row.creates) scopes.insert({row.scope_kind, row.scope_id});
      const char kind = schema_of(2).entity(static_cast<EntityNumber>(row.entity))->scope_kind;
      if (!row.moves_to.empty()) scopes.insert({kind, row.moves_to});
    }
  }
  return scopes;
}

void Oracle::check_healed_leaks(const Device& device, const std::set<RawScope>& held) {
  std::set<std::string> found;
  for (const std::string& path : device.files.disk->paths()) {
    found.merge(tokens_in(*device.files.disk->content(path)));
  }
  for (const std::string& word : own_words(device)) found.erase(word);
  for (const std::string& past : device.store.past) {
    for (const std::string& word : tokens_in(past)) found.erase(word);
  }
  const std::set<RawScope> ever = ever_granted(device.files.account);
  const auto any_in = [](const std::set<RawScope>& some, const std::set<RawScope>& others) {
    return std::any_of(some.begin(), some.end(),
                       [&](const RawScope& scope) { return others.count(scope) != 0; });
  };
  for (const std::string& word : found) {
    std::set<RawScope> scopes;
    for (const Authored& author : words_[word]) {
      scopes.merge(scopes_of_row({author.row->entity, author.row->row}));
    }
    if (!any_in(scopes, ever)) {
      report_(fmt::format("Device {} has been told {}, which its account was never to see",
                          device.files.index, word));
    } else if (!any_in(scopes, held)) {
      report_(fmt::format("The files of device {} still hold {}, of scopes that are lost",
                          device.files.index, word));
    }
  }
}

// --- erasure ----------------------------------------------------------------------------------

// Of an erased row no byte is left, at the office or on any device that could hear of it.
void Oracle::check_erased(const testing::FaultDisk& office_disk) {
  std::set<std::string> gone;
  for (const auto& [word, authors] : words_) {
    const bool is_gone = std::all_of(authors.begin(), authors.end(), [&](const Authored& author) {
      return is_erased(*author.row, false);
    });
    if (is_gone) gone.insert(word);
  }
  for (const auto& name : journal_.erased) {
    if (office_.rows.count(name) != 0) report_("The office shows the erased " + name_of(name));
  }
  const auto check = [&](const testing::FaultDisk& disk, const std::string& who,
                         const std::set<std::string>& excepted) {
    for (const std::string& path : disk.paths()) {
      for (const std::string& word : tokens_in(*disk.content(path))) {
        if (gone.count(word) == 0 || excepted.count(word) != 0) continue;
        report_(fmt::format("{} still holds {} of an erased row", who, word));
      }
    }
  };
  check(office_disk, "The office", {});
  for (const Device& device : devices_) {
    if (!device.files.is_enrolled || device.is_revoked) continue;
    // A copy that nobody has confirmed is told of no rows at all.
    if (device.store.is_push_only) continue;
    // Who has lost the scope hears nothing of it, and keeps what they wrote there themselves.
    std::set<std::string> excepted;
    const std::set<RawScope> held = scopes_at_office(device.files.account);
    for (const auto& [word, authors] : words_) {
      const bool is_held = std::any_of(authors.begin(), authors.end(), [&](const Authored& author) {
        const auto scopes = scopes_of_row({author.row->entity, author.row->row});
        return std::all_of(scopes.begin(), scopes.end(),
                           [&](const RawScope& scope) { return held.count(scope) != 0; });
      });
      if (!is_held) excepted.insert(word);
    }
    check(*device.files.disk, fmt::format("Device {}", device.files.index), excepted);
  }
}

}  // namespace brygga::simulation
