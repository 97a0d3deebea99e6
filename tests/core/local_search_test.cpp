#include "core/search/local_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bitprism {
namespace {

SearchSpace spaceOf(std::size_t layers, int high = 8) {
  SearchSpace space;
  SearchSpace::LayerOptions choice;
  const std::vector<int> widths = widthsBetween(2, high);
  choice.widths.assign(widths.begin(), widths.end());
  for (int bits = 2; bits <= high; ++bits) choice.bytes.push_back(bits);
  space.layers.assign(layers, choice);
  return space;
}

// A hill around (3, 4, 5, 3, 4, 5, ...), with a ridge that single steps cannot follow: mean bits must stay.
PlanValues hill(double ridge) {
  return [ridge](const std::vector<PlanChoice>& plans) {
    std::vector<double> values;
    for (const PlanChoice& bits : plans) {
      double distance = 0, balance = 0;
      for (std::size_t l = 0; l < bits.size(); ++l) {
        const double off = bits[l].bits - (3 + static_cast<int>(l % 3));
        distance += off * off;
        balance += off;
      }
      values.push_back(-distance - ridge * std::abs(balance));
    }
    return values;
  };
}

PlanChoice top(std::size_t layers) {
  PlanChoice bits;
  for (std::size_t l = 0; l < layers; ++l) bits.push_back(3 + static_cast<int>(l % 3));
  return bits;
}

TEST(BestPlan, climbsToTheTopAlsoAlongARidge) {
  const SearchSpace space = spaceOf(6);
  for (const double ridge : {0.0, 10.0}) {
    const ValuedPlan best =
        bestPlan(space, {hill(ridge)}, {PlanChoice(6, 4)}, {}, {.starts = 1, .steps = 40, .exchanges = 60}, Random(1));
    EXPECT_EQ(best.bits, top(6)) << ridge;
    EXPECT_EQ(best.value, 0);
  }
}

TEST(BestPlan, passesOverWhatIsExcluded) {
  const SearchSpace space = spaceOf(4);
  const ValuedPlan best = bestPlan(space, {hill(0)}, {PlanChoice(4, 8)}, {top(4)}, {.steps = 40}, Random(1));
  EXPECT_EQ(best.value, -1);
  EXPECT_NE(best.bits, top(4));
}

TEST(BestPlan, staysWithinItsReach) {
  const SearchSpace space = spaceOf(6);
  const PlanChoice start(6, 8);
  const ValuedPlan best = bestPlan(space, {hill(0)}, {start}, {}, {.steps = 40, .reach = 2}, Random(1));
  int differing = 0;
  for (std::size_t l = 0; l < 6; ++l) differing += best.bits[l] != start[l];
  EXPECT_LE(differing, 2);
  EXPECT_GT(differing, 0);
}

TEST(BestPlan, keepsLockedLayersAndOneLayerAlone) {
  SearchSpace space = spaceOf(3);
  space.layers[1].widths = {6};
  space.layers[1].bytes = {6};
  const ValuedPlan best = bestPlan(space, {hill(0)}, {{8, 6, 8}}, {}, {.steps = 40}, Random(1));
  EXPECT_EQ(best.bits, (PlanChoice{3, 6, 5}));
  EXPECT_EQ(bestPlan(spaceOf(1), {hill(0)}, {{8}}, {}, {.steps = 40}, Random(1)).bits, PlanChoice{3});
}

TEST(BestPlan, hasNothingWhenAllIsExcludedOrThereIsNoStart) {
  const SearchSpace space = spaceOf(1, 3);
  EXPECT_TRUE(bestPlan(space, {hill(0)}, {{2}}, {{2}, {3}}, {}, Random(1)).bits.empty());
  EXPECT_TRUE(bestPlan(space, {hill(0)}, {}, {}, {}, Random(1)).bits.empty());
}

TEST(BestPlan, takesValuesOfMinusInfinity) {
  const auto forbidding = [](const std::vector<PlanChoice>& plans) {
    return std::vector<double>(plans.size(), -std::numeric_limits<double>::infinity());
  };
  EXPECT_EQ(bestPlan(spaceOf(2), {forbidding}, {{5, 5}}, {}, {}, Random(1)).bits.size(), 2u);
}

TEST(BestPlan, looksOnlyAtWhatTheScreenFindsBest) {
  const SearchSpace space = spaceOf(6);
  std::size_t valued = 0, screened = 0;
  const PlanValues exact = hill(0);
  const PlanValues counted = [&](const std::vector<PlanChoice>& plans) {
    valued += plans.size();
    return exact(plans);
  };
  // As exact, so that nothing that is worth a look is missed.
  const PlanScreen screen = [&](const PlanChoice& from, const std::vector<PlanMove>& moves) {
    std::vector<double> worth;
    for (const PlanMove& move : moves) {
      PlanChoice bits = from;
      for (std::size_t l = move.first; l < move.first + move.length; ++l)
        bits[l] = std::clamp(bits[l].bits + move.change, 2, 8);
      if (move.lowered) bits[*move.lowered].bits -= 1;
      worth.push_back(exact({bits})[0]);
    }
    screened += moves.size();
    return worth;
  };
  const LocalSearchSettings settings{.starts = 1, .steps = 40, .exchanges = 60, .screened = 3};
  const ValuedPlan best = bestPlan(space, {counted, screen}, {PlanChoice(6, 8)}, {}, settings, Random(1));
  EXPECT_EQ(best.bits, top(6));
  EXPECT_GT(screened, 10 * valued);
  EXPECT_EQ(bestPlan(space, {exact}, {PlanChoice(6, 8)}, {}, settings, Random(1)).bits, best.bits);
}

}  // namespace
}  // namespace bitprism
