#include "core/network/weight_uses.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/base/text.h"
#include "core/network/constant_views.h"

namespace bitprism {
namespace {

bool isRecurrent(const std::string& op) {
  return op == "aten::lstm" || op == "aten::gru" || op == "aten::rnn_tanh" || op == "aten::rnn_relu";
}

bool isWeights(const Program& program, int tensor) {
  if (tensor < 0) return false;
  const Tensor& weights = program.tensors[static_cast<std::size_t>(tensor)];
  return weights.isFloat() && weights.shape.size() >= 2 && !weights.floats().empty();
}

// A use, ordered by how well it determines the layer: the best has the least rank.
struct RankedUse {
  WeightUse use;
  int rank = 0;
};

constexpr int asStored = 0, asTable = 1, asView = 2;

// The use of a convolution or linear operator.
RankedUse productUse(const Program& program, std::size_t at, int tensor) {
  const Instruction& instruction = program.instructions[at];
  RankedUse found{{at, tensor, LayerKind::Linear, 1, 0}, asStored};
  const bool direct = std::holds_alternative<TensorIndex>(instruction.inputs[1]);
  if (instruction.op == "aten::linear") {
    if (!direct) found.use.channelAxis = 1;
  } else {
    found.use.kind = LayerKind::Convolution;
    found.use.groups = std::get<std::int64_t>(instruction.inputs[8]);
    if (std::get<bool>(instruction.inputs[6])) {
      found.use.kind = LayerKind::TransposedConvolution;
      if (found.use.groups > 1) {
        // Output channels first (output_channels.h), which for depthwise layers is the file's form; not if other
        // operators use the weights too.
        const Shape& shape = program.tensors[static_cast<std::size_t>(tensor)].shape;
        const bool depthwise = shape[0] == found.use.groups && shape[1] == 1;
        found.use.channelAxis = direct && !depthwise ? 1 : 0;
        return found;
      }
      found.use.channelAxis = direct ? 1 : 0;
    } else if (!direct) {
      found.use.channelAxis = 1;
    }
  }
  if (!direct) found.rank = asView;
  return found;
}

template <class Visit>
void forEachUse(const Program& program, const Visit& visit) {
  const ConstantViews views(program);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    if (isRecurrent(instruction.op)) {
      forEachOperand(instruction, [&](const Operand& operand) {
        const auto* tensor = std::get_if<TensorIndex>(&operand);
        if (tensor && isWeights(program, tensor->index) &&
            program.tensors[static_cast<std::size_t>(tensor->index)].shape.size() == 2)
          visit(RankedUse{{i, tensor->index, LayerKind::Recurrent, 1, 0}, asStored});
      });
      continue;
    }
    const bool table = instruction.op == "aten::embedding";
    if (!table && instruction.op != "aten::convolution" && instruction.op != "aten::linear") continue;
    if (instruction.inputs.size() < (instruction.op == "aten::convolution" ? 9 : 2)) continue;
    if (instruction.op == "aten::convolution" && (!std::holds_alternative<bool>(instruction.inputs[6]) ||
                                                  !std::holds_alternative<std::int64_t>(instruction.inputs[8])))
      continue;
    const int tensor = views.tensorOf(instruction.inputs[table ? 0 : 1]);
    if (!isWeights(program, tensor)) continue;
    if (table)
      visit(RankedUse{{i, tensor, LayerKind::Embedding, 1, 0}, asTable});
    else
      visit(productUse(program, i, tensor));
  }
}

// All numbers equal: an initial state, or a mask without effect.
bool isFilled(const Tensor& tensor) {
  const ConstantArray<float>& values = tensor.floats();
  return std::all_of(values.begin(), values.end(), [&](float value) { return value == values[0]; });
}

// "aten::add at 'position'"
std::string operatorPlace(const Instruction& instruction) {
  return instruction.name.empty() ? instruction.op : text(instruction.op, " at '", instruction.name, "'");
}

}  // namespace

std::vector<WeightUse> weightUses(const Program& program) {
  std::vector<RankedUse> found;
  std::map<int, std::size_t> known;  // by tensor
  forEachUse(program, [&](const RankedUse& use) {
    const auto [place, fresh] = known.emplace(use.use.tensor, found.size());
    if (fresh)
      found.push_back(use);
    else if (use.rank < found[place->second].rank)
      found[place->second] = use;
  });
  std::stable_sort(found.begin(), found.end(),
                   [](const RankedUse& a, const RankedUse& b) { return a.use.instruction < b.use.instruction; });
  std::vector<WeightUse> uses;
  for (const RankedUse& use : found) uses.push_back(use.use);
  return uses;
}

std::vector<int> layersByInput(const Program& program, const std::vector<int>& tensors) {
  std::map<int, int> layerOfTensor;
  for (std::size_t l = 0; l < tensors.size(); ++l) layerOfTensor[tensors[l]] = static_cast<int>(l);
  std::vector<int> result(program.instructions.size(), -1);
  forEachUse(program, [&](const RankedUse& use) {
    const auto layer = layerOfTensor.find(use.use.tensor);
    if (layer == layerOfTensor.end() || use.rank != asStored || !readsActivations(use.use.kind)) return;
    if (std::holds_alternative<Slot>(program.instructions[use.use.instruction].inputs[0]))
      result[use.use.instruction] = layer->second;
  });
  return result;
}

std::vector<int> layersByInput(const Network& network) {
  std::vector<int> tensors;
  for (const Layer& layer : network.layers) tensors.push_back(layer.tensor);
  return layersByInput(network.program, tensors);
}

std::vector<std::vector<int>> layersUsed(const Network& network) {
  std::map<int, int> layerOfTensor;
  for (std::size_t l = 0; l < network.layers.size(); ++l) layerOfTensor[network.layers[l].tensor] = static_cast<int>(l);
  std::vector<std::vector<int>> result;
  for (const Instruction& instruction : network.program.instructions) {
    result.emplace_back();
    forEachOperand(instruction, [&](const Operand& operand) {
      const auto* tensor = std::get_if<TensorIndex>(&operand);
      if (!tensor) return;
      if (const auto found = layerOfTensor.find(tensor->index); found != layerOfTensor.end())
        result.back().push_back(found->second);
    });
  }
  return result;
}

std::vector<LooseWeights> looseWeights(const Program& program, const std::vector<WeightUse>& layers) {
  std::set<int> taken;
  for (const WeightUse& use : layers) taken.insert(use.tensor);
  std::vector<LooseWeights> result;
  for (const Instruction& instruction : program.instructions)
    forEachOperand(instruction, [&](const Operand& operand) {
      const auto* index = std::get_if<TensorIndex>(&operand);
      if (!index || !isWeights(program, index->index)) return;
      const Tensor& tensor = program.tensors[static_cast<std::size_t>(index->index)];
      const auto axes = std::count_if(tensor.shape.begin(), tensor.shape.end(), [](auto extent) { return extent > 1; });
      if (axes < 2 || isFilled(tensor) || !taken.insert(index->index).second) return;
      result.push_back({tensor.name.empty() ? text("tensor ", index->index) : tensor.name, tensor.shape,
                        text("read by ", operatorPlace(instruction), ", which is not a layer")});
    });
  return result;
}

}  // namespace bitprism
