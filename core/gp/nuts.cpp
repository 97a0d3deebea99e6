#include "core/gp/nuts.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/infinity.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double mostEnergyError = 1000;  // beyond it a trajectory counts as divergent

double logAdd(double a, double b) {
  const double larger = std::max(a, b);
  return larger == -infinity ? larger : larger + std::log1p(std::exp(std::min(a, b) - larger));
}

// A point of a trajectory.
struct PhasePoint {
  VectorXd position, momentum, gradient;
  double logDensity = 0;
};

// The state of a stretch of trajectory, in the order of its points.
struct Stretch {
  VectorXd firstMomentum, lastMomentum, momentumSum;
  VectorXd position, gradient;  // of the point drawn from the stretch
  double logDensity = 0;        // there
  double logWeight = -infinity;

  explicit Stretch(Index size = 0)
      : firstMomentum(size), lastMomentum(size), momentumSum(size), position(size), gradient(size) {}
};

// Step sizes whose mean acceptance nears a target (Hoffman & Gelman 2014, alg. 5; Nesterov 2009).
class DualAveraging {
 public:
  void restart(double step) {
    centre_ = std::log(10 * step);
    count_ = 0;
    error_ = 0;
    logAverage_ = 0;
  }

  // The next step size.
  double learn(double acceptance, double target) {
    constexpr double shrinkage = 0.05, delay = 10, decay = 0.75;
    ++count_;
    const double weight = 1 / (count_ + delay);
    error_ = (1 - weight) * error_ + weight * (target - std::min(acceptance, 1.0));
    const double logStep = centre_ - error_ * std::sqrt(count_) / shrinkage;
    const double newest = std::pow(count_, -decay);
    logAverage_ = (1 - newest) * logAverage_ + newest * logStep;
    return std::exp(logStep);
  }

  double average() const { return std::exp(logAverage_); }
  bool isDefined() const { return count_ > 0; }

 private:
  double centre_ = 0, count_ = 0, error_ = 0, logAverage_ = 0;
};

// Variances of coordinates (Welford), regularised towards a prior that weighs as much as some draws.
class RunningVariance {
 public:
  RunningVariance(VectorXd prior, double priorWeight)
      : prior_(std::move(prior)), priorWeight_(priorWeight), mean_(prior_.size()), squares_(prior_.size()) {
    restart();
  }

  void restart() {
    count_ = 0;
    mean_.setZero();
    squares_.setZero();
  }

  void add(const VectorXd& point) {
    ++count_;
    for (Index i = 0; i < point.size(); ++i) {
      const double change = point[i] - mean_[i];
      mean_[i] += change / count_;
      squares_[i] += change * (point[i] - mean_[i]);
    }
  }

  bool isDefined() const { return count_ > 2; }
  VectorXd variances() const {
    const double share = count_ / (count_ + priorWeight_);
    return share / (count_ - 1) * squares_ + (1 - share) * prior_;
  }

 private:
  VectorXd prior_;
  double priorWeight_;
  VectorXd mean_, squares_;
  double count_ = 0;
};

// Which iterations of the warm-up adapt the mass, in windows that double; before and after them only the step adapts.
struct Windows {
  int first = 0, last = 0;  // [first, last) adapt the mass
  int length = 0;           // of the current window
  int end = 0;              // of the current window, exclusive

  explicit Windows(int warmUp) {
    if (warmUp < 20) return;
    const bool longEnough = warmUp >= 150;
    first = longEnough ? 75 : warmUp * 15 / 100;
    last = warmUp - (longEnough ? std::max(50, warmUp / 5) : warmUp / 10);
    length = longEnough ? 25 : last - first;
    end = first + length;
  }

  bool adaptsMass(int iteration) const { return iteration >= first && iteration < last; }
  bool endsAfter(int iteration) const { return adaptsMass(iteration) && iteration + 1 == end; }
  void next() {
    length *= 2;
    end += length;
    if (end + 2 * length > last) end = last;  // a remainder too short for another window joins this one
  }
};

class Nuts {
 public:
  Nuts(const LogDensity& density, const NutsState& start, const NutsSettings& settings, std::stop_token stop)
      : density_(density),
        settings_(settings),
        stop_(std::move(stop)),
        random_(settings.seed, 0x6e757473),
        size_(start.position.size()),
        variances_(start.variances.size() == size_ ? start.variances : VectorXd::Ones(size_)),
        step_(start.step),
        whole_(size_),
        sum_(size_) {
    for (int depth = 0; depth <= settings.deepest; ++depth) spare_.emplace_back(size_);
    at_.position = start.position;
    at_.momentum = at_.gradient = VectorXd::Zero(size_);
    at_.logDensity = density_(at_.position, at_.gradient);
    ++run_.gradients;
    if (!std::isfinite(at_.logDensity) || !at_.gradient.allFinite())
      throw Error("cannot sample: the density is not finite at the sampler's starting point");
    front_ = back_ = walker_ = at_;
  }

  NutsRun run(bool massKnown) {
    constexpr double defaultWeight = 5, adaptedWeight = 20;  // in draws
    RunningVariance seen(massKnown ? variances_ : VectorXd::Constant(size_, 1e-3),
                         massKnown ? adaptedWeight : defaultWeight);
    if (step_ <= 0) step_ = findStep(1);
    DualAveraging steps;
    steps.restart(step_);
    Windows windows(settings_.warmUp);
    for (int iteration = 0; iteration < settings_.warmUp; ++iteration) {
      const double acceptance = move();
      step_ = steps.learn(acceptance, settings_.targetAcceptance);
      if (windows.adaptsMass(iteration)) seen.add(at_.position);
      if (windows.endsAfter(iteration) && seen.isDefined()) {
        variances_ = seen.variances();
        seen.restart();
        windows.next();
        step_ = findStep(step_);
        steps.restart(step_);
      }
    }
    if (steps.isDefined()) step_ = steps.average();

    run_.divergences = 0;
    const std::int64_t before = run_.gradients;
    run_.samples.resize(settings_.samples, size_);
    run_.logDensities.resize(settings_.samples);
    for (int i = 0; i < settings_.samples; ++i) {
      run_.acceptance += move() / settings_.samples;
      run_.samples.row(i) = at_.position.transpose();
      run_.logDensities[i] = at_.logDensity;
    }
    run_.samplingGradients = run_.gradients - before;
    run_.last = {at_.position, step_, variances_};
    return std::move(run_);
  }

 private:
  double energy(const PhasePoint& point) const {
    const double value = 0.5 * (variances_.array() * point.momentum.array().square()).sum() - point.logDensity;
    return std::isnan(value) ? infinity : value;
  }

  void drawMomentum(PhasePoint& point) {
    for (Index i = 0; i < size_; ++i) point.momentum[i] = random_.normal() / std::sqrt(variances_[i]);
  }

  void leapfrog(PhasePoint& point, double step) {
    point.momentum += 0.5 * step * point.gradient;
    point.position.array() += step * variances_.array() * point.momentum.array();
    point.logDensity = density_(point.position, point.gradient);
    ++run_.gradients;
    point.momentum += 0.5 * step * point.gradient;
  }

  // Doubles or halves the step until one leapfrog's acceptance crosses 0.8 (Hoffman & Gelman 2014, alg. 4).
  double findStep(double step) {
    const double wanted = std::log(0.8);
    int direction = 0;
    for (int tries = 0; tries < 60; ++tries) {
      walker_ = at_;
      drawMomentum(walker_);
      const double before = energy(walker_);
      leapfrog(walker_, step);
      const int side = before - energy(walker_) > wanted ? 1 : -1;
      if (direction == 0) direction = side;
      if (side != direction) break;
      step *= side > 0 ? 2 : 0.5;
    }
    return step;
  }

  // Whether a stretch still moves away from its start at both ends (no U-turn).
  bool hasNoUTurn(const VectorXd& first, const VectorXd& last, const VectorXd& sum) const {
    const auto spread = variances_.array() * sum.array();
    return (spread * first.array()).sum() > 0 && (spread * last.array()).sum() > 0;
  }

  // The criterion for two neighbouring stretches, and for each with the nearest point of the other.
  bool haveNoUTurn(const Stretch& a, const Stretch& b) {
    sum_ = a.momentumSum + b.momentumSum;
    if (!hasNoUTurn(a.firstMomentum, b.lastMomentum, sum_)) return false;
    sum_ = a.momentumSum + b.firstMomentum;
    if (!hasNoUTurn(a.firstMomentum, b.firstMomentum, sum_)) return false;
    sum_ = b.momentumSum + a.lastMomentum;
    return hasNoUTurn(a.lastMomentum, b.lastMomentum, sum_);
  }

  bool accepts(double logRatio) { return logRatio > 0 || random_.uniform() < std::exp(logRatio); }

  static void draw(Stretch& to, Stretch& from) {
    to.position.swap(from.position);
    to.gradient.swap(from.gradient);
    to.logDensity = from.logDensity;
  }

  // Takes 2^depth steps from the point; false when the stretch turned back or diverged and must not be used.
  bool walk(PhasePoint& point, double step, int depth, Stretch& stretch) {
    if (depth == 0) {
      leapfrog(point, step);
      const double gain = startEnergy_ - energy(point);
      stretch.logWeight = gain;
      acceptanceSum_ += std::min(1.0, std::exp(gain));
      ++walked_;
      if (!(gain >= -mostEnergyError)) {
        ++run_.divergences;
        return false;
      }
      stretch.firstMomentum = stretch.lastMomentum = stretch.momentumSum = point.momentum;
      stretch.position = point.position;
      stretch.gradient = point.gradient;
      stretch.logDensity = point.logDensity;
      return true;
    }
    if (!walk(point, step, depth - 1, stretch)) return false;
    Stretch& second = spare_[static_cast<std::size_t>(depth) - 1];
    if (!walk(point, step, depth - 1, second)) return false;
    const bool on = haveNoUTurn(stretch, second);
    stretch.logWeight = logAdd(stretch.logWeight, second.logWeight);
    if (accepts(second.logWeight - stretch.logWeight)) draw(stretch, second);
    stretch.momentumSum += second.momentumSum;
    stretch.lastMomentum.swap(second.lastMomentum);
    return on;
  }

  // One trajectory from at_ to a new at_; returns its mean acceptance.
  double move() {
    if (stop_.stop_requested()) throw Cancelled();
    drawMomentum(at_);
    startEnergy_ = energy(at_);
    acceptanceSum_ = 0;
    walked_ = 0;
    front_ = back_ = at_;
    whole_.firstMomentum = whole_.lastMomentum = whole_.momentumSum = at_.momentum;
    whole_.position = at_.position;
    whole_.gradient = at_.gradient;
    whole_.logDensity = at_.logDensity;
    whole_.logWeight = 0;
    Stretch& more = spare_[static_cast<std::size_t>(settings_.deepest)];
    for (int depth = 0; depth < settings_.deepest; ++depth) {
      const bool forward = random_.uniform() < 0.5;
      if (!walk(forward ? front_ : back_, forward ? step_ : -step_, depth, more)) break;
      // Later stretches are preferred, which takes the draw far from the start (biased progressive sampling).
      if (accepts(more.logWeight - whole_.logWeight)) draw(whole_, more);
      whole_.logWeight = logAdd(whole_.logWeight, more.logWeight);
      if (!forward) more.firstMomentum.swap(more.lastMomentum);  // into the order of time
      const bool on = forward ? haveNoUTurn(whole_, more) : haveNoUTurn(more, whole_);
      whole_.momentumSum += more.momentumSum;
      (forward ? whole_.lastMomentum : whole_.firstMomentum) = forward ? more.lastMomentum : more.firstMomentum;
      if (!on) break;
    }
    at_.position = whole_.position;
    at_.gradient = whole_.gradient;
    at_.logDensity = whole_.logDensity;
    return walked_ > 0 ? acceptanceSum_ / walked_ : 0;
  }

  const LogDensity& density_;
  NutsSettings settings_;
  std::stop_token stop_;
  Random random_;
  Index size_;
  VectorXd variances_;
  double step_;
  PhasePoint at_, front_, back_, walker_;
  Stretch whole_;
  std::vector<Stretch> spare_;  // one for each depth, so that sampling does not allocate
  VectorXd sum_;
  double startEnergy_ = 0, acceptanceSum_ = 0;
  int walked_ = 0;
  NutsRun run_;
};

}  // namespace

NutsRun sampleNuts(const LogDensity& density, const NutsState& start, const NutsSettings& settings,
                   std::stop_token stop) {
  if (settings.warmUp < 0 || settings.samples < 1 || settings.deepest < 1 || settings.deepest > 20 ||
      !(settings.targetAcceptance > 0 && settings.targetAcceptance < 1))
    throw UsageError(
        "cannot sample: expected at least one sample, a warm-up of 0 or more, trees of 1 to 20 levels and a target "
        "acceptance between 0 and 1");
  if (start.variances.size() != 0 &&
      (start.variances.size() != start.position.size() || !(start.variances.array() > 0).all()))
    throw UsageError("cannot sample: the variances to start from must be positive, one for each coordinate");
  return Nuts(density, start, settings, std::move(stop)).run(start.variances.size() > 0);
}

}  // namespace bitprism
