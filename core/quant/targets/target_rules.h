#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/quant/activations/activation_options.h"
#include "core/quant/plan/quant_plan.h"
#include "core/quant/targets/target_profile.h"

namespace bitprism {

// What a target can ask of a plan.
enum class TargetRule {
  WeightBits,         // the widths of weights
  WeightMethod,       // codes on one uniform grid
  WeightZeroPoint,    // symmetric weights
  WeightGranularity,  // one scale a tensor
  WeightRange,        // codes from -(2^(b-1) - 1) on
  WeightScale,        // a power of two
  Correction,         // nothing between what restores the weights and the layer
  InputBits,          // the widths of inputs and of tensors between layers
  InputMethod,        // a single uniform grid
  InputZeroPoint,     // where its zero is
  InputScale,         // a power of two
  IntegerForm         // there, or not there
};

struct TargetFinding {
  TargetRule rule;
  std::string layer;     // or the instruction after which a tensor is rounded; empty: of the plan
  std::string sentence;  // what the plan has and what the target accepts
};

// Every rule that the plan breaks, layer by layer; empty: the target takes the plan.
std::vector<TargetFinding> targetFindings(const TargetProfile& target, const Network& network, const QuantPlan& plan);

// Throws UsageError with the first of them, and their number.
void checkPlan(const TargetProfile& target, const Network& network, const QuantPlan& plan);

// Why the target does not take weights of this scheme; `what` says whose they are. foldsOffsets: what a correction
// restores is folded into the bias.
std::optional<TargetFinding> weightFinding(const TargetProfile& target, const QuantScheme& scheme, LayerKind kind,
                                           bool quantizedInput, bool foldsOffsets, const std::string& what);

// The nearest quantization that the target takes, with what nobody chose: granularity, powers of two, range, correction
// and, where the method is not possible, the method. What is accepted stays as it is.
Quantization fitted(const TargetProfile& target, Quantization quantization, LayerKind kind, bool quantizedInput);

// The options with signs and scales that the target needs.
ActivationOptions fitted(const TargetProfile& target, ActivationOptions options);

// Why no grid of these options suits the target; absent: it does.
std::optional<std::string> inputRefusal(const TargetProfile& target, int bits, const ActivationOptions& options);

// What computes a layer of an exported plan on its target.
struct TargetLayer {
  std::string layer;
  bool integers = false;
  std::string reason;  // why not
};

// Every layer; nothing for targets of which nothing is assumed.
std::vector<TargetLayer> targetLayers(const TargetProfile& target, const Network& network, const QuantPlan& plan);

}  // namespace bitprism
