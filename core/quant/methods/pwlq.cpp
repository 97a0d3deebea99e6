#include "core/quant/methods/pwlq.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/text.h"
#include "core/quant/codes/channels.h"
#include "core/quant/codes/piecewise_levels.h"
#include "core/quant/methods/channel_error.h"
#include "core/quant/methods/offset_grid.h"
#include "core/quant/methods/pwlq_breakpoint.h"
#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"
#include "core/stats/spread.h"

namespace bitprism {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();
constexpr double smallestDeviation = 1e-12;  // added by the authors

int magnitudes(int bits) {
  return (1 << (bits - 1)) - 1;
}

// A grid with the constants of the inner loop; unused edges at the end are beyond every weight.
struct Pieces {
  float scale0 = 1, scale1 = 1, scale2 = 1, scale3 = 1;
  float edge1 = infinite, edge2 = infinite, edge3 = infinite;
  float low = 0, high = 0;  // codes of the innermost piece, or of all if overlapping
  float most = 0;           // magnitude beyond an edge
  float limit = 0;
};

Pieces piecesOf(const PiecewiseGrid& grid, const QuantScheme& scheme) {
  const auto scale = [&](std::size_t i) { return i < grid.scales.size() ? grid.scales[i] : 1; };
  const auto edge = [&](std::size_t i) { return i < grid.edges.size() ? grid.edges[i] : infinite; };
  const auto most = static_cast<float>(magnitudes(scheme.bits));
  return {scale(0), scale(1), scale(2),  scale(3),
          edge(0),  edge(1),  edge(2),   pwlqOptions(scheme).author ? -most - 1 : -most,
          most,     most,     grid.limit};
}

// Comparisons are chosen so that NaN becomes the lowest code.
inline __attribute__((always_inline)) float rounded(float x, float low, float high) {
  x = x > low ? x : low;
  x = x < high ? x : high;
  return (x + roundingConstant) - roundingConstant;
}

// The piece of a magnitude, for disjoint pieces.
struct Place {
  float edge, scale;
  int region;
};

inline __attribute__((always_inline)) Place placeOf(float magnitude, const Pieces& pieces) {
  const bool first = magnitude >= pieces.edge1, second = magnitude >= pieces.edge2, third = magnitude >= pieces.edge3;
  float edge = first ? pieces.edge1 : 0.0f, scale = first ? pieces.scale1 : pieces.scale0;
  edge = second ? pieces.edge2 : edge;
  scale = second ? pieces.scale2 : scale;
  edge = third ? pieces.edge3 : edge;
  scale = third ? pieces.scale3 : scale;
  return {edge, scale, first + second + third};
}

BITPRISM_CLONES void nestedValues(const float* __restrict values, std::size_t count, const Pieces& given,
                                  float* __restrict out) {
  const Pieces pieces = given;
  for (std::size_t i = 0; i < count; ++i) {
    const float magnitude = std::fabs(values[i]);
    const Place place = placeOf(magnitude, pieces);
    const float steps = rounded((magnitude - place.edge) / place.scale, 0, pieces.most);
    out[i] = std::copysign(place.edge + place.scale * steps, values[i]);
  }
}

BITPRISM_CLONES void nestedCodes(const float* __restrict values, std::size_t count, const Pieces& given,
                                 std::int8_t* __restrict codes, std::uint8_t* __restrict regions) {
  const Pieces pieces = given;
  for (std::size_t i = 0; i < count; ++i) {
    const float magnitude = std::fabs(values[i]);
    const Place place = placeOf(magnitude, pieces);
    const int steps = static_cast<int>(rounded((magnitude - place.edge) / place.scale, 0, pieces.most));
    const int negative = place.region > 0 ? -1 - steps : -steps;
    codes[i] = static_cast<std::int8_t>(values[i] < 0 ? negative : steps);
    regions[i] = static_cast<std::uint8_t>(place.region);
  }
}

// Steps of the authors' grid: codes within the breakpoint, magnitudes beyond it. Below zero they count from -m, which
// may round differently than counting from -p.
inline __attribute__((always_inline)) float authorsSteps(float value, const Pieces& pieces) {
  const float magnitude = std::fabs(value);
  const bool beyond = magnitude >= pieces.edge1;
  const float tail = value < 0 ? pieces.limit - magnitude : magnitude - pieces.edge1;
  const float steps = rounded((beyond ? tail : value) / (beyond ? pieces.scale1 : pieces.scale0),
                              beyond ? 0.0f : pieces.low, pieces.high);
  return beyond && value < 0 ? pieces.most - steps : steps;
}

BITPRISM_CLONES void authorsValues(const float* __restrict values, std::size_t count, const Pieces& given,
                                   float* __restrict out) {
  const Pieces pieces = given;
  for (std::size_t i = 0; i < count; ++i) {
    const float steps = authorsSteps(values[i], pieces);
    const float tail = std::copysign(pieces.edge1 + pieces.scale1 * steps, values[i]);
    out[i] = std::fabs(values[i]) >= pieces.edge1 ? tail : pieces.scale0 * steps;
  }
}

BITPRISM_CLONES void authorsCodes(const float* __restrict values, std::size_t count, const Pieces& given,
                                  std::int8_t* __restrict codes, std::uint8_t* __restrict regions) {
  const Pieces pieces = given;
  for (std::size_t i = 0; i < count; ++i) {
    const int steps = static_cast<int>(authorsSteps(values[i], pieces));
    const bool beyond = std::fabs(values[i]) >= pieces.edge1;
    codes[i] = static_cast<std::int8_t>(beyond && values[i] < 0 ? -1 - steps : steps);
    regions[i] = static_cast<std::uint8_t>(beyond);
  }
}

BITPRISM_CLONES void overlappingValues(const float* __restrict values, std::size_t count, const Pieces& given,
                                       float* __restrict out) {
  const Pieces pieces = given;
  for (std::size_t i = 0; i < count; ++i) {
    const float scale = std::fabs(values[i]) >= pieces.edge1 ? pieces.scale1 : pieces.scale0;
    out[i] = scale * rounded(values[i] / scale, pieces.low, pieces.high);
  }
}

BITPRISM_CLONES void overlappingCodes(const float* __restrict values, std::size_t count, const Pieces& given,
                                      std::int8_t* __restrict codes, std::uint8_t* __restrict regions) {
  const Pieces pieces = given;
  for (std::size_t i = 0; i < count; ++i) {
    const bool beyond = std::fabs(values[i]) >= pieces.edge1;
    const float scale = beyond ? pieces.scale1 : pieces.scale0;
    codes[i] = static_cast<std::int8_t>(static_cast<int>(rounded(values[i] / scale, pieces.low, pieces.high)));
    regions[i] = static_cast<std::uint8_t>(beyond);
  }
}

// Loops run over whole vectors; the rest is padded with zeros, which is much faster than one value at a time.
constexpr std::size_t together = 32;

void valuesOf(std::span<const float> values, const Pieces& pieces, const QuantScheme& scheme, float* out) {
  const auto round = pwlqOptions(scheme).overlapping ? overlappingValues
                     : pwlqOptions(scheme).author    ? authorsValues
                                                     : nestedValues;
  const std::size_t rest = values.size() % together, whole = values.size() - rest;
  if (whole > 0) round(values.data(), whole, pieces, out);
  if (rest == 0) return;
  float last[together] = {}, lastOut[together];
  std::copy_n(values.data() + whole, rest, last);
  round(last, together, pieces, lastOut);
  std::copy_n(lastOut, rest, out + whole);
}

BITPRISM_CLONES void addSquares(const float* values, const float* others, std::size_t count, double* sums) {
  Double8 sum;
  std::memcpy(&sum, sums, sizeof sum);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    Float8 left, right;
    std::memcpy(&left, values + i, sizeof left);
    std::memcpy(&right, others + i, sizeof right);
    const Double8 rest = __builtin_convertvector(left, Double8) - __builtin_convertvector(right, Double8);
    sum += rest * rest;
  }
  std::memcpy(sums, &sum, sizeof sum);
  for (std::size_t lane = 0; i < count; ++i, ++lane) {
    const double rest = static_cast<double>(values[i]) - static_cast<double>(others[i]);
    sums[lane] += rest * rest;
  }
}

double limitOf(const Spread& spread) {
  return std::max(-spread.minimum, spread.maximum);
}

// Kept positive, and small enough that `codes` of them beyond the edge stay finite.
float usableStep(double step, double edge, int codes) {
  constexpr double largest = std::numeric_limits<float>::max();
  if (!(step > 0)) return 1;
  const auto result = static_cast<float>(std::min(step, (largest - edge) / codes * (1 - 1e-7)));
  return std::max(result, std::numeric_limits<float>::denorm_min());
}

PiecewiseGrid multiplied(PiecewiseGrid grid, double factor) {
  for (float& scale : grid.scales) scale = static_cast<float>(static_cast<double>(scale) * factor);
  for (float& edge : grid.edges) edge = static_cast<float>(static_cast<double>(edge) * factor);
  return grid;
}

// The supplement's Algorithm 1: on a grid of p / m in thousandths, coarse to fine, by the true error.
double searchedBreakpoint(std::span<const float> values, double limit, const QuantScheme& scheme) {
  int best = 500;
  double least = std::numeric_limits<double>::infinity();
  const auto look = [&](int low, int high, int step) {
    for (int thousandths = low; thousandths <= std::min(high, 999); thousandths += step) {
      if (thousandths < 1) continue;  // start at 0 so that the steps stay on their grid
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

// Several breakpoints by the true error: one at a time, in steps that halve, from the optimum under a density.
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

// Breakpoints of a row in its own units.
std::vector<double> edgesOf(std::span<const float> values, const Spread& spread, const QuantScheme& scheme) {
  const int count = pwlqOptions(scheme).regions - 1;
  const double limit = limitOf(spread);
  const bool flat = !(spread.deviation > 0) || !std::isfinite(limit / spread.deviation);
  std::vector<double> edges;
  const Breakpoint density =
      pwlqOptions(scheme).breakpoint == Breakpoint::Laplace ? Breakpoint::Laplace : Breakpoint::Normal;
  if (flat || limit / spread.deviation < 1e-6) {
    for (int i = 1; i <= count; ++i) edges.push_back(limit * i / (count + 1));
    return edges;
  }
  if (pwlqOptions(scheme).breakpoint == Breakpoint::Search && count == 1)
    return {searchedBreakpoint(values, limit, scheme)};
  const double deviation = spread.deviation + (pwlqOptions(scheme).author ? smallestDeviation : 0),
               m = limit / deviation;
  if (count > 1)
    edges = optimalBreakpoints(m, count, density);
  else if (pwlqOptions(scheme).author && !pwlqOptions(scheme).overlapping)
    edges = {fittedBreakpoint(m, density)};
  else
    edges = {(pwlqOptions(scheme).author ? authorsBreakpoint : optimalBreakpoint)(m, density,
                                                                                  pwlqOptions(scheme).overlapping)};
  for (double& edge : edges) edge *= deviation;
  if (!(edges.front() > 0) || !(edges.back() < limit))  // a fit far outside its valid range
    for (int i = 1; i <= count; ++i) edges[static_cast<std::size_t>(i) - 1] = limit * i / (count + 1);
  if (pwlqOptions(scheme).breakpoint == Breakpoint::Search) return searchedBreakpoints(values, limit, scheme, edges);
  return edges;
}

}  // namespace

PiecewiseGrid piecewiseGrid(std::span<const double> edges, double limit, const QuantScheme& scheme) {
  PiecewiseGrid grid;
  grid.limit = static_cast<float>(limit);
  const int most = magnitudes(scheme.bits), levels = (1 << scheme.bits) - 1;
  double low = 0;
  for (std::size_t piece = 0; piece <= edges.size(); ++piece) {
    const double high = piece < edges.size() ? edges[piece] : limit;
    const bool centred = piece == 0 || pwlqOptions(scheme).overlapping;
    const double step =
        centred && pwlqOptions(scheme).author ? 2 * high / levels : (centred ? high : high - low) / most;
    grid.scales.push_back(usableStep(step, centred ? 0 : low, centred && pwlqOptions(scheme).author ? most + 1 : most));
    // Zeros have steps of 1, and edges at the ends of these.
    if (piece < edges.size())
      grid.edges.push_back(limit > 0 ? static_cast<float>(high)
                                     : static_cast<float>(most) * static_cast<float>(piece + 1));
    low = high;
  }
  return grid;
}

PiecewiseGrid piecewiseGrid(std::span<const float> values, const QuantScheme& scheme) {
  const Spread spread = spreadOf(values);
  return piecewiseGrid(edgesOf(values, spread, scheme), limitOf(spread), scheme);
}

void roundToPieces(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme,
                   std::int8_t* codes, std::uint8_t* regions) {
  const auto round = pwlqOptions(scheme).overlapping ? overlappingCodes
                     : pwlqOptions(scheme).author    ? authorsCodes
                                                     : nestedCodes;
  const Pieces pieces = piecesOf(grid, scheme);
  const std::size_t rest = values.size() % together, whole = values.size() - rest;
  if (whole > 0) round(values.data(), whole, pieces, codes, regions);
  if (rest == 0) return;
  float last[together] = {};
  std::int8_t lastCodes[together];
  std::uint8_t lastRegions[together];
  std::copy_n(values.data() + whole, rest, last);
  round(last, together, pieces, lastCodes, lastRegions);
  std::copy_n(lastCodes, rest, codes + whole);
  std::copy_n(lastRegions, rest, regions + whole);
}

void piecewiseValues(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme, float* out) {
  valuesOf(values, piecesOf(grid, scheme), scheme, out);
}

double squaredError(std::span<const float> values, const PiecewiseGrid& grid, const QuantScheme& scheme) {
  constexpr std::size_t block = 1024;
  const Pieces pieces = piecesOf(grid, scheme);
  float out[block];
  double sums[lanes] = {};
  for (std::size_t start = 0; start < values.size(); start += block) {
    const auto part = values.subspan(start, std::min(block, values.size() - start));
    valuesOf(part, pieces, scheme, out);
    addSquares(part.data(), out, part.size(), sums);
  }
  double sum = 0;
  for (const double lane : sums) sum += lane;
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

QuantizedTensor PwlqQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                        const InputMoments* /*inputs*/) const {
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

QuantError PwlqQuantizer::error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const {
  if (!goByChannel(layer, scheme)) return Quantizer::error(layer, scheme, inputs);
  PiecewiseGrid grid;
  std::vector<std::int8_t> codes;
  std::vector<std::uint8_t> regions;
  return channelErrors(
      layer, scheme, [&](std::span<const float> row) { grid = piecewiseGrid(row, scheme); },
      [&](std::span<const float> row, double factor, float* out) {
        if (factor == 1) return piecewiseValues(row, grid, scheme, out);
        codes.resize(row.size());
        regions.resize(row.size());
        roundToPieces(row, grid, scheme, codes.data(), regions.data());
        const PiecewiseGrid scaled = multiplied(grid, factor);
        piecewiseLevels(codes.data(), regions.data(), row.size(),
                        PiecewiseSteps(scaled.scales, scaled.edges, pwlqOptions(scheme).overlapping), out);
      });
}

namespace {

constexpr MethodOption pwlqTable[] = {
    nameOption("breakpoint", 5, breakpointNames, "how breakpoints are determined"),
    wholeOption("regions", 6, 2, 2, 4, "number of pieces, one more than breakpoints"),
    flagOption("overlapping", 7, false, "let the outer grid span the whole range"),
    flagOption("author", 18, false, "use the authors' tables and grids, for comparison"),
};
constinit const PwlqQuantizer pwlqQuantizer;

void checkPieces(const QuantScheme& scheme) {
  const PwlqOptions options = pwlqOptions(scheme);
  if (scheme.bits == 1) throw UsageError("pwlq at 1 bit leaves no bits for its tails, expected 2 to 8 bits");
  if (options.regions > 2 && (options.overlapping || options.author))
    throw UsageError(text("pwlq ", options.overlapping ? "overlapping" : "in its authors' form",
                          " has one breakpoint, expected 2 regions"));
}

std::vector<ComparedVariant> pwlqVariants() {
  using enum Correction;
  const auto weights = [](Correction correction) {
    return Quantization{.method = Method::Pwlq, .correction = correction};
  };
  constexpr auto range = ActivationRange::TopK;
  constexpr auto pieces = ActivationMethod::Pwlq;
  return {{"PWLQ", weights(None), range, pieces},
          {"PWLQ, bias correction", weights(MeanStd), range, pieces},
          {"PWLQ, gain", weights(Gain), range, pieces}};
}

}  // namespace

std::span<const MethodOption> PwlqOptions::table() {
  return pwlqTable;
}

constinit const MethodInfo pwlqInfo = {
    .method = Method::Pwlq,
    .name = "pwlq",
    .title = "PWLQ",
    .lightColour = 0xdf5a20,
    .darkColour = 0xff8a50,
    .quantizer = pwlqQuantizer,
    .layout =
        [](const QuantScheme& scheme) {
          const PwlqOptions options = pwlqOptions(scheme);
          return layoutOf(scheme, PiecewiseCodes{options.regions, options.overlapping, options.author});
        },
    .options = pwlqTable,
    .check = checkPieces,
    .compared = pwlqVariants,
};

}  // namespace bitprism
