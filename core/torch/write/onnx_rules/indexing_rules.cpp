#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

// (input, axis, index)
void select(OnnxLowering& at) {
  const std::int64_t index = at.integer(2);
  const std::string scalar = at.graph().integers(at.instruction().name + "_index", {}, {&index, 1});
  at.give(at.node("Gather", {at.value(0), scalar}, {{"axis", at.integer(1)}}));
}

void indexSelect(OnnxLowering& at) {
  at.give(at.node("Gather", {at.value(0), at.value(2)}, {{"axis", at.integer(1)}}));
}

// (weight, indices, ...)
void embedding(OnnxLowering& at) {
  at.give(at.node("Gather", {at.value(0), at.value(1)}, {{"axis", std::int64_t{0}}}));
}

// (input, axis, indices, sparse)
void gather(OnnxLowering& at) {
  at.give(at.node("GatherElements", {at.value(0), at.value(2)}, {{"axis", at.integer(1)}}));
}

// (input, axis, indices, values)
void scatter(OnnxLowering& at) {
  if (at.instruction().overload != "src") at.refuse("scatters a number, which is not supported");
  at.give(at.node("ScatterElements", {at.value(0), at.value(2), at.value(3)}, {{"axis", at.integer(1)}}));
}

// Constant indices of the first axes, side by side as ONNX wants them.
std::string sideBySide(OnnxLowering& at) {
  std::vector<std::string> columns;
  for (const std::string& column : at.values(1)) columns.push_back(at.node("Unsqueeze", {column, at.constant({-1})}));
  return columns.size() == 1 ? columns[0] : at.node("Concat", columns, {{"axis", std::int64_t{-1}}});
}

void index(OnnxLowering& at) {
  at.give(at.node("GatherND", {at.value(0), sideBySide(at)}));
}

// (input, indices, values, accumulate)
void indexPut(OnnxLowering& at) {
  if (at.truth(3)) at.refuse("accumulates its values, which is not supported");
  at.give(at.node("ScatterND", {at.value(0), sideBySide(at), at.value(2)}));
}

// (input, grid, mode, padding, align)
void gridSample(OnnxLowering& at) {
  static const char* const modes[] = {"bilinear", "nearest", "bicubic"};
  static const char* const paddings[] = {"zeros", "border", "reflection"};
  if (at.rank(0) != 4) at.refuse("samples a volume, which this version of ONNX cannot express");
  at.give(at.node("GridSample", {at.value(0), at.value(1)},
                  {{"mode", std::string(modes[at.integer(2) % 3])},
                   {"padding_mode", std::string(paddings[at.integer(3) % 3])},
                   {"align_corners", std::int64_t{at.truth(4)}}}));
}

}  // namespace

Rules indexingRules() {
  return {
      {"aten::select", select},      {"aten::index_select", indexSelect}, {"aten::embedding", embedding},
      {"aten::gather", gather},      {"aten::scatter", scatter},          {"aten::index", index},
      {"aten::index_put", indexPut}, {"aten::grid_sampler", gridSample},  {"aten::grid_sampler_2d", gridSample},
  };
}

}  // namespace bitprism::lowering
