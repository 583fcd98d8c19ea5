// Words of Swedish casework for synthetic cases: goals, steps, jobs, places, activities.
//
// Streets, employers and postal towns are made up. Constants; pure functions.
#pragma once

#include <span>
#include <string_view>

namespace brygga::casework {

using Phrases = std::span<const std::string_view>;

struct Phrasebook {
  Phrases streets;  // that no town has, or that any town may have
  Phrases towns;
  Phrases districts;
  Phrases referrals;
  Phrases goals;
  Phrases steps;        // what somebody will do, as titles of tasks
  Phrases occupations;  // "vårdbiträde"
  Phrases work_tasks;   // of a placement: "plocka varor"
  Phrases skills;
  Phrases credentials;
  Phrases wishes;
  Phrases avoided;
  Phrases meeting_places;
  Phrases outside_places;  // out where people work and live
  Phrases meeting_purposes;
  Phrases checkin_comments;
  Phrases obstacles;
  Phrases adaptations;
  Phrases supports;  // who helps with what comes before work
  Phrases answers;   // to the question that opens an intake
  Phrases extension_reasons;
  Phrases handover_messages;
  Phrases subsidies;
  Phrases outcome_sources;
  Phrases employer_first;  // "Norrskenets"
  Phrases employer_last;   // "Kök och catering"
  Phrases sectors;         // one for each employer_last
  Phrases channels;
  Phrases contact_purposes;
  Phrases contact_results;
  Phrases trainings;
  Phrases role_titles;
};

const Phrasebook& phrasebook();

}  // namespace brygga::casework
