#include "core/torch/read/onnx_operators/step.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_problem.h"

namespace bitprism {
namespace onnx {

Recorded none() {
  return Recorder::constant(c10::IValue());
}
Recorded integer(std::int64_t value) {
  return Recorder::constant(value);
}
Recorded integerList(const Integers64& values) {
  return Recorder::constant(values);
}
Recorded truth(bool value) {
  return Recorder::constant(value);
}
Recorded number(double value) {
  return Recorder::constant(value);
}

at::Tensor exampleOf(const Recorded& recorded) {
  return valueOf(recorded).toTensor();
}

std::int64_t rankOf(const Recorded& recorded) {
  return exampleOf(recorded).dim();
}

Integers64 sizesOf(const Recorded& recorded) {
  return exampleOf(recorded).sizes().vec();
}

bool isFloat(const Recorded& recorded) {
  return exampleOf(recorded).is_floating_point();
}

Integers64 joined(Integers64 before, const Integers64& after) {
  before.insert(before.end(), after.begin(), after.end());
  return before;
}

Results OnnxStep::call(const std::string& op, std::vector<Recorded> arguments) const {
  const std::size_t dot = op.find('.');
  return recorder.call(op.substr(0, dot), dot == std::string::npos ? "" : op.substr(dot + 1), std::move(arguments),
                       node.name);
}

Recorded OnnxStep::one(const std::string& op, std::vector<Recorded> arguments) const {
  Results results = call(op, std::move(arguments));
  if (results.size() != 1) refuse(text("gives ", results.size(), " results, expected one"));
  return results[0];
}

Integers64 OnnxStep::constantIntegers(std::size_t i) const {
  if (input(i).dynamic()) refuseData(text("takes its input ", i, " from the data of a tensor, expected a constant"));
  const at::Tensor tensor = exampleOf(input(i)).to(at::kLong).contiguous();
  return {tensor.data_ptr<std::int64_t>(), tensor.data_ptr<std::int64_t>() + tensor.numel()};
}

std::int64_t OnnxStep::constantInteger(std::size_t i) const {
  const Integers64 values = constantIntegers(i);
  if (values.size() != 1) refuse(text("has an input ", i, " of ", values.size(), " values, expected one"));
  return values[0];
}

double OnnxStep::constantNumber(std::size_t i) const {
  if (input(i).dynamic()) refuseData(text("takes its input ", i, " from the data of a tensor, expected a constant"));
  if (exampleOf(input(i)).numel() != 1) refuse(text("has an input ", i, " that is not one number"));
  return exampleOf(input(i)).item<double>();
}

std::int64_t OnnxStep::axis(std::int64_t given, std::int64_t rank) const {
  const std::int64_t result = given < 0 ? given + rank : given;
  if (result < 0 || result >= rank) refuse(text("has axis ", given, " of a tensor with ", rank, " axes"));
  return result;
}

Integers64 OnnxStep::attributeOrInput(const std::string& attribute, std::size_t i) const {
  if (has(i)) return constantIntegers(i);
  return node.integers(attribute).value_or(Integers64{});
}

void OnnxStep::refuse(const std::string& why) const {
  throw InputError(text("operator ", node.op, " at '", node.name, "' ", why));
}

void OnnxStep::refuseData(const std::string& why) const {
  throw DataDependent(text("operator ", node.op, " at '", node.name, "' ", why));
}

namespace {

const OnnxRules& allRules() {
  static const OnnxRules table = [] {
    OnnxRules all;
    for (OnnxRules (*family)() : {convolutionRules, poolingRules, matrixRules, normalizationRules, elementwiseRules,
                                  activationRules, attentionRules, reductionRules, shapeRules, indexingRules,
                                  resizeRules, samplingRules, constantRules, recurrentRules, quantizedRules})
      all.merge(family());
    return all;
  }();
  return table;
}

// Operators without a rule whose results have as many numbers as the data say, or are sequences of them.
bool givesDataExtents(const OnnxNode& node) {
  static const std::set<std::string> operators = {"NonMaxSuppression",  "Unique",
                                                  "Compress",           "SplitToSequence",
                                                  "SequenceAt",         "SequenceConstruct",
                                                  "ConcatFromSequence", "TRT.EfficientNMS_TRT",
                                                  "TRT.BatchedNMS_TRT", "com.microsoft.CropAndResize"};
  return operators.contains(node.domain.empty() ? node.op : node.domain + "." + node.op) &&
         std::any_of(node.inputs.begin(), node.inputs.end(), [](const Recorded& input) { return input.dynamic(); });
}

template <class T>
const T* attributeOf(const OnnxNode& node, const std::string& key) {
  const auto found = node.attributes.find(key);
  if (found == node.attributes.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second);
  if (!value)
    throw InputError(
        text("operator ", node.op, " at '", node.name, "': attribute '", key, "' is of an unexpected type"));
  return value;
}

}  // namespace
}  // namespace onnx

std::int64_t OnnxNode::integer(const std::string& key, std::int64_t otherwise) const {
  const auto* value = onnx::attributeOf<std::int64_t>(*this, key);
  return value ? *value : otherwise;
}

double OnnxNode::number(const std::string& key, double otherwise) const {
  const auto* value = onnx::attributeOf<double>(*this, key);
  return value ? *value : otherwise;
}

std::string OnnxNode::string(const std::string& key, const std::string& otherwise) const {
  const auto* value = onnx::attributeOf<std::string>(*this, key);
  return value ? *value : otherwise;
}

std::optional<std::vector<std::int64_t>> OnnxNode::integers(const std::string& key) const {
  const auto* value = onnx::attributeOf<std::vector<std::int64_t>>(*this, key);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::vector<double>> OnnxNode::numbers(const std::string& key) const {
  const auto* value = onnx::attributeOf<std::vector<double>>(*this, key);
  return value ? std::optional(*value) : std::nullopt;
}

bool OnnxNode::has(std::size_t i) const {
  return i < inputs.size() && (inputs[i].value || inputs[i].items);
}

const Recorded& OnnxNode::input(std::size_t i) const {
  if (!has(i)) throw InputError(text("operator ", op, " at '", name, "' lacks its input ", i));
  return inputs[i];
}

std::vector<Recorded> recordOnnxNode(Recorder& recorder, const OnnxNode& node) {
  const std::string key = node.domain.empty() ? node.op : node.domain + "." + node.op;
  const auto rule = onnx::allRules().find(key);
  if (rule == onnx::allRules().end()) {
    if (onnx::givesDataExtents(node))
      throw DataDependent(text("operator ", key, " at '", node.name, "' depends on the data of a tensor"));
    if (node.domain.empty()) throw InputError(text("operator ", node.op, " at '", node.name, "' is not supported"));
    throw InputError(text("operator ", key, " at '", node.name, "' is of a domain outside ONNX and is not supported"));
  }
  try {
    return rule->second({recorder, node});
  } catch (const c10::Error& problem) {
    throw InputError(text("operator ", node.op, " at '", node.name, "': ", problemText(problem)));
  }
}

std::vector<std::string> knownOnnxOperators() {
  std::vector<std::string> names;
  for (const auto& [name, rule] : onnx::allRules()) names.push_back(name);
  return names;
}

}  // namespace bitprism
