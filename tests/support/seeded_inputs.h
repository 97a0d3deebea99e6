#pragma once

#include <ATen/ATen.h>

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
    const at::TensorOptions floats(at::kFloat);
    // A program computes in floats what its file takes in less: values that the file can take.
    if (input.fileType == "uint8")
      inputs.push_back(at::randint(0, 256, shape, generator, floats));
    else if (input.fileType == "int8")
      inputs.push_back(at::randint(-128, 128, shape, generator, floats));
    else if (input.kind == InputKind::Float) {
      const at::Tensor values = at::randn(shape, generator, floats);
      inputs.push_back(input.fileType == "float16" ? values.to(at::kHalf).to(at::kFloat) : values);
    } else if (input.kind == InputKind::Integer)
      inputs.push_back(at::randint(0, 2, shape, generator, at::TensorOptions(at::kLong)));
    else
      inputs.push_back(at::ones(shape, at::kBool));
  }
  return inputs;
}

}  // namespace bitprism::test
