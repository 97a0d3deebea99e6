#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workflow/activation_request.h"
#include "core/quant/targets/target_rules.h"
#include "core/search/search_space.h"

namespace bitprism {

// What a target limits before anything runs. Each throws UsageError in one sentence that names option, target and what
// the target accepts; nothing is limited for targets of which nothing is assumed.

// The inputs with the signs and scales of the target.
ActivationRequest fitted(const TargetProfile& target, ActivationRequest request);

// Of weights at these bits; `option` is where they were asked for.
void checkWidth(const TargetProfile& target, const std::string& option, int bits, bool quantizedInputs);

// Those of the widths that some layer of the target may have. Throws where none is.
std::vector<int> widthsFor(const TargetProfile& target, const std::vector<int>& widths, bool quantizedInputs);

// Whether the request quantizes the input of such a layer with weights at these bits.
bool quantizesInput(const ActivationRequest& request, LayerKind kind, int weightBits);

// A scheme that was chosen automatically, as near to it as the target takes; a layer whose input cannot be quantized
// stays float where the target has no such width.
QuantScheme fitted(const TargetProfile& target, const QuantScheme& scheme, LayerKind kind, bool quantizedInput);

// Every layer so, with these inputs.
QuantPlan fitted(const TargetProfile& target, const Network& network, QuantPlan plan, const ActivationRequest& inputs);

// Leaves the choices that the target takes; layers whose inputs cannot be quantized stay float where it takes none.
void limitSpace(SearchSpace& space, const TargetProfile& target, const Network& network,
                const std::vector<ActivationRequest>& inputs);

// checkPlan (target_rules.h) of a plan whose integer form is yet to be made.
void checkPlanWithoutForm(const TargetProfile& target, const Network& network, const QuantPlan& plan);

}  // namespace bitprism
