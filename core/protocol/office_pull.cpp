#include "protocol/office_pull.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/fault.hpp"
#include "base/limits.hpp"
#include "protocol/load_cursor.hpp"

namespace brygga {
namespace {

Bytes to_bytes(const FeedCursor& cursor) {
  ByteWriter writer;
  writer.varint(cursor.seq);
  writer.varint(cursor.entity);
  writer.varint(cursor.key);
  return writer.take();
}

// Where a device stands that has a part of the changes since its last complete answer: the next
// ones come after `at`, with all fields changed after the commit `complete`. (A row stands in the
// feed at its latest change only: its earlier ones may lie before the device's position, unsent.)
struct TailCursor {
  Seq complete = 0;
  FeedCursor at;
};

Bytes to_bytes(const TailCursor& cursor) {
  ByteWriter writer;
  writer.varint(cursor.complete);
  const Bytes at = to_bytes(cursor.at);
  writer.raw(ByteView(at));
  return writer.take();
}

// Without a cursor, or with a garbled one, all up to the position is there.
TailCursor tail_of(const SyncRequest& request) {
  ByteReader reader(request.commit_cursor);
  const Seq complete = reader.varint();
  const FeedCursor at{reader.varint(), reader.varint(), reader.varint()};
  if (reader.ok() && reader.at_end()) return {complete, at};
  return {request.position.seq, FeedCursor::after_commit(request.position.seq)};
}

std::ptrdiff_t newest_told(const Lineage& lineage) {
  const auto size = std::ssize(lineage);
  return std::max<std::ptrdiff_t>(0, size - std::ptrdiff_t{lineage_told_max});
}

void tell(const Lineage& lineage, std::ptrdiff_t from, const Notary& notary,
          SyncResponse& response) {
  for (auto start = lineage.begin() + from; start != lineage.end(); ++start) {
    EpochStart& told = response.lineage.emplace_back(*start);
    told.mac = mark_of(notary, told);
  }
}

// Those that the device does not know. One that stands in the newest epoch knows it.
void tell_epochs(const SyncRequest& request, const OfficeState& state, const Lineage& lineage,
                 const Notary& notary, SyncResponse& response) {
  if (request.position.epoch == state.epoch) return;
  response.lineage.clear();
  const auto from = std::find_if(lineage.begin(), lineage.end(), [&](const EpochStart& start) {
    return start.epoch == request.position.epoch;
  });
  tell(lineage, from == lineage.end() ? newest_told(lineage) : from - lineage.begin(), notary,
       response);
}

class Page {
 public:
  Page(OfficeReader& office, const SyncRequest& request, const PullContext& context,
       SyncResponse& response)
      : office_(office),
        request_(request),
        context_(context),
        response_(response),
        tail_(tail_of(request)) {
    bytes_max_ = request.page_bytes == 0
                     ? limits::page_bytes
                     : std::min<std::size_t>(request.page_bytes, limits::page_bytes);
  }

  Status fill() {
    BRYGGA_ASSIGN(OfficeState state, office_.state());
    BRYGGA_ASSIGN(lineage_, office_.lineage());
    BRYGGA_TRY(tell_position(office_, request_, context_.notary, response_));
    if (context_.notary != nullptr)
      tell_epochs(request_, state, lineage_, *context_.notary, response_);
    if (request_.is_healing) return {};
    if (digest_of(context_.scopes) != request_.scopes_digest) {
      response_.scopes_follow = true;
      response_.scopes = context_.scopes;
      // A commit of which the device has a part goes on where it was cut.
      response_.commit_cursor = request_.commit_cursor;
      response_.more = true;
      return {};
    }
    if (needed_after(request_) < state.kept_from) {
      response_.loads_anew = true;
      response_.position = state.position();
      response_.more = true;
      return {};
    }
    BRYGGA_TRY(fill_tail(state));
    if (!response_.more) return fill_loading(state.seq);
    return {};
  }

 private:
  struct Place {
    FeedItem item;
    std::size_t scope = 0;  // index into complete scopes
  };

  bool is_full() const { return bytes_ >= bytes_max_; }

  bool is_loading(const Scope& scope) const {
    return std::any_of(request_.loading.begin(), request_.loading.end(),
                       [&](const LoadingScope& loading) { return loading.scope == scope; });
  }

  // Nothing of this commit needs to be told.
  bool is_known(Seq seq) const {
    return context_.own_is_known && seq != 0 && seq == context_.own_seq;
  }

  // Changes of complete scopes after the cursor, in the order of commits, without those of a known
  // commit; is_all tells whether these are all there are.
  Status gather(const std::vector<Scope>& scopes, FeedCursor after, std::vector<Place>& places,
                bool& is_all) {
    const std::size_t limit =
        std::max<std::size_t>(256, 16384 / std::max<std::size_t>(1, scopes.size()));
    // Mostly the known commit comes next.
    if (is_known(after.seq + 1) && after == FeedCursor::after_commit(after.seq)) {
      after = FeedCursor::after_commit(context_.own_seq);
    }
    FeedCursor horizon{~0ULL, ~0ULL, ~0ULL};
    for (std::size_t i = 0; i < scopes.size(); ++i) {
      BRYGGA_ASSIGN(std::vector<FeedItem> items, office_.feed(scopes[i], after, 0, limit));
      bool is_cut = items.size() == limit;
      // No page ends within the known commit: what is left of it would be told next time.
      if (is_cut && is_known(items.back().at.seq)) {
        BRYGGA_ASSIGN(
            const std::vector<FeedItem> later,
            office_.feed(scopes[i], FeedCursor::after_commit(context_.own_seq), 0, limit));
        is_cut = later.size() == limit;
        items.insert(items.end(), later.begin(), later.end());
      }
      if (is_cut) horizon = std::min(horizon, items.back().at);
      for (const FeedItem& item : items) {
        if (!is_known(item.at.seq)) places.push_back({item, i});
      }
    }
    is_all = horizon.seq == ~0ULL;
    std::erase_if(places, [&](const Place& place) { return place.item.at > horizon; });
    // A row that was moved stands twice at the same place: it leaves first.
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return a.item.at < b.item.at || (a.item.at == b.item.at && a.item.leaves && !b.item.leaves);
    });
    return {};
  }

  Status fill_tail(const OfficeState& state) {
    std::vector<Scope> complete;
    std::copy_if(context_.scopes.begin(), context_.scopes.end(), std::back_inserter(complete),
                 [&](const Scope& scope) { return !is_loading(scope); });
    std::vector<Place> places;
    bool is_all = true;
    BRYGGA_TRY(gather(complete, tail_.at, places, is_all));
    std::size_t next = 0;
    // No cursor stands between two entries at the same place.
    const auto belongs_to_last = [&] {
      return next > 0 && places[next].item.at == places[next - 1].item.at;
    };
    while (next < places.size() && (!is_full() || belongs_to_last())) {
      const FeedItem& item = places[next].item;
      note_commit(item.at.seq);
      BRYGGA_TRY(add_row(complete[places[next].scope], item, false));
      ++next;
    }
    if (next == places.size() && is_all) {
      response_.position = state.position();
      return {};
    }
    response_.more = true;
    return cut(places, next);
  }

  // The page ends before places[next]: at the end of the last whole commit, and if rows of a
  // further one are in, at a cursor within it.
  Status cut(const std::vector<Place>& places, std::size_t next) {
    const FeedCursor last = places[next - 1].item.at;
    response_.commit_cursor = to_bytes(TailCursor{tail_.complete, last});
    const bool ends_commit = next < places.size() && places[next].item.at.seq != last.seq;
    if (ends_commit) {
      response_.commit_rows_from = static_cast<std::uint32_t>(response_.rows.size());
      return move_position(last.seq);
    }
    // Rows of the commit last.seq are in, and it may go on: they must not show yet.
    response_.commit_rows_from = rows_before_commit_;
    if (has_fault(Fault::commit_cut_unmarked)) {
      response_.commit_rows_from = static_cast<std::uint32_t>(response_.rows.size());
    }
    if (before_commit_ != 0) return move_position(before_commit_);
    return {};
  }

  Status move_position(Seq seq) {
    BRYGGA_ASSIGN(std::optional<std::uint64_t> salt, office_.salt_of(seq));
    if (!salt) {
      return Error{ErrorCode::internal, "The office misses commit " + std::to_string(seq) + ".",
                   false, "storage"};
    }
    response_.position = {epoch_at(lineage_, seq), seq, *salt};
    return {};
  }

  // --- scopes that are loading ---

  // One scope's load, as far as this page takes it.
  struct Load {
    Scope scope;
    LoadCursor cursor;
    bool is_told = false;  // its progress is in the response
  };
  // In which order scopes are loaded.
  enum Turn : std::uint64_t { base_turn, day_turn, other_turn };

  // What should come first comes from each scope before any scope is walked; then one after the
  // other is. The walk alone makes a scope complete, and sends what came ahead once more: so it is
  // no matter whether that was right, or changed since.
  Status fill_loading(Seq newest) {
    std::vector<Load> loads;
    for (const LoadingScope& loading : request_.loading) {
      const bool granted =
          std::binary_search(context_.scopes.begin(), context_.scopes.end(), loading.scope);
      if (granted) loads.push_back({loading.scope, load_cursor_of(loading.cursor), false});
    }
    for (Load& load : loads) {
      if (!load.cursor.has_begun && !is_full()) BRYGGA_TRY(begin_load(load, newest));
    }
    std::stable_sort(loads.begin(), loads.end(),
                     [](const Load& a, const Load& b) { return a.cursor.turn < b.cursor.turn; });
    for (Load& load : loads) {
      bool is_complete = false;
      if (load.cursor.has_begun && !is_full()) {
        BRYGGA_TRY(walk(load, is_complete));
      }
      if (load.is_told) BRYGGA_TRY(tell_progress(load, is_complete));
      if (!is_complete) response_.more = true;
    }
    return {};
  }

  Status begin_load(Load& load, Seq newest) {
    constexpr std::size_t first_rows_max = 256;
    load.cursor.has_begun = true;
    load.cursor.begun = newest;
    load.cursor.turn = other_turn;
    load.is_told = true;
    const auto& base = context_.base_scopes;
    const bool is_base = std::find(base.begin(), base.end(), load.scope) != base.end();
    if (is_base) load.cursor.turn = base_turn;
    // All of a base scope comes next anyway.
    if (is_base || !request_.today) return {};
    BRYGGA_ASSIGN(const FirstRows first,
                  office_.first_rows(load.scope, *request_.today, first_rows_max));
    if (first.has_day) load.cursor.turn = day_turn;
    for (const FeedCursor& place : first.places) {
      if (is_full()) break;
      BRYGGA_TRY(add_row(load.scope, {place, false}, true));
    }
    return {};
  }

  Status walk(Load& load, bool& is_complete) {
    constexpr std::size_t chunk = 1024;
    LoadCursor& cursor = load.cursor;
    load.is_told = true;
    while (!is_full()) {
      BRYGGA_ASSIGN(const std::vector<FeedItem> items,
                    office_.feed(load.scope, cursor.at, cursor.begun, chunk));
      for (const FeedItem& item : items) {
        if (is_full()) break;
        BRYGGA_TRY(add_row(load.scope, item, true));
        cursor.at = item.at;
        if (item.leaves) continue;
        ++cursor.done.rows;
        cursor.done.bytes += last_size_;
      }
      if (items.size() < chunk && (items.empty() || cursor.at == items.back().at)) {
        is_complete = true;
        return {};
      }
    }
    return {};
  }

  Status tell_progress(const Load& load, bool is_complete) {
    BRYGGA_ASSIGN(const LoadSize total, office_.size_of_scope(load.scope));
    const LoadSize& done = load.cursor.done;
    // What changes while it is loaded comes twice.
    response_.progress.push_back(
        {load.scope,
         to_bytes(load.cursor),
         is_complete,
         done,
         {std::max(total.rows, done.rows), std::max(total.bytes, done.bytes)}});
    return {};
  }

  void note_commit(Seq seq) {
    if (seq == commit_) return;
    before_commit_ = commit_;
    rows_before_commit_ = static_cast<std::uint32_t>(response_.rows.size());
    commit_ = seq;
  }

  Status add_row(const Scope& scope, const FeedItem& item, bool whole) {
    BRYGGA_ASSIGN(std::optional<RowState> row, office_.row_at(item.at));
    if (!row) {
      return Error{ErrorCode::internal, "The office's feed names a row that is not there.", false,
                   "storage"};
    }
    // A row that came into the scope, or back to life, since the last complete answer is new here.
    const bool is_whole = whole || row->life.seq > tail_.complete;
    RowChange change;
    change.kind = kind_of(item, *row, is_whole);
    change.entity = row->entity;
    change.row = row->id;
    change.scope = scope;
    change.seq = item.at.seq;
    last_size_ = size_estimate(*row);
    if (change.kind != RowChange::Kind::leave) change.life = row->life;
    if (!item.leaves && context_.notary != nullptr) {
      change.mac = mark_of(*context_.notary, epoch_at(lineage_, row->seq), *row);
    }
    if (!item.leaves) take_fields(*row, is_whole, change);
    if (change.fields.empty() && !is_whole && !item.leaves) return {};
    bytes_ += size_estimate(change);
    response_.rows.push_back(std::move(change));
    return {};
  }

  static RowChange::Kind kind_of(const FeedItem& item, const RowState& row, bool whole) {
    using Kind = RowChange::Kind;
    if (!item.leaves) return whole ? Kind::whole : Kind::fields;
    if (row.life.erased) return Kind::erased;
    // A row that was moved away and then deleted elsewhere has only left here.
    return row.life.is_deleted() && row.life.seq == item.at.seq ? Kind::deleted : Kind::leave;
  }

  // A field whose heads are all gone is sent too: it is how an emptied set travels.
  void take_fields(RowState& row, bool whole, RowChange& change) const {
    const bool is_own = context_.own_seq != 0 && context_.echo.count(row.id) == 0;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
      FieldState& field = row.fields[i];
      const bool is_new = field.seq > tail_.complete;
      const bool is_known = is_own && field.seq == context_.own_seq;
      if (field.seq == 0 || (!whole && (!is_new || is_known))) continue;
      change.fields.push_back({static_cast<FieldNumber>(i + 1), field.seq, std::move(field.heads)});
    }
  }

  OfficeReader& office_;
  const SyncRequest& request_;
  const PullContext& context_;
  SyncResponse& response_;
  const TailCursor tail_;
  Lineage lineage_;
  std::size_t bytes_max_ = 0;
  std::size_t bytes_ = 0;
  std::size_t last_size_ = 0;  // of the row that was added last, as size_of_scope() counts it
  Seq commit_ = 0;
  Seq before_commit_ = 0;
  std::uint32_t rows_before_commit_ = 0;
};

}  // namespace

Result<bool> has_lost(OfficeReader& office, const SyncRequest& request, EditNumber consumed) {
  const EditNumber from = std::max(consumed, request.gap_to) + 1;
  if (!request.parts.empty() && request.parts.front().part_first() > from) return true;
  const Position& position = request.position;
  if (position.seq == 0) return false;
  BRYGGA_ASSIGN(const OfficeState state, office.state());
  BRYGGA_ASSIGN(const Lineage lineage, office.lineage());
  const bool is_ahead = position.epoch == state.epoch && position.seq > state.seq;
  const bool is_known = has_commit(lineage, state.seq, {position.epoch, position.seq});
  if (!is_known && !is_ahead) return true;
  BRYGGA_ASSIGN(const std::optional<std::uint64_t> salt, office.salt_of(position.seq));
  if (is_known && salt == position.salt) return false;
  // Too long ago to be remembered: the device will load all anew.
  if (is_known && !salt && position.seq < state.kept_from) return false;
  return Error{ErrorCode::conflict,
               "The office does not know this device's position, though it should. The device "
               "keeps all its work and waits; ask the operator.",
               true, "unknown_position"};
}

Status tell_position(OfficeReader& office, const SyncRequest& request, const Notary* notary,
                     SyncResponse& response) {
  response.position = request.position;
  const bool holds_nothing = request.scopes_digest == digest_of(std::vector<Scope>{});
  const bool goes_on = !request.is_healing && (request.position.seq != 0 || !holds_nothing);
  if (goes_on && response.receipts.empty()) return {};
  BRYGGA_ASSIGN(const OfficeState state, office.state());
  if (!goes_on) response.position = state.position();
  if (notary == nullptr) return {};
  BRYGGA_ASSIGN(const Lineage lineage, office.lineage());
  tell_epochs(request, state, lineage, *notary, response);
  return {};
}

Status tell_of_loss(OfficeReader& office, const Notary& notary, SyncResponse& response) {
  BRYGGA_ASSIGN(const OfficeState state, office.state());
  response.position = state.position();
  BRYGGA_ASSIGN(const Lineage lineage, office.lineage());
  tell(lineage, newest_told(lineage), notary, response);
  return {};
}

Seq complete_seq(const SyncRequest& request) { return tail_of(request).complete; }

Seq needed_after(const SyncRequest& request) {
  Seq needed = std::min(request.position.seq, complete_seq(request));
  for (const LoadingScope& loading : request.loading) {
    const LoadCursor cursor = load_cursor_of(loading.cursor);
    if (cursor.has_begun) needed = std::min(needed, cursor.begun);
  }
  return needed;
}

Status build_page(OfficeReader& office, const SyncRequest& request, const PullContext& context,
                  SyncResponse& response) {
  return Page(office, request, context, response).fill();
}

void tell_losses(const SyncRequest& request, const PullContext& context, SyncResponse& response) {
  response.is_push_only = true;
  response.commit_cursor = request.commit_cursor;
  if (!request.held) return;
  std::copy_if(request.held->begin(), request.held->end(), std::back_inserter(response.lost),
               [&](const Scope& scope) {
                 return !std::binary_search(context.scopes.begin(), context.scopes.end(), scope);
               });
}

bool says_nothing(const SyncRequest& request, const SyncResponse& response) {
  const bool knows_its_standing = request.held.has_value() == response.is_push_only;
  return knows_its_standing && response.lost.empty() && response.receipts.empty() &&
         !response.scopes_follow && response.rows.empty() && response.progress.empty() &&
         !response.more && response.reload.empty() && response.lineage.empty() &&
         response.authors.empty();
}

}  // namespace brygga
