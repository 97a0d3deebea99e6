#pragma once

#include <utility>

#include "tests/support/small_network.h"

namespace bitprism::test {

inline Layer layerOf(Shape shape, std::vector<float> weights, std::int64_t channelAxis = 0) {
  Layer layer;
  layer.name = "layer";
  layer.kind = channelAxis == 1 ? LayerKind::TransposedConvolution : LayerKind::Convolution;
  layer.shape = std::move(shape);
  layer.weights = constantArray(std::move(weights));
  layer.channelAxis = channelAxis;
  return layer;
}

// conv 3 -> 5 with bias, relu, transposed conv 5 -> 4, mean over the image, linear 4 -> 7, addition of a boolean and an
// integer constant on the way: odd counts everywhere, all three kinds of layer, all types of tensor.
inline Network variedNetwork(std::uint64_t seed = 1) {
  using Extents = std::vector<std::int64_t>;
  Program program;
  program.inputs = {{"image", {-1, 3, 9, 9}}};
  program.tensors = {floatTensor("first.weight", {5, 3, 3, 3}, normals(135, seed, 0.2)),
                     floatTensor("first.bias", {5}, normals(5, seed + 1, 0.1)),
                     floatTensor("second.weight", {5, 4, 2, 1}, normals(40, seed + 2, 0.3)),
                     floatTensor("last.weight", {7, 4}, normals(28, seed + 3, 0.5)),
                     {{3}, constantArray(Extents{-1, 7, 1LL << 40}), "numbers"},
                     {{3}, constantArray(std::vector<std::uint8_t>{1, 0, 1}), "mask"}};
  program.slotCount = 7;
  program.instructions = {
      {"aten::convolution",
       "",
       {Slot{0}, TensorIndex{0}, TensorIndex{1}, Extents{1, 1}, Extents{1, 1}, Extents{1, 1}, false, Extents{0, 0},
        std::int64_t{1}},
       {1},
       "conv1"},
      {"aten::relu", "", {Slot{1}}, {2}, "relu"},
      {"aten::convolution",
       "",
       {Slot{2}, TensorIndex{2}, None{}, Extents{1, 1}, Extents{0, 0}, Extents{1, 1}, true, Extents{0, 0},
        std::int64_t{1}},
       {3},
       "up"},
      {"aten::mean", "dim", {Slot{3}, Extents{-1, -2}, false, None{}}, {4}, "pool"},
      {"aten::linear", "", {Slot{4}, TensorIndex{3}, None{}}, {5}, "fc"},
      {"custom::everything",
       "overload",
       {Slot{5}, 0.1, std::string("text"), std::vector<double>{1e300, -0.5}, std::vector<bool>{true, false},
        std::int64_t{-5}, true, OperandList{ListKind::OptionalTensors, {Slot{4}, None{}, TensorIndex{4}}},
        OperandList{ListKind::Tensors, {TensorIndex{5}}}, Extents{}},
       {6},
       "all"}};
  program.outputs = {6};
  program.outputNames = {"logits"};
  return makeNetwork(std::move(program), "varied.onnx", "onnx");
}

}  // namespace bitprism::test
