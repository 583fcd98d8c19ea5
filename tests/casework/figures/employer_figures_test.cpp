#include "casework/figures/employer_figures.hpp"

#include <gtest/gtest.h>

#include "casework/figures/seat_figures.hpp"
#include "figure_rows.hpp"

namespace brygga::casework {
namespace {

using test::date;
using test::expect_explained;
using test::id;
using test::shuffled;

const RowId bakery = id(1);
const RowId school = id(2);
const RowId nobody = id(3);

struct World {
  std::vector<EmployerRow> employers = {{bakery}, {school}};
  std::vector<EmployerContactRow> contacts;
  std::vector<PlacementRow> placements;
  std::vector<TrainingRow> training;
  std::uint32_t next = 1000;

  EmployerRows rows() const {
    return {employers, contacts, placements, training, {date("2025-01-01"), date("2025-12-31")}};
  }
  World& contact(RowId employer, std::string_view on = "2025-03-01") {
    contacts.push_back({id(next++), employer, id(50), RowId{}, date(on), false});
    return *this;
  }
  World& place(RowId employer, PlaceKind kind, std::string_view start = "2025-03-01") {
    const RowId number = id(next++);
    placements.push_back({number, id(next), employer, RowId{}, kind, date(start)});
    return *this;
  }
  World& train(RowId employer, std::string level, std::string sector, std::uint32_t headcount) {
    training.push_back(
        {id(next++), employer, std::move(level), std::move(sector), date("2025-05-05"), headcount});
    return *this;
  }
};

World mixed_world() {
  World world;
  world.contact(bakery).contact(bakery).contact(school).contact(nobody).contact(school,
                                                                                "2024-12-31");
  world.place(bakery, PlaceKind::praktik).place(bakery, PlaceKind::job);
  world.place(school, PlaceKind::praktik).place(school, PlaceKind::praktik, "2026-01-01");
  world.place(nobody, PlaceKind::job).place(school, PlaceKind::job).place(school, PlaceKind::job);
  world.placements[5].is_cancelled = true;
  world.placements[6].ended = date("2025-02-01");
  world.train(school, "leadership", "public", 4).train(school, "co_workers", "public", 12);
  world.train(bakery, "co_workers", "private", 5).train(school, "co_workers", "public", 8);
  return world;
}

TEST(FiguresOfSkovde, employer_training_is_told_per_level_and_sector) {
  const EmployerFigures figures = employer_figures(mixed_world().rows());
  ASSERT_EQ(figures.training.size(), 3U);
  EXPECT_EQ(figures.training[0].sector, "private");
  EXPECT_EQ(figures.training[1].level, "co_workers");
  EXPECT_EQ(figures.training[1].sessions, 2U);
  EXPECT_EQ(figures.training[1].headcount, 20);
  EXPECT_EQ(figures.training[2].level, "leadership");
}

TEST(EmployerFigures, contacts_and_placements_are_counted_per_employer_and_kind) {
  const EmployerFigures figures = employer_figures(mixed_world().rows());
  ASSERT_EQ(figures.employers.size(), 2U);
  EXPECT_EQ(figures.employers[0].contacts, 2U);
  EXPECT_EQ(figures.employers[0].praktik, 1U);
  EXPECT_EQ(figures.employers[0].jobs, 1U);
  EXPECT_EQ(figures.employers[1].contacts, 1U);
  EXPECT_EQ(figures.contacts, 3U);
  EXPECT_EQ(figures.praktik, 2U);
  EXPECT_EQ(figures.jobs, 1U);
  EXPECT_EQ(figures.rows_left_out, 6U);
}

TEST(EmployerFigures, every_figure_is_what_its_explanation_says) {
  const World world = mixed_world();
  const EmployerFigures figures = employer_figures(world.rows());
  const auto counted = [&](EmployerFigure figure, std::optional<RowId> employer) {
    const Explanation explanation = explain_employers(world.rows(), figure, employer);
    expect_explained(explanation, explanation.tally().counted, explanation.tally().whole());
    return explanation.tally();
  };
  EXPECT_EQ(counted(EmployerFigure::contacts, std::nullopt).counted, figures.contacts);
  EXPECT_EQ(counted(EmployerFigure::praktik, std::nullopt).counted, figures.praktik);
  EXPECT_EQ(counted(EmployerFigure::jobs, std::nullopt).counted, figures.jobs);
  EXPECT_EQ(counted(EmployerFigure::training, std::nullopt).sum, 29);
  for (const EmployerCounts& entry : figures.employers) {
    EXPECT_EQ(counted(EmployerFigure::contacts, entry.employer).counted, entry.contacts);
    EXPECT_EQ(counted(EmployerFigure::jobs, entry.employer).counted, entry.jobs);
  }
  EXPECT_TRUE(explain_employers(world.rows(), EmployerFigure::jobs, nobody).judged.empty());
}

TEST(EmployerFigures, the_order_of_the_rows_has_no_say) {
  const World world = mixed_world();
  World other = world;
  other.employers = shuffled(world.employers, 2);
  other.contacts = shuffled(world.contacts);
  other.placements = shuffled(world.placements);
  other.training = shuffled(world.training);
  EXPECT_EQ(employer_json(employer_figures(other.rows())).text(),
            employer_json(employer_figures(world.rows())).text());
}

// --- seats ------------------------------------------------------------------------------------

const RowId service_assistant = id(61);
const RowId unit_assistant = id(62);

struct SeatWorld {
  std::vector<OpeningRow> openings = {
      {id(201), school, service_assistant, PlaceKind::job, 3, false},
      {id(202), bakery, RowId{}, PlaceKind::praktik, 1, false},
      {id(203), bakery, RowId{}, PlaceKind::praktik, 4, false},
      {id(204), school, service_assistant, PlaceKind::job, 9, true},
      {id(205), school, id(999), PlaceKind::job, 10001, false}};
  std::vector<PlacementRow> placements;
  std::vector<RoleRow> roles = {{service_assistant, RoleStatus::published},
                                {unit_assistant, RoleStatus::draft}};

  SeatWorld() {
    place(201).place(201).place(202).place(202).place(204).place(0);
    place(203).placements.back().is_cancelled = true;
    place(203).placements.back().ended = date("2025-05-31");
    place(203).placements.back().ended = date("2025-01-01");
    place(203).placements.back().ended = date("2025-06-01");
  }
  SeatWorld& place(std::uint32_t opening) {
    const auto number = static_cast<std::uint32_t>(placements.size());
    placements.push_back({id(300 + number), id(400 + number), school, id(opening), PlaceKind::job,
                          date("2025-02-01")});
    return *this;
  }
  SeatRows rows() const { return {openings, placements, roles, date("2025-06-01")}; }
};

TEST(FiguresOfSkovde, seats_are_told_per_role_and_roles_per_status) {
  const SeatFigures figures = seat_figures(SeatWorld().rows());
  ASSERT_EQ(figures.roles.size(), 2U);
  EXPECT_EQ(figures.roles[0].seats.seats, 3);
  EXPECT_EQ(figures.roles[0].seats.taken, 2);
  EXPECT_EQ(figures.roles[0].seats.free, 1);
  EXPECT_EQ(figures.roles[1].seats.seats, 0);
  EXPECT_EQ(figures.statuses[static_cast<std::size_t>(RoleStatus::published)], 1U);
  EXPECT_EQ(figures.statuses[static_cast<std::size_t>(RoleStatus::draft)], 1U);
  EXPECT_EQ(test::parsed(seat_json(figures))["statuses"]["rejected"], 0);
}

TEST(SeatFigures, a_free_seat_elsewhere_does_not_cover_for_an_overbooked_opening) {
  const SeatFigures figures = seat_figures(SeatWorld().rows());
  EXPECT_EQ(figures.praktik.openings, 2U);
  EXPECT_EQ(figures.praktik.seats, 5);
  EXPECT_EQ(figures.praktik.taken, 3);  // one runs to this very day
  EXPECT_EQ(figures.praktik.free, 3);
  EXPECT_EQ(figures.praktik.overbooked, 1);
  EXPECT_EQ(figures.openings_left_out, 2U);
  EXPECT_EQ(figures.placements_left_out, 5U);
}

TEST(SeatFigures, every_figure_is_what_its_explanation_says_in_any_order) {
  const SeatWorld world;
  const SeatFigures figures = seat_figures(world.rows());
  const auto explained = [&](SeatFigure figure, std::optional<RowId> role = std::nullopt) {
    const Explanation explanation = explain_seats(world.rows(), figure, role);
    expect_explained(explanation, explanation.tally().counted, explanation.tally().whole());
    return explanation.tally();
  };
  EXPECT_EQ(explained(SeatFigure::praktik_openings).sum, figures.praktik.seats);
  EXPECT_EQ(explained(SeatFigure::job_openings).sum, figures.jobs.seats);
  EXPECT_EQ(explained(SeatFigure::praktik_taken).counted, figures.praktik.taken);
  EXPECT_EQ(explained(SeatFigure::jobs_taken).counted, figures.jobs.taken);
  EXPECT_EQ(explained(SeatFigure::jobs_taken, service_assistant).counted,
            figures.roles[0].seats.taken);
  EXPECT_TRUE(explain_seats(world.rows(), SeatFigure::jobs_taken, id(5)).judged.empty());
  SeatWorld other = world;
  other.openings = shuffled(world.openings);
  other.placements = shuffled(world.placements);
  other.roles = shuffled(world.roles, 2);
  EXPECT_EQ(seat_json(seat_figures(other.rows())).text(), seat_json(figures).text());
}

}  // namespace
}  // namespace brygga::casework
