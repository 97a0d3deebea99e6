#include "core/quant/codes/levels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/quant/codes/block_grid.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/every_scheme.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

TEST(Levels, holdEveryDequantizedWeightAndNoOther) {
  const Network network = test::smallNetwork();
  const Layer& layer = network.layers[1];
  for (const bool symmetric : {true, false})
    for (const int bits : {1, 2, 3}) {
      const QuantizedTensor tensor = quantize(
          layer,
          {.bits = bits, .symmetric = symmetric, .granularity = Granularity::Tensor, .correction = Correction::None});
      const std::vector<double> levels = quantizationLevels(tensor, 0);
      EXPECT_LE(levels.size(), std::size_t{1} << bits);
      EXPECT_TRUE(std::is_sorted(levels.begin(), levels.end()));
      const std::vector<float> weights = dequantize(tensor);
      const std::set<double> used(weights.begin(), weights.end());
      for (const double weight : used) EXPECT_TRUE(std::binary_search(levels.begin(), levels.end(), weight)) << weight;
    }
}

TEST(Levels, takeTheRowOfTheMedianScale) {
  QuantizedTensor tensor;
  tensor.scales = {5, 1, 3, 9, 2};
  EXPECT_EQ(typicalRow(tensor), 2u);
  tensor.scales.clear();
  EXPECT_EQ(typicalRow(tensor), 0u);
}

TEST(Levels, needNoCodes) {
  const Network network = test::smallNetwork();
  std::size_t compared = 0;
  for (const int bits : {1, 3, 4})
    for (const QuantScheme& scheme : test::everyScheme(bits))
      for (const Layer& layer : network.layers) {
        const QuantizedTensor tensor = quantize(layer, scheme), grid = withoutCodes(tensor);
        EXPECT_TRUE(grid.codes.empty() && grid.regions.empty() && grid.more.codes.empty());
        if (codeLayout(scheme).as<ScaledBlockCodes>()) continue;
        ASSERT_EQ(levelRows(grid), levelRows(tensor));
        EXPECT_EQ(typicalRow(grid), typicalRow(tensor));
        for (std::size_t row = 0; row < levelRows(tensor); ++row, ++compared)
          EXPECT_EQ(quantizationLevels(grid, row), quantizationLevels(tensor, row))
              << methodName(scheme.method) << ", " << layer.name << ", row " << row;
      }
  EXPECT_GT(compared, 1000u);
}

TEST(Levels, keepSomeBlocksOfEveryChannel) {
  const Network network = test::smallNetwork();
  for (const Layer& layer : network.layers)
    for (const int block : {1, 2, 32}) {
      const QuantizedTensor tensor =
          quantize(layer, {.method = Method::Dsconv, .bits = 3, .options = DsconvOptions{.block = block}});
      const QuantizedTensor grid = withoutCodes(tensor);
      const auto channels = static_cast<std::size_t>(layer.channels());
      const std::size_t each = levelRows(grid) / channels;
      ASSERT_EQ(each, std::min(keptBlocks, levelRows(tensor) / channels));
      const BlockGrid blocks(tensor.shape, tensor.channelAxis, block);
      for (std::size_t c = 0; c < channels; ++c) {
        std::vector<std::vector<double>> known;
        for (std::size_t b = 0; b < tensor.scales.size(); ++b)
          if (blocks.channelOf(b) == c) known.push_back(quantizationLevels(tensor, b));
        for (std::size_t i = 0; i < each; ++i) {
          const std::size_t row = c * each + i;
          EXPECT_NE(std::find(known.begin(), known.end(), quantizationLevels(grid, row)), known.end()) << layer.name;
          if (i == 0) continue;
          EXPECT_GE(std::fabs(grid.scales[row]), std::fabs(grid.scales[row - 1]));
        }
      }
    }
}

}  // namespace
}  // namespace bitprism
