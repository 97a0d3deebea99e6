#include "core/quant/plan/integer_form.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/quant/plan/integer_network.h"
#include "core/quant/plan/peak_activations.h"
#include "tests/support/integer_plan.h"

namespace bitprism {
namespace {

using test::evenStatistics;
using test::integerPlan;

TEST(IntegerForm, survivesAPlanFile) {
  const Network network = test::residualNetwork();
  const QuantPlan plan = integerPlan(network);
  ASSERT_FALSE(plan.integer.empty());
  EXPECT_EQ(planFromJson(planToJson(plan, network), network, "plan"), plan);
}

TEST(IntegerForm, isAbsentFromPlansWithoutOne) {
  const Network network = test::residualNetwork();
  const QuantPlan plan = test::integerLayersPlan(network, 8);
  EXPECT_FALSE(planToJson(plan, network).contains("integer"));
  EXPECT_TRUE(planFromJson(planToJson(plan, network), network, "plan").integer.empty());
  EXPECT_EQ(withoutIntegerForm(integerPlan(network)).integer, IntegerForm());
}

TEST(IntegerForm, refusesWhatIsNotTheNetworks) {
  const Network network = test::residualNetwork();
  const Json json = planToJson(integerPlan(network), network);
  const auto refuses = [&](const auto& damage) {
    Json damaged = json;
    damage(damaged["integer"]);
    EXPECT_THROW(planFromJson(damaged, network, "plan"), InputError) << damaged["integer"].dump();
  };
  refuses([](Json& form) { form["tensors"][0]["slot"] = 999; });
  refuses([](Json& form) { form["tensors"][0]["slot"] = -1; });
  refuses([](Json& form) { form["tensors"][1]["after"] = "elsewhere"; });
  refuses([](Json& form) { form["tensors"].push_back(form["tensors"][0]); });
  refuses([](Json& form) { form["tensors"][0]["scale"] = 0; });
  refuses([](Json& form) { form["tensors"][0]["bits"] = 32; });
  refuses([](Json& form) { form["input_sums"]["nobody"] = {1}; });
  refuses([](Json& form) { form["input_sums"].begin().value() = {1, 2, 3}; });
  refuses([](Json& form) { form.erase("tensors"); });
  refuses([](Json& form) { form["tensors"] = Json::array(); });
}

TEST(IntegerForm, letsLayersReadTheGridOfTheirTensor) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  const QuantPlan plan = integerPlan(network);
  ASSERT_NE(plan.integer.schemeOf(slots.stem), nullptr);
  EXPECT_EQ(*plan.integer.schemeOf(slots.stem), plan.activation(1));
  EXPECT_EQ(*plan.integer.schemeOf(slots.flat), *plan.integer.schemeOf(slots.mean));
  EXPECT_EQ(*plan.integer.schemeOf(slots.grouped), *plan.integer.schemeOf(slots.joined));
  EXPECT_EQ(plan.integer.schemeOf(slots.stem - 1), nullptr);
}

// At 4 bits a sum of a residual branch keeps 8: only layers read the narrow grid.
TEST(IntegerForm, roundsToEightBitsWhereOthersReadToo) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  const QuantPlan plan = integerPlan(network, 8, 4);
  EXPECT_EQ(plan.integer.schemeOf(slots.stem)->bits, 8);
  EXPECT_EQ(plan.activation(1).bits, 4);
  EXPECT_EQ(plan.integer.schemeOf(slots.pooled)->bits, 4);
  const Program program = withActivationQuantizers(network, plan);
  int quantizers = 0;
  for (const Instruction& instruction : program.instructions) quantizers += isActivationQuantizer(instruction.op);
  EXPECT_EQ(quantizers, static_cast<int>(plan.integer.tensors.size()) + 1);  // and the branch's own
}

TEST(IntegerForm, keepsTensorsAsCodesInMemory) {
  const Network network = test::residualNetwork();
  const std::int64_t positions = 64;
  std::vector<Shape> shapes(static_cast<std::size_t>(network.program.slotCount), Shape{1, 8, positions});
  const QuantPlan plan = integerPlan(network);
  EXPECT_LT(peakActivationBytes(network, shapes, plan), peakActivationBytes(network, shapes, withoutIntegerForm(plan)));
}

TEST(IntegerCalibration, findsTheMeanOfWhatAnOutputReads) {
  test::ResidualSlots slots;
  const Network network = test::residualNetwork(&slots);
  std::vector<Shape> shapes(static_cast<std::size_t>(network.program.slotCount), Shape{1, 8, 8, 8});
  shapes[0] = {1, 3, 8, 8};
  for (const int slot : {slots.pooled, slots.depthwise, slots.depthwise - 1, slots.grouped})
    shapes[static_cast<std::size_t>(slot)] = {1, 8, 4, 4};
  std::vector<InputStatistics> inputs;
  for (const std::size_t channels : {3, 8, 8, 8, 16}) inputs.push_back(evenStatistics(0, 2, channels));  // mean 1
  const auto sums = meanInputSums(network, shapes, inputs);
  const double inside8 = (8 * 3 - 2) / 8.0, inside4 = (4 * 3 - 2) / 4.0;  // taps of 3 that are no padding
  ASSERT_EQ(sums.size(), 5u);
  EXPECT_NEAR(sums[0].at(0), 3 * inside8 * inside8, 1e-3);
  EXPECT_NEAR(sums[1].at(0), 8 * inside8 * inside8, 1e-3);
  ASSERT_EQ(sums[2].size(), 8u);
  EXPECT_NEAR(sums[2][5], inside4 * inside4, 1e-3);
  ASSERT_EQ(sums[3].size(), 2u);
  EXPECT_NEAR(sums[3][1], 4 * inside4 * inside4, 1e-3);
  EXPECT_NEAR(sums[4].at(0), 16, 1e-3);
}

TEST(IntegerProgram, foldsOffsetsIntoTheBias) {
  const Network network = test::residualNetwork();
  const QuantPlan plan = integerPlan(network, 3);
  const IntegerProgram integer = integerProgram({std::make_shared<const Network>(network), plan, {}});
  ASSERT_EQ(integer.uses.size(), network.layers.size());
  for (const IntegerUse& use : integer.uses) {
    const Layer& layer = network.layers[use.layer];
    const QuantizedTensor whole = quantize(layer, plan.layers[use.layer]);
    ASSERT_FALSE(whole.offsets.empty());
    EXPECT_TRUE(integer.weights[use.layer].offsets.empty());
    EXPECT_EQ(integer.weights[use.layer].codes, whole.codes);
    EXPECT_EQ(integer.offsets[use.layer], whole.offsets);
    ASSERT_GE(use.bias, 0) << layer.name;  // the grouped layer had none
    const auto& before = network.program.instructions[static_cast<std::size_t>(layer.instruction)].inputs[2];
    const auto* former = std::get_if<TensorIndex>(&before);
    for (std::size_t c = 0; c < use.biasCodes.size(); ++c) {
      const float own = former ? network.program.tensors[static_cast<std::size_t>(former->index)].floats()[c] : 0;
      const float rounded = static_cast<float>(use.biasCodes[c]) * use.biasScales[c];
      EXPECT_NEAR(rounded, own + whole.offsets[c] * 2.5f, use.biasScales[c] * 0.51f);
      EXPECT_EQ(integer.program.tensors[static_cast<std::size_t>(use.bias)].floats()[c], rounded);
    }
  }
}

TEST(IntegerProgram, putsGainsIntoScales) {
  const Network network = test::residualNetwork();
  QuantPlan plan = integerPlan(network, 3, 8, Correction::Gain);
  for (QuantScheme& scheme : plan.layers) scheme.granularity = Granularity::Tensor;
  const IntegerProgram integer = integerProgram({std::make_shared<const Network>(network), plan, {}});
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const QuantizedTensor whole = quantize(network.layers[l], plan.layers[l]);
    ASSERT_EQ(integer.weights[l].scales.size(), whole.gains.size());
    for (std::size_t c = 0; c < whole.gains.size(); ++c)
      EXPECT_FLOAT_EQ(integer.weights[l].scales[c], whole.scales[0] * whole.gains[c]);
  }
}

// A channel of almost nothing beside a bias: in steps of its own scale the bias would not fit into 32 bits.
TEST(IntegerProgram, makesRoomForTheBiasOfChannelsThatAreNearlyDead) {
  Network network = test::residualNetwork();
  std::vector<float> weights = network.layers[1].weights->copy();
  for (std::size_t i = 0; i < weights.size() / 8; ++i) weights[i] *= 1e-20f;
  network.layers[1].weights = constantArray(weights);
  const QuantPlan plan = integerPlan(network, 8, 8, Correction::None);
  const IntegerProgram integer = integerProgram({std::make_shared<const Network>(network), plan, {}});
  const IntegerUse& use = integer.uses.at(1);
  ASSERT_EQ(use.layer, 1u);
  const auto bias = std::get<TensorIndex>(
      network.program.instructions[static_cast<std::size_t>(network.layers[1].instruction)].inputs[2]);
  const float own = network.program.tensors[static_cast<std::size_t>(bias.index)].floats()[0];
  EXPECT_NEAR(static_cast<float>(use.biasCodes[0]) * use.biasScales[0], own, 1e-6f * std::fabs(own));
  EXPECT_NE(use.biasCodes[0], 0);
  for (std::size_t i = 0; i < weights.size() / 8; ++i) EXPECT_EQ(integer.weights[1].codes[i], 0);
}

TEST(IntegerProgram, isSimulatedByAFloatNetwork) {
  const Network network = test::residualNetwork();
  const QuantPlan plan = integerPlan(network, 4);
  const PlannedNetwork planned{std::make_shared<const Network>(network), plan, {}};
  const PlannedNetwork run = simulated(planned);
  EXPECT_TRUE(run.plan.isFloat());
  const IntegerProgram integer = integerProgram(planned);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    EXPECT_EQ(*run.network->layers[l].weights, dequantize(integer.weights[l]));
    EXPECT_EQ(run.network->program.tensors[static_cast<std::size_t>(network.layers[l].tensor)].floats(),
              dequantize(integer.weights[l]));
  }
  EXPECT_EQ(run.network->program.instructions, integer.program.instructions);
  const auto unfolded = simulatedUnfolded(planned);
  ASSERT_TRUE(unfolded);
  EXPECT_EQ(*unfolded->network->layers[1].weights, *quantizedWeights(network.layers[1], plan.layers[1]));
  EXPECT_FALSE(simulatedUnfolded({planned.network, integerPlan(network, 8, 8, Correction::None), {}}));
  const QuantPlan without = withoutIntegerForm(plan);
  EXPECT_EQ(simulated({planned.network, without, {}}).plan, without);
}

}  // namespace
}  // namespace bitprism
