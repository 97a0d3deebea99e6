#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bitprism {

// IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. Magnitudes from 2^-24 (denormal) to 65504.
inline constexpr float largestHalf = 65504;

// To the nearest half, ties to even. Values that would round to infinity are clamped to +-65504, so that a weight out
// of range causes a finite error instead of infinite outputs; infinity and NaN are kept.
std::uint16_t halfFromFloat(float value);

float floatFromHalf(std::uint16_t half);  // exact

std::vector<std::uint16_t> halvesFromFloats(std::span<const float> values);
std::vector<float> floatsFromHalves(std::span<const std::uint16_t> halves);

}  // namespace bitprism
