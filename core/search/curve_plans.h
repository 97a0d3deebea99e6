#pragma once

#include <Eigen/Dense>
#include <vector>

#include "core/search/bit_curve.h"
#include "core/search/search_space.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// The plans of an untied space that a curve over depth can produce. The levels of the curve are the bit-widths of all
// layers with a choice, in equal parts; a layer without the level's width takes its nearest (the smaller of two), and
// if several schemes have that width, the one with the least measured sensitivity (the smallest if none was measured).
// Immutable.
class CurvePlans {
 public:
  // The sensitivities may be empty.
  CurvePlans(const SearchSpace& space, const Sensitivity& sensitivity, BitCurve curve);

  Eigen::Index parameters() const { return curveParameters(curve_); }
  PlanChoice at(const Eigen::VectorXd& parameters) const;  // each in [0, 1]

  // The curve nearest to a plan, by the mean over layers of the difference in levels.
  struct Fit {
    Eigen::VectorXd parameters;
    double distance = 0;
  };
  Fit nearest(const PlanChoice& bits) const;

 private:
  int levelOf(const LayerChoice& choice) const;
  std::vector<std::size_t> curveAt(const Eigen::VectorXd& parameters) const;  // levels
  std::vector<int> levelsAt(const Eigen::VectorXd& parameters) const;         // of the widths that the layers take
  double distance(const std::vector<int>& a, const std::vector<int>& b) const;

  BitCurve curve_;
  std::vector<int> widths_;                        // of the levels
  std::vector<std::vector<LayerChoice>> choices_;  // of each layer at each level
  std::vector<std::vector<int>> effective_;        // the levels of these choices
  std::vector<bool> free_;                         // layers with a choice
  Eigen::MatrixXd known_;                          // evenly spread curves, and their levels
  std::vector<std::vector<int>> knownLevels_;
};

}  // namespace bitprism
