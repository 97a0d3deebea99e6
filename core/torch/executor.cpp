#include "core/torch/executor.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <memory>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/torch_tensors.h"

namespace bitprism {
namespace {

// One operand, ready to be pushed: a constant, a slot, a tensor that may be swapped, or a list of these.
struct Argument {
  enum class Kind { Constant, Slot, Tensor, List } kind = Kind::Constant;
  c10::IValue constant;
  int index = 0;
  ListKind listKind = ListKind::Tensors;
  std::vector<Argument> items;
};

struct Step {
  std::shared_ptr<torch::jit::Operation> operation;  // its call operator is not const, though it keeps no state
  std::shared_ptr<torch::jit::Operation> inPlace;    // the same, overwriting its first operand
  bool inPlaceNeedsSameShape = false;
  std::vector<Argument> arguments;
  std::vector<int> outputs;
  std::vector<int> released;  // slots nobody reads after this step
  std::string name;
};

Argument argumentOf(const Operand& operand) {
  Argument argument;
  std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, Slot>) {
          argument.kind = Argument::Kind::Slot;
          argument.index = value.index;
        } else if constexpr (std::is_same_v<T, TensorIndex>) {
          argument.kind = Argument::Kind::Tensor;
          argument.index = value.index;
        } else if constexpr (std::is_same_v<T, OperandList>) {
          argument.kind = Argument::Kind::List;
          argument.listKind = value.kind;
          for (const Operand& item : value.items) argument.items.push_back(argumentOf(item));
        } else if constexpr (std::is_same_v<T, None>) {
          argument.constant = c10::IValue();
        } else if constexpr (std::is_same_v<T, std::vector<bool>>) {
          c10::List<bool> list;
          for (const bool item : value) list.push_back(item);
          argument.constant = list;
        } else {
          argument.constant = c10::IValue(value);
        }
      },
      operand);
  return argument;
}

c10::IValue valueOf(const Argument& argument, const std::vector<c10::IValue>& slots,
                    const std::vector<at::Tensor>& tensors) {
  switch (argument.kind) {
    case Argument::Kind::Constant:
      return argument.constant;
    case Argument::Kind::Slot:
      return slots[static_cast<std::size_t>(argument.index)];
    case Argument::Kind::Tensor:
      return tensors[static_cast<std::size_t>(argument.index)];
    case Argument::Kind::List:
      break;
  }
  const auto fill = [&](auto list, const auto& take) {
    for (const Argument& item : argument.items) list.push_back(take(valueOf(item, slots, tensors)));
    return c10::IValue(list);
  };
  switch (argument.listKind) {
    case ListKind::Tensors:
      return fill(c10::List<at::Tensor>(), [](const c10::IValue& value) { return value.toTensor(); });
    case ListKind::OptionalTensors:
      return fill(c10::List<c10::optional<at::Tensor>>(),
                  [](const c10::IValue& value) { return value.toOptional<at::Tensor>(); });
    case ListKind::Integers:
      return fill(c10::List<std::int64_t>(), [](const c10::IValue& value) { return value.toInt(); });
    case ListKind::Floats:
      return fill(c10::List<double>(), [](const c10::IValue& value) { return value.toDouble(); });
    case ListKind::Booleans:
      return fill(c10::List<bool>(), [](const c10::IValue& value) { return value.toBool(); });
  }
  return {};
}

// Operators that write into memory of their own, so that what follows may overwrite their result.
bool givesFreshMemory(const std::string& op) {
  return op == "aten::convolution" || op == "aten::linear" || op == "aten::batch_norm" || op == "aten::add" ||
         op == "aten::relu";
}

}  // namespace

class Executor::Implementation {
 public:
  std::vector<at::Tensor> tensors;
  std::vector<bool> channelsLast;
  std::vector<Step> steps;
  std::vector<int> outputs;
  std::size_t inputCount = 0;
  int slotCount = 0;
};

Executor::Executor(const Program& program) : implementation_(std::make_unique<Implementation>()) {
  checkProgram(program);
  Implementation& self = *implementation_;
  for (const Tensor& tensor : program.tensors) self.tensors.push_back(toTorch(tensor));
  self.channelsLast.assign(self.tensors.size(), false);
  self.outputs = program.outputs;
  self.slotCount = program.slotCount;
  self.inputCount = program.inputs.size();

  std::vector<int> lastRead(static_cast<std::size_t>(program.slotCount), -1);
  const std::vector<int> uses = slotUses(program);
  std::vector<std::string> producer(static_cast<std::size_t>(program.slotCount));
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    forEachOperand(program.instructions[i], [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand))
        lastRead[static_cast<std::size_t>(slot->index)] = static_cast<int>(i);
    });
    for (const int slot : program.instructions[i].outputs)
      producer[static_cast<std::size_t>(slot)] = program.instructions[i].op;
  }
  const int never = static_cast<int>(program.instructions.size());
  for (const int slot : program.outputs) lastRead[static_cast<std::size_t>(slot)] = never;

  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    const std::string& op = instruction.op;
    const auto found = torch::jit::findOperatorFor(c10::OperatorName(op, instruction.overload));
    if (!found)
      throw InputError(text("operator ", instruction.op, instruction.overload.empty() ? "" : ".", instruction.overload,
                            " at '", instruction.name, "' is not known to this LibTorch"));
    if (found->schema().arguments().size() != instruction.inputs.size())
      throw InputError(text("operator ", instruction.op, " at '", instruction.name, "' has ", instruction.inputs.size(),
                            " operands, expected ", found->schema().arguments().size()));
    Step step;
    step.operation = std::make_shared<torch::jit::Operation>(found->getOperation());
    // relu and add in place where nobody else reads the overwritten value: a third less memory traffic.
    const bool addition = op == "aten::add" && instruction.overload == "Tensor";
    if (op == "aten::relu" || addition)
      if (const auto* slot = std::get_if<Slot>(&instruction.inputs[0]);
          slot && uses[static_cast<std::size_t>(slot->index)] == 1 &&
          givesFreshMemory(producer[static_cast<std::size_t>(slot->index)])) {
        step.inPlace = std::make_shared<torch::jit::Operation>(
            torch::jit::findOperatorFor(c10::OperatorName(op + "_", instruction.overload))->getOperation());
        step.inPlaceNeedsSameShape = addition;
      }
    step.outputs = instruction.outputs;
    step.name = instruction.name.empty() ? instruction.op : instruction.name;
    for (const Operand& operand : instruction.inputs) step.arguments.push_back(argumentOf(operand));
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand);
          slot && lastRead[static_cast<std::size_t>(slot->index)] == static_cast<int>(i))
        step.released.push_back(slot->index);
    });
    for (const int slot : instruction.outputs)
      if (lastRead[static_cast<std::size_t>(slot)] < 0) step.released.push_back(slot);
    self.steps.push_back(std::move(step));
    if (instruction.op == "aten::convolution")
      if (const auto* weight = std::get_if<TensorIndex>(&instruction.inputs[1])) {
        const auto index = static_cast<std::size_t>(weight->index);
        if (self.tensors[index].dim() == 4 && !self.channelsLast[index]) {
          self.tensors[index] = self.tensors[index].contiguous(at::MemoryFormat::ChannelsLast);
          self.channelsLast[index] = true;
        }
      }
  }
}

Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;

const std::vector<at::Tensor>& Executor::tensors() const {
  return implementation_->tensors;
}

at::Tensor Executor::prepared(int index, const std::vector<float>& values) const {
  const at::Tensor& like = implementation_->tensors[static_cast<std::size_t>(index)];
  const at::Tensor view = at::from_blob(const_cast<float*>(values.data()), like.sizes(), at::kFloat);
  return implementation_->channelsLast[static_cast<std::size_t>(index)] ? view.clone(at::MemoryFormat::ChannelsLast)
                                                                        : view.clone();
}

std::vector<at::Tensor> Executor::run(const std::vector<at::Tensor>& inputs,
                                      const std::vector<at::Tensor>& tensors) const {
  const Implementation& self = *implementation_;
  if (inputs.size() != self.inputCount)
    throw Error(text("the network takes ", self.inputCount, " inputs, got ", inputs.size()));
  std::vector<c10::IValue> slots(static_cast<std::size_t>(self.slotCount));
  for (std::size_t i = 0; i < inputs.size(); ++i) slots[i] = inputs[i];
  torch::jit::Stack stack;
  for (const Step& step : self.steps) {
    stack.clear();
    for (const Argument& argument : step.arguments) stack.push_back(valueOf(argument, slots, tensors));
    try {
      const bool inPlace =
          step.inPlace && (!step.inPlaceNeedsSameShape ||
                           (stack[1].isTensor() && stack[0].toTensor().sizes() == stack[1].toTensor().sizes()));
      if (inPlace)
        (*step.inPlace)(stack);
      else
        (*step.operation)(stack);
    } catch (const c10::Error& problem) {
      const std::string message = problem.what_without_backtrace();
      throw Error(text("operator '", step.name, "' fails: ", message.substr(0, message.find('\n'))));
    }
    for (std::size_t i = 0; i < step.outputs.size(); ++i)
      slots[static_cast<std::size_t>(step.outputs[i])] = std::move(stack[i]);
    for (const int slot : step.released) slots[static_cast<std::size_t>(slot)] = c10::IValue();
  }
  std::vector<at::Tensor> results;
  for (const int slot : self.outputs) results.push_back(slots[static_cast<std::size_t>(slot)].toTensor());
  return results;
}

}  // namespace bitprism
