#include "core/torch/train/trainer.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/train/learning_network.h"

namespace bitprism {
namespace {

constexpr double thresholdRate = 0.01;  // GDRQ: update rate of the running threshold of activations
constexpr int patience = 3;             // distillation: consecutive epochs of rising KL before it ends
constexpr double sparsityGain = 0.1;    // of the controller for the share of zeros
constexpr double snapshotSeconds = 0.5;

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

class Trainer::Implementation {
 public:
  Implementation(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images, ImageSet heldOut,
                 const Preprocessing& preprocessing, const TrainingSettings& settings);

  TrainingResult run(std::stop_token stop, const TrainingWatch& watch);
  void resume(ByteReader& reader) { state_.resume(reader, identity(), steps()); }

 private:
  std::string identity() const;
  std::int64_t steps() const { return learner_.stepsPerEpoch() * settings_.epochs; }
  const std::vector<std::int64_t>& orderOf(int wanted);
  double step(std::stop_token stop);
  void follow(const LearningNetwork::BatchResult& batch);
  void finishEpoch(std::stop_token stop, const TrainingWatch& watch);
  bool better(const TrainingRecord& record) const;
  bool losing() const;
  TrainingSnapshot snapshot() const {
    return {learner_.networkOf(state_.values, state_.statistics), learner_.planOf(state_.thresholds)};
  }

  LearningNetwork learner_;
  const TrainingSettings settings_;
  std::string heldOutName_;
  std::unique_ptr<AccuracyEvaluator> judge_;
  TrainingState state_;
  int orderEpoch_ = -1;
  std::vector<std::int64_t> order_;
};

Trainer::Implementation::Implementation(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images,
                                        ImageSet heldOut, const Preprocessing& preprocessing,
                                        const TrainingSettings& settings)
    : learner_(std::move(network), std::move(plan), std::move(images), preprocessing, settings),
      settings_(settings),
      heldOutName_(heldOut.name),
      state_(learner_.start()) {
  if (settings.objective == TrainingObjective::Distillation) {
    heldOut.labels.clear();
    heldOut.masks = nullptr;
  }
  if (heldOut.count() > 0)
    judge_ = std::make_unique<AccuracyEvaluator>(learner_.network(), std::move(heldOut), preprocessing,
                                                 learner_.threads(), settings.metric, settings.device);
}

// A text that is equal only for checkpoints of this training.
std::string Trainer::Implementation::identity() const {
  return Json({{"settings", bitprism::toJson(settings_)},
               {"plan", planToJson(learner_.plan(), *learner_.network())},
               {"network", learner_.network()->hash},
               {"images", {learner_.images().name, learner_.images().count()}},
               {"held_out", {heldOutName_, judge_ ? judge_->images() : 0}}})
      .dump();
}

const std::vector<std::int64_t>& Trainer::Implementation::orderOf(int wanted) {
  if (orderEpoch_ != wanted) {
    order_.resize(static_cast<std::size_t>(learner_.images().count()));
    std::iota(order_.begin(), order_.end(), std::int64_t{0});
    Random random(settings_.seed, static_cast<std::uint64_t>(wanted) << 32);
    random.shuffle(std::span(order_));
    orderEpoch_ = wanted;
  }
  return order_;
}

double Trainer::Implementation::step(std::stop_token stop) {
  const std::int64_t begin = state_.done % learner_.stepsPerEpoch() * settings_.batch;
  const std::int64_t count = std::min(settings_.batch, learner_.images().count() - begin);
  const std::span<const std::int64_t> indices =
      std::span(orderOf(learner_.epochOf(state_)))
          .subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
  const LearningNetwork::BatchResult batch = learner_.pass(state_, indices, stop);
  state_.zeros += batch.zeros;
  state_.rectified += batch.values;
  if (settings_.zeroTarget > 0 && batch.values > 0)
    state_.sparsityWeight *= std::exp(
        sparsityGain * (settings_.zeroTarget - static_cast<double>(batch.zeros) / static_cast<double>(batch.values)));
  if (!std::isfinite(batch.loss))
    throw Error(text("the loss is not a number in step ", state_.done + 1, " (epoch ", learner_.epochOf(state_) + 1,
                     "); a learning rate below ", settings_.learningRate, " may help"));
  const double part = static_cast<double>(state_.done) / static_cast<double>(steps());
  state_.descent.step(state_.values, batch.gradients,
                      settings_.learningRate * scheduleFactor(settings_.schedule, part));
  follow(batch);
  state_.lossSum += batch.loss * static_cast<double>(count);
  state_.lossImages += count;
  ++state_.done;
  return batch.loss;
}

void Trainer::Implementation::follow(const LearningNetwork::BatchResult& batch) {
  state_.statistics = batch.statistics;
  for (std::size_t l = 0; l < state_.thresholds.size(); ++l) {
    double& threshold = state_.thresholds[l];
    if (threshold < 0 || !(batch.magnitudes[l] > 0)) continue;
    double& factor = state_.factors[l];
    if (factor == 0) factor = threshold / batch.magnitudes[l];  // k as chosen by calibration
    threshold += thresholdRate * (factor * batch.magnitudes[l] - threshold);
  }
}

bool Trainer::Implementation::better(const TrainingRecord& record) const {
  if (!record.measured || state_.best.epoch < 0) return true;
  const Score &now = record.score, &then = state_.best.record.score;
  if (settings_.sparsity > 0)
    return now.accuracy >= state_.records.front().score.accuracy - settings_.allowedLoss &&
           record.sparsity > state_.best.record.sparsity;
  if (now.accuracy != then.accuracy) return now.accuracy > then.accuracy;
  return settings_.objective == TrainingObjective::Labels ? now.loss < then.loss : now.kl < then.kl;
}

// Whether distillation moves away from the teacher.
bool Trainer::Implementation::losing() const {
  if (settings_.objective != TrainingObjective::Distillation || settings_.sparsity > 0 || !judge_ ||
      state_.records.size() < patience + 1)
    return false;
  for (std::size_t i = state_.records.size() - patience; i < state_.records.size(); ++i)
    if (state_.records[i].score.kl <= state_.records[i - 1].score.kl) return false;
  return true;
}

void Trainer::Implementation::finishEpoch(std::stop_token stop, const TrainingWatch& watch) {
  TrainingRecord record;
  record.epoch = static_cast<int>((state_.done + learner_.stepsPerEpoch() - 1) / learner_.stepsPerEpoch());
  record.seconds = state_.epochSeconds;
  if (state_.lossImages > 0) record.loss = state_.lossSum / static_cast<double>(state_.lossImages);
  if (state_.rectified > 0) record.sparsity = static_cast<double>(state_.zeros) / static_cast<double>(state_.rectified);
  if (judge_) {
    const TrainingSnapshot now = snapshot();
    record.score = judge_->evaluate({now.network, now.plan}, Task{}, stop);
    record.measured = true;
  }
  state_.lossSum = state_.epochSeconds = 0;
  state_.lossImages = state_.zeros = state_.rectified = 0;
  state_.records.push_back(record);
  // Weights that are only clipped so far are judged, but not kept, because rounding is still to come.
  const bool complete =
      record.epoch == 0 || record.epoch > settings_.reshapeEpochs || settings_.reshapeEpochs == settings_.epochs;
  if (complete && better(record))
    state_.best = {record.epoch, state_.values, state_.statistics, state_.thresholds, record};
  if (watch.record) watch.record(record);
}

TrainingResult Trainer::Implementation::run(std::stop_token stop, const TrainingWatch& watch) {
  const Clock::time_point start = Clock::now();
  Clock::time_point kept = start, shown = start;
  const std::int64_t total = steps();
  double training = 0;
  std::int64_t images = 0;
  const auto keep = [&] {
    if (watch.checkpoint) watch.checkpoint(state_.checkpoint(identity()));
    kept = Clock::now();
  };
  try {
    // Before the first step, or after an epoch whose end was interrupted.
    if (state_.done % learner_.stepsPerEpoch() == 0 &&
        state_.records.size() <= static_cast<std::size_t>(learner_.epochOf(state_)))
      finishEpoch(stop, watch);
    while (state_.done < total && !losing() && !watch.finish.stop_requested()) {
      if (stop.stop_requested()) throw Cancelled();
      const Clock::time_point before = Clock::now();
      const std::int64_t seen = state_.lossImages;
      const int now = learner_.epochOf(state_);
      const double loss = step(stop);
      images += state_.lossImages - seen;
      training += secondsSince(before);
      state_.epochSeconds += secondsSince(before);
      if (watch.step) watch.step({now, state_.done, total, loss});
      if (watch.snapshot && secondsSince(shown) > snapshotSeconds) {
        watch.snapshot(snapshot());
        shown = Clock::now();
      }
      if (state_.done % learner_.stepsPerEpoch() == 0) finishEpoch(stop, watch);
      if (state_.done % learner_.stepsPerEpoch() == 0 || secondsSince(kept) > watch.checkpointSeconds) keep();
    }
    if (watch.finish.stop_requested() && state_.done % learner_.stepsPerEpoch() != 0) finishEpoch(stop, watch);
  } catch (const Cancelled&) {
    keep();
    throw;
  }
  TrainingResult result;
  result.bestEpoch = std::max(state_.best.epoch, 0);
  result.network =
      result.bestEpoch == 0 ? learner_.network() : learner_.networkOf(state_.best.values, state_.best.statistics);
  result.plan = result.bestEpoch == 0 ? learner_.plan() : learner_.planOf(state_.best.thresholds);
  result.records = state_.records;
  result.seconds = secondsSince(start);
  result.imagesPerSecond = training > 0 ? static_cast<double>(images) / training : 0;
  return result;
}

namespace {

template <class Work>
auto guarded(const Work& work) {
  try {
    return work();
  } catch (const c10::Error& problem) {
    const std::string message = problem.what_without_backtrace();
    throw Error(text("training fails: ", message.substr(0, message.find('\n'))));
  }
}

}  // namespace

Trainer::Trainer(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images, ImageSet heldOut,
                 const Preprocessing& preprocessing, const TrainingSettings& settings) {
  checkTraining(settings);
  prepareTorch();
  implementation_ = guarded([&] {
    return std::make_unique<Implementation>(std::move(network), std::move(plan), std::move(images), std::move(heldOut),
                                            preprocessing, settings);
  });
}

Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

void Trainer::resume(std::span<const std::uint8_t> checkpoint, const std::string& source) {
  ByteReader reader(checkpoint, source);
  implementation_->resume(reader);
}

TrainingResult Trainer::run(std::stop_token stop, const TrainingWatch& watch) {
  return guarded([&] { return implementation_->run(stop, watch); });
}

}  // namespace bitprism
