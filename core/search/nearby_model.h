#pragma once

#include "core/search/accuracy_model.h"
#include "core/search/local_search.h"

namespace bitprism {

// AccuracyModel around one plan, for thousands of steps away from it at a few operations each: the trend and the
// features, which tell layers apart, are exact; the kernel's part is taken for straight and the deviation for that of
// the plan, as is the memory of its activations. One thread at a time.
class NearbyModel {
 public:
  explicit NearbyModel(const AccuracyModel& model);

  void settleOn(const PlanChoice& from);

  struct Rough {
    double mean = 0, deviation = 0, bytes = 0;  // accuracy at the top task
  };
  Rough after(const PlanMove& move) const;

 private:
  struct Sums {
    PlanFeatures::Sums plan;
    double interplay = 0, interplayLog = 0;  // sum c s and sum c s log s, c the coefficient of -p log p
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
