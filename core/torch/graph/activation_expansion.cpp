#include "core/torch/graph/activation_expansion.h"

#include <algorithm>

#include "core/quant/activations/uniform_activation.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {

Program withPlainQuantizers(const Program& program, bool keepChannels) {
  const auto expands = [&](const Instruction& instruction) {
    return isActivationQuantizer(instruction.op) && instruction.op != activationQuantizer &&
           !(keepChannels && instruction.op == channelQuantizer);
  };
  if (std::none_of(program.instructions.begin(), program.instructions.end(), expands)) return program;
  const std::vector<Shape> shapes = slotShapes(program);
  Program result = program;
  result.instructions.clear();
  const auto expand = [&](const Instruction& quantizer, const Shape& shape) {
    const ActivationScheme scheme = activationOf(quantizer);
    ProgramExpansion expansion(result, quantizer, shape, channelAxisOf(quantizer), !keepChannels);
    activationMethod(scheme.method).quantizer.expand(scheme, expansion);
    expansion.finish();
  };
  for (const Instruction& instruction : program.instructions) {
    const auto* slot = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
    if (expands(instruction) && slot)
      expand(instruction, shapes[static_cast<std::size_t>(slot->index)]);
    else
      result.instructions.push_back(instruction);
  }
  return result;
}

}  // namespace bitprism
