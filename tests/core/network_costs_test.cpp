#include "core/search/network_costs.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/quant/plan/operation_counts.h"
#include "core/session/search_segment.h"
#include "tests/support/costly_space.h"

namespace bitprism {
namespace {

SearchSpace threeLayers() {
  SearchSpace space;
  for (int l = 0; l < 3; ++l) space.layers.push_back({{2, 4, 8, 32}, {10, 20, 40, 160}, 40});
  // Inputs of the first stay float, those of the second follow the weights, those of the third have 8 bits.
  space.activations = {{}, {{2, {.bits = 3}}, {4, {.bits = 4}}, {8, {.bits = 6}}}, {{0, {.bits = 8}}}};
  return space;
}

TEST(NetworkCosts, countTheBitOperationsOfOperationCounts) {
  SearchSpace space = threeLayers();
  const NetworkCosts costs{{1000, 77, 123456}, nullptr};
  EXPECT_TRUE(costs.knows(Cost::BitOperations));
  EXPECT_FALSE(costs.knows(Cost::Latency));
  setCosts(space, costs);
  setAxis(space, Cost::BitOperations);
  EXPECT_FALSE(space.knows(Cost::Latency));
  EXPECT_THROW(setAxis(space, Cost::Latency), UsageError);
  test::forEachPlanOf(space, [&](const PlanChoice& bits) {
    const double expected = bitOperations(costs.macs, space.plan(bits));
    EXPECT_EQ(static_cast<double>(space.cost(bits)), expected);
    EXPECT_EQ(static_cast<double>(costs.costOf(Cost::BitOperations, space.plan(bits))), expected);
  });
  // By hand: 1000 * 4 * 32 + 77 * 4 * 4 + 123456 * 8 * 8.
  EXPECT_EQ(space.cost({4, 4, 8}), 128000 + 1232 + 7901184);
  EXPECT_THROW((NetworkCosts{{std::int64_t{1} << 60}, nullptr}.costOf(Cost::BitOperations, floatPlan(1))), Error);
  EXPECT_THROW((NetworkCosts{{1, 2}, nullptr}.costOf(Cost::BitOperations, floatPlan(3))), Error);
}

TEST(NetworkCosts, orderTheChoicesAndTheirTableByTheAxis) {
  SearchSpace space = threeLayers();
  space.layers[1].nanoseconds = {9, 5, 7, 5};
  for (const std::size_t l : {0, 2}) space.layers[l].nanoseconds = {1, 2, 3, 4};
  Sensitivity table{{{3, 2, 1, 0}, {8, 4, 2, 1}, {3, 2, 1, 0}}};
  setAxis(space, Cost::Latency, &table);
  EXPECT_EQ(space.layers[1].widths, (std::vector<LayerChoice>{4, 32, 8, 2}));
  EXPECT_EQ(space.layers[1].bytes, (std::vector<std::int64_t>{20, 160, 40, 10}));
  EXPECT_EQ(table.kl[1], (std::vector<double>{4, 1, 2, 8}));
  EXPECT_EQ(space.layers[0].widths, (std::vector<LayerChoice>{2, 4, 8, 32}));
  EXPECT_EQ(space.reachable(Cost::Memory), std::pair(std::int64_t{30}, std::int64_t{480}));
  setAxis(space, Cost::Memory, &table);
  EXPECT_EQ(space.layers[1].widths, (std::vector<LayerChoice>{2, 4, 8, 32}));
  EXPECT_EQ(table.kl[1], (std::vector<double>{8, 4, 2, 1}));
}

TEST(NetworkCosts, surviveASession) {
  SearchSpace space = threeLayers();
  setCosts(space, {{1000, 77, 123456}, nullptr});
  setAxis(space, Cost::BitOperations);
  space.limits = {{Cost::Memory, 300}, {Cost::BitOperations, 9000000}};
  const SearchSegment segment{.firstTrial = 3, .rules = {}, .space = space, .sensitivity = {}};
  const SearchSpace again = searchSegmentFromJson(toJson(segment), "test").space;
  EXPECT_EQ(again.axis, space.axis);
  EXPECT_EQ(again.limits, space.limits);
  for (std::size_t l = 0; l < space.size(); ++l) {
    EXPECT_EQ(again.layers[l].widths, space.layers[l].widths);
    EXPECT_EQ(again.layers[l].bytes, space.layers[l].bytes);
    EXPECT_EQ(again.layers[l].bitOperations, space.layers[l].bitOperations);
  }
  // As older sessions are: memory, no limits, nothing else known.
  Json old = toJson(segment);
  for (const char* key : {"cost", "limits"}) old["space"].erase(key);
  for (Json& layer : old["space"]["layers"]) layer.erase("bit_operations");
  const SearchSpace former = searchSegmentFromJson(old, "test").space;
  EXPECT_EQ(former.axis, Cost::Memory);
  EXPECT_TRUE(former.limits.empty());
  EXPECT_FALSE(former.knows(Cost::BitOperations));
  // Damaged ones are refused.
  for (const auto& [key, value] : {std::pair<const char*, Json>{"cost", "money"}, {"cost", "latency"}, {"limits", 3}}) {
    Json damaged = toJson(segment);
    damaged["space"][key] = value;
    EXPECT_THROW(searchSegmentFromJson(damaged, "test"), InputError) << key;
  }
  Json damaged = toJson(segment);
  damaged["space"]["layers"][1]["bit_operations"] = {1, 2};
  EXPECT_THROW(searchSegmentFromJson(damaged, "test"), InputError);
}

}  // namespace
}  // namespace bitprism
