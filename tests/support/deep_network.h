#pragma once

#include "tests/support/small_network.h"

namespace bitprism::test {

inline constexpr int deepLayers = 8;  // every other one is a convolution of 1 x 1

inline Network deepNetwork() {
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  int slot = 0;
  for (int i = 0; i < deepLayers; ++i) {
    const std::int64_t side = i % 2 == 0 ? 3 : 1, inputs = i == 0 ? 3 : 6;
    const auto count = static_cast<std::size_t>(6 * inputs * side * side);
    const int weight = addTensor(program, "block" + std::to_string(i) + ".conv.weight", {6, inputs, side, side},
                                 normals(count, static_cast<std::uint64_t>(i) + 1));
    slot = addUnary(program, "aten::relu", addConvolution(program, slot, weight, None{}, 1, side / 2));
  }
  program.outputs = {slot};
  program.outputNames = {"output"};
  return makeNetwork(program, "deep", "onnx");
}

}  // namespace bitprism::test
