#include "core/quant/choice/predicted_sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::layerWithInputs;
using test::momentsFrom;
using test::rectifiedInputs;

constexpr std::size_t size = 9, samples = 400;

std::vector<float> outputs(const std::vector<float>& inputs, const float* weights) {
  std::vector<float> result;
  for (std::size_t s = 0; s < samples; ++s) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i)
      sum += static_cast<double>(inputs[s * size + i]) * static_cast<double>(weights[i]);
    result.push_back(static_cast<float>(sum));
  }
  return result;
}

double meanOf(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

// Its definition, on the outputs themselves.
double sensitivityByOutputs(const Layer& layer, const std::vector<std::vector<float>>& inputs,
                            std::span<const float> rounded) {
  double sensitivity = 0, power = 0;
  const std::size_t channels = layer.weights->size() / size, each = channels / inputs.size();
  for (std::size_t c = 0; c < channels; ++c) {
    const std::vector<float> s = outputs(inputs[c / each], layer.weights->data() + c * size),
                             q = outputs(inputs[c / each], rounded.data() + c * size);
    const double meanS = meanOf(s), meanQ = meanOf(q);
    double ss = 0, sq = 0, rest = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      ss += std::pow(static_cast<double>(s[i]) - meanS, 2);
      sq += (static_cast<double>(s[i]) - meanS) * (static_cast<double>(q[i]) - meanQ);
    }
    const double gain = sq / ss;
    for (std::size_t i = 0; i < s.size(); ++i)
      rest += std::pow(static_cast<double>(q[i]) - meanQ - gain * (static_cast<double>(s[i]) - meanS), 2);
    const double count = static_cast<double>(samples);
    sensitivity += rest / count + 4 * std::pow(1 - gain, 2) * ss / count + 4 * std::pow(meanQ - meanS, 2);
    power += ss / count;
  }
  return sensitivity / power;
}

TEST(PredictedSensitivity, isWhatHappensToTheOutputs) {
  for (const std::size_t groups : {1u, 3u}) {
    auto layer = layerWithInputs(groups, 4, size, 5);
    const auto inputs = rectifiedInputs(groups, size, samples, 77);
    layer.inputs = momentsFrom(inputs, size);
    const SensitivityPrediction prediction(layer, layer.inputs.get());
    EXPECT_TRUE(prediction.byOutputs());
    for (const int bits : {2, 3, 5})
      for (const Correction correction : {Correction::None, Correction::Mean, Correction::InputGain}) {
        const Floats rounded = quantizedWeights(layer, {.bits = bits, .correction = correction}, layer.inputs.get());
        const double expected = sensitivityByOutputs(layer, inputs, *rounded);
        EXPECT_NEAR(prediction.sensitivity(*rounded), expected, 1e-3 * expected) << bits << " bits";
      }
    EXPECT_NEAR(prediction.sensitivity(*layer.weights), 0, 1e-6);
  }
}

TEST(PredictedSensitivity, countsShrinkingAndMovingManyTimesAndNoiseOnce) {
  // Two channels of mean 0.
  const Layer layer = test::layerOf({2, 4}, {1, -1, 1, -1, 2, 2, -2, -2});
  const SensitivityPrediction prediction(layer);
  EXPECT_FALSE(prediction.byOutputs());
  EXPECT_EQ(prediction.sensitivity(*layer.weights), 0);
  std::vector<float> smaller = layer.weights->copy(), noisy = smaller, moved = smaller;
  for (float& value : smaller) value *= 0.75f;
  EXPECT_NEAR(prediction.sensitivity(smaller), 16 * 0.25 * 0.25, 1e-12);
  const float noise[] = {0.5f, 0.5f, -0.5f, -0.5f};  // at right angles to the first channel, without a mean
  for (std::size_t i = 0; i < 4; ++i) noisy[i] += noise[i];
  EXPECT_NEAR(prediction.sensitivity(noisy), 1.0 / 20, 1e-12);  // of a power of 4 + 16
  for (std::size_t i = 0; i < 4; ++i) moved[i] += 0.5f;
  EXPECT_NEAR(prediction.sensitivity(moved), 4 * 1.0 / 20, 1e-12);
}

TEST(PredictedSensitivity, knowsWhatIsRemarkable) {
  auto dead = layerWithInputs(1, 3, size, 5);
  dead.inputs = momentsFrom({std::vector<float>(size * samples, 0.0f)}, size);  // nothing comes in: by the weights
  EXPECT_FALSE(SensitivityPrediction(dead, dead.inputs.get()).byOutputs());
  EXPECT_GT(SensitivityPrediction(dead, dead.inputs.get()).sensitivity(*quantizedWeights(dead, {.bits = 2})), 0);
  const Layer constant = test::layerOf({1, 3}, {2, 2, 2});
  EXPECT_EQ(SensitivityPrediction(constant).sensitivity(std::vector<float>{1, 1, 1}), 0);
  const auto layer = layerWithInputs(1, 3, size, 5);
  EXPECT_THROW(SensitivityPrediction(layer, layer.inputs.get()).sensitivity(std::vector<float>{1, 2}), UsageError);
  EXPECT_THROW(SensitivityPrediction(layer, layer.inputs.get())
                   .sensitivity(std::vector<float>(3 * size, std::numeric_limits<float>::infinity())),
               Error);
}

}  // namespace
}  // namespace bitprism
