#include "app/desktop/channel_units.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/quant/codes/levels.h"
#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

constexpr std::size_t mostWeights = 500'000;
constexpr std::size_t bins = 160;

// By magnitude; 0 for a channel of one level, such as one without bits, which is its mean.
double largestLevel(const QuantizedTensor& grid, std::size_t row) {
  const std::vector<double> levels = quantizationLevels(grid, row);
  return levels.size() < 2 ? 0 : std::max(std::abs(levels.front()), std::abs(levels.back()));
}

}  // namespace

std::shared_ptr<const ChannelUnits> inChannelUnits(const Layer& layer, const QuantizedTensor& grid) {
  const auto channels = static_cast<std::size_t>(layer.channels());
  if (channels < 2 || grid.layout.as<ScaledBlockCodes>() || levelRows(grid) != channels) return nullptr;
  std::vector<double> units(channels);
  for (std::size_t channel = 0; channel < channels; ++channel) units[channel] = largestLevel(grid, channel);
  const double typical = units[typicalRow(grid)];
  if (!(typical > 0)) return nullptr;
  std::size_t inner = 1;
  for (std::size_t d = static_cast<std::size_t>(layer.channelAxis) + 1; d < layer.shape.size(); ++d)
    inner *= static_cast<std::size_t>(layer.shape[d]);
  const std::size_t count = layer.weights->size(), each = (count + mostWeights - 1) / mostWeights;
  std::vector<float> scaled;
  scaled.reserve(count / std::max<std::size_t>(each, 1) + 1);
  for (std::size_t i = 0; i < count; i += each) {
    const double unit = units[i / inner % channels];
    if (unit > 0) scaled.push_back(static_cast<float>((*layer.weights)[i] / unit));
  }
  if (scaled.empty()) return nullptr;
  return std::make_shared<const ChannelUnits>(
      ChannelUnits{histogram(scaled, bins), layerStats(scaled).deviation, typical});
}

}  // namespace bitprism
