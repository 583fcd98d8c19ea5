#include "casework/programme_json.hpp"

#include <utility>

namespace brygga::casework {

namespace {

Json text_json(const LocalName& text) {
  return text.sv.empty() ? Json() : Json{{"sv", text.sv}, {"en", text.en}};
}

Json period_json(const Period& period) {
  return {{"from", format_date(period.from)}, {"until", format_date(period.until)}};
}

template <class Named>
Json named_json(const Named& one) {
  return {{"key", one.key}, {"sv", one.name.sv}, {"en", one.name.en}};
}

// Each element with its key, name and whatever else it adds.
template <class Named, class AddRest>
Json list_json(const std::vector<Named>& entries, const AddRest& add_rest) {
  Json list = Json::array();
  for (const Named& one : entries) {
    Json element = named_json(one);
    add_rest(element, one);
    list.push_back(std::move(element));
  }
  return list;
}

template <class Named>
Json list_json(const std::vector<Named>& entries) {
  return list_json(entries, [](Json&, const Named&) {});
}

template <class Word>
Json words_json(const std::vector<Word>& words) {
  Json list = Json::array();
  for (const Word word : words) list.push_back(name_of(word));
  return list;
}

Json limit_json(const LimitRule& limit) {
  return {{"months", limit.months},
          {"warning_days", Json::List(limit.warning_days.begin(), limit.warning_days.end())},
          {"extension_by", limit.extension_by}};
}

Json fidelity_json(const FidelityScale& scale) {
  Json items = list_json(scale.items, [](Json& element, const FidelityItem& item) {
    element["measure"] = name_of(item.measure);
    element["less_is_better"] = item.is_less_better;
    Json anchors = Json::array();
    for (const FidelityAnchor& anchor : item.anchors) {
      anchors.push_back({{"score", anchor.score}, {"bound", anchor.bound}});
    }
    element["anchors"] = std::move(anchors);
  });
  Json bands = list_json(scale.bands, [](Json& element, const FidelityBand& band) {
    element["total_min"] = band.total_min;
  });
  return {{"scale", scale.key},
          {"name", text_json(scale.name)},
          {"version", scale.version},
          {"items", std::move(items)},
          {"bands", std::move(bands)}};
}

void add_people(Json& members, const ProgrammeDefinition& definition) {
  members["commissioners"] = list_json(definition.commissioners);
  members["partners"] = list_json(definition.partners);
  members["units"] = list_json(definition.units, [](Json& element, const UnitDefinition& unit) {
    element["district"] = json_or_null(unit.district);
    element["commissioner"] = json_or_null(unit.commissioner);
  });
  members["team_roles"] = list_json(definition.team_roles, [](Json& element, const TeamRole& role) {
    element["partner"] = json_or_null(role.partner);
  });
}

void add_way(Json& members, const ProgrammeDefinition& definition) {
  members["limit"] = definition.limit ? limit_json(*definition.limit) : Json();
  members["intake"] = {{"question", text_json(definition.intake.question)},
                       {"needs", words_json(definition.intake.needs)}};
  members["stages"] = list_json(definition.stages);
  members["streams"] =
      list_json(definition.streams, [](Json& element, const StreamDefinition& stream) {
        element["reasons"] = list_json(stream.reasons);
        element["needs_support"] = stream.needs_support;
      });
  members["plan_sections"] =
      list_json(definition.plan_sections, [](Json& element, const PlanSection& section) {
        element["role"] = json_or_null(section.role);
      });
  members["handover"] =
      definition.handover ? Json{{"accept_days", definition.handover->accept_days}} : Json();
  members["gates"] = list_json(definition.gates);
}

void add_results(Json& members, const ProgrammeDefinition& definition) {
  members["outcomes"] =
      list_json(definition.outcomes, [](Json& element, const OutcomeType& outcome) {
        element["counts_as"] = name_of(outcome.counts_as);
        element["days_min"] = outcome.days_min;
      });
  members["targets"] = list_json(definition.targets, [](Json& element, const TargetRule& target) {
    element["of"] = name_of(target.of);
    element["outcomes"] = target.outcomes;
    element["percent_min"] = target.percent_min;
  });
  const auto& comparison = definition.comparison;
  members["comparison"] = comparison ? Json{{"before", period_json(comparison->before)},
                                            {"after", period_json(comparison->after)}}
                                     : Json();
  members["reports"] =
      list_json(definition.reports, [](Json& element, const ReportDefinition& report) {
        element["by"] = words_json(report.by);
        element["figures"] = words_json(report.figures);
      });
  members["fidelity"] = definition.fidelity ? fidelity_json(*definition.fidelity) : Json();
  members["retention"] = Json{{"years", definition.retention.years}};
}

}  // namespace

Json programme_json(const ProgrammeDefinition& definition) {
  Json members = {{"key", definition.key},
                  {"name", text_json(definition.name)},
                  {"commissioner", definition.commissioner},
                  {"method", json_or_null(definition.method)},
                  {"period", definition.period ? period_json(*definition.period) : Json()}};
  add_people(members, definition);
  add_way(members, definition);
  add_results(members, definition);
  return members;
}

// --- what it looks like -------------------------------------------------------------------------

namespace {

using namespace shape;

Shape period_shape() { return named("period", {{"from", date()}, {"until", date()}}); }

Shape named_keys() { return list(named_key()); }

Shape fidelity_scale_shape() {
  const Shape anchor = named("fidelity_anchor", {{"score", integer()}, {"bound", integer()}});
  const Shape item =
      named_key("fidelity_item",
                {{"measure", text()}, {"less_is_better", flag()}, {"anchors", list(anchor)}});
  return named("fidelity_scale",
               {{"scale", text()},
                {"name", or_null(local_name())},
                {"version", text()},
                {"items", list(item)},
                {"bands", list(named_key("fidelity_band", {{"total_min", integer()}}))}});
}

Shape::Members way_members() {
  const Shape limit =
      named("limit_rule",
            {{"months", integer()}, {"warning_days", list(integer())}, {"extension_by", text()}});
  const Shape intake =
      named("intake_rule", {{"question", or_null(local_name())},
                            {"needs", list(choice({"stream", "plan", "dated_step", "meeting"}))}});
  return {{"limit", or_null(limit)},
          {"intake", intake},
          {"stages", named_keys()},
          {"streams",
           list(named_key("stream", {{"reasons", list(named_key())}, {"needs_support", flag()}}))},
          {"plan_sections", list(named_key("section", {{"role", or_null(text())}}))},
          {"handover", or_null(named("handover_rule", {{"accept_days", integer()}}))},
          {"gates", named_keys()}};
}

Shape::Members result_members() {
  const Shape outcome =
      named_key("outcome_type", {{"counts_as", counts_as_shape()}, {"days_min", integer()}});
  const Shape target = named_key("target", {{"of", choice({"all", "finished"})},
                                            {"outcomes", list(text())},
                                            {"percent_min", integer()}});
  const Shape comparison =
      named("comparison_rule", {{"before", period_shape()}, {"after", period_shape()}});
  return {{"outcomes", list(outcome)},
          {"targets", list(target)},
          {"comparison", or_null(comparison)},
          {"reports",
           list(named_key("report_rule", {{"by", list(text())}, {"figures", list(text())}}))},
          {"fidelity", or_null(fidelity_scale_shape())},
          {"retention", {{"years", integer()}}}};
}

}  // namespace

Shape counts_as_shape() { return choice({"work", "studies", "neither"}); }

Shape::Members programme_members() {
  Shape::Members members = {
      {"key", text()},
      {"name", or_null(local_name())},
      {"commissioner", text()},
      {"method", or_null(text())},
      {"period", or_null(period_shape())},
      {"commissioners", named_keys()},
      {"partners", named_keys()},
      {"units", list(named_key("programme_unit", {{"district", or_null(text())},
                                                  {"commissioner", or_null(text())}}))},
      {"team_roles", list(named_key("team_role", {{"partner", or_null(text())}}))}};
  return and_more(and_more(std::move(members), way_members()), result_members());
}

}  // namespace brygga::casework
