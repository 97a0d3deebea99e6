#include "core/torch/accuracy_evaluator.h"

#include <torch/torch.h>

#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/quantizer.h"
#include "core/torch/executor.h"
#include "core/torch/image_batches.h"
#include "core/torch/torch_runtime.h"

namespace bitprism {
namespace {

constexpr std::int64_t batchSize = 32;
constexpr std::int64_t cacheLimitBytes = std::int64_t{1} << 30;

void logSoftmax(const float* logits, std::int64_t classes, double* out) {
  double largest = logits[0];
  for (std::int64_t k = 1; k < classes; ++k) largest = std::max<double>(largest, logits[k]);
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(logits[k] - largest);
  const double shift = largest + std::log(sum);
  for (std::int64_t k = 0; k < classes; ++k) out[k] = logits[k] - shift;
}

std::int64_t argmax(const float* values, std::int64_t count) {
  return std::max_element(values, values + count) - values;
}

// Weights by (layer, scheme), ready to run.
class WeightCache {
 public:
  std::vector<at::Tensor> weights(const Network& network, const Executor& executor, const QuantPlan& plan) {
    if (plan.layers.size() != network.layers.size())
      throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", network.layers.size()));
    std::vector<at::Tensor> tensors = executor.tensors();
    for (std::size_t l = 0; l < network.layers.size(); ++l)
      if (!plan.layers[l].isFloat())
        tensors[static_cast<std::size_t>(network.layers[l].tensor)] =
            weight(network.layers[l], l, executor, plan.layers[l]);
    return tensors;
  }

 private:
  at::Tensor weight(const Layer& layer, std::size_t index, const Executor& executor, const QuantScheme& scheme) {
    const auto key = std::pair(index, scheme);
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = cached_.find(key); found != cached_.end()) return found->second;
    }
    const at::Tensor made = executor.prepared(layer.tensor, *quantizedWeights(layer, scheme));
    const std::lock_guard lock(mutex_);
    if (bytes_ > cacheLimitBytes) {
      cached_.clear();
      bytes_ = 0;
    }
    if (cached_.emplace(key, made).second) bytes_ += layer.weightCount() * 4;
    return made;
  }

  std::mutex mutex_;
  std::map<std::pair<std::size_t, QuantScheme>, at::Tensor> cached_;
  std::int64_t bytes_ = 0;
};

// Runs work(batch) for every batch on the given number of threads; the first exception ends all and is rethrown.
template <class Work>
void forEachBatch(std::int64_t batches, unsigned threads, std::stop_token stop, const Work& work) {
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto drain = [&] {
    const c10::InferenceMode inference;
    at::set_num_threads(1);
    for (;;) {
      const std::int64_t batch = next.fetch_add(1);
      if (batch >= batches || failed || stop.stop_requested()) return;
      try {
        work(batch);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        failed = true;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads && static_cast<std::int64_t>(i) < batches; ++i) others.emplace_back(drain);
    drain();
  }
  if (failure) std::rethrow_exception(failure);
  if (stop.stop_requested()) throw Cancelled();
}

}  // namespace

class AccuracyEvaluator::Implementation {
 public:
  Implementation(std::shared_ptr<const Network> given, ImageSet set, const Preprocessing& preprocessing,
                 unsigned threadCount)
      : network(std::move(given)),
        batches(std::move(set), preprocessing),
        images(batches.images()),
        executor(network->program),
        threads(threadCount ? threadCount : std::max(1u, std::thread::hardware_concurrency())) {
    if (images.count() == 0) throw InputError(text("'", images.name, "' holds no image"));
    const Shape& shape = network->program.inputs.at(0).shape;
    if (network->program.inputs.size() != 1 || shape.size() != 4 || shape[1] != images.channels ||
        shape[2] != images.height || shape[3] != images.width)
      throw InputError(text("'", network->name, "' takes images of ", shapeText(Shape(shape.begin() + 1, shape.end())),
                            ", '", images.name, "' has ", shapeText({images.channels, images.height, images.width})));
    const c10::InferenceMode inference;
    const at::Tensor output = executor.run({batches.batch(0, 1)}, executor.tensors()).at(0);
    classes = output.numel();
    if (output.dim() < 2 || output.size(0) != 1 || output.size(1) != classes)
      throw InputError(text("'", network->name, "' gives ", shapeText(output.sizes().vec()),
                            " an image, expected one number per class"));
    checkClasses(images, classes, network->name);
  }

  // Logits of batch [first, first + count), row-major.
  at::Tensor logits(std::int64_t first, std::int64_t count, const std::vector<at::Tensor>& tensors) const {
    return executor.run({batches.batch(first, count)}, tensors)
        .at(0)
        .reshape({count, classes})
        .to(at::kFloat)
        .contiguous();
  }

  // Log-probabilities of the float network for the first count images, computed once as far as needed.
  void prepareReference(std::int64_t count, std::stop_token stop, const Progress& progress) {
    const std::lock_guard lock(referenceMutex);
    if (count <= referenceCount) return;
    const std::int64_t from = referenceCount / batchSize * batchSize;
    reference.resize(static_cast<std::size_t>(images.count() * classes));
    const std::int64_t batches = (count - from + batchSize - 1) / batchSize;
    std::atomic<std::int64_t> done{0};
    forEachBatch(batches, threads, stop, [&](std::int64_t batch) {
      const std::int64_t first = from + batch * batchSize, size = std::min(batchSize, count - first);
      const at::Tensor values = logits(first, size, executor.tensors());
      for (std::int64_t i = 0; i < size; ++i) {
        const float* row = values.data_ptr<float>() + i * classes;
        for (std::int64_t k = 0; k < classes; ++k)
          if (!std::isfinite(row[k]))
            throw Error(text("'", network->name, "' gives outputs that are not finite on image ", first + i));
        std::copy(row, row + classes, reference.data() + (first + i) * classes);
      }
      report(progress, "float outputs", (done += size), count - from);
    });
    referenceCount = count;
  }

  std::shared_ptr<const Network> network;
  ImageBatches batches;
  const ImageSet& images;  // of batches
  Executor executor;
  WeightCache cache;
  unsigned threads;
  std::int64_t classes = 0;

  std::mutex referenceMutex;
  std::vector<float> reference;  // logits of the float network
  std::int64_t referenceCount = 0;

  std::mutex memoryMutex;
  std::map<std::pair<QuantPlan, std::int64_t>, Score> memory;
};

AccuracyEvaluator::AccuracyEvaluator(std::shared_ptr<const Network> network, ImageSet images,
                                     Preprocessing preprocessing, unsigned threads) {
  prepareTorch();
  implementation_ = std::make_unique<Implementation>(std::move(network), std::move(images), preprocessing, threads);
}

AccuracyEvaluator::~AccuracyEvaluator() = default;

std::int64_t AccuracyEvaluator::images() const {
  return implementation_->images.count();
}
std::int64_t AccuracyEvaluator::classes() const {
  return implementation_->classes;
}

Score AccuracyEvaluator::evaluate(const QuantPlan& plan, const Task& task, std::stop_token stop,
                                  const Progress& progress) {
  Implementation& self = *implementation_;
  if (task.epochs > 0)
    throw UsageError(text("task '", taskName(task), "' needs training, which this evaluator does not do"));
  const std::int64_t count = task.images <= 0 ? self.images.count() : std::min(task.images, self.images.count());
  {
    const std::lock_guard lock(self.memoryMutex);
    if (const auto found = self.memory.find({plan, count}); found != self.memory.end()) return found->second;
  }
  const c10::InferenceMode inference;
  self.prepareReference(count, stop, progress);
  const std::vector<at::Tensor> tensors = self.cache.weights(*self.network, self.executor, plan);
  const bool unchanged =
      std::all_of(plan.layers.begin(), plan.layers.end(), [](const QuantScheme& scheme) { return scheme.isFloat(); });

  struct Sums {
    double loss = 0, kl = 0;
    std::int64_t correct = 0, agree = 0;
  };
  const std::int64_t batches = (count + batchSize - 1) / batchSize;
  std::vector<Sums> sums(static_cast<std::size_t>(batches));
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, self.threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * batchSize, size = std::min(batchSize, count - first);
    const at::Tensor values = unchanged ? at::Tensor() : self.logits(first, size, tensors);
    std::vector<double> p(static_cast<std::size_t>(self.classes)), q(p.size());
    Sums& sum = sums[static_cast<std::size_t>(batch)];
    for (std::int64_t i = 0; i < size; ++i) {
      const float* row =
          unchanged ? self.reference.data() + (first + i) * self.classes : values.data_ptr<float>() + i * self.classes;
      const float* original = self.reference.data() + (first + i) * self.classes;
      for (std::int64_t k = 0; k < self.classes; ++k)
        if (!std::isfinite(row[k])) throw Error(text("the plan's outputs are not finite on image ", first + i));
      logSoftmax(original, self.classes, p.data());
      logSoftmax(row, self.classes, q.data());
      const std::int64_t guess = argmax(row, self.classes);
      double kl = 0;
      for (std::size_t k = 0; k < p.size(); ++k) kl += std::exp(p[k]) * (p[k] - q[k]);
      sum.kl += std::max(kl, 0.0);
      if (self.images.labelled()) {
        const std::int64_t label = self.images.labels[static_cast<std::size_t>(first + i)];
        sum.loss -= q[static_cast<std::size_t>(label)];
        sum.correct += guess == label;
      }
      sum.agree += guess == argmax(original, self.classes);
    }
    report(progress, "evaluating", (done += size), count);
  });

  // In batch order, so that the sums do not depend on who finished first.
  Sums total;
  for (const Sums& sum : sums) {
    total.loss += sum.loss;
    total.kl += sum.kl;
    total.correct += sum.correct;
    total.agree += sum.agree;
  }
  const auto n = static_cast<double>(count);
  Score score;
  score.images = count;
  score.accuracy = static_cast<double>(total.correct) / n;
  score.agreement = static_cast<double>(total.agree) / n;
  score.loss = total.loss / n;
  score.kl = total.kl / n;
  const std::lock_guard lock(self.memoryMutex);
  self.memory[{plan, count}] = score;
  return score;
}

std::vector<float> logits(const Network& network, const QuantPlan& plan, const ImageSet& images,
                          const Preprocessing& preprocessing, std::int64_t count) {
  prepareTorch();
  const c10::InferenceMode inference;
  const Executor executor(network.program);
  WeightCache cache;
  const std::vector<at::Tensor> tensors = cache.weights(network, executor, plan);
  const ImageBatches batches(images, preprocessing);
  std::vector<float> result;
  for (std::int64_t first = 0; first < count; first += batchSize) {
    const at::Tensor output = executor.run({batches.batch(first, std::min(batchSize, count - first))}, tensors)
                                  .at(0)
                                  .to(at::kFloat)
                                  .contiguous();
    result.insert(result.end(), output.data_ptr<float>(), output.data_ptr<float>() + output.numel());
  }
  return result;
}

}  // namespace bitprism
