// Ends the test program at an allocation that no message can need: so that a count from outside
// that is believed before its content is there does not pass unseen. The sanitizers bring their
// own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <cstdio>
#include <cstdlib>
#include <new>

namespace {
constexpr std::size_t allocation_bytes_max = 64U << 20;
}

void* operator new(std::size_t size) {
  if (size > allocation_bytes_max) {
    std::fputs("an allocation beyond all messages\n", stderr);
    std::abort();
  }
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
