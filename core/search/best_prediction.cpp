#include "core/search/best_prediction.h"

#include <algorithm>

#include "core/base/infinity.h"
#include "core/search/local_search.h"
#include "core/search/tied_search.h"

namespace bitprism {
namespace {

constexpr std::uint64_t seed = 0x70726564;  // for the exchanges to try; any value would do

// Value of a plan by its cost and predicted accuracy.
using Worth = std::function<double(double cost, double accuracy)>;

// Climbs in the untied space.
std::optional<PredictedPlan> climb(const PredictionScope& scope, const Worth& worth) {
  const UntiedSpace untied(scope.space);
  const auto untiedPlans = [&](const auto& plans) {
    std::vector<PlanChoice> inner;
    for (const PlanChoice& bits : plans)
      if (PlanChoice one = untied.untied(bits); !one.empty()) inner.push_back(std::move(one));
    return inner;
  };
  const std::vector<PlanChoice> starts = untiedPlans(scope.starts), tried = untiedPlans(scope.tried);
  const PlanValues values = [&](const std::vector<PlanChoice>& plans) {
    std::vector<PlanChoice> outer;
    for (const PlanChoice& bits : plans) outer.push_back(untied.tied(bits));
    const std::vector<Prediction> predictions = scope.model.predictEach(outer);
    std::vector<double> result;
    for (std::size_t i = 0; i < outer.size(); ++i)
      result.push_back(worth(static_cast<double>(scope.space.cost(outer[i])), predictions[i].mean));
    return result;
  };
  const LocalSearchSettings settings{
      .starts = 3, .steps = 12, .exchanges = static_cast<int>(std::min<std::size_t>(2 * scope.space.size(), 100))};
  const ValuedPlan best =
      bestPlan(untied.space(), {values}, starts, {tried.begin(), tried.end()}, settings, Random(seed));
  if (best.bits.empty() || best.value == -infinity) return {};
  PredictedPlan plan;
  plan.bits = untied.tied(best.bits);
  plan.bytes = scope.space.bytes(plan.bits);
  plan.cost = scope.space.cost(plan.bits);
  plan.prediction = scope.model.predict(plan.bits);
  return plan;
}

}  // namespace

std::optional<PredictedPlan> bestPredicted(const PredictionScope& scope, std::int64_t mostCost) {
  const auto most = static_cast<double>(mostCost);
  return climb(scope, [most](double cost, double accuracy) { return cost <= most ? accuracy : -infinity; });
}

std::optional<PredictedPlan> smallestPredicted(const PredictionScope& scope, double accuracy) {
  const auto whole = static_cast<double>(scope.space.reachable(scope.space.axis).second);
  // Below the required accuracy the shortfall counts, so that a climb can reach it.
  std::optional<PredictedPlan> plan = climb(scope, [&](double cost, double predicted) {
    return predicted >= accuracy ? -cost / whole : -2 - (accuracy - predicted);
  });
  if (plan && plan->prediction.mean < accuracy) plan.reset();
  return plan;
}

}  // namespace bitprism
