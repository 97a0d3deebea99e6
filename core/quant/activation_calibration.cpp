#include "core/quant/activation_calibration.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace bitprism {
namespace {

// Bins that hold something, so that a line search does not walk over the empty ones again and again.
struct Occupied {
  std::vector<double> center, count;

  explicit Occupied(const RangeHistogram& histogram) {
    const auto& bins = histogram.bins();
    for (std::size_t i = 0; i < bins.size(); ++i) {
      if (bins[i] == 0) continue;
      center.push_back(histogram.binCenter(static_cast<int>(i)));
      count.push_back(static_cast<double>(bins[i]));
    }
  }

  double error(const ActivationScheme& scheme) const {
    const double scale = scheme.scale, inverse = 1 / scale;
    const double lowest = -scheme.zeroPoint, highest = scheme.highestCode() - scheme.zeroPoint;
    constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52: rounds halves to even
    double sum = 0;
    for (std::size_t i = 0; i < center.size(); ++i) {
      const double code = std::clamp(((center[i] * inverse) + magic) - magic, lowest, highest);
      const double difference = center[i] - code * scale;
      sum += count[i] * difference * difference;
    }
    return sum;
  }
};

// The minimum of f over [low, high]: best of a grid, then golden section around it. f need not be convex.
template <class Function>
double lineSearch(double low, double high, int points, const Function& f) {
  double best = high, least = f(high);
  const double step = (high - low) / points;
  for (int i = 0; i < points; ++i) {
    const double x = low + i * step, value = f(x);
    if (value < least) std::tie(best, least) = std::pair(x, value);
  }
  constexpr double golden = 0.6180339887498949;
  double a = std::max(low, best - step), b = std::min(high, best + step);
  double left = b - golden * (b - a), right = a + golden * (b - a), atLeft = f(left), atRight = f(right);
  for (int i = 0; i < 12; ++i) {
    if (atLeft < atRight) {
      b = right, right = left, atRight = atLeft;
      left = b - golden * (b - a), atLeft = f(left);
    } else {
      a = left, left = right, atLeft = atRight;
      right = a + golden * (b - a), atRight = f(right);
    }
  }
  for (const auto& [x, value] : {std::pair(left, atLeft), std::pair(right, atRight)})
    if (value < least) std::tie(best, least) = std::pair(x, value);
  return best;
}

ActivationScheme leastSquares(const RangeHistogram& histogram, int bits, bool symmetric) {
  const Occupied occupied(histogram);
  const double minimum = std::min(0.0F, histogram.minimum()), maximum = std::max(0.0F, histogram.maximum());
  const auto scheme = [&](double low, double high) {
    return activationScheme(bits, low, high, symmetric, ActivationRange::LeastSquares);
  };
  const auto error = [&](double low, double high) { return occupied.error(scheme(low, high)); };
  constexpr double smallest = 0.02;  // a range below a fiftieth of the data is never best
  if (minimum == 0 || symmetric) {
    const double limit = std::max(-minimum, maximum);
    const double best =
        lineSearch(smallest * limit, limit, 64, [&](double end) { return error(minimum == 0 ? 0 : -end, end); });
    return scheme(minimum == 0 ? 0 : -best, best);
  }
  // Both ends together first, then each by itself.
  const double both = lineSearch(smallest, 1, 64, [&](double part) { return error(part * minimum, part * maximum); });
  double low = both * minimum, high = both * maximum;
  for (int round = 0; round < 2; ++round) {
    if (maximum > 0) high = lineSearch(smallest * maximum, maximum, 32, [&](double end) { return error(low, end); });
    low = -lineSearch(-smallest * minimum, -minimum, 32, [&](double end) { return error(-end, high); });
  }
  return scheme(low, high);
}

}  // namespace

double meanSquaredError(const RangeHistogram& histogram, const ActivationScheme& scheme) {
  if (histogram.empty() || scheme.isFloat()) return 0;
  return Occupied(histogram).error(scheme) / static_cast<double>(histogram.count());
}

ActivationScheme calibrated(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  if (bits == 32) return {};
  const RangeHistogram& histogram = statistics.histogram;
  double low = histogram.minimum(), high = histogram.maximum();
  if (options.range == ActivationRange::LeastSquares && !histogram.bins().empty())
    return leastSquares(histogram, bits, options.symmetric);
  if (options.range == ActivationRange::Percentile) {
    const double outside = 1 - options.percentile / 100;
    high = histogram.quantile(1 - outside);
    low = low < 0 ? histogram.quantile(outside) : low;
  } else if (options.range == ActivationRange::BatchExtremes && !statistics.batchExtremes.empty()) {
    low = high = 0;
    for (const auto& [smallest, largest] : statistics.batchExtremes) {
      low += smallest;
      high += largest;
    }
    low /= static_cast<double>(statistics.batchExtremes.size());
    high /= static_cast<double>(statistics.batchExtremes.size());
  }
  return activationScheme(bits, low, high, options.symmetric, options.range);
}

ActivationScheme ActivationCalibration::scheme(std::size_t layer, int bits, const ActivationOptions& options) const {
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
