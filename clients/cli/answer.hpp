// Reading the core's answers, and the sentences that several verbs end with.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "session.hpp"

namespace brygga::cli {

// The text under a key; empty when it is missing, null or no text.
std::string text_in(const nlohmann::json& object, const char* key);
// The number under a key; 0 when it is missing or none.
std::int64_t number_in(const nlohmann::json& object, const char* key);
bool flag_in(const nlohmann::json& object, const char* key);
// The array under a key; empty when it is missing or none.
const nlohmann::json& list_in(const nlohmann::json& object, const char* key);
// The texts of an array under a key, with commas.
std::string texts_in(const nlohmann::json& object, const char* key);
// The instant under a key as "2026-11-21 14:30"; empty when it is missing.
std::string time_in(const nlohmann::json& object, const char* key);

// "1 change", "2 changes", "1 inbox", ...
std::string count_text(std::int64_t count, const std::string& noun);

// After a save: prints the answer, the sentence, the warnings that came with it, and where the
// change is now.
ExitStatus report_saved(Session& session, const nlohmann::json& answer,
                        const std::string& sentence);

// One line when something was refused or needs a person; nothing else.
void say_what_needs_you(Session& session);

ExitStatus show_status(Session& session);

}  // namespace brygga::cli
