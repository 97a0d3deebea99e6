#pragma once

#include <cstdint>
#include <vector>

namespace bitprism {

struct FrontPoint {
  double accuracy = 0;    // larger is better
  std::int64_t cost = 0;  // bytes, or another cost; smaller is better
  std::size_t index = 0;  // the caller's
};

// The non-dominated points in ascending cost; of equals the first given is kept. O(n log n).
std::vector<FrontPoint> paretoFront(std::vector<FrontPoint> points);

// Area between the front and the reference, both axes normalised by scaleAccuracy and the reference cost.
struct HypervolumeReference {
  double accuracy = 0.1;     // chance
  double cost = 0;           // of 8-bit uniform
  double scaleAccuracy = 1;  // float accuracy
};
double hypervolume(const std::vector<FrontPoint>& points, const HypervolumeReference& reference);

}  // namespace bitprism
