#pragma once

#include <cstddef>
#include <vector>

#include "core/quant/quantized_tensor.h"

namespace bitprism {

// The numbers that one row of a quantized tensor (DSConv: one block) can hold, rising; the codes themselves are not
// looked at. Dequantized like the codes of files, so that views and files cannot disagree. What OCS adds to some input
// channels is left out.
std::vector<double> quantizationLevels(const QuantizedTensor& tensor, std::size_t row);

// How many rows there are: of scales, codebooks, or blocks.
std::size_t levelRows(const QuantizedTensor& tensor);

// The row (DSConv: the block) whose scale is the median.
std::size_t typicalRow(const QuantizedTensor& tensor);

}  // namespace bitprism
