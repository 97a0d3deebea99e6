#pragma once

#include <cstddef>

namespace bitprism {

// Asks the system to give this memory in large pages when it is first written, which takes less time for weights than
// thousands of small ones. Only a request: contents stay, and nothing else happens where the system has none.
void preferLargePages(void* memory, std::size_t bytes);

// The same for what is allocated next on the heap, up to so many bytes in all: blocks that are smaller than a large
// page share them. Where the heap gives large blocks back to the system at once, nothing happens.
void reserveLargePages(std::size_t bytes);

}  // namespace bitprism
