#include "app/workflow/automatic_methods.h"

#include <algorithm>
#include <map>
#include <utility>

#include "app/workflow/target_limits.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {
namespace {

bool matters(const Network& network, int bits) {
  return std::any_of(network.layers.begin(), network.layers.end(),
                     [&](const Layer& layer) { return choiceMatters(layer, bits); });
}

}  // namespace

QuantPlan automaticPlan(Study& study, int bits, SchemeUse use, std::stop_token stop, const Progress& progress) {
  if (bits <= maximumBits && study.canCalibrate() && matters(*study.network(), bits))
    study.calibrateInputs(stop, progress);
  const Network& network = *study.network();
  return automaticPlan(network, study.calibration(), BitAllocation(network.layers.size(), bits), use, stop, progress);
}

QuantPlan trainedPlan(Study& study, const Network& network, QuantPlan plan, const std::vector<bool>& automatic,
                      std::stop_token stop, const Progress& progress) {
  std::vector<std::size_t> open;
  for (std::size_t l = 0; l < plan.layers.size(); ++l)
    if (automatic[l] && plan.layers[l].hasCodes()) open.push_back(l);
  const auto winnable = [&](std::size_t l) { return choiceMatters(network.layers[l], plan.layers[l].bits); };
  const bool same = study.network()->hash == network.hash;
  if (same && study.canCalibrate() && std::any_of(open.begin(), open.end(), winnable))
    study.calibrateInputs(stop, progress);
  std::vector<std::vector<int>> widths(plan.layers.size());
  for (const std::size_t l : open) widths[l] = {plan.layers[l].bits};
  const auto schemes =
      automaticSchemes(network, same ? study.calibration() : Calibration(), widths, SchemeUse::Trained, stop, progress);
  for (const std::size_t l : open) plan.layers[l] = schemes[l].front();
  return plan;
}

std::vector<std::vector<int>> widthsToChoose(const SearchRequest& request, const Network& network) {
  const SearchSpace space = searchSpace(network, {}, request.widths, request.rules);
  std::vector<std::vector<int>> widths;
  for (const SearchSpace::LayerOptions& layer : space.layers) {
    widths.push_back(bitsOf(layer.widths));
    // Rules may change while it runs.
    widths.back().insert(widths.back().end(), request.widths.begin(), request.widths.end());
    std::sort(widths.back().begin(), widths.back().end());
    widths.back().erase(std::unique(widths.back().begin(), widths.back().end()), widths.back().end());
    std::erase_if(widths.back(), [](int bits) { return bits > maximumBits; });
  }
  return widths;
}

void setChoices(SearchRequest& request, std::vector<std::vector<QuantScheme>> schemes) {
  for (std::size_t l = 0; l < request.kept.size(); ++l) {
    if (!request.kept[l]) continue;
    std::erase_if(schemes[l], [&](const QuantScheme& scheme) { return !allowsBits(*request.kept[l], scheme.bits); });
    for (QuantScheme& scheme : schemes[l]) scheme = request.kept[l]->at(scheme.bits);
  }
  request.automatic = true;
  request.scheme = {};
  request.others.clear();
  request.choices.assign(schemes.size(), {});
  const auto numberOf = [&](const Quantization& quantization) {
    if (quantization == request.scheme) return 0;
    auto found = std::find(request.others.begin(), request.others.end(), quantization);
    if (found == request.others.end()) found = request.others.insert(request.others.end(), quantization);
    return static_cast<int>(found - request.others.begin()) + 1;
  };
  for (std::size_t l = 0; l < schemes.size(); ++l)
    for (const QuantScheme& scheme : schemes[l])
      request.choices[l].push_back(LayerChoice(scheme.bits, numberOf(scheme.quantization())));
}

void fitToTarget(const SearchRequest& request, const Network& network, std::vector<std::vector<QuantScheme>>& schemes) {
  const TargetProfile& target = targetProfile(request.target);
  const std::vector<ActivationRequest> inputs = request.inputsOf(network.layers.size());
  for (std::size_t l = 0; l < schemes.size(); ++l) {
    const LayerKind kind = network.layers[l].kind;
    for (QuantScheme& scheme : schemes[l]) {
      const QuantScheme near = fitted(target, scheme, kind, quantizesInput(inputs[l], kind, scheme.bits));
      if (near.bits == scheme.bits) scheme = near;  // else the width itself is left out (limitSpace)
    }
  }
}

std::vector<std::vector<QuantScheme>> chosenSchemes(const SearchRequest& request) {
  const SearchSpace space{.scheme = request.scheme, .others = request.others};
  std::vector<std::vector<QuantScheme>> schemes(request.choices.size());
  for (std::size_t l = 0; l < schemes.size(); ++l) {
    if (l < request.kept.size() && request.kept[l]) continue;
    for (const LayerChoice& choice : request.choices[l]) {
      // Contenders (contending_methods.h) come after the chosen schemes.
      const QuantScheme scheme = space.schemeOf(choice);
      const auto known = [&](const QuantScheme& other) { return other.bits == scheme.bits; };
      if (std::none_of(schemes[l].begin(), schemes[l].end(), known)) schemes[l].push_back(scheme);
    }
  }
  return schemes;
}

void chooseMethods(SearchRequest& request, Study& study, std::stop_token stop, const Progress& progress) {
  if (study.canCalibrate()) study.calibrateInputs(stop, progress);
  const std::shared_ptr<const Network> network = study.network();
  const bool integers = targetProfile(request.target).integers && request.wantsActivations();
  const SchemeUse use = trains(request.search.tasks) ? SchemeUse::Trained
                        : integers                   ? SchemeUse::Integers
                                                     : SchemeUse::Measured;
  auto schemes =
      automaticSchemes(*network, study.calibration(), widthsToChoose(request, *network), use, stop, progress);
  fitToTarget(request, *network, schemes);
  setChoices(request, std::move(schemes));
}

std::string methodsText(const QuantPlan& plan) {
  std::map<Method, int> counts;
  for (const QuantScheme& scheme : plan.layers)
    if (scheme.hasCodes()) ++counts[scheme.method];
  std::vector<std::pair<Method, int>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string result;
  for (const auto& [method, count] : sorted)
    result += result.empty() ? text(methodName(method), " for ", count, count == 1 ? " layer" : " layers")
                             : text(", ", methodName(method), " for ", count);
  return result;
}

}  // namespace bitprism
