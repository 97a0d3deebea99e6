#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/quant/activations/activation_scheme.h"
#include "core/quant/plan/integer_form.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

using BitAllocation = std::vector<int>;  // a bit-width per layer, in layer order

// The scheme of every layer. A plain value; JSON names the layers, so that a plan survives a reordering.
struct QuantPlan {
  std::vector<QuantScheme> layers;
  std::vector<ActivationScheme> activations;  // of every layer's input; empty: all stay float
  IntegerForm integer = {};                   // empty: nothing but inputs of layers is rounded

  BitAllocation bits() const;
  bool quantizesActivations() const;  // of any layer, or any tensor of the integer form
  bool isFloat() const;               // nothing is quantized
  ActivationScheme activation(std::size_t layer) const {
    return activations.empty() ? ActivationScheme() : activations[layer];
  }
  auto operator<=>(const QuantPlan&) const = default;
};

// The same scheme for all layers; floatPlan leaves everything as it is.
QuantPlan uniformPlan(std::size_t layers, const QuantScheme& scheme);
QuantPlan floatPlan(std::size_t layers);

// The plan with nothing rounded but weights and inputs of layers.
QuantPlan withoutIntegerForm(QuantPlan plan);

// All layers alike, with the bits of the allocation. Throws UsageError when the lengths differ or a width is
// impossible.
QuantPlan withBits(const Quantization& quantization, const BitAllocation& bits);

// The method or correction, if any, that needs to know what layers read before it quantizes (readsInputs), by its name
// on the command line: the one place that decides whether calibration images are looked at.
std::optional<std::string> needsInputs(std::span<const QuantScheme> schemes);
std::optional<std::string> needsInputs(const QuantPlan& plan);

// {"format":"bitprism-plan","version":1,"network":{"name","hash"},"layers":[{"name","method","bits",...,
// "activation":{"bits","scale","zero_point","range"}}],"integer":{...}}; no "activation": float, no "integer": no
// integer form (integer_form.h).
Json planToJson(const QuantPlan& plan, const Network& network);

// Throws InputError naming the source when a layer of the network is missing, named twice or unknown.
QuantPlan planFromJson(const Json& json, const Network& network, const std::string& source);

}  // namespace bitprism
