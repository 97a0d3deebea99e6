#include "core/quant/measures/input_moments.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <mutex>
#include <span>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/measure/input_moments_collector.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

using Extents = std::vector<std::int64_t>;
using Moments = std::vector<std::shared_ptr<const InputMoments>>;

struct LayerCase {
  const char* name;
  Shape input, weights;
  Extents stride, padding, dilation;
  std::int64_t groups = 1;
};

Network oneConvolution(const LayerCase& form) {
  Program program;
  program.inputs.push_back({"input", form.input});
  program.slotCount = 2;
  const int weight = test::addTensor(program, "conv.weight", form.weights,
                                     test::normals(static_cast<std::size_t>(elementCount(form.weights)), 3));
  program.instructions.push_back({"aten::convolution",
                                  "",
                                  {Slot{0}, TensorIndex{weight}, None{}, form.stride, form.padding, form.dilation,
                                   false, Extents(form.stride.size(), 0), form.groups},
                                  {1},
                                  "conv"});
  program.outputs = {1};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "one", "onnx");
}

Network oneLinear(const Shape& input, std::int64_t outputs) {
  Program program;
  program.inputs.push_back({"input", input});
  program.slotCount = 2;
  const std::int64_t size = input.back();
  const int weight = test::addTensor(program, "fc.weight", {outputs, size},
                                     test::normals(static_cast<std::size_t>(outputs * size), 3));
  program.instructions.push_back({"aten::linear", "", {Slot{0}, TensorIndex{weight}, None{}}, {1}, "fc"});
  program.outputs = {1};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "one", "onnx");
}

at::Tensor randomTensor(const Shape& shape, std::uint64_t seed) {
  const std::vector<float> values = test::normals(static_cast<std::size_t>(elementCount(shape)), seed, 1);
  return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).clone() + 0.3;
}

// The definition: the vectors x of one group, by loops over positions and the weights' own order.
std::vector<std::vector<double>> vectorsOf(const LayerCase& form, const at::Tensor& input, std::int64_t group) {
  const std::size_t rank = form.stride.size();
  const std::int64_t share = form.weights[1];
  Extents kernel(form.weights.begin() + 2, form.weights.end()), outputs(rank);
  for (std::size_t d = 0; d < rank; ++d)
    outputs[d] =
        (form.input[d + 2] + 2 * form.padding[d] - form.dilation[d] * (kernel[d] - 1) - 1) / form.stride[d] + 1;
  const auto each = [](const Extents& extents, const std::function<void(const Extents&)>& visit) {
    Extents at(extents.size(), 0);
    for (;;) {
      visit(at);
      std::size_t d = extents.size();
      while (d > 0 && ++at[d - 1] == extents[d - 1]) at[--d] = 0;
      if (d == 0) return;
    }
  };
  std::vector<std::vector<double>> result;
  const auto strides = input.strides();
  for (std::int64_t n = 0; n < input.size(0); ++n)
    each(outputs, [&](const Extents& position) {
      std::vector<double> x;
      for (std::int64_t c = 0; c < share; ++c)
        each(kernel, [&](const Extents& tap) {
          bool inside = true;
          std::int64_t place = n * strides[0] + (group * share + c) * strides[1];
          for (std::size_t d = 0; d < rank; ++d) {
            const std::int64_t at = position[d] * form.stride[d] - form.padding[d] + tap[d] * form.dilation[d];
            inside = inside && at >= 0 && at < form.input[d + 2];
            place += at * strides[d + 2];
          }
          x.push_back(inside ? static_cast<double>(input.data_ptr<float>()[place]) : 0);
        });
      result.push_back(x);
    });
  return result;
}

void expectMoments(const InputMoments& moments, const std::vector<std::vector<std::vector<double>>>& groups) {
  ASSERT_EQ(moments.groups, static_cast<std::int64_t>(groups.size()));
  const auto size = static_cast<std::size_t>(moments.size);
  ASSERT_EQ(moments.first.size(), groups.size() * size);
  ASSERT_EQ(moments.second.size(), groups.size() * size * size);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto count = static_cast<double>(groups[g].size());
    ASSERT_EQ(groups[g][0].size(), size);
    for (std::size_t i = 0; i < size; ++i) {
      double first = 0;
      for (const auto& x : groups[g]) first += x[i];
      ASSERT_NEAR(moments.first[g * size + i], first / count, 1e-5) << g << ' ' << i;
      for (std::size_t j = 0; j < size; ++j) {
        double second = 0;
        for (const auto& x : groups[g]) second += x[i] * x[j];
        ASSERT_NEAR(moments.second[(g * size + i) * size + j], second / count, 2e-5) << g << ' ' << i << ' ' << j;
      }
    }
  }
}

TEST(InputMoments, agreeWithLoopsOverPositions) {
  const LayerCase cases[] = {
      {"plain", {4, 3, 6, 7}, {5, 3, 3, 3}, {1, 1}, {0, 0}, {1, 1}},
      {"padding", {4, 3, 6, 7}, {5, 3, 3, 3}, {1, 1}, {1, 1}, {1, 1}},
      {"uneven", {4, 5, 9, 8}, {2, 5, 3, 2}, {2, 1}, {2, 0}, {1, 3}},
      {"groups", {4, 6, 6, 6}, {4, 3, 3, 3}, {1, 2}, {1, 1}, {2, 1}, 2},
      {"depthwise", {4, 7, 6, 6}, {14, 1, 3, 3}, {2, 2}, {1, 1}, {1, 1}, 7},
      {"wide groups", {4, 80, 4, 4}, {4, 40, 1, 1}, {1, 1}, {0, 0}, {1, 1}, 2},
      {"several strips", {2, 70, 4, 4}, {3, 70, 2, 2}, {1, 1}, {1, 1}, {1, 1}},
      {"pointwise", {4, 9, 5, 5}, {3, 9, 1, 1}, {1, 1}, {0, 0}, {1, 1}},
      {"one dimension", {4, 5, 20}, {3, 5, 4}, {2}, {3}, {2}},
      {"three dimensions", {2, 3, 4, 5, 3}, {2, 3, 2, 3, 2}, {1, 2, 1}, {1, 1, 0}, {1, 1, 2}},
  };
  for (const LayerCase& form : cases) {
    SCOPED_TRACE(form.name);
    const Network network = oneConvolution(form);
    InputMomentsCollector collector(network, {});
    ASSERT_EQ(collector.end(), 1u);
    const at::Tensor a = randomTensor(form.input, 1), b = randomTensor(form.input, 2);
    const at::Tensor other = form.input.size() == 4 ? b.contiguous(at::MemoryFormat::ChannelsLast) : b;
    const std::int64_t images = form.input[0];
    collector.add(0, a, {0, 0, images, images}, {});
    collector.add(0, other, {1, images, images, images}, {});
    const Moments moments = collector.results();
    ASSERT_TRUE(moments.at(0));
    std::vector<std::vector<std::vector<double>>> groups;
    for (std::int64_t g = 0; g < form.groups; ++g) {
      groups.push_back(vectorsOf(form, a, g));
      for (auto& x : vectorsOf(form, b, g)) groups.back().push_back(std::move(x));
    }
    ASSERT_LE(groups[0].size() / static_cast<std::size_t>(2 * images), static_cast<std::size_t>(positionsPerImage));
    EXPECT_EQ(moments[0]->samples, static_cast<std::int64_t>(groups[0].size()));
    expectMoments(*moments[0], groups);
  }
}

TEST(InputMoments, readTheRowsOfLinearLayers) {
  for (const Shape& shape : {Shape{9, 5}, Shape{3, 4, 6}, Shape{2, 3, 2, 7}, Shape{2, 300}, Shape{8}}) {
    const Network network = oneLinear(shape, 4);
    InputMomentsCollector collector(network, {});
    const at::Tensor input = randomTensor(shape, 4);
    collector.add(0, input, {0, 0, shape[0], shape[0]}, {});
    const Moments moments = collector.results();
    ASSERT_TRUE(moments.at(0));
    std::vector<std::vector<double>> rows;
    const float* from = input.data_ptr<float>();
    for (std::int64_t r = 0; r < input.numel() / shape.back(); ++r, from += shape.back())
      rows.emplace_back(from, from + shape.back());
    expectMoments(*moments[0], {rows});
  }
}

// Rows that only fill up a fixed batch are not images.
TEST(InputMoments, leaveOutPadding) {
  const Network network = oneLinear({4, 3}, 2);
  const at::Tensor input = randomTensor({4, 3}, 4);
  InputMomentsCollector padded(network, {}), alone(network, {});
  padded.add(0, input, {0, 0, 2, 4}, {});
  alone.add(0, input.narrow(0, 0, 2), {0, 0, 2, 2}, {});
  EXPECT_EQ(padded.results()[0]->second, alone.results()[0]->second);
  EXPECT_EQ(padded.results()[0]->samples, 2);
}

// Every position of a large map has its turn, and the mean is that of all of them.
TEST(InputMoments, spreadOverLargeMaps) {
  const LayerCase form{"large", {1, 1, 24, 32}, {1, 1, 1, 1}, {1, 1}, {0, 0}, {1, 1}};
  const Network network = oneConvolution(form);
  const std::int64_t images = 64, all = 24 * 32;
  ASSERT_GT(all, positionsPerImage);
  std::vector<int> seen(static_cast<std::size_t>(all));
  for (std::int64_t position = 0; position < all; ++position) {
    InputMomentsCollector collector(network, {});
    at::Tensor input = at::zeros({images, 1, 24, 32});
    input.view({images, all}).select(1, position).fill_(1);
    collector.add(0, input, {0, 0, images, images}, {});
    const auto moments = collector.results()[0];
    EXPECT_EQ(moments->samples, images * positionsPerImage);
    seen[static_cast<std::size_t>(position)] =
        static_cast<int>(std::lround(moments->first[0] * images * positionsPerImage));
  }
  const int expected = static_cast<int>(images * positionsPerImage / all);
  for (const int count : seen) {
    EXPECT_GE(count, expected - 2);
    EXPECT_LE(count, expected + 3);
  }
}

TEST(InputMoments, countAllUsesOfSharedWeights) {
  Program program;
  program.inputs.push_back({"input", {2, 3, 4, 4}});
  program.slotCount = 1;
  const int weight = test::addTensor(program, "shared.weight", {3, 3, 1, 1}, test::normals(9, 1));
  int slot = test::addConvolution(program, 0, weight, None{}, 1, 0);
  slot = test::addConvolution(program, slot, weight, None{}, 2, 0);
  program.outputs = {slot};
  program.outputNames = {"output"};
  const Network network = makeNetwork(std::move(program), "shared", "onnx");
  ASSERT_EQ(network.layers.size(), 1u);
  InputMomentsCollector collector(network, {});
  const LayerCase dense{"", {2, 3, 4, 4}, {3, 3, 1, 1}, {1, 1}, {0, 0}, {1, 1}},
      sparse{"", {2, 3, 4, 4}, {3, 3, 1, 1}, {2, 2}, {0, 0}, {1, 1}};
  const at::Tensor a = randomTensor({2, 3, 4, 4}, 1), b = randomTensor({2, 3, 4, 4}, 2);
  collector.add(0, a, {0, 0, 2, 2}, {});
  collector.add(1, b, {0, 0, 2, 2}, {});
  std::vector<std::vector<double>> all = vectorsOf(dense, a, 0);
  for (auto& x : vectorsOf(sparse, b, 0)) all.push_back(std::move(x));
  expectMoments(*collector.results()[0], {all});
}

TEST(InputMoments, nameWhatIsNotCollected) {
  Layer layer;
  layer.name = "up";
  layer.kind = LayerKind::TransposedConvolution;
  layer.shape = {2, 2, 1, 1};
  layer.weights = constantArray(std::vector<float>(4));
  EXPECT_NE(reasonWithoutMoments(layer).find("'up' is a transposed convolution"), std::string::npos);
  layer.kind = LayerKind::Linear;
  layer.shape = {1, 6144};
  layer.weights = constantArray(std::vector<float>(6144));
  EXPECT_EQ(reasonWithoutMoments(layer), "");
  layer.shape = {1, 6145};
  layer.weights = constantArray(std::vector<float>(6145));
  EXPECT_NE(reasonWithoutMoments(layer).find("6145"), std::string::npos);
}

TEST(InputMoments, refuseWhatIsNotFinite) {
  const Network network = oneLinear({2, 3}, 2);
  for (const float bad : {std::nanf(""), INFINITY, 1e30F}) {
    at::Tensor input = at::ones({2, 3});
    input[1][2] = bad;
    InputMomentsCollector collector(network, {});
    collector.add(0, input, {0, 0, 2, 2}, {});
    EXPECT_THROW(collector.results(), InputError) << bad;
  }
}

struct MomentsExample {
  std::shared_ptr<const Network> network = std::make_shared<const Network>(readNetwork("example"));
  ImageSet images = drawExampleImages(ExamplePart::Calibration, 90);
};

TEST(InputMoments, areTheSameForAnyNumberOfThreads) {
  const MomentsExample example;
  Moments expected;
  for (const unsigned threads : {1u, 2u, 5u}) {
    const AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), threads);
    std::int64_t last = 0;
    std::mutex mutex;
    const Calibration calibration = evaluator.calibrateInputs({}, [&](const ProgressStep& step) {
      const std::lock_guard lock(mutex);
      EXPECT_EQ(step.total, 90);
      last = std::max(last, step.done);
    });
    const Moments& moments = calibration.layers;
    EXPECT_EQ(last, 90);
    ASSERT_EQ(moments.size(), example.network->layers.size());
    if (expected.empty()) expected = moments;
    for (std::size_t l = 0; l < moments.size(); ++l) {
      ASSERT_TRUE(moments[l]) << l;
      EXPECT_EQ(moments[l]->second, expected[l]->second);
      EXPECT_EQ(moments[l]->first, expected[l]->first);
    }
  }
}

TEST(InputMoments, areCollectedForWantedLayersOnly) {
  const MomentsExample example;
  const AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing());
  std::vector<bool> wanted(example.network->layers.size(), false);
  wanted[3] = true;
  const Calibration some = evaluator.calibrateInputs({}, {}, wanted), all = evaluator.calibrateInputs();
  for (std::size_t l = 0; l < wanted.size(); ++l) EXPECT_EQ(some.of(l) != nullptr, wanted[l]);
  EXPECT_EQ(some.of(3)->second, all.of(3)->second);
  EXPECT_THROW(evaluator.calibrateInputs({}, {}, {true}), UsageError);
}

TEST(InputMoments, stopWhenAsked) {
  const MomentsExample example;
  for (const unsigned threads : {1u, 4u}) {
    const AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), threads);
    std::stop_source source;
    EXPECT_THROW(evaluator.calibrateInputs(source.get_token(), [&](const ProgressStep&) { source.request_stop(); }),
                 Cancelled);
  }
}

// What the moments say against running the layers with both weights on the same images.
TEST(InputMoments, tellTheErrorOfALayersOwnOutput) {
  // Maps of at most positionsPerImage positions, so that both look at the same.
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  const int first = test::addTensor(program, "a.weight", {16, 3, 3, 3}, test::normals(432, 1)),
            bias = test::addTensor(program, "a.bias", {16}, test::normals(16, 2)),
            second = test::addTensor(program, "b.weight", {12, 4, 3, 3}, test::normals(432, 3)),
            third = test::addTensor(program, "c.weight", {8, 12, 1, 1}, test::normals(96, 4));
  int slot = test::addUnary(program, "aten::relu", test::addConvolution(program, 0, first, TensorIndex{bias}));
  slot = test::addUnary(program, "aten::relu", test::addConvolution(program, slot, second, None{}, 2, 1, 4));
  slot = test::addConvolution(program, slot, third, None{}, 1, 0);
  program.outputs = {slot};
  program.outputNames = {"output"};
  const auto network = std::make_shared<const Network>(makeNetwork(std::move(program), "three", "onnx"));
  const ImageSet images = test::randomImages(40, {3, 8, 8}, 8, 5);
  const Preprocessing preprocessing{.scale = 1.0 / 255, .mean = {0.4, 0.5, 0.6}, .deviation = {0.2, 0.2, 0.3}};
  const AccuracyEvaluator evaluator(network, images, preprocessing);
  const Calibration calibration = evaluator.calibrateInputs();

  const c10::InferenceMode inference;
  const PlanRunner runner(network);
  std::vector<float> pixels = test::inputsOf(images, preprocessing, 40);
  std::vector<at::Tensor> inputs;
  runner.executor().run({at::from_blob(pixels.data(), {40, 3, 8, 8}, at::kFloat)}, runner.executor().weights(),
                        [&](std::size_t instruction, const at::Tensor& input) {
                          if (runner.layerOf(instruction) >= 0) inputs.push_back(input.clone());
                          return input;
                        });
  ASSERT_EQ(inputs.size(), 3u);
  const std::int64_t strides[] = {1, 2, 1}, paddings[] = {1, 1, 0};
  for (std::size_t l = 0; l < 3; ++l)
    for (const int bits : {2, 4, 8}) {
      const Layer& layer = network->layers[l];
      const Floats rounded = quantizedWeights(layer, {.bits = bits});
      const auto output = [&](std::span<const float> weights) {
        return at::conv2d(inputs[l], at::from_blob(const_cast<float*>(weights.data()), layer.shape, at::kFloat), {},
                          strides[l], paddings[l], 1, layer.groups)
            .to(at::kDouble);
      };
      const at::Tensor original = output(*layer.weights);
      const double measured = 10 * std::log10(original.square().sum().item<double>() /
                                              (original - output(*rounded)).square().sum().item<double>());
      EXPECT_NEAR(outputSqnrDb(layer, calibration.of(l), *rounded), measured, 0.05) << layer.name << " at " << bits;
    }
}

}  // namespace
}  // namespace bitprism
