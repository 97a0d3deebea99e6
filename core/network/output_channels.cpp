#include "core/network/output_channels.h"

#include <map>
#include <span>
#include <utility>

namespace bitprism {
namespace {

using Extents = std::vector<std::int64_t>;

// Weights of a grouped transposed convolution as files have them.
struct GroupedWeights {
  int tensor = -1;
  std::int64_t groups = 1, inputs = 1, outputs = 1;  // of one group
  Shape kernel;

  std::int64_t kernelSize() const { return elementCount(kernel); }
  Shape with(Extents first) const {
    first.insert(first.end(), kernel.begin(), kernel.end());
    return first;
  }
};

// tensor -1: it is not one, or its weights already have the required form.
GroupedWeights groupedWeights(const Program& program, const Instruction& instruction) {
  if (instruction.op != "aten::convolution" || instruction.inputs.size() < 9) return {};
  const auto* transposed = std::get_if<bool>(&instruction.inputs[6]);
  const auto* groups = std::get_if<std::int64_t>(&instruction.inputs[8]);
  const auto* index = std::get_if<TensorIndex>(&instruction.inputs[1]);
  if (!transposed || !*transposed || !groups || *groups < 2 || !index) return {};
  const Tensor& tensor = program.tensors[static_cast<std::size_t>(index->index)];
  if (!tensor.isFloat() || tensor.shape.size() < 3 || tensor.floats().empty() || tensor.shape[0] % *groups != 0)
    return {};
  GroupedWeights weights{index->index, *groups, tensor.shape[0] / *groups, tensor.shape[1], {}};
  if (weights.inputs == 1 && weights.outputs == 1) return {};  // depthwise: both forms coincide
  weights.kernel.assign(tensor.shape.begin() + 2, tensor.shape.end());
  return weights;
}

// [groups inputs, outputs, kernel] -> [groups outputs, inputs, kernel]
std::vector<float> outputsFirst(std::span<const float> values, const GroupedWeights& weights) {
  std::vector<float> result(values.size());
  const auto kernel = static_cast<std::size_t>(weights.kernelSize());
  const auto inputs = static_cast<std::size_t>(weights.inputs), outputs = static_cast<std::size_t>(weights.outputs);
  for (std::size_t g = 0; g < static_cast<std::size_t>(weights.groups); ++g)
    for (std::size_t i = 0; i < inputs; ++i)
      for (std::size_t j = 0; j < outputs; ++j)
        for (std::size_t k = 0; k < kernel; ++k)
          result[((g * outputs + j) * inputs + i) * kernel + k] = values[((g * inputs + i) * outputs + j) * kernel + k];
  return result;
}

}  // namespace

Program withOutputChannelsFirst(const Program& program) {
  std::vector<int> uses(program.tensors.size(), 0);
  std::map<std::pair<int, std::int64_t>, int> groupedUses;  // uses as such weights, by tensor and groups
  for (const Instruction& instruction : program.instructions) {
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* tensor = std::get_if<TensorIndex>(&operand)) ++uses[static_cast<std::size_t>(tensor->index)];
    });
    if (const GroupedWeights weights = groupedWeights(program, instruction); weights.tensor >= 0)
      ++groupedUses[{weights.tensor, weights.groups}];
  }
  if (groupedUses.empty()) return program;

  Program result = program;
  result.instructions.clear();
  std::map<int, int> views;  // of tensors, as slots
  for (Instruction instruction : program.instructions) {
    const GroupedWeights weights = groupedWeights(program, instruction);
    const bool alone = weights.tensor >= 0 &&
                       groupedUses[{weights.tensor, weights.groups}] == uses[static_cast<std::size_t>(weights.tensor)];
    if (!alone) {
      result.instructions.push_back(std::move(instruction));
      continue;
    }
    auto view = views.find(weights.tensor);
    if (view == views.end()) {
      const Tensor& tensor = program.tensors[static_cast<std::size_t>(weights.tensor)];
      Operand value = TensorIndex{static_cast<int>(result.tensors.size())};
      result.tensors.push_back(floatTensor(tensor.name,
                                           weights.with({weights.groups * weights.outputs, weights.inputs}),
                                           outputsFirst(tensor.floats(), weights)));
      const auto add = [&](const std::string& op, Extents extents) {
        const int slot = result.slotCount++;
        result.instructions.push_back({op, "", {std::move(value), std::move(extents)}, {slot}, instruction.name});
        value = Slot{slot};
      };
      if (weights.inputs > 1 && weights.outputs > 1) {
        add("aten::reshape", weights.with({weights.groups, weights.outputs, weights.inputs}));
        Extents order{0, 2, 1};
        for (std::size_t d = 0; d < weights.kernel.size(); ++d) order.push_back(static_cast<std::int64_t>(d) + 3);
        add("aten::permute", std::move(order));
      }
      add("aten::reshape", weights.with({weights.groups * weights.inputs, weights.outputs}));
      view = views.emplace(weights.tensor, std::get<Slot>(value).index).first;
    }
    instruction.inputs[1] = Slot{view->second};
    result.instructions.push_back(std::move(instruction));
  }
  return pruned(result);
}

}  // namespace bitprism
