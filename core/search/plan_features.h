#pragma once

#include <Eigen/Dense>

#include "core/search/sensitivity.h"

namespace bitprism {

// What a model sees of plans: everything that calibration foretells, in numbers near 0 to 1. Immutable, shared.
class PlanFeatures {
 public:
  // Throws UsageError when the table does not fit the space.
  PlanFeatures(SearchSpace space, Sensitivity sensitivity);

  // One row a plan.
  struct Table {
    Eigen::VectorXd logDamage;  // log of the summed damage of all layers: foretold log KL
    Eigen::MatrixXd shares;     // of each layer in that damage: d logDamage / d correction
    Eigen::MatrixXd inputs;     // damage, memory and mean bits of groups of layers, scaled
    Eigen::VectorXd bytes;
  };

  // corrections are natural logarithms of what each layer's damage is multiplied by; zero is the calibration itself.
  Table of(const std::vector<BitAllocation>& plans, const Eigen::VectorXd& corrections) const;

  // The calibration with its corrections applied.
  Sensitivity corrected(const Eigen::VectorXd& corrections) const;

  const SearchSpace& space() const { return space_; }
  Eigen::Index layers() const { return static_cast<Eigen::Index>(space_.size()); }
  Eigen::Index inputs() const { return 2 + groups_; }

 private:
  SearchSpace space_;
  Sensitivity sensitivity_;
  Eigen::Index groups_ = 1;
  double leastLogDamage_ = 0, mostLogDamage_ = 1;  // over the whole space
  double leastBytes_ = 0, mostBytes_ = 1;
};

}  // namespace bitprism
