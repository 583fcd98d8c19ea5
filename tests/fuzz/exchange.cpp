// What either side does with a message once it is decoded, and the merging of texts.
#include <filesystem>

#include "fuzz/target.hpp"
#include "fuzz/world.hpp"
#include "merge/text_merge.hpp"
#include "protocol/device_sync.hpp"

namespace brygga::fuzz {
namespace {

using namespace brygga::testing;

// --- the office -------------------------------------------------------------------------------

Fault push_again(MemoryOffice& office, const SyncRequest& request,
                 const std::vector<Receipt>& receipts) {
  const std::vector<RowState> rows = office.all_rows();
  SyncResponse response;
  PullContext pull;
  if (!office.push(request, response, pull).ok()) return "A repeated request was turned away.";
  if (office.all_rows() != rows) return "A repeated request changed something.";
  const bool are_same =
      std::equal(receipts.begin(), receipts.end(), response.receipts.begin(),
                 response.receipts.end(), [](const Receipt& a, const Receipt& b) {
                   return a.first == b.first && a.code == b.code && a.seq == b.seq;
                 });
  return are_same ? "" : "A repeated request got other receipts.";
}

// Follows the answers to their end, which must come.
Fault follow(MemoryOffice& office, SyncRequest request) {
  const std::vector<Scope> scopes = office.held_by(request.device);
  for (int rounds = 0; rounds < 200; ++rounds) {
    PullContext pull;
    pull.scopes = scopes;
    SyncResponse response;
    if (!build_page(office, request, pull, response).ok()) return "";
    if (!decode_sync_response(encode(response)).ok()) return "The answer does not decode.";
    if (!response.more) return "";
    request.position = response.position;
    request.commit_cursor = response.commit_cursor;
    for (const ScopeProgress& progress : response.progress) {
      std::erase_if(request.loading, [&](const LoadingScope& loading) {
        return progress.complete && loading.scope == progress.scope;
      });
      for (LoadingScope& loading : request.loading) {
        if (loading.scope == progress.scope) loading.cursor = progress.cursor;
      }
    }
  }
  return "The answers do not end.";
}

// --- the device -------------------------------------------------------------------------------

// Gives the answer the receipts that the request must get, with their codes as they were: few
// random answers have them, and the others would end here.
void fit_receipts(const SyncRequest& request, SyncResponse& response) {
  std::vector<Receipt> receipts;
  for (const TransactionPart& part : request.parts) {
    response.consumed = std::max(response.consumed, part.part_last());
    if (!part.is_last()) continue;
    Receipt receipt;
    if (receipts.size() < response.receipts.size()) receipt = response.receipts[receipts.size()];
    receipt.first = part.first;
    receipts.push_back(std::move(receipt));
  }
  response.receipts = std::move(receipts);
}

}  // namespace

Fault run_push(ByteView input) {
  auto request = decode_sync_request(input);
  if (!request) return "";
  request->device = alice_device;
  MemoryOffice office = office_of_alice();
  if (!request->parts.empty()) {
    office.devices[alice_device].consumed = request->parts.front().part_first() - 1;
  }
  SyncResponse response;
  PullContext pull;
  if (!office.push(*request, response, pull).ok()) return "";
  return push_again(office, *request, response.receipts);
}

Fault run_cursor(ByteView input) {
  if (input.size() < 2) return "";
  MemoryOffice office = office_of_alice();
  SyncRequest request;
  request.device = alice_device;
  request.scopes_digest = digest_of(office.held_by(alice_device));
  request.page_bytes = 1U + input[1];
  const ByteView cursor = input.subspan(2);
  if (input[0] % 2 == 0) {
    request.commit_cursor.assign(cursor.begin(), cursor.end());
  } else {
    request.loading = {{scope_of('K', 1), Bytes(cursor.begin(), cursor.end())}};
  }
  return follow(office, std::move(request));
}

Fault run_answer(ByteView input) {
  auto response = decode_sync_response(input);
  if (!response) return "";
  const TempFolder folder;
  const std::string path = folder / "tablet.db";
  std::filesystem::copy_file(tablet_of_alice(), path);
  auto store = DeviceStore::open(path, test_schema());
  if (!store) return store.error().what;
  auto request = (*store)->make_request(0, 0);
  if (!request) return request.error().what;
  fit_receipts(*request, *response);
  const Status checked = check_response(test_schema(), *request, *response);
  if (!checked.ok()) return checked.error().what.empty() ? "It is turned away without a word." : "";
  const auto taken = (*store)->take_response(*request, *std::move(response), 2'000'100);
  if (!taken) return taken.error().what.empty() ? "It is refused without a word." : "";
  const auto next = (*store)->make_request(0, 0);
  if (!next) return "After the answer no request can be made: " + next.error().what;
  for (std::uint64_t row = 1; row <= 8; ++row) {
    const auto view = (*store)->read(card::entity, row_of_number(row));
    if (!view) return "A row cannot be read: " + view.error().what;
  }
  return "";
}

// --- texts ------------------------------------------------------------------------------------

Fault run_text_merge(ByteView input) {
  const std::string_view all = as_text(input);
  const std::size_t first = std::min(all.find('\xFF'), all.size());
  const std::size_t second = std::min(all.find('\xFF', first + 1), all.size());
  const auto part = [&](std::size_t from, std::size_t to) {
    return from < to ? all.substr(from, to - from) : std::string_view();
  };
  const std::string_view ancestor = part(0, first);
  const std::string_view mine = part(first + 1, second);
  const std::string_view theirs = part(second + 1, all.size());
  const TextMerge merge = merge_texts(ancestor, mine, theirs);
  const TextMerge other = merge_texts(ancestor, theirs, mine);
  if (merge.is_clean != other.is_clean) return "It matters which side comes first.";
  if (merge.is_clean && merge.text != other.text) return "It matters which side comes first.";
  const bool are_utf8 = is_utf8(ancestor) && is_utf8(mine) && is_utf8(theirs);
  if (are_utf8 && !is_utf8(merge.text)) return "The result is no UTF-8.";
  if (merge_texts(ancestor, mine, ancestor).text != mine) return "An unchanged side has a say.";
  return merge.text.size() <= ancestor.size() + mine.size() + theirs.size() + 3 * all.size() + 3
             ? ""
             : "The result is larger than all three.";
}

}  // namespace brygga::fuzz
