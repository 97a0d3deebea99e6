#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/file.h"

// Small ONNX models, written field by field as protobuf and onnx.proto number them: fuzz_seeds needs no LibTorch.
namespace bitprism::fuzz {

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value > 127; value >>= 7) bytes += static_cast<char>((value & 127) | 128);
  return bytes + static_cast<char>(value);
}

inline std::string field(std::uint64_t number, std::uint64_t value) {
  return varint(number << 3) + varint(value);
}

inline std::string field(std::uint64_t number, const std::string& bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + bytes;
}

using Names = std::vector<std::string>;
using Extents = std::vector<std::uint64_t>;

// An attribute of integers; `single`: of one.
inline std::string integers(const std::string& name, const Extents& values, bool single = false) {
  std::string bytes = field(1, name);
  for (const std::uint64_t value : values) bytes += field(single ? 3 : 8, value);
  return field(5, bytes + field(20, single ? 2U : 7U));
}

inline std::string node(const std::string& op, const Names& inputs, const std::string& output,
                        const std::string& attributes = {}) {
  std::string bytes;
  for (const std::string& input : inputs) bytes += field(1, input);
  return field(1, bytes + field(2, output) + field(3, op + output) + field(4, op) + attributes);
}

// type: 1 is float, 3 int8, 7 int64. Every byte of its numbers is `byte`.
inline std::string tensor(const std::string& name, const Extents& shape, std::uint64_t type, std::size_t bytesOfOne,
                          char byte) {
  std::string bytes;
  std::size_t count = bytesOfOne;
  for (const std::uint64_t extent : shape) {
    bytes += field(1, extent);
    count *= extent;
  }
  return field(5, bytes + field(2, type) + field(8, name) + field(9, std::string(count, byte)));
}

// The graph "x" (a picture of 3 x 8 x 8, any number of them) -> "y".
inline Bytes onnxModel(const std::string& nodesAndTensors) {
  std::string shape = field(1, field(2, "n"));
  for (const std::uint64_t extent : {3, 8, 8}) shape += field(1, field(1, extent));
  const std::string input = field(11, field(1, "x") + field(2, field(1, field(1, 1U) + field(2, shape))));
  const std::string graph = nodesAndTensors + field(2, "g") + input + field(12, field(1, "y"));
  const std::string model = field(1, 8U) + field(7, graph) + field(8, field(2, 17U));
  return {model.begin(), model.end()};
}

inline std::vector<std::pair<std::string, Bytes>> onnxModels() {
  const std::string filter = tensor("w", {4, 3, 3, 3}, 1, 4, 0x3d), pads = integers("pads", {1, 1, 1, 1});
  return {
      {"layers",
       onnxModel(node("Conv", {"x", "w", "b"}, "a", pads) + node("Relu", {"a"}, "r") +
                 node("MaxPool", {"r"}, "p", integers("kernel_shape", {2, 2})) + node("GlobalAveragePool", {"p"}, "m") +
                 node("Flatten", {"m"}, "f") + node("Gemm", {"f", "v"}, "y", integers("transB", {1}, true)) + filter +
                 tensor("b", {4}, 1, 4, 0x3c) + tensor("v", {5, 4}, 1, 4, 0x3e))},
      {"shapes",
       onnxModel(node("Shape", {"x"}, "s") + node("Gather", {"s", "zero"}, "n") +
                 node("Concat", {"n", "rest"}, "t", integers("axis", {0}, true)) + node("Reshape", {"x", "t"}, "f") +
                 node("MatMul", {"f", "v"}, "m") + node("Softmax", {"m"}, "y") + tensor("zero", {1}, 7, 8, 0) +
                 tensor("rest", {1}, 7, 8, static_cast<char>(0xff)) + tensor("v", {192, 2}, 1, 4, 0x3b))},
      {"codes",
       onnxModel(node("DequantizeLinear", {"q", "scale"}, "w") + node("QuantizeLinear", {"x", "scale", "none"}, "c") +
                 node("DequantizeLinear", {"c", "scale", "none"}, "d") +
                 node("Conv", {"d", "w"}, "y", integers("group", {3}, true)) + tensor("q", {6, 1, 3, 3}, 3, 1, 5) +
                 tensor("scale", {}, 1, 4, 0x3d) + tensor("none", {}, 3, 1, 0))}};
}

}  // namespace bitprism::fuzz
