#include "core/quant/methods/aciq_clip.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

// sqrt(2 / pi)
const double meanMagnitudeOfGauss = std::sqrt(2 * std::numbers::inv_pi);

double twoSidedError(Prior prior, double alpha, double bins) {
  const double rounding = alpha * alpha / (3 * bins * bins);
  if (prior == Prior::Laplace) return 2 * std::exp(-alpha) + rounding;
  return (alpha * alpha + 1) * std::erfc(alpha / std::numbers::sqrt2) -
         meanMagnitudeOfGauss * alpha * std::exp(-alpha * alpha / 2) + rounding;
}

double twoSidedSlope(Prior prior, double alpha, double bins) {
  const double rounding = 2 * alpha / (3 * bins * bins);
  if (prior == Prior::Laplace) return rounding - 2 * std::exp(-alpha);
  return 2 * alpha * std::erfc(alpha / std::numbers::sqrt2) - 2 * meanMagnitudeOfGauss * std::exp(-alpha * alpha / 2) +
         rounding;
}

// The slope is negative at 0 and positive for large alpha, with one root between.
double gaussClip(double bins) {
  double low = 0, high = 20;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (twoSidedSlope(Prior::Gauss, middle, bins) < 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

// A cache for values that quantizing a layer needs repeatedly.
const std::array<double, maximumBits + 2>& gaussClips() {
  static const auto clips = [] {
    std::array<double, maximumBits + 2> result{};
    for (std::size_t bits = 0; bits < result.size(); ++bits)
      result[bits] = gaussClip(std::ldexp(1.0, static_cast<int>(bits)));
    return result;
  }();
  return clips;
}

double scaleOf(Prior prior, const Spread& spread) {
  if (prior == Prior::Laplace) return spread.meanAbsolute;
  return spread.deviation > 0 ? spread.deviation : spread.meanAbsolute;
}

}  // namespace

double expectedError(Prior prior, double alpha, double bins, bool oneSided) {
  assert(prior != Prior::Auto);
  return oneSided ? twoSidedError(prior, alpha, 2 * bins) / 2 : twoSidedError(prior, alpha, bins);
}

double expectedErrorSlope(Prior prior, double alpha, double bins, bool oneSided) {
  assert(prior != Prior::Auto);
  return oneSided ? twoSidedSlope(prior, alpha, 2 * bins) / 2 : twoSidedSlope(prior, alpha, bins);
}

// Halley's method on w - x exp(-w), from a start slightly below the root.
double lambertW(double x) {
  assert(x >= 0);
  if (x == 0 || std::isinf(x)) return x;
  double w = x < 3 ? std::log1p(x) * 0.8 : std::log(x) - std::log(std::log(x));
  for (int step = 0; step < 50; ++step) {
    const double rest = w - x * std::exp(-w);
    const double next = w - rest / (w + 1 - (w + 2) * rest / (2 * w + 2));
    if (std::fabs(next - w) <= 4e-16 * std::fabs(next)) return next;
    w = next;
  }
  return w;
}

double optimalClip(Prior prior, double bins, bool oneSided) {
  assert(prior != Prior::Auto);
  if (bins <= 0) return 0;
  const double all = oneSided ? 2 * bins : bins;
  if (prior == Prior::Laplace) return lambertW(3 * all * all);
  int bits = 0;
  const bool whole = std::frexp(all, &bits) == 0.5 && bits >= 1 && bits <= maximumBits + 2;
  return whole ? gaussClips()[static_cast<std::size_t>(bits - 1)] : gaussClip(all);
}

double authorsClip(Prior prior, int bits, bool oneSided) {
  assert(prior != Prior::Auto && bits >= 0 && bits <= maximumBits);
  // The authors have none for Gauss at 0 bits.
  constexpr double laplace[] = {1.05, 1.86, 2.83, 3.89, 5.03, 6.2, 7.41, 8.64, 9.89};
  constexpr double gauss[] = {0, 1.24, 1.71, 2.15, 2.55, 2.93, 3.28, 3.61, 3.92};
  constexpr double oneSidedLaplace[] = {1.86, 2.83, 3.89, 5.02, 6.2, 7.41, 8.64, 9.89, 11.16};
  constexpr double oneSidedGauss[] = {0, 1.71, 2.15, 2.55, 2.93, 3.28, 3.61, 3.92, 4.2};
  if (prior == Prior::Gauss && bits == 0) return optimalClip(prior, 1, oneSided);
  if (prior == Prior::Gauss) return oneSided ? oneSidedGauss[bits] : gauss[bits];
  return oneSided ? oneSidedLaplace[bits] : laplace[bits];
}

Prior likelierPrior(const Spread& spread) {
  // 2 e b < sigma sqrt(2 pi e)
  return 2 * std::numbers::e * spread.meanAbsolute <
                 spread.deviation * std::sqrt(2 * std::numbers::pi * std::numbers::e)
             ? Prior::Laplace
             : Prior::Gauss;
}

AciqClip aciqClip(const Spread& spread, int bits, Prior prior, bool oneSided, bool author) {
  AciqClip clip;
  clip.prior = prior == Prior::Auto ? likelierPrior(spread) : prior;
  const double factor =
      author ? authorsClip(clip.prior, bits, oneSided) : optimalClip(clip.prior, std::ldexp(1.0, bits), oneSided);
  clip.alpha = scaleOf(clip.prior, spread) * factor;
  clip.range = oneSided ? std::max(spread.mean, 0.0) + clip.alpha : 2 * clip.alpha;
  clip.offset = oneSided ? 0 : std::max(spread.minimum, spread.mean - clip.alpha);
  return clip;
}

AciqClip withinData(AciqClip clip, const Spread& spread) {
  clip.range = std::clamp(spread.maximum - clip.offset, 0.0, clip.range);
  return clip;
}

}  // namespace bitprism
