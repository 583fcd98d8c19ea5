// The limit clock per centre: who is past the limit, who reaches it in which month, and how many of
// them will have left before if people go on leaving as they have.
//
// The pace is the chance that a running enrolment ends on a given day, taken from the year before:
// enrolments that ended, by the days that enrolments ran. Of somebody who has so many days left, it
// tells the chance of leaving in time. A unit where nobody has ended yet has no pace, and one
// without enrolments no data. Fixed-point arithmetic, so that every platform tells the same. An
// enrolment that is past its limit stays so: the forecast warns and closes nothing. Values; pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "casework/figures/judgement.hpp"
#include "casework/figures/limit_clock.hpp"
#include "casework/figures/month.hpp"
#include "casework/figures/outcome_cases.hpp"

namespace brygga::casework {

class Shape;

struct ClockRow {
  RowId enrolment;
  RowId participant;
  RowId unit;
  Date start;
  std::optional<Date> ended;
};

// All that the clock is read from, in any order.
struct ClockRows {
  std::span<const ReportUnit> units;
  std::span<const ClockRow> enrolments;
  std::span<const ExtensionRow> extensions;
  int limit_months = 0;  // 0: the programme has no limit, and nothing is due
  Date as_of;
};

struct ForecastOptions {
  std::int32_t months = 6;       // with the month of the report's day as the first
  std::int32_t pace_days = 365;  // how far back the pace is taken from
};

struct MonthForecast {
  Month month;
  std::uint32_t due = 0;  // running enrolments whose limit lies in the month, from the day on
  // Of the due, expected to have left before their limit, rounded half up; nothing: no pace yet.
  std::optional<std::uint32_t> leave_before;
};

struct UnitForecast {
  std::uint32_t running = 0;
  std::uint32_t past = 0;          // of the running: the limit was before the day
  std::uint32_t extended = 0;      // of the running: with more time by decision
  std::uint32_t ended_lately = 0;  // within pace_days
  bool has_data = false;           // some enrolment has begun here
  std::vector<MonthForecast> months;
};

struct LimitForecast {
  std::vector<UnitForecast> units;  // in the order given
  UnitForecast all;                 // the listed units together
  std::uint32_t left_out = 0;       // enrolments that cannot be right, or are at no listed unit
  std::uint32_t extensions_left_out = 0;  // decisions without effect
};

LimitForecast forecast_limits(const ClockRows& rows, const ForecastOptions& options = {});

enum class ClockFigure : std::uint8_t { running, past, extended, ended_lately, due };

// unit: its place in the list; nothing: all. month: for `due`, which of the forecast's months.
// Judged::value is the number of days left. Of `extended` and all, the records are the decisions
// without effect, each by its enrolment. Empty when there is no such unit or month.
Explanation explain_limits(const ClockRows& rows, const ForecastOptions& options,
                           ClockFigure figure, std::optional<std::size_t> unit,
                           std::size_t month = 0);

// {"as_of", "units": [{"key", "name", "forecast"}], "all": forecast, "left_out",
// "extensions_left_out"}; forecast is {"data", "running", "past", "extended", "ended_lately",
// "months": [{"month", "due", "leave_before"}]}, where leave_before may be null.
Json forecast_json(const LimitForecast& forecast, const ClockRows& rows);
Shape forecast_shape();

}  // namespace brygga::casework
