#pragma once

#include <Eigen/Dense>
#include <vector>

#include "core/search/bit_curve.h"
#include "core/search/search_space.h"
#include "core/search/sensitivity.h"

namespace bitprism {

// The plans of a space without ties that a curve over depth reaches. The levels of the curve are the bit-widths that
// any layer with a choice may have, in equal parts; a layer that lacks the level's width takes its nearest (of two the
// smaller), and where several schemes have that width, the one whose measured sensitivity is least (the smallest where
// nothing was measured). Immutable.
class CurvePlans {
 public:
  // The sensitivities may be empty.
  CurvePlans(const SearchSpace& space, const Sensitivity& sensitivity, BitCurve curve);

  Eigen::Index parameters() const { return curveParameters(curve_); }
  PlanChoice at(const Eigen::VectorXd& parameters) const;  // each in [0, 1]

  // The curve that comes nearest to a plan, by the mean over layers of how many levels lie between.
  struct Fit {
    Eigen::VectorXd parameters;
    double distance = 0;
  };
  Fit nearest(const PlanChoice& bits) const;

 private:
  int levelOf(const LayerChoice& choice) const;
  std::vector<std::size_t> curveAt(const Eigen::VectorXd& parameters) const;  // levels
  std::vector<int> levelsAt(const Eigen::VectorXd& parameters) const;         // of what the layers take
  double distance(const std::vector<int>& a, const std::vector<int>& b) const;

  BitCurve curve_;
  std::vector<int> widths_;                        // of the levels
  std::vector<std::vector<LayerChoice>> choices_;  // of each layer at each level
  std::vector<std::vector<int>> effective_;        // the levels of these choices
  std::vector<bool> free_;                         // layers with a choice
  Eigen::MatrixXd known_;                          // curves spread evenly, and their levels
  std::vector<std::vector<int>> knownLevels_;
};

}  // namespace bitprism
