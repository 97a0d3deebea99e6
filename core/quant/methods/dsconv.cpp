#include "core/quant/methods/dsconv.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/base/rounding.h"
#include "core/quant/codes/block_levels.h"
#include "core/quant/methods/channel_error.h"
#include "core/quant/methods/offset_grid.h"
#include "core/stats/clones.h"
#include "core/stats/eight_lanes.h"

namespace bitprism {
namespace {

constexpr float smallestNormal = std::numeric_limits<float>::min();
constexpr int mostSweeps = 10;

// Eight values, padded with zeros.
inline __attribute__((always_inline)) void load(Float8& eight, const float* values, std::size_t left) {
  eight = Float8{};
  if (left >= lanes)
    std::memcpy(&eight, values, sizeof eight);
  else
    for (std::size_t i = 0; i < left; ++i) eight[i] = values[i];
}

inline __attribute__((always_inline)) void store(const Byte8& bytes, std::int8_t* codes, std::size_t left) {
  if (left >= lanes)
    std::memcpy(codes, &bytes, sizeof bytes);
  else
    for (std::size_t i = 0; i < left; ++i) codes[i] = bytes[i];
}

inline __attribute__((always_inline)) float greater(float a, float b) {
  return a > b ? a : b;
}

// Lanes are added in pairs, which has shorter dependency chains than one after the other.
inline __attribute__((always_inline)) float largest(const Float8& v) {
  return greater(greater(greater(v[0], v[4]), greater(v[2], v[6])), greater(greater(v[1], v[5]), greater(v[3], v[7])));
}

// The first value of the largest magnitude; 0 if no value is a number.
inline __attribute__((always_inline)) float extremeOf(const float* values, std::size_t size) {
  Float8 highs{}, lows{};
  for (std::size_t at = 0; at < size; at += lanes) {
    Float8 eight;
    load(eight, values + at, size - at);
    highs = eight > highs ? eight : highs;
    lows = -eight > lows ? -eight : lows;
  }
  const float high = largest(highs), low = -largest(lows);
  if (high != -low) return high > -low ? high : low;
  for (std::size_t i = 0; i < size; ++i)
    if (values[i] == high || values[i] == low) return values[i];
  return 0;
}

// sum(w q) and sum(q^2) of the computed codes.
struct BlockSums {
  double product = 0;
  double squares = 0;
};

// Codes are factor * (unit * value), rounded and clipped to `bits`. The unit is a power of two that keeps the factor
// finite, and so changes nothing.
struct Multiplier {
  float factor = 0, unit = 1;
  int bits = 0;
};

inline __attribute__((always_inline)) BlockSums roundValues(const float* values, std::size_t size,
                                                            const Multiplier& multiplier, std::int8_t* codes) {
  const float factor = multiplier.factor, unit = multiplier.unit;
  const auto high = static_cast<float>((1 << (multiplier.bits - 1)) - 1), low = -high - 1;
  Double8 products{};
  Int8 squares{};  // at most 2^16 codes of 8 bits in a block: 2^27 a lane
  for (std::size_t at = 0; at < size; at += lanes) {
    Float8 eight;
    load(eight, values + at, size - at);
    Float8 step = (eight * unit) * factor;
    step = step > low ? step : Float8{} + low;
    step = step < high ? step : Float8{} + high;
    step = (step + roundingConstant) - roundingConstant;
    const Int8 code = __builtin_convertvector(step, Int8);
    const Byte8 bytes = __builtin_convertvector(code, Byte8);
    store(bytes, codes + at, size - at);
    squares += code * code;
    products += __builtin_convertvector(eight, Double8) * __builtin_convertvector(step, Double8);
  }
  const Double8& p = products;
  const Int8& q = squares;
  return {((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7])),
          static_cast<double>(((q[0] + q[4]) + (q[2] + q[6])) + ((q[1] + q[5]) + (q[3] + q[7])))};
}

// The extreme of a block, and the unit that keeps its factors finite.
struct Block {
  float extreme = 0, unit = 1;

  bool vanishes() const { return !(std::fabs(extreme) >= smallestNormal); }
  Multiplier multiplier(int bits) const {
    return {static_cast<float>(-(1 << (bits - 1))) / (extreme * unit), unit, bits};
  }
};

inline __attribute__((always_inline)) Block blockOf(const float* values, std::size_t size) {
  constexpr float smallest = 0x1p-100f, unit = 0x1p100f;
  const float extreme = extremeOf(values, size);
  return {extreme, std::fabs(extreme) < smallest ? unit : 1.0f};
}

float scaleOf(const BlockSums& sums, int bits) {
  if (sums.squares == 0) return 0;
  const double limit = static_cast<double>(std::numeric_limits<float>::max()) / (1 << (bits - 1));
  return static_cast<float>(std::clamp(sums.product / sums.squares, -limit, limit));
}

// The reduction of the squared error by the least-squares scale.
double gainOf(const BlockSums& sums) {
  return sums.squares > 0 ? sums.product * sums.product / sums.squares : 0;
}

// Consecutive blocks of `length` weights; the last may be shorter.
BITPRISM_CLONES void roundBlocks(const float* values, std::size_t count, std::size_t length, int bits,
                                 std::int8_t* codes, float* scales) {
  for (std::size_t first = 0; first < count; first += length, ++scales) {
    const std::size_t size = std::min(length, count - first);
    const Block block = blockOf(values + first, size);
    if (block.vanishes()) {
      std::memset(codes + first, 0, size);
      *scales = 0;
      continue;
    }
    *scales = scaleOf(roundValues(values + first, size, block.multiplier(bits), codes + first), bits);
  }
}

// Alternates from the codes of a factor: codes for the scale, scale for the codes, as long as the error falls. Updates
// `best` if the result is better.
BITPRISM_CLONES void alternate(const float* values, std::size_t size, Multiplier multiplier, std::int8_t* trial,
                               std::int8_t* codes, BlockSums& best) {
  double gain = -1;
  for (int sweep = 0; sweep <= mostSweeps; ++sweep) {
    const BlockSums sums = roundValues(values, size, multiplier, trial);
    if (!(gainOf(sums) > gain)) return;
    gain = gainOf(sums);
    if (gain > gainOf(best)) {
      best = sums;
      std::memcpy(codes, trial, size);
    }
    if (sums.product == 0) return;
    multiplier.factor = static_cast<float>(sums.squares / (sums.product * static_cast<double>(multiplier.unit)));
  }
}

void refineBlocks(const float* values, std::size_t count, std::size_t length, int bits, std::int8_t* codes,
                  float* scales) {
  std::vector<std::int8_t> trial(std::min(length, count));
  for (std::size_t first = 0; first < count; first += length, ++scales) {
    const std::size_t size = std::min(length, count - first);
    const Block block = blockOf(values + first, size);
    std::memset(codes + first, 0, size);
    BlockSums best;
    if (!block.vanishes())
      for (const float sign : {1.0f, -1.0f}) {
        Multiplier multiplier = block.multiplier(bits);
        multiplier.factor *= sign;
        alternate(values + first, size, multiplier, trial.data(), codes + first, best);
      }
    *scales = scaleOf(best, bits);
  }
}

void roundTogether(const float* values, std::size_t count, std::size_t length, const QuantScheme& scheme,
                   std::int8_t* codes, float* scales) {
  (dsconvOptions(scheme).refine ? refineBlocks : roundBlocks)(values, count, length, scheme.bits, codes, scales);
}

// Rounds lines. Strided blocks are gathered, a few at a time.
class LineRounder {
 public:
  LineRounder(const BlockGrid::Line& line, const QuantScheme& scheme) : line_(line), scheme_(scheme) {
    if (line.inner == 1) return;
    values_.resize(std::min(line.length, line.extent) * columns);
    codes_.resize(values_.size());
  }

  void round(const float* values, std::int8_t* codes, float* scales) {
    if (line_.inner == 1) return roundTogether(values, line_.extent, line_.length, scheme_, codes, scales);
    for (std::size_t first = 0; first < line_.extent; first += line_.length, scales += line_.inner) {
      const std::size_t size = std::min(line_.length, line_.extent - first), begin = first * line_.inner;
      for (std::size_t at = 0; at < line_.inner; at += columns)
        roundColumns(values + begin + at, size, std::min(columns, line_.inner - at), codes + begin + at, scales + at);
    }
  }

 private:
  static constexpr std::size_t columns = 16;

  void roundColumns(const float* values, std::size_t size, std::size_t count, std::int8_t* codes, float* scales) {
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t k = 0; k < size; ++k) values_[i * size + k] = values[k * line_.inner + i];
    roundTogether(values_.data(), count * size, size, scheme_, codes_.data(), scales);
    for (std::size_t k = 0; k < size; ++k)
      for (std::size_t i = 0; i < count; ++i) codes[k * line_.inner + i] = codes_[i * size + k];
  }

  BlockGrid::Line line_;
  const QuantScheme& scheme_;
  std::vector<float> values_;
  std::vector<std::int8_t> codes_;
};

}  // namespace

float roundBlock(std::span<const float> values, int bits, bool refine, std::int8_t* codes) {
  float scale = 0;
  (refine ? refineBlocks : roundBlocks)(values.data(), values.size(), values.size(), bits, codes, &scale);
  return scale;
}

QuantizedTensor DsconvQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                          const InputMoments* /*inputs*/) const {
  QuantizedTensor tensor = emptyTensor(layer, scheme);
  const BlockGrid grid(layer.shape, layer.channelAxis, dsconvOptions(scheme).block);
  const BlockGrid::Line line = grid.line();
  tensor.codes.resize(layer.weights->size());
  tensor.scales.resize(static_cast<std::size_t>(grid.count()));
  LineRounder rounder(line, scheme);
  for (std::size_t l = 0; l < grid.lines() && line.size() > 0; ++l)
    rounder.round(layer.weights->data() + l * line.size(), tensor.codes.data() + l * line.size(),
                  tensor.scales.data() + l * line.blocks());
  return tensor;
}

QuantError DsconvQuantizer::error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const {
  const BlockGrid grid(layer.shape, layer.channelAxis, dsconvOptions(scheme).block);
  // Half floats are fractions of the largest scale of all channels.
  if (!goByChannel(layer, scheme) || grid.axis == layer.channelAxis || dsconvOptions(scheme).halfScales)
    return Quantizer::error(layer, scheme, inputs);
  const BlockGrid::Line line = grid.line();
  LineRounder rounder(line, scheme);
  std::vector<std::int8_t> codes(line.size());
  std::vector<float> scales(line.blocks()), multiplied(line.blocks());
  return channelErrors(
      layer, scheme, [&](std::span<const float> row) { rounder.round(row.data(), codes.data(), scales.data()); },
      [&](std::span<const float>, double factor, float* out) {
        for (std::size_t i = 0; i < scales.size(); ++i)
          multiplied[i] = static_cast<float>(static_cast<double>(scales[i]) * factor);
        blockLevels(line, codes.data(), multiplied.data(), out);
      });
}

namespace {

constexpr MethodOption dsconvTable[] = {
    wholeOption("block", 8, 32, 1, 65536, "number of input channels that share a scale"),
    flagOption("half_scales", 9, false, "store scales as half floats"),
    flagOption("refine", 10, false, "refine codes and scales alternately until the squared error converges"),
};
constinit const DsconvQuantizer dsconvQuantizer;

std::vector<ComparedVariant> dsconvVariants() {
  const auto weights = [](Correction correction) {
    return Quantization{.method = Method::Dsconv, .correction = correction};
  };
  constexpr auto range = ActivationRange::LeastSquares;
  constexpr auto blocks = ActivationMethod::Bfp;
  return {{"DSConv, block 32, BFP", weights(Correction::None), range, blocks},
          {"DSConv, block 32, BFP, gain", weights(Correction::Gain), range, blocks}};
}

}  // namespace

std::span<const MethodOption> DsconvOptions::table() {
  return dsconvTable;
}

constinit const MethodInfo dsconvInfo = {
    .method = Method::Dsconv,
    .name = "dsconv",
    .title = "DSConv",
    .lightColour = 0x8e44ad,
    .darkColour = 0xc58be0,
    .quantizer = dsconvQuantizer,
    .layout =
        [](const QuantScheme& scheme) {
          const DsconvOptions options = dsconvOptions(scheme);
          return layoutOf(scheme, ScaledBlockCodes{options.block, options.halfScales});
        },
    .options = dsconvTable,
    .perTensor = false,
    .compared = dsconvVariants,
};

}  // namespace bitprism
