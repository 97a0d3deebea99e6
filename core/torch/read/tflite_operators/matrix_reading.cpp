#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

namespace bitprism::tflite {
namespace {

constexpr int fullyConnectedOptions = 8, batchProductOptions = 101;

void fullyConnected(const Step& at) {
  const FlatTable options = at.options(fullyConnectedOptions);
  if (options.number<std::int8_t>(1, 0) != 0) at.refuse("has shuffled weights, which are not supported");
  if (at.rank(1) != 2) at.refuse(text("has weights of ", at.rank(1), " axes, expected 2"));
  const bool keepsAxes = options.truth(2);
  const std::int64_t read = at.sizes(1)[1];
  const Integers sizes = at.sizes(0);
  const bool fits = !sizes.empty() && sizes.back() == read;
  if (read < 1 || (keepsAxes && !fits))
    at.refuse(text("has weights for ", read, " numbers and an input of ", shapeText(sizes)));
  Recorded input =
      keepsAxes || (sizes.size() == 2 && fits) ? at.in(0) : at.one("aten::reshape", {at.flat(0), integers({-1, read})});
  const Recorded bias = at.has(2) ? at.in(2) : none();
  Recorded sum;
  if (at.dynamic(1)) {
    sum = at.one("aten::matmul", {input, at.one("aten::t", {at.in(1)})});
    if (at.has(2)) sum = at.one("aten::add.Tensor", {sum, bias, integer(1)});
  } else {
    sum = at.one("aten::linear", {input, at.in(1), bias});
  }
  at.give(at.activated(sum, options.number<std::int8_t>(0, 0)));
}

void batchProduct(const Step& at) {
  const FlatTable options = at.options(batchProductOptions);
  Recorded factors[2];
  for (std::size_t i = 0; i < 2; ++i) {
    if (at.rank(i) < 2) at.refuse(text("has an input of ", at.rank(i), " axes, expected 2 or more"));
    factors[i] = at.in(i);
    if (options.truth(static_cast<int>(i)))
      factors[i] = at.one("aten::transpose.int", {factors[i], integer(-2), integer(-1)});
  }
  at.give(at.one("aten::matmul", {factors[0], factors[1]}));
}

}  // namespace

Rules matrixRules() {
  return {{"FULLY_CONNECTED", fullyConnected}, {"BATCH_MATMUL", batchProduct}};
}

}  // namespace bitprism::tflite
