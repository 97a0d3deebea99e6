#include "core/quant/numerics/least_squares.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/rounding.h"
#include "core/quant/numerics/magnitude_profile.h"
#include "core/stats/lanes.h"
#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

// The values separated by sign, as magnitudes scaled by a power of two to at most 1 so that nothing over- or
// underflows.
struct Row {
  std::array<std::vector<float>, 2> side;  // positive, negative
  std::array<double, 2> maximum{};
  std::array<double, 2> sum{};
  int exponent = 0;  // value = magnitude * 2^exponent

  std::size_t size() const { return side[0].size() + side[1].size(); }
};

double sumOf(std::span<const float> values) {
  Double2 low = {}, high = {};
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4) {
    const Float4 four = load4(values.data() + i);
    low += lowDoubles(four);
    high += highDoubles(four);
  }
  double sum = total(low + high);
  for (; i < values.size(); ++i) sum += static_cast<double>(values[i]);
  return sum;
}

Row splitBySign(std::span<const float> values) {
  Row row;
  const Extent ends = extent(values);
  std::frexp(std::max(ends.maximum, -ends.minimum), &row.exponent);
  const double factor = std::ldexp(1.0, -row.exponent);
  row.maximum = {std::max(0.0, ends.maximum * factor), std::max(0.0, -ends.minimum * factor)};
  std::size_t positive = 0;
  for (const float value : values) positive += value > 0 ? 1 : 0;
  row.side[0].resize(positive + 1);  // room for the last store
  row.side[1].resize(values.size() - positive + 1);
  std::size_t used[2] = {0, 0};
  for (const float value : values) {  // stores to both sides and advances one: no branch to mispredict
    const auto magnitude = static_cast<float>(std::fabs(static_cast<double>(value)) * factor);
    row.side[0][used[0]] = magnitude;
    row.side[1][used[1]] = magnitude;
    used[0] += value > 0 && magnitude > 0 ? 1 : 0;
    used[1] += value < 0 && magnitude > 0 ? 1 : 0;
  }
  for (std::size_t k = 0; k < 2; ++k) {
    row.side[k].resize(used[k]);
    row.sum[k] = sumOf(row.side[k]);
  }
  return row;
}

// The largest code of each side.
using Caps = std::array<int, 2>;

// A = sum |w| |c| and B = sum c^2: with the codes fixed the best scale is A / B, and leaves sum w^2 - A^2 / B.
struct Fit {
  double a = 0;
  double b = 0;

  double gain() const { return b > 0 ? a * a / b : 0; }
  double scale() const { return b > 0 ? a / b : 0; }
};

Fit fitAt(const Row& row, double perScale, const Caps& caps) {
  Fit fit;
  const Float4 factor = all4(static_cast<float>(perScale));
  const Float4 constant = all4(roundingConstant);
  for (std::size_t k = 0; k < 2; ++k) {
    const Float4 cap = all4(static_cast<float>(caps[k]));
    const std::span<const float> side = row.side[k];
    constexpr std::size_t block = 512;  // codes' squares add up exactly in float within a block
    for (std::size_t start = 0; start < side.size(); start += block) {
      const std::size_t end = std::min(side.size(), start + block);
      Float4 squares = {};
      Double2 low = {}, high = {};
      std::size_t i = start;
      for (; i + 4 <= end; i += 4) {
        const Float4 magnitude = load4(side.data() + i);
        const Float4 code = (smaller(magnitude * factor, cap) + constant) - constant;
        squares += code * code;
        low += lowDoubles(magnitude) * lowDoubles(code);
        high += highDoubles(magnitude) * highDoubles(code);
      }
      fit.a += total(low + high);
      fit.b += static_cast<double>(total(squares));
      for (; i < end; ++i) {
        const float code = (std::min(side[i] * factor[0], cap[0]) + roundingConstant) - roundingConstant;
        fit.a += static_cast<double>(side[i]) * static_cast<double>(code);
        fit.b += static_cast<double>(code * code);
      }
    }
  }
  return fit;
}

// The best codes over all scales from `lowest` to `highest`, to the resolution of a bucket.
Fit sweep(const Row& row, double lowest, double highest, const Caps& caps) {
  constexpr int buckets = 1024;
  const double from = 1 / highest;
  const double to = 1 / lowest;
  const double perUnit = buckets / (to - from);
  const auto first = static_cast<float>(from);
  const auto last = static_cast<float>(to);
  std::vector<Fit> change(buckets);
  for (std::size_t k = 0; k < 2; ++k) {
    const auto cap = static_cast<float>(caps[k]);
    for (const float magnitude : row.side[k]) {
      const float begin = (std::min(magnitude * first, cap) + roundingConstant) - roundingConstant;
      const float end = (std::min(magnitude * last, cap) + roundingConstant) - roundingConstant;
      if (begin == end) continue;
      const auto step = static_cast<double>(static_cast<float>(perUnit) / magnitude);
      const double start = 0.5 * step - from * perUnit;
      for (float code = begin; code < end; ++code) {
        const int at = static_cast<int>(start + static_cast<double>(code) * step);
        Fit& bucket = change[static_cast<std::size_t>(std::clamp(at, 0, buckets - 1))];
        bucket.a += static_cast<double>(magnitude);
        bucket.b += static_cast<double>(2 * code + 1);
      }
    }
  }
  Fit now = fitAt(row, from, caps);
  Fit best = now;
  for (const Fit& bucket : change) {
    now.a += bucket.a;
    now.b += bucket.b;
    if (best.b == 0 || now.a * now.a * best.b > best.a * best.a * now.b) best = now;  // the larger a^2 / b
  }
  return best;
}

// Alternates the nearest codes for the scale and the best scale for the codes; neither step increases the error.
Fit refit(const Row& row, Fit fit, const Caps& caps) {
  constexpr int mostSteps = 12;
  for (int i = 0; i < mostSteps && fit.b > 0; ++i) {
    const Fit next = fitAt(row, 1 / fit.scale(), caps);
    if (!(next.gain() > fit.gain() * (1 + 1e-12))) break;
    fit = next;
  }
  return fit;
}

// A geometric grid of scales that encloses the least error. No scale above twice the one that covers all values is
// needed: half that scale has all its levels. Below mean |w| / cap the levels end before the mean.
struct Grid {
  static constexpr int points = 56;
  std::array<double, points> scales{};

  Grid(const Row& row, const Caps& caps, double covering) {
    double sum = 0, count = 0;
    for (std::size_t k = 0; k < 2; ++k) {
      if (caps[k] == 0) continue;
      sum += row.sum[k];
      count += static_cast<double>(row.side[k].size());
    }
    if (count == 0) return;
    const double lowest = 0.7 * sum / count / std::max(caps[0], caps[1]);
    for (int i = 0; i < points; ++i)
      scales[static_cast<std::size_t>(i)] = lowest * std::pow(2 * covering / lowest, i / (points - 1.0));
  }

  bool empty() const { return scales[0] == 0; }
  double operator[](int i) const { return scales[static_cast<std::size_t>(std::clamp(i, 0, points - 1))]; }
};

// How far above the coarse minimum the true one may lie: the estimate is smooth, but the error of n values fluctuates
// by 0.9 / sqrt(n) about it (the fourth moment of an even distribution), here three times to either side. With few
// values it has no bound.
double margin(const Row& row) {
  if (row.size() < 8) return std::numeric_limits<double>::infinity();
  return 0.03 + 6 / std::sqrt(static_cast<double>(row.size()));
}

Fit fitInWindow(const Row& row, const Caps& caps, const Grid& grid, std::span<const double> errors, double limit) {
  int first = -1, last = -1;
  for (int i = 0; i < static_cast<int>(errors.size()); ++i) {
    if (errors[static_cast<std::size_t>(i)] > limit) continue;
    if (first < 0) first = i;
    last = i;
  }
  return refit(row, sweep(row, grid[first - 1] * 0.99, grid[last + 1] * 1.01, caps), caps);
}

// The numbers of negative codes of those ranges ending at one of the outermost values on either side that have the
// least exact errors. The estimate resolves values to an eighth of an octave: with many levels the error depends on
// which of the outermost values are clipped, and the estimate cannot tell.
std::vector<int> negativesOfEnds(const Row& row, int top) {
  constexpr std::size_t outermost = 4, kept = 3;
  std::array<std::vector<float>, 2> ends;
  for (std::size_t k = 0; k < 2; ++k) {
    ends[k].resize(std::min(outermost, row.side[k].size()));
    std::partial_sort_copy(row.side[k].begin(), row.side[k].end(), ends[k].begin(), ends[k].end(), std::greater<>());
  }
  std::vector<std::pair<double, int>> tried;  // largest gain first
  for (const float high : ends[0])
    for (const float low : ends[1]) {
      const double scale = (static_cast<double>(high) + static_cast<double>(low)) / top;
      const int negative = std::clamp(static_cast<int>(std::nearbyint(static_cast<double>(low) / scale)), 0, top);
      tried.emplace_back(-fitAt(row, 1 / scale, {top - negative, negative}).gain(), negative);
    }
  std::sort(tried.begin(), tried.end());
  std::vector<int> negatives;
  for (const auto& [gain, negative] : tried) {
    if (negatives.size() == kept) break;
    if (std::find(negatives.begin(), negatives.end(), negative) == negatives.end()) negatives.push_back(negative);
  }
  return negatives;
}

Lattice lattice(const Row& row, const Fit& fit, int low) {
  return {std::ldexp(fit.scale(), row.exponent), low};
}

}  // namespace

Lattice leastSquaresScale(std::span<const float> values, int low, int high) {
  const Row row = splitBySign(values);
  const Caps caps{high, -low};
  double covering = 0;
  for (std::size_t k = 0; k < 2; ++k)
    if (caps[k] > 0) covering = std::max(covering, row.maximum[k] / caps[k]);
  const Grid grid(row, caps, covering);
  if (grid.empty()) return {0, low};
  std::array<MagnitudeProfile, 2> profiles{MagnitudeProfile(row.side[0]), MagnitudeProfile(row.side[1])};
  std::array<double, Grid::points> errors{};
  for (int i = 0; i < Grid::points; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      profiles[k].setScale(grid[i]);
      errors[static_cast<std::size_t>(i)] += profiles[k].error(caps[k]);
    }
  const double least = *std::min_element(errors.begin(), errors.end());
  return lattice(row, fitInWindow(row, caps, grid, errors, least * (1 + margin(row))), low);
}

Lattice leastSquaresLattice(std::span<const float> values, int levels) {
  const Row row = splitBySign(values);
  const int top = levels - 1;
  if (row.size() == 0) return {0, 0};
  if (row.side[1].empty()) return leastSquaresScale(values, 0, top);
  if (row.side[0].empty()) return leastSquaresScale(values, -top, 0);
  std::array<MagnitudeProfile, 2> profiles{MagnitudeProfile(row.side[0]), MagnitudeProfile(row.side[1])};
  // One grid of scales for any number of negative levels.
  const Grid grid(row, {top, top}, (row.maximum[0] + row.maximum[1]) / top);
  const auto errorAt = [&](int negative) { return profiles[0].error(top - negative) + profiles[1].error(negative); };

  // For each scale the best number of negative levels. The error is convex in it (the steps are the same, only the
  // clipping changes), so bisection finds it.
  struct Place {
    double error;
    int negative;
    int point;
  };
  std::vector<Place> places;
  for (int i = 0; i < Grid::points; ++i) {
    for (MagnitudeProfile& profile : profiles) profile.setScale(grid[i]);
    int left = 0, right = top;
    while (left < right) {
      const int middle = (left + right) / 2;
      if (errorAt(middle) <= errorAt(middle + 1)) {
        right = middle;
      } else {
        left = middle + 1;
      }
    }
    for (int negative = std::max(0, left - 1); negative <= std::min(top, left + 1); ++negative)
      places.push_back({errorAt(negative), negative, i});
  }
  // The most promising numbers of negative levels, each with its own exact search.
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::pair(a.error, a.negative) < std::pair(b.error, b.negative);
  });
  const std::size_t finalists = 3 + 128 / row.size();  // the fewer the values, the less smooth their error
  std::vector<int> chosen;
  const double worst = places.front().error * (1 + margin(row));
  for (const Place& place : places) {
    if (place.error > worst || chosen.size() == finalists) break;
    if (std::find(chosen.begin(), chosen.end(), place.negative) == chosen.end()) chosen.push_back(place.negative);
  }
  constexpr int fewLevels = 16;  // up to here a step is wider than the resolution of the estimate
  if (levels > fewLevels)
    for (const int negative : negativesOfEnds(row, top))
      if (std::find(chosen.begin(), chosen.end(), negative) == chosen.end()) chosen.push_back(negative);
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::array<double, Grid::points>> errors(chosen.size());
  for (int i = 0; i < Grid::points; ++i) {
    for (MagnitudeProfile& profile : profiles) profile.setScale(grid[i]);
    for (std::size_t c = 0; c < chosen.size(); ++c) errors[c][static_cast<std::size_t>(i)] = errorAt(chosen[c]);
  }
  Fit best;
  int bestNegative = 0;
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    const Fit fit = fitInWindow(row, {top - chosen[c], chosen[c]}, grid, errors[c],
                                std::max(worst, *std::min_element(errors[c].begin(), errors[c].end())));
    if (fit.gain() <= best.gain()) continue;
    best = fit;
    bestNegative = chosen[c];
  }
  return lattice(row, best, -bestNegative);
}

}  // namespace bitprism
