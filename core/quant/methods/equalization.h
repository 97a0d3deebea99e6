#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/quant/measures/calibration.h"

namespace bitprism {

// Cross-layer equalization (Nagel et al. 2019, "Data-free quantization", section 4.1; Meller et al. 2019): where one
// layer's output channels reach the next layer through nothing but what is positively homogeneous, f(s x) = s f(x) for
// s > 0, channel i may be divided by S_i in the first (weights and bias) and multiplied by S_i in the second without a
// change of the network's function. With r1_i and r2_i the largest |w| of that channel in either layer,
//   S_i = sqrt(r1_i r2_i) / r2_i
// makes both sqrt(r1_i r2_i). All pairs are taken in turn until none changes; a depthwise convolution belongs to two,
// and the three layers end at the cube root of the product of their ranges. Channels with a range of 0 stay.

struct EqualizationOptions {
  // Moves c_i = max(0, mean - 3 deviation) of the first layer's outputs from its bias to the second layer's (section
  // 4.1.3), where the calibration says what the first reads (batch norm's own statistics are folded away), and nothing
  // is padded with zeros between. Makes activations' ranges smaller. Changes the function where an output is below c_i,
  // for one in some hundred values.
  bool absorb = false;
  Calibration calibration = {};  // of the network as it is
};

// Smallest and largest of the channels' ranges; channels of range 0 left out.
struct ChannelRanges {
  double least = 0, largest = 0;
};

// Two layers that were equalized, by name: the first's output channels and the second's input channels.
struct EqualizedPair {
  std::string first, second;
  std::int64_t channels = 0;
  std::int64_t skipped = 0;   // with a range of 0
  std::int64_t absorbed = 0;  // with c_i > 0
  ChannelRanges firstBefore, firstAfter, secondBefore, secondAfter;
};

struct Equalization {
  Network network;  // a calibration of the one before does not hold for it
  std::vector<EqualizedPair> pairs;
};

// Between: ReLU, leaky ReLU, PReLU, pooling, means over the image, padding with zeros, flattening; each read once.
// ReLU6 and other clamps are not homogeneous. Layers whose weights are used twice and transposed convolutions in groups
// are left out. No pair: the network as it is.
Equalization equalized(const Network& network, const EqualizationOptions& options = {});

}  // namespace bitprism
