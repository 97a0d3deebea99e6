#include "core/torch/measure/measured_network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/measure/score_outputs.h"

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
    : network(withScoreOutputs(std::move(given))),
      input(*network, std::move(set), preprocessing),
      images(input.images()),
      device(settings.device),
      runner(network, device),
      threads(settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency())),
      preprocessing_(preprocessing),
      command_(settings.command),
      head_(settings.head) {
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  const auto probe = input.batch(0, 1);
  const std::int64_t rows = std::max<std::int64_t>(1, input.fixedBatch());
  const Outputs outputs =
      comparableOutputs(runner.run(probe, runner.prepare(floatPlan(network->layers.size()))), 1, rows);
  if (outputs.empty()) throw InputError(text("'", network->name, "' has no numeric output to compare"));
  for (const at::Tensor& output : outputs) outputShapes_.push_back(output.dim() ? output.sizes().vec() : Shape{1});
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

// [1, classes], perhaps with trailing ones.
bool MeasuredNetwork::perImage(const at::Tensor& output) const {
  return output.dim() >= 2 && output.size(0) == 1 && output.numel() == output.size(1) && output.numel() > 1;
}

void MeasuredNetwork::decideMetric(const Outputs& outputs, std::optional<Metric> wanted) {
  const at::Tensor& first = outputs[0];
  // One decision per image; [1, classes, height, width] is one per pixel.
  classRows_ = perImage(first);
  const bool perPixel = first.dim() == 4 && first.size(0) == 1 && first.size(1) > 1 && !classRows_;
  const bool single = first.numel() == 1;
  const bool sets = images.classSets && classRows_ && images.classes == first.numel();
  if (wanted && images.made) wanted = madeForm(*wanted);
  if (!wanted) {
    if (images.boxes)
      wanted = Metric::BoxAp;
    else if (images.masks && perPixel)
      wanted = Metric::MeanIou;
    else if (sets)
      wanted = Metric::MeanAveragePrecision;
    else if (images.labelled() && classRows_)
      wanted = Metric::Accuracy;
    else if (images.labelled() && single && images.classes <= 2)
      wanted = Metric::Binary;
    else
      wanted = classRows_ ? Metric::Agreement : Metric::Sqnr;
    if (images.made) wanted = madeForm(*wanted);
  }
  metric = *wanted;
  checkOutputs(outputs);
  probabilities_ = givesProbabilities(network->program);
  const bool agreement = metric == Metric::Agreement || metric == Metric::MadeAgreement;
  independent_ = metric == Metric::Binary || metric == Metric::MeanAveragePrecision || metric == Metric::ExactMatch ||
                 metric == Metric::Hamming || (agreement && single);
  if (independent_)
    classes = first.numel();
  else if (answersClasses(metric) || metric == Metric::MeanIou || (metric == Metric::Command && classRows_))
    classes = first.size(1);
  if (metric == Metric::BoxAp || metric == Metric::BoxAp50) {
    std::vector<Shape> shapes;
    for (const Shape& shape : outputShapes_) shapes.emplace_back(shape.begin() + 1, shape.end());
    const auto& tail = network->program.tail;
    if (tail && tail->suppression && (!head_ || *head_ == BoxHead::Nms)) {
      const Suppression& suppression = *tail->suppression;
      head_ = BoxHead::Nms;
      // Outputs of whole numbers are not compared.
      const std::vector<SlotForm> forms = slotForms(network->program);
      const auto placeOf = [&](int output) {
        const auto& outputs = network->program.outputs;
        const auto last = outputs.begin() + std::min<std::ptrdiff_t>(output, std::ssize(outputs));
        return static_cast<std::size_t>(std::count_if(outputs.begin(), last, [&](int slot) {
          return forms[static_cast<std::size_t>(slot)].kind == InputKind::Float;
        }));
      };
      nmsBoxes_ = {placeOf(suppression.boxes), placeOf(suppression.scores), suppression.centred, suppression.rowsFirst};
      if (suppression.overlap > 0 && suppression.overlap < 1) decodingLimits_.overlap = suppression.overlap;
    }
    if (!head_) head_ = likelyBoxHead(shapes, images.boxes->classNames.size());
    if (!head_)
      throw InputError(text("it is unclear how the outputs of '", network->name,
                            "' say what it found, expected --head ", alternatives(boxHeadNames())));
  }
  if (metric == Metric::Accuracy || metric == Metric::Top5) checkClasses(images, classes, network->name);
}

// Throws unless the metric can be measured by these outputs, of one image, and these labels.
void MeasuredNetwork::checkOutputs(const Outputs& outputs) const {
  const at::Tensor& first = outputs[0];
  const std::string title = metricTitle(metric);
  const auto gives = [&] { return text("'", network->name, "' gives ", shapeText(first.sizes().vec()), " per image"); };
  const auto lacks = [&](const char* what, const std::string& others) {
    return InputError(
        text("'", images.name, "' has no ", what, " to measure ", title, " with, expected ", what, others));
  };
  if (isMade(metric) && !images.made)
    throw InputError(text("'", images.name, "' are not made images, which '", metricName(metric), "' is measured on"));
  switch (metric) {
    case Metric::Accuracy:
    case Metric::Top5:
      if (!images.labelled()) throw lacks("labels", ", or agreement or sqnr as metric");
      if (!classRows_) throw InputError(text(gives(), ", expected one number per class"));
      break;
    case Metric::Agreement:
    case Metric::MadeAgreement:
      if (!classRows_ && first.numel() != 1) throw InputError(text(gives(), ", expected one number per class"));
      break;
    case Metric::MeanIou:
      if (!(images.masks && first.dim() == 4 && first.size(1) > 1 && !classRows_))
        throw InputError(text("mean IoU needs a label and scores for every pixel; ", gives(), ", '", images.name,
                              images.masks ? "' has a label per pixel" : "' has no label per pixel"));
      break;
    case Metric::Binary:
      if (first.numel() != 1) throw InputError(text(gives(), ", expected a single number to measure ", title));
      if (!images.labelled()) throw lacks("labels", " of 0 and 1");
      if (images.classes > 2)
        throw InputError(text("'", images.name, "' has ", images.classes, " classes, expected 0 and 1 for ", title));
      break;
    case Metric::MeanAveragePrecision:
    case Metric::ExactMatch:
    case Metric::Hamming:
      if (!images.classSets) throw lacks("sets of classes", ": rows of 0 and 1");
      if (!classRows_ || first.numel() != images.classes)
        throw InputError(
            text(gives(), ", '", images.name, "' has ", images.classes, " classes, expected one number per class"));
      break;
    case Metric::Psnr:
    case Metric::Ssim:
      if (first.dim() != 4 || first.size(0) != 1 || (first.size(1) != 1 && first.size(1) != 3))
        throw InputError(text(gives(), ", expected a picture of 1 or 3 channels to measure ", title));
      break;
    case Metric::BoxAp:
    case Metric::BoxAp50:
      if (!images.boxes) throw lacks("annotated boxes", " in COCO's JSON");
      break;
    case Metric::Command:
      if (!command_)
        throw UsageError(
            "a program judged the outputs; name it again with --metric-command, for none that a file names "
            "is run");
      break;
    case Metric::Sqnr:
    case Metric::MadeSqnr:
      break;
  }
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

// 0 or 1 for every number of the first output, 255 where that is unknown.
std::vector<std::uint8_t> MeasuredNetwork::decisionLabels(std::int64_t first, std::int64_t count) const {
  std::vector<std::uint8_t> labels;
  for (std::int64_t i = first; i < first + count; ++i) {
    if (metric == Metric::Binary) {
      const std::int32_t label = images.labels[static_cast<std::size_t>(i)];
      labels.push_back(label == 0 || label == 1 ? static_cast<std::uint8_t>(label) : ImageSet::ignoredPixel);
    } else if (needsLabels(metric)) {
      const std::span<const std::uint8_t> set = images.classSet(i);
      labels.insert(labels.end(), set.begin(), set.end());
    }
  }
  return labels;
}

void MeasuredNetwork::addDetections(ScoreSums& sums, std::int64_t first, std::int64_t count,
                                    const Outputs& outputs) const {
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<HeadOutput> one;
    for (const at::Tensor& output : outputs) {
      if (output.dim() < 1 || output.size(0) != count)
        throw InputError(text("'", network->name, "' gives ", shapeText(output.sizes().vec()), " for ", count,
                              " images, expected an output per image"));
      const std::int64_t each = output.numel() / count;
      one.push_back({{output.sizes().begin() + 1, output.sizes().end()},
                     {output.data_ptr<float>() + i * each, static_cast<std::size_t>(each)}});
    }
    for (Detection& found : decodedBoxes(*head_, one, images.originOf(first + i), *images.boxes, preprocessing_,
                                         {images.height, images.width}, decodingLimits_, nmsBoxes_))
      sums.detections.push_back(std::move(found));
  }
}

void MeasuredNetwork::add(ScoreSums& sums, std::int64_t first, std::int64_t count, const Outputs& outputs,
                          const Outputs& original) const {
  sums.images += count;
  if (independent_) {
    addOutputs(sums, outputs, original, 0, metric, {});
    addIndependent(sums, outputs[0], original[0], probabilities_, metric, decisionLabels(first, count));
    return;
  }
  addOutputs(sums, outputs, original, classes, metric, labelsOf(first, count, original[0]));
  if (metric == Metric::Psnr || metric == Metric::Ssim) addPictures(sums, outputs[0], original[0], metric);
  if (metric == Metric::BoxAp || metric == Metric::BoxAp50) addDetections(sums, first, count, outputs);
  if (metric == Metric::Command) {
    sums.kept.resize(outputs.size());
    for (std::size_t o = 0; o < outputs.size(); ++o)
      sums.kept[o].assign(outputs[o].data_ptr<float>(), outputs[o].data_ptr<float>() + outputs[o].numel());
  }
}

void MeasuredNetwork::compare(ScoreSums& sums, const Outputs& outputs, const Outputs& original) const {
  addOutputs(sums, outputs, original, independent_ ? 0 : classes, Metric::Sqnr, {});
  if (independent_) addIndependent(sums, outputs[0], original[0], probabilities_, Metric::Sqnr, {});
}

Score MeasuredNetwork::scoreFrom(const std::vector<ScoreSums>& sums, const std::stop_token& stop) const {
  ScoreSums total;
  for (const ScoreSums& sum : sums) total.add(sum);
  Score score = scoreOf(total, metric, classes);
  if (metric == Metric::BoxAp || metric == Metric::BoxAp50) {
    std::vector<std::int64_t> looked;
    for (std::int64_t i = 0; i < total.images; ++i) looked.push_back(images.originOf(i));
    const BoxPrecision precision = boxPrecision(*images.boxes, looked, total.detections);
    score.accuracy = metric == Metric::BoxAp ? precision.mean : precision.atHalf;
  }
  if (metric == Metric::Command) {
    JudgedOutputs judged;
    for (std::size_t o = 0; o < total.kept.size(); ++o) {
      std::vector<std::int64_t> shape = outputShapes_[o];
      const std::int64_t each = std::max<std::int64_t>(1, elementCount(Shape(shape.begin() + 1, shape.end())));
      shape[0] = static_cast<std::int64_t>(total.kept[o].size()) / each;
      judged.outputs.push_back({shape, std::move(total.kept[o])});
    }
    for (std::int64_t i = 0; i < total.images; ++i) judged.images.push_back(images.originOf(i));
    if (images.labelled()) judged.labels.assign(images.labels.begin(), images.labels.begin() + total.images);
    score.accuracy = measuredByCommand(*command_, judged, stop);
  }
  return score;
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
Score MeasuredNetwork::remember(const QuantPlan& plan, std::int64_t count, const std::vector<ScoreSums>& sums,
                                const std::stop_token& stop) {
  return remember(plan, count, scoreFrom(sums, stop));
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
