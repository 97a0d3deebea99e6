#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/gp/map_fit.h"
#include "core/search/accuracy_curve.h"
#include "core/search/plan_features.h"
#include "core/search/search.h"

namespace bitprism {

// What the model uses of one evaluation. kl is 0 or NaN if it was not measured.
struct ModelObservation {
  PlanChoice bits;
  int task = 0;
  double accuracy = 0;
  double kl = 0;
  std::int64_t images = 1000;
};

// The model of the search: one multi-task Gaussian process whose outputs are the damage to accuracy (AccuracyCurve) at
// the top task, at cheap tasks if those observe accuracy, and log KL to float, which every evaluation also measures,
// with less noise.
// With the damage S(b) predicted by the calibration and the features of PlanFeatures, output o is
//   u_o(b) = usual_o(S, H) + a_o + b_o S + d_o S^2 + h_o H + g_o(b) + e,
// a, b, d, h an unknown trend (integrated out; H is the spread), one for accuracy and one for log KL, from which cheap
// tasks, whose images may be harder or easier overall, may differ slightly in a and b; g an ICM process whose kernel is
// linear in the interaction features plus a Matern kernel over the inputs. const members are safe from many threads.
class AccuracyModel : public Predictor {
 public:
  struct Settings {
    AccuracyCurve curve;
    int tasks = 1;
    std::uint64_t seed = 1;
    CheapObservation cheap = CheapObservation::Kl;
  };

  // previous: where the fit starts, if given. Throws Cancelled.
  AccuracyModel(std::shared_ptr<const PlanFeatures> features, const std::vector<ModelObservation>& observations,
                const Settings& settings, const AccuracyModel* previous = nullptr, std::stop_token stop = {});

  Prediction predict(const PlanChoice& bits) const override;
  std::vector<Prediction> predictEach(const std::vector<PlanChoice>& plans) const override;

  // For many plans at once, accuracy at the top task. The variance is that of the plan's own accuracy: it includes the
  // model's uncertainty and unexplained part, but not the noise of few images.
  struct Batch {
    Eigen::VectorXd mean, variance, cost;
  };
  Batch predictAll(const std::vector<PlanChoice>& plans) const;

  // Standard deviation of the change in the mean of plan i's top-task accuracy from measuring it at the task (knowledge
  // gradient restricted to the plan itself).
  Eigen::VectorXd movement(const std::vector<PlanChoice>& plans, int task) const;

  // Adds the expected result of a plan that is being measured, as if it had been observed.
  void imagine(const PlanChoice& bits, int task);

  // The terms of the mean of top-task damage: slope S + bend S^2 + spread H + interaction features times their
  // coefficients, a constant, and the Matern kernel's part.
  struct Parts {
    double slope = 0, bend = 0, spread = 0;
    Eigen::VectorXd interaction;
  };
  Parts parts() const;
  Eigen::VectorXd kernelSlope(const Eigen::VectorXd& inputs) const;  // gradient of the Matern kernel's part
  Prediction damage(const PlanChoice& bits) const;                   // top-task damage and its deviation

  const AccuracyCurve& curve() const { return settings_.curve; }
  std::shared_ptr<const PlanFeatures> features() const { return features_; }

  // The calibration, corrected by the observations.
  Sensitivity corrected() const;

  // Sum over top-task accuracies of the log density given all other observations.
  double leaveOneOutDensity() const;

  std::vector<std::vector<double>> taskCorrelation() const;
  std::vector<double> lengthScales() const;

 private:
  // A row of data: an output of a task.
  struct Observed {
    int output = 0;
    int task = 0;
  };

  bool cheapAccuracy() const { return settings_.cheap != CheapObservation::Kl; }
  int outputs() const { return cheapAccuracy() ? settings_.tasks + 1 : 2; }
  int top() const { return settings_.tasks - 1; }
  int divergence() const { return outputs() - 1; }  // index of log KL
  int accuracyOutput(int task) const { return cheapAccuracy() ? task : 0; }
  Observed topAccuracy() const { return {accuracyOutput(top()), top()}; }
  std::vector<Observed> observedAt(int task) const;  // what an evaluation observes
  double knownNoise(const Observed& observed, std::int64_t images) const;
  Eigen::MatrixXd basisOf(const PlanFeatures::Table& table, const std::vector<Observed>& rows) const;
  GpPoints pointsOf(const PlanFeatures::Table& table, const Observed& row) const;
  double usual(const PlanFeatures::Table& table, Eigen::Index plan, int output) const;
  GpData dataOf(const std::vector<ModelObservation>& observations);

  std::shared_ptr<const PlanFeatures> features_;
  Settings settings_;
  // Of the data: the distinct plans, and the plan of each row.
  InteractionProducts products_;
  std::vector<Eigen::Index> planOfRow_;
  Eigen::Index fittedRows_ = 0;    // of data at the last fit of the parameters
  std::optional<MultitaskGp> gp_;  // set once constructed
};

}  // namespace bitprism
