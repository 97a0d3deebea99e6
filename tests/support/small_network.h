#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/network/network.h"

// Small networks built by hand, their weights drawn by seed.
namespace bitprism::test {

inline std::vector<float> normals(std::size_t count, std::uint64_t seed, double deviation = 0.2) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(deviation * random.normal());
  return values;
}

inline int addTensor(Program& program, const std::string& name, Shape shape, std::vector<float> values) {
  program.tensors.push_back(floatTensor(name, std::move(shape), std::move(values)));
  return static_cast<int>(program.tensors.size()) - 1;
}

inline int addConvolution(Program& program, int input, int weight, Operand bias, std::int64_t stride = 1,
                          std::int64_t padding = 1, std::int64_t groups = 1) {
  const int output = program.slotCount++;
  using Integers64 = std::vector<std::int64_t>;
  program.instructions.push_back({"aten::convolution",
                                  "",
                                  {Slot{input}, TensorIndex{weight}, std::move(bias), Integers64{stride, stride},
                                   Integers64{padding, padding}, Integers64{1, 1}, false, Integers64{0, 0}, groups},
                                  {output},
                                  ""});
  return output;
}

inline int addUnary(Program& program, const std::string& op, int input) {
  const int output = program.slotCount++;
  program.instructions.push_back({op, "", {Slot{input}}, {output}, ""});
  return output;
}

// [N, 3, 8, 8] -> conv 3x3 to 6 -> relu -> conv 3x3 to 5 -> relu -> mean over the image -> linear to 4.
inline Program smallProgram(std::uint64_t seed = 1) {
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  const int w1 = addTensor(program, "first.weight", {6, 3, 3, 3}, normals(162, seed)),
            b1 = addTensor(program, "first.bias", {6}, normals(6, seed + 1));
  const int w2 = addTensor(program, "second.weight", {5, 6, 3, 3}, normals(270, seed + 2));
  const int w3 = addTensor(program, "head.weight", {4, 5}, normals(20, seed + 3)),
            b3 = addTensor(program, "head.bias", {4}, normals(4, seed + 4));
  int slot = addUnary(program, "aten::relu", addConvolution(program, 0, w1, TensorIndex{b1}));
  slot = addUnary(program, "aten::relu", addConvolution(program, slot, w2, None{}, 2));
  const int mean = program.slotCount++;
  program.instructions.push_back(
      {"aten::mean", "dim", {Slot{slot}, std::vector<std::int64_t>{2, 3}, false, None{}}, {mean}, ""});
  const int output = program.slotCount++;
  program.instructions.push_back({"aten::linear", "", {Slot{mean}, TensorIndex{w3}, TensorIndex{b3}}, {output}, ""});
  program.outputs = {output};
  program.outputNames = {"output"};
  return program;
}

inline Network smallNetwork(std::uint64_t seed = 1) {
  return makeNetwork(smallProgram(seed), "small", "onnx");
}

}  // namespace bitprism::test
