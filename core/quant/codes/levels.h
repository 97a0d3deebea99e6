#pragma once

#include <cstddef>
#include <vector>

#include "core/quant/codes/quantized_tensor.h"

namespace bitprism {

// The numbers that one row of a quantized tensor (DSConv: one block) can hold, rising; the codes themselves are not
// looked at. Dequantized like the codes of files, so that views and files cannot disagree. What OCS adds to some input
// channels is left out.
std::vector<double> quantizationLevels(const QuantizedTensor& tensor, std::size_t row);

// The row (DSConv: the block) whose scale is the median.
std::size_t typicalRow(const QuantizedTensor& tensor);

// How many rows (DSConv: blocks) there are.
std::size_t levelRows(const QuantizedTensor& tensor);

// What levels need of a tensor and no more, which these functions take like the whole: no codes, and of DSConv's blocks
// at most keptBlocks a channel, from the smallest to the largest scale; row channel * n + i is the i-th of them.
inline constexpr std::size_t keptBlocks = 5;
QuantizedTensor withoutCodes(QuantizedTensor tensor);

}  // namespace bitprism
