#include "core/torch/read/tflite_operators/step.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <cmath>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_problem.h"

namespace bitprism::tflite {
namespace {

constexpr std::int64_t onnxVersion = 18;  // whose operators are recorded

const Integers toFirst{0, 3, 1, 2}, toLast{0, 2, 3, 1};

at::Tensor tensorOf(const Recorded& recorded) {
  return valueOf(recorded).toTensor();
}

}  // namespace

Recorded none() {
  return Recorder::constant(c10::IValue());
}
Recorded integer(std::int64_t value) {
  return Recorder::constant(value);
}
Recorded integers(const Integers& values) {
  return Recorder::constant(values);
}
Recorded truth(bool value) {
  return Recorder::constant(value);
}
Recorded number(double value) {
  return Recorder::constant(value);
}
Recorded integerTensor(const Integers& values) {
  return Recorder::constant(at::tensor(at::ArrayRef<std::int64_t>(values), at::kLong));
}

std::int64_t axisFirst(std::int64_t axis) {
  constexpr std::int64_t places[] = {0, 2, 3, 1};
  return places[axis];
}

void Step::refuse(const std::string& why) const {
  throw InputError(text("operator ", node.op, " at '", echoed(node.place), "' ", why));
}

const TfliteTensor& Step::tensor(std::size_t i) const {
  if (!has(i)) refuse(text("lacks its input ", i));
  return model.tensors[static_cast<std::size_t>(node.inputs[i])];
}

// Constants are values from when they are first read.
Value& Step::value(std::size_t i) const {
  const TfliteTensor& read = tensor(i);
  Value& found = values[static_cast<std::size_t>(node.inputs[i])];
  if (found.last || found.first) return found;
  if (read.isVariable) refuse(text("reads the variable ", read.quotedName(), ", which is not supported"));
  const bool empty = std::find(read.shape.begin(), read.shape.end(), 0) != read.shape.end();
  if (!read.data && empty) {
    found.last = Recorder::constant(at::empty(read.shape, isTfliteFloat(read.type) ? at::kFloat : at::kLong));
    return found;
  }
  if (!read.data) refuse(text("reads ", read.quotedName(), " before anything gives it"));
  found.last = constants.constant(node.inputs[i], TfliteForm::Stored);
  return found;
}

Integers Step::sizes(std::size_t i) const {
  const Value& found = value(i);
  if (found.last) return tensorOf(*found.last).sizes().vec();
  const Integers first = tensorOf(*found.first).sizes().vec();
  return {first[0], first[2], first[3], first[1]};
}

bool Step::dynamic(std::size_t i) const {
  const Value& found = value(i);
  return found.last ? found.last->dynamic() : found.first->dynamic();
}

bool Step::isFloat(std::size_t i) const {
  const Value& found = value(i);
  return tensorOf(found.last ? *found.last : *found.first).is_floating_point();
}

Layout Step::layout(std::size_t i) const {
  return value(i).last ? Layout::Last : Layout::First;
}

Recorded Step::in(std::size_t i, Layout layout) const {
  Value& found = value(i);
  if (layout == Layout::Last) {
    if (!found.last) found.last = one("aten::permute", {*found.first, integers(toLast)});
    return *found.last;
  }
  if (found.first) return *found.first;
  if (tensorOf(*found.last).dim() != 4)
    refuse(text("has an input of ", tensorOf(*found.last).dim(), " axes, expected 4"));
  found.first = found.last->dynamic() || !tensor(i).data
                    ? one("aten::permute", {*found.last, integers(toFirst)})
                    : constants.constant(node.inputs[i], TfliteForm::ChannelsFirst);
  return *found.first;
}

Recorded Step::weights(std::size_t i, TfliteForm form) const {
  if (!dynamic(i) && tensor(i).data) return constants.constant(node.inputs[i], form);
  if (rank(i) != 4) refuse(text("has weights of ", rank(i), " axes, expected 4"));
  const bool filters = form == TfliteForm::Filters;
  return one("aten::permute", {in(i), integers(filters ? toFirst : Integers{3, 0, 1, 2})});
}

Recorded Step::flat(std::size_t i) const {
  const Value& found = value(i);
  if (found.last) return *found.last;
  const Integers all = sizes(i);
  return all[1] * all[2] == 1 || all[3] == 1 ? *found.first : in(i);
}

Recorded Step::operand(std::size_t i, Layout layout) const {
  if (layout == Layout::Last) return in(i);
  if (rank(i) == 4) return in(i, Layout::First);
  Recorded result = in(i);
  if (tensorOf(result).numel() == 1 && !result.dynamic()) return result;
  if (rank(i) > 4) refuse(text("joins tensors of ", rank(i), " and 4 axes, which is not supported"));
  for (std::int64_t k = rank(i); k < 4; ++k) result = one("aten::unsqueeze", {result, integer(0)});
  result = one("aten::permute", {result, integers(toFirst)});
  return result.dynamic() ? result : one("aten::squeeze.dim", {result, integer(0)});
}

Integers Step::constantIntegers(std::size_t i) const {
  const Recorded given = in(i);
  if (given.dynamic()) refuse(text("takes its input ", i, " from the data of a tensor, expected a constant"));
  const at::Tensor all = tensorOf(given).to(at::kLong).contiguous();
  return {all.data_ptr<std::int64_t>(), all.data_ptr<std::int64_t>() + all.numel()};
}

std::int64_t Step::constantInteger(std::size_t i) const {
  const Integers all = constantIntegers(i);
  if (all.size() != 1) refuse(text("has an input ", i, " of ", all.size(), " values, expected one"));
  return all[0];
}

double Step::constantNumber(std::size_t i) const {
  const Recorded given = in(i);
  if (given.dynamic()) refuse(text("takes its input ", i, " from the data of a tensor, expected a constant"));
  if (tensorOf(given).numel() != 1) refuse(text("has an input ", i, " that is not one number"));
  return tensorOf(given).item<double>();
}

std::int64_t Step::axis(std::int64_t given, std::int64_t rank) const {
  const std::int64_t result = given < 0 ? given + rank : given;
  if (result < 0 || result >= rank) refuse(text("has axis ", given, " of a tensor with ", rank, " axes"));
  return result;
}

FlatTable Step::options(int kind) const {
  if (node.optionsType != 0 && node.optionsType != kind)
    refuse(text("has options of kind ", node.optionsType, ", expected ", kind));
  return node.options;
}

Recorded Step::one(const std::string& op, std::vector<Recorded> arguments) const {
  const std::size_t dot = op.find('.');
  return recorder.one(op.substr(0, dot), dot == std::string::npos ? "" : op.substr(dot + 1), std::move(arguments),
                      node.place);
}

Recorded Step::onnx(const std::string& op, std::vector<Recorded> inputs, Attributes attributes) const {
  OnnxNode asked;
  asked.op = op;
  asked.name = node.place;
  asked.opset = onnxVersion;
  asked.attributes = std::move(attributes);
  asked.inputs = std::move(inputs);
  asked.outputUsed = {true};
  try {
    std::vector<Recorded> results = recordOnnxNode(recorder, asked);
    if (results.empty()) refuse("gives nothing");
    return results[0];
  } catch (const InputError& problem) {
    // The message names the file's operator.
    const std::string message = problem.what(), start = text("operator ", op, " at '");
    if (!message.starts_with(start)) throw;
    throw InputError(text("operator ", node.op, " at '", message.substr(start.size())));
  }
}

namespace {

// Codes of which the first stands for 0: nothing below is kept.
bool startsAtZero(const TfliteTensor& tensor) {
  if (!tensor.isCode() || tensor.scales.size() != 1 || tensor.zeroPoints.size() != 1) return false;
  return (tensor.type == TfliteType::Int8 && tensor.zeroPoints[0] == -128) ||
         (tensor.type == TfliteType::Uint8 && tensor.zeroPoints[0] == 0);
}

}  // namespace

Recorded Step::rangeActivated(const Recorded& value) const {
  if (node.outputs.empty()) return value;
  const TfliteTensor& result = model.tensors[static_cast<std::size_t>(node.outputs[0])];
  if (!startsAtZero(result)) return value;
  const auto noneBelow = [&](std::int32_t index) {
    return index >= 0 && startsAtZero(model.tensors[static_cast<std::size_t>(index)]);
  };
  const bool negates = node.op == "SUB";
  if (!negates && std::all_of(node.inputs.begin(), node.inputs.end(), noneBelow)) return value;
  constexpr float codes = 255;
  const bool endsAtSix = std::abs(codes * result.scales[0] - 6) < 0.06F;
  return endsAtSix ? one("aten::clamp", {value, number(0), number(6)}) : one("aten::relu", {value});
}

Recorded Step::activated(const Recorded& value, int activation) const {
  switch (activation) {
    case 0:
      return rangeActivated(value);
    case 1:
      return one("aten::relu", {value});
    case 2:
      return one("aten::clamp", {value, number(-1), number(1)});
    case 3:
      return one("aten::clamp", {value, number(0), number(6)});
    case 4:
      return one("aten::tanh", {value});
    default:
      refuse(text("is fused with activation ", activation, ", which is not supported"));
  }
}

void Step::give(const Recorded& result, Layout layout, std::size_t output) const {
  if (output >= node.outputs.size()) return;
  const std::int32_t index = node.outputs[output];
  Value& given = values[static_cast<std::size_t>(index)];
  const TfliteTensor& written = model.tensors[static_cast<std::size_t>(index)];
  if (given.last || given.first || given.released || written.data)
    refuse(text("writes ", written.quotedName(), ", which is given already"));
  (layout == Layout::Last ? given.last : given.first) = result;
}

namespace {

const Rules& allRules() {
  static const Rules table = [] {
    Rules all;
    for (Rules (*family)() :
         {imageRules, arithmeticRules, activationRules, matrixRules, reductionRules, shapeRules, partRules, codeRules})
      all.merge(family());
    return all;
  }();
  return table;
}

}  // namespace

void record(const Step& step) {
  const auto rule = allRules().find(step.node.op);
  if (rule == allRules().end()) step.refuse("is not supported");
  try {
    rule->second(step);
  } catch (const c10::Error& problem) {
    step.refuse(text("fails: ", problemText(problem)));
  }
}

}  // namespace bitprism::tflite
