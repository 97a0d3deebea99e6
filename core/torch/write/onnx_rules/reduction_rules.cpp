#include <numeric>

#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// (input, axes, keepdim, type) or, over everything, (input, type)
Rule reduction(const std::string& op) {
  return [=](OnnxLowering& at) {
    const bool everything = at.instruction().inputs.size() < 3;
    Integers64 axes = !everything && at.has(1) ? at.integers(1) : Integers64{};
    if (axes.empty()) {
      axes.resize(static_cast<std::size_t>(at.rank(0)));
      std::iota(axes.begin(), axes.end(), 0);
    }
    std::string input = at.value(0);
    if (at.kind(0) == InputKind::Boolean) input = at.node("Cast", {input}, {{"to", int64Type}});
    at.give(reduced(at, op, input, axes, !everything && at.truth(2)));
  };
}

// (input, axis, keepdim)
Rule position(const std::string& op) {
  return [=](OnnxLowering& at) {
    if (!at.has(1)) at.refuse("is over all axes at once, which ONNX cannot express");
    at.give(at.node(op, {at.value(0)}, {{"axis", at.integer(1)}, {"keepdims", std::int64_t{at.truth(2)}}}));
  };
}

// (input, count, axis, largest, sorted) -> values, indices
void top(OnnxLowering& at) {
  const std::vector<std::string> results = at.nodes(
      "TopK", {at.value(0), at.constant({at.integer(1)})},
      {{"axis", at.integer(2)}, {"largest", std::int64_t{at.truth(3)}}, {"sorted", std::int64_t{at.truth(4)}}}, 2);
  at.give(results[0], 0);
  at.give(results[1], 1);
}

// (input, p, axes, keepdim): the Euclidean norm
void norm(OnnxLowering& at) {
  if (at.instruction().inputs.size() < 4 || (at.has(1) && at.number(1) != 2))
    at.refuse("is not a Euclidean norm along axes, which is not supported");
  at.give(reduced(at, "ReduceL2", at.value(0), at.integers(2), at.truth(3)));
}

// (input, axis, keepdim, type)
void product(OnnxLowering& at) {
  at.give(reduced(at, "ReduceProd", at.value(0), {at.integer(1)}, at.truth(2)));
}

// (input, axes, unbiased or correction, keepdim): mean (x - mean)^2
void variance(OnnxLowering& at) {
  if (at.instruction().overload != "dim" || at.truth(2))
    at.refuse("uses the sample correction, which is not supported");
  const std::string input = at.value(0);
  const Integers64 axes = at.integers(1);
  const std::string centred = at.node("Sub", {input, reduced(at, "ReduceMean", input, axes, true)});
  at.give(reduced(at, "ReduceMean", at.node("Mul", {centred, centred}), axes, at.truth(3)));
}

}  // namespace

std::string reduced(OnnxLowering& at, const std::string& op, const std::string& input, const Integers64& axes,
                    bool keep) {
  const bool axesAsInput = at.graph().opset() >= 18 || op == "ReduceSum";
  std::vector<std::string> inputs = {input};
  Attributes attributes = {{"keepdims", std::int64_t{keep}}};
  if (axesAsInput) {
    inputs.push_back(at.constant(axes));
  } else {
    attributes.push_back({"axes", axes});
  }
  return at.node(op, inputs, attributes);
}

Rules reductionRules() {
  return {
      {"aten::mean", reduction("ReduceMean")},
      {"aten::sum", reduction("ReduceSum")},
      {"aten::amax", reduction("ReduceMax")},
      {"aten::amin", reduction("ReduceMin")},
      {"aten::logsumexp", reduction("ReduceLogSumExp")},
      {"aten::prod", product},
      {"aten::norm", norm},
      {"aten::linalg_vector_norm", norm},
      {"aten::var", variance},
      {"aten::argmax", position("ArgMax")},
      {"aten::argmin", position("ArgMin")},
      {"aten::topk", top},
  };
}

}  // namespace bitprism::lowering
