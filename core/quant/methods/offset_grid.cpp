#include "core/quant/methods/offset_grid.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/rounding.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/correction.h"
#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"

namespace bitprism {
namespace {

struct Ends {
  float low;
  float high;
};

Ends endsOf(const OffsetGrid& grid) {
  return {static_cast<float>(grid.low), static_cast<float>(grid.high)};
}

BITPRISM_CLONES void codesOf(const float* values, std::size_t count, float scale, float offset, Ends ends,
                             std::int8_t* codes) {
  for (std::size_t i = 0; i < count; ++i) {
    float step = (values[i] - offset) / scale;  // not a product: the inverse of a denormal scale is infinite
    step = step > ends.low ? step : ends.low;
    step = step < ends.high ? step : ends.high;
    step = (step + roundingConstant) - roundingConstant;
    codes[i] = static_cast<std::int8_t>(static_cast<int>(step));
  }
}

// The codes as floats.
BITPRISM_CLONES void stepsOf(const float* values, std::size_t count, float scale, float offset, Ends ends,
                             float* steps) {
  for (std::size_t i = 0; i < count; ++i) {
    float step = (values[i] - offset) / scale;
    step = step > ends.low ? step : ends.low;
    step = step < ends.high ? step : ends.high;
    steps[i] = (step + roundingConstant) - roundingConstant;
  }
}

BITPRISM_CLONES void levelsOf(const float* steps, std::size_t count, float scale, float offset, float* levels) {
  for (std::size_t i = 0; i < count; ++i) levels[i] = scale * steps[i] + offset;
}

BITPRISM_CLONES void addSquares(const float* values, std::size_t groups, float scale, float offset, Ends ends,
                                double* sums) {
  Double8 sum;
  std::memcpy(&sum, sums, sizeof sum);
  for (std::size_t g = 0; g < groups; ++g) {
    Float8 eight;
    std::memcpy(&eight, values + g * lanes, sizeof eight);
    Float8 step = (eight - offset) / scale;
    step = step > ends.low ? step : Float8{} + ends.low;
    step = step < ends.high ? step : Float8{} + ends.high;
    step = (step + roundingConstant) - roundingConstant;
    const Float8 level = scale * step + offset;
    const Double8 rest = __builtin_convertvector(eight, Double8) - __builtin_convertvector(level, Double8);
    sum += rest * rest;
  }
  std::memcpy(sums, &sum, sizeof sum);
}

}  // namespace

OffsetGrid offsetGrid(double scale, double offset, int bits) {
  const int half = bits == 0 ? 0 : 1 << (bits - 1);
  return {static_cast<float>(scale), static_cast<float>(offset), -half, std::max(half - 1, 0)};
}

void roundToGrid(std::span<const float> values, const OffsetGrid& grid, std::span<float> rounded) {
  stepsOf(values.data(), values.size(), grid.scale, grid.offset, endsOf(grid), rounded.data());
  levelsOf(rounded.data(), rounded.size(), grid.scale, grid.offset, rounded.data());
}

double squaredError(std::span<const float> values, const OffsetGrid& grid) {
  double sums[lanes] = {};
  const std::size_t groups = values.size() / lanes, rest = values.size() % lanes;
  addSquares(values.data(), groups, grid.scale, grid.offset, endsOf(grid), sums);
  if (rest > 0) {
    float last[lanes];
    roundToGrid(values.last(rest), grid, std::span(last, rest));
    for (std::size_t i = 0; i < rest; ++i) {
      const double difference = static_cast<double>(values[groups * lanes + i]) - static_cast<double>(last[i]);
      sums[i] += difference * difference;
    }
  }
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

QuantizedTensor roundToGrids(const Layer& layer, const QuantScheme& scheme, const std::vector<OffsetGrid>& grids) {
  QuantizedTensor tensor = emptyTensor(layer, scheme);
  const Channels channels(layer.shape, layer.channelAxis);
  tensor.codes.resize(layer.weights->size());
  const auto gridOf = [&](std::size_t channel) -> const OffsetGrid& {
    return grids[scheme.granularity == Granularity::Channel ? channel : 0];
  };
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    const OffsetGrid& grid = gridOf(channel);
    codesOf(layer.weights->data() + begin, channels.inner, grid.scale, grid.offset, endsOf(grid),
            tensor.codes.data() + begin);
  });
  for (const OffsetGrid& grid : grids) tensor.scales.push_back(grid.scale);
  if (hasOffsets(scheme))
    for (std::size_t c = 0; c < channels.count; ++c) tensor.offsets.push_back(gridOf(c).offset);
  return tensor;
}

bool goByChannel(const Layer& layer, const QuantScheme& scheme) {
  return scheme.granularity == Granularity::Channel && Channels(layer.shape, layer.channelAxis).outer == 1;
}

QuantError errorByChannel(const Layer& layer, const QuantScheme& scheme,
                          const std::function<OffsetGrid(std::span<const float>, std::size_t)>& gridOf) {
  const Channels channels(layer.shape, layer.channelAxis);
  const std::size_t size = channels.inner;
  std::vector<float> steps(size), rounded(size);
  ErrorSums sums;
  for (std::size_t c = 0; c < channels.count; ++c) {
    const std::span<const float> row = std::span(*layer.weights).subspan(c * size, size);
    OffsetGrid grid = gridOf(row, c);
    stepsOf(row.data(), size, grid.scale, grid.offset, endsOf(grid), steps.data());
    const auto readBack = [&] { levelsOf(steps.data(), size, grid.scale, grid.offset, rounded.data()); };
    readBack();
    if (hasFactor(scheme.correction)) {
      const double factor = correctionFactor(momentsOf(row, rounded), scheme.correction, grid.offset);
      grid.scale = static_cast<float>(static_cast<double>(grid.scale) * factor);
      readBack();
    }
    if (scheme.correction != Correction::None) {
      grid.offset = correctedOffset(momentsOf(row, rounded), grid.offset);
      readBack();
    }
    sums.add(row, rounded);
  }
  return sums.result();
}

}  // namespace bitprism
