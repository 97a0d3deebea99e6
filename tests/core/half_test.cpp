#include "core/base/half.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/base/random.h"

namespace bitprism {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

// By the definition: sign, exponent and fraction as whole numbers.
double valueOf(std::uint16_t half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  const double magnitude = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

bool isFinite(std::uint16_t half) {
  return ((half >> 10) & 31) != 31;
}

TEST(Half, everyValueSurvivesTheRoundTrip) {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float wide = floatFromHalf(half);
    if (isFinite(half)) {
      EXPECT_EQ(static_cast<double>(wide), valueOf(half));
      EXPECT_EQ(std::signbit(wide), (half & 0x8000) != 0);
      EXPECT_EQ(halfFromFloat(wide), half);
    } else if ((half & 1023) == 0) {
      EXPECT_EQ(wide, half & 0x8000 ? -infinity : infinity);
      EXPECT_EQ(halfFromFloat(wide), half);
    } else {
      EXPECT_TRUE(std::isnan(wide));
      EXPECT_TRUE(std::isnan(floatFromHalf(halfFromFloat(wide))));
    }
  }
}

TEST(Half, roundsToTheNearestWithTiesToEven) {
  // Between every two neighbours: the middle goes to the even one, its neighbours among the floats to their own side.
  for (std::uint16_t low = 0; low < 0x7bff; ++low) {
    const std::uint16_t high = low + 1;
    const auto middle = static_cast<float>((valueOf(low) + valueOf(high)) / 2);
    ASSERT_EQ(static_cast<double>(middle), (valueOf(low) + valueOf(high)) / 2);
    const std::uint16_t even = low % 2 == 0 ? low : high;
    EXPECT_EQ(halfFromFloat(middle), even);
    EXPECT_EQ(halfFromFloat(-middle), even | 0x8000);
    EXPECT_EQ(halfFromFloat(std::nextafter(middle, 0.0f)), low);
    EXPECT_EQ(halfFromFloat(std::nextafter(middle, infinity)), high);
  }
}

TEST(Half, findsTheNearestOfAllForRandomFloats) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const auto value = static_cast<float>(random.normal() * std::exp2(random.uniform(-28, 15)));
    const double error = std::fabs(valueOf(halfFromFloat(value)) - static_cast<double>(value));
    double least = std::numeric_limits<double>::max();
    for (std::uint32_t bits = 0; bits < 65536; ++bits)
      if (isFinite(static_cast<std::uint16_t>(bits)))
        least = std::min(least, std::fabs(valueOf(static_cast<std::uint16_t>(bits)) - static_cast<double>(value)));
    EXPECT_EQ(error, least) << value;
  }
}

TEST(Half, clampsWhatIsBeyondItsRange) {
  EXPECT_EQ(floatFromHalf(halfFromFloat(65504)), largestHalf);
  EXPECT_EQ(floatFromHalf(halfFromFloat(65519.996f)), largestHalf);
  EXPECT_EQ(floatFromHalf(halfFromFloat(65520)), largestHalf);
  EXPECT_EQ(floatFromHalf(halfFromFloat(-1e30f)), -largestHalf);
  EXPECT_EQ(floatFromHalf(halfFromFloat(infinity)), infinity);
}

TEST(Half, keepsSmallestNumbers) {
  EXPECT_EQ(halfFromFloat(0x1p-24f), 1);
  EXPECT_EQ(halfFromFloat(0x1p-25f), 0);
  EXPECT_EQ(halfFromFloat(0x1.000002p-25f), 1);
  EXPECT_EQ(halfFromFloat(-0.0f), 0x8000);
  EXPECT_EQ(halfFromFloat(std::numeric_limits<float>::denorm_min()), 0);
}

// The conversions by the bits of IEEE 754, as they stood here before Eigen's were taken: packed files depend on every
// bit.
std::uint16_t halfByBits(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
  const std::uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude == 0x7f800000) return sign | 0x7c00;
  if (magnitude >= 0x477ff000) return sign | 0x7bff;  // 65520 and more
  if (magnitude < 0x38800000)                         // below 2^-14: whole multiples of 2^-24
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(std::fabs(value) * 0x1p24f)));
  const std::uint32_t even = (magnitude >> 13) & 1;
  return static_cast<std::uint16_t>(sign | (((magnitude + 0xfff + even) >> 13) - (112 << 10)));
}

std::uint32_t floatBitsOfHalf(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
  const std::uint32_t exponent = (half >> 10) & 31, fraction = half & 1023;
  if (exponent == 0) return sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f);
  return sign | (exponent == 31 ? 255 : exponent + 112) << 23 | fraction << 13;
}

TEST(Half, givesTheBitsOfTheDefinitionForEveryHalf) {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    ASSERT_EQ(std::bit_cast<std::uint32_t>(floatFromHalf(half)), floatBitsOfHalf(half)) << bits;
  }
}

TEST(Half, givesTheBitsOfTheDefinitionOnAGridOfAllFloats) {
  // Every sign and exponent with fractions evenly spread, and the neighbours of every half and of every tie.
  for (std::uint64_t bits = 0; bits <= 0xffffffff; bits += 509) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    ASSERT_EQ(halfFromFloat(value), halfByBits(value)) << bits;
  }
  for (std::uint64_t bits = 0; bits <= 0xffffffff; bits += 0x1000)
    for (const std::uint64_t near : {bits - 1, bits, bits + 1}) {
      const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(near));
      ASSERT_EQ(halfFromFloat(value), halfByBits(value)) << near;
    }
}

}  // namespace
}  // namespace bitprism
