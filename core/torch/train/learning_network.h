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

// The network in training, evaluated with the weights of a state: rounded by the plan, with straight-through gradients.
// Immutable; safe from many threads.
class LearningNetwork {
 public:
  // The results of a batch, pieces summed in their order.
  struct BatchResult {
    double loss = 0;                     // mean over the batch
    std::int64_t zeros = 0, values = 0;  // after ReLUs; counted only for sparsity
    TrainingState::Numbers gradients;    // of TrainingState::values
    TrainingState::Numbers statistics;   // TrainingState::statistics, updated
    std::vector<double> magnitudes;      // per layer: mean |a| of its input if it has a running threshold, else 0
  };

  // Throws UsageError if the plan, the objective or the device is not possible, InputError if images do not fit.
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

  // Forward and backward for the images of one batch. Throws Cancelled, checked between pieces.
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
  Executor::Weights constants_;        // untrained tensors, on the device; statistics updated by batches are copies
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
