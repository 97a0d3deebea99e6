#pragma once

#include <vector>

#include "core/quant/activations/activation_scheme.h"

namespace bitprism::test {

// Activations of every form for an input with this number of channels; the last has everything a per-channel grid can
// have.
inline std::vector<ActivationScheme> activationForms(std::size_t channels) {
  std::vector<ActivationScheme> all = {{},
                                       activationScheme(5, -2, 3, false, ActivationRange::MinMax),
                                       piecewiseScheme(4, 0.7, 3, true, ActivationRange::TopK),
                                       piecewiseScheme(3, 0.5, 2, false, ActivationRange::TopK),
                                       blockScheme(4, true, 32, 7),
                                       blockScheme(5, false, 4, 7),
                                       blockScheme(6, true, 3, 3)};
  for (const bool everything : {false, true}) {
    ActivationScheme scheme;
    scheme.bits = 4;
    for (std::size_t c = 0; c < channels; ++c) {
      ChannelGrid grid = channelGrid(everything ? 1 + static_cast<int>(c % 8) : 4, c % 2 ? -0.9 : 0,
                                     1.5 + 0.1 * static_cast<double>(c), c % 3 == 1);
      if (everything && c % 5 == 2) grid = constantGrid(c % 2 ? 0.4 : -0.3);
      if (everything && c % 3 == 0) grid.shift = 0.015625F;
      scheme.channels.push_back(grid);
    }
    all.push_back(scheme);
  }
  return all;
}

}  // namespace bitprism::test
