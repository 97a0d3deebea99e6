#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/json.h"
#include "core/quant/scheme/method_option.h"

namespace bitprism {

inline constexpr int floatBits = 32;  // a layer at 32 bits is not quantized
inline constexpr int halfBits = 16;   // a layer at 16 bits has IEEE half floats as weights (half.h)
inline constexpr int minimumBits = 1;
inline constexpr int maximumBits = 8;  // of codes
inline constexpr std::array<int, 10> existingBits{1, 2, 3, 4, 5, 6, 7, 8, halfBits, floatBits};
inline constexpr double standardPercentile = 99.9;

// The published methods and the baselines for comparison. The numbers are stored in packed files (docs/formats.md); the
// description of each is its row in the catalogue (method_info.h).
enum class Method { Uniform, Aciq, Pwlq, Dsconv, Gdrq, Omse, Kl, Kmeans, Ocs, Adaround, Gptq };
inline constexpr auto existingMethods = [] {
  std::array<Method, enumeratorCount<Method>> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Method>(i);
  return all;
}();

enum class Granularity { Tensor, Channel };
enum class RangeRule { MinMax, LeastSquares, Percentile };

// The statistics of each output channel restored after rounding (correction.h): its mean; mean and standard deviation
// (ACIQ, PWLQ); mean and gain (ours), the gain of the weights or that of the outputs on calibration images.
enum class Correction { None, Mean, MeanStd, Gain, InputGain };

struct QuantScheme;

// How weights are quantized, at any number of bits. A plain value. Fields that the method does not use should keep
// their defaults: canonical().
struct Quantization {
  Method method = Method::Uniform;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;
  double percentile = standardPercentile;  // share of the weights within the range; for RangeRule::Percentile
  OptionValues options;                    // of the method: .options = PwlqOptions{.regions = 3}

  QuantScheme at(int bits) const;
  auto operator<=>(const Quantization&) const = default;
};

// How one layer is quantized: a Quantization with bits. A plain value: two equal schemes give the same codes for the
// same weights. The other fields repeat those of Quantization, so that designated initializers can set all of them.
struct QuantScheme {
  Method method = Method::Uniform;
  int bits = floatBits;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;
  double percentile = standardPercentile;  // share of the weights within the range; for RangeRule::Percentile
  OptionValues options;                    // of the method: .options = PwlqOptions{.regions = 3}

  bool isFloat() const { return bits == floatBits; }
  bool isHalf() const { return bits == halfBits; }
  bool hasCodes() const { return bits <= maximumBits; }
  Quantization quantization() const;
  operator Quantization() const { return quantization(); }  // NOLINT: a scheme is one, at its bits
  auto operator<=>(const QuantScheme&) const = default;
};

// Whether a method uses Quantization::range, supports zero points, and supports one row for the whole tensor.
bool hasRangeRule(Method method);
bool mayBeAffine(Method method);
bool mayBePerTensor(Method method);

// The same with the defaults for everything that its method does not use.
Quantization canonical(Quantization quantization);
QuantScheme canonical(const QuantScheme& scheme);

// The same with that granularity, without options that it excludes.
Quantization withGranularity(Quantization quantization, Granularity granularity);

// Throws UsageError if options are out of range, belong to another method or exclude each other (PWLQ at 1 bit).
void checkScheme(const QuantScheme& scheme);

// The best correction on real networks (docs/measurements.md), the default: the mean for ranges that end at the data,
// mean and gain for fitted or clipping scales, none for solvers, which handle it themselves.
Correction standardCorrection(const Quantization& quantization);

// AdaRound and GPTQ: they need the moments of the layer's input (core/quant/measures/input_moments.h).
bool isSolver(Method method);

// True if the quantizer uses the layer's input: for solvers, and for the correction that restores the gain of the
// outputs.
bool readsInputs(const QuantScheme& scheme);

// True for a correction with a factor, not only the mean.
bool hasFactor(Correction correction);

// Names on the command line, in plans and in the window ("uniform", "tensor", "minmax", "mse", "percentile", "mean",
// "mean-std", "gain").
const char* methodName(Method method);
const char* methodTitle(Method method);  // for display: "DSConv"
const char* granularityName(Granularity granularity);
const char* rangeName(RangeRule range);
const char* correctionName(Correction correction);

// Throw UsageError listing the existing names.
Method methodFromName(std::string_view name);
Granularity granularityFromName(std::string_view name);
RangeRule rangeFromName(std::string_view name);
Correction correctionFromName(std::string_view name);

// "uniform", "laplace,gauss"...: methods by name, "all" for those that are not solvers. Throws UsageError.
std::vector<Method> methodsFromText(const std::string& written);

// Throws UsageError unless bits is 1 to 8, 16 or 32.
void checkBits(int bits);
bool bitsExist(int bits);

// The width this many steps of existingBits higher or lower, limited to the first and the last.
int steppedBits(int bits, int step);

// The percentile as stored in schemes, in millionths, so that all file formats give the same value. Throws UsageError
// unless it is above 50 and at most 100.
double checkedPercentile(double percentile);

// "minmax", "mse" or "percentile 99.9": for tables and messages.
std::string rangeText(const Quantization& quantization);

// The options of the method that are not at their defaults: "block 128, half_scales".
std::string optionsText(const Quantization& quantization);

// {"method","bits","symmetric","per","range","correction"} and, if not at their defaults, "percentile" and the method's
// own options. Reading requires "bits"; the others may be absent. Throws InputError for an unknown key ("name" and
// "activation" are ignored) or value, and for an option of another method.
Json toJson(const QuantScheme& scheme);
QuantScheme schemeFromJson(const Json& json);

}  // namespace bitprism
