#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "app/desktop/sensitivity_table.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"
#include "core/search/search_space.h"

namespace bitprism {

using SchemeAt = std::function<QuantScheme(std::size_t layer, int bits)>;
using ActivationAt = std::function<ActivationScheme(std::size_t layer, int bits)>;

// A space with a scheme per layer, which gives its widths and bytes; the space's own scheme is unused. Throws
// UsageError when tied layers have no common width.
SearchSpace spaceOfLayers(const Network& network, const SearchSpace& uniform, const SchemeAt& schemeAt,
                          const ActivationAt& activationAt);

// The plans for each budget on the axis of a space. Immutable.
class BudgetPlans {
 public:
  // Without known sensitivities, plans are as uniform as the space allows. widths: rising.
  BudgetPlans(SearchSpace space, const SensitivityTable& sensitivity, const SchemeAt& schemeAt,
              const std::vector<int>& widths);

  // The least sensitive plan within the budget; the cheapest plan if none fits.
  BitAllocation within(std::int64_t amount) const;
  std::pair<std::int64_t, std::int64_t> reachable() const { return space_.reachable(space_.axis); }

 private:
  SearchSpace space_;
  std::vector<PlanChoice> plans_;  // from large to small
};

}  // namespace bitprism
