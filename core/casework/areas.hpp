// The commands and queries of the areas of casework that have no other use than by their names.
//
// casework.cpp gathers them; docs/CASEWORK.md tells what each does. See call.hpp.
#pragma once

#include <vector>

#include "casework/call.hpp"

namespace brygga::casework {

// Around a participant.
std::vector<Definition> contact_commands();     // where they are reached
std::vector<Definition> protection_commands();  // of a person's identity
std::vector<Definition> identity_commands();    // numbers that come or are corrected later
std::vector<Definition> consent_commands();     // what partners may see
std::vector<Definition> mapping_commands();     // profile, health
std::vector<Definition> plan_commands();        // plans with their sections and dated steps
std::vector<Definition> task_commands();
std::vector<Definition> appointment_commands();
std::vector<Definition> placement_commands();
std::vector<Definition> handover_commands();
std::vector<Definition> caseload_commands();  // many cases at once
std::vector<Definition> enrolment_changes();  // stream, stage, more time, another programme
std::vector<Definition> badge_commands();
std::vector<Definition> kiosk_commands();  // what is done with badges, and who has one
std::vector<Definition> join_commands();   // two records of one person
std::vector<Definition> retention_commands();

// Employers, and the roles and seats that they have.
std::vector<Definition> employer_commands();
std::vector<Definition> employer_queries();
std::vector<Definition> opening_commands();
std::vector<Definition> role_commands();

// Employers and earlier outcomes from CSV files.
std::vector<Definition> list_imports();

// One person's whole record, to be handed out.
std::vector<Definition> export_queries();

// The municipality's units and staff, kept by the office.
std::vector<Definition> staff_commands();

// What waits for somebody to decide: handovers, pairs of records.
std::vector<Definition> decision_queries();

// What a person needs today.
std::vector<Definition> today_queries();

}  // namespace brygga::casework
