#pragma once

#include "core/search/sensitivity.h"

namespace bitprism {

// The Lagrangian sweep of a space with limits: for every price of the axis the plan of least kl + price cost under the
// least prices of the limited costs that make it allowed; begins with the allowed plan of least kl and ends with the
// cheapest one (leastDamage and cheapestAllowed in limited_plans.h). From the most expensive to the cheapest; no plan
// is better than another in both. Empty if no plan is allowed.
std::vector<PlanChoice> limitedSweep(const SearchSpace& space, const Sensitivity& sensitivity);

}  // namespace bitprism
