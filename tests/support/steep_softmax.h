#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "core/network/program.h"
#include "core/torch/graph/executor.h"

namespace bitprism::test {

// A softmax over logits of millions turns their last bits into zeros and ones (light_squeezenet: 1000 logits of about
// 1e9 that are equal but for rounding, so that any order of summing gives another winner). What goes into it is
// compared.
inline Program withoutSteepSoftmax(const Program& program, const std::vector<at::Tensor>& inputs) {
  Program open = program;
  if (program.instructions.empty()) return program;
  const Instruction& last = program.instructions.back();
  if (last.op != "aten::softmax" || program.outputs != last.outputs) return program;
  open.outputs = {std::get<Slot>(last.inputs[0]).index};
  const Executor executor(open);
  const double largest = executor.run(inputs, executor.weights())[0].abs().max().item<double>();
  return largest > 1e6 ? pruned(open) : program;
}

}  // namespace bitprism::test
