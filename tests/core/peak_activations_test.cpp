#include "core/quant/plan/peak_activations.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/search/search_space.h"
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

std::shared_ptr<const Network> small() {
  return std::make_shared<const Network>(makeNetwork(test::smallProgram(), "small", "test"));
}

// Inputs of these bits for a choice of the layer's: 0 for any.
std::vector<std::map<int, ActivationScheme>> inputs(const std::vector<int>& choices) {
  std::map<int, ActivationScheme> each;
  for (const int bits : choices) each[bits] = ActivationScheme{.bits = bits == 0 ? 4 : bits};
  return {each, each, each};
}

TEST(CountActivations, addsThePeakOfThePlanToEveryAllocation) {
  const auto network = small();
  const auto memory = std::make_shared<const ActivationMemory>(network, shapes);
  for (const auto& activations : {inputs({}), inputs({0}), inputs({2, 4, 8})}) {
    SearchSpace space = searchSpace(*network, {}, {2, 4, 8});
    if (!activations[0].empty()) setActivations(space, *network, activations);
    const SearchSpace without = space;
    countActivations(space, memory);
    Random random(3);
    for (int i = 0; i < 20; ++i) {
      PlanChoice bits;
      for (std::size_t l = 0; l < 3; ++l) bits.push_back(space.layers[l].widths[random.below(3)]);
      const std::int64_t peak = peakActivationBytes(*network, shapes, space.plan(bits));
      EXPECT_GT(peak, 0);
      EXPECT_EQ(space.bytes(bits), without.bytes(bits) + peak);
    }
  }
}

TEST(CountActivations, refusesTiesWhereThePeakDependsOnThePlan) {
  const auto network = small();
  SearchSpace space = searchSpace(*network, {}, {2, 4});
  space.ties = {{0, 1}};
  setActivations(space, *network, inputs({2, 4}));
  EXPECT_THROW(countActivations(space, std::make_shared<const ActivationMemory>(network, shapes)), UsageError);
}

}  // namespace
}  // namespace bitprism
