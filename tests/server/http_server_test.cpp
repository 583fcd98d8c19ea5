// The office on a real loopback socket: what it answers, and what it turns away.
#include "http/http_server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "base/limits.hpp"
#include "office/work_pool.hpp"
#include "server/http_client.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::HttpAnswer;
using test::HttpClient;
using test::new_note;
using test::row_id;
using test::team;
using test::TestDevice;
using test::TestOffice;

class OfficeOnline : public testing::Test {
 protected:
  OfficeOnline()
      : pool(2), office([this](std::function<void()> work) { pool.run(std::move(work)); }) {
    alice = office.enrol(office.alice);
    bob = office.enrol(office.bob);
    HttpOptions options;
    options.port = 0;
    server = HttpServer::start(options, office.office()).value();
  }
  ~OfficeOnline() override {
    server->stop();
    pool.finish();
  }

  HttpClient client() { return HttpClient(server->port()); }
  SyncResponse sync(const TestDevice& device, const SyncRequest& request) {
    const HttpAnswer answer = client().post("/v1/sync", device.token, encode(request));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("content-type"), "application/vnd.brygga");
    return decode_sync_response(answer.body).value();
  }
  SyncRequest note_request(TestDevice& device, std::uint8_t row, const std::string& text = "x") {
    return device.request(
        {device.transaction({new_note(row_id(row), team(1), text)}, office.clock.now_ms)});
  }
  // Follows the protocol until the device is in step.
  void catch_up(TestDevice& device) {
    std::vector<LoadingScope> loading;
    for (bool more = true; more;) {
      SyncRequest request = device.request();
      request.loading = loading;
      const SyncResponse response = sync(device, request);
      more = response.more || response.scopes_follow;
      if (response.scopes_follow) {
        device.scopes = response.scopes;
        for (const Scope& scope : response.scopes) loading.push_back({scope, {}});
      } else {
        loading.clear();
      }
      device.position = response.position;
    }
  }
  void expect_error(const HttpAnswer& answer, unsigned status, const std::string& code) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("brygga-error"), code);
    const Result<ErrorMessage> message = decode_error(answer.body);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(message->code, code);
    EXPECT_FALSE(message->sentence.empty());
    EXPECT_EQ(message->office_ms, office.clock.now_ms);
    EXPECT_TRUE(office.tenant().rows(test::note)->empty());
  }

  WorkPool pool;
  TestOffice office;
  TestDevice alice;
  TestDevice bob;
  std::unique_ptr<HttpServer> server;
};

TEST_F(OfficeOnline, is_healthy) {
  const HttpAnswer answer = client().exchange("GET", "/healthz?from=monitor");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(as_text(answer.body), "{\"status\":\"ok\",\"protocol\":1}\n");
}

TEST_F(OfficeOnline, enrols_and_syncs) {
  EnrolRequest enrol;
  enrol.tenant = "alpha";
  enrol.code = office.tenant().invite(office.alice, "tablet", office.clock.now_ms + 1000).value();
  enrol.attempt = test::id_of(5);
  const HttpAnswer answer = client().post("/v1/enrol", "", encode(enrol));
  ASSERT_EQ(answer.status, 200U);
  const EnrolResponse enrolled = decode_enrol_response(answer.body).value();
  TestDevice tablet{enrolled.token, enrolled.device, 0, {}, {}, {}};
  const SyncResponse response = sync(tablet, note_request(tablet, 1, "hello"));
  EXPECT_EQ(response.receipts.at(0).code, Receipt::Code::applied);
  EXPECT_EQ(response.consumed, 1U);
}

TEST_F(OfficeOnline, serves_many_requests_on_one_connection) {
  HttpClient one = client();
  for (std::uint8_t i = 1; i <= 20; ++i) {
    EXPECT_EQ(one.post("/v1/sync", alice.token, encode(note_request(alice, i))).status, 200U);
  }
  EXPECT_EQ(office.tenant().rows(test::note)->size(), 20U);
}

TEST_F(OfficeOnline, repeats_the_receipt_when_the_reply_was_lost) {
  const Bytes request = encode(note_request(alice, 1));
  {
    HttpClient gone = client();
    gone.send(
        "POST", "/v1/sync",
        {{"Content-Type", "application/vnd.brygga"}, {"Authorization", "Bearer " + alice.token}},
        request);
    gone.close();
  }
  HttpAnswer again = client().post("/v1/sync", alice.token, request);
  // The office may still be at the first request, and asks to come back.
  for (int i = 0; i < 1000 && again.status == 503U; ++i) {
    again = client().post("/v1/sync", alice.token, request);
  }
  const SyncResponse response = decode_sync_response(again.body).value();
  EXPECT_EQ(response.receipts.at(0).code, Receipt::Code::applied);
  EXPECT_EQ(office.tenant().rows(test::note)->size(), 1U);
}

TEST_F(OfficeOnline, takes_compressed_bodies_and_compresses_large_answers) {
  for (const ContentEncoding encoding : {ContentEncoding::zstd, ContentEncoding::gzip}) {
    TestDevice& sender = encoding == ContentEncoding::zstd ? alice : bob;
    const std::uint8_t row = encoding == ContentEncoding::zstd ? 1 : 2;
    const Bytes body =
        compress(encoding, encode(note_request(sender, row, std::string(5000, 'x'))));
    const HttpAnswer pushed =
        client().post("/v1/sync", sender.token, body, {{"Content-Encoding", name_of(encoding)}});
    EXPECT_EQ(pushed.status, 200U);
    catch_up(sender);
    SyncRequest whole = sender.request();
    whole.position = {};
    whole.loading = {{team(1), {}}};
    const HttpAnswer answer = client().post("/v1/sync", sender.token, encode(whole),
                                            {{"Accept-Encoding", name_of(encoding)}});
    EXPECT_EQ(answer.header("content-encoding"), name_of(encoding));
    EXPECT_LT(answer.body.size(), 3000U);
    const Bytes plain = decompress(encoding, answer.body, 1U << 20).value();
    const SyncResponse response = decode_sync_response(plain).value();
    EXPECT_EQ(response.rows.back().row, row_id(row));
  }
}

TEST_F(OfficeOnline, change_reaches_a_waiting_device) {
  catch_up(bob);
  SyncRequest waiting = bob.request();
  waiting.wait_seconds = 50;
  auto answered = std::async(std::launch::async, [&] { return sync(bob, waiting); });
  sync(alice, note_request(alice, 1, "news"));
  const SyncResponse response = answered.get();
  ASSERT_EQ(response.rows.size(), 1U);
  EXPECT_EQ(response.rows[0].row, row_id(1));
}

TEST_F(OfficeOnline, stop_answers_who_waits_and_takes_nobody_new) {
  catch_up(bob);
  SyncRequest waiting = bob.request();
  waiting.wait_seconds = 50;
  HttpClient held = client();
  held.send("POST", "/v1/sync",
            {{"Content-Type", "application/vnd.brygga"}, {"Authorization", "Bearer " + bob.token}},
            encode(waiting));
  HttpClient idle = client();
  EXPECT_EQ(idle.exchange("GET", "/healthz").status, 200U);
  server->stop();
  const HttpAnswer answer = held.receive();
  // The request may have been under way when the server stopped; then the connection just ends.
  EXPECT_TRUE(answer.status == 200U || answer.status == 0U);
  EXPECT_EQ(idle.receive_raw(), "");
  EXPECT_ANY_THROW(client());
}

TEST_F(OfficeOnline, client_that_hangs_up_while_it_waits_is_let_go) {
  catch_up(bob);
  SyncRequest waiting = bob.request();
  waiting.wait_seconds = 50;
  {
    HttpClient gone = client();
    gone.send(
        "POST", "/v1/sync",
        {{"Content-Type", "application/vnd.brygga"}, {"Authorization", "Bearer " + bob.token}},
        encode(waiting));
    while (office.tenant().board().empty()) std::this_thread::yield();
    gone.close();
  }
  while (!office.tenant().board().empty()) std::this_thread::yield();
}

// --- turned away ------------------------------------------------------------------------------

TEST_F(OfficeOnline, what_is_not_there_is_404) {
  expect_error(client().exchange("GET", "/"), 404, "no_such_path");
  expect_error(client().post("/v1/other", "", {}), 404, "no_such_path");
}

TEST_F(OfficeOnline, wrong_method_is_405_and_names_the_right_one) {
  const HttpAnswer answer = client().exchange("GET", "/v1/sync");
  expect_error(answer, 405, "wrong_method");
  EXPECT_EQ(answer.header("allow"), "POST");
}

TEST_F(OfficeOnline, wrong_type_or_encoding_of_a_body_is_415) {
  expect_error(client().exchange("POST", "/v1/enrol", {{"Content-Type", "text/plain"}}, {1}), 415,
               "unsupported_type");
  expect_error(client().post("/v1/sync", alice.token, {1}, {{"Content-Encoding", "br"}}), 415,
               "unsupported_type");
}

TEST_F(OfficeOnline, missing_unknown_and_revoked_tokens_are_401) {
  const Bytes request = encode(note_request(alice, 1));
  expect_error(client().post("/v1/sync", "", request), 401, "unknown_token");
  expect_error(client().post("/v1/sync", "garbage", request), 401, "unknown_token");
  expect_error(client().post("/v1/sync", "beta" + alice.token.substr(5), request), 401,
               "unknown_token");
  std::string wrong = alice.token;
  wrong[10] = wrong[10] == 'A' ? 'B' : 'A';
  expect_error(client().post("/v1/sync", wrong, request), 401, "unknown_token");
  ASSERT_TRUE(office.tenant().revoke(alice.number).ok());
  expect_error(client().post("/v1/sync", alice.token, request), 401, "revoked_token");
}

TEST_F(OfficeOnline, enrolment_with_a_wrong_code_is_403) {
  EnrolRequest enrol;
  enrol.tenant = "alpha";
  enrol.code = "KXQ7-M2VD-9TRA-4HPB";
  expect_error(client().post("/v1/enrol", "", encode(enrol)), 403, "unknown_code");
}

TEST_F(OfficeOnline, garbage_is_400) {
  expect_error(client().post("/v1/sync", alice.token, Bytes(100, 7)), 400, "malformed");
  expect_error(client().post("/v1/sync", alice.token, {}), 400, "malformed");
  expect_error(client().post("/v1/enrol", "", Bytes(100, 7)), 400, "malformed");
  expect_error(
      client().post("/v1/sync", alice.token, Bytes(100, 7), {{"Content-Encoding", "zstd"}}), 400,
      "malformed");
}

TEST_F(OfficeOnline, unknown_version_is_named) {
  Bytes request = encode(note_request(alice, 1));
  request[1] = 9;
  expect_error(client().post("/v1/sync", alice.token, request), 400, "unknown_version");
}

TEST_F(OfficeOnline, faults_of_the_request_as_a_whole_are_409) {
  SyncRequest unknown = note_request(alice, 1);
  unknown.position = {1, 2, 3};
  expect_error(client().post("/v1/sync", alice.token, encode(unknown)), 409, "unknown_position");
  alice.sent = 9;
  expect_error(client().post("/v1/sync", alice.token, encode(note_request(alice, 1))), 409, "gap");
}

TEST_F(OfficeOnline, body_above_the_limit_is_413_whether_it_says_its_size_or_not) {
  const Bytes large(limits::body_bytes_max + 1, 0);
  expect_error(client().post("/v1/sync", alice.token, large), 413, "too_large");
  HttpClient chunked = client();
  std::string chunks =
      "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.brygga\r\n"
      "Authorization: Bearer " +
      alice.token + "\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 80; ++i) chunks += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  chunked.send_raw(chunks + "0\r\n\r\n");
  expect_error(chunked.receive(), 413, "too_large");
}

TEST_F(OfficeOnline, stranger_is_turned_away_before_its_body_is_read) {
  HttpClient stranger = client();
  stranger.send_raw(
      "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.brygga\r\n"
      "Authorization: Bearer x\r\nContent-Length: 4000000\r\n\r\n");
  expect_error(stranger.receive(), 401, "unknown_token");
  HttpClient enrolling = client();
  enrolling.send_raw(
      "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.brygga\r\n"
      "Content-Length: 4000000\r\n\r\n");
  expect_error(enrolling.receive(), 413, "too_large");
}

TEST_F(OfficeOnline, bomb_is_413) {
  const Bytes bomb = compress(ContentEncoding::zstd, Bytes(100U << 20, 0));
  expect_error(client().post("/v1/sync", alice.token, bomb, {{"Content-Encoding", "zstd"}}), 413,
               "too_large");
}

TEST_F(OfficeOnline, header_above_the_limit_is_431) {
  expect_error(client().exchange("GET", "/healthz", {{"X-Long", std::string(10'000, 'x')}}), 431,
               "headers_too_large");
}

TEST_F(OfficeOnline, what_is_no_http_is_400) {
  HttpClient odd = client();
  odd.send_raw("\x16\x03\x01 this is TLS, or so it seems\r\n\r\n");
  expect_error(odd.receive(), 400, "malformed");
}

TEST_F(OfficeOnline, cut_off_body_changes_nothing) {
  const Bytes request = encode(note_request(alice, 1));
  HttpClient cut = client();
  cut.send_raw(
      "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.brygga\r\n"
      "Authorization: Bearer " +
      alice.token + "\r\nContent-Length: " + std::to_string(request.size()) + "\r\n\r\n" +
      std::string(as_text(ByteView(request).first(request.size() / 2))));
  cut.close();
  EXPECT_EQ(client().exchange("GET", "/healthz").status, 200U);
  EXPECT_TRUE(office.tenant().rows(test::note)->empty());
}

TEST_F(OfficeOnline, expectation_is_met_before_the_body) {
  const Bytes request = encode(note_request(alice, 1));
  HttpClient patient = client();
  patient.send_raw(
      "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.brygga\r\n"
      "Authorization: Bearer " +
      alice.token +
      "\r\nExpect: 100-continue\r\nContent-Length: " + std::to_string(request.size()) + "\r\n\r\n");
  EXPECT_EQ(patient.receive().status, 100U);
  patient.send_raw(std::string(as_text(request)));
  EXPECT_EQ(patient.receive().status, 200U);
}

// --- listening --------------------------------------------------------------------------------

TEST(Listening, plain_http_stays_on_this_machine_unless_told) {
  TestOffice office;
  HttpOptions options;
  options.port = 0;
  options.address = "0.0.0.0";
  EXPECT_EQ(HttpServer::start(options, office.office()).error().reason, "insecure");
}

TEST(Listening, address_that_is_none_or_taken_is_named) {
  TestOffice office;
  HttpOptions options;
  options.port = 0;
  options.address = "somewhere";
  EXPECT_EQ(HttpServer::start(options, office.office()).error().reason, "bad_address");
  options.address = "localhost";
  const auto first = HttpServer::start(options, office.office()).value();
  EXPECT_EQ(first->url(), "http://127.0.0.1:" + std::to_string(first->port()));
  options.port = first->port();
  EXPECT_EQ(HttpServer::start(options, office.office()).error().reason, "cannot_listen");
}

TEST(Listening, tls_files_that_cannot_be_used_are_named) {
  TestOffice office;
  HttpOptions options;
  options.port = 0;
  options.tls_certificate_file = "/nowhere/cert.pem";
  options.tls_key_file = "/nowhere/key.pem";
  const auto started = HttpServer::start(options, office.office());
  EXPECT_EQ(started.error().reason, "bad_tls");
  EXPECT_NE(started.error().what.find("/nowhere/cert.pem"), std::string::npos);
}

TEST(Listening, connections_beyond_the_maximum_are_closed) {
  TestOffice office;
  HttpOptions options;
  options.port = 0;
  options.connections_max = 1;
  const auto server = HttpServer::start(options, office.office()).value();
  HttpClient first(server->port());
  EXPECT_EQ(first.exchange("GET", "/healthz").status, 200U);
  HttpClient second(server->port());
  EXPECT_EQ(second.exchange("GET", "/healthz").status, 0U);
}

}  // namespace
}  // namespace brygga::server
