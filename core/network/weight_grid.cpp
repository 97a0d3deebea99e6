#include "core/network/weight_grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bitprism {
namespace {

constexpr int mostGridBits = 8;
constexpr std::size_t mostGridLevels = std::size_t{1} << mostGridBits;
constexpr double stepTolerance = 2e-3;       // of a step; weights are rounded to floats
constexpr std::size_t fewestGridLevels = 5;  // that their distances fit a grid by chance is unlikely

int bitsForLevels(int levels) {
  int bits = 1;
  while (1 << bits < levels) ++bits;
  return bits;
}

// The number of steps from the smallest to the largest number, if all distances are multiples of one step.
std::optional<int> evenSteps(const std::vector<float>& sorted) {
  if (sorted.size() > mostGridLevels) return {};
  const double range = static_cast<double>(sorted.back()) - sorted.front();
  for (int steps = static_cast<int>(sorted.size()) - 1; steps < static_cast<int>(mostGridLevels); ++steps) {
    const bool fits = std::all_of(sorted.begin(), sorted.end(), [&](float value) {
      const double at = (static_cast<double>(value) - sorted.front()) / range * steps;
      return std::abs(at - std::round(at)) <= stepTolerance;
    });
    if (fits) return steps;
  }
  return {};
}

}  // namespace

std::optional<WeightGrid> weightGrid(const Layer& layer) {
  const auto channels = static_cast<std::size_t>(layer.channels());
  if (channels == 0 || layer.weights->empty()) return {};
  std::size_t inner = 1;
  for (std::size_t d = static_cast<std::size_t>(layer.channelAxis) + 1; d < layer.shape.size(); ++d)
    inner *= static_cast<std::size_t>(layer.shape[d]);
  std::vector<std::vector<float>> ofChannels(channels);
  for (std::size_t i = 0; i < layer.weights->size(); ++i)
    ofChannels[i / inner % channels].push_back((*layer.weights)[i] + 0.0f);  // -0 is 0
  WeightGrid grid;
  bool evident = false;
  for (std::vector<float>& values : ofChannels) {
    const std::size_t count = values.size();
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.size() < 2) continue;  // fits every grid
    const std::optional<int> steps = evenSteps(values);
    const bool few = values.size() <= mostGridLevels && 2 * values.size() <= count;  // others repeat rarely, if ever
    if (!steps && !few) return {};
    evident = evident || few || values.size() >= fewestGridLevels;
    grid.even = grid.even && steps.has_value();
    grid.bits = std::max(grid.bits, bitsForLevels(steps ? *steps + 1 : static_cast<int>(values.size())));
  }
  if (!evident || grid.bits == 0) return {};
  return grid;
}

}  // namespace bitprism
