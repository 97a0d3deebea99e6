#include "core/quant/methods/omse.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/infinity.h"
#include "core/base/rounding.h"
#include "core/quant/codes/channels.h"
#include "core/quant/numerics/golden_section.h"
#include "core/quant/numerics/least_squares.h"
#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"
#include "core/stats/layer_stats.h"
#include "core/stats/spread.h"

namespace bitprism {
namespace {

constexpr std::size_t block = 1024;

int lowestOf(int bits) {
  return -(1 << (bits - 1));
}
int highestOf(int bits) {
  return (1 << (bits - 1)) - 1;
}

// The constants for rounding to a two-term grid.
struct Terms {
  float firstScale, firstLow, firstHigh;  // in steps from the zero point
  float secondScale, secondLow, secondHigh;
};

Terms termsOf(const TwoTermGrid& grid, int bits) {
  const auto low = static_cast<float>(lowestOf(bits)), high = static_cast<float>(highestOf(bits));
  const auto zeroPoint = static_cast<float>(grid.first.zeroPoint);
  return {grid.first.scale, low - zeroPoint, high - zeroPoint, grid.second, low, high};
}

inline float clampedStep(float step, float low, float high) {
  step = step > low ? step : low;
  step = step < high ? step : high;
  return (step + roundingConstant) - roundingConstant;
}

BITPRISM_CLONES void roundToTerms(const float* values, std::size_t count, const Terms& given, float* first,
                                  float* second) {
  const Terms terms = given;
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = clampedStep(values[i] / terms.firstScale, terms.firstLow, terms.firstHigh);
    const float rest = values[i] - terms.firstScale * first[i];
    second[i] = clampedStep(rest / terms.secondScale, terms.secondLow, terms.secondHigh);
  }
}

BITPRISM_CLONES void levelsOf(const float* first, const float* second, std::size_t count, const TwoTermGrid& grid,
                              float* levels) {
  const float firstScale = grid.first.scale, secondScale = grid.second, offset = grid.first.offset;
  for (std::size_t i = 0; i < count; ++i) levels[i] = (firstScale * first[i] + secondScale * second[i]) + offset;
}

BITPRISM_CLONES void addSquares(const float* values, const float* levels, std::size_t groups, double* sums) {
  Double8 sum;
  std::memcpy(&sum, sums, sizeof sum);
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 value, level;
    std::memcpy(&value, values + g * lanes, sizeof value);
    std::memcpy(&level, levels + g * lanes, sizeof level);
    const Double8 rest = __builtin_convertvector(value, Double8) - __builtin_convertvector(level, Double8);
    sum += rest * rest;
  }
  std::memcpy(sums, &sum, sizeof sum);
}

// Levels +-a +-b with a >= b >= 0: the nearest has the sign of the value, then that of the remainder.
void signsOf(const float* values, std::size_t count, const TwoTermGrid& grid, float* first, float* second) {
  const float a = grid.first.scale / 2;
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = values[i] < 0 ? -1.0f : 0.0f;
    second[i] = values[i] - (values[i] < 0 ? -a : a) < 0 ? -1.0f : 0.0f;
  }
}

void round(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric, float* first,
           float* second) {
  if (symmetric && bits == 1)
    signsOf(values.data(), values.size(), grid, first, second);
  else
    roundToTerms(values.data(), values.size(), termsOf(grid, bits), first, second);
}

// Calls visit(values, first, second) for parts of the values with both their codes as steps.
template <class Visit>
void forParts(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric, const Visit& visit) {
  float first[block], second[block];
  for (std::size_t start = 0; start < values.size(); start += block) {
    const std::span<const float> part = values.subspan(start, std::min(block, values.size() - start));
    round(part, grid, bits, symmetric, first, second);
    visit(part, first, second);
  }
}

std::vector<float> restOf(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric) {
  std::vector<float> rest;
  rest.reserve(values.size());
  forParts(values, grid, bits, symmetric, [&](std::span<const float> part, const float* first, const float*) {
    for (std::size_t i = 0; i < part.size(); ++i) rest.push_back(part[i] - grid.first.scale * first[i]);
  });
  return rest;
}

// Both scales of least squared error for fixed codes: the normal equations of x = s1 c1 + s2 c2.
struct Scales {
  double first = 0, second = 0;
};

Scales scalesForCodes(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric) {
  // +-a +-b: with signs instead of codes.
  const double sign = symmetric && bits == 1 ? 0.5 : 0;
  double xf = 0, xs = 0, ff = 0, fs = 0, ss = 0;
  forParts(values, grid, bits, symmetric, [&](std::span<const float> part, const float* first, const float* second) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double x = static_cast<double>(part[i]);
      const double f = static_cast<double>(first[i]) + sign, s = static_cast<double>(second[i]) + sign;
      xf += x * f;
      xs += x * s;
      ff += f * f;
      fs += f * s;
      ss += s * s;
    }
  });
  const double determinant = ff * ss - fs * fs;
  if (!(determinant > 1e-9 * ff * ss)) return {};
  return {(xf * ss - xs * fs) / determinant, (xs * ff - xf * fs) / determinant};
}

float usable(double scale) {
  constexpr double largest = std::numeric_limits<float>::max() / 2;
  return static_cast<float>(std::clamp(scale, static_cast<double>(std::numeric_limits<float>::denorm_min()), largest));
}

// Keeps the best grid so far.
class GridSearch {
 public:
  GridSearch(std::span<const float> values, int bits, bool symmetric)
      : values_(values), bits_(bits), symmetric_(symmetric) {}

  double offer(const TwoTermGrid& grid) {
    const double error = squaredError(values_, grid, bits_, symmetric_);
    if (error < least_) {
      least_ = error;
      best_ = grid;
    }
    return error;
  }
  // The first grid with a second that divides its step.
  double offer(const UniformGrid& first) {
    return offer(TwoTermGrid{first, usable(std::ldexp(static_cast<double>(first.scale), -bits_))});
  }

  // Alternates until the error converges.
  void refine() {
    for (int round = 0; round < 4; ++round) {
      const double before = least_;
      TwoTermGrid grid = best_;
      const Lattice rest =
          leastSquaresScale(restOf(values_, grid, bits_, symmetric_), lowestOf(bits_), highestOf(bits_));
      if (rest.scale > 0) {
        grid.second = usable(rest.scale);
        offer(grid);
      }
      refit();
      if (!(least_ < before * (1 - 1e-3))) return;
    }
  }

  void refit() {
    const Scales scales = scalesForCodes(values_, best_, bits_, symmetric_);
    if (!(scales.first > 0) || !(scales.second > 0)) return;
    TwoTermGrid grid = best_;
    grid.first.scale = usable(scales.first);
    grid.second = usable(scales.second);
    if (symmetric_ && bits_ == 1) grid.first.offset = grid.first.scale / 2 + grid.second / 2;
    offer(grid);
  }

  const TwoTermGrid& best() const { return best_; }
  double least() const { return least_; }

 private:
  std::span<const float> values_;
  int bits_;
  bool symmetric_;
  TwoTermGrid best_;
  double least_ = infinity;
};

// +-a +-b
TwoTermGrid fourLevels(std::span<const float> values) {
  GridSearch search(values, 1, true);
  const auto count = static_cast<double>(values.size());
  const double a = values.empty() ? 0 : sumOfMagnitudes(values) / count;
  if (!(a > 0)) return {{1, 0, 1}, 1};  // its codes for 0 are 0 and -1
  double rest = 0;
  for (const float value : values) rest += std::fabs(std::fabs(static_cast<double>(value)) - a);
  const float first = usable(2 * a), second = usable(2 * rest / count);
  search.offer(TwoTermGrid{{first, 0, first / 2 + second / 2}, second});
  for (double before = infinity; search.least() < before;) {
    before = search.least();
    search.refit();
  }
  return search.best();
}

}  // namespace

double squaredError(std::span<const float> values, const TwoTermGrid& grid, int bits, bool symmetric) {
  double sums[lanes] = {};
  forParts(values, grid, bits, symmetric, [&](std::span<const float> part, const float* first, const float* second) {
    float levels[block];
    levelsOf(first, second, part.size(), grid, levels);
    const std::size_t groups = part.size() / lanes;
    addSquares(part.data(), levels, groups, sums);
    for (std::size_t i = groups * lanes; i < part.size(); ++i) {
      const double rest = static_cast<double>(part[i]) - static_cast<double>(levels[i]);
      sums[i - groups * lanes] += rest * rest;
    }
  });
  const double sum = std::accumulate(std::begin(sums), std::end(sums), 0.0);
  return std::isfinite(sum) ? sum : infinity;
}

TwoTermGrid twoTermGrid(std::span<const float> values, int bits, bool symmetric) {
  const Extent ends = extent(values);
  const double low = std::min(static_cast<double>(ends.minimum), 0.0);
  const double high = std::max(static_cast<double>(ends.maximum), 0.0);
  if (symmetric && bits == 1) return fourLevels(values);
  if (low == high) return {};
  GridSearch search(values, bits, symmetric);
  const auto errorAt = [&](double part) { return search.offer(gridBetween(part * low, part * high, bits, symmetric)); };
  constexpr int points = 120;
  int best = points;
  double least = errorAt(1);
  for (int i = 1; i < points; ++i)
    if (const double error = errorAt(static_cast<double>(i) / points); error < least) {
      least = error;
      best = i;
    }
  constexpr int steps = 20;
  goldenSection((best - 1.0) / points, std::min((best + 1.0) / points, 1.0), steps, errorAt);
  search.refine();
  return search.best();
}

QuantizedTensor OmseQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                        const InputMoments* /*inputs*/) const {
  QuantScheme rule = scheme;
  rule.range = RangeRule::LeastSquares;
  if (omseOptions(scheme).terms == 1)
    return roundToGrids(layer, scheme,
                        gridsOfRows(layer, rule, [&](std::span<const float> row) { return uniformGrid(row, rule); }));

  std::vector<float> seconds;
  const std::vector<UniformGrid> firsts = gridsOfRows(layer, scheme, [&](std::span<const float> row) {
    const TwoTermGrid grid = twoTermGrid(row, scheme.bits, scheme.symmetric);
    seconds.push_back(grid.second);
    return grid.first;
  });
  QuantizedTensor tensor = roundToGrids(layer, scheme, firsts);
  tensor.more.scales = seconds;
  tensor.more.codes.resize(tensor.codes.size());
  const Channels channels(layer.shape, layer.channelAxis);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    const std::size_t row = tensor.rows() == 1 ? 0 : channel;
    std::size_t at = begin;
    forParts(std::span(*layer.weights).subspan(begin, channels.inner), {firsts[row], seconds[row]}, scheme.bits,
             scheme.symmetric, [&](std::span<const float> part, const float*, const float* second) {
               for (std::size_t i = 0; i < part.size(); ++i, ++at)
                 tensor.more.codes[at] = static_cast<std::int8_t>(second[i]);
             });
  });
  return tensor;
}

namespace {

constexpr MethodOption omseTable[] = {
    wholeOption("terms", 15, 1, 1, 2, "number of terms; 2 adds a second tensor for the remainder")};
constinit const OmseQuantizer omseQuantizer;

std::vector<ComparedVariant> omseVariants() {
  const auto weights = [](int terms, Correction correction) {
    return Quantization{.method = Method::Omse, .correction = correction, .options = OmseOptions{.terms = terms}};
  };
  return {{"OMSE", weights(1, Correction::None)},
          {"OMSE, gain", weights(1, Correction::Gain)},
          {"OMSE, two terms", weights(2, Correction::None)}};
}

}  // namespace

std::span<const MethodOption> OmseOptions::table() {
  return omseTable;
}

constinit const MethodInfo omseInfo = {
    .method = Method::Omse,
    .name = "omse",
    .title = "OMSE",
    .lightColour = 0x1c9c56,
    .darkColour = 0x4fd08a,
    .quantizer = omseQuantizer,
    .layout =
        [](const QuantScheme& scheme) {
          CodeLayout layout = uniformLayout(scheme);
          std::get<AffineCodes>(layout.form).secondTerm = omseOptions(scheme).terms == 2;
          return layout;
        },
    .options = omseTable,
    .zeroPoints = true,
    .compared = omseVariants,
};

}  // namespace bitprism
