#include "app/serve.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "app/operator_desk.hpp"
#include "app/web_desk.hpp"
#include "device/native/system_environment.hpp"
#include "office/work_pool.hpp"

namespace brygga::server {
namespace {

constexpr std::size_t work_threads = 3;

Status parse_listen(const std::string& listen, HttpOptions& http) {
  const std::size_t colon = listen.rfind(':');
  const Error wrong{ErrorCode::invalid,
                    "\"" + listen +
                        "\" is no address to listen on; write 127.0.0.1:8470, or "
                        "[::1]:8470 for IPv6.",
                    false, "bad_address"};
  if (colon == std::string::npos || colon == 0) return wrong;
  std::string address = listen.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  const char* end = listen.data() + listen.size();
  const auto parsed = std::from_chars(listen.data() + colon + 1, end, http.port);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return wrong;
  http.address = address;
  return {};
}

// Readers see the old content or the new, never half of it.
Status write_file(const std::string& path, const std::string& content) {
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file << content << std::flush;
  file.close();
  std::error_code failure;
  if (file) std::filesystem::rename(draft, path, failure);
  if (file && !failure) return {};
  return Error{ErrorCode::storage, "The file " + path + " cannot be written.", false,
               "cannot_open"};
}

void start_log(const std::string& level) {
  auto log = spdlog::stderr_color_mt("brygga");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog::level::from_str(level));
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(log);
}

// Threads made from now on leave these signals to the one that waits for them.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// What an operator should know of a database that was put back.
void tell_standing(Tenant& tenant) {
  const auto standing = tenant.standing();
  if (!standing.ok()) return;
  const std::string& because = standing->recovery.guarded_because;
  if (!because.empty()) {
    spdlog::warn(
        "tenant {}: devices may send and are sent nothing. {} See: brygga-server restore status {}",
        tenant.name(), because, tenant.name());
  }
  if (standing->replays.empty()) return;
  const Replay& last = standing->replays.back();
  spdlog::info("tenant {}: was put back from commit {} at {}; see: brygga-server restore status {}",
               tenant.name(), last.seq, time_text(last.at_ms), tenant.name());
}

// A tenant that cannot be opened is told of now, and does not keep the others from their work.
Status look_over_tenants(Office& office) {
  BRYGGA_ASSIGN(const std::vector<std::string> names, office.tenant_names());
  for (const std::string& name : names) {
    const auto tenant = office.tenant(name);
    if (!tenant.ok()) {
      spdlog::error("tenant {}: {}", name, tenant.error().what);
    } else {
      tell_standing(**tenant);
    }
  }
  if (names.empty()) spdlog::warn("there is no tenant yet: brygga-server tenant create --help");
  return {};
}

Status announce(const ServeOptions& options, const HttpServer& server) {
  if (!options.port_file.empty()) {
    BRYGGA_TRY(write_file(options.port_file, std::to_string(server.port()) + "\n"));
  }
  BRYGGA_TRY(write_file(url_file(options.data_folder), server.url() + "\n"));
  fmt::print("brygga-server: listening on {}\n", server.url());
  std::fflush(stdout);
  return {};
}

Status serve_until_told(const ServeOptions& options, const Schema& schema) {
  if (!std::filesystem::is_directory(options.data_folder)) {
    return Error{ErrorCode::not_found,
                 "There is no folder " + options.data_folder +
                     ". Make a tenant first: brygga-server tenant create NAME --title TITLE "
                     "--data " +
                     options.data_folder,
                 false, "no_folder"};
  }
  HttpOptions http = options.http;
  BRYGGA_TRY(parse_listen(options.listen, http));
  sigset_t signals = block_signals();
  SystemClock clock;
  SystemRandom random;
  WorkPool pool(work_threads);
  const OfficeContext context{schema, clock, random,
                              [&pool](std::function<void()> work) { pool.run(std::move(work)); },
                              nullptr};
  const std::unique_ptr<Office> open = open_office(options.data_folder, context);
  Office& office = *open;
  BRYGGA_TRY(look_over_tenants(office));
  std::optional<Site> site;
  if (!options.web_folder.empty()) {
    BRYGGA_ASSIGN(site, Site::load(options.web_folder));
  }
  WebDesk web(office, std::move(site));
  BRYGGA_ASSIGN(const std::unique_ptr<HttpServer> server, HttpServer::start(http, office, &web));
  Status announced = announce(options, *server);
  if (announced.ok()) {
    int signal = 0;
    sigwait(&signals, &signal);
    spdlog::info("stopping: finishing what is under way");
    // A second one ends the program at once; every acknowledged change is on disk anyway.
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  }
  server->stop();
  pool.finish();
  std::error_code ignored;
  std::filesystem::remove(url_file(options.data_folder), ignored);
  return announced;
}

}  // namespace

int serve(const ServeOptions& options, const Schema& schema) {
  start_log(options.log_level);
  const Status served = serve_until_told(options, schema);
  spdlog::shutdown();
  return served.ok() ? exit_ok : report(served.error());
}

}  // namespace brygga::server
