#pragma once

#include <optional>
#include <vector>

#include "core/search/pareto.h"

namespace bitprism {

// The point of a front where the trade turns: before it a little memory buys much accuracy, after it much memory buys
// little.
struct Knee {
  std::size_t position = 0;  // in the front
  double distance = 0;       // from the chord, both axes scaled to the extent of the front
};

// The point farthest above the chord between the two ends of a front, as given by paretoFront (I. Das, "On
// characterizing the 'knee' of the Pareto curve based on normal-boundary intersection", Structural Optimization 18,
// 1999; with two objectives the normal to the chord). Absent with fewer than three points, or if none stands out:
// the distance would be below leastKneeDistance.
std::optional<Knee> kneeOf(const std::vector<FrontPoint>& front);

// A fifth of the largest possible distance, which is half the diagonal of the unit square. Nearly straight fronts have
// no knee: noise would choose it.
inline constexpr double leastKneeDistance = 0.14;

}  // namespace bitprism
