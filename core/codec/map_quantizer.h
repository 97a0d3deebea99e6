#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bitprism {

// Linear codes of activation maps. Unsigned: rint(clip(x, 0, limit) / limit (2^bits - 1)), for outputs of a ReLU.
// Signed: the same on both sides of zero with 2^(bits-1) - 1 steps, and zigzag: 0, 1, -1, 2, -2 become 0, 1, 2, 3, 4,
// so that small numbers have small codes. A limit of 0 (a dead layer) makes every code 0.
struct MapGrid {
  int bits = 8;     // 1 to 16; 2 to 16 when signed
  float limit = 0;  // the value of the largest code, usually the largest value seen in calibration; not negative
  bool hasSign = false;
  auto operator<=>(const MapGrid&) const = default;

  std::uint32_t steps() const { return hasSign ? (1U << (bits - 1)) - 1 : (1U << bits) - 1; }
  std::uint32_t largestCode() const { return hasSign ? 2 * steps() : steps(); }
};

// Throws UsageError for invalid bits or limits.
void checkMapGrid(const MapGrid& grid);

// One value, not NaN; halves to even. `steps` are those of the grid.
std::uint16_t mapCode(double value, double limit, std::uint32_t steps, bool hasSign = false);
double mapValue(std::uint16_t code, double limit, std::uint32_t steps, bool hasSign = false);

// Infinite values are clipped; a NaN is an Error that names its place.
std::vector<std::uint16_t> quantizeMap(std::span<const float> values, const MapGrid& grid);
std::vector<float> mapValues(std::span<const std::uint16_t> codes, const MapGrid& grid);

}  // namespace bitprism
