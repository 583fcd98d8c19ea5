#include "app/operator_desk.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "device/native/system_environment.hpp"
#include "office/journaled_stores.hpp"
#include "office/notary_key.hpp"
#include "storage/sqlite_tenant_journal.hpp"
#include "storage/sqlite_tenant_store.hpp"

namespace brygga::server {
namespace {

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 < cells.size()) line.append(widths[i] - width_of(cells[i]) + 2, ' ');
  }
  return line + "\n";
}

}  // namespace

std::string tenants_folder(const std::string& data_folder) { return data_folder + "/tenants"; }
std::string journal_folder(const std::string& data_folder) { return data_folder + "/journal"; }
std::string keys_folder(const std::string& data_folder) { return data_folder + "/keys"; }
std::string url_file(const std::string& data_folder) { return data_folder + "/server.url"; }

std::unique_ptr<Office> open_office(const std::string& data_folder, OfficeContext context) {
  Random& random = context.random;
  context.notary_of = [keys = keys_folder(data_folder), &random](const std::string& tenant) {
    return NotaryKey::open(keys + "/" + tenant + ".key", random);
  };
  auto stores = journaled_stores(sqlite_tenant_stores(tenants_folder(data_folder), context.schema),
                                 sqlite_tenant_journals(journal_folder(data_folder)),
                                 context.schema, context.clock, random);
  return std::make_unique<Office>(std::move(stores), context);
}

struct OperatorDesk::Parts {
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<Office> office;
};

OperatorDesk::OperatorDesk(const std::string& data_folder, const Schema& schema)
    : parts_(std::make_unique<Parts>()) {
  const OfficeContext context{schema, parts_->clock, parts_->random,
                              [](const std::function<void()>& work) { work(); }, nullptr};
  parts_->office = open_office(data_folder, context);
}

OperatorDesk::~OperatorDesk() = default;
Office& OperatorDesk::office() { return *parts_->office; }
std::uint64_t OperatorDesk::now_ms() { return parts_->clock.unix_ms(); }

void warn_on_standard_error() {
  auto log = spdlog::stderr_color_mt("verb");
  log->set_pattern("brygga-server: %v");
  log->set_level(spdlog::level::warn);
  spdlog::set_default_logger(log);
}

int report(const Error& error) {
  fmt::print(stderr, "brygga-server: {}\n", error.what);
  return exit_failed;
}

int answer(const std::function<Result<std::string>()>& work) {
  const Result<std::string> text = work();
  if (!text.ok()) return report(text.error());
  fmt::print("{}", *text);
  return exit_ok;
}

std::string table_of(const std::vector<std::string>& header,
                     const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(header.size(), 0);
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(cells[i]));
    }
  };
  widen(header);
  for (const auto& row : rows) widen(row);
  std::string table = line_of(header, widths);
  for (const auto& row : rows) table += line_of(row, widths);
  return table;
}

std::string time_text(std::uint64_t unix_ms) {
  if (unix_ms == 0) return "-";
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min);
}

std::string device_text(DeviceNumber number) {
  return fmt::format("{:08x}-{}", number.value >> 32, number.value & 0xFFFF'FFFFULL);
}

}  // namespace brygga::server
