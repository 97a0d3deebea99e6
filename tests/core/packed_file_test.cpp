#include "core/quant/packed/packed_file.h"

#include <gtest/gtest.h>

#include <cstring>

#include "core/base/error.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/ocs.h"
#include "core/quant/methods/omse.h"
#include "core/quant/methods/pwlq.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "tests/support/every_scheme.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::variedNetwork;

// Plans over every option, mixed between layers, some layers float.
std::vector<QuantPlan> manyPlans(std::size_t layers) {
  std::vector<QuantScheme> schemes{QuantScheme{.bits = floatBits}, QuantScheme{.bits = halfBits},
                                   QuantScheme{.bits = halfBits, .range = RangeRule::Percentile}};
  for (int bits = minimumBits; bits <= maximumBits; ++bits)
    for (const bool symmetric : {true, false})
      for (const Granularity granularity : {Granularity::Tensor, Granularity::Channel})
        for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares, RangeRule::Percentile})
          for (const Correction correction : {Correction::None, Correction::Mean})
            schemes.push_back({.bits = bits,
                               .symmetric = symmetric,
                               .granularity = granularity,
                               .range = range,
                               .correction = correction,
                               .percentile = range == RangeRule::Percentile ? 90 + bits + 0.123 : standardPercentile});
  for (int bits = minimumBits; bits <= maximumBits; ++bits)
    for (const QuantScheme& scheme : test::everyScheme(bits)) schemes.push_back(scheme);
  std::vector<QuantPlan> plans;
  for (const QuantScheme& scheme : schemes) plans.push_back(uniformPlan(layers, scheme));
  Random random(3);
  for (int i = 0; i < 100; ++i) {
    QuantPlan plan;
    for (std::size_t l = 0; l < layers; ++l) plan.layers.push_back(schemes[random.below(schemes.size())]);
    plans.push_back(plan);
  }
  return plans;
}

void reseal(Bytes& bytes) {
  const std::uint64_t hash = contentHash(std::span(bytes.data(), bytes.size() - 8));
  std::memcpy(bytes.data() + bytes.size() - 8, &hash, 8);
}

TEST(PackedFile, hasExactlyThePromisedSize) {
  const Network network = variedNetwork();
  for (const QuantPlan& plan : manyPlans(network.layers.size())) {
    const ModelSize size = modelSize(network, plan);
    EXPECT_EQ(packNetwork(network, plan).size(), static_cast<std::size_t>(size.total()));
    std::int64_t sum = fixedBytes(network);
    for (std::size_t i = 0; i < plan.layers.size(); ++i) sum += layerBytes(network.layers[i], plan.layers[i]);
    EXPECT_EQ(sum, size.total());
  }
}

TEST(PackedFile, givesBackTheQuantizedNetwork) {
  const Network network = variedNetwork();
  for (const QuantPlan& plan : manyPlans(network.layers.size())) {
    const PackedNetwork back = unpackNetwork(packNetwork(network, plan), "memory");
    EXPECT_EQ(back.plan, plan);
    EXPECT_EQ(back.network.name, network.name);
    EXPECT_EQ(back.network.format, "packed");
    EXPECT_EQ(back.network.parameters, network.parameters);
    EXPECT_EQ(back.network.graphBytes, network.graphBytes);
    EXPECT_EQ(back.network.otherBytes, network.otherBytes);
    EXPECT_TRUE(test::sameInstructions(back.network.program.instructions, network.program.instructions));
    ASSERT_EQ(back.network.layers.size(), network.layers.size());
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const Layer& layer = back.network.layers[i];
      EXPECT_EQ(layer.name, network.layers[i].name);
      EXPECT_EQ(layer.kind, network.layers[i].kind);
      EXPECT_EQ(layer.shape, network.layers[i].shape);
      EXPECT_EQ(layer.channelAxis, network.layers[i].channelAxis);
      const Floats expected = quantizedWeights(network.layers[i], plan.layers[i]);
      ASSERT_EQ(layer.weights->size(), expected->size());
      EXPECT_EQ(std::memcmp(layer.weights->data(), expected->data(), 4 * expected->size()), 0);
    }
    for (std::size_t i = 0; i < network.program.tensors.size(); ++i)
      if (!network.program.tensors[i].isFloat()) {
        std::visit(
            [&](const auto& values) {
              EXPECT_EQ(*values, *std::get<std::decay_t<decltype(values)>>(back.network.program.tensors[i].values));
            },
            network.program.tensors[i].values);
      }
  }
}

TEST(PackedFile, packsAgainWhatWasUnpacked) {
  const Network network = variedNetwork();
  for (const QuantPlan& plan : manyPlans(network.layers.size())) {
    const Network once = unpackNetwork(packNetwork(network, plan), "first").network;
    EXPECT_EQ(modelSize(once, plan), modelSize(network, plan));
    const PackedNetwork twice = unpackNetwork(packNetwork(once, floatPlan(plan.layers.size())), "second");
    for (std::size_t i = 0; i < once.layers.size(); ++i)
      EXPECT_EQ(*twice.network.layers[i].weights, *once.layers[i].weights);
    EXPECT_EQ(twice.network.hash, once.hash);
    EXPECT_NO_THROW(unpackNetwork(packNetwork(once, plan), "third"));
  }
}

TEST(PackedFile, isTheSameEveryTime) {
  const QuantPlan plan = uniformPlan(3, {.bits = 3});
  EXPECT_EQ(packNetwork(variedNetwork(), plan), packNetwork(variedNetwork(), plan));
}

TEST(PackedFile, foldsBatchNormOnce) {
  const Network network = makeNetwork(test::smallProgram(), "small", "onnx");
  const QuantPlan plan = uniformPlan(network.layers.size(), {.bits = 4});
  const PackedNetwork back = unpackNetwork(packNetwork(network, plan), "memory");
  EXPECT_TRUE(test::sameInstructions(back.network.program.instructions, network.program.instructions));
}

TEST(PackedFile, refusesEveryTruncation) {
  const Bytes whole = packNetwork(variedNetwork(), uniformPlan(3, {.bits = 3}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_THROW(unpackNetwork(cut, "cut.bprm"), InputError) << size;
    if (size >= 56) {  // with a length and hash that fit, what follows must be noticed
      const std::uint64_t length = cut.size();
      std::memcpy(cut.data() + 8, &length, 8);
      reseal(cut);
      EXPECT_THROW(unpackNetwork(cut, "cut.bprm"), InputError) << size;
    }
  }
}

TEST(PackedFile, refusesEveryFlippedBit) {
  const Bytes whole = packNetwork(variedNetwork(), uniformPlan(3, {.bits = 3, .symmetric = false}));
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1 << bit % 8);
    EXPECT_THROW(unpackNetwork(flipped, "flipped.bprm"), InputError) << bit;
  }
}

TEST(PackedFile, survivesFlippedBitsUnderAFittingHash) {
  const Bytes whole = packNetwork(variedNetwork(), QuantPlan{{QuantScheme{.bits = 3, .symmetric = false},
                                                              QuantScheme{.bits = floatBits}, QuantScheme{.bits = 1}}});
  int refused = 0, accepted = 0;
  const auto look = [&](Bytes changed) {
    reseal(changed);
    try {
      const PackedNetwork back = unpackNetwork(changed, "odd.bprm");
      for (const Layer& layer : back.network.layers) EXPECT_EQ(layer.weightCount(), elementCount(layer.shape));
      ++accepted;
    } catch (const InputError& problem) {
      EXPECT_NE(std::string(problem.what()).find("odd.bprm"), std::string::npos) << problem.what();
      ++refused;
    }
  };
  for (std::size_t bit = 0; bit < 8 * (whole.size() - 8); ++bit) {
    Bytes changed = whole;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1 << bit % 8);
    look(std::move(changed));
  }
  Random random(9);
  for (int i = 0; i < 4000; ++i) {  // the structure is in the first part
    Bytes changed = whole;
    for (int k = 0; k < 3; ++k) changed[8 + random.below(500)] = static_cast<std::uint8_t>(random.bits());
    look(std::move(changed));
  }
  EXPECT_GT(refused, 2000);
  EXPECT_GT(accepted, 500);
}

// Every method's section has its own lengths and numbers to distrust.
TEST(PackedFile, survivesFlippedBitsInWhatEveryMethodWrites) {
  const Network network = variedNetwork();
  int refused = 0, accepted = 0;
  for (const QuantScheme& scheme :
       {QuantScheme{.method = Method::Aciq, .bits = 3, .options = AciqOptions{.allocate = true}},
        QuantScheme{.method = Method::Pwlq, .bits = 3, .options = PwlqOptions{.regions = 4}},
        QuantScheme{.method = Method::Dsconv, .bits = 4, .options = DsconvOptions{.block = 2, .halfScales = true}},
        QuantScheme{
            .method = Method::Gdrq, .bits = 2, .options = GdrqOptions{.reading = Reading::R2, .threshold = 2.5}},
        QuantScheme{.method = Method::Omse,
        .bits = 2,
        .granularity = Granularity::Tensor,
        .correction = Correction::Gain,
        .options = OmseOptions{.terms = 2}},
        QuantScheme{.method = Method::Kmeans, .bits = 2},
        QuantScheme{.method = Method::Ocs, .bits = 3, .options = OcsOptions{.expand = 0.5}}}) {
    const Bytes whole = packNetwork(network, uniformPlan(3, scheme));
    const std::size_t sections = 48 + network.name.size();
    for (std::size_t bit = 8 * sections; bit < 8 * (whole.size() - 8); ++bit) {
      Bytes changed = whole;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1 << bit % 8);
      reseal(changed);
      try {
        const PackedNetwork back = unpackNetwork(changed, "odd.bprm");
        for (const Layer& layer : back.network.layers) EXPECT_EQ(layer.weightCount(), elementCount(layer.shape));
        ++accepted;
      } catch (const InputError& problem) {
        EXPECT_NE(std::string(problem.what()).find("odd.bprm"), std::string::npos) << problem.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 3000);
  EXPECT_GT(accepted, 3000);
}

TEST(PackedFile, saysWhatIsWrong) {
  const auto message = [](const Bytes& bytes) -> std::string {
    try {
      unpackNetwork(bytes, "a.bprm");
    } catch (const InputError& problem) {
      return problem.what();
    }
    return "";
  };
  Bytes whole = packNetwork(variedNetwork(), uniformPlan(3, {.bits = 3}));
  EXPECT_EQ(message({'P', 'K', 3, 4}), "cannot read 'a.bprm': it does not begin like a packed network");
  EXPECT_EQ(message(Bytes(whole.begin(), whole.end() - 5)), "cannot read 'a.bprm': it has " +
                                                                std::to_string(whole.size() - 5) + " bytes, expected " +
                                                                std::to_string(whole.size()));
  Bytes damaged = whole;
  damaged[100] ^= 1;
  EXPECT_EQ(message(damaged), "cannot read 'a.bprm': its hash does not match its content, so it is damaged");
  whole[4] = 2;
  EXPECT_EQ(message(whole), "cannot read 'a.bprm': packed version 2, expected 1");
  EXPECT_TRUE(isPackedNetwork(whole));
  EXPECT_FALSE(isPackedNetwork(Bytes{'B', 'P', 'R'}));
}

TEST(PackedFile, refusesScalesThatAreNoNumbers) {
  const Network network = variedNetwork();
  Bytes bytes = packNetwork(network, uniformPlan(3, {.bits = 8}));
  const std::size_t firstScale = 48 + network.name.size() + 3 * 16 + static_cast<std::size_t>(network.graphBytes);
  const float infinity = std::numeric_limits<float>::infinity();
  std::memcpy(bytes.data() + firstScale, &infinity, 4);
  reseal(bytes);
  EXPECT_THROW(unpackNetwork(bytes, "infinite.bprm"), InputError);
}

TEST(PackedFile, refusesAPlanOfAnotherLength) {
  EXPECT_THROW(packNetwork(variedNetwork(), floatPlan(2)), UsageError);
  EXPECT_THROW(modelSize(variedNetwork(), floatPlan(4)), UsageError);
}

TEST(ModelSize, countsEveryPartApart) {
  const Network network = variedNetwork();  // 135 + 40 + 28 weights in 5 + 4 + 7 channels
  const ModelSize size = modelSize(network, uniformPlan(3, {.bits = 3, .symmetric = false}));
  EXPECT_EQ(size.codes, 51 + 15 + 11);
  EXPECT_EQ(size.scales, 4 * 16);
  EXPECT_EQ(size.zeroPoints, 16);
  EXPECT_EQ(size.offsets, 4 * 16);
  EXPECT_EQ(size.floatWeights, 0);
  EXPECT_EQ(size.otherTensors, 5 * 4 + 3 * 8 + 3);
  EXPECT_EQ(size.header, 48 + 11 + 3 * 16 + 8);
  EXPECT_EQ(size.graph, static_cast<std::int64_t>(programToBytes(network.program).size()));
  const ModelSize left = modelSize(network, floatPlan(3));
  EXPECT_EQ(left.floatWeights, 4 * 203);
  EXPECT_EQ(left.codes + left.scales + left.zeroPoints + left.offsets, 0);
  EXPECT_EQ(floatBytes(network), left.total());
  const ModelSize half = modelSize(network, uniformPlan(3, {.bits = halfBits}));
  EXPECT_EQ(half.halfWeights, 2 * 203);
  EXPECT_EQ(half.total(), left.total() - 2 * 203);
  const ModelSize percentile = modelSize(network, uniformPlan(3, {.bits = 3, .range = RangeRule::Percentile}));
  EXPECT_EQ(percentile.header, size.header + 3 * 4);
  const ModelSize binary = modelSize(
      network, uniformPlan(3, {.bits = 1, .granularity = Granularity::Tensor, .correction = Correction::None}));
  EXPECT_EQ(binary.scales, 4 * 3);
  EXPECT_EQ(binary.offsets, 4 * 16);
  EXPECT_EQ(binary.codes, 17 + 5 + 4);
}

}  // namespace
}  // namespace bitprism
