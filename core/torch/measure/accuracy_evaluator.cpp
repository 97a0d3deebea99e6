#include "core/torch/measure/accuracy_evaluator.h"

#include <torch/torch.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/activations/input_statistics.h"
#include "core/quant/plan/integer_network.h"
#include "core/torch/graph/activation_operators.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/network_input.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/input_moments_collector.h"
#include "core/torch/measure/output_score.h"
#include "core/torch/measure/plan_runner.h"

namespace bitprism {
namespace {

constexpr std::int64_t largestBatch = 32;
constexpr std::int64_t cacheBytes = std::int64_t{4} << 20;  // of a core: a batch's largest value should fit
constexpr std::int64_t largestCardBatch = 256;
constexpr std::int64_t cardBytes = std::int64_t{64} << 20;  // a batch's largest value on a graphics card
constexpr unsigned cardThreads = 4;                         // enough to decode images while it computes
constexpr std::int64_t referenceLimitBytes = std::int64_t{1}
                                             << 30;                 // float outputs kept; beyond it they are recomputed
constexpr std::size_t plansAtOnce = 4;                              // of many that share their beginning
constexpr std::int64_t prefixLimitBytes = std::int64_t{512} << 20;  // of the float network's values where plans branch

using Outputs = std::vector<at::Tensor>;

bool finite(const Outputs& outputs) {
  for (const at::Tensor& output : outputs) {
    const float* values = output.data_ptr<float>();
    for (std::int64_t i = 0; i < output.numel(); ++i)
      if (!std::isfinite(values[i])) return false;
  }
  return true;
}

std::int64_t bytesOf(const Outputs& outputs) {
  std::int64_t bytes = 0;
  for (const at::Tensor& output : outputs) bytes += static_cast<std::int64_t>(output.nbytes());
  return bytes;
}

}  // namespace

class AccuracyEvaluator::Implementation {
 public:
  class SideBySide;

  Implementation(std::shared_ptr<const Network> given, ImageSet set, const Preprocessing& preprocessing,
                 unsigned threadCount, std::optional<Metric> wanted, Device wantedDevice)
      : network(std::move(given)),
        input(*network, std::move(set), preprocessing),
        images(input.images()),
        device(wantedDevice),
        runner(network, device),
        threads(threadCount ? threadCount : std::max(1u, std::thread::hardware_concurrency())) {
    const c10::InferenceMode inference;
    at::set_num_threads(1);
    const auto probe = input.batch(0, 1);
    const std::int64_t rows = std::max<std::int64_t>(1, input.fixedBatch());
    const Outputs outputs =
        comparableOutputs(runner.run(probe, runner.prepare(floatPlan(network->layers.size()))), 1, rows);
    if (outputs.empty()) throw InputError(text("'", network->name, "' has no numeric output to compare"));
    decideMetric(outputs, wanted);
    const std::int64_t perImage = std::max<std::int64_t>(1, runner.largestInput(probe) / rows);
    const bool processor = runner.executor().onProcessor();
    batchSize = input.fixedBatch() ? input.fixedBatch()
                : processor        ? std::clamp<std::int64_t>(cacheBytes / perImage, 1, largestBatch)
                                   : std::clamp<std::int64_t>(cardBytes / perImage, 1, largestCardBatch);
    if (!processor) threads = std::min(threads, cardThreads);
    runner.optimise(input.batch(0, std::min(batchSize, images.count())));
    floating = runner.prepare(floatPlan(network->layers.size()));
    reference.resize(static_cast<std::size_t>((images.count() + batchSize - 1) / batchSize));
  }

  void decideMetric(const Outputs& outputs, std::optional<Metric> wanted) {
    const at::Tensor& first = outputs[0];
    // [1, classes], perhaps with trailing ones, is one decision per image; [1, classes, height, width] one per pixel.
    const bool perImage = first.dim() >= 2 && first.size(0) == 1 && first.numel() == first.size(1) && first.numel() > 1;
    const bool perPixel = first.dim() == 4 && first.size(0) == 1 && first.size(1) > 1 && !perImage;
    const auto scores = [&] {
      return text("'", network->name, "' gives ", shapeText(first.sizes().vec()), " per image");
    };
    if (!wanted) {
      if (images.masks && perPixel)
        wanted = Metric::MeanIou;
      else if (images.labelled() && perImage)
        wanted = Metric::Accuracy;
      else
        wanted = perImage ? Metric::Agreement : Metric::Sqnr;
    }
    metric = *wanted;
    if (metric == Metric::Accuracy && !images.labelled())
      throw InputError(
          text("'", images.name, "' has no labels, so accuracy cannot be measured, but agreement and sqnr can"));
    if (metric == Metric::MeanIou && !(images.masks && perPixel))
      throw InputError(text("mean IoU needs a label and scores for every pixel; ", scores(), ", '", images.name,
                            images.masks ? "' has a label per pixel" : "' has no label per pixel"));
    if ((metric == Metric::Accuracy || metric == Metric::Agreement) && !perImage)
      throw InputError(text(scores(), ", expected one number per class"));
    if (metric != Metric::Sqnr) classes = first.size(1);
    if (metric == Metric::Accuracy) checkClasses(images, classes, network->name);
    classRows = perImage;
  }

  Outputs run(std::int64_t first, std::int64_t count, const PlanRunner::Prepared& plan) const {
    return comparableOutputs(runner.run(input.batch(first, count), plan), count, std::max(count, input.fixedBatch()));
  }

  // Float outputs of a batch's first `count` images; cached while there is room.
  Outputs referenceOutputs(std::int64_t batch, std::int64_t count) {
    auto& kept = reference[static_cast<std::size_t>(batch)];
    {
      const std::lock_guard lock(referenceMutex);
      if (kept.images == count) return kept.outputs;
    }
    Outputs outputs = run(batch * batchSize, count, floating);
    if (!finite(outputs))
      throw Error(text("'", network->name, "' gives outputs that are not finite (NaN or infinity) for images ",
                       batch * batchSize, " to ", batch * batchSize + count - 1));
    const std::int64_t bytes = bytesOf(outputs);
    const std::lock_guard lock(referenceMutex);
    if (referenceBytes - bytesOf(kept.outputs) + bytes <= referenceLimitBytes) {
      referenceBytes += bytes - bytesOf(kept.outputs);
      kept = {count, outputs};
    }
    return outputs;
  }

  // Labels in the order of the decisions: one per image, or the mask's pixels as sampled by the output.
  std::vector<std::int32_t> labelsOf(std::int64_t first, std::int64_t count, const at::Tensor& output) const {
    if (metric == Metric::MeanIou) {
      const std::int64_t height = output.size(2), width = output.size(3);
      std::vector<std::int32_t> labels;
      labels.reserve(static_cast<std::size_t>(count * height * width));
      PixelBuffer buffer;
      for (std::int64_t i = 0; i < count; ++i) {
        const PixelView mask = images.readMask(first + i, buffer);
        for (std::int64_t y = 0; y < height; ++y)
          for (std::int64_t x = 0; x < width; ++x) {
            const std::uint8_t label =
                mask.bytes[y * mask.size.height / height * mask.size.width + x * mask.size.width / width];
            labels.push_back(label == ImageSet::ignoredPixel ? -1 : label);
          }
      }
      return labels;
    }
    const bool fits = images.classesOpen ? images.classes <= classes : images.classes == classes;
    if (!images.labelled() || !classRows || !fits) return {};
    const auto begin = images.labels.begin() + first;
    return {begin, begin + count};
  }

  void add(ScoreSums& sums, std::int64_t first, std::int64_t count, const Outputs& outputs,
           const Outputs& original) const {
    sums.images += count;
    addOutputs(sums, outputs, original, classes, metric, labelsOf(first, count, original[0]));
  }

  std::int64_t countOf(const Task& task) const {
    if (task.epochs > 0)
      throw UsageError(text("task '", taskName(task), "' needs training, which this evaluator does not do"));
    return task.images <= 0 ? images.count() : std::min(task.images, images.count());
  }

  std::optional<Score> remembered(const QuantPlan& plan, std::int64_t count) {
    const std::lock_guard lock(memoryMutex);
    const auto found = memory.find({plan, count});
    return found == memory.end() ? std::nullopt : std::optional(found->second);
  }

  // Clears scores and the float network's outputs: if one is wrong, the others may be.
  void forget() {
    {
      const std::lock_guard lock(memoryMutex);
      memory.clear();
    }
    const std::lock_guard lock(referenceMutex);
    for (Reference& kept : reference) kept = {};
    referenceBytes = 0;
  }

  // In batch order, so that the sums do not depend on which thread finished first.
  Score remember(const QuantPlan& plan, std::int64_t count, const std::vector<ScoreSums>& sums) {
    ScoreSums total;
    for (const ScoreSums& sum : sums) total.add(sum);
    return remember(plan, count, scoreOf(total, metric, classes));
  }

  Score remember(const QuantPlan& plan, std::int64_t count, const Score& score) {
    const std::lock_guard lock(memoryMutex);
    memory[{plan, count}] = score;
    return score;
  }

  std::atomic<double> secondsPerImage = 0;  // 0: not yet known
  std::shared_ptr<const Network> network;
  NetworkInput input;
  const ImageSet& images;
  Device device;
  PlanRunner runner;
  PlanRunner::Prepared floating;
  unsigned threads;
  std::int64_t batchSize = largestBatch;
  std::int64_t classes = 0;
  bool classRows = false;
  Metric metric = Metric::Accuracy;

  struct Reference {
    std::int64_t images = 0;
    Outputs outputs;
  };
  std::mutex referenceMutex;
  std::vector<Reference> reference;  // of the float network, by batch
  std::int64_t referenceBytes = 0;

  std::mutex memoryMutex;
  std::map<std::pair<QuantPlan, std::int64_t>, Score> memory;
};

AccuracyEvaluator::AccuracyEvaluator(std::shared_ptr<const Network> network, ImageSet images,
                                     Preprocessing preprocessing, unsigned threads, std::optional<Metric> metric,
                                     Device device) {
  prepareTorch();
  implementation_ =
      std::make_unique<Implementation>(std::move(network), std::move(images), preprocessing, threads, metric, device);
}

AccuracyEvaluator::~AccuracyEvaluator() = default;

std::int64_t AccuracyEvaluator::images() const {
  return implementation_->images.count();
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
  const PlanRunner::Prepared prepared = self.runner.prepare(plan);
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
  return self.remember(plan, count, sums);
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
  PlanRunner runner(other.network, self.device);
  if (!other.calibration.empty()) runner.setCalibration(other.calibration);
  {
    const c10::InferenceMode inference;
    runner.optimise(self.input.batch(0, std::min(self.batchSize, self.images.count())));
  }
  const PlanRunner::Prepared prepared = runner.prepare(other.plan);
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
  ScoreSums total;
  for (const ScoreSums& sum : sums) total.add(sum);
  return scoreOf(total, self.metric, self.classes);
}

Score AccuracyEvaluator::between(const PlannedNetwork& onePlanned, const PlannedNetwork& otherPlanned, const Task& task,
                                 std::stop_token stop, const Progress& progress) {
  Implementation& self = *implementation_;
  const PlannedNetwork one = simulated(onePlanned), other = simulated(otherPlanned);
  const std::int64_t count = self.countOf({task.images, 0});
  PlanRunner runner(one.network, self.device), otherRunner(other.network, self.device);
  if (!one.calibration.empty()) runner.setCalibration(one.calibration);
  if (!other.calibration.empty()) otherRunner.setCalibration(other.calibration);
  const PlanRunner::Prepared first = runner.prepare(one.plan), second = otherRunner.prepare(other.plan);
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
    addOutputs(part, got, expected, self.classes, Metric::Sqnr, {});
    report(progress, "comparing", (done += size), count);
  });
  ScoreSums total;
  for (const ScoreSums& sum : sums) total.add(sum);
  return scoreOf(total, Metric::Sqnr, self.classes);
}

// Plans measured side by side, a few at a time over all batches. The float network's values where the last group left
// them are kept for the next, as far as they fit; where they do not, its way is gone again.
class AccuracyEvaluator::Implementation::SideBySide {
 public:
  SideBySide(Implementation& self, const std::vector<QuantPlan>& plans, std::vector<std::size_t> open,
             std::int64_t images)
      : self_(self),
        plans_(plans),
        open_(std::move(open)),
        images_(images),
        batches_((images + self.batchSize - 1) / self.batchSize),
        groups_((open_.size() + plansAtOnce - 1) / plansAtOnce),
        prefixes_(static_cast<std::size_t>(batches_)) {}

  struct Group {
    std::once_flag begun;
    std::span<const std::size_t> members;  // plans, by number
    std::vector<PlanRunner::Prepared> prepared;
    std::vector<std::vector<ScoreSums>> sums;  // of each plan, by batch
    std::atomic<std::int64_t> left;            // batches
  };

  std::int64_t items() const { return static_cast<std::int64_t>(groups_.size()) * batches_; }

  // One batch of one group; `measured` is called for every plan. The group, once this was the last of its batches.
  template <class Measured>
  Group* measure(std::int64_t item, const std::stop_token& stop, const Measured& measured) {
    const std::int64_t batch = item % batches_;
    Group& group = groups_[static_cast<std::size_t>(item / batches_)];
    std::call_once(group.begun, [&] { begin(group, item / batches_, stop); });
    const std::int64_t first = batch * self_.batchSize, size = std::min(self_.batchSize, images_ - first);
    const Outputs original = self_.referenceOutputs(batch, size);
    Prefix& kept = prefixes_[static_cast<std::size_t>(batch)];
    {
      // Whoever comes first with a batch may be of the later group: the other then goes the float network's way anew.
      const std::lock_guard lock(kept.mutex);
      Executor::State prefix = takePrefix(kept, self_.runner.firstChange(plans_[group.members.front()]), first, size);
      for (std::size_t k = 0; k < group.members.size(); ++k) {
        if (stop.stop_requested()) return nullptr;
        self_.runner.advance(prefix, self_.floating, self_.runner.firstChange(plans_[group.members[k]]));
        Executor::State state = prefix;
        self_.runner.advance(state, group.prepared[k], self_.runner.instructions());
        const Outputs outputs =
            comparableOutputs(self_.runner.executor().outputs(state), size, std::max(size, self_.input.fixedBatch()));
        self_.add(group.sums[k][static_cast<std::size_t>(batch)], first, size, outputs, original);
        measured(size);
      }
      keepPrefix(kept, std::move(prefix));
    }
    if (--group.left > 0) return nullptr;
    group.prepared.clear();
    return &group;
  }

 private:
  struct Prefix {
    std::mutex mutex;
    std::optional<Executor::State> state;
    std::int64_t bytes = 0;
  };

  void begin(Group& group, std::int64_t number, const std::stop_token& stop) {
    const auto from = static_cast<std::size_t>(number) * plansAtOnce;
    group.members = std::span(open_).subspan(from, std::min(plansAtOnce, open_.size() - from));
    group.prepared.clear();
    for (const std::size_t plan : group.members) {
      if (stop.stop_requested()) throw Cancelled();
      group.prepared.push_back(self_.runner.prepare(plans_[plan]));
    }
    group.sums.assign(group.members.size(), std::vector<ScoreSums>(static_cast<std::size_t>(batches_)));
    group.left = batches_;
  }

  // The float network's values before an instruction, or from the start.
  Executor::State takePrefix(Prefix& kept, std::size_t before, std::int64_t first, std::int64_t size) {
    Executor::State prefix = kept.state && kept.state->next <= before
                                 ? *std::exchange(kept.state, std::nullopt)
                                 : self_.runner.executor().start(self_.input.batch(first, size));
    kept.state.reset();
    prefixBytes_ -= std::exchange(kept.bytes, 0);
    return prefix;
  }

  void keepPrefix(Prefix& kept, Executor::State prefix) {
    const std::int64_t bytes = prefix.bytes();
    if (prefixBytes_.fetch_add(bytes) + bytes <= prefixLimitBytes) {
      kept.bytes = bytes;
      kept.state = std::move(prefix);
    } else {
      prefixBytes_ -= bytes;
    }
  }

  Implementation& self_;
  const std::vector<QuantPlan>& plans_;
  const std::vector<std::size_t> open_;
  std::int64_t images_, batches_;
  std::vector<Group> groups_;
  std::vector<Prefix> prefixes_;
  std::atomic<std::int64_t> prefixBytes_{0};
};

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
  Implementation::SideBySide all(self, plans, std::move(open), count);
  std::mutex knownMutex;
  forEachBatch(all.items(), self.threads, stop, [&](std::int64_t item) {
    const Implementation::SideBySide::Group* group = all.measure(item, stop, measured);
    if (!group) return;
    const std::lock_guard lock(knownMutex);
    for (std::size_t k = 0; k < group->members.size(); ++k) {
      const std::size_t plan = group->members[k];
      scores[plan] = self.remember(plans[plan], count, group->sums[k]);
      if (known) known(plan, scores[plan]);
    }
  });
  return scores;
}

void AccuracyEvaluator::recall(const QuantPlan& plan, const Task& task, const Score& score, double secondsPerImage) {
  Implementation& self = *implementation_;
  if (score.metric != self.metric || score.images != self.countOf(task)) return;
  const std::lock_guard lock(self.memoryMutex);
  self.memory.insert({{plan, score.images}, score});
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
  prepareTorch();
  const c10::InferenceMode inference;
  const PlannedNetwork planned = simulated({std::make_shared<const Network>(network), plan, {}});
  PlanRunner runner(planned.network);
  const NetworkInput input(network, images, preprocessing);
  const PlanRunner::Prepared prepared = runner.prepare(planned.plan);
  const std::int64_t batch = input.fixedBatch() ? input.fixedBatch() : largestBatch;
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
