#include "device/device.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <mutex>
#include <string_view>

#include "protocol/message.hpp"
#include "store/database.hpp"
#include "store/query.hpp"

namespace brygga {

namespace {

// Observers, and who is being told right now, so that unobserve() can wait for it.
class Observers {
 public:
  std::uint64_t add(Device::Observer observer) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t id = next_++;
    observers_.emplace(id, std::make_shared<Entry>(std::move(observer)));
    return id;
  }

  void remove(std::uint64_t id) {
    std::shared_ptr<Entry> entry;
    {
      const std::lock_guard lock(mutex_);
      const auto found = observers_.find(id);
      if (found == observers_.end()) return;
      entry = std::move(found->second);
      observers_.erase(found);
    }
    // Waits for a call under way on another thread; the recursive mutex lets an observer remove
    // itself.
    const std::lock_guard running(entry->running);
    entry->is_removed = true;
  }

  void tell(const Changed& changed) {
    std::vector<std::shared_ptr<Entry>> entries;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [id, entry] : observers_) entries.push_back(entry);
    }
    for (const auto& entry : entries) {
      const std::lock_guard running(entry->running);
      if (!entry->is_removed) entry->observer(changed);
    }
  }

 private:
  struct Entry {
    explicit Entry(Device::Observer o) : observer(std::move(o)) {}
    Device::Observer observer;
    std::recursive_mutex running;
    bool is_removed = false;
  };
  std::mutex mutex_;
  std::uint64_t next_ = 1;
  std::map<std::uint64_t, std::shared_ptr<Entry>> observers_;
};

// How often rows of each entity may have changed, as far as this process did it.
class EntityVersions {
 public:
  void count(const std::set<EntityNumber>& entities) {
    const std::lock_guard lock(mutex_);
    for (const EntityNumber entity : entities) ++of_one_[entity % kinds];
  }

  void count_all() {
    const std::lock_guard lock(mutex_);
    ++of_all_;
  }

  std::int64_t of(EntityNumber entity) {
    const std::lock_guard lock(mutex_);
    return of_all_ + of_one_[entity % kinds];
  }

 private:
  // Two that share a place are only thought to have changed more often than they did.
  static constexpr std::size_t kinds = 128;
  std::mutex mutex_;
  std::int64_t of_all_ = 0;
  std::array<std::int64_t, kinds> of_one_ = {};
};

}  // namespace

struct Device::Impl {
  const Schema& schema;
  Clock& clock;
  Random& random;
  std::mutex store_mutex;
  std::unique_ptr<DeviceStore> store;
  std::mutex reader_mutex;
  std::unique_ptr<QueryRunner> reader;  // null: queries go through the store's connection
  Observers observers;
  EntityVersions versions;

  void tell(const Changed& changed) {
    versions.count(changed.entities);
    observers.tell(changed);
  }
};

Device::Device(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Device::~Device() = default;

Result<std::unique_ptr<Device>> Device::open(const std::string& path, const Schema& schema,
                                             Clock& clock, Random& random,
                                             const DeviceOptions& options) {
  const FileUse use = options.separate_reader ? FileUse::shared : FileUse::alone;
  BRYGGA_ASSIGN(std::unique_ptr<DeviceStore> store,
                DeviceStore::open(path, schema, options.retention, use));
  auto impl =
      std::unique_ptr<Impl>(new Impl{schema, clock, random, {}, std::move(store), {}, {}, {}, {}});
  if (options.separate_reader) {
    BRYGGA_ASSIGN(impl->reader, QueryRunner::open(path, schema));
  }
  return std::unique_ptr<Device>(new Device(std::move(impl)));
}

const Schema& Device::schema() const { return impl_->schema; }

std::uint64_t Device::now_ms() { return impl_->clock.unix_ms(); }

RowId Device::new_row_id() { return RowId{make_uuid(impl_->clock, impl_->random)}; }

Bytes Device::random_bytes(std::size_t count) {
  Bytes bytes(count);
  impl_->random.fill(bytes);
  return bytes;
}

// --- work -------------------------------------------------------------------------------------

Result<Saved> Device::write(const WriteSet& writes) {
  const TransactionId id{make_uuid(impl_->clock, impl_->random)};
  Changed changed;
  changed.status = true;
  for (const Change& change : writes.changes) changed.entities.insert(change.entity);
  const auto save = [&] {
    const std::lock_guard lock(impl_->store_mutex);
    return impl_->store->save(writes, id, impl_->clock.unix_ms());
  };
  Result<Saved> saved = save();
  if (saved && !saved->is_repeated) impl_->tell(changed);
  return saved;
}

Result<std::optional<RowView>> Device::read(EntityNumber entity, const RowId& id) {
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->read(entity, id);
}

Result<std::vector<HistoryItem>> Device::history(EntityNumber entity, const RowId& id) {
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->history(entity, id);
}

Status Device::query_each(std::string_view sql, const std::vector<Value>& parameters,
                          const std::function<bool(const std::vector<Value>&)>& on_row) {
  if (impl_->reader != nullptr) {
    const std::lock_guard lock(impl_->reader_mutex);
    return impl_->reader->run(sql, parameters, nullptr, on_row);
  }
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->query(sql, parameters, nullptr, on_row);
}

Result<QueryResult> Device::query(std::string_view sql, const std::vector<Value>& parameters) {
  QueryResult result;
  const auto keep = [&](const std::vector<Value>& row) {
    result.rows.push_back(row);
    return true;
  };
  if (impl_->reader != nullptr) {
    const std::lock_guard lock(impl_->reader_mutex);
    BRYGGA_TRY(impl_->reader->run(sql, parameters, &result.columns, keep));
  } else {
    const std::lock_guard lock(impl_->store_mutex);
    BRYGGA_TRY(impl_->store->query(sql, parameters, &result.columns, keep));
  }
  return result;
}

Result<SearchHits> Device::search(std::string_view text, const std::vector<EntityNumber>& entities,
                                  std::size_t limit) {
  if (impl_->reader != nullptr) {
    const std::lock_guard lock(impl_->reader_mutex);
    return impl_->reader->search().find(text, entities, limit);
  }
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->search(text, entities, limit);
}

std::optional<std::int64_t> Device::rows_version(EntityNumber entity) {
  // Without a reader the file is this process's alone.
  if (impl_->reader == nullptr) return impl_->versions.of(entity);
  const std::lock_guard lock(impl_->reader_mutex);
  const Result<std::int64_t> version = impl_->reader->data_version();
  return version ? std::optional(*version) : std::nullopt;
}

Result<StoreStatus> Device::status() {
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->status();
}

Result<std::vector<OutboxTransaction>> Device::transactions(std::size_t limit, bool only_open) {
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->transactions(limit, only_open);
}

Result<std::optional<Edit>> Device::edit(EditNumber number) {
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->edit(number);
}

Result<Saved> Device::send_again(EditNumber first, const CommandToKeep& command) {
  const auto again = [&] {
    const std::lock_guard lock(impl_->store_mutex);
    return impl_->store->send_again(
        first, [this] { return TransactionId{make_uuid(impl_->clock, impl_->random)}; },
        impl_->clock.unix_ms(), command);
  };
  Result<Saved> sent = again();
  if (sent && !sent->is_repeated) {
    Changed changed{{}, true};
    for (const EntityDef& entity : impl_->schema.entities) changed.entities.insert(entity.number);
    impl_->tell(changed);
  }
  return sent;
}

Result<Saved> Device::dismiss(EditNumber first, const CommandToKeep& command) {
  const auto dismiss = [&] {
    const std::lock_guard lock(impl_->store_mutex);
    return impl_->store->dismiss(first, command);
  };
  Result<Saved> dismissed = dismiss();
  if (dismissed && !dismissed->is_repeated) impl_->tell({{}, true});
  return dismissed;
}

Result<Saved> Device::close_deletion(EntityNumber entity, const RowId& id,
                                     const CommandToKeep& command) {
  const auto close = [&] {
    const std::lock_guard lock(impl_->store_mutex);
    return impl_->store->close_deletion(entity, id, command);
  };
  Result<Saved> closed = close();
  if (closed && !closed->is_repeated) impl_->tell({{}, true});
  return closed;
}

std::uint64_t Device::observe(Observer observer) {
  return impl_->observers.add(std::move(observer));
}

void Device::unobserve(std::uint64_t id) { impl_->observers.remove(id); }

Result<std::int64_t> Device::data_version() {
  const std::lock_guard lock(impl_->store_mutex);
  return impl_->store->data_version();
}

// --- office -----------------------------------------------------------------------------------

namespace {

std::string endpoint(std::string office_url, const char* path) {
  while (!office_url.empty() && office_url.back() == '/') office_url.pop_back();
  return office_url + path;
}

// A request that the office turned away. What it says is for people; its code is the reason.
Error turned_away(int status, ByteView body) {
  auto message = decode_error(body);
  if (!message) {
    return {
        ErrorCode::offline,
        "The address answered with HTTP status " + std::to_string(status) +
            " but not as a Brygga office does. Check the address, and that this network lets you "
            "through; what you saved is kept here.",
        true, "not_an_office"};
  }
  // An unknown token is not a revoked one: the office may have been restored from a backup taken
  // before this device enrolled. The device waits and keeps everything.
  const bool is_final = !message->can_retry && message->code != "unknown_token";
  return {is_final ? ErrorCode::refused : ErrorCode::busy, message->sentence, !is_final,
          message->code};
}

// What a sign-in page of a network answers to everything is no answer of the office: the device
// waits and tries again. A version that this program does not speak is one.
template <class Message>
Result<Message> answer_of(Result<Message> decoded) {
  if (decoded || decoded.error().code != ErrorCode::corrupt) {
    return decoded;
  }
  return turned_away(200, {});
}

std::uint64_t office_ms_of(ByteView body) {
  auto message = decode_error(body);
  return message ? message->office_ms : 0;
}

}  // namespace

namespace {

// Over plain HTTP whoever listens could read all of it, and take the device's place.
bool is_protected(std::string_view office_url) {
  if (office_url.starts_with("https://")) return true;
  static constexpr std::string_view loopback[] = {"http://127.0.0.1", "http://localhost",
                                                  "http://[::1]"};
  return std::any_of(std::begin(loopback), std::end(loopback), [&](std::string_view here) {
    const char next = office_url.size() > here.size() ? office_url[here.size()] : '/';
    return office_url.starts_with(here) && (next == ':' || next == '/');
  });
}

}  // namespace

Result<Device::PendingEnrolment> Device::begin_enrol(const std::string& office_url,
                                                     const std::string& tenant,
                                                     const std::string& code,
                                                     const std::string& device_name) {
  BRYGGA_ASSIGN(const StoreStatus before, status());
  if (before.replica.is_enrolled()) {
    return Error{ErrorCode::refused,
                 "This store belongs to " + before.replica.account_name +
                     " already. Use a store of its own for each person.",
                 false, "already_enrolled"};
  }
  if (!is_protected(office_url)) {
    return Error{ErrorCode::invalid,
                 "The office's address must begin with https://: on its way over plain HTTP "
                 "others could read what you record.",
                 false, "insecure_address"};
  }
  const EnrolRequest request{tenant, code, device_name, impl_->schema.version,
                             make_uuid(impl_->clock, impl_->random)};
  return PendingEnrolment{{endpoint(office_url, "/v1/enrol"), "", encode(request), 30'000},
                          office_url};
}

Status Device::end_enrol(const PendingEnrolment& enrolment, int http_status, ByteView body) {
  if (http_status != 200) return turned_away(http_status, body);
  BRYGGA_ASSIGN(const EnrolResponse response, answer_of(decode_enrol_response(body)));
  {
    const std::lock_guard lock(impl_->store_mutex);
    BRYGGA_TRY(impl_->store->enrol(response, enrolment.office_url, impl_->clock.unix_ms()));
  }
  impl_->tell({{}, true});
  return {};
}

Status Device::enrol(Transport& transport, const std::string& office_url, const std::string& tenant,
                     const std::string& code, const std::string& device_name) {
  BRYGGA_ASSIGN(const PendingEnrolment enrolment,
                begin_enrol(office_url, tenant, code, device_name));
  auto reply = transport.post(enrolment.http);
  // The reply may have been lost after the office used the code: the same attempt may ask again.
  if (!reply && reply.error().can_retry) reply = transport.post(enrolment.http);
  if (!reply) return std::move(reply).error();
  return end_enrol(enrolment, reply->status, reply->body);
}

Result<Device::PendingRound> Device::begin_round(std::uint32_t wait_seconds,
                                                 std::uint32_t page_bytes) {
  const std::lock_guard lock(impl_->store_mutex);
  PendingRound round;
  BRYGGA_ASSIGN(round.request, impl_->store->make_request(wait_seconds, page_bytes));
  constexpr std::uint64_t day_ms = 86'400'000;
  if (!round.request.loading.empty()) {
    round.request.today = static_cast<std::int64_t>(impl_->clock.unix_ms() / day_ms);
  }
  BRYGGA_ASSIGN(const Replica replica, impl_->store->replica());
  round.url = endpoint(replica.office_url, "/v1/sync");
  round.bearer_token = replica.token;
  round.body = encode(round.request);
  return round;
}

Result<RoundResult> Device::end_round(const PendingRound& round, int http_status, ByteView body) {
  Result<RoundResult> ended = take_answer(round, http_status, body);
  // What a failure left half done is not known.
  if (!ended) impl_->versions.count_all();
  return ended;
}

Result<RoundResult> Device::take_answer(const PendingRound& round, int http_status, ByteView body) {
  if (http_status != 200) {
    Error error = turned_away(http_status, body);
    const std::uint64_t office_ms = office_ms_of(body);
    if (error.reason == "clock_ahead" && office_ms != 0) {
      const std::lock_guard lock(impl_->store_mutex);
      BRYGGA_TRY(impl_->store->restamp(round.request, office_ms, impl_->clock.unix_ms()));
    }
    if (error.reason == "copied_store") {
      const std::lock_guard lock(impl_->store_mutex);
      BRYGGA_TRY(impl_->store->want_number(round.request.device));
    }
    if (error.reason == "wipe_ordered") {
      const std::lock_guard lock(impl_->store_mutex);
      BRYGGA_TRY(impl_->store->order_wipe());
      error.code = ErrorCode::busy;
      error.can_retry = true;
    }
    const bool takes_nothing = round.request.is_handing_over && error.reason == "revoked_token";
    if (takes_nothing) return wipe_unheard();
    return error;
  }
  BRYGGA_ASSIGN(SyncResponse response, answer_of(decode_sync_response(body)));
  RoundResult result;
  for (const TransactionPart& part : round.request.parts) result.edits_sent += part.edits.size();
  {
    const std::lock_guard lock(impl_->store_mutex);
    BRYGGA_ASSIGN(result.taken, impl_->store->take_response(round.request, std::move(response),
                                                            impl_->clock.unix_ms()));
  }
  impl_->tell({result.taken.entities, true, true});
  return result;
}

// The office takes nothing more from this device: it is wiped with what it has.
Error Device::wipe_unheard() {
  const auto wipe = [&] {
    const std::lock_guard lock(impl_->store_mutex);
    return impl_->store->wipe(impl_->clock.unix_ms());
  };
  const Status wiped = wipe();
  std::set<EntityNumber> all;
  for (const EntityDef& entity : impl_->schema.entities) all.insert(entity.number);
  impl_->tell({std::move(all), true, true});
  if (!wiped.ok()) return wiped.error();
  return {ErrorCode::busy, "This device was wiped, and tells its office so.", true, "wipe_ordered"};
}

Result<RoundResult> Device::sync_round(Transport& transport, std::uint32_t wait_seconds,
                                       std::uint32_t page_bytes, std::uint64_t timeout_ms) {
  for (int attempt = 0;; ++attempt) {
    BRYGGA_ASSIGN(const PendingRound round, begin_round(wait_seconds, page_bytes));
    BRYGGA_ASSIGN(const HttpReply reply,
                  transport.post({round.url, round.bearer_token, round.body,
                                  timeout_ms + std::uint64_t{wait_seconds} * 1000}));
    auto result = end_round(round, reply.status, reply.body);
    if (result) {
      result->bytes_sent = reply.bytes_on_wire_sent;
      result->bytes_received = reply.bytes_on_wire_received;
      return result;
    }
    const std::string& reason = result.error().reason;
    const bool may_repeat = reason == "clock_ahead" || reason == "moved_on" ||
                            reason == "copied_store" || reason == "wipe_ordered";
    // To be wiped takes two steps where the office takes no work any more.
    const int attempts_max = reason == "wipe_ordered" ? 2 : 1;
    if (!may_repeat || attempt >= attempts_max) return result;
  }
}

Result<SyncProgress> Device::sync_once(Transport& transport, const SyncOptions& options) {
  SyncProgress progress;
  while (true) {
    BRYGGA_ASSIGN(const RoundResult round,
                  sync_round(transport, 0, options.page_bytes, options.timeout_ms));
    ++progress.rounds;
    progress.edits_sent += round.edits_sent;
    progress.rows_received += round.taken.rows;
    progress.bytes_sent += round.bytes_sent;
    progress.bytes_received += round.bytes_received;
    progress.scopes = round.taken.scopes;
    progress.scopes_loading = round.taken.scopes_loading;
    progress.load = round.taken.load;
    if (options.on_progress && !options.on_progress(progress)) return progress;
    if (!round.taken.more) return progress;
  }
}

}  // namespace brygga
