#include "core/network/layer_matching.h"

#include <gtest/gtest.h>

#include "core/base/random.h"

namespace bitprism {
namespace {

struct NamedShape {
  std::string name;
  Shape shape;
};

std::vector<Layer> layersOf(const std::vector<NamedShape>& list) {
  std::vector<Layer> layers;
  for (const NamedShape& one : list) {
    Layer layer;
    layer.name = one.name;
    layer.shape = one.shape;
    layers.push_back(std::move(layer));
  }
  return layers;
}

TEST(LayerMatching, findsNamesInAnyOrder) {
  const std::vector<Layer> first = layersOf({{"a", {4, 3}}, {"b", {4, 4}}, {"c", {4, 4}}});
  const std::vector<Layer> second = layersOf({{"c", {4, 4}}, {"a", {4, 3}}, {"b", {4, 4}}});
  const std::vector<LayerMatch> expected = {
      {0, 1, MatchReason::Name}, {1, 2, MatchReason::Name}, {2, 0, MatchReason::Name}};
  EXPECT_EQ(matchLayers(first, second), expected);
}

TEST(LayerMatching, takesShapesInOrderWhereNamesDiffer) {
  const std::vector<Layer> first = layersOf({{"a", {4, 3}}, {"b", {4, 4}}, {"extra", {9, 9}}, {"c", {4, 4}}});
  const std::vector<Layer> second = layersOf({{"x1", {4, 3}}, {"x2", {4, 4}}, {"c", {4, 4}}, {"last", {2, 4}}});
  const std::vector<LayerMatch> expected = {{0, 0, MatchReason::Shape},
                                            {1, 1, MatchReason::Shape},
                                            {2, std::nullopt, MatchReason::None},
                                            {3, 2, MatchReason::Name},
                                            {std::nullopt, 3, MatchReason::None}};
  EXPECT_EQ(matchLayers(first, second), expected);
}

TEST(LayerMatching, namesOfOtherShapesComeLast) {
  // The name alone is weaker than a layer of the same shape.
  const std::vector<LayerMatch> pruned = matchLayers(layersOf({{"a", {4, 3}}}), layersOf({{"a", {2, 3}}}));
  EXPECT_EQ(pruned, (std::vector<LayerMatch>{{0, 0, MatchReason::Name}}));
  const std::vector<LayerMatch> moved =
      matchLayers(layersOf({{"a", {4, 3}}}), layersOf({{"a", {2, 3}}, {"b", {4, 3}}}));
  EXPECT_EQ(moved, (std::vector<LayerMatch>{{std::nullopt, 0, MatchReason::None}, {0, 1, MatchReason::Shape}}));
}

TEST(LayerMatching, aNetworkOfNoLayersHasNoCounterparts) {
  EXPECT_TRUE(matchLayers({}, {}).empty());
  EXPECT_EQ(matchLayers({}, layersOf({{"a", {1}}})), (std::vector<LayerMatch>{{std::nullopt, 0, MatchReason::None}}));
}

// The longest common subsequence, by trying all subsets of the first.
std::size_t bestByForce(const std::vector<Layer>& first, const std::vector<Layer>& second) {
  std::size_t best = 0;
  for (std::uint32_t subset = 0; subset < (1U << first.size()); ++subset) {
    std::size_t at = 0, found = 0;
    bool fits = true;
    for (std::size_t i = 0; i < first.size() && fits; ++i) {
      if (!(subset >> i & 1U)) continue;
      while (at < second.size() && second[at].shape != first[i].shape) ++at;
      fits = at < second.size();
      ++at;
      ++found;
    }
    if (fits) best = std::max(best, found);
  }
  return best;
}

TEST(LayerMatching, matchesAsManyShapesAsPossibleAndEveryLayerOnce) {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<NamedShape> one, other;
    for (std::uint64_t i = 0, count = random.below(9); i < count; ++i)
      one.push_back({"a" + std::to_string(i), {static_cast<std::int64_t>(random.below(3)) + 1}});
    for (std::uint64_t i = 0, count = random.below(9); i < count; ++i)
      other.push_back({"b" + std::to_string(i), {static_cast<std::int64_t>(random.below(3)) + 1}});
    const std::vector<Layer> first = layersOf(one), second = layersOf(other);
    std::vector<int> seenFirst(first.size()), seenSecond(second.size());
    std::size_t both = 0;
    for (const LayerMatch& match : matchLayers(first, second)) {
      if (match.first) ++seenFirst[*match.first];
      if (match.second) ++seenSecond[*match.second];
      both += match.both();
      if (match.both()) EXPECT_EQ(first[*match.first].shape, second[*match.second].shape);
    }
    EXPECT_EQ(seenFirst, std::vector<int>(first.size(), 1));
    EXPECT_EQ(seenSecond, std::vector<int>(second.size(), 1));
    EXPECT_EQ(both, bestByForce(first, second)) << round;
  }
}

}  // namespace
}  // namespace bitprism
