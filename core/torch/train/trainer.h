#pragma once

#include <memory>
#include <span>

#include "core/data/image_set.h"
#include "core/train/training.h"

namespace bitprism {

// Trains a network further under a plan, to make it accurate despite rounding. Every step quantizes the current weights
// with the plan's quantizers and the inputs of layers with the plan's grids, and the gradient passes straight through
// both (Bengio et al. 2013): to the float weights unchanged, to inputs where they were not clipped. Weights and biases
// of layers and batch norms are trained, everything else is fixed.
//
// A batch is cut into pieces of a fixed size whose gradients are summed in order, so the result is bit-identical for
// any number of threads; with the same seed it is the same on the same machine and LibTorch, interrupted or not.
class Trainer {
 public:
  // heldOut, if it holds images, determines which epoch is kept (including epoch 0, the untrained state): by accuracy
  // if trained on labels, by agreement with the float network in distillation, which uses no label of either set.
  // Without images the last epoch is kept. Throws UsageError (solvers cannot be trained, no labels, no such device, no
  // batch norm that can be trained separately), InputError if images do not fit the network.
  Trainer(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images, ImageSet heldOut,
          const Preprocessing& preprocessing, const TrainingSettings& settings);
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  // Continues from a checkpoint. Throws InputError if it is damaged, UsageError if it is of another training.
  void resume(std::span<const std::uint8_t> checkpoint, const std::string& source);

  // Blocks; call it once. Throws Cancelled when stopped, checked between pieces of a batch; Error if the loss becomes
  // NaN or infinite.
  TrainingResult run(std::stop_token stop = {}, const TrainingWatch& watch = {});

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
