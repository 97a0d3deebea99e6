#include "core/network/weight_grid.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bitprism {
namespace {

constexpr int mostGridBits = 8;
constexpr std::size_t mostGridLevels = std::size_t{1} << mostGridBits;
// A share of the range. Steps are at least 1 / 255 of it, and weights are rounded to floats.
constexpr double stepTolerance = 1e-4;
constexpr std::size_t fewestGridLevels = 4;  // that three equal distances are chance is unlikely

int bitsForLevels(double levels) {
  int bits = 1;
  while (std::ldexp(1.0, bits) < levels - 0.5) ++bits;
  return bits;
}

// The number of steps from the smallest to the largest number, if all distances are multiples of one step: the greatest
// common divisor by Euclid's algorithm, up to rounding.
std::optional<double> evenSteps(const std::vector<float>& sorted) {
  const double range = static_cast<double>(sorted.back()) - sorted.front();
  const double tolerance = range * stepTolerance;
  double step = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    double a = static_cast<double>(sorted[i]) - sorted.front(), b = step;
    while (b > tolerance) {
      const double rest = std::abs(a - std::round(a / b) * b);
      a = b;
      b = rest;
    }
    step = a;
    if (range / step > static_cast<double>(mostGridLevels) - 0.5) return {};
  }
  return std::round(range / step);
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
    const std::optional<double> steps = evenSteps(values);
    const bool few = values.size() <= mostGridLevels && 2 * values.size() <= count;  // others repeat rarely, if ever
    if (!steps && !few) return {};
    evident = evident || few || values.size() >= fewestGridLevels;
    grid.even = grid.even && steps.has_value();
    grid.bits = std::max(grid.bits, bitsForLevels(steps ? *steps + 1 : static_cast<double>(values.size())));
  }
  if (!evident || grid.bits == 0) return {};
  return grid;
}

}  // namespace bitprism
