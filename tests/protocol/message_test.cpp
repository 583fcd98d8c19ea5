// Messages and their bytes. tests/protocol/golden holds each message's bytes as hexadecimal text; a
// change of the format changes these files and docs/PROTOCOL.md in one commit.
#include "protocol/message.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "base/limits.hpp"
#include "support/builders.hpp"

namespace brygga {
namespace {

using namespace testing;

// --- one of each, with every kind of content ----------------------------------------------------

Mac sample_mac() {
  Mac mac{};
  mac.front() = 0xAA;
  mac.back() = 0xBB;
  return mac;
}

RowChange sample_row() {
  RowChange whole;
  whole.kind = RowChange::Kind::whole;
  whole.entity = card::entity;
  whole.row = row_of_number(1);
  whole.scope = scope_of('K', 1);
  whole.seq = 302;
  whole.mac = sample_mac();
  whole.fields = {{card::title, 302, {{stamp_at(9), 0, text("å")}}},
                  {card::note, 290, {{stamp_at(7), 0, text("a")}, {stamp_at(9), 0, Value{}}}},
                  {card::tags, 1, {}}};
  return whole;
}

SyncRequest sample_request() {
  SyncRequest request;
  request.device = alice_device;
  request.schema_version = 3;
  request.position = {7, 300, 0x0123456789abcdefULL};
  request.scopes_digest = 0xfedcba9876543210ULL;
  request.loading = {{scope_of('K', 5), Bytes{1, 2, 3}}, {scope_of('R', 5), {}}};
  request.commit_cursor = {9, 9};
  TransactionPart whole;
  whole.id = txn(1);
  whole.time = stamp_at(1000).time;
  whole.first = 4;
  whole.edits_total = 2;
  whole.edits = {
      create_card(
          1, {assign(card::title, text("å")), add(card::tags, text("a")), assign(card::price, 2.5),
              assign(card::flag, true), assign(card::blob, Bytes{0, 255}),
              assign(card::first_seen, number(-1)), assign(card::owner, uuid_of(9))}),
      edit_card(2, {assign(card::note, Value{}, {ref_to(stamp_at(5, bob_device)), own_ref(4)}),
                    remove(card::tags, text("b"), {ref_to(stamp_at(6))})})};
  TransactionPart piece;
  piece.id = txn(2);
  piece.time = stamp_at(1001).time;
  piece.first = 6;
  piece.edits_total = 5;
  piece.offset = 0;
  piece.received = {6, 290};
  piece.stamped_by = bob_device;
  piece.edits = {edit_card(3, {assign(card::flag, false)})};
  TransactionPart acts;
  acts.id = txn(3);
  acts.time = stamp_at(1002).time;
  acts.first = 11;
  acts.edits_total = 2;
  acts.edits = {edit_of(visit::entity, 4, {}), edit_of(visit::entity, 5, {})};
  acts.edits[0].moves_to = scope_of('T', 9);
  acts.edits[1].deletes = true;
  acts.edits[1].seen = {ref_to(stamp_at(6)), own_ref(4)};
  TransactionPart refused_before;
  refused_before.id = txn(4);
  refused_before.time = stamp_at(1003).time;
  refused_before.first = 13;
  refused_before.edits_total = 3;
  refused_before.is_void = true;
  request.parts = {whole, piece, acts, refused_before};
  request.wait_seconds = 50;
  request.page_bytes = 4096;
  request.offered = {{6, sample_row()}};
  request.is_healing = true;
  request.lineage = {{6, 5, 250, sample_mac()}};
  request.gap_to = 2;
  request.wants_number = true;
  request.audits = {{scope_of('K', 5), 12, 0xABCD}};
  request.today = 20'654;
  request.held = std::vector<Scope>{scope_of('K', 5), scope_of('R', 5)};
  return request;
}

// What devices of today may say besides.
SyncRequest sample_further_request() {
  SyncRequest request;
  request.device = alice_device;
  request.schema_version = 3;
  request.disputed = {{card::entity, row_of_number(1)}, {visit::entity, row_of_number(2)}};
  request.unsent = Unsent{3, 1'700'000'000'000};
  request.is_handing_over = true;
  request.wiped = WipeReceipt{61, 4'200, 2};
  return request;
}

SyncResponse sample_response() {
  SyncResponse response;
  response.office_ms = 1'700'000'000'000;
  response.consumed = 8;
  response.receipts = {{4, Receipt::Code::merged, 301, {}, {}, {sample_mac(), Mac{}}},
                       {6, Receipt::Code::refused, 301, {"wrong_type", "No.", 7}},
                       {8, Receipt::Code::applied, 120, {}, stamp_at(5, bob_device), {}, true}};
  response.scopes_follow = true;
  response.scopes = {base_scope, scope_of('K', 5)};
  response.position = {7, 302, 42};
  const RowChange whole = sample_row();
  RowChange fields = whole;
  fields.kind = RowChange::Kind::fields;
  fields.fields.resize(1);
  RowChange leave;
  leave.kind = RowChange::Kind::leave;
  leave.entity = visit::entity;
  leave.row = row_of_number(2);
  leave.scope = scope_of('K', 2);
  leave.seq = 302;
  RowChange deleted = leave;
  deleted.kind = RowChange::Kind::deleted;
  deleted.life = {stamp_at(3), stamp_at(8), false, 302};
  RowChange erased = deleted;
  erased.kind = RowChange::Kind::erased;
  erased.life = {{}, {}, true, 302};
  response.rows = {whole, fields, leave, deleted, erased};
  response.progress = {{scope_of('K', 5), Bytes{7}, true, {900, 81'000}, {1200, 110'000}}};
  response.commit_cursor = {1};
  response.commit_rows_from = 2;
  response.more = true;
  response.backed_up = 288;
  response.lineage = {{7, 6, 280, sample_mac()}, {8, 7, 300, sample_mac()}};
  response.reload = {scope_of('K', 5)};
  response.new_device = bob_device;
  response.new_token = "secret";
  response.is_push_only = true;
  response.loads_anew = true;
  response.lost = {scope_of('R', 5)};
  response.authors = {{bob_device, row_of_number(92), "Bob's tablet"}};
  return response;
}

EnrolRequest sample_enrol_request() {
  return {"kommun", "ABCD-EFGH", "Alice's tablet", 3, uuid_of(77)};
}
EnrolResponse sample_enrol_response() {
  return {"secret", alice_device, "kommun", "The municipality", uuid_of(5), "Alice", 1'700'000};
}
ErrorMessage sample_error() { return {"clock_ahead", "The clock is ahead.", true, 1'700'000}; }

// What a decoded message is again as bytes: equal bytes are equal messages.
template <class Message>
Result<Bytes> again(Result<Message> decoded) {
  if (!decoded) return std::move(decoded).error();
  return encode(*decoded);
}

struct Sample {
  const char* name;
  Bytes bytes;
  std::function<Result<Bytes>(ByteView)> decode_and_encode;
};

std::vector<Sample> samples() {
  return {
      {"sync_request", encode(sample_request()),
       [](ByteView view) { return again(decode_sync_request(view)); }},
      {"sync_request_empty", encode(SyncRequest{}),
       [](ByteView view) { return again(decode_sync_request(view)); }},
      {"sync_request_further", encode(sample_further_request()),
       [](ByteView view) { return again(decode_sync_request(view)); }},
      {"sync_response", encode(sample_response()),
       [](ByteView view) { return again(decode_sync_response(view)); }},
      {"sync_response_empty", encode(SyncResponse{}),
       [](ByteView view) { return again(decode_sync_response(view)); }},
      {"enrol_request", encode(sample_enrol_request()),
       [](ByteView view) { return again(decode_enrol_request(view)); }},
      {"enrol_response", encode(sample_enrol_response()),
       [](ByteView view) { return again(decode_enrol_response(view)); }},
      {"error", encode(sample_error()), [](ByteView view) { return again(decode_error(view)); }},
      {"stored_edit", encode(sample_request().parts[0].edits[1]),
       [](ByteView view) { return again(decode_edit(view)); }},
      {"stored_row_change", encode(sample_response().rows[0]),
       [](ByteView view) { return again(decode_row_change(view)); }},
  };
}

// --- round trips ------------------------------------------------------------------------------

TEST(Message, every_message_comes_back) {
  for (const Sample& sample : samples()) {
    const auto bytes = sample.decode_and_encode(sample.bytes);
    ASSERT_TRUE(bytes.ok()) << sample.name;
    EXPECT_EQ(to_hex(*bytes), to_hex(sample.bytes)) << sample.name;
  }
}

TEST(Message, request_comes_back_with_every_part) {
  const auto request = decode_sync_request(encode(sample_request()));
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(*request, sample_request());
}

TEST(Message, further_request_comes_back_with_every_row_asked_about) {
  const auto request = decode_sync_request(encode(sample_further_request()));
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(*request, sample_further_request());
}

// Devices that were made before and ask for nothing new are answered as ever.
TEST(Message, request_that_says_nothing_further_has_the_form_of_old) {
  EXPECT_EQ(encode(sample_request()).front(), 0xB1);
  EXPECT_EQ(encode(sample_further_request()).front(), 0xB6);
}

TEST(Message, response_comes_back_with_every_row) {
  const auto response = decode_sync_response(encode(sample_response()));
  ASSERT_TRUE(response.ok());
  const SyncResponse expected = sample_response();
  EXPECT_EQ(response->position, expected.position);
  EXPECT_EQ(response->rows, expected.rows);
  EXPECT_EQ(response->receipts[0].macs, expected.receipts[0].macs);
  EXPECT_EQ(response->lineage, expected.lineage);
  EXPECT_EQ(response->reload, expected.reload);
  EXPECT_EQ(response->new_device, expected.new_device);
  EXPECT_EQ(response->receipts[1].refusal.sentence, "No.");
  EXPECT_EQ(response->receipts[2].stamp, expected.receipts[2].stamp);
  EXPECT_FALSE(response->receipts[1].is_told_by_rows);
  EXPECT_TRUE(response->receipts[2].is_told_by_rows);
  EXPECT_EQ(response->scopes, expected.scopes);
  EXPECT_EQ(response->authors, expected.authors);
  EXPECT_TRUE(response->more);
}

TEST(Message, bytes_are_those_of_the_golden_files) {
  for (const Sample& sample : samples()) {
    const std::string path =
        std::string(BRYGGA_SOURCE_DIR) + "/tests/protocol/golden/" + sample.name + ".hex";
    std::ifstream file(path);
    std::string expected;
    for (std::string line; std::getline(file, line);) expected += line;
    EXPECT_EQ(to_hex(sample.bytes), expected) << path;
  }
}

TEST(Message, estimate_of_a_row_is_no_smaller_than_its_bytes) {
  for (const RowChange& row : sample_response().rows) {
    EXPECT_GE(size_estimate(row), encode(row).size());
  }
}

// The least of everything, at the very end of the bytes, where a bound on counts is felt.
TEST(Message, smallest_content_comes_back) {
  for (const Edit& edit : {edit_card(1, {assign(1, Value{}, {own_ref(1)})}),
                           edit_card(1, {assign(1, Value{}, {own_ref(1), own_ref(2), own_ref(3)})}),
                           edit_card(1, {assign(1, Value{}), assign(2, true)}), edit_card(1, {})}) {
    const auto again = decode_edit(encode(edit));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again, edit);
  }
  SyncResponse response;
  response.receipts = {{1, Receipt::Code::applied, 1, {}}};
  response.rows = {{}, {}};
  response.rows[0].fields = {{1, 0, {}}};
  response.rows[1].fields = {{1, 0, {{stamp_at(0), 0, Value{}}}}, {2, 0, {}}};
  response.progress = {{}};
  response.scopes_follow = true;
  response.scopes = {{}};
  EXPECT_TRUE(decode_sync_response(encode(response)).ok());
  EXPECT_TRUE(decode_row_change(encode(response.rows[1])).ok());
  SyncRequest request;
  request.loading = {{}};
  request.parts = {{}};
  EXPECT_TRUE(decode_sync_request(encode(request)).ok());
}

// --- bytes that are no message ------------------------------------------------------------------

TEST(HostileBytes, every_truncation_fails_cleanly) {
  for (const Sample& sample : samples()) {
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      const auto result = sample.decode_and_encode(ByteView(sample.bytes).first(size));
      ASSERT_FALSE(result.ok()) << sample.name << " cut at " << size;
      EXPECT_EQ(result.error().code, ErrorCode::corrupt);
    }
  }
}

TEST(HostileBytes, a_byte_too_many_is_no_message) {
  for (const Sample& sample : samples()) {
    Bytes longer = sample.bytes;
    longer.push_back(0);
    EXPECT_FALSE(sample.decode_and_encode(longer).ok()) << sample.name;
  }
}

TEST(HostileBytes, every_flipped_bit_is_read_or_refused_without_a_crash) {
  for (const Sample& sample : samples()) {
    for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
      for (int change = 1; change < 256; ++change) {
        Bytes bytes = sample.bytes;
        bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ change);
        (void)sample.decode_and_encode(bytes);
      }
    }
  }
}

TEST(HostileBytes, more_than_may_be_asked_or_told_is_refused) {
  SyncRequest request;
  request.disputed.resize(disputed_rows_max);
  EXPECT_TRUE(decode_sync_request(encode(request)).ok());
  request.disputed.emplace_back();
  EXPECT_FALSE(decode_sync_request(encode(request)).ok());
  SyncResponse response;
  response.authors.resize(authors_told_max);
  EXPECT_TRUE(decode_sync_response(encode(response)).ok());
  response.authors.emplace_back();
  EXPECT_FALSE(decode_sync_response(encode(response)).ok());
  response.authors = {{bob_device, {}, std::string(author_name_bytes_max + 1, 'x')}};
  EXPECT_FALSE(decode_sync_response(encode(response)).ok());
}

TEST(HostileBytes, a_time_that_no_clock_can_show_is_refused) {
  for (const std::uint64_t ms : {limits::stamp_ms_max + 1, std::uint64_t{1} << 63}) {
    SyncResponse response;
    response.office_ms = ms;
    EXPECT_FALSE(decode_sync_response(encode(response)).ok());
    ErrorMessage error;
    error.office_ms = ms;
    EXPECT_FALSE(decode_error(encode(error)).ok());
    EnrolResponse enrolled;
    enrolled.office_ms = ms;
    EXPECT_FALSE(decode_enrol_response(encode(enrolled)).ok());
  }
  SyncResponse latest;
  latest.office_ms = limits::stamp_ms_max;
  EXPECT_TRUE(decode_sync_response(encode(latest)).ok());
}

TEST(HostileBytes, a_message_of_another_kind_is_refused) {
  EXPECT_EQ(decode_sync_request(encode(SyncResponse{})).error().code, ErrorCode::corrupt);
  EXPECT_EQ(decode_sync_response(encode(SyncRequest{})).error().code, ErrorCode::corrupt);
  EXPECT_EQ(decode_error(Bytes{}).error().code, ErrorCode::corrupt);
}

TEST(HostileBytes, an_unknown_version_is_told_apart_from_garbage) {
  for (const Sample& sample : samples()) {
    if (std::string_view(sample.name).substr(0, 6) == "stored") continue;
    Bytes bytes = sample.bytes;
    bytes[1] = 2;
    const auto result = sample.decode_and_encode(bytes);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::too_new);
    EXPECT_EQ(result.error().reason, "unknown_version");
    EXPECT_FALSE(result.error().can_retry);
  }
}

// Puts 4 GiB counts where each varint of the sample may stand, with 20 bytes behind them; the limit
// in allocation_limit.cpp ends the program when one is believed.
TEST(HostileBytes, a_count_without_its_content_asks_for_no_memory) {
  for (const Sample& sample : samples()) {
    for (std::size_t at = 2; at < sample.bytes.size(); ++at) {
      Bytes bytes(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(at));
      bytes.insert(bytes.end(), {0xff, 0xff, 0xff, 0xff, 0x0f});
      bytes.resize(bytes.size() + 20);
      (void)sample.decode_and_encode(bytes);
    }
  }
}

}  // namespace
}  // namespace brygga
