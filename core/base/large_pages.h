#pragma once

#include <cstddef>

namespace bitprism {

// Asks the system to give this memory in large pages when it is first written, which takes less time for weights than
// thousands of small ones. Only a request: contents stay, and nothing else happens where the system has none.
void preferLargePages(void* memory, std::size_t bytes);

}  // namespace bitprism
