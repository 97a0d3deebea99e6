#include "core/base/large_pages.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>

namespace bitprism {

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
