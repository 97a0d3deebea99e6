#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

namespace bitprism::tflite {
namespace {

constexpr int reducerOptions = 27, argMaxOptions = 40, argMinOptions = 57;

// Channels first where the value comes so and what is left has the file's order of axes.
Layout layoutOfRest(const Step& at, const Integers& axes, bool keepsAxes) {
  if (at.layout(0) == Layout::Last || keepsAxes) return at.layout(0);
  const auto stays = [&](std::int64_t axis) { return std::find(axes.begin(), axes.end(), axis) == axes.end(); };
  return stays(3) && (stays(1) || stays(2)) ? Layout::Last : Layout::First;
}

Integers inLayout(Integers axes, Layout layout) {
  if (layout == Layout::First)
    for (std::int64_t& axis : axes) axis = axisFirst(axis);
  std::sort(axes.begin(), axes.end());
  return axes;
}

Rule reduction(const char* op) {
  return [op](const Step& at) {
    const bool keepsAxes = at.options(reducerOptions).truth(0);
    Integers axes = at.constantIntegers(1);
    for (std::int64_t& axis : axes) axis = at.axis(axis, at.rank(0));
    std::sort(axes.begin(), axes.end());
    axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
    if (axes.empty()) return at.give(at.in(0));
    const Layout layout = layoutOfRest(at, axes, keepsAxes);
    const Recorded result =
        at.onnx(op, {at.in(0, layout)}, {{"axes", inLayout(axes, layout)}, {"keepdims", std::int64_t{keepsAxes}}});
    at.give(result, keepsAxes ? layout : Layout::Last);
  };
}

Rule position(const char* op, int kind) {
  return [op, kind](const Step& at) {
    at.options(kind);
    const std::int64_t axis = at.axis(at.constantInteger(1), at.rank(0));
    const Layout layout = layoutOfRest(at, {axis}, false);
    at.give(at.onnx(op, {at.in(0, layout)},
                    {{"axis", layout == Layout::First ? axisFirst(axis) : axis}, {"keepdims", std::int64_t{0}}}));
  };
}

}  // namespace

Rules reductionRules() {
  return {{"MEAN", reduction("ReduceMean")},
          {"SUM", reduction("ReduceSum")},
          {"REDUCE_MAX", reduction("ReduceMax")},
          {"REDUCE_MIN", reduction("ReduceMin")},
          {"ARG_MAX", position("ArgMax", argMaxOptions)},
          {"ARG_MIN", position("ArgMin", argMinOptions)}};
}

}  // namespace bitprism::tflite
