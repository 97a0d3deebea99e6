#include "core/torch/graph/slot_shapes.h"

#include <torch/script.h>

#include "core/torch/graph/executor.h"

namespace bitprism {
namespace {

constexpr std::int64_t exampleBatch = 1;  // some files only support a single image

bool givesTensor(const Instruction& instruction, std::size_t output) {
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(instruction.op, instruction.overload));
  if (!found) return false;
  const auto& returns = found->schema().returns();
  return output < returns.size() && returns[output].type()->kind() == c10::TypeKind::TensorType;
}

}  // namespace

std::vector<SlotForm> slotForms(const Program& program) {
  Program probe = program;
  probe.outputs.clear();
  for (std::size_t i = 0; i < program.inputs.size(); ++i) probe.outputs.push_back(static_cast<int>(i));
  for (const Instruction& instruction : program.instructions) {
    for (std::size_t i = 0; i < instruction.outputs.size(); ++i) {
      if (givesTensor(instruction, i)) probe.outputs.push_back(instruction.outputs[i]);
    }
  }
  std::vector<at::Tensor> inputs;
  for (const ProgramInput& input : program.inputs) {
    Shape shape = input.shape;
    for (std::int64_t& extent : shape) {
      if (extent < 0) extent = exampleBatch;
    }
    inputs.push_back(at::zeros(shape, input.kind == InputKind::Float     ? at::kFloat
                                      : input.kind == InputKind::Integer ? at::kLong
                                                                         : at::kBool));
  }
  const c10::InferenceMode inference;
  const Executor executor(probe);
  const std::vector<at::Tensor> results = executor.run(inputs, executor.weights());
  std::vector<SlotForm> forms(static_cast<std::size_t>(program.slotCount));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const at::ScalarType type = results[i].scalar_type();
    forms[static_cast<std::size_t>(probe.outputs[i])] = {results[i].sizes().vec(),
                                                         type == at::kBool                 ? InputKind::Boolean
                                                         : at::isIntegralType(type, false) ? InputKind::Integer
                                                                                           : InputKind::Float};
  }
  return forms;
}

std::vector<Shape> slotShapes(const Program& program) {
  std::vector<Shape> shapes;
  for (SlotForm& form : slotForms(program)) shapes.push_back(std::move(form.shape));
  return shapes;
}

}  // namespace bitprism
