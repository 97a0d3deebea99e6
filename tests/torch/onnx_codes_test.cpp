#include "core/torch/write/onnx_codes.h"

#include <gtest/gtest.h>

#include <random>

#include "core/base/text.h"
#include "core/torch/read/onnx_reader.h"

namespace bitprism {
namespace {

// The numbers that a reader finds in a file that holds these, added to its input.
template <class Write>
std::vector<float> readBack(const Shape& shape, std::int64_t opset, const Write& write) {
  OnnxGraph graph(opset);
  const std::string input = graph.input("x", shape), output = graph.reserve("y");
  graph.node("Add", {input, write(graph)}, output, {}, output);
  graph.output(output, shape);
  const OnnxFile file = graph.take({});
  const Program program = readOnnx(file.model, "codes.onnx", "", {}).program;
  std::vector<float> numbers;
  for (const Tensor& tensor : program.tensors)
    if (const auto* floats = std::get_if<Floats>(&tensor.values)) numbers = (*floats)->copy();
  return numbers;
}

TEST(OnnxCodes, EveryWidthIsReadBackInEveryContainer) {
  std::mt19937 random(3);
  for (const std::int64_t opset : {17, 21, 25})
    for (const Shape& shape : {Shape{2, 3}, Shape{3, 7, 5, 11}, Shape{40, 16, 3, 3}})
      for (int bits = 1; bits <= 8; ++bits) {
        const int low = -(1 << (bits - 1)), high = (1 << (bits - 1)) - 1;
        std::uniform_int_distribution<int> signedCode(low, high), index(0, (1 << bits) - 1);
        std::vector<std::int8_t> codes;
        std::vector<std::uint8_t> indices;
        std::vector<float> codesAsFloats, indicesAsFloats;
        for (std::int64_t i = 0; i < elementCount(shape); ++i) {
          codes.push_back(static_cast<std::int8_t>(i == 0 ? low : signedCode(random)));
          indices.push_back(static_cast<std::uint8_t>(i == 0 ? (1 << bits) - 1 : index(random)));
          codesAsFloats.push_back(codes.back());
          indicesAsFloats.push_back(indices.back());
        }
        SCOPED_TRACE(text("opset ", opset, ", ", bits, " bits, ", shapeText(shape)));
        EXPECT_EQ(readBack(shape, opset, [&](OnnxGraph& graph) { return storedCodes(graph, "w", shape, codes); }),
                  codesAsFloats);
        EXPECT_EQ(readBack(shape, opset, [&](OnnxGraph& graph) { return storedIndices(graph, "w", shape, indices); }),
                  indicesAsFloats);
      }
}

// 5 bits take 4 and a plane, and so on, as soon as that is smaller; runtimes that read opset 17 get bytes.
TEST(OnnxCodes, LargeTensorsTakeTheirBits) {
  const std::size_t count = 1'000'000;
  for (int bits = 1; bits <= 8; ++bits) {
    const auto share = [&](std::int64_t opset) {
      return static_cast<double>(codeStorage(count, bits, opset).bytes) * 8 / static_cast<double>(count);
    };
    EXPECT_NEAR(share(25), std::max(bits, 1), 0.01) << bits;
    EXPECT_NEAR(share(21), bits, 0.01) << bits;
    EXPECT_EQ(share(17), 8) << bits;
  }
  EXPECT_EQ(codeStorage(100, 5, 25), (CodeStorage{8, 0, 100}));  // the operators would take more
  EXPECT_EQ(codeStorage(count, 4, 21).planes, 0);
  EXPECT_EQ(codeStorage(count, 2, 25).planes, 0);
}

}  // namespace
}  // namespace bitprism
