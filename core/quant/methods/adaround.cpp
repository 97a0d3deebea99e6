#include "core/quant/methods/adaround.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"
#include "core/quant/measures/input_moments.h"
#include "core/quant/methods/solved.h"
#include "core/quant/numerics/dense_product.h"
#include "core/stats/clones.h"

namespace bitprism {
namespace {

constexpr const char* who = "adaround";
constexpr float zeta = 1.1f, gammaLow = -0.1f;                // h = clamp((zeta - gamma) sigmoid(V) + gamma, 0, 1)
constexpr float decayOfFirst = 0.9f, decayOfSecond = 0.999f;  // Adam's
constexpr double firstExponent = 20, lastExponent = 2;
constexpr double warmStart = 0.2;

constexpr double lambda = 0.01, unit = 0.01;  // the loss is scaled so that a step of an average weight costs `unit`
constexpr double learningRate = 0.3;

// 2^x for -126 < x < 126 to 2e-7, with the same result on every processor, which std::exp2 does not guarantee.
[[gnu::always_inline]] inline float powerOfTwo(float x) {
  const float whole = (x + 12582912.0f) - 12582912.0f, part = x - whole;
  float value = 1.5403530e-4f;
  value = value * part + 1.3333558e-3f;
  value = value * part + 9.6181291e-3f;
  value = value * part + 5.5504109e-2f;
  value = value * part + 2.4022651e-1f;
  value = value * part + 6.9314718e-1f;
  value = value * part + 1.0f;
  return value * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
}

// log2 x for normal x > 0, to 1e-5.
[[gnu::always_inline]] inline float logarithm(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t shifted = (bits - 0x3f3504f3) & static_cast<std::int32_t>(0xff800000);  // mantissa about 1
  const float exponent = static_cast<float>(shifted >> 23);
  const float part = std::bit_cast<float>(bits - shifted), z = (part - 1) / (part + 1), square = z * z;
  return exponent + z * (2.8853901f + square * (0.96179669f + square * (0.57707802f + square * 0.41219859f)));
}

// 1 / sqrt(x) for normal x > 0.
[[gnu::always_inline]] inline float inverseRoot(float x) {
  float y = std::bit_cast<float>(0x5f3759df - (std::bit_cast<std::int32_t>(x) >> 1));
  for (int i = 0; i < 3; ++i) y *= 1.5f - 0.5f * x * y * y;
  return y;
}

// Constants of one step, the same for all weights.
struct Step {
  float rate = 0;
  float biasOfFirst = 1, biasOfSecond = 1;  // 1 / (1 - decay^step)
  float weight = 0;                         // of the regulariser; 0 in the warm start
  float exponent = 0;
};

// The data of a step for `count` weights, in arrays that do not overlap. error is h - frac, or fixed for weights that
// are not free; slope is the derivative of the loss with respect to it.
struct StepWeights {
  std::size_t count = 0;
  const float *slope = nullptr, *part = nullptr, *free = nullptr;
  float *v = nullptr, *first = nullptr, *second = nullptr, *error = nullptr;
};

// One Adam step (Kingma & Ba 2015, algorithm 1) on V. Returns how many free weights have h between 0 and 1.
BITPRISM_CLONES int adamStep(const Step& given, const StepWeights& weights) {
  const Step step = given;
  const auto [count, slope, part, free, v, first, second, error] = weights;
  constexpr float perNat = static_cast<float>(std::numbers::log2e);
  int open = 0;
#pragma GCC ivdep  // the arrays do not overlap: g++ assumes it for parameters, not for members
  for (std::size_t i = 0; i < count; ++i) {
    const float sigmoid = 1 / (1 + powerOfTwo(-v[i] * perNat));
    const float stretched = (zeta - gammaLow) * sigmoid + gammaLow;
    const float loose = free[i], fixed = error[i];
    float inside = stretched > 0 ? loose : 0;
    inside = stretched < 1 ? inside : 0;
    const float centered = 2 * stretched - 1;
    float away = centered < 0 ? -centered : centered;
    away = away > 1e-6f ? away : 1e-6f;
    // d/dh of 1 - |2h - 1|^beta
    const float pull = -2 * step.exponent * powerOfTwo((step.exponent - 1) * logarithm(away));
    const float total = slope[i] + step.weight * (centered < 0 ? -pull : pull);
    const float gradient = total * inside * (zeta - gammaLow) * sigmoid * (1 - sigmoid);
    first[i] = decayOfFirst * first[i] + (1 - decayOfFirst) * gradient;
    second[i] = decayOfSecond * second[i] + (1 - decayOfSecond) * gradient * gradient;
    float next = v[i] - step.rate * first[i] * step.biasOfFirst * inverseRoot(second[i] * step.biasOfSecond + 1e-16f);
    next = next > -10 ? next : -10;
    next = next < 10 ? next : 10;
    v[i] = next;
    float h = (zeta - gammaLow) / (1 + powerOfTwo(-next * perNat)) + gammaLow;
    open += (h > 0) & (h < 1) & (loose > 0);
    h = h > 0 ? h : 0;
    h = h < 1 ? h : 1;
    h -= part[i];
    error[i] = loose > 0 ? h : fixed;
  }
  return open;
}

BITPRISM_CLONES void addMultiple(float factor, const float* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

// Unfinished rows of one group. All but `row` is row-major, with `size` per row.
struct Rows {
  std::size_t size = 0;
  std::vector<std::size_t> row;  // index within the group
  std::vector<float> part;       // fraction of (w - offset) / scale above its floor
  std::vector<float> free;       // 1 if both neighbours are codes
  std::vector<float> v, first, second, error, slope;

  StepWeights weightsOf(std::size_t at) {
    const std::size_t begin = at * size;
    return {size, &slope[begin], &part[begin], &free[begin], &v[begin], &first[begin], &second[begin], &error[begin]};
  }

  void drop(std::size_t at) {
    const std::size_t last = row.size() - 1;
    for (auto* values : {&part, &free, &v, &first, &second, &error, &slope}) {
      std::copy_n(values->begin() + static_cast<std::ptrdiff_t>(last * size), size,
                  values->begin() + static_cast<std::ptrdiff_t>(at * size));
      values->resize(last * size);
    }
    row[at] = row[last];
    row.pop_back();
  }
};

Rows rowsOf(const float* weights, const std::vector<GridCodes>& grids, std::size_t size) {
  Rows rows;
  rows.size = size;
  for (std::size_t o = 0; o < grids.size(); ++o) {
    const GridCodes& grid = grids[o];
    rows.row.push_back(o);
    for (std::size_t i = 0; i < size; ++i) {
      const float steps = grid.stepsOf(weights[o * size + i]), floor = std::floor(steps);
      const bool free = floor >= grid.low() && floor < grid.high();
      const float part = steps - floor;
      rows.part.push_back(part);
      rows.free.push_back(free ? 1.0f : 0.0f);
      rows.error.push_back(free ? 0.0f : std::clamp(steps, grid.low(), grid.high()) - steps);
      const float sigmoid = (part - gammaLow) / (zeta - gammaLow);
      rows.v.push_back(-std::log(1 / sigmoid - 1));
    }
  }
  rows.first.resize(rows.part.size());
  rows.second.resize(rows.part.size());
  rows.slope.resize(rows.part.size());
  return rows;
}

int iterationsFor(std::size_t rows, std::size_t size) {
  constexpr double budget = 6e12;  // multiplications and additions
  constexpr double fewest = 300, most = 600;
  const double each = 2 * static_cast<double>(rows) * static_cast<double>(size) * static_cast<double>(size);
  return static_cast<int>(std::clamp(budget / each, fewest, most));
}

Step stepAt(int t, int iterations) {
  const double warm = warmStart * iterations, annealed = (t - warm) / (iterations - warm);
  const double turn = (1 + std::cos(std::numbers::pi * std::max(annealed, 0.0))) / 2;
  Step step;
  step.rate = static_cast<float>(learningRate);
  step.biasOfFirst = static_cast<float>(1 / (1 - std::pow(static_cast<double>(decayOfFirst), t + 1)));
  step.biasOfSecond = static_cast<float>(1 / (1 - std::pow(static_cast<double>(decayOfSecond), t + 1)));
  step.weight = annealed < 0 ? 0 : static_cast<float>(lambda / unit);
  step.exponent = static_cast<float>(lastExponent + (firstExponent - lastExponent) * turn);
  return step;
}

// The minimum of costs[k] + 2 turn turns[k] line[k].
BITPRISM_CLONES float leastPair(float turn, const float* __restrict costs, const float* __restrict turns,
                                const float* __restrict line, std::size_t count) {
  constexpr std::size_t lanes = 16;
  float least[lanes];
  std::fill(least, least + lanes, std::numeric_limits<float>::max());
  std::size_t k = 0;
  for (; k + lanes <= count; k += lanes)
    for (std::size_t i = 0; i < lanes; ++i) {
      const float cost = costs[k + i] + 2 * turn * turns[k + i] * line[k + i];
      least[i] = cost < least[i] ? cost : least[i];
    }
  for (; k < count; ++k) least[0] = std::min(least[0], costs[k] + 2 * turn * turns[k] * line[k]);
  return *std::min_element(least, least + lanes);
}

// One row with rounded h, and the change of the loss if each weight moved to its other neighbour.
class Rounding {
 public:
  Rounding(const Rows& rows, std::size_t at, const std::vector<float>& moments, const std::stop_token& stop)
      : size_(rows.size),
        free_(rows.free.data() + at * size_),
        moments_(moments.data()),
        stop_(stop),
        up_(size_),
        turns_(size_),
        costs_(size_),
        slope_(size_, 0) {
    std::vector<float> error(size_);
    for (std::size_t i = 0; i < size_; ++i) {
      const std::size_t from = at * size_ + i;
      up_[i] = rows.error[from] + rows.part[from] >= 0.5f ? 1 : 0;
      turns_[i] = up_[i] ? -1.0f : 1.0f;
      error[i] = free_[i] > 0 ? static_cast<float>(up_[i]) - rows.part[from] : rows.error[from];
    }
    addProduct({1, size_, size_}, 1.0f, {error.data(), size_, 1}, {moments_, size_}, {slope_.data(), size_}, stop_);
    findCosts();
  }

  // Single weights, then pairs of them, as long as the loss falls.
  void settle() {
    constexpr int mostSweeps = 20;
    for (int sweep = 0; sweep < mostSweeps; ++sweep) {
      while (turnSingles()) {
      }
      if (!turnPairs()) break;
    }
  }

  bool up(std::size_t i) const { return up_[i] != 0; }

 private:
  static constexpr float least = 1e-6f;

  void findCosts() {
    for (std::size_t i = 0; i < size_; ++i)
      costs_[i] = free_[i] > 0 ? 2 * turns_[i] * slope_[i] + moments_[i * size_ + i] : 1e30f;
  }

  void turn(std::size_t i) {
    if (stop_.stop_requested()) throw Cancelled();
    addMultiple(turns_[i], moments_ + i * size_, size_, slope_.data());
    up_[i] = up_[i] ? 0 : 1;
    turns_[i] = -turns_[i];
    findCosts();
  }

  bool turnSingles() {
    bool any = false;
    for (std::size_t i = 0; i < size_; ++i) {
      if (costs_[i] > -least) continue;
      turn(i);
      any = true;
    }
    return any;
  }

  bool turnPairs() {
    bool any = false;
    for (std::size_t i = 0; i < size_; ++i) {
      if (free_[i] == 0) continue;
      if (stop_.stop_requested()) throw Cancelled();
      const float* line = moments_ + i * size_;
      const float gain = leastPair(turns_[i], costs_.data(), turns_.data(), line, size_);
      if (costs_[i] + gain > -least) continue;
      std::size_t other = 0;
      while (other < size_ && costs_[other] + 2 * turns_[i] * turns_[other] * line[other] != gain) ++other;
      if (other == size_ || other == i) continue;
      turn(i);
      turn(other);
      any = true;
    }
    return any;
  }

  std::size_t size_;
  const float *free_, *moments_;
  const std::stop_token& stop_;
  std::vector<char> up_;
  std::vector<float> turns_;  // the change of each weight if turned, 1 or -1
  std::vector<float> costs_, slope_;
};

// `moments` has a mean of 1 on its diagonal. Writes only the codes of weights between two levels of the grid.
void roundGroup(const SolvedGroup& group, const std::vector<float>& moments, const std::stop_token& stop,
                const Progress& progress) {
  const float* weights = group.weights;
  const std::vector<GridCodes>& grids = group.rows;
  const std::size_t size = group.size;
  Rows rows = rowsOf(weights, grids, size);
  const auto finish = [&](std::size_t at) {
    Rounding rounding(rows, at, moments, stop);
    rounding.settle();
    const std::size_t o = rows.row[at];
    for (std::size_t i = 0; i < size; ++i) {
      if (rows.free[at * size + i] == 0) continue;
      const float up = rounding.up(i) ? 1.0f : 0.0f;
      group.codes[o * size + i] = grids[o].codeOf(std::floor(grids[o].stepsOf(weights[o * size + i])) + up);
    }
  };
  const int iterations = iterationsFor(grids.size(), size);
  for (int t = 0; t < iterations && !rows.row.empty(); ++t) {
    std::fill(rows.slope.begin(), rows.slope.end(), 0.0f);
    addProduct({rows.row.size(), size, size}, 2.0f, {rows.error.data(), size, 1}, {moments.data(), size},
               {rows.slope.data(), size}, stop);
    const Step step = stepAt(t, iterations);
    for (std::size_t at = rows.row.size(); at-- > 0;) {
      if (stop.stop_requested()) throw Cancelled();
      if (adamStep(step, rows.weightsOf(at)) > 0) continue;
      finish(at);
      rows.drop(at);
    }
    report(progress, who, static_cast<std::int64_t>(group.index) * iterations + t + 1,
           static_cast<std::int64_t>(group.groups) * iterations);
  }
  for (std::size_t at = 0; at < rows.row.size(); ++at) finish(at);
}

}  // namespace

QuantizedTensor AdaroundQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                            const InputMoments* inputs) const {
  return solve(layer, scheme, inputs, {}, {});
}

QuantizedTensor AdaroundQuantizer::solve(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                                         const std::stop_token& stop, const Progress& progress) const {
  const auto solveGroup = [&](const SolvedGroup& group) {
    double mean = 0;
    for (std::size_t i = 0; i < group.size; ++i)
      mean += static_cast<double>(group.second[i * group.size + i]) / static_cast<double>(group.size);
    if (!(mean > 0)) return;
    std::vector<float> moments(group.second, group.second + group.size * group.size);
    for (float& value : moments) value = static_cast<float>(static_cast<double>(value) / mean);
    roundGroup(group, moments, stop, progress);
  };
  return solved(layer, scheme, inputs, who, solveGroup, stop);
}

namespace {
constinit const AdaroundQuantizer adaroundQuantizer;

std::vector<ComparedVariant> adaroundVariants() {
  return {{"AdaRound", {.method = Method::Adaround, .range = RangeRule::LeastSquares, .correction = Correction::None}}};
}

}  // namespace

constinit const MethodInfo adaroundInfo = {
    .method = Method::Adaround,
    .name = "adaround",
    .title = "AdaRound",
    .lightColour = 0x4a4fd0,
    .darkColour = 0x9a9dff,
    .quantizer = adaroundQuantizer,
    .layout = uniformLayout,
    .rangeRules = true,
    .zeroPoints = true,
    .solver = true,
    .compared = adaroundVariants,
};

}  // namespace bitprism
