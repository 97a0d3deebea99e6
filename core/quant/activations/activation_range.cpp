#include "core/quant/activations/activation_range.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>

#include "core/quant/methods/aciq_clip.h"
#include "core/quant/methods/kl.h"
#include "core/quant/methods/pwlq_breakpoint.h"

namespace bitprism {
namespace {

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

// hasSign: of the codes; without it data that is never negative has its zero at the lowest code.
ValueRange leastSquares(const SeenValues& values, int bits, bool symmetric, bool hasSign) {
  const double minimum = std::min(0.0, values.minimum()), maximum = std::max(0.0, values.maximum());
  const auto error = [&](double low, double high) {
    return values.squaredError(channelGrid(bits, low, high, symmetric));
  };
  constexpr double smallest = 0.02;  // a range below a fiftieth of the data is never best
  if (minimum == 0 || symmetric) {
    const bool unsignedCodes = minimum == 0 && !hasSign;
    const double limit = std::max(-minimum, maximum);
    const double best =
        lineSearch(smallest * limit, limit, 64, [&](double end) { return error(unsignedCodes ? 0 : -end, end); });
    return {unsignedCodes ? 0 : -best, best};
  }
  // Both ends together first, then each by itself.
  const double both = lineSearch(smallest, 1, 64, [&](double part) { return error(part * minimum, part * maximum); });
  double low = both * minimum, high = both * maximum;
  for (int round = 0; round < 2; ++round) {
    if (maximum > 0) high = lineSearch(smallest * maximum, maximum, 32, [&](double end) { return error(low, end); });
    low = -lineSearch(-smallest * minimum, -minimum, 32, [&](double end) { return error(-end, high); });
  }
  return {low, high};
}

ValueRange percentile(const SeenValues& values, double percent) {
  const double outside = 1 - percent / 100;
  return {values.hasSign() ? values.histogram().quantile(outside) : values.minimum(),
          values.histogram().quantile(1 - outside)};
}

ValueRange aciq(const SeenValues& values, int bits, const ActivationOptions& options) {
  const auto range = [&](Prior prior) -> ValueRange {
    const AciqClip clip = aciqClip(values.symmetricSpread(), bits, prior, !values.hasSign());
    return {clip.offset, std::min(clip.offset + clip.range, values.maximum())};
  };
  if (options.prior != Prior::Auto) return range(options.prior);
  const ValueRange laplace = range(Prior::Laplace), gauss = range(Prior::Gauss);
  const auto error = [&](const ValueRange& ends) {
    return values.squaredError(channelGrid(bits, ends.low, ends.high, options.symmetric));
  };
  return error(gauss) < error(laplace) ? gauss : laplace;
}

// Zeros are a level of any grid and say nothing of a range: they are left out, or a ReLU's would outweigh the rest.
ValueRange kl(const SeenValues& values, int bits, bool symmetric) {
  const RangeHistogram& fine = values.histogram();
  const int levels = klLevels(bits, symmetric && values.hasSign());
  const auto half = static_cast<std::int64_t>(fine.bins().size() / 2);
  const auto reached = [&](double end) {
    return std::min(half, static_cast<std::int64_t>(std::ceil(end / fine.binWidth())));
  };
  const std::int64_t below = reached(std::max(0.0, -values.minimum())),
                     above = reached(std::max(0.0, values.maximum()));
  // Bins are whole ones of the fine histogram joined, so that no comb of empty ones comes of it.
  const std::int64_t seen = fine.count() - fine.zeros(), farthest = std::max(below, above);
  const auto wanted = static_cast<std::int64_t>(klBins(levels, static_cast<std::size_t>(seen)));
  const std::int64_t joined = std::max<std::int64_t>(1, (farthest + wanted - 1) / wanted);
  const std::int64_t low = (below + joined - 1) / joined,
                     high = std::max<std::int64_t>(1, (above + joined - 1) / joined);
  const double width = static_cast<double>(joined) * fine.binWidth();
  Histogram histogram{-static_cast<double>(low) * width, static_cast<double>(high) * width,
                      std::vector<std::int64_t>(static_cast<std::size_t>(low + high), 0)};
  for (std::int64_t bin = half - below; bin < half + above; ++bin)
    histogram.counts[static_cast<std::size_t>((bin - half + low * joined) / joined)] +=
        fine.bins()[static_cast<std::size_t>(bin)];
  const KlClipping found = klClipping(histogram, levels);
  return {std::max(found.low, std::min(0.0, values.minimum())), std::min(found.high, std::max(0.0, values.maximum()))};
}

ValueRange gdrq(const SeenValues& values, int bits, double threshold) {
  const double k = threshold > 0 ? threshold : gdrqThreshold(bits, values.hasSign());
  const double end = k * values.meanMagnitude();
  return {std::max(-end, std::min(0.0, values.minimum())), std::min(end, std::max(0.0, values.maximum()))};
}

}  // namespace

ValueRange rangeOf(const SeenValues& values, int bits, const ActivationOptions& options) {
  // Nothing but zeros: any range does.
  if (values.histogram().bins().empty()) return {};
  switch (options.range) {
    case ActivationRange::LeastSquares:
      return leastSquares(values, bits, options.symmetric || options.signedCodes, options.signedCodes);
    case ActivationRange::Percentile:
      return percentile(values, options.percentile);
    case ActivationRange::Aciq:
      return aciq(values, bits, options);
    case ActivationRange::Gdrq:
      return gdrq(values, bits, options.threshold);
    case ActivationRange::Kl:
      return kl(values, bits, options.symmetric);
    case ActivationRange::MinMax:
    case ActivationRange::BatchExtremes:
    case ActivationRange::TopK:
      break;
  }
  return {values.minimum(), values.maximum()};
}

ValueRange batchRange(const InputStatistics& statistics, ActivationRange range) {
  const auto& batches = range == ActivationRange::TopK ? statistics.batchTails : statistics.batchExtremes;
  if (batches.empty()) return {statistics.histogram.minimum(), statistics.histogram.maximum()};
  ValueRange mean;
  for (const auto& [low, high] : batches) {
    mean.low += low;
    mean.high += high;
  }
  mean.low /= static_cast<double>(batches.size());
  mean.high /= static_cast<double>(batches.size());
  return mean;
}

double gdrqThreshold(int bits, bool hasSign) {
  const double bins = std::ldexp(1.0, bits), meanOfGauss = std::sqrt(2 * std::numbers::inv_pi);
  return hasSign ? optimalClip(Prior::Gauss, bins) / meanOfGauss : 2 * optimalClip(Prior::Laplace, bins, true);
}

double breakpointOf(const SeenValues& values, int bits, double limit, Breakpoint rule) {
  if (rule != Breakpoint::Search) {
    const double deviation = values.symmetricSpread().deviation;
    return deviation > 0 ? deviation * optimalBreakpoint(limit / deviation, rule, false) : limit / 2;
  }
  const auto error = [&](double ratio) {
    return values.squaredError(piecewiseScheme(bits, ratio * limit, limit, values.hasSign(), ActivationRange::MinMax));
  };
  return limit * lineSearch(0.02, 0.98, 48, error);
}

}  // namespace bitprism
