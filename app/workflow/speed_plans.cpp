#include "app/workflow/speed_plans.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/network/weight_uses.h"
#include "core/quant/plan/integer_grids.h"

namespace bitprism {
namespace {

constexpr int speedBits = 8;
constexpr double speedRange = 4;

std::size_t placeOf(int index) {
  return static_cast<std::size_t>(index);
}

QuantScheme speedScheme() {
  return {.method = Method::Uniform, .bits = speedBits, .correction = Correction::None};
}

std::vector<int> slotsRead(const Instruction& instruction) {
  std::vector<int> slots;
  forEachOperand(instruction, [&](const Operand& operand) {
    if (const auto* slot = std::get_if<Slot>(&operand)) slots.push_back(slot->index);
  });
  return slots;
}

// Slots whose values are never negative: then kernels take in the activation function before them.
std::vector<bool> neverNegative(const Program& program) {
  static const std::set<std::string> cut = {"aten::relu", "aten::relu6", "aten::sigmoid", "aten::softmax"};
  static const std::set<std::string> keep = {"aten::max_pool1d",
                                             "aten::max_pool2d",
                                             "aten::avg_pool1d",
                                             "aten::avg_pool2d",
                                             "aten::mean",
                                             "aten::flatten",
                                             "aten::adaptive_avg_pool2d",
                                             "aten::reshape",
                                             "aten::view",
                                             "aten::cat",
                                             "aten::add",
                                             "aten::mul",
                                             "aten::dropout",
                                             "aten::permute",
                                             "aten::transpose",
                                             "aten::adaptive_avg_pool1d"};
  std::vector<bool> result(placeOf(program.slotCount), false);
  for (const Instruction& instruction : program.instructions) {
    if (instruction.outputs.empty()) continue;
    bool positive = cut.contains(instruction.op);
    if (instruction.op == "aten::hardtanh" || instruction.op == "aten::clamp" || instruction.op == "aten::clamp_min") {
      const Operand& low = instruction.inputs.size() > 1 ? instruction.inputs[1] : instruction.inputs[0];
      const auto* whole = std::get_if<std::int64_t>(&low);
      const auto* real = std::get_if<double>(&low);
      positive = (whole && *whole >= 0) || (real && *real >= 0);
    } else if (keep.contains(instruction.op)) {
      const std::vector<int> slots = slotsRead(instruction);
      positive =
          !slots.empty() && std::all_of(slots.begin(), slots.end(), [&](int slot) { return result[placeOf(slot)]; });
    }
    result[placeOf(instruction.outputs[0])] = positive;
  }
  return result;
}

// The slot that each layer reads first; -1: none that is rounded.
std::vector<int> layerInputs(const Network& network) {
  std::vector<int> inputs(network.layers.size(), -1);
  const std::vector<int> layerOf = layersByInput(network);
  for (std::size_t i = 0; i < layerOf.size(); ++i) {
    if (layerOf[i] < 0 || inputs[placeOf(layerOf[i])] >= 0) continue;
    if (const auto* slot = std::get_if<Slot>(&network.program.instructions[i].inputs.at(0)))
      inputs[placeOf(layerOf[i])] = slot->index;
  }
  return inputs;
}

ActivationScheme speedActivation(bool positive) {
  return activationScheme(speedBits, positive ? 0 : -speedRange, speedRange, false, ActivationRange::MinMax);
}

}  // namespace

QuantPlan roundedSpeedPlan(const Network& network, const std::vector<bool>& layers) {
  const std::vector<bool> positive = neverNegative(network.program);
  const std::vector<int> inputs = layerInputs(network);
  QuantPlan plan = floatPlan(network.layers.size());
  plan.activations.resize(network.layers.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (!layers[l]) continue;
    plan.layers[l] = speedScheme();
    if (readsActivations(network.layers[l].kind) && inputs[l] >= 0)
      plan.activations[l] = speedActivation(positive[placeOf(inputs[l])]);
  }
  return plan;
}

QuantPlan integerSpeedPlan(const Network& network, const std::vector<bool>& layers) {
  const std::vector<bool> positive = neverNegative(network.program);
  QuantPlan plan = roundedSpeedPlan(network, layers);
  const std::vector<bool> integer = integerLayersOf(network, plan);
  for (std::size_t l = 0; l < integer.size(); ++l)
    if (!integer[l]) {
      plan.layers[l] = {.bits = floatBits};
      plan.activations[l] = {};
    }
  for (const IntegerGrid& grid : integerGrids(network, plan)) {
    const ActivationScheme scheme = speedActivation(positive[placeOf(grid.widest)]);
    for (const int slot : grid.slots) plan.integer.tensors.push_back({slot, scheme});
    for (const IntegerGrid::Reader& reader : grid.layers) plan.activations[placeOf(reader.layer)] = scheme;
  }
  std::sort(plan.integer.tensors.begin(), plan.integer.tensors.end());
  if (!plan.quantizesActivations()) plan.activations.clear();
  return plan;
}

}  // namespace bitprism
