#include "core/base/half.h"

#include <bit>
#include <cmath>

namespace bitprism {
namespace {

constexpr std::uint32_t floatInfinity = 0x7f800000;
constexpr std::uint16_t halfInfinity = 0x7c00, halfNotANumber = 0x7e00, halfLargest = 0x7bff;
constexpr std::uint32_t leastNormal = 0x38800000;          // 2^-14 as float bits
constexpr std::uint32_t beyondLargest = 0x477ff000;        // 65520: from here on rounding would give infinity
constexpr int dropped = 13;                                // fraction bits that a half has not
constexpr std::uint32_t exponentShift = (127 - 15) << 10;  // between the biases, in half's place

}  // namespace

std::uint16_t halfFromFloat(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
  const std::uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > floatInfinity) return sign | halfNotANumber;
  if (magnitude == floatInfinity) return sign | halfInfinity;
  if (magnitude >= beyondLargest) return sign | halfLargest;
  if (magnitude < leastNormal) {
    // Denormal halves are whole multiples of 2^-24; nearbyint rounds half to even, and 1024 is the least normal.
    const float steps = std::nearbyint(std::fabs(value) * 16777216.0f);
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(steps));
  }
  // A carry out of the fraction moves on into the exponent, as it should.
  const std::uint32_t even = (magnitude >> dropped) & 1;
  const std::uint32_t rounded = (magnitude + (1u << (dropped - 1)) - 1 + even) >> dropped;
  return static_cast<std::uint16_t>(sign | (rounded - exponentShift));
}

float floatFromHalf(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
  const std::uint32_t exponent = (half >> 10) & 31, fraction = half & 1023;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + (127 - 15);
  return std::bit_cast<float>(sign | wide << 23 | fraction << dropped);
}

std::vector<std::uint16_t> halvesFromFloats(std::span<const float> values) {
  std::vector<std::uint16_t> halves(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) halves[i] = halfFromFloat(values[i]);
  return halves;
}

std::vector<float> floatsFromHalves(std::span<const std::uint16_t> halves) {
  std::vector<float> values(halves.size());
  for (std::size_t i = 0; i < halves.size(); ++i) values[i] = floatFromHalf(halves[i]);
  return values;
}

}  // namespace bitprism
