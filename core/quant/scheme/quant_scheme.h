#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace bitprism {

inline constexpr int floatBits = 32;  // a layer at 32 bits stays as it is
inline constexpr int halfBits = 16;   // a layer at 16 bits has its weights as IEEE half floats (half.h)
inline constexpr int minimumBits = 1;
inline constexpr int maximumBits = 8;  // of codes
inline constexpr std::array<int, 10> existingBits{1, 2, 3, 4, 5, 6, 7, 8, halfBits, floatBits};
inline constexpr double standardPercentile = 99.9;

// The published methods and the baselines they are judged by; a file each in core/quant. The numbers stand in packed
// files (resources/formats.md).
enum class Method { Uniform, Aciq, Pwlq, Dsconv, Gdrq, Omse, Kl, Kmeans, Ocs, Adaround, Gptq };
inline constexpr std::array existingMethods{Method::Uniform, Method::Aciq,     Method::Pwlq, Method::Dsconv,
                                            Method::Gdrq,    Method::Omse,     Method::Kl,   Method::Kmeans,
                                            Method::Ocs,     Method::Adaround, Method::Gptq};

enum class Granularity { Tensor, Channel };
enum class RangeRule { MinMax, LeastSquares, Percentile };

// What is restored of each output channel after rounding (correction.h): its mean; mean and standard deviation (ACIQ,
// PWLQ); mean and gain (ours), the gain of the weights or that of the outputs on calibration images.
enum class Correction { None, Mean, MeanStd, Gain, InputGain };

enum class Prior { Auto, Laplace, Gauss };          // ACIQ: the density whose error is minimised; Auto: by channel
enum class Breakpoint { Normal, Laplace, Search };  // PWLQ: closed form for that density, or the least true error
enum class Reading { R1, R2, R2s };                 // GDRQ: what the paper's grid may be (gdrq.h)

// How one layer is quantized. A plain value: two equal schemes give the same codes for the same weights. Options
// that a method does not look at (scheme_options.h) should stay as they are here: canonical().
struct QuantScheme {
  Method method = Method::Uniform;
  int bits = floatBits;
  bool symmetric = true;
  Granularity granularity = Granularity::Channel;
  RangeRule range = RangeRule::MinMax;
  Correction correction = Correction::Mean;
  double percentile = standardPercentile;  // of the weights kept within the range; only RangeRule::Percentile looks

  Prior prior = Prior::Auto;                   // ACIQ
  bool oneSided = false;                       // ACIQ: for what a ReLU reads; negative values become 0
  bool clip = true;                            // ACIQ: false keeps the whole range, as its authors do for weights
  bool allocate = false;                       // ACIQ: bits of its own for each channel, `bits` on average
  Breakpoint breakpoint = Breakpoint::Normal;  // PWLQ
  int regions = 2;                             // PWLQ: 2 to 4, one more than break-points
  bool overlapping = false;                    // PWLQ: the tails' grid reaches from -max to max
  int block = 32;                              // DSConv: input channels that share a scale
  bool halfScales = false;                     // DSConv: scales as half floats
  bool refine = false;                         // DSConv: codes and scales by turns until the squared error rests
  int group = 1;                               // GDRQ: output channels that share a threshold
  bool sorted = false;                         // GDRQ: groups of channels alike in mean |w|, not of neighbours
  Reading reading = Reading::R1;               // GDRQ
  double threshold = 0;                        // GDRQ: k of T = k mean |w|; 0: the best for the bits
  int terms = 1;                               // OMSE: 2 keeps the rest as a tensor of its own, of as many bits
  bool exact = false;                          // k-means: the optimum by dynamic programming
  double expand = 0.02;                        // OCS: share of input channels that are split
  bool author = false;                         // the authors' tables and grids, for comparison

  bool isFloat() const { return bits == floatBits; }
  bool isHalf() const { return bits == halfBits; }
  bool hasCodes() const { return bits <= maximumBits; }
  auto operator<=>(const QuantScheme&) const = default;
};

// Whether a method takes its range from QuantScheme::range, and whether it can have zero points.
bool hasRangeRule(Method method);
bool mayBeAffine(Method method);

// The scheme with all that its method does not look at as QuantScheme has it.
QuantScheme canonical(QuantScheme scheme);

// Throws UsageError when the options are out of range, are none of the method's or do not go together (PWLQ at 1 bit).
void checkScheme(const QuantScheme& scheme);

// What does best on real networks (resources/measurements.md), where nobody asks for another: the mean for ranges that
// end at the data, mean and gain for scales that were fitted or clip, nothing for solvers, which see to it themselves.
Correction standardCorrection(const QuantScheme& scheme);

// AdaRound and GPTQ: they need to know what the layer reads (Layer::inputs).
bool isSolver(Method method);

// True for a scheme whose quantizer looks at Layer::inputs: a solver's, or one that restores the gain of the outputs.
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
std::string rangeText(const QuantScheme& scheme);

// {"method","bits","symmetric","per","range","correction"} and, where they are not the usual, "percentile" and the
// method's own options. Reading, "bits" must be there, the others may be absent; throws InputError for an unknown key
// ("name" and "activation" are passed over) or value, and for an option of another method.
Json toJson(const QuantScheme& scheme);
QuantScheme schemeFromJson(const Json& json);

}  // namespace bitprism
