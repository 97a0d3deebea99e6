#pragma once

#include <cstddef>
#include <vector>

#include "core/quant/codes/quantized_tensor.h"

namespace bitprism {

// The values that one row of a quantized tensor (DSConv: one block) can represent, ascending; the codes are not used.
// Dequantized like the codes of files, so that views and files cannot disagree. Without the further codes of OCS.
std::vector<double> quantizationLevels(const QuantizedTensor& tensor, std::size_t row);

// The row (DSConv: the block) whose scale is the median.
std::size_t typicalRow(const QuantizedTensor& tensor);

// The number of rows (DSConv: blocks).
std::size_t levelRows(const QuantizedTensor& tensor);

// The part of a tensor that these functions need: no codes, and of DSConv's blocks at most keptBlocks per channel, from
// the smallest to the largest scale; row channel * n + i is the i-th of them.
inline constexpr std::size_t keptBlocks = 5;
QuantizedTensor withoutCodes(QuantizedTensor tensor);

}  // namespace bitprism
