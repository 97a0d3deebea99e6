#include "core/quant/plan/integer_calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

constexpr int tensorBits = 8;

// Along one axis: how many of the kernel's taps lie inside the input, on average over outputs.
double insideTaps(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                  std::int64_t dilation) {
  std::int64_t inside = 0;
  for (std::int64_t o = 0; o < out; ++o)
    for (std::int64_t k = 0; k < kernel; ++k) {
      const std::int64_t at = o * stride - padding + k * dilation;
      inside += at >= 0 && at < in;
    }
  return out > 0 ? static_cast<double>(inside) / static_cast<double>(out) : 0;
}

std::int64_t along(const std::vector<std::int64_t>& values, std::size_t axis, std::int64_t otherwise) {
  return values.empty() ? otherwise : values[std::min(axis, values.size() - 1)];
}

// How many values of one input channel an output value reads, on average.
double tapsOf(const Instruction& instruction, const Shape& weights, const Shape& in, const Shape& out) {
  if (instruction.op != "aten::convolution" || in.size() < 3 || out.size() != in.size()) return 1;
  const auto list = [&](std::size_t operand) {
    const auto* values = std::get_if<std::vector<std::int64_t>>(&instruction.inputs.at(operand));
    return values ? *values : std::vector<std::int64_t>();
  };
  const std::vector<std::int64_t> strides = list(3), paddings = list(4), dilations = list(5);
  const auto* transposed = std::get_if<bool>(&instruction.inputs.at(6));
  double taps = 1;
  for (std::size_t axis = 0; axis + 2 < in.size(); ++axis) {
    const std::int64_t kernel = weights[axis + 2], stride = along(strides, axis, 1), padding = along(paddings, axis, 0),
                       dilation = along(dilations, axis, 1);
    const std::int64_t from = in[axis + 2], to = out[axis + 2];
    // A transposed convolution spreads every input value over the outputs that would read it.
    taps *= transposed && *transposed && to > 0 ? insideTaps(to, from, kernel, stride, padding, dilation) *
                                                      static_cast<double>(from) / static_cast<double>(to)
                                                : insideTaps(from, to, kernel, stride, padding, dilation);
  }
  return taps;
}

double meanOf(const ChannelStatistics& channel) {
  const auto count = static_cast<double>(channel.histogram.count());
  return count > 0 ? (channel.sums.positive - channel.sums.negative) / count : 0;
}

// The upper bound of what an instruction gives, where it clips to one.
double upperBound(const Instruction& instruction) {
  constexpr double none = std::numeric_limits<double>::infinity();
  if (instruction.op == "aten::relu6") return 6;
  if ((instruction.op != "aten::hardtanh" && instruction.op != "aten::clamp") || instruction.inputs.size() < 3)
    return none;
  if (const auto* real = std::get_if<double>(&instruction.inputs[2])) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&instruction.inputs[2])) return static_cast<double>(*whole);
  return none;
}

// Runtimes leave out a clip that the grid does by itself: its highest level must not lie beyond the bound by a
// rounding.
void fitBelow(ActivationScheme& scheme, double bound) {
  constexpr double rounding = 1e-3;
  if (scheme.zeroPoint != 0 || scheme.high() <= bound || scheme.high() > bound * (1 + rounding)) return;
  const auto highest = static_cast<float>(scheme.highestCode());
  while (static_cast<double>(highest * scheme.scale) > bound) scheme.scale = std::nextafter(scheme.scale, 0.0F);
}

// The grid that the plan has for what layers read, where it does for all of these slots: layers read the only value
// that matters, or the widest at no fewer bits than tensors have. Float: it does not.
ActivationScheme layersScheme(const IntegerGrid& grid, const QuantPlan& plan) {
  ActivationScheme scheme;
  bool alike = true, direct = false;
  for (const IntegerGrid::Reader& reader : grid.layers) {
    const ActivationScheme own = plan.activation(static_cast<std::size_t>(reader.layer));
    alike &= reader.slot == grid.layers.front().slot;
    if (direct && reader.slot != grid.widest) continue;
    const bool better = scheme.isFloat() || own.bits > scheme.bits ||
                        (own.bits == scheme.bits && own.high() - own.low() > scheme.high() - scheme.low());
    if (better || (reader.slot == grid.widest && !direct)) scheme = own;
    direct |= reader.slot == grid.widest;
  }
  if (grid.layers.empty()) return {};
  const bool others = grid.readByOthers || !alike;
  return !others || (direct && scheme.bits >= tensorBits) ? scheme : ActivationScheme();
}

}  // namespace

std::vector<std::vector<float>> meanInputSums(const Network& network, const std::vector<Shape>& shapes,
                                              const std::vector<InputStatistics>& inputs) {
  std::vector<std::vector<float>> sums(network.layers.size());
  const std::vector<int> layerOf = layersByInput(network);
  for (std::size_t i = 0; i < layerOf.size(); ++i) {
    if (layerOf[i] < 0) continue;
    const auto l = static_cast<std::size_t>(layerOf[i]);
    const Layer& layer = network.layers[l];
    const std::vector<ChannelStatistics>& channels = inputs.at(l).channels;
    const auto groups = static_cast<std::size_t>(layer.groups);
    if (!sums[l].empty() || channels.empty() || channels.size() % groups != 0) continue;
    const Instruction& instruction = network.program.instructions[i];
    const double taps = tapsOf(instruction, layer.shape,
                               shapes.at(static_cast<std::size_t>(std::get<Slot>(instruction.inputs[0]).index)),
                               shapes.at(static_cast<std::size_t>(instruction.outputs.at(0))));
    const std::size_t each = channels.size() / groups;
    for (std::size_t g = 0; g < groups; ++g) {
      double sum = 0;
      for (std::size_t c = g * each; c < (g + 1) * each; ++c) sum += meanOf(channels[c]);
      sums[l].push_back(static_cast<float>(sum * taps));
    }
  }
  return sums;
}

QuantPlan withIntegerForm(QuantPlan plan, const Network& network, const IntegerCalibration& calibration,
                          const ActivationOptions& options) {
  plan.integer = {.tensors = {}, .inputSums = calibration.inputSums};
  std::vector<const Instruction*> writers(static_cast<std::size_t>(network.program.slotCount), nullptr);
  for (const Instruction& instruction : network.program.instructions)
    for (const int slot : instruction.outputs) writers[static_cast<std::size_t>(slot)] = &instruction;
  for (std::size_t g = 0; g < calibration.grids.size(); ++g) {
    const IntegerGrid& grid = calibration.grids[g];
    ActivationScheme scheme = layersScheme(grid, plan);
    if (scheme.isFloat()) scheme = calibrated(calibration.values.at(g), tensorBits, options);
    for (const int slot : grid.slots)
      if (const Instruction* writer = writers[static_cast<std::size_t>(slot)]) fitBelow(scheme, upperBound(*writer));
    for (const int slot : grid.slots) plan.integer.tensors.push_back({slot, scheme});
    for (const IntegerGrid::Reader& reader : grid.layers)
      if (ActivationScheme& own = plan.activations.at(static_cast<std::size_t>(reader.layer)); own.bits == scheme.bits)
        own = scheme;
  }
  std::sort(plan.integer.tensors.begin(), plan.integer.tensors.end());
  return plan;
}

}  // namespace bitprism
