#include "core/quant/plan/peak_activations.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

const std::set<std::string> views = {"aten::reshape", "aten::view",      "aten::flatten", "aten::permute",
                                     "aten::t",       "aten::transpose", "aten::squeeze", "aten::unsqueeze"};
const std::set<std::string> elementwise = {"aten::relu",      "aten::add",         "aten::mul",  "aten::sub",
                                           "aten::div",       "aten::clamp",       "aten::silu", "aten::sigmoid",
                                           "aten::hardswish", "aten::hardsigmoid", "aten::tanh", "aten::leaky_relu",
                                           "aten::hardtanh",  "aten::gelu"};

}  // namespace

std::int64_t peakActivationBytes(const Network& network, const std::vector<Shape>& shapes, const QuantPlan& plan) {
  const std::vector<std::int64_t> alive = aliveActivationBytes(network, shapes, plan);
  return alive.empty() ? 0 : *std::max_element(alive.begin(), alive.end());
}

std::int64_t ActivationMemory::peak(const std::vector<ActivationScheme>& activations) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(activations);
  if (known != known_.end()) return known->second;
  QuantPlan plan = floatPlan(network_->layers.size());
  plan.activations = activations;
  return known_[activations] = peakActivationBytes(*network_, shapes_, plan);
}

std::vector<std::int64_t> aliveActivationBytes(const Network& network, const std::vector<Shape>& shapes,
                                               const QuantPlan& plan, const std::vector<double>& codedBits) {
  const Program& program = network.program;
  const auto slots = static_cast<std::size_t>(program.slotCount);
  const std::vector<int> layerOf = layersByInput(network);

  // Views stand for the value they look at.
  std::vector<int> owner(slots);
  for (std::size_t s = 0; s < slots; ++s) owner[s] = static_cast<int>(s);
  std::vector<int> lastRead(slots, -1);
  std::vector<std::int64_t> bits(slots, 1);  // of the whole value, as the most exact of its readers wants it
  const auto read = [&](int slot, int instruction, std::int64_t wanted) {
    const auto of = static_cast<std::size_t>(owner[static_cast<std::size_t>(slot)]);
    lastRead[of] = std::max(lastRead[of], instruction);
    bits[of] = std::max(bits[of], wanted);
  };
  // A reader may look at it in another shape, in which its channels lie.
  const auto bitsOf = [&](int slot, const ActivationScheme& scheme, std::int64_t axis) -> std::int64_t {
    const Shape& shape = shapes[static_cast<std::size_t>(slot)];
    if (shape.empty()) return 0;
    if (const ActivationScheme* rounded = plan.integer.schemeOf(slot); rounded && scheme.isFloat())
      return storedBits(*rounded, shape, axis);
    return scheme.isFloat() ? elementCount(shape) * floatBits : storedBits(scheme, shape, axis);
  };
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    ActivationScheme scheme;
    std::int64_t axis = 1;
    if (layerOf[i] >= 0) {
      const auto layer = static_cast<std::size_t>(layerOf[i]);
      scheme = plan.activation(layer);
      axis = inputChannelAxis(network.layers[layer].kind);
    }
    const bool isView = views.contains(instruction.op);
    bool first = true;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) {
        // What reads through a view decides; the view itself wants nothing.
        read(slot->index, static_cast<int>(i),
             isView ? 0 : bitsOf(slot->index, first ? scheme : ActivationScheme(), axis));
        if (isView && first)
          owner[static_cast<std::size_t>(instruction.outputs[0])] = owner[static_cast<std::size_t>(slot->index)];
      }
      first = false;
    });
  }
  for (const int slot : program.outputs) read(slot, static_cast<int>(program.instructions.size()), bitsOf(slot, {}, 1));

  const auto bytesOf = [&](std::size_t slot) -> std::int64_t {
    if (shapes[slot].empty() || lastRead[slot] < 0 || owner[slot] != static_cast<int>(slot)) return 0;
    std::int64_t kept = bits[slot];
    if (slot < codedBits.size() && codedBits[slot] >= 0)
      kept = std::min(kept, static_cast<std::int64_t>(
                                std::ceil(codedBits[slot] * static_cast<double>(elementCount(shapes[slot])))));
    return (kept + 7) / 8;
  };
  std::int64_t alive = 0;
  std::vector<std::int64_t> peaks;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) alive += bytesOf(i);
  const std::int64_t inputs = alive;
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    std::set<std::size_t> dying;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) {
        const auto of = static_cast<std::size_t>(owner[static_cast<std::size_t>(slot->index)]);
        if (lastRead[of] == static_cast<int>(i)) dying.insert(of);
      }
    });
    std::int64_t freed = 0, made = 0;
    for (const std::size_t slot : dying) freed += bytesOf(slot);
    for (const int slot : instruction.outputs) made += bytesOf(static_cast<std::size_t>(slot));
    const bool inPlace = elementwise.contains(instruction.op) && !dying.empty();
    peaks.push_back(
        std::max(peaks.empty() ? inputs : 0, inPlace ? std::max(alive, alive - freed + made) : alive + made));
    alive += made - freed;
  }
  if (peaks.empty()) peaks.push_back(inputs);
  return peaks;
}

}  // namespace bitprism
