#include "core/quant/codes/quantized_tensor.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/half.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/block_levels.h"
#include "core/quant/codes/channels.h"
#include "core/quant/codes/piecewise_levels.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

// Calls value(at, row) for every weight and writes what it gives, with the channel's gain and offset.
template <class Value>
void fill(const QuantizedTensor& tensor, std::vector<float>& weights, const Value& value) {
  const Channels channels(tensor.shape, tensor.channelAxis);
  const bool single = tensor.rows() == 1;
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    const std::size_t row = single ? 0 : channel;
    for (std::size_t i = begin; i < begin + channels.inner; ++i) weights[i] = value(i, row);
  });
}

void fillLevels(const AffineCodes&, const QuantizedTensor& tensor, std::vector<float>& weights) {
  fill(tensor, weights, [&](std::size_t at, std::size_t row) {
    const int zeroPoint = tensor.zeroPoints.empty() ? 0 : tensor.zeroPoints[row];
    return tensor.scales[row] * static_cast<float>(tensor.codes[at] - zeroPoint);
  });
}

void fillLevels(const PiecewiseCodes& codes, const QuantizedTensor& tensor, std::vector<float>& weights) {
  const auto regions = static_cast<std::size_t>(codes.regions);
  std::vector<PiecewiseSteps> rows;
  for (std::size_t row = 0; row < tensor.rows(); ++row)
    rows.emplace_back(std::span(tensor.scales).subspan(row * regions, regions),
                      std::span(tensor.edges).subspan(row * (regions - 1), regions - 1), codes.overlapping);
  const Channels channels(tensor.shape, tensor.channelAxis);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    piecewiseLevels(tensor.codes.data() + begin, tensor.regions.data() + begin, channels.inner,
                    rows[rows.size() == 1 ? 0 : channel], weights.data() + begin);
  });
}

void fillLevels(const ScaledBlockCodes& codes, const QuantizedTensor& tensor, std::vector<float>& weights) {
  const BlockGrid grid(tensor.shape, tensor.channelAxis, codes.length);
  const BlockGrid::Line line = grid.line();
  for (std::size_t l = 0; l < grid.lines() && line.size() > 0; ++l)
    blockLevels(line, tensor.codes.data() + l * line.size(), tensor.scales.data() + l * line.blocks(),
                weights.data() + l * line.size());
}

void fillLevels(const CodebookCodes&, const QuantizedTensor& tensor, std::vector<float>& weights) {
  const auto levels = std::size_t{1} << tensor.scheme.bits;
  const int lowest = tensor.lowestCode();
  fill(tensor, weights, [&](std::size_t at, std::size_t row) {
    return tensor.codebook[row * levels + static_cast<std::size_t>(tensor.codes[at] - lowest)];
  });
}

// Adds the values of further codes.
void addMore(const QuantizedTensor& tensor, std::vector<float>& weights) {
  if (tensor.more.codes.empty()) return;
  const auto axis = static_cast<std::size_t>(inputAxis(tensor.shape, tensor.channelAxis));
  Shape shape = tensor.shape;
  const bool all = tensor.more.inputs.empty();
  if (!all) shape[axis] = static_cast<std::int64_t>(tensor.more.inputs.size());
  const Channels inputs(shape, static_cast<std::int64_t>(axis));
  const Channels whole(tensor.shape, static_cast<std::int64_t>(axis));
  const Channels outputs(tensor.shape, tensor.channelAxis);
  const std::vector<float>& scales = tensor.more.scales.empty() ? tensor.scales : tensor.more.scales;
  std::size_t from = 0;
  for (std::size_t o = 0; o < inputs.outer; ++o)
    for (std::size_t k = 0; k < inputs.count; ++k) {
      const std::size_t input = all ? k : static_cast<std::size_t>(tensor.more.inputs[k]);
      const std::size_t to = (o * whole.count + input) * whole.inner;
      for (std::size_t i = 0; i < inputs.inner; ++i, ++from) {
        const std::size_t row = tensor.rows() == 1 ? 0 : (to + i) / outputs.inner % outputs.count;
        weights[to + i] += scales[row] * static_cast<float>(tensor.more.codes[from]);
      }
    }
}

void correct(const QuantizedTensor& tensor, std::vector<float>& weights) {
  if (tensor.offsets.empty() && tensor.gains.empty()) return;
  const Channels channels(tensor.shape, tensor.channelAxis);
  channels.forEachPiece([&](std::size_t channel, std::size_t begin) {
    const float gain = tensor.gains.empty() ? 1 : tensor.gains[channel];
    const float offset = tensor.offsets.empty() ? 0 : tensor.offsets[channel];
    float* to = weights.data() + begin;
    if (gain == 1)
      for (std::size_t i = 0; i < channels.inner; ++i) to[i] = to[i] + offset;
    else
      for (std::size_t i = 0; i < channels.inner; ++i) to[i] = to[i] * gain + offset;
  });
}

}  // namespace

QuantizedTensor emptyTensor(const Layer& layer, const QuantScheme& scheme) {
  QuantizedTensor tensor;
  tensor.scheme = scheme;
  tensor.layout = codeLayout(scheme);
  tensor.shape = layer.shape;
  tensor.channelAxis = layer.channelAxis;
  return tensor;
}

CodeLayout codeLayout(const QuantScheme& scheme) {
  return methodInfo(scheme.method).layout(scheme);
}

std::size_t QuantizedTensor::rows() const {
  return layout.single ? 1 : Channels(shape, channelAxis).count;
}

std::int64_t inputAxis(const Shape& shape, std::int64_t channelAxis) {
  return shape.size() < 2 ? 0 : channelAxis == 0 ? 1 : 0;
}

std::int64_t splitInputs(const Shape& shape, std::int64_t channelAxis, const CodeLayout& layout) {
  const auto* affine = layout.as<AffineCodes>();
  if (!affine || affine->splitShare <= 0 || shape.size() < 2) return 0;
  const auto inputs = static_cast<double>(shape[static_cast<std::size_t>(inputAxis(shape, channelAxis))]);
  return static_cast<std::int64_t>(std::ceil(affine->splitShare * inputs - 1e-9));
}

float halfScaleFactor(const std::vector<float>& scales) {
  float largest = 0;
  for (const float scale : scales) largest = std::max(largest, std::fabs(scale));
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  int exponent = 0;
  const float fraction = std::frexp(largest, &exponent);
  return std::ldexp(1.0f, std::clamp(fraction == 0.5f ? exponent - 1 : exponent, -126, 127));
}

void roundToKeptScales(QuantizedTensor& tensor) {
  const auto* blocks = tensor.layout.as<ScaledBlockCodes>();
  if (!blocks || !blocks->halfScales) return;
  const float factor = halfScaleFactor(tensor.scales);
  for (float& scale : tensor.scales) scale = floatFromHalf(halfFromFloat(scale / factor)) * factor;
}

std::vector<float> dequantize(const QuantizedTensor& tensor) {
  std::vector<float> weights(tensor.codes.size());
  std::visit([&](const auto& codes) { fillLevels(codes, tensor, weights); }, tensor.layout.form);
  addMore(tensor, weights);
  correct(tensor, weights);
  return weights;
}

}  // namespace bitprism
