#pragma once

namespace onnx {
class GraphProto;
}

namespace bitprism {

// Keeps float operators of a graph with an integer form in floats, where ONNX Runtime (1.30, measured) would draw them
// in between DequantizeLinear and QuantizeLinear:
// - Layers whose weights are floats, or codes in another form than integer kernels take: it would round these weights
// to
//   8 bits by itself, which no plan says.
// - MaxPool beside a layer in floats: it would move QuantizeLinear before the pool, whose kernel for whole numbers in
//   this layout takes up to 20 times as long as that for floats.
// A Max of one value, which changes nothing and is not optimized away, stands between them afterwards.
void fenceFloatOperators(::onnx::GraphProto& graph);

}  // namespace bitprism
