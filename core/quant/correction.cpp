#include "core/quant/correction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/quant/block_grid.h"
#include "core/quant/channels.h"
#include "core/quant/output_error.h"

namespace bitprism {
namespace {

constexpr double smallestFactor = 0.5, largestFactor = 2;

// Sums over one channel, about the means.
struct Moments {
  double count = 0, meanWeight = 0, meanRounded = 0;
  double weights = 0, rounded = 0, both = 0;  // <w0,w0>, <q0,q0>, <w0,q0>
};

std::vector<Moments> momentsOf(const Layer& layer, const QuantizedTensor& tensor, const std::vector<float>& rounded) {
  const Channels channels(tensor.shape, tensor.channelAxis);
  std::vector<Moments> result(channels.count);
  const float* w = layer.weights->data();
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    Moments& m = result[channel];
    for (std::size_t i = begin; i < begin + channels.inner; ++i) {
      m.meanWeight += static_cast<double>(w[i]);
      m.meanRounded += static_cast<double>(rounded[i]);
    }
    m.count += static_cast<double>(channels.inner);
  });
  for (Moments& m : result) {
    if (m.count == 0) continue;
    m.meanWeight /= m.count;
    m.meanRounded /= m.count;
  }
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    Moments& m = result[channel];
    for (std::size_t i = begin; i < begin + channels.inner; ++i) {
      const double a = static_cast<double>(w[i]) - m.meanWeight, b = static_cast<double>(rounded[i]) - m.meanRounded;
      m.weights += a * a;
      m.rounded += b * b;
      m.both += a * b;
    }
  });
  return result;
}

double factorOf(const Moments& m, Correction correction) {
  double factor = 1;
  // What is left of a constant channel is the rounding of its mean.
  const double nothing = 1e-12 * m.count * (m.meanWeight * m.meanWeight + 1e-60);
  if (m.weights <= nothing || m.rounded <= 0) return 1;
  if (correction == Correction::MeanStd) factor = std::sqrt(m.weights / m.rounded);
  if (correction == Correction::Gain && m.both > 0) factor = m.weights / m.both;
  return std::clamp(factor, smallestFactor, largestFactor);
}

void multiplyRow(std::vector<float>& values, std::size_t rows, std::size_t row, double factor) {
  const std::size_t each = values.size() / std::max<std::size_t>(rows, 1);
  for (std::size_t i = row * each; i < (row + 1) * each; ++i)
    values[i] = static_cast<float>(static_cast<double>(values[i]) * factor);
}

void multiply(QuantizedTensor& tensor, const std::vector<double>& factors) {
  const std::size_t channels = factors.size();
  if (hasGains(tensor.scheme)) {
    tensor.gains.assign(factors.begin(), factors.end());
    return;
  }
  if (codeForm(tensor.scheme.method) == CodeForm::Blocks) {
    const BlockGrid grid(tensor.shape, tensor.channelAxis, tensor.scheme.block);
    for (std::size_t b = 0; b < tensor.scales.size(); ++b)
      tensor.scales[b] = static_cast<float>(static_cast<double>(tensor.scales[b]) * factors[grid.channelOf(b)]);
    return;
  }
  for (std::size_t c = 0; c < channels; ++c) {
    multiplyRow(tensor.scales, channels, c, factors[c]);
    multiplyRow(tensor.edges, channels, c, factors[c]);
    multiplyRow(tensor.codebook, channels, c, factors[c]);
    multiplyRow(tensor.more.scales, channels, c, factors[c]);
  }
}

void restoreMeans(const Layer& layer, QuantizedTensor& tensor) {
  if (tensor.scheme.halfScales) roundToHalfScales(tensor);
  const std::vector<Moments> moments = momentsOf(layer, tensor, dequantize(tensor));
  tensor.offsets.resize(moments.size(), 0.0f);
  for (std::size_t c = 0; c < moments.size(); ++c)
    tensor.offsets[c] =
        static_cast<float>(static_cast<double>(tensor.offsets[c]) + moments[c].meanWeight - moments[c].meanRounded);
}

// <w0,w0> and <w0,q0> of each channel, weighted by what the layer reads.
struct OutputMoments {
  std::vector<double> weights, both;
};

OutputMoments outputMomentsOf(const Layer& layer, const QuantizedTensor& tensor) {
  std::vector<float> weights = *layer.weights, rounded = dequantize(tensor);
  const std::vector<Moments> moments = momentsOf(layer, tensor, rounded);
  Channels(tensor.shape, tensor.channelAxis).forEachPiece([&](std::size_t channel, std::size_t begin) {
    const Moments& m = moments[channel];
    for (std::size_t i = begin; i < begin + static_cast<std::size_t>(m.count); ++i) {
      weights[i] = static_cast<float>(static_cast<double>(weights[i]) - m.meanWeight);
      rounded[i] = static_cast<float>(static_cast<double>(rounded[i]) - m.meanRounded);
    }
  });
  return {outputProducts(layer, weights, weights), outputProducts(layer, weights, rounded)};
}

double gainOf(double weights, double both) {
  return weights > 0 && both > 0 ? std::clamp(weights / both, smallestFactor, largestFactor) : 1;
}

}  // namespace

void restore(const Layer& layer, Correction correction, QuantizedTensor& tensor) {
  if (correction == Correction::None || tensor.codes.empty()) return;
  if (correction == Correction::Mean) return restoreMeans(layer, tensor);
  std::vector<double> factors;
  for (const Moments& m : momentsOf(layer, tensor, dequantize(tensor))) factors.push_back(factorOf(m, correction));
  restoreGains(layer, factors, tensor);
}

void restoreGains(const Layer& layer, const std::vector<double>& gains, QuantizedTensor& tensor) {
  multiply(tensor, gains);
  restoreMeans(layer, tensor);
}

std::vector<double> momentGains(const Layer& layer, const QuantizedTensor& tensor) {
  const OutputMoments moments = outputMomentsOf(layer, tensor);
  std::vector<double> gains;
  for (std::size_t c = 0; c < moments.weights.size(); ++c) gains.push_back(gainOf(moments.weights[c], moments.both[c]));
  return gains;
}

double layerGain(const Layer& layer, const QuantizedTensor& tensor) {
  const OutputMoments moments = outputMomentsOf(layer, tensor);
  return gainOf(std::accumulate(moments.weights.begin(), moments.weights.end(), 0.0),
                std::accumulate(moments.both.begin(), moments.both.end(), 0.0));
}

void fitOffsets(const Layer& layer, QuantizedTensor& tensor) {
  std::vector<float> change = dequantize(tensor);
  for (std::size_t i = 0; i < change.size(); ++i) change[i] = (*layer.weights)[i] - change[i];
  const std::vector<float> ones(change.size(), 1.0f);
  const std::vector<double> error = outputProducts(layer, ones, change), power = outputProducts(layer, ones, ones);
  tensor.offsets.resize(power.size(), 0.0f);
  for (std::size_t c = 0; c < power.size(); ++c)
    if (power[c] > 0)
      tensor.offsets[c] = static_cast<float>(static_cast<double>(tensor.offsets[c]) + error[c] / power[c]);
}

bool hasOffsets(const QuantScheme& scheme) {
  return scheme.hasCodes() && (scheme.correction != Correction::None || scheme.method == Method::Aciq ||
                               (codeForm(scheme.method) == CodeForm::Affine && scheme.symmetric && scheme.bits == 1));
}

bool hasGains(const QuantScheme& scheme) {
  return scheme.hasCodes() && (scheme.correction == Correction::MeanStd || scheme.correction == Correction::Gain) &&
         scheme.granularity == Granularity::Tensor && codeForm(scheme.method) != CodeForm::Blocks;
}

bool hasZeroPoints(const QuantScheme& scheme) {
  return scheme.hasCodes() && codeForm(scheme.method) == CodeForm::Affine && scheme.method != Method::Aciq &&
         !scheme.symmetric;
}

}  // namespace bitprism
