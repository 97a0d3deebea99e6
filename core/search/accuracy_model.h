#pragma once

#include <memory>
#include <vector>

#include "core/search/accuracy_link.h"
#include "core/search/plan_features.h"
#include "core/search/search.h"

namespace bitprism {

// What one evaluation told the model. kl is 0 or not a number where it was not measured.
struct ModelObservation {
  BitAllocation bits;
  int task = 0;
  double accuracy = 0;
  double kl = 0;
};

// The search's belief. A multi-task Gaussian process over plans foretells the damage u(b, t) = log KL to float,
//   u = log sum_l exp(c_l) s_l(b_l) + trend_t + g(z(b), t) + e_t,
// where s is the calibration, c_l an unknown correction of each layer (integrated out around its current estimate:
// Gauss-Newton), trend_t a constant and a slope in the foretold damage for each task, g an ICM process over the plan's
// features z. Accuracy follows through AccuracyLink. Copies are cheap enough to be made for imagined observations;
// const members are safe from many threads.
class AccuracyModel : public Predictor {
 public:
  struct Settings {
    AccuracyLink::Settings link;
    std::uint64_t seed = 1;
  };

  // previous, when given, is where the fit starts.
  AccuracyModel(std::shared_ptr<const PlanFeatures> features, const std::vector<ModelObservation>& observations,
                const Settings& settings, const AccuracyModel* previous = nullptr);

  Prediction predict(const BitAllocation& bits) const override;

  // For many plans at once. Variances are of what an evaluation at the top task would show, its noise excluded.
  struct Batch {
    Eigen::VectorXd mean, variance, bytes;
    Eigen::VectorXd logDamage, logDamageVariance;
  };
  Batch predictAll(const std::vector<BitAllocation>& plans) const;

  // Deviation by which measuring plan i at the task would move the mean of its top-task accuracy (knowledge gradient
  // restricted to the plan itself).
  Eigen::VectorXd movement(const std::vector<BitAllocation>& plans, int task) const;

  double noise() const { return link_.noise(); }  // variance of a measured accuracy

  // Takes for measured what is expected of a plan that is being measured.
  void imagine(const BitAllocation& bits, int task);

  // The calibration as corrected by what was seen.
  Sensitivity corrected() const { return features_->corrected(corrections_); }
  const Eigen::VectorXd& corrections() const { return corrections_; }

  // Log density of each top-task damage given all other observations, summed.
  double leaveOneOutDensity() const;

  std::vector<std::vector<double>> taskCorrelation() const;
  std::vector<double> lengthScales() const;

 private:
  Eigen::MatrixXd basisOf(const PlanFeatures::Table& table, const std::vector<int>& tasks) const;
  Eigen::VectorXd offsetOf(const PlanFeatures::Table& table) const;
  GpData dataOf(const std::vector<ModelObservation>& observations) const;

  std::shared_ptr<const PlanFeatures> features_;
  Settings settings_;
  Eigen::VectorXd corrections_;
  double centre_ = 0;  // of logDamage, for the slopes
  MultitaskGp gp_;
  AccuracyLink link_;
};

}  // namespace bitprism
