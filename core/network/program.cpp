#include "core/network/program.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

template <class Visit>
void forEachOperandMutable(Instruction& instruction, const Visit& visit) {
  for (Operand& operand : instruction.inputs) {
    if (auto* list = std::get_if<OperandList>(&operand)) {
      for (Operand& item : list->items) visit(item);
    } else {
      visit(operand);
    }
  }
}

// Batch norm with constant statistics as a map of channel c: x -> factor[c] x + shift[c].
struct ChannelMap {
  std::vector<double> factor, shift;
};

const Tensor* floatTensorOf(const Program& program, const Operand& operand) {
  const auto* index = std::get_if<TensorIndex>(&operand);
  if (!index) return nullptr;
  const Tensor& tensor = program.tensors[static_cast<std::size_t>(index->index)];
  return tensor.isFloat() ? &tensor : nullptr;
}

// aten::batch_norm(input, weight?, bias?, mean, variance, training, momentum, eps, cudnn)
bool channelMapOf(const Program& program, const Instruction& norm, ChannelMap& map) {
  if (norm.op != "aten::batch_norm" || norm.inputs.size() < 8) return false;
  const auto* training = std::get_if<bool>(&norm.inputs[5]);
  const auto* epsilon = std::get_if<double>(&norm.inputs[7]);
  const Tensor* mean = floatTensorOf(program, norm.inputs[3]);
  const Tensor* variance = floatTensorOf(program, norm.inputs[4]);
  if (!training || *training || !epsilon || !mean || !variance) return false;
  const Tensor* weight = floatTensorOf(program, norm.inputs[1]);
  const Tensor* bias = floatTensorOf(program, norm.inputs[2]);
  const std::size_t channels = mean->floats().size();
  if (variance->floats().size() != channels || (weight && weight->floats().size() != channels) ||
      (bias && bias->floats().size() != channels))
    return false;
  if ((!weight && !std::holds_alternative<None>(norm.inputs[1])) ||
      (!bias && !std::holds_alternative<None>(norm.inputs[2])))
    return false;
  map.factor.resize(channels);
  map.shift.resize(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const double gain = weight ? weight->floats()[c] : 1.0;
    map.factor[c] = gain / std::sqrt(variance->floats()[c] + *epsilon);
    map.shift[c] = (bias ? bias->floats()[c] : 0.0) - mean->floats()[c] * map.factor[c];
  }
  return true;
}

// Multiplies the weights of output channel c by factor[c]. Regular layout [out, ...]; transposed [in, out, ...], one
// group.
std::vector<float> scaledChannels(const Tensor& weight, const std::vector<double>& factor, bool transposed) {
  std::vector<float> result = weight.floats().copy();
  const auto channels = static_cast<std::int64_t>(factor.size());
  const std::int64_t outer = transposed ? weight.shape[0] : 1;
  const std::int64_t inner = static_cast<std::int64_t>(result.size()) / (outer * channels);
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t c = 0; c < channels; ++c)
      for (std::int64_t i = 0; i < inner; ++i) {
        float& value = result[static_cast<std::size_t>((o * channels + c) * inner + i)];
        value = static_cast<float>(value * factor[static_cast<std::size_t>(c)]);
      }
  return result;
}

// Folds the map into the convolution or linear instruction; false when its form does not allow it.
bool foldInto(Program& program, Instruction& instruction, const ChannelMap& map) {
  const bool convolution = instruction.op == "aten::convolution";
  if (!convolution && instruction.op != "aten::linear") return false;
  const Tensor* weight = floatTensorOf(program, instruction.inputs[1]);
  const Tensor* bias = floatTensorOf(program, instruction.inputs[2]);
  if (!weight || (!bias && !std::holds_alternative<None>(instruction.inputs[2]))) return false;
  bool transposed = false;
  if (convolution) {
    transposed = std::get<bool>(instruction.inputs[6]);
    if (transposed && std::get<std::int64_t>(instruction.inputs[8]) != 1) return false;
  }
  const std::size_t channels = map.factor.size();
  if (weight->shape.size() < 2 || static_cast<std::size_t>(weight->shape[transposed ? 1 : 0]) != channels) return false;
  std::vector<float> shift(channels);
  for (std::size_t c = 0; c < channels; ++c)
    shift[c] = static_cast<float>((bias ? bias->floats()[c] : 0.0) * map.factor[c] + map.shift[c]);
  Tensor newWeight = floatTensor(weight->name, weight->shape, scaledChannels(*weight, map.factor, transposed));
  std::string biasName = bias ? bias->name : weight->name;
  if (!bias && biasName.ends_with(".weight")) biasName.replace(biasName.size() - 6, 6, "bias");
  Tensor newBias = floatTensor(biasName, {static_cast<std::int64_t>(channels)}, std::move(shift));
  instruction.inputs[1] = TensorIndex{static_cast<int>(program.tensors.size())};
  program.tensors.push_back(std::move(newWeight));
  instruction.inputs[2] = TensorIndex{static_cast<int>(program.tensors.size())};
  program.tensors.push_back(std::move(newBias));
  return true;
}

}  // namespace

std::int64_t fixedBatch(const Program& program) {
  if (program.inputs.empty() || program.inputs[0].shape.empty()) return 0;
  return std::max<std::int64_t>(program.inputs[0].shape[0], 0);
}

std::vector<int> slotUses(const Program& program) {
  std::vector<int> uses(static_cast<std::size_t>(program.slotCount), 0);
  for (const Instruction& instruction : program.instructions)
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) ++uses[static_cast<std::size_t>(slot->index)];
    });
  for (const int slot : program.outputs) ++uses[static_cast<std::size_t>(slot)];
  return uses;
}

Program pruned(const Program& program) {
  std::vector<char> needed(static_cast<std::size_t>(program.slotCount), 0);
  std::vector<char> kept(program.instructions.size(), 0);
  for (const int slot : program.outputs) needed[static_cast<std::size_t>(slot)] = 1;
  for (std::size_t i = program.instructions.size(); i-- > 0;) {
    const Instruction& instruction = program.instructions[i];
    for (const int slot : instruction.outputs) kept[i] |= needed[static_cast<std::size_t>(slot)];
    if (!kept[i]) continue;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) needed[static_cast<std::size_t>(slot->index)] = 1;
    });
  }

  Program result;
  result.inputs = program.inputs;
  result.outputNames = program.outputNames;
  result.outputTypes = program.outputTypes;
  result.tail = program.tail;
  std::unordered_map<int, int> newSlot, newTensor;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) newSlot[static_cast<int>(i)] = result.slotCount++;
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    if (!kept[i]) continue;
    Instruction instruction = program.instructions[i];
    forEachOperandMutable(instruction, [&](Operand& operand) {
      if (auto* slot = std::get_if<Slot>(&operand)) slot->index = newSlot.at(slot->index);
      if (auto* tensor = std::get_if<TensorIndex>(&operand)) {
        const auto [found, fresh] = newTensor.try_emplace(tensor->index, static_cast<int>(result.tensors.size()));
        if (fresh) result.tensors.push_back(program.tensors[static_cast<std::size_t>(tensor->index)]);
        tensor->index = found->second;
      }
    });
    for (int& slot : instruction.outputs) slot = newSlot[slot] = result.slotCount++;
    result.instructions.push_back(std::move(instruction));
  }
  for (const int slot : program.outputs) result.outputs.push_back(newSlot.at(slot));
  return result;
}

namespace {

Program folded(const Program& program, std::vector<FoldedBatchNorm>& pairs) {
  Program result = program;
  std::vector<int> uses = slotUses(result);
  std::vector<int> producer(static_cast<std::size_t>(result.slotCount), -1);
  std::map<int, int> renamed;  // slot of a folded batch norm -> slot of its convolution
  std::vector<Instruction> instructions;
  std::vector<std::size_t> origin;  // of each of them
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    Instruction instruction = result.instructions[i];
    forEachOperandMutable(instruction, [&](Operand& operand) {
      if (auto* slot = std::get_if<Slot>(&operand))
        if (const auto found = renamed.find(slot->index); found != renamed.end()) slot->index = found->second;
    });
    ChannelMap map;
    if (channelMapOf(result, instruction, map)) {
      const auto* source = std::get_if<Slot>(&instruction.inputs[0]);
      const int before = source ? producer[static_cast<std::size_t>(source->index)] : -1;
      if (before >= 0 && uses[static_cast<std::size_t>(source->index)] == 1 &&
          foldInto(result, instructions[static_cast<std::size_t>(before)], map)) {
        pairs.push_back({origin[static_cast<std::size_t>(before)], i});
        renamed[instruction.outputs[0]] = source->index;
        uses[static_cast<std::size_t>(source->index)] = uses[static_cast<std::size_t>(instruction.outputs[0])];
        continue;
      }
    }
    for (const int slot : instruction.outputs)
      producer[static_cast<std::size_t>(slot)] = static_cast<int>(instructions.size());
    instructions.push_back(std::move(instruction));
    origin.push_back(i);
  }
  result.instructions = std::move(instructions);
  for (int& slot : result.outputs)
    if (const auto found = renamed.find(slot); found != renamed.end()) slot = found->second;
  return result;
}

}  // namespace

Program withFoldedBatchNorm(const Program& program) {
  std::vector<FoldedBatchNorm> pairs;
  return pruned(folded(program, pairs));
}

std::vector<FoldedBatchNorm> foldedBatchNorms(const Program& program) {
  std::vector<FoldedBatchNorm> pairs;
  folded(program, pairs);
  return pairs;
}

void checkProgram(const Program& program) {
  if (program.slotCount < 0 || program.slotCount > (1 << 24))
    throw InputError(text("the graph has ", program.slotCount, " slots"));
  std::vector<char> written(static_cast<std::size_t>(program.slotCount), 0);
  const auto write = [&](int slot, const std::string& who) {
    if (slot < 0 || slot >= program.slotCount || written[static_cast<std::size_t>(slot)])
      throw InputError(text("the graph is broken at '", who, "': slot ", slot, " is out of range or written twice"));
    written[static_cast<std::size_t>(slot)] = 1;
  };
  const auto read = [&](int slot, const std::string& who) {
    if (slot < 0 || slot >= program.slotCount || !written[static_cast<std::size_t>(slot)])
      throw InputError(text("the graph is broken at '", who, "': slot ", slot, " is read before it is written"));
  };
  for (std::size_t i = 0; i < program.inputs.size(); ++i) write(static_cast<int>(i), program.inputs[i].name);
  for (const Instruction& instruction : program.instructions) {
    const std::string& who = instruction.name.empty() ? instruction.op : instruction.name;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) read(slot->index, who);
      if (const auto* tensor = std::get_if<TensorIndex>(&operand))
        if (tensor->index < 0 || tensor->index >= static_cast<int>(program.tensors.size()))
          throw InputError(text("the graph is broken at '", who, "': there is no tensor ", tensor->index));
    });
    for (const int slot : instruction.outputs) write(slot, who);
  }
  for (const int slot : program.outputs) read(slot, "output");
}

}  // namespace bitprism
