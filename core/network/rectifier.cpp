#include "core/network/rectifier.h"

#include <algorithm>

namespace bitprism {

bool isRectifier(const Instruction& instruction) {
  const std::string& op = instruction.op;
  if (op == "aten::relu" || op == "aten::relu6") return true;
  if ((op != "aten::hardtanh" && op != "aten::clamp" && op != "aten::clamp_min") || instruction.inputs.size() < 2)
    return false;
  const Operand& low = instruction.inputs[1];
  if (const auto* real = std::get_if<double>(&low)) return *real == 0;
  const auto* whole = std::get_if<std::int64_t>(&low);
  return whole && *whole == 0;
}

std::vector<bool> innerRectifiers(const Program& program) {
  std::vector<bool> result;
  for (const Instruction& instruction : program.instructions) {
    const bool last = !instruction.outputs.empty() && std::find(program.outputs.begin(), program.outputs.end(),
                                                                instruction.outputs[0]) != program.outputs.end();
    result.push_back(isRectifier(instruction) && !last);
  }
  return result;
}

}  // namespace bitprism
