#include "core/torch/train/learning_network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/rectifier.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/scheme/method_info.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/blas.h"
#include "core/torch/graph/compute_device.h"
#include "core/torch/graph/straight_through.h"
#include "core/torch/train/augmentation.h"

namespace bitprism {
namespace {

constexpr std::int64_t largestPiece = 32;  // images; these fit a core's cache

// Class scores per row, perhaps with trailing ones: [n, classes].
bool isClassRows(const at::Tensor& output) {
  return output.dim() >= 2 && output.numel() == output.size(0) * output.size(1) && output.size(1) > 1;
}

}  // namespace

struct LearningNetwork::Device {
  at::Device value;
};

// A part of a batch that one thread computes, and its results.
struct LearningNetwork::Piece {
  std::span<const std::int64_t> indices;  // images
  std::int64_t first = 0;                 // of the batch
  std::int64_t batchImages = 0;

  std::vector<at::Tensor> gradients;         // of the trained tensors; undefined: none
  std::vector<at::Tensor> means, variances;  // of trained batch norms, updated
  std::vector<double> magnitudes;            // per layer: sum of |a| of their inputs, for running thresholds
  std::vector<double> sizes;
  double loss = 0;  // its share of the batch's mean
  std::int64_t zeros = 0, values = 0;
};

LearningNetwork::LearningNetwork(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images,
                                 const Preprocessing& preprocessing, const TrainingSettings& settings)
    : network_(std::move(network)),
      plan_(std::move(plan)),
      settings_(settings),
      input_(*network_, std::move(images), preprocessing),
      graph_(*network_, settings.batchNorm),
      executor_(graph_.program, Executor::Mode::Plain, settings.device),
      rectifiers_(innerRectifiers(graph_.program)),
      threads_(settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency())) {
  checkPlan();
  device_ = std::make_unique<Device>(Device{computeDevice(settings.device)});
  pieceImages_ = device_->value.is_cpu() ? largestPiece : settings.batch;
  constants_ = executor_.weights();
  for (const TrainingGraph::Norm& norm : graph_.trainedNorms)
    for (const int tensor : {norm.mean, norm.variance}) {
      c10::IValue& constant = constants_[static_cast<std::size_t>(tensor)];
      constant = constant.toTensor().clone();
    }
  if (input_.fixedBatch() > 0) pieceImages_ = input_.fixedBatch();
  stepsPerEpoch_ = (this->images().count() + settings.batch - 1) / settings.batch;
  if (settings.sparsity > 0 && std::count(rectifiers_.begin(), rectifiers_.end(), true) == 0)
    throw UsageError(text("'", network_->name, "' has no ReLU whose outputs can become sparse"));
  for (std::size_t i = 0; i < graph_.layerOf.size(); ++i)
    if (graph_.layerOf[i] == static_cast<int>(network_->layers.size()) - 1) lastLayer_ = i;
  teacherLastLayer_ = static_cast<std::size_t>(network_->layers.back().instruction);
  checkObjective();
  if (settings.objective == TrainingObjective::Distillation) {
    teacher_ = std::make_unique<Executor>(network_->program, Executor::Mode::Fast, settings.device);
    const c10::InferenceMode inference;
    at::set_num_threads(1);
    teacher_->optimise(input_.batch(0, std::min(pieceImages_, this->images().count())));
  }
}

LearningNetwork::~LearningNetwork() = default;

void LearningNetwork::checkPlan() {
  plan_ = withoutIntegerForm(std::move(plan_));  // its ranges would not be those of the trained network
  const std::size_t count = network_->layers.size();
  if (plan_.layers.size() != count)
    throw UsageError(text("the plan has ", plan_.layers.size(), " layers, '", network_->name, "' has ", count));
  if (!plan_.activations.empty() && plan_.activations.size() != count)
    throw UsageError(text("the plan has ", plan_.activations.size(), " activations, the network ", count, " layers"));
  if (const auto who = needsInputs(plan_))
    throw UsageError(
        text("a plan of ", *who, " cannot be trained, because it depends on fixed layer inputs; choose another"));
  bool reshapes = false;
  for (std::size_t l = 0; l < count; ++l) {
    QuantScheme& scheme = plan_.layers[l];
    checkChannels(plan_.activation(l), network_->layers[l]);
    if (!reshapesWeights(scheme)) continue;
    reshapes = true;
    if (settings_.reshapeEpochs > 0) scheme = methodInfo(scheme.method).reshaping->trainedScheme(scheme);
  }
  if (settings_.reshapeEpochs > 0 && !reshapes)
    throw UsageError("cannot reshape weights: no layer of the plan uses gdrq, expected at least one");
}

void LearningNetwork::checkObjective() const {
  const ImageSet& images = input_.images();
  if (settings_.objective != TrainingObjective::Labels) return;
  if (!images.labelled())
    throw UsageError(text("'", images.name, "' has no labels to train with; distillation needs none"));
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  const auto outputs =
      executor_.run({input_.batch(0, std::min<std::int64_t>(2, images.count()))[0].to(device_->value)}, constants_);
  if (outputs.empty() || !isClassRows(outputs[0]))
    throw UsageError(text("'", network_->name,
                          "' has no output of class scores, which labels need; distillation works with any outputs"));
  checkClasses(images, outputs[0].size(1), network_->name);
}

TrainingState LearningNetwork::start() const {
  TrainingState::Numbers values;
  std::vector<std::size_t> sizes;
  std::vector<bool> decayed;
  for (const int tensor : graph_.learning) {
    const Tensor& first = graph_.program.tensors[static_cast<std::size_t>(tensor)];
    values.push_back(first.floats().copy());
    sizes.push_back(first.floats().size());
    decayed.push_back(first.shape.size() >= 2);
  }
  TrainingState state(GradientDescent(settings_, sizes, decayed));
  state.values = std::move(values);
  state.sparsityWeight = settings_.sparsity;
  for (const TrainingGraph::Norm& norm : graph_.trainedNorms)
    for (const int tensor : {norm.mean, norm.variance})
      state.statistics.push_back(graph_.program.tensors[static_cast<std::size_t>(tensor)].floats().copy());
  for (std::size_t l = 0; l < network_->layers.size(); ++l) {
    const ActivationScheme scheme = plan_.activation(l);
    const bool runs =
        !scheme.isFloat() && scheme.range == ActivationRange::Gdrq && scheme.isSingleGrid() && scheme.zeroPoint == 0;
    state.thresholds.push_back(runs ? scheme.high() : -1);
    state.factors.push_back(0);
  }
  return state;
}

// The layer's weights as the network uses them now.
Floats LearningNetwork::effectiveLayer(std::size_t l, const std::vector<const float*>& tensors,
                                       const TrainingState& state) const {
  const Layer& original = network_->layers[l];
  const QuantScheme& scheme = plan_.layers[l];
  const std::vector<float>& shadow = state.values[l];  // weights of layers come first
  if (scheme.isFloat()) return constantArray(shadow);
  const std::vector<double> folded = graph_.foldFactors(l, original.channels(), tensors);
  const Channels channels(original.shape, original.channelAxis);
  const auto scaled = [&](std::span<const float> from, const auto& change) {
    std::vector<float> to(from.begin(), from.end());
    channels.forEachPiece([&](std::size_t c, std::size_t begin) {
      for (std::size_t i = begin; i < begin + channels.inner; ++i)
        to[i] = static_cast<float>(change(static_cast<double>(to[i]), folded[c]));
    });
    return to;
  };
  Layer layer = original;
  const bool apart = graph_.layers[l].foldedInto.has_value();
  layer.weights =
      constantArray(apart ? scaled(shadow, [](double value, double factor) { return value * factor; }) : shadow);
  const Floats rounded = reshaping(state) && reshapesWeights(scheme)
                             ? methodInfo(scheme.method).reshaping->reshaped(layer, scheme)
                             : quantizedWeights(layer, scheme);
  if (!apart) return rounded;
  return constantArray(scaled(*rounded, [](double value, double factor) { return value / factor; }));
}

// The values of all trained tensors, in the executor's form.
std::vector<at::Tensor> LearningNetwork::effectiveWeights(const TrainingState& state) const {
  std::vector<const float*> tensors;
  for (const Tensor& tensor : graph_.program.tensors)
    tensors.push_back(tensor.isFloat() ? tensor.floats().data() : nullptr);
  for (std::size_t p = 0; p < state.values.size(); ++p)
    tensors[static_cast<std::size_t>(graph_.learning[p])] = state.values[p].data();
  for (std::size_t n = 0; n < graph_.trainedNorms.size(); ++n) {
    tensors[static_cast<std::size_t>(graph_.trainedNorms[n].mean)] = state.statistics[2 * n].data();
    tensors[static_cast<std::size_t>(graph_.trainedNorms[n].variance)] = state.statistics[2 * n + 1].data();
  }
  std::vector<at::Tensor> result(state.values.size());
  forEachBatch(
      static_cast<std::int64_t>(state.values.size()), threads_, {},
      [&](std::int64_t index) {
        const auto p = static_cast<std::size_t>(index);
        const int tensor = graph_.learning[p];
        result[p] = p < network_->layers.size()
                        ? executor_.prepared(tensor, *effectiveLayer(p, tensors, state)).toTensor()
                        : executor_.prepared(tensor, state.values[p]).toTensor();
      },
      Gradients::On);
  return result;
}

at::Tensor LearningNetwork::lossOf(const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& taught,
                                   std::span<const std::int64_t> indices) const {
  const auto count = static_cast<std::int64_t>(indices.size());
  const auto rows = [&](const at::Tensor& output) { return output.narrow(0, 0, count).reshape({count, -1}); };
  if (settings_.objective == TrainingObjective::Labels) {
    const at::Tensor labels = at::empty({count}, at::kLong);
    for (std::int64_t i = 0; i < count; ++i)
      labels.data_ptr<std::int64_t>()[i] =
          input_.images().labels[static_cast<std::size_t>(indices[static_cast<std::size_t>(i)])];
    return at::cross_entropy_loss(rows(outputs[0]), labels.to(device_->value));
  }
  if (isClassRows(outputs[0])) {
    const double t = settings_.temperature;
    const at::Tensor target = at::log_softmax(rows(taught[0]) / t, 1), guess = at::log_softmax(rows(outputs[0]) / t, 1);
    return (target.exp() * (target - guess)).sum(1).mean() * (t * t);
  }
  at::Tensor loss = at::zeros({}, at::TensorOptions(at::kFloat).device(device_->value));
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    if (!outputs[o].is_floating_point()) continue;
    loss = loss + (outputs[o] - taught[o]).square().sum() / taught[o].square().sum().clamp_min(1e-20);
  }
  return loss;
}

void LearningNetwork::runPiece(Piece& piece, const TrainingState& state,
                               const std::vector<at::Tensor>& effective) const {
  at::Tensor images = input_.batches().batch(piece.indices);
  if (settings_.flip || settings_.padding > 0) {
    Random random(settings_.seed,
                  (std::uint64_t{1} << 63) + static_cast<std::uint64_t>(state.done * settings_.batch + piece.first));
    images = augmented(images, settings_.flip, settings_.padding, random);
  }
  const std::vector<at::Tensor> inputs = {input_.inputs(images)[0].to(device_->value)};

  std::vector<at::Tensor> taught;
  at::Tensor taughtFeatures;
  if (teacher_) {
    const at::NoGradGuard still;
    taught = teacher_->run(inputs, teacher_->weights(), [&](std::size_t instruction, const at::Tensor& read) {
      if (instruction == teacherLastLayer_ && settings_.featureWeight > 0) taughtFeatures = read.clone();
      return read;
    });
  }

  Executor::Weights weights = constants_;
  std::vector<at::Tensor> leaves;
  for (std::size_t p = 0; p < effective.size(); ++p) {
    leaves.push_back(effective[p].detach().set_requires_grad(true));
    weights[static_cast<std::size_t>(graph_.learning[p])] = leaves.back();
  }
  for (std::size_t n = 0; n < graph_.trainedNorms.size(); ++n) {
    const auto fresh = [&](const std::vector<float>& from) { return at::tensor(from).to(device_->value); };
    piece.means.push_back(fresh(state.statistics[2 * n]));
    piece.variances.push_back(fresh(state.statistics[2 * n + 1]));
    weights[static_cast<std::size_t>(graph_.trainedNorms[n].mean)] = piece.means.back();
    weights[static_cast<std::size_t>(graph_.trainedNorms[n].variance)] = piece.variances.back();
  }

  piece.magnitudes.assign(network_->layers.size(), 0);
  piece.sizes.assign(network_->layers.size(), 0);
  at::Tensor features;
  const auto onInput = [&](std::size_t instruction, const at::Tensor& read) {
    if (instruction == lastLayer_ && settings_.featureWeight > 0) features = read;
    if (graph_.layerOf[instruction] < 0) return read;
    const auto l = static_cast<std::size_t>(graph_.layerOf[instruction]);
    ActivationScheme scheme = plan_.activation(l);
    if (scheme.isFloat()) return read;
    if (state.thresholds[l] >= 0) {
      piece.magnitudes[l] = read.detach().abs().sum().item<double>();
      piece.sizes[l] = static_cast<double>(read.numel());
      scheme.scale = static_cast<float>(state.thresholds[l] / scheme.highestCode());
      if (reshaping(state)) return clippedStraightThrough(read, scheme);
    }
    return reshaping(state) ? read : straightThrough(read, scheme, inputChannelAxis(network_->layers[l].kind));
  };
  at::Tensor penalty;
  const auto onOutput = [&](std::size_t instruction, const at::Tensor& output) {
    if (!rectifiers_[instruction]) return;
    const at::Tensor sum = output.sum();
    penalty = penalty.defined() ? penalty + sum : sum;
    piece.values += output.numel();
    piece.zeros += output.numel() - at::count_nonzero(output.detach()).item<std::int64_t>();
  };
  const std::vector<at::Tensor> outputs =
      executor_.run(inputs, weights, onInput, settings_.sparsity > 0 ? Executor::OutputHook(onOutput) : nullptr);

  at::Tensor loss = lossOf(outputs, taught, piece.indices);
  if (settings_.featureWeight > 0) loss = loss + settings_.featureWeight * (features - taughtFeatures).square().mean();
  const double share = static_cast<double>(piece.indices.size()) / static_cast<double>(piece.batchImages);
  piece.loss = loss.item<double>() * share;
  if (penalty.defined()) loss = loss + state.sparsityWeight / static_cast<double>(piece.values) * penalty;
  const std::unique_lock<std::mutex> turn =
      entersLapack(graph_.program) ? lapackTurn() : std::unique_lock<std::mutex>();
  piece.gradients = torch::autograd::grad({loss * share}, leaves, {}, c10::nullopt, false, /*allow_unused=*/true);
  for (at::Tensor& gradient : piece.gradients)
    if (gradient.defined()) gradient = gradient.cpu().contiguous();
}

// Updates statistics and thresholds from the batch, in the order of its pieces.
void LearningNetwork::follow(BatchResult& result, const TrainingState& state, const std::vector<Piece>& pieces) const {
  for (std::size_t n = 0; n < graph_.trainedNorms.size(); ++n)
    for (const bool variance : {false, true}) {
      std::vector<double> sum(state.statistics[2 * n + variance].size(), 0);
      for (const Piece& piece : pieces) {
        const at::Tensor moved = (variance ? piece.variances : piece.means)[n].cpu();
        const double share = static_cast<double>(piece.indices.size()) / static_cast<double>(piece.batchImages);
        for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += share * static_cast<double>(moved.data_ptr<float>()[c]);
      }
      result.statistics.emplace_back(sum.begin(), sum.end());
    }
  for (std::size_t l = 0; l < network_->layers.size(); ++l) {
    double sum = 0, size = 0;
    for (const Piece& piece : pieces) {
      sum += piece.magnitudes[l];
      size += piece.sizes[l];
    }
    result.magnitudes.push_back(sum > 0 ? sum / size : 0);
  }
}

LearningNetwork::BatchResult LearningNetwork::pass(const TrainingState& state, std::span<const std::int64_t> indices,
                                                   std::stop_token stop) const {
  const std::vector<at::Tensor> effective = effectiveWeights(state);
  const auto count = static_cast<std::int64_t>(indices.size());
  const std::int64_t pieceCount = (count + pieceImages_ - 1) / pieceImages_;
  std::vector<Piece> pieces(static_cast<std::size_t>(pieceCount));
  const auto work = [&](std::int64_t k) {
    const std::int64_t first = k * pieceImages_, size = std::min(pieceImages_, count - first);
    Piece& piece = pieces[static_cast<std::size_t>(k)];
    piece.indices = indices.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size));
    piece.first = first;
    piece.batchImages = count;
    runPiece(piece, state, effective);
  };
  forEachBatch(pieceCount, device_->value.is_cpu() ? threads_ : 1, stop, work, Gradients::On);

  BatchResult result;
  for (const Piece& piece : pieces) {
    result.loss += piece.loss;
    result.zeros += piece.zeros;
    result.values += piece.values;
  }
  for (std::size_t p = 0; p < state.values.size(); ++p) {
    std::vector<float> sum(state.values[p].size(), 0);
    for (const Piece& piece : pieces) {
      if (!piece.gradients[p].defined()) continue;
      const float* from = piece.gradients[p].data_ptr<float>();
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += from[i];
    }
    result.gradients.push_back(std::move(sum));
  }
  follow(result, state, pieces);
  return result;
}

std::shared_ptr<const Network> LearningNetwork::networkOf(const TrainingState::Numbers& learnt,
                                                          const TrainingState::Numbers& stored) const {
  std::vector<Floats> tensors(graph_.program.tensors.size());
  const auto put = [&](int tensor, const std::vector<float>& numbers) {
    tensors[static_cast<std::size_t>(tensor)] = constantArray(numbers);
  };
  for (std::size_t p = 0; p < learnt.size(); ++p) put(graph_.learning[p], learnt[p]);
  for (std::size_t n = 0; n < graph_.trainedNorms.size(); ++n) {
    put(graph_.trainedNorms[n].mean, stored[2 * n]);
    put(graph_.trainedNorms[n].variance, stored[2 * n + 1]);
  }
  return std::make_shared<const Network>(withTensors(*network_, tensors, graph_.unfolded));
}

QuantPlan LearningNetwork::planOf(const std::vector<double>& thresholds) const {
  QuantPlan result = plan_;
  for (std::size_t l = 0; l < thresholds.size(); ++l)
    if (thresholds[l] > 0)
      result.activations[l].scale = static_cast<float>(thresholds[l] / result.activations[l].highestCode());
  return result;
}

}  // namespace bitprism
