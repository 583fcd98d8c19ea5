// The fuzzer: libFuzzer around the target that BRYGGA_FUZZ_TARGET names. Without one it lists them.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "fuzz/target.hpp"

namespace {
const brygga::fuzz::Target* chosen = nullptr;
}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("BRYGGA_FUZZ_TARGET");
  if (name == nullptr) {
    for (const auto& target : brygga::fuzz::targets()) {
      std::printf("%-16s %s\n", target.name, target.what);
    }
    std::exit(0);
  }
  chosen = brygga::fuzz::find_target(name);
  if (chosen == nullptr) {
    std::fprintf(stderr, "no such target: %s\n", name);
    std::exit(2);
  }
  // What the doubles of an office or a device expect, must hold here too.
  GTEST_FLAG_SET(throw_on_failure, true);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string fault = chosen->run({bytes, size});
  if (!fault.empty()) {
    std::fprintf(stderr, "%s: %s\n", chosen->name, fault.c_str());
    std::abort();
  }
  return 0;
}
