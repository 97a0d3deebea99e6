// Multiplications and bit operations against numbers worked out by hand.

#include "core/quant/plan/operation_counts.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/torch/graph/slot_shapes.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

std::vector<std::int64_t> macsOf(const Network& network) {
  return layerMacs(network, slotShapes(network.program));
}

TEST(OperationCounts, areThoseOfThreeLayersByHand) {
  const Network network = test::smallNetwork(1);
  // 8 x 8 places of 6 channels from 3 x 3 x 3 weights; then 4 x 4 places (stride 2) of 5 channels from 6 x 3 x 3; then
  // 4 classes from 5 channels.
  const std::vector<std::int64_t> macs = macsOf(network);
  EXPECT_EQ(macs, (std::vector<std::int64_t>{8 * 8 * 6 * 27, 4 * 4 * 5 * 54, 4 * 5}));
  QuantPlan plan = floatPlan(3);
  EXPECT_EQ(bitOperations(macs, plan), (10368.0 + 4320 + 20) * 32 * 32);
  plan.layers[0].bits = 4;
  plan.layers[1].bits = 2;
  plan.activations.resize(3);
  plan.activations[1].bits = 8;
  EXPECT_EQ(bitOperations(macs, plan), 10368.0 * 4 * 32 + 4320.0 * 2 * 8 + 20.0 * 32 * 32);
}

TEST(OperationCounts, countGroupedAndTransposedConvolutions) {
  Program program;
  program.inputs.push_back({"input", {-1, 4, 6, 6}});
  program.slotCount = 1;
  const int grouped = test::addTensor(program, "grouped.weight", {8, 2, 3, 3}, test::normals(144, 1)),
            transposed = test::addTensor(program, "up.weight", {8, 5, 2, 2}, test::normals(160, 2));
  const int slot = test::addConvolution(program, 0, grouped, None{}, 1, 1, 2);
  const int output = program.slotCount++;
  using Integers64 = std::vector<std::int64_t>;
  program.instructions.push_back({"aten::convolution",
                                  "",
                                  {Slot{slot}, TensorIndex{transposed}, None{}, Integers64{2, 2}, Integers64{0, 0},
                                   Integers64{1, 1}, true, Integers64{0, 0}, std::int64_t{1}},
                                  {output},
                                  ""});
  program.outputs = {output};
  program.outputNames = {"output"};
  // A grouped output value reads 2 channels of 3 x 3; each of 8 x 6 x 6 values goes to 5 channels of 2 x 2.
  EXPECT_EQ(macsOf(makeNetwork(std::move(program), "small", "test")),
            (std::vector<std::int64_t>{6 * 6 * 8 * 18, 8 * 6 * 6 * 20}));
}

TEST(OperationCounts, areThoseOfResNet20) {
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const Network network = readNetwork(data + "/networks/resnet20_cifar10.onnx");
  const std::vector<std::int64_t> macs = macsOf(network);
  // 32 x 32 x 16 from 27; six layers of 32 x 32 x 16 from 144; 16 x 16 x 32 from 144 and five from 288; 8 x 8 x 64 from
  // 288 and five from 576; 10 classes from 64.
  const std::int64_t all = 442368 + 6 * 2359296 + 1179648 + 5 * 2359296 + 1179648 + 5 * std::int64_t{2359296} + 640;
  EXPECT_EQ(std::accumulate(macs.begin(), macs.end(), std::int64_t{0}), all);
  QuantPlan plan = uniformPlan(network.layers.size(), {.bits = 8});
  plan.activations.assign(network.layers.size(), ActivationScheme{.bits = 8});
  EXPECT_EQ(bitOperations(macs, plan), 64.0 * static_cast<double>(all));
}

TEST(OperationCounts, areWrittenWithThreeDigits) {
  EXPECT_EQ(countText(612), "612");
  EXPECT_EQ(countText(999.6), "1.00 k");
  EXPECT_EQ(countText(40551040), "40.6 M");
  EXPECT_EQ(countText(2595266560), "2.60 G");
  EXPECT_EQ(countText(123.4e12), "123 T");
}

}  // namespace
}  // namespace bitprism
