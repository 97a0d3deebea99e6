#include "core/quant/codes/block_levels.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/stats/clones.h"

namespace bitprism {
namespace {

BITPRISM_CLONES void oneScale(const std::int8_t* __restrict codes, std::size_t count, float scale,
                              float* __restrict levels) {
  for (std::size_t i = 0; i < count; ++i) levels[i] = scale * static_cast<float>(static_cast<int>(codes[i]));
}

BITPRISM_CLONES void manyScales(const std::int8_t* __restrict codes, std::size_t count, const float* __restrict scales,
                                float* __restrict levels) {
  for (std::size_t i = 0; i < count; ++i) levels[i] = scales[i] * static_cast<float>(static_cast<int>(codes[i]));
}

}  // namespace

void blockLevels(const BlockGrid::Line& line, const std::int8_t* codes, const float* scales, float* levels) {
  if (line.inner == 1) {
    for (std::size_t first = 0, block = 0; first < line.extent; first += line.length, ++block)
      oneScale(codes + first, std::min(line.length, line.extent - first), scales[block], levels + first);
    return;
  }
  // Kernels are short, so their scales are repeated until a vectorised loop over them pays off.
  constexpr std::size_t worthALoop = 64;
  const std::size_t repeats = std::min(line.length, (worthALoop + line.inner - 1) / line.inner);
  std::vector<float> repeated(repeats * line.inner);
  for (std::size_t first = 0; first < line.extent; first += line.length, scales += line.inner) {
    for (std::size_t k = 0; k < repeats; ++k) std::copy_n(scales, line.inner, repeated.data() + k * line.inner);
    const std::size_t end = std::min(first + line.length, line.extent) * line.inner;
    for (std::size_t at = first * line.inner; at < end; at += repeated.size())
      manyScales(codes + at, std::min(repeated.size(), end - at), repeated.data(), levels + at);
  }
}

}  // namespace bitprism
