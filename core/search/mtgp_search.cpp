#include "core/search/mtgp_search.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/search/local_search.h"
#include "core/search/pareto.h"
#include "core/search/sensitivity_search.h"

namespace bitprism {
namespace {

constexpr std::size_t designPlans = 5;
constexpr std::size_t trustRegionFrom = 20;  // layers
constexpr int probesPerTask = 3;
constexpr double cheapShare = 0.1;  // of the cost, for tasks below the top
constexpr int topAtLeastEvery = 5;
constexpr double aboveChance = 0.05;  // a cheap evaluation at chance says nothing about order
constexpr std::size_t bandPoints = 48;

std::string percent(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1f %%", 100 * value);
  return buffer;
}

// Plans of the sweep evenly spaced in foretold log damage, extremes first and each next one in the widest gap.
std::vector<BitAllocation> spreadInDamage(const PlanFeatures& features, const std::vector<BitAllocation>& sweep,
                                          std::size_t count) {
  const Eigen::VectorXd damage = features.of(sweep).logDamage;
  std::vector<BitAllocation> chosen;
  std::vector<double> taken;
  while (chosen.size() < std::min(count, sweep.size())) {
    Eigen::Index best = -1;
    double widest = -1;
    for (Eigen::Index i = 0; i < damage.size(); ++i) {
      double gap = std::numeric_limits<double>::max();
      for (const double other : taken) gap = std::min(gap, std::abs(damage[i] - other));
      if (std::find(chosen.begin(), chosen.end(), sweep[static_cast<std::size_t>(i)]) != chosen.end()) continue;
      if (gap <= widest) continue;
      widest = gap;
      best = i;
    }
    taken.push_back(damage[best]);
    chosen.push_back(sweep[static_cast<std::size_t>(best)]);
  }
  return chosen;
}

}  // namespace

MtgpSearch::MtgpSearch(const SearchSettings& settings, const SearchSpace& space, const Sensitivity& sensitivity)
    : settings_(settings),
      space_(space),
      features_(std::make_shared<const PlanFeatures>(space, sensitivity)),
      sweep_(sweep(space, sensitivity)),
      tried_(settings.tasks.size()) {
  design_ = spreadInDamage(*features_, sweep_, designPlans);
  if (space.size() > trustRegionFrom) reach_ = std::max<std::size_t>(space.size() / 4, 2);
}

std::optional<Proposal> MtgpSearch::ask() {
  if (asked_ >= settings_.trials) return {};
  std::optional<Proposal> proposal = design();
  if (!proposal) {
    fit();
    proposal = probe();
  }
  if (!proposal) proposal = improve();
  if (!proposal) return {};
  if (model_ && !proposal->predictedAccuracy) {
    const Prediction prediction = model_->predict(proposal->bits);
    proposal->predictedAccuracy = prediction.mean;
    proposal->predictedDeviation = prediction.deviation;
  }
  ++asked_;
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
  told_.push_back({{evaluation.bits, task, evaluation.score.accuracy, evaluation.score.kl, evaluation.score.images},
                   costOf(task),
                   failed});

  // Trust region: wider after gains, narrower after misses (Eriksson et al. 2019).
  if (reach_ == 0 || task != topTask()) return;
  std::vector<FrontPoint> points;
  for (const Told& told : told_)
    if (!told.failed && told.observation.task == task)
      points.push_back({told.observation.accuracy, space_.bytes(told.observation.bits), 0});
  const double area = hypervolume(
      points, {settings_.chanceAccuracy, static_cast<double>(settings_.referenceBytes), settings_.floatAccuracy});
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
  const std::vector<BitAllocation> plans = spreadAlongSweep(space_, sweep_, bandPoints);
  const AccuracyModel::Batch batch = model_->predictAll(plans);
  for (Eigen::Index i = batch.mean.size() - 1; i >= 0; --i)
    insight.band.push_back({batch.bytes[i], batch.mean[i], std::sqrt(batch.variance[i])});
  return insight;
}

// Plans of the sweep that were not measured yet, as long as the design lasts.
std::optional<Proposal> MtgpSearch::design() {
  for (const BitAllocation& bits : design_)
    if (!tried(bits, topTask())) {
      if (asked_ >= static_cast<int>(design_.size())) return {};  // a resumed search has others instead
      return propose(bits, topTask(), "initial design: on the Lagrangian sweep");
    }
  return {};
}

// A few cheap evaluations to learn whether the cheap tasks foretell the top one.
std::optional<Proposal> MtgpSearch::probe() {
  for (int task = 0; task < topTask(); ++task) {
    int probes = 0;
    for (const Told& told : told_) probes += told.observation.task == task;
    for (const Pending& pending : pending_) probes += pending.task == task;
    if (probes >= probesPerTask || !affordsCheap(task)) continue;
    std::set<BitAllocation> all;
    for (const auto& one : tried_) all.insert(one.begin(), one.end());
    const std::size_t next = widestGap(space_, sweep_, all);
    if (next == sweep_.size()) continue;
    return propose(
        sweep_[next], task,
        "to see whether " + taskName(settings_.tasks[static_cast<std::size_t>(task)]) + " foretell the whole");
  }
  return {};
}

std::optional<Proposal> MtgpSearch::improve() {
  AccuracyModel model = *model_;
  const int top = topTask();
  std::vector<BitAllocation> measured;
  std::vector<ImprovementFront::Point> front;
  for (const Told& told : told_)
    if (!told.failed && told.observation.task == top) {
      measured.push_back(told.observation.bits);
      front.push_back({told.observation.accuracy, static_cast<double>(space_.bytes(told.observation.bits))});
    }
  std::vector<BitAllocation> frontPlans;
  {
    std::vector<FrontPoint> points;
    for (std::size_t i = 0; i < front.size(); ++i)
      points.push_back({front[i].accuracy, static_cast<std::int64_t>(front[i].cost), i});
    for (const FrontPoint& point : paretoFront(points)) frontPlans.push_back(measured[point.index]);
  }
  for (const Pending& pending : pending_) {
    if (pending.task == top)
      front.push_back({model.predict(pending.bits).mean, static_cast<double>(space_.bytes(pending.bits))});
    model.imagine(pending.bits, pending.task);
  }
  const ImprovementFront area(std::move(front),
                              {settings_.chanceAccuracy, static_cast<double>(settings_.referenceBytes)});

  const auto values = [&](int task) {
    return [&, task](const std::vector<BitAllocation>& plans) {
      const AccuracyModel::Batch batch = model.predictAll(plans);
      const Eigen::VectorXd moved = task == top ? Eigen::VectorXd() : model.movement(plans, task);
      std::vector<double> result;
      for (Eigen::Index i = 0; i < batch.mean.size(); ++i) {
        const double deviation = task == top ? std::sqrt(batch.variance[i]) : moved[i];
        result.push_back(area.logExpectedImprovement(batch.mean[i], deviation, batch.bytes[i]));
      }
      return result;
    };
  };

  std::vector<BitAllocation> starts = sweep(space_, model.corrected());
  starts.insert(starts.end(), sweep_.begin(), sweep_.end());
  starts.insert(starts.end(), frontPlans.begin(), frontPlans.end());
  const LocalSearchSettings local{
      .starts = 4, .steps = 12, .exchanges = static_cast<int>(3 * space_.size()), .reach = reach_};
  const Random random(settings_.seed, static_cast<std::uint64_t>(asked_));
  std::set<BitAllocation> excluded = tried_[static_cast<std::size_t>(top)];
  ValuedPlan best = bestPlan(space_, values(top), starts, excluded, local, random);
  int task = top;
  const int trialsSinceTop = [&] {
    int count = 0;
    for (auto told = told_.rbegin(); told != told_.rend() && told->observation.task != top; ++told) ++count;
    for (const Pending& pending : pending_) count = pending.task == top ? 0 : count + 1;
    return count;
  }();
  if (cheapUsed_ && trialsSinceTop + 1 < topAtLeastEvery) {
    const double topCost = costOf(top);
    for (int cheap = 0; cheap < top; ++cheap) {
      if (!affordsCheap(cheap)) continue;
      std::set<BitAllocation> known = tried_[static_cast<std::size_t>(cheap)];
      known.insert(excluded.begin(), excluded.end());
      const ValuedPlan other = bestPlan(space_, values(cheap), starts, known, local, random);
      if (other.bits.empty() || other.value - std::log(costOf(cheap) / topCost) <= best.value) continue;
      best = other;
      best.value -= std::log(costOf(cheap) / topCost);
      task = cheap;
    }
  }
  if (best.bits.empty()) return {};
  const double gain = std::exp(best.value) / std::max(area.area(), 1e-300);
  const std::string why = std::isfinite(gain) && gain < 10 ? "expected to add " + percent(gain) + " to the front's area"
                                                           : std::string("expected to open the front");
  return propose(best.bits, task, task == top ? why : why + " by what it teaches");
}

Proposal MtgpSearch::propose(BitAllocation bits, int task, std::string why) {
  Proposal proposal;
  proposal.trial = asked_;
  proposal.bits = std::move(bits);
  proposal.task = task;
  proposal.why = std::move(why);
  return proposal;
}

void MtgpSearch::fit() {
  const AccuracyModel::Settings settings{
      {settings_.chanceAccuracy, settings_.floatAccuracy}, static_cast<int>(settings_.tasks.size()), settings_.seed};
  auto model = std::make_shared<const AccuracyModel>(features_, observations(false), settings, model_.get());
  cheapUsed_ = false;
  if (topTask() > 0) {
    auto joint = std::make_shared<const AccuracyModel>(features_, observations(true), settings, model_.get());
    if (joint->leaveOneOutDensity() > model->leaveOneOutDensity()) {
      cheapUsed_ = true;
      model = std::move(joint);
    }
  }
  model_ = std::move(model);
}

std::vector<ModelObservation> MtgpSearch::observations(bool cheapToo) const {
  std::vector<ModelObservation> all;
  double worstAccuracy = settings_.chanceAccuracy, worstKl = 0;
  for (const Told& told : told_) {
    if (told.failed) continue;
    worstAccuracy = std::min(worstAccuracy, told.observation.accuracy);
    if (std::isfinite(told.observation.kl)) worstKl = std::max(worstKl, told.observation.kl);
  }
  for (const Told& told : told_) {
    const bool cheap = told.observation.task != topTask();
    if (cheap && (!cheapToo || told.failed)) continue;
    if (cheap && told.observation.accuracy < settings_.chanceAccuracy + aboveChance) continue;
    all.push_back(told.observation);
    if (told.failed) {  // as bad as anything seen, so that the neighbourhood is left alone
      all.back().accuracy = worstAccuracy;
      all.back().kl = worstKl;
    }
  }
  return all;
}

// In images, which are the same on every machine; seconds are not.
double MtgpSearch::costOf(int task) const {
  const Task& named = settings_.tasks[static_cast<std::size_t>(task)];
  std::int64_t images = named.images;
  if (images <= 0) {
    const auto seen = imagesSeen_.find(task);
    for (const Task& other : settings_.tasks) images = std::max(images, other.images);
    images = seen != imagesSeen_.end() && seen->second > 0 ? seen->second : 2 * images;
  }
  return static_cast<double>(std::max<std::int64_t>(images, 1)) * (1 + 3.0 * named.epochs);
}

bool MtgpSearch::affordsCheap(int task) const {
  double whole = 0, cheap = 0;
  const auto add = [&](int of) {
    whole += costOf(of);
    if (of != topTask()) cheap += costOf(of);
  };
  for (const Told& told : told_) add(told.observation.task);
  for (const Pending& pending : pending_) add(pending.task);
  return cheap + costOf(task) <= cheapShare * (whole + costOf(task));
}

bool MtgpSearch::tried(const BitAllocation& bits, int task) const {
  return tried_[static_cast<std::size_t>(task)].contains(bits);
}

}  // namespace bitprism
