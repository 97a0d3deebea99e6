#include "core/codec/map_quantizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

TEST(MapQuantizer, isTheFormula) {
  Random random(1);
  std::vector<float> values(3000);
  for (float& value : values) value = static_cast<float>(2 * random.normal());
  for (int bits = 1; bits <= 16; ++bits) {
    const MapGrid grid{.bits = bits, .limit = 3.3F};
    const double steps = std::pow(2.0, bits) - 1;
    const std::vector<std::uint16_t> codes = quantizeMap(values, grid);
    const std::vector<float> back = mapValues(codes, grid);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double clipped = std::clamp(static_cast<double>(values[i]), 0.0, static_cast<double>(grid.limit));
      ASSERT_EQ(codes[i], std::nearbyint(clipped / grid.limit * steps));
      ASSERT_EQ(back[i], static_cast<float>(codes[i] / steps * grid.limit));
      ASSERT_LE(std::abs(back[i] - clipped), grid.limit * (0.5 / steps + 0x1p-23));
    }
  }
}

TEST(MapQuantizer, signedCodesAreZigzag) {
  const MapGrid grid{.bits = 3, .limit = 3, .hasSign = true};
  const std::vector<float> values{0, 1, -1, 2, -2, 3, -3, 9, -9, 0.5F, -0.5F, 1.5F, -infinite, infinite};
  const std::vector<std::uint16_t> codes{0, 1, 2, 3, 4, 5, 6, 5, 6, 0, 0, 3, 6, 5};
  EXPECT_EQ(quantizeMap(values, grid), codes);
  const std::vector<float> back{0, 1, -1, 2, -2, 3, -3, 3, -3, 0, 0, 2, -3, 3};
  EXPECT_EQ(mapValues(codes, grid), back);
  Random random(2);
  std::vector<float> many(1000);
  for (float& value : many) value = static_cast<float>(random.normal());
  for (int bits = 2; bits <= 16; ++bits) {
    const MapGrid wide{.bits = bits, .limit = 2, .hasSign = true};
    const std::vector<float> found = mapValues(quantizeMap(many, wide), wide);
    for (std::size_t i = 0; i < many.size(); ++i)
      ASSERT_LE(std::abs(found[i] - std::clamp(many[i], -2.0F, 2.0F)),
                1.0F / static_cast<float>(wide.steps()) * 1.001F);
  }
}

TEST(MapQuantizer, halvesGoToEvenAndInfinityIsClipped) {
  EXPECT_EQ(
      quantizeMap(std::vector<float>{0.5F, 1.5F, 2.5F, infinite, -infinite, -0.0F, 3.4e38F}, {.bits = 2, .limit = 3}),
      (std::vector<std::uint16_t>{0, 2, 2, 3, 0, 0, 3}));
}

TEST(MapQuantizer, aDeadLayerIsAllZeros) {
  for (const bool hasSign : {false, true}) {
    const MapGrid grid{.bits = 8, .limit = 0, .hasSign = hasSign};
    const std::vector<std::uint16_t> codes = quantizeMap(std::vector<float>{0, 1, infinite, -1}, grid);
    EXPECT_EQ(codes, std::vector<std::uint16_t>(4, 0));
    EXPECT_EQ(mapValues(codes, grid), std::vector<float>(4, 0));
    EXPECT_EQ(mapCode(1, 0, grid.steps(), hasSign), 0);
  }
}

TEST(MapQuantizer, theSmallestLimitsKeepTheirSteps) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_EQ(quantizeMap(std::vector<float>{0, tiny, 1}, {.bits = 16, .limit = tiny}),
            (std::vector<std::uint16_t>{0, 65535, 65535}));
}

TEST(MapQuantizer, refusesWhatIsNoNumber) {
  const std::vector<float> values{0, 1, std::numeric_limits<float>::quiet_NaN()};
  try {
    quantizeMap(values, {.bits = 8, .limit = 1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("value 2"), std::string::npos) << error.what();
  }
  EXPECT_THROW(quantizeMap(values, {.bits = 8, .limit = 0}), Error);
}

TEST(MapQuantizer, refusesGridsThatCannotBe) {
  for (const MapGrid& grid : {MapGrid{0, 1, false}, MapGrid{17, 1, false}, MapGrid{1, 1, true}, MapGrid{8, -1, false},
                              MapGrid{8, infinite, false}, MapGrid{8, std::numeric_limits<float>::quiet_NaN(), false}})
    EXPECT_THROW(quantizeMap({}, grid), UsageError);
}

}  // namespace
}  // namespace bitprism
