#include "core/torch/train/training_graph.h"

#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

int tensorOf(const Operand& operand) {
  const auto* tensor = std::get_if<TensorIndex>(&operand);
  return tensor ? tensor->index : -1;
}

bool isFloatTensor(const Program& program, int tensor) {
  return tensor >= 0 && program.tensors[static_cast<std::size_t>(tensor)].isFloat();
}

// A batch norm with constant statistics.
std::optional<TrainingGraph::Norm> normOf(const Program& program, const Instruction& instruction) {
  if (instruction.op != "aten::batch_norm" || instruction.inputs.size() < 8) return {};
  TrainingGraph::Norm norm{tensorOf(instruction.inputs[1]), tensorOf(instruction.inputs[2]),
                           tensorOf(instruction.inputs[3]), tensorOf(instruction.inputs[4])};
  const auto* momentum = std::get_if<double>(&instruction.inputs[6]);
  const auto* epsilon = std::get_if<double>(&instruction.inputs[7]);
  if (!isFloatTensor(program, norm.mean) || !isFloatTensor(program, norm.variance) || !epsilon) return {};
  norm.epsilon = *epsilon;
  norm.momentum = momentum ? *momentum : 0.1;
  return norm;
}

}  // namespace

TrainingGraph::TrainingGraph(const Network& network, BatchNormTraining mode) {
  unfolded = mode != BatchNormTraining::Folded;
  if (unfolded && !network.unfolded)
    throw UsageError(text("'", network.name, "' has no batch norm that can be trained separately (batch norm '",
                          batchNormName(mode), "'); only 'folded' is possible"));
  program = unfolded ? *network.unfolded : network.program;
  const std::vector<WeightUse> uses = weightUses(program);
  bool alike = uses.size() == network.layers.size();
  for (std::size_t l = 0; alike && l < uses.size(); ++l)
    alike = program.tensors[static_cast<std::size_t>(uses[l].tensor)].shape == network.layers[l].shape;
  if (!alike)
    throw UsageError(text("the layers of '", network.name,
                          "' with and without its batch norms do not correspond; train with batch norm 'folded'"));

  std::map<std::size_t, std::size_t> normAfter;
  if (unfolded)
    for (const FoldedBatchNorm& pair : foldedBatchNorms(program)) normAfter[pair.layer] = pair.norm;
  std::vector<int> tensors;
  for (const WeightUse& use : uses) {
    LayerSite site;
    site.tensor = use.tensor;
    if (const auto norm = normAfter.find(use.instruction); norm != normAfter.end())
      site.foldedInto = normOf(program, program.instructions[norm->second]);
    tensors.push_back(site.tensor);
    layers.push_back(site);
  }
  layerOf = layersByInput(program, tensors);

  std::set<int> learns;
  const auto learn = [&](int tensor) {
    if (isFloatTensor(program, tensor) && learns.insert(tensor).second) learning.push_back(tensor);
  };
  for (const LayerSite& site : layers) learn(site.tensor);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    Instruction& instruction = program.instructions[i];
    if (layerOf[i] >= 0 && instruction.inputs.size() > 2) learn(tensorOf(instruction.inputs[2]));
    const std::optional<Norm> norm = normOf(program, instruction);
    if (!norm) continue;
    learn(norm->gamma);
    learn(norm->beta);
    if (mode == BatchNormTraining::Trained) {
      instruction.inputs[5] = true;
      trainedNorms.push_back(*norm);
    }
  }
}

std::vector<double> TrainingGraph::foldFactors(std::size_t layer, std::int64_t channels,
                                               const std::vector<const float*>& tensors) const {
  std::vector<double> factors(static_cast<std::size_t>(channels), 1);
  const std::optional<Norm>& norm = layers[layer].foldedInto;
  if (!norm) return factors;
  const float* gamma = norm->gamma >= 0 ? tensors[static_cast<std::size_t>(norm->gamma)] : nullptr;
  const float* variance = tensors[static_cast<std::size_t>(norm->variance)];
  for (std::size_t c = 0; c < factors.size(); ++c) {
    const double factor = (gamma ? static_cast<double>(gamma[c]) : 1) / std::sqrt(variance[c] + norm->epsilon);
    if (factor != 0) factors[c] = factor;
  }
  return factors;
}

}  // namespace bitprism
