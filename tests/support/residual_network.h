#pragma once

#include "core/quant/activations/activation_scheme.h"
#include "core/quant/plan/quant_plan.h"
#include "tests/support/small_network.h"

namespace bitprism::test {

inline int addBinary(Program& program, const std::string& op, int a, int b) {
  const int output = program.slotCount++;
  program.instructions.push_back({op, "Tensor", {Slot{a}, Slot{b}, std::int64_t{1}}, {output}, op + "_node"});
  return output;
}

// The slots of residualNetwork() that tests speak of.
struct ResidualSlots {
  int stem, sum, pooled, depthwise, grouped, joined, mean, flat;
};

// [N, 3, 8, 8] -> conv to 8, relu (stem) -> conv + stem, relu (sum) -> max pool -> { depthwise conv, relu; grouped conv
// without bias } -> joined to 16 -> mean -> linear to 4.
inline Network residualNetwork(ResidualSlots* places = nullptr, std::uint64_t seed = 7) {
  using Integers64 = std::vector<std::int64_t>;
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  const auto weights = [&](const std::string& name, const Shape& shape) {
    return addTensor(program, name + ".weight", shape,
                     normals(static_cast<std::size_t>(elementCount(shape)), seed++, 0.25));
  };
  const auto bias = [&](const std::string& name, std::int64_t count) -> Operand {
    return TensorIndex{addTensor(program, name + ".bias", {count}, normals(static_cast<std::size_t>(count), seed++))};
  };
  const auto conv = [&](const std::string& name, int input, const Shape& shape, bool biased, std::int64_t groups = 1) {
    const int weight = weights(name, shape);
    const int slot =
        addConvolution(program, input, weight, biased ? bias(name, shape[0]) : Operand(None{}), 1, 1, groups);
    program.instructions.back().name = name;
    return slot;
  };
  ResidualSlots found{};
  found.stem = addUnary(program, "aten::relu", conv("stem", 0, {8, 3, 3, 3}, true));
  found.sum = addUnary(program, "aten::relu",
                       addBinary(program, "aten::add", conv("branch", found.stem, {8, 8, 3, 3}, true), found.stem));
  found.pooled = program.slotCount++;
  program.instructions.push_back(
      {"aten::max_pool2d",
       "",
       {Slot{found.sum}, Integers64{2, 2}, Integers64{2, 2}, Integers64{0, 0}, Integers64{1, 1}, false},
       {found.pooled},
       "pool"});
  found.depthwise = addUnary(program, "aten::relu", conv("depthwise", found.pooled, {8, 1, 3, 3}, true, 8));
  found.grouped = conv("grouped", found.pooled, {8, 4, 3, 3}, false, 2);
  found.joined = program.slotCount++;
  program.instructions.push_back(
      {"aten::cat",
       "",
       {OperandList{ListKind::Tensors, {Slot{found.depthwise}, Slot{found.grouped}}}, std::int64_t{1}},
       {found.joined},
       "join"});
  found.mean = program.slotCount++;
  program.instructions.push_back(
      {"aten::adaptive_avg_pool2d", "", {Slot{found.joined}, Integers64{1, 1}}, {found.mean}, "mean"});
  found.flat = program.slotCount++;
  program.instructions.push_back(
      {"aten::flatten", "using_ints", {Slot{found.mean}, std::int64_t{1}, std::int64_t{-1}}, {found.flat}, "flat"});
  const int head = weights("head", {4, 16});
  const int output = program.slotCount++;
  program.instructions.push_back(
      {"aten::linear", "", {Slot{found.flat}, TensorIndex{head}, bias("head", 4)}, {output}, "head"});
  program.outputs = {output};
  program.outputNames = {"output"};
  if (places) *places = found;
  return makeNetwork(std::move(program), "residual", "test");
}

// All layers at these bits, weights symmetric, inputs between bounds that suit the network above.
inline QuantPlan integerLayersPlan(const Network& network, int bits, int activationBits = 8,
                                   Correction correction = Correction::Mean) {
  QuantPlan plan = uniformPlan(network.layers.size(), {.bits = bits, .correction = correction});
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    plan.activations.push_back(activationScheme(activationBits, l == 0 || l + 1 == network.layers.size() ? -2.5 : 0, 4,
                                                false, ActivationRange::MinMax));
  return plan;
}

}  // namespace bitprism::test
