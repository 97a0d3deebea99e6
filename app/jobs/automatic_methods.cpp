#include "app/jobs/automatic_methods.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/quant/layer_choice.h"
#include "core/quant/predicted_harm.h"
#include "core/quant/quantizer.h"

namespace bitprism {
namespace {

// The widths of each layer that a search under these rules may ask for, but for half floats and floats.
std::vector<std::vector<int>> widthsOf(const SearchRequest& request, const Network& network) {
  const SearchSpace space = searchSpace(network, {}, request.widths, request.rules);
  std::vector<std::vector<int>> widths;
  for (const SearchSpace::LayerChoice& layer : space.layers) {
    widths.push_back(layer.widths);
    // Rules may change while it runs.
    widths.back().insert(widths.back().end(), request.widths.begin(), request.widths.end());
    std::sort(widths.back().begin(), widths.back().end());
    widths.back().erase(std::unique(widths.back().begin(), widths.back().end()), widths.back().end());
    std::erase_if(widths.back(), [](int bits) { return bits > maximumBits; });
  }
  return widths;
}

// Whether the choice of methods could win anything at these bits, by the weights alone: what layers read takes long to
// measure in large networks.
bool matters(const Network& network, int bits) {
  return std::any_of(network.layers.begin(), network.layers.end(), [&](Layer layer) {
    layer.inputs.reset();
    return HarmPrediction(layer).harm(*quantizedWeights(layer, {.bits = bits})) > negligibleHarm;
  });
}

QuantScheme withoutBits(QuantScheme scheme) {
  scheme.bits = floatBits;
  return scheme;
}

}  // namespace

QuantPlan automaticPlan(Study& study, int bits, SchemeUse use, std::stop_token stop, const Progress& progress) {
  if (bits <= maximumBits && study.canCalibrate() && matters(*study.network(), bits))
    study.calibrateInputs(stop, progress);
  const Network& network = *study.network();
  return automaticPlan(network, BitAllocation(network.layers.size(), bits), use, stop, progress);
}

void chooseMethods(SearchRequest& request, Study& study, std::stop_token stop, const Progress& progress) {
  if (study.canCalibrate()) study.calibrateInputs(stop, progress);
  const Network& network = *study.network();
  const std::vector<std::vector<int>> widths = widthsOf(request, network);
  const SchemeUse use = trains(request.search.tasks) ? SchemeUse::Trained : SchemeUse::Measured;
  const std::vector<std::vector<QuantScheme>> schemes = automaticSchemes(network, widths, use, stop, progress);
  request.automatic = true;
  request.scheme = QuantScheme{};
  request.others.clear();
  request.choices.assign(network.layers.size(), {});
  const auto numberOf = [&](const QuantScheme& scheme) {
    if (scheme == request.scheme) return 0;
    auto found = std::find(request.others.begin(), request.others.end(), scheme);
    if (found == request.others.end()) found = request.others.insert(request.others.end(), scheme);
    return static_cast<int>(found - request.others.begin()) + 1;
  };
  for (std::size_t l = 0; l < schemes.size(); ++l)
    for (const QuantScheme& scheme : schemes[l])
      request.choices[l].push_back(layerChoice(scheme.bits, numberOf(withoutBits(scheme))));
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
