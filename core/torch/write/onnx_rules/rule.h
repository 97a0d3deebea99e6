#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/torch/write/onnx_lowering.h"

namespace bitprism::lowering {

using Integers64 = std::vector<std::int64_t>;
using Attributes = std::vector<OnnxAttribute>;
using Rule = std::function<void(OnnxLowering&)>;
using Rules = std::map<std::string, Rule>;

// How ATen's operators are written in ONNX, one table per family.
Rules layerRules();
Rules normalizationRules();
Rules poolingRules();
Rules elementwiseRules();
Rules activationRules();
Rules reductionRules();
Rules shapeRules();
Rules indexingRules();
Rules resizeRules();
Rules recurrentRules();

constexpr std::int64_t floatType = 1, int64Type = 7, boolType = 9;  // ONNX element types

inline Integers64 joined(Integers64 before, const Integers64& after) {
  before.insert(before.end(), after.begin(), after.end());
  return before;
}

// One operator with one or two tensors, under another name.
Rule unary(const std::string& op, const Attributes& attributes = {});
Rule binary(const std::string& op);

// The same names stand for arithmetic on extents: vectors of one whole number.
Rule extents(const std::string& op);

// A reduction over axes, which are an attribute in older opsets and an input in newer ones.
std::string reduced(OnnxLowering& at, const std::string& op, const std::string& input, const Integers64& axes,
                    bool keep);

}  // namespace bitprism::lowering
