#include "core/quant/levels.h"

#include <gtest/gtest.h>

#include <set>

#include "core/quant/quantizer.h"
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

}  // namespace
}  // namespace bitprism
