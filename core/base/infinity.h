#pragma once

#include <limits>

namespace bitprism {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace bitprism
