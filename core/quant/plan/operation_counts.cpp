#include "core/quant/plan/operation_counts.h"

#include <array>
#include <iomanip>
#include <locale>
#include <sstream>

#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

const Shape& shapeOf(const std::vector<Shape>& shapes, const Operand& operand) {
  static const Shape none;
  const auto* slot = std::get_if<Slot>(&operand);
  return slot ? shapes[static_cast<std::size_t>(slot->index)] : none;
}

// Of one instruction that multiplies by all weights of the layer.
std::int64_t macsOf(const Instruction& instruction, const Layer& layer, const std::vector<Shape>& shapes) {
  const Shape& input = shapeOf(shapes, instruction.inputs[0]);
  const Shape& output = shapes[static_cast<std::size_t>(instruction.outputs[0])];
  if (input.empty() || output.empty()) return 0;
  if (layer.kind == LayerKind::TransposedConvolution)  // every input value meets the weights of its channel
    return elementCount(input) / input[1] * layer.weightCount();
  if (layer.kind == LayerKind::Linear && layer.shape.size() > 2)  // a matrix for each of a batch
    return elementCount(output) * input.back();
  return elementCount(output) * (layer.weightCount() / layer.channels());
}

}  // namespace

std::vector<std::int64_t> layerMacs(const Network& network, const std::vector<Shape>& shapes) {
  std::vector<std::int64_t> macs(network.layers.size(), 0);
  const std::vector<int> byInput = layersByInput(network);
  const std::vector<std::vector<int>> used = layersUsed(network);
  for (std::size_t i = 0; i < network.program.instructions.size(); ++i) {
    const Instruction& instruction = network.program.instructions[i];
    if (byInput[i] >= 0) {
      const auto layer = static_cast<std::size_t>(byInput[i]);
      macs[layer] += macsOf(instruction, network.layers[layer], shapes);
      continue;
    }
    for (const int l : used[i]) {
      const Layer& layer = network.layers[static_cast<std::size_t>(l)];
      const Shape& input = shapeOf(shapes, instruction.inputs[0]);
      if (layer.kind == LayerKind::Recurrent && !input.empty())  // once a step of the sequence
        macs[static_cast<std::size_t>(l)] += elementCount(input) / input.back() * layer.weightCount();
    }
  }
  return macs;
}

double bitOperations(const std::vector<std::int64_t>& macs, const QuantPlan& plan) {
  double operations = 0;
  for (std::size_t l = 0; l < macs.size(); ++l)
    operations += static_cast<double>(macs[l]) * plan.layers[l].bits * plan.activation(l).bits;
  return operations;
}

MovedBytes movedBytes(const Network& network, const std::vector<Shape>& shapes, const QuantPlan& plan) {
  std::int64_t weightBits = 0, activationBits = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    if (network.layers[l].kind != LayerKind::Embedding)
      weightBits += network.layers[l].weightCount() * plan.layers[l].bits;
  const std::vector<int> byInput = layersByInput(network);
  const std::vector<std::vector<int>> used = layersUsed(network);
  for (std::size_t i = 0; i < network.program.instructions.size(); ++i) {
    const Instruction& instruction = network.program.instructions[i];
    if (byInput[i] < 0 && used[i].empty()) continue;
    const auto layer = static_cast<std::size_t>(byInput[i] >= 0 ? byInput[i] : used[i].front());
    const Shape& input = shapeOf(shapes, instruction.inputs[0]);
    const int output = instruction.outputs[0];
    const Shape& result = shapes[static_cast<std::size_t>(output)];
    if (network.layers[layer].kind == LayerKind::Embedding) {
      if (!result.empty()) weightBits += elementCount(result) * plan.layers[layer].bits;
    } else if (!input.empty()) {
      activationBits += elementCount(input) * plan.activation(layer).bits;
    }
    const ActivationScheme* rounded = plan.integer.schemeOf(output);
    if (!result.empty()) activationBits += elementCount(result) * (rounded ? rounded->bits : floatBits);
  }
  return {(weightBits + 7) / 8, (activationBits + 7) / 8};
}

std::string countText(double count) {
  constexpr std::array<const char*, 5> units{"", " k", " M", " G", " T"};
  std::size_t unit = 0;
  while (count >= 999.5 && unit + 1 < units.size()) {
    count /= 1000;
    ++unit;
  }
  const int digits = unit == 0 || count >= 99.95 ? 0 : count >= 9.995 ? 1 : 2;
  std::ostringstream stream;
  stream.imbue(std::locale::classic());
  stream << std::fixed << std::setprecision(digits) << count << units[unit];
  return stream.str();
}

}  // namespace bitprism
