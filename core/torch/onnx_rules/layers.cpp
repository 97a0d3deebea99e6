#include "core/torch/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)
void convolution(OnnxLowering& at) {
  const Shape& weight = at.shape(1);
  const Integers64 padding = at.integers(4);
  Attributes attributes = {{"kernel_shape", Integers64(weight.begin() + 2, weight.end())},
                           {"strides", at.integers(3)},
                           {"pads", joined(padding, padding)},
                           {"dilations", at.integers(5)},
                           {"group", at.integer(8)}};
  const bool transposed = at.truth(6);
  if (transposed) attributes.push_back({"output_padding", at.integers(7)});
  at.give(at.node(transposed ? "ConvTranspose" : "Conv", {at.value(0), at.value(1), at.has(2) ? at.value(2) : ""},
                  attributes));
}

// (input, weight, bias)
void linear(OnnxLowering& at) {
  if (at.rank(0) == 2) {
    at.give(at.node("Gemm", {at.value(0), at.value(1), at.has(2) ? at.value(2) : ""}, {{"transB", std::int64_t{1}}}));
    return;
  }
  const std::string turned = at.node("Transpose", {at.value(1)}, {{"perm", Integers64{1, 0}}});
  const std::string product = at.node("MatMul", {at.value(0), turned});
  at.give(at.has(2) ? at.node("Add", {product, at.value(2)}) : product);
}

// (bias, a, b, beta, alpha)
void addmm(OnnxLowering& at) {
  at.give(at.node("Gemm", {at.value(1), at.value(2), at.value(0)}, {{"beta", at.number(3)}, {"alpha", at.number(4)}}));
}

// (bias, a, b, beta, alpha)
void baddbmm(OnnxLowering& at) {
  std::string product = at.node("MatMul", {at.value(1), at.value(2)});
  if (at.number(4) != 1) product = at.node("Mul", {product, at.scalar(at.number(4))});
  std::string bias = at.value(0);
  if (at.number(3) != 1) bias = at.node("Mul", {bias, at.scalar(at.number(3))});
  at.give(at.node("Add", {bias, product}));
}

}  // namespace

Rules layerRules() {
  return {
      {"aten::convolution", convolution},
      {"aten::linear", linear},
      {"aten::addmm", addmm},
      {"aten::baddbmm", baddbmm},
      {"aten::matmul", binary("MatMul")},
      {"aten::bmm", binary("MatMul")},
      {"aten::mm", binary("MatMul")},
      {"aten::einsum",
       [](OnnxLowering& at) {
         at.give(at.node("Einsum", at.values(1), {{"equation", std::get<std::string>(at.instruction().inputs[0])}}));
       }},
  };
}

}  // namespace bitprism::lowering
