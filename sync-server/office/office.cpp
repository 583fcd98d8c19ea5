#include "office/office.hpp"

#include <spdlog/spdlog.h>

#include "office/secrets.hpp"
#include "office/turning_away.hpp"

namespace brygga::server {
namespace {

Error no_such_tenant(std::string_view name) {
  return {ErrorCode::not_found, "There is no tenant \"" + std::string(name) + "\".", false,
          "unknown_tenant"};
}

}  // namespace

Office::Office(std::unique_ptr<TenantStores> stores, const OfficeContext& context)
    : stores_(std::move(stores)), context_(context) {}

Status Office::create_tenant(const std::string& name, const std::string& title) {
  if (!is_tenant_name(name)) {
    return Error{ErrorCode::invalid,
                 "\"" + name +
                     "\" cannot be a tenant's name: use 1 to 40 of a-z, 0-9 and -, "
                     "beginning with a letter.",
                 false, "bad_name"};
  }
  return stores_->create({name, title, make_epoch(context_.random)});
}

Result<std::vector<std::string>> Office::tenant_names() { return stores_->names(); }

Result<std::shared_ptr<Tenant>> Office::tenant(std::string_view name) {
  if (!is_tenant_name(name)) return no_such_tenant("?");
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(name);
  if (found != open_.end()) return found->second;
  BRYGGA_ASSIGN(std::unique_ptr<TenantStore> store, stores_->open(name));
  std::shared_ptr<const Notary> notary;
  if (context_.notary_of) {
    BRYGGA_ASSIGN(notary, context_.notary_of(std::string(name)));
  }
  auto tenant =
      std::make_shared<Tenant>(std::string(name), std::move(store), std::move(notary), context_);
  open_.emplace(std::string(name), tenant);
  return tenant;
}

Result<std::shared_ptr<Tenant>> Office::tenant_of(std::string_view token) {
  const std::optional<std::string_view> name = tenant_of_token(token);
  const Error unknown{ErrorCode::refused,
                      "The office does not know this device's token. The device keeps all its "
                      "work; ask the operator.",
                      false, "unknown_token"};
  if (!name) return unknown;
  Result<std::shared_ptr<Tenant>> found = tenant(*name);
  if (!found.ok() && found.error().code == ErrorCode::not_found) return unknown;
  return found;
}

Status Office::check_token(std::string_view token) {
  BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, tenant_of(token));
  return tenant->check_token(digest_of_token(token));
}

Result<EnrolResponse> Office::enrol(const EnrolRequest& request, std::string_view peer) {
  const std::uint64_t now_ms = context_.clock.unix_ms();
  if (wrong_codes_.is_exhausted(peer, now_ms)) {
    return Error{ErrorCode::busy,
                 "Too many wrong enrolment codes came from this address. Wait a minute, then try "
                 "again.",
                 true, "too_many_attempts"};
  }
  Result<std::shared_ptr<Tenant>> found = tenant(request.tenant);
  if (!found.ok() && found.error().code == ErrorCode::not_found) {
    wrong_codes_.note_wrong(peer, now_ms);
    return unknown_code();
  }
  BRYGGA_ASSIGN(const std::shared_ptr<Tenant> tenant, std::move(found));
  Result<EnrolResponse> response = tenant->enrol(request);
  if (!response.ok() && response.error().reason == "unknown_code") {
    wrong_codes_.note_wrong(peer, now_ms);
  }
  return response;
}

void Office::look_elsewhere() {
  std::vector<std::shared_ptr<Tenant>> tenants;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, tenant] : open_) tenants.push_back(tenant);
  }
  for (const auto& tenant : tenants) tenant->look_elsewhere();
}

void Office::compact() {
  std::vector<std::shared_ptr<Tenant>> tenants;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, tenant] : open_) tenants.push_back(tenant);
  }
  for (const auto& tenant : tenants) {
    const Result<bool> done = tenant->compact({});
    if (!done.ok()) spdlog::warn("{}: {}", tenant->name(), done.error().what);
  }
}

}  // namespace brygga::server
