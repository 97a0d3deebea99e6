#pragma once

#include <string>

#include "core/quant/measures/input_moments.h"
#include "core/torch/write/onnx_graph.h"

namespace bitprism {

// The layer's weights under the scheme (not float) as constants and standard operators of an ONNX graph; the name of
// their value. Codes of up to 4 bits are int4, others int8.
//   Affine      DequantizeLinear, per channel or tensor; OMSE's second term as another one added. What OCS split lies
//               beside the other input channels and is added to its own by a product with a matrix of zeros and ones.
//   Piecewise   a DequantizeLinear per region, added: the codes of an inner region stay at its edge where a weight lies
//               further out. Where an edge is no level of the grid inside (the authors' grids), signs times the edge
//               are added instead.
//   Blocks      DequantizeLinear with blocks along the input channels (opset 21).
//   Codebook    Gather, indices as int8.
// Gains follow as Mul, offsets as Add; halves are a Cast.
std::string onnxWeights(OnnxGraph& graph, const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs);

// What the codes of a scheme need: 21 for 4-bit types and blocks, else 17.
std::int64_t onnxOpset(const QuantScheme& scheme);

}  // namespace bitprism
