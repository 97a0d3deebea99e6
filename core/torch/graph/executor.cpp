#include "core/torch/graph/executor.h"

#include <torch/script.h>

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activations/uniform_activation.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/blas.h"
#include "core/torch/graph/computation.h"
#include "core/torch/graph/compute_device.h"
#include "core/torch/graph/form_run.h"
#include "core/torch/graph/step_kernels.h"
#include "core/torch/graph/torch_tensors.h"

namespace bitprism {
namespace {

// One operand, ready to be pushed: a constant, a slot, a replaceable tensor, or a list of these.
struct Argument {
  enum class Kind { Constant, Slot, Tensor, List } kind = Kind::Constant;
  c10::IValue constant;
  int index = 0;
  ListKind listKind = ListKind::Tensors;
  std::vector<Argument> items;
};

struct Step {
  // Operations are stateless, although their call operator is not const.
  std::shared_ptr<torch::jit::Operation> operation;
  std::shared_ptr<torch::jit::Operation> inPlace;  // the same, overwriting its first operand
  bool (*kernel)(torch::jit::Stack&) = nullptr;    // ours, which may decline an input
  bool addRelu = false;                            // add with the relu that follows it
  int packed = -1;                                 // the tensor of the packed convolution, when optimised
  bool skipped = false;                            // performed by an earlier step
  bool lapack = false;                             // runs one at a time
  std::vector<Argument> arguments;
  std::vector<int> outputs;
  std::vector<int> released;  // slots that are not used after this step
  std::vector<int> unread;    // unused results
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

c10::IValue valueOf(const Argument& argument, const std::vector<c10::IValue>& slots, const Executor::Weights& weights) {
  switch (argument.kind) {
    case Argument::Kind::Constant:
      return argument.constant;
    case Argument::Kind::Slot:
      return slots[static_cast<std::size_t>(argument.index)];
    case Argument::Kind::Tensor:
      return weights[static_cast<std::size_t>(argument.index)];
    case Argument::Kind::List:
      break;
  }
  const auto fill = [&](auto list, const auto& take) {
    for (const Argument& item : argument.items) list.push_back(take(valueOf(item, slots, weights)));
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

// Element-wise operators with an in-place variant.
bool hasInPlaceTwin(const Instruction& instruction) {
  static const std::set<std::string> unary = {"aten::relu",  "aten::sigmoid",     "aten::tanh", "aten::hardswish",
                                              "aten::clamp", "aten::hardsigmoid", "aten::silu", "aten::hardtanh",
                                              "aten::sqrt",  "aten::exp",         "aten::neg",  "aten::leaky_relu"};
  static const std::set<std::string> binary = {"aten::add", "aten::sub", "aten::mul", "aten::div"};
  return (unary.contains(instruction.op) && instruction.overload.empty()) ||
         (binary.contains(instruction.op) && instruction.overload == "Tensor");
}

const c10::OperatorHandle* packedRun() {
  static const auto handle = c10::Dispatcher::singleton().findSchema({"mkldnn_prepacked::conv2d_run", ""});
  return handle ? &*handle : nullptr;
}

const c10::OperatorHandle* packing() {
  static const auto handle = c10::Dispatcher::singleton().findSchema({"mkldnn_prepacked::conv2d_prepack", ""});
  return handle ? &*handle : nullptr;
}

// The parameters of a packed convolution besides its weights.
struct PackedForm {
  c10::IValue bias, stride, padding, dilation, groups;
  std::vector<std::int64_t> inputShape;
  bool relu = false;

  c10::IValue pack(const at::Tensor& weights) const {
    torch::jit::Stack stack = {weights,  bias,   stride,     padding,
                               dilation, groups, inputShape, std::string(relu ? "relu" : "none")};
    packing()->callBoxed(&stack);
    return stack.at(0);
  }
};

}  // namespace

class Executor::Implementation {
 public:
  Program program;  // without the values of its tensors
  Weights weights;
  std::vector<Shape> shapes;  // of the weights
  std::vector<bool> channelsLast;
  std::map<int, PackedForm> packedForms;  // by tensor
  std::vector<Step> steps;
  std::vector<int> outputs;
  std::size_t inputCount = 0;
  int slotCount = 0;
  at::Device device = at::kCPU;

  Step stepOf(const Instruction& instruction, int place, Mode mode, const std::vector<int>& lastUse) const;
  void arrangeWeights(const Instruction& convolution);
  void fuseAddRelu(const std::vector<int>& uses);
  std::optional<std::size_t> onlyReader(int slot, const std::vector<int>& uses, const std::string& op) const;
  void fuse(std::size_t into, std::size_t follower);
};

// The instruction of that kind that is the only user of the slot.
std::optional<std::size_t> Executor::Implementation::onlyReader(int slot, const std::vector<int>& uses,
                                                                const std::string& op) const {
  if (uses[static_cast<std::size_t>(slot)] != 1) return {};
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    if (instruction.op == op && instruction.overload.empty() && !steps[i].skipped &&
        instruction.inputs.at(0) == Operand(Slot{slot}))
      return i;
  }
  return {};
}

// Step `into` produces the follower's result instead of its own.
void Executor::Implementation::fuse(std::size_t into, std::size_t follower) {
  steps[follower].skipped = true;
  steps[into].outputs = steps[follower].outputs;
}

void Executor::Implementation::fuseAddRelu(const std::vector<int>& uses) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    if (instruction.op != "aten::add" || instruction.overload != "Tensor") continue;
    if (const auto relu = onlyReader(instruction.outputs[0], uses, "aten::relu")) {
      fuse(i, *relu);
      steps[i].addRelu = true;
    }
  }
}

Executor::State::State() = default;
Executor::State::~State() = default;
Executor::State::State(const State&) = default;
Executor::State& Executor::State::operator=(const State&) = default;
Executor::State::State(State&&) noexcept = default;
Executor::State& Executor::State::operator=(State&&) noexcept = default;

std::int64_t Executor::State::bytes() const {
  std::int64_t bytes = 0;
  for (const c10::IValue& slot : slots_)
    if (slot.isTensor() && slot.toTensor().defined()) bytes += static_cast<std::int64_t>(slot.toTensor().nbytes());
  return bytes;
}

namespace {

// The last instruction that uses each slot; -1 for none, the number of instructions for outputs.
std::vector<int> lastUses(const Program& program) {
  std::vector<int> lastUse(static_cast<std::size_t>(program.slotCount), -1);
  for (std::size_t i = 0; i < program.instructions.size(); ++i)
    forEachOperand(program.instructions[i], [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand))
        lastUse[static_cast<std::size_t>(slot->index)] = static_cast<int>(i);
    });
  const int never = static_cast<int>(program.instructions.size());
  for (const int slot : program.outputs) lastUse[static_cast<std::size_t>(slot)] = never;
  return lastUse;
}

std::shared_ptr<torch::jit::Operator> operatorOf(const Instruction& instruction) {
  if (!isComputation(instruction.op))
    throw InputError(text("operator ", instruction.op, " at '", instruction.name,
                          "' is refused: a network may only compute with its input"));
  const auto found = torch::jit::findOperatorFor(c10::OperatorName(instruction.op, instruction.overload));
  if (!found)
    throw InputError(text("operator ", instruction.op, instruction.overload.empty() ? "" : ".", instruction.overload,
                          " at '", instruction.name, "' is not known to this LibTorch"));
  if (found->schema().arguments().size() != instruction.inputs.size())
    throw InputError(text("operator ", instruction.op, " at '", instruction.name, "' has ", instruction.inputs.size(),
                          " operands, expected ", found->schema().arguments().size()));
  return found;
}

}  // namespace

// The instruction at that place as a step; releases slots that are not used later.
Step Executor::Implementation::stepOf(const Instruction& instruction, int place, Mode mode,
                                      const std::vector<int>& lastUse) const {
  const std::string& op = instruction.op;
  const auto found = operatorOf(instruction);
  Step step;
  step.operation = std::make_shared<torch::jit::Operation>(found->getOperation());
  if (mode == Mode::Forms) *step.operation = [op, found](torch::jit::Stack& stack) { runOnForms(op, *found, stack); };
  if (mode == Mode::Fast && hasInPlaceTwin(instruction))
    if (const auto twin = torch::jit::findOperatorFor(c10::OperatorName(op + "_", instruction.overload)))
      step.inPlace = std::make_shared<torch::jit::Operation>(twin->getOperation());
  if (mode == Mode::Fast && op == activationQuantizer) step.kernel = runActivationQuantizer;
  if (mode == Mode::Fast && device.is_cpu()) {
    if (op == "aten::max_pool2d") step.kernel = runMaxPool;
    if (op == "aten::adaptive_avg_pool2d") step.kernel = runGlobalMean;
  }
  step.lapack = entersLapack(op);
  step.outputs = instruction.outputs;
  step.name = instruction.name.empty() ? instruction.op : instruction.name;
  for (const Operand& operand : instruction.inputs) step.arguments.push_back(argumentOf(operand));
  if (!device.is_cpu())  // new tensors are created there
    for (std::size_t k = 0; k < step.arguments.size(); ++k) {
      Argument& argument = step.arguments[k];
      if (argument.kind == Argument::Kind::Constant && argument.constant.isNone() &&
          found->schema().arguments()[k].name() == "device")
        argument.constant = device;
    }
  std::set<int> released;  // cleared before the operator runs, so that the stack alone holds what it may overwrite
  forEachOperand(instruction, [&](const Operand& operand) {
    if (const auto* slot = std::get_if<Slot>(&operand); slot && lastUse[static_cast<std::size_t>(slot->index)] == place)
      released.insert(slot->index);
  });
  for (const int slot : instruction.outputs)
    if (lastUse[static_cast<std::size_t>(slot)] < 0) step.unread.push_back(slot);
  step.released.assign(released.begin(), released.end());
  return step;
}

// Gives the weights of a convolution the memory format that it uses.
void Executor::Implementation::arrangeWeights(const Instruction& convolution) {
  const auto* weight = std::get_if<TensorIndex>(&convolution.inputs[1]);
  if (!weight) return;
  const auto index = static_cast<std::size_t>(weight->index);
  if (weights[index].toTensor().dim() != 4 || channelsLast[index]) return;
  weights[index] = weights[index].toTensor().contiguous(at::MemoryFormat::ChannelsLast);
  channelsLast[index] = true;
}

Executor::Executor(const Program& program, Mode mode, Device device)
    : implementation_(std::make_unique<Implementation>()) {
  checkProgram(program);
  Implementation& self = *implementation_;
  self.device = computeDevice(device);
  for (const Tensor& tensor : program.tensors) {
    self.weights.emplace_back(toTorch(tensor));
    self.shapes.push_back(tensor.shape);
  }
  self.program = program;
  self.program.tensors.clear();
  self.channelsLast.assign(self.weights.size(), false);
  self.outputs = program.outputs;
  self.slotCount = program.slotCount;
  self.inputCount = program.inputs.size();
  const std::vector<int> lastUse = lastUses(program);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    self.steps.push_back(self.stepOf(instruction, static_cast<int>(i), mode, lastUse));
    if (instruction.op == "aten::convolution" && mode != Mode::Forms) self.arrangeWeights(instruction);
  }
  if (mode == Mode::Fast && self.device.is_cpu()) self.fuseAddRelu(slotUses(program));
  if (!self.device.is_cpu())
    for (c10::IValue& weight : self.weights) weight = weight.toTensor().to(self.device);
}

Executor::~Executor() = default;
Executor::Executor(Executor&&) noexcept = default;

void Executor::optimise(const std::vector<at::Tensor>& inputs) {
  Implementation& self = *implementation_;
  std::vector<std::vector<std::int64_t>> inputShapes(self.steps.size());
  run(inputs, self.weights, [&](std::size_t instruction, const at::Tensor& input) {
    inputShapes[instruction] = input.sizes().vec();
    return input;
  });
  if (!self.device.is_cpu() || !packing() || !packedRun()) return;

  std::map<int, int> uses;  // of tensors
  for (const Instruction& instruction : self.program.instructions)
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* tensor = std::get_if<TensorIndex>(&operand)) ++uses[tensor->index];
    });
  const std::vector<int> slots = slotUses(self.program);
  for (std::size_t i = 0; i < self.steps.size(); ++i) {
    const Instruction& instruction = self.program.instructions[i];
    if (instruction.op != "aten::convolution" || inputShapes[i].size() != 4) continue;
    const auto* weight = std::get_if<TensorIndex>(&instruction.inputs[1]);
    if (!weight || uses[weight->index] != 1 || !self.channelsLast[static_cast<std::size_t>(weight->index)]) continue;
    const auto constant = [&](std::size_t input) {
      return self.steps[i].arguments[input].kind == Argument::Kind::Constant;
    };
    const Argument& bias = self.steps[i].arguments[2];
    if (!constant(3) || !constant(4) || !constant(5) || !constant(6) || !constant(8) ||
        bias.kind == Argument::Kind::Slot || self.steps[i].arguments[6].constant.toBool())
      continue;
    PackedForm form;
    form.bias =
        bias.kind == Argument::Kind::Tensor ? self.weights[static_cast<std::size_t>(bias.index)] : c10::IValue();
    form.stride = self.steps[i].arguments[3].constant;
    form.padding = self.steps[i].arguments[4].constant;
    form.dilation = self.steps[i].arguments[5].constant;
    form.groups = self.steps[i].arguments[8].constant;
    form.inputShape = inputShapes[i];
    const auto relu = self.onlyReader(instruction.outputs[0], slots, "aten::relu");
    form.relu = relu.has_value();
    const auto index = static_cast<std::size_t>(weight->index);
    self.weights[index] = form.pack(self.weights[index].toTensor());
    self.packedForms.emplace(weight->index, std::move(form));
    self.steps[i].packed = weight->index;
    if (relu) self.fuse(i, *relu);
  }
}

const Executor::Weights& Executor::weights() const {
  return implementation_->weights;
}

bool Executor::onProcessor() const {
  return implementation_->device.is_cpu();
}

c10::IValue Executor::prepared(int index, std::span<const float> values) const {
  const Implementation& self = *implementation_;
  const auto shape = self.shapes[static_cast<std::size_t>(index)];
  const at::Tensor view = at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat);
  const at::Tensor copy =
      self.channelsLast[static_cast<std::size_t>(index)] ? view.clone(at::MemoryFormat::ChannelsLast) : view.clone();
  if (!self.device.is_cpu()) return copy.to(self.device);
  const auto form = self.packedForms.find(index);
  return form == self.packedForms.end() ? c10::IValue(copy) : form->second.pack(copy);
}

Executor::State Executor::start(const std::vector<at::Tensor>& inputs) const {
  const Implementation& self = *implementation_;
  if (inputs.size() != self.inputCount)
    throw Error(text("the network takes ", self.inputCount, " inputs, got ", inputs.size()));
  State state;
  state.slots_.resize(static_cast<std::size_t>(self.slotCount));
  for (std::size_t i = 0; i < inputs.size(); ++i)
    state.slots_[i] = inputs[i].is_meta() ? inputs[i] : inputs[i].to(self.device);
  return state;
}

void Executor::advance(State& state, const Weights& weights, std::size_t until, const InputHook& hook,
                       const OutputHook& outputHook) const {
  const Implementation& self = *implementation_;
  std::vector<c10::IValue>& slots = state.slots_;
  torch::jit::Stack stack;
  for (; state.next < until; ++state.next) {
    const Step& step = self.steps[state.next];
    if (step.skipped) continue;
    stack.clear();
    for (const Argument& argument : step.arguments) stack.push_back(valueOf(argument, slots, weights));
    for (const int slot : step.released) slots[static_cast<std::size_t>(slot)] = c10::IValue();
    try {
      const std::unique_lock<std::mutex> turn = step.lapack ? lapackTurn() : std::unique_lock<std::mutex>();
      if (hook && !stack.empty() && stack[0].isTensor()) {
        at::Tensor replaced = hook(state.next, stack[0].toTensor());
        stack[0] = std::move(replaced);
      }
      if (step.packed >= 0) {
        torch::jit::Stack call = {std::move(stack[0]), std::move(stack[1])};
        packedRun()->callBoxed(&call);
        stack = std::move(call);
      } else if (step.addRelu) {
        if (!runAddRelu(stack)) {
          (*step.operation)(stack);
          stack[0] = stack[0].toTensor().relu();
        }
      } else if (step.kernel && step.kernel(stack)) {
        // done
      } else if (step.inPlace && onlyOnStack(stack[0].toTensor()) &&
                 (stack.size() < 2 || keepsForm(stack[0].toTensor(), stack[1]))) {
        (*step.inPlace)(stack);
      } else {
        (*step.operation)(stack);
      }
    } catch (const c10::Error& problem) {
      const std::string message = problem.what_without_backtrace();
      throw Error(text("operator '", step.name, "' fails: ", message.substr(0, message.find('\n'))));
    }
    if (outputHook && !stack.empty() && stack[0].isTensor()) outputHook(state.next, stack[0].toTensor());
    for (std::size_t i = 0; i < step.outputs.size(); ++i)
      slots[static_cast<std::size_t>(step.outputs[i])] = std::move(stack[i]);
    for (const int slot : step.unread) slots[static_cast<std::size_t>(slot)] = c10::IValue();
  }
}

std::vector<at::Tensor> Executor::outputs(const State& state) const {
  std::vector<at::Tensor> results;
  for (const int slot : implementation_->outputs)
    results.push_back(state.slots_[static_cast<std::size_t>(slot)].toTensor());
  return results;
}

std::vector<at::Tensor> Executor::run(const std::vector<at::Tensor>& inputs, const Weights& weights,
                                      const InputHook& hook, const OutputHook& outputHook) const {
  State state = start(inputs);
  advance(state, weights, implementation_->steps.size(), hook, outputHook);
  return outputs(state);
}

}  // namespace bitprism
