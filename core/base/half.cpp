#include "core/base/half.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace bitprism {
namespace {

constexpr std::uint16_t signBit = 0x8000, notANumber = 0x7e00;

}  // namespace

std::uint16_t halfFromFloat(float value) {
  // Always the same NaN: which bits are kept depends on the processor.
  if (std::isnan(value)) return std::signbit(value) ? signBit | notANumber : notANumber;
  if (std::isfinite(value)) value = std::clamp(value, -largestHalf, largestHalf);
  return Eigen::numext::bit_cast<std::uint16_t>(Eigen::half(value));
}

float floatFromHalf(std::uint16_t half) {
  return static_cast<float>(Eigen::numext::bit_cast<Eigen::half>(half));
}

std::vector<std::uint16_t> halvesFromFloats(std::span<const float> values) {
  std::vector<std::uint16_t> halves(values.size());
  std::transform(values.begin(), values.end(), halves.begin(), halfFromFloat);
  return halves;
}

std::vector<float> floatsFromHalves(std::span<const std::uint16_t> halves) {
  std::vector<float> values(halves.size());
  std::transform(halves.begin(), halves.end(), values.begin(), floatFromHalf);
  return values;
}

}  // namespace bitprism
