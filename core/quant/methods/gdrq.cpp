#include "core/quant/methods/gdrq.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/aciq_clip.h"
#include "core/quant/numerics/golden_section.h"
#include "core/stats/layer_stats.h"
#include "core/stats/spread.h"

namespace bitprism {
namespace {

const double sqrtTwoByPi = std::sqrt(2 * std::numbers::inv_pi);

// Steps from 0 to T, and the codes.
struct Codes {
  int steps;
  int low;
  int high;
};

Codes codesOf(Reading reading, int bits) {
  const int half = 1 << (bits - 1);
  if (reading == Reading::R1) return {half - 1, 1 - half, half - 1};
  return {half, -half, reading == Reading::R2 ? half : half - 1};
}

// Integrals of the density times 1, x and x^2 from -infinity to x, for mean|x| = 1.
struct Integrals {
  double mass = 0, first = 0, second = 0;
};

Integrals gaussTo(double x) {
  const double variance = std::numbers::pi / 2;  // sigma = sqrt(pi / 2)
  const double sigma = std::sqrt(variance);
  const double density = std::exp(-x * x / (2 * variance)) / (sigma * std::sqrt(2 * std::numbers::pi));
  const double mass = std::erfc(-x / (sigma * std::numbers::sqrt2)) / 2;
  return {mass, -variance * density, variance * (mass - x * density)};
}

Integrals laplaceTo(double x) {  // b = 1
  const double tail = std::exp(-std::fabs(x)) / 2;
  if (x < 0) return {tail, (x - 1) * tail, (x * x - 2 * x + 2) * tail};
  return {1 - tail, -(x + 1) * tail, 2 - (x * x + 2 * x + 2) * tail};
}

using Factors = std::array<std::array<std::array<double, 2>, maximumBits + 1>, 3>;

// By reading, bits and prior; a cache for values that quantizing a layer needs repeatedly.
const Factors& bestFactors() {
  static const Factors factors = [] {
    Factors result{};
    for (const Reading reading : {Reading::R1, Reading::R2, Reading::R2s})
      for (int bits = 2; bits <= maximumBits; ++bits)
        for (const Prior prior : {Prior::Laplace, Prior::Gauss}) {
          const double start = clipFactor(prior, bits);
          result[static_cast<std::size_t>(reading)][static_cast<std::size_t>(bits)][prior == Prior::Gauss] =
              goldenSection(start / 2, start * 1.5, 60,
                            [&](double factor) { return expectedGridError(prior, reading, bits, factor); });
        }
    return result;
  }();
  return factors;
}

// The layer's channels, one row after another, whatever their layout.
class Rows {
 public:
  explicit Rows(const Layer& layer) : weights_(*layer.weights), channels_(layer.shape, layer.channelAxis) {}

  std::size_t count() const { return channels_.count; }
  std::span<const float> operator[](std::size_t channel) { return channels_.values(weights_, channel, scratch_); }

 private:
  std::span<const float> weights_;
  Channels channels_;
  std::vector<float> scratch_;
};

// mean|w| and max|w| of values.
struct Magnitudes {
  double mean = 0, largest = 0;
};

Magnitudes magnitudesOf(std::span<const float> values) {
  const Extent ends = extent(values);
  return {scaleClipThreshold(values, 1),
          std::max(-static_cast<double>(ends.minimum), static_cast<double>(ends.maximum))};
}

// error: the squared error of the group on a grid.
OffsetGrid gridOfGroup(const Magnitudes& magnitudes, const QuantScheme& scheme, const auto& error) {
  const auto gridAt = [&](double threshold) { return gdrqGrid(threshold, scheme.bits, gdrqOptions(scheme).reading); };
  if (scheme.bits == 1) return gridAt(magnitudes.mean);
  if (gdrqOptions(scheme).threshold > 0) return gridAt(gdrqOptions(scheme).threshold * magnitudes.mean);
  OffsetGrid best;
  double least = std::numeric_limits<double>::infinity();
  for (const double threshold :
       {bestFactor(Prior::Gauss, gdrqOptions(scheme).reading, scheme.bits) * magnitudes.mean,
        bestFactor(Prior::Laplace, gdrqOptions(scheme).reading, scheme.bits) * magnitudes.mean, magnitudes.largest}) {
    const OffsetGrid grid = gridAt(threshold);
    if (const double found = error(grid); found < least) {
      least = found;
      best = grid;
    }
  }
  return best;
}

OffsetGrid gridOfRow(std::span<const float> row, const QuantScheme& scheme) {
  return gridOfGroup(magnitudesOf(row), scheme, [&](const OffsetGrid& grid) { return squaredError(row, grid); });
}

// One per channel.
std::vector<OffsetGrid> gridsOfGroups(const Layer& layer, const QuantScheme& scheme) {
  Rows rows(layer);
  std::vector<Magnitudes> magnitudes;
  std::vector<double> means;
  for (std::size_t c = 0; c < rows.count(); ++c) {
    magnitudes.push_back(magnitudesOf(rows[c]));
    means.push_back(magnitudes.back().mean);
  }
  const std::vector<std::size_t> groups = gdrqGroups(means, scheme);
  std::vector<std::vector<std::size_t>> members(rows.count());
  for (std::size_t c = 0; c < rows.count(); ++c) members[groups[c]].push_back(c);
  std::vector<OffsetGrid> grids(rows.count());
  for (const std::vector<std::size_t>& group : members) {
    if (group.empty()) continue;
    Magnitudes ofGroup;
    for (const std::size_t c : group) {
      ofGroup.mean += magnitudes[c].mean / static_cast<double>(group.size());
      ofGroup.largest = std::max(ofGroup.largest, magnitudes[c].largest);
    }
    const OffsetGrid grid = gridOfGroup(ofGroup, scheme, [&](const OffsetGrid& candidate) {
      double sum = 0;
      for (const std::size_t c : group) sum += squaredError(rows[c], candidate);
      return sum;
    });
    for (const std::size_t c : group) grids[c] = grid;
  }
  return grids;
}

}  // namespace

double clipFactor(Prior prior, int bits) {
  const double clip = optimalClip(prior, std::ldexp(1.0, bits));
  return prior == Prior::Gauss ? clip / sqrtTwoByPi : clip;
}

double bestFactor(Prior prior, Reading reading, int bits) {
  assert(prior != Prior::Auto && bits >= 2 && bits <= maximumBits);
  return bestFactors()[static_cast<std::size_t>(reading)][static_cast<std::size_t>(bits)][prior == Prior::Gauss];
}

double expectedGridError(Prior prior, Reading reading, int bits, double factor) {
  assert(prior != Prior::Auto && bits >= 2);
  const Codes codes = codesOf(reading, bits);
  const double step = factor / codes.steps;
  double sum = 0;
  Integrals before;
  for (int code = codes.low; code <= codes.high; ++code) {
    const double level = code * step, edge = level + step / 2;
    Integrals to{1, 0, prior == Prior::Gauss ? std::numbers::pi / 2 : 2};
    if (code < codes.high) to = prior == Prior::Gauss ? gaussTo(edge) : laplaceTo(edge);
    sum += to.second - before.second - 2 * level * (to.first - before.first) + level * level * (to.mass - before.mass);
    before = to;
  }
  return sum;
}

double scaleClipThreshold(std::span<const float> values, double factor) {
  return values.empty() ? 0 : factor * (sumOfMagnitudes(values) / static_cast<double>(values.size()));
}

namespace {

double trainedFactor(const QuantScheme& scheme) {
  const double threshold = gdrqOptions(scheme).threshold;
  return threshold > 0 ? threshold : trainingFactor;
}

}  // namespace

Floats scaleClipped(const Layer& layer, const QuantScheme& scheme) {
  Rows rows(layer);
  const bool whole = scheme.granularity == Granularity::Tensor;
  std::vector<double> means, thresholds(rows.count());
  for (std::size_t c = 0; c < rows.count(); ++c) means.push_back(scaleClipThreshold(rows[c], 1));
  const std::vector<std::size_t> groups = whole ? std::vector<std::size_t>(rows.count(), 0) : gdrqGroups(means, scheme);
  std::vector<double> sums(rows.count(), 0), members(rows.count(), 0);
  for (std::size_t c = 0; c < rows.count(); ++c) {
    sums[groups[c]] += means[c];
    members[groups[c]] += 1;
  }
  const double factor = trainedFactor(scheme);
  std::vector<float> result = layer.weights->copy();
  const Channels channels(layer.shape, layer.channelAxis);
  channels.forEachPiece([&](std::size_t c, std::size_t begin) {
    const auto limit = static_cast<float>(factor * sums[groups[c]] / members[groups[c]]);
    for (std::size_t i = begin; i < begin + channels.inner; ++i) result[i] = std::clamp(result[i], -limit, limit);
  });
  return constantArray(std::move(result));
}

std::vector<double> runningThresholds(std::span<const double> ofBatches, double rate) {
  std::vector<double> result;
  for (const double batch : ofBatches)
    result.push_back(result.empty() ? batch : result.back() + rate * (batch - result.back()));
  return result;
}

OffsetGrid gdrqGrid(double threshold, int bits, Reading reading) {
  constexpr double largest = std::numeric_limits<float>::max() * (1 - 1e-6);
  constexpr double smallest = std::numeric_limits<float>::denorm_min();
  if (!(threshold > 0)) return {};
  if (bits == 1) {  // -T and T as codes -1 and 0
    const double step = std::max(2 * std::min(threshold, largest / 2), smallest);
    return {static_cast<float>(step), static_cast<float>(step / 2), -1, 0};
  }
  const Codes codes = codesOf(reading, bits);
  const double step = std::max(std::min(threshold, largest) / codes.steps, smallest);
  return {static_cast<float>(step), 0, codes.low, codes.high};
}

std::vector<std::size_t> gdrqGroups(std::span<const double> meanMagnitudes, const QuantScheme& scheme) {
  std::vector<std::size_t> order(meanMagnitudes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (gdrqOptions(scheme).sorted)
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return meanMagnitudes[a] < meanMagnitudes[b]; });
  std::vector<std::size_t> groups(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    groups[order[i]] = i / static_cast<std::size_t>(gdrqOptions(scheme).group);
  return groups;
}

MergedBatchNorm mergedBatchNorm(std::span<const double> scales, std::span<const float> bias,
                                const BatchNormValues& norm) {
  const auto& [gamma, beta, mean, variance, epsilon] = norm;
  const std::size_t count = scales.size();
  if ((!bias.empty() && bias.size() != count) || gamma.size() != count || beta.size() != count ||
      mean.size() != count || variance.size() != count)
    throw UsageError(text("batch norm of ", gamma.size(), " channels after a layer of ", count, ", expected as many"));
  MergedBatchNorm merged;
  for (std::size_t c = 0; c < count; ++c) {
    const double slope = static_cast<double>(gamma[c]) / std::sqrt(static_cast<double>(variance[c]) + epsilon);
    const double shift = (bias.empty() ? 0 : static_cast<double>(bias[c])) - static_cast<double>(mean[c]);
    merged.factors.push_back(slope * scales[c]);
    merged.shifts.push_back(static_cast<double>(beta[c]) + slope * shift);
  }
  return merged;
}

QuantizedTensor GdrqQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                        const InputMoments* /*inputs*/) const {
  if (scheme.granularity == Granularity::Tensor)
    return roundToGrids(layer, scheme, {gridOfRow(*layer.weights, scheme)});
  return roundToGrids(layer, scheme, gridsOfGroups(layer, scheme));
}

QuantError GdrqQuantizer::error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const {
  if (!goByChannel(layer, scheme)) return Quantizer::error(layer, scheme, inputs);
  if (gdrqOptions(scheme).group == 1)
    return errorByChannel(layer, scheme,
                          [&](std::span<const float> row, std::size_t) { return gridOfRow(row, scheme); });
  const std::vector<OffsetGrid> grids = gridsOfGroups(layer, scheme);
  return errorByChannel(layer, scheme, [&](std::span<const float>, std::size_t c) { return grids[c]; });
}

namespace {

constexpr const char* readingNames[] = {"R1", "R2", "R2s"};
constexpr MethodOption gdrqTable[] = {
    wholeOption("group", 11, 1, 1, 65536, "number of output channels that share a threshold"),
    flagOption("sorted", 12, false, "group channels by similar mean |w|"),
    nameOption("reading", 13, readingNames, "interpretation of the paper's grid"),
    numberOption("threshold", 14, 0, 0, 100, "clipping factor k of k mean|w|; 0: the best for the bits"),
};
constinit const GdrqQuantizer gdrqQuantizer;

constexpr WeightReshaping scaleClip = {
    .reshaped = scaleClipped,
    .limit = [](std::span<const float> weights,
                const QuantScheme& scheme) { return scaleClipThreshold(weights, trainedFactor(scheme)); },
    .trainedScheme =
        [](QuantScheme scheme) {
          scheme.options.set(&GdrqOptions::threshold, trainedFactor(scheme));
          return scheme;
        },
};

std::vector<ComparedVariant> gdrqVariants() {
  const auto weights = [](Correction correction) {
    return Quantization{.method = Method::Gdrq, .correction = correction};
  };
  return {{"GDRQ", weights(Correction::None), ActivationRange::Gdrq},
          {"GDRQ, gain", weights(Correction::Gain), ActivationRange::Gdrq}};
}

}  // namespace

std::span<const MethodOption> GdrqOptions::table() {
  return gdrqTable;
}

constinit const MethodInfo gdrqInfo = {
    .method = Method::Gdrq,
    .name = "gdrq",
    .title = "GDRQ",
    .lightColour = 0xc2185b,
    .darkColour = 0xff6f9f,
    .quantizer = gdrqQuantizer,
    .layout =
        [](const QuantScheme& scheme) {
          CodeLayout layout = uniformLayout(scheme);
          layout.bits += gdrqOptions(scheme).reading == Reading::R2 ? 1 : 0;
          return layout;
        },
    .options = gdrqTable,
    .check =
        [](const QuantScheme& scheme) {
          if (gdrqOptions(scheme).reading == Reading::R2 && scheme.bits == maximumBits)
            throw UsageError("gdrq's reading R2 at 8 bits needs codes of 9 bits, expected 1 to 7 bits");
        },
    .rangeMark = [](const QuantScheme& scheme) { return RangeMark{scheme.bits > 1 ? "T = %1, %2" : nullptr}; },
    .reshaping = &scaleClip,
    .compared = gdrqVariants,
};

}  // namespace bitprism
