#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/network/image_input.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/torchscript_writer.h"
#include "tests/support/onnx_models.h"
#include "tests/support/random_images.h"
#include "tests/support/test_paths.h"

// Networks with channels last, like TensorFlow's.
namespace bitprism {
namespace {

// A convolution, a pool of 8 x 8 to 2 x 2 on images of 16 pixels, a linear layer to four classes; the same weights
// whichever way the channels lie. An extent below 0 is left open.
Bytes network(const std::vector<std::int64_t>& input, bool channelsLast) {
  at::manual_seed(5);
  test::ModelBuilder builder(input);
  std::string images = "x";
  if (channelsLast) {
    test::ModelBuilder::set(builder.node("Transpose", {"x"}, "moved"), "perm", std::vector<std::int64_t>{0, 3, 1, 2});
    images = "moved";
  }
  auto& convolution = builder.node("Conv", {images, builder.constant(at::randn({5, 3, 3, 3}))}, "filtered");
  test::ModelBuilder::set(convolution, "pads", std::vector<std::int64_t>{1, 1, 1, 1});
  builder.node("Relu", {"filtered"}, "positive");
  auto& pool = builder.node("AveragePool", {"positive"}, "pooled");
  test::ModelBuilder::set(pool, "kernel_shape", std::vector<std::int64_t>{8, 8});
  test::ModelBuilder::set(pool, "strides", std::vector<std::int64_t>{8, 8});
  builder.node("Flatten", {"pooled"}, "flat");
  auto& linear = builder.node("Gemm", {"flat", builder.constant(at::randn({4, 20}))}, "y");
  test::ModelBuilder::set(linear, "transB", std::int64_t{1});
  return builder.bytes("y");
}

class ChannelsLastNetwork : public testing::Test {
 protected:
  Network read(const Bytes& bytes, const Shape& images = {}, const std::string& name = "n.onnx") {
    writeFile(folder_ / name, bytes);
    return readNetwork(folder_ / name, {images});
  }
  std::vector<float> scores(const Network& network) const {
    return logits(network, floatPlan(network.layers.size()), images_, {}, images_.count());
  }
  ImageSet images_ = test::randomImages(6, {3, 16, 16}, 4, 9);
  test::TemporaryFolder folder_;
};

const std::vector<std::vector<std::int64_t>> forms = {
    {-1, 16, 16, 3}, {1, 16, 16, 3}, {-1, -1, -1, 3}, {-1, -1, -1, -1}, {2, -1, -1, 3}};

TEST_F(ChannelsLastNetwork, seesTheSamePixels) {
  const std::vector<float> expected = scores(read(network({-1, 3, 16, 16}, false)));
  for (const std::vector<std::int64_t>& form : forms) {
    const Network last = read(network(form, true), {3, 16, 16});
    EXPECT_EQ(imageInput(last.program), (ImageInput{ImageLayout::ChannelsLast, 3, 16, 16})) << shapeText(form);
    EXPECT_LT(test::relativeDifference(expected, scores(last)), 1e-5) << shapeText(form);
    // Whoever gives the shape may give it as the file has it.
    EXPECT_EQ(imageInput(read(network(form, true), {16, 16, 3}).program), imageInput(last.program)) << shapeText(form);
  }
}

// The linear layer fits images of 16 pixels alone: others are tried until one runs.
TEST_F(ChannelsLastNetwork, opensWithoutImages) {
  for (const std::vector<std::int64_t>& form : {forms[2], forms[3]}) {
    const Network last = read(network(form, true));
    EXPECT_EQ(imageInput(last.program), (ImageInput{ImageLayout::ChannelsLast, 3, 16, 16}));
    EXPECT_NE(last.notices.back().find("16 x 16 x 3 was assumed"), std::string::npos) << last.notices.back();
  }
  EXPECT_EQ(imageInput(read(network({-1, 3, -1, -1}, false)).program),
            (ImageInput{ImageLayout::ChannelsFirst, 3, 16, 16}));
}

TEST_F(ChannelsLastNetwork, keepsItsLayoutInExports) {
  const Network last = read(network({-1, 16, 16, 3}, true));
  const std::vector<float> expected = scores(last);
  const QuantPlan plan = floatPlan(last.layers.size());
  const Network onnx = read(onnxBytes(last, plan), {}, "again.onnx");
  EXPECT_EQ(imageInput(onnx.program), imageInput(last.program));
  EXPECT_LT(test::relativeDifference(expected, scores(onnx)), 1e-5);
  for (const Shape& shape : {Shape{3, 16, 16}, Shape{}}) {  // the archive states no shape
    const Network script = read(torchScriptBytes(last, plan), shape, "again.pt");
    EXPECT_EQ(imageInput(script.program), imageInput(last.program));
    EXPECT_LT(test::relativeDifference(expected, scores(script)), 1e-5);
  }
}

TEST_F(ChannelsLastNetwork, isCalibratedAndMeasured) {
  const auto shared = std::make_shared<const Network>(read(network({-1, 16, 16, 3}, true)));
  const auto first = std::make_shared<const Network>(read(network({-1, 3, 16, 16}, false)));
  AccuracyEvaluator last(shared, images_, {}, 1), usual(first, images_, {}, 1);
  QuantPlan plan = floatPlan(shared->layers.size());
  for (QuantScheme& scheme : plan.layers) scheme.bits = 3;
  EXPECT_EQ(last.evaluate(plan, Task{}).accuracy, usual.evaluate(plan, Task{}).accuracy);
  const auto moments = last.calibrateInputs().layers, expected = usual.calibrateInputs().layers;
  ASSERT_EQ(moments.size(), expected.size());
  for (std::size_t l = 0; l < moments.size(); ++l) {
    ASSERT_TRUE(moments[l] && expected[l]);
    EXPECT_EQ(moments[l]->first.size(), expected[l]->first.size());
  }
  EXPECT_EQ(last.calibrateActivations().layers().size(), usual.calibrateActivations().layers().size());
}

TEST_F(ChannelsLastNetwork, refusesOtherImagesByName) {
  const Network last = read(network({-1, 16, 16, 3}, true));
  try {
    logits(last, floatPlan(last.layers.size()), test::randomImages(2, {3, 20, 16}, 4, 1), {}, 2);
    ADD_FAILURE();
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("takes images of 16 x 16 pixels and 3 channels, 'random' has 20 x 16"),
              std::string::npos)
        << problem.what();
  }
}

}  // namespace
}  // namespace bitprism
