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

at::Tensor constantOf(const OnnxStep& at, std::size_t i, const char* what) {
  if (at.input(i).dynamic()) at.refuse(text("takes its ", what, " from the data of a tensor, expected a constant"));
  return exampleOf(at.input(i)).contiguous();
}

// Codes of `bits` bits, packed along the last axis from the lowest bits of a byte on: one an entry, as floats.
at::Tensor unpacked(const at::Tensor& packed, std::int64_t bits) {
  if (bits == 8) return packed.to(at::kFloat);
  const at::Tensor shifts = at::arange(0, 8, bits, at::kLong);
  const at::Tensor codes = packed.to(at::kLong).unsqueeze(-1).bitwise_right_shift(shifts).bitwise_and((1 << bits) - 1);
  return codes.flatten(-2).to(at::kFloat);
}

// com.microsoft: (A, B in blocks of codes, scales, zero points, order of inputs, bias)
Results blockedProduct(const OnnxStep& at) {
  const std::int64_t inputs = at.node.integer("K", 0), outputs = at.node.integer("N", 0),
                     bits = at.node.integer("bits", 4), block = at.node.integer("block_size", 0);
  if (bits != 2 && bits != 4 && bits != 8) at.refuse(text("has codes of ", bits, " bits, expected 2, 4 or 8"));
  if (inputs < 1 || outputs < 1 || block < 1 || block * bits % 8 != 0)
    at.refuse(text("has ", outputs, " rows of ", inputs, " codes in blocks of ", block, ", which do not fit"));
  if (at.has(4)) at.refuse("with an order of its inputs is not supported");
  const std::int64_t blocks = (inputs + block - 1) / block, packedSize = block * bits / 8;
  const at::Tensor packed = constantOf(at, 1, "weights"), scales = constantOf(at, 2, "scales").to(at::kFloat);
  if (packed.numel() != outputs * blocks * packedSize || packed.scalar_type() != at::kByte)
    at.refuse(text("has ", packed.numel(), " bytes of codes, expected ", outputs * blocks * packedSize));
  if (scales.numel() != outputs * blocks)
    at.refuse(text("has ", scales.numel(), " scales, expected ", outputs * blocks));
  at::Tensor zero = at::scalar_tensor(static_cast<float>(1 << (bits - 1)));
  if (at.has(3)) {
    const at::Tensor given = constantOf(at, 3, "zero points");
    at::Tensor points = given.to(at::kFloat);
    if (given.scalar_type() == at::kByte) {
      const std::int64_t row = (blocks * bits + 7) / 8;
      if (given.numel() != outputs * row) at.refuse(text("has ", given.numel(), " bytes of zero points"));
      points = unpacked(given.reshape({outputs, row}), bits).slice(1, 0, blocks);
    } else if (given.numel() != outputs * blocks) {
      at.refuse(text("has ", given.numel(), " zero points, expected ", outputs * blocks));
    }
    zero = points.reshape({outputs, blocks, 1});
  }
  const at::Tensor codes = unpacked(packed.reshape({outputs, blocks, packedSize}), bits);
  const at::Tensor weights = (codes - zero) * scales.reshape({outputs, blocks, 1});
  const at::Tensor rows = weights.reshape({outputs, blocks * block}).slice(1, 0, inputs).contiguous();
  at.recorder.notice("The file is already quantized; it is read as the float network that its codes represent.");
  return linearProduct(at, at.input(0), Recorder::constant(rows, at.input(1).name), at.has(5) ? at.input(5) : none());
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
      {"com.microsoft.MatMulNBits", blockedProduct},
      {"Einsum", einsum},
  };
}

}  // namespace bitprism::onnx
