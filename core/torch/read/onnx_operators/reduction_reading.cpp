#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <numeric>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

struct Axes {
  Integers64 axes;
  bool keep = true;
  bool nothing = false;  // no axes are given, which means none
};

Axes axesOf(const OnnxStep& at) {
  const std::int64_t rank = rankOf(at.input(0));
  Axes result{at.attributeOrInput("axes", 1), at.node.integer("keepdims", 1) != 0, false};
  if (result.axes.empty()) {
    result.nothing = at.node.integer("noop_with_empty_axes", 0) != 0;
    result.axes.resize(static_cast<std::size_t>(rank));
    std::iota(result.axes.begin(), result.axes.end(), 0);
  }
  for (std::int64_t& axis : result.axes) axis = at.axis(axis, rank);
  return result;
}

Recorded sumOf(const OnnxStep& at, const Recorded& input, const Axes& axes) {
  return at.one("aten::sum.dim_IntList", {input, integerList(axes.axes), truth(axes.keep), none()});
}

OnnxRule reduction(const std::string& op) {
  return [op](const OnnxStep& at) -> Results {
    const Axes axes = axesOf(at);
    if (axes.nothing) return {at.input(0)};
    if (axes.axes.empty()) return {at.input(0)};  // of a scalar
    if (op == "aten::mean")
      return at.call("aten::mean.dim", {at.input(0), integerList(axes.axes), truth(axes.keep), none()});
    if (op == "aten::sum") return {sumOf(at, at.input(0), axes)};
    return at.call(op, {at.input(0), integerList(axes.axes), truth(axes.keep)});
  };
}

// outer(sum(inner(x)))
OnnxRule sumOfTerms(const std::string& inner, const std::string& outer) {
  return [=](const OnnxStep& at) -> Results {
    const Axes axes = axesOf(at);
    Recorded terms = at.input(0);
    if (inner == "square") terms = at.one("aten::mul.Tensor", {terms, terms});
    if (inner == "abs") terms = at.one("aten::abs", {terms});
    const Recorded sum = axes.nothing || axes.axes.empty() ? terms : sumOf(at, terms, axes);
    return {outer.empty() ? sum : at.one(outer, {sum})};
  };
}

Results reduceProduct(const OnnxStep& at) {
  const Axes axes = axesOf(at);
  if (axes.nothing) return {at.input(0)};
  Recorded result = at.input(0);
  Integers64 sorted = axes.axes;
  std::sort(sorted.rbegin(), sorted.rend());
  for (const std::int64_t axis : sorted)
    result = at.one("aten::prod.dim_int", {result, integer(axis), truth(axes.keep), none()});
  return {result};
}

OnnxRule position(const std::string& op) {
  return [op](const OnnxStep& at) {
    if (at.node.integer("select_last_index", 0) != 0) at.refuse("that selects the last index is not supported");
    return at.call(op, {at.input(0), integer(at.axis(at.node.integer("axis", 0), rankOf(at.input(0)))),
                        truth(at.node.integer("keepdims", 1) != 0)});
  };
}

Results top(const OnnxStep& at) {
  const std::int64_t count = at.has(1) ? at.constantInteger(1) : at.node.integer("k", 0);
  const std::int64_t axis = at.axis(at.node.integer("axis", -1), rankOf(at.input(0)));
  return at.call("aten::topk", {at.input(0), integer(count), integer(axis), truth(at.node.integer("largest", 1) != 0),
                                truth(at.node.integer("sorted", 1) != 0)});
}

}  // namespace

OnnxRules reductionRules() {
  return {
      {"ReduceMean", reduction("aten::mean")},
      {"ReduceSum", reduction("aten::sum")},
      {"ReduceMax", reduction("aten::amax")},
      {"ReduceMin", reduction("aten::amin")},
      {"ReduceLogSumExp", reduction("aten::logsumexp")},
      {"ReduceL1", sumOfTerms("abs", "")},
      {"ReduceL2", sumOfTerms("square", "aten::sqrt")},
      {"ReduceSumSquare", sumOfTerms("square", "")},
      {"ReduceLogSum", sumOfTerms("", "aten::log")},
      {"ReduceProd", reduceProduct},
      {"ArgMax", position("aten::argmax")},
      {"ArgMin", position("aten::argmin")},
      {"TopK", top},
  };
}

}  // namespace bitprism::onnx
