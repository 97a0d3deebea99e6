#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/quant/activations/activation_calibration.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// How the inputs of all layers are to be quantized.
struct ActivationRequest {
  int bits = floatBits;  // of every layer; 32: not quantized
  bool tied = false;     // the bits of the layer's weights instead, or the fewest of the method; layers
                         // above 8 bits keep float inputs
  ActivationOptions options;

  bool wanted() const { return tied || bits != floatBits; }
  bool operator==(const ActivationRequest&) const = default;
};

// "8", "32" or "tied". Throws UsageError, also for options that contradict each other.
ActivationRequest activationRequest(const std::string& bits, const ActivationOptions& options);

Json toJson(const ActivationRequest& request);
ActivationRequest activationRequestFromJson(const Json& json, const std::string& source);  // throws InputError

// The options and bits that the request gives the input of a layer with this bit-width of its weights.
ActivationScheme inputScheme(const ActivationRequest& request, const ActivationCalibration& calibration,
                             std::size_t layer, int weightBits);

// A notice about layers that have no input to quantize; may be empty.
std::vector<std::string> activationNotices(const Network& network);

// The plan with its layers' inputs quantized as requested; with one request per layer, layers without one keep what
// they have.
QuantPlan withActivations(QuantPlan plan, const ActivationRequest& request, const ActivationCalibration& calibration);
QuantPlan withActivations(QuantPlan plan, const std::vector<ActivationRequest>& ofLayers,
                          const ActivationCalibration& calibration);

// The request that all layers share; empty if they differ.
std::optional<ActivationRequest> commonRequest(const std::vector<ActivationRequest>& ofLayers);

// For a search: each layer's input by the bits of its weights (0: any), as SearchSpace::activations.
using ActivationsByBits = std::vector<std::map<int, ActivationScheme>>;
ActivationsByBits activationsByBits(const ActivationRequest& request, const ActivationCalibration& calibration);
ActivationsByBits activationsByBits(const std::vector<ActivationRequest>& ofLayers,
                                    const ActivationCalibration& calibration);
// Their bits alone, which are known before calibration.
ActivationsByBits foreseenActivations(const std::vector<ActivationRequest>& ofLayers, const Network& network);
Json toJson(const ActivationsByBits& activations);
ActivationsByBits activationsByBitsFromJson(const Json& json, const std::string& source);  // throws InputError

}  // namespace bitprism
