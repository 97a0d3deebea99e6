#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/torch/graph/network_input.h"
#include "core/torch/train/training_graph.h"
#include "core/torch/train/training_state.h"

namespace bitprism {

// The network that is trained, as it computes under the weights of a state: rounded by the plan, with gradients that go
// straight through. Immutable; safe from many threads.
class LearningNetwork {
 public:
  // What a batch shows, pieces summed in their order.
  struct BatchResult {
    double loss = 0;                     // mean over the batch
    std::int64_t zeros = 0, values = 0;  // after ReLUs; counted for sparsity only
    TrainingState::Numbers gradients;    // of TrainingState::values
    TrainingState::Numbers statistics;   // TrainingState::statistics, moved on
    std::vector<double> magnitudes;      // of layers: mean |a| of their inputs where a threshold runs, else 0
  };

  // Throws UsageError when the plan, the objective or the device is not possible, InputError when images do not fit.
  LearningNetwork(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images,
                  const Preprocessing& preprocessing, const TrainingSettings& settings);
  ~LearningNetwork();

  const std::shared_ptr<const Network>& network() const { return network_; }
  const QuantPlan& plan() const { return plan_; }
  const TrainingSettings& settings() const { return settings_; }
  const ImageSet& images() const { return input_.images(); }
  unsigned threads() const { return threads_; }
  std::int64_t stepsPerEpoch() const { return stepsPerEpoch_; }
  int epochOf(const TrainingState& state) const { return static_cast<int>(state.done / stepsPerEpoch_); }

  // The state before the first step.
  TrainingState start() const;

  // Forward and backward for the images of one batch. Throws Cancelled, looked at between pieces.
  BatchResult pass(const TrainingState& state, std::span<const std::int64_t> indices, std::stop_token stop) const;

  // The network with these values, and the plan with these thresholds.
  std::shared_ptr<const Network> networkOf(const TrainingState::Numbers& learnt,
                                           const TrainingState::Numbers& stored) const;
  QuantPlan planOf(const std::vector<double>& thresholds) const;

 private:
  struct Piece;
  struct Device;

  void checkPlan();
  void checkObjective() const;
  bool reshaping(const TrainingState& state) const { return epochOf(state) < settings_.reshapeEpochs; }
  std::vector<at::Tensor> effectiveWeights(const TrainingState& state) const;
  Floats effectiveLayer(std::size_t l, const std::vector<const float*>& tensors, const TrainingState& state) const;
  at::Tensor lossOf(const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& taught,
                    std::span<const std::int64_t> indices) const;
  void runPiece(Piece& piece, const TrainingState& state, const std::vector<at::Tensor>& effective) const;
  void follow(BatchResult& result, const TrainingState& state, const std::vector<Piece>& pieces) const;

  std::shared_ptr<const Network> network_;
  QuantPlan plan_;
  TrainingSettings settings_;
  NetworkInput input_;
  TrainingGraph graph_;
  Executor executor_;
  Executor::Weights constants_;        // what does not learn, on the device; statistics that batches move are copies
  std::unique_ptr<Executor> teacher_;  // distillation
  std::vector<bool> rectifiers_;
  std::size_t lastLayer_ = 0;         // its instruction in the graph
  std::size_t teacherLastLayer_ = 0;  // and in the network
  unsigned threads_;
  std::unique_ptr<Device> device_;
  std::int64_t pieceImages_ = 0;
  std::int64_t stepsPerEpoch_ = 1;
};

}  // namespace bitprism
