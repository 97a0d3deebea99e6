#include "core/quant/codes/piecewise_levels.h"

#include <algorithm>

#include "core/stats/clones.h"

namespace bitprism {
namespace {

// Regions and codes as floats, so that everything the loop compares and chooses between is as wide.
BITPRISM_CLONES void signedMagnitudes(const std::int8_t* codes, const std::uint8_t* regions, std::size_t count,
                                      const PiecewiseSteps& given, float* levels) {
  const PiecewiseSteps steps = given;
  const float scale0 = steps.scales[0], scale1 = steps.scales[1], scale2 = steps.scales[2], scale3 = steps.scales[3];
  const float edge1 = steps.edges[1], edge2 = steps.edges[2], edge3 = steps.edges[3];
  for (std::size_t i = 0; i < count; ++i) {
    const auto region = static_cast<float>(static_cast<int>(regions[i]));
    const auto code = static_cast<float>(static_cast<int>(codes[i]));
    float scale = region > 0 ? scale1 : scale0, edge = region > 0 ? edge1 : 0.0f;
    scale = region > 1 ? scale2 : scale;
    edge = region > 1 ? edge2 : edge;
    scale = region > 2 ? scale3 : scale;
    edge = region > 2 ? edge3 : edge;
    const float negative = (region > 0 ? -1.0f : 0.0f) - code;
    const float level = edge + scale * (code >= 0 ? code : negative);
    levels[i] = code >= 0 ? level : -level;
  }
}

BITPRISM_CLONES void wholeGrids(const std::int8_t* codes, const std::uint8_t* regions, std::size_t count, float inner,
                                float outer, float* levels) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto region = static_cast<float>(static_cast<int>(regions[i]));
    levels[i] = (region > 0 ? outer : inner) * static_cast<float>(static_cast<int>(codes[i]));
  }
}

}  // namespace

PiecewiseSteps::PiecewiseSteps(std::span<const float> rowScales, std::span<const float> rowEdges, bool overlapping)
    : overlapping(overlapping) {
  std::copy(rowScales.begin(), rowScales.end(), scales.begin());
  if (!overlapping) std::copy(rowEdges.begin(), rowEdges.end(), edges.begin() + 1);
}

void piecewiseLevels(const std::int8_t* codes, const std::uint8_t* regions, std::size_t count,
                     const PiecewiseSteps& steps, float* levels) {
  if (steps.overlapping)
    wholeGrids(codes, regions, count, steps.scales[0], steps.scales[1], levels);
  else
    signedMagnitudes(codes, regions, count, steps, levels);
}

}  // namespace bitprism
