#include "core/data/pink_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "core/base/error.h"

namespace bitprism {
namespace {

// |F(u, v)|^2 by the definition of the transform.
double powerOfPlane(const std::vector<float>& plane, std::int64_t height, std::int64_t width, double u, double v) {
  std::complex<double> sum;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      sum += static_cast<double>(plane[static_cast<std::size_t>(y * width + x)]) *
             std::polar(1.0, -2 * std::numbers::pi *
                                 (u * static_cast<double>(y) / static_cast<double>(height) +
                                  v * static_cast<double>(x) / static_cast<double>(width)));
  return std::norm(sum);
}

TEST(PinkNoise, fallsWithTheSquareOfTheFrequency) {
  constexpr std::int64_t side = 16, planes = 400;
  Random random(3);
  std::vector<double> powers(8, 0);  // at (k, 0), (0, k) together
  double diagonal = 0;               // at (3, 4), whose frequency is 5
  for (int i = 0; i < planes; ++i) {
    const std::vector<float> plane = pinkPlane(side, side, random);
    for (int k = 1; k < 8; ++k)
      powers[static_cast<std::size_t>(k)] +=
          powerOfPlane(plane, side, side, k, 0) + powerOfPlane(plane, side, side, 0, k);
    diagonal += 2 * powerOfPlane(plane, side, side, 3, 4);
  }
  for (int k = 2; k < 8; ++k) {
    const double ratio = powers[1] / powers[static_cast<std::size_t>(k)];
    EXPECT_NEAR(ratio / (k * k), 1, 0.2) << k;
  }
  EXPECT_NEAR(diagonal / powers[5], 1, 0.2);
}

TEST(PinkNoise, hasNoMeanAndUnitDeviation) {
  Random random(1);
  for (const auto& [height, width] : {std::pair{5, 9}, std::pair{1, 7}, std::pair{32, 32}}) {
    const std::vector<float> plane = pinkPlane(height, width, random);
    double sum = 0, squares = 0;
    for (const float value : plane) {
      sum += value;
      squares += static_cast<double>(value) * value;
    }
    EXPECT_NEAR(sum / static_cast<double>(plane.size()), 0, 1e-5);
    EXPECT_NEAR(squares / static_cast<double>(plane.size()), 1, 1e-4);
  }
  EXPECT_EQ(pinkPlane(1, 1, random), std::vector<float>{0});
}

TEST(PinkNoise, dependsOnTheSeedAndTheImageAlone) {
  const ImageSize size{3, 6, 10};
  const ImageSet few = pinkNoise(size, 2, 7), more = pinkNoise(size, 4, 7), others = pinkNoise(size, 2, 8);
  EXPECT_TRUE(few.made);
  EXPECT_FALSE(few.labelled());
  EXPECT_EQ(pixelBytes(few, 0, 2), pixelBytes(more, 0, 2));
  EXPECT_NE(pixelBytes(few, 0, 1), pixelBytes(few, 1, 1));
  EXPECT_NE(pixelBytes(few, 0, 2), pixelBytes(others, 0, 2));
}

TEST(PinkNoise, refusesWhatDoesNotFit) {
  EXPECT_THROW(pinkNoise({3, 0, 4}, 1, 1), UsageError);
  EXPECT_THROW(pinkNoise({3, 4, 4}, 0, 1), UsageError);
  EXPECT_THROW(pinkNoise({3, 1 << 20, 1 << 20}, 1, 1), UsageError);
  EXPECT_THROW(pinkNoise({1, std::int64_t{1} << 62, 8}, 1, 1), UsageError);
  EXPECT_THROW(pinkNoise({3, 4, 4}, std::int64_t{1} << 60, 1), UsageError);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THROW(pinkNoise({3, 4, 4}, 2, 1, stopped.get_token()), Cancelled);
}

}  // namespace
}  // namespace bitprism
