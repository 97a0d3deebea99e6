#include "widgets/bits_profile.h"

#include <algorithm>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

int withinCodes(int bits) {
  return std::clamp(bits, minimumBits, maximumBits);
}

}  // namespace

std::vector<LayerBits> movedBits(std::vector<LayerBits> bits, int steps) {
  for (LayerBits& one : bits) one.bits = steppedBits(one.bits, steps);
  return bits;
}

std::vector<LayerBits> shiftedBits(std::vector<LayerBits> bits, int step) {
  for (LayerBits& one : bits)
    if (one.bits <= maximumBits) one.bits = withinCodes(one.bits + step);
  return bits;
}

std::vector<LayerBits> tiltedBits(std::vector<LayerBits> bits, int towards) {
  const double last = static_cast<double>(bits.size()) - 1;
  if (last < 1) return bits;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const double place = 2 * static_cast<double>(i) / last - 1;  // -1 at the input, 1 at the output
    if (bits[i].bits <= maximumBits)
      bits[i].bits = withinCodes(bits[i].bits + towards * static_cast<int>(std::lround(place)));
  }
  return bits;
}

std::vector<LayerBits> scaledBits(std::vector<LayerBits> bits, double factor) {
  for (LayerBits& one : bits) {
    if (one.bits > maximumBits) continue;
    const int scaled = static_cast<int>(std::lround(one.bits * factor));
    const int least = one.bits + (factor > 1 ? 1 : -1);
    one.bits = withinCodes(factor > 1 ? std::max(scaled, least) : std::min(scaled, least));
  }
  return bits;
}

}  // namespace bitprism
