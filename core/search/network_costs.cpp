#include "core/search/network_costs.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t mostBitOperations = std::int64_t{1} << 60;  // of a plan

std::int64_t bitOperationsOf(std::int64_t macs, const QuantScheme& weights, const ActivationScheme& input) {
  const std::int64_t bits = std::int64_t{weights.bits} * input.bits;
  if (macs > mostBitOperations / bits) throw Error(text("cannot count bit operations: a layer has ", macs, " MACs"));
  return macs * bits;
}

// Of a layer in plans with an integer form, or without one, in which no layer computes with whole numbers.
double nanosecondsOf(const LatencyTable& table, std::size_t layer, const QuantScheme& weights,
                     const ActivationScheme& input, bool integers) {
  if (integers || table.form(layer, weights, input) != LatencyForm::Integer)
    return table.nanoseconds(layer, weights, input);
  double sum = 0;
  for (const LatencyTable::Part& part : table.parts)
    if (part.layer == static_cast<int>(layer)) sum += part.in(LatencyForm::Rounded);
  return sum;
}

bool haveIntegerForms(const SearchSpace& space) {
  PlanChoice any;
  for (const SearchSpace::LayerOptions& layer : space.layers) any.push_back(layer.narrowest());
  return !space.plan(any).integer.empty();
}

}  // namespace

bool NetworkCosts::knows(Cost cost) const {
  return cost == Cost::Memory || (cost == Cost::BitOperations ? !macs.empty() : latency != nullptr);
}

std::int64_t NetworkCosts::costOf(Cost cost, const QuantPlan& plan) const {
  if (cost == Cost::Memory || !knows(cost)) throw Error(text("the ", costTitle(cost), " of layers is unknown"));
  if (cost == Cost::Latency) return std::llround(latency->planNanoseconds(plan));
  if (plan.layers.size() != macs.size())
    throw Error(text("a plan of ", plan.layers.size(), " layers, expected ", macs.size()));
  std::int64_t sum = 0;
  for (std::size_t l = 0; l < macs.size(); ++l) {
    sum += bitOperationsOf(macs[l], plan.layers[l], plan.activation(l));
    if (sum > mostBitOperations) throw Error("cannot count bit operations: the network has too many");
  }
  return sum;
}

void setCosts(SearchSpace& space, const NetworkCosts& costs) {
  setCosts(space, costs, [&](std::size_t layer, const LayerChoice& choice) {
    return std::pair(space.schemeOf(choice), space.activationOf(layer, choice));
  });
}

void setCosts(SearchSpace& space, const NetworkCosts& costs, const ChoiceSchemes& schemesOf) {
  const bool integers = costs.latency && space.size() > 0 && haveIntegerForms(space);
  for (std::size_t l = 0; l < space.size(); ++l) {
    SearchSpace::LayerOptions& layer = space.layers[l];
    layer.bitOperations.clear();
    layer.nanoseconds.clear();
    for (const LayerChoice& choice : layer.widths) {
      const auto [weights, input] = schemesOf(l, choice);
      if (!costs.macs.empty()) layer.bitOperations.push_back(bitOperationsOf(costs.macs.at(l), weights, input));
      if (costs.latency)
        layer.nanoseconds.push_back(std::llround(nanosecondsOf(*costs.latency, l, weights, input, integers)));
    }
  }
  space.fixedNanoseconds = costs.latency ? std::llround(costs.latency->fixedNanoseconds()) : 0;
  space.latency = integers ? costs.latency : nullptr;
}

}  // namespace bitprism
