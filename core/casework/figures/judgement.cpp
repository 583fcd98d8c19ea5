#include "casework/figures/judgement.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/order.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

Json id_json(const RowId& id) { return id.uuid.is_nil() ? Json() : Json(to_string(id.uuid)); }

std::span<const Judged> page_of(const std::vector<Judged>& all, std::size_t offset,
                                std::size_t limit) {
  const std::span<const Judged> whole(all);
  const std::size_t from = std::min(offset, all.size());
  return whole.subspan(from, std::min(limit, all.size() - from));
}

Json judged_json(std::span<const Judged> all) {
  Json::List list;
  list.reserve(all.size());
  for (const Judged& judged : all) {
    list.push_back({{"participant", id_json(judged.participant)},
                    {"record", id_json(judged.record)},
                    {"part", name_of(judged.verdict.part)},
                    {"reason", name_of(judged.verdict.reason)},
                    {"value", judged.value}});
  }
  return list;
}

Json reasons_json(const Explanation& explanation) {
  std::map<Reason, std::uint32_t> counts;
  for (const Judged& judged : explanation.judged) ++counts[judged.verdict.reason];
  for (const Judged& record : explanation.records) ++counts[record.verdict.reason];
  Json list = Json::array();
  for (const auto& [reason, count] : counts) {
    const LocalName sentence = sentence_of(reason);
    list.push_back(
        {{"reason", name_of(reason)}, {"sv", sentence.sv}, {"en", sentence.en}, {"count", count}});
  }
  return list;
}

}  // namespace

const char* name_of(Part part) {
  switch (part) {
    case Part::counted:
      return "counted";
    case Part::rest:
      return "rest";
    case Part::left_out:
      return "left_out";
  }
  return "left_out";
}

void Tally::add(const Judged& judged) {
  switch (judged.verdict.part) {
    case Part::counted:
      ++counted;
      sum += judged.value;
      return;
    case Part::rest:
      ++rest;
      return;
    case Part::left_out:
      ++left_out;
      return;
  }
}

Tally Explanation::tally() const {
  Tally tally;
  for (const Judged& subject : judged) tally.add(subject);
  return tally;
}

Json explanation_json(const Explanation& explanation) {
  Json page = explanation_page_json(
      explanation, 0, std::max(explanation.judged.size(), explanation.records.size()));
  for (const char* name : {"offset", "total", "records_total"}) page.erase(name);
  return page;
}

Json explanation_page_json(const Explanation& explanation, std::size_t offset, std::size_t limit) {
  const Tally tally = explanation.tally();
  return {{"figure", explanation.figure},
          {"group", explanation.group},
          {"rule", {{"sv", explanation.rule.sv}, {"en", explanation.rule.en}}},
          {"hidden", explanation.is_hidden},
          {"counted", tally.counted},
          {"of", tally.whole()},
          {"left_out", tally.left_out},
          {"sum", tally.sum},
          {"offset", std::uint64_t{offset}},
          {"total", std::uint64_t{explanation.judged.size()}},
          {"judged", judged_json(page_of(explanation.judged, offset, limit))},
          {"records_total", std::uint64_t{explanation.records.size()}},
          {"records", judged_json(page_of(explanation.records, offset, limit))},
          {"reasons", reasons_json(explanation)}};
}

std::vector<Judged> FigureBook::take_asked() {
  sort_judged(kept_);
  return std::move(kept_);
}

void sort_judged(std::vector<Judged>& judged) {
  put_in_order(judged, [](const Judged& a, const Judged& b) {
    return std::tie(a.participant, a.record, a.verdict.part, a.verdict.reason, a.value) <
           std::tie(b.participant, b.record, b.verdict.part, b.verdict.reason, b.value);
  });
}

Shape::Members explanation_page_members() {
  using namespace shape;
  const Shape judged = named("judged", {{"participant", or_null(id())},
                                        {"name", or_null(text())},
                                        {"record", or_null(id())},
                                        {"part", choice({"counted", "rest", "left_out"})},
                                        {"reason", text()},
                                        {"value", integer()}});
  const Shape reason =
      named("reason", {{"reason", text()}, {"sv", text()}, {"en", text()}, {"count", integer()}});
  return {{"figure", text()},        {"group", text()},        {"rule", local_name()},
          {"hidden", flag()},        {"counted", integer()},   {"of", integer()},
          {"left_out", integer()},   {"sum", integer()},       {"offset", integer()},
          {"total", integer()},      {"judged", list(judged)}, {"records_total", integer()},
          {"records", list(judged)}, {"reasons", list(reason)}};
}

}  // namespace brygga::casework
