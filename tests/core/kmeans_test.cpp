#include "core/quant/methods/kmeans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/quant/numerics/sorted_values.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::layerOf;
using test::normals;

std::vector<float> laplacian(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) {
    const double part = random.uniform(-1, 1);
    value = static_cast<float>(std::copysign(-0.1 * std::log1p(-std::fabs(part)), part));
  }
  return values;
}

// Sum of the squared distances to the nearest level.
double errorOf(const std::vector<float>& values, const std::vector<float>& levels) {
  double sum = 0;
  for (const float value : values) {
    double least = std::numeric_limits<double>::infinity();
    for (const float level : levels) {
      const double apart = static_cast<double>(value) - static_cast<double>(level);
      least = std::min(least, apart * apart);
    }
    sum += least;
  }
  return sum;
}

// The least error by O(k n^2) dynamic programming as it is defined, sums taken anew for every stretch.
double leastError(std::vector<float> values, std::size_t count) {
  std::sort(values.begin(), values.end());
  const std::size_t size = values.size();
  const auto error = [&](std::size_t begin, std::size_t end) {
    double mean = 0, sum = 0;
    for (std::size_t i = begin; i < end; ++i) mean += static_cast<double>(values[i]);
    mean /= static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) sum += std::pow(static_cast<double>(values[i]) - mean, 2);
    return sum;
  };
  std::vector<double> least(size + 1, std::numeric_limits<double>::infinity());
  least[0] = 0;
  for (std::size_t c = 0; c < count; ++c)
    for (std::size_t end = size; end > 0; --end)
      for (std::size_t begin = 0; begin < end; ++begin)
        least[end] = std::min(least[end], least[begin] + error(begin, end));
  return least[size];
}

TEST(SortedValues, sortsLikeTheStandardLibrary) {
  for (const std::size_t count : {1, 63, 64, 500, 20000}) {
    std::vector<float> values = normals(count, count);
    for (std::size_t i = 0; i < count; i += 7) values[i] = std::ldexp(values[i], static_cast<int>(i % 250) - 125);
    if (count > 5) values[3] = -0.0f, values[4] = 3e38f, values[5] = -1e-45f;
    std::vector<float> expected = values;
    for (float& value : expected) value += 0.0f;
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(sorted(values), expected) << count;
  }
}

TEST(SortedValues, sumsOverAnyStretch) {
  std::vector<float> values = normals(200, 1);
  values.insert(values.end(), {1e20f, -1e20f, 0.1f, 0.1f, 0.1f});
  const SortedValues sorted(values);
  EXPECT_EQ(sorted.size(), 203u);
  EXPECT_EQ(sorted.count(0, sorted.size()), 205);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (std::size_t begin = 1; begin < 180; begin += 13)
    for (std::size_t end = begin + 1; end < 202; end += 11) {
      double sum = 0, squares = 0;
      for (std::size_t i = begin; i < end; ++i) {
        const double value = static_cast<double>(values[i]) - sorted.center(), times = values[i] == 0.1f ? 3 : 1;
        sum += times * value;
        squares += times * value * value;
      }
      EXPECT_NEAR(sorted.sum(begin, end), sum, 1e-13);  // the two far ones do not disturb the others
      EXPECT_NEAR(sorted.squares(begin, end), squares, 1e-13);
    }
}

TEST(SortedValues, mergesNeighboursWhenAsked) {
  std::vector<float> values = laplacian(20000, 3);
  values.push_back(5e3f);
  const SortedValues all(values), cells(values, 1000);
  EXPECT_FALSE(all.merged());
  EXPECT_TRUE(cells.merged());
  EXPECT_LE(cells.size(), 1001u);
  EXPECT_GT(cells.size(), 450u);
  EXPECT_EQ(cells.count(0, cells.size()), 20001);
  EXPECT_NEAR(cells.sum(0, cells.size()), all.sum(0, all.size()), 1e-9);
  for (std::size_t i = 0; i < cells.size(); i += 50)
    EXPECT_EQ(all.count(0, all.firstAfter(cells.count(0, i))), cells.count(0, i));
}

TEST(Kmeans, findsTheOptimum) {
  for (const std::size_t size : {9, 40, 150})
    for (const std::size_t count : {2, 3, 4, 8}) {
      const std::vector<float> gaussian = normals(size, size + count), tailed = laplacian(size, size + 2 * count);
      std::vector<float> coarse = gaussian;  // many equal ones, and ties
      for (float& value : coarse) value = std::nearbyint(value * 20);
      for (const auto& values : {gaussian, tailed, coarse}) {
        const double least = leastError(values, count);
        EXPECT_NEAR(errorOf(values, optimalLevels(values, count)), least, 1e-6 * least + 1e-12) << size << ' ' << count;
      }
    }
}

TEST(Kmeans, lloydComesNearTheOptimum) {
  double worst = 0;
  for (const std::size_t size : {300, 1152, 4608})
    for (const std::size_t count : {2, 4, 8, 16, 64, 256})
      for (const bool tailed : {false, true}) {
        double lloyd = 0, best = 0;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
          const std::vector<float> values = tailed ? laplacian(size, seed) : normals(size, seed);
          lloyd += errorOf(values, lloydLevels(values, count));
          best += errorOf(values, optimalLevels(values, count));
        }
        EXPECT_GE(lloyd, best * (1 - 1e-6));
        EXPECT_LE(lloyd, best * 1.15) << size << ' ' << count << ' ' << tailed;
        worst = std::max(worst, lloyd / best);
      }
  RecordProperty("worst", std::to_string(worst));
}

TEST(Kmeans, refinesCellsOfManyValues) {
  const std::vector<float> values = laplacian(200000, 5);
  for (const std::size_t count : {4, 16, 64}) {
    const double cells = errorOf(values, optimalLevels(values, count)),
                 lloyd = errorOf(values, lloydLevels(values, count));
    EXPECT_LE(cells, lloyd * (1 + 1e-9));
    // Panter & Dite 1951: 9 (scale / count)^2 for a Laplacian, approached from below as count grows.
    const double expected = 200000 * 9 * 0.01 / static_cast<double>(count * count);
    EXPECT_LT(cells, expected);
    if (count == 64) {
      EXPECT_GT(cells, 0.85 * expected);
    }
  }
}

TEST(Kmeans, repeatsTheLastOfFewLevels) {
  const std::vector<float> values{0.5f, -1, 0.5f, 2, -1};
  const std::vector<float> expected{-1, 0.5f, 2, 2};
  EXPECT_EQ(lloydLevels(values, 4), expected);
  EXPECT_EQ(optimalLevels(values, 4), expected);
  EXPECT_EQ(lloydLevels(std::vector<float>(3, 0.25f), 2), (std::vector<float>{0.25f, 0.25f}));
  EXPECT_EQ(lloydLevels({}, 2), (std::vector<float>{0, 0}));
}

TEST(Kmeans, survivesExtremes) {
  std::vector<float> values = normals(500, 7, 1e-3);
  values[10] = 3e38f;
  values[20] = -3e38f;
  values[30] = 1e-45f;
  for (const std::size_t count : {2, 4, 16, 256})
    for (const auto& levels : {lloydLevels(values, count), optimalLevels(values, count)}) {
      ASSERT_EQ(levels.size(), count);
      EXPECT_TRUE(std::is_sorted(levels.begin(), levels.end()));
      for (const float level : levels) EXPECT_TRUE(std::isfinite(level));
      if (count > 2) {  // the far ones have levels of their own
        EXPECT_LT(errorOf(values, levels), 500 * 1e-5);
      }
    }
}

TEST(Kmeans, codesAreTheNearestLevels) {
  for (const std::int64_t axis : {0, 1})
    for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
      for (const bool exact : {false, true})
        for (int bits = 1; bits <= 8; ++bits) {
          const Layer layer = layerOf({6, 5, 3, 3}, laplacian(270, 11), axis);
          const QuantScheme scheme{.method = Method::Kmeans,
                                   .bits = bits,
                                   .granularity = granularity,
                                   .correction = Correction::None,
                                   .options = KmeansOptions{.exact = exact}};
          const QuantizedTensor tensor = quantize(layer, scheme);
          const std::size_t levels = std::size_t{1} << bits;
          ASSERT_EQ(tensor.codebook.size(), tensor.rows() * levels);
          EXPECT_TRUE(tensor.scales.empty());
          const std::vector<float> rounded = dequantize(tensor);
          for (std::size_t i = 0; i < rounded.size(); ++i) {
            const std::size_t channel = axis == 0 ? i / 45 : i / 9 % 5, row = tensor.rows() > 1 ? channel : 0;
            const float weight = (*layer.weights)[i];
            for (std::size_t j = 0; j < levels; ++j)
              EXPECT_LE(std::fabs(rounded[i] - weight), std::fabs(tensor.codebook[row * levels + j] - weight));
          }
          EXPECT_EQ(layerError(layer, scheme).mse, quantError(*layer.weights, rounded).mse);
        }
}

TEST(Kmeans, isNeverWorseThanUniformWhenExact) {
  const Layer layer = layerOf({8, 10, 3, 3}, laplacian(720, 13));
  for (int bits = 1; bits <= 8; ++bits) {
    const QuantScheme uniform{.bits = bits, .range = RangeRule::LeastSquares, .correction = Correction::None};
    const QuantScheme kmeans{.method = Method::Kmeans,
                             .bits = bits,
                             .correction = Correction::None,
                             .options = KmeansOptions{.exact = true}};
    EXPECT_LE(layerError(layer, kmeans).mse, layerError(layer, uniform).mse);
  }
}

}  // namespace
}  // namespace bitprism
