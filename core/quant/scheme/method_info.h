#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/network/layer.h"
#include "core/quant/scheme/activation_kinds.h"
#include "core/quant/scheme/method_option.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

class Quantizer;
struct CodeLayout;

// The label of a histogram at the ends of a row's levels: %1 is the value and %2 the same in standard deviations.
struct RangeMark {
  const char* text;        // null: none
  bool halfRange = false;  // the value is half the distance between the ends, not the larger magnitude
};

// How training under a plan reshapes a layer's weights towards the method's grid (GDRQ's Scale-Clip).
struct WeightReshaping {
  Floats (*reshaped)(const Layer& layer, const QuantScheme& scheme);
  double (*limit)(std::span<const float> weights, const QuantScheme& scheme);  // of magnitudes
  QuantScheme (*trainedScheme)(QuantScheme scheme);                            // for weights trained this way
};

// A row of a method in a comparison of methods: weights at any bits, and how inputs are quantized.
struct ComparedVariant {
  std::string name;  // for display
  Quantization weights;
  ActivationRange range = ActivationRange::LeastSquares;
  ActivationMethod activations = ActivationMethod::Uniform;
  bool perChannel = false, allocate = false, correct = false;  // of inputs, see ActivationOptions
};

// The description of a weight method; a row of the catalogue (core/quant/catalogue). Each is defined at the end of its
// method's own file.
struct MethodInfo {
  Method method;
  const char* name;                       // on the command line and in plans
  const char* title;                      // for display
  std::uint32_t lightColour, darkColour;  // 0xrrggbb, on light and dark backgrounds
  const Quantizer& quantizer;
  CodeLayout (*layout)(const QuantScheme& scheme);
  std::span<const MethodOption> options = {};

  bool rangeRules = false;    // uses Quantization::range
  bool namedByRange = false;  // displayed as "Uniform min-max"
  bool zeroPoints = false;    // may be affine
  bool perTensor = true;      // may use one row for the whole tensor
  bool solver = false;        // requires input moments, and handles the correction itself

  bool (*wholeRange)(const Quantization& quantization) =
      nullptr;  // levels reach the ends of the data; null: by the range rule
  Quantization (*perTensorScheme)(Quantization quantization) = nullptr;  // without options that need a row per channel
  void (*check)(const QuantScheme& scheme) = nullptr;                    // throws UsageError for invalid combinations
  RangeMark (*rangeMark)(const QuantScheme& scheme) = nullptr;
  const WeightReshaping* reshaping = nullptr;
  std::vector<ComparedVariant> (*compared)() = nullptr;
};

// Whether training under the scheme may reshape the weights first.
bool reshapesWeights(const QuantScheme& scheme);

// The method's row in the catalogue.
const MethodInfo& methodInfo(Method method);

// All options of all methods, without repetitions, in the order of their numbers.
const std::vector<const MethodOption*>& methodOptions();

// Whether the method has the option.
bool hasOption(Method method, const MethodOption& option);

}  // namespace bitprism
