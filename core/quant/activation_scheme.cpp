#include "core/quant/activation_scheme.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::array<std::pair<ActivationRange, const char*>, 4> rangeNames = {
    {{ActivationRange::MinMax, "minmax"},
     {ActivationRange::Percentile, "percentile"},
     {ActivationRange::LeastSquares, "mse"},
     {ActivationRange::BatchExtremes, "batch"}}};

}  // namespace

const char* activationRangeName(ActivationRange range) {
  for (const auto& [value, name] : rangeNames)
    if (value == range) return name;
  return "";
}

ActivationRange activationRangeFromName(std::string_view name) {
  for (const auto& [value, known] : rangeNames)
    if (name == known) return value;
  throw UsageError(text("'", name, "' is no activation range, expected minmax, percentile, mse or batch"));
}

ActivationScheme activationScheme(int bits, double low, double high, bool symmetric, ActivationRange range) {
  if (bits < 1 || bits > 8)
    throw UsageError(text("activations at ", bits, " bits are not possible, expected 1 to 8, or 32 for float"));
  ActivationScheme scheme;
  scheme.bits = bits;
  scheme.range = range;
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  const double codes = scheme.highestCode();
  double step = (high - low) / codes;
  if (low < 0 && symmetric) {
    // 2^(bits-1) - 1 steps to either side, and one more below.
    scheme.zeroPoint = 1 << (bits - 1);
    step = std::max(-low, high) / std::max(1.0, codes - scheme.zeroPoint);
  } else if (low < 0 && step > 0) {
    scheme.zeroPoint = static_cast<int>(std::nearbyint(-low / step));
  }
  // A range below the smallest normal float holds nothing worth a level; any scale gives zeros.
  scheme.scale = step >= 1.2e-38 ? static_cast<float>(step) : 1.0F;
  return scheme;
}

void quantizeActivations(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out) {
  if (scheme.isFloat()) {
    if (in.data() != out.data()) std::copy(in.begin(), in.end(), out.begin());
    return;
  }
  const float scale = scheme.scale;
  const auto lowest = static_cast<float>(-scheme.zeroPoint);
  const auto highest = static_cast<float>(scheme.highestCode() - scheme.zeroPoint);
  // Adding and taking away 1.5 * 2^23 rounds to the nearest whole number, halves to even; clipped first, so that it is
  // small enough for that. Comparisons are written such that NaN passes.
  constexpr float magic = 12582912.0F;
  const float* source = in.data();
  float* target = out.data();
  const auto count = static_cast<std::int64_t>(in.size());
  for (std::int64_t i = 0; i < count; ++i) {
    float code = source[i] / scale;
    code = code < lowest ? lowest : code;
    code = code > highest ? highest : code;
    target[i] = ((code + magic) - magic) * scale;
  }
}

Json toJson(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return {{"bits", scheme.bits}};
  return {{"bits", scheme.bits},
          {"scale", scheme.scale},
          {"zero_point", scheme.zeroPoint},
          {"range", activationRangeName(scheme.range)}};
}

ActivationScheme activationFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("bits") || !json["bits"].is_number_integer())
    throw InputError("an activation has no whole number 'bits'");
  for (const auto& [key, value] : json.items())
    if (key != "bits" && key != "scale" && key != "zero_point" && key != "range")
      throw InputError(
          text("an activation has an unknown option '", key, "', expected bits, scale, zero_point, range"));
  ActivationScheme scheme;
  const auto bits = json["bits"].get<std::int64_t>();
  if (bits == 32) return scheme;
  if (bits < 1 || bits > 8) throw InputError(text("an activation has ", bits, " bits, expected 1 to 8 or 32"));
  scheme.bits = static_cast<int>(bits);
  if (!json.contains("scale") || !json["scale"].is_number() || !json.contains("zero_point") ||
      !json["zero_point"].is_number_integer())
    throw InputError("an activation has no number 'scale' or no whole number 'zero_point'");
  scheme.scale = json["scale"].get<float>();
  if (!(scheme.scale > 0) || !std::isfinite(scheme.scale))
    throw InputError(text("an activation has scale ", json["scale"].dump(), ", expected a number above zero"));
  const auto zeroPoint = json["zero_point"].get<std::int64_t>();
  if (zeroPoint < 0 || zeroPoint > scheme.highestCode())
    throw InputError(text("an activation has zero point ", zeroPoint, ", expected 0 to ", scheme.highestCode()));
  scheme.zeroPoint = static_cast<int>(zeroPoint);
  if (json.contains("range")) {
    if (!json["range"].is_string()) throw InputError("an activation has a 'range' that is no name");
    try {
      scheme.range = activationRangeFromName(json["range"].get<std::string>());
    } catch (const UsageError& problem) {
      throw InputError(problem.what());
    }
  }
  return scheme;
}

}  // namespace bitprism
