#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/network/network.h"
#include "core/torch/graph/executor.h"
#include "core/train/training.h"

namespace bitprism {

// The program that training runs, and where in it the layers, their batch norms and what learns are.
struct TrainingGraph {
  struct Norm {
    int gamma = -1, beta = -1;  // tensors; -1: none
    int mean = -1, variance = -1;
    double epsilon = 0, momentum = 0;
  };
  struct LayerSite {
    int tensor = -1;                 // the weights
    std::optional<Norm> foldedInto;  // the batch norm that will be folded into them
  };

  Program program;                 // batch norm in training mode where its statistics are trained
  bool unfolded = false;           // the network's unfolded program, else its own
  std::vector<LayerSite> layers;   // of the network, in its order
  std::vector<int> layerOf;        // of each instruction, the layer whose input it reads; -1: none
  std::vector<int> learning;       // tensors that learn, weights of layers first
  std::vector<Norm> trainedNorms;  // whose statistics follow the batches

  // Throws UsageError when the network has no batch norm that could be trained apart.
  TrainingGraph(const Network& network, BatchNormTraining mode);

  // gamma / sqrt(variance + epsilon) of a layer's channels; 1 without a batch norm or where it is 0.
  std::vector<double> foldFactors(std::size_t layer, std::int64_t channels,
                                  const std::vector<const float*>& tensors) const;
};

}  // namespace bitprism
