#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/progress.h"

namespace bitprism {

// How the bundled network is trained. The same settings on the same machine and LibTorch give the same network.
struct ExampleTraining {
  // Channels of the three stages. The narrow first stage is sensitive and has few weights, the wide last stage is
  // robust and has most of them: they need different bits.
  std::vector<std::int64_t> widths = {10, 20, 60};
  int blocks = 3;  // of two convolutions, in every stage
  int epochs = 30;
  std::int64_t imagesPerEpoch = 20000;  // every epoch draws fresh ones
  std::int64_t batch = 64;
  double learningRate = 0.1;  // peak: rises over the first epoch, falls as a cosine to zero
  double momentum = 0.9;
  double weightDecay = 1e-4;
  double sparsity =
      1e-4;  // strength of the penalty on |w|, which gives filters the few large weights of a long training
  std::uint64_t seed = 1;
  int threads = 1;  // the sums, and so the network, depend on it
};

// The result, measured on the evaluation part of the example data set.
struct ExampleAccuracy {
  double floating = 0;
  double eightBits = 0, fourBits = 0, threeBits = 0;  // uniform per channel, symmetric, min-max, no correction
};

struct ExampleResult {
  ExampleAccuracy accuracy;
  std::int64_t layers = 0;   // convolutions and the linear layer
  std::int64_t weights = 0;  // of these layers
};

// Trains the residual network of the example on images drawn as it goes and writes it to path as TorchScript, batch
// norm unfolded. After every epoch the network so far is in path + ".part". Throws Error when it cannot be written.
ExampleResult trainExample(const ExampleTraining& training, const std::string& path, const Progress& progress = {});

// Measures a network that trainExample wrote.
ExampleResult measureExample(const std::string& path);

}  // namespace bitprism
