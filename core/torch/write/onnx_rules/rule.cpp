#include "core/torch/write/onnx_rules/rule.h"

#include "core/torch/write/onnx_rules.h"

namespace bitprism {
namespace lowering {

Rule unary(const std::string& op, const Attributes& attributes) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.value(0)}, attributes)); };
}

Rule binary(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.promoted(0), at.promoted(1)})); };
}

Rule extents(const std::string& op) {
  return [=](OnnxLowering& at) { at.give(at.node(op, {at.integerValue(0), at.integerValue(1)})); };
}

namespace {

const Rules& allRules() {
  static const Rules table = [] {
    Rules all;
    for (Rules (*family)() : {layerRules, normalizationRules, poolingRules, elementwiseRules, activationRules,
                              reductionRules, shapeRules, indexingRules, resizeRules, recurrentRules})
      all.merge(family());
    return all;
  }();
  return table;
}

}  // namespace
}  // namespace lowering

void writeOnnxInstruction(OnnxLowering& lowering) {
  const Instruction& instruction = lowering.instruction();
  // The same names stand for arithmetic on tensors and on extents.
  static const std::map<std::string, std::string> onExtents = {
      {"aten::add", "Add"}, {"aten::sub", "Sub"}, {"aten::mul", "Mul"}};
  if (instruction.overload == "int") {
    if (const auto found = onExtents.find(instruction.op); found != onExtents.end())
      return lowering::extents(found->second)(lowering);
  }
  const auto rule = lowering::allRules().find(instruction.op);
  if (rule == lowering::allRules().end()) lowering.refuse("has no ONNX equivalent");
  rule->second(lowering);
}

}  // namespace bitprism
