#pragma once

#include <memory>

#include "core/torch/graph/graph_bounds.h"
#include "core/torch/read/recorder.h"
#include "core/torch/read/single_floats.h"

namespace torch::jit {
struct Block;
struct Value;
}  // namespace torch::jit

namespace bitprism {

// Walks a TorchScript graph once, on values of an example, and passes what runs to the recorder. One thread at a time.
class TorchScriptInterpreter {
 public:
  // Both outlive the interpreter.
  TorchScriptInterpreter(Recorder& recorder, SingleFloats& floats);
  ~TorchScriptInterpreter();

  void bind(const torch::jit::Value* value, Recorded recorded);
  const Recorded& at(const torch::jit::Value* value) const;

  // Throws GraphRefused if control flow depends on data or does not end, InputError if an operator is unknown or fails
  // on the example.
  void run(const torch::jit::Block* block);

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace bitprism
