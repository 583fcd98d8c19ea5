#include "casework/figures/fidelity_scale.hpp"

#include <algorithm>
#include <iterator>

namespace brygga::casework {

namespace {

using enum FidelityMeasure;

std::vector<FidelityItem> staffing_items() {
  return {
      {"caseload_size",
       {"Antal deltagare per coach", "Caseload size"},
       participants_per_coach,
       true,
       {{5, 20}, {4, 25}, {3, 30}, {2, 40}}},
      {"employment_services_staff",
       {"Coachen arbetar bara med arbete", "Employment services staff"}},
      {"vocational_generalists", {"Samma coach i alla steg", "Vocational generalists"}},
  };
}

std::vector<FidelityItem> organization_items() {
  return {
      {"team_assignment",
       {"Knuten till vårdteam", "Integration with treatment through team assignment"}},
      {"team_contact",
       {"Tät kontakt med vårdteamet", "Integration with treatment through frequent contact"}},
      {"agency_collaboration",
       {"Samarbete med Arbetsförmedlingen och Försäkringskassan",
        "Collaboration with employment and insurance agencies"}},
      {"vocational_unit", {"Coacherna är en egen grupp", "Vocational unit"}},
      {"supervisor_role", {"Metodhandledarens roll", "Role of the employment supervisor"}},
      {"zero_exclusion", {"Ingen utesluts", "Zero exclusion criteria"}},
      {"agency_focus",
       {"Verksamhetens inriktning på arbete", "Agency focus on competitive employment"}},
      {"executive_support", {"Ledningens stöd", "Executive team support"}},
  };
}

std::vector<FidelityItem> first_service_items() {
  return {
      {"benefits_planning", {"Rådgivning om ersättningar", "Work incentives planning"}},
      {"disclosure", {"Vad som berättas för arbetsgivaren", "Disclosure"}},
      {"ongoing_assessment",
       {"Löpande arbetsbaserad kartläggning", "Ongoing, work-based vocational assessment"}},
      {"rapid_contact",
       {"Snabb första kontakt med arbetsgivare", "Rapid search: first contact with an employer"},
       days_to_employer_contact,
       true,
       {{5, 30}, {4, 60}, {3, 150}, {2, 270}}},
      {"individualized_search", {"Individuellt jobbsökande", "Individualized job search"}},
      {"frequent_contact",
       {"Täta arbetsgivarkontakter", "Job development: frequent employer contact"},
       weekly_employer_contacts,
       false,
       {{5, 6}, {4, 5}, {3, 4}, {2, 2}}},
      {"contact_quality",
       {"Kontakternas kvalitet", "Job development: quality of employer contact"}},
  };
}

std::vector<FidelityItem> last_service_items() {
  return {
      {"job_diversity", {"Olika slags arbeten", "Diversity of job types"}},
      {"employer_diversity", {"Olika arbetsgivare", "Diversity of employers"}},
      {"competitive_jobs", {"Vanliga anställningar", "Competitive jobs"}},
      {"individualized_support",
       {"Individuellt stöd i arbetet", "Individualized follow-along supports"}},
      {"unlimited_support", {"Stöd utan tidsgräns", "Time-unlimited follow-along supports"}},
      {"community_based",
       {"Arbete i närsamhället", "Community-based services"},
       community_time_percent,
       false,
       {{5, 65}, {4, 50}, {3, 40}, {2, 30}}},
      {"assertive_engagement", {"Uppsökande arbete", "Assertive engagement and outreach"}},
  };
}

void append(std::vector<FidelityItem>& items, std::vector<FidelityItem> more) {
  std::move(more.begin(), more.end(), std::back_inserter(items));
}

}  // namespace

const char* name_of(FidelityMeasure measure) {
  switch (measure) {
    case not_computed:
      return "not_computed";
    case participants_per_coach:
      return "participants_per_coach";
    case days_to_employer_contact:
      return "days_to_employer_contact";
    case weekly_employer_contacts:
      return "weekly_employer_contacts";
    case community_time_percent:
      return "community_time_percent";
  }
  return "not_computed";
}

FidelityScale default_ips_scale() {
  FidelityScale scale{"ips_25", "2008", {"IPS programtrohet", "IPS fidelity"}, {}, {}};
  append(scale.items, staffing_items());
  append(scale.items, organization_items());
  append(scale.items, first_service_items());
  append(scale.items, last_service_items());
  scale.bands = {{"fair", {"Godtagbar", "Fair"}, 74},
                 {"good", {"God", "Good"}, 100},
                 {"exemplary", {"Föredömlig", "Exemplary"}, 115}};
  return scale;
}

int score_of(const FidelityItem& item, std::int64_t dividend, std::int64_t divisor) {
  if (item.anchors.empty() || divisor <= 0) return 0;
  int best = 1;
  for (const FidelityAnchor& anchor : item.anchors) {
    const std::int64_t bound = anchor.bound * divisor;
    const bool is_within = item.is_less_better ? dividend <= bound : dividend >= bound;
    if (is_within) best = std::max(best, anchor.score);
  }
  return best;
}

const FidelityBand* band_of(const FidelityScale& scale, int total) {
  const FidelityBand* band = nullptr;
  for (const FidelityBand& entry : scale.bands) {
    if (total >= entry.total_min) band = &entry;
  }
  return band;
}

}  // namespace brygga::casework
