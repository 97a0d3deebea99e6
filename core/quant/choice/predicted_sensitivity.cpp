#include "core/quant/choice/predicted_sensitivity.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/correction.h"
#include "core/quant/numerics/dense_product.h"

namespace bitprism {
namespace {

// The limit of multiplications for one prediction; wider layers are represented by some of their channels.
constexpr std::size_t mostProducts = std::size_t{1} << 28;
constexpr std::size_t fewestChannels = 16;
constexpr std::size_t channelsAtOnce = 96;  // in one product, which reads the moments of the inputs once

// Sums over channels.
struct SensitivitySums {
  SensitivityParts parts;
  double power = 0;

  // <s,s>, <s,q>, <q,q> of one channel without means, and the shift of the mean.
  void add(double floats, double both, double rounded, double shift) {
    if (!(floats > 0)) return;
    const double gain = both / floats;
    parts.rest += std::max(0.0, rounded - gain * both);
    parts.shrink += (1 - gain) * (1 - gain) * floats;
    parts.shift += shift * shift;
    power += floats;
  }

  SensitivityParts result(const Layer& layer) const {
    if (!(power > 0)) return {};
    const SensitivityParts shares{parts.rest / power, parts.shrink / power, parts.shift / power};
    if (!std::isfinite(shares.sum(1, 1)))
      throw Error(text("layer '", layer.name, "': its predicted sensitivity is not finite, expected a number"));
    return shares;
  }
};

double dot(const float* a, const float* b, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace

SensitivityPrediction::SensitivityPrediction(const Layer& layer, const InputMoments* inputs)
    : layer_(layer), inputs_(inputs) {
  if (!inputs) return;
  const auto size = static_cast<std::size_t>(inputs->size);
  const auto count = static_cast<std::size_t>(layer.channels());
  const std::size_t most = std::max(fewestChannels, mostProducts / std::max<std::size_t>(1, size * size));
  const std::size_t step = (count + most - 1) / most;
  for (std::size_t c = 0; c < count; c += std::max<std::size_t>(1, step)) channels_.push_back(c);
  const Moments moments = momentsOf(*layer.weights);
  power_ = moments.withWeights;
  mean_ = moments.mean;
  double power = 0;
  for (std::size_t i = 0; i < power_.size(); ++i) power += std::max(0.0, power_[i] - mean_[i] * mean_[i]);
  if (!(power > 0)) channels_.clear();  // the input does not vary
}

SensitivityPrediction::Moments SensitivityPrediction::momentsOf(std::span<const float> values) const {
  const InputMoments& inputs = requiredInputs(layer_, inputs_, "the choice of its method");
  const auto size = static_cast<std::size_t>(inputs.size);
  const std::size_t each = static_cast<std::size_t>(layer_.channels() / inputs.groups);
  const std::size_t step = channels_.size() > 1 ? channels_[1] - channels_[0] : 1;
  Moments result;
  std::vector<float> products;
  for (std::size_t begin = 0, end = 0; begin < channels_.size(); begin = end) {
    const std::size_t group = channels_[begin] / each;
    while (end < channels_.size() && end - begin < channelsAtOnce && channels_[end] / each == group) ++end;
    products.assign((end - begin) * size, 0);
    addProduct({end - begin, size, size}, 1.0f, {values.data() + channels_[begin] * size, step * size, 1},
               {inputs.second.data() + group * size * size, size}, {products.data(), size});
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t at = channels_[i] * size;
      const float *own = values.data() + at, *product = products.data() + (i - begin) * size;
      result.withWeights.push_back(dot(product, layer_.weights->data() + at, size));
      result.withItself.push_back(dot(product, own, size));
      result.mean.push_back(dot(inputs.first.data() + group * size, own, size));
    }
  }
  return result;
}

SensitivityParts SensitivityPrediction::byOutput(std::span<const float> rounded) const {
  const Moments moments = momentsOf(rounded);
  SensitivitySums sums;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    const double mean = moments.mean[i];
    sums.add(power_[i] - mean_[i] * mean_[i], moments.withWeights[i] - mean_[i] * mean,
             moments.withItself[i] - mean * mean, mean - mean_[i]);
  }
  return sums.result(layer_);
}

SensitivityParts SensitivityPrediction::byWeights(std::span<const float> rounded) const {
  const Channels channels(layer_.shape, layer_.channelAxis);
  std::vector<float> left, right;
  SensitivitySums sums;
  for (std::size_t c = 0; c < channels.count; ++c) {
    const ChannelMoments m =
        bitprism::momentsOf(channels.values(*layer_.weights, c, left), channels.values(rounded, c, right));
    sums.add(m.weights, m.both, m.rounded, std::sqrt(m.count) * (m.meanRounded - m.meanWeight));
  }
  return sums.result(layer_);
}

SensitivityParts SensitivityPrediction::parts(std::span<const float> rounded) const {
  if (rounded.size() != layer_.weights->size())
    throw UsageError(text("layer '", layer_.name, "' has ", layer_.weights->size(), " weights, but ", rounded.size(),
                          " are given, expected as many"));
  return channels_.empty() ? byWeights(rounded) : byOutput(rounded);
}

}  // namespace bitprism
