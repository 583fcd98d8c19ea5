// Why a tenant turns somebody away: the errors that several of its parts give. Pure functions.
#pragma once

#include <string>

#include "base/result.hpp"

namespace brygga::server {

Error turn_away(ErrorCode code, std::string reason, std::string sentence);
Error closed_account();
Error used_code();
Error expired_code();
Error missing_field(const char* field);
// The same whether the tenant or the code is wrong: nobody shall learn which tenants there are.
Error unknown_code();

}  // namespace brygga::server
