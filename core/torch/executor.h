#pragma once

#include <memory>
#include <vector>

#include "core/network/program.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Runs a program: a short loop over boxed operators. Immutable after construction; run is safe from many threads.
class Executor {
 public:
  // Looks up every operator. Throws InputError naming the first that LibTorch does not have.
  explicit Executor(const Program& program);
  ~Executor();
  Executor(Executor&&) noexcept;

  // The program's tensors as LibTorch wants them: convolution weights in channels-last. Copy and replace entries to run
  // with other weights.
  const std::vector<at::Tensor>& tensors() const;

  // A layer's new weights in the form of tensors()[index].
  at::Tensor prepared(int index, const std::vector<float>& values) const;

  // inputs in the order of Program::inputs. Throws Error naming the instruction that failed.
  std::vector<at::Tensor> run(const std::vector<at::Tensor>& inputs, const std::vector<at::Tensor>& tensors) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
