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

// Attributes of one float, of a word, and of a graph with these nodes and tensors.
inline std::string number(const std::string& name, float value) {
  std::string bytes = varint(2 << 3 | 5);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  return field(5, field(1, name) + bytes + field(20, 1U));
}
inline std::string word(const std::string& name, const std::string& value) {
  return field(5, field(1, name) + field(4, value) + field(20, 3U));
}
inline std::string graph(const std::string& name, const std::string& nodesAndTensors, const Names& inputs,
                         const Names& outputs) {
  std::string bytes = nodesAndTensors + field(2, name);
  for (const std::string& input : inputs) bytes += field(11, field(1, input));
  for (const std::string& output : outputs) bytes += field(12, field(1, output));
  return field(5, field(1, name) + field(6, bytes) + field(20, 5U));
}

// Integers of 64 bits along one axis; `scalar`: one without an axis.
inline std::string list(const std::string& name, const Extents& values, bool scalar = false) {
  std::string bytes = scalar ? "" : field(1, values.size());
  for (const std::uint64_t value : values) bytes += field(7, value);
  return field(5, bytes + field(2, 7U) + field(8, name));
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

// Of layers: windows, matrices, norms, steps of a sequence.
inline std::vector<std::pair<std::string, Bytes>> layerModels() {
  const std::string filter = tensor("w", {4, 3, 3, 3}, 1, 4, 0x3d), pads = integers("pads", {1, 1, 1, 1});
  const auto four = [](const std::string& name) { return tensor(name, {4}, 1, 4, 0x3c); };
  return {
      {"layers",
       onnxModel(node("Conv", {"x", "w", "b"}, "a", pads) + node("Relu", {"a"}, "r") +
                 node("MaxPool", {"r"}, "p", integers("kernel_shape", {2, 2})) + node("GlobalAveragePool", {"p"}, "m") +
                 node("Flatten", {"m"}, "f") + node("Gemm", {"f", "v"}, "y", integers("transB", {1}, true)) + filter +
                 four("b") + tensor("v", {5, 4}, 1, 4, 0x3e))},
      {"norms",
       onnxModel(node("Conv", {"x", "w"}, "a", pads) + node("BatchNormalization", {"a", "b", "c", "d", "e"}, "n") +
                 node("Clip", {"n", "none", "six"}, "k") + node("InstanceNormalization", {"k", "b", "c"}, "i") +
                 node("LayerNormalization", {"i", "l"}, "m", integers("axis", {3}, true)) +
                 node("PRelu", {"m", "s"}, "q") + node("LRN", {"q"}, "y", integers("size", {3}, true)) + filter +
                 four("b") + four("c") + four("d") + four("e") + tensor("s", {4, 1, 1}, 1, 4, 0x3c) +
                 tensor("l", {8}, 1, 4, 0x3c) + tensor("none", {}, 1, 4, 0) + tensor("six", {}, 1, 4, 0x40))},
      {"turned",
       onnxModel(node("ConvTranspose", {"x", "w"}, "a", integers("strides", {2, 2}) + integers("pads", {0, 1, 1, 0})) +
                 node("AveragePool", {"a"}, "p", integers("kernel_shape", {3, 3}) + integers("ceil_mode", {1}, true)) +
                 node("Conv", {"p", "v"}, "c", integers("dilations", {2, 2}) + word("auto_pad", "SAME_UPPER")) +
                 node("LeakyRelu", {"c"}, "l", number("alpha", 0.1F)) +
                 node("DepthToSpace", {"l"}, "y", integers("blocksize", {2}, true)) +
                 tensor("w", {3, 4, 3, 3}, 1, 4, 0x3d) + tensor("v", {8, 4, 2, 2}, 1, 4, 0x3d))},
      {"recurrent",
       onnxModel(node("Reshape", {"x", "s"}, "a") + node("Transpose", {"a"}, "t", integers("perm", {1, 0, 2})) +
                 node("LSTM", {"t", "w", "r"}, "h", integers("hidden_size", {2}, true)) +
                 node("Squeeze", {"h", "one"}, "q") +
                 node("GRU", {"q", "v", "u"}, "g",
                      integers("hidden_size", {2}, true) + integers("linear_before_reset", {1}, true)) +
                 node("Slice", {"g", "start", "end"}, "y") + list("s", {0, 24, 8}) + list("one", {1}) +
                 list("start", {~std::uint64_t{0}}) + list("end", {999}) + tensor("w", {1, 8, 8}, 1, 4, 0x3d) +
                 tensor("r", {1, 8, 2}, 1, 4, 0x3d) + tensor("v", {1, 6, 2}, 1, 4, 0x3d) +
                 tensor("u", {1, 6, 2}, 1, 4, 0x3d))},
      {"attention",
       onnxModel(node("Reshape", {"x", "s"}, "a") + node("MatMul", {"a", "w"}, "q") + node("MatMul", {"a", "v"}, "k") +
                 node("Einsum", {"q", "k"}, "e", word("equation", "bij,bkj->bik")) + node("Softmax", {"e"}, "p") +
                 node("MatMul", {"p", "a"}, "m") + node("Add", {"m", "a"}, "r") + node("Erf", {"r"}, "f") +
                 node("ReduceMean", {"f", "one"}, "y") + list("s", {0, 24, 8}) + list("one", {1}) +
                 tensor("w", {8, 8}, 1, 4, 0x3d) + tensor("v", {8, 8}, 1, 4, 0x3c))}};
}

// Of forms, of codes, and of graphs inside graphs.
inline std::vector<std::pair<std::string, Bytes>> formModels() {
  const std::string loop =
      graph("body", node("Add", {"v", "v"}, "w") + node("Identity", {"c"}, "d"), {"i", "c", "v"}, {"d", "w"});
  const std::string branches = graph("then_branch", node("Relu", {"x"}, "t"), {}, {"t"}) +
                               graph("else_branch", node("Neg", {"x"}, "e"), {}, {"e"});
  const std::string function = field(25, field(1, "Twice") + field(4, "p") + field(5, "r") +
                                             field(7, field(1, "p") + field(1, "p") + field(2, "r") + field(4, "Add")) +
                                             field(9, field(2, 17U)) + field(10, "own"));
  Bytes withFunction = onnxModel(node("Twice", {"x"}, "y", field(7, "own")));
  withFunction.insert(withFunction.end(), function.begin(), function.end());
  return {
      {"shapes",
       onnxModel(node("Shape", {"x"}, "s") + node("Gather", {"s", "zero"}, "n") +
                 node("Concat", {"n", "rest"}, "t", integers("axis", {0}, true)) + node("Reshape", {"x", "t"}, "f") +
                 node("MatMul", {"f", "v"}, "m") + node("Softmax", {"m"}, "y") + tensor("zero", {1}, 7, 8, 0) +
                 tensor("rest", {1}, 7, 8, static_cast<char>(0xff)) + tensor("v", {192, 2}, 1, 4, 0x3b))},
      {"codes",
       onnxModel(node("DequantizeLinear", {"q", "scale"}, "w") + node("QuantizeLinear", {"x", "scale", "none"}, "c") +
                 node("DequantizeLinear", {"c", "scale", "none"}, "d") +
                 node("Conv", {"d", "w"}, "y", integers("group", {3}, true)) + tensor("q", {6, 1, 3, 3}, 3, 1, 5) +
                 tensor("scale", {}, 1, 4, 0x3d) + tensor("none", {}, 3, 1, 0))},
      {"sizes", onnxModel(node("Resize", {"x", "", "", "s"}, "a", word("mode", "linear")) +
                          node("Pad", {"a", "p"}, "b") + node("Tile", {"b", "t"}, "c") +
                          node("Unsqueeze", {"c", "one"}, "u") + node("Expand", {"u", "e"}, "f") +
                          node("Resize", {"x", "", "", "s"}, "g", word("mode", "cubic")) + node("Flatten", {"f"}, "h") +
                          node("Flatten", {"g"}, "l") + node("Concat", {"h", "l"}, "y", integers("axis", {1}, true)) +
                          list("s", {1, 3, 5, 12}) + list("p", {0, 0, 1, 0, 0, 0, 0, 2}) + list("t", {1, 1, 2, 1}) +
                          list("one", {1}) + list("e", {1, 2, 1, 1, 1}))},
      {"fills",
       onnxModel(node("ConstantOfShape", {"s"}, "z") + node("Range", {"from", "to", "step"}, "i") +
                 node("Cast", {"i"}, "f", integers("to", {1}, true)) + node("Add", {"f", "z"}, "a") +
                 node("Mul", {"x", "a"}, "m") + node("Greater", {"m", "z"}, "g") + node("Where", {"g", "m", "x"}, "w") +
                 node("CumSum", {"w", "from"}, "k") + node("Trilu", {"k"}, "y") + list("s", {8, 8}) +
                 list("from", {0}, true) + list("to", {8}, true) + list("step", {1}, true))},
      {"flow", onnxModel(node("Loop", {"most", "yes", "x"}, "a", loop) + node("If", {"yes"}, "b", branches) +
                         node("Add", {"a", "b"}, "y") + list("most", {3}, true) + tensor("yes", {}, 9, 1, 1))},
      {"tail",
       onnxModel(node("Reshape", {"x", "s"}, "b") + node("ReduceMax", {"b", "two"}, "c") +
                 node("Unsqueeze", {"c", "one"}, "d") + node("NonMaxSuppression", {"b", "d", "most", "over"}, "k") +
                 node("Gather", {"k", "one"}, "y", integers("axis", {1}, true)) + list("s", {0, 48, 4}) +
                 list("two", {2}) + list("one", {1}) + list("most", {9}) + tensor("over", {1}, 1, 4, 0x3f))},
      {"integers",
       onnxModel(node("DynamicQuantizeLinear", {"x"}, "c") +
                 node("QLinearConv", {"k", "scale", "none", "q", "scale", "none", "scale", "none"}, "o") +
                 node("QuantizeLinear", {"x", "scale", "none"}, "k") + node("DequantizeLinear", {"o", "scale"}, "y") +
                 tensor("q", {2, 3, 3, 3}, 3, 1, 5) + tensor("scale", {}, 1, 4, 0x3d) + tensor("none", {}, 3, 1, 0))},
      {"function", withFunction}};
}

inline std::vector<std::pair<std::string, Bytes>> onnxModels() {
  std::vector<std::pair<std::string, Bytes>> models = layerModels();
  for (const auto& model : formModels()) models.push_back(model);
  return models;
}

}  // namespace bitprism::fuzz
