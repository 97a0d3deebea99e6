#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/quant/methods/grid_codes.h"

namespace bitprism {

// What a solver rounds at once: the output channels of one group of a layer, which read the same inputs.
struct SolvedGroup {
  const float* weights;         // [rows][size]
  std::vector<GridCodes> rows;  // their grids
  const float* second;          // [size][size], H = E[x x^T] of what they read
  std::size_t size;
  std::int8_t* codes;  // [rows][size], those of nearest rounding to begin with
};

// A layer by a solver that chooses codes on the range rule's grids so that its output changes least: every group by
// `solve`, and nearest rounding for the rows that end worse. Without the scheme's correction; remembered in
// the inputs. Throws Error, with `who` as the solver's name, when these are missing (null).
QuantizedTensor solved(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs, const char* who,
                       const std::function<void(const SolvedGroup&)>& solve);

}  // namespace bitprism
