#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace bitprism {

inline constexpr int floatBits = 32;  // a layer at 32 bits stays as it is
inline constexpr int halfBits = 16;   // a layer at 16 bits has its weights as IEEE half floats (half.h)
inline constexpr int minimumBits = 1;
inline constexpr int maximumBits = 8;  // of codes
inline constexpr std::array<int, 10> existingBits{1, 2, 3, 4, 5, 6, 7, 8, halfBits, floatBits};
inline constexpr double standardPercentile = 99.9;

enum class Method { Uniform };
enum class Granularity { Tensor, Channel };
enum class RangeRule { MinMax, LeastSquares, Percentile };
enum class Correction { None, Mean };

// How one layer is quantized. A plain value: two equal schemes give the same codes for the same weights.
struct QuantScheme {
  Method method = Method::Uniform;
  int bits = floatBits;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;
  double percentile = standardPercentile;  // of the weights kept within the range; only RangeRule::Percentile looks

  bool isFloat() const { return bits == floatBits; }
  bool isHalf() const { return bits == halfBits; }
  bool hasCodes() const { return bits <= maximumBits; }
  auto operator<=>(const QuantScheme&) const = default;
};

// Names as the command line, plans and the window write them ("uniform", "tensor", "minmax", "mse", "percentile",
// "mean").
const char* methodName(Method method);
const char* granularityName(Granularity granularity);
const char* rangeName(RangeRule range);
const char* correctionName(Correction correction);

// Throw UsageError listing the names that exist.
Method methodFromName(std::string_view name);
Granularity granularityFromName(std::string_view name);
RangeRule rangeFromName(std::string_view name);
Correction correctionFromName(std::string_view name);

// Throws UsageError when bits is none of 1 to 8, 16 and 32.
void checkBits(int bits);
bool bitsExist(int bits);

// So many widths of existingBits further up or down, as far as there are any.
int steppedBits(int bits, int step);

// The percentile as schemes hold it, in millionths, so that every file gives back the same one. Throws UsageError
// unless it is above 50 and at most 100.
double checkedPercentile(double percentile);

// "minmax", "mse" or "percentile 99.9": what a table or a message says.
std::string rangeText(const QuantScheme& scheme);

// {"method","bits","symmetric","per","range","correction"} and, with that range, "percentile". Reading, "bits" must be
// there, the others may be absent; throws InputError for an unknown key ("name" and "activation" are passed over) or value.
Json toJson(const QuantScheme& scheme);
QuantScheme schemeFromJson(const Json& json);

}  // namespace bitprism
