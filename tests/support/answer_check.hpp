// Holds answers against what their command or query declares, so that the schema which clients are
// made from is true: every member that is declared is there, none besides, each of its form.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "casework/casework.hpp"
#include "casework/shape.hpp"

namespace brygga::casework::testing {

// What of the value does not fit, each with its path: "notes[0].body is null".
std::vector<std::string> misfits(const Shape& shape, const nlohmann::json& value,
                                 const std::string& path = {});

// A failure of the test for each misfit of an answer that is no error.
void expect_declared(std::string_view name, const Answer& answer);

// The names of which this process has checked an answer.
const std::set<std::string, std::less<>>& checked_names();

}  // namespace brygga::casework::testing
