#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/network/program_tail.h"
#include "core/network/tensor.h"

namespace bitprism {

// The graph of a network as data: a flat list of instructions in execution order over numbered slots, each written
// once (single assignment), each an ATen operator with its constants. Every reader lowers to this, every writer starts
// from it. Programs are values; running one is core/torch/executor.

struct Slot {
  int index = 0;
  auto operator<=>(const Slot&) const = default;
};

struct TensorIndex {  // into Program::tensors
  int index = 0;
  auto operator<=>(const TensorIndex&) const = default;
};

struct None {
  auto operator<=>(const None&) const = default;
};

struct OperandList;

using Operand = std::variant<None, Slot, TensorIndex, bool, std::int64_t, double, std::string,
                             std::vector<std::int64_t>, std::vector<double>, std::vector<bool>, OperandList>;

enum class ListKind { Tensors, OptionalTensors, Integers, Floats, Booleans };

// A list that is not only of plain constants, such as the tensors of a concatenation.
struct OperandList {
  ListKind kind = ListKind::Tensors;
  std::vector<Operand> items;
  bool operator==(const OperandList&) const;
};

inline bool OperandList::operator==(const OperandList& other) const {
  return kind == other.kind && items == other.items;
}

struct Instruction {
  std::string op;        // "aten::convolution"
  std::string overload;  // "" or "Tensor", "Scalar", ...
  std::vector<Operand> inputs;
  std::vector<int> outputs;  // slots
  std::string name;          // the node's name in the file it came from; for error messages
  bool operator==(const Instruction&) const = default;
};

enum class InputKind { Float, Integer, Boolean };

struct ProgramInput {
  std::string name;
  Shape shape;  // -1: any extent (the batch)
  InputKind kind = InputKind::Float;

  // Information in the file that running does not need; writers keep it if their format can express it.
  std::vector<std::int64_t> openAxes = {};  // further axes of any extent, on which nothing in the program depends
  std::string fileType = {};  // the element type if it is not the usual one of the kind: "uint8", "float16", ...
  bool operator==(const ProgramInput&) const = default;
};

struct Program {
  std::vector<ProgramInput> inputs;  // input i is written to slot i
  std::vector<Instruction> instructions;
  std::vector<int> outputs;  // slots
  std::vector<std::string> outputNames;
  std::vector<std::string> outputTypes;  // of each as ProgramInput::fileType; may be empty
  int slotCount = 0;
  std::vector<Tensor> tensors;
  std::shared_ptr<const ProgramTail> tail;  // what follows in the file, unrun; null: nothing
};

// Calls visit(operand) for every operand of the instruction, also inside lists.
template <class Visit>
void forEachOperand(const Instruction& instruction, const Visit& visit) {
  for (const Operand& operand : instruction.inputs) {
    if (const auto* list = std::get_if<OperandList>(&operand)) {
      for (const Operand& item : list->items) visit(item);
    } else {
      visit(operand);
    }
  }
}

// The batch size of the program if it is fixed (the first extent of its first input is not -1); 0: any.
std::int64_t fixedBatch(const Program& program);

// The number of uses of each slot, including outputs of the program.
std::vector<int> slotUses(const Program& program);

// Removes instructions with unused results and unused tensors, and renumbers both.
Program pruned(const Program& program);

// Folds batch_norm with constant statistics into the convolution or linear before it, if it has no other reader (w' = w
// gamma / sqrt(var + eps)). Instructions keep their order.
Program withFoldedBatchNorm(const Program& program);

// The instructions that it folds: of every batch norm, the convolution or linear before it and itself.
struct FoldedBatchNorm {
  std::size_t layer = 0, norm = 0;  // into Program::instructions
  bool operator==(const FoldedBatchNorm&) const = default;
};
std::vector<FoldedBatchNorm> foldedBatchNorms(const Program& program);

// Throws InputError naming the instruction when a slot is read before it is written or written twice, or an index is
// out of range.
void checkProgram(const Program& program);

// The program without the numbers of its tensors, as bytes: what the packed file stores as its graph. The size of a
// plan counts exactly these. Names of instructions, which only errors mention, are left out. programFromBytes gives
// tensors with their shapes and empty values.
std::vector<std::uint8_t> programToBytes(const Program& program);
Program programFromBytes(const std::vector<std::uint8_t>& bytes);

}  // namespace bitprism
