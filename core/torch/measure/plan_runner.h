#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/quant/plan/planned_network.h"
#include "core/torch/graph/executor.h"

namespace bitprism {

// A network that runs under plans: quantized weights replace those of layers, and the input of each layer is quantized.
// Caches quantized weights per (layer, scheme). Safe from many threads once optimised.
class PlanRunner {
 public:
  // A plan, ready to run.
  struct Prepared {
    Executor::Weights weights;
    std::vector<ActivationScheme> activations;  // of layers; empty: all float
  };

  explicit PlanRunner(std::shared_ptr<const Network> network, Device device = Device::Cpu);

  const Network& network() const { return *network_; }
  const Executor& executor() const { return executor_; }

  // Runs float once on the inputs; returns the bytes of the largest input of a layer or operator.
  std::int64_t largestInput(const std::vector<at::Tensor>& inputs) const;
  void optimise(const std::vector<at::Tensor>& inputs);  // see Executor::optimise

  // Sets the input moments for plans that need them. Weights quantized with them are cached, so call it at most once:
  // throws UsageError for a second call, or a calibration for another number of layers.
  void setCalibration(const Calibration& calibration);
  Calibration calibration();

  // Throws UsageError if the plan does not fit the network or has an integer form (which runs as simulated(), see
  // integer_network.h), Error if it needs a calibration and there is none, Cancelled.
  Prepared prepare(const QuantPlan& plan, const std::stop_token& stop = {});

  std::vector<at::Tensor> run(const std::vector<at::Tensor>& inputs, const Prepared& plan) const;
  void advance(Executor::State& state, const Prepared& plan, std::size_t until) const;

  // The first instruction at which the plan differs from float; the number of instructions if there is none.
  std::size_t firstChange(const QuantPlan& plan) const;

  // The layer whose input is the instruction's first operand, or -1.
  int layerOf(std::size_t instruction) const { return layerOf_[instruction]; }
  std::size_t instructions() const { return layerOf_.size(); }

 private:
  c10::IValue weight(std::size_t layer, const QuantScheme& scheme, const std::stop_token& stop);

  std::shared_ptr<const Network> network_;
  Executor executor_;
  std::vector<int> layerOf_;
  std::vector<std::vector<int>> read_;  // layers whose tensors an instruction uses
  std::mutex mutex_;                    // guards the following members
  Calibration calibration_;
  std::map<std::pair<std::size_t, QuantScheme>, std::shared_ptr<const c10::IValue>> cache_;
  std::int64_t cachedBytes_ = 0;
};

}  // namespace bitprism
