#include "http/site.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/test_office.hpp"

namespace brygga::server {
namespace {

class AppSite : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& content) {
    const std::filesystem::path path = folder.path() + "/" + name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  static WebRequest get(const std::string& path) {
    WebRequest request;
    request.method = "GET";
    request.path = path;
    return request;
  }
  static std::string header(const HttpReply& reply, const std::string& name) {
    for (const auto& [known, value] : reply.headers) {
      if (known == name) return value;
    }
    return {};
  }
  test::TemporaryFolder folder;
};

TEST_F(AppSite, sends_its_files_with_their_types) {
  write("index.html", "<!doctype html>");
  write("assets/app-1234.js", "js");
  write("assets/brygga-1234.wasm", "wasm");
  const Site site = Site::load(folder.path()).value();
  EXPECT_EQ(as_text(site.answer(get("/")).body), "<!doctype html>");
  EXPECT_EQ(site.answer(get("/")).content_type, "text/html; charset=utf-8");
  EXPECT_EQ(site.answer(get("/assets/app-1234.js")).content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(site.answer(get("/assets/brygga-1234.wasm")).content_type, "application/wasm");
}

TEST_F(AppSite, has_nothing_but_its_files) {
  write("index.html", "page");
  write("assets/app.js", "js");
  const Site site = Site::load(folder.path()).value();
  for (const char* path : {"/assets", "/assets/", "/../index.html", "//index.html", "",
                           "index.html", "/assets/../index.html", "/nothing"}) {
    EXPECT_FALSE(site.has(path)) << path;
  }
}

TEST_F(AppSite, compressed_file_goes_to_who_takes_it) {
  write("index.html", "page");
  write("assets/app.js", "plain");
  write("assets/app.js.gz", "compressed");
  const Site site = Site::load(folder.path()).value();
  WebRequest request = get("/assets/app.js");
  EXPECT_EQ(as_text(site.answer(request).body), "plain");
  request.accept_encoding = "gzip;q=0, br";
  EXPECT_EQ(as_text(site.answer(request).body), "plain");
  request.accept_encoding = "br, gzip";
  const HttpReply reply = site.answer(request);
  EXPECT_EQ(as_text(reply.body), "compressed");
  EXPECT_EQ(reply.encoding, ContentEncoding::gzip);
  EXPECT_FALSE(site.has("/assets/app.js.gz"));
}

TEST_F(AppSite, page_is_asked_for_again_and_hashed_files_are_kept) {
  write("index.html", "page");
  write("assets/app-1234.js", "js");
  const Site site = Site::load(folder.path()).value();
  EXPECT_EQ(site.answer(get("/assets/app-1234.js")).cache_control,
            "public, max-age=31536000, immutable");
  const HttpReply page = site.answer(get("/"));
  EXPECT_EQ(page.cache_control, "no-cache");
  WebRequest again = get("/");
  again.if_none_match = header(page, "ETag");
  EXPECT_EQ(site.answer(again).status, 304U);
  EXPECT_TRUE(site.answer(again).body.empty());
}

TEST_F(AppSite, page_may_load_nothing_of_others) {
  write("index.html", "page");
  const Site site = Site::load(folder.path()).value();
  const std::string policy = header(site.answer(get("/")), "Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'"));
  EXPECT_EQ(policy.find("unsafe-inline"), std::string::npos);
  EXPECT_EQ(policy.find("'unsafe-eval'"), std::string::npos);
  EXPECT_EQ(header(site.answer(get("/")), "Referrer-Policy"), "no-referrer");
}

TEST_F(AppSite, folder_without_a_page_is_refused_with_what_to_do) {
  EXPECT_EQ(Site::load(folder.path()).error().reason, "bad_site");
  EXPECT_EQ(Site::load(folder.path() + "/none").error().reason, "bad_site");
}

}  // namespace
}  // namespace brygga::server
