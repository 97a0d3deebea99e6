#include <algorithm>
#include <map>
#include <set>

#include "app/workflow/doctor/checks.h"
#include "app/workflow/doctor/weight_ranges.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/rectifier.h"
#include "core/network/weight_uses.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/aciq.h"

namespace bitprism {
namespace {

constexpr double leastDeadShare = 1.0 / 8;  // of a layer's channels
constexpr double leastSaving = 0.02;        // of the plan's bytes
constexpr double deadDb = 3;                // of SQNR, where no bytes can be saved

// Whether the operator turns a channel of zeros into a channel of zeros, and no other.
bool keepsChannels(const Instruction& instruction) {
  static const std::set<std::string> pools{"aten::max_pool2d", "aten::avg_pool2d", "aten::adaptive_avg_pool2d",
                                           "aten::dropout", "aten::mean"};
  return isRectifier(instruction) || pools.count(instruction.op) > 0;
}

// The layer whose output alone, but for rectifiers and pools, another layer reads; -1: none.
std::vector<int> producers(const Network& network) {
  const Program& program = network.program;
  const std::vector<int> readers = layersByInput(network);
  std::map<int, std::size_t> writer;  // of each slot
  for (std::size_t i = 0; i < program.instructions.size(); ++i)
    for (const int slot : program.instructions[i].outputs) writer[slot] = i;
  std::map<std::size_t, int> layerAt;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    layerAt[static_cast<std::size_t>(network.layers[l].instruction)] = static_cast<int>(l);
  std::vector<int> result(network.layers.size(), -1);
  for (std::size_t i = 0; i < readers.size(); ++i) {
    if (readers[i] < 0 || program.instructions[i].inputs.empty()) continue;
    std::size_t at = i;
    for (;;) {
      const auto* slot = std::get_if<Slot>(&program.instructions[at].inputs[0]);
      const auto found = slot ? writer.find(slot->index) : writer.end();
      if (found == writer.end()) break;
      at = found->second;
      if (const auto layer = layerAt.find(at); layer != layerAt.end()) {
        result[static_cast<std::size_t>(readers[i])] = layer->second;
        break;
      }
      if (!keepsChannels(program.instructions[at])) break;
    }
  }
  return result;
}

// Channels of the layer's output that are zero on all calibration images wherever it is read; none if anything but
// layers reads it.
std::vector<std::size_t> silentChannels(const Examination& examination, std::size_t l,
                                        const std::vector<int>& producedBy) {
  const auto& inputs = examination.known().inputs;
  if (!inputs) return {};
  std::vector<bool> silent;
  for (std::size_t reader = 0; reader < producedBy.size(); ++reader) {
    if (producedBy[reader] != static_cast<int>(l)) continue;
    const auto& channels = inputs->layers()[reader].channels;
    if (static_cast<std::int64_t>(channels.size()) != examination.layer(l).channels()) return {};
    if (silent.empty()) silent.assign(channels.size(), true);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const RangeHistogram& seen = channels[c].histogram;
      silent[c] = silent[c] && seen.count() > 0 && seen.minimum() == 0 && seen.maximum() == 0;
    }
  }
  std::vector<std::size_t> result;
  for (std::size_t c = 0; c < silent.size(); ++c)
    if (silent[c]) result.push_back(c);
  return result;
}

// Whether nothing but the readers that were looked at can see the layer's output.
bool readOnlyByLayers(const Network& network, std::size_t l, const std::vector<int>& producedBy) {
  const Program& program = network.program;
  const std::vector<int> readers = layersByInput(network);
  std::vector<int> slots = program.instructions[static_cast<std::size_t>(network.layers[l].instruction)].outputs;
  for (std::size_t next = 0; next < slots.size(); ++next) {
    if (std::count(program.outputs.begin(), program.outputs.end(), slots[next]) > 0) return false;
    for (std::size_t i = 0; i < program.instructions.size(); ++i) {
      const Instruction& instruction = program.instructions[i];
      bool reads = false;
      forEachOperand(instruction, [&](const Operand& operand) {
        if (const auto* slot = std::get_if<Slot>(&operand)) reads = reads || slot->index == slots[next];
      });
      if (!reads) continue;
      const int reader = readers[i];
      if (reader >= 0 && producedBy[static_cast<std::size_t>(reader)] == static_cast<int>(l)) continue;
      if (!keepsChannels(instruction)) return false;
      slots.insert(slots.end(), instruction.outputs.begin(), instruction.outputs.end());
    }
  }
  return true;
}

Floats clearedWeights(const Layer& layer, const std::vector<std::size_t>& channels) {
  std::vector<float> weights = layer.weights->copy();
  const Channels pieces(layer.shape, layer.channelAxis);
  pieces.forEachPiece([&](std::size_t channel, std::size_t begin) {
    if (std::binary_search(channels.begin(), channels.end(), channel))
      std::fill_n(weights.begin() + static_cast<std::ptrdiff_t>(begin), pieces.inner, 0.0F);
  });
  return constantArray(std::move(weights));
}

// The network with weights and biases of these channels set to zero, which leaves its outputs as they are.
std::shared_ptr<const Network> cleared(const Network& network, std::size_t l,
                                       const std::vector<std::size_t>& channels) {
  const Layer& layer = network.layers[l];
  std::vector<Floats> values(network.program.tensors.size());
  values[static_cast<std::size_t>(layer.tensor)] = clearedWeights(layer, channels);
  const Instruction& instruction = network.program.instructions[static_cast<std::size_t>(layer.instruction)];
  if (instruction.inputs.size() > 2)
    if (const auto* bias = std::get_if<TensorIndex>(&instruction.inputs[2])) {
      const auto at = static_cast<std::size_t>(bias->index);
      std::vector<float> numbers = network.program.tensors[at].floats().copy();
      for (const std::size_t channel : channels)
        if (channel < numbers.size()) numbers[channel] = 0;
      values[at] = constantArray(std::move(numbers));
    }
  return std::make_shared<const Network>(withTensors(network, values));
}

// Methods that give each channel bits by what it carries, and those without anything none.
std::vector<QuantScheme> allocatingSchemes(int bits) {
  std::vector<QuantScheme> all;
  for (const bool clip : {false, true}) {
    QuantScheme scheme{.method = Method::Aciq, .bits = bits};
    scheme.options.set(&AciqOptions::allocate, true);
    scheme.options.set(&AciqOptions::clip, clip);
    all.push_back(withStandardCorrection(scheme).at(bits));
  }
  return all;
}

struct Better {
  Judged judged;
  bool saves = false;  // bytes, at an error that is no larger
};

// `layer`: with cleared channels, where some are silent.
std::optional<Better> betterThan(const Examination& examination, std::size_t l, const Layer& layer) {
  const Judged& own = examination.own(l);
  const InputMoments* inputs = examination.known().calibration.of(l);
  const SensitivityPrediction prediction(layer, inputs);
  const double allowed = std::max(own.sensitivity, negligibleSensitivity / 10);
  std::optional<Better> best;
  for (int bits = own.scheme.bits; bits >= minimumBits; --bits)
    for (const QuantScheme& scheme : allocatingSchemes(bits)) {
      if (!allowsBits(scheme, bits)) continue;
      const Judged judged = judge(layer, inputs, prediction, scheme);
      if (judged.bytes < own.bytes && judged.sensitivity <= allowed) {
        if (!best || !best->saves || judged.bytes < best->judged.bytes) best = Better{judged, true};
      } else if (!best && examination.matters(l) && bits == own.scheme.bits && judged.sqnrDb >= own.sqnrDb + deadDb &&
                 automaticFits(layer, scheme)) {
        best = Better{judged, false};
      }
    }
  return best;
}

std::optional<Finding> deadFinding(const Examination& examination, std::size_t l, const std::vector<int>& producedBy) {
  const Layer& layer = examination.layer(l);
  if (!examination.scheme(l).hasCodes() || examination.locked(l)) return {};
  std::vector<std::size_t> dead = zeroChannels(layer);
  const std::size_t zero = dead.size();
  if (readsActivations(layer.kind) && readOnlyByLayers(examination.network(), l, producedBy))
    for (const std::size_t channel : silentChannels(examination, l, producedBy)) dead.push_back(channel);
  std::sort(dead.begin(), dead.end());
  dead.erase(std::unique(dead.begin(), dead.end()), dead.end());
  const auto channels = static_cast<std::size_t>(layer.channels());
  if (dead.empty() || dead.size() == channels ||
      static_cast<double>(dead.size()) < leastDeadShare * static_cast<double>(channels))
    return {};
  Layer without = layer;
  if (dead.size() > zero) without.weights = clearedWeights(layer, dead);
  const std::optional<Better> better = betterThan(examination, l, without);
  if (!better) return {};
  const std::int64_t saved = examination.own(l).bytes - better->judged.bytes;
  if (better->saves && static_cast<double>(saved) < leastSaving * static_cast<double>(examination.bytes())) return {};
  Finding finding{.kind = FindingKind::DeadChannels, .layers = {l}};
  if (dead.size() > zero) finding.remedy.network = cleared(examination.network(), l, dead);
  finding.remedy.layers = {{.layer = l, .scheme = better->judged.scheme}};
  finding.cause = zero == dead.size()
                      ? Wording{"%1: all weights of %2 of %3 output channels are zero, but they take as many bits as "
                                "the others.",
                                {layer.name, text(dead.size()), text(channels)}}
                      : Wording{"%1: %2 of %3 output channels are zero on all %4 calibration images, but they take as "
                                "many bits as the others.",
                                {layer.name, text(dead.size()), text(channels),
                                 text(examination.known().calibrationImages)}};
  finding.advice = {zero == dead.size() ? "Give each channel bits by what it carries: %1 at %2 bits."
                                        : "Clear these channels, and give each bits by what it carries: %1 at %2 bits.",
                    {schemeTitle(better->judged.scheme), text(better->judged.scheme.bits)}};
  finding.gain = examination.gainOf(l, better->judged);
  if (better->saves) {
    finding.gain.of = Gain::Of::Nothing;
    finding.gain.accuracy.reset();
    finding.gain.share = static_cast<double>(saved) / static_cast<double>(examination.bytes());
    finding.gain.basis = {"exact bytes; the rounding error stays negligible or as it is"};
  }
  return finding;
}

}  // namespace

std::vector<Finding> channelFindings(const Examination& examination, std::stop_token stop) {
  const std::vector<int> producedBy = producers(examination.network());
  std::vector<Finding> findings;
  for (std::size_t l = 0; l < examination.size(); ++l) {
    if (stop.stop_requested()) throw Cancelled();
    if (auto finding = deadFinding(examination, l, producedBy)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace bitprism
