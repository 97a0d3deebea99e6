#include "core/quant/activations/activation_calibration.h"

#include <algorithm>
#include <cmath>

#include "core/quant/activations/activation_range.h"
#include "core/quant/scheme/bit_allocation.h"

namespace bitprism {
namespace {

ActivationScheme uniform(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  const bool ofBatches = options.range == ActivationRange::BatchExtremes || options.range == ActivationRange::TopK;
  const ValueRange range =
      ofBatches ? batchRange(statistics, options.range) : rangeOf(SeenValues(statistics.histogram), bits, options);
  return activationScheme(bits, range.low, range.high, options.symmetric, options.range);
}

ActivationScheme channels(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.range = options.range;
  std::vector<SeenValues> seen;
  for (const ChannelStatistics& channel : statistics.channels) seen.emplace_back(channel);
  std::vector<int> widths(seen.size(), bits);
  if (options.allocate) {
    std::vector<double> scatter;
    for (const SeenValues& values : seen) scatter.push_back(values.scatter());
    widths = exactAllocation(scatter, bits);
  }
  for (std::size_t c = 0; c < seen.size(); ++c) {
    if (widths[c] == 0) {
      scheme.channels.push_back(constantGrid(seen[c].spread().mean));
      continue;
    }
    const ValueRange range = rangeOf(seen[c], widths[c], options);
    scheme.channels.push_back(channelGrid(widths[c], range.low, range.high, options.symmetric));
    ChannelGrid& grid = scheme.channels.back();
    if (options.correct) grid.shift = static_cast<float>(seen[c].meanShift(grid));
  }
  return scheme;
}

ActivationScheme pieces(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  const SeenValues seen(statistics.histogram);
  const bool ofBatches = options.range == ActivationRange::BatchExtremes || options.range == ActivationRange::TopK;
  const ValueRange range = ofBatches ? batchRange(statistics, options.range) : rangeOf(seen, bits, options);
  // Signed data has the same pieces on both sides (methods-ptq 2.4: max(-low, high)).
  const double limit = std::max(-range.low, range.high);
  const double breakpoint = limit > 0 ? breakpointOf(seen, bits, limit, options.breakpoint) : 0;
  return piecewiseScheme(bits, breakpoint, limit, seen.hasSign(), options.range);
}

}  // namespace

ActivationScheme calibrated(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  if (bits == 32) return {};
  checkOptions(options);
  switch (options.method) {
    case ActivationMethod::Uniform:
      break;
    case ActivationMethod::Pwlq:
      return pieces(statistics, bits, options);
    case ActivationMethod::Bfp:
      return blockScheme(bits, statistics.histogram.minimum() < 0, options.block, options.exponentBits);
  }
  // A layer that calibration never saw at work has no channels that could be told apart.
  if (options.granularity == Granularity::Channel && !statistics.channels.empty())
    return channels(statistics, bits, options);
  return uniform(statistics, bits, options);
}

std::optional<double> meanSquaredError(const InputStatistics& statistics, const ActivationScheme& scheme) {
  if (statistics.histogram.empty() || scheme.isFloat()) return 0;
  if (scheme.method == ActivationMethod::Bfp) return {};
  const auto count = static_cast<double>(statistics.histogram.count());
  if (!scheme.perChannel()) return SeenValues(statistics.histogram).squaredError(scheme) / count;
  if (scheme.channels.size() != statistics.channels.size()) return {};
  double sum = 0;
  for (std::size_t c = 0; c < scheme.channels.size(); ++c)
    sum += SeenValues(statistics.channels[c]).squaredError(scheme.channels[c]);
  return sum / count;
}

ActivationScheme ActivationCalibration::scheme(std::size_t layer, int bits, const ActivationOptions& options) const {
  if (layer < withoutInput_.size() && withoutInput_[layer]) return {};
  const auto key = std::tuple(layer, bits, options);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
  }
  const ActivationScheme chosen = calibrated(layers_.at(layer), bits, options);
  const std::lock_guard lock(mutex_);
  return known_.emplace(key, chosen).first->second;
}

}  // namespace bitprism
