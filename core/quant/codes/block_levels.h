#pragma once

#include "core/quant/codes/block_grid.h"

namespace bitprism {

// The levels of the codes of a line of blocks: scale * code in float, one scale per block.
void blockLevels(const BlockGrid::Line& line, const std::int8_t* codes, const float* scales, float* levels);

}  // namespace bitprism
