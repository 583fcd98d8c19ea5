// What the fuzzer tries: one function per decoder, which takes any bytes as if they came from
// outside and says what is wrong with what became of them.
//
// The same functions run over tests/fuzz/corpus in every build (corpus_test.cpp), so that an input
// that was once trouble stays tried on each platform. Single-threaded; some targets keep an office
// or a store between calls and are then a singleton of the process.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace brygga::fuzz {

// Empty when all is well. Trouble that a sanitizer sees, or an assertion, ends the program instead.
using Fault = std::string;

struct Target {
  const char* name;  // of its folder in tests/fuzz/corpus
  const char* what;  // for the list that ./dev fuzz prints
  Fault (*run)(ByteView input);
};

const std::vector<Target>& targets();
const Target* find_target(std::string_view name);

// --- messages and what is stored of them ---
Fault run_sync_request(ByteView input);
Fault run_sync_response(ByteView input);
Fault run_enrol_request(ByteView input);
Fault run_enrol_response(ByteView input);
Fault run_error(ByteView input);
Fault run_edit(ByteView input);
Fault run_row_change(ByteView input);
Fault run_value(ByteView input);
Fault run_heads(ByteView input);
Fault run_base64url(ByteView input);
Fault run_version(ByteView input);

// --- what the office does with a request, and a device with an answer ---
Fault run_push(ByteView input);
Fault run_cursor(ByteView input);
Fault run_answer(ByteView input);
Fault run_text_merge(ByteView input);

// --- what the server reads ---
Fault run_body(ByteView input);
Fault run_header(ByteView input);

// --- what people hand to casework ---
Fault run_programme(ByteView input);
Fault run_csv(ByteView input);
Fault run_arguments(ByteView input);
Fault run_text_encoding(ByteView input);

}  // namespace brygga::fuzz
