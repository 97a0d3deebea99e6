#include "core/quant/peak_activations.h"

#include <gtest/gtest.h>

#include "tests/support/small_network.h"

namespace bitprism {
namespace {

// Shapes of test::smallProgram's slots for one image: input, conv, relu, conv (stride 2), relu, mean, linear.
const std::vector<Shape> shapes = {{1, 3, 8, 8}, {1, 6, 8, 8}, {1, 6, 8, 8}, {1, 5, 4, 4},
                                   {1, 5, 4, 4}, {1, 5},       {1, 4}};

TEST(PeakActivations, countsWhatIsAliveAtOnce) {
  const Network network = makeNetwork(test::smallProgram(), "small", "test");
  // While the first convolution runs: its input and its result.
  EXPECT_EQ(peakActivationBytes(network, shapes, floatPlan(3)), 4 * (3 * 64 + 6 * 64));
}

TEST(PeakActivations, keepsAsCodesWhatOnlyQuantizedLayersRead) {
  const Network network = makeNetwork(test::smallProgram(), "small", "test");
  QuantPlan plan = floatPlan(3);
  plan.activations.assign(3, ActivationScheme{.bits = 4});
  // The input is read by the first layer alone: 4 bits. The first result is read by relu: float; relu's, read by the
  // second layer alone, takes its place with 4 bits.
  EXPECT_EQ(peakActivationBytes(network, shapes, plan), 3 * 64 / 2 + 4 * 6 * 64);
}

TEST(PeakActivations, chargesWhatEveryMethodStores) {
  const Network network = makeNetwork(test::smallProgram(), "small", "test");
  const auto peak = [&](const ActivationScheme& first) {
    QuantPlan plan = floatPlan(3);
    plan.activations = {first, activationScheme(1, 0, 1, false, ActivationRange::MinMax), {}};
    // While the first convolution runs: its quantized input and its result.
    return peakActivationBytes(network, shapes, plan) - 4 * 6 * 64;
  };
  EXPECT_EQ(peak(piecewiseScheme(4, 1, 2, true, ActivationRange::TopK)), 3 * 64 * 5 / 8);
  EXPECT_EQ(peak(piecewiseScheme(4, 1, 2, false, ActivationRange::TopK)), 3 * 64 * 4 / 8);
  EXPECT_EQ(peak(blockScheme(4, true, 32, 7)), (3 * 64 * 4 + 64 * 7) / 8);
  EXPECT_EQ(peak(blockScheme(4, true, 2, 7)), (3 * 64 * 4 + 2 * 64 * 7) / 8);
  ActivationScheme channels;
  channels.bits = 4;
  channels.channels = {channelGrid(2, 0, 1, false), channelGrid(3, 0, 1, false), constantGrid(0)};
  EXPECT_EQ(peak(channels), 64 * 5 / 8);
}

}  // namespace
}  // namespace bitprism
