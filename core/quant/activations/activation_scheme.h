#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/network/layer.h"
#include "core/quant/scheme/activation_kinds.h"
#include "core/quant/scheme/method_option.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// What the program knows of a range: its name in files, titles for people (of a form; of a curve), the name of the
// method that finds it, by which --activation-method may ask for it (or none), and the method whose colour it has.
struct ActivationRangeInfo {
  ActivationRange range;
  const char* name;
  const char* title;
  const char* shortTitle;
  const char* help;
  const char* methodName;
  Method kin;
};
const ActivationRangeInfo& activationRangeInfo(ActivationRange range);
std::span<const ActivationRangeInfo> activationRanges();

const char* activationMethodName(ActivationMethod method);         // "uniform", "pwlq", "bfp"
ActivationMethod activationMethodFromName(std::string_view name);  // throws UsageError listing the names
const char* activationRangeName(ActivationRange range);            // "minmax", "percentile", "mse", "batch", ...
ActivationRange activationRangeFromName(std::string_view name);    // throws UsageError listing the names

// The uniform levels of one input channel: scale (code - zeroPoint), codes 0 to 2^bits - 1. Without bits there is but
// code 0, so that -zeroPoint scale stands for every value: zero, or the channel's mean at zero point -1 or 1. `shift`
// is added to what comes out above zero (ACIQ's correction of the mean).
struct ChannelGrid {
  int bits = 8;
  float scale = 1;
  int zeroPoint = 0;
  float shift = 0;

  int highestCode() const { return (1 << bits) - 1; }
  auto operator<=>(const ChannelGrid&) const = default;
};

// How the input of one layer is quantized. A plain value.
//
// Uniform: one scale and zero point for the whole tensor, codes 0 to 2^bits - 1, or a grid for each input channel
// (`channels`; then scale and zero point stay as they are here, and bits is what the channels have on average). Data
// that is never negative has zero point 0 (unsigned); zero itself is always a level.
// Pwlq (Fang 2020, eq. 3): |x| up to the break-point p in steps of p / (2^(bits-1) - 1), beyond it p + steps of
// (limit - p) / (2^(bits-1) - 1); the sign is put back. Unsigned data needs no sign: a code is a bit for the region and
// bits - 1 for the magnitude, bits in all; signed data takes bits + 1.
// Bfp: blocks of neighbouring channels at one position share an exponent (bfp.h). `bits` are those of a code, sign
// included: the mantissa has bits - 1; unsigned data needs no sign, its mantissa has all of them.
struct ActivationScheme {
  int bits = 32;  // 32: left as it is
  float scale = 1;
  int zeroPoint = 0;
  ActivationRange range = ActivationRange::MinMax;  // where scale and zero point come from; for people
  ActivationMethod method = ActivationMethod::Uniform;
  std::vector<ChannelGrid> channels;  // Uniform: empty, or one per input channel
  bool hasSign = false;               // Pwlq, Bfp: the data is negative somewhere
  float breakpoint = 0, limit = 0;    // Pwlq: 0 < breakpoint < limit
  OptionValues own;                   // of the method's own options, those that its levels depend on (Bfp: both)

  bool isFloat() const { return bits == 32; }
  bool perChannel() const { return !channels.empty(); }
  bool isSingleGrid() const { return method == ActivationMethod::Uniform && !perChannel(); }
  int highestCode() const { return (1 << bits) - 1; }  // Uniform
  double low() const { return -static_cast<double>(zeroPoint) * scale; }
  double high() const { return static_cast<double>(highestCode() - zeroPoint) * scale; }
  int pieceCodes() const { return (1 << (bits - 1)) - 1; }       // Pwlq: of each piece, zero aside
  float pieceStep(bool outer) const;                             // Pwlq
  int mantissaBits() const { return bits - (hasSign ? 1 : 0); }  // Bfp
  auto operator<=>(const ActivationScheme&) const = default;
};

inline constexpr int maximumActivationBits = 8;
inline constexpr int leastExponentBits = 2, mostExponentBits = 7, mostBlockChannels = 65535;

// The scheme whose levels span [low, high]; both are moved to include zero, and by at most half a step so that zero is
// a level. symmetric: |low| = |high|, zero in the middle, unless low is not negative. Bits 1 to 8.
ActivationScheme activationScheme(int bits, double low, double high, bool symmetric, ActivationRange range);

// The same levels for one channel, and the one level of a channel without bits.
ChannelGrid channelGrid(int bits, double low, double high, bool symmetric);
ChannelGrid constantGrid(double value);

// Two pieces up to the limit. Throws UsageError below 2 bits.
ActivationScheme piecewiseScheme(int bits, double breakpoint, double limit, bool hasSign, ActivationRange range);

// Block floating point. Throws UsageError when the options are out of range or leave no bit for the magnitude.
ActivationScheme blockScheme(int bits, bool hasSign, int block, int exponentBits);

// The fewest bits that a method has codes for.
int leastActivationBits(ActivationMethod method);

// How many channels the layer's input has, and along which of its axes they lie (-1: the last).
std::int64_t inputChannels(const Layer& layer);
std::int64_t inputChannelAxis(LayerKind kind);

// Throws UsageError naming the layer when the scheme has grids for another number of channels.
void checkChannels(const ActivationScheme& scheme, const Layer& layer);

// What the grids of channels have beside scale and zero point.
struct ActivationChannelParts {
  bool ownBits = false;  // other than the scheme's
  bool shifts = false;

  explicit ActivationChannelParts(const ActivationScheme& scheme);
};

// Bits that a value of that shape takes under the scheme, shared exponents included; axis: of its channels.
std::int64_t storedBits(const ActivationScheme& scheme, const Shape& shape, std::int64_t axis);

// The numbers that a value can become, rising; of the middle one of the channels where each has its own, none for
// block floating point, whose levels move with the data.
std::vector<double> activationLevels(const ActivationScheme& scheme);

// What a table or the window says: "uniform, range mse", "pwlq, range topk, break-point 1.25 of 4".
std::string activationText(const ActivationScheme& scheme);

// {"bits","scale","zero_point","range"}; {"bits":32} alone when float. With a grid a channel: {"bits","range",
// "channels":{"scale":[],"zero_point":[],"bits":[],"shift":[]}}, the last two only where they say something; Pwlq:
// {"method","bits","range","breakpoint","limit","signed"}; Bfp: {"method","bits","block","exponent_bits","signed"}.
// Reading throws InputError for what is missing or impossible.
Json toJson(const ActivationScheme& scheme);
ActivationScheme activationFromJson(const Json& json);

}  // namespace bitprism
