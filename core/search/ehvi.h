#pragma once

#include <vector>

namespace bitprism {

// The area between a front and a reference corner: accuracy is to rise from reference.accuracy, cost to fall from
// reference.cost. Immutable.
class ImprovementFront {
 public:
  struct Point {
    double accuracy = 0;
    double cost = 0;
  };

  // Points may be dominated, repeated, not finite or outside the reference box; those are dropped.
  ImprovementFront(std::vector<Point> points, Point reference);

  // Expected growth of the area when a point of exactly known cost and accuracy ~ N(mean, deviation^2) is added
  // (Emmerich, Deutz & Klinkenberg 2011 with one certain objective; derivation in the source).
  double expectedImprovement(double mean, double deviation, double cost) const;

  // Its logarithm, exact where the value itself underflows, so that hopeless candidates can still be told apart
  // (Ament et al. 2023). -infinity only beyond the reference's cost or where deviation is 0 and nothing is gained.
  double logExpectedImprovement(double mean, double deviation, double cost) const;

  // The latter within a few percent of the value, for a tenth of the time, to tell which candidates are worth a look.
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
