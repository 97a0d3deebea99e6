#include "core/quant/methods/correction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/channels.h"
#include "core/quant/measures/output_error.h"
#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"

namespace bitprism {
namespace {

constexpr double smallestFactor = 0.5, largestFactor = 2;
constexpr float largestFloat = std::numeric_limits<float>::max();

struct ChannelSums {
  std::array<double, lanes> weights{}, rounded{}, both{}, largest{};
};

double total(const std::array<double, lanes>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

template <class Vector, class Values>
inline void load(Vector& vector, const Values* from) {
  std::memcpy(&vector, from, sizeof vector);
}

template <class Vector>
inline void store(const Vector& vector, std::array<double, lanes>& to) {
  std::memcpy(to.data(), &vector, sizeof vector);
}

BITPRISM_CLONES void addMeans(const float* weights, const float* rounded, std::size_t groups, ChannelSums& sums) {
  Double8 sumW, sumQ, largest;
  load(sumW, sums.weights.data());
  load(sumQ, sums.rounded.data());
  load(largest, sums.largest.data());
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 left, right;
    load(left, weights + g * lanes);
    load(right, rounded + g * lanes);
    const Double8 q = __builtin_convertvector(right, Double8);
    const Double8 magnitude = q < 0 ? -q : q;
    sumW += __builtin_convertvector(left, Double8);
    sumQ += q;
    largest = magnitude > largest ? magnitude : largest;
  }
  store(sumW, sums.weights);
  store(sumQ, sums.rounded);
  store(largest, sums.largest);
}

BITPRISM_CLONES void addProducts(const float* weights, const float* rounded, std::size_t groups, double meanWeight,
                                 double meanRounded, ChannelSums& sums) {
  Double8 ww, qq, wq;
  load(ww, sums.weights.data());
  load(qq, sums.rounded.data());
  load(wq, sums.both.data());
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 left, right;
    load(left, weights + g * lanes);
    load(right, rounded + g * lanes);
    const Double8 w = __builtin_convertvector(left, Double8) - meanWeight;
    const Double8 q = __builtin_convertvector(right, Double8) - meanRounded;
    ww += w * w;
    qq += q * q;
    wq += w * q;
  }
  store(ww, sums.weights);
  store(qq, sums.rounded);
  store(wq, sums.both);
}

// One channel's moments from its pieces, in two passes: first the means, then the moments.
class MomentSums {
 public:
  void addMeansOf(std::span<const float> weights, std::span<const float> rounded) {
    const std::size_t groups = weights.size() / lanes;
    addMeans(weights.data(), rounded.data(), groups, means_);
    for (std::size_t i = groups * lanes; i < weights.size(); ++i) {
      const double w = static_cast<double>(weights[i]), q = static_cast<double>(rounded[i]);
      means_.weights[0] += w;
      means_.rounded[0] += q;
      means_.largest[0] = std::max(means_.largest[0], std::fabs(q));
    }
    moments_.count += static_cast<double>(weights.size());
  }

  void closeMeans() {
    if (moments_.count == 0) return;
    moments_.meanWeight = total(means_.weights) / moments_.count;
    moments_.meanRounded = total(means_.rounded) / moments_.count;
    for (std::size_t i = 0; i < lanes; ++i) moments_.largest = std::max(moments_.largest, means_.largest[i]);
  }

  void addProductsOf(std::span<const float> weights, std::span<const float> rounded) {
    const std::size_t groups = weights.size() / lanes;
    addProducts(weights.data(), rounded.data(), groups, moments_.meanWeight, moments_.meanRounded, products_);
    for (std::size_t i = groups * lanes; i < weights.size(); ++i) {
      const double w = static_cast<double>(weights[i]) - moments_.meanWeight;
      const double q = static_cast<double>(rounded[i]) - moments_.meanRounded;
      products_.weights[0] += w * w;
      products_.rounded[0] += q * q;
      products_.both[0] += w * q;
    }
  }

  ChannelMoments result() const {
    ChannelMoments moments = moments_;
    moments.weights = total(products_.weights);
    moments.rounded = total(products_.rounded);
    moments.both = total(products_.both);
    return moments;
  }

 private:
  ChannelMoments moments_;
  ChannelSums means_, products_;
};

std::vector<ChannelMoments> channelMoments(const Layer& layer, const QuantizedTensor& tensor,
                                           const std::vector<float>& rounded) {
  const Channels channels(tensor.shape, tensor.channelAxis);
  std::vector<MomentSums> sums(channels.count);
  const auto piece = [&](std::span<const float> values, std::size_t begin) {
    return values.subspan(begin, channels.inner);
  };
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    sums[channel].addMeansOf(piece(*layer.weights, begin), piece(rounded, begin));
  });
  for (MomentSums& channel : sums) channel.closeMeans();
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    sums[channel].addProductsOf(piece(*layer.weights, begin), piece(rounded, begin));
  });
  std::vector<ChannelMoments> result;
  for (const MomentSums& channel : sums) result.push_back(channel.result());
  return result;
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
  if (const auto* blocks = tensor.layout.as<ScaledBlockCodes>()) {
    const BlockGrid grid(tensor.shape, tensor.channelAxis, blocks->length);
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
  roundToKeptScales(tensor);
  const std::vector<ChannelMoments> moments = channelMoments(layer, tensor, dequantize(tensor));
  tensor.offsets.resize(moments.size(), 0.0f);
  for (std::size_t c = 0; c < moments.size(); ++c) tensor.offsets[c] = correctedOffset(moments[c], tensor.offsets[c]);
}

// <w0,w0> and <w0,q0> of each channel, weighted by the moments of the layer's input.
struct OutputMoments {
  std::vector<double> weights, both;
};

OutputMoments outputMomentsOf(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor) {
  std::vector<float> weights = layer.weights->copy(), rounded = dequantize(tensor);
  const std::vector<ChannelMoments> moments = channelMoments(layer, tensor, rounded);
  Channels(tensor.shape, tensor.channelAxis).forEachPiece([&](std::size_t channel, std::size_t begin) {
    const ChannelMoments& m = moments[channel];
    for (std::size_t i = begin; i < begin + static_cast<std::size_t>(m.count); ++i) {
      weights[i] = static_cast<float>(static_cast<double>(weights[i]) - m.meanWeight);
      rounded[i] = static_cast<float>(static_cast<double>(rounded[i]) - m.meanRounded);
    }
  });
  return {outputProducts(layer, inputs, weights, weights), outputProducts(layer, inputs, weights, rounded)};
}

double gainOf(double weights, double both) {
  return weights > 0 && both > 0 ? std::clamp(weights / both, smallestFactor, largestFactor) : 1;
}

}  // namespace

ChannelMoments momentsOf(std::span<const float> weights, std::span<const float> rounded) {
  MomentSums sums;
  sums.addMeansOf(weights, rounded);
  sums.closeMeans();
  sums.addProductsOf(weights, rounded);
  return sums.result();
}

double correctionFactor(const ChannelMoments& m, Correction correction, float offset) {
  double factor = 1;
  // The remaining error of a constant channel is the rounding of its mean.
  const double nothing = 1e-12 * m.count * (m.meanWeight * m.meanWeight + 1e-60);
  if (m.weights <= nothing || m.rounded <= 0) return 1;
  if (correction == Correction::MeanStd) factor = std::sqrt(m.weights / m.rounded);
  if (correction == Correction::Gain && m.both > 0) factor = m.weights / m.both;
  factor = std::clamp(factor, smallestFactor, largestFactor);
  const double others = std::fabs(static_cast<double>(offset));
  const double farthest = std::fabs(m.meanWeight) + others + factor * (m.largest + std::fabs(m.meanRounded) + others);
  return farthest < static_cast<double>(largestFloat) ? factor : 1;
}

float correctedOffset(const ChannelMoments& m, float offset) {
  constexpr double limit = static_cast<double>(largestFloat) * (1 - 1e-6);
  const double room = std::max(limit - m.largest, 0.0);
  const double shift = std::clamp(m.meanWeight - m.meanRounded, -room, room);
  return static_cast<float>(std::clamp(static_cast<double>(offset) + shift, -limit, limit));
}

PaperCorrection paperCorrection(const ChannelMoments& m) {
  return {m.meanWeight - m.meanRounded, m.weights > 0 && m.rounded > 0 ? std::sqrt(m.weights / m.rounded) : 1};
}

void restore(const Layer& layer, const InputMoments* inputs, Correction correction, QuantizedTensor& tensor) {
  if (correction == Correction::None || tensor.codes.empty()) return;
  if (correction == Correction::Mean) return restoreMeans(layer, tensor);
  if (correction == Correction::InputGain) return restoreGains(layer, momentGains(layer, inputs, tensor), tensor);
  const std::vector<ChannelMoments> moments = channelMoments(layer, tensor, dequantize(tensor));
  std::vector<double> factors;
  for (std::size_t c = 0; c < moments.size(); ++c)
    factors.push_back(correctionFactor(moments[c], correction, tensor.offsets.empty() ? 0.0f : tensor.offsets[c]));
  restoreGains(layer, factors, tensor);
}

void restoreGains(const Layer& layer, const std::vector<double>& gains, QuantizedTensor& tensor) {
  multiply(tensor, gains);
  restoreMeans(layer, tensor);
}

std::vector<double> momentGains(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor) {
  const OutputMoments moments = outputMomentsOf(layer, inputs, tensor);
  std::vector<double> gains;
  for (std::size_t c = 0; c < moments.weights.size(); ++c) gains.push_back(gainOf(moments.weights[c], moments.both[c]));
  return gains;
}

double layerGain(const Layer& layer, const InputMoments* inputs, const QuantizedTensor& tensor) {
  const OutputMoments moments = outputMomentsOf(layer, inputs, tensor);
  return gainOf(std::accumulate(moments.weights.begin(), moments.weights.end(), 0.0),
                std::accumulate(moments.both.begin(), moments.both.end(), 0.0));
}

void fitOffsets(const Layer& layer, const InputMoments* inputs, QuantizedTensor& tensor) {
  std::vector<float> change = dequantize(tensor);
  for (std::size_t i = 0; i < change.size(); ++i) change[i] = (*layer.weights)[i] - change[i];
  const std::vector<float> ones(change.size(), 1.0f);
  const std::vector<double> error = outputProducts(layer, inputs, ones, change),
                            power = outputProducts(layer, inputs, ones, ones);
  tensor.offsets.resize(power.size(), 0.0f);
  for (std::size_t c = 0; c < power.size(); ++c)
    if (power[c] > 0)
      tensor.offsets[c] = static_cast<float>(static_cast<double>(tensor.offsets[c]) + error[c] / power[c]);
}

bool hasOffsets(const QuantScheme& scheme) {
  if (!scheme.hasCodes()) return false;
  const CodeLayout layout = codeLayout(scheme);
  const auto* affine = layout.as<AffineCodes>();
  return scheme.correction != Correction::None || (affine && affine->offsets);
}

bool hasGains(const QuantScheme& scheme) {
  return scheme.hasCodes() && hasFactor(scheme.correction) && scheme.granularity == Granularity::Tensor &&
         !codeLayout(scheme).as<ScaledBlockCodes>();
}

}  // namespace bitprism
