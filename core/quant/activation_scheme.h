#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/json.h"

namespace bitprism {

// How the clipping range of an activation is chosen from what calibration saw.
enum class ActivationRange { MinMax, Percentile, LeastSquares, BatchExtremes };

const char* activationRangeName(ActivationRange range);          // "minmax", "percentile", "mse", "batch"
ActivationRange activationRangeFromName(std::string_view name);  // throws UsageError listing the names

// How the input of one layer is quantized: uniformly, one scale and zero point for the whole tensor, codes 0 to
// 2^bits - 1. Data that is never negative has zero point 0 (unsigned); zero itself is always a level. A plain value.
struct ActivationScheme {
  int bits = 32;  // 32: left as it is
  float scale = 1;
  int zeroPoint = 0;
  ActivationRange range = ActivationRange::MinMax;  // where scale and zero point come from; for people

  bool isFloat() const { return bits == 32; }
  int highestCode() const { return (1 << bits) - 1; }
  double low() const { return -static_cast<double>(zeroPoint) * scale; }
  double high() const { return static_cast<double>(highestCode() - zeroPoint) * scale; }
  auto operator<=>(const ActivationScheme&) const = default;
};

// The scheme whose levels span [low, high]; both are moved to include zero, and by at most half a step so that zero is
// a level. symmetric: |low| = |high|, zero in the middle, unless low is not negative. Bits 1 to 8.
ActivationScheme activationScheme(int bits, double low, double high, bool symmetric, ActivationRange range);

// out = (clamp(round(x / scale) + zeroPoint, 0, 2^bits - 1) - zeroPoint) * scale in float32, halves to even: what
// QuantizeLinear and DequantizeLinear of ONNX give. in and out may be the same. A value that is not a number stays so.
void quantizeActivations(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out);

// {"bits","scale","zero_point","range"}; {"bits":32} alone when float. Reading throws InputError for what is missing or
// impossible.
Json toJson(const ActivationScheme& scheme);
ActivationScheme activationFromJson(const Json& json);

}  // namespace bitprism
