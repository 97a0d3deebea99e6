#include "core/quant/methods/gptq.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/quant/measures/output_error.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/uniform.h"
#include "tests/support/least_rounding.h"
#include "tests/support/random_inputs.h"

namespace bitprism {
namespace {

using test::layerWithInputs;
using test::leastRounding;
using test::outputLoss;

QuantScheme schemeOf(int bits, bool symmetric = true, RangeRule range = RangeRule::MinMax) {
  return {.method = Method::Gptq, .bits = bits, .symmetric = symmetric, .range = range, .correction = Correction::None};
}

QuantScheme uniformOf(QuantScheme scheme) {
  scheme.method = Method::Uniform;
  return scheme;
}

// As the paper writes it: the inverse, its upper Cholesky factor, column after column.
std::vector<float> textbook(const test::InformedLayer& layer, const QuantizedTensor& grids) {
  const auto size = static_cast<Eigen::Index>(layer.inputs->size), groups = static_cast<Eigen::Index>(layer.groups);
  const Eigen::Index perGroup = layer.channels() / groups;
  std::vector<float> result(layer.weights->size());
  for (Eigen::Index g = 0; g < groups; ++g) {
    const float* second = layer.inputs->second.data() + g * size * size;
    std::vector<Eigen::Index> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), 0);
    std::reverse(order.begin(), order.end());
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return second[a * size + a] > second[b * size + b]; });
    Eigen::MatrixXd h(size, size);
    for (Eigen::Index i = 0; i < size; ++i)
      for (Eigen::Index j = 0; j < size; ++j)
        h(i, j) = second[order[static_cast<std::size_t>(i)] * size + order[static_cast<std::size_t>(j)]];
    const double live = static_cast<double>((h.diagonal().array() > 0).count()), mean = h.trace() / live;
    std::vector<bool> dead;
    for (Eigen::Index i = 0; i < size; ++i) {
      dead.push_back(h(i, i) == 0);
      h(i, i) = (dead.back() ? mean : h(i, i)) + 0.01 * mean;
    }
    const Eigen::MatrixXd inverse = h.inverse();
    const Eigen::MatrixXd u = inverse.llt().matrixU();
    for (Eigen::Index o = g * perGroup; o < (g + 1) * perGroup; ++o) {
      const std::size_t row = grids.scales.size() > 1 ? static_cast<std::size_t>(o) : 0;
      const double scale = grids.scales[row], zeroPoint = grids.zeroPoints.empty() ? 0 : grids.zeroPoints[row];
      const double lowest = grids.lowestCode();
      Eigen::VectorXd w(size);
      for (Eigen::Index i = 0; i < size; ++i)
        w[i] = dead[static_cast<std::size_t>(i)]
                   ? 0
                   : (*layer.weights)[static_cast<std::size_t>(o * size + order[static_cast<std::size_t>(i)])];
      for (Eigen::Index j = 0; j < size; ++j) {
        const double code = std::clamp(std::nearbyint(w[j] / scale) + zeroPoint, lowest, -lowest - 1);
        const double q = scale * (code - zeroPoint), error = (w[j] - q) / u(j, j);
        for (Eigen::Index k = j + 1; k < size; ++k) w[k] -= error * u(j, k);
        result[static_cast<std::size_t>(o * size + order[static_cast<std::size_t>(j)])] = static_cast<float>(q);
      }
    }
  }
  return result;
}

TEST(Gptq, isTheTextbooks) {
  int same = 0, all = 0;
  for (const auto& [groups, outputs, size, dead] :
       {std::tuple{1, 6, 20, 0}, {1, 8, 150, 3}, {3, 4, 27, 1}, {2, 5, 140, 0}, {4, 1, 9, 0}})
    for (const int bits : {2, 4, 8})
      for (const bool symmetric : {true, false})
        for (const Granularity granularity : {Granularity::Channel, Granularity::Tensor}) {
          const auto layer = layerWithInputs(groups, outputs, size, 3, dead);
          QuantScheme scheme = schemeOf(bits, symmetric, bits == 4 ? RangeRule::LeastSquares : RangeRule::MinMax);
          scheme.granularity = granularity;
          const QuantizedTensor tensor = quantize(layer, scheme, layer.inputs.get());
          EXPECT_EQ(tensor.scales, quantize(layer, uniformOf(scheme), layer.inputs.get()).scales);
          EXPECT_EQ(tensor.zeroPoints.size(), symmetric ? 0 : tensor.scales.size());
          const std::vector<float> found = dequantize(tensor), expected = textbook(layer, tensor);
          for (std::size_t i = 0; i < found.size(); ++i) {
            same += std::fabs(found[i] - expected[i]) <= 1e-3f * tensor.scales[0] ? 1 : 0;
            ++all;
          }
        }
  // Double there and float here may round a tie-like number otherwise, and what follows in its row with it.
  EXPECT_GE(same, all * 0.985) << same << " of " << all;
}

TEST(Gptq, losesLessThanNearestRounding) {
  for (const auto& [groups, outputs, size] : {std::tuple{1, 16, 60}, {2, 8, 144}, {1, 12, 200}}) {
    const auto layer = layerWithInputs(groups, outputs, size, 7);
    for (int bits = 1; bits <= 8; ++bits)
      for (const bool symmetric : {true, false})
        for (const RangeRule range : {RangeRule::MinMax, RangeRule::LeastSquares, RangeRule::Percentile}) {
          const QuantScheme scheme = schemeOf(bits, symmetric, range);
          const double gptq =
              outputSqnrDb(layer, layer.inputs.get(), *quantizedWeights(layer, scheme, layer.inputs.get()));
          const double nearest =
              outputSqnrDb(layer, layer.inputs.get(), *quantizedWeights(layer, uniformOf(scheme), layer.inputs.get()));
          // Two levels of which one is 0 leave little to choose.
          EXPECT_GE(gptq, bits == 1 && !symmetric ? nearest - 1e-5 : nearest + 1)
              << bits << symmetric << rangeName(range) << size;
        }
  }
}

TEST(Gptq, comesNearTheBestOfAllRoundings) {
  double gptq = 0, nearest = 0, best = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const int bits : {2, 3, 4}) {
      const auto layer = layerWithInputs(1, 1, 6 + seed % 5, seed);
      const QuantizedTensor tensor = quantize(layer, schemeOf(bits), layer.inputs.get());
      best += leastRounding(layer, tensor);
      gptq += outputLoss(layer, dequantize(tensor));
      nearest += outputLoss(layer, dequantize(quantize(layer, uniformOf(schemeOf(bits)), layer.inputs.get())));
    }
  EXPECT_LE(gptq, 1.2 * best);
  EXPECT_GE(nearest, 2.5 * best);
  RecordProperty("ratio", std::to_string(gptq / best));
}

TEST(Gptq, leavesDeadInputsOut) {
  const auto layer = layerWithInputs(1, 4, 30, 5, 6);
  const std::vector<float> rounded = quantizedWeights(layer, schemeOf(4), layer.inputs.get())->copy();
  for (std::size_t o = 0; o < 4; ++o)
    for (std::size_t i = 24; i < 30; ++i) EXPECT_EQ(rounded[o * 30 + i], 0);
  const QuantizedTensor twoLevels = quantize(layer, schemeOf(1), layer.inputs.get());
  for (std::size_t o = 0; o < 4; ++o)
    for (std::size_t i = 24; i < 30; ++i)
      EXPECT_EQ(twoLevels.codes[o * 30 + i], (*layer.weights)[o * 30 + i] < 0 ? -1 : 0);
  const auto allDead = layerWithInputs(1, 4, 30, 5, 30);
  const Floats zeros = quantizedWeights(allDead, schemeOf(4), allDead.inputs.get());
  for (const float value : *zeros) EXPECT_EQ(value, 0);
}

TEST(Gptq, remembersItsSolutionWithoutCorrection) {
  const auto layer = layerWithInputs(1, 4, 30, 5);
  QuantScheme scheme = schemeOf(3);
  const QuantizedTensor plain = quantize(layer, scheme, layer.inputs.get());
  ASSERT_NE(layer.inputs->known(scheme), nullptr);
  EXPECT_EQ(layer.inputs->known(scheme)->codes, plain.codes);
  for (const Correction correction : {Correction::Mean, Correction::MeanStd, Correction::Gain}) {
    scheme.correction = correction;
    const QuantizedTensor corrected = quantize(layer, scheme, layer.inputs.get());
    EXPECT_EQ(corrected.codes, plain.codes);
    EXPECT_EQ(corrected.scheme, scheme);
    EXPECT_EQ(corrected.offsets.size(), 4u);
    EXPECT_EQ(layer.inputs->known(scheme), nullptr);
  }
  EXPECT_EQ(quantizerFor(Method::Gptq).quantize(layer, scheme, layer.inputs.get()).offsets.size(), 0u);
}

TEST(Gptq, fittedOffsetsNeverLose) {
  for (int bits = 1; bits <= 8; ++bits) {
    const auto layer = layerWithInputs(2, 5, 40, 5);
    QuantizedTensor tensor = quantize(layer, schemeOf(bits), layer.inputs.get());
    const double before = outputPower(layer, layer.inputs.get(), *layer.weights),
                 sqnr = outputSqnrDb(layer, layer.inputs.get(), dequantize(tensor));
    fitOffsets(layer, layer.inputs.get(), tensor);
    EXPECT_GE(outputSqnrDb(layer, layer.inputs.get(), dequantize(tensor), before), sqnr - 1e-6);
    // At the best offset the error is orthogonal to the sum of the inputs.
    std::vector<float> rest = dequantize(tensor);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= (*layer.weights)[i];
    for (const double product : outputProducts(layer, layer.inputs.get(), std::vector<float>(400, 1), rest))
      EXPECT_NEAR(product, 0, 1e-4);
  }
}

TEST(Gptq, saysWhatIsMissing) {
  auto layer = layerWithInputs(1, 4, 30, 5);
  layer.inputs = nullptr;
  try {
    quantize(layer, schemeOf(4), layer.inputs.get());
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "layer 'layer': gptq needs calibration images, for moments of the layer's input");
  }
  Layer transposed = test::layerOf({4, 3, 2, 2}, test::normals(48, 1), 1);
  EXPECT_THROW(quantize(transposed, schemeOf(4)), Error);
  auto broken = std::make_shared<InputMoments>();
  broken->groups = 1;
  broken->size = 30;
  broken->second.assign(900, std::numeric_limits<float>::quiet_NaN());
  layer.inputs = broken;
  EXPECT_THROW(quantize(layer, schemeOf(4), layer.inputs.get()), Error);
}

}  // namespace
}  // namespace bitprism
