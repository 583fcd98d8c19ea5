#include <algorithm>
#include <span>

#include "base/sha256.hpp"
#include "casework/schema.hpp"
#include "casework/synthetic/case_draft.hpp"

namespace brygga::casework {

namespace {

// The roles of our own; who is in the team for a partner is there by consent.
std::string own_role(CaseDraft& draft, bool is_first) {
  std::vector<std::string> roles;
  for (const TeamRole& role : draft.definition().team_roles) {
    if (role.partner.empty()) roles.push_back(role.key);
  }
  if (roles.empty()) return "coach";
  return is_first ? roles.front() : draft.dice.pick(std::span<const std::string>(roles));
}

void add_member(CaseDraft& draft, const Uuid& staff, std::string role, Date from) {
  draft.made.team.push_back({draft.row_on(from), staff, std::move(role), from, std::nullopt,
                             team_membership::sees_restricted, ""});
}

// The case passes to another coach of the unit, who has accepted it.
void add_handover(CaseDraft& draft) {
  const std::vector<Uuid>& coaches = draft.unit().coaches;
  const SyntheticEnrolment& enrolment = draft.current();
  const Date last = last_day(enrolment, draft.town.today);
  const bool may = coaches.size() > 1 && add_days(enrolment.start, 60) < last;
  if (!may || !draft.dice.percent(12)) return;
  SyntheticMembership& old = draft.made.team.front();
  const auto at = std::find(coaches.begin(), coaches.end(), old.staff) - coaches.begin();
  const Uuid& taker = coaches[(static_cast<std::size_t>(at) + 1) % coaches.size()];
  const Date offered = day_between(add_days(enrolment.start, 30), add_days(last, -10), draft.dice);
  const HandoverRule rule =
      draft.definition().handover.value_or(HandoverRule{handover_accept_days_default});
  const Date accepted = add_days(offered, draft.dice.between(0, std::min(rule.accept_days, 9)));
  draft.made.handovers.push_back({draft.row_on(offered), old.staff, taker, old.role,
                                  draft.phrase(phrasebook().handover_messages),
                                  wall_time_ms(offered, 15 * 60),
                                  add_days(offered, rule.accept_days)});
  old.until = accepted;
  add_member(draft, taker, old.role, accepted);
  draft.made.primary_coach = taker;
}

void add_colleague(CaseDraft& draft) {
  const std::vector<Uuid>& coaches = draft.unit().coaches;
  const Uuid& colleague = draft.dice.pick(std::span(coaches));
  const bool is_in_team =
      std::any_of(draft.made.team.begin(), draft.made.team.end(),
                  [&](const SyntheticMembership& one) { return one.staff == colleague; });
  if (is_in_team || !draft.dice.percent(30)) return;
  const Date from =
      day_between(draft.current().start, last_day(draft.current(), draft.town.today), draft.dice);
  draft.made.team.push_back({draft.row_on(from), colleague, own_role(draft, false), from,
                             std::nullopt, team_membership::sees_case, ""});
}

void add_consent(CaseDraft& draft) {
  const auto& partners = draft.programme().partners;
  if (partners.empty() || !draft.dice.percent(45)) return;
  const SyntheticPartner& partner = draft.dice.pick(std::span(partners));
  const Date last = last_day(draft.current(), draft.town.today);
  const Date from = day_between(draft.current().start, last, draft.dice);
  draft.made.consents.push_back({draft.row_on(from), partner.partner, from, add_months(from, 12),
                                 partner.staff, draft.dice.percent(10)});
  draft.made.team.push_back({draft.row_on(from), partner.staff, partner.role, from, std::nullopt,
                             team_membership::sees_by_consent, partner.partner});
}

// Only its hash is kept of a badge's code.
void add_badge(CaseDraft& draft) {
  if (draft.made.protection > participant::open || !draft.dice.percent(35)) return;
  const Uuid code = synthetic_id(0, draft.dice).uuid;
  draft.made.badge =
      SyntheticBadge{draft.row_on(draft.current().start), to_hex(sha256(code.view()))};
}

}  // namespace

void make_team(CaseDraft& draft) {
  const std::vector<Uuid>& coaches = draft.unit().coaches;
  const Uuid& coach = coaches[draft.made.number % coaches.size()];
  draft.made.primary_coach = coach;
  add_member(draft, coach, own_role(draft, true), draft.made.enrolments.front().start);
  add_handover(draft);
  add_colleague(draft);
  add_consent(draft);
  add_badge(draft);
}

const Uuid& coach_on(const SyntheticCase& one, Date date) {
  const SyntheticMembership& first = one.team.front();
  const bool is_over = first.until && date >= *first.until;
  return is_over ? one.primary_coach : first.staff;
}

}  // namespace brygga::casework
