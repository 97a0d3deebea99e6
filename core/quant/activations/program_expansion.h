#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/network/program.h"

namespace bitprism {

// Writes one quantizer of activations into a program as plain LibTorch operators. One thread at a time.
class ProgramExpansion {
 public:
  // shape: of the quantizer's input. fenced: every result is copied, which LibTorch 2's fuser stops at; it computes
  // such sequences wrongly, and never ends where a value is read twice at every step.
  ProgramExpansion(Program& program, const Instruction& quantizer, Shape shape, std::int64_t axis, bool fenced);

  Slot input() const { return std::get<Slot>(quantizer_.inputs.at(0)); }
  const Shape& shape() const { return shape_; }
  std::int64_t axis() const { return axis_; }  // of the channels, from 0 on
  std::int64_t channels() const { return shape_.empty() ? 1 : shape_[static_cast<std::size_t>(axis_)]; }

  Operand call(const std::string& op, const std::string& overload, std::vector<Operand> inputs);
  Operand withNumber(const std::string& op, const Operand& a, double number);
  Operand withTensor(const std::string& op, const Operand& a, const Operand& b);
  Operand choice(const Operand& condition, const Operand& a, const Operand& b);
  Operand rounded(const Operand& a) { return call("aten::round", "", {a}); }

  // Constants, named after the quantizer.
  TensorIndex tensor(const std::string& what, Shape shape, std::vector<float> values);
  TensorIndex indices(const std::string& what, std::vector<std::int64_t> values);
  TensorIndex ofChannels(const std::string& what, const std::vector<float>& values);  // in a shape that broadcasts

  // The last instruction gives what the quantizer gave.
  void finish() { program_.instructions.back().outputs = quantizer_.outputs; }

 private:
  Slot add(const std::string& op, const std::string& overload, std::vector<Operand> inputs);
  std::string constantName(const std::string& what) const;

  Program& program_;
  const Instruction& quantizer_;
  Shape shape_;
  std::int64_t axis_;
  bool fenced_;
};

}  // namespace bitprism
