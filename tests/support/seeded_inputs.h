#pragma once

#include <torch/torch.h>

#include <vector>

#include "core/network/program.h"

namespace bitprism::test {

// Numbers for every input of a program, the batch where its file leaves it open.
inline std::vector<at::Tensor> seededInputs(const Program& program, std::int64_t batch, std::uint64_t seed) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  std::vector<at::Tensor> inputs;
  for (const ProgramInput& input : program.inputs) {
    Shape shape = input.shape;
    for (std::int64_t& extent : shape)
      if (extent < 0) extent = batch;
    if (input.kind == InputKind::Float)
      inputs.push_back(at::randn(shape, generator, at::TensorOptions(at::kFloat)));
    else if (input.kind == InputKind::Integer)
      inputs.push_back(at::randint(0, 2, shape, generator, at::TensorOptions(at::kLong)));
    else
      inputs.push_back(at::ones(shape, at::kBool));
  }
  return inputs;
}

}  // namespace bitprism::test
