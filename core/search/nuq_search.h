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
  int warmUpAgain = 50;  // from where the proposal before left it
  int samples = 100;
  int confidenceEvery = 5;  // proposals, at the top task
  IcmPriors priors;
};

// The published search (Gennari do Nascimento, Costain & Prisacariu, "Finding non-uniform quantization schemes using
// multi-task Gaussian processes", ECCV 2020): bits as a curve over depth, a multi-task process whose parameters are
// sampled by NUTS under uniform priors, the information about the top task per cost, upper confidence at the top task
// every fifth time. The first trial is random, at a random cheap task. With one task all of it happens there. The last
// trial measures the decision: of all curves the one with the best predicted accuracy less a thousandth for each bit by
// which the plan's sum of bits exceeds 4 a layer.
//
// What the authors' code does otherwise:
//  1. The curve and the task that are proposed are those whose information per cost was best, not the best index into
//     the last task looked at.
//  2. The weight of the confidence grows with the top proposals.
//  3. Candidates are some hundred quasi-random curves, refined around the best, and the top task is represented by a
//     few dozen curves; the published grid of 30^d curves has 810 000 of them at four parameters.
//  4. The information is computed from what is explained of a variance, which cannot become negative.
//  5. It is averaged over samples of parameters, never over candidates.
//  6. Accuracies are standardised (to mean 1/2, deviation 1), without which noise of variance 0.05 and more explains
//     them all.
//  7. Chebyshev curves work. 8. A curve has as many points as the network has layers (ties counted once).
//  9. The priors do their work in the density itself; no library draws copies of parameters.
// 10. Plans are compared whole, of any length.
// 11. Tasks cost what they cost, in images and epochs.
// 12. Exploration looks at the variance of the function; noise is nothing to explore.
// 13. What is measured is the session's search images, what is reported are others.
// 14. Plans that were measured at a task, or at the top one, are not proposed there again: curves may differ and plans
//     be the same.
// And beside that: levels of bits share the curve's range equally, the decision uses the sampled parameters, not
// maximum likelihood by 50 steps of Adam, and evaluations that run already count as if they had come out as expected.
// Of many evaluations all of the top task and the newest others are believed, 120 in all. A plan that no curve reaches
// is predicted as the nearest that one does.
class NuqSearch : public Search {
 public:
  // The sensitivities may be empty; they choose between schemes of the same width only. Throws UsageError when they do
  // not fit the space.
  NuqSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity,
            const NuqSettings& nuq = {});

  std::optional<Proposal> ask(std::stop_token stop = {}) override;
  void tell(const Evaluation& evaluation) override;
  std::shared_ptr<const Predictor> predictor() const override;
  SearchInsight insight() const override;

 private:
  class Belief;
  struct Told {
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
  // Curves whose plans may still be measured at a task.
  struct Candidates {
    Eigen::MatrixXd curves;  // one a row
    std::vector<PlanChoice> plans;
  };
  // Nothing when there is no plan left.
  struct Choice {
    PlanChoice bits;
    Eigen::VectorXd curve;
    int task = 0;
    double value = 0;
    std::string why;
    explicit operator bool() const { return !bits.empty(); }
  };
  // What curves (one a row) are worth at a task.
  using CurveValues = std::function<Eigen::VectorXd(const Eigen::MatrixXd& curves, int task)>;

  int topTask() const { return static_cast<int>(settings_.tasks.size()) - 1; }
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
  int asked_ = 0, askedTop_ = 0;
  int confident_ = 0;  // proposals by upper confidence
  std::vector<Told> told_;
  std::vector<Pending> pending_;
  std::vector<std::set<PlanChoice>> tried_;  // by task
  std::map<int, std::int64_t> imagesSeen_;
  NutsState state_;
  std::shared_ptr<const Belief> belief_;  // none before the first evaluation
  std::size_t believed_ = 0;              // evaluations in it
};

// The published rule's score of a plan: predicted accuracy less a thousandth for each bit of the sum above 4 a layer,
// rounded to three decimals.
double decisionScore(double accuracy, const PlanChoice& bits);

extern const SearchMethodInfo nuqLines, nuqParabolas, nuqCubics, nuqChebyshev;

}  // namespace bitprism
