#include "core/quant/measures/output_error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/quantizer.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::layerWithInputs;
using test::momentsFrom;
using test::rectifiedInputs;

constexpr double infinity = std::numeric_limits<double>::infinity();

// The layer's outputs themselves, mean over samples of the product of two of them, for every output channel.
std::vector<double> productsByOutputs(const std::vector<std::vector<float>>& inputs, std::size_t size,
                                      std::span<const float> a, std::span<const float> b) {
  const std::size_t rows = a.size() / size, perGroup = rows / inputs.size();
  std::vector<double> result;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto& group = inputs[row / perGroup];
    double sum = 0;
    for (std::size_t s = 0; s < group.size(); s += size) {
      double left = 0, right = 0;
      for (std::size_t i = 0; i < size; ++i) {
        left += static_cast<double>(a[row * size + i]) * static_cast<double>(group[s + i]);
        right += static_cast<double>(b[row * size + i]) * static_cast<double>(group[s + i]);
      }
      sum += left * right;
    }
    result.push_back(sum / static_cast<double>(group.size() / size));
  }
  return result;
}

double total(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

TEST(OutputError, isThatOfTheOutputs) {
  for (const auto& [groups, outputs, size] : {std::tuple{1, 5, 7}, {3, 2, 9}, {1, 200, 300}, {2, 1, 270}}) {
    const auto inputs = rectifiedInputs(groups, size, 150, 4);
    auto layer = layerWithInputs(groups, outputs, size, 1);
    layer.inputs = momentsFrom(inputs, size);
    const std::vector<float> quantized = quantizedWeights(layer, {.bits = 3}, layer.inputs.get())->copy();
    std::vector<float> change = quantized;
    for (std::size_t i = 0; i < change.size(); ++i) change[i] -= (*layer.weights)[i];
    const std::vector<double> expected = productsByOutputs(inputs, size, *layer.weights, quantized);
    const std::vector<double> found = outputProducts(layer, layer.inputs.get(), *layer.weights, quantized);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t o = 0; o < found.size(); ++o) EXPECT_NEAR(found[o], expected[o], 1e-5 * total(expected));
    const double signal = total(productsByOutputs(inputs, size, *layer.weights, *layer.weights));
    const double error = total(productsByOutputs(inputs, size, change, change));
    EXPECT_NEAR(outputPower(layer, layer.inputs.get(), *layer.weights), signal, 1e-5 * signal);
    EXPECT_NEAR(outputSqnrDb(layer, layer.inputs.get(), quantized), 10 * std::log10(signal / error), 1e-3);
  }
}

TEST(OutputError, isInfiniteWhereNothingChanges) {
  const auto layer = layerWithInputs(1, 4, 12, 1, 3);
  EXPECT_EQ(outputSqnrDb(layer, layer.inputs.get(), *layer.weights), infinity);
  std::vector<float> changed = layer.weights->copy();
  changed[11] += 1;  // reads a dead input
  EXPECT_EQ(outputSqnrDb(layer, layer.inputs.get(), changed), infinity);
  changed[0] += 1;
  EXPECT_LT(outputSqnrDb(layer, layer.inputs.get(), changed), 20);
  const test::InformedLayer zeros = [&] {
    test::InformedLayer other = layer;
    other.weights = constantArray(std::vector<float>(48, 0.0f));
    return other;
  }();
  EXPECT_EQ(outputSqnrDb(zeros, zeros.inputs.get(), *zeros.weights), infinity);
  EXPECT_EQ(outputSqnrDb(zeros, zeros.inputs.get(), changed), -infinity);
}

TEST(OutputError, survivesExtremes) {
  auto layer = layerWithInputs(1, 4, 12, 1);
  for (const float factor : {1e38f, 1e-38f}) {
    std::vector<float> weights = layerWithInputs(1, 4, 12, 1).weights->copy();
    for (float& weight : weights) weight *= factor;
    layer.weights = constantArray(weights);
    EXPECT_NEAR(outputSqnrDb(layer, layer.inputs.get(), std::vector<float>(48, 0)), 0, 1e-4);
  }
}

TEST(OutputError, saysWhatIsMissing) {
  const auto message = [](const test::InformedLayer& layer) -> std::string {
    try {
      outputSqnrDb(layer, layer.inputs.get(), *layer.weights);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  auto layer = layerWithInputs(2, 4, 12, 1);
  layer.groups = 1;
  EXPECT_EQ(message(layer),
            "layer 'layer': the input moments for its output error hold 2 groups of 12 numbers, expected 1 of 12");
  layer.inputs = nullptr;
  EXPECT_NE(message(layer).find("needs calibration images"), std::string::npos);
  layer.channelAxis = 1;
  EXPECT_NE(message(layer).find("transposed convolutions"), std::string::npos);
  const auto good = layerWithInputs(2, 4, 12, 1);
  EXPECT_THROW(outputPower(good, good.inputs.get(), std::vector<float>(5)), UsageError);
}

// What the gains are for: regression of the quantized output on the float one gives slope 1 afterwards.
TEST(MomentGains, giveTheOutputUnitGain) {
  const auto inputs = rectifiedInputs(2, 18, 300, 8);
  auto layer = layerWithInputs(2, 3, 18, 5);
  layer.inputs = momentsFrom(inputs, 18);
  for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor}) {
    const QuantScheme scheme{
        .bits = 2, .granularity = granularity, .range = RangeRule::LeastSquares, .correction = Correction::Gain};
    const auto withoutMeans = [](std::vector<float> values) {
      for (std::size_t o = 0; o < values.size(); o += 18) {
        double mean = 0;
        for (std::size_t i = o; i < o + 18; ++i) mean += static_cast<double>(values[i]) / 18;
        for (std::size_t i = o; i < o + 18; ++i) values[i] = static_cast<float>(static_cast<double>(values[i]) - mean);
      }
      return values;
    };
    QuantizedTensor tensor = quantizerFor(Method::Uniform).quantize(layer, scheme, layer.inputs.get());
    const std::vector<double> gains = momentGains(layer, layer.inputs.get(), tensor);
    ASSERT_EQ(gains.size(), 6u);
    QuantizedTensor whole = tensor;
    restoreGains(layer, gains, tensor);
    const std::vector<float> weights = withoutMeans(layer.weights->copy()), restored = withoutMeans(dequantize(tensor));
    const std::vector<double> power = productsByOutputs(inputs, 18, weights, weights),
                              both = productsByOutputs(inputs, 18, weights, restored);
    int inside = 0;
    for (std::size_t o = 0; o < 6; ++o)
      if (gains[o] > 0.5 && gains[o] < 2) {
        EXPECT_NEAR(both[o] / power[o], 1, 1e-4);
        ++inside;
      }
    EXPECT_GE(inside, 4);
    const double gain = layerGain(layer, layer.inputs.get(), whole);
    restoreGains(layer, std::vector<double>(6, gain), whole);
    const std::vector<double> wholeBoth = productsByOutputs(inputs, 18, weights, withoutMeans(dequantize(whole)));
    EXPECT_NEAR(total(wholeBoth) / total(power), 1, 1e-4);
    EXPECT_NE(gain, 1);
  }
}

// The correction of that name, by every method, is the gain of the outputs; a file keeps it as a gain.
TEST(InputGain, isWhatMomentGainsSayForEveryMethod) {
  auto layer = layerWithInputs(2, 3, 18, 5);
  layer.inputs = momentsFrom(rectifiedInputs(2, 18, 300, 8), 18);
  for (const Method method : existingMethods) {
    if (isSolver(method)) continue;
    QuantScheme scheme{.method = method, .bits = 2, .correction = Correction::None};
    if (hasRangeRule(method)) scheme.range = RangeRule::LeastSquares;
    QuantizedTensor expected = quantize(layer, scheme, layer.inputs.get());
    scheme.correction = Correction::InputGain;
    EXPECT_TRUE(readsInputs(scheme));
    const std::vector<float> values = dequantize(quantize(layer, scheme, layer.inputs.get()));
    expected.scheme.correction = Correction::Gain;
    restoreGains(layer, momentGains(layer, layer.inputs.get(), expected), expected);
    const std::vector<float> wanted = dequantize(expected);
    ASSERT_EQ(values.size(), wanted.size());
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], wanted[i]) << methodName(method);
    EXPECT_NEAR(layerError(layer, scheme, layer.inputs.get()).mse, quantError(*layer.weights, values).mse, 1e-12)
        << methodName(method);
    test::InformedLayer blind = layer;
    blind.inputs = nullptr;
    EXPECT_THROW(quantize(blind, scheme, blind.inputs.get()), Error) << methodName(method);
  }
  EXPECT_EQ(correctionFromName("input-gain"), Correction::InputGain);
}

}  // namespace
}  // namespace bitprism
