#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

Results gemm(const OnnxStep& at) {
  const Recorded& left = at.input(0);
  const Recorded& right = at.input(1);
  if (rankOf(left) != 2 || rankOf(right) != 2)
    at.refuse(text("multiplies tensors of ", rankOf(left), " and ", rankOf(right), " axes, expected 2 and 2"));
  const auto turned = [&](const Recorded& matrix) { return at.one("aten::t", {matrix}); };
  const double alpha = at.node.number("alpha", 1), beta = at.node.number("beta", 1);
  const Recorded a = at.node.integer("transA", 0) ? turned(left) : left;
  const bool transposed = at.node.integer("transB", 0) != 0;
  const bool plainBias = !at.has(2) || (beta == 1 && !at.input(2).dynamic() && rankOf(at.input(2)) == 1 &&
                                        sizesOf(at.input(2))[0] == sizesOf(right)[transposed ? 0 : 1]);
  if (alpha == 1 && plainBias && !right.dynamic() && isFloat(right)) {
    const Recorded weight = transposed ? right : turned(right);
    return at.call("aten::linear", {a, weight, at.has(2) ? at.input(2) : none()});
  }
  Recorded product = at.one("aten::matmul", {a, transposed ? turned(right) : right});
  if (alpha != 1) product = at.one("aten::mul.Scalar", {product, number(alpha)});
  if (!at.has(2)) return {product};
  return at.call("aten::add.Tensor", {product, at.input(2), number(beta)});
}

Results einsum(const OnnxStep& at) {
  const std::string equation = at.node.string("equation", "");
  if (equation.empty()) at.refuse("has no equation");
  std::string compact;
  for (const char c : equation)
    if (c != ' ') compact += c;
  return at.call("aten::einsum",
                 {Recorder::constant(compact), Recorder::list(at.node.inputs, ListKind::Tensors), none()});
}

}  // namespace

Results linearProduct(const OnnxStep& at, const Recorded& input, const Recorded& weight, const Recorded& bias) {
  return at.call("aten::linear", {input, weight, bias});
}

OnnxRules matrixRules() {
  return {
      {"Gemm", gemm},
      {"MatMul",
       [](const OnnxStep& at) {
         return at.call("aten::matmul", {at.input(0), at.input(1)});
       }},
      {"com.microsoft.FusedMatMul",
       [](const OnnxStep& at) {
         const auto side = [&](std::size_t i, const char* attribute) {
           return at.node.integer(attribute, 0) ? at.one("aten::transpose.int", {at.input(i), integer(-2), integer(-1)})
                                                : at.input(i);
         };
         const Recorded product = at.one("aten::matmul", {side(0, "transA"), side(1, "transB")});
         return at.call("aten::mul.Scalar", {product, number(at.node.number("alpha", 1))});
       }},
      {"Einsum", einsum},
  };
}

}  // namespace bitprism::onnx
