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

// A space in which every layer has a scheme of its own: widths and bytes are of those, the space's own scheme means
// nothing. Throws UsageError when tied layers have no width in common.
SearchSpace spaceOfLayers(const Network& network, const SearchSpace& uniform, const SchemeAt& schemeAt,
                          const ActivationAt& activationAt);

// Which bits a budget buys. Immutable.
class BudgetPlans {
 public:
  // Without known sensitivities, plans are as uniform as the space allows. widths: rising.
  BudgetPlans(SearchSpace space, const SensitivityTable& sensitivity, const SchemeAt& schemeAt,
              const std::vector<int>& widths);

  // The least sensitive that is no larger; the smallest there is when none is small enough.
  BitAllocation within(std::int64_t bytes) const;
  std::pair<std::int64_t, std::int64_t> reachableBytes() const;

 private:
  SearchSpace space_;
  std::vector<PlanChoice> plans_;  // from large to small
};

}  // namespace bitprism
