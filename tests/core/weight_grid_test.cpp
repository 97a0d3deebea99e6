#include "core/network/weight_grid.h"

#include <gtest/gtest.h>

#include "core/quant/methods/quantizer.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

Layer withWeights(const Layer& layer, std::vector<float> weights) {
  Layer changed = layer;
  changed.weights = constantArray(std::move(weights));
  return changed;
}

TEST(WeightGrid, floatWeightsHaveNone) {
  for (std::uint64_t seed = 1; seed < 40; ++seed)
    for (const Layer& layer : test::smallNetwork(seed).layers) EXPECT_FALSE(weightGrid(layer)) << seed << layer.name;
}

TEST(WeightGrid, findsTheBitsOfUniformQuantization) {
  const Network network = test::smallNetwork();
  for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
    for (const int bits : {2, 3, 4, 5, 6, 7, 8})
      for (std::size_t l = 0; l < 2; ++l) {
        const Layer& layer = network.layers[l];
        const QuantScheme scheme = Quantization{.granularity = granularity, .correction = Correction::None}.at(bits);
        const std::optional<WeightGrid> grid = weightGrid(withWeights(layer, quantizedWeights(layer, scheme)->copy()));
        ASSERT_TRUE(grid) << bits;
        EXPECT_TRUE(grid->even);
        // Not every code need be used: with few weights a channel may do with fewer.
        EXPECT_LE(grid->bits, bits);
        EXPECT_GE(grid->bits, bits - 1) << layer.name;
      }
}

TEST(WeightGrid, aFewNumbersAtOddDistancesAreNoEvenGrid) {
  const Layer layer = test::smallNetwork().layers[1];
  std::vector<float> weights = layer.weights->copy();
  const float numbers[] = {-0.31f, -0.0771f, 0.0223f, 0.419f};
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = numbers[i * 7 % 4];
  const std::optional<WeightGrid> grid = weightGrid(withWeights(layer, weights));
  ASSERT_TRUE(grid);
  EXPECT_EQ(*grid, (WeightGrid{2, false}));
}

TEST(WeightGrid, oneFloatChannelMakesTheLayerFloat) {
  const Layer layer = test::smallNetwork().layers[0];
  std::vector<float> weights = quantizedWeights(layer, Quantization{.correction = Correction::None}.at(4))->copy();
  std::copy(layer.weights->begin() + 27, layer.weights->begin() + 54, weights.begin() + 27);
  EXPECT_FALSE(weightGrid(withWeights(layer, weights)));
}

TEST(WeightGrid, zerosAloneTellNothing) {
  const Layer layer = test::smallNetwork().layers[0];
  EXPECT_FALSE(weightGrid(withWeights(layer, std::vector<float>(layer.weights->size(), 0))));
}

}  // namespace
}  // namespace bitprism
