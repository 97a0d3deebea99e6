#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/train/training.h"

namespace bitprism {

// The program used for training, and the places of the layers, their batch norms and the trained tensors in it.
struct TrainingGraph {
  struct Norm {
    int gamma = -1, beta = -1;  // tensors; -1: none
    int mean = -1, variance = -1;
    double epsilon = 0, momentum = 0;
  };
  struct LayerSite {
    int tensor = -1;                 // the weights
    std::optional<Norm> foldedInto;  // the batch norm to be folded into them
  };

  Program program;                 // with batch norm in training mode if its statistics are trained
  bool unfolded = false;           // the network's unfolded program, else its own
  std::vector<LayerSite> layers;   // of the network, in its order
  std::vector<int> layerOf;        // of each instruction, the layer whose input it uses; -1: none
  std::vector<int> learning;       // trained tensors, weights of layers first
  std::vector<Norm> trainedNorms;  // whose statistics follow the batches

  // Throws UsageError if the network has no batch norm that can be trained separately.
  TrainingGraph(const Network& network, BatchNormTraining mode);

  // gamma / sqrt(variance + epsilon) of a layer's channels; 1 without a batch norm or where it is 0.
  std::vector<double> foldFactors(std::size_t layer, std::int64_t channels,
                                  const std::vector<const float*>& tensors) const;
};

}  // namespace bitprism
