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

}  // namespace
}  // namespace bitprism
