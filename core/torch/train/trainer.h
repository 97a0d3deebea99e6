#pragma once

#include <memory>
#include <span>

#include "core/data/image_set.h"
#include "core/train/training.h"

namespace bitprism {

// Trains a network further under a plan, so that it gives right answers although it is rounded. Every step quantizes
// the weights of the moment by the plan's own quantizers and the inputs of layers by the plan's grids, and the gradient
// goes straight through both (Bengio et al. 2013): to the float weights unchanged, to inputs where they were not
// clipped. Weights and biases of layers and batch norms learn, all else stays.
//
// A batch is cut into pieces of a fixed size whose gradients are summed in order, so the result is bit-identical for
// any number of threads; with the same seed it is the same on the same machine and LibTorch, interrupted or not.
class Trainer {
 public:
  // heldOut, if it holds images, decides which epoch is kept (epoch 0, the untrained state, competes): by accuracy when
  // trained on labels, by agreement with the float network in distillation, which reads no label of either set. Without
  // images the last epoch is kept. Throws UsageError (solvers cannot be trained, no labels, no such device, no batch
  // norm that could stand apart), InputError when images do not fit the network.
  Trainer(std::shared_ptr<const Network> network, QuantPlan plan, ImageSet images, ImageSet heldOut,
          const Preprocessing& preprocessing, const TrainingSettings& settings);
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  // Goes on where a checkpoint was made. Throws InputError when it is damaged, UsageError when it is of another
  // training.
  void resume(std::span<const std::uint8_t> checkpoint, const std::string& source);

  // Blocks; once. Throws Cancelled when stopped, looked at between pieces of a batch; Error when the loss is no longer
  // a number.
  TrainingResult run(std::stop_token stop = {}, const TrainingWatch& watch = {});

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
