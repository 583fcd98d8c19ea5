#include "protocol/office_pull.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/fault.hpp"
#include "base/limits.hpp"

namespace brygga {
namespace {

Bytes to_bytes(const FeedCursor& cursor) {
  ByteWriter writer;
  writer.varint(cursor.seq);
  writer.varint(cursor.entity);
  writer.varint(cursor.key);
  return writer.take();
}

// A cursor that the office gave; an empty or garbled one is the beginning.
FeedCursor from_bytes(const Bytes& bytes) {
  ByteReader reader(bytes);
  FeedCursor cursor{reader.varint(), reader.varint(), reader.varint()};
  return reader.ok() && reader.at_end() ? cursor : FeedCursor{};
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
    response_.position = request_.position;
    if (digest_of(context_.scopes) != request_.scopes_digest) {
      response_.scopes_follow = true;
      response_.scopes = context_.scopes;
      // Who holds nothing yet misses nothing: what comes will be loaded.
      const bool holds_nothing = request_.scopes_digest == digest_of({});
      if (request_.position.seq == 0 && holds_nothing) response_.position = state.position();
      // A commit of which the device has a part goes on where it was cut.
      response_.commit_cursor = request_.commit_cursor;
      response_.more = true;
      return {};
    }
    BRYGGA_TRY(fill_tail(state));
    if (!response_.more) return fill_loading();
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

  // Changes of complete scopes after the cursor, in the order of commits; is_all tells whether
  // these are all there are.
  Status gather(const std::vector<Scope>& scopes, const FeedCursor& after,
                std::vector<Place>& places, bool& is_all) {
    const std::size_t limit =
        std::max<std::size_t>(256, 16384 / std::max<std::size_t>(1, scopes.size()));
    FeedCursor horizon{~0ULL, ~0ULL, ~0ULL};
    for (std::size_t i = 0; i < scopes.size(); ++i) {
      BRYGGA_ASSIGN(std::vector<FeedItem> items, office_.feed(scopes[i], after, limit));
      if (items.size() == limit) horizon = std::min(horizon, items.back().at);
      for (const FeedItem& item : items) places.push_back({item, i});
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
      const bool is_known = context_.own_is_known && item.at.seq == context_.own_seq;
      if (!is_known) BRYGGA_TRY(add_row(complete[places[next].scope], item, false));
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
    BRYGGA_ASSIGN(OfficeState state, office_.state());
    BRYGGA_ASSIGN(std::optional<std::uint64_t> salt, office_.salt_of(seq));
    if (!salt) {
      return Error{ErrorCode::internal, "The office misses commit " + std::to_string(seq) + ".",
                   false, "storage"};
    }
    response_.position = {state.epoch, seq, *salt};
    return {};
  }

  Status fill_loading() {
    for (const LoadingScope& loading : request_.loading) {
      if (is_full()) {
        response_.more = true;
        return {};
      }
      const bool granted =
          std::binary_search(context_.scopes.begin(), context_.scopes.end(), loading.scope);
      if (granted) BRYGGA_TRY(fill_scope(loading));
    }
    return {};
  }

  Status fill_scope(const LoadingScope& loading) {
    FeedCursor at = from_bytes(loading.cursor);
    ScopeProgress progress{loading.scope, loading.cursor, false};
    while (!is_full()) {
      constexpr std::size_t chunk = 1024;
      BRYGGA_ASSIGN(std::vector<FeedItem> items, office_.feed(loading.scope, at, chunk));
      for (const FeedItem& item : items) {
        if (is_full()) break;
        // Who holds nothing of the scope yet misses nothing of what has left it.
        if (!item.leaves || !loading.cursor.empty()) {
          BRYGGA_TRY(add_row(loading.scope, item, true));
        }
        at = item.at;
      }
      if (items.size() < chunk && (items.empty() || at == items.back().at)) {
        progress.complete = true;
        break;
      }
    }
    progress.cursor = to_bytes(at);
    if (!progress.complete) response_.more = true;
    response_.progress.push_back(std::move(progress));
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
    if (change.kind != RowChange::Kind::leave) change.life = row->life;
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
  std::size_t bytes_max_ = 0;
  std::size_t bytes_ = 0;
  Seq commit_ = 0;
  Seq before_commit_ = 0;
  std::uint32_t rows_before_commit_ = 0;
};

}  // namespace

Status check_position(OfficeReader& office, const Position& position) {
  if (position.seq == 0) {
    return {};
  }
  BRYGGA_ASSIGN(OfficeState state, office.state());
  std::optional<std::uint64_t> salt;
  if (position.epoch == state.epoch && position.seq <= state.seq) {
    BRYGGA_ASSIGN(salt, office.salt_of(position.seq));
  }
  if (salt == position.salt) {
    return {};
  }
  return Error{ErrorCode::conflict,
               "The office does not know this device's position: the office may have been restored "
               "from a backup. The device keeps all its work and waits; ask the operator.",
               true, "unknown_position"};
}

Seq complete_seq(const SyncRequest& request) { return tail_of(request).complete; }

Status build_page(OfficeReader& office, const SyncRequest& request, const PullContext& context,
                  SyncResponse& response) {
  return Page(office, request, context, response).fill();
}

void tell_losses(const SyncRequest& request, const PullContext& context, SyncResponse& response) {
  response.is_push_only = true;
  response.position = request.position;
  response.commit_cursor = request.commit_cursor;
  std::copy_if(request.held.begin(), request.held.end(), std::back_inserter(response.lost),
               [&](const Scope& scope) {
                 return !std::binary_search(context.scopes.begin(), context.scopes.end(), scope);
               });
}

bool says_nothing(const SyncResponse& response) {
  return response.lost.empty() && response.receipts.empty() && !response.scopes_follow &&
         response.rows.empty() && response.progress.empty() && !response.more &&
         response.reload.empty();
}

}  // namespace brygga
