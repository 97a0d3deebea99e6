#include "core/network/output_channels.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/network/constant_views.h"
#include "core/network/weight_uses.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/plan/quant_plan.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

// x [N, in, 5, 5] -> transposed convolution of groups, its weights 0, 1, 2 ... as files have them.
Program transposedProgram(const Shape& weights, std::int64_t groups) {
  Program program;
  program.inputs.push_back({"input", {-1, weights[0], 5, 5}});
  program.slotCount = 1;
  std::vector<float> values(static_cast<std::size_t>(elementCount(weights)));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  const int tensor = test::addTensor(program, "up.weight", weights, std::move(values));
  program.outputs = {test::addConvolution(program, 0, tensor, None{}, 1, 0, groups)};
  program.instructions.back().inputs[6] = true;
  program.outputNames = {"output"};
  return program;
}

// The numbers that reach the operator, by running the views.
Tensor behindViews(const Program& program, const Operand& operand) {
  if (const auto* index = std::get_if<TensorIndex>(&operand))
    return program.tensors[static_cast<std::size_t>(index->index)];
  for (const Instruction& instruction : program.instructions) {
    if (instruction.outputs[0] != std::get<Slot>(operand).index) continue;
    Tensor tensor = behindViews(program, instruction.inputs[0]);
    const Shape& extents = std::get<Shape>(instruction.inputs[1]);
    if (instruction.op == "aten::reshape") {
      EXPECT_EQ(elementCount(extents), elementCount(tensor.shape));
      tensor.shape = extents;
      return tensor;
    }
    EXPECT_EQ(instruction.op, "aten::permute");
    Shape shape, strides(tensor.shape.size(), 1);
    for (std::size_t d = strides.size() - 1; d > 0; --d) strides[d - 1] = strides[d] * tensor.shape[d];
    for (const std::int64_t d : extents) shape.push_back(tensor.shape[static_cast<std::size_t>(d)]);
    std::vector<float> values;
    for (std::int64_t i = 0; i < elementCount(shape); ++i) {
      std::int64_t from = 0, rest = i;
      for (std::size_t d = shape.size(); d-- > 0; rest /= shape[d])
        from += rest % shape[d] * strides[static_cast<std::size_t>(extents[d])];
      values.push_back(tensor.floats()[static_cast<std::size_t>(from)]);
    }
    return floatTensor("", shape, std::move(values));
  }
  ADD_FAILURE() << "nothing writes the slot";
  return {};
}

TEST(OutputChannels, lieTogetherAndReachTheOperatorAsTheyWere) {
  for (const auto& [shape, groups] : {std::pair(Shape{8, 3, 2, 2}, 2), std::pair(Shape{6, 1, 3, 3}, 2),
                                      std::pair(Shape{4, 3, 3, 1}, 4), std::pair(Shape{6, 5, 1, 2}, 3)}) {
    const Program before = transposedProgram(shape, groups), after = withOutputChannelsFirst(before);
    const Instruction& operation = after.instructions.back();
    const Tensor given = behindViews(after, operation.inputs[1]);
    EXPECT_EQ(given.shape, shape);
    EXPECT_EQ(given.floats(), before.tensors[0].floats());
    ASSERT_EQ(after.tensors.size(), 1u);
    const std::int64_t inputs = shape[0] / groups, each = shape[1], kernel = shape[2] * shape[3];
    ASSERT_EQ(after.tensors[0].shape, (Shape{groups * each, inputs, shape[2], shape[3]}));
    for (std::int64_t g = 0; g < groups; ++g)
      for (std::int64_t j = 0; j < each; ++j)
        for (std::int64_t i = 0; i < inputs; ++i)
          for (std::int64_t k = 0; k < kernel; ++k)
            EXPECT_EQ(after.tensors[0].floats()[static_cast<std::size_t>(((g * each + j) * inputs + i) * kernel + k)],
                      before.tensors[0].floats()[static_cast<std::size_t>(((g * inputs + i) * each + j) * kernel + k)]);
    const Program again = withOutputChannelsFirst(after);
    EXPECT_TRUE(test::sameInstructions(again.instructions, after.instructions));
  }
}

TEST(OutputChannels, leaveAloneWhatNeedsNoChange) {
  for (const auto& [shape, groups] : {std::pair(Shape{8, 1, 2, 2}, 8), std::pair(Shape{6, 4, 3, 3}, 1)}) {
    const Program before = transposedProgram(shape, groups), after = withOutputChannelsFirst(before);
    EXPECT_TRUE(test::sameInstructions(after.instructions, before.instructions));
    const Network network = makeNetwork(before, "n", "onnx");
    EXPECT_EQ(network.layers.at(0).channelAxis, groups == 1 ? 1 : 0);
    EXPECT_EQ(network.layers[0].channels(), groups == 1 ? 4 : 8);
    EXPECT_EQ(inputChannels(network.layers[0]), shape[0]);
  }
}

TEST(OutputChannels, ofWeightsThatTwoOperatorsShareAreMadeOnce) {
  Program program = transposedProgram({8, 3, 2, 2}, 2);
  const Instruction first = program.instructions[0];
  const int slot = program.slotCount++;
  program.instructions.push_back(first);
  program.instructions.back().outputs = {slot};
  program.outputs.push_back(slot);
  const Network network = makeNetwork(program, "n", "onnx");
  EXPECT_EQ(network.layers.size(), 1u);
  EXPECT_EQ(network.weightCount(), 96);
  EXPECT_EQ(network.program.tensors.size(), 1u);
  EXPECT_EQ(network.layers[0].shape, (Shape{6, 4, 2, 2}));
}

TEST(WeightUses, sayWhoseInputAnInstructionReads) {
  const Network network = makeNetwork(transposedProgram({8, 3, 2, 2}, 2), "n", "onnx");
  const std::vector<int> layers = layersByInput(network);
  ASSERT_EQ(layers.size(), 4u);  // three views and the operator
  EXPECT_EQ(layers, (std::vector<int>{-1, -1, -1, 0}));
  EXPECT_EQ(layersUsed(network)[0], std::vector<int>{0});
  EXPECT_TRUE(layersUsed(network)[3].empty());
  EXPECT_EQ(network.layers[0].instruction, 3);
}

// ids -> rows of a table -> linear.
Network tableNetwork() {
  Program program;
  program.inputs.push_back({"ids", {-1, 5}, InputKind::Integer});
  program.slotCount = 3;
  const int table = test::addTensor(program, "words.weight", {9, 4}, test::normals(36, 1)),
            last = test::addTensor(program, "last.weight", {3, 4}, test::normals(12, 2));
  program.instructions = {
      {"aten::embedding", "", {TensorIndex{table}, Slot{0}, std::int64_t{-1}, false, false}, {1}, "words"},
      {"aten::linear", "", {Slot{1}, TensorIndex{last}, None{}}, {2}, "last"}};
  program.outputs = {2};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "table", "onnx");
}

TEST(WeightUses, ofATableHaveNoInputToQuantize) {
  const Network network = tableNetwork();
  ASSERT_EQ(network.layers.size(), 2u);
  EXPECT_EQ(network.layers[0].kind, LayerKind::Embedding);
  EXPECT_EQ(network.layers[0].name, "words");
  EXPECT_EQ(layersByInput(network), (std::vector<int>{-1, 1}));
  EXPECT_THROW(checkChannels(activationScheme(8, -1, 1, false, {}), network.layers[0]), UsageError);
  EXPECT_NO_THROW(checkChannels({}, network.layers[0]));
}

// Plans from before tables were layers.
TEST(PlanFromJson, leavesTablesFloatThatItDoesNotName) {
  const Network network = tableNetwork();
  Json json = planToJson(uniformPlan(2, {.bits = 4}), network);
  json["layers"].erase(0);
  const QuantPlan plan = planFromJson(json, network, "plan.json");
  EXPECT_TRUE(plan.layers[0].isFloat());
  EXPECT_EQ(plan.layers[1].bits, 4);
  json["layers"].erase(0);
  EXPECT_THROW(planFromJson(json, network, "plan.json"), InputError);
}

}  // namespace
}  // namespace bitprism
