#include "core/torch/measure/score_outputs.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/torch/graph/slot_shapes.h"

namespace bitprism {
namespace {

using Producers = std::map<int, const Instruction*>;

Producers producersOf(const Program& program) {
  Producers producers;
  for (const Instruction& instruction : program.instructions)
    for (const int slot : instruction.outputs) producers[slot] = &instruction;
  return producers;
}

// What wrote the value, past operators that change its type or shape only; null: an input.
const Instruction* originOf(const Producers& producers, int slot) {
  static constexpr std::array<std::string_view, 11> passes = {
      "aten::to",      "aten::_to_copy",   "aten::squeeze", "aten::unsqueeze", "aten::reshape", "aten::view",
      "aten::flatten", "aten::contiguous", "aten::alias",   "aten::clone",     "aten::type_as"};
  for (;;) {
    const auto found = producers.find(slot);
    if (found == producers.end()) return nullptr;
    const Instruction& instruction = *found->second;
    const auto* from = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
    if (!from || std::find(passes.begin(), passes.end(), instruction.op) == passes.end()) return &instruction;
    slot = from->index;
  }
}

}  // namespace

std::shared_ptr<const Network> withScoreOutputs(std::shared_ptr<const Network> network) {
  const Program& program = network->program;
  const Producers producers = producersOf(program);
  const auto selects = [&](int output) {
    const Instruction* origin = originOf(producers, output);
    return origin && (origin->op == "aten::argmax" || origin->op == "aten::topk") && origin->inputs.size() > 1;
  };
  if (std::none_of(program.outputs.begin(), program.outputs.end(), selects)) return network;
  const std::vector<SlotForm> forms = slotForms(program);
  std::vector<int> outputs;
  std::set<int> there;
  bool changed = false;
  for (const int output : program.outputs) {
    int measured = output;
    if (selects(output)) {
      const Instruction& origin = *originOf(producers, output);
      const auto* scores = std::get_if<Slot>(&origin.inputs[0]);
      const auto* axis = std::get_if<std::int64_t>(&origin.inputs[origin.op == "aten::topk" ? 2 : 1]);
      if (scores && axis) {
        const SlotForm& form = forms[static_cast<std::size_t>(scores->index)];
        const auto rank = static_cast<std::int64_t>(form.shape.size());
        if (form.kind == InputKind::Float && rank >= 2 && (*axis < 0 ? *axis + rank : *axis) == 1)
          measured = scores->index;
      }
    }
    changed |= measured != output;
    if (there.insert(measured).second) outputs.push_back(measured);
  }
  if (!changed) return network;
  auto scored = std::make_shared<Network>(*network);
  scored->program.outputs = std::move(outputs);
  scored->program.outputNames.clear();
  scored->program.outputTypes.clear();
  return scored;
}

bool givesProbabilities(const Program& program) {
  if (program.outputs.empty()) return false;
  const Producers producers = producersOf(program);
  const Instruction* origin = originOf(producers, program.outputs[0]);
  return origin && origin->op == "aten::sigmoid";
}

}  // namespace bitprism
