#include "core/base/large_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace bitprism {

void preferLargePages(void* memory, std::size_t bytes) {
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto start = reinterpret_cast<std::uintptr_t>(memory), end = (start + bytes) / page * page;
  const std::uintptr_t first = (start + page - 1) / page * page;  // pages at the edges hold other memory, too
  if (end > first) ::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
}

}  // namespace bitprism
