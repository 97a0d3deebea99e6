#pragma once

#include <vector>

namespace bitprism {

// The area between a front and a reference point: accuracies above reference.accuracy, costs below reference.cost.
// Immutable.
class ImprovementFront {
 public:
  struct Point {
    double accuracy = 0;
    double cost = 0;
  };

  // Points that are dominated, repeated, not finite or outside the reference box are dropped.
  ImprovementFront(std::vector<Point> points, Point reference);

  // Expected increase of the area when a point of exactly known cost and accuracy ~ N(mean, deviation^2) is added
  // (Emmerich, Deutz & Klinkenberg 2011 with one certain objective; derivation in the source).
  double expectedImprovement(double mean, double deviation, double cost) const;

  // Its logarithm, exact even if the value underflows, so that unpromising candidates can be ranked too (Ament et al.
  // 2023). -infinity only beyond the reference's cost, or if deviation is 0 and nothing is gained.
  double logExpectedImprovement(double mean, double deviation, double cost) const;

  // The logarithm with a few percent error in the value at a tenth of the time, for screening candidates.
  double roughLogImprovement(double mean, double deviation, double cost) const;

  double area() const;
  const std::vector<Point>& points() const { return points_; }  // non-dominated, by rising accuracy and cost

 private:
  std::vector<Point> points_;
  Point reference_;
};

// log(phi(z) + z Phi(z)): the logarithm of the expected improvement of a standard normal.
double logImprovementOfNormal(double z);

}  // namespace bitprism
