#include "core/quant/plan/integer_grids.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/quant/methods/aciq.h"
#include "tests/support/residual_network.h"

namespace bitprism {
namespace {

const IntegerGrid* gridOf(const std::vector<IntegerGrid>& grids, int slot) {
  for (const IntegerGrid& grid : grids)
    if (std::find(grid.slots.begin(), grid.slots.end(), slot) != grid.slots.end()) return &grid;
  return nullptr;
}

TEST(IntegerGrids, roundWhateverStandsBetweenIntegerLayers) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  const std::vector<IntegerGrid> grids = integerGrids(network, test::integerLayersPlan(network, 8));
  for (const int slot :
       {0, slots.stem, slots.sum, slots.pooled, slots.depthwise, slots.grouped, slots.joined, slots.mean, slots.flat})
    EXPECT_NE(gridOf(grids, slot), nullptr) << slot;
  EXPECT_EQ(gridOf(grids, network.program.outputs[0]), nullptr);  // a linear layer gives floats as well
  EXPECT_EQ(gridOf(grids, slots.stem - 1), nullptr);              // the relu after it is part of the kernel
}

TEST(IntegerGrids, areSharedByOperatorsThatOnlyMoveValues) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  const std::vector<IntegerGrid> grids = integerGrids(network, test::integerLayersPlan(network, 8));
  EXPECT_EQ(gridOf(grids, slots.sum), gridOf(grids, slots.pooled));
  EXPECT_EQ(gridOf(grids, slots.sum)->widest, slots.sum);
  EXPECT_EQ(gridOf(grids, slots.mean), gridOf(grids, slots.flat));
  const IntegerGrid* joined = gridOf(grids, slots.joined);
  EXPECT_EQ(joined, gridOf(grids, slots.depthwise));
  EXPECT_EQ(joined, gridOf(grids, slots.grouped));
  EXPECT_EQ(joined->widest, slots.joined);
  EXPECT_NE(joined, gridOf(grids, slots.mean));
}

TEST(IntegerGrids, knowWhoReadsThem) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  const std::vector<IntegerGrid> grids = integerGrids(network, test::integerLayersPlan(network, 8));
  using Readers = std::vector<IntegerGrid::Reader>;
  EXPECT_EQ(gridOf(grids, slots.stem)->layers, (Readers{{1, slots.stem}}));
  EXPECT_TRUE(gridOf(grids, slots.stem)->readByOthers);
  EXPECT_EQ(gridOf(grids, slots.pooled)->layers, (Readers{{2, slots.pooled}, {3, slots.pooled}}));
  EXPECT_FALSE(gridOf(grids, slots.pooled)->readByOthers);
}

// A relu between a sum that others read as well and a layer: the sum's grid has a sign, the relu's has none.
TEST(IntegerGrids, keepSignedValuesApartFromTheirRelu) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  Program program = network.program;
  // The sum before its relu goes to the pool instead of the sum after it.
  const int before = slots.sum - 1;
  int again = 0;
  for (Instruction& instruction : program.instructions)
    if (instruction.op == "aten::max_pool2d") instruction.inputs[0] = Slot{before};
  program.outputs.push_back(again = program.slotCount++);
  program.outputNames.push_back("again");
  program.instructions.push_back({"aten::convolution", "", program.instructions.front().inputs, {again}, "again"});
  Instruction& last = program.instructions.back();
  last.inputs[0] = Slot{slots.sum};
  last.inputs[1] = TensorIndex{test::addTensor(program, "again.weight", {4, 8, 3, 3}, test::normals(288, 99))};
  last.inputs[2] = None{};
  const Network changed = makeNetwork(std::move(program), "changed", "test");
  const std::vector<IntegerGrid> grids = integerGrids(changed, test::integerLayersPlan(changed, 8));
  ASSERT_NE(gridOf(grids, slots.sum), nullptr);
  ASSERT_NE(gridOf(grids, before), nullptr);
  EXPECT_NE(gridOf(grids, slots.sum), gridOf(grids, before));
}

TEST(IntegerGrids, endWhereALayerComputesWithFloats) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  QuantPlan plan = test::integerLayersPlan(network, 8);
  plan.layers[4].method = Method::Kmeans;  // the head, behind the mean
  const std::vector<IntegerGrid> grids = integerGrids(network, plan);
  EXPECT_EQ(gridOf(grids, slots.mean), nullptr);
  EXPECT_NE(gridOf(grids, slots.depthwise), nullptr);  // convolutions give whole numbers only
  plan.activations.clear();
  EXPECT_TRUE(integerGrids(network, plan).empty());
}

TEST(IntegerLayers, haveSymmetricCodesOfOneScaleAChannel) {
  const Network network = test::residualNetwork();
  const ActivationScheme input = activationScheme(8, 0, 4, false, ActivationRange::MinMax);
  const auto computes = [&](const QuantScheme& scheme, const ActivationScheme& activation) {
    return computesInIntegers(network.layers[1], scheme, activation);
  };
  EXPECT_TRUE(computes({.bits = 8}, input));
  EXPECT_TRUE(computes({.bits = 2, .correction = Correction::Gain}, input));
  EXPECT_TRUE(computes({.bits = 8, .granularity = Granularity::Tensor}, input));
  EXPECT_FALSE(computes({.bits = 8, .symmetric = false}, input));
  EXPECT_FALSE(computes({.bits = 1}, input));                          // its offset belongs to the codes
  EXPECT_FALSE(computes({.method = Method::Aciq, .bits = 8}, input));  // grids that lie anywhere
  EXPECT_FALSE(computes({.method = Method::Kmeans, .bits = 4}, input));
  EXPECT_FALSE(computes({.bits = halfBits}, input));
  EXPECT_FALSE(computes({.bits = 8}, {}));
  EXPECT_FALSE(computes({.bits = 8}, piecewiseScheme(4, 1, 4, false, ActivationRange::TopK)));
  Layer transposed = network.layers[1];
  transposed.kind = LayerKind::TransposedConvolution;
  EXPECT_FALSE(computesInIntegers(transposed, {.bits = 8}, input));
}

}  // namespace
}  // namespace bitprism
