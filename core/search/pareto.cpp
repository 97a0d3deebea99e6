#include "core/search/pareto.h"

#include <algorithm>
#include <limits>

namespace bitprism {

std::vector<FrontPoint> paretoFront(std::vector<FrontPoint> points) {
  std::erase_if(points, [](const FrontPoint& point) { return !(point.accuracy == point.accuracy); });
  std::stable_sort(points.begin(), points.end(), [](const FrontPoint& a, const FrontPoint& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.accuracy > b.accuracy;
  });
  std::vector<FrontPoint> front;
  double best = -std::numeric_limits<double>::infinity();
  for (const FrontPoint& point : points) {
    if (point.accuracy <= best) continue;
    best = point.accuracy;
    front.push_back(point);
  }
  return front;
}

double hypervolume(const std::vector<FrontPoint>& points, const HypervolumeReference& reference) {
  double area = 0;
  double reached = reference.accuracy;
  for (const FrontPoint& point : paretoFront(points)) {
    const double width = reference.cost - static_cast<double>(point.cost);
    if (width <= 0) break;
    if (point.accuracy <= reached) continue;
    area += width * (point.accuracy - reached);
    reached = point.accuracy;
  }
  const double scale = reference.cost * reference.scaleAccuracy;
  return scale > 0 ? area / scale : 0;
}

}  // namespace bitprism
