#include "core/quant/plan/activation_instructions.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"
#include "core/quant/activations/uniform_activation.h"

namespace bitprism {
namespace {

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

namespace {

// Builds a program instruction by instruction, with quantizers in between.
class QuantizedProgram {
 public:
  QuantizedProgram(const Network& network, const QuantPlan& plan)
      : network_(network), plan_(plan), result_(network.program), current_(slotIndices(network.program.slotCount)) {
    result_.instructions.clear();
    for (std::size_t l = 0; l < plan.activations.size(); ++l) {
      if (plan.activations[l].isFloat()) continue;
      const Layer& layer = network.layers.at(l);
      checkChannels(plan.activations[l], layer);
      LayerInput& input = inputs_[static_cast<int>(l)];
      input = {plan.activations[l], inputChannelAxis(layer.kind)};
      input.scheme.range = {};  // makes no difference to what is computed
    }
  }

  Program build() {
    if (inputs_.empty() && plan_.integer.empty()) return network_.program;
    const std::vector<int> layerOf = layersByInput(network_);
    for (std::size_t i = 0; i < network_.program.inputs.size(); ++i)
      roundTensor(static_cast<int>(i), network_.program.inputs[i].name);
    for (std::size_t i = 0; i < layerOf.size(); ++i) {
      Instruction instruction = network_.program.instructions[i];
      const auto* read = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
      const int first = read ? read->index : -1;
      for (Operand& operand : instruction.inputs) redirect(operand);
      if (const auto input = inputs_.find(layerOf[i]); input != inputs_.end() && first >= 0)
        instruction.inputs[0] = Slot{quantized(first, input->second, text(instruction.name, ".input"))};
      const std::vector<int> outputs = instruction.outputs;
      const std::string name = instruction.name;
      result_.instructions.push_back(std::move(instruction));
      for (const int slot : outputs) roundTensor(slot, name);
    }
    for (int& slot : result_.outputs) slot = current_[static_cast<std::size_t>(slot)];
    return std::move(result_);
  }

 private:
  struct LayerInput {
    ActivationScheme scheme;
    std::int64_t axis = 1;
  };

  static std::vector<int> slotIndices(int count) {
    std::vector<int> slots(static_cast<std::size_t>(count));
    std::iota(slots.begin(), slots.end(), 0);
    return slots;
  }

  void redirect(Operand& operand) const {
    if (auto* slot = std::get_if<Slot>(&operand)) slot->index = current_[static_cast<std::size_t>(slot->index)];
    if (auto* list = std::get_if<OperandList>(&operand))
      for (Operand& item : list->items) redirect(item);
  }

  int add(int slot, const ActivationScheme& scheme, std::int64_t axis, const std::string& name) {
    Instruction quantizer = activationMethod(scheme.method).quantizer.instruction(scheme, Slot{slot}, axis);
    quantizer.outputs = {result_.slotCount++};
    quantizer.name = name;
    result_.instructions.push_back(std::move(quantizer));
    return result_.instructions.back().outputs[0];
  }

  void roundTensor(int slot, const std::string& name) {
    const ActivationScheme* scheme = plan_.integer.schemeOf(slot);
    if (scheme) current_[static_cast<std::size_t>(slot)] = add(slot, *scheme, 1, text(name, ".output"));
  }

  // The slot that a layer reads in place of the network's: itself where it is rounded so already.
  int quantized(int slot, const LayerInput& input, const std::string& name) {
    if (const ActivationScheme* rounded = plan_.integer.schemeOf(slot)) {
      ActivationScheme same = *rounded;
      same.range = {};
      if (same == input.scheme) return current_[static_cast<std::size_t>(slot)];
    }
    const auto key = std::tuple(slot, input.scheme, input.axis);
    const auto twin = known_.find(key);
    if (twin != known_.end()) return twin->second;
    return known_[key] = add(current_[static_cast<std::size_t>(slot)], input.scheme, input.axis, name);
  }

  const Network& network_;
  const QuantPlan& plan_;
  Program result_;
  std::map<int, LayerInput> inputs_;  // by layer
  std::vector<int> current_;          // of each of the network's slots, the one that is read
  std::map<std::tuple<int, ActivationScheme, std::int64_t>, int> known_;  // (slot, scheme, axis) to its quantized twin
};

}  // namespace

Program withActivationQuantizers(const Network& network, const QuantPlan& plan) {
  return QuantizedProgram(network, plan).build();
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
