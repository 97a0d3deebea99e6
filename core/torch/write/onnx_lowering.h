#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/network/program.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/write/onnx_graph.h"

namespace bitprism {

// The state of writing a program as ONNX: the ONNX value of every slot and tensor. One thread at a time.
class OnnxLowering {
 public:
  // Adds the inputs. Program and graph must outlive the lowering.
  OnnxLowering(const Program& program, OnnxGraph& graph);

  // Another value for one of the program's tensors, such as dequantized weights.
  void setTensor(int index, const std::string& value) {
    tensors_[index] = value;
    replaced_.insert(index);
  }

  // The same for a matrix that is the second factor of a product, turned already: [in, out].
  void setTransposed(int index, const std::string& value) {
    transposed_[index] = value;
    replaced_.insert(index);
  }

  // The open axes of each output, besides the batch.
  void setOpenOutputs(std::vector<std::vector<std::int64_t>> axes) { openOutputs_ = std::move(axes); }
  const std::vector<SlotForm>& forms() const { return forms_; }

  // Writes instructions and outputs. Throws Error naming operator and node where there is no rule.
  void write();

  // For the rules: operands of the instruction that is being written.
  const Instruction& instruction() const { return *instruction_; }
  OnnxGraph& graph() { return graph_; }

  bool has(std::size_t i) const;     // operand i is there and not None
  std::string value(std::size_t i);  // a tensor, or a number as a float scalar
  std::string itemValue(const Operand& operand);
  std::string transposedValue(std::size_t i);      // a matrix, turned
  std::string integerValue(std::size_t i);         // one whole number as a vector of one
  std::string integersValue(std::size_t i);        // a list of whole numbers as a vector
  std::vector<std::string> values(std::size_t i);  // a list of tensors
  std::int64_t integer(std::size_t i) const;       // constants
  std::int64_t integer(std::size_t i, std::int64_t otherwise) const;
  double number(std::size_t i) const;
  bool truth(std::size_t i) const;
  std::vector<std::int64_t> integers(std::size_t i) const;
  const Shape& shape(std::size_t i) const;  // of the tensor operand i; batch as in slotShapes
  const Shape& resultShape() const;
  InputKind kind(std::size_t i) const;                      // of what operand i holds, numbers included
  std::string promoted(std::size_t i);                      // as float where operands 0 and 1 are of different kinds
  std::vector<const Tensor*> tensors(std::size_t i) const;  // a list of constant floats
  std::vector<bool> replaced(std::size_t i) const;          // of such a list: which have another value
  std::int64_t rank(std::size_t i) const { return static_cast<std::int64_t>(shape(i).size()); }
  std::int64_t axis(std::size_t i, std::int64_t rank) const;  // constant, made positive

  std::string constant(const std::vector<std::int64_t>& values);  // a vector
  std::string scalar(double value);
  std::string node(const std::string& op, const std::vector<std::string>& inputs,
                   const std::vector<OnnxAttribute>& attributes = {});
  std::vector<std::string> nodes(const std::string& op, const std::vector<std::string>& inputs,
                                 const std::vector<OnnxAttribute>& attributes, std::size_t results);
  void give(const std::string& value, std::size_t result = 0);  // one of the instruction's results

  [[noreturn]] void refuse(const std::string& why) const;

 private:
  std::string place() const;
  std::string slotValue(int slot) const;
  std::string tensorValue(int index);

  const Program& program_;
  OnnxGraph& graph_;
  std::map<int, std::string> tensors_, transposed_;
  std::set<int> replaced_;  // by setTensor
  std::vector<std::string> slots_;
  std::vector<std::string> outputs_;
  std::vector<SlotForm> forms_;
  std::vector<std::vector<std::int64_t>> openOutputs_;
  const Instruction* instruction_ = nullptr;
};

}  // namespace bitprism
