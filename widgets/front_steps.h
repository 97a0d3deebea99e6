#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/search/knee.h"

namespace bitprism {

// The point of the front that a key goes to, from the point reached before, or else from a plan of that size: left and
// right to the next, Home and End to the ends, K to the knee. Absent for other keys, and where there is none.
std::optional<std::size_t> stepOnFront(int key, const std::vector<FrontPoint>& front, const std::optional<Knee>& knee,
                                       std::optional<std::size_t> now, std::int64_t planBytes);

}  // namespace bitprism
