#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// One option that only some methods look at: what the command line, plans and packed files call it, and what it may be.
struct SchemeOption {
  enum class Kind { Flag, Whole, Number, Name };

  const char* key;      // "half_scales" in plans, --half-scales on the command line
  std::uint8_t number;  // in packed files
  Kind kind;
  double low, high;                    // both allowed; of a Name the first and last index
  std::span<const char* const> names;  // of a Name, by index
  const char* help;                    // a phrase
  bool (*looks)(Method method);        // true: the method looks at it
  double (*get)(const QuantScheme&);
  void (*set)(QuantScheme&, double);

  bool isStandard(const QuantScheme& scheme) const { return get(scheme) == get(QuantScheme()); }
};

// All of them, in the order of their numbers.
std::span<const SchemeOption> schemeOptions();

// By key; null when there is none.
const SchemeOption* schemeOption(std::string_view key);

// Throws UsageError unless the value is within the option's bounds (and whole, unless it is a Number).
void checkOption(const SchemeOption& option, double value);

// A Number as files keep it, in millionths, so that every file gives back the same one.
double roundedOption(const SchemeOption& option, double value);

// The scheme with every such option as usual.
QuantScheme standardOptions(QuantScheme scheme);

// Words for those options of the method that are not the usual: "block 128, half_scales".
std::string optionsText(const QuantScheme& scheme);

}  // namespace bitprism
