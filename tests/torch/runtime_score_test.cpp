#include "core/torch/measure/runtime_score.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/torch/graph/executor.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

// The small network with an end that finds the same two boxes in every image: rows of corners, score and class.
std::shared_ptr<const Network> findingNetwork() {
  Program program = test::smallProgram();
  Instruction& head = program.instructions.back();
  head.inputs[1] = TensorIndex{test::addTensor(program, "boxes.weight", {12, 5}, std::vector<float>(60, 0))};
  head.inputs[2] = TensorIndex{test::addTensor(program, "boxes.bias", {12}, {1, 1, 5, 6, .9F, 0, 2, 3, 7, 8, .8F, 1})};
  const int rows = program.slotCount++;
  program.instructions.push_back(
      {"aten::reshape", "", {Slot{program.outputs[0]}, std::vector<std::int64_t>{-1, 2, 6}}, {rows}, ""});
  program.outputs = {rows};
  return std::make_shared<const Network>(makeNetwork(pruned(program), "finding", "onnx"));
}

ImageSet annotatedImages(std::int64_t count) {
  ImageSet images;
  images.name = "some";
  images.height = images.width = 8;
  images.source = memoryPixels("some", {3, 8, 8}, std::vector<std::uint8_t>(static_cast<std::size_t>(count * 192), 90));
  BoxAnnotations annotations;
  annotations.classNames = {"cat", "dog"};
  annotations.categoryNumbers = {1, 2};
  for (std::int64_t i = 0; i < count; ++i)
    annotations.images.push_back({"a", 8, 8, {{{1, 1, 4, 5}, 0}, {{2, 3, 5, 5}, 1}}});
  images.boxes = std::make_shared<const BoxAnnotations>(std::move(annotations));
  return images;
}

// Another program that runs the network as we do.
RuntimeRun runtimeOf(const Network& network) {
  const auto executor = std::make_shared<Executor>(network.program);
  return [executor](const std::vector<RuntimeTensor>& inputs) {
    std::vector<RuntimeTensor> results;
    at::Tensor input = at::tensor(inputs.at(0).values).reshape(inputs[0].shape);
    for (const at::Tensor& output : executor->run({input}, executor->weights())) {
      const at::Tensor plain = output.contiguous();
      results.push_back({plain.sizes().vec(), {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()}});
    }
    return results;
  };
}

// Average precision and a program of the user judge all images together, so their scores are no sums over batches.
TEST(RuntimeScore, isThatOfTheEvaluatorWhereAllImagesAreJudgedTogether) {
  const auto network = findingNetwork();
  const ImageSet images = annotatedImages(70);  // more than a batch
  const MetricCommand counts{
      .program = "sh",
      .arguments = {"-c", "test $(wc -c < \"$1/output0.npy\") -gt 3360 && echo 0.5 || echo 0.25", "judge"}};
  const RuntimeMetric judges[] = {{.metric = Metric::BoxAp, .head = BoxHead::Rows},
                                  {.metric = Metric::Command, .command = counts}};
  for (const RuntimeMetric& judged : judges) {
    AccuracyEvaluator evaluator(network, images, {}, 1, judged.metric, Device::Cpu, judged.command, judged.head);
    const double expected = evaluator.evaluate(floatPlan(network->layers.size()), Task{}).accuracy;
    EXPECT_GT(expected, 0.4);
    const Score score = runtimeScore(network, evaluator.imageSet(), {}, judged, runtimeOf(*network));
    EXPECT_EQ(score.accuracy, expected) << metricName(*judged.metric);
    EXPECT_EQ(score.images, 70);
  }
}

}  // namespace
}  // namespace bitprism
