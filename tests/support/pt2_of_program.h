#pragma once

#include <torch/script.h>

#include <map>
#include <set>
#include <string>

#include "core/network/program.h"
#include "tests/support/pt2_archive.h"

// A program as torch.export would write it: operators by their declarations, extents as numbers of the graph.
namespace bitprism::test {

class ProgramAsPt2 {
 public:
  explicit ProgramAsPt2(const Program& program) : program_(program) {
    for (const ProgramInput& input : program.inputs) {
      std::vector<WrittenExtent> sizes;
      for (const std::int64_t extent : input.shape)
        sizes.push_back(extent < 0 ? WrittenExtent("s0", 2) : WrittenExtent(extent));
      const int type = input.kind == InputKind::Float     ? Pt2Writer::floatType
                       : input.kind == InputKind::Boolean ? Pt2Writer::booleanType
                                                          : Pt2Writer::integerType;
      writer_.input(input.name, sizes, type);
      names_.push_back(exportedRef(input.name));
    }
    writer_.range("s0", 1, nullptr);
    names_.resize(static_cast<std::size_t>(program.slotCount));
    for (std::size_t i = 0; i < program.tensors.size(); ++i) addTensor(program.tensors[i], i);
    for (const Instruction& instruction : program.instructions) add(instruction);
    for (const int slot : program.outputs) writer_.output(names_[static_cast<std::size_t>(slot)]["as_tensor"]["name"]);
  }

  const Pt2Writer& writer() const { return writer_; }

 private:
  void addTensor(const Tensor& tensor, std::size_t index) {
    std::string name = tensor.name.empty() ? "tensor" + std::to_string(index) : tensor.name;
    if (!known_.insert(name).second) name += "_" + std::to_string(index);
    std::vector<WrittenExtent> sizes(tensor.shape.begin(), tensor.shape.end());
    const auto put = [&](int type, const Bytes& bytes, const char* kind) {
      tensors_.push_back(writer_.tensor(kind, name, tensorMeta(type, sizes), writer_.payload(kind, bytes)));
    };
    if (tensor.isFloat())
      put(Pt2Writer::floatType, rawBytes(tensor.floats()), "parameter");
    else if (const auto* integers = std::get_if<Integers>(&tensor.values))
      put(Pt2Writer::integerType, rawBytes(**integers), "tensor_constant");
    else
      put(Pt2Writer::booleanType, rawBytes(*std::get<Booleans>(tensor.values)), "buffer");
  }

  static bool givesNumber(const Instruction& instruction) {
    return instruction.op == "aten::size" || (instruction.op == "aten::mul" && instruction.overload == "int");
  }

  Json item(const Operand& operand) const {
    if (const auto* slot = std::get_if<Slot>(&operand)) {
      const Json& name = names_[static_cast<std::size_t>(slot->index)];
      return name.contains("as_sym_int") ? name["as_sym_int"] : Json{{"as_tensor", name["as_tensor"]}};
    }
    if (const auto* index = std::get_if<TensorIndex>(&operand))
      return {{"as_tensor", {{"name", tensors_[static_cast<std::size_t>(index->index)]}}}};
    if (const auto* integer = std::get_if<std::int64_t>(&operand)) return {{"as_int", *integer}};
    return {{"as_none", true}};
  }

  Json argument(const Operand& operand, const c10::Argument& declared) const {
    if (const auto* slot = std::get_if<Slot>(&operand)) return names_[static_cast<std::size_t>(slot->index)];
    if (const auto* index = std::get_if<TensorIndex>(&operand))
      return exportedRef(tensors_[static_cast<std::size_t>(index->index)]);
    if (const auto* flag = std::get_if<bool>(&operand)) return exportedBool(*flag);
    if (const auto* integer = std::get_if<std::int64_t>(&operand)) {
      static const std::map<std::int64_t, int> types = {{6, 7}, {4, 5}, {11, 12}};  // LibTorch's and the schema's
      if (declared.name() == "dtype") return {{"as_scalar_type", types.at(*integer)}};
      return exportedInt(*integer);
    }
    if (const auto* number = std::get_if<double>(&operand)) {
      if (std::isinf(*number)) return {{"as_float", *number < 0 ? "-Infinity" : "Infinity"}};
      return exportedFloat(*number);
    }
    if (const auto* words = std::get_if<std::string>(&operand))
      return declared.name() == "device" ? Json{{"as_device", {{"type", "cpu"}}}} : Json{{"as_string", *words}};
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&operand)) return exportedInts(*integers);
    if (const auto* numbers = std::get_if<std::vector<double>>(&operand)) return {{"as_floats", *numbers}};
    if (const auto* flags = std::get_if<std::vector<bool>>(&operand)) return {{"as_bools", *flags}};
    if (const auto* list = std::get_if<OperandList>(&operand)) {
      Json items = Json::array();
      for (const Operand& one : list->items)
        items.push_back(list->kind == ListKind::Tensors ? item(one)["as_tensor"] : item(one));
      return {{list->kind == ListKind::Tensors           ? "as_tensors"
               : list->kind == ListKind::OptionalTensors ? "as_optional_tensors"
                                                         : "as_sym_ints",
               items}};
    }
    return exportedNone();
  }

  void add(const Instruction& instruction) {
    const auto operation = torch::jit::findOperatorFor(c10::OperatorName(instruction.op, instruction.overload));
    if (!operation) throw std::runtime_error("no operator " + instruction.op);
    Pt2Writer::Arguments arguments;
    for (std::size_t i = 0; i < instruction.inputs.size(); ++i)
      arguments.emplace_back(operation->schema().arguments()[i].name(),
                             argument(instruction.inputs[i], operation->schema().arguments()[i]));
    const bool number = givesNumber(instruction);
    Json results = Json::array();
    for (const int slot : instruction.outputs) {
      const std::string name = "v" + std::to_string(slot);
      names_[static_cast<std::size_t>(slot)] = number ? exportedNumber(name) : exportedRef(name);
      results.push_back(names_[static_cast<std::size_t>(slot)]);
    }
    const std::string overload = instruction.overload.empty() ? "default" : instruction.overload;
    const std::string target = instruction.op == "aten::size" ? "torch.ops.aten.sym_size.int"
                               : number                       ? "_operator.mul"
                                        : "torch.ops.aten." + instruction.op.substr(6) + "." + overload;
    writer_.add(target, arguments, results);
  }

  const Program& program_;
  Pt2Writer writer_;
  std::vector<Json> names_;  // of slots, as arguments
  std::vector<std::string> tensors_;
  std::set<std::string> known_;
};

}  // namespace bitprism::test
