// The laws of pushing, on random work of several devices: how transactions are grouped into
// requests, and which requests are repeated, changes nothing in the end; no value is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/memory_office.hpp"

namespace brygga {
namespace {

using namespace testing;

constexpr std::size_t devices = 3;
constexpr std::uint32_t seeds = 150;

DeviceNumber device_at(std::size_t index) {
  return DeviceNumber::of(7, static_cast<std::uint32_t>(index + 1));
}

// An office whose card 1 every device may change.
MemoryOffice office_with_card() {
  MemoryOffice office;
  office.write({create_card(
      1, {assign(card::title, text("first")), assign(card::status, text("open")),
          assign(card::summary, text("ett två tre fyra fem")), add(card::tags, text("a"))})});
  for (std::size_t i = 0; i < devices; ++i) {
    const RowId account = office.add_person(91 + i);
    office.add_member(81 + i, 1, account);
    office.devices[device_at(i)].account = account;
  }
  office.now_ms = 2'000'000;
  return office;
}

struct Sent {
  std::size_t device = 0;
  TransactionPart part;
};

// The transactions of all devices, in the order in which they arrive.
using Work = std::vector<Sent>;

std::vector<Receipt> push(MemoryOffice& office, std::size_t device,
                          std::vector<TransactionPart> parts) {
  SyncRequest request;
  request.device = device_at(device);
  request.parts = std::move(parts);
  SyncResponse response;
  PullContext pull;
  const Status status = office.push(request, response, pull);
  EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().what);
  return response.receipts;
}

// How a base is named in a request that begins at edit first: what the office has decided before
// goes by its stamp or, when it was refused, by what it had seen.
std::vector<HeadRef> as_sent(const std::vector<HeadRef>& base, FieldNumber field, EditNumber first,
                             const std::vector<TransactionPart>& decided,
                             const MemoryOffice& office, DeviceNumber device) {
  std::vector<HeadRef> sent;
  for (const HeadRef& ref : base) {
    if (ref.own_edit == 0 || ref.own_edit >= first) {
      sent.push_back(ref);
      continue;
    }
    const auto own = std::find_if(decided.begin(), decided.end(), [&](const TransactionPart& part) {
      return ref.own_edit >= part.part_first() && ref.own_edit <= part.part_last();
    });
    if (office.receipts.at(own->id).code != Receipt::Code::refused) {
      sent.push_back({{own->time, device}, 0});
      continue;
    }
    for (const FieldWrite& write : own->edits[ref.own_edit - own->first].writes) {
      if (write.field != field) continue;
      for (const HeadRef& seen : as_sent(write.base, field, first, decided, office, device)) {
        sent.push_back(seen);
      }
    }
  }
  return sent;
}

// The device's transactions [from, to) as they stand in one request; own_work are all of them.
std::vector<TransactionPart> request_of(const std::vector<TransactionPart>& own_work,
                                        std::size_t from, std::size_t to,
                                        const MemoryOffice& office, std::size_t device) {
  std::vector<TransactionPart> parts(own_work.begin() + static_cast<std::ptrdiff_t>(from),
                                     own_work.begin() + static_cast<std::ptrdiff_t>(to));
  const EditNumber first = parts.front().first;
  for (TransactionPart& part : parts) {
    for (Edit& edit : part.edits) {
      for (FieldWrite& write : edit.writes) {
        write.base = as_sent(write.base, write.field, first, own_work, office, device_at(device));
      }
    }
  }
  return parts;
}

// A device of which the test knows what its person sees: the card as the office had it at some
// time, and on top the own edits since.
class Writer {
 public:
  explicit Writer(std::size_t index) : index_(index) {}

  void look(MemoryOffice& office) {
    seen_ = *office.find(card::entity, 1);
    newest_own_.clear();
    time_ = std::max(time_, office.state()->time);
  }

  Sent save(std::mt19937& random, bool with_texts) {
    Sent sent{index_, {}};
    time_ = next_hlc(time_, 1'000'300 + random() % 50);
    sent.part.id = txn(1000 * (index_ + 1) + next_);
    sent.part.time = time_;
    sent.part.first = next_;
    for (std::size_t edits = 1 + random() % 2; edits > 0; --edits) {
      sent.part.edits.push_back(edit(random, with_texts));
      ++next_;
    }
    sent.part.edits_total = static_cast<std::uint32_t>(sent.part.edits.size());
    return sent;
  }

 private:
  Edit edit(std::mt19937& random, bool with_texts) {
    std::vector<FieldNumber> fields{card::title,      card::note,  card::tags,
                                    card::first_seen, card::level, card::status};
    if (with_texts) fields.push_back(card::summary);
    std::shuffle(fields.begin(), fields.end(), random);
    fields.resize(1 + random() % 2);
    Edit made = edit_card(1, {});
    for (const FieldNumber field : fields) made.writes.push_back(write(field, random));
    for (const FieldNumber field : fields) newest_own_[field] = next_;
    return made;
  }

  FieldWrite write(FieldNumber field, std::mt19937& random) {
    static constexpr const char* states[] = {"open", "active", "done", "void"};
    FieldWrite made = assign(field, text(std::string(1, static_cast<char>('a' + random() % 3))));
    if (field == card::status) made.value = text(states[random() % 4]);
    if (field == card::summary) made.value = changed_summary(random);
    if (field == card::first_seen || field == card::level) {
      made.value = number(static_cast<std::int64_t>(random() % 4));
    }
    if (field == card::tags) made.kind = random() % 2 == 0 ? WriteKind::add : WriteKind::remove;
    if (random() % 5 != 0) made.base = base_of(field, made.value);
    return made;
  }

  static Value changed_summary(std::mt19937& random) {
    std::vector<std::string> words{"ett", "två", "tre", "fyra", "fem"};
    words[random() % words.size()] = "nytt" + std::to_string(random() % 1000);
    std::string summary;
    for (const std::string& word : words) summary += (summary.empty() ? "" : " ") + word;
    return text(summary);
  }

  std::vector<HeadRef> base_of(FieldNumber field, const Value& value) const {
    const auto own = newest_own_.find(field);
    std::vector<HeadRef> base;
    if (own != newest_own_.end()) base.push_back(own_ref(own->second));
    if (own != newest_own_.end() && field != card::tags) return base;
    for (const Head& head : seen_.field(field).heads) {
      if (field != card::tags || head.value == value) base.push_back(head.ref());
    }
    return base;
  }

  std::size_t index_;
  EditNumber next_ = 1;
  Hlc time_;
  RowState seen_;
  std::map<FieldNumber, EditNumber> newest_own_;
};

// Also leaves the office as it is after that work, each transaction in a request of its own.
Work random_work(std::mt19937& random, MemoryOffice& office, bool with_texts) {
  std::vector<Writer> writers;
  for (std::size_t i = 0; i < devices; ++i) writers.emplace_back(i).look(office);
  std::vector<std::vector<TransactionPart>> saved(devices);
  std::vector<std::size_t> sent(devices, 0);
  Work work;
  const auto send = [&](std::size_t device) {
    for (std::size_t& next = sent[device]; next < saved[device].size(); ++next) {
      push(office, device, request_of(saved[device], next, next + 1, office, device));
      work.push_back({device, saved[device][next]});
    }
  };
  for (std::size_t step = 0; step < 40; ++step) {
    const std::size_t device = random() % devices;
    if (random() % 3 != 0) {
      saved[device].push_back(writers[device].save(random, with_texts).part);
      continue;
    }
    send(device);
    if (random() % 3 != 0) writers[device].look(office);
  }
  for (std::size_t device = 0; device < devices; ++device) send(device);
  return work;
}

std::vector<std::vector<Head>> heads_of(const MemoryOffice& office) {
  std::vector<std::vector<Head>> heads;
  for (const FieldState& state : office.find(card::entity, 1)->fields) heads.push_back(state.heads);
  return heads;
}

std::vector<Head> history_of(const MemoryOffice& office) {
  std::vector<Head> heads;
  for (const HistoryEntry& entry : office.history) heads.push_back(entry.superseded.head);
  return heads;
}

void expect_same_receipts(const MemoryOffice& office, const MemoryOffice& expected) {
  ASSERT_EQ(office.receipts.size(), expected.receipts.size());
  for (const auto& [id, receipt] : expected.receipts) {
    const Receipt& other = office.receipts.at(id);
    EXPECT_EQ(other.code, receipt.code);
    EXPECT_EQ(other.refusal.code, receipt.refusal.code);
  }
}

TEST(PushLaws, one_request_or_many_end_the_same) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    MemoryOffice one_by_one = office_with_card();
    const Work work = random_work(random, one_by_one, false);
    MemoryOffice grouped = office_with_card();
    std::vector<std::vector<TransactionPart>> own_work(devices);
    for (std::size_t at = 0; at < work.size();) {
      const std::size_t device = work[at].device;
      const std::size_t from = own_work[device].size();
      while (at < work.size() && work[at].device == device) {
        own_work[device].push_back(work[at++].part);
      }
      const std::size_t to = own_work[device].size();
      push(grouped, device, request_of(own_work[device], from, to, grouped, device));
    }
    ASSERT_EQ(heads_of(grouped), heads_of(one_by_one));
    ASSERT_EQ(history_of(grouped), history_of(one_by_one));
    expect_same_receipts(grouped, one_by_one);
  }
}

TEST(PushLaws, large_transactions_in_pieces_end_as_they_do_whole) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    MemoryOffice whole = office_with_card();
    const Work work = random_work(random, whole, false);
    MemoryOffice in_pieces = office_with_card();
    std::vector<std::vector<TransactionPart>> own_work(devices);
    for (const auto& [device, saved] : work) {
      own_work[device].push_back(saved);
      const std::size_t at = own_work[device].size() - 1;
      const TransactionPart part =
          request_of(own_work[device], at, at + 1, in_pieces, device).front();
      for (std::uint32_t offset = 0; offset < part.edits_total; ++offset) {
        TransactionPart piece = part;
        piece.offset = offset;
        piece.edits = {part.edits[offset]};
        push(in_pieces, device, {piece});
      }
    }
    ASSERT_EQ(heads_of(in_pieces), heads_of(whole));
    ASSERT_EQ(history_of(in_pieces), history_of(whole));
    expect_same_receipts(in_pieces, whole);
  }
}

TEST(PushLaws, repeated_requests_change_nothing_and_get_the_same_receipts) {
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    MemoryOffice once = office_with_card();
    const Work work = random_work(random, once, true);
    MemoryOffice again = office_with_card();
    std::vector<std::vector<TransactionPart>> sent(devices);
    std::map<TransactionId, Receipt> told;
    for (const auto& [device, part] : work) {
      sent[device].push_back(part);
      const std::size_t from = random() % sent[device].size();
      for (int repeats = 0; repeats < 2; ++repeats) {
        const std::size_t to = sent[device].size();
        const auto receipts =
            push(again, device, request_of(sent[device], from, to, again, device));
        ASSERT_EQ(receipts.size(), sent[device].size() - from);
        for (std::size_t i = 0; i < receipts.size(); ++i) {
          const auto [first, is_new] = told.emplace(sent[device][from + i].id, receipts[i]);
          ASSERT_EQ(receipts[i].code, first->second.code);
          ASSERT_EQ(receipts[i].seq, first->second.seq);
        }
      }
    }
    ASSERT_EQ(heads_of(again), heads_of(once));
    ASSERT_EQ(history_of(again), history_of(once));
    expect_same_receipts(again, once);
    ASSERT_EQ(again.seq(), once.seq());
  }
}

std::ptrdiff_t times_kept(const MemoryOffice& office, FieldNumber field, const Head& head) {
  const auto& heads = office.find(card::entity, 1)->field(field).heads;
  return std::count(heads.begin(), heads.end(), head) +
         std::count_if(office.history.begin(), office.history.end(),
                       [&](const HistoryEntry& entry) {
                         return entry.superseded.field == field && entry.superseded.head == head;
                       });
}

std::ptrdiff_t times_written(const TransactionPart& part, const FieldWrite& write) {
  std::ptrdiff_t times = 0;
  for (const Edit& edit : part.edits) {
    times += std::count_if(edit.writes.begin(), edit.writes.end(), [&](const FieldWrite& other) {
      return other.field == write.field && other.kind == write.kind && other.value == write.value;
    });
  }
  return times;
}

TEST(PushLaws, what_was_not_refused_is_a_head_or_in_history_once) {
  std::size_t values = 0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    MemoryOffice office = office_with_card();
    for (const auto& [device, part] : random_work(random, office, true)) {
      if (office.receipts.at(part.id).code == Receipt::Code::refused) continue;
      for (const Edit& edit : part.edits) {
        for (const FieldWrite& write : edit.writes) {
          if (write.kind == WriteKind::remove) continue;
          const Head head{{part.time, device_at(device)}, 0, write.value};
          const auto kept = times_kept(office, write.field, head);
          ASSERT_GE(kept, 1);
          ASSERT_LE(kept, times_written(part, write));
          ++values;
        }
      }
    }
  }
  EXPECT_GT(values, 1000U);
}

}  // namespace
}  // namespace brygga
