#include "casework/case_limit.hpp"

#include <algorithm>

#include "casework/outcome_report.hpp"
#include "casework/record.hpp"

namespace brygga::casework {

Result<std::optional<Date>> extended_to(AccountStore& store, const Uuid& enrolment) {
  BRYGGA_ASSIGN(const QueryResult found,
                store.query("SELECT MAX(x.until_date) FROM extension AS x JOIN enrolment AS e "
                            "ON e.id = ?1 AND x._scope = e._scope WHERE x.enrolment = ?1",
                            {enrolment}));
  if (found.rows.empty()) return std::optional<Date>{};
  const auto date = parse_date(text_in(found.rows.front().front()));
  return date ? std::optional(*date) : std::optional<Date>{};
}

std::optional<Date> limit_of(const ProgrammeRow& programme, std::optional<Date> start,
                             std::optional<Date> extended) {
  if (!programme.definition || !programme.definition->limit || !start) return std::nullopt;
  const Date limit = limit_date(*start, programme.definition->limit->months);
  return extended ? std::max(limit, *extended) : limit;
}

}  // namespace brygga::casework
