#include "core/torch/measure/accuracy_evaluator.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activations/input_statistics.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/graph/activation_operators.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/input_moments_collector.h"
#include "core/torch/measure/measured_network.h"
#include "core/torch/measure/plans_side_by_side.h"
#include "core/torch/measure/score_outputs.h"

namespace bitprism {
namespace {

using Outputs = MeasuredNetwork::Outputs;

}  // namespace

class AccuracyEvaluator::Implementation : public MeasuredNetwork {
 public:
  using MeasuredNetwork::MeasuredNetwork;
  std::atomic<double> secondsPerImage = 0;  // 0: not yet known
};

AccuracyEvaluator::AccuracyEvaluator(std::shared_ptr<const Network> network, ImageSet images,
                                     Preprocessing preprocessing, unsigned threads, std::optional<Metric> metric,
                                     Device device, std::optional<MetricCommand> command, std::optional<BoxHead> head) {
  prepareTorch();
  implementation_ =
      std::make_unique<Implementation>(std::move(network), std::move(images), preprocessing,
                                       MeasuredNetwork::Settings{threads, metric, device, std::move(command), head});
}

AccuracyEvaluator::~AccuracyEvaluator() = default;

std::int64_t AccuracyEvaluator::images() const {
  return implementation_->images.count();
}
const ImageSet& AccuracyEvaluator::imageSet() const {
  return implementation_->images;
}
std::int64_t AccuracyEvaluator::classes() const {
  return implementation_->classes;
}
Metric AccuracyEvaluator::metric() const {
  return implementation_->metric;
}

Score AccuracyEvaluator::evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                  const Progress& progress) {
  Implementation& self = *implementation_;
  const std::int64_t count = self.countOf(task);
  if (const auto known = self.remembered(plan, count)) return *known;
  if (!plan.integer.empty())
    return self.remember(plan, count, evaluate({self.network, plan, self.runner.calibration()}, task, stop, progress));
  const auto start = std::chrono::steady_clock::now();
  const PlanRunner::Prepared prepared = self.runner.prepare(plan, stop);
  const bool unchanged = plan.isFloat();
  const std::int64_t batches = (count + self.batchSize - 1) / self.batchSize;
  std::vector<ScoreSums> sums(static_cast<std::size_t>(batches));
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * self.batchSize, size = std::min(self.batchSize, count - first);
    const Outputs original = self.referenceOutputs(batch, size);
    self.add(sums[static_cast<std::size_t>(batch)], first, size, unchanged ? original : self.run(first, size, prepared),
             original);
    report(progress, "evaluating", (done += size), count);
  });
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (count > 0) self.secondsPerImage = taken.count() / static_cast<double>(count);
  return self.remember(plan, count, sums, stop);
}

Score AccuracyEvaluator::evaluateAfresh(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                        const Progress& progress) {
  implementation_->forget();
  return evaluate(plan, task, std::move(stop), progress);
}

Score AccuracyEvaluator::evaluate(const PlannedNetwork& planned, const Task& task, std::stop_token stop,
                                  const Progress& progress) {
  Implementation& self = *implementation_;
  const PlannedNetwork other = simulated(planned);
  const std::int64_t count = self.countOf({task.images, 0});
  PlanRunner runner(withScoreOutputs(other.network), self.device);
  if (!other.calibration.empty()) runner.setCalibration(other.calibration);
  {
    const c10::InferenceMode inference;
    runner.optimise(self.input.batch(0, std::min(self.batchSize, self.images.count())));
  }
  const PlanRunner::Prepared prepared = runner.prepare(other.plan, stop);
  const std::int64_t batches = (count + self.batchSize - 1) / self.batchSize;
  std::vector<ScoreSums> sums(static_cast<std::size_t>(batches));
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * self.batchSize, size = std::min(self.batchSize, count - first);
    const Outputs outputs = comparableOutputs(runner.run(self.input.batch(first, size), prepared), size,
                                              std::max(size, self.input.fixedBatch()));
    self.add(sums[static_cast<std::size_t>(batch)], first, size, outputs, self.referenceOutputs(batch, size));
    report(progress, "evaluating", (done += size), count);
  });
  return self.scoreFrom(sums, stop);
}

bool AccuracyEvaluator::answersClasses() const {
  return bitprism::answersClasses(metric()) && implementation_->classes > 1;
}

Answers AccuracyEvaluator::answers(const PlannedNetwork& planned, const Task& task, std::stop_token stop,
                                   const Progress& progress) {
  Implementation& self = *implementation_;
  if (!answersClasses())
    throw UsageError(
        text("'", self.network->name, "' does not answer with one class per image, so there are no answers"));
  const std::int64_t count = self.countOf({task.images, 0});
  // Its runner has the quantized weights of plans measured before.
  const bool shares = planned.network == self.network && planned.plan.integer.empty() &&
                      (!needsInputs(planned.plan) || !self.runner.calibration().empty());
  const PlannedNetwork run = simulated(planned);
  std::optional<PlanRunner> other;
  if (!shares) {
    other.emplace(withScoreOutputs(run.network), self.device);
    if (!run.calibration.empty()) other->setCalibration(run.calibration);
  }
  const PlanRunner& runner = other ? *other : self.runner;
  const PlanRunner::Prepared prepared = (other ? *other : self.runner).prepare(run.plan);
  const bool unchanged = shares && run.plan.isFloat();
  Answers answers(static_cast<std::size_t>(count));
  std::atomic<std::int64_t> done{0};
  forEachBatch(self.batches(count), self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * self.batchSize, size = std::min(self.batchSize, count - first);
    const Outputs outputs = unchanged ? self.referenceOutputs(batch, size)
                                      : comparableOutputs(runner.run(self.input.batch(first, size), prepared), size,
                                                          std::max(size, self.input.fixedBatch()));
    const Answers part = largestOutputs(outputs.at(0), self.classes);
    if (static_cast<std::int64_t>(part.size()) != size)
      throw Error(text("'", run.network->name, "' gives ", part.size(), " answers for ", size, " images"));
    std::copy(part.begin(), part.end(), answers.begin() + first);
    report(progress, "answering", (done += size), count);
  });
  return answers;
}

Score AccuracyEvaluator::between(const PlannedNetwork& onePlanned, const PlannedNetwork& otherPlanned, const Task& task,
                                 std::stop_token stop, const Progress& progress) {
  Implementation& self = *implementation_;
  const PlannedNetwork one = simulated(onePlanned), other = simulated(otherPlanned);
  const std::int64_t count = self.countOf({task.images, 0});
  PlanRunner runner(withScoreOutputs(one.network), self.device),
      otherRunner(withScoreOutputs(other.network), self.device);
  if (!one.calibration.empty()) runner.setCalibration(one.calibration);
  if (!other.calibration.empty()) otherRunner.setCalibration(other.calibration);
  const PlanRunner::Prepared first = runner.prepare(one.plan, stop), second = otherRunner.prepare(other.plan, stop);
  const std::int64_t batches = (count + self.batchSize - 1) / self.batchSize;
  std::vector<ScoreSums> sums(static_cast<std::size_t>(batches));
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t from = batch * self.batchSize, size = std::min(self.batchSize, count - from);
    const std::int64_t ran = std::max(size, self.input.fixedBatch());
    const std::vector<at::Tensor> inputs = self.input.batch(from, size);
    const Outputs expected = comparableOutputs(runner.run(inputs, first), size, ran);
    const Outputs got = comparableOutputs(otherRunner.run(inputs, second), size, ran);
    ScoreSums& part = sums[static_cast<std::size_t>(batch)];
    part.images += size;
    self.compare(part, got, expected);
    report(progress, "comparing", (done += size), count);
  });
  ScoreSums total;
  for (const ScoreSums& sum : sums) total.add(sum);
  return scoreOf(total, Metric::Sqnr, self.classes);
}

std::vector<Score> AccuracyEvaluator::evaluateEach(const std::vector<QuantPlan>& plans, const Task& task,
                                                   std::stop_token stop, const Progress& progress,
                                                   const OnScore& known) {
  Implementation& self = *implementation_;
  const std::int64_t count = self.countOf(task);
  std::vector<Score> scores(plans.size());
  std::vector<std::size_t> open;  // plans to be measured
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (const auto before = self.remembered(plans[i], count)) {
      scores[i] = *before;
      if (known) known(i, scores[i]);
    } else if (!plans[i].integer.empty()) {  // a network of its own, which shares nothing with the others
      scores[i] = evaluate(plans[i], task, stop);
      if (known) known(i, scores[i]);
    } else {
      open.push_back(i);
    }
  }
  std::stable_sort(open.begin(), open.end(), [&](std::size_t a, std::size_t b) {
    return self.runner.firstChange(plans[a]) < self.runner.firstChange(plans[b]);
  });
  const std::int64_t total = static_cast<std::int64_t>(plans.size()) * count;
  std::atomic<std::int64_t> done{static_cast<std::int64_t>(plans.size() - open.size()) * count};
  const auto measured = [&](std::int64_t images) { report(progress, "evaluating", (done += images), total); };
  PlansSideBySide all(self, plans, std::move(open), count);
  std::mutex knownMutex;
  forEachBatch(all.items(), self.threads, stop, [&](std::int64_t item) {
    const PlansSideBySide::Group* group = all.measure(item, stop, measured);
    if (!group) return;
    const std::lock_guard lock(knownMutex);
    for (std::size_t k = 0; k < group->members.size(); ++k) {
      const std::size_t plan = group->members[k];
      scores[plan] = self.remember(plans[plan], count, group->sums[k], stop);
      if (known) known(plan, scores[plan]);
    }
  });
  return scores;
}

void AccuracyEvaluator::recall(const QuantPlan& plan, const Task& task, const Score& score, double secondsPerImage) {
  Implementation& self = *implementation_;
  if (score.metric != self.metric || score.images != self.countOf(task)) return;
  self.recall(plan, score);
  if (self.secondsPerImage <= 0) self.secondsPerImage = secondsPerImage;
}

ActivationCalibration AccuracyEvaluator::calibrateActivations(std::stop_token stop, const Progress& progress) const {
  const Implementation& self = *implementation_;
  const std::int64_t count = self.images.count();
  const std::int64_t batches = (count + self.batchSize - 1) / self.batchSize;
  InputCollector collector(self.network->layers.size(), batches);
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * self.batchSize, size = std::min(self.batchSize, count - first);
    const std::int64_t ran = std::max(size, self.input.fixedBatch());
    InputCollector::Batch part = collector.batch();
    self.runner.executor().run(
        self.input.batch(first, size), self.floating.weights, [&](std::size_t instruction, const at::Tensor& value) {
          const int index = self.runner.layerOf(instruction);
          if (index < 0 || value.scalar_type() != at::kFloat) return value;
          const Layer& layer = self.network->layers[static_cast<std::size_t>(index)];
          const bool padded = ran != size && value.dim() > 0 && value.size(0) == ran;
          const std::int64_t axis = inputChannelAxis(layer.kind);
          const at::Tensor dense = denseActivation((padded ? value.narrow(0, 0, size) : value).cpu(), axis);
          try {
            collector.add(part, static_cast<std::size_t>(index),
                          {dense.data_ptr<float>(), static_cast<std::size_t>(dense.numel())},
                          channelLayout(dense, axis));
          } catch (const Error& problem) {
            throw Error(text("the input of layer '", layer.name, "': ", problem.what()));
          }
          return value;
        });
    collector.finish(batch, std::move(part));
    report(progress, "calibrating activations", (done += size), count);
  });
  std::vector<bool> withoutInput;
  for (const Layer& layer : self.network->layers) withoutInput.push_back(!readsActivations(layer.kind));
  return ActivationCalibration(collector.take(), std::move(withoutInput));
}

std::vector<InputStatistics> AccuracyEvaluator::slotStatistics(const std::vector<int>& slots, std::stop_token stop,
                                                               const Progress& progress) const {
  const Implementation& self = *implementation_;
  if (slots.empty()) return {};
  auto probed = std::make_shared<Network>(*self.network);
  probed->program.outputs = slots;
  probed->program.outputNames.clear();
  probed->program.outputTypes.clear();
  PlanRunner runner(probed, self.device);
  const PlanRunner::Prepared floating = runner.prepare(floatPlan(probed->layers.size()));
  const std::int64_t count = self.images.count();
  const std::int64_t batches = (count + self.batchSize - 1) / self.batchSize;
  InputCollector collector(slots.size(), batches);
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * self.batchSize, size = std::min(self.batchSize, count - first);
    const std::int64_t ran = std::max(size, self.input.fixedBatch());
    InputCollector::Batch part = collector.batch();
    const Outputs values = runner.run(self.input.batch(first, size), floating);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool padded = ran != size && values[i].dim() > 0 && values[i].size(0) == ran;
      const at::Tensor dense = denseActivation((padded ? values[i].narrow(0, 0, size) : values[i]).cpu(), 1);
      const auto numbers = static_cast<std::size_t>(dense.numel());
      try {
        collector.add(part, i, {dense.data_ptr<float>(), numbers}, {.inner = numbers});
      } catch (const Error& problem) {
        throw Error(text("the value after '", slotNames(probed->program)[static_cast<std::size_t>(slots[i])],
                         "': ", problem.what()));
      }
    }
    collector.finish(batch, std::move(part));
    report(progress, "calibrating tensors", (done += size), count);
  });
  return collector.take();
}

Calibration AccuracyEvaluator::calibrateInputs(std::stop_token stop, const Progress& progress,
                                               const std::vector<bool>& wantedLayers) const {
  const Implementation& self = *implementation_;
  const std::int64_t count = self.images.count();
  InputMomentsCollector collector(*self.network, wantedLayers);
  std::atomic<std::int64_t> done{0};
  const std::int64_t batches = collector.end() == 0 ? 0 : (count + self.batchSize - 1) / self.batchSize;
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * self.batchSize, size = std::min(self.batchSize, count - first);
    const InputMomentsCollector::Batch which{batch, first, size, std::max(size, self.input.fixedBatch())};
    try {
      Executor::State state = self.runner.executor().start(self.input.batch(first, size));
      self.runner.executor().advance(state, self.floating.weights, collector.end(),
                                     [&](std::size_t instruction, const at::Tensor& value) {
                                       collector.add(instruction, value.cpu(), which, stop);
                                       return value;
                                     });
    } catch (...) {
      collector.abandon();
      throw;
    }
    report(progress, "collecting layer inputs", (done += size), count);
  });
  return {collector.results()};
}

void AccuracyEvaluator::setCalibration(const Calibration& calibration) {
  implementation_->runner.setCalibration(calibration);
}

std::optional<double> AccuracyEvaluator::secondsPerImage() const {
  const double seconds = implementation_->secondsPerImage;
  return seconds > 0 ? std::optional(seconds) : std::nullopt;
}

std::vector<float> logits(const Network& network, const QuantPlan& plan, const ImageSet& images,
                          const Preprocessing& preprocessing, std::int64_t count) {
  return logits({std::make_shared<const Network>(network), plan, {}}, images, preprocessing, count);
}

std::vector<float> logits(const PlannedNetwork& planned, const ImageSet& images, const Preprocessing& preprocessing,
                          std::int64_t count) {
  prepareTorch();
  const c10::InferenceMode inference;
  const Network& network = *planned.network;
  const PlannedNetwork run = simulated(planned);
  PlanRunner runner(run.network);
  if (!run.calibration.empty()) runner.setCalibration(run.calibration);
  const NetworkInput input(network, images, preprocessing);
  const PlanRunner::Prepared prepared = runner.prepare(run.plan);
  const std::int64_t batch = input.fixedBatch() ? input.fixedBatch() : MeasuredNetwork::largestBatch;
  std::vector<float> result;
  for (std::int64_t first = 0; first < count; first += batch) {
    const std::int64_t size = std::min(batch, count - first);
    const Outputs outputs =
        comparableOutputs(runner.run(input.batch(first, size), prepared), size, std::max(size, input.fixedBatch()));
    if (outputs.empty()) throw InputError(text("'", network.name, "' has no numeric output"));
    result.insert(result.end(), outputs[0].data_ptr<float>(), outputs[0].data_ptr<float>() + outputs[0].numel());
  }
  return result;
}

}  // namespace bitprism
