#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/quant/measures/calibration.h"

namespace bitprism {

// Cross-layer equalization (Nagel et al. 2019, "Data-free quantization", section 4.1; Meller et al. 2019): if one
// layer's output channels reach the next layer only through positively homogeneous operators, f(s x) = s f(x) for s >
// 0, channel i may be divided by S_i in the first (weights and bias) and multiplied by S_i in the second without
// changing the network's function. With r1_i and r2_i the largest |w| of that channel in either layer,
//   S_i = sqrt(r1_i r2_i) / r2_i
// makes both sqrt(r1_i r2_i). All pairs are processed in turn until none changes; a depthwise convolution belongs to
// two, and the three layers end at the cube root of the product of their ranges. Channels of range 0 stay.

struct EqualizationOptions {
  // Moves c_i = max(0, mean - 3 deviation) of the first layer's outputs from its bias to the second layer's (section
  // 4.1.3) if the calibration has the first layer's input moments (batch norm's own statistics are folded away) and
  // there is no zero padding between. Makes the ranges of activations smaller. Changes the function for outputs below
  // c_i, one in several hundred values.
  bool absorb = false;
  Calibration calibration = {};  // of the unchanged network
};

// Smallest and largest of the channels' ranges, without channels of range 0.
struct ChannelRanges {
  double least = 0, largest = 0;
};

// Two equalized layers, by name: the first's output channels and the second's input channels.
struct EqualizedPair {
  std::string first, second;
  std::int64_t channels = 0;
  std::int64_t skipped = 0;   // with a range of 0
  std::int64_t absorbed = 0;  // with c_i > 0
  ChannelRanges firstBefore, firstAfter, secondBefore, secondAfter;
};

struct Equalization {
  Network network;  // a calibration of the original network is not valid for it
  std::vector<EqualizedPair> pairs;
};

// Allowed between: ReLU, leaky ReLU, PReLU, pooling, means over the image, zero padding, flattening, each with a single
// use. ReLU6 and other clamps are not homogeneous. Skips layers whose weights are used twice and grouped transposed
// convolutions. Without pairs the network is returned unchanged.
Equalization equalized(const Network& network, const EqualizationOptions& options = {});

}  // namespace bitprism
