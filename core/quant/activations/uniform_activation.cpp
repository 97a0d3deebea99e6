#include "core/quant/activations/uniform_activation.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/quant/activations/activation_json.h"
#include "core/quant/activations/activation_range.h"
#include "core/quant/activations/instruction_operands.h"
#include "core/quant/activations/seen_values.h"
#include "core/quant/scheme/bit_allocation.h"

namespace bitprism {
namespace {

using namespace activation_json;
using Wholes = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

constexpr std::uint8_t channelsKind = 64;  // of a packed section
constexpr std::uint64_t ownBitsFlag = 1, shiftsFlag = 2;

// The scheme with a scale that is a power of two: of the two around its own the one with the smaller squared error.
ActivationScheme withPowerOfTwo(const ActivationScheme& scheme, const InputStatistics& statistics) {
  const double exponent = std::log2(static_cast<double>(scheme.scale));
  const auto scaled = [&](double power) {
    ActivationScheme other = scheme;
    other.scale = static_cast<float>(std::exp2(power));
    if (scheme.zeroPoint != 1 << (scheme.bits - 1))
      other.zeroPoint = std::clamp(static_cast<int>(std::nearbyint(-scheme.low() / static_cast<double>(other.scale))),
                                   0, scheme.highestCode());
    return other;
  };
  const ActivationScheme wide = scaled(std::ceil(exponent)), narrow = scaled(std::floor(exponent));
  if (statistics.histogram.empty() || !(narrow.scale > 0)) return wide;
  const SeenValues values(statistics.histogram);
  return values.squaredError(narrow) < values.squaredError(wide) ? narrow : wide;
}

ActivationScheme wholeTensor(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  const bool ofBatches = options.range == ActivationRange::BatchExtremes || options.range == ActivationRange::TopK;
  ValueRange range =
      ofBatches ? batchRange(statistics, options.range) : rangeOf(SeenValues(statistics.histogram), bits, options);
  // A symmetric grid of data with a sign has its zero in the middle.
  if (options.signedCodes && range.low >= 0) range.low = -range.high;
  ActivationScheme scheme =
      activationScheme(bits, range.low, range.high, options.symmetric || options.signedCodes, options.range);
  if (options.signedCodes) scheme.zeroPoint = 1 << (bits - 1);  // of nothing but zeros as well
  return options.powerOfTwo ? withPowerOfTwo(scheme, statistics) : scheme;
}

ActivationScheme everyChannel(const InputStatistics& statistics, int bits, const ActivationOptions& options) {
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.range = options.range;
  std::vector<SeenValues> seen;
  for (const ChannelStatistics& channel : statistics.channels) seen.emplace_back(channel);
  std::vector<int> widths(seen.size(), bits);
  if (options.allocate) {
    std::vector<double> scatter;
    for (const SeenValues& values : seen) scatter.push_back(values.scatter());
    widths = exactAllocation(scatter, bits);
  }
  for (std::size_t c = 0; c < seen.size(); ++c) {
    if (widths[c] == 0) {
      scheme.channels.push_back(constantGrid(seen[c].spread().mean));
      continue;
    }
    const ValueRange range = rangeOf(seen[c], widths[c], options);
    scheme.channels.push_back(channelGrid(widths[c], range.low, range.high, options.symmetric));
    ChannelGrid& grid = scheme.channels.back();
    if (options.correct) grid.shift = static_cast<float>(seen[c].meanShift(grid));
  }
  return scheme;
}

void addLevels(const ChannelGrid& grid, std::vector<double>& levels) {
  for (int code = 0; code < 1 << grid.bits; ++code) {
    const double level = (code - grid.zeroPoint) * static_cast<double>(grid.scale);
    levels.push_back(level > 0 ? level + static_cast<double>(grid.shift) : level);
  }
}

Json channelsJson(const ActivationScheme& scheme) {
  Json scales = Json::array(), zeroPoints = Json::array(), bits = Json::array(), shifts = Json::array();
  for (const ChannelGrid& grid : scheme.channels) {
    scales.push_back(grid.scale);
    zeroPoints.push_back(grid.zeroPoint);
    bits.push_back(grid.bits);
    shifts.push_back(grid.shift);
  }
  const ActivationChannelParts parts(scheme);
  Json json{{"scale", scales}, {"zero_point", zeroPoints}};
  if (parts.ownBits) json["bits"] = bits;
  if (parts.shifts) json["shift"] = shifts;
  return json;
}

std::vector<ChannelGrid> channelsFromJson(const Json& json, int usualBits) {
  if (!json.is_object()) throw InputError("an activation has 'channels' that are no object");
  knowKeys(json, {"scale", "zero_point", "bits", "shift"});
  const auto list = [&](const char* key, std::size_t count) -> const Json* {
    const auto found = json.find(key);
    if (found == json.end()) return nullptr;
    if (!found->is_array() || found->empty() || (count > 0 && found->size() != count))
      throw InputError(text("an activation has channels whose lists differ in length or are empty"));
    return &*found;
  };
  need(json, "scale"), need(json, "zero_point");
  const Json& scales = *list("scale", 0);
  const Json& zeroPoints = *list("zero_point", scales.size());
  const Json *bits = list("bits", scales.size()), *shifts = list("shift", scales.size());
  std::vector<ChannelGrid> channels(scales.size());
  for (std::size_t c = 0; c < channels.size(); ++c) {
    ChannelGrid& grid = channels[c];
    grid.bits = bits ? static_cast<int>(whole((*bits)[c], "bits", 0, maximumActivationBits)) : usualBits;
    grid.scale = positive(scales[c], "scale");
    grid.zeroPoint = static_cast<int>(
        whole(zeroPoints[c], "zero_point", grid.bits == 0 ? -1 : 0, grid.bits == 0 ? 1 : grid.highestCode()));
    grid.shift = shifts ? finite((*shifts)[c], "shift") : 0;
  }
  return channels;
}

ActivationScheme unpackChannels(ByteReader& in) {
  const auto bits = static_cast<int>(in.number(1));
  const std::uint64_t flags = in.number(1), count = in.number(4);
  if (bits < 1 || bits > maximumActivationBits) in.fail(text("an activation of ", bits, " bits, expected 1 to 8"));
  if (flags > (ownBitsFlag | shiftsFlag)) in.fail(text("unknown activation flags ", flags));
  if (count == 0 || count > in.remaining()) in.fail(text("an activation with ", count, " channels"));
  Numbers scales, shifts;
  Wholes zeroPoints, ownBits(count, bits);
  for (std::uint64_t c = 0; c < count; ++c) scales.push_back(static_cast<double>(in.real32()));
  for (std::uint64_t c = 0; c < count; ++c) zeroPoints.push_back(static_cast<std::int16_t>(in.number(2)));
  if (flags & ownBitsFlag)
    for (std::int64_t& own : ownBits) own = static_cast<std::int64_t>(in.number(1));
  if (flags & shiftsFlag)
    for (std::uint64_t c = 0; c < count; ++c) shifts.push_back(static_cast<double>(in.real32()));
  ActivationScheme scheme = checkedActivation(in, [&] { return channelScheme(scales, zeroPoints, ownBits, shifts); });
  scheme.bits = bits;
  const ActivationChannelParts parts(scheme);
  if (parts.ownBits != ((flags & ownBitsFlag) != 0) || parts.shifts != ((flags & shiftsFlag) != 0))
    in.fail("an activation with bits or shifts of channels that say what is usual");
  return scheme;
}

ActivationScheme unpackGrid(std::uint8_t bits, ByteReader& in) {
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.zeroPoint = static_cast<int>(in.number(1));
  scheme.scale = in.real32();
  if (scheme.bits < 1 || scheme.bits > maximumActivationBits)
    in.fail(text("an activation of ", scheme.bits, " bits, expected 1 to 8"));
  if (scheme.zeroPoint > scheme.highestCode())
    in.fail(text("an activation with zero point ", scheme.zeroPoint, ", expected 0 to ", scheme.highestCode()));
  if (!(scheme.scale > 0) || !std::isfinite(scheme.scale)) in.fail("an activation whose scale is no number above zero");
  return scheme;
}

// Codes from 0 to 2^bits - 1 with one scale and zero point.
ActivationScheme singleGrid(const Instruction& instruction) {
  const auto fail = [&] {
    throw InputError(text("the quantizer at '", instruction.name,
                          "' is of another form than codes from 0 to 2^bits - 1 with one scale and zero point"));
  };
  if (instruction.op != activationQuantizer || instruction.inputs.size() != 5) fail();
  const auto* scale = std::get_if<double>(&instruction.inputs[1]);
  const auto* zeroPoint = std::get_if<std::int64_t>(&instruction.inputs[2]);
  const auto* lowest = std::get_if<std::int64_t>(&instruction.inputs[3]);
  const auto* highest = std::get_if<std::int64_t>(&instruction.inputs[4]);
  if (!scale || !zeroPoint || !lowest || !highest || *lowest != 0 || *highest < 1 || *highest > 255 ||
      !std::has_single_bit(static_cast<std::uint64_t>(*highest + 1)) || *zeroPoint < 0 || *zeroPoint > *highest ||
      !(static_cast<float>(*scale) > 0))
    fail();
  ActivationScheme scheme;
  scheme.bits = std::bit_width(static_cast<std::uint64_t>(*highest));
  scheme.scale = static_cast<float>(*scale);
  scheme.zeroPoint = static_cast<int>(*zeroPoint);
  return scheme;
}

class UniformActivation final : public ActivationQuantizer {
 public:
  ActivationScheme calibrated(const InputStatistics& statistics, int bits,
                              const ActivationOptions& options) const override {
    // A layer that calibration never saw at work has no channels that could be told apart.
    const bool channels = options.granularity == Granularity::Channel && !statistics.channels.empty();
    return (channels ? everyChannel : wholeTensor)(statistics, bits, options);
  }

  void quantize(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                const ChannelLayout& layout) const override {
    if (!scheme.perChannel()) return quantizeUniform(in, scheme, out);
    if (scheme.channels.size() != layout.channels)
      throw UsageError(
          text("an activation has grids for ", scheme.channels.size(), " channels, its values have ", layout.channels));
    quantizeUniformChannels(in, scheme, out, layout);
  }

  std::int64_t storedBits(const ActivationScheme& scheme, const Shape& shape, std::int64_t) const override {
    const std::int64_t count = elementCount(shape);
    if (!scheme.perChannel()) return count * scheme.bits;
    std::int64_t bits = 0;
    for (const ChannelGrid& grid : scheme.channels) bits += grid.bits;
    return count / static_cast<std::int64_t>(scheme.channels.size()) * bits;
  }

  std::vector<double> levels(const ActivationScheme& scheme) const override {
    std::vector<double> levels;
    if (!scheme.perChannel()) {
      addLevels({scheme.bits, scheme.scale, scheme.zeroPoint, 0}, levels);
      return levels;
    }
    std::vector<ChannelGrid> grids = scheme.channels;
    const auto middle = grids.begin() + static_cast<std::ptrdiff_t>(grids.size() / 2);
    std::nth_element(grids.begin(), middle, grids.end(),
                     [](const ChannelGrid& a, const ChannelGrid& b) { return a.scale < b.scale; });
    addLevels(*middle, levels);
    std::sort(levels.begin(), levels.end());
    return levels;
  }

  std::string describe(const ActivationScheme& scheme) const override {
    const std::string ranged = text(uniformActivationInfo.name, ", range ", activationRangeName(scheme.range));
    return scheme.perChannel() ? text(ranged, ", a grid for each of ", scheme.channels.size(), " channels") : ranged;
  }

  void adoptOptions(const ActivationScheme& scheme, ActivationOptions& options) const override {
    options.range = scheme.range;
    options.granularity = scheme.perChannel() ? Granularity::Channel : Granularity::Tensor;
    const ActivationChannelParts parts(scheme);
    options.allocate = parts.ownBits && scheme.range == ActivationRange::Aciq;
    options.correct = parts.shifts;
  }

  Json toJson(const ActivationScheme& scheme) const override {
    if (scheme.perChannel())
      return {{"bits", scheme.bits}, {"range", activationRangeName(scheme.range)}, {"channels", channelsJson(scheme)}};
    return {{"bits", scheme.bits},
            {"scale", scheme.scale},
            {"zero_point", scheme.zeroPoint},
            {"range", activationRangeName(scheme.range)}};
  }

  ActivationScheme fromJson(const Json& json, int bits, ActivationRange range) const override {
    ActivationScheme scheme;
    scheme.bits = bits;
    scheme.range = range;
    if (json.contains("channels")) {
      knowKeys(json, {"method", "bits", "range", "channels"});
      scheme.channels = channelsFromJson(json["channels"], bits);
      return scheme;
    }
    knowKeys(json, {"method", "bits", "scale", "zero_point", "range"});
    scheme.scale = positive(need(json, "scale"), "scale");
    scheme.zeroPoint = static_cast<int>(whole(need(json, "zero_point"), "zero_point", 0, scheme.highestCode()));
    return scheme;
  }

  std::int64_t packedBytes(const ActivationScheme& scheme) const override {
    constexpr std::int64_t single = 6, ofChannels = 7;
    if (!scheme.perChannel()) return single;
    const ActivationChannelParts parts(scheme);
    const std::int64_t each = 6 + (parts.ownBits ? 1 : 0) + (parts.shifts ? 4 : 0);
    return ofChannels + static_cast<std::int64_t>(scheme.channels.size()) * each;
  }

  void pack(const ActivationScheme& scheme, ByteWriter& out) const override {
    const auto bits = static_cast<std::uint64_t>(scheme.bits);
    if (!scheme.perChannel()) {
      out.number(bits, 1);
      out.number(static_cast<std::uint64_t>(scheme.zeroPoint), 1);
      out.real(scheme.scale);
      return;
    }
    const ActivationChannelParts parts(scheme);
    out.number(channelsKind, 1);
    out.number(bits, 1);
    out.number((parts.ownBits ? ownBitsFlag : 0) | (parts.shifts ? shiftsFlag : 0), 1);
    out.number(scheme.channels.size(), 4);
    for (const ChannelGrid& grid : scheme.channels) out.real(grid.scale);
    for (const ChannelGrid& grid : scheme.channels)
      out.number(static_cast<std::uint16_t>(static_cast<std::int16_t>(grid.zeroPoint)), 2);
    if (parts.ownBits)
      for (const ChannelGrid& grid : scheme.channels) out.number(static_cast<std::uint64_t>(grid.bits), 1);
    if (parts.shifts)
      for (const ChannelGrid& grid : scheme.channels) out.real(grid.shift);
  }

  ActivationScheme unpack(std::uint8_t kind, ByteReader& in) const override {
    return kind == channelsKind ? unpackChannels(in) : unpackGrid(kind, in);
  }

  Instruction instruction(const ActivationScheme& scheme, Slot input, std::int64_t axis) const override {
    if (!scheme.perChannel())
      return {activationQuantizer,
              "",
              {input, static_cast<double>(scheme.scale), std::int64_t{scheme.zeroPoint}, std::int64_t{0},
               std::int64_t{scheme.highestCode()}},
              {},
              {}};
    Numbers scales, shifts;
    Wholes zeroPoints, bits;
    for (const ChannelGrid& grid : scheme.channels) {
      scales.push_back(static_cast<double>(grid.scale));
      zeroPoints.push_back(grid.zeroPoint);
      bits.push_back(grid.bits);
      shifts.push_back(static_cast<double>(grid.shift));
    }
    if (std::all_of(shifts.begin(), shifts.end(), [](double shift) { return shift == 0; })) shifts.clear();
    return {channelQuantizer, "", {input, scales, zeroPoints, bits, shifts, axis}, {}, {}};
  }

  ActivationScheme fromInstruction(const Instruction& instruction) const override {
    if (instruction.op != channelQuantizer) return singleGrid(instruction);
    return schemeFromOperands<Numbers, Wholes, Wholes, Numbers, std::int64_t>(
        instruction, [](const Numbers& scales, const Wholes& zeroPoints, const Wholes& bits, const Numbers& shifts,
                        std::int64_t) { return channelScheme(scales, zeroPoints, bits, shifts); });
  }

  void expand(const ActivationScheme& scheme, ProgramExpansion& to) const override {
    const ChannelColumns columns(scheme);
    const TensorIndex scale = to.ofChannels("scale", columns.scale);
    Operand code = to.withTensor("aten::div", to.input(), scale);
    code = to.withTensor("aten::maximum", code, to.ofChannels("lowest", columns.lowest));
    code = to.withTensor("aten::minimum", code, to.ofChannels("highest", columns.highest));
    const Operand level = to.withTensor("aten::mul", to.rounded(code), scale);
    if (!ActivationChannelParts(scheme).shifts) return;
    // In this order: the condition's instruction comes after those of the sum.
    const Operand sum = to.withTensor("aten::add", level, to.ofChannels("shift", columns.shift));
    to.choice(to.withNumber("aten::gt", level, 0), sum, level);
  }

  PassingRange passing(const ActivationScheme& scheme) const override {
    PassingRange passing;
    passing.low = scheme.low();
    passing.high = scheme.high();
    for (const ChannelGrid& grid : scheme.channels) {
      const bool constant = grid.bits == 0;
      const float infinity = std::numeric_limits<float>::infinity();
      passing.lows.push_back(constant ? infinity : static_cast<float>(-grid.zeroPoint) * grid.scale);
      passing.highs.push_back(constant ? -infinity
                                       : static_cast<float>(grid.highestCode() - grid.zeroPoint) * grid.scale);
    }
    return passing;
  }
};

constinit const UniformActivation uniformActivation;

constexpr ActivationRange uniformRanges[] = {
    ActivationRange::LeastSquares, ActivationRange::MinMax, ActivationRange::Percentile, ActivationRange::BatchExtremes,
    ActivationRange::Aciq,         ActivationRange::Kl,     ActivationRange::Gdrq,       ActivationRange::TopK};
constexpr std::uint8_t uniformKinds[] = {1, 2, 3, 4, 5, 6, 7, 8, channelsKind};
constexpr const char* uniformOperators[] = {
    "quantize_channels(Tensor x, float[] scales, int[] zero_points, int[] bits, float[] shifts, int axis) -> Tensor"};

}  // namespace

ActivationScheme channelScheme(const Numbers& scales, const Wholes& zeroPoints, const Wholes& bits,
                               const Numbers& shifts) {
  const std::size_t count = scales.size();
  if (count == 0 || zeroPoints.size() != count || bits.size() != count || (!shifts.empty() && shifts.size() != count))
    throw InputError("its lists of channels differ in length or are empty");
  ActivationScheme scheme;
  for (std::size_t c = 0; c < count; ++c) {
    ChannelGrid grid;
    grid.scale = static_cast<float>(scales[c]);
    grid.shift = shifts.empty() ? 0 : static_cast<float>(shifts[c]);
    if (!(grid.scale > 0) || !std::isfinite(grid.scale) || !std::isfinite(grid.shift))
      throw InputError(text("channel ", c, " has a scale or shift that is no number"));
    if (bits[c] < 0 || bits[c] > maximumActivationBits)
      throw InputError(text("channel ", c, " has ", bits[c], " bits, expected 0 to ", maximumActivationBits));
    grid.bits = static_cast<int>(bits[c]);
    if (zeroPoints[c] < (grid.bits == 0 ? -1 : 0) || zeroPoints[c] > (grid.bits == 0 ? 1 : grid.highestCode()))
      throw InputError(text("channel ", c, " has zero point ", zeroPoints[c], " at ", bits[c], " bits"));
    grid.zeroPoint = static_cast<int>(zeroPoints[c]);
    scheme.channels.push_back(grid);
  }
  // What they have on average, as far as that is whole.
  const std::int64_t sum = std::accumulate(bits.begin(), bits.end(), std::int64_t{0});
  scheme.bits = static_cast<int>(std::max<std::int64_t>(1, sum / static_cast<std::int64_t>(count)));
  return scheme;
}

constinit const ActivationMethodInfo uniformActivationInfo = {
    .method = ActivationMethod::Uniform,
    .name = "uniform",
    .title = "Uniform",
    .help = "equal steps",
    .kin = Method::Uniform,
    .quantizer = uniformActivation,
    .ranges = uniformRanges,
    .packedKinds = uniformKinds,
    .operators = uniformOperators,
    .symmetric = true,
    .perChannel = true,
};

}  // namespace bitprism
