#include "core/quant/measures/calibration.h"

#include <gtest/gtest.h>

#include <thread>

#include "app/example/example_images.h"
#include "app/workflow/study.h"
#include "core/base/error.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

class CalibratedEvaluator : public testing::Test {
 protected:
  AccuracyEvaluator evaluator(unsigned threads = 1) const { return {network_, images_, {}, threads}; }
  QuantPlan planOf(Method method, int bits = 3) const {
    return uniformPlan(network_->layers.size(), {.method = method, .bits = bits, .correction = Correction::None});
  }

  std::shared_ptr<const Network> network_ = std::make_shared<const Network>(test::smallNetwork());
  ImageSet images_ = test::randomImages(40, {3, 8, 8}, 4, 3);
};

TEST_F(CalibratedEvaluator, learnsWhatLayersReadWithoutBeingBuiltAnew) {
  AccuracyEvaluator measuring = evaluator();
  const Score floats = measuring.evaluate(floatPlan(3), Task{});
  const Score uniform = measuring.evaluate(planOf(Method::Uniform), Task{});
  EXPECT_THROW(measuring.evaluate(planOf(Method::Gptq), Task{}), Error);
  const Calibration calibration = measuring.calibrateInputs();
  EXPECT_THROW(measuring.evaluate(planOf(Method::Gptq), Task{}), Error) << "nobody has given it that yet";
  measuring.setCalibration(calibration);
  const Score solved = measuring.evaluate(planOf(Method::Gptq), Task{});
  EXPECT_NE(solved, uniform);
  EXPECT_EQ(measuring.evaluate(floatPlan(3), Task{}), floats);
  EXPECT_EQ(measuring.evaluate(planOf(Method::Uniform), Task{}), uniform);
  EXPECT_EQ(evaluator().evaluate({network_, planOf(Method::Gptq), calibration}, Task{}), solved);
  EXPECT_EQ(measuring.evaluateAfresh(planOf(Method::Gptq), Task{}), solved);
}

TEST_F(CalibratedEvaluator, takesOneCalibrationOfItsOwnLayers) {
  AccuracyEvaluator measuring = evaluator();
  const Calibration calibration = measuring.calibrateInputs();
  EXPECT_THROW(measuring.setCalibration({}), UsageError);
  EXPECT_THROW(measuring.setCalibration({{calibration.layers[0]}}), UsageError);
  measuring.setCalibration(calibration);
  EXPECT_THROW(measuring.setCalibration(calibration), UsageError) << "scores were made by the first";
}

TEST_F(CalibratedEvaluator, givesTheSameFiguresForAnyNumberOfThreads) {
  for (const Method method : {Method::Gptq, Method::Adaround}) {
    std::optional<Score> expected;
    for (const unsigned threads : {1u, 2u, 5u}) {
      AccuracyEvaluator measuring = evaluator(threads);
      measuring.setCalibration(measuring.calibrateInputs());
      const std::vector<Score> scores = measuring.evaluateEach({planOf(method, 2), planOf(method, 4)}, Task{});
      if (!expected) expected = scores[0];
      EXPECT_EQ(scores[0], *expected) << methodName(method) << " on " << threads;
      EXPECT_NE(scores[0], scores[1]);
    }
  }
}

TEST_F(CalibratedEvaluator, isCalibratedWhileItMeasures) {
  AccuracyEvaluator measuring = evaluator(2), alone = evaluator();
  const Calibration calibration = alone.calibrateInputs();
  alone.setCalibration(calibration);
  {
    const std::jthread other([&] { measuring.setCalibration(calibration); });
    for (int bits = 2; bits <= 8; ++bits)
      EXPECT_EQ(measuring.evaluateAfresh(planOf(Method::Uniform, bits), Task{}),
                alone.evaluate(planOf(Method::Uniform, bits), Task{}));
  }
  EXPECT_EQ(measuring.evaluate(planOf(Method::Gptq), Task{}), alone.evaluate(planOf(Method::Gptq), Task{}));
}

TEST(CalibratedStudy, keepsItsNetworkAndEvaluators) {
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  settings.images = 60;
  const auto study = Study::open(settings);
  const auto network = study->network();
  AccuracyEvaluator* before = &study->evaluator();
  EXPECT_TRUE(study->calibration().empty());
  const QuantPlan plan = uniformPlan(network->layers.size(), {.method = Method::Gptq, .bits = 3});
  EXPECT_THROW(before->evaluate(plan, Task{}), Error);
  study->calibrateInputsFor(plan.layers);
  EXPECT_TRUE(study->calibration().hasMoments());
  EXPECT_EQ(study->network(), network);
  EXPECT_EQ(&study->evaluator(), before);
  const Score score = study->evaluator().evaluate(plan, Task{});
  EXPECT_NO_THROW(study->reportEvaluator().evaluate(plan, Task{})) << "built after it was calibrated";

  const Calibration calibration = study->calibration();
  study->calibrateInputs();
  EXPECT_EQ(study->calibration().layers, calibration.layers) << "collected once";
  study->useNetwork(network);
  EXPECT_TRUE(study->calibration().empty());
  EXPECT_THROW(study->evaluator().evaluate(plan, Task{}), Error);
  study->useNetwork(network, calibration);
  EXPECT_EQ(study->evaluator().evaluate(plan, Task{}), score);
}

}  // namespace
}  // namespace bitprism
