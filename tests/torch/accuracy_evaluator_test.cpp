#include "core/torch/measure/accuracy_evaluator.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/torch/graph/float_kernels.h"
#include "core/torch/measure/output_score.h"
#include "core/torch/measure/plan_runner.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

struct EvaluatedExample {
  std::shared_ptr<const Network> network = std::make_shared<const Network>(readNetwork("example"));
  ImageSet images = drawExampleImages(ExamplePart::Calibration, 100);
};

QuantPlan activationPlan(const EvaluatedExample& example, AccuracyEvaluator& evaluator, int weights, int activations) {
  const ActivationCalibration calibration = evaluator.calibrateActivations();
  QuantPlan plan = uniformPlan(example.network->layers.size(), {.bits = weights});
  for (std::size_t l = 0; l < plan.layers.size(); ++l)
    plan.activations.push_back(calibration.scheme(l, activations, {}));
  return plan;
}

TEST(AccuracyEvaluator, scoresManyPlansAsItScoresEachOfThem) {
  const EvaluatedExample example;
  AccuracyEvaluator each(example.network, example.images, examplePreprocessing(), 2),
      one(example.network, example.images, examplePreprocessing(), 1);
  std::vector<QuantPlan> plans;
  for (const std::size_t l : {0, 3, 10, 21})
    for (const int bits : {2, 5}) {
      plans.push_back(floatPlan(example.network->layers.size()));
      plans.back().layers[l].bits = bits;
    }
  plans.push_back(floatPlan(example.network->layers.size()));
  plans.push_back(uniformPlan(example.network->layers.size(), {.bits = 4}));
  plans.push_back(activationPlan(example, one, 8, 4));
  const std::vector<Score> scores = each.evaluateEach(plans, Task{});
  ASSERT_EQ(scores.size(), plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) EXPECT_EQ(scores[i], one.evaluate(plans[i], Task{})) << i;
}

TEST(AccuracyEvaluator, tellsEachScoreOnceAsSoonAsItIsKnown) {
  const EvaluatedExample example;
  std::vector<QuantPlan> plans;
  for (std::size_t l = 0; l < example.network->layers.size(); ++l) {
    plans.push_back(floatPlan(example.network->layers.size()));
    plans.back().layers[l].bits = 3;
  }
  AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), 3);
  std::map<std::size_t, Score> told;
  std::size_t soonest = 0;
  std::atomic<std::int64_t> done{0};
  const std::vector<Score> scores = evaluator.evaluateEach(
      plans, Task{}, {}, [&](const ProgressStep& step) { done = step.done; },
      [&](std::size_t plan, const Score& score) {
        EXPECT_TRUE(told.emplace(plan, score).second);
        if (told.size() == 1) soonest = static_cast<std::size_t>(done / 100);
      });
  ASSERT_EQ(told.size(), plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) EXPECT_EQ(told[i], scores[i]) << i;
  EXPECT_LT(soonest, plans.size() / 2) << "the first was told when most were measured";

  // Stopped in between, reported scores stay known and the rest is measured.
  AccuracyEvaluator stopped(example.network, example.images, examplePreprocessing(), 2);
  std::stop_source stop;
  std::size_t before = 0;
  EXPECT_THROW(stopped.evaluateEach(plans, Task{}, stop.get_token(), {},
                                    [&](std::size_t, const Score&) {
                                      ++before;
                                      stop.request_stop();
                                    }),
               Cancelled);
  EXPECT_GT(before, 0u);
  EXPECT_LT(before, plans.size());
  EXPECT_EQ(stopped.evaluateEach(plans, Task{}), scores);
}

TEST(AccuracyEvaluator, answersWithWhatItRecalls) {
  const EvaluatedExample example;
  AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing(), 1);
  const QuantPlan plan = floatPlan(example.network->layers.size());
  Score made{.accuracy = 0.25, .images = 100};
  made.metric = Metric::Agreement;
  evaluator.recall(plan, Task{}, made, 0.5);
  EXPECT_FALSE(evaluator.secondsPerImage()) << "of another metric";
  made.metric = evaluator.metric();
  evaluator.recall(plan, Task{}, made, 0.5);
  EXPECT_EQ(evaluator.evaluate(plan, Task{}), made);
  EXPECT_EQ(evaluator.secondsPerImage(), 0.5);
  EXPECT_NE(evaluator.evaluate(plan, Task{64, 0}), made);
}

TEST(AccuracyEvaluator, calibratesActivationsAlikeOnAnyNumberOfThreads) {
  const EvaluatedExample example;
  AccuracyEvaluator one(example.network, example.images, examplePreprocessing(), 1),
      three(example.network, example.images, examplePreprocessing(), 3);
  const ActivationCalibration a = one.calibrateActivations(), b = three.calibrateActivations();
  ASSERT_EQ(a.layers().size(), example.network->layers.size());
  for (std::size_t l = 0; l < a.layers().size(); ++l) {
    EXPECT_EQ(a.layers()[l].histogram, b.layers()[l].histogram);
    EXPECT_EQ(a.layers()[l].batchExtremes, b.layers()[l].batchExtremes);
  }
  // The first layer reads the images themselves, the second what a relu gives.
  EXPECT_EQ(a.layers()[0].histogram.count(), 100 * 3 * 32 * 32);
  EXPECT_EQ(a.layers()[1].histogram.minimum(), 0);
}

TEST(AccuracyEvaluator, eightBitActivationsChangeLittleAndTwoBitOnesMuch) {
  const EvaluatedExample example;
  AccuracyEvaluator evaluator(example.network, example.images, examplePreprocessing());
  const Score eight = evaluator.evaluate(activationPlan(example, evaluator, floatBits, 8), Task{}),
              two = evaluator.evaluate(activationPlan(example, evaluator, floatBits, 2), Task{});
  EXPECT_GT(eight.kl, 0);
  EXPECT_LT(eight.kl, 0.01);
  EXPECT_GT(two.kl, 10 * eight.kl);
  EXPECT_GT(eight.sqnrDb, two.sqnrDb + 10);
}

TEST(AccuracyEvaluator, scoresUnlabelledImagesByAgreementOrNoise) {
  EvaluatedExample example;
  example.images.labels.clear();
  AccuracyEvaluator agreement(example.network, example.images, examplePreprocessing());
  EXPECT_EQ(agreement.metric(), Metric::Agreement);
  const QuantPlan plan = uniformPlan(example.network->layers.size(), {.bits = 3});
  const Score score = agreement.evaluate(plan, Task{});
  EXPECT_EQ(score.accuracy, score.agreement);
  AccuracyEvaluator noise(example.network, example.images, examplePreprocessing(), 0, Metric::Sqnr);
  const Score sqnr = noise.evaluate(plan, Task{});
  EXPECT_DOUBLE_EQ(sqnr.sqnrDb, score.sqnrDb);
  EXPECT_DOUBLE_EQ(sqnr.accuracy, sqnr.sqnrDb / sqnrCeilingDb);
  EXPECT_EQ(noise.evaluate(floatPlan(plan.layers.size()), Task{}).accuracy, 1);
  EXPECT_THROW(AccuracyEvaluator(example.network, example.images, examplePreprocessing(), 0, Metric::Accuracy),
               InputError);
  EXPECT_THROW(AccuracyEvaluator(example.network, example.images, examplePreprocessing(), 0, Metric::MeanIou),
               InputError);
}

TEST(OutputScore, countsClassesOfPixels) {
  // Two images of 2 x 1 pixels, two classes; guesses 0 1 | 1 1, labels 0 0 | 1 none.
  const at::Tensor outputs = at::tensor({2.F, 0.F, 1.F, 3.F, 0.F, 0.F, 1.F, 5.F}).reshape({2, 2, 2, 1});
  ScoreSums sums;
  sums.images = 2;
  addOutputs(sums, {outputs}, {outputs}, 2, Metric::MeanIou, std::vector<std::int32_t>{0, 0, 1, -1});
  const Score score = scoreOf(sums, Metric::MeanIou, 2);
  // Class 0: 1 right of 2 in union; class 1: 1 right of 2.
  EXPECT_DOUBLE_EQ(score.accuracy, 0.5);
  EXPECT_EQ(score.agreement, 1);
  EXPECT_EQ(score.kl, 0);
  EXPECT_EQ(score.sqnrDb, sqnrCeilingDb);
}

TEST(OutputScore, countsEveryOutputAlike) {
  const at::Tensor a = at::full({1, 4}, 2.F), b = at::full({1, 3}, 100.F);
  ScoreSums sums;
  addOutputs(sums, {a + 0.2, b}, {a, b}, 0, Metric::Sqnr, {});
  // Noise over signal 0.01 in one of two outputs.
  EXPECT_NEAR(scoreOf(sums, Metric::Sqnr, 0).sqnrDb, -10 * std::log10(0.005), 1e-4);
  EXPECT_THROW(addOutputs(sums, {a / 0, b}, {a, b}, 0, Metric::Sqnr, {}), Error);
}

TEST(Executor, runsTheSamePackedAndPlainAndInParts) {
  const EvaluatedExample example;
  const c10::InferenceMode inference;
  at::manual_seed(3);
  const at::Tensor input = at::randn({5, 3, 32, 32}).contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor kept = input.clone();
  Executor plain(example.network->program), packed(example.network->program);
  packed.optimise({input});
  const at::Tensor expected = plain.run({input}, plain.weights()).at(0);
  const at::Tensor got = packed.run({input}, packed.weights()).at(0);
  EXPECT_LT((expected - got).abs().max().item<float>(), 1e-4 * expected.abs().max().item<float>());
  EXPECT_TRUE(input.equal(kept));

  Executor::State prefix = packed.start({input});
  packed.advance(prefix, packed.weights(), example.network->program.instructions.size() / 2);
  for (int round = 0; round < 2; ++round) {
    Executor::State state = prefix;
    packed.advance(state, packed.weights(), example.network->program.instructions.size());
    EXPECT_TRUE(packed.outputs(state).at(0).equal(got)) << "what is shared must not be overwritten";
  }
}

TEST(FloatKernels, poolAndMeanAsLibTorchDoes) {
  at::manual_seed(4);
  const at::Tensor x = at::randn({2, 5, 9, 7}).contiguous(at::MemoryFormat::ChannelsLast);
  const float* values = x.data_ptr<float>();
  for (const bool ceil : {false, true}) {
    for (const auto& [kernel, stride, padding, dilation] :
         {std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>{3, 2, 1, 1}, {2, 2, 0, 1}, {2, 3, 0, 2}}) {
      const at::Tensor expected =
          at::max_pool2d(x, {kernel, kernel}, {stride, stride}, {padding, padding}, {dilation, dilation}, ceil);
      const PoolWindow window{kernel, stride, padding, dilation};
      MaxPool pool{2, 9, 7, 5, window, window, window.outputs(9, ceil), window.outputs(7, ceil)};
      at::Tensor got = at::empty(expected.sizes(), at::TensorOptions().memory_format(at::MemoryFormat::ChannelsLast));
      ASSERT_EQ(got.size(2), pool.outputRows);
      ASSERT_EQ(got.size(3), pool.outputColumns);
      maxPool(pool, values, got.data_ptr<float>());
      EXPECT_TRUE(got.equal(expected));
    }
  }
  at::Tensor mean = at::empty({2, 5});
  meanOverPositions(2, 63, 5, values, mean.data_ptr<float>());
  EXPECT_LT((mean - x.mean({2, 3})).abs().max().item<float>(), 1e-6);
}

}  // namespace
}  // namespace bitprism
