#include "core/torch/graph/slot_shapes.h"

#include <torch/script.h>

#include "core/torch/graph/executor.h"
#include "core/torch/graph/form_run.h"

namespace bitprism {
namespace {

constexpr std::int64_t exampleBatch = 1;  // some files only support a single image

bool givesTensor(const Instruction& instruction, std::size_t output) {
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(instruction.op, instruction.overload));
  if (!found) return false;
  const auto& returns = found->schema().returns();
  return output < returns.size() && returns[output].type()->kind() == c10::TypeKind::TensorType;
}

// forms: on forms of the inputs, otherwise on zeros.
std::vector<SlotForm> formsByRunning(const Program& program, std::int64_t batch, bool forms) {
  Program probe = program;
  probe.outputs.clear();
  for (std::size_t i = 0; i < program.inputs.size(); ++i) probe.outputs.push_back(static_cast<int>(i));
  for (const Instruction& instruction : program.instructions) {
    for (std::size_t i = 0; i < instruction.outputs.size(); ++i) {
      if (givesTensor(instruction, i)) probe.outputs.push_back(instruction.outputs[i]);
    }
  }
  const c10::InferenceMode inference;
  std::vector<at::Tensor> inputs;
  for (const ProgramInput& input : program.inputs) {
    Shape shape = input.shape;
    for (std::int64_t& extent : shape) {
      if (extent < 0) extent = batch;
    }
    const at::TensorOptions type(input.kind == InputKind::Float     ? at::kFloat
                                 : input.kind == InputKind::Integer ? at::kLong
                                                                    : at::kBool);
    inputs.push_back(forms ? at::empty(shape, type.device(at::kMeta)) : at::zeros(shape, type));
  }
  const Executor executor(probe, forms ? Executor::Mode::Forms : Executor::Mode::Fast);
  const std::vector<at::Tensor> results = executor.run(inputs, executor.weights());
  std::vector<SlotForm> found(static_cast<std::size_t>(program.slotCount));
  for (std::size_t i = 0; i < results.size(); ++i) {
    const at::ScalarType type = results[i].scalar_type();
    found[static_cast<std::size_t>(probe.outputs[i])] = {results[i].sizes().vec(),
                                                         type == at::kBool                 ? InputKind::Boolean
                                                         : at::isIntegralType(type, false) ? InputKind::Integer
                                                                                           : InputKind::Float};
  }
  return found;
}

}  // namespace

std::optional<std::vector<SlotForm>> slotFormsOfBatch(const Program& program, std::int64_t batch) {
  try {
    return formsByRunning(program, batch, true);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {  // numbers show whether the network fails
  } catch (const NoForm&) {
  }
  return {};
}

std::vector<SlotForm> slotForms(const Program& program) {
  if (std::optional<std::vector<SlotForm>> forms = slotFormsOfBatch(program, exampleBatch)) return *std::move(forms);
  return formsByRunning(program, exampleBatch, false);
}

std::vector<Shape> slotShapes(const Program& program) {
  std::vector<Shape> shapes;
  for (SlotForm& form : slotForms(program)) shapes.push_back(std::move(form.shape));
  return shapes;
}

}  // namespace bitprism
