#include "core/quant/plan/activation_instructions.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"
#include "core/quant/activations/uniform_activation.h"

namespace bitprism {
namespace {

struct LayerInput {
  ActivationScheme scheme;
  std::int64_t axis = 1;
};

// The method that an operator belongs to; null when it quantizes no activation.
const ActivationMethodInfo* methodOf(const std::string& op) {
  if (op == activationQuantizer) return &uniformActivationInfo;
  constexpr std::string_view ours = "bitprism::";
  if (!op.starts_with(ours)) return nullptr;
  for (const ActivationMethodInfo* info : activationMethods())
    for (const std::string_view written : info->operators)
      if (written.substr(0, written.find('(')) == std::string_view(op).substr(ours.size())) return info;
  return nullptr;
}

}  // namespace

bool isActivationQuantizer(const std::string& op) {
  return methodOf(op) != nullptr;
}

Program withActivationQuantizers(const Network& network, const QuantPlan& plan) {
  std::map<int, LayerInput> inputs;  // by layer
  for (std::size_t l = 0; l < plan.activations.size(); ++l) {
    const Layer& layer = network.layers.at(l);
    if (plan.activations[l].isFloat()) continue;
    checkChannels(plan.activations[l], layer);
    LayerInput& input = inputs[static_cast<int>(l)];
    input = {plan.activations[l], inputChannelAxis(layer.kind)};
    input.scheme.range = {};  // makes no difference to what is computed
  }
  Program result = network.program;
  if (inputs.empty()) return result;
  result.instructions.clear();
  const std::vector<int> layerOf = layersByInput(network);
  std::map<std::tuple<int, ActivationScheme, std::int64_t>, int> known;  // (slot, scheme, axis) to its quantized twin
  for (std::size_t i = 0; i < layerOf.size(); ++i) {
    Instruction instruction = network.program.instructions[i];
    const auto found = inputs.find(layerOf[i]);
    const LayerInput* input = found == inputs.end() ? nullptr : &found->second;
    auto* slot = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
    if (input && slot) {
      const auto key = std::tuple(slot->index, input->scheme, input->axis);
      auto twin = known.find(key);
      if (twin == known.end()) {
        twin = known.emplace(key, result.slotCount++).first;
        Instruction quantizer =
            activationMethod(input->scheme.method).quantizer.instruction(input->scheme, *slot, input->axis);
        quantizer.outputs = {twin->second};
        quantizer.name = text(instruction.name, ".input");
        result.instructions.push_back(std::move(quantizer));
      }
      slot->index = twin->second;
    }
    result.instructions.push_back(std::move(instruction));
  }
  return result;
}

ActivationScheme activationOf(const Instruction& instruction) {
  const ActivationMethodInfo* info = methodOf(instruction.op);
  return (info ? *info : uniformActivationInfo).quantizer.fromInstruction(instruction);
}

std::int64_t channelAxisOf(const Instruction& instruction) {
  // Operators that have an axis have it last.
  if (instruction.op == activationQuantizer || instruction.inputs.size() < 2) return 1;
  const auto* axis = std::get_if<std::int64_t>(&instruction.inputs.back());
  if (!axis) return 1;
  if (*axis != 1 && *axis != -1)
    throw InputError(
        text("the quantizer at '", instruction.name, "' has its channels along an axis that is not 1 or -1"));
  return *axis;
}

}  // namespace bitprism
