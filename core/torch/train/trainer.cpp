#include "core/torch/train/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <thread>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/rectifier.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/blas.h"
#include "core/torch/graph/compute_device.h"
#include "core/torch/graph/network_input.h"
#include "core/torch/graph/straight_through.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/train/augmentation.h"
#include "core/torch/train/training_graph.h"
#include "core/train/gradient_descent.h"

namespace bitprism {
namespace {

constexpr std::int64_t largestPiece = 32;  // images; so many fit a core's cache
constexpr double thresholdRate = 0.01;     // GDRQ: of the running threshold of activations
constexpr int patience = 3;                // distillation: epochs in a row with a rising KL before it ends
constexpr double sparsityGain = 0.1;       // of the controller that seeks a share of zeros
constexpr double glanceSeconds = 0.5;
constexpr char checkpointMagic[] = "bitprism-training";
constexpr std::uint64_t checkpointVersion = 1;

using Clock = std::chrono::steady_clock;
using Numbers = std::vector<std::vector<float>>;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What one piece of a batch gives.
struct Piece {
  std::vector<at::Tensor> gradients;         // of what learns; undefined: none
  std::vector<at::Tensor> means, variances;  // of trained batch norms, moved on
  std::vector<double> magnitudes;            // of layers: sum of |a| of their inputs, where thresholds run
  std::vector<double> sizes;
  double loss = 0;  // its part of the batch's mean
  std::int64_t zeros = 0, values = 0;
};

// A class score a row, perhaps with trailing ones: [n, classes].
bool isClassRows(const at::Tensor& output) {
  return output.dim() >= 2 && output.numel() == output.size(0) * output.size(1) && output.size(1) > 1;
}

void writeFloats(ByteWriter& writer, const std::vector<float>& values) {
  writer.varint(values.size());
  for (const float value : values) writer.real(value);
}

void readFloats(ByteReader& reader, std::vector<float>& values) {
  if (reader.count(4) != values.size()) reader.fail("numbers of another network");
  for (float& value : values) value = reader.real32();
}

void write(ByteWriter& writer, const TrainingRecord& record) {
  writer.signedVarint(record.epoch);
  for (const double value : {record.loss, record.sparsity, record.seconds, record.score.accuracy, record.score.loss,
                             record.score.kl, record.score.agreement, record.score.top5, record.score.sqnrDb})
    writer.real(value);
  writer.varint(record.measured);
  writer.signedVarint(record.score.images);
  writer.varint(static_cast<std::uint64_t>(record.score.metric));
}

TrainingRecord readRecord(ByteReader& reader) {
  TrainingRecord record;
  record.epoch = static_cast<int>(reader.signedVarint());
  for (double* value : {&record.loss, &record.sparsity, &record.seconds, &record.score.accuracy, &record.score.loss,
                        &record.score.kl, &record.score.agreement, &record.score.top5, &record.score.sqnrDb})
    *value = reader.real64();
  record.measured = reader.varint() != 0;
  record.score.images = reader.signedVarint();
  record.score.metric = static_cast<Metric>(reader.index(4));
  return record;
}

}  // namespace

class Trainer::Implementation {
 public:
  Implementation(std::shared_ptr<const Network> given, QuantPlan thePlan, ImageSet images, ImageSet heldOut,
                 const Preprocessing& preprocessing, const TrainingSettings& theSettings);

  TrainingResult run(std::stop_token stop, const TrainingWatch& watch);
  Bytes checkpoint() const;
  void resume(ByteReader& reader);

 private:
  struct Best {
    int epoch = -1;
    Numbers values, statistics;
    std::vector<double> thresholds;
    TrainingRecord record;
  };

  void checkPlan();
  void checkObjective();
  std::string identity() const;
  bool reshaping() const { return epoch() < settings.reshapeEpochs; }
  int epoch() const { return static_cast<int>(done / stepsPerEpoch); }
  const std::vector<std::int64_t>& orderOf(int wanted);

  std::vector<at::Tensor> effectiveWeights();
  Floats effectiveLayer(std::size_t l, const std::vector<const float*>& tensors) const;
  void runPiece(Piece& piece, std::span<const std::int64_t> indices, std::int64_t first, std::int64_t batchImages,
                const std::vector<at::Tensor>& effective) const;
  at::Tensor lossOf(const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& told,
                    std::span<const std::int64_t> indices) const;
  double step(std::stop_token stop);
  void follow(const std::vector<Piece>& pieces, std::int64_t images);

  std::shared_ptr<const Network> networkOf(const Numbers& learnt, const Numbers& stored) const;
  QuantPlan planOf(const std::vector<double>& limits) const;
  void finishEpoch(std::stop_token stop, const TrainingWatch& watch);
  bool better(const TrainingRecord& record) const;
  bool losing() const;

  std::shared_ptr<const Network> network;
  QuantPlan plan;
  TrainingSettings settings;
  NetworkInput input;
  TrainingGraph graph;
  Executor executor;
  Executor::Weights constants;        // what does not learn, on the device; statistics that batches move are copies
  std::unique_ptr<Executor> teacher;  // distillation
  std::unique_ptr<AccuracyEvaluator> judge;
  std::string heldOutName;
  std::vector<bool> rectifiers;
  std::size_t rectifierCount = 0;
  std::size_t lastLayer = 0;         // its instruction in the graph
  std::size_t teacherLastLayer = 0;  // and in the network
  unsigned threads;
  at::Device device = at::kCPU;
  std::int64_t pieceImages = largestPiece;
  std::int64_t stepsPerEpoch = 1;

  // State, which a checkpoint holds.
  Numbers values;      // of graph.learning
  Numbers statistics;  // mean and variance of graph.trainedNorms, by turns
  GradientDescent descent;
  std::vector<double> thresholds;  // of layers whose input is clipped at a running threshold; 0: not yet, -1: none
  std::vector<double> factors;     // k of those
  std::int64_t done = 0;           // steps
  double sparsityWeight = 0;       // lambda of now
  double lossSum = 0;              // of this epoch
  std::int64_t lossImages = 0, zeros = 0, rectified = 0;
  double epochSeconds = 0;
  std::vector<TrainingRecord> records;
  Best best;

  int orderEpoch = -1;
  std::vector<std::int64_t> order;
};

Trainer::Implementation::Implementation(std::shared_ptr<const Network> given, QuantPlan thePlan, ImageSet images,
                                        ImageSet heldOut, const Preprocessing& preprocessing,
                                        const TrainingSettings& theSettings)
    : network(std::move(given)),
      plan(std::move(thePlan)),
      settings(theSettings),
      input(*network, std::move(images), preprocessing),
      graph(*network, settings.batchNorm),
      executor(graph.program, Executor::Mode::Plain, settings.device),
      rectifiers(innerRectifiers(graph.program)),
      threads(settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency())),
      descent(settings, {}, {}) {
  sparsityWeight = settings.sparsity;
  checkPlan();
  device = computeDevice(settings.device);
  if (!device.is_cpu()) pieceImages = settings.batch;
  constants = executor.weights();
  for (const TrainingGraph::Norm& norm : graph.trainedNorms)
    for (const int tensor : {norm.mean, norm.variance}) {
      c10::IValue& constant = constants[static_cast<std::size_t>(tensor)];
      constant = constant.toTensor().clone();
    }
  if (input.fixedBatch() > 0) pieceImages = input.fixedBatch();
  stepsPerEpoch = (input.images().count() + settings.batch - 1) / settings.batch;
  rectifierCount = static_cast<std::size_t>(std::count(rectifiers.begin(), rectifiers.end(), true));
  if (settings.sparsity > 0 && rectifierCount == 0)
    throw UsageError(text("'", network->name, "' has no ReLU whose values could become sparse"));

  std::vector<std::size_t> sizes;
  std::vector<bool> decayed;
  for (const int tensor : graph.learning) {
    const Tensor& start = graph.program.tensors[static_cast<std::size_t>(tensor)];
    values.push_back(start.floats());
    sizes.push_back(start.floats().size());
    decayed.push_back(start.shape.size() >= 2);
  }
  for (const TrainingGraph::Norm& norm : graph.trainedNorms)
    for (const int tensor : {norm.mean, norm.variance})
      statistics.push_back(graph.program.tensors[static_cast<std::size_t>(tensor)].floats());
  descent = GradientDescent(settings, sizes, decayed);

  for (std::size_t i = 0; i < graph.layerOf.size(); ++i)
    if (graph.layerOf[i] == static_cast<int>(network->layers.size()) - 1) lastLayer = i;
  teacherLastLayer = static_cast<std::size_t>(network->layers.back().instruction);
  for (std::size_t l = 0; l < network->layers.size(); ++l) {
    const ActivationScheme scheme = plan.activation(l);
    const bool runs =
        !scheme.isFloat() && scheme.range == ActivationRange::Gdrq && scheme.isSingleGrid() && scheme.zeroPoint == 0;
    thresholds.push_back(runs ? scheme.high() : -1);
    factors.push_back(0);
  }

  checkObjective();
  heldOutName = heldOut.name;
  if (settings.objective == TrainingObjective::Distillation) {
    heldOut.labels.clear();
    heldOut.masks = nullptr;
    teacher = std::make_unique<Executor>(network->program, Executor::Mode::Fast, settings.device);
    const c10::InferenceMode inference;
    at::set_num_threads(1);
    teacher->optimise(input.batch(0, std::min(pieceImages, input.images().count())));
  }
  if (heldOut.count() > 0)
    judge = std::make_unique<AccuracyEvaluator>(network, std::move(heldOut), preprocessing, threads, settings.metric,
                                                settings.device);
}

void Trainer::Implementation::checkPlan() {
  plan = withoutIntegerForm(std::move(plan));  // its ranges would not be those of the trained network
  const std::size_t count = network->layers.size();
  if (plan.layers.size() != count)
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, '", network->name, "' has ", count));
  if (!plan.activations.empty() && plan.activations.size() != count)
    throw UsageError(text("the plan has ", plan.activations.size(), " activations, the network ", count, " layers"));
  if (const auto who = needsInputs(plan))
    throw UsageError(
        text("a plan of ", *who, " cannot be trained: it looks at what layers read as they are; choose another"));
  bool reshapes = false;
  for (std::size_t l = 0; l < count; ++l) {
    QuantScheme& scheme = plan.layers[l];
    checkChannels(plan.activation(l), network->layers[l]);
    if (!reshapesWeights(scheme)) continue;
    reshapes = true;
    if (settings.reshapeEpochs > 0) scheme = methodInfo(scheme.method).reshaping->trainedScheme(scheme);
  }
  if (settings.reshapeEpochs > 0 && !reshapes)
    throw UsageError("reshaping is GDRQ's: no layer of the plan is quantized by it");
}

void Trainer::Implementation::checkObjective() {
  const ImageSet& images = input.images();
  if (settings.objective != TrainingObjective::Labels) return;
  if (!images.labelled())
    throw UsageError(text("'", images.name, "' has no labels to train on; distillation needs none"));
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  const auto outputs =
      executor.run({input.batch(0, std::min<std::int64_t>(2, images.count()))[0].to(device)}, constants);
  if (outputs.empty() || !isClassRows(outputs[0]))
    throw UsageError(
        text("'", network->name, "' gives no score a class to train with labels; distillation trains any outputs"));
  checkClasses(images, outputs[0].size(1), network->name);
}

// What must be alike for a checkpoint to be of this training.
std::string Trainer::Implementation::identity() const {
  return Json({{"settings", bitprism::toJson(settings)},
               {"plan", planToJson(plan, *network)},
               {"network", network->hash},
               {"images", {input.images().name, input.images().count()}},
               {"held_out", {heldOutName, judge ? judge->images() : 0}}})
      .dump();
}

const std::vector<std::int64_t>& Trainer::Implementation::orderOf(int wanted) {
  if (orderEpoch != wanted) {
    order.resize(static_cast<std::size_t>(input.images().count()));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Random random(settings.seed, static_cast<std::uint64_t>(wanted) << 32);
    random.shuffle(std::span(order));
    orderEpoch = wanted;
  }
  return order;
}

// The layer's weights as the network runs with them now.
Floats Trainer::Implementation::effectiveLayer(std::size_t l, const std::vector<const float*>& tensors) const {
  const Layer& original = network->layers[l];
  const QuantScheme& scheme = plan.layers[l];
  const std::vector<float>& shadow = values[l];  // weights of layers come first
  if (scheme.isFloat()) return std::make_shared<const std::vector<float>>(shadow);
  const std::vector<double> folded = graph.foldFactors(l, original.channels(), tensors);
  const Channels channels(original.shape, original.channelAxis);
  const auto scaled = [&](const std::vector<float>& from, const auto& change) {
    std::vector<float> to = from;
    channels.forEachPiece([&](std::size_t c, std::size_t begin) {
      for (std::size_t i = begin; i < begin + channels.inner; ++i)
        to[i] = static_cast<float>(change(static_cast<double>(to[i]), folded[c]));
    });
    return to;
  };
  Layer layer = original;
  const bool apart = graph.layers[l].foldedInto.has_value();
  layer.weights = std::make_shared<const std::vector<float>>(
      apart ? scaled(shadow, [](double value, double factor) { return value * factor; }) : shadow);
  const Floats rounded = reshaping() && reshapesWeights(scheme)
                             ? methodInfo(scheme.method).reshaping->reshaped(layer, scheme)
                             : quantizedWeights(layer, scheme);
  if (!apart) return rounded;
  return std::make_shared<const std::vector<float>>(
      scaled(*rounded, [](double value, double factor) { return value / factor; }));
}

// Of all that learns, as the executor wants it.
std::vector<at::Tensor> Trainer::Implementation::effectiveWeights() {
  std::vector<const float*> tensors;
  for (const Tensor& tensor : graph.program.tensors)
    tensors.push_back(tensor.isFloat() ? tensor.floats().data() : nullptr);
  for (std::size_t p = 0; p < values.size(); ++p)
    tensors[static_cast<std::size_t>(graph.learning[p])] = values[p].data();
  for (std::size_t n = 0; n < graph.trainedNorms.size(); ++n) {
    tensors[static_cast<std::size_t>(graph.trainedNorms[n].mean)] = statistics[2 * n].data();
    tensors[static_cast<std::size_t>(graph.trainedNorms[n].variance)] = statistics[2 * n + 1].data();
  }
  std::vector<at::Tensor> result(values.size());
  forEachBatch(
      static_cast<std::int64_t>(values.size()), threads, {},
      [&](std::int64_t index) {
        const auto p = static_cast<std::size_t>(index);
        const int tensor = graph.learning[p];
        result[p] = p < network->layers.size() ? executor.prepared(tensor, *effectiveLayer(p, tensors)).toTensor()
                                               : executor.prepared(tensor, values[p]).toTensor();
      },
      Gradients::On);
  return result;
}

at::Tensor Trainer::Implementation::lossOf(const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& told,
                                           std::span<const std::int64_t> indices) const {
  const auto count = static_cast<std::int64_t>(indices.size());
  const auto rows = [&](const at::Tensor& output) { return output.narrow(0, 0, count).reshape({count, -1}); };
  if (settings.objective == TrainingObjective::Labels) {
    const at::Tensor labels = at::empty({count}, at::kLong);
    for (std::int64_t i = 0; i < count; ++i)
      labels.data_ptr<std::int64_t>()[i] =
          input.images().labels[static_cast<std::size_t>(indices[static_cast<std::size_t>(i)])];
    return at::cross_entropy_loss(rows(outputs[0]), labels.to(device));
  }
  if (isClassRows(outputs[0])) {
    const double t = settings.temperature;
    const at::Tensor target = at::log_softmax(rows(told[0]) / t, 1), guess = at::log_softmax(rows(outputs[0]) / t, 1);
    return (target.exp() * (target - guess)).sum(1).mean() * (t * t);
  }
  at::Tensor loss = at::zeros({}, at::TensorOptions(at::kFloat).device(device));
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    if (!outputs[o].is_floating_point()) continue;
    loss = loss + (outputs[o] - told[o]).square().sum() / told[o].square().sum().clamp_min(1e-20);
  }
  return loss;
}

void Trainer::Implementation::runPiece(Piece& piece, std::span<const std::int64_t> indices, std::int64_t first,
                                       std::int64_t batchImages, const std::vector<at::Tensor>& effective) const {
  at::Tensor images = input.batches().batch(indices);
  if (settings.flip || settings.padding > 0) {
    Random random(settings.seed, (std::uint64_t{1} << 63) + static_cast<std::uint64_t>(done * settings.batch + first));
    images = augmented(images, settings.flip, settings.padding, random);
  }
  const std::vector<at::Tensor> inputs = {input.inputs(images)[0].to(device)};

  std::vector<at::Tensor> told;
  at::Tensor toldFeatures;
  if (teacher) {
    const torch::NoGradGuard still;
    told = teacher->run(inputs, teacher->weights(), [&](std::size_t instruction, const at::Tensor& read) {
      if (instruction == teacherLastLayer && settings.featureWeight > 0) toldFeatures = read.clone();
      return read;
    });
  }

  Executor::Weights weights = constants;
  std::vector<at::Tensor> leaves;
  for (std::size_t p = 0; p < effective.size(); ++p) {
    leaves.push_back(effective[p].detach().set_requires_grad(true));
    weights[static_cast<std::size_t>(graph.learning[p])] = leaves.back();
  }
  for (std::size_t n = 0; n < graph.trainedNorms.size(); ++n) {
    const auto fresh = [&](const std::vector<float>& from) { return torch::tensor(from).to(device); };
    piece.means.push_back(fresh(statistics[2 * n]));
    piece.variances.push_back(fresh(statistics[2 * n + 1]));
    weights[static_cast<std::size_t>(graph.trainedNorms[n].mean)] = piece.means.back();
    weights[static_cast<std::size_t>(graph.trainedNorms[n].variance)] = piece.variances.back();
  }

  piece.magnitudes.assign(network->layers.size(), 0);
  piece.sizes.assign(network->layers.size(), 0);
  at::Tensor features;
  const auto onInput = [&](std::size_t instruction, const at::Tensor& read) {
    if (instruction == lastLayer && settings.featureWeight > 0) features = read;
    if (graph.layerOf[instruction] < 0) return read;
    const auto l = static_cast<std::size_t>(graph.layerOf[instruction]);
    ActivationScheme scheme = plan.activation(l);
    if (scheme.isFloat()) return read;
    if (thresholds[l] >= 0) {
      piece.magnitudes[l] = read.detach().abs().sum().item<double>();
      piece.sizes[l] = static_cast<double>(read.numel());
      scheme.scale = static_cast<float>(thresholds[l] / scheme.highestCode());
      if (reshaping()) return clippedStraightThrough(read, scheme);
    }
    return reshaping() ? read : straightThrough(read, scheme, inputChannelAxis(network->layers[l].kind));
  };
  at::Tensor penalty;
  const auto onOutput = [&](std::size_t instruction, const at::Tensor& output) {
    if (!rectifiers[instruction]) return;
    const at::Tensor sum = output.sum();
    penalty = penalty.defined() ? penalty + sum : sum;
    piece.values += output.numel();
    piece.zeros += output.numel() - at::count_nonzero(output.detach()).item<std::int64_t>();
  };
  const std::vector<at::Tensor> outputs =
      executor.run(inputs, weights, onInput, settings.sparsity > 0 ? Executor::OutputHook(onOutput) : nullptr);

  at::Tensor loss = lossOf(outputs, told, indices);
  if (settings.featureWeight > 0) loss = loss + settings.featureWeight * (features - toldFeatures).square().mean();
  const double share = static_cast<double>(indices.size()) / static_cast<double>(batchImages);
  piece.loss = loss.item<double>() * share;
  if (penalty.defined()) loss = loss + sparsityWeight / static_cast<double>(piece.values) * penalty;
  const std::unique_lock<std::mutex> turn = entersLapack(graph.program) ? lapackTurn() : std::unique_lock<std::mutex>();
  piece.gradients = torch::autograd::grad({loss * share}, leaves, {}, c10::nullopt, false, /*allow_unused=*/true);
  for (at::Tensor& gradient : piece.gradients)
    if (gradient.defined()) gradient = gradient.cpu().contiguous();
}

// Statistics and thresholds move on to what the batch showed, in the order of its pieces.
void Trainer::Implementation::follow(const std::vector<Piece>& pieces, std::int64_t images) {
  for (std::size_t n = 0; n < graph.trainedNorms.size(); ++n)
    for (const bool variance : {false, true}) {
      std::vector<float>& stored = statistics[2 * n + variance];
      std::vector<double> sum(stored.size(), 0);
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        const at::Tensor moved = (variance ? pieces[k].variances : pieces[k].means)[n].cpu();
        const std::int64_t first = static_cast<std::int64_t>(k) * pieceImages;
        const double share = static_cast<double>(std::min(pieceImages, images - first)) / static_cast<double>(images);
        for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += share * static_cast<double>(moved.data_ptr<float>()[c]);
      }
      for (std::size_t c = 0; c < sum.size(); ++c) stored[c] = static_cast<float>(sum[c]);
    }
  for (std::size_t l = 0; l < thresholds.size(); ++l) {
    if (thresholds[l] < 0) continue;
    double sum = 0, size = 0;
    for (const Piece& piece : pieces) {
      sum += piece.magnitudes[l];
      size += piece.sizes[l];
    }
    if (!(sum > 0)) continue;
    const double mean = sum / size;
    if (factors[l] == 0) factors[l] = thresholds[l] / mean;  // the k that calibration chose
    thresholds[l] += thresholdRate * (factors[l] * mean - thresholds[l]);
  }
}

double Trainer::Implementation::step(std::stop_token stop) {
  const std::int64_t at = done % stepsPerEpoch, begin = at * settings.batch;
  const std::int64_t count = std::min(settings.batch, input.images().count() - begin);
  const std::span<const std::int64_t> indices =
      std::span(orderOf(epoch())).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
  const std::vector<at::Tensor> effective = effectiveWeights();
  const std::int64_t pieceCount = (count + pieceImages - 1) / pieceImages;
  std::vector<Piece> pieces(static_cast<std::size_t>(pieceCount));
  const auto work = [&](std::int64_t k) {
    const std::int64_t first = k * pieceImages, size = std::min(pieceImages, count - first);
    runPiece(pieces[static_cast<std::size_t>(k)],
             indices.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size)), first, count, effective);
  };
  forEachBatch(pieceCount, device.is_cpu() ? threads : 1, stop, work, Gradients::On);

  double loss = 0;
  std::int64_t zerosNow = 0, valuesNow = 0;
  for (const Piece& piece : pieces) {
    loss += piece.loss;
    zerosNow += piece.zeros;
    valuesNow += piece.values;
  }
  zeros += zerosNow;
  rectified += valuesNow;
  if (settings.zeroTarget > 0 && valuesNow > 0)
    sparsityWeight *=
        std::exp(sparsityGain * (settings.zeroTarget - static_cast<double>(zerosNow) / static_cast<double>(valuesNow)));
  if (!std::isfinite(loss))
    throw Error(text("the loss is no number any more in step ", done + 1, " (epoch ", epoch() + 1,
                     "): a lower learning rate than ", settings.learningRate, " may help"));
  Numbers gradients;
  for (std::size_t p = 0; p < values.size(); ++p) {
    std::vector<float> sum(values[p].size(), 0);
    for (const Piece& piece : pieces) {
      if (!piece.gradients[p].defined()) continue;
      const float* from = piece.gradients[p].data_ptr<float>();
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += from[i];
    }
    gradients.push_back(std::move(sum));
  }
  const double part = static_cast<double>(done) / static_cast<double>(stepsPerEpoch * settings.epochs);
  descent.step(values, gradients, settings.learningRate * scheduleFactor(settings.schedule, part));
  follow(pieces, count);
  lossSum += loss * static_cast<double>(count);
  lossImages += count;
  ++done;
  return loss;
}

std::shared_ptr<const Network> Trainer::Implementation::networkOf(const Numbers& learnt, const Numbers& stored) const {
  std::vector<Floats> tensors(graph.program.tensors.size());
  const auto put = [&](int tensor, const std::vector<float>& numbers) {
    tensors[static_cast<std::size_t>(tensor)] = std::make_shared<const std::vector<float>>(numbers);
  };
  for (std::size_t p = 0; p < learnt.size(); ++p) put(graph.learning[p], learnt[p]);
  for (std::size_t n = 0; n < graph.trainedNorms.size(); ++n) {
    put(graph.trainedNorms[n].mean, stored[2 * n]);
    put(graph.trainedNorms[n].variance, stored[2 * n + 1]);
  }
  return std::make_shared<const Network>(withTensors(*network, tensors, graph.unfolded));
}

QuantPlan Trainer::Implementation::planOf(const std::vector<double>& limits) const {
  QuantPlan result = plan;
  for (std::size_t l = 0; l < limits.size(); ++l)
    if (limits[l] > 0)
      result.activations[l].scale = static_cast<float>(limits[l] / result.activations[l].highestCode());
  return result;
}

bool Trainer::Implementation::better(const TrainingRecord& record) const {
  if (!record.measured || best.epoch < 0) return true;
  const Score &now = record.score, &then = best.record.score;
  if (settings.sparsity > 0)
    return now.accuracy >= records.front().score.accuracy - settings.allowedLoss &&
           record.sparsity > best.record.sparsity;
  if (now.accuracy != then.accuracy) return now.accuracy > then.accuracy;
  return settings.objective == TrainingObjective::Labels ? now.loss < then.loss : now.kl < then.kl;
}

// Distillation leads away from the teacher.
bool Trainer::Implementation::losing() const {
  if (settings.objective != TrainingObjective::Distillation || settings.sparsity > 0 || !judge ||
      records.size() < patience + 1)
    return false;
  for (std::size_t i = records.size() - patience; i < records.size(); ++i)
    if (records[i].score.kl <= records[i - 1].score.kl) return false;
  return true;
}

void Trainer::Implementation::finishEpoch(std::stop_token stop, const TrainingWatch& watch) {
  TrainingRecord record;
  record.epoch = static_cast<int>((done + stepsPerEpoch - 1) / stepsPerEpoch);
  record.seconds = epochSeconds;
  if (lossImages > 0) record.loss = lossSum / static_cast<double>(lossImages);
  if (rectified > 0) record.sparsity = static_cast<double>(zeros) / static_cast<double>(rectified);
  if (judge) {
    record.score = judge->evaluate({networkOf(values, statistics), planOf(thresholds)}, Task{}, stop);
    record.measured = true;
  }
  lossSum = epochSeconds = 0;
  lossImages = zeros = rectified = 0;
  records.push_back(record);
  // Weights that are only clipped yet are judged, but not kept while rounding is still to come.
  const bool complete =
      record.epoch == 0 || record.epoch > settings.reshapeEpochs || settings.reshapeEpochs == settings.epochs;
  if (complete && better(record)) best = {record.epoch, values, statistics, thresholds, record};
  if (watch.record) watch.record(record);
}

TrainingResult Trainer::Implementation::run(std::stop_token stop, const TrainingWatch& watch) {
  const Clock::time_point start = Clock::now();
  Clock::time_point kept = start, glanced = start;
  const std::int64_t total = stepsPerEpoch * settings.epochs;
  double training = 0;
  std::int64_t images = 0;
  const auto keep = [&] {
    if (watch.checkpoint) watch.checkpoint(checkpoint());
    kept = Clock::now();
  };
  try {
    // Of the start, or of an epoch whose end was interrupted.
    if (done % stepsPerEpoch == 0 && records.size() <= static_cast<std::size_t>(epoch())) finishEpoch(stop, watch);
    while (done < total && !losing() && !watch.finish.stop_requested()) {
      if (stop.stop_requested()) throw Cancelled();
      const Clock::time_point before = Clock::now();
      const std::int64_t seen = lossImages;
      const int now = epoch();
      const double loss = step(stop);
      images += lossImages - seen;
      training += secondsSince(before);
      epochSeconds += secondsSince(before);
      if (watch.step) watch.step({now, done, total, loss});
      if (watch.glance && secondsSince(glanced) > glanceSeconds) {
        watch.glance({networkOf(values, statistics), planOf(thresholds)});
        glanced = Clock::now();
      }
      if (done % stepsPerEpoch == 0) finishEpoch(stop, watch);
      if (done % stepsPerEpoch == 0 || secondsSince(kept) > watch.checkpointSeconds) keep();
    }
    if (watch.finish.stop_requested() && done % stepsPerEpoch != 0) finishEpoch(stop, watch);
  } catch (const Cancelled&) {
    keep();
    throw;
  }
  TrainingResult result;
  result.bestEpoch = std::max(best.epoch, 0);
  result.network = result.bestEpoch == 0 ? network : networkOf(best.values, best.statistics);
  result.plan = result.bestEpoch == 0 ? plan : planOf(best.thresholds);
  result.records = records;
  result.seconds = secondsSince(start);
  result.imagesPerSecond = training > 0 ? static_cast<double>(images) / training : 0;
  return result;
}

Bytes Trainer::Implementation::checkpoint() const {
  ByteWriter writer;
  writer.text(checkpointMagic);
  writer.varint(checkpointVersion);
  writer.text(identity());
  writer.signedVarint(done);
  writer.real(lossSum);
  writer.real(sparsityWeight);
  writer.real(epochSeconds);
  for (const std::int64_t count : {lossImages, zeros, rectified, descent.steps}) writer.signedVarint(count);
  const auto all = [&](const Numbers& numbers) {
    for (const std::vector<float>& part : numbers) writeFloats(writer, part);
  };
  all(values);
  all(statistics);
  all(descent.first);
  all(descent.second);
  for (const double threshold : thresholds) writer.real(threshold);
  for (const double factor : factors) writer.real(factor);
  writer.varint(records.size());
  for (const TrainingRecord& record : records) write(writer, record);
  writer.signedVarint(best.epoch);
  if (best.epoch >= 0) {
    all(best.values);
    all(best.statistics);
    for (const double threshold : best.thresholds) writer.real(threshold);
    write(writer, best.record);
  }
  return writer.take();
}

void Trainer::Implementation::resume(ByteReader& reader) {
  if (reader.text() != checkpointMagic) reader.fail("no checkpoint of a training");
  if (reader.varint() != checkpointVersion) reader.fail("a checkpoint of another version");
  if (reader.text() != identity())
    throw UsageError("the checkpoint is of a training with other settings, plan, network or images");
  done = reader.signedVarint();
  if (done < 0 || done > stepsPerEpoch * settings.epochs) reader.fail("more steps than the training has");
  lossSum = reader.real64();
  sparsityWeight = reader.real64();
  epochSeconds = reader.real64();
  for (std::int64_t* count : {&lossImages, &zeros, &rectified, &descent.steps}) *count = reader.signedVarint();
  const auto all = [&](Numbers& numbers) {
    for (std::vector<float>& part : numbers) readFloats(reader, part);
  };
  all(values);
  all(statistics);
  all(descent.first);
  all(descent.second);
  for (double& threshold : thresholds) threshold = reader.real64();
  for (double& factor : factors) factor = reader.real64();
  records.resize(reader.count(8));
  for (TrainingRecord& record : records) record = readRecord(reader);
  best.epoch = static_cast<int>(reader.signedVarint());
  if (best.epoch >= 0) {
    best.values = values;
    best.statistics = statistics;
    best.thresholds = thresholds;
    all(best.values);
    all(best.statistics);
    for (double& threshold : best.thresholds) threshold = reader.real64();
    best.record = readRecord(reader);
  }
  if (reader.remaining() > 0) reader.fail("more bytes than expected");
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
