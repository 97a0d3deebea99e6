#include "app/workflow/doctor/weight_ranges.h"

#include <algorithm>
#include <cmath>

#include "core/quant/codes/channels.h"

namespace bitprism {
namespace {

constexpr std::size_t outlierPart = 20;    // at most one channel in so many is an outlier
constexpr std::size_t fewestChannels = 4;  // below that none is unlike the others
constexpr double zeroShare = 1e-6;         // of the layer's largest weight

// Standard deviation about zero of each output channel; of the whole layer, once for each.
std::vector<double> deviations(const Layer& layer, bool perChannel) {
  const Channels channels(layer.shape, layer.channelAxis);
  const ConstantArray<float>& weights = *layer.weights;
  std::vector<double> squares(channels.count, 0);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    for (std::size_t i = begin; i < begin + channels.inner; ++i)
      squares[channel] += static_cast<double>(weights[i]) * static_cast<double>(weights[i]);
  });
  if (!perChannel) {
    double sum = 0;
    for (const double one : squares) sum += one;
    std::fill(squares.begin(), squares.end(), sum / static_cast<double>(std::max<std::size_t>(1, channels.count)));
  }
  for (double& one : squares)
    one = std::sqrt(one / static_cast<double>(std::max<std::size_t>(1, channels.perChannel())));
  return squares;
}

}  // namespace

WeightRanges::WeightRanges(std::vector<double> ranges) : ranges_(std::move(ranges)) {
  if (ranges_.empty()) return;
  std::vector<double> sorted = ranges_;
  std::sort(sorted.begin(), sorted.end());
  median_ = sorted[sorted.size() / 2];
  if (sorted.size() < fewestChannels) return;
  // The widest gap among the largest few.
  const std::size_t most = std::max<std::size_t>(1, sorted.size() / outlierPart);
  std::size_t first = sorted.size();
  for (std::size_t i = sorted.size() - most; i < sorted.size(); ++i) {
    const double below = sorted[i - 1];
    if (!(below > 0)) continue;
    ratio_ = std::max(ratio_, sorted.back() / below);
    if (first == sorted.size() && sorted[i] / below >= outlierLimit) first = i;
  }
  if (first == sorted.size()) return;
  ratio_ = sorted.back() / sorted[first - 1];
  for (std::size_t c = 0; c < ranges_.size(); ++c)
    if (ranges_[c] >= sorted[first]) outliers_.push_back(c);
}

double WeightRanges::largest() const {
  return ranges_.empty() ? 0 : *std::max_element(ranges_.begin(), ranges_.end());
}

WeightRanges outputRanges(const Layer& layer) {
  const Channels channels(layer.shape, layer.channelAxis);
  std::vector<double> ranges(channels.count, 0);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    for (std::size_t i = begin; i < begin + channels.inner; ++i)
      ranges[channel] = std::max<double>(ranges[channel], std::abs((*layer.weights)[i]));
  });
  return WeightRanges(std::move(ranges));
}

WeightRanges inputRanges(const Layer& layer, bool inUnits) {
  const std::size_t axis = layer.channelAxis == 0 ? 1 : 0;
  if (layer.shape.size() < 2 || layer.shape[axis] < 2) return {};
  const Channels inputs(layer.shape, static_cast<std::int64_t>(axis));
  const Channels outputs(layer.shape, layer.channelAxis);
  const std::vector<double> units = deviations(layer, inUnits);
  // Of each pair of an output and an input channel.
  std::vector<double> of(outputs.count * inputs.count, 0);
  std::size_t inputInner = inputs.inner, outputInner = outputs.inner;
  for (std::size_t i = 0; i < layer.weights->size(); ++i) {
    const std::size_t input = i / inputInner % inputs.count, output = i / outputInner % outputs.count;
    double& range = of[output * inputs.count + input];
    range = std::max<double>(range, std::abs((*layer.weights)[i]));
  }
  std::vector<double> ranges(inputs.count, 0);
  for (std::size_t o = 0; o < outputs.count; ++o)
    for (std::size_t i = 0; i < inputs.count; ++i) {
      const double range = of[o * inputs.count + i];
      if (!inUnits)
        ranges[i] = std::max(ranges[i], range);
      else if (units[o] > 0)
        ranges[i] += range / units[o] / static_cast<double>(outputs.count);
    }
  return WeightRanges(std::move(ranges));
}

WeightTail weightTail(const Layer& layer, bool perChannel) {
  const Channels channels(layer.shape, layer.channelAxis);
  const std::vector<double> units = deviations(layer, perChannel);
  std::vector<double> magnitudes(layer.weights->size(), 0);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    for (std::size_t i = begin; i < begin + channels.inner && units[channel] > 0; ++i)
      magnitudes[i] = std::abs((*layer.weights)[i]) / units[channel];
  });
  if (magnitudes.empty()) return {};
  const std::size_t beyond = magnitudes.size() / 1000;
  const auto usual = magnitudes.end() - 1 - static_cast<std::ptrdiff_t>(beyond);
  std::nth_element(magnitudes.begin(), usual, magnitudes.end());
  return {*std::max_element(usual, magnitudes.end()), *usual};
}

std::vector<std::size_t> zeroChannels(const Layer& layer) {
  const WeightRanges ranges = outputRanges(layer);
  std::vector<std::size_t> zero;
  for (std::size_t c = 0; c < ranges.all().size(); ++c)
    if (ranges.all()[c] <= zeroShare * ranges.largest()) zero.push_back(c);
  return zero;
}

}  // namespace bitprism
