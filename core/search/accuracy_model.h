#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/gp/map_fit.h"
#include "core/search/accuracy_curve.h"
#include "core/search/plan_features.h"
#include "core/search/search.h"

namespace bitprism {

// What one evaluation told the model. kl is 0 or not a number where it was not measured.
struct ModelObservation {
  PlanChoice bits;
  int task = 0;
  double accuracy = 0;
  double kl = 0;
  std::int64_t images = 1000;
};

// The search's belief: one multi-task Gaussian process whose outputs are the damage to accuracy (AccuracyCurve) at
// the top task, at cheap tasks where those observe accuracy, and, as one more output, log KL to float, which every
// evaluation measures as well and with less noise.
// With the damage S(b) that calibration foretells and the features of PlanFeatures, output o is
//   u_o(b) = usual_o(S, H) + a_o + b_o S + d_o S^2 + h_o H + g_o(b) + e,
// a, b, d, h an unknown trend (integrated out; H is the spread), one for accuracy and one for log KL, from which cheap
// tasks, whose images may be harder or easier as a whole, may differ a little in a and b; g an ICM process whose kernel
// is linear in the interplay features plus a Matern kernel over the inputs. const members are safe from many threads.
class AccuracyModel : public Predictor {
 public:
  struct Settings {
    AccuracyCurve curve;
    int tasks = 1;
    std::uint64_t seed = 1;
    CheapObservation cheap = CheapObservation::Kl;
  };

  // previous, when given, is where the fit starts. Throws Cancelled.
  AccuracyModel(std::shared_ptr<const PlanFeatures> features, const std::vector<ModelObservation>& observations,
                const Settings& settings, const AccuracyModel* previous = nullptr, std::stop_token stop = {});

  Prediction predict(const PlanChoice& bits) const override;
  std::vector<Prediction> predictEach(const std::vector<PlanChoice>& plans) const override;

  // For many plans at once, accuracy at the top task. The variance is of the plan's own accuracy: it holds what the
  // model does not know and what it cannot explain, but not the noise of few images.
  struct Batch {
    Eigen::VectorXd mean, variance, bytes;
  };
  Batch predictAll(const std::vector<PlanChoice>& plans) const;

  // Deviation by which measuring plan i at the task would move the mean of its top-task accuracy (knowledge gradient
  // restricted to the plan itself).
  Eigen::VectorXd movement(const std::vector<PlanChoice>& plans, int task) const;

  // Takes for measured what is expected of a plan that is being measured.
  void imagine(const PlanChoice& bits, int task);

  // What the mean of top-task damage is made of: slope S + bend S^2 + spread H + interplay features times their
  // coefficients, a constant, and the Matern kernel's part.
  struct Parts {
    double slope = 0, bend = 0, spread = 0;
    Eigen::VectorXd interplay;
  };
  Parts parts() const;
  Eigen::VectorXd kernelSlope(const Eigen::VectorXd& inputs) const;  // of the last of them
  Prediction damage(const PlanChoice& bits) const;                   // top-task damage and its deviation

  const AccuracyCurve& curve() const { return settings_.curve; }
  std::shared_ptr<const PlanFeatures> features() const { return features_; }

  // The calibration as corrected by what was seen.
  Sensitivity corrected() const;

  // Log density of each top-task accuracy given all other observations, summed.
  double leaveOneOutDensity() const;

  std::vector<std::vector<double>> taskCorrelation() const;
  std::vector<double> lengthScales() const;

 private:
  // A row of data: which output of which task.
  struct Observed {
    int output = 0;
    int task = 0;
  };

  bool cheapAccuracy() const { return settings_.cheap != CheapObservation::Kl; }
  int outputs() const { return cheapAccuracy() ? settings_.tasks + 1 : 2; }
  int top() const { return settings_.tasks - 1; }
  int divergence() const { return outputs() - 1; }  // the output that is log KL
  int accuracyOutput(int task) const { return cheapAccuracy() ? task : 0; }
  Observed topAccuracy() const { return {accuracyOutput(top()), top()}; }
  std::vector<Observed> observedAt(int task) const;  // what an evaluation shows
  double knownNoise(const Observed& observed, std::int64_t images) const;
  Eigen::MatrixXd basisOf(const PlanFeatures::Table& table, const std::vector<Observed>& rows) const;
  GpPoints pointsOf(const PlanFeatures::Table& table, const Observed& row) const;
  double usual(const PlanFeatures::Table& table, Eigen::Index plan, int output) const;
  GpData dataOf(const std::vector<ModelObservation>& observations);

  std::shared_ptr<const PlanFeatures> features_;
  Settings settings_;
  // Of the data: the plans, each once, and which of them a row is of.
  InterplayProducts products_;
  std::vector<Eigen::Index> planOfRow_;
  Eigen::Index fittedRows_ = 0;    // of data, when parameters were last fitted
  std::optional<MultitaskGp> gp_;  // there once constructed
};

}  // namespace bitprism
