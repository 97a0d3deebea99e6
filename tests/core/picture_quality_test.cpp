#include "core/eval/picture_quality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/random.h"

namespace bitprism {
namespace {

// The formula of the paper, window by window.
double similarityByWindows(const std::vector<float>& a, const std::vector<float>& b, int height, int width, int size,
                           double range) {
  double weights = 0, sum = 0;
  const auto weight = [&](int y, int x) {
    const double dy = y - size / 2, dx = x - size / 2;
    return std::exp(-(dy * dy + dx * dx) / (2 * 1.5 * 1.5));
  };
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) weights += weight(y, x);
  const double c1 = .01 * range * .01 * range, c2 = .03 * range * .03 * range;
  int windows = 0;
  for (int top = 0; top + size <= height; ++top)
    for (int left = 0; left + size <= width; ++left) {
      double meanA = 0, meanB = 0, varianceA = 0, varianceB = 0, covariance = 0;
      const auto each = [&](const auto& visit) {
        for (int y = 0; y < size; ++y)
          for (int x = 0; x < size; ++x) {
            const auto at = static_cast<std::size_t>((top + y) * width + left + x);
            visit(weight(y, x) / weights, static_cast<double>(a[at]), static_cast<double>(b[at]));
          }
      };
      each([&](double w, double p, double q) {
        meanA += w * p;
        meanB += w * q;
      });
      each([&](double w, double p, double q) {
        varianceA += w * (p - meanA) * (p - meanA);
        varianceB += w * (q - meanB) * (q - meanB);
        covariance += w * (p - meanA) * (q - meanB);
      });
      sum += (2 * meanA * meanB + c1) * (2 * covariance + c2) /
             ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2));
      ++windows;
    }
  return sum / windows;
}

TEST(PictureQuality, followsTheFormulaOfSimilarity) {
  Random random(2);
  for (const auto& [height, width, size] : {std::tuple{16, 13, 11}, std::tuple{11, 11, 11}, std::tuple{6, 20, 5}}) {
    std::vector<float> a, b;
    for (int i = 0; i < height * width; ++i) {
      a.push_back(static_cast<float>(random.uniform()));
      b.push_back(a.back() + static_cast<float>(0.2 * random.normal()));
    }
    EXPECT_NEAR(ssim(a.data(), b.data(), height, width, 1), similarityByWindows(a, b, height, width, size, 1), 1e-9);
    EXPECT_EQ(ssim(a.data(), a.data(), height, width, 1), 1);
  }
}

TEST(PictureQuality, measuresNoiseAgainstThePeak) {
  const std::vector<float> reference = {0, 2, 1, 1}, other = {.2F, 2, 1, .8F};
  EXPECT_EQ(valueRange(reference), 2);
  EXPECT_NEAR(psnrDb(other, reference, 2, 60), 10 * std::log10(4 / 0.02), 1e-5);
  EXPECT_EQ(psnrDb(reference, reference, 2, 60), 60);
  EXPECT_EQ(psnrDb(other, reference, 0, 60), 0);
  const std::vector<float> flat = {1, 1}, off = {1, 2};
  EXPECT_EQ(ssim(off.data(), flat.data(), 1, 2, valueRange(flat)), 0);
}

}  // namespace
}  // namespace bitprism
