// Networks on a graphics card give what they give on the processor, but for the last digits.

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include <algorithm>
#include <cmath>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/train/trainer.h"

namespace bitprism {
namespace {

#define NEED_CARD() \
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no graphics card, or a LibTorch without CUDA"

struct Example {
  std::shared_ptr<const Network> network = std::make_shared<const Network>(readNetwork("example"));
  ImageSet images = drawExampleImages(ExamplePart::Calibration, 300);

  AccuracyEvaluator on(Device device) const {
    return AccuracyEvaluator(network, images, examplePreprocessing(), 0, {}, device);
  }
};

void alike(const Score& card, const Score& processor) {
  EXPECT_EQ(card.images, processor.images);
  EXPECT_NEAR(card.accuracy, processor.accuracy, 1.01 / 300);
  EXPECT_NEAR(card.loss, processor.loss, 1e-3 * std::abs(processor.loss) + 1e-5);
  EXPECT_NEAR(card.kl, processor.kl, 1e-3 * std::abs(processor.kl) + 1e-5);
}

TEST(Device, isNamedAndFound) {
  for (const Device device : {Device::Automatic, Device::Cpu, Device::Cuda})
    EXPECT_EQ(deviceFromName(deviceName(device)), device);
  EXPECT_THROW(deviceFromName("gpu"), UsageError);
  EXPECT_EQ(foundDevice(Device::Cpu), Device::Cpu);
  if (torch::cuda::is_available()) {
    EXPECT_EQ(foundDevice(Device::Automatic), Device::Cuda);
  } else {
    EXPECT_EQ(foundDevice(Device::Automatic), Device::Cpu);
    EXPECT_THROW(foundDevice(Device::Cuda), UsageError);
    EXPECT_THROW(Example().on(Device::Cuda), UsageError);
  }
}

TEST(Device, scoresPlansOfWeightsAndActivationsAsTheProcessorDoes) {
  NEED_CARD();
  const Example example;
  AccuracyEvaluator card = example.on(Device::Cuda), processor = example.on(Device::Cpu);
  const std::size_t layers = example.network->layers.size();
  const ActivationCalibration calibration = processor.calibrateActivations();
  std::vector<QuantPlan> plans = {floatPlan(layers)};
  for (const Method method : {Method::Uniform, Method::Pwlq, Method::Dsconv, Method::Aciq})
    plans.push_back(uniformPlan(layers, {.method = method, .bits = 4}));
  std::vector<ActivationOptions> forms(4);
  forms[1].granularity = Granularity::Channel;
  forms[2].method = ActivationMethod::Pwlq;
  forms[2].range = ActivationRange::TopK;
  forms[3].method = ActivationMethod::Bfp;
  for (const ActivationOptions& form : forms) {
    plans.push_back(uniformPlan(layers, {.bits = 6}));
    for (std::size_t l = 0; l < layers; ++l) plans.back().activations.push_back(calibration.scheme(l, 5, form));
  }
  for (std::size_t i = 0; i < plans.size(); ++i) {
    SCOPED_TRACE(i);
    alike(card.evaluate(plans[i], Task{}), processor.evaluate(plans[i], Task{}));
  }
  // Anew, and together.
  AccuracyEvaluator again = example.on(Device::Cuda);
  const std::vector<Score> scores = again.evaluateEach(plans, Task{});
  for (std::size_t i = 0; i < plans.size(); ++i) {
    SCOPED_TRACE(i);
    alike(scores[i], processor.evaluate(plans[i], Task{}));
  }
}

TEST(Device, seesTheSameActivations) {
  NEED_CARD();
  const Example example;
  const ActivationCalibration card = example.on(Device::Cuda).calibrateActivations(),
                              processor = example.on(Device::Cpu).calibrateActivations();
  for (std::size_t l = 0; l < example.network->layers.size(); ++l) {
    const ActivationScheme a = card.scheme(l, 4, {}), b = processor.scheme(l, 4, {});
    EXPECT_EQ(a.zeroPoint, b.zeroPoint) << l;
    EXPECT_NEAR(a.scale, b.scale, 1e-3 * b.scale) << l;
  }
  const auto moments = example.on(Device::Cuda).calibrateInputs().layers,
             same = example.on(Device::Cpu).calibrateInputs().layers;
  ASSERT_EQ(moments.size(), same.size());
  for (std::size_t l = 0; l < moments.size(); ++l) {
    ASSERT_EQ(moments[l] == nullptr, same[l] == nullptr) << l;
    if (!same[l]) continue;
    ASSERT_EQ(moments[l]->second.size(), same[l]->second.size()) << l;
    const float largest = *std::max_element(same[l]->second.begin(), same[l]->second.end());
    for (std::size_t i = 0; i < same[l]->second.size(); ++i)
      ASSERT_NEAR(moments[l]->second[i], same[l]->second[i], 1e-3F * largest) << l;
  }
}

TEST(Device, trainsAsTheProcessorDoes) {
  NEED_CARD();
  const Example example;
  for (const TrainingObjective objective : {TrainingObjective::Labels, TrainingObjective::Distillation}) {
    TrainingSettings settings;
    settings.objective = objective;
    settings.epochs = 2;
    settings.batch = 50;
    QuantPlan plan = uniformPlan(example.network->layers.size(), {.bits = 3});
    AccuracyEvaluator processor = example.on(Device::Cpu);
    const ActivationCalibration calibration = processor.calibrateActivations();
    for (std::size_t l = 0; l < plan.layers.size(); ++l) plan.activations.push_back(calibration.scheme(l, 4, {}));
    std::vector<double> losses;
    for (const Device device : {Device::Cpu, Device::Cuda}) {
      settings.device = device;
      const TrainingResult result =
          Trainer(example.network, plan, example.images, {}, examplePreprocessing(), settings).run();
      ASSERT_FALSE(result.records.empty());
      losses.push_back(result.records.back().loss);
    }
    EXPECT_NEAR(losses[1], losses[0], 0.3 * losses[0]);  // codes flip, and steps add up
    EXPECT_GT(losses[0], 0);
  }
}

}  // namespace
}  // namespace bitprism
