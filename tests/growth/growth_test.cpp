// One year of a coach's days, in short; ./dev bench plays ten (docs/BENCHMARKS.md).
#include <gtest/gtest.h>

#include "growth/coach_years.hpp"
#include "support/temp_folder.hpp"

namespace brygga::testing {
namespace {

TEST(Growth, a_year_of_work_keeps_the_tablet_small_and_a_new_one_loads_live_rows_alone) {
  TempFolder folder;
  CoachYears years(folder.path());
  years.work_days(CoachYears::days_per_year / 2);
  const CoachYears::FirstSync half = years.first_sync();
  years.work_days(CoachYears::days_per_year / 2);
  const CoachYears::Sizes sizes = years.sizes();
  const CoachYears::FirstSync whole = years.first_sync();
  EXPECT_LE(sizes.ratio(), 1.5) << sizes.store_bytes << " bytes for " << sizes.rows << " rows";
  EXPECT_EQ(whole.rows, sizes.rows);
  const double half_each = static_cast<double>(half.bytes) / static_cast<double>(half.rows);
  const double whole_each = static_cast<double>(whole.bytes) / static_cast<double>(whole.rows);
  EXPECT_LE(whole_each, half_each * 1.2);
}

}  // namespace
}  // namespace brygga::testing
