#include "core/torch/graph/resize_sources.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/network/network.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/onnx_models.h"

namespace bitprism {
namespace {

using test::ModelBuilder;
using Places = std::vector<std::int64_t>;

TEST(ResizeSources, countExtentsInTheWidthOfTheScale) {
  EXPECT_EQ(resizedExtent(10, 0.7F), 7);
  EXPECT_EQ(resizedExtent(10, 0.3F), 3);
  EXPECT_EQ(resizedExtent(100, 0.29F), 29);
  EXPECT_EQ(resizedExtent(10, 1.7F), 17);
  EXPECT_EQ(resizedExtent(20, 1.15F), 23);
  EXPECT_EQ(resizedExtent(7, 1.5F), 10);
}

TEST(ResizeSources, areThoseOfTheScaleThatWasMeant) {
  EXPECT_EQ(nearestSources("asymmetric", "floor", {10, 2, 0.2F}), Places({0, 5}));
  EXPECT_EQ(nearestSources("asymmetric", "floor", {10, 6, 0.6F}), Places({0, 1, 3, 5, 6, 8}));
  EXPECT_EQ(nearestSources("asymmetric", "floor", {10, 7, 0.7F}), Places({0, 1, 2, 4, 5, 7, 8}));
  // Before opset 11 nothing says how to round: the next one when it gets smaller.
  EXPECT_EQ(nearestSources("asymmetric", "simple", {10, 6, 0.6F}), Places({0, 2, 4, 5, 7, 9}));
  EXPECT_EQ(nearestSources("asymmetric", "simple", {4, 6, 1.5F}), Places({0, 0, 1, 2, 2, 3}));
  // (2 + 0.5) / 1.6666666 - 0.5 is a hair from 1.
  EXPECT_EQ(nearestSources("half_pixel", "round_prefer_floor", {4, 8, 2}), Places({0, 0, 1, 1, 2, 2, 3, 3}));
  EXPECT_FALSE(nearestSources("sideways", "floor", {10, 7, 0.7F}));
  EXPECT_FALSE(nearestSources("asymmetric", "halfway", {10, 7, 0.7F}));
}

// 0.3 and 1.3 give halves that are a little off in 32 bits.
TEST(ResizeSources, takeForAHalfWhatIsMeantToBeOne) {
  const ResizeAxis shrunk{20, 6, 0.3F}, grown{16, 20, 1.3F};
  EXPECT_NE(*resizeCoordinate("half_pixel", shrunk, 4), 14.5F);
  EXPECT_NE(*resizeCoordinate("half_pixel", grown, 19), 14.5F);
  EXPECT_EQ(nearestSources("half_pixel", "round_prefer_ceil", shrunk)->at(4), 15);
  EXPECT_EQ(nearestSources("half_pixel", "round_prefer_floor", shrunk)->at(4), 14);
  EXPECT_EQ(nearestSources("half_pixel", "round_prefer_floor", grown)->at(19), 14);
  EXPECT_EQ(nearestSources("half_pixel", "round_prefer_ceil", grown)->at(19), 15);
}

// A layer, then the resizing, of one row.
Network rowNetwork(std::int64_t length, const std::function<void(ModelBuilder&)>& resize) {
  ModelBuilder model({-1, 1, 1, length});
  model.node("Conv", {"x", model.constant(at::ones({1, 1, 1, 1}))}, "row");
  resize(model);
  return makeNetwork(readOnnx(model.bytes("y"), "row", "", {}).program, "row", "onnx");
}

at::Tensor outputOf(const Program& program, std::int64_t length) {
  const c10::InferenceMode inference;
  const Executor executor(program);
  return executor.run({at::arange(length, at::kFloat).reshape({1, 1, 1, length})}, executor.weights())[0];
}

at::Tensor resized(std::int64_t length, float scale, const std::string& mode) {
  return outputOf(
      rowNetwork(
          length,
          [&](ModelBuilder& model) {
            auto& node = model.node("Resize", {"row", "", model.constant(at::tensor({1.F, 1.F, 1.F, scale}))}, "y");
            ModelBuilder::set(node, "mode", mode);
            ModelBuilder::set(node, "coordinate_transformation_mode", std::string("asymmetric"));
            if (mode == "nearest") ModelBuilder::set(node, "nearest_mode", std::string("floor"));
          })
          .program,
      length);
}

TEST(ResizeSources, areReadFromAFile) {
  EXPECT_TRUE(
      resized(10, 0.7F, "nearest").equal(at::tensor({0.F, 1.F, 2.F, 4.F, 5.F, 7.F, 8.F}).reshape({1, 1, 1, 7})));
  EXPECT_TRUE(resized(10, 0.2F, "nearest").equal(at::tensor({0.F, 5.F}).reshape({1, 1, 1, 2})));
  EXPECT_EQ(resized(10, 0.7F, "linear").size(3), 7);
  // Nothing changes where no extent does.
  EXPECT_TRUE(resized(10, 1.05F, "linear").equal(at::arange(10, at::kFloat).reshape({1, 1, 1, 10})));
}

// LibTorch multiplies by 2 / 82, ONNX Runtime divides by 82 / 2: 41 of these is 1 for one of them.
TEST(ResizeSources, areWrittenOutWhereRuntimesDiffer) {
  const Places torchs = libtorchNearestSources(4, false, 2, 82, {});
  ASSERT_EQ(torchs[41], 0);
  ASSERT_EQ(nearestSources("asymmetric", "floor", {2, 82, 41})->at(41), 1);
  const auto operators = [](const Network& network) {
    const Bytes bytes = onnxBytes(network, floatPlan(network.layers.size()));
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    std::vector<std::string> names;
    for (const auto& node : model.graph().node()) names.push_back(node.op_type());
    return names;
  };
  Network network = rowNetwork(2, [](ModelBuilder& model) {
    auto& node = model.node("Resize", {"row", "", model.constant(at::tensor({1.F, 1.F, 1.F, 2.F}))}, "y");
    ModelBuilder::set(node, "mode", std::string("nearest"));
    ModelBuilder::set(node, "coordinate_transformation_mode", std::string("asymmetric"));
    ModelBuilder::set(node, "nearest_mode", std::string("floor"));
  });
  std::vector<std::string> names = operators(network);
  EXPECT_NE(std::find(names.begin(), names.end(), "Resize"), names.end());
  for (Instruction& instruction : network.program.instructions)
    if (instruction.op == "aten::upsample_nearest2d") instruction.inputs[1] = Places{1, 82};
  names = operators(network);
  EXPECT_EQ(std::find(names.begin(), names.end(), "Resize"), names.end());
  const Bytes written = onnxBytes(network, floatPlan(network.layers.size()));
  const Network back = makeNetwork(readOnnx(written, "row", "", {}).program, "row", "onnx");
  EXPECT_TRUE(outputOf(back.program, 2).equal(outputOf(network.program, 2)));
  EXPECT_EQ(outputOf(back.program, 2).flatten()[41].item<float>(), 0);
}

// Floats: 1.1 - 0.1 is 1, and ten steps of 0.1 reach it.
TEST(ResizeSources, rangesCountInTheWidthOfTheirBounds) {
  ModelBuilder model({-1, 1, 1, 10});
  model.node("Conv", {"x", model.constant(at::ones({1, 1, 1, 1}))}, "row");
  const auto number = [&](float value) { return model.constant(at::scalar_tensor(value, at::kFloat)); };
  model.node("Range", {number(0.1F), number(1.1F), number(0.1F)}, "steps");
  model.node("Add", {"row", "steps"}, "y");
  EXPECT_EQ(outputOf(readOnnx(model.bytes("y"), "range", "", {}).program, 10).size(3), 10);
}

}  // namespace
}  // namespace bitprism
