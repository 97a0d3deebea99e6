#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/torch/write/onnx_graph.h"

namespace bitprism {

// How whole numbers of some bits lie in an ONNX file: their low bits in a container that ONNX has (of 2, 4 or 8 bits),
// each further bit in a plane of its own, eight numbers a byte. 5 bits are a container of 4 and one plane.
struct CodeStorage {
  int container = 8;  // bits; 0: planes only
  int planes = 0;
  std::size_t bytes = 0;  // with the operators that put planes together, about

  bool operator==(const CodeStorage&) const = default;
};

// The smallest for so many numbers. Containers of 2 bits need opset 25, of 4 bits opset 21; without one of them there
// are no planes either, for runtimes that read older files only may lack BitShift.
CodeStorage codeStorage(std::size_t count, int bits, std::int64_t opset);

// In this graph: files for other runtimes than ONNX Runtime keep to containers, which all of them know.
CodeStorage codeStorage(const OnnxGraph& graph, std::size_t count, int bits);

// Signed codes, in two's complement, as floats of the shape: constants and operators that a runtime computes once, when
// it loads the file.
std::string storedCodes(OnnxGraph& graph, const std::string& name, const Shape& shape,
                        std::span<const std::int8_t> codes);

// The same of numbers from 0 on.
std::string storedIndices(OnnxGraph& graph, const std::string& name, const Shape& shape,
                          std::span<const std::uint8_t> indices);

}  // namespace bitprism
