#include <gtest/gtest.h>

#include <string_view>

#include "core/search/limited_plans.h"
#include "core/search/pareto.h"
#include "core/search/search_method.h"
#include "tests/support/costly_space.h"
#include "tests/support/drive_search.h"

namespace bitprism {
namespace {

using test::costlyNetwork;
using test::limitAt;
using test::SyntheticNetwork;

// Every method on every axis under two limits: only allowed plans, and a front of them.
TEST(LimitedSearch, noMethodProposesAForbiddenPlan) {
  for (const SearchMethodInfo* method : searchMethods())
    for (const Cost axis : {Cost::Memory, Cost::BitOperations}) {
      SyntheticNetwork network = costlyNetwork(6, 4);
      setAxis(network.space, axis, &network.sensitivity);
      network.space.limits = {limitAt(network.space, Cost::Memory, 0.5),
                              limitAt(network.space, Cost::BitOperations, 0.4)};
      ASSERT_NO_THROW(checkReachable(network.space));
      const bool samples = std::string_view(method->name).starts_with("nuq");  // which takes its time
      SearchSettings settings = test::settingsFor(network, method->name, samples ? 5 : 12);
      settings.referenceCost = network.space.reachable(axis).second + 1;
      const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
      std::vector<FrontPoint> points;
      for (const Evaluation& evaluation : test::drive(*search, network, settings)) {
        EXPECT_TRUE(network.space.contains(evaluation.bits)) << method->name;
        EXPECT_TRUE(network.space.allows(evaluation.bits)) << method->name << ' ' << costName(axis);
        points.push_back({evaluation.score.accuracy, network.space.cost(evaluation.bits), 0});
      }
      EXPECT_GE(points.size(), 4u) << method->name << ' ' << costName(axis);
      EXPECT_GE(paretoFront(points).size(), samples ? 1u : 2u) << method->name << ' ' << costName(axis);
    }
}

// A latency that has nothing to do with the bits, and tied layers.
TEST(LimitedSearch, holdsWithAnyLatencyAndTies) {
  for (const char* method : {"mtgp", "random", "nsga2", "swap", "sensitivity", "knapsack", "greedy"}) {
    SyntheticNetwork network = costlyNetwork(6, 9);
    network.space.layers[4] = network.space.layers[1];
    network.sensitivity.kl[4] = network.sensitivity.kl[1];
    network.space.ties = {{1, 4}};
    setAxis(network.space, Cost::Latency, &network.sensitivity);
    network.space.limits = {limitAt(network.space, Cost::Memory, 0.5)};
    SearchSettings settings = test::settingsFor(network, method, 10);
    settings.referenceCost = network.space.reachable(Cost::Latency).second + 1;
    const std::unique_ptr<Search> search = makeSearch(settings, network.space, network.sensitivity);
    int trials = 0;
    for (const Evaluation& evaluation : test::drive(*search, network, settings)) {
      EXPECT_TRUE(network.space.contains(evaluation.bits)) << method;
      EXPECT_TRUE(network.space.allows(evaluation.bits)) << method;
      ++trials;
    }
    EXPECT_GE(trials, 3) << method;
  }
}

}  // namespace
}  // namespace bitprism
