// Hooks into malloc: those of the sanitizer where there is one, else glibc's symbols are replaced.
#include "tests/fuzz/allocation_guard.h"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/sanitizer.h"

namespace TMVA::fuzz {
namespace {

std::atomic<std::size_t> largest{0};
std::atomic<std::size_t> traced{SIZE_MAX};

void Note(std::size_t bytes) {
  if (bytes > largest.load(std::memory_order_relaxed)) {
    largest.store(bytes, std::memory_order_relaxed);
  }
#if defined(TMVA_WITH_ASAN)
  if (bytes > traced.load(std::memory_order_relaxed)) {
    traced.store(SIZE_MAX);  // the trace allocates, and one is enough
    __sanitizer_print_stack_trace();
  }
#endif
}

#if defined(TMVA_WITH_ASAN)
[[maybe_unused]] const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t bytes) { Note(bytes); }, [](const volatile void*) {});
#endif

}  // namespace

void ResetLargestAllocation() { largest = 0; }
std::size_t LargestAllocation() { return largest; }
void TraceAllocationsAbove(std::size_t bytes) { traced = bytes; }

}  // namespace TMVA::fuzz

#if !defined(TMVA_WITH_ASAN) && defined(__GLIBC__)
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t bytes) {
  TMVA::fuzz::Note(bytes);
  return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) {
  TMVA::fuzz::Note(bytes == 0 || count <= SIZE_MAX / bytes ? count * bytes : SIZE_MAX);
  return __libc_calloc(count, bytes);
}
void* realloc(void* memory, std::size_t bytes) {
  TMVA::fuzz::Note(bytes);
  return __libc_realloc(memory, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  TMVA::fuzz::Note(bytes);
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  TMVA::fuzz::Note(bytes);
  *memory = __libc_memalign(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}
}
#endif
