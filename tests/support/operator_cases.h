#pragma once

#include <string>
#include <vector>

#include "tests/support/small_network.h"

// Programs that each hold one operator (or one way to call it) after a convolution.
namespace bitprism::test {

struct OperatorCase {
  std::string name;
  Program program;
};

// Builds [N, 3, 8, 8] -> convolution to [N, 6, 8, 8] -> the added operators.
class CaseBuilder {
 public:
  CaseBuilder() {
    program_.inputs.push_back({"input", {-1, 3, 8, 8}});
    program_.slotCount = 1;
    const int weight = addTensor(program_, "conv.weight", {6, 3, 3, 3}, normals(162, 5)),
              bias = addTensor(program_, "conv.bias", {6}, normals(6, 6));
    last_ = addConvolution(program_, 0, weight, TensorIndex{bias});
  }

  Slot x() const { return {last_}; }
  TensorIndex tensor(const std::string& name, Shape shape, std::uint64_t seed) {
    return {addTensor(program_, name, shape, normals(static_cast<std::size_t>(elementCount(shape)), seed))};
  }
  TensorIndex positive(const std::string& name, std::size_t count) {
    std::vector<float> values = normals(count, 77);
    for (float& value : values) value = 0.5F + value * value;
    return {addTensor(program_, name, {static_cast<std::int64_t>(count)}, values)};
  }
  TensorIndex indices(std::vector<std::int64_t> values) {
    Tensor tensor;
    tensor.shape = {static_cast<std::int64_t>(values.size())};
    tensor.values = constantArray(std::move(values));
    tensor.name = "indices";
    program_.tensors.push_back(tensor);
    return {static_cast<int>(program_.tensors.size()) - 1};
  }
  CaseBuilder& add(const std::string& op, const std::string& overload, std::vector<Operand> inputs) {
    last_ = program_.slotCount++;
    program_.instructions.push_back({op, overload, std::move(inputs), {last_}, "node" + std::to_string(last_)});
    return *this;
  }
  OperatorCase done(const std::string& name) {
    program_.outputs = {last_};
    program_.outputNames = {"output"};
    return {name, program_};
  }

 private:
  Program program_;
  int last_ = 0;
};

inline std::vector<OperatorCase> operatorCases() {
  using L = std::vector<std::int64_t>;
  const Operand none = None{};
  std::vector<OperatorCase> cases;
  const auto simple = [&](const std::string& name, const std::string& op, const std::string& overload,
                          std::vector<Operand> rest) {
    CaseBuilder builder;
    rest.insert(rest.begin(), builder.x());
    cases.push_back(builder.add(op, overload, rest).done(name));
  };
  const auto i = [](std::int64_t value) { return Operand(value); };

  for (const char* op : {"relu", "sigmoid", "tanh", "exp", "neg", "abs", "erf", "floor", "ceil", "hardswish",
                         "hardsigmoid", "silu", "relu6"})
    simple(op, std::string("aten::") + op, "", {});
  for (const char* op : {"log", "sqrt", "reciprocal"}) {
    CaseBuilder builder;
    cases.push_back(
        builder.add("aten::sigmoid", "", {builder.x()}).add(std::string("aten::") + op, "", {builder.x()}).done(op));
  }
  simple("gelu", "aten::gelu", "", {std::string("none")});
  simple("elu", "aten::elu", "", {1.0, i(1), i(1)});
  simple("leaky_relu", "aten::leaky_relu", "", {0.1});
  simple("softplus", "aten::softplus", "", {i(1), i(20)});
  simple("hardtanh", "aten::hardtanh", "", {-0.5, 0.4});
  simple("clamp", "aten::clamp", "", {-0.3, 0.6});
  simple("clamp_below", "aten::clamp", "", {-0.3, none});
  simple("clamp_above", "aten::clamp", "", {none, 0.3});
  simple("softmax", "aten::softmax", "int", {i(1), none});
  simple("log_softmax", "aten::log_softmax", "int", {i(-1), none});
  simple("add_scalar", "aten::add", "Scalar", {1.5, i(2)});
  simple("mul_scalar", "aten::mul", "Scalar", {0.25});
  simple("div_scalar", "aten::div", "Scalar", {4.0});
  simple("pow_scalar", "aten::pow", "Tensor_Scalar", {i(2)});
  simple("mean", "aten::mean", "dim", {L{2, 3}, false, none});
  simple("mean_kept", "aten::mean", "dim", {L{-1, -2}, true, none});
  simple("sum", "aten::sum", "dim_IntList", {L{1}, false, none});
  simple("amax", "aten::amax", "", {L{2}, false});
  simple("amin", "aten::amin", "", {L{2, 3}, true});
  simple("flatten", "aten::flatten", "using_ints", {i(1), i(-1)});
  simple("flatten_tail", "aten::flatten", "using_ints", {i(2), i(-1)});
  simple("flatten_middle", "aten::flatten", "using_ints", {i(1), i(2)});
  simple("reshape", "aten::reshape", "", {L{-1, 3, 128}});
  simple("permute", "aten::permute", "", {L{0, 2, -1, 1}});
  simple("transpose", "aten::transpose", "int", {i(1), i(-1)});
  simple("pad", "aten::constant_pad_nd", "", {L{1, 2, 0, 1}, 0.5});
  simple("pad_channels", "aten::constant_pad_nd", "", {L{0, 0, 0, 0, 2, 3}, i(0)});
  simple("pad_named", "aten::pad", "", {L{1, 1, 2, 0}, std::string("reflect"), none});
  simple("reflection_pad", "aten::reflection_pad2d", "", {L{2, 1, 1, 3}});
  simple("replication_pad", "aten::replication_pad2d", "", {L{2, 1, 1, 3}});
  simple("slice", "aten::slice", "Tensor", {i(2), i(1), i(7), i(2)});
  simple("slice_open", "aten::slice", "Tensor", {i(-1), none, none, i(2)});
  simple("slice_tail", "aten::slice", "Tensor", {i(3), i(-3), none, i(1)});
  simple("flip", "aten::flip", "", {L{1, 3}});
  simple("select", "aten::select", "int", {i(1), i(-2)});
  simple("unsqueeze", "aten::unsqueeze", "", {i(-1)});
  simple("squeeze_nothing", "aten::squeeze", "dim", {i(1)});
  simple("expand", "aten::expand", "", {L{-1, 6, -1, 8}, false});
  simple("max_pool", "aten::max_pool2d", "", {L{2, 2}, L{}, L{0, 0}, L{1, 1}, false});
  simple("max_pool_padded", "aten::max_pool2d", "", {L{3, 3}, L{2, 2}, L{1, 1}, L{1, 1}, false});
  simple("max_pool_ceil", "aten::max_pool2d", "", {L{3, 3}, L{2, 2}, L{0, 0}, L{1, 1}, true});
  simple("max_pool_ceil_clipped", "aten::max_pool2d", "", {L{2, 2}, L{3, 3}, L{1, 1}, L{1, 1}, true});
  simple("max_pool_dilated", "aten::max_pool2d", "", {L{2, 3}, L{1, 2}, L{1, 0}, L{3, 2}, false});
  simple("avg_pool", "aten::avg_pool2d", "", {L{2, 2}, L{2, 2}, L{0, 0}, false, true, none});
  simple("avg_pool_counting", "aten::avg_pool2d", "", {L{3, 3}, L{2, 2}, L{1, 1}, false, true, none});
  simple("avg_pool_not_counting", "aten::avg_pool2d", "", {L{3, 3}, L{2, 2}, L{1, 1}, false, false, none});
  simple("avg_pool_ceil", "aten::avg_pool2d", "", {L{3, 3}, L{2, 2}, L{0, 0}, true, true, none});
  simple("avg_pool_ceil_not_counting", "aten::avg_pool2d", "", {L{3, 3}, L{3, 3}, L{1, 1}, true, false, none});
  simple("adaptive_pool", "aten::adaptive_avg_pool2d", "", {L{1, 1}});
  simple("adaptive_pool_parts", "aten::adaptive_avg_pool2d", "", {L{4, 2}});
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::flatten", "using_ints", {b.x(), i(2), i(-1)})
                        .add("aten::avg_pool1d", "", {b.x(), L{4}, L{4}, L{0}, false, true})
                        .done("avg_pool1d"));
  }
  {
    CaseBuilder b;
    cases.push_back(
        b.add("aten::flatten", "using_ints", {b.x(), i(2), i(-1)})
            .add("aten::linear", "", {b.x(), b.tensor("wide.weight", {5, 64}, 9), b.tensor("wide.bias", {5}, 10)})
            .done("linear_of_three_axes"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::flatten", "using_ints", {b.x(), i(1), i(-1)})
                        .add("aten::linear", "", {b.x(), b.tensor("head.weight", {5, 384}, 9), none})
                        .done("linear_without_bias"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::flatten", "using_ints", {b.x(), i(2), i(-1)})
                        .add("aten::transpose", "int", {b.x(), i(1), i(2)})
                        .add("aten::matmul", "", {b.x(), b.tensor("m", {6, 4}, 9)})
                        .done("matmul"));
  }
  {
    CaseBuilder b;
    const Slot first = b.x();
    b.add("aten::relu", "", {first});
    cases.push_back(b.add("aten::sub", "Tensor", {first, b.x(), 0.5}).done("sub_scaled"));
  }
  for (const char* op : {"maximum", "minimum"}) {
    CaseBuilder b;
    const Slot first = b.x();
    b.add("aten::neg", "", {first});
    cases.push_back(b.add(std::string("aten::") + op, "", {first, b.x()}).done(op));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::div", "Tensor", {b.x(), b.positive("divisor", 8)}).done("div_broadcast"));
  }
  {
    CaseBuilder b;
    const Slot first = b.x();
    b.add("aten::relu", "", {first});
    cases.push_back(b.add("aten::cat", "", {OperandList{ListKind::Tensors, {first, b.x(), first}}, i(1)}).done("cat"));
  }
  {
    CaseBuilder b;
    const Slot first = b.x();
    b.add("aten::relu", "", {first});
    cases.push_back(b.add("aten::stack", "", {OperandList{ListKind::Tensors, {first, b.x()}}, i(-1)}).done("stack"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::batch_norm", "",
                          {b.x(), b.tensor("gain", {6}, 3), none, b.tensor("mean", {6}, 4), b.positive("variance", 6),
                           false, 0.1, 1e-5, false})
                        .add("aten::relu", "", {b.x()})
                        .add("aten::batch_norm", "",
                             {b.x(), none, b.tensor("shift", {6}, 3), b.tensor("mean2", {6}, 4),
                              b.positive("variance2", 6), false, 0.1, 1e-3, false})
                        .done("batch_norm"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::layer_norm", "",
                          {b.x(), L{8, 8}, b.tensor("gain", {8, 8}, 3), b.tensor("shift", {8, 8}, 4), 1e-5, false})
                        .done("layer_norm"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::prelu", "", {b.x(), b.tensor("slopes", {6}, 3)}).done("prelu"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::index_select", "", {b.x(), i(1), b.indices({4, 0, 0, 5})}).done("index_select"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::mean", "dim", {b.x(), L{3}, true, none})
                        .add("aten::squeeze", "dim", {b.x(), i(-1)})
                        .done("squeeze"));
  }
  {
    // The batch is asked for and multiplied: [N, 6, 8, 8] -> [6 N, 8, 8] by way of extents.
    CaseBuilder b;
    const Slot first = b.x();
    b.add("aten::size", "int", {first, i(0)});
    b.add("aten::mul", "int", {b.x(), i(6)});
    const Slot rows = b.x();
    cases.push_back(b.add("aten::reshape", "", {first, OperandList{ListKind::Integers, {rows, i(8), i(8)}}})
                        .done("reshape_by_extents"));
  }
  const auto convolution = [&](const std::string& name, Shape weight, Operand bias, L stride, L padding, L dilation,
                               bool transposed, L extra, std::int64_t groups) {
    CaseBuilder b;
    const TensorIndex w = b.tensor("other.weight", std::move(weight), 12);
    if (std::holds_alternative<bool>(bias)) bias = b.tensor("other.bias", {4}, 13);
    cases.push_back(
        b.add("aten::convolution", "", {b.x(), w, bias, stride, padding, dilation, transposed, extra, i(groups)})
            .done(name));
  };
  convolution("conv_strided", {4, 6, 3, 3}, true, {2, 1}, {1, 0}, {1, 1}, false, {0, 0}, 1);
  convolution("conv_dilated", {4, 6, 3, 3}, none, {1, 1}, {2, 2}, {2, 2}, false, {0, 0}, 1);
  convolution("conv_grouped", {4, 3, 1, 1}, true, {1, 1}, {0, 0}, {1, 1}, false, {0, 0}, 2);
  convolution("conv_depthwise", {6, 1, 3, 3}, none, {1, 1}, {1, 1}, {1, 1}, false, {0, 0}, 6);
  convolution("conv_transposed", {6, 4, 3, 3}, true, {2, 2}, {1, 1}, {1, 1}, true, {1, 1}, 1);
  convolution("conv_transposed_grouped", {6, 2, 2, 2}, true, {2, 2}, {0, 0}, {1, 1}, true, {0, 0}, 2);
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::flatten", "using_ints", {b.x(), i(2), i(-1)})
                        .add("aten::convolution", "",
                             {b.x(), b.tensor("line.weight", {4, 6, 5}, 12), none, L{2}, L{2}, L{1}, false, L{0}, i(1)})
                        .done("conv_of_one_axis"));
  }
  {
    CaseBuilder b;
    cases.push_back(b.add("aten::unsqueeze", "", {b.x(), i(2)})
                        .add("aten::convolution", "",
                             {b.x(), b.tensor("volume.weight", {4, 6, 1, 3, 3}, 12), none, L{1, 1, 1}, L{0, 1, 1},
                              L{1, 1, 1}, false, L{0, 0, 0}, i(1)})
                        .done("conv_of_three_axes"));
  }
  return cases;
}

}  // namespace bitprism::test
