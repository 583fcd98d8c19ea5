// Random histories of two tablets and an office, from a seed: in the end all agree, and every value
// that a person saved is a head, in the office's history, or in a refusal.
#include <gtest/gtest.h>

#include <random>

#include "support/tablet.hpp"

namespace brygga {
namespace {

using namespace testing;

// A field's state in words, for messages.
std::string told(const FieldState& state) {
  std::string text_of = "seq " + std::to_string(state.seq);
  for (const Head& head : state.heads) {
    text_of += ", " + std::to_string(head.stamp.time.ticks) + "@" +
               std::to_string(head.stamp.device.value & 0xFF) + " own " +
               std::to_string(head.own_edit);
    if (const auto* text_value = std::get_if<std::string>(&head.value))
      text_of += " " + *text_value;
  }
  return text_of;
}

struct SavedValue {
  FieldNumber field = 0;
  std::uint64_t row = 0;
  Value value;
  DeviceNumber device;
  EditNumber edit = 0;
};

class World {
 public:
  explicit World(std::uint32_t seed) : random_(seed) {
    office_.now_ms = 2'000'000;
    for (std::uint64_t i = 0; i < 2; ++i) persons_.push_back(office_.add_person(91 + i));
    for (std::uint64_t row = 1; row <= 2; ++row) {
      office_.write({create_card(
          row, {assign(card::title, text("first")), assign(card::status, text("open"))})});
      for (std::uint64_t i = 0; i < 2; ++i) {
        office_.add_member(80 + row * 2 + i, row, persons_[i]);
      }
    }
    for (std::uint64_t i = 0; i < 2; ++i) {
      const DeviceNumber device{(7ULL << 32) | (i + 1)};
      tablets_.push_back(std::make_unique<Tablet>(office_, device, persons_[i],
                                                  folder_ / (std::to_string(i) + ".db")));
      tablets_.back()->sync();
      tablets_.back()->page_bytes = random_() % 2 == 0 ? 300 : 0;
    }
  }

  void play(int steps) {
    for (int i = 0; i < steps; ++i) {
      step(random_() % 2);
      office_.now_ms += random_() % 200;
    }
    for (int round = 0; round < 2; ++round) {
      for (auto& tablet : tablets_) {
        deliver_all(*tablet);
        tablet->sync();
      }
    }
  }

  void expect_agreement() {
    for (auto& tablet : tablets_) {
      EXPECT_EQ(tablet->store->status()->outbox.unsent, 0U);
      for (const RowState& row : office_.all_rows()) {
        auto view = tablet->store->read(row.entity, row.id);
        ASSERT_TRUE(view.ok());
        if (!*view) {
          const auto held = office_.held_by(tablet->number);
          EXPECT_EQ(std::count(held.begin(), held.end(), row.scope), 0);
          continue;
        }
        EXPECT_FALSE((*view)->is_unsent);
        EXPECT_EQ((*view)->state.seq, row.seq);
        for (std::size_t i = 0; i < row.fields.size(); ++i) {
          EXPECT_EQ(told((*view)->state.fields[i]), told(row.fields[i]))
              << "field " << i + 1 << " of row " << to_string(row.id.uuid);
        }
        EXPECT_EQ((*view)->state, row);
      }
    }
  }

  void expect_nothing_lost() {
    for (const SavedValue& saved : saved_) {
      EXPECT_TRUE(is_kept(saved)) << "field " << saved.field << " of card " << saved.row;
    }
  }

 private:
  struct Form {
    std::uint64_t row = 0;
    RowVersion version;
  };
  struct Answer {
    SyncRequest request;
    SyncResponse response;
  };

  void step(std::size_t who) {
    Tablet& tablet = *tablets_[who];
    tablet.now_ms = office_.now_ms + random_() % 4000;
    switch (random_() % 10) {
      case 0:
      case 1:
        forms_[who] = {1 + random_() % 2, {}};
        forms_[who].version = tablet.version(card::entity, forms_[who].row);
        break;
      case 2:
      case 3:
      case 4:
        save(tablet, forms_[who]);
        break;
      case 5:
        make_card(tablet, who);
        break;
      case 6:
        tablet.round();
        break;
      case 7:
        late_[who].push_back(ask(tablet));
        break;
      case 8:
        deliver_all(tablet);
        break;
      case 9:
        if (random_() % 3 == 0) {
          tablet.open();
        } else {
          (void)ask(tablet);  // the answer is lost
        }
        break;
    }
  }

  Answer ask(Tablet& tablet) {
    Answer answer;
    answer.request = tablet.make_request();
    auto response = office_.exchange(answer.request);
    EXPECT_TRUE(response.ok()) << (response.ok() ? "" : response.error().what);
    if (response) answer.response = *response;
    return answer;
  }

  // Answers that were under way for long: stored if the store still stands where it asked.
  void deliver_all(Tablet& tablet) {
    const std::size_t who = &tablet == tablets_[0].get() ? 0 : 1;
    for (const Answer& answer : late_[who]) {
      const auto taken =
          tablet.store->take_response(answer.request, answer.response, tablet.now_ms);
      EXPECT_TRUE(taken.ok() || taken.error().reason == "moved_on") << taken.error().what;
    }
    late_[who].clear();
  }

  Value value_for(FieldNumber number) {
    static constexpr const char* states[] = {"open", "active", "done", "void"};
    if (number == card::status) return text(states[random_() % 4]);
    if (number == card::level || number == card::first_seen) {
      return static_cast<std::int64_t>(random_() % 50);
    }
    return text("v" + std::to_string(++values_));
  }

  void save(Tablet& tablet, const Form& form) {
    static constexpr FieldNumber fields[] = {card::title,  card::note,       card::status,
                                             card::level,  card::first_seen, card::summary,
                                             card::rating, card::tags};
    const FieldNumber number = fields[random_() % 8];
    const std::uint64_t row = form.row != 0 ? form.row : 1;
    // Sometimes the form is stale, sometimes fresh, sometimes there is none.
    RowVersion seen;
    if (random_() % 4 != 0) {
      seen = random_() % 2 == 0 ? tablet.version(card::entity, row) : form.version;
    }
    Change change = Tablet::set(row, number, {}, seen);
    if (number == card::tags) {
      const Value tag = text(std::string(1, static_cast<char>('a' + random_() % 3)));
      change.assign.clear();
      (random_() % 2 == 0 ? change.add : change.remove) = {{card::tags, tag}};
    } else if (number == card::rating) {
      change.assign[0].value = static_cast<std::int64_t>(1 + random_() % 5);
    } else {
      change.assign[0].value = value_for(number);
    }
    const auto saved = tablet.save({change});
    if (!saved) {
      EXPECT_EQ(saved.error().reason, "illegal_move") << saved.error().what;
      return;
    }
    for (const auto& assignment : change.assign) {
      saved_.push_back({number, row, assignment.value, tablet.number, saved->first});
    }
  }

  void make_card(Tablet& tablet, std::size_t who) {
    const std::uint64_t row = 100 + who * 1000 + ++cards_;
    const EditNumber first = tablet.must_save(tablet.new_own_card(row, "card"));
    saved_.push_back({card::title, row, text("card"), tablet.number, first});
    const EditNumber second = tablet.edit(row, card::note, text("with note"));
    saved_.push_back({card::note, row, text("with note"), tablet.number, second});
  }

  bool is_kept(const SavedValue& saved) {
    const RowState* row = office_.find(card::entity, saved.row);
    if (row != nullptr) {
      for (const Head& head : row->field(saved.field).heads) {
        if (head.value == saved.value && head.stamp.device == saved.device) return true;
      }
    }
    for (const HistoryEntry& entry : office_.history) {
      const bool is_it = entry.row == row_of_number(saved.row) &&
                         entry.superseded.field == saved.field &&
                         entry.superseded.head.value == saved.value &&
                         entry.superseded.head.stamp.device == saved.device;
      if (is_it) return true;
    }
    for (auto& tablet : tablets_) {
      if (tablet->number != saved.device) continue;
      const auto receipt = tablet->receipt_of(saved.edit);
      return receipt && receipt->code == Receipt::Code::refused &&
             tablet->store->edit(saved.edit)->has_value();
    }
    return false;
  }

  TempFolder folder_;
  MemoryOffice office_;
  std::mt19937 random_;
  std::vector<RowId> persons_;
  std::vector<std::unique_ptr<Tablet>> tablets_;
  Form forms_[2];
  std::vector<Answer> late_[2];
  std::vector<SavedValue> saved_;
  std::uint64_t values_ = 0;
  std::uint64_t cards_ = 0;
};

TEST(RandomHistories, end_in_agreement_with_nothing_lost) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    world.play(40);
    world.expect_agreement();
    world.expect_nothing_lost();
    if (::testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace brygga
