#include "core/torch/measure/plan_runner.h"

#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/activation_operators.h"

namespace bitprism {
namespace {

constexpr std::int64_t cacheLimitBytes = std::int64_t{1} << 30;

}  // namespace

PlanRunner::PlanRunner(std::shared_ptr<const Network> network, Device device)
    : network_(std::move(network)), executor_(network_->program, Executor::Mode::Fast, device) {
  layerOf_ = layersByInput(*network_);
  read_ = layersUsed(*network_);
}

std::int64_t PlanRunner::largestInput(const std::vector<at::Tensor>& inputs) const {
  std::int64_t largest = 0;
  executor_.run(inputs, executor_.weights(), [&](std::size_t, const at::Tensor& input) {
    largest = std::max(largest, static_cast<std::int64_t>(input.nbytes()));
    return input;
  });
  return largest;
}

void PlanRunner::optimise(const std::vector<at::Tensor>& inputs) {
  executor_.optimise(inputs);
}

void PlanRunner::setCalibration(const Calibration& calibration) {
  if (calibration.layers.size() != network_->layers.size())
    throw UsageError(
        text("the calibration has ", calibration.layers.size(), " layers, the network ", network_->layers.size()));
  const std::lock_guard lock(mutex_);
  if (!calibration_.empty())
    throw UsageError(
        text("cannot calibrate '", network_->name, "' twice: weights were quantized with the first calibration"));
  calibration_ = calibration;
}

Calibration PlanRunner::calibration() {
  const std::lock_guard lock(mutex_);
  return calibration_;
}

PlanRunner::Prepared PlanRunner::prepare(const QuantPlan& plan, const std::stop_token& stop) {
  const std::size_t count = network_->layers.size();
  if (plan.layers.size() != count)
    throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", count));
  if (!plan.activations.empty() && plan.activations.size() != count)
    throw UsageError(text("the plan has ", plan.activations.size(), " activations, the network ", count, " layers"));
  if (!plan.integer.empty()) throw UsageError("a plan with an integer form runs as the network that simulates it");
  Prepared prepared{executor_.weights(), {}};
  for (std::size_t l = 0; l < count; ++l)
    if (!plan.layers[l].isFloat())
      prepared.weights[static_cast<std::size_t>(network_->layers[l].tensor)] = weight(l, plan.layers[l], stop);
  for (std::size_t l = 0; l < plan.activations.size(); ++l) checkChannels(plan.activations[l], network_->layers[l]);
  if (plan.quantizesActivations()) prepared.activations = plan.activations;
  return prepared;
}

c10::IValue PlanRunner::weight(std::size_t index, const QuantScheme& scheme, const std::stop_token& stop) {
  const auto key = std::pair(index, scheme);
  const InputMoments* inputs = nullptr;  // its lifetime includes this object's
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = cache_.find(key); found != cache_.end()) return *found->second;
    inputs = calibration_.of(index);
  }
  const Layer& layer = network_->layers[index];
  const auto made = std::make_shared<const c10::IValue>(
      executor_.prepared(layer.tensor, *quantizedWeights(layer, scheme, inputs, stop)));
  const std::lock_guard lock(mutex_);
  if (cachedBytes_ > cacheLimitBytes) {
    cache_.clear();
    cachedBytes_ = 0;
  }
  if (cache_.emplace(key, made).second) cachedBytes_ += layer.weightCount() * 4;
  return *made;
}

std::vector<at::Tensor> PlanRunner::run(const std::vector<at::Tensor>& inputs, const Prepared& plan) const {
  Executor::State state = executor_.start(inputs);
  advance(state, plan, instructions());
  return executor_.outputs(state);
}

void PlanRunner::advance(Executor::State& state, const Prepared& plan, std::size_t until) const {
  if (plan.activations.empty()) return executor_.advance(state, plan.weights, until);
  executor_.advance(state, plan.weights, until, [&](std::size_t instruction, const at::Tensor& input) {
    const int layer = layerOf_[instruction];
    if (layer < 0 || plan.activations[static_cast<std::size_t>(layer)].isFloat()) return input;
    return quantizedActivation(input, plan.activations[static_cast<std::size_t>(layer)],
                               inputChannelAxis(network_->layers[static_cast<std::size_t>(layer)].kind));
  });
}

std::size_t PlanRunner::firstChange(const QuantPlan& plan) const {
  for (std::size_t i = 0; i < layerOf_.size(); ++i) {
    for (const int layer : read_[i])
      if (!plan.layers[static_cast<std::size_t>(layer)].isFloat()) return i;
    if (layerOf_[i] >= 0 && !plan.activation(static_cast<std::size_t>(layerOf_[i])).isFloat()) return i;
  }
  return layerOf_.size();
}

}  // namespace bitprism
