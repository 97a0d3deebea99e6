#include "core/quant/methods/mid_tread.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/quant/methods/aciq_clip.h"

namespace bitprism {
namespace {

constexpr int decades = 5, pointsPerDecade = 20;
constexpr double firstPoint = 0.01;

double pointOfTable(int index) {
  const double decade = firstPoint * std::pow(10.0, index / pointsPerDecade);
  return decade + index % pointsPerDecade * 9 * decade / pointsPerDecade;
}

// The exact value beyond the table, whose end the authors' code overruns.
double clipOfTable(double bins) {
  constexpr int points = decades * pointsPerDecade;
  if (bins > pointOfTable(points - 1)) return optimalClip(Prior::Laplace, bins);
  double before = 0, clipBefore = 0;
  for (int i = 0; i < points; ++i) {
    const double point = pointOfTable(i);
    const double clip = optimalClip(Prior::Laplace, point);
    if (bins <= point) return clipBefore + (clip - clipBefore) * (bins - before) / (point - before);
    before = point;
    clipBefore = clip;
  }
  return clipBefore;
}

constexpr double widestStep = std::numeric_limits<float>::max();

}  // namespace

std::vector<double> midTreadBins(std::span<const double> deviations, double bits) {
  std::vector<double> shares;
  for (const double deviation : deviations) shares.push_back(std::cbrt(deviation * deviation));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares)
    share = sum > 0 ? std::nearbyint(static_cast<double>(deviations.size()) * std::exp2(bits) * (share / sum)) : 0;
  return shares;
}

double midTreadClip(double bins, bool oneSided, bool author) {
  return author ? clipOfTable(oneSided ? 2 * bins : bins) : optimalClip(Prior::Laplace, bins, oneSided);
}

MidTreadGrid midTreadGrid(const Spread& spread, double bins, bool oneSided, bool author) {
  const double alpha = spread.meanAbsolute * midTreadClip(bins, oneSided, author);
  const double middle = oneSided ? std::max(spread.mean, 0.0) : spread.mean;
  const double range = oneSided ? middle + alpha : 2 * alpha;
  const double step = bins > 0 && range > 0 ? range / bins : widestStep;
  if (bins <= 0) return {step, 0, 0};
  if (oneSided) return {step, 0, middle / step + bins};
  return {step, middle / step - bins / 2, middle / step + bins / 2};
}

MidTreadGrid wholeMidTreadGrid(const Spread& spread, double bins) {
  const double range = spread.maximum - spread.minimum;
  if (bins <= 0 || !(range > 0)) return {widestStep, 0, 0};
  constexpr double everything = std::numeric_limits<double>::infinity();
  return {range / bins, -everything, everything};
}

void roundToMidTread(std::span<const float> values, const MidTreadGrid& grid, std::span<float> rounded) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double step = std::nearbyint(static_cast<double>(values[i]) / grid.step);
    rounded[i] = static_cast<float>(grid.step * std::clamp(step, grid.low, grid.high));
  }
}

}  // namespace bitprism
