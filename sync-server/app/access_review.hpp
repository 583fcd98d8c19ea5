// The review of who opened whose record, from the log that every device keeps and the office holds
// (core/casework/access_chain.hpp): monthly, by whoever answers for a unit.
//
// Values; may block on storage.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "device/account_store.hpp"
#include "office/tenant.hpp"

namespace brygga::server {

struct AccessReviewOptions {
  std::string month;  // "2026-11"; empty: all that the office has
  std::string staff;  // a name or id; empty: everybody
  // Of these accounts only; nothing: of all.
  std::optional<std::set<Uuid>> accounts = {};
};

struct AccessReview {
  struct Opening {
    std::uint64_t at_ms = 0;
    Uuid staff;  // whose device it was
    std::string staff_name;
    Uuid participant;
    std::string participant_name;  // empty: not known to whoever asks; see name_participants()
    std::string reason;
    std::string what;
    bool is_outside_team = false;  // whoever opened it was never in the participant's team
  };
  // A log that is not whole.
  struct Break {
    Uuid staff;
    std::string staff_name;
    std::string device;       // its number
    std::string device_name;  // empty: the office has forgotten it
    std::int64_t place = 0;
    std::string fault;
  };
  std::vector<Opening> openings;
  std::vector<Break> breaks;
  std::size_t outside_team = 0;
};

// The error's reason is month_form, or that of RowBook::find().
Result<AccessReview> review_openings(Tenant& tenant, const Schema& schema,
                                     const AccessReviewOptions& options);

// Names whose records were opened, as far as the store has them; nobody with a protected identity.
Status name_participants(AccountStore& store, AccessReview& review);

nlohmann::json review_json(const AccessReview& review);
// For people.
std::string review_text(const AccessReview& review);

}  // namespace brygga::server
