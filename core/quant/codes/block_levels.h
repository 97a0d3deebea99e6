#pragma once

#include "core/quant/codes/block_grid.h"

namespace bitprism {

// What the codes of a line of blocks stand for: scale * code in float, a scale a block.
void blockLevels(const BlockGrid::Line& line, const std::int8_t* codes, const float* scales, float* levels);

}  // namespace bitprism
