#pragma once

#include <functional>
#include <map>
#include <set>

#include "core/gp/icm_posterior.h"
#include "core/search/curve_plans.h"
#include "core/search/search_method.h"

namespace bitprism {

struct NuqSettings {
  BitCurve curve = BitCurve::Linear;
  int warmUp = 200;      // of the sampler, the first time
  int warmUpAgain = 50;  // from where the previous proposal left it
  int samples = 100;
  int confidenceEvery = 5;  // proposals, at the top task
  IcmPriors priors;
};

// The published search (Gennari do Nascimento, Costain & Prisacariu, "Finding non-uniform quantization schemes using
// multi-task Gaussian processes", ECCV 2020): bits as a curve over depth, a multi-task process whose parameters are
// sampled by NUTS under uniform priors, information about the top task per cost, and every fifth time the upper
// confidence bound at the top task. The first trial is random, at a random cheap task. With one task everything happens
// there. The last trial measures the decision: the curve with the best predicted accuracy less a thousandth for each
// bit by which the plan's sum of bits exceeds 4 per layer.
//
// Differences from the authors' code:
// 1. The proposed curve and task are those with the most information per cost, not the best index into the last
//     task considered.
// 2. The confidence weight grows with the number of top-task proposals.
// 3. Candidates are a few hundred quasi-random curves, refined around the best, and the top task is represented by a
//     few dozen curves; the published grid of 30^d curves has 810 000 of them at four parameters.
// 4. The information is computed from the explained part of a variance, which cannot become negative.
//  5. It is averaged over samples of parameters, never over candidates.
// 6. Accuracies are standardised (to mean 1/2, deviation 1); otherwise noise of variance 0.05 and more explains them
//     completely.
//  7. Chebyshev curves work. 8. A curve has as many points as the network has layers (ties counted once).
// 9. The priors enter the density itself; no library draws copies of parameters.
// 10. Plans are compared completely, for any length.
// 11. The cost of tasks is their true cost, in images and epochs.
// 12. Exploration uses the variance of the function; noise cannot be explored.
// 13. Search images are used for measuring, others for reporting.
// 14. Plans that were measured at a task, or at the top one, are not proposed there again: different curves may give
//     the same plan.
// Also, levels of bits share the curve's range equally, the decision uses the sampled parameters instead of maximum
// likelihood by 50 steps of Adam, and running evaluations count as if they had given the expected result. The model
// uses all evaluations of the top task and the newest others, 120 in total. A plan that no curve reaches is predicted
// as the nearest one that a curve reaches. Curves beyond the limits of the space are lowered.
class NuqSearch : public Search {
 public:
  // The sensitivities may be empty; they only choose between schemes of the same width. Throws UsageError if they do
  // not fit the space.
  NuqSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity,
            const NuqSettings& nuq = {});

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;
  std::shared_ptr<const Predictor> predictor() const override;
  SearchInsight insight() const override;

 private:
  class Belief;
  struct Outcome {
    PlanChoice bits;
    Eigen::VectorXd curve;
    int task = 0;
    double accuracy = 0;
    bool failed = false;
  };
  struct Pending {
    int trial = 0;
    PlanChoice bits;
    Eigen::VectorXd curve;
    int task = 0;
  };
  // Curves whose plans are still unmeasured at a task.
  struct Candidates {
    Eigen::MatrixXd curves;  // one per row
    std::vector<PlanChoice> plans;
  };
  // Empty if no plan is left.
  struct Choice {
    PlanChoice bits;
    Eigen::VectorXd curve;
    int task = 0;
    double value = 0;
    std::string why;
    explicit operator bool() const { return !bits.empty(); }
  };
  // Values of curves (one per row) at a task.
  using CurveValues = std::function<Eigen::VectorXd(const Eigen::MatrixXd& curves, int task)>;

  int topTask() const { return static_cast<int>(settings_.tasks.size()) - 1; }
  Eigen::VectorXd lowered(const Eigen::VectorXd& curve) const;
  bool open(const PlanChoice& bits, int task) const;
  Candidates openOf(const Eigen::MatrixXd& curves, int task) const;
  Candidates spread(int task, Eigen::Index count) const;
  Choice random(int task) const;
  Choice best(const std::vector<int>& tasks, const CurveValues& values) const;
  Choice mostInformative() const;
  Choice mostPromising() const;
  Choice decision() const;
  void fit(std::stop_token stop);

  SearchSettings settings_;
  NuqSettings nuq_;
  SearchSpace space_;
  std::shared_ptr<const CurvePlans> curves_;
  Eigen::VectorXd lowest_;  // of the cheapest allowed plan; empty without limits
  int asked_ = 0, askedTop_ = 0;
  int confident_ = 0;  // proposals by upper confidence bound
  std::vector<Outcome> outcomes_;
  std::vector<Pending> pending_;
  std::vector<std::set<PlanChoice>> tried_;  // by task
  std::map<int, std::int64_t> imagesSeen_;
  NutsState state_;
  std::shared_ptr<const Belief> belief_;  // none before the first evaluation
  std::size_t believed_ = 0;              // evaluations used by it
};

// The published rule's score of a plan: predicted accuracy less a thousandth for each bit of the sum above 4 per layer,
// rounded to three decimals.
double decisionScore(double accuracy, const PlanChoice& bits);

extern const SearchMethodInfo nuqLines, nuqParabolas, nuqCubics, nuqChebyshev;

}  // namespace bitprism
