#include "core/torch/measure/measured_network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t cacheBytes = std::int64_t{4} << 20;  // per core: a batch's largest value should fit
constexpr std::int64_t largestCardBatch = 256;
constexpr std::int64_t cardBytes = std::int64_t{64} << 20;  // a batch's largest value on a graphics card
constexpr unsigned cardThreads = 4;                         // enough to decode images while it computes
constexpr std::int64_t referenceLimitBytes = std::int64_t{1}
                                             << 30;  // float outputs kept; beyond it they are recomputed

using Outputs = MeasuredNetwork::Outputs;

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

MeasuredNetwork::MeasuredNetwork(std::shared_ptr<const Network> given, ImageSet set, const Preprocessing& preprocessing,
                                 const Settings& settings)
    : network(std::move(given)),
      input(*network, std::move(set), preprocessing),
      images(input.images()),
      device(settings.device),
      runner(network, device),
      threads(settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency())) {
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  const auto probe = input.batch(0, 1);
  const std::int64_t rows = std::max<std::int64_t>(1, input.fixedBatch());
  const Outputs outputs =
      comparableOutputs(runner.run(probe, runner.prepare(floatPlan(network->layers.size()))), 1, rows);
  if (outputs.empty()) throw InputError(text("'", network->name, "' has no numeric output to compare"));
  decideMetric(outputs, settings.metric);
  const std::int64_t perImage = std::max<std::int64_t>(1, runner.largestInput(probe) / rows);
  const bool processor = runner.executor().onProcessor();
  batchSize = input.fixedBatch() ? input.fixedBatch()
              : processor        ? std::clamp<std::int64_t>(cacheBytes / perImage, 1, largestBatch)
                                 : std::clamp<std::int64_t>(cardBytes / perImage, 1, largestCardBatch);
  if (!processor) threads = std::min(threads, cardThreads);
  runner.optimise(input.batch(0, std::min(batchSize, images.count())));
  floating = runner.prepare(floatPlan(network->layers.size()));
  reference_.resize(static_cast<std::size_t>((images.count() + batchSize - 1) / batchSize));
}

MeasuredNetwork::~MeasuredNetwork() = default;

void MeasuredNetwork::decideMetric(const Outputs& outputs, std::optional<Metric> wanted) {
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
    throw InputError(text("'", images.name,
                          "' has no labels to measure accuracy with, expected labels, or agreement or sqnr as metric"));
  if (metric == Metric::MeanIou && !(images.masks && perPixel))
    throw InputError(text("mean IoU needs a label and scores for every pixel; ", scores(), ", '", images.name,
                          images.masks ? "' has a label per pixel" : "' has no label per pixel"));
  if ((metric == Metric::Accuracy || metric == Metric::Agreement) && !perImage)
    throw InputError(text(scores(), ", expected one number per class"));
  if (metric != Metric::Sqnr) classes = first.size(1);
  if (metric == Metric::Accuracy) checkClasses(images, classes, network->name);
  classRows_ = perImage;
}

MeasuredNetwork::Outputs MeasuredNetwork::run(std::int64_t first, std::int64_t count,
                                              const PlanRunner::Prepared& plan) const {
  return comparableOutputs(runner.run(input.batch(first, count), plan), count, std::max(count, input.fixedBatch()));
}

MeasuredNetwork::Outputs MeasuredNetwork::referenceOutputs(std::int64_t batch, std::int64_t count) {
  auto& kept = reference_[static_cast<std::size_t>(batch)];
  {
    const std::lock_guard lock(referenceMutex_);
    if (kept.images == count) return kept.outputs;
  }
  Outputs outputs = run(batch * batchSize, count, floating);
  if (!finite(outputs))
    throw Error(text("'", network->name, "' gives outputs that are not finite (NaN or infinity) for images ",
                     batch * batchSize, " to ", batch * batchSize + count - 1));
  const std::int64_t bytes = bytesOf(outputs);
  const std::lock_guard lock(referenceMutex_);
  if (referenceBytes_ - bytesOf(kept.outputs) + bytes <= referenceLimitBytes) {
    referenceBytes_ += bytes - bytesOf(kept.outputs);
    kept = {count, outputs};
  }
  return outputs;
}

// Labels in the order of the decisions: one per image, or the mask's pixels as sampled by the output.
std::vector<std::int32_t> MeasuredNetwork::labelsOf(std::int64_t first, std::int64_t count,
                                                    const at::Tensor& output) const {
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
  if (!images.labelled() || !classRows_ || !fits) return {};
  const auto begin = images.labels.begin() + first;
  return {begin, begin + count};
}

void MeasuredNetwork::add(ScoreSums& sums, std::int64_t first, std::int64_t count, const Outputs& outputs,
                          const Outputs& original) const {
  sums.images += count;
  addOutputs(sums, outputs, original, classes, metric, labelsOf(first, count, original[0]));
}

std::int64_t MeasuredNetwork::countOf(const Task& task) const {
  if (task.epochs > 0)
    throw UsageError(text("task '", taskName(task), "' needs training, which this evaluator does not do"));
  return task.images <= 0 ? images.count() : std::min(task.images, images.count());
}

std::optional<Score> MeasuredNetwork::remembered(const QuantPlan& plan, std::int64_t count) {
  const std::lock_guard lock(memoryMutex_);
  const auto found = memory_.find({plan, count});
  return found == memory_.end() ? std::nullopt : std::optional(found->second);
}

// In batch order, so that the sums do not depend on which thread finished first.
Score MeasuredNetwork::remember(const QuantPlan& plan, std::int64_t count, const std::vector<ScoreSums>& sums) {
  ScoreSums total;
  for (const ScoreSums& sum : sums) total.add(sum);
  return remember(plan, count, scoreOf(total, metric, classes));
}

Score MeasuredNetwork::remember(const QuantPlan& plan, std::int64_t count, const Score& score) {
  const std::lock_guard lock(memoryMutex_);
  memory_[{plan, count}] = score;
  return score;
}

void MeasuredNetwork::recall(const QuantPlan& plan, const Score& score) {
  const std::lock_guard lock(memoryMutex_);
  memory_.insert({{plan, score.images}, score});
}

void MeasuredNetwork::forget() {
  {
    const std::lock_guard lock(memoryMutex_);
    memory_.clear();
  }
  const std::lock_guard lock(referenceMutex_);
  for (Reference& kept : reference_) kept = {};
  referenceBytes_ = 0;
}

}  // namespace bitprism
