#pragma once

#include <vector>

namespace bitprism {

// Bits of one layer, as wished by a hand on the bars.
struct LayerBits {
  int layer = 0;
  int bits = 0;
  bool operator==(const LayerBits&) const = default;
};

// Changes of the bits of several layers at once; each starts from the bits before the change and may go beyond what the
// layers' methods allow. A tilt and a scale leave layers of floats as they are.

// Every layer the same number of existing widths higher or lower.
std::vector<LayerBits> movedBits(std::vector<LayerBits> bits, int steps);

// One bit more or fewer, but codes stay codes: at most 8 bits.
std::vector<LayerBits> shiftedBits(std::vector<LayerBits> bits, int step);

// One bit more at one end of the network, one fewer at the other, none in the middle; towards 1 has more at the output.
std::vector<LayerBits> tiltedBits(std::vector<LayerBits> bits, int towards);

// All bits times a factor, by at least one bit where there is room.
std::vector<LayerBits> scaledBits(std::vector<LayerBits> bits, double factor);

}  // namespace bitprism
