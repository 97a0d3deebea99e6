#include "core/quant/codes/levels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/overloaded.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/channels.h"

namespace bitprism {
namespace {

// The part of a list that belongs to one row; all rows have equally many values.
template <class T>
std::vector<T> partOf(const std::vector<T>& values, std::size_t row, std::size_t rows) {
  const std::size_t each = values.size() / std::max<std::size_t>(rows, 1);
  const std::size_t at = std::min(row, std::max<std::size_t>(rows, 1) - 1) * each;
  return {values.begin() + static_cast<std::ptrdiff_t>(at), values.begin() + static_cast<std::ptrdiff_t>(at + each)};
}

// The approximate distance between a row's levels.
float stepOf(const QuantizedTensor& tensor, std::size_t row) {
  if (!tensor.codebook.empty()) {
    const std::vector<float> levels = partOf(tensor.codebook, row, levelRows(tensor));
    return levels.back() - levels.front();
  }
  return std::fabs(partOf(tensor.scales, row, levelRows(tensor)).front());
}

// Representatives of each channel's blocks in the order of their scales: the ends and evenly spaced ones between.
QuantizedTensor withTypicalBlocks(QuantizedTensor tensor, ScaledBlockCodes codes) {
  if (tensor.shape.size() < 2) return tensor;  // blocks span channels, and there are few
  const BlockGrid grid(tensor.shape, tensor.channelAxis, codes.length);
  const std::size_t channels = Channels(tensor.shape, tensor.channelAxis).count;
  std::vector<std::vector<float>> scales(channels);
  for (std::size_t block = 0; block < tensor.scales.size(); ++block)
    scales[grid.channelOf(block)].push_back(tensor.scales[block]);
  const std::size_t each = channels == 0 ? 0 : tensor.scales.size() / channels;
  const std::size_t kept = std::min(each, keptBlocks);
  tensor.scales.clear();
  for (std::vector<float>& ofChannel : scales) {
    std::sort(ofChannel.begin(), ofChannel.end(), [](float a, float b) { return std::fabs(a) < std::fabs(b); });
    for (std::size_t i = 0; i < kept; ++i)
      tensor.scales.push_back(ofChannel[kept == 1 ? each / 2 : i * (each - 1) / (kept - 1)]);
  }
  // A block is now one number of a channel.
  tensor.shape = {static_cast<std::int64_t>(channels), static_cast<std::int64_t>(kept)};
  tensor.channelAxis = 0;
  codes.length = 1;
  tensor.layout.form = codes;
  return tensor;
}

}  // namespace

std::size_t levelRows(const QuantizedTensor& tensor) {
  return std::visit(Overloaded{[&](const AffineCodes&) { return tensor.scales.size(); },
                               [&](const PiecewiseCodes& codes) {
                                 return tensor.scales.size() / static_cast<std::size_t>(codes.regions);
                               },
                               [&](const ScaledBlockCodes&) { return tensor.scales.size(); },
                               [&](const CodebookCodes&) { return tensor.codebook.size() >> tensor.scheme.bits; }},
                    tensor.layout.form);
}

std::vector<double> quantizationLevels(const QuantizedTensor& tensor, std::size_t row) {
  QuantizedTensor all;
  all.scheme = tensor.scheme;
  all.layout = tensor.layout;
  all.layout.single = true;
  const std::size_t rows = levelRows(tensor);
  std::size_t channel = row;
  const auto* blocks = tensor.layout.as<ScaledBlockCodes>();
  if (blocks) {
    const BlockGrid grid(tensor.shape, tensor.channelAxis, blocks->length);
    channel = row < rows ? grid.channelOf(row) : 0;
  }
  const auto ofChannel = [&](const auto& values) {
    return values.empty() ? values : partOf(values, channel, values.size());
  };
  const int bits = tensor.channelBits.empty() ? tensor.codeBits() : ofChannel(tensor.channelBits).front();
  const int half = bits == 0 ? 0 : 1 << (bits - 1);
  const auto* pieces = tensor.layout.as<PiecewiseCodes>();
  for (int region = 0; region < (pieces ? pieces->regions : 1); ++region) {
    const bool magnitudes = pieces && (region == 0 || pieces->overlapping) && !pieces->lowestCode;
    for (int code = magnitudes ? 1 - half : -half; code < std::max(half, 1); ++code) {
      all.codes.push_back(static_cast<std::int8_t>(code));
      if (pieces) all.regions.push_back(static_cast<std::uint8_t>(region));
    }
  }
  if (!tensor.more.scales.empty()) {  // every sum of a first and a second level
    const std::vector<std::int8_t> single = all.codes;
    all.codes.clear();
    for (const std::int8_t first : single)
      for (const std::int8_t second : single) {
        all.codes.push_back(first);
        all.more.codes.push_back(second);
      }
    all.more.scales = partOf(tensor.more.scales, row, rows);
  }
  all.shape = {1, static_cast<std::int64_t>(all.codes.size())};
  if (blocks) all.layout.form = ScaledBlockCodes{.length = static_cast<int>(all.codes.size())};
  all.scales = partOf(tensor.scales, row, rows);
  all.zeroPoints = partOf(tensor.zeroPoints, row, rows);
  all.edges = partOf(tensor.edges, row, rows);
  all.codebook = partOf(tensor.codebook, row, rows);
  all.offsets = ofChannel(tensor.offsets);
  all.gains = ofChannel(tensor.gains);
  const std::vector<float> values = dequantize(all);
  std::vector<double> levels(values.begin(), values.end());
  std::sort(levels.begin(), levels.end());
  // The outermost level of a piece is the edge of the next, except for rounding.
  const auto same = [](double a, double b) { return b - a <= 1e-6 * std::max(std::fabs(a), std::fabs(b)); };
  levels.erase(std::unique(levels.begin(), levels.end(), same), levels.end());
  return levels;
}

std::size_t typicalRow(const QuantizedTensor& tensor) {
  std::vector<std::size_t> order(levelRows(tensor));
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.empty()) return 0;
  std::vector<float> steps;
  for (const std::size_t row : order) steps.push_back(stepOf(tensor, row));
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
  std::nth_element(order.begin(), middle, order.end(),
                   [&](std::size_t a, std::size_t b) { return steps[a] < steps[b]; });
  return *middle;
}

QuantizedTensor withoutCodes(QuantizedTensor tensor) {
  tensor.codes = {};
  tensor.regions = {};
  tensor.more.codes = {};
  tensor.more.inputs = {};
  const auto* blocks = tensor.layout.as<ScaledBlockCodes>();
  return blocks ? withTypicalBlocks(std::move(tensor), *blocks) : tensor;
}

}  // namespace bitprism
