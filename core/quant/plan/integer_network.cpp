#include "core/quant/plan/integer_network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "core/base/text.h"
#include "core/network/weight_uses.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/quant/plan/integer_grids.h"

namespace bitprism {
namespace {

constexpr double largestCode = std::numeric_limits<std::int32_t>::max();

// Codes with a scale for every output channel, gains included; offsets apart.
struct ScaledCodes {
  QuantizedTensor tensor;
  std::vector<float> offsets;
};

ScaledCodes scaledCodes(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) {
  ScaledCodes result{quantize(layer, scheme, inputs), {}};
  QuantizedTensor& tensor = result.tensor;
  result.offsets = std::move(tensor.offsets);
  tensor.offsets.clear();
  const auto channels = static_cast<std::size_t>(layer.channels());
  if (tensor.scales.size() != channels) tensor.scales.assign(channels, tensor.scales.front());
  for (std::size_t c = 0; c < tensor.gains.size(); ++c) tensor.scales[c] *= tensor.gains[c];
  tensor.gains.clear();
  tensor.scheme.granularity = Granularity::Channel;
  tensor.layout.single = false;
  return result;
}

// The codes of channels whose scale is below the least, at that scale.
void enlargeScales(QuantizedTensor& tensor, const std::vector<float>& least) {
  const Channels channels(tensor.shape, tensor.channelAxis);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    if (tensor.scales[channel] >= least[channel]) return;
    const double factor = static_cast<double>(tensor.scales[channel]) / static_cast<double>(least[channel]);
    for (std::size_t i = begin; i < begin + channels.inner; ++i)
      tensor.codes[i] = static_cast<std::int8_t>(std::nearbyint(tensor.codes[i] * factor));
  });
  for (std::size_t c = 0; c < least.size(); ++c) tensor.scales[c] = std::max(tensor.scales[c], least[c]);
}

class Folding {
 public:
  explicit Folding(const PlannedNetwork& planned) : network_(*planned.network), plan_(planned.plan) {
    result_.program = withActivationQuantizers(network_, plan_);
    result_.weights.resize(network_.layers.size());
    const std::vector<bool> integer = integerLayersOf(network_, plan_);
    std::vector<int> tensors;
    for (const Layer& layer : network_.layers) tensors.push_back(layer.tensor);
    const std::vector<int> layerOf = layersByInput(result_.program, tensors);
    result_.offsets.resize(network_.layers.size());
    for (std::size_t i = 0; i < layerOf.size(); ++i) {
      const int layer = layerOf[i];
      const std::optional<float> scale = layer < 0 ? std::nullopt : inputScale(i);
      if (!scale || !integer[static_cast<std::size_t>(layer)]) continue;
      result_.uses.push_back({.layer = static_cast<std::size_t>(layer), .instruction = i});
      inputScales_.push_back(*scale);
      QuantizedTensor& weights = result_.weights[result_.uses.back().layer];
      if (!weights.codes.empty()) continue;
      const std::size_t l = result_.uses.back().layer;
      ScaledCodes codes = scaledCodes(network_.layers[l], plan_.layers[l], planned.calibration.of(l));
      weights = std::move(codes.tensor);
      result_.offsets[l] = std::move(codes.offsets);
    }
  }

  IntegerProgram result() {
    for (std::size_t u = 0; u < result_.uses.size(); ++u) makeRoom(u);
    for (std::size_t u = 0; u < result_.uses.size(); ++u) roundBias(u);
    return std::move(result_);
  }

 private:
  // Of the grid that an instruction's first operand is rounded to.
  std::optional<float> inputScale(std::size_t instruction) const {
    const auto* slot = std::get_if<Slot>(&result_.program.instructions[instruction].inputs.at(0));
    if (!slot) return {};
    for (const Instruction& each : result_.program.instructions)
      if (!each.outputs.empty() && each.outputs[0] == slot->index) {
        if (!isActivationQuantizer(each.op)) return {};
        const ActivationScheme scheme = activationOf(each);
        return scheme.isSingleGrid() ? std::optional(scheme.scale) : std::nullopt;
      }
    return {};
  }

  // What the use adds to every output channel; empty: nothing.
  std::vector<double> biasOf(std::size_t use) const {
    const IntegerUse& at = result_.uses[use];
    const Layer& layer = network_.layers[at.layer];
    const auto channels = static_cast<std::size_t>(layer.channels());
    const Operand& operand = biasOperand(use);
    std::vector<double> bias;
    if (const auto* tensor = std::get_if<TensorIndex>(&operand)) {
      const ConstantArray<float>& values = result_.program.tensors[static_cast<std::size_t>(tensor->index)].floats();
      bias.assign(values.begin(), values.end());
      if (bias.size() == 1) bias.resize(channels, bias[0]);
    } else if (!std::holds_alternative<None>(operand)) {
      return {};
    }
    const std::vector<float>& offsets = result_.offsets[at.layer];
    const std::vector<float> sums =
        at.layer < plan_.integer.inputSums.size() ? plan_.integer.inputSums[at.layer] : std::vector<float>();
    if (offsets.empty() || sums.empty() || sums.size() > channels) return bias;
    bias.resize(channels, 0.0);
    const std::size_t each = channels / sums.size();
    for (std::size_t c = 0; c < channels; ++c)
      bias[c] += static_cast<double>(offsets[c]) * static_cast<double>(sums[std::min(c / each, sums.size() - 1)]);
    return bias;
  }

  const Operand& biasOperand(std::size_t use) const {
    static const Operand none = None{};
    const Instruction& instruction = result_.program.instructions[result_.uses[use].instruction];
    return instruction.inputs.size() > 2 ? instruction.inputs[2] : none;
  }

  void makeRoom(std::size_t use) {
    const std::vector<double> bias = biasOf(use);
    if (bias.empty()) return;
    std::vector<float> least;
    for (const double value : bias)
      least.push_back(
          static_cast<float>(std::fabs(value) / (static_cast<double>(inputScales_[use]) * largestCode) * 2));
    enlargeScales(result_.weights[result_.uses[use].layer], least);
  }

  void roundBias(std::size_t use) {
    IntegerUse& at = result_.uses[use];
    const std::vector<double> bias = biasOf(use);
    if (bias.empty()) return;
    const Layer& layer = network_.layers[at.layer];
    std::vector<float> values;
    for (std::size_t c = 0; c < bias.size(); ++c) {
      const float scale = inputScales_[use] * result_.weights[at.layer].scales[c];
      const double code = scale > 0 ? std::nearbyint(bias[c] / static_cast<double>(scale)) : 0;
      at.biasScales.push_back(scale);
      at.biasCodes.push_back(static_cast<std::int32_t>(std::clamp(code, -largestCode, largestCode)));
      values.push_back(static_cast<float>(at.biasCodes.back()) * scale);
    }
    const auto* former = std::get_if<TensorIndex>(&biasOperand(use));
    const std::string name =
        former ? result_.program.tensors[static_cast<std::size_t>(former->index)].name : text(layer.name, ".bias");
    at.bias = static_cast<int>(result_.program.tensors.size());
    const Shape shape{static_cast<std::int64_t>(values.size())};
    result_.program.tensors.push_back(floatTensor(name, shape, std::move(values)));
    result_.program.instructions[at.instruction].inputs.at(2) = TensorIndex{at.bias};
  }

  const Network& network_;
  const QuantPlan& plan_;
  IntegerProgram result_;
  std::vector<float> inputScales_;  // of uses
};

}  // namespace

IntegerProgram integerProgram(const PlannedNetwork& planned) {
  return Folding(planned).result();
}

namespace {

PlannedNetwork runnable(const PlannedNetwork& planned, IntegerProgram integer, bool withOffsets) {
  auto network = std::make_shared<Network>(*planned.network);
  network->unfolded.reset();
  network->program = std::move(integer.program);
  for (std::size_t l = 0; l < network->layers.size(); ++l) {
    Layer& layer = network->layers[l];
    const QuantScheme& scheme = planned.plan.layers.at(l);
    if (QuantizedTensor& weights = integer.weights[l]; !weights.codes.empty()) {
      if (withOffsets) weights.offsets = integer.offsets[l];
      layer.weights = constantArray(dequantize(weights));
    } else if (!scheme.isFloat()) {
      layer.weights = quantizedWeights(planned.network->layers[l], scheme, planned.calibration.of(l));
    }
    network->program.tensors[static_cast<std::size_t>(layer.tensor)].values = layer.weights;
  }
  return {std::move(network), floatPlan(planned.plan.layers.size()), {}};
}

}  // namespace

PlannedNetwork simulated(const PlannedNetwork& planned) {
  if (planned.plan.integer.empty()) return planned;
  return runnable(planned, integerProgram(planned), false);
}

std::optional<PlannedNetwork> simulatedUnfolded(const PlannedNetwork& planned) {
  if (planned.plan.integer.empty()) return {};
  PlannedNetwork unfolded = planned;
  unfolded.plan.integer.inputSums.clear();
  IntegerProgram integer = integerProgram(unfolded);
  const auto hasNone = [](const std::vector<float>& offsets) { return offsets.empty(); };
  if (std::all_of(integer.offsets.begin(), integer.offsets.end(), hasNone)) return {};
  return runnable(unfolded, std::move(integer), true);
}

}  // namespace bitprism
