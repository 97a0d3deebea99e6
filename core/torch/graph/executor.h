#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/eval/device.h"
#include "core/network/program.h"

namespace at {
class Tensor;
}
namespace c10 {
struct IValue;
}

namespace bitprism {

// Runs a program: a short loop over boxed operators. Element-wise operators overwrite values that are no longer used,
// which saves a third of the memory traffic. Immutable once optimised; runs are safe from many threads.
class Executor {
 public:
  // The program's constant tensors in the form that their operators need. Copy and replace entries by prepared() to run
  // with other weights.
  using Weights = std::vector<c10::IValue>;

  // A hook on the input of an instruction: called with its index and its first operand, returns the operand to use
  // instead.
  using InputHook = std::function<at::Tensor(std::size_t instruction, const at::Tensor& input)>;

  // A hook on the result of an instruction: called with its index and its first result.
  using OutputHook = std::function<void(std::size_t instruction, const at::Tensor& output)>;

  // Fast: values are overwritten, operators fused and replaced by our own kernels. Plain: every instruction as written,
  // so that gradients and all values are available. Forms: as written, on forms (form_run.h) as inputs and results; a
  // run may then also throw NoForm.
  enum class Mode { Fast, Plain, Forms };

  // A run suspended before instruction `next`: the values that are still needed. Copies share them, so that many runs
  // can continue from one prefix.
  class State {
   public:
    State();
    ~State();
    State(const State&);
    State& operator=(const State&);
    State(State&&) noexcept;
    State& operator=(State&&) noexcept;
    std::size_t next = 0;
    std::int64_t bytes() const;  // of those values, shared or not

   private:
    friend class Executor;
    std::vector<c10::IValue> slots_;
  };

  // Looks up every operator, and moves the constant tensors to the device, on which every run computes and leaves its
  // outputs. Throws InputError naming the first operator that LibTorch does not have, UsageError if the device is not
  // available.
  explicit Executor(const Program& program, Mode mode = Mode::Fast, Device device = Device::Cpu);
  ~Executor();
  Executor(Executor&&) noexcept;

  // Runs the program once on the inputs and packs the weights of its convolutions for their shapes, fused with a
  // following relu; on devices other than the CPU nothing is packed. Call before weights(), at most once.
  void optimise(const std::vector<at::Tensor>& inputs);

  const Weights& weights() const;
  bool onProcessor() const;

  // New values for the program's tensor, in the form of weights()[index].
  c10::IValue prepared(int index, std::span<const float> values) const;

  // inputs in the order of Program::inputs, on any device. Throws Error naming the instruction that failed.
  std::vector<at::Tensor> run(const std::vector<at::Tensor>& inputs, const Weights& weights, const InputHook& hook = {},
                              const OutputHook& outputHook = {}) const;

  // The same in parts: a state before the first instruction; advanced to before instruction `until`; its outputs after
  // the last instruction.
  State start(const std::vector<at::Tensor>& inputs) const;
  void advance(State& state, const Weights& weights, std::size_t until, const InputHook& hook = {},
               const OutputHook& outputHook = {}) const;
  std::vector<at::Tensor> outputs(const State& state) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
