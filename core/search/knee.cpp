#include "core/search/knee.h"

#include <numbers>

namespace bitprism {

std::optional<Knee> kneeOf(const std::vector<FrontPoint>& front) {
  if (front.size() < 3) return {};
  const FrontPoint& least = front.front();
  const FrontPoint& most = front.back();
  const double cost = static_cast<double>(most.cost - least.cost);
  const double accuracy = most.accuracy - least.accuracy;
  if (!(cost > 0 && accuracy > 0)) return {};
  std::optional<Knee> knee;
  for (std::size_t i = 1; i + 1 < front.size(); ++i) {
    const double right = static_cast<double>(front[i].cost - least.cost) / cost;
    const double up = (front[i].accuracy - least.accuracy) / accuracy;
    const double distance = (up - right) / std::numbers::sqrt2;  // from the line up = right
    if (distance >= leastKneeDistance && (!knee || distance > knee->distance)) knee = Knee{i, distance};
  }
  return knee;
}

}  // namespace bitprism
