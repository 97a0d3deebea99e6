#include "core/quant/methods/kl.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/base/infinity.h"
#include "core/base/text.h"
#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

constexpr std::size_t fewestValuesPerLevel = 16;

// ln n; most counts are small.
double logOf(std::int64_t n) {
  static const auto table = [] {
    std::array<double, 4096> logs{};
    for (std::size_t i = 1; i < logs.size(); ++i) logs[i] = std::log(static_cast<double>(i));
    return logs;
  }();
  return n < static_cast<std::int64_t>(table.size()) ? table[static_cast<std::size_t>(n)]
                                                     : std::log(static_cast<double>(n));
}

// n ln n
double entropyTerm(std::int64_t n) {
  return n > 0 ? static_cast<double>(n) * logOf(n) : 0;
}

// The divergence of any window from running sums: KL = (sum of p ln p - sum over the groups of P_g ln(Q_g / n_g)) / N -
// ln N + ln Q, with P_g and Q_g the counts of both in a group, n_g the number of its bins with P > 0, N all counts and
// Q those in the window.
class Divergence {
 public:
  Divergence(const std::vector<std::int64_t>& counts, int levels)
      : counts_(counts), levels_(static_cast<std::size_t>(levels)) {
    for (const std::int64_t count : counts) {
      sums_.push_back(sums_.back() + count);
      filled_.push_back(filled_.back() + (count > 0 ? 1 : 0));
      entropy_.push_back(entropy_.back() + entropyTerm(count));
    }
  }

  std::int64_t all() const { return sums_.back(); }

  // Bins first ... last.
  double operator()(std::size_t first, std::size_t last) const {
    const std::size_t size = last + 1 - first;
    const std::int64_t below = sums_[first], above = all() - sums_[last + 1], within = sums_[last + 1] - sums_[first];
    if (within == 0) return infinity;
    const std::int64_t lowest = counts_[first] + below + (size == 1 ? above : 0);
    const std::int64_t highest = counts_[last] + above;
    double sum = entropy_[last + 1] - entropy_[first] + entropyTerm(lowest) - entropyTerm(counts_[first]);
    if (size > 1) sum += entropyTerm(highest) - entropyTerm(counts_[last]);
    std::size_t from = first;
    const std::size_t groups = std::min(levels_, size);
    for (std::size_t g = 0; g < groups; ++g) {
      const std::size_t to = first + (g + 1) * size / groups;
      const std::int64_t q = sums_[to] - sums_[from];
      std::int64_t p = q, bins = filled_[to] - filled_[from];
      if (g == 0) {
        p += below;
        bins += below > 0 && counts_[first] == 0 ? 1 : 0;
      }
      if (g == groups - 1) {
        p += above;
        bins += above > 0 && counts_[last] == 0 && (size > 1 || below == 0) ? 1 : 0;
      }
      if (p > 0 && q == 0) return infinity;
      if (p > 0) sum -= static_cast<double>(p) * (logOf(q) - logOf(bins));
      from = to;
    }
    return std::max(sum / static_cast<double>(all()) - logOf(all()) + logOf(within), 0.0);
  }

 private:
  const std::vector<std::int64_t>& counts_;
  std::size_t levels_;
  std::vector<std::int64_t> sums_{0}, filled_{0};
  std::vector<double> entropy_{0};
};

void checkHoldsZero(const Histogram& histogram, int levels) {
  if (histogram.counts.empty() || histogram.low > 0 || histogram.high < 0)
    throw UsageError(text("a histogram from ", histogram.low, " to ", histogram.high, ", expected one that holds 0"));
  if (levels < 2) throw UsageError(text("a divergence with ", levels, " levels, expected 2 or more"));
}

// Empty bins get 1e-4 counts, taken from the others; false if all are empty.
bool smooth(std::vector<double>& counts) {
  constexpr double little = 1e-4;
  const auto zeros = static_cast<double>(std::count(counts.begin(), counts.end(), 0.0));
  const double others = static_cast<double>(counts.size()) - zeros;
  if (others == 0) return false;
  for (double& count : counts) count += count == 0 ? little : -little * zeros / others;
  return true;
}

double relativeEntropy(const std::vector<double>& p, const std::vector<double>& q) {
  const double allP = std::accumulate(p.begin(), p.end(), 0.0), allQ = std::accumulate(q.begin(), q.end(), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (p[i] > 0) sum += p[i] / allP * std::log(p[i] / allP / (q[i] / allQ));
  return sum;
}

}  // namespace

KlClipping klClipping(const Histogram& histogram, int levels) {
  checkHoldsZero(histogram, levels);
  const std::size_t bins = histogram.counts.size();
  const double width = histogram.binWidth();
  const auto zero = std::min(static_cast<std::size_t>(std::max(-histogram.low, 0.0) / width), bins - 1);
  const std::size_t farthest = std::max(zero, bins - 1 - zero);
  const Divergence divergence(histogram.counts, levels);
  KlClipping best{std::min(histogram.low, 0.0), std::max(histogram.high, 0.0), infinity};
  if (divergence.all() == 0) return best;
  std::size_t bestReach = farthest;
  // The widest window comes first, so that it wins among equal ones.
  const auto attempt = [&](std::size_t reach) {
    const std::size_t first = zero - std::min(reach, zero), last = std::min(zero + reach, bins - 1);
    if (last + 1 - first < std::min(static_cast<std::size_t>(levels), bins)) return;
    const double found = divergence(first, last);
    if (!(found < best.divergence)) return;
    best.divergence = found;
    best.low = std::min(histogram.low + static_cast<double>(first) * width, 0.0);
    best.high =
        std::max(last == bins - 1 ? histogram.high : histogram.low + static_cast<double>(last + 1) * width, 0.0);
    bestReach = reach;
  };
  constexpr std::size_t windows = 250;
  const std::size_t stride = farthest / windows + 1;
  for (std::size_t reach = farthest;; reach -= stride) {
    attempt(reach);
    if (reach < stride) break;
  }
  const std::size_t middle = bestReach;
  for (std::size_t reach = middle - std::min(stride, middle); reach < std::min(middle + stride, farthest); ++reach)
    attempt(reach);
  return best;
}

KlClipping authorsKlClipping(const Histogram& histogram, int levels) {
  checkHoldsZero(histogram, levels);
  const std::vector<std::int64_t>& counts = histogram.counts;
  const std::size_t groups = static_cast<std::size_t>(levels), zero = counts.size() / 2;
  KlClipping best{histogram.low, histogram.high, infinity};
  for (std::size_t reach = groups / 2; reach <= zero; ++reach) {
    const std::size_t first = zero - reach, size = 2 * reach + 1, merged = size / groups;
    const auto inside = counts.begin() + static_cast<std::ptrdiff_t>(first);
    const auto behind = inside + static_cast<std::ptrdiff_t>(size);
    std::vector<double> p(inside, behind), q(size, 0.0);
    p.front() += static_cast<double>(std::accumulate(counts.begin(), inside, std::int64_t{0}));
    p.back() += static_cast<double>(std::accumulate(behind, counts.end(), std::int64_t{0}));
    for (std::size_t g = 0; g < groups; ++g) {
      const bool last = g == groups - 1;
      const std::size_t from = g * merged, to = last ? size : from + merged;
      const std::size_t filledTo = last ? size - 1 : to;  // the published code stops one short
      double mass = 0, filled = 0;
      for (std::size_t i = from; i < to; ++i) mass += static_cast<double>(inside[static_cast<std::ptrdiff_t>(i)]);
      for (std::size_t i = from; i < filledTo; ++i) filled += p[i] != 0 ? 1 : 0;
      if (filled == 0) continue;
      for (std::size_t i = from; i < filledTo; ++i) q[i] = p[i] != 0 ? mass / filled : 0;
    }
    if (!smooth(p) || !smooth(q)) continue;
    const double found = relativeEntropy(p, q);
    if (!(found < best.divergence)) continue;
    best.divergence = found;
    best.high = histogram.low + static_cast<double>(first + size) * histogram.binWidth();
    best.low = -best.high;
  }
  return best;
}

int klLevels(int bits, bool symmetric) {
  return (1 << bits) - (symmetric ? 1 : 0);
}

std::size_t klBins(int levels, std::size_t values) {
  constexpr std::size_t mostForFew = 2001, mostForMany = 8001, valuesPerBin = 8;
  const std::size_t fewest = 8 * static_cast<std::size_t>(levels);
  const std::size_t most = levels <= 15 ? mostForFew : mostForMany;
  return std::clamp(values / valuesPerBin, std::min(fewest, most), most) | 1;
}

KlClipping klClipping(std::span<const float> values, int bits, bool symmetric) {
  const Extent ends = extent(values);
  const double low = std::min(static_cast<double>(ends.minimum), 0.0);
  const double high = std::max(static_cast<double>(ends.maximum), 0.0);
  if (low == high) return {};
  const int levels = klLevels(bits, symmetric);
  const double farthest = std::max(-low, high);
  if (values.size() < fewestValuesPerLevel * static_cast<std::size_t>(levels))
    return symmetric ? KlClipping{-farthest, farthest, 0} : KlClipping{low, high, 0};
  const std::size_t bins = klBins(levels, values.size());
  const KlClipping found = symmetric ? klClipping(histogram(values, bins, -farthest, farthest), levels)
                                     : klClipping(histogram(values, bins, low, high), levels);
  return {std::max(found.low, -farthest), std::min(found.high, farthest), found.divergence};
}

QuantizedTensor KlQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                      const InputMoments* /*inputs*/) const {
  return roundToGrids(layer, scheme, gridsOfRows(layer, scheme, [&](std::span<const float> row) {
                        if (scheme.symmetric && scheme.bits == 1) return uniformGrid(row, scheme);
                        const KlClipping range = klClipping(row, scheme.bits, scheme.symmetric);
                        return gridBetween(range.low, range.high, scheme.bits, scheme.symmetric);
                      }));
}

namespace {
constinit const KlQuantizer klQuantizer;

std::vector<ComparedVariant> klVariants() {
  const auto weights = [](Correction correction) {
    return Quantization{.method = Method::Kl, .correction = correction};
  };
  return {{"KL", weights(Correction::None), ActivationRange::Kl},
          {"KL, gain", weights(Correction::Gain), ActivationRange::Kl}};
}

}  // namespace

constinit const MethodInfo klInfo = {
    .method = Method::Kl,
    .name = "kl",
    .title = "KL",
    .lightColour = 0x2f7fd0,
    .darkColour = 0x6fb4ff,
    .quantizer = klQuantizer,
    .layout = uniformLayout,
    .zeroPoints = true,
    .rangeMark = [](const QuantScheme&) { return RangeMark{"KL threshold %2"}; },
    .compared = klVariants,
};

}  // namespace bitprism
