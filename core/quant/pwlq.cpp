#include "core/quant/pwlq.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/quant/channels.h"
#include "core/stats/clones.h"

namespace bitprism {
namespace {

constexpr float roundingConstant = 12582912.0f;  // adding and subtracting it rounds floats below 2^22, half to even
constexpr std::size_t mostRegions = 4;
constexpr double smallestDeviation = 1e-12;  // what the authors add

int magnitudes(int bits) {
  return (1 << (bits - 1)) - 1;
}

// A grid with all that a loop needs, edges that no weight reaches behind the last.
struct Pieces {
  std::array<float, mostRegions> scale{}, edge{};
  float low = 0, high = 0;            // codes of the innermost piece
  float outerLow = 0, outerHigh = 0;  // of the others, overlapping
  float most = 0;                     // magnitude beyond an edge
  float limit = 0;
  bool overlapping = false, author = false;
};

Pieces piecesOf(const PiecewiseGrid& grid, const QuantScheme& scheme) {
  Pieces pieces;
  pieces.edge.fill(std::numeric_limits<float>::infinity());
  pieces.scale.fill(1);
  pieces.edge[0] = 0;
  std::copy(grid.scales.begin(), grid.scales.end(), pieces.scale.begin());
  std::copy(grid.edges.begin(), grid.edges.end(), pieces.edge.begin() + 1);
  pieces.most = static_cast<float>(magnitudes(scheme.bits));
  pieces.high = pieces.most;
  pieces.low = scheme.author ? -pieces.most - 1 : -pieces.most;
  pieces.limit = grid.limit;
  pieces.overlapping = scheme.overlapping;
  pieces.author = scheme.author;
  if (grid.limit == 0) pieces.edge[1] = std::numeric_limits<float>::infinity();
  return pieces;
}

inline float rounded(float x) {
  return (x + roundingConstant) - roundingConstant;
}

inline float limited(float x, float low, float high) {
  x = x > low ? x : low;
  return x < high ? x : high;
}

// Code and value of pieces that lie outside one another.
BITPRISM_CLONES void roundNested(const float* values, std::size_t count, const Pieces& pieces, std::int8_t* codes,
                                 std::uint8_t* regions, float* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const float w = values[i], size = std::fabs(w);
    float edge = 0, scale = pieces.scale[0];
    int region = 0;
    for (std::size_t r = 1; r < mostRegions; ++r) {
      const bool beyond = size >= pieces.edge[r];
      edge = beyond ? pieces.edge[r] : edge;
      scale = beyond ? pieces.scale[r] : scale;
      region = beyond ? static_cast<int>(r) : region;
    }
    const float inner = rounded(limited(w / scale, pieces.low, pieces.high));
    const float outer = rounded(limited((size - edge) / scale, 0, pieces.most));
    const float beyond = edge + scale * outer;
    const int magnitude = static_cast<int>(outer);
    const int code = region == 0 ? static_cast<int>(inner) : w < 0 ? -1 - magnitude : magnitude;
    if (codes) codes[i] = static_cast<std::int8_t>(code);
    if (regions) regions[i] = static_cast<std::uint8_t>(region);
    if (out) out[i] = region == 0 ? scale * inner : w < 0 ? -beyond : beyond;
  }
}

// The authors' negative tail counts from -m, which may round otherwise than counting from -p.
void roundAuthors(const float* values, std::size_t count, const Pieces& pieces, std::int8_t* codes,
                  std::uint8_t* regions, float* out) {
  const float p = pieces.edge[1], inner = pieces.scale[0], outer = pieces.scale[1], m = pieces.limit;
  const auto most = static_cast<int>(pieces.most);
  for (std::size_t i = 0; i < count; ++i) {
    const float w = values[i];
    const bool beyond = std::fabs(w) >= p;
    int code = 0;
    float value = 0;
    if (!beyond) {
      code = static_cast<int>(limited(rounded(w / inner), pieces.low, pieces.high));
      value = static_cast<float>(code) * inner;
    } else if (w > 0) {
      code = static_cast<int>(limited(rounded((limited(w, p, m) - p) / outer), 0, pieces.most));
      value = p + outer * static_cast<float>(code);
    } else {
      const int fromEnd = static_cast<int>(limited(rounded((limited(w, -m, -p) + m) / outer), 0, pieces.most));
      code = -1 - (most - fromEnd);
      value = -(p + outer * static_cast<float>(most - fromEnd));
    }
    if (codes) codes[i] = static_cast<std::int8_t>(code);
    if (regions) regions[i] = beyond ? 1 : 0;
    if (out) out[i] = value;
  }
}

BITPRISM_CLONES void roundOverlapping(const float* values, std::size_t count, const Pieces& pieces, std::int8_t* codes,
                                      std::uint8_t* regions, float* out) {
  const float p = pieces.edge[1];
  for (std::size_t i = 0; i < count; ++i) {
    const bool beyond = std::fabs(values[i]) >= p;
    const float scale = beyond ? pieces.scale[1] : pieces.scale[0];
    const float code = rounded(limited(values[i] / scale, pieces.low, pieces.high));
    if (codes) codes[i] = static_cast<std::int8_t>(static_cast<int>(code));
    if (regions) regions[i] = beyond ? 1 : 0;
    if (out) out[i] = scale * code;
  }
}

void roundPieces(std::span<const float> values, const Pieces& pieces, std::int8_t* codes, std::uint8_t* regions,
                 float* out) {
  const auto round = pieces.overlapping ? roundOverlapping : pieces.author ? roundAuthors : roundNested;
  round(values.data(), values.size(), pieces, codes, regions, out);
}

struct Spread {
  double limit = 0;      // max |w|
  double deviation = 0;  // unbiased; 0 for a single value
};

Spread spreadOf(std::span<const float> values) {
  Spread spread;
  float most = 0;
  double sum = 0;
  for (const float value : values) {
    most = std::max(most, std::fabs(value));
    sum += static_cast<double>(value);
  }
  spread.limit = static_cast<double>(most);
  if (values.size() < 2) return spread;
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const float value : values) {
    const double rest = static_cast<double>(value) - mean;
    squares += rest * rest;
  }
  spread.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return spread;
}

// Kept positive, and so small that `codes` of them beyond the edge stay finite.
float usableStep(double step, double edge, int codes) {
  constexpr double largest = std::numeric_limits<float>::max();
  if (!(step > 0)) return 1;
  const auto result = static_cast<float>(std::min(step, (largest - edge) / codes * (1 - 1e-7)));
  return std::max(result, std::numeric_limits<float>::denorm_min());
}

// The supplement's Algorithm 1: on a grid of p / m in thousandths, coarse to fine, by the true error.
double searchedBreakpoint(std::span<const float> values, double limit, const QuantScheme& scheme) {
  int best = 500;
  double least = std::numeric_limits<double>::infinity();
  const auto look = [&](int low, int high, int step) {
    for (int thousandths = std::max(low, 1); thousandths <= std::min(high, 999); thousandths += step) {
      const double edge = thousandths / 1000.0 * limit;
      const double error = squaredError(values, piecewiseGrid(std::span(&edge, 1), limit, scheme), scheme);
      if (error >= least) continue;
      least = error;
      best = thousandths;
    }
  };
  look(100, 900, 100);
  look(best - 100, best + 100, 10);
  look(best - 10, best + 10, 1);
  return best / 1000.0 * limit;
}

// Several break-points by the true error: one at a time, in steps that halve, from the optimum under a density.
std::vector<double> searchedBreakpoints(std::span<const float> values, double limit, const QuantScheme& scheme,
                                        std::vector<double> edges) {
  const auto errorOf = [&](const std::vector<double>& at) {
    return squaredError(values, piecewiseGrid(at, limit, scheme), scheme);
  };
  double least = errorOf(edges);
  for (double step = 0.08 * limit; step > 0.002 * limit; step /= 2)
    for (std::size_t e = 0; e < edges.size(); ++e)
      for (const double change : {-step, step})
        for (;;) {
          std::vector<double> moved = edges;
          moved[e] += change;
          const double below = e == 0 ? 0 : moved[e - 1], above = e + 1 == edges.size() ? limit : moved[e + 1];
          if (moved[e] <= below || moved[e] >= above) break;
          const double error = errorOf(moved);
          if (error >= least) break;
          least = error;
          edges = std::move(moved);
        }
  return edges;
}

// Break-points of a row in its own units.
std::vector<double> edgesOf(std::span<const float> values, const Spread& spread, const QuantScheme& scheme) {
  const int count = scheme.regions - 1;
  const bool flat = !(spread.deviation > 0) || !std::isfinite(spread.limit / spread.deviation);
  std::vector<double> edges;
  const Breakpoint density = scheme.breakpoint == Breakpoint::Laplace ? Breakpoint::Laplace : Breakpoint::Normal;
  if (flat || spread.limit / spread.deviation < 1e-6) {
    for (int i = 1; i <= count; ++i) edges.push_back(spread.limit * i / (count + 1));
    return edges;
  }
  if (scheme.breakpoint == Breakpoint::Search && count == 1) return {searchedBreakpoint(values, spread.limit, scheme)};
  const double deviation = spread.deviation + (scheme.author ? smallestDeviation : 0), m = spread.limit / deviation;
  if (count > 1)
    edges = optimalBreakpoints(m, count, density);
  else if (scheme.author && !scheme.overlapping)
    edges = {fittedBreakpoint(m, density)};
  else
    edges = {optimalBreakpoint(m, density, scheme.overlapping, scheme.author ? 1e-3 : 0)};
  for (double& edge : edges) edge *= deviation;
  if (!(edges.front() > 0) || !(edges.back() < spread.limit))  // a fit far outside its range
    for (int i = 1; i <= count; ++i) edges[static_cast<std::size_t>(i) - 1] = spread.limit * i / (count + 1);
  if (scheme.breakpoint == Breakpoint::Search) return searchedBreakpoints(values, spread.limit, scheme, edges);
  return edges;
}

}  // namespace

double densityOf(Breakpoint density, double x) {
  if (density == Breakpoint::Laplace) {
    const double scale = std::numbers::sqrt2 / 2;  // of standard deviation 1
    return std::exp(-std::fabs(x) / scale) / (2 * scale);
  }
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

double cumulativeDensityOf(Breakpoint density, double x) {
  if (density == Breakpoint::Laplace) {
    const double tail = std::exp(-std::fabs(x) * std::numbers::sqrt2) / 2;
    return x < 0 ? tail : 1 - tail;
  }
  return std::erfc(-x / std::numbers::sqrt2) / 2;
}

double expectedPiecewiseError(std::span<const double> edges, double m, Breakpoint density) {
  double error = 0, low = 0;
  for (std::size_t piece = 0; piece <= edges.size(); ++piece) {
    const double high = piece < edges.size() ? edges[piece] : m;
    // Of both signs. The last piece takes what lies beyond m, as eq. 4 does.
    const double within = piece < edges.size() ? cumulativeDensityOf(density, high) : 1;
    error += (high - low) * (high - low) * 2 * (within - cumulativeDensityOf(density, low));
    low = high;
  }
  return error;
}

double expectedOverlappingError(double p, double m, Breakpoint density) {
  const double within = 2 * cumulativeDensityOf(density, p) - 1;
  return within * p * p + (1 - within) * m * m;
}

double piecewiseErrorSlope(double p, double m, Breakpoint density, bool overlapping) {
  const double f = densityOf(density, p), F = cumulativeDensityOf(density, p);
  if (overlapping) return f * (p * p - m * m) + p * (2 * F - 1);
  return p - 2 * m + 2 * m * F + m * (2 * p - m) * f;
}

double optimalBreakpoint(double m, Breakpoint density, bool overlapping, double tolerance) {
  double low = 0, high = m, middle = m / 2;
  // Overlapping, the authors stop at a slope that is twice ours.
  const double factor = overlapping ? 2 : 1;
  for (int step = 0; step < 100; ++step) {
    middle = (low + high) / 2;
    const double slope = factor * piecewiseErrorSlope(middle, m, density, overlapping);
    if (std::fabs(slope) <= tolerance || middle <= low || middle >= high) break;
    (slope < 0 ? low : high) = middle;
  }
  return middle;
}

double fittedBreakpoint(double m, Breakpoint density) {
  if (density == Breakpoint::Laplace) return 0.80304483 * std::sqrt(m) - 0.3166785508381478;
  return std::log(0.86143114 * m + 0.607901097496529);
}

std::vector<double> optimalBreakpoints(double m, int count, Breakpoint density) {
  constexpr int mostRounds = 300, halvings = 60;
  std::vector<double> edges;
  for (int i = 1; i <= count; ++i) edges.push_back(m * i / (count + 1));
  const auto at = [&](int i) { return i < 0 ? 0 : i >= count ? m : edges[static_cast<std::size_t>(i)]; };
  for (int round = 0; round < mostRounds; ++round) {
    double moved = 0;
    for (int i = 0; i < count; ++i) {
      const double below = at(i - 1), above = at(i + 1);
      const double under = cumulativeDensityOf(density, below);
      const double over = i + 1 == count ? 1 : cumulativeDensityOf(density, above);
      double low = below, high = above, middle = 0;
      for (int step = 0; step < halvings && high - low > 1e-14 * m; ++step) {
        middle = (low + high) / 2;
        const double f = densityOf(density, middle), F = cumulativeDensityOf(density, middle);
        const double left = middle - below, right = above - middle;
        const double slope = 2 * left * (F - under) + left * left * f - 2 * right * (over - F) - right * right * f;
        (slope < 0 ? low : high) = middle;
      }
      moved = std::max(moved, std::fabs(middle - edges[static_cast<std::size_t>(i)]));
      edges[static_cast<std::size_t>(i)] = middle;
    }
    if (moved < 1e-10 * m) break;
  }
  return edges;
}

PiecewiseGrid piecewiseGrid(std::span<const double> edges, double limit, const QuantScheme& scheme) {
  PiecewiseGrid grid;
  grid.limit = static_cast<float>(limit);
  const int most = magnitudes(scheme.bits), levels = (1 << scheme.bits) - 1;
  double low = 0;
  for (std::size_t piece = 0; piece <= edges.size(); ++piece) {
    const double high = piece < edges.size() ? edges[piece] : limit;
    const bool centred = piece == 0 || scheme.overlapping;
    const double step = centred && scheme.author ? 2 * high / levels : (centred ? high : high - low) / most;
    grid.scales.push_back(usableStep(step, centred ? 0 : low, centred && scheme.author ? most + 1 : most));
    if (piece < edges.size()) grid.edges.push_back(static_cast<float>(high));
    low = high;
  }
  return grid;
}

PiecewiseGrid piecewiseGrid(std::span<const float> values, const QuantScheme& scheme) {
  const Spread spread = spreadOf(values);
  return piecewiseGrid(edgesOf(values, spread, scheme), spread.limit, scheme);
}

void roundToPieces(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme,
                   std::int8_t* codes, std::uint8_t* regions) {
  roundPieces(values, piecesOf(grid, scheme), codes, regions, nullptr);
}

void piecewiseValues(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme, float* out) {
  roundPieces(values, piecesOf(grid, scheme), nullptr, nullptr, out);
}

double squaredError(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme) {
  constexpr std::size_t block = 1024;
  const Pieces pieces = piecesOf(grid, scheme);
  float out[block];
  double sum = 0;
  for (std::size_t start = 0; start < values.size(); start += block) {
    const auto part = values.subspan(start, std::min(block, values.size() - start));
    roundPieces(part, pieces, nullptr, nullptr, out);
    double lanes[4] = {};
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double rest = static_cast<double>(part[i]) - static_cast<double>(out[i]);
      lanes[i % 4] += rest * rest;
    }
    sum += (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  }
  return sum;
}

void correctPiecewiseBias(std::span<const float> weights, std::span<float> rounded) {
  if (weights.empty()) return;
  const auto count = static_cast<double>(weights.size());
  const auto momentsOf = [&](std::span<const float> values) {
    double sum = 0, squares = 0;
    for (const float value : values) sum += static_cast<double>(value);
    const double mean = sum / count;
    for (const float value : values)
      squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    return std::pair(mean, count > 1 ? std::sqrt(squares / (count - 1)) : 0.0);
  };
  const auto [mean, deviation] = momentsOf(weights);
  const auto [roundedMean, roundedDeviation] = momentsOf(rounded);
  const bool flat = deviation < smallestDeviation || roundedDeviation < smallestDeviation;
  const double factor = flat ? 1 : deviation / (roundedDeviation + smallestDeviation);
  for (float& value : rounded) value = static_cast<float>((static_cast<double>(value) + mean - roundedMean) * factor);
}

QuantizedTensor PwlqQuantizer::quantize(const Layer& layer, const QuantScheme& scheme) const {
  QuantizedTensor tensor = emptyTensor(layer, scheme);
  const std::span<const float> weights = *layer.weights;
  const Channels channels(layer.shape, layer.channelAxis);
  const bool perChannel = scheme.granularity == Granularity::Channel;
  std::vector<PiecewiseGrid> grids;
  std::vector<float> scratch;
  for (std::size_t row = 0; row < (perChannel ? channels.count : 1); ++row) {
    grids.push_back(piecewiseGrid(perChannel ? channels.values(weights, row, scratch) : weights, scheme));
    tensor.scales.insert(tensor.scales.end(), grids.back().scales.begin(), grids.back().scales.end());
    tensor.edges.insert(tensor.edges.end(), grids.back().edges.begin(), grids.back().edges.end());
  }
  tensor.codes.resize(weights.size());
  tensor.regions.resize(weights.size());
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    roundToPieces(weights.subspan(begin, channels.inner), grids[perChannel ? channel : 0], scheme,
                  tensor.codes.data() + begin, tensor.regions.data() + begin);
  });
  return tensor;
}

// Row by row, so that what a row becomes never leaves the cache.
QuantError PwlqQuantizer::error(const Layer& layer, const QuantScheme& scheme) const {
  const Channels channels(layer.shape, layer.channelAxis);
  const bool simple = scheme.correction == Correction::None || scheme.correction == Correction::Mean;
  if (scheme.granularity != Granularity::Channel || channels.outer != 1 || !simple)
    return Quantizer::error(layer, scheme);
  std::vector<float> values(channels.inner);
  ErrorSums sums;
  for (std::size_t c = 0; c < channels.count; ++c) {
    const auto row = std::span(*layer.weights).subspan(c * channels.inner, channels.inner);
    piecewiseValues(row, piecewiseGrid(row, scheme), scheme, values.data());
    if (scheme.correction == Correction::Mean && !row.empty()) {
      double difference = 0;
      for (std::size_t i = 0; i < row.size(); ++i)
        difference += static_cast<double>(row[i]) - static_cast<double>(values[i]);
      const auto offset = static_cast<float>(difference / static_cast<double>(row.size()));
      for (float& value : values) value += offset;
    }
    sums.add(row, values);
  }
  return sums.result();
}

}  // namespace bitprism
