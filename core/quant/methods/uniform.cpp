#include "core/quant/methods/uniform.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/quant/codes/channels.h"
#include "core/quant/numerics/least_squares.h"
#include "core/stats/clones.h"
#include "core/stats/lanes.h"
#include "core/stats/layer_stats.h"

namespace bitprism {
namespace {

int lowestCode(int bits) {
  return -(1 << (bits - 1));
}
int highestCode(int bits) {
  return (1 << (bits - 1)) - 1;
}
bool isTwoLevel(const QuantScheme& scheme) {
  return scheme.symmetric && scheme.bits == 1;
}

// Steps from the zero point to the ends of the codes.
struct Ends {
  float low;
  float high;
};

Ends endsOf(const UniformGrid& grid, int bits) {
  return {static_cast<float>(lowestCode(bits) - grid.zeroPoint),
          static_cast<float>(highestCode(bits) - grid.zeroPoint)};
}

// To float, positive and small enough that the outermost levels, moved half a step by a correction, stay finite.
float usableScale(double scale, int farthestCode) {
  constexpr double largest = std::numeric_limits<float>::max();
  if (!(scale > 0)) return 1;
  const auto limited = static_cast<float>(std::min(scale, largest / (farthestCode + 0.5)));
  return std::max(limited, std::numeric_limits<float>::denorm_min());
}

UniformGrid symmetricGrid(double scale, int bits) {
  return {usableScale(scale, -lowestCode(bits)), 0, 0};
}

// negative: the number of levels below zero.
UniformGrid affineGrid(double scale, int negative, int bits) {
  const int levels = 1 << bits;
  return {usableScale(scale, std::max(negative, levels - 1 - negative)), negative + lowestCode(bits), 0};
}

UniformGrid twoLevelGrid(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += std::fabs(static_cast<double>(value));
  if (sum == 0) return {};  // every code is 0
  const float step = usableScale(2 * sum / static_cast<double>(values.size()), 1);
  return {step, 0, step / 2};
}

UniformGrid minMaxGrid(std::span<const float> values, int bits, bool symmetric) {
  const Extent ends = extent(values);
  return gridBetween(std::min(0.0, static_cast<double>(ends.minimum)), std::max(0.0, static_cast<double>(ends.maximum)),
                     bits, symmetric);
}

UniformGrid percentileGrid(std::span<const float> values, int bits, bool symmetric, double percentile) {
  const Clipping ends = percentileClipping(values, symmetric, percentile);
  return ends.low == ends.high ? minMaxGrid(values, bits, symmetric)
                               : gridBetween(ends.low, ends.high, bits, symmetric);
}

UniformGrid leastSquaresGrid(std::span<const float> values, int bits, bool symmetric) {
  if (symmetric) return symmetricGrid(leastSquaresScale(values, lowestCode(bits), highestCode(bits)).scale, bits);
  const Lattice lattice = leastSquaresLattice(values, 1 << bits);
  return affineGrid(lattice.scale, -lattice.low, bits);
}

BITPRISM_CLONES void roundToGrid(const float* values, std::size_t count, float scale, int zeroPoint, Ends ends,
                                 std::int8_t* codes) {
  for (std::size_t i = 0; i < count; ++i) {
    float step = values[i] / scale;  // not a product: the inverse of a denormal scale is infinite
    step = step > ends.low ? step : ends.low;
    step = step < ends.high ? step : ends.high;
    step = (step + roundingConstant) - roundingConstant;
    codes[i] = static_cast<std::int8_t>(static_cast<int>(step) + zeroPoint);
  }
}

// scale (code - zero point) + offset in float arithmetic, in the same order as dequantize.
BITPRISM_CLONES void valuesOfCodes(const std::int8_t* codes, std::size_t count, const UniformGrid& grid,
                                   float* values) {
  const float scale = grid.scale, offset = grid.offset;
  const int zeroPoint = grid.zeroPoint;
  for (std::size_t i = 0; i < count; ++i) values[i] = scale * static_cast<float>(codes[i] - zeroPoint) + offset;
}

void roundToCodes(const float* values, std::size_t count, const UniformGrid& grid, const QuantScheme& scheme,
                  std::int8_t* codes) {
  if (isTwoLevel(scheme)) {
    for (std::size_t i = 0; i < count; ++i) codes[i] = static_cast<std::int8_t>(values[i] < 0 ? -1 : 0);
    return;
  }
  roundToGrid(values, count, grid.scale, grid.zeroPoint, endsOf(grid, scheme.bits), codes);
}

std::int64_t sumOfCodes(const std::int8_t* codes, std::size_t count) {
  std::int64_t sum = 0;
  constexpr std::size_t block = std::size_t{1} << 20;  // its sum fits 32 bits
  for (std::size_t start = 0; start < count; start += block) {
    std::int32_t part = 0;
    const std::size_t end = std::min(count, start + block);
    for (std::size_t i = start; i < end; ++i) part += codes[i];
    sum += part;
  }
  return sum;
}

double sumOfValues(const float* values, std::size_t count) {
  Double2 low = {}, high = {};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const Float4 four = load4(values + i);
    low += lowDoubles(four);
    high += highDoubles(four);
  }
  double sum = total(low + high);
  for (; i < count; ++i) sum += static_cast<double>(values[i]);
  return sum;
}

// offset = mean(w) - mean(scale (code - zeroPoint)) of a channel of `size` weights, from the sums of both.
float meanOffset(double values, std::int64_t codes, double size, double scale, double zeroPoint) {
  const double meanCode = static_cast<double>(codes) / size - zeroPoint;
  return static_cast<float>(values / size - scale * meanCode);
}

std::vector<float> meanOffsets(const Layer& layer, const QuantizedTensor& tensor) {
  const Channels channels(tensor.shape, tensor.channelAxis);
  std::vector<double> values(channels.count, 0);
  std::vector<std::int64_t> codes(channels.count, 0);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    values[channel] += sumOfValues(layer.weights->data() + begin, channels.inner);
    codes[channel] += sumOfCodes(tensor.codes.data() + begin, channels.inner);
  });
  std::vector<float> offsets(channels.count, 0);
  if (channels.perChannel() == 0) return offsets;
  const auto size = static_cast<double>(channels.perChannel());
  for (std::size_t c = 0; c < channels.count; ++c) {
    const std::size_t row = tensor.scales.size() > 1 ? c : 0;
    const double zeroPoint = tensor.zeroPoints.empty() ? 0 : tensor.zeroPoints[row];
    offsets[c] = meanOffset(values[c], codes[c], size, static_cast<double>(tensor.scales[row]), zeroPoint);
  }
  return offsets;
}

}  // namespace

UniformGrid gridBetween(double low, double high, int bits, bool symmetric) {
  if (symmetric) return symmetricGrid(std::max(-low, high) / highestCode(bits), bits);
  const int top = (1 << bits) - 1;
  const double step = (high - low) / top;
  return affineGrid(step, step > 0 ? static_cast<int>(std::nearbyint(-low / step)) : 0, bits);
}

Clipping percentileClipping(std::span<const float> values, bool symmetric, double percentile) {
  // In whole millionths of a percent, so that rounding errors do not make whole products smaller.
  constexpr std::uint64_t whole = 100'000'000;
  const std::uint64_t share = whole - static_cast<std::uint64_t>(std::llround(percentile * 1e6));
  std::vector<float> sorted(values.begin(), values.end());
  const auto at = [&](std::size_t rank) {
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank), sorted.end());
    return static_cast<double>(sorted[rank]);
  };
  if (values.empty()) return {};
  if (symmetric) {
    for (float& value : sorted) value = std::fabs(value);
    const double limit = at(values.size() - 1 - values.size() * share / whole);
    return {-limit, limit};
  }
  const std::size_t cut = values.size() * share / (2 * whole);
  const double low = at(cut), high = at(values.size() - 1 - cut);
  return {std::min(low, 0.0), std::max(high, 0.0)};
}

UniformGrid uniformGrid(std::span<const float> values, const QuantScheme& scheme) {
  if (isTwoLevel(scheme)) return twoLevelGrid(values);
  if (scheme.range == RangeRule::Percentile)
    return percentileGrid(values, scheme.bits, scheme.symmetric, scheme.percentile);
  const UniformGrid minMax = minMaxGrid(values, scheme.bits, scheme.symmetric);
  if (scheme.range == RangeRule::MinMax) return minMax;
  const UniformGrid least = leastSquaresGrid(values, scheme.bits, scheme.symmetric);
  return squaredError(values, least, scheme) < squaredError(values, minMax, scheme) ? least : minMax;
}

UniformGrid plainGrid(std::span<const float> values, const QuantScheme& scheme) {
  const UniformGrid grid = uniformGrid(values, scheme);
  if (scheme.method != Method::Uniform || !scheme.options.as<UniformOptions>().powerOfTwo) return grid;
  const double exponent = std::log2(static_cast<double>(grid.scale));
  UniformGrid wide = grid, narrow = grid;
  wide.scale = static_cast<float>(std::exp2(std::ceil(exponent)));
  narrow.scale = static_cast<float>(std::exp2(std::floor(exponent)));
  const bool fits = std::isfinite(wide.scale * static_cast<float>(1 << scheme.bits));
  return !fits || squaredError(values, narrow, scheme) < squaredError(values, wide, scheme) ? narrow : wide;
}

double squaredError(std::span<const float> values, const UniformGrid& grid, const QuantScheme& scheme) {
  constexpr std::size_t block = 1024;
  std::int8_t codes[block];
  double sum = 0;
  for (std::size_t start = 0; start < values.size(); start += block) {
    const std::size_t size = std::min(block, values.size() - start);
    const float* from = values.data() + start;
    roundToCodes(from, size, grid, scheme, codes);
    float rest[block];
    for (std::size_t i = 0; i < size; ++i)
      rest[i] = from[i] - (grid.scale * static_cast<float>(codes[i] - grid.zeroPoint) + grid.offset);
    Double2 low = {}, high = {};
    std::size_t i = 0;
    for (; i + 4 <= size; i += 4) {
      const Float4 four = load4(rest + i);
      low += lowDoubles(four) * lowDoubles(four);
      high += highDoubles(four) * highDoubles(four);
    }
    sum += total(low + high);
    for (; i < size; ++i) sum += static_cast<double>(rest[i]) * static_cast<double>(rest[i]);
  }
  return sum;
}

std::vector<UniformGrid> gridsOfRows(const Layer& layer, const QuantScheme& scheme,
                                     const std::function<UniformGrid(std::span<const float>)>& gridOf) {
  const std::span<const float> weights = *layer.weights;
  if (scheme.granularity == Granularity::Tensor) return {gridOf(weights)};
  const Channels channels(layer.shape, layer.channelAxis);
  std::vector<UniformGrid> grids;
  std::vector<float> scratch;
  for (std::size_t row = 0; row < channels.count; ++row)
    grids.push_back(gridOf(channels.values(weights, row, scratch)));
  return grids;
}

QuantizedTensor roundToGrids(const Layer& layer, const QuantScheme& scheme, const std::vector<UniformGrid>& grids) {
  QuantizedTensor tensor = emptyTensor(layer, scheme);
  const std::span<const float> weights = *layer.weights;
  const Channels channels(layer.shape, layer.channelAxis);
  const bool perChannel = scheme.granularity == Granularity::Channel;
  tensor.codes.resize(weights.size());
  const auto gridOf = [&](std::size_t channel) -> const UniformGrid& { return grids[perChannel ? channel : 0]; };
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    roundToCodes(weights.data() + begin, channels.inner, gridOf(channel), scheme, tensor.codes.data() + begin);
  });
  for (const UniformGrid& grid : grids) {
    tensor.scales.push_back(grid.scale);
    if (!scheme.symmetric) tensor.zeroPoints.push_back(static_cast<std::int8_t>(grid.zeroPoint));
  }
  if (isTwoLevel(scheme))
    for (std::size_t c = 0; c < channels.count; ++c) tensor.offsets.push_back(gridOf(c).offset);
  return tensor;
}

QuantizedTensor UniformQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                           const InputMoments* /*inputs*/) const {
  QuantizedTensor tensor = roundToGrids(
      layer, scheme, gridsOfRows(layer, scheme, [&](std::span<const float> row) { return plainGrid(row, scheme); }));
  if (scheme.correction == Correction::Mean) tensor.offsets = meanOffsets(layer, tensor);
  return tensor;
}

// For contiguous channels with a grid each: channel by channel, so that the codes never leave the cache.
QuantError UniformQuantizer::error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const {
  const Channels channels(layer.shape, layer.channelAxis);
  if (scheme.granularity != Granularity::Channel || channels.outer != 1 || !restores(scheme.correction))
    return Quantizer::error(layer, scheme, inputs);
  const std::size_t size = channels.inner;
  std::vector<std::int8_t> codes(size);
  std::vector<float> values(size);
  ErrorSums sums;
  for (std::size_t c = 0; c < channels.count; ++c) {
    const std::span<const float> row = std::span(*layer.weights).subspan(c * size, size);
    UniformGrid grid = plainGrid(row, scheme);
    roundToCodes(row.data(), size, grid, scheme, codes.data());
    if (scheme.correction == Correction::Mean && size > 0)
      grid.offset = meanOffset(sumOfValues(row.data(), size), sumOfCodes(codes.data(), size), static_cast<double>(size),
                               static_cast<double>(grid.scale), grid.zeroPoint);
    valuesOfCodes(codes.data(), size, grid, values.data());
    sums.add(row, values);
  }
  return sums.result();
}

namespace {
constinit const UniformQuantizer uniformQuantizer;

constexpr MethodOption uniformTable[] = {flagOption("power_of_two", 19, false, "scales are powers of two")};

void checkUniform(const QuantScheme& scheme) {
  if (!scheme.options.as<UniformOptions>().powerOfTwo) return;
  if (!scheme.symmetric)
    throw UsageError("scales that are powers of two are for symmetric weights, not for affine ones");
  if (scheme.bits == 1) throw UsageError("scales that are powers of two need at least 2 bits");
}

std::vector<ComparedVariant> uniformVariants() {
  using enum Correction;
  using enum ActivationRange;
  const auto minMax = [](Correction correction) { return Quantization{.correction = correction}; };
  const auto squares = [](Correction correction) {
    return Quantization{.range = RangeRule::LeastSquares, .correction = correction};
  };
  return {{"uniform, min-max", minMax(None), MinMax},
          {"uniform, min-max, mean", minMax(Mean), MinMax},
          {"uniform, min-max, gain", minMax(Gain), MinMax},
          {"uniform, least squares", squares(None), LeastSquares},
          {"uniform, least squares, mean", squares(Mean), LeastSquares},
          {"uniform, least squares, gain", squares(Gain), LeastSquares}};
}

}  // namespace

std::span<const MethodOption> UniformOptions::table() {
  return uniformTable;
}

constinit const MethodInfo uniformInfo = {
    .method = Method::Uniform,
    .name = "uniform",
    .title = "Uniform",
    .lightColour = 0x6c7684,
    .darkColour = 0x9aa4b3,
    .quantizer = uniformQuantizer,
    .layout = uniformLayout,
    .options = uniformTable,
    .rangeRules = true,
    .namedByRange = true,
    .zeroPoints = true,
    .check = checkUniform,
    .compared = uniformVariants,
};

}  // namespace bitprism
