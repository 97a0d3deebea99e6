#include "core/base/large_pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace bitprism {
namespace {

// Sanitizers have heaps of their own, which clang does not name by these macros.
#if defined(__linux__) && defined(__GLIBC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
// LibTorch fills some 40 MB of the heap with its tables of operators when it is loaded, which is before main and takes
// a third longer in small pages. What the heap grows by first comes in large ones, and is not given back before it is
// used. Runs before all initializers of libraries.
void growHeapInLargePages() {
  constexpr int first = 64 << 20, usual = 128 << 10;  // the latter is what the C library grows a heap by
  const auto start = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  mallopt(M_TRIM_THRESHOLD, 2 * first);
  mallopt(M_TOP_PAD, first);
  // Of a heap that has begun, the first is what is left of it; none is so large that it is mapped. Volatile, or the
  // compiler leaves both out.
  void* volatile const left = std::malloc(usual / 2);
  void* volatile const grown = std::malloc(usual - 1024);
  std::free(grown);
  std::free(left);
  mallopt(M_TOP_PAD, usual);
  preferLargePages(reinterpret_cast<void*>(start), reinterpret_cast<std::uintptr_t>(::sbrk(0)) - start);
}

__attribute__((section(".preinit_array"), used)) void (*const beforeLibraries)() = growHeapInLargePages;
#endif

}  // namespace

void preferLargePages(void* memory, std::size_t bytes) {
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto start = reinterpret_cast<std::uintptr_t>(memory), end = (start + bytes) / page * page;
  const std::uintptr_t first = (start + page - 1) / page * page;  // pages at the edges hold other memory, too
  if (end > first) ::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
}

void reserveLargePages(std::size_t bytes) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their heaps reuse nothing
  void* memory = std::malloc(bytes);
  if (!memory) return;
  preferLargePages(memory, bytes);
  std::free(memory);
#else
  (void)bytes;
#endif
}

}  // namespace bitprism
