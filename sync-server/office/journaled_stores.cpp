#include "office/journaled_stores.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/fault.hpp"
#include "office/journal_replay.hpp"
#include "office/secrets.hpp"

namespace brygga::server {
namespace {

constexpr const char* no_journal =
    "The journal is missing, so that this office cannot know what was erased, revoked or withdrawn "
    "in the time that it has lost.";
constexpr const char* older_journal =
    "The journal is older than the database, so that this office cannot know all that was erased, "
    "revoked or withdrawn in the time that it has lost.";

class JournaledStore final : public TenantStore {
 public:
  JournaledStore(std::unique_ptr<TenantStore> store, std::unique_ptr<TenantJournal> journal)
      : store_(std::move(store)), journal_(std::move(journal)) {}

  Status read(const std::function<Status(TenantReader&)>& work) override {
    return store_->read(work);
  }

  Result<std::unique_ptr<AccountView>> view(const AccountSight& sight) override {
    return store_->view(sight);
  }

  Status write(const std::function<Status(TenantWriter&)>& work) override {
    const std::vector<JournalEvent> done = journaled();
    std::vector<JournalEvent> events;
    OfficeState after;
    const Status written = store_->write([&](TenantWriter& writer) -> Status {
      for (const JournalEvent& event : done) {
        BRYGGA_TRY(writer.unqueue_event(event.epoch, event.number));
      }
      BRYGGA_ASSIGN(const OfficeState before, writer.state());
      BRYGGA_TRY(work(writer));
      BRYGGA_ASSIGN(after, writer.state());
      BRYGGA_TRY(begin_epoch({after.epoch, before.seq}));
      BRYGGA_ASSIGN(events, writer.queued_events());
      return {};
    });
    BRYGGA_TRY(written);
    BRYGGA_TRY(journal_->append(events));
    note(done, events);
    return mark({after.epoch, after.seq});
  }

  Result<bool> changed_elsewhere() override { return store_->changed_elsewhere(); }
  Result<bool> has_journaled(const CommitName& commit) override {
    BRYGGA_ASSIGN(const std::optional<Seq> mark, journal_->mark_of(commit.epoch));
    return mark && *mark >= commit.seq;
  }
  Status scrub() override { return store_->scrub(); }

 private:
  std::vector<JournalEvent> journaled() {
    const std::lock_guard lock(mutex_);
    return journaled_;
  }

  // What has left the queue need not leave it again; what is in the journal may.
  void note(const std::vector<JournalEvent>& left, const std::vector<JournalEvent>& journaled) {
    const auto is_in = [](const std::vector<JournalEvent>& events, const JournalEvent& event) {
      return std::any_of(events.begin(), events.end(), [&](const JournalEvent& other) {
        return other.epoch == event.epoch && other.number == event.number;
      });
    };
    if (left.empty() && journaled.empty()) return;
    const std::lock_guard lock(mutex_);
    std::erase_if(journaled_, [&](const JournalEvent& event) { return is_in(left, event); });
    for (const JournalEvent& event : journaled) {
      if (!is_in(journaled_, event)) journaled_.push_back(event);
    }
  }

  // Before any of its commits is durable: a journal that does not know a database's epoch is older
  // than the database.
  Status begin_epoch(const EpochMark& epoch) {
    const std::lock_guard lock(mutex_);
    if (marked_.epoch == epoch.epoch) return {};
    BRYGGA_TRY(journal_->begin_epoch(epoch));
    // Loss of power may have taken marks back.
    BRYGGA_TRY(journal_->mark(epoch));
    marked_ = epoch;
    return {};
  }

  Status mark(const EpochMark& newest) {
    const std::lock_guard lock(mutex_);
    if (marked_.epoch != newest.epoch || marked_.seq >= newest.seq) return {};
    BRYGGA_TRY(journal_->mark(newest));
    marked_ = newest;
    return {};
  }

  const std::unique_ptr<TenantStore> store_;
  const std::unique_ptr<TenantJournal> journal_;
  std::mutex mutex_;
  std::vector<JournalEvent> journaled_;  // in the journal, and still in the queue
  EpochMark marked_;                     // as the journal has it
};

// Opens a tenant with its journal: brings both together, and does again what was lost.
class Opening {
 public:
  Opening(TenantJournals& journals, std::string_view name, const Schema& schema, Clock& clock,
          Random& random)
      : journals_(journals), name_(name), schema_(schema), clock_(clock), random_(random) {}

  // All in one transaction: nothing can be committed, and so journaled, between two looks.
  Status run(TenantWriter& writer) {
    BRYGGA_ASSIGN(Recovery standing, writer.recovery());
    const Recovery before = standing;
    BRYGGA_ASSIGN(const OfficeState state, writer.state());
    BRYGGA_TRY(find_journal(state, standing));
    BRYGGA_ASSIGN(const std::vector<JournalEvent> queued, writer.queued_events());
    BRYGGA_TRY(journal->append(queued));
    for (const JournalEvent& event : queued) {
      BRYGGA_TRY(writer.unqueue_event(event.epoch, event.number));
    }
    if (standing != before) BRYGGA_TRY(writer.put_recovery(standing));
    return replay(writer, state);
  }

  std::unique_ptr<TenantJournal> journal;

 private:
  Status find_journal(const OfficeState& state, Recovery& standing) {
    BRYGGA_ASSIGN(journal, journals_.open(name_));
    const bool had_one = std::exchange(standing.has_journal, true);
    const bool is_missing = journal == nullptr;
    if (is_missing) {
      BRYGGA_ASSIGN(journal, journals_.make(name_, standing.tenant));
    }
    BRYGGA_ASSIGN(const std::uint64_t tenant, journal->tenant());
    if (tenant != standing.tenant) {
      return Error{ErrorCode::conflict,
                   "The journal of " + std::string(name_) +
                       " belongs to another tenant than this database. Was the database of "
                       "another tenant put here? If this is a new tenant of an old name, move the "
                       "old one's journal away.",
                   false, "other_journal"};
    }
    BRYGGA_ASSIGN(const std::optional<Seq> known, journal->mark_of(state.epoch));
    if (known) return {};
    if (had_one) guard(standing, is_missing ? no_journal : older_journal);
    return journal->begin_epoch({state.epoch, state.seq});
  }

  void guard(Recovery& standing, const char* because) {
    standing.guarded_because = because;
    standing.guarded_ms = clock_.unix_ms();
  }

  Status replay(TenantWriter& writer, const OfficeState& state) {
    if (has_fault(Fault::journal_not_replayed)) return {};
    BRYGGA_ASSIGN(const std::vector<EventCount> counts, writer.event_counts());
    BRYGGA_ASSIGN(const std::vector<JournalEvent> events, journal->events_beyond(counts));
    Replay replay;
    BRYGGA_ASSIGN(replay.lost, commits_lost(state));
    if (events.empty() && replay.lost == 0) return {};
    replay.at_ms = clock_.unix_ms();
    replay.seq = state.seq;
    // Its commits are none of those that were lost.
    const std::uint64_t epoch = make_epoch(random_);
    BRYGGA_TRY(journal->begin_epoch({epoch, state.seq}));
    BRYGGA_TRY(writer.begin_epoch(epoch));
    const CommitInfo commit{state.seq + 1, random_.u64(), DeviceNumber::of(epoch, 0), replay.at_ms,
                            CommitInfo::Origin::journal};
    BRYGGA_TRY(replay_events(schema_, writer, events, commit, replay));
    return writer.put_replay(replay);
  }

  // How far beyond the database the journal has seen it, in its epoch or in one that came after.
  Result<std::uint64_t> commits_lost(const OfficeState& state) {
    BRYGGA_ASSIGN(const std::vector<EpochMark> epochs, journal->epochs());
    const auto own = std::find_if(epochs.begin(), epochs.end(), [&](const EpochMark& epoch) {
      return epoch.epoch == state.epoch;
    });
    Seq newest = state.seq;
    for (auto at = own; at != epochs.end(); ++at) newest = std::max(newest, at->seq);
    return newest - state.seq;
  }

  TenantJournals& journals_;
  const std::string_view name_;
  const Schema& schema_;
  Clock& clock_;
  Random& random_;
};

class JournaledStores final : public TenantStores {
 public:
  JournaledStores(std::unique_ptr<TenantStores> stores, std::unique_ptr<TenantJournals> journals,
                  const Schema& schema, Clock& clock, Random& random)
      : stores_(std::move(stores)),
        journals_(std::move(journals)),
        schema_(schema),
        clock_(clock),
        random_(random) {}

  Status create(const TenantInfo& info) override { return stores_->create(info); }
  Result<std::vector<std::string>> names() override { return stores_->names(); }

  Result<std::unique_ptr<TenantStore>> open(std::string_view name) override {
    BRYGGA_ASSIGN(std::unique_ptr<TenantStore> store, stores_->open(name));
    Opening opening(*journals_, name, schema_, clock_, random_);
    BRYGGA_TRY(store->write([&](TenantWriter& writer) { return opening.run(writer); }));
    BRYGGA_TRY(finish_scrubbing(*store));
    auto journaled = std::make_unique<JournaledStore>(std::move(store), std::move(opening.journal));
    // What was replayed is a commit, too, which the journal has not heard of.
    BRYGGA_TRY(journaled->write([](TenantWriter&) -> Status { return {}; }));
    return std::unique_ptr<TenantStore>(std::move(journaled));
  }

 private:
  // An erasure that was stopped half way, or one that was replayed. If others are reading, the next
  // opening tries again.
  static Status finish_scrubbing(TenantStore& store) {
    Recovery standing;
    const Status looked = store.read([&](TenantReader& reader) -> Status {
      BRYGGA_ASSIGN(standing, reader.recovery());
      return {};
    });
    BRYGGA_TRY(looked);
    if (!standing.needs_scrub) return {};
    const Status scrubbed = store.scrub();
    return scrubbed.ok() || scrubbed.error().reason == "busy" ? Status{} : scrubbed;
  }

  const std::unique_ptr<TenantStores> stores_;
  const std::unique_ptr<TenantJournals> journals_;
  const Schema& schema_;
  Clock& clock_;
  Random& random_;
};

}  // namespace

std::unique_ptr<TenantStores> journaled_stores(std::unique_ptr<TenantStores> stores,
                                               std::unique_ptr<TenantJournals> journals,
                                               const Schema& schema, Clock& clock, Random& random) {
  return std::make_unique<JournaledStores>(std::move(stores), std::move(journals), schema, clock,
                                           random);
}

}  // namespace brygga::server
