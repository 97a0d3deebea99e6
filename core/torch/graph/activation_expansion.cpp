#include "core/torch/graph/activation_expansion.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/quant/activations/activation_kernels.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {
namespace {

using Wholes = std::vector<std::int64_t>;

// Writes one quantizer as plain instructions.
class Expansion {
 public:
  Expansion(Program& program, const Instruction& quantizer, Shape shape, bool fenced)
      : program_(program), quantizer_(quantizer), shape_(std::move(shape)), fenced_(fenced) {}

  void write() {
    const ActivationScheme scheme = activationOf(quantizer_);
    const auto rank = static_cast<std::int64_t>(shape_.size());
    axis_ = channelAxisOf(quantizer_);
    if (axis_ < 0) axis_ += rank;
    axis_ = std::clamp<std::int64_t>(axis_, 0, std::max<std::int64_t>(rank - 1, 0));
    switch (scheme.method) {
      case ActivationMethod::Uniform:
        channels(scheme);
        break;
      case ActivationMethod::Pwlq:
        pieces(scheme);
        break;
      case ActivationMethod::Bfp:
        blocks(scheme);
        break;
    }
    // The last instruction gives what the quantizer gave.
    program_.instructions.back().outputs = quantizer_.outputs;
  }

 private:
  Slot input() const { return std::get<Slot>(quantizer_.inputs.at(0)); }

  Operand call(const std::string& op, const std::string& overload, std::vector<Operand> inputs) {
    const Slot result = add(op, overload, std::move(inputs));
    // LibTorch 2's fuser computes such sequences wrongly, and never ends where a value is read twice at every step. It
    // stops at copies.
    return fenced_ ? add("aten::clone", "", {result, None{}}) : result;
  }
  Slot add(const std::string& op, const std::string& overload, std::vector<Operand> inputs) {
    const int slot = program_.slotCount++;
    program_.instructions.push_back({op, overload, std::move(inputs), {slot}, quantizer_.name});
    return Slot{slot};
  }
  Operand withNumber(const std::string& op, const Operand& a, double number) {
    if (op == "aten::add" || op == "aten::sub") return call(op, "Scalar", {a, number, std::int64_t{1}});
    return call(op, "Scalar", {a, number});
  }
  Operand withTensor(const std::string& op, const Operand& a, const Operand& b) {
    if (op == "aten::add") return call(op, "Tensor", {a, b, std::int64_t{1}});
    return call(op, op == "aten::maximum" || op == "aten::minimum" ? "" : "Tensor", {a, b});
  }
  Operand choice(const Operand& condition, const Operand& a, const Operand& b) {
    return call("aten::where", "self", {condition, a, b});
  }
  Operand rounded(const Operand& a) { return call("aten::round", "", {a}); }

  TensorIndex tensor(const std::string& what, Shape shape, std::vector<float> values) {
    program_.tensors.push_back(floatTensor(text(quantizer_.name.empty() ? "input" : quantizer_.name, '_', what),
                                           std::move(shape), std::move(values)));
    return {static_cast<int>(program_.tensors.size()) - 1};
  }

  // A number for each channel, in a shape that broadcasts.
  TensorIndex ofChannels(const std::string& what, const std::vector<float>& values) {
    Shape shape(shape_.size() - static_cast<std::size_t>(axis_), 1);
    shape[0] = static_cast<std::int64_t>(values.size());
    return tensor(what, shape, values);
  }

  Operand channels(const ActivationScheme& scheme) {
    const ChannelColumns columns(scheme);
    const TensorIndex scale = ofChannels("scale", columns.scale);
    Operand code = withTensor("aten::div", input(), scale);
    code = withTensor("aten::maximum", code, ofChannels("lowest", columns.lowest));
    code = withTensor("aten::minimum", code, ofChannels("highest", columns.highest));
    const Operand level = withTensor("aten::mul", rounded(code), scale);
    if (!ActivationChannelParts(scheme).shifts) return level;
    return choice(withNumber("aten::gt", level, 0), withTensor("aten::add", level, ofChannels("shift", columns.shift)),
                  level);
  }

  // round(min(value / step, codes)) step
  Operand piece(const Operand& value, const ActivationScheme& scheme, bool outer) {
    const double step = scheme.pieceStep(outer);
    const Operand code = call("aten::clamp", "",
                              {withNumber("aten::div", value, step), None{}, static_cast<double>(scheme.pieceCodes())});
    return withNumber("aten::mul", rounded(code), step);
  }

  Operand pieces(const ActivationScheme& scheme) {
    const double breakpoint = scheme.breakpoint;
    const Operand magnitude = call(scheme.hasSign ? "aten::abs" : "aten::relu", "", {input()});
    const Operand near = withNumber("aten::le", magnitude, breakpoint);
    const Operand inner = piece(magnitude, scheme, false);
    const Operand beyond = piece(withNumber("aten::sub", magnitude, breakpoint), scheme, true);
    const Operand level = choice(near, inner, withNumber("aten::add", beyond, breakpoint));
    return scheme.hasSign ? withTensor("aten::mul", call("aten::sign", "", {input()}), level) : level;
  }

  // The largest magnitude of each block of channels: pooled along them where LibTorch pools along so many axes.
  Operand largest(const ActivationScheme& scheme, std::int64_t channels) {
    const auto rank = static_cast<std::int64_t>(shape_.size());
    const std::int64_t block = scheme.block;
    Operand magnitude = call("aten::abs", "", {input()});
    if (block >= channels) return call("aten::amax", "", {magnitude, Wholes{axis_}, true});
    // Pools are over the axes behind the first two.
    const bool moved = axis_ < 2;
    const std::int64_t pooled = moved ? rank - 1 : rank - 2;
    if (axis_ == 0 || pooled < 1 || pooled > 3) {
      OperandList parts;
      for (std::int64_t first = 0; first < channels; first += block) {
        const Operand part = call("aten::slice", "Tensor",
                                  {magnitude, axis_, first, std::min(first + block, channels), std::int64_t{1}});
        parts.items.push_back(call("aten::amax", "", {part, Wholes{axis_}, true}));
      }
      return call("aten::cat", "", {parts, axis_});
    }
    if (moved) magnitude = call("aten::unsqueeze", "", {magnitude, std::int64_t{1}});
    const auto along = static_cast<std::size_t>(moved ? 0 : axis_ - 2);
    Wholes window(static_cast<std::size_t>(pooled), 1);
    window[along] = block;
    const Operand maxima = call(text("aten::max_pool", pooled, 'd'), "",
                                {magnitude, window, window, Wholes(window.size(), 0), Wholes(window.size(), 1), true});
    return moved ? call("aten::squeeze", "dim", {maxima, std::int64_t{1}}) : maxima;
  }

  // The greatest power of two of the exponent's range that is not above the magnitude (the least where all are), found
  // bit by bit of the exponent: without logarithms, whose last digits differ between runtimes.
  Operand powerBelow(const Operand& magnitude, int exponentBits) {
    const int lowest = -(1 << (exponentBits - 1));
    const auto power = [](int exponent) { return std::ldexp(1.0, exponent); };
    const auto constant = [&](const char* what, int exponent) {
      return tensor(what, {}, {static_cast<float>(power(exponent))});
    };
    Operand found = choice(withNumber("aten::ge", magnitude, power(0)), constant("one", 0), constant("least", lowest));
    for (int bit = exponentBits - 2; bit >= 0; --bit) {
      const Operand next = withNumber("aten::mul", found, power(1 << bit));
      found = choice(call("aten::ge", "Tensor", {magnitude, next}), next, found);
    }
    return found;
  }

  Operand blocks(const ActivationScheme& scheme) {
    const std::int64_t channels = shape_.empty() ? 1 : shape_[static_cast<std::size_t>(axis_)];
    const int mantissa = scheme.mantissaBits();
    Operand unit = withNumber("aten::mul", powerBelow(largest(scheme, channels), scheme.exponentBits),
                              std::ldexp(1.0, 1 - mantissa));
    if (scheme.block < channels) {
      std::vector<std::int64_t> blockOf;
      for (std::int64_t c = 0; c < channels; ++c) blockOf.push_back(c / scheme.block);
      Tensor indices;
      indices.shape = {channels};
      indices.values = std::make_shared<const std::vector<std::int64_t>>(std::move(blockOf));
      indices.name = text(quantizer_.name.empty() ? "input" : quantizer_.name, "_block");
      program_.tensors.push_back(std::move(indices));
      unit = call("aten::index_select", "", {unit, axis_, TensorIndex{static_cast<int>(program_.tensors.size()) - 1}});
    }
    const double highest = (1 << mantissa) - 1;
    const Operand code =
        call("aten::clamp", "", {withTensor("aten::div", input(), unit), scheme.hasSign ? -highest : 0.0, highest});
    return withTensor("aten::mul", rounded(code), unit);
  }

  Program& program_;
  const Instruction& quantizer_;
  Shape shape_;
  bool fenced_;  // against fusers
  std::int64_t axis_ = 1;
};

}  // namespace

Program withPlainQuantizers(const Program& program, bool keepChannels) {
  const auto expands = [&](const Instruction& instruction) {
    return isActivationQuantizer(instruction.op) && instruction.op != activationQuantizer &&
           !(keepChannels && instruction.op == channelQuantizer);
  };
  if (std::none_of(program.instructions.begin(), program.instructions.end(), expands)) return program;
  const std::vector<Shape> shapes = slotShapes(program);
  Program result = program;
  result.instructions.clear();
  for (const Instruction& instruction : program.instructions) {
    const auto* slot = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
    if (expands(instruction) && slot)
      Expansion(result, instruction, shapes[static_cast<std::size_t>(slot->index)], !keepChannels).write();
    else
      result.instructions.push_back(instruction);
  }
  return result;
}

}  // namespace bitprism
