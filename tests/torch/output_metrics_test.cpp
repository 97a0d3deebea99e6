#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/measure/score_outputs.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

// The small network with another end.
Program endingWith(const std::string& op, std::vector<Operand> more, std::string overload = "") {
  Program program = test::smallProgram();
  const int scores = program.outputs[0], output = program.slotCount++;
  std::vector<Operand> inputs{Slot{scores}};
  inputs.insert(inputs.end(), more.begin(), more.end());
  program.instructions.push_back({op, std::move(overload), std::move(inputs), {output}, ""});
  program.outputs = {output};
  return program;
}

ImageSet smallImages(std::int64_t count) {
  ImageSet images;
  images.name = "some";
  images.height = images.width = 8;
  Random random(9);
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < count * 3 * 64; ++i) bytes.push_back(static_cast<std::uint8_t>(random.below(256)));
  images.source = memoryPixels("some", {3, 8, 8}, std::move(bytes));
  return images;
}

std::shared_ptr<const Network> sharedNet(const Program& program) {
  return std::make_shared<const Network>(makeNetwork(program, "net", "onnx"));
}

TEST(OutputMetrics, seeTheScoresBeforeAnArgmax) {
  const auto plain = sharedNet(test::smallProgram());
  const auto selecting = sharedNet(endingWith("aten::argmax", {std::int64_t{1}, false}));
  ImageSet images = smallImages(20);
  for (int i = 0; i < 20; ++i) images.labels.push_back(i % 4);
  images.classes = 4;
  const QuantPlan plan = uniformPlan(3, {.bits = 4});
  AccuracyEvaluator by(plain, images, {}, 1), of(selecting, images, {}, 1);
  EXPECT_EQ(of.metric(), Metric::Accuracy);
  EXPECT_EQ(by.evaluate(plan, Task{}), of.evaluate(plan, Task{}));
  EXPECT_EQ(withScoreOutputs(plain), plain);
}

TEST(OutputMetrics, countTheLabelsAmongTheFiveLargest) {
  ImageSet images = smallImages(10);
  images.labels.assign(10, 3);
  images.classes = 4;
  AccuracyEvaluator evaluator(sharedNet(test::smallProgram()), images, {}, 1, Metric::Top5);
  EXPECT_EQ(evaluator.evaluate(floatPlan(3), Task{}).accuracy, 1);  // of four classes
}

TEST(OutputMetrics, measureSetsOfClasses) {
  const auto net = sharedNet(endingWith("aten::sigmoid", {}));
  EXPECT_TRUE(givesProbabilities(net->program));
  EXPECT_FALSE(givesProbabilities(test::smallProgram()));
  ImageSet images = smallImages(16);
  // What float says is the truth: every measure of float is perfect.
  const std::vector<float> said = logits(*net, floatPlan(3), images, {}, 16);
  std::vector<std::uint8_t> sets;
  for (const float value : said) sets.push_back(value >= 0.5F);
  images.classes = 4;
  images.classSets = std::make_shared<const std::vector<std::uint8_t>>(sets);
  AccuracyEvaluator automatic(net, images, {}, 1);
  EXPECT_EQ(automatic.metric(), Metric::MeanAveragePrecision);
  for (const Metric metric : {Metric::MeanAveragePrecision, Metric::ExactMatch, Metric::Hamming}) {
    AccuracyEvaluator evaluator(net, images, {}, 1, metric);
    EXPECT_EQ(evaluator.evaluate(floatPlan(3), Task{}).accuracy, 1) << metricName(metric);
  }
  // One decision of all is made wrong.
  sets[5] ^= 1;
  images.classSets = std::make_shared<const std::vector<std::uint8_t>>(sets);
  AccuracyEvaluator exact(net, images, {}, 1, Metric::ExactMatch), hamming(net, images, {}, 1, Metric::Hamming);
  EXPECT_NEAR(exact.evaluate(floatPlan(3), Task{}).accuracy, 15.0 / 16, 1e-12);
  EXPECT_NEAR(hamming.evaluate(floatPlan(3), Task{}).accuracy, 63.0 / 64, 1e-12);
}

TEST(OutputMetrics, decideOneNumberByItsSign) {
  const auto net = sharedNet(
      endingWith("aten::slice", {std::int64_t{1}, std::int64_t{0}, std::int64_t{1}, std::int64_t{1}}, "Tensor"));
  ImageSet images = smallImages(12);
  for (const float value : logits(*net, floatPlan(3), images, {}, 12)) images.labels.push_back(value >= 0);
  images.classes = 2;
  images.labels[0] ^= 1;
  AccuracyEvaluator evaluator(net, images, {}, 1);
  EXPECT_EQ(evaluator.metric(), Metric::Binary);
  EXPECT_NEAR(evaluator.evaluate(floatPlan(3), Task{}).accuracy, 11.0 / 12, 1e-12);
  const Score coarse = evaluator.evaluate(uniformPlan(3, {.bits = 2}), Task{});
  EXPECT_GT(coarse.kl, 0);
  AccuracyEvaluator agreement(net, images, {}, 1, Metric::Agreement);
  EXPECT_EQ(agreement.evaluate(floatPlan(3), Task{}).accuracy, 1);
}

TEST(OutputMetrics, compareOutputPictures) {
  Program program = test::smallProgram();
  program.tensors.push_back(floatTensor("last.weight", {3, 6, 3, 3}, test::normals(162, 8)));
  const int weight = static_cast<int>(program.tensors.size()) - 1;
  const int first = program.instructions[1].outputs[0];
  const int output = test::addConvolution(program, first, weight, None{});
  program.outputs = {output};
  program = pruned(program);
  const auto net = sharedNet(program);
  for (const Metric metric : {Metric::Psnr, Metric::Ssim}) {
    AccuracyEvaluator evaluator(net, smallImages(6), {}, 1, metric);
    const double whole = evaluator.evaluate(floatPlan(net->layers.size()), Task{}).accuracy;
    const double fine = evaluator.evaluate(uniformPlan(net->layers.size(), {.bits = 8}), Task{}).accuracy;
    const double coarse = evaluator.evaluate(uniformPlan(net->layers.size(), {.bits = 2}), Task{}).accuracy;
    EXPECT_EQ(whole, 1);
    EXPECT_LT(fine, 1);
    EXPECT_GT(fine, coarse);
  }
  EXPECT_THROW(AccuracyEvaluator(sharedNet(test::smallProgram()), smallImages(6), {}, 1, Metric::Psnr), InputError);
}

TEST(OutputMetrics, askTheProgramThatTheUserNames) {
  const auto net = sharedNet(test::smallProgram());
  const bitprism::MetricCommand command{.program = "sh",
                                        .arguments = {"-c", "test -s \"$1/output0.npy\" && echo 0.75", "judge"}};
  AccuracyEvaluator evaluator(net, smallImages(6), {}, 1, Metric::Command, Device::Cpu, command);
  EXPECT_EQ(evaluator.evaluate(floatPlan(3), Task{}).accuracy, 0.75);
  const Score coarse = evaluator.evaluate(uniformPlan(3, {.bits = 2}), Task{});
  EXPECT_EQ(coarse.metric, Metric::Command);
  EXPECT_GT(coarse.kl, 0);
  EXPECT_THROW(AccuracyEvaluator(net, smallImages(6), {}, 1, Metric::Command), UsageError);
}

TEST(OutputMetrics, refuseWhatTheyCannotMeasure) {
  const auto net = sharedNet(test::smallProgram());
  for (const Metric metric : {Metric::Binary, Metric::MeanAveragePrecision, Metric::ExactMatch, Metric::Hamming,
                              Metric::Ssim, Metric::BoxAp, Metric::Top5, Metric::MadeAgreement})
    EXPECT_THROW(AccuracyEvaluator(net, smallImages(4), {}, 1, metric), InputError) << metricName(metric);
}

}  // namespace
}  // namespace bitprism
