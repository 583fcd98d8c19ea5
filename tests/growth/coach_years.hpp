// Years of a coach's working days against a real office in this process, on a clock of their own:
// what the tablet's file grows to, and what a new tablet has to load.
//
// Forty participants at a time, each for some eighteen months; check-ins, notes that are corrected
// and signed, changes of the person's record, now and then one that meets a colleague's. The office
// is one that makes a backup every night and keeps thirty. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "device/device.hpp"

namespace brygga::testing {

struct CoachDay {
  int checkins = 15;
  int notes = 5;
  int corrections = 3;  // of notes that are not signed yet
  int changes = 2;      // of participants' records
};

class CoachYears {
 public:
  static constexpr int days_per_year = 220;  // working days
  static constexpr int participants = 40;
  static constexpr int stay_days = 330;  // eighteen months of working days

  // Makes the office, the coach's tablet and a colleague's in the folder.
  explicit CoachYears(const std::string& folder, const CoachDay& day = {});
  ~CoachYears();
  CoachYears(const CoachYears&) = delete;
  CoachYears& operator=(const CoachYears&) = delete;

  void work_days(int days);

  // The tablet beside tables as an analyst would make them, with the same rows and columns.
  struct Sizes {
    std::uint64_t store_bytes = 0;  // the tablet's file, its log emptied into it
    std::uint64_t plain_bytes = 0;  // id as primary key, the schema's indexes, one on participant
    std::uint64_t rows = 0;
    double ratio() const {
      return static_cast<double>(store_bytes) / static_cast<double>(plain_bytes);
    }
  };
  Sizes sizes();

  // A new tablet of the same coach gets everything.
  struct FirstSync {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;  // of answers, before compression
    double seconds = 0;
  };
  FirstSync first_sync();

  std::uint64_t office_bytes() const;  // the office's file

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brygga::testing
