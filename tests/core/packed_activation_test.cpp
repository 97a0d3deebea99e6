#include <gtest/gtest.h>

#include <cstring>

#include "core/base/error.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/packed/packed_file.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::variedNetwork;

// Activations of every form for layers of 3, 5 and 4 input channels. Their ranges are not stored.
std::vector<ActivationScheme> activationsOf(std::size_t channels) {
  std::vector<ActivationScheme> all = {{},
                                       activationScheme(5, -1, 2, false, ActivationRange::MinMax),
                                       piecewiseScheme(4, 0.5, 2, true, ActivationRange::MinMax),
                                       piecewiseScheme(2, 0.5, 2, false, ActivationRange::MinMax),
                                       blockScheme(4, true, 32, 7),
                                       blockScheme(8, false, 65535, 2)};
  for (const bool ownBits : {false, true})
    for (const bool shifts : {false, true}) {
      ActivationScheme scheme;
      scheme.bits = 4;
      for (std::size_t c = 0; c < channels; ++c) {
        ChannelGrid grid = channelGrid(ownBits ? 1 + static_cast<int>(c) : 4, c % 2 ? -0.5 : 0, 1, false);
        if (ownBits && c == 1) grid = constantGrid(0.25);
        if (shifts && c == 2) grid.shift = -0.125F;
        scheme.channels.push_back(grid);
      }
      all.push_back(scheme);
    }
  return all;
}

std::vector<QuantPlan> manyPlans(const Network& network) {
  std::vector<QuantPlan> plans;
  std::vector<std::vector<ActivationScheme>> choices;
  for (const Layer& layer : network.layers)
    choices.push_back(activationsOf(static_cast<std::size_t>(inputChannels(layer))));
  for (std::size_t i = 0; i < choices[0].size(); ++i)
    for (const int bits : {3, floatBits}) {
      QuantPlan plan = uniformPlan(network.layers.size(), {.bits = bits});
      for (std::size_t l = 0; l < choices.size(); ++l)
        plan.activations.push_back(choices[l][(i + l * (bits == 3 ? 0 : 1)) % choices[l].size()]);
      if (!plan.quantizesActivations()) plan.activations.clear();
      plans.push_back(plan);
    }
  return plans;
}

void resealWithLength(Bytes& bytes) {
  const std::uint64_t length = bytes.size();
  std::memcpy(bytes.data() + 8, &length, 8);
  const std::uint64_t hash = contentHash(std::span(bytes.data(), bytes.size() - 8));
  std::memcpy(bytes.data() + bytes.size() - 8, &hash, 8);
}

TEST(PackedActivation, givesBackEveryFormInExactlyThePromisedSize) {
  const Network network = variedNetwork();
  EXPECT_EQ(inputChannels(network.layers[0]), 3);
  EXPECT_EQ(inputChannels(network.layers[1]), 5);
  EXPECT_EQ(inputChannels(network.layers[2]), 4);
  for (const QuantPlan& plan : manyPlans(network)) {
    const Bytes bytes = packNetwork(network, plan);
    EXPECT_EQ(bytes.size(), static_cast<std::size_t>(modelSize(network, plan).total()));
    EXPECT_EQ(unpackNetwork(bytes, "memory").plan, plan);
    std::int64_t sum = fixedBytes(network);
    for (std::size_t l = 0; l < plan.layers.size(); ++l)
      sum += layerBytes(network.layers[l], plan.layers[l], plan.activation(l));
    EXPECT_EQ(sum, static_cast<std::int64_t>(bytes.size()));
  }
}

TEST(PackedActivation, takesSixBytesForOneGridAsEver) {
  const Network network = variedNetwork();
  QuantPlan plan = floatPlan(3);
  plan.activations.assign(3, activationScheme(8, 0, 1, false, ActivationRange::MinMax));
  EXPECT_EQ(modelSize(network, plan).activations, 3 * 6);
  plan.activations[1] = blockScheme(4, true, 32, 7);
  plan.activations[2] = piecewiseScheme(4, 1, 2, true, ActivationRange::TopK);
  EXPECT_EQ(modelSize(network, plan).activations, 6 + 6 + 11);
  plan.activations[0] = activationsOf(3).back();
  EXPECT_EQ(modelSize(network, plan).activations, 7 + 3 * (4 + 2 + 1 + 4) + 6 + 11);
}

TEST(PackedActivation, survivesFlippedBitsUnderAFittingHash) {
  const Network network = variedNetwork();
  const std::size_t header = 48 + network.name.size() + 3 * 16 + static_cast<std::size_t>(network.graphBytes);
  int refused = 0, accepted = 0;
  for (const QuantPlan& plan : manyPlans(network)) {
    const Bytes whole = packNetwork(network, plan);
    const auto look = [&](Bytes changed) {
      resealWithLength(changed);
      try {
        const PackedNetwork back = unpackNetwork(changed, "odd.bprm");
        for (std::size_t l = 0; l < 3; ++l) {
          const ActivationScheme activation = back.plan.activation(l);
          EXPECT_NO_THROW(checkChannels(activation, back.network.layers[l]));
          EXPECT_EQ(activationFromJson(toJson(activation)), activation);
        }
        ++accepted;
      } catch (const InputError& problem) {
        EXPECT_NE(std::string(problem.what()).find("odd.bprm"), std::string::npos) << problem.what();
        ++refused;
      }
    };
    for (std::size_t at = header; at < std::min(header + 60, whole.size() - 8); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        Bytes changed = whole;
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ 1 << bit);
        look(std::move(changed));
      }
    for (std::size_t size = header; size < header + 60; ++size)
      look(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
  }
  EXPECT_GT(refused, 500);
  EXPECT_GT(accepted, 500);
}

TEST(PackedActivation, refusesGridsOfAnotherLayersChannels) {
  const Network network = variedNetwork();
  QuantPlan plan = floatPlan(3);
  plan.activations = {activationsOf(3).back(), {}, {}};
  Bytes bytes = packNetwork(network, plan);
  EXPECT_EQ(unpackNetwork(bytes, "memory").plan, plan);
  plan.activations[0] = activationsOf(5).back();
  bytes = packNetwork(network, plan);
  try {
    unpackNetwork(bytes, "odd.bprm");
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_STREQ(problem.what(), "cannot read 'odd.bprm': layer 'first' reads 3 channels, its activation has 5 grids");
  }
  EXPECT_THROW(planFromJson(planToJson(plan, network), network, "plan"), InputError);
  plan.activations[0] = activationsOf(3).back();
  EXPECT_EQ(planFromJson(planToJson(plan, network), network, "plan"), plan);
}

}  // namespace
}  // namespace bitprism
