#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace bitprism {

inline constexpr int floatBits = 32;  // a layer at 32 bits stays as it is
inline constexpr int minimumBits = 1;
inline constexpr int maximumBits = 8;

enum class Method { Uniform };
enum class Granularity { Tensor, Channel };
enum class RangeRule { MinMax, LeastSquares };
enum class Correction { None, Mean };

// How one layer is quantized. A plain value: two equal schemes give the same codes for the same weights.
struct QuantScheme {
  Method method = Method::Uniform;
  int bits = floatBits;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;

  bool isFloat() const { return bits == floatBits; }
  auto operator<=>(const QuantScheme&) const = default;
};

// Names as the command line, plans and the window write them ("uniform", "tensor", "minmax", "mse", "mean").
const char* methodName(Method method);
const char* granularityName(Granularity granularity);
const char* rangeName(RangeRule range);
const char* correctionName(Correction correction);

// Throw UsageError listing the names that exist.
Method methodFromName(std::string_view name);
Granularity granularityFromName(std::string_view name);
RangeRule rangeFromName(std::string_view name);
Correction correctionFromName(std::string_view name);

// Throws UsageError when bits is neither 1 to 8 nor 32.
void checkBits(int bits);

// {"method","bits","symmetric","per","range","correction"}. Reading, "bits" must be there, the others may be absent;
// throws InputError for an unknown key ("name" and "activation" are passed over) or value.
Json toJson(const QuantScheme& scheme);
QuantScheme schemeFromJson(const Json& json);

}  // namespace bitprism
