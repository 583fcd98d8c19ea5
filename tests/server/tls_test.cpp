// The office behind TLS, as a device's own transport sees it.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <thread>

#include "device/native/curl_transport.hpp"
#include "http/http_server.hpp"
#include "office/work_pool.hpp"
#include "server/http_client.hpp"
#include "server/test_office.hpp"

namespace brygga::server {
namespace {

using test::TestDevice;
using test::TestOffice;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// A certificate for 127.0.0.1 that vouches for itself.
Owned<X509> make_certificate(EVP_PKEY* key) {
  Owned<X509> certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto* office = reinterpret_cast<const unsigned char*>("office");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, office, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const Owned<X509_EXTENSION> address(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
  X509_add_ext(certificate.get(), address.get(), -1);
  EXPECT_GT(X509_sign(certificate.get(), key, EVP_sha256()), 0);
  return certificate;
}

class OfficeBehindTls : public testing::Test {
 protected:
  OfficeBehindTls()
      : pool(2), office([this](std::function<void()> work) { pool.run(std::move(work)); }) {
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Owned<X509> certificate = make_certificate(key.get());
    const Owned<std::FILE> key_file(std::fopen(this->key().c_str(), "w"));
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const Owned<std::FILE> certificate_file(std::fopen(this->certificate().c_str(), "w"));
    PEM_write_X509(certificate_file.get(), certificate.get());
  }
  ~OfficeBehindTls() override {
    if (server) server->stop();
    pool.finish();
  }
  void SetUp() override {
    HttpOptions options;
    options.port = 0;
    options.tls_certificate_file = certificate();
    options.tls_key_file = key();
    auto started = HttpServer::start(options, office.office());
    ASSERT_TRUE(started.ok()) << started.error().what;
    server = std::move(*started);
  }
  std::string key() const { return folder.path() + "/key.pem"; }
  std::string certificate() const { return folder.path() + "/certificate.pem"; }

  test::TemporaryFolder folder;
  WorkPool pool;
  TestOffice office;
  std::unique_ptr<HttpServer> server;
};

TEST_F(OfficeBehindTls, syncs_with_a_device_that_trusts_its_certificate) {
  TestDevice alice = office.enrol(office.alice);
  EXPECT_EQ(server->url(), "https://127.0.0.1:" + std::to_string(server->port()));
  CurlTransport transport({certificate(), true});
  for (int i = 0; i < 3; ++i) {
    const auto reply =
        transport.post({server->url() + "/v1/sync", alice.token, encode(alice.request()), 10'000});
    ASSERT_TRUE(reply.ok()) << reply.error().what;
    EXPECT_EQ(reply->status, 200);
    EXPECT_TRUE(decode_sync_response(reply->body)->scopes_follow);
  }
}

TEST_F(OfficeBehindTls, device_that_does_not_trust_it_sends_nothing) {
  CurlTransport transport;
  EXPECT_FALSE(transport.post({server->url() + "/v1/sync", "token", {1}, 10'000}).ok());
}

TEST_F(OfficeBehindTls, plain_http_gets_no_answer) {
  test::HttpClient plain(server->port());
  EXPECT_EQ(plain.exchange("GET", "/healthz").status, 0U);
}

TEST_F(OfficeBehindTls, held_request_ends_with_its_device_or_the_server) {
  TestDevice alice = office.enrol(office.alice);
  office.catch_up(alice);
  SyncRequest waiting = alice.request();
  waiting.wait_seconds = 50;
  CurlTransport transport({certificate(), true});
  std::thread listening([&] {
    const auto reply =
        transport.post({server->url() + "/v1/sync", alice.token, encode(waiting), 60'000});
    EXPECT_TRUE(reply.ok());
  });
  while (office.tenant().board().empty()) std::this_thread::yield();
  server->stop();
  listening.join();
}

}  // namespace
}  // namespace brygga::server
