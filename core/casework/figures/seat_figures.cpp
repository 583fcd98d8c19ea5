#include "casework/figures/seat_figures.hpp"

#include <algorithm>
#include <utility>

#include "base/order.hpp"
#include "casework/figures/row_numbers.hpp"
#include "casework/shape.hpp"

namespace brygga::casework {

namespace {

constexpr std::size_t seat_figures_count = 4;

struct OpeningCase {
  const OpeningRow* row = nullptr;
  std::uint32_t role = no_number;
  std::int64_t taken = 0;
};

Reason standing_of(const OpeningRow& row) {
  if (row.seats > opening_seats_max) return Reason::seats_impossible;
  return row.is_closed ? Reason::is_closed : Reason::counts_here;
}

Verdict opening_verdict(const OpeningRow& row, PlaceKind kind) {
  const Reason standing = standing_of(row);
  if (standing != Reason::counts_here) return {Part::left_out, standing};
  return row.kind == kind ? Verdict{Part::counted, Reason::counts_here}
                          : Verdict{Part::rest, Reason::elsewhere};
}

// By the kind of the opening: what a placement is called later does not move its seat.
Verdict placement_verdict(const PlacementRow& row, const OpeningRow* opening, PlaceKind kind,
                          Date as_of) {
  if (opening == nullptr) return {Part::left_out, Reason::no_opening};
  if (row.ended && *row.ended < row.start) return {Part::left_out, Reason::ended_before_start};
  if (row.is_cancelled) return {Part::left_out, Reason::is_cancelled};
  if (row.ended && *row.ended < as_of) return {Part::left_out, Reason::already_ended};
  const Reason standing = standing_of(*opening);
  if (standing != Reason::counts_here) return {Part::left_out, standing};
  return opening->kind == kind ? Verdict{Part::counted, Reason::seat_taken}
                               : Verdict{Part::rest, Reason::elsewhere};
}

// The walk over openings and placements; a group per role after that of all.
class SeatWalk {
 public:
  explicit SeatWalk(const SeatRows& rows) : rows_(rows) {
    for (const RoleRow& row : rows.roles) roles_.number_of(row.role);
    openings_.reserve(rows.openings.size());
    for (const OpeningRow& row : rows.openings) {
      // Ids are unique where rows come from; should one come twice, it is one opening.
      if (numbers_.number_of(row.opening) < openings_.size()) continue;
      openings_.push_back({&row, roles_.find(row.role).value_or(no_number), 0});
    }
  }

  const RowNumbers& roles() const { return roles_; }
  const std::vector<OpeningCase>& openings() const { return openings_; }

  static std::size_t place(std::size_t group, SeatFigure figure) {
    return group * seat_figures_count + static_cast<std::size_t>(figure);
  }

  FigureBook book_of(std::optional<std::size_t> asked) {
    FigureBook book((roles_.size() + 1) * seat_figures_count, asked);
    for (const OpeningCase& opening : openings_) add(book, opening);
    for (const PlacementRow& row : rows_.placements) add(book, row);
    return book;
  }

 private:
  void add(FigureBook& book, const OpeningCase& opening) {
    for (const PlaceKind kind : {PlaceKind::praktik, PlaceKind::job}) {
      const SeatFigure figure =
          kind == PlaceKind::praktik ? SeatFigure::praktik_openings : SeatFigure::job_openings;
      add_to_groups(
          book, figure, opening.role,
          {RowId{}, opening.row->opening, opening_verdict(*opening.row, kind), opening.row->seats});
    }
  }

  void add(FigureBook& book, const PlacementRow& row) {
    const auto number = numbers_.find(row.opening);
    OpeningCase* opening = number ? &openings_[*number] : nullptr;
    for (const PlaceKind kind : {PlaceKind::praktik, PlaceKind::job}) {
      const Verdict verdict =
          placement_verdict(row, opening != nullptr ? opening->row : nullptr, kind, rows_.as_of);
      if (verdict.part == Part::counted) ++opening->taken;
      add_to_groups(book,
                    kind == PlaceKind::praktik ? SeatFigure::praktik_taken : SeatFigure::jobs_taken,
                    opening != nullptr ? opening->role : no_number,
                    {row.participant, row.placement, verdict, 1});
    }
  }

  static void add_to_groups(FigureBook& book, SeatFigure figure, std::uint32_t role,
                            const Judged& judged) {
    book.add(place(0, figure), judged);
    if (role != no_number) book.add(place(std::size_t{role} + 1, figure), judged);
  }

  const SeatRows& rows_;
  RowNumbers roles_;
  RowNumbers numbers_;  // of openings
  std::vector<OpeningCase> openings_;
};

SeatCounts counts_of(const Tally& openings, const Tally& taken) {
  return {openings.counted, openings.sum, taken.counted, 0, 0};
}

// Opening by opening, since a seat is free or overbooked at its own opening only.
void add_free(SeatCounts& counts, const OpeningCase& opening) {
  const std::int64_t free = opening.row->seats - opening.taken;
  counts.free += std::max<std::int64_t>(free, 0);
  counts.overbooked += std::max<std::int64_t>(-free, 0);
}

void add_role_seats(RoleSeats& role, const FigureBook& book, std::size_t group) {
  const auto tally = [&](SeatFigure figure) { return book[SeatWalk::place(group, figure)]; };
  const SeatCounts praktik =
      counts_of(tally(SeatFigure::praktik_openings), tally(SeatFigure::praktik_taken));
  const SeatCounts jobs = counts_of(tally(SeatFigure::job_openings), tally(SeatFigure::jobs_taken));
  role.seats = {praktik.openings + jobs.openings, praktik.seats + jobs.seats,
                praktik.taken + jobs.taken, 0, 0};
}

LocalName rule_of(SeatFigure figure) {
  switch (figure) {
    case SeatFigure::praktik_openings:
      return {"Öppna praktikplatser, med antal platser.",
              "Open placements for praktik, with seats."};
    case SeatFigure::job_openings:
      return {"Öppna arbeten, med antal platser.", "Open jobs, with seats."};
    case SeatFigure::praktik_taken:
      return {"Planerade och pågående placeringar på öppna praktikplatser.",
              "Planned and running placements at openings for praktik."};
    case SeatFigure::jobs_taken:
      return {"Planerade och pågående placeringar på öppna arbeten.",
              "Planned and running placements at openings for jobs."};
  }
  return {};
}

constexpr std::array<const char*, seat_figures_count> seat_names = {
    "praktik_openings", "job_openings", "praktik_taken", "jobs_taken"};

Json counts_json(const SeatCounts& counts) {
  return {{"openings", counts.openings},
          {"seats", counts.seats},
          {"taken", counts.taken},
          {"free", counts.free},
          {"overbooked", counts.overbooked}};
}

}  // namespace

const char* name_of(RoleStatus status) {
  switch (status) {
    case RoleStatus::draft:
      return "draft";
    case RoleStatus::published:
      return "published";
    case RoleStatus::rejected:
      return "rejected";
    case RoleStatus::withdrawn:
      return "withdrawn";
  }
  return "draft";
}

SeatFigures seat_figures(const SeatRows& rows) {
  SeatWalk walk(rows);
  const FigureBook book = walk.book_of(std::nullopt);
  const auto tally = [&](SeatFigure figure) { return book[SeatWalk::place(0, figure)]; };
  SeatFigures figures;
  figures.praktik =
      counts_of(tally(SeatFigure::praktik_openings), tally(SeatFigure::praktik_taken));
  figures.jobs = counts_of(tally(SeatFigure::job_openings), tally(SeatFigure::jobs_taken));
  figures.roles.resize(walk.roles().size());
  for (std::uint32_t role = 0; role < walk.roles().size(); ++role) {
    figures.roles[role].role = walk.roles().id(role);
    add_role_seats(figures.roles[role], book, std::size_t{role} + 1);
  }
  for (const RoleRow& row : rows.roles) {
    RoleStatus& status = figures.roles[*walk.roles().find(row.role)].status;
    status = std::max(status, row.status);
  }
  for (const RoleSeats& role : figures.roles) {
    ++figures.statuses[static_cast<std::size_t>(role.status)];
  }
  for (const OpeningCase& opening : walk.openings()) {
    if (standing_of(*opening.row) != Reason::counts_here) continue;
    add_free(opening.row->kind == PlaceKind::praktik ? figures.praktik : figures.jobs, opening);
    if (opening.role != no_number) add_free(figures.roles[opening.role].seats, opening);
  }
  put_in_order(figures.roles,
               [](const RoleSeats& a, const RoleSeats& b) { return a.role < b.role; });
  figures.openings_left_out = tally(SeatFigure::praktik_openings).left_out;
  figures.placements_left_out = tally(SeatFigure::praktik_taken).left_out;
  return figures;
}

Explanation explain_seats(const SeatRows& rows, SeatFigure figure, std::optional<RowId> role) {
  Explanation explanation{
      seat_names[static_cast<std::size_t>(figure)], {}, rule_of(figure), false, {}, {}};
  SeatWalk walk(rows);
  std::size_t group = 0;
  if (role) {
    explanation.group = to_string(role->uuid);
    const auto number = walk.roles().find(*role);
    if (!number) return explanation;
    group = std::size_t{*number} + 1;
  }
  explanation.judged = walk.book_of(SeatWalk::place(group, figure)).take_asked();
  return explanation;
}

Json seat_json(const SeatFigures& figures) {
  Json roles = Json::array();
  for (const RoleSeats& entry : figures.roles) {
    roles.push_back({{"role", to_string(entry.role.uuid)},
                     {"status", name_of(entry.status)},
                     {"seats", counts_json(entry.seats)}});
  }
  Json statuses = Json::object();
  for (std::size_t status = 0; status < role_statuses_count; ++status) {
    statuses[name_of(static_cast<RoleStatus>(status))] = figures.statuses[status];
  }
  return {{"praktik", counts_json(figures.praktik)},
          {"job", counts_json(figures.jobs)},
          {"roles", std::move(roles)},
          {"statuses", std::move(statuses)},
          {"openings_left_out", figures.openings_left_out},
          {"placements_left_out", figures.placements_left_out}};
}

Shape seat_shape() {
  using namespace shape;
  const Shape counts = named("seat_counts", {{"openings", integer()},
                                             {"seats", integer()},
                                             {"taken", integer()},
                                             {"free", integer()},
                                             {"overbooked", integer()}});
  Shape::Members statuses;
  std::vector<std::string> names_of_statuses;
  for (std::size_t status = 0; status < role_statuses_count; ++status) {
    names_of_statuses.emplace_back(name_of(static_cast<RoleStatus>(status)));
    statuses.push_back({names_of_statuses.back(), integer()});
  }
  const Shape role = named("role_seats", {{"role", id()},
                                          {"name", or_null(text())},
                                          {"status", choice(names_of_statuses)},
                                          {"seats", counts}});
  return {{"praktik", counts},
          {"job", counts},
          {"roles", list(role)},
          {"statuses", Shape(std::move(statuses))},
          {"openings_left_out", integer()},
          {"placements_left_out", integer()}};
}

}  // namespace brygga::casework
