#include "app/desktop/budget_plans.h"

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

std::vector<PlanChoice> leastSensitive(const SearchSpace& space, const SensitivityTable& sensitivity,
                                       const SchemeAt& schemeAt) {
  Sensitivity table;
  for (std::size_t l = 0; l < space.size(); ++l) {
    table.kl.emplace_back();
    for (const LayerChoice& choice : space.layers[l].widths)
      table.kl.back().push_back(sensitivity.likely(l, schemeAt(l, choice.bits)).value_or(0));
  }
  return sweep(space, table);
}

// Each width for all layers that can have it, the nearest below for the others.
std::vector<PlanChoice> uniform(const SearchSpace& space, const std::vector<int>& widths) {
  std::vector<PlanChoice> plans;
  for (auto bits = widths.rbegin(); bits != widths.rend(); ++bits) {
    PlanChoice allocation;
    for (const SearchSpace::LayerOptions& choice : space.layers) {
      LayerChoice widest = 0;
      for (const LayerChoice& width : choice.widths)
        if (width.bits <= *bits) widest = std::max(widest, width);
      allocation.push_back(widest.bits > 0 ? widest : *std::min_element(choice.widths.begin(), choice.widths.end()));
    }
    plans.push_back(std::move(allocation));
  }
  PlanChoice least;
  for (const SearchSpace::LayerOptions& choice : space.layers) least.push_back(choice.narrowest());
  if (space.cost(least) < space.cost(plans.back())) plans.push_back(std::move(least));
  return plans;
}

}  // namespace

SearchSpace spaceOfLayers(const Network& network, const SearchSpace& uniform, const SchemeAt& schemeAt,
                          const ActivationAt& activationAt) {
  SearchSpace space = uniform;
  std::vector<std::vector<std::size_t>> groups = space.ties;
  std::vector<bool> tied(space.size(), false);
  for (const auto& group : groups)
    for (const std::size_t l : group) tied[l] = true;
  for (std::size_t l = 0; l < space.size(); ++l)
    if (!tied[l]) groups.push_back({l});
  for (const std::vector<std::size_t>& group : groups) {
    std::vector<int> possible = bitsOf(space.layers[group.front()].widths);
    for (const std::size_t l : group)
      std::erase_if(possible, [&](int bits) { return !allowsBits(schemeAt(l, bits), bits); });
    if (possible.empty())
      throw UsageError(text("the methods of '", network.layers[group.front()].name, "' to '",
                            network.layers[group.back()].name, "' have no bit-width in common"));
    const auto bytesOf = [&](std::size_t l, int bits) {
      return layerBytes(network.layers[l], schemeAt(l, bits), activationAt(l, bits));
    };
    // Another option may take more bytes than a bit in a layer of few weights.
    std::map<int, std::int64_t> sums;
    for (const int bits : possible)
      for (const std::size_t l : group) sums[bits] += bytesOf(l, bits);
    std::stable_sort(possible.begin(), possible.end(), [&](int a, int b) { return sums[a] < sums[b]; });
    for (const std::size_t l : group) {
      SearchSpace::LayerOptions& choice = space.layers[l];
      choice.widths.assign(possible.begin(), possible.end());
      choice.bytes.clear();
      for (const int bits : possible) choice.bytes.push_back(bytesOf(l, bits));
    }
  }
  return space;
}

BudgetPlans::BudgetPlans(SearchSpace space, const SensitivityTable& sensitivity, const SchemeAt& schemeAt,
                         const std::vector<int>& widths)
    : space_(std::move(space)) {
  plans_ = sensitivity.known() ? leastSensitive(space_, sensitivity, schemeAt) : uniform(space_, widths);
}

BitAllocation BudgetPlans::within(std::int64_t amount) const {
  const auto found =
      std::find_if(plans_.begin(), plans_.end(), [&](const PlanChoice& plan) { return space_.cost(plan) <= amount; });
  return bitsOf(found == plans_.end() ? plans_.back() : *found);
}

}  // namespace bitprism
