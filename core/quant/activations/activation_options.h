#pragma once

#include <compare>
#include <string>

#include "core/base/json.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/methods/aciq_clip.h"
#include "core/quant/methods/pwlq_breakpoint.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// How the inputs of layers are quantized; the same for every layer. Options that a method does not look at stay as they
// are here.
struct ActivationOptions {
  ActivationRange range = ActivationRange::LeastSquares;  // Uniform, Pwlq
  double percentile = 99.99;                              // of the values that are kept, for Percentile
  bool symmetric = false;                                 // Uniform: signed data gets zero point in the middle
  ActivationMethod method = ActivationMethod::Uniform;
  Granularity granularity = Granularity::Tensor;  // Uniform: Channel gives each input channel a grid of its own
  bool allocate = false;                          // Aciq by channel: bits of its own for each, `bits` on average
  Prior prior = Prior::Auto;                      // Aciq: the density whose error is minimised
  bool correct = false;                           // by channel: the mean is restored, ACIQ's bias correction
  Breakpoint breakpoint = Breakpoint::Normal;     // Pwlq
  int block = 32;                                 // Bfp: neighbouring channels that share an exponent
  int exponentBits = 7;                           // Bfp
  double threshold = 0;                           // Gdrq: k of T = k mean |a|; 0: by the bits (activation_range.h)

  auto operator<=>(const ActivationOptions&) const = default;
};

// Throws UsageError when the options do not go together or are out of range.
void checkOptions(const ActivationOptions& options);

// The ranges that a method may have, and the one it has unless asked otherwise.
bool takesRange(ActivationMethod method, ActivationRange range);
ActivationRange standardRange(ActivationMethod method);

// The options with another range; what does not go with that becomes usual again.
ActivationOptions withRange(ActivationOptions options, ActivationRange range);

// "uniform, range aciq, per channel, allocated": for tables and messages.
std::string optionsText(const ActivationOptions& options);

// {"range","percentile","symmetric"} and what is not the usual of "method","per","allocate","prior","correction",
// "breakpoint","block","exponent_bits","threshold". Reading throws InputError for what is missing or impossible; other
// keys are passed over.
Json toJson(const ActivationOptions& options);
ActivationOptions activationOptionsFromJson(const Json& json, const std::string& source);

// "auto", "laplace", "gauss"; "normal", "laplace", "search". Throw UsageError listing the names.
const char* priorName(Prior prior);
Prior priorFromName(std::string_view name);
const char* breakpointName(Breakpoint breakpoint);
Breakpoint breakpointFromName(std::string_view name);

}  // namespace bitprism
