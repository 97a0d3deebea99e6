#include "core/quant/methods/equalization.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "core/network/graphless.h"
#include "core/quant/measures/output_error.h"

namespace bitprism {
namespace {

using Integers64 = std::vector<std::int64_t>;

// Indexes one layer's weights by output channel, input channel within the group and kernel position.
struct Weights {
  std::size_t outputs = 0, inputs = 0, groups = 1, kernel = 1;  // inputs: of one group
  bool transposed = false;

  explicit Weights(const Layer& layer) : groups(static_cast<std::size_t>(layer.groups)) {
    transposed = layer.channelAxis == 1;
    outputs = static_cast<std::size_t>(layer.shape[transposed ? 1 : 0]);
    inputs = static_cast<std::size_t>(layer.shape[transposed ? 0 : 1]);
    kernel = layer.weights->size() / (outputs * inputs);
  }

  std::size_t begin(std::size_t output, std::size_t input) const {
    return (transposed ? input * outputs + output : output * inputs + input) * kernel;
  }
  // The first of all input channels that an output channel uses.
  std::size_t firstInput(std::size_t output) const { return output / (outputs / groups) * inputs; }
  std::size_t allInputs() const { return inputs * groups; }
};

// The accumulated factors of a layer: w becomes w output[o] input[i].
class Scaled {
 public:
  explicit Scaled(const Layer& layer)
      : weights(layer),
        output(weights.outputs, 1),
        input(weights.allInputs(), 1),
        largest_(weights.outputs * weights.inputs, 0) {
    for (std::size_t o = 0; o < weights.outputs; ++o)
      for (std::size_t i = 0; i < weights.inputs; ++i) {
        const float* from = layer.weights->data() + weights.begin(o, i);
        float& largest = largest_[o * weights.inputs + i];
        for (std::size_t k = 0; k < weights.kernel; ++k) largest = std::max(largest, std::fabs(from[k]));
      }
  }

  std::vector<double> outputRanges() const {
    std::vector<double> ranges(weights.outputs, 0);
    forEach([&](std::size_t o, std::size_t, double range) { ranges[o] = std::max(ranges[o], range); });
    return ranges;
  }
  // For channels of `each` consecutive inputs.
  std::vector<double> inputRanges(std::size_t each) const {
    std::vector<double> ranges(input.size() / each, 0);
    forEach([&](std::size_t, std::size_t i, double range) { ranges[i / each] = std::max(ranges[i / each], range); });
    return ranges;
  }

  Weights weights;
  std::vector<double> output, input;

 private:
  template <class Visit>
  void forEach(const Visit& visit) const {
    for (std::size_t o = 0; o < weights.outputs; ++o) {
      const std::size_t first = weights.firstInput(o);
      for (std::size_t i = 0; i < weights.inputs; ++i)
        visit(o, first + i, static_cast<double>(largest_[o * weights.inputs + i]) * output[o] * input[first + i]);
    }
  }

  std::vector<float> largest_;
};

// A layer and the next one, which reads its output channels.
struct Pair {
  std::size_t first = 0, second = 0;  // layers
  std::size_t each = 1;               // inputs of the second layer per channel
  bool shifts = true;                 // f(x + c) = f(x) + c also holds, above 0
};

// Constants of an instruction; empty if it has others.
Integers64 integersOf(const Instruction& instruction, std::size_t at) {
  if (at >= instruction.inputs.size()) return {};
  const auto* values = std::get_if<Integers64>(&instruction.inputs[at]);
  return values ? *values : Integers64{};
}

std::optional<std::int64_t> integerOf(const Instruction& instruction, std::size_t at) {
  if (at >= instruction.inputs.size()) return {};
  const auto* value = std::get_if<std::int64_t>(&instruction.inputs[at]);
  return value ? std::optional(*value) : std::nullopt;
}

bool isZero(const Instruction& instruction, std::size_t at) {
  if (at >= instruction.inputs.size()) return false;
  const auto* number = std::get_if<double>(&instruction.inputs[at]);
  return (number && *number == 0) || integerOf(instruction, at) == 0;
}

bool allZero(const Integers64& values) {
  return std::all_of(values.begin(), values.end(), [](std::int64_t value) { return value == 0; });
}

// The layout of a value on its way from one layer to the next: which axis holds the channels.
struct Layout {
  std::int64_t rank = 2;  // 0: any, channels last
  bool flat = false;      // consecutive channels along axis 1, each of several numbers
  bool onePixel = false;  // all axes after the channels are 1
};

// Axes of a reduction that leaves images and channels alone: how many, or 0 for other reductions.
std::int64_t imageAxes(const Integers64& axes, std::int64_t rank) {
  std::set<std::int64_t> seen;
  for (const std::int64_t axis : axes) {
    const std::int64_t positive = axis < 0 ? axis + rank : axis;
    if (positive < 2 || positive >= rank) return 0;
    seen.insert(positive);
  }
  return static_cast<std::int64_t>(seen.size());
}

// True if the instruction is positively homogeneous in its first operand and keeps channels separate; updates the
// layout and whether shifts pass.
bool passes(const Instruction& instruction, std::size_t channels, Layout& layout, bool& shifts) {
  const std::string& op = instruction.op;
  const auto isOneOf = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return op == name; });
  };
  if (isOneOf({"aten::relu", "aten::leaky_relu"})) return true;
  if (op == "aten::prelu")
    return instruction.inputs.size() > 1 && std::holds_alternative<TensorIndex>(instruction.inputs[1]);
  const bool image = layout.rank > 2;
  if (isOneOf({"aten::max_pool1d", "aten::max_pool2d", "aten::max_pool3d"})) return image;
  if (isOneOf({"aten::avg_pool1d", "aten::avg_pool2d", "aten::avg_pool3d"})) {
    shifts = shifts && allZero(integersOf(instruction, 3));
    return image;
  }
  if (isOneOf({"aten::adaptive_avg_pool1d", "aten::adaptive_avg_pool2d", "aten::adaptive_avg_pool3d"})) {
    const Integers64 size = integersOf(instruction, 1);
    layout.onePixel = std::all_of(size.begin(), size.end(), [](std::int64_t extent) { return extent == 1; });
    return image && !size.empty();
  }
  if (isOneOf({"aten::mean", "aten::amax"})) {
    const std::int64_t axes = imageAxes(integersOf(instruction, 1), layout.rank);
    const auto* keep = instruction.inputs.size() > 2 ? std::get_if<bool>(&instruction.inputs[2]) : nullptr;
    if (!image || axes == 0 || !keep) return false;
    layout.onePixel = layout.onePixel || axes == layout.rank - 2;
    if (!*keep) layout.rank -= axes;
    return true;
  }
  if (op == "aten::constant_pad_nd") {
    const Integers64 pads = integersOf(instruction, 1);
    shifts = layout.onePixel = false;
    return image && isZero(instruction, 2) && !pads.empty() &&
           static_cast<std::int64_t>(pads.size()) <= 2 * (layout.rank - 2);
  }
  if (op == "aten::flatten") {
    if (layout.rank < 2 || integerOf(instruction, 1) != 1 || integerOf(instruction, 2) != -1) return false;
    layout.flat = layout.flat || image;
    layout.rank = 2;
    return true;
  }
  if (op == "aten::reshape") {
    const Integers64 sizes = integersOf(instruction, 1);
    if (!layout.onePixel || sizes.size() != 2 || sizes[1] != static_cast<std::int64_t>(channels)) return false;
    layout.rank = 2;
    return true;
  }
  return false;
}

// Finds the pairs of a network.
class Pairs {
 public:
  explicit Pairs(const Network& network) : network_(network), program_(network.program), uses_(slotUses(program_)) {
    readers_.assign(static_cast<std::size_t>(program_.slotCount), -1);
    std::vector<int> tensorUses(program_.tensors.size(), 0);
    for (std::size_t i = 0; i < program_.instructions.size(); ++i)
      forEachOperand(program_.instructions[i], [&](const Operand& operand) {
        if (const auto* slot = std::get_if<Slot>(&operand))
          readers_[static_cast<std::size_t>(slot->index)] = static_cast<int>(i);
        if (const auto* tensor = std::get_if<TensorIndex>(&operand))
          ++tensorUses[static_cast<std::size_t>(tensor->index)];
      });
    layerAt_.assign(program_.instructions.size(), -1);
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      // Skips weights that reach their operator through views, and operators without channels.
      const bool alone = tensorUses[static_cast<std::size_t>(layer.tensor)] == 1 && readsActivations(layer.kind) &&
                         std::holds_alternative<TensorIndex>(instructionOf(layer).inputs[1]);
      if (alone && (layer.channelAxis == 0 || layer.groups == 1))
        layerAt_[static_cast<std::size_t>(layer.instruction)] = static_cast<int>(l);
    }
  }

  std::vector<Pair> find() const {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < layerAt_.size(); ++i)
      if (layerAt_[i] >= 0)
        if (const auto pair = from(static_cast<std::size_t>(layerAt_[i]))) pairs.push_back(*pair);
    return pairs;
  }

 private:
  const Instruction& instructionOf(const Layer& layer) const {
    return program_.instructions[static_cast<std::size_t>(layer.instruction)];
  }

  // Empty if there is none.
  bool hasConstantBias(const Layer& layer) const {
    const Operand& bias = instructionOf(layer).inputs[2];
    if (const auto* tensor = std::get_if<TensorIndex>(&bias))
      return program_.tensors[static_cast<std::size_t>(tensor->index)].isFloat();
    return std::holds_alternative<None>(bias);
  }

  std::optional<Pair> from(std::size_t first) const {
    const Layer& layer = network_.layers[first];
    if (!hasConstantBias(layer)) return {};
    const auto channels = static_cast<std::size_t>(layer.channels());
    Pair pair{first, 0, 1, true};
    Layout layout;
    layout.rank = layer.kind == LayerKind::Linear ? 0 : static_cast<std::int64_t>(layer.shape.size());
    int slot = instructionOf(layer).outputs[0];
    for (;;) {
      const int reader = readers_[static_cast<std::size_t>(slot)];
      if (uses_[static_cast<std::size_t>(slot)] != 1 || reader < 0) return {};
      const Instruction& next = program_.instructions[static_cast<std::size_t>(reader)];
      const auto* read = next.inputs.empty() ? nullptr : std::get_if<Slot>(&next.inputs[0]);
      if (!read || read->index != slot || next.outputs.size() != 1) return {};
      if (const int second = layerAt_[static_cast<std::size_t>(reader)]; second >= 0) {
        pair.second = static_cast<std::size_t>(second);
        return meets(pair, layout, channels) ? std::optional(pair) : std::nullopt;
      }
      if (!passes(next, channels, layout, pair.shifts)) return {};
      slot = next.outputs[0];
    }
  }

  // Whether the second layer's input channels are these channels.
  bool meets(Pair& pair, const Layout& layout, std::size_t channels) const {
    const Layer& layer = network_.layers[pair.second];
    const std::size_t inputs = Weights(layer).allInputs();
    pair.shifts = pair.shifts && hasConstantBias(layer);
    if (layer.kind == LayerKind::Linear) {
      if ((layout.rank != 0 && layout.rank != 2) || inputs % channels != 0 || (inputs != channels && !layout.flat))
        return false;
      pair.each = inputs / channels;
      return true;
    }
    const bool padded = !allZero(integersOf(instructionOf(layer), 4));
    pair.shifts = pair.shifts && !padded && layer.kind == LayerKind::Convolution;
    return layout.rank == static_cast<std::int64_t>(layer.shape.size()) && inputs == channels;
  }

  const Network& network_;
  const Program& program_;
  std::vector<int> uses_, readers_, layerAt_;
};

ChannelRanges rangesOf(const std::vector<double>& ranges) {
  ChannelRanges result;
  for (const double range : ranges) {
    if (range <= 0) continue;
    result.least = result.least == 0 ? range : std::min(result.least, range);
    result.largest = std::max(result.largest, range);
  }
  return result;
}

// Multiplies S into every channel of the pair; returns the largest |log S|.
double balance(const Pair& pair, std::vector<Scaled>& layers) {
  Scaled &first = layers[pair.first], &second = layers[pair.second];
  const std::vector<double> r1 = first.outputRanges(), r2 = second.inputRanges(pair.each);
  double change = 0;
  for (std::size_t i = 0; i < r1.size(); ++i) {
    if (!(r1[i] > 0) || !(r2[i] > 0)) continue;
    const double s = std::sqrt(r1[i] / r2[i]);
    first.output[i] /= s;
    for (std::size_t k = i * pair.each; k < (i + 1) * pair.each; ++k) second.input[k] *= s;
    change = std::max(change, std::fabs(std::log(s)));
  }
  return change;
}

float toFloat(double value) {
  constexpr double largest = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -largest, largest));
}

std::vector<float> scaledWeights(const Layer& layer, const Scaled& scaled) {
  const Weights& weights = scaled.weights;
  std::vector<float> result = layer.weights->copy();
  for (std::size_t o = 0; o < weights.outputs; ++o)
    for (std::size_t i = 0; i < weights.inputs; ++i) {
      const double factor = scaled.output[o] * scaled.input[weights.firstInput(o) + i];
      float* to = result.data() + weights.begin(o, i);
      for (std::size_t k = 0; k < weights.kernel; ++k) to[k] = toFloat(static_cast<double>(to[k]) * factor);
    }
  return result;
}

// The layers' biases; empty if there is none.
std::vector<double> biasOf(const Network& network, const Layer& layer) {
  const Instruction& instruction = network.program.instructions[static_cast<std::size_t>(layer.instruction)];
  const auto* index = std::get_if<TensorIndex>(&instruction.inputs[2]);
  if (!index) return {};
  const Tensor& tensor = network.program.tensors[static_cast<std::size_t>(index->index)];
  if (!tensor.isFloat()) return {};
  return {tensor.floats().begin(), tensor.floats().end()};
}

// c = max(0, mean - 3 deviation) of each output channel before scaling, from the moments of the inputs.
std::vector<double> absorbable(const Network& network, const Layer& layer, const InputMoments* inputs) {
  const auto channels = static_cast<std::size_t>(layer.channels());
  std::vector<double> result(channels, 0);
  if (!inputs || layer.channelAxis != 0 || inputs->first.empty()) return result;
  const std::vector<double> power = outputProducts(layer, inputs, *layer.weights, *layer.weights);
  const std::vector<double> bias = biasOf(network, layer);
  const std::size_t size = layer.weights->size() / channels;
  for (std::size_t o = 0; o < channels; ++o) {
    const float* first = inputs->first.data() + o / (channels / static_cast<std::size_t>(layer.groups)) * size;
    double mean = 0;
    for (std::size_t i = 0; i < size; ++i)
      mean += static_cast<double>((*layer.weights)[o * size + i]) * static_cast<double>(first[i]);
    const double deviation = std::sqrt(std::max(0.0, power[o] - mean * mean));
    result[o] = std::max(0.0, mean + (bias.empty() ? 0 : bias[o]) - 3 * deviation);
  }
  return result;
}

// The increase of the second layer's outputs if its input channels increase by c.
std::vector<double> response(const std::vector<float>& weights, const Weights& places, std::size_t each,
                             const std::vector<double>& c) {
  std::vector<double> result(places.outputs, 0);
  for (std::size_t o = 0; o < places.outputs; ++o)
    for (std::size_t i = 0; i < places.inputs; ++i) {
      const double shift = c[(places.firstInput(o) + i) / each];
      if (shift == 0) continue;
      const float* from = weights.data() + places.begin(o, i);
      for (std::size_t k = 0; k < places.kernel; ++k) result[o] += shift * static_cast<double>(from[k]);
    }
  return result;
}

void setTensor(Program& program, Operand& operand, std::string name, Shape shape, std::vector<float> values) {
  operand = TensorIndex{static_cast<int>(program.tensors.size())};
  program.tensors.push_back(floatTensor(std::move(name), std::move(shape), std::move(values)));
}

}  // namespace

Equalization equalized(const Network& network, const EqualizationOptions& options) {
  requireGraph(network, "equalize");
  const std::vector<Pair> pairs = Pairs(network).find();
  if (pairs.empty()) return {network, {}};
  std::vector<Scaled> layers;
  for (const Layer& layer : network.layers) layers.emplace_back(layer);
  Equalization result;
  for (const Pair& pair : pairs) {
    EqualizedPair shown;
    shown.first = network.layers[pair.first].name;
    shown.second = network.layers[pair.second].name;
    const std::vector<double> r1 = layers[pair.first].outputRanges(), r2 = layers[pair.second].inputRanges(pair.each);
    shown.channels = static_cast<std::int64_t>(r1.size());
    for (std::size_t i = 0; i < r1.size(); ++i) shown.skipped += r1[i] > 0 && r2[i] > 0 ? 0 : 1;
    shown.firstBefore = rangesOf(r1);
    shown.secondBefore = rangesOf(r2);
    result.pairs.push_back(std::move(shown));
  }

  constexpr int mostSweeps = 200;
  constexpr double rest = 1e-5;
  double change = 1;
  for (int sweep = 0; sweep < mostSweeps && change > rest; ++sweep) {
    change = 0;
    for (const Pair& pair : pairs) change = std::max(change, balance(pair, layers));
  }

  std::vector<std::vector<float>> weights;
  std::vector<std::vector<double>> biases;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    weights.push_back(scaledWeights(network.layers[l], layers[l]));
    biases.push_back(biasOf(network, network.layers[l]));
    for (std::size_t o = 0; o < biases.back().size(); ++o) biases.back()[o] *= layers[l].output[o];
  }
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const Pair& pair = pairs[p];
    const Scaled &first = layers[pair.first], &second = layers[pair.second];
    result.pairs[p].firstAfter = rangesOf(first.outputRanges());
    result.pairs[p].secondAfter = rangesOf(second.inputRanges(pair.each));
    if (!options.absorb || !pair.shifts) continue;
    std::vector<double> c = absorbable(network, network.layers[pair.first], options.calibration.of(pair.first));
    for (std::size_t i = 0; i < c.size(); ++i) {
      c[i] *= first.output[i];
      result.pairs[p].absorbed += c[i] > 0 ? 1 : 0;
    }
    if (result.pairs[p].absorbed == 0) continue;
    biases[pair.first].resize(c.size(), 0);
    for (std::size_t i = 0; i < c.size(); ++i) biases[pair.first][i] -= c[i];
    const std::vector<double> gained = response(weights[pair.second], second.weights, pair.each, c);
    biases[pair.second].resize(gained.size(), 0);
    for (std::size_t o = 0; o < gained.size(); ++o) biases[pair.second][o] += gained[o];
  }

  std::set<std::size_t> touched;
  for (const Pair& pair : pairs) touched.insert({pair.first, pair.second});
  Program program = network.program;
  for (const std::size_t l : touched) {
    const Layer& layer = network.layers[l];
    Instruction& instruction = program.instructions[static_cast<std::size_t>(layer.instruction)];
    setTensor(program, instruction.inputs[1], layer.name + ".weight", layer.shape, std::move(weights[l]));
    if (biases[l].empty()) continue;
    std::vector<float> bias;
    for (const double value : biases[l]) bias.push_back(toFloat(value));
    setTensor(program, instruction.inputs[2], layer.name + ".bias", {layer.channels()}, std::move(bias));
  }
  result.network = makeNetwork(std::move(program), network.name, network.format);
  result.network.notices = network.notices;
  result.network.parameters = network.parameters;
  return result;
}

}  // namespace bitprism
