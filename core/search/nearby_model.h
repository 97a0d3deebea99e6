#pragma once

#include "core/search/accuracy_model.h"
#include "core/search/local_search.h"

namespace bitprism {

// AccuracyModel linearized around one plan, to evaluate thousands of steps away from it with a few operations each: the
// trend and the features, which distinguish layers, are exact; the kernel's part is linear, and the deviation and the
// activation memory are those of the plan. One thread at a time.
class NearbyModel {
 public:
  explicit NearbyModel(const AccuracyModel& model);

  void settleOn(const PlanChoice& from);

  struct Rough {
    double mean = 0, deviation = 0, cost = 0;  // accuracy at the top task
  };
  Rough after(const PlanMove& move) const;

 private:
  struct Sums {
    PlanFeatures::Sums plan;
    double interaction = 0, interactionLog = 0;  // sum c s and sum c s log s, c the coefficient of -p log p
  };

  void add(Sums& sums, std::size_t layer, int index, double times) const;
  double damage(const Sums& sums) const;  // up to a constant

  const AccuracyModel& model_;
  std::shared_ptr<const PlanFeatures> features_;
  AccuracyModel::Parts parts_;
  std::vector<std::vector<double>> coefficients_;  // c of each layer, by choice
  std::vector<int> indices_;
  Sums sums_;
  Eigen::VectorXd slope_;
  double constant_ = 0, deviation_ = 0, beside_ = 0;
};

}  // namespace bitprism
