#include "app/workflow/target_limits.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

// Whether an offset of such a layer becomes a part of its bias.
bool foldsOffsets(const TargetProfile& target, LayerKind kind, bool quantizedInput) {
  return target.integers && quantizedInput && kind != LayerKind::TransposedConvolution;
}

std::optional<TargetFinding> finding(const TargetProfile& target, const QuantScheme& scheme, const Layer& layer,
                                     bool quantizedInput) {
  return weightFinding(target, scheme, layer.kind, quantizedInput, foldsOffsets(target, layer.kind, quantizedInput),
                       text("layer '", layer.name, "'"));
}

// The choices of a group of tied layers that all of them may have.
void limitGroup(SearchSpace& space, const TargetProfile& target, const Network& network,
                const std::vector<ActivationRequest>& inputs, const std::vector<std::size_t>& group) {
  std::optional<TargetFinding> refused;
  bool refusedHasInput = false;
  const auto takes = [&](const LayerChoice& choice) {
    for (const std::size_t l : group) {
      const Layer& layer = network.layers[l];
      const bool quantized = quantizesInput(inputs.at(l), layer.kind, choice.bits);
      const std::optional<TargetFinding> found = finding(target, space.schemeOf(choice), layer, quantized);
      if (!found) continue;
      if (!refused || readsActivations(layer.kind)) refused = found;
      refusedHasInput |= readsActivations(layer.kind);
      return false;
    }
    return true;
  };
  const std::vector<LayerChoice> before = space.layers[group.front()].widths;
  std::vector<LayerChoice> kept;
  std::copy_if(before.begin(), before.end(), std::back_inserter(kept), takes);
  if (kept.size() == before.size()) return;
  if (kept.empty()) {
    const TargetFinding first = *refused;
    if (refusedHasInput || !takes(floatBits)) throw UsageError(text("--target ", target.name, ": ", first.sentence));
    kept = {floatBits};
  }
  for (const std::size_t l : group) {
    SearchSpace::LayerOptions& layer = space.layers[l];
    layer.widths = kept;
    layer.bytes.clear();
    for (const LayerChoice& choice : kept) layer.bytes.push_back(layerBytes(network.layers[l], space.schemeOf(choice)));
  }
}

}  // namespace

ActivationRequest fitted(const TargetProfile& target, ActivationRequest request) {
  if (!target.limits || !request.wanted()) return request;
  request.options = fitted(target, request.options);
  std::vector<int> widths{request.bits};
  if (request.tied) {
    widths.clear();
    for (const int bits : target.weightBits)
      if (bits <= maximumActivationBits) widths.push_back(bits);
  }
  for (const int bits : widths)
    if (const auto refusal = inputRefusal(target, bits, request.options)) {
      const auto known = target.inputBits;
      const std::string option = std::find(known.begin(), known.end(), bits) == known.end()
                                     ? text("--activation-bits ", request.tied ? std::string("tied") : text(bits))
                                 : request.options.granularity == Granularity::Channel
                                     ? std::string("--activation-per channel")
                                     : text("--activation-method ", activationMethodName(request.options.method));
      throw UsageError(text(option, " for --target ", target.name, ": ", *refusal));
    }
  return request;
}

void checkWidth(const TargetProfile& target, const std::string& option, int bits, bool quantizedInputs) {
  if (!target.limits || target.hasWidth(bits, quantizedInputs)) return;
  const std::string weights = text(option, ' ', bits, " for --target ", target.name, ": ");
  if (quantizedInputs)
    throw UsageError(text(weights, target.name, " accepts ", widthsText(target.weightBits), " for weights"));
  throw UsageError(text(weights, target.name, " accepts ", widthsText(target.aloneBits),
                        " for weights of layers with float inputs, and with quantized ones (--activation-bits) ",
                        widthsText(target.weightBits)));
}

std::vector<int> widthsFor(const TargetProfile& target, const std::vector<int>& widths, bool quantizedInputs) {
  if (!target.limits) return widths;
  std::vector<int> kept;
  for (const int bits : widths)
    if (target.hasWidth(bits, quantizedInputs)) kept.push_back(bits);
  if (!kept.empty()) return kept;
  checkWidth(target, "--bits", widths.at(0), quantizedInputs);
  return widths;
}

bool quantizesInput(const ActivationRequest& request, LayerKind kind, int weightBits) {
  return readsActivations(kind) && request.wanted() && !(request.tied && weightBits > maximumActivationBits);
}

QuantScheme fitted(const TargetProfile& target, const QuantScheme& scheme, LayerKind kind, bool quantizedInput) {
  if (!target.limits || !scheme.hasCodes()) return scheme;
  const QuantScheme near = fitted(target, scheme.quantization(), kind, quantizedInput).at(scheme.bits);
  const bool folds = foldsOffsets(target, kind, quantizedInput);
  if (!readsActivations(kind) && weightFinding(target, near, kind, quantizedInput, folds, {})) {
    const QuantScheme whole{.bits = floatBits};
    if (!weightFinding(target, whole, kind, quantizedInput, folds, {})) return whole;
  }
  return near;
}

QuantPlan fitted(const TargetProfile& target, const Network& network, QuantPlan plan, const ActivationRequest& inputs) {
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const LayerKind kind = network.layers.at(l).kind;
    plan.layers[l] = fitted(target, plan.layers[l], kind, quantizesInput(inputs, kind, plan.layers[l].bits));
  }
  return plan;
}

void limitSpace(SearchSpace& space, const TargetProfile& target, const Network& network,
                const std::vector<ActivationRequest>& inputs) {
  if (!target.limits) return;
  std::vector<bool> tied(space.size(), false);
  for (const std::vector<std::size_t>& group : space.ties) {
    limitGroup(space, target, network, inputs, group);
    for (const std::size_t l : group) tied[l] = true;
  }
  for (std::size_t l = 0; l < space.size(); ++l)
    if (!tied[l]) limitGroup(space, target, network, inputs, {l});
}

void checkPlanWithoutForm(const TargetProfile& target, const Network& network, const QuantPlan& plan) {
  for (const TargetFinding& finding : targetFindings(target, network, plan))
    if (finding.rule != TargetRule::IntegerForm && finding.rule != TargetRule::Correction)
      throw UsageError(text("--target ", target.name, ": ", finding.sentence));
}

}  // namespace bitprism
