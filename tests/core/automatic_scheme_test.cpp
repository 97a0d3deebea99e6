#include "core/quant/choice/automatic_scheme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "core/quant/choice/predicted_sensitivity.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::layerWithInputs;

// A few weights far out, as trained layers have them.
test::InformedLayer heavyTailed(std::uint64_t seed, bool informed) {
  test::InformedLayer layer = layerWithInputs(1, 24, 72, seed);
  std::vector<float> weights = layer.weights->copy();
  for (std::size_t i = 0; i < weights.size(); i += 37) weights[i] *= 4;
  layer.weights = constantArray(std::move(weights));
  if (!informed) layer.inputs.reset();
  return layer;
}

bool fits(const Layer& layer, const QuantScheme& scheme) {
  const auto plain = static_cast<double>(layerBytes(layer, {.bits = scheme.bits}));
  return static_cast<double>(layerBytes(layer, scheme)) <= std::max(plain * 1.03, plain + 64);
}

TEST(AutomaticScheme, isTheLeastSensitiveOfTheSameBytes) {
  for (const bool informed : {true, false})
    for (const int bits : {1, 2, 3, 4}) {
      const test::InformedLayer layer = heavyTailed(3, informed);
      const SensitivityPrediction prediction(layer, layer.inputs.get());
      double least = std::numeric_limits<double>::infinity();
      for (const QuantScheme& scheme : automaticCandidates(bits))
        if (fits(layer, scheme) && (informed || !readsInputs(scheme)))
          least = std::min(least, prediction.sensitivity(*quantizedWeights(layer, scheme, layer.inputs.get())));
      const QuantScheme chosen = automaticScheme(layer, layer.inputs.get(), bits);
      EXPECT_EQ(chosen.bits, bits);
      EXPECT_TRUE(fits(layer, chosen)) << toJson(chosen).dump();
      EXPECT_EQ(prediction.sensitivity(*quantizedWeights(layer, chosen, layer.inputs.get())), least)
          << toJson(chosen).dump();
      EXPECT_NE(chosen, (QuantScheme{.bits = bits})) << "min-max wastes its levels on these weights";
    }
}

TEST(AutomaticScheme, isThePlainestWhereNothingCanBeWon) {
  const test::InformedLayer layer = heavyTailed(3, true);
  for (const int bits : {8, halfBits, floatBits})
    EXPECT_EQ(automaticScheme(layer, layer.inputs.get(), bits), (QuantScheme{.bits = bits}));
  EXPECT_EQ(automaticScheme(test::layerOf({4, 1, 3, 3}, std::vector<float>(36, 0.0f)), nullptr, 2),
            (QuantScheme{.bits = 2}));
}

TEST(AutomaticScheme, needsNoImagesWhereItIsTrained) {
  for (const int bits : {1, 2, 3, 4, 8})
    for (const QuantScheme& scheme : automaticCandidates(bits, SchemeUse::Trained)) {
      EXPECT_FALSE(readsInputs(scheme)) << toJson(scheme).dump();
      EXPECT_FALSE(aciqOptions(scheme).allocate) << toJson(scheme).dump();
    }
}

TEST(AutomaticScheme, candidatesAreSchemesOfTheirBitsEachOnce) {
  for (const SchemeUse use : {SchemeUse::Measured, SchemeUse::Trained})
    for (const int bits : existingBits) {
      std::vector<QuantScheme> all = automaticCandidates(bits, use);
      EXPECT_EQ(all.front(), (QuantScheme{.bits = bits}));
      for (const QuantScheme& scheme : all) {
        EXPECT_EQ(scheme.bits, bits);
        EXPECT_FALSE(isSolver(scheme.method));
        EXPECT_NO_THROW(checkScheme(scheme));
        EXPECT_EQ(schemeFromJson(toJson(scheme)), scheme);
      }
      std::sort(all.begin(), all.end());
      EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
    }
}

TEST(AutomaticScheme, ofAllLayersIsThatOfEach) {
  const Network network = test::variedNetwork();  // one layer is a transposed convolution
  const BitAllocation bits{2, 3, 4};
  const QuantPlan plan = automaticPlan(network, {}, bits);
  ASSERT_EQ(plan.bits(), bits);
  for (std::size_t l = 0; l < bits.size(); ++l)
    EXPECT_EQ(plan.layers[l], automaticScheme(network.layers[l], nullptr, bits[l])) << network.layers[l].name;
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(automaticPlan(network, {}, bits, SchemeUse::Measured, source.get_token()), Cancelled);
}

TEST(AutomaticScheme, namesTheLayerWhoseWeightsAreNoNumbers) {
  test::InformedLayer layer = heavyTailed(3, true);
  std::vector<float> weights = layer.weights->copy();
  weights[5] = std::numeric_limits<float>::quiet_NaN();
  layer.weights = constantArray(std::move(weights));
  try {
    automaticScheme(layer, layer.inputs.get(), 2);
    FAIL() << "NaN was rounded";
  } catch (const Error& problem) {
    EXPECT_NE(std::string(problem.what()).find("layer 'layer'"), std::string::npos) << problem.what();
  }
}

}  // namespace
}  // namespace bitprism
