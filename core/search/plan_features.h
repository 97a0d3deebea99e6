#pragma once

#include <Eigen/Dense>

#include "core/search/sensitivity.h"

namespace bitprism {

// What a model sees of plans, all of it foretold by the calibration: with s_l(b_l) the damage of layer l alone and
// shares p_l = s_l / sum s. Immutable, shared.
class PlanFeatures {
 public:
  // Throws UsageError when the table does not fit the space.
  PlanFeatures(SearchSpace space, Sensitivity sensitivity);

  // One row a plan.
  struct Table {
    Eigen::VectorXd logDamage;  // log sum_l s_l: foretold log KL
    Eigen::VectorXd spread;     // entropy of the shares: 0 when one layer does all the harm
    // How a layer's damage changes beside that of the others: -p_l log p_l (it vanishes where the layer is alone, where
    // calibration is exact), for each layer on a few overlapping ranges of bit-widths.
    Eigen::MatrixXd interplay;
    Eigen::MatrixXd inputs;  // damage, memory and mean bits of groups of layers, near 0 to 1
    Eigen::VectorXd bytes;
  };
  Table of(const std::vector<BitAllocation>& plans) const;

  // The calibration with each layer's damage changed as coefficients of the interplay columns say.
  Sensitivity corrected(const Eigen::VectorXd& coefficients) const;

  const SearchSpace& space() const { return space_; }
  Eigen::Index layers() const { return static_cast<Eigen::Index>(space_.size()); }
  Eigen::Index inputs() const { return 2 + groups_; }
  Eigen::Index interplays() const;

 private:
  SearchSpace space_;
  Sensitivity sensitivity_;
  Eigen::Index groups_ = 1;
  double leastLogDamage_ = 0, mostLogDamage_ = 1;  // over the whole space
  double leastBytes_ = 0, mostBytes_ = 1;
};

}  // namespace bitprism
