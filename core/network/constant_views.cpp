#include "core/network/constant_views.h"

namespace bitprism {

bool isView(const std::string& op) {
  return op == "aten::reshape" || op == "aten::permute" || op == "aten::transpose" || op == "aten::t";
}

ConstantViews::ConstantViews(const Program& program) : tensorOfSlot_(static_cast<std::size_t>(program.slotCount), -1) {
  for (const Instruction& instruction : program.instructions)
    if (isView(instruction.op) && !instruction.inputs.empty() && instruction.outputs.size() == 1)
      tensorOfSlot_[static_cast<std::size_t>(instruction.outputs[0])] = tensorOf(instruction.inputs[0]);
}

int ConstantViews::tensorOf(const Operand& operand) const {
  if (const auto* tensor = std::get_if<TensorIndex>(&operand)) return tensor->index;
  const auto* slot = std::get_if<Slot>(&operand);
  return slot ? tensorOfSlot_[static_cast<std::size_t>(slot->index)] : -1;
}

}  // namespace bitprism
