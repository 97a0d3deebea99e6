#include "core/search/mtgp_search.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/search/list_search.h"
#include "core/search/nearby_model.h"
#include "core/search/pareto.h"
#include "core/search/random_search.h"
#include "core/search/task_cost.h"

namespace bitprism {
namespace {

constexpr std::size_t trustRegionFrom = 20;  // layers
constexpr int probesPerTask = 3;
constexpr double cheapShare = 0.1;  // of the cost, for tasks below the top one
constexpr int topAtLeastEvery = 5;
constexpr double aboveChance = 0.05;  // a cheap accuracy closer to chance than this does not rank plans
constexpr std::size_t bandPoints = 48;
constexpr std::size_t startsPerSweep = 64;

std::string percent(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1f %%", 100 * value);
  return buffer;
}

PlanChoice widestBits(const SearchSpace& space) {
  PlanChoice bits;
  for (const auto& choice : space.layers) bits.push_back(choice.widest());
  return bits;
}

// Plans of the sweep at which the prior predicts these shares of the float accuracy: evaluations pay off most at the
// bend of the front. The middle comes first.
std::vector<PlanChoice> designOn(const std::vector<PlanChoice>& sweep, const AccuracyModel& prior,
                                 const AccuracyCurve& curve) {
  const Eigen::VectorXd expected = prior.predictAll(sweep).mean;
  std::vector<PlanChoice> design;
  for (const double left : {0.5, 0.8, 0.25, 0.95}) {
    const double wanted = curve.chanceAccuracy + left * (curve.floatAccuracy - curve.chanceAccuracy);
    Eigen::Index nearest = 0;
    (expected.array() - wanted).abs().minCoeff(&nearest);
    const PlanChoice& bits = sweep[static_cast<std::size_t>(nearest)];
    if (std::find(design.begin(), design.end(), bits) == design.end()) design.push_back(bits);
  }
  return design;
}

}  // namespace

MtgpSearch::MtgpSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity)
    : settings_(settings),
      space_(space),
      features_(std::make_shared<const PlanFeatures>(space, sensitivity)),
      sweep_(sweep(space, sensitivity)),
      tried_(settings.tasks.size()) {
  if (settings_.referenceCost <= 0) settings_.referenceCost = space_.cost(widestBits(space_)) + 1;
  const AccuracyModel::Settings prior = modelSettings();
  design_ = designOn(sweep_, AccuracyModel(features_, {}, prior), prior.curve);
  if (space.size() > trustRegionFrom) reach_ = std::max<std::size_t>(space.size() / 4, 2);
}

std::optional<Proposal> MtgpSearch::ask(std::stop_token stop) {
  if (askedTop_ >= settings_.trials) return {};
  std::optional<Proposal> proposal = design();
  if (!proposal || !outcomes_.empty()) fit(stop);
  if (!proposal) proposal = probe();
  if (!proposal) proposal = improve(std::move(stop));
  if (!proposal) return {};
  if (model_) {
    const Prediction prediction = model_->predict(proposal->bits);
    proposal->predictedAccuracy = prediction.mean;
    proposal->predictedDeviation = prediction.deviation;
  }
  ++asked_;
  askedTop_ += proposal->task == topTask();
  tried_[static_cast<std::size_t>(proposal->task)].insert(proposal->bits);
  pending_.push_back({proposal->trial, proposal->bits, proposal->task});
  return proposal;
}

void MtgpSearch::tell(const Evaluation& evaluation) {
  std::erase_if(pending_, [&](const Pending& pending) { return pending.trial == evaluation.trial; });
  if (!space_.contains(evaluation.bits) || evaluation.taskIndex < 0 || evaluation.taskIndex > topTask()) return;
  const int task = evaluation.taskIndex;
  tried_[static_cast<std::size_t>(task)].insert(evaluation.bits);
  const bool failed = !evaluation.ok() || !std::isfinite(evaluation.score.accuracy);
  if (!failed) imagesSeen_[task] = std::max(imagesSeen_[task], evaluation.score.images);
  outcomes_.push_back(
      {{evaluation.bits, task, evaluation.score.accuracy, evaluation.score.kl, evaluation.score.images}, failed});
  if (reach_ > 0 && task == topTask()) adaptReach();
}

// The trust region grows after gains in a row and shrinks after misses (Eriksson et al. 2019).
void MtgpSearch::adaptReach() {
  std::vector<FrontPoint> points;
  for (const Outcome& outcome : outcomes_)
    if (!outcome.failed && outcome.observation.task == topTask())
      points.push_back({outcome.observation.accuracy, space_.cost(outcome.observation.bits), 0});
  const double area = hypervolume(
      points, {settings_.chanceAccuracy, static_cast<double>(settings_.referenceCost), settings_.floatAccuracy});
  const bool gained = area > reachedArea_;
  reachedArea_ = std::max(reachedArea_, area);
  gains_ = gained ? gains_ + 1 : 0;
  misses_ = gained ? 0 : misses_ + 1;
  if (gains_ == 3) {
    reach_ = std::min(2 * reach_, space_.size());
    gains_ = 0;
  }
  if (misses_ == 5) {
    reach_ = std::max<std::size_t>(reach_ / 2, 2);
    misses_ = 0;
  }
}

SearchInsight MtgpSearch::insight() const {
  SearchInsight insight;
  if (!model_) return insight;
  insight.taskCorrelation = model_->taskCorrelation();
  insight.lengthScales = model_->lengthScales();
  const std::vector<PlanChoice> plans = spreadAlongSweep(space_, sweep_, bandPoints);
  const AccuracyModel::Batch batch = model_->predictAll(plans);
  for (Eigen::Index i = batch.mean.size() - 1; i >= 0; --i)
    insight.band.push_back({batch.cost[i], batch.mean[i], std::sqrt(batch.variance[i])});
  return insight;
}

// Unmeasured plans of the sweep, until the initial design is complete.
std::optional<Proposal> MtgpSearch::design() {
  for (const PlanChoice& bits : design_)
    if (!tried(bits, topTask())) {
      // A resumed search, or one continued under other rules, has other evaluations instead.
      if (outcomes_.size() + pending_.size() >= design_.size()) return {};
      return propose(bits, topTask(), "initial design: on the Lagrangian sweep");
    }
  return {};
}

// A few cheap evaluations to find out whether the cheap tasks predict the top one.
std::optional<Proposal> MtgpSearch::probe() {
  for (int task = 0; task < topTask(); ++task) {
    int probes = 0;
    for (const Outcome& outcome : outcomes_) probes += outcome.observation.task == task;
    for (const Pending& pending : pending_) probes += pending.task == task;
    if (probes >= probesPerTask || !affordsCheap(task)) continue;
    std::set<PlanChoice> all;
    for (const auto& one : tried_) all.insert(one.begin(), one.end());
    const std::size_t next = widestGap(space_, sweep_, all);
    if (next == sweep_.size()) continue;
    return propose(
        sweep_[next], task,
        "to test whether " + taskName(settings_.tasks[static_cast<std::size_t>(task)]) + " predict the top task");
  }
  return {};
}

std::optional<Proposal> MtgpSearch::improve(std::stop_token stop) {
  const int top = topTask();
  AccuracyModel model = *model_;
  std::vector<ImprovementFront::Point> points;
  std::vector<PlanChoice> starts = spreadAlongSweep(space_, sweep(space_, model.corrected()), startsPerSweep);
  const std::vector<PlanChoice> foretold = spreadAlongSweep(space_, sweep_, startsPerSweep);
  starts.insert(starts.end(), foretold.begin(), foretold.end());
  std::vector<FrontPoint> measured;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const ModelObservation& observation = outcomes_[i].observation;
    if (outcomes_[i].failed || observation.task != top) continue;
    measured.push_back({observation.accuracy, space_.cost(observation.bits), i});
    points.push_back({observation.accuracy, static_cast<double>(measured.back().cost)});
  }
  for (const FrontPoint& point : paretoFront(std::move(measured)))
    starts.push_back(outcomes_[point.index].observation.bits);
  for (const Pending& pending : pending_) {
    if (pending.task == top)
      points.push_back({model.predict(pending.bits).mean, static_cast<double>(space_.cost(pending.bits))});
    model.imagine(pending.bits, pending.task);
  }
  const ImprovementFront front(std::move(points),
                               {settings_.chanceAccuracy, static_cast<double>(settings_.referenceCost)});

  const LocalSearchSettings local{
      .starts = 4, .steps = 12, .exchanges = static_cast<int>(3 * space_.size()), .reach = reach_};
  NearbyModel nearby(model);
  const PlanScreen screen = [&](const PlanChoice& from, const std::vector<PlanMove>& moves) {
    nearby.settleOn(from);
    std::vector<double> worth;
    for (const PlanMove& move : moves) {
      const NearbyModel::Rough rough = nearby.after(move);
      worth.push_back(front.roughLogImprovement(rough.mean, rough.deviation, rough.cost));
    }
    return worth;
  };
  const auto search = [&](int task, const std::set<PlanChoice>& excluded) {
    const PlanValues values = [&](const std::vector<PlanChoice>& plans) {
      if (stop.stop_requested()) throw Cancelled();
      const AccuracyModel::Batch batch = model.predictAll(plans);
      const Eigen::VectorXd deviation = task == top ? batch.variance.cwiseSqrt().eval() : model.movement(plans, task);
      std::vector<double> result;
      for (Eigen::Index i = 0; i < batch.mean.size(); ++i)
        result.push_back(front.logExpectedImprovement(batch.mean[i], deviation[i], batch.cost[i]));
      return result;
    };
    return bestPlan(space_, {values, screen}, starts, excluded, local,
                    Random(settings_.seed, static_cast<std::uint64_t>(asked_)));
  };

  ValuedPlan best = search(top, tried_[static_cast<std::size_t>(top)]);
  int task = top;
  for (int cheap = 0; cheap < top && cheapUsed_ && !topIsDue(); ++cheap) {
    if (!affordsCheap(cheap)) continue;
    std::set<PlanChoice> excluded = tried_[static_cast<std::size_t>(cheap)];
    excluded.insert(tried_[static_cast<std::size_t>(top)].begin(), tried_[static_cast<std::size_t>(top)].end());
    ValuedPlan other = search(cheap, excluded);
    other.value -= std::log(costOf(cheap) / costOf(top));
    if (other.bits.empty() || other.value <= best.value) continue;
    best = std::move(other);
    task = cheap;
  }
  if (best.bits.empty()) return anyOther();
  const double gain = std::exp(best.value) / std::max(front.area(), 1e-300);
  std::string why =
      gain < 10 ? "expected to add " + percent(gain) + " to the front's area" : "expected to open the front";
  if (task != top) why += ", relative to its cost, by its information";
  return propose(std::move(best.bits), task, std::move(why));
}

// If the model finds nothing left to try nearby, small spaces may still hold untried plans.
std::optional<Proposal> MtgpSearch::anyOther() {
  SearchSettings one = settings_;
  one.trials = 1;
  one.seed += static_cast<std::uint64_t>(asked_);
  RandomSearch random(one, space_);
  for (const PlanChoice& bits : tried_[static_cast<std::size_t>(topTask())]) {
    Evaluation seen;
    seen.bits = bits;
    random.tell(seen);
  }
  std::optional<Proposal> other = random.ask();
  if (!other) return {};
  return propose(std::move(other->bits), topTask(), "no better plan near those tried");
}

Proposal MtgpSearch::propose(PlanChoice bits, int task, std::string why) {
  Proposal proposal;
  proposal.trial = asked_;
  proposal.bits = std::move(bits);
  proposal.task = task;
  proposal.why = std::move(why);
  return proposal;
}

void MtgpSearch::fit(std::stop_token stop) {
  const AccuracyModel::Settings settings = modelSettings();
  auto model = std::make_shared<const AccuracyModel>(features_, observations(false), settings, model_.get(), stop);
  bool cheapUsed = false;
  if (topTask() > 0) {
    auto joint = std::make_shared<const AccuracyModel>(features_, observations(true), settings, model_.get(), stop);
    if (joint->leaveOneOutDensity() > model->leaveOneOutDensity()) {
      cheapUsed = true;
      model = std::move(joint);
    }
  }
  cheapUsed_ = cheapUsed;
  model_ = std::move(model);
}

AccuracyModel::Settings MtgpSearch::modelSettings() const {
  return {{settings_.chanceAccuracy, settings_.floatAccuracy},
          static_cast<int>(settings_.tasks.size()),
          settings_.seed,
          settings_.cheap};
}

std::vector<ModelObservation> MtgpSearch::observations(bool cheapToo) const {
  std::vector<ModelObservation> all;
  double worstAccuracy = settings_.chanceAccuracy, worstKl = 0;
  for (const Outcome& outcome : outcomes_) {
    if (outcome.failed) continue;
    worstAccuracy = std::min(worstAccuracy, outcome.observation.accuracy);
    if (std::isfinite(outcome.observation.kl)) worstKl = std::max(worstKl, outcome.observation.kl);
  }
  for (const Outcome& outcome : outcomes_) {
    const bool cheap = outcome.observation.task != topTask();
    if (cheap && (!cheapToo || outcome.failed)) continue;
    if (cheap && settings_.cheap != CheapObservation::Kl &&
        outcome.observation.accuracy < settings_.chanceAccuracy + aboveChance)
      continue;
    all.push_back(outcome.observation);
    if (outcome.failed) {  // as bad as the worst observation, so that the search avoids the neighbourhood
      all.back().accuracy = worstAccuracy;
      all.back().kl = worstKl;
    }
  }
  return all;
}

double MtgpSearch::costOf(int task) const {
  return taskCost(settings_.tasks, task, imagesSeen_);
}

bool MtgpSearch::affordsCheap(int task) const {
  double whole = 0, cheap = 0;
  const auto add = [&](int of) {
    whole += costOf(of);
    if (of != topTask()) cheap += costOf(of);
  };
  for (const Outcome& outcome : outcomes_) add(outcome.observation.task);
  for (const Pending& pending : pending_) add(pending.task);
  return cheap + costOf(task) <= cheapShare * (whole + costOf(task));
}

bool MtgpSearch::topIsDue() const {
  int since = 0;
  for (auto outcome = outcomes_.rbegin(); outcome != outcomes_.rend() && outcome->observation.task != topTask();
       ++outcome)
    ++since;
  for (const Pending& pending : pending_) since = pending.task == topTask() ? 0 : since + 1;
  return since + 1 >= topAtLeastEvery;
}

bool MtgpSearch::tried(const PlanChoice& bits, int task) const {
  return tried_[static_cast<std::size_t>(task)].contains(bits);
}

constinit const SearchMethodInfo mtgpMethod = {.name = "mtgp",
                                               .title = "multi-task GP",
                                               .sensitivity = SensitivityNeed::Always,
                                               .cheapShare = 1.0 / 9,  // 10 % of the total
                                               .make = makeSearchOf<MtgpSearch>};

}  // namespace bitprism
