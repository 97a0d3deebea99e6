#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

constexpr std::int64_t answeredImages = 130;  // no multiple of a batch

struct AnsweringExample {
  std::shared_ptr<const Network> network = std::make_shared<const Network>(readNetwork("example"));
  ImageSet images = drawExampleImages(ExamplePart::Calibration, answeredImages);

  PlannedNetwork under(const QuantPlan& plan) const { return {network, plan, {}}; }
};

double shareRight(const Answers& answers, const std::vector<std::int32_t>& labels) {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) right += answers[i] == labels[i];
  return static_cast<double>(right) / static_cast<double>(answers.size());
}

TEST(Answers, givePreciselyTheAccuracyOfThePlan) {
  const AnsweringExample example;
  AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), 2);
  for (const int bits : {2, 3, 8, floatBits}) {
    const QuantPlan plan = uniformPlan(example.network->layers.size(), {.bits = bits});
    const Answers answers = evaluator.answers(example.under(plan), Task{});
    ASSERT_EQ(static_cast<std::int64_t>(answers.size()), answeredImages);
    EXPECT_DOUBLE_EQ(shareRight(answers, example.images.labels), evaluator.evaluate(plan, Task{}).accuracy) << bits;
  }
}

TEST(Answers, differAsOftenAsTheAgreementSays) {
  const AnsweringExample example;
  AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), 2);
  const QuantPlan plan = uniformPlan(example.network->layers.size(), {.bits = 2});
  const AnswerComparison compared =
      compareAnswers(evaluator.answers(example.under(floatPlan(example.network->layers.size())), Task{}),
                     evaluator.answers(example.under(plan), Task{}), evaluator.imageSet().labels, evaluator.classes());
  EXPECT_GT(compared.counts.changed(), 0) << "or nothing is shown here";
  EXPECT_DOUBLE_EQ(1 - static_cast<double>(compared.counts.changed()) / answeredImages,
                   evaluator.evaluate(plan, Task{}).agreement);
}

TEST(Answers, areTheLargestLogits) {
  const AnsweringExample example;
  AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), 3);
  const QuantPlan plan = uniformPlan(example.network->layers.size(), {.bits = 3});
  const Answers answers = evaluator.answers(example.under(plan), Task{40, 0});
  ASSERT_EQ(answers.size(), 40u);
  const std::vector<float> outputs = logits(*example.network, plan, example.images, examplePreprocessing(), 40);
  const std::int64_t classes = evaluator.classes();
  for (std::int64_t i = 0; i < 40; ++i) {
    const auto row = outputs.begin() + i * classes;
    EXPECT_EQ(answers[static_cast<std::size_t>(i)], std::max_element(row, row + classes) - row) << i;
  }
}

TEST(Answers, areTheSameForAnyNumberOfThreadsAndFromManyThreads) {
  const AnsweringExample example;
  AccuracyEvaluator one(example.network, example.images, examplePreprocessing(), 1),
      many(example.network, example.images, examplePreprocessing(), 5);
  const PlannedNetwork planned = example.under(uniformPlan(example.network->layers.size(), {.bits = 2}));
  const Answers expected = one.answers(planned, Task{});
  EXPECT_EQ(many.answers(planned, Task{}), expected);
  std::vector<Answers> got(4);
  {
    std::vector<std::jthread> threads;
    for (Answers& answers : got) threads.emplace_back([&] { answers = many.answers(planned, Task{}); });
  }
  for (const Answers& answers : got) EXPECT_EQ(answers, expected);
}

TEST(Answers, areGivenByAnotherVersionOfTheNetwork) {
  const ImageSet images = test::randomImages(60, {3, 8, 8}, 4, 5);
  const auto network = std::make_shared<const Network>(test::smallNetwork(1)),
             trained = std::make_shared<const Network>(test::smallNetwork(2));
  AccuracyEvaluator evaluator(network, images, {}, 2), own(trained, images, {}, 2);
  ASSERT_TRUE(evaluator.answersClasses());
  const QuantPlan plan = uniformPlan(network->layers.size(), {.bits = 4});
  EXPECT_EQ(evaluator.answers({trained, plan, {}}, Task{}), own.answers({trained, plan, {}}, Task{}));
  EXPECT_NE(evaluator.answers({trained, plan, {}}, Task{}), evaluator.answers({network, plan, {}}, Task{}));
}

TEST(Answers, areRefusedWithoutClassesAndStopWhenAsked) {
  const ImageSet images = test::randomImages(60, {3, 8, 8}, 4, 5);
  const auto network = std::make_shared<const Network>(test::smallNetwork());
  const PlannedNetwork planned{network, floatPlan(network->layers.size()), {}};
  AccuracyEvaluator signal(network, images, {}, 1, Metric::Sqnr), agreement(network, images, {}, 1);
  EXPECT_FALSE(signal.answersClasses());
  EXPECT_THROW(signal.answers(planned, Task{}), UsageError);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(agreement.answers(planned, Task{}, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace bitprism
