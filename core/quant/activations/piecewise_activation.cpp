#include "core/quant/activations/piecewise_activation.h"

#include <algorithm>
#include <cmath>

#include "core/quant/activations/activation_json.h"
#include "core/quant/activations/activation_range.h"
#include "core/quant/activations/instruction_operands.h"

namespace bitprism {
namespace {

using namespace activation_json;

constexpr std::uint8_t piecesKind = 65;  // of a packed section

// round(min(value / step, codes)) step
Operand pieceLevel(ProgramExpansion& to, const Operand& value, const ActivationScheme& scheme, bool outer) {
  const double step = static_cast<double>(scheme.pieceStep(outer));
  const Operand ratio = to.withNumber("aten::div", value, step);
  const Operand code = to.call("aten::clamp", "", {ratio, None{}, static_cast<double>(scheme.pieceCodes())});
  return to.withNumber("aten::mul", to.rounded(code), step);
}

class PiecewiseActivation final : public ActivationQuantizer {
 public:
  ActivationScheme calibrated(const InputStatistics& statistics, int bits,
                              const ActivationOptions& options) const override {
    const SeenValues seen(statistics.histogram);
    const bool ofBatches = options.range == ActivationRange::BatchExtremes || options.range == ActivationRange::TopK;
    const ValueRange range = ofBatches ? batchRange(statistics, options.range) : rangeOf(seen, bits, options);
    // Signed data has the same pieces on both sides: max(-low, high).
    const double limit = std::max(-range.low, range.high);
    const double breakpoint = limit > 0 ? breakpointOf(seen, bits, limit, options.breakpoint) : 0;
    return piecewiseScheme(bits, breakpoint, limit, seen.hasSign(), options.range);
  }

  void quantize(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                const ChannelLayout&) const override {
    quantizePieces(in, scheme, out);
  }

  std::int64_t storedBits(const ActivationScheme& scheme, const Shape& shape, std::int64_t) const override {
    return elementCount(shape) * (scheme.bits + (scheme.hasSign ? 1 : 0));
  }

  std::vector<double> levels(const ActivationScheme& scheme) const override {
    std::vector<double> levels;
    const double inner = static_cast<double>(scheme.pieceStep(false)),
                 outer = static_cast<double>(scheme.pieceStep(true));
    for (int code = 0; code <= scheme.pieceCodes(); ++code) levels.push_back(code * inner);
    for (int code = 1; code <= scheme.pieceCodes(); ++code)
      levels.push_back(static_cast<double>(scheme.breakpoint) + code * outer);
    if (scheme.hasSign)
      for (std::size_t i = levels.size(); i-- > 1;) levels.push_back(-levels[i]);
    std::sort(levels.begin(), levels.end());
    return levels;
  }

  std::string describe(const ActivationScheme& scheme) const override {
    return text(piecewiseActivationInfo.name, ", range ", activationRangeName(scheme.range), ", break-point ",
                scheme.breakpoint, " of ", scheme.limit);
  }

  void adoptOptions(const ActivationScheme& scheme, ActivationOptions& options) const override {
    options.range = scheme.range;
  }

  Json toJson(const ActivationScheme& scheme) const override {
    return {
        {"method", piecewiseActivationInfo.name}, {"bits", scheme.bits},   {"range", activationRangeName(scheme.range)},
        {"breakpoint", scheme.breakpoint},        {"limit", scheme.limit}, {"signed", scheme.hasSign}};
  }

  ActivationScheme fromJson(const Json& json, int bits, ActivationRange range) const override {
    knowKeys(json, {"method", "bits", "range", "breakpoint", "limit", "signed"});
    const float breakpoint = positive(need(json, "breakpoint"), "breakpoint"),
                limit = positive(need(json, "limit"), "limit");
    if (!(breakpoint < limit))
      throw InputError(text("an activation has its break-point at ", breakpoint, ", beyond its limit ", limit));
    return piecewiseScheme(bits, static_cast<double>(breakpoint), static_cast<double>(limit),
                           truth(need(json, "signed"), "signed"), range);
  }

  std::int64_t packedBytes(const ActivationScheme&) const override { return 11; }

  void pack(const ActivationScheme& scheme, ByteWriter& out) const override {
    out.number(piecesKind, 1);
    out.number(static_cast<std::uint64_t>(scheme.bits), 1);
    out.number(scheme.hasSign ? 1 : 0, 1);
    out.real(scheme.breakpoint);
    out.real(scheme.limit);
  }

  ActivationScheme unpack(std::uint8_t, ByteReader& in) const override {
    const auto bits = static_cast<std::int64_t>(in.number(1));
    const bool hasSign = takeSign(in);
    const float breakpoint = in.real32(), limit = in.real32();
    return checkedActivation(
        in, [&] { return checkedPieces(bits, static_cast<double>(breakpoint), static_cast<double>(limit), hasSign); });
  }

  Instruction instruction(const ActivationScheme& scheme, Slot input, std::int64_t) const override {
    return {piecewiseQuantizer,
            "",
            {input, std::int64_t{scheme.bits}, static_cast<double>(scheme.breakpoint),
             static_cast<double>(scheme.limit), scheme.hasSign},
            {},
            {}};
  }

  ActivationScheme fromInstruction(const Instruction& instruction) const override {
    return schemeFromOperands<std::int64_t, double, double, bool>(instruction, checkedPieces);
  }

  void expand(const ActivationScheme& scheme, ProgramExpansion& to) const override {
    const auto breakpoint = static_cast<double>(scheme.breakpoint);
    const Operand magnitude = to.call(scheme.hasSign ? "aten::abs" : "aten::relu", "", {to.input()});
    const Operand near = to.withNumber("aten::le", magnitude, breakpoint);
    const Operand inner = pieceLevel(to, magnitude, scheme, false);
    const Operand beyond = pieceLevel(to, to.withNumber("aten::sub", magnitude, breakpoint), scheme, true);
    const Operand level = to.choice(near, inner, to.withNumber("aten::add", beyond, breakpoint));
    if (scheme.hasSign) to.withTensor("aten::mul", to.call("aten::sign", "", {to.input()}), level);
  }

  PassingRange passing(const ActivationScheme& scheme) const override {
    return {.low = scheme.hasSign ? -static_cast<double>(scheme.limit) : 0, .high = static_cast<double>(scheme.limit)};
  }

  std::vector<ValueMark> marks(const ActivationScheme& scheme) const override {
    return {{static_cast<double>(scheme.breakpoint), "break-point %1"}};
  }
};

constinit const PiecewiseActivation piecewiseActivation;

constexpr ActivationRange piecewiseRanges[] = {ActivationRange::TopK, ActivationRange::MinMax,
                                               ActivationRange::Percentile, ActivationRange::BatchExtremes};
constexpr std::uint8_t piecewiseKinds[] = {piecesKind};
constexpr const char* piecewiseOperators[] = {
    "quantize_pieces(Tensor x, int bits, float breakpoint, float limit, bool signed) -> Tensor"};
constexpr ActivationOption piecewiseOptions[] = {activationOption<&ActivationOptions::breakpoint>(
    nameOption("breakpoint", 7, breakpointNames, "how pwlq's break-point is found"), "break-point",
    [](const ActivationOptions& options) { return options.method == ActivationMethod::Pwlq; },
    "a rule for the break-point belongs to activations by pwlq")};

}  // namespace

ActivationScheme checkedPieces(std::int64_t bits, double breakpoint, double limit, bool hasSign) {
  if (bits < piecewiseActivationInfo.leastBits || bits > maximumActivationBits)
    throw InputError(text(bits, " bits, expected 2 to ", maximumActivationBits));
  if (!(static_cast<float>(breakpoint) > 0) || !(static_cast<float>(breakpoint) < static_cast<float>(limit)) ||
      !std::isfinite(static_cast<float>(limit)))
    throw InputError(text("break-point ", breakpoint, " of ", limit));
  return piecewiseScheme(static_cast<int>(bits), breakpoint, limit, hasSign, ActivationRange::MinMax);
}

constinit const ActivationMethodInfo piecewiseActivationInfo = {
    .method = ActivationMethod::Pwlq,
    .name = "pwlq",
    .title = "PWLQ",
    .help = "two pieces",
    .kin = Method::Pwlq,
    .quantizer = piecewiseActivation,
    .leastBits = 2,
    .ranges = piecewiseRanges,
    .options = piecewiseOptions,
    .packedKinds = piecewiseKinds,
    .operators = piecewiseOperators,
};

}  // namespace bitprism
