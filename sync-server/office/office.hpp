// The office: all tenants of one installation, found by name or by a device's token.
//
// A tenant is opened when it is first asked for, and one made by another process is found then,
// too. Safe from any thread; blocks on storage.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "office/tenant.hpp"
#include "office/wrong_code_limit.hpp"

namespace brygga::server {

class Office {
 public:
  Office(std::unique_ptr<TenantStores> stores, const OfficeContext& context);

  // The error has code conflict when the name is taken, invalid when it is no name.
  Status create_tenant(const std::string& name, const std::string& title);
  Result<std::vector<std::string>> tenant_names();
  Result<std::shared_ptr<Tenant>> tenant(std::string_view name);

  // The tenant that a token names; the error's reason is unknown_token. Whether the token is any
  // good, only the tenant can say.
  Result<std::shared_ptr<Tenant>> tenant_of(std::string_view token);

  // Whether the token is of an active device; the error's reason is unknown_token, revoked_token or
  // a storage error.
  Status check_token(std::string_view token);

  // peer: where the request comes from, for slowing down guesses. The error's reason is
  // unknown_code, expired_code, used_code, too_many_attempts or a storage error.
  Result<EnrolResponse> enrol(const EnrolRequest& request, std::string_view peer);

  // Wakes requests held for tenants that another process has changed; to be called twice a second.
  void look_elsewhere();
  // Has each tenant let go of a bounded part of what nobody needs any more; errors are for the log.
  void compact();

  const OfficeContext& context() const { return context_; }

 private:
  const std::unique_ptr<TenantStores> stores_;
  const OfficeContext context_;
  WrongCodeLimit wrong_codes_;

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Tenant>, std::less<>> open_;
};

}  // namespace brygga::server
