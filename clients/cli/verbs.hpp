// The verbs of `brygga`, by what they are for. Each adds its subcommands and their help to the
// program, and sets *run when one of them was given.
#pragma once

#include <CLI/CLI.hpp>

#include "session.hpp"

namespace brygga::cli {

void add_office_verbs(CLI::App& program, Run* run);       // enrol, status, sync
void add_participant_verbs(CLI::App& program, Run* run);  // participants, intake
void add_today_verbs(CLI::App& program, Run* run);        // today
void add_search_verbs(CLI::App& program, Run* run);       // search
void add_record_verbs(CLI::App& program, Run* run);       // checkin, note, outcome, finish
void add_receipt_verbs(CLI::App& program, Run* run);      // inbox, receipts
void add_programme_verbs(CLI::App& program, Run* run);    // import, report
void add_raw_verbs(CLI::App& program, Run* run);          // call, commands

}  // namespace brygga::cli
