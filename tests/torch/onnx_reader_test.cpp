#include "core/torch/read/onnx_reader.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/onnx_operators.h"
#include "tests/support/onnx_models.h"

namespace bitprism {
namespace {

using test::ModelBuilder;

at::Tensor runProgram(const Program& program, const at::Tensor& input) {
  const Executor executor(program);
  return executor.run({input}, executor.weights()).at(0);
}

TEST(OnnxReader, readsAConvolutionWithAsymmetricPadding) {
  ModelBuilder model({-1, 3, 9, 9});
  const at::Tensor weight = at::randn({4, 3, 3, 3}), bias = at::randn({4});
  auto& node = model.node("Conv", {"x", model.tensor("w", weight), model.tensor("b", bias)}, "y");
  ModelBuilder::set(node, "pads", std::vector<std::int64_t>{0, 0, 1, 2});
  ModelBuilder::set(node, "strides", std::vector<std::int64_t>{2, 2});
  const Program program = readOnnx(model.bytes("y"), "model", "", {}).program;
  const at::Tensor input = at::randn({3, 3, 9, 9});
  const at::Tensor expected =
      at::conv2d(at::constant_pad_nd(input, {0, 2, 0, 1}, 0), weight, bias, at::IntArrayRef{2, 2});
  EXPECT_TRUE(at::allclose(runProgram(program, input), expected, 1e-5, 1e-5));
}

TEST(OnnxReader, keepsTheBatchOpenThroughShapeArithmetic) {
  // Reshape(x, Concat(Gather(Shape(x), 0), -1)), as exporters write x.view(x.size(0), -1).
  ModelBuilder model({-1, 3, 4, 4});
  model.node("Shape", {"x"}, "shape");
  model.node("Gather", {"shape", model.tensor("zero", at::scalar_tensor(0, at::kLong))}, "batch");
  model.node("Unsqueeze", {"batch", model.tensor("axes", at::tensor({std::int64_t{0}}))}, "batch1");
  ModelBuilder::set(model.node("Concat", {"batch1", model.tensor("rest", at::tensor({std::int64_t{-1}}))}, "target"),
                    "axis", std::int64_t{0});
  model.node("Reshape", {"x", "target"}, "flat");
  const at::Tensor weight = at::randn({5, 48});
  ModelBuilder::set(model.node("Gemm", {"flat", model.tensor("w", weight), model.tensor("b", at::zeros({5}))}, "y"),
                    "transB", std::int64_t{1});
  const Program program = readOnnx(model.bytes("y"), "model", "", {}).program;
  for (const std::int64_t batch : {1, 2, 7}) {
    const at::Tensor input = at::randn({batch, 3, 4, 4});
    EXPECT_TRUE(at::allclose(runProgram(program, input), at::linear(input.flatten(1), weight), 1e-4, 1e-5)) << batch;
  }
}

TEST(OnnxReader, readsMatMulWithConstantWeightsAsALayer) {
  ModelBuilder model({-1, 6});
  const at::Tensor weight = at::randn({6, 4});
  model.node("MatMul", {"x", model.tensor("head.weight", weight)}, "y");
  const Program program = readOnnx(model.bytes("y"), "model", "", {}).program;
  const Network network = makeNetwork(program, "m", "onnx");
  ASSERT_EQ(network.layers.size(), 1u);
  EXPECT_EQ(network.layers[0].shape, (Shape{4, 6}));
  const at::Tensor input = at::randn({2, 6});
  EXPECT_TRUE(at::allclose(runProgram(program, input), at::matmul(input, weight), 1e-5, 1e-5));
}

TEST(OnnxReader, dequantizesFourBitWeights) {
  ModelBuilder model({-1, 3}, 21);
  auto* codes = model.graph().add_initializer();
  codes->set_name("w_q");
  codes->set_data_type(22);
  codes->add_dims(2);
  codes->add_dims(3);
  codes->set_raw_data(std::string("\x18\xf7\x3e", 3));  // -8 1 7 -1 -2 3, low nibble first
  ModelBuilder::set(model.node("DequantizeLinear", {"w_q", model.tensor("s", at::tensor({0.5f, 2.f}))}, "w"), "axis",
                    std::int64_t{0});
  ModelBuilder::set(model.node("Gemm", {"x", "w"}, "y"), "transB", std::int64_t{1});
  const Program program = readOnnx(model.bytes("y"), "model", "", {}).program;
  ASSERT_EQ(program.tensors.size(), 1u);
  EXPECT_EQ(program.tensors[0].floats(), (std::vector<float>{-4, 0.5f, 3.5f, -2, -4, 6}));
}

std::string refusal(const Bytes& bytes, const Shape& shape = {}) {
  try {
    makeNetwork(readOnnx(bytes, "bad.onnx", "", shape).program, "bad.onnx", "onnx");
  } catch (const InputError& problem) {
    return problem.what();
  }
  return "accepted";
}

TEST(OnnxReader, namesTheNodeItDoesNotKnow) {
  ModelBuilder model({-1, 3, 4, 4});
  model.node("NonMaxSuppression", {"x"}, "y");
  EXPECT_NE(refusal(model.bytes("y")).find("NonMaxSuppression at 'node_y'"), std::string::npos)
      << refusal(model.bytes("y"));
}

TEST(OnnxReader, refusesBrokenGraphsInASentence) {
  ModelBuilder cycle({-1, 3});
  cycle.node("Add", {"x", "z"}, "y");
  cycle.node("Relu", {"y"}, "z");
  EXPECT_NE(refusal(cycle.bytes("z")).find("reads 'z' before anything writes it"), std::string::npos);

  ModelBuilder twice({-1, 3});
  twice.node("Relu", {"x"}, "y");
  twice.node("Relu", {"x"}, "y");
  EXPECT_NE(refusal(twice.bytes("y")).find("a second time"), std::string::npos);

  ModelBuilder oversized({-1, 3});
  auto* tensor = oversized.graph().add_initializer();
  tensor->set_name("w");
  tensor->set_data_type(onnx::TensorProto::FLOAT);
  tensor->add_dims(std::int64_t{1} << 50);
  oversized.node("Relu", {"x"}, "y");
  EXPECT_NE(refusal(oversized.bytes("y")).find("impossible size"), std::string::npos);

  ModelBuilder shortData({-1, 3});
  auto* few = shortData.graph().add_initializer();
  few->set_name("w");
  few->set_data_type(onnx::TensorProto::FLOAT);
  few->add_dims(100);
  few->set_raw_data("abcd");
  shortData.node("Relu", {"x"}, "y");
  EXPECT_NE(refusal(shortData.bytes("y")).find("has 4 bytes, expected 400"), std::string::npos);

  ModelBuilder outside({-1, 3});
  auto* external = outside.graph().add_initializer();
  external->set_name("w");
  external->set_data_type(onnx::TensorProto::FLOAT);
  external->add_dims(1);
  external->set_data_location(onnx::TensorProto::EXTERNAL);
  auto* location = external->add_external_data();
  location->set_key("location");
  location->set_value("../../etc/passwd");
  outside.node("Relu", {"x"}, "y");
  EXPECT_NE(refusal(outside.bytes("y")).find("outside the file's folder"), std::string::npos);
}

TEST(OnnxReader, refusesTruncatedFiles) {
  ModelBuilder model({-1, 3, 9, 9});
  model.node("Conv", {"x", model.tensor("w", at::randn({4, 3, 3, 3}))}, "y");
  const Bytes whole = model.bytes("y");
  ASSERT_EQ(refusal(whole), "accepted");
  for (std::size_t length = 0; length < whole.size(); length += 7)
    EXPECT_NE(refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))), "accepted") << length;
}

TEST(OnnxReader, survivesFlippedBits) {
  ModelBuilder model({-1, 3, 9, 9});
  model.node("Conv", {"x", model.tensor("w", at::randn({4, 3, 3, 3}))}, "c");
  model.node("Relu", {"c"}, "y");
  const Bytes whole = model.bytes("y");
  int refused = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; bit += 5) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    refused += refusal(flipped) != "accepted";
  }
  EXPECT_GT(refused, 10);  // weights may flip unseen; nothing may crash
}

TEST(OnnxReader, takesTheShapeTheFileLeavesOpen) {
  ModelBuilder model({-1, 3, -1, -1});
  model.node("Conv", {"x", model.tensor("w", at::randn({4, 3, 3, 3}))}, "y");
  EXPECT_EQ(readOnnx(model.bytes("y"), "m", "", {3, 20, 20}).program.inputs[0].shape, (Shape{-1, 3, 20, 20}));
  EXPECT_TRUE(readOnnx(model.bytes("y"), "m", "", {}).guessedInput);
  EXPECT_EQ(readOnnx(model.bytes("y"), "m", "", {1, 20, 20}).program.inputs[0].shape, (Shape{-1, 3, 20, 20}));
}

}  // namespace
}  // namespace bitprism
