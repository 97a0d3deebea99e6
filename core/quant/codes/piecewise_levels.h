#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bitprism {

// The steps and edges of a row of QuantizedTensor's form Piecewise, laid out for loops over its codes.
struct PiecewiseSteps {
  std::array<float, 4> scales{1, 1, 1, 1};
  std::array<float, 4> edges{};  // where the regions begin; zeros when overlapping
  bool overlapping = false;

  // scales: one per region; edges: one fewer.
  PiecewiseSteps(std::span<const float> scales, std::span<const float> edges, bool overlapping);
};

// The levels of the codes: level_i = +-(edge + scale * magnitude) in float.
void piecewiseLevels(const std::int8_t* codes, const std::uint8_t* regions, std::size_t count,
                     const PiecewiseSteps& steps, float* levels);

}  // namespace bitprism
