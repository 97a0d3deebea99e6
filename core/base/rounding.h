#pragma once

namespace bitprism {

// Adding and subtracting 1.5 * 2^23 rounds a float of magnitude below 2^22 to the nearest whole number, half to even;
// unlike std::nearbyint it vectorises without SSE4.1. Likewise doubles below 2^51.
inline constexpr float roundingConstant = 12582912.0f;
inline constexpr double doubleRoundingConstant = 6755399441055744.0;

}  // namespace bitprism
