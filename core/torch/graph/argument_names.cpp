#include "core/torch/graph/argument_names.h"

#include <torch/script.h>

namespace bitprism {

std::vector<std::string> argumentNames(const Instruction& instruction) {
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(instruction.op, instruction.overload));
  std::vector<std::string> names;
  if (!found) return names;
  for (const c10::Argument& argument : found->schema().arguments()) names.push_back(argument.name());
  return names;
}

}  // namespace bitprism
