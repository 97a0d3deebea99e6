#pragma once

#include <compare>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/methods/aciq_clip.h"
#include "core/quant/methods/pwlq_breakpoint.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// How the inputs of layers are quantized; the same for every layer. Options that a method or range does not have stay
// as they are here.
struct ActivationOptions {
  ActivationRange range = ActivationRange::LeastSquares;
  double percentile = 99.99;  // of the values that are kept, for ActivationRange::Percentile
  bool symmetric = false;     // signed data gets its zero point in the middle
  ActivationMethod method = ActivationMethod::Uniform;
  Granularity granularity = Granularity::Tensor;  // Channel gives each input channel a grid of its own
  bool allocate = false;                          // Aciq by channel: bits of its own for each, `bits` on average
  Prior prior = Prior::Auto;                      // Aciq: the density whose error is minimised
  bool correct = false;                           // by channel: the mean is restored, ACIQ's bias correction
  Breakpoint breakpoint = Breakpoint::Normal;     // Pwlq
  OptionValues own;                               // those of one method alone: .own = BlockOptions{.block = 16}
  double threshold = 0;                           // Gdrq: k of T = k mean |a|; 0: by the bits (activation_range.h)
  bool signedCodes = false;                       // zero in the middle also where data is never negative
  bool powerOfTwo = false;                        // the scale is a power of two

  auto operator<=>(const ActivationOptions&) const = default;
};

// One of them as the command line (--activation-KEY), plans, forms and messages have it.
struct ActivationOption {
  MethodOption option;  // its number is its place among the others
  const char* title;    // for people
  bool (*applies)(const ActivationOptions&);
  const char* whyNot;  // a sentence where it is set and does not apply; %1 is the method
  double (*get)(const ActivationOptions&);
  void (*set)(ActivationOptions&, double);
};

template <auto Member>
double activationOptionValue(const ActivationOptions& options) {
  return static_cast<double>(options.*Member);
}
template <auto Member>
void setActivationOption(ActivationOptions& options, double value) {
  using Value = std::remove_reference_t<decltype(options.*Member)>;
  options.*Member = static_cast<Value>(static_cast<std::conditional_t<std::is_enum_v<Value>, int, Value>>(value));
}
template <auto Member>
constexpr ActivationOption activationOption(MethodOption option, const char* title,
                                            bool (*applies)(const ActivationOptions&), const char* whyNot) {
  return {option, title, applies, whyNot, activationOptionValue<Member>, setActivationOption<Member>};
}

// One that is in ActivationOptions::own: the one of this index in the method's table of options.
template <const auto& table, std::size_t index>
constexpr ActivationOption ownActivationOption(const char* title, bool (*applies)(const ActivationOptions&),
                                               const char* whyNot) {
  return {table[index],
          title,
          applies,
          whyNot,
          [](const ActivationOptions& options) { return options.own.get(table[index]); },
          [](ActivationOptions& options, double value) { options.own.set(table[index], value); }};
}

// All of them, in the order of their numbers: those that methods share, and each method's own.
const std::vector<const ActivationOption*>& activationOptions();

// Throws UsageError when the options do not go together or are out of range.
void checkOptions(const ActivationOptions& options);

// The ranges that a method may have, and the one it has unless asked otherwise.
bool takesRange(ActivationMethod method, ActivationRange range);
ActivationRange standardRange(ActivationMethod method);

// The options with another range; what does not go with that becomes standard again.
ActivationOptions withRange(ActivationOptions options, ActivationRange range);

// The options without what does not apply.
ActivationOptions settled(ActivationOptions options);

// The method, range and own options that give such a scheme.
ActivationOptions optionsOf(const ActivationScheme& scheme);

// "uniform, range aciq, per channel, allocate": for tables and messages.
std::string optionsText(const ActivationOptions& options);

// {"range","percentile","symmetric"} and what is not standard of "method","per","allocate","prior","correction",
// "breakpoint","block","exponent_bits","threshold","signed","power_of_two". Reading throws InputError for what is
// missing or impossible; other keys are passed over.
Json toJson(const ActivationOptions& options);
ActivationOptions activationOptionsFromJson(const Json& json, const std::string& source);

}  // namespace bitprism
