#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/quant/methods/grid_codes.h"

namespace bitprism {

// The problem that a solver rounds at once: the output channels of one group of a layer, which share their inputs.
struct SolvedGroup {
  const float* weights;         // [rows][size]
  std::vector<GridCodes> rows;  // their grids
  const float* second;          // [size][size], H = E[x x^T] of the inputs
  std::size_t size;
  std::int8_t* codes;                 // [rows][size], initially those of nearest rounding
  std::size_t index = 0, groups = 1;  // of the layer
};

// A layer quantized by a solver that chooses codes on the range rule's grids so that its output changes least: every
// group by `solve`, and nearest rounding for the rows that end worse. Ignores the scheme's correction; cached in the
// inputs. Throws Error, with `who` as the solver's name, if these are unknown (null), and Cancelled, which `solve` may
// throw too; then nothing is cached.
QuantizedTensor solved(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs, const char* who,
                       const std::function<void(const SolvedGroup&)>& solve, const std::stop_token& stop);

}  // namespace bitprism
