#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/onnx_operators.h"
#include "core/torch/read/tflite_tensors.h"

namespace bitprism::tflite {

using Integers = std::vector<std::int64_t>;
using Attributes = std::map<std::string, OnnxNode::Attribute>;

// How the axes of a value of four axes lie: as in the file, channels last, or channels first.
enum class Layout { Last, First };

// A value while the graph is recorded, in one layout or both. Operators on images work with channels first; values are
// turned where something needs the other layout, so that a chain of convolutions is not turned in between.
struct Value {
  std::optional<Recorded> last, first;
  bool released = false;  // given and read for the last time
};

// Where an axis of the file's layout lies with channels first.
std::int64_t axisFirst(std::int64_t axis);

// An operator while it becomes ATen operators. Axes are those of the file, unless a layout is named.
struct Step {
  Recorder& recorder;
  const TfliteModel& model;
  TfliteConstants& constants;
  std::vector<Value>& values;  // by tensor
  const TfliteOperator& node;

  bool has(std::size_t i) const { return i < node.inputs.size() && node.inputs[i] >= 0; }
  const TfliteTensor& tensor(std::size_t i) const;
  Integers sizes(std::size_t i) const;
  std::int64_t rank(std::size_t i) const { return static_cast<std::int64_t>(sizes(i).size()); }
  bool dynamic(std::size_t i) const;
  bool isFloat(std::size_t i) const;

  // The layout in which the input of four axes is there already.
  Layout layout(std::size_t i) const;
  Recorded in(std::size_t i, Layout layout = Layout::Last) const;
  // Weights in ATen's order of axes.
  Recorded weights(std::size_t i, TfliteForm form) const;
  // In an order in which its numbers follow each other as in the file.
  Recorded flat(std::size_t i) const;
  // As the operand of an elementwise operator of four axes in this layout.
  Recorded operand(std::size_t i, Layout layout) const;

  Integers constantIntegers(std::size_t i) const;
  std::int64_t constantInteger(std::size_t i) const;
  double constantNumber(std::size_t i) const;
  std::int64_t axis(std::int64_t given, std::int64_t rank) const;  // counted from 0

  // The options, which must be of this kind; all defaults if the file has none.
  FlatTable options(int kind) const;

  // "aten::add.Tensor" is the overload Tensor of aten::add.
  Recorded one(const std::string& op, std::vector<Recorded> arguments) const;
  // The first result of an operator of ONNX, as the reader of ONNX records it.
  Recorded onnx(const std::string& op, std::vector<Recorded> inputs, Attributes attributes = {}) const;
  // Followed by the activation that the file has fused with the operator, or that the range of the result's codes
  // stands for: converters leave a ReLU or ReLU6 out where the codes hold no other numbers.
  Recorded activated(const Recorded& value, int activation) const;

  void give(const Recorded& result, Layout layout = Layout::Last, std::size_t output = 0) const;

  [[noreturn]] void refuse(const std::string& why) const;

 private:
  Value& value(std::size_t i) const;
  Recorded rangeActivated(const Recorded& value) const;
};

// Constants of operators.
Recorded none();
Recorded integer(std::int64_t value);
Recorded integers(const Integers& values);
Recorded truth(bool value);
Recorded number(double value);
Recorded integerTensor(const Integers& values);

using Rule = std::function<void(const Step&)>;
using Rules = std::map<std::string, Rule>;

// One table per family of operators.
Rules imageRules();
Rules arithmeticRules();
Rules activationRules();
Rules matrixRules();
Rules reductionRules();
Rules shapeRules();
Rules partRules();
Rules codeRules();

// Records one operator, whose inputs are in the values, and puts its results there. Throws InputError naming operator
// and place.
void record(const Step& step);

}  // namespace bitprism::tflite
