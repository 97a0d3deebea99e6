#pragma once

#include <string>

#include "core/quant/measures/input_moments.h"
#include "core/torch/write/onnx_graph.h"

namespace bitprism {

// The layer's weights under the scheme (not float) as constants and standard operators of an ONNX graph; the name of
// their value. Codes stand in the smallest container that ONNX has, and operators that any runtime computes once, when
// it loads the file, make floats of them: ONNX Runtime leaves DequantizeLinear of a constant for every run (measured,
// tests/speed/export_speed), which makes such a file slower than the float one.
//   Affine      Cast and Mul, after Sub where there are zero points; OMSE's second term as another one added. Where
//               channels have widths of their own, those of like width stand together, and Gather puts them in order
//               (ACIQ's allocation has single channels of 8 bits in a layer of 4). What no container fits is split
//               (onnx_codes.h). What OCS split lies beside the other
//               input channels and is added to its own by a product with a matrix of zeros and ones.
//   Piecewise   Gather, with unsigned indices of a region and a code, from the levels of a row, which MatMul makes of
//               its scales and edges. Where the layer's input is quantized, or an index would take more than 8 bits,
//               the same as Affine for each region, added: the codes of an inner region stay at its edge where a weight
//               lies further out. Where an edge is no level of the grid inside (the authors' grids), signs times the
//               edge are added instead.
//   Blocks      Cast and Mul, the scales of blocks spread along the input channels by Gather.
//   Codebook    Gather, with unsigned indices.
// Gains follow as Mul, offsets as Add; halves are a Cast. Where the layer's input is quantized, DequantizeLinear takes
// the place of Cast, Sub and Mul: ONNX Runtime rounds weights that it finds as floats between quantized values to 8
// bits anew.
std::string onnxWeights(OnnxGraph& graph, const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                        bool quantizedInput);

// What the codes of a scheme need: 25 for the 2-bit types, 21 for those of 4 bits, else 17.
std::int64_t onnxOpset(const QuantScheme& scheme);

}  // namespace bitprism
