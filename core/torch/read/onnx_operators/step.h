#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/onnx_operators.h"

namespace at {
class Tensor;
}

namespace bitprism::onnx {

using Results = std::vector<Recorded>;
using Integers64 = std::vector<std::int64_t>;

Recorded none();
Recorded integer(std::int64_t value);
Recorded integerList(const Integers64& values);
Recorded truth(bool value);
Recorded number(double value);

at::Tensor exampleOf(const Recorded& recorded);
std::int64_t rankOf(const Recorded& recorded);
Integers64 sizesOf(const Recorded& recorded);
bool isFloat(const Recorded& recorded);

// A node during its conversion to ATen operators.
struct OnnxStep {
  Recorder& recorder;
  const OnnxNode& node;

  // "aten::add.Tensor" is the overload Tensor of aten::add.
  Recorded one(const std::string& op, std::vector<Recorded> arguments) const;
  Results call(const std::string& op, std::vector<Recorded> arguments) const;

  const Recorded& input(std::size_t i) const { return node.input(i); }
  bool has(std::size_t i) const { return node.has(i); }

  // The values of a constant input.
  Integers64 constantIntegers(std::size_t i) const;
  std::int64_t constantInteger(std::size_t i) const;
  double constantNumber(std::size_t i) const;

  // Counted from 0, also if the file counts from the end.
  std::int64_t axis(std::int64_t given, std::int64_t rank) const;

  // Integers that are an attribute in older opsets and an input in newer ones; empty if neither is there.
  Integers64 attributeOrInput(const std::string& attribute, std::size_t input) const;

  bool usesOutput(std::size_t i) const { return i < node.outputUsed.size() && node.outputUsed[i]; }

  [[noreturn]] void refuse(const std::string& why) const;
  [[noreturn]] void refuseData(const std::string& why) const;  // as DataDependent
};

using OnnxRule = std::function<Results(const OnnxStep&)>;
using OnnxRules = std::map<std::string, OnnxRule>;

// One table per family of operators. Operators outside ONNX's domain are named with it: "com.microsoft.Gelu".
OnnxRules convolutionRules();
OnnxRules poolingRules();
OnnxRules matrixRules();
OnnxRules normalizationRules();
OnnxRules elementwiseRules();
OnnxRules activationRules();
OnnxRules attentionRules();
OnnxRules reductionRules();
OnnxRules shapeRules();
OnnxRules indexingRules();
OnnxRules resizeRules();
OnnxRules samplingRules();
OnnxRules constantRules();
OnnxRules recurrentRules();
OnnxRules quantizedRules();

// Shared between families.
Results linearProduct(const OnnxStep& at, const Recorded& input, const Recorded& weight, const Recorded& bias);
Recorded dequantizedConstant(const OnnxStep& at, const Recorded& codes, const Recorded& scale, const Recorded* zero,
                             std::int64_t axis, std::int64_t block);
std::optional<Results> clippedCodes(const OnnxStep& at);  // where a Clip is of codes of a quantizer that is kept
Results convolutionOf(const OnnxStep& at, const Recorded& input, const Recorded& weight, const Recorded& bias);
Results averagePoolOf(const OnnxStep& at, const Recorded& input);
Results globalPoolOf(const OnnxStep& at, const Recorded& input, bool average);
Integers64 joined(Integers64 before, const Integers64& after);
Recorded castTo(const OnnxStep& at, const Recorded& input, std::int64_t onnxType);

}  // namespace bitprism::onnx
