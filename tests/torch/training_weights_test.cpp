// Training reaches all weights: behind views, shared, in recurrent operators.

#include <gtest/gtest.h>

#include <cmath>

#include "core/network/network.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/train/trainer.h"
#include "tests/support/onnx_cases.h"
#include "tests/support/random_images.h"

namespace bitprism {
namespace {

// Images -> conv -> transposed convolution of groups -> mean -> a matrix and its transpose -> LSTM -> 4 scores.
Network everyKind() {
  test::NetworkBuilder b({-1, 3, 8, 8});
  const std::string conv = b.add("Conv", {"x", b.normals({8, 3, 3, 3})});
  const std::string up = b.add("ConvTranspose", {conv, b.normals({8, 3, 2, 2}), b.normals({6})}, {{"group", 2}});
  const std::string mean = b.add("ReduceMean", {b.add("Relu", {up})}, {{"axes", test::L{2, 3}}, {"keepdims", 0}});
  const std::string matrix = b.normals({6, 5});
  const std::string narrow = b.add("Relu", {b.add("Gemm", {mean, matrix})});
  const std::string wide = b.add("Gemm", {narrow, matrix}, {{"transB", 1}});
  const std::string steps = b.add("Unsqueeze", {wide, b.integers({0})});
  const std::string hidden =
      b.addMany("LSTM", {steps, b.normals({1, 16, 6}), b.normals({1, 16, 4})}, 2, {{"hidden_size", 4}})[1];
  const std::string scores = b.add("Squeeze", {hidden, b.integers({0})});
  return makeNetwork(readOnnx(b.model().bytes(scores), "case", "", {}).program, "case", "onnx");
}

TEST(TrainingWeights, changeInEveryLayerAndStayShared) {
  const auto network = std::make_shared<const Network>(everyKind());
  ASSERT_EQ(network->layers.size(), 5u);
  TrainingSettings settings;
  settings.epochs = 1;
  settings.batch = 16;
  settings.threads = 1;
  const Preprocessing preprocessing = {.scale = 1 / 255.0, .mean = {0.5, 0.5, 0.5}, .deviation = {0.25, 0.25, 0.25}};
  for (const int bits : {32, 4}) {
    const QuantPlan plan = uniformPlan(5, {.bits = bits});
    const TrainingResult result =
        Trainer(network, plan, test::randomImages(64, {3, 8, 8}, 4, 1), {}, preprocessing, settings).run();
    ASSERT_EQ(result.network->layers.size(), 5u);
    EXPECT_EQ(result.network->weightCount(), network->weightCount());
    for (std::size_t l = 0; l < 5; ++l) {
      const ConstantArray<float>&before = *network->layers[l].weights, &after = *result.network->layers[l].weights;
      // The recurrent half has no effect on a single step that begins at zero.
      if (l < 4) {
        EXPECT_NE(after, before) << network->layers[l].name;
      }
      for (const float value : after) ASSERT_TRUE(std::isfinite(value));
    }
  }
}

}  // namespace
}  // namespace bitprism
