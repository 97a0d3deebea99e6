#include "core/search/nuq_search.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "core/base/random.h"
#include "core/gp/acquisition.h"
#include "core/gp/information_gain.h"
#include "core/gp/quasi_random.h"
#include "core/quant/scheme/layer_choice.h"
#include "core/search/task_cost.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr KernelShape kernel = KernelShape::SquaredExponential;
constexpr Index candidateCount = 256, representativeCount = 64, refinedCount = 32;
constexpr Index mostCandidates = 1 << 14;      // tested before the curves count as exhausted
constexpr double reaches[] = {0.08, 0.025};    // of the refinements around the best curve
constexpr std::size_t mostObservations = 120;  // twice the published number; a sampler's step is cubic in it
constexpr std::size_t predictingProcesses = 16;
constexpr double farthestFit = 0.5;  // levels per layer: a plan farther from every curve says nothing about curves
constexpr Index bandCurves = 48;

std::string shown(const char* format, double value) {
  char buffer[96];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

}  // namespace

// The model after some evaluations: processes of standardised accuracies, one for each sampled set of parameters.
// Immutable.
class NuqSearch::Belief : public Predictor {
 public:
  Belief(std::shared_ptr<const CurvePlans> curves, const GpData& data, std::vector<GpParameters> parameters,
         double mean, double deviation, int top)
      : curves_(std::move(curves)), mean_(mean), deviation_(deviation), top_(top) {
    for (GpParameters& one : parameters) processes_.emplace_back(kernel, data, std::move(one));
  }

  Prediction predict(const PlanChoice& bits) const override {
    const GpPosterior posterior = predictAll(curves_->nearest(bits).parameters.transpose(), predictingProcesses);
    return {posterior.mean[0], std::sqrt(posterior.variance[0])};
  }

  std::vector<Prediction> predictEach(const std::vector<PlanChoice>& plans) const override {
    if (plans.empty()) return {};
    MatrixXd curves(static_cast<Index>(plans.size()), curves_->parameters());
    for (std::size_t i = 0; i < plans.size(); ++i)
      curves.row(static_cast<Index>(i)) = curves_->nearest(plans[i]).parameters.transpose();
    const GpPosterior posterior = predictAll(curves, predictingProcesses);
    std::vector<Prediction> predictions;
    for (Index i = 0; i < curves.rows(); ++i)
      predictions.push_back({posterior.mean[i], std::sqrt(posterior.variance[i])});
    return predictions;
  }

  // Accuracy of curves at the top task under a mixture of this many processes.
  GpPosterior predictAll(const MatrixXd& curves, std::size_t most) const {
    const std::size_t count = std::min(most, processes_.size());
    VectorXd mean = VectorXd::Zero(curves.rows()), square = mean;
    for (std::size_t k = 0; k < count; ++k) {
      const GpPosterior one = processes_[k * processes_.size() / count].predict({curves, {}, {}}, top_);
      mean += one.mean / static_cast<double>(count);
      square += (one.variance + one.mean.cwiseAbs2()) / static_cast<double>(count);
    }
    const VectorXd variance = (square - mean.cwiseAbs2()).cwiseMax(0);
    return {accuracies(mean), deviation_ * deviation_ * variance};
  }

  VectorXd accuracies(const VectorXd& standardised) const { return mean_ + deviation_ * (standardised.array() - 0.5); }

  const std::vector<MultitaskGp>& processes() const { return processes_; }

 private:
  std::shared_ptr<const CurvePlans> curves_;
  std::vector<MultitaskGp> processes_;
  double mean_, deviation_;
  int top_;
};

double decisionScore(double accuracy, const PlanChoice& bits) {
  int above = 0;
  for (const LayerChoice& choice : bits) above += choice.bits - 4;
  return std::round(1000 * accuracy - above) / 1000;
}

NuqSearch::NuqSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity,
                     const NuqSettings& nuq)
    : settings_(settings),
      nuq_(nuq),
      space_(space),
      curves_(std::make_shared<const CurvePlans>(space, sensitivity, nuq.curve)),
      tried_(settings.tasks.size()) {}

std::optional<Proposal> NuqSearch::ask(std::stop_token stop) {
  if (askedTop_ >= settings_.trials) return {};
  fit(std::move(stop));
  const int iteration = asked_ - 1;  // after the random start
  const bool topIsDue = topTask() == 0 || (iteration > 0 && iteration % nuq_.confidenceEvery == 0);
  const bool confident = iteration > 0 && iteration % nuq_.confidenceEvery == 0;
  Choice choice;
  if (!belief_) {
    Random draw(settings_.seed, 0x6265 + static_cast<std::uint64_t>(asked_));
    choice = random(topIsDue ? topTask() : static_cast<int>(draw.below(static_cast<std::uint64_t>(topTask()))));
  } else if (topIsDue && askedTop_ + 1 == settings_.trials) {
    choice = decision();
  } else if (!confident) {
    choice = mostInformative();
  }
  if (!choice && belief_) {
    ++confident_;
    choice = mostPromising();
  }
  if (!choice) choice = random(topTask());
  if (!choice) return {};

  Proposal proposal;
  proposal.trial = asked_++;
  proposal.bits = choice.bits;
  proposal.task = choice.task;
  proposal.why = std::move(choice.why);
  if (belief_) {
    const GpPosterior expected = belief_->predictAll(choice.curve.transpose(), predictingProcesses);
    proposal.predictedAccuracy = expected.mean[0];
    proposal.predictedDeviation = std::sqrt(expected.variance[0]);
  }
  askedTop_ += proposal.task == topTask();
  tried_[static_cast<std::size_t>(proposal.task)].insert(proposal.bits);
  pending_.push_back({proposal.trial, proposal.bits, std::move(choice.curve), proposal.task});
  return proposal;
}

void NuqSearch::tell(const Evaluation& evaluation) {
  const auto asked = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const Pending& pending) { return pending.trial == evaluation.trial; });
  Pending pending;
  if (asked != pending_.end()) {
    pending = std::move(*asked);
    pending_.erase(asked);
  }
  if (!space_.contains(evaluation.bits) || evaluation.taskIndex < 0 || evaluation.taskIndex > topTask()) return;
  tried_[static_cast<std::size_t>(evaluation.taskIndex)].insert(evaluation.bits);
  if (pending.bits != evaluation.bits) {
    CurvePlans::Fit fit = curves_->nearest(evaluation.bits);
    if (fit.distance > farthestFit) return;
    pending.curve = std::move(fit.parameters);
  }
  const bool failed = !evaluation.ok() || !std::isfinite(evaluation.score.accuracy);
  std::int64_t& images = imagesSeen_[evaluation.taskIndex];
  if (!failed) images = std::max(images, evaluation.score.images);
  outcomes_.push_back(
      {evaluation.bits, std::move(pending.curve), evaluation.taskIndex, evaluation.score.accuracy, failed});
}

std::shared_ptr<const Predictor> NuqSearch::predictor() const {
  return belief_;
}

SearchInsight NuqSearch::insight() const {
  SearchInsight insight;
  if (!belief_) return insight;
  const std::vector<MultitaskGp>& processes = belief_->processes();
  const auto tasks = static_cast<Index>(settings_.tasks.size());
  MatrixXd correlation = MatrixXd::Zero(tasks, tasks);
  VectorXd lengths = VectorXd::Zero(curves_->parameters());
  for (const MultitaskGp& gp : processes) {
    const MatrixXd covariance = gp.parameters().taskCovariance();
    const VectorXd deviation = covariance.diagonal().cwiseSqrt();
    correlation += covariance.cwiseQuotient(deviation * deviation.transpose()) / static_cast<double>(processes.size());
    lengths += gp.parameters().lengthScales / static_cast<double>(processes.size());
  }
  for (Index a = 0; a < tasks; ++a) {
    const VectorXd row = correlation.row(a);
    insight.taskCorrelation.emplace_back(row.begin(), row.end());
  }
  insight.lengthScales.assign(lengths.begin(), lengths.end());

  std::map<std::int64_t, SearchInsight::BandPoint> band;
  MatrixXd curves(bandCurves, curves_->parameters());
  for (Index i = 0; i < bandCurves; ++i) curves.row(i).setConstant((static_cast<double>(i) + 0.5) / bandCurves);
  const GpPosterior expected = belief_->predictAll(curves, predictingProcesses);
  for (Index i = 0; i < bandCurves; ++i) {
    const std::int64_t cost = space_.cost(curves_->at(curves.row(i)));
    band[cost] = {static_cast<double>(cost), expected.mean[i], std::sqrt(expected.variance[i])};
  }
  for (const auto& [cost, point] : band) insight.band.push_back(point);
  return insight;
}

// Curves whose plans were measured neither there nor at the top task.
bool NuqSearch::open(const PlanChoice& bits, int task) const {
  return !tried_[static_cast<std::size_t>(task)].contains(bits) && !tried_.back().contains(bits);
}

NuqSearch::Candidates NuqSearch::openOf(const MatrixXd& curves, int task) const {
  Candidates candidates{MatrixXd(curves.rows(), curves.cols()), {}};
  Index count = 0;
  for (Index i = 0; i < curves.rows(); ++i) {
    PlanChoice bits = curves_->at(curves.row(i));
    if (!open(bits, task)) continue;
    candidates.curves.row(count++) = curves.row(i);
    candidates.plans.push_back(std::move(bits));
  }
  candidates.curves.conservativeResize(count, curves.cols());
  return candidates;
}

// Evenly spread curves; more are tried if few are open.
NuqSearch::Candidates NuqSearch::spread(int task, Index count) const {
  Candidates candidates;
  for (Index drawn = count; drawn <= mostCandidates; drawn *= 8) {
    candidates = openOf(
        quasiRandomPoints(drawn, curves_->parameters(), settings_.seed * 1000003 + static_cast<std::uint64_t>(asked_)),
        task);
    if (candidates.curves.rows() >= 16) break;
  }
  const auto most = static_cast<std::size_t>(count);
  if (candidates.plans.size() > most) {
    candidates.plans.resize(most);
    candidates.curves.conservativeResize(count, candidates.curves.cols());
  }
  return candidates;
}

NuqSearch::Choice NuqSearch::random(int task) const {
  const Candidates candidates = spread(task, candidateCount);
  if (candidates.plans.empty()) return {};
  Random draw(settings_.seed, 0x6e7571 + static_cast<std::uint64_t>(asked_));
  const auto at = static_cast<Index>(draw.below(candidates.plans.size()));
  return {candidates.plans[static_cast<std::size_t>(at)], candidates.curves.row(at), task, 0, "a random curve"};
}

// Over the tasks, then in decreasing radii around the best curve at its task.
NuqSearch::Choice NuqSearch::best(const std::vector<int>& tasks, const CurveValues& values) const {
  Choice choice;
  choice.value = -std::numeric_limits<double>::infinity();
  const auto look = [&](const Candidates& candidates, int task) {
    if (candidates.plans.empty()) return;
    const VectorXd worth = values(candidates.curves, task);
    for (Index i = 0; i < worth.size(); ++i) {
      const PlanChoice& bits = candidates.plans[static_cast<std::size_t>(i)];
      const bool better = worth[i] > choice.value || (worth[i] == choice.value && !choice.bits.empty() &&
                                                      space_.cost(bits) < space_.cost(choice.bits));
      if (better) choice = {bits, candidates.curves.row(i), task, worth[i], {}};
    }
  };
  for (const int task : tasks) look(spread(task, candidateCount), task);
  Random draw(settings_.seed, 0x726566 + static_cast<std::uint64_t>(asked_));
  for (const double reach : reaches) {
    if (!choice) break;
    MatrixXd curves = choice.curve.transpose().replicate(refinedCount, 1);
    for (double& parameter : curves.reshaped()) parameter = std::clamp(parameter + reach * draw.normal(), 0.0, 1.0);
    look(openOf(curves, choice.task), choice.task);
  }
  return choice;
}

NuqSearch::Choice NuqSearch::mostInformative() const {
  std::vector<MultitaskGp> processes = belief_->processes();
  for (MultitaskGp& gp : processes)
    for (const Pending& pending : pending_)
      gp.append({pending.curve.transpose(), {}, {}}, pending.task,
                gp.parameters().mean);  // the outputs do not matter

  // The top task is represented by curves spread over the whole range and by those measured there.
  std::vector<VectorXd> measured;
  for (auto outcome = outcomes_.rbegin(); outcome != outcomes_.rend() && measured.size() < 16; ++outcome)
    if (outcome->task == topTask()) measured.push_back(outcome->curve);
  GpPoints representatives{quasiRandomPoints(representativeCount, curves_->parameters(), settings_.seed), {}, {}};
  representatives.inputs.bottomRows(static_cast<Index>(measured.size())) =
      MatrixXd::NullaryExpr(static_cast<Index>(measured.size()), curves_->parameters(),
                            [&](Index i, Index d) { return measured[static_cast<std::size_t>(i)][d]; });
  std::vector<InformationGain> gains;
  for (const MultitaskGp& gp : processes) gains.emplace_back(gp, representatives, topTask());

  const double topCost = taskCost(settings_.tasks, topTask(), imagesSeen_);
  const auto costOf = [&](int task) { return taskCost(settings_.tasks, task, imagesSeen_) / topCost; };
  std::vector<int> tasks;
  for (int task = 0; task < std::max(topTask(), 1); ++task) tasks.push_back(task);
  Choice choice = best(tasks, [&](const MatrixXd& curves, int task) {
    VectorXd sum = VectorXd::Zero(curves.rows());
    for (const InformationGain& gain : gains) sum += gain.of({curves, {}, {}}, task);
    return VectorXd(sum / (static_cast<double>(gains.size()) * costOf(task)));
  });
  if (choice)
    choice.why = shown("expected information about the top task %.3f nats", choice.value * costOf(choice.task)) +
                 (topTask() > 0 ? shown(" for %.2g of its cost", costOf(choice.task)) : "");
  return choice;
}

NuqSearch::Choice NuqSearch::mostPromising() const {
  std::vector<MultitaskGp> processes = belief_->processes();
  for (MultitaskGp& gp : processes)
    for (const Pending& pending : pending_) {
      const GpPoints point{pending.curve.transpose(), {}, {}};
      gp.append(point, pending.task, gp.predict(point, pending.task).mean[0]);
    }
  const double weight = confidenceWeight(static_cast<double>(candidateCount), std::max(confident_, 1));
  Choice choice = best({topTask()}, [&](const MatrixXd& curves, int task) {
    VectorXd sum = VectorXd::Zero(curves.rows());
    for (const MultitaskGp& gp : processes) sum += upperConfidence(gp.predict({curves, {}, {}}, task), weight);
    return VectorXd(sum / static_cast<double>(processes.size()));
  });
  if (choice) {
    const VectorXd bound = belief_->accuracies(VectorXd::Constant(1, choice.value));
    choice.why = shown("upper confidence bound of the score %.3f", bound[0]);
  }
  return choice;
}

NuqSearch::Choice NuqSearch::decision() const {
  Choice choice = best({topTask()}, [&](const MatrixXd& curves, int) {
    VectorXd score = belief_->predictAll(curves, belief_->processes().size()).mean;
    for (Index i = 0; i < score.size(); ++i) score[i] = decisionScore(score[i], curves_->at(curves.row(i)));
    return score;
  });
  if (choice) choice.why = shown("the decision: predicted score less 0.001 per bit above 4 is %.3f", choice.value);
  return choice;
}

void NuqSearch::fit(std::stop_token stop) {
  if (outcomes_.empty() || believed_ == outcomes_.size()) return;
  // All of the top task and the newest of the others.
  std::vector<const Outcome*> used;
  for (const bool top : {true, false})
    for (auto outcome = outcomes_.rbegin(); outcome != outcomes_.rend() && used.size() < mostObservations; ++outcome)
      if ((outcome->task == topTask()) == top) used.push_back(&*outcome);

  double worst = std::numeric_limits<double>::infinity();
  for (const Outcome* outcome : used)
    if (!outcome->failed) worst = std::min(worst, outcome->accuracy);
  if (!std::isfinite(worst)) worst = settings_.chanceAccuracy;
  const auto count = static_cast<Index>(used.size());
  GpData data;
  data.inputs.resize(count, curves_->parameters());
  data.outputs.resize(count);
  for (Index i = 0; i < count; ++i) {
    const Outcome& outcome = *used[static_cast<std::size_t>(i)];
    data.inputs.row(i) = outcome.curve.transpose();
    data.tasks.push_back(outcome.task);
    data.outputs[i] = outcome.failed ? worst : outcome.accuracy;  // so that it is avoided
  }
  const double mean = data.outputs.mean();
  double deviation = std::sqrt((data.outputs.array() - mean).square().mean());
  if (!(deviation > 1e-9)) deviation = 1;
  data.outputs = (data.outputs.array() - mean) / deviation + 0.5;

  IcmPosterior posterior(data, static_cast<Index>(settings_.tasks.size()), nuq_.priors);
  const NutsSettings sampling{.warmUp = state_.step > 0 ? nuq_.warmUpAgain : nuq_.warmUp,
                              .samples = nuq_.samples,
                              .seed = settings_.seed * 1000003 + outcomes_.size()};
  std::vector<GpParameters> drawn = posterior.sample(state_, sampling, std::move(stop));
  belief_ = std::make_shared<const Belief>(curves_, std::move(data), std::move(drawn), mean, deviation, topTask());
  believed_ = outcomes_.size();
}

namespace {

template <BitCurve curve>
std::unique_ptr<Search> makeNuqSearch(const SearchSettings& settings, const SearchSpace& space,
                                      const Sensitivity& sensitivity) {
  return std::make_unique<NuqSearch>(settings, space, sensitivity, NuqSettings{.curve = curve});
}

template <BitCurve curve>
constexpr SearchMethodInfo nuqMethod(const char* name, const char* title) {
  return {.name = name,
          .title = title,
          .sensitivity = SensitivityNeed::BetweenSchemes,
          .cheapShare = 0.5,  // as observed; tasks are weighed by information per cost
          .make = makeNuqSearch<curve>};
}

}  // namespace

constinit const SearchMethodInfo nuqLines = nuqMethod<BitCurve::Linear>("nuq", "multi-task GP as published, lines");
constinit const SearchMethodInfo nuqParabolas =
    nuqMethod<BitCurve::QuadraticBezier>("nuq-quadratic", "multi-task GP as published, parabolas");
constinit const SearchMethodInfo nuqCubics =
    nuqMethod<BitCurve::CubicBezier>("nuq-cubic", "multi-task GP as published, cubics");
constinit const SearchMethodInfo nuqChebyshev =
    nuqMethod<BitCurve::Chebyshev>("nuq-chebyshev", "multi-task GP as published, Chebyshev");

}  // namespace bitprism
