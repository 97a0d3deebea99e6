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

inline constexpr int floatBits = 32;  // a layer at 32 bits stays as it is
inline constexpr int halfBits = 16;   // a layer at 16 bits has its weights as IEEE half floats (half.h)
inline constexpr int minimumBits = 1;
inline constexpr int maximumBits = 8;  // of codes
inline constexpr std::array<int, 10> existingBits{1, 2, 3, 4, 5, 6, 7, 8, halfBits, floatBits};
inline constexpr double standardPercentile = 99.9;

// The published methods and the baselines they are judged by. The numbers stand in packed files (docs/formats.md);
// what the program knows of each is its row in the catalogue (method_info.h).
enum class Method { Uniform, Aciq, Pwlq, Dsconv, Gdrq, Omse, Kl, Kmeans, Ocs, Adaround, Gptq };
inline constexpr auto existingMethods = [] {
  std::array<Method, enumeratorCount<Method>> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Method>(i);
  return all;
}();

enum class Granularity { Tensor, Channel };
enum class RangeRule { MinMax, LeastSquares, Percentile };

// What is restored of each output channel after rounding (correction.h): its mean; mean and standard deviation (ACIQ,
// PWLQ); mean and gain (ours), the gain of the weights or that of the outputs on calibration images.
enum class Correction { None, Mean, MeanStd, Gain, InputGain };

struct QuantScheme;

// How weights are quantized at whatever bits. A plain value. What a method does not have should stay as it is here:
// canonical().
struct Quantization {
  Method method = Method::Uniform;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;
  double percentile = standardPercentile;  // of the weights kept within the range; for RangeRule::Percentile
  OptionValues options;                    // of the method: .options = PwlqOptions{.regions = 3}

  QuantScheme at(int bits) const;
  auto operator<=>(const Quantization&) const = default;
};

// How one layer is quantized: a Quantization with bits. A plain value: two equal schemes give the same codes for the
// same weights. Its other fields are those of Quantization, so that all are written in one list.
struct QuantScheme {
  Method method = Method::Uniform;
  int bits = floatBits;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;
  double percentile = standardPercentile;  // of the weights kept within the range; for RangeRule::Percentile
  OptionValues options;                    // of the method: .options = PwlqOptions{.regions = 3}

  bool isFloat() const { return bits == floatBits; }
  bool isHalf() const { return bits == halfBits; }
  bool hasCodes() const { return bits <= maximumBits; }
  Quantization quantization() const;
  operator Quantization() const { return quantization(); }  // NOLINT: a scheme is one, at its bits
  auto operator<=>(const QuantScheme&) const = default;
};

// Whether a method takes its range from Quantization::range, whether it can have zero points, and whether it can have
// one row for the whole tensor.
bool hasRangeRule(Method method);
bool mayBeAffine(Method method);
bool mayBePerTensor(Method method);

// The same with all that its method does not have as Quantization has it.
Quantization canonical(Quantization quantization);
QuantScheme canonical(const QuantScheme& scheme);

// The same with that granularity, without options that do not go with it.
Quantization withGranularity(Quantization quantization, Granularity granularity);

// Throws UsageError when options are out of range, belong to another method or do not go together (PWLQ at 1 bit).
void checkScheme(const QuantScheme& scheme);

// What does best on real networks (docs/measurements.md), where nobody asks for another: the mean for ranges that
// end at the data, mean and gain for scales that were fitted or clip, nothing for solvers, which see to it themselves.
Correction standardCorrection(const Quantization& quantization);

// AdaRound and GPTQ: they need to know what the layer reads (core/quant/measures/input_moments.h).
bool isSolver(Method method);

// True for a scheme whose quantizer looks at what the layer reads: a solver's, or one that restores the gain of the
// outputs.
bool readsInputs(const QuantScheme& scheme);

// True for a correction that has a factor, not the mean alone.
bool hasFactor(Correction correction);

// Names as the command line, plans and the window write them ("uniform", "tensor", "minmax", "mse", "percentile",
// "mean", "mean-std", "gain").
const char* methodName(Method method);
const char* methodTitle(Method method);  // "DSConv": for people
const char* granularityName(Granularity granularity);
const char* rangeName(RangeRule range);
const char* correctionName(Correction correction);

// Throw UsageError listing the names that exist.
Method methodFromName(std::string_view name);
Granularity granularityFromName(std::string_view name);
RangeRule rangeFromName(std::string_view name);
Correction correctionFromName(std::string_view name);

// "uniform", "laplace,gauss"...: methods by name, "all" for those that are no solvers. Throws UsageError.
std::vector<Method> methodsFromText(const std::string& written);

// Throws UsageError when bits is none of 1 to 8, 16 and 32.
void checkBits(int bits);
bool bitsExist(int bits);

// So many widths of existingBits further up or down, as far as there are any.
int steppedBits(int bits, int step);

// The percentile as schemes hold it, in millionths, so that every file gives back the same one. Throws UsageError
// unless it is above 50 and at most 100.
double checkedPercentile(double percentile);

// "minmax", "mse" or "percentile 99.9": what a table or a message says.
std::string rangeText(const Quantization& quantization);

// Words for those options of the method that are not standard: "block 128, half_scales".
std::string optionsText(const Quantization& quantization);

// {"method","bits","symmetric","per","range","correction"} and, where they are not the usual, "percentile" and the
// method's own options. Reading, "bits" must be there, the others may be absent; throws InputError for an unknown key
// ("name" and "activation" are passed over) or value, and for an option of another method.
Json toJson(const QuantScheme& scheme);
QuantScheme schemeFromJson(const Json& json);

}  // namespace bitprism
