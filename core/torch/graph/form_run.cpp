#include "core/torch/graph/form_run.h"

#include <torch/script.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace bitprism {
namespace form_rules {
namespace {

using Stack = torch::jit::Stack;
using MaybeForm = std::optional<at::Tensor>;  // empty: not known here

constexpr std::int64_t largestNumber = std::int64_t{1} << 40;  // products of a few stay below 2^63

// The value with another tensor for each of its tensors.
c10::IValue mapped(const c10::IValue& value, const std::function<at::Tensor(const at::Tensor&)>& map) {
  if (value.isTensor()) return value.toTensor().defined() ? c10::IValue(map(value.toTensor())) : value;
  if (!value.isList()) return value;
  const c10::List<c10::IValue> items = value.toList();
  if (items.empty() || !(value.isTensorList() || value.isOptionalTensorList())) return value;
  c10::impl::GenericList result(items.elementType());
  for (const c10::IValue& item : items.vec()) result.push_back(mapped(item, map));
  return result;
}

bool holdsForms(const c10::IValue& value) {
  bool found = false;
  mapped(value, [&](const at::Tensor& tensor) {
    found |= tensor.is_meta();
    return tensor;
  });
  return found;
}

at::Tensor formOfTensor(const at::Tensor& tensor) {
  if (tensor.is_meta() || tensor.is_quantized() || tensor.is_sparse() || tensor.is_mkldnn()) return tensor;
  return at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kMeta));
}

at::Tensor zerosOf(const at::Tensor& tensor) {
  if (!tensor.is_meta()) return tensor;
  return at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kCPU)).zero_();
}

bool isFloatForm(const c10::IValue& value) {
  return value.isTensor() && value.toTensor().defined() && value.toTensor().is_meta() &&
         value.toTensor().scalar_type() == at::kFloat;
}

bool isFloatTensor(const c10::IValue& value) {
  return value.isTensor() && value.toTensor().defined() && value.toTensor().scalar_type() == at::kFloat;
}

bool isAbsent(const c10::IValue& value) {
  return value.isNone() || (value.isTensor() && !value.toTensor().defined());
}

// Absent, or one number for each of `channels`.
bool fits(const c10::IValue& value, std::int64_t channels) {
  return isAbsent(value) ||
         (isFloatTensor(value) && value.toTensor().dim() == 1 && value.toTensor().size(0) == channels);
}

at::Tensor emptyForm(const std::vector<std::int64_t>& sizes, at::MemoryFormat format = at::MemoryFormat::Contiguous) {
  return at::empty(sizes, at::TensorOptions(at::kFloat).device(at::kMeta).memory_format(format));
}

bool within(const std::vector<std::int64_t>& numbers, std::size_t count, std::int64_t least) {
  return numbers.size() == count && std::all_of(numbers.begin(), numbers.end(), [&](std::int64_t number) {
           return number >= least && number <= largestNumber;
         });
}

// (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)
MaybeForm convolution(const Stack& stack) {
  if (stack.size() != 9 || !isFloatForm(stack[0]) || !isFloatTensor(stack[1])) return {};
  const at::Tensor &input = stack[0].toTensor(), &weight = stack[1].toTensor();
  const std::int64_t rank = weight.dim(), groups = stack[8].toInt();
  if (rank < 3 || rank > 5 || input.dim() != rank || groups < 1) return {};
  const auto axes = static_cast<std::size_t>(rank - 2);
  const auto stride = stack[3].toIntVector(), padding = stack[4].toIntVector(), dilation = stack[5].toIntVector(),
             outputPadding = stack[7].toIntVector();
  const bool transposed = stack[6].toBool();
  if (!within(stride, axes, 1) || !within(padding, axes, 0) || !within(dilation, axes, 1) ||
      !within(outputPadding, axes, 0) || !within(input.sizes().vec(), axes + 2, 1) ||
      !within(weight.sizes().vec(), axes + 2, 1))
    return {};
  const std::int64_t read = transposed ? weight.size(0) : weight.size(1) * groups;
  const std::int64_t written = transposed ? weight.size(1) * groups : weight.size(0);
  if (input.size(1) != read || weight.size(0) % groups != 0 || !fits(stack[2], written)) return {};
  std::vector<std::int64_t> sizes = {input.size(0), written};
  for (std::size_t i = 0; i < axes; ++i) {
    const auto axis = static_cast<std::int64_t>(i) + 2;
    const double window = static_cast<double>(dilation[i]) * static_cast<double>(weight.size(axis) - 1) + 1;
    if (window > static_cast<double>(largestNumber)) return {};
    const std::int64_t reach = dilation[i] * (weight.size(axis) - 1) + 1;
    if (transposed &&
        static_cast<double>(input.size(axis)) * static_cast<double>(stride[i]) > static_cast<double>(largestNumber))
      return {};
    const bool padded = outputPadding[i] < std::max(stride[i], dilation[i]);  // as LibTorch demands
    const std::int64_t free = input.size(axis) + 2 * padding[i] - reach;
    const std::int64_t extent = transposed
                                    ? (input.size(axis) - 1) * stride[i] - 2 * padding[i] + reach + outputPadding[i]
                                    : (free < 0 ? 0 : free / stride[i] + 1);
    if (extent < 1 || (transposed && !padded)) return {};
    sizes.push_back(extent);
  }
  return emptyForm(sizes, rank == 4 ? input.suggest_memory_format() : at::MemoryFormat::Contiguous);
}

// (input, weight, bias)
MaybeForm linear(const Stack& stack) {
  if (stack.size() != 3 || !isFloatForm(stack[0]) || !isFloatTensor(stack[1])) return {};
  const at::Tensor &input = stack[0].toTensor(), &weight = stack[1].toTensor();
  if (input.dim() < 1 || weight.dim() != 2 || input.size(-1) != weight.size(1) || !fits(stack[2], weight.size(0)))
    return {};
  std::vector<std::int64_t> sizes = input.sizes().vec();
  sizes.back() = weight.size(0);
  return emptyForm(sizes);
}

// (input, output_size)
MaybeForm adaptiveAveragePool(const Stack& stack) {
  if (stack.size() != 2 || !isFloatForm(stack[0])) return {};
  const at::Tensor& input = stack[0].toTensor();
  const auto extents = stack[1].toIntVector();
  if (input.dim() != 4 || input.numel() == 0 || !within(extents, 2, 1)) return {};
  return emptyForm({input.size(0), input.size(1), extents[0], extents[1]}, input.suggest_memory_format());
}

// (input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled)
MaybeForm batchNorm(const Stack& stack) {
  if (stack.size() != 9 || !isFloatForm(stack[0]) || stack[5].toBool()) return {};
  const at::Tensor& input = stack[0].toTensor();
  if (input.dim() < 2) return {};
  for (std::size_t i = 1; i < 5; ++i)
    if (!fits(stack[i], input.size(1)) || (i > 2 && isAbsent(stack[i]))) return {};
  return at::empty_like(input);
}

// (input, normalized_shape, weight, bias, ...)
MaybeForm layerNorm(const Stack& stack) {
  if (stack.size() < 4 || !isFloatForm(stack[0])) return {};
  const at::Tensor& input = stack[0].toTensor();
  const auto shape = stack[1].toIntVector();
  const auto rank = static_cast<std::int64_t>(shape.size());
  if (rank < 1 || rank > input.dim() || input.sizes().slice(static_cast<std::size_t>(input.dim() - rank)) != shape)
    return {};
  for (std::size_t i = 2; i < 4; ++i)
    if (!isAbsent(stack[i]) && !(isFloatTensor(stack[i]) && stack[i].toTensor().sizes() == shape)) return {};
  return emptyForm(input.sizes().vec());
}

// (input, num_groups, weight, bias, ...)
MaybeForm groupNorm(const Stack& stack) {
  if (stack.size() < 4 || !isFloatForm(stack[0])) return {};
  const at::Tensor& input = stack[0].toTensor();
  const std::int64_t groups = stack[1].toInt();
  if (input.dim() < 2 || input.numel() == 0 || groups < 1 || input.size(1) % groups != 0 ||
      !fits(stack[2], input.size(1)) || !fits(stack[3], input.size(1)))
    return {};
  return emptyForm(input.sizes().vec());
}

// (input, dim, dtype)
MaybeForm softmax(const Stack& stack) {
  if (stack.size() != 3 || !isFloatForm(stack[0]) || !stack[1].isInt() || !stack[2].isNone()) return {};
  const at::Tensor& input = stack[0].toTensor();
  if (input.dim() < 1 || stack[1].toInt() < -input.dim() || stack[1].toInt() >= input.dim()) return {};
  return emptyForm(input.sizes().vec());
}

// One number for each number.
MaybeForm sameForm(const Stack& stack) {
  const auto isTensor = [](const c10::IValue& value) { return value.isTensor(); };
  if (!isFloatForm(stack[0]) || std::any_of(stack.begin() + 1, stack.end(), isTensor)) return {};
  return at::empty_like(stack[0].toTensor());
}

using FormRule = MaybeForm (*)(const Stack&);
const std::map<std::string, FormRule> rules = {{"aten::convolution", convolution},
                                               {"aten::linear", linear},
                                               {"aten::adaptive_avg_pool2d", adaptiveAveragePool},
                                               {"aten::batch_norm", batchNorm},
                                               {"aten::layer_norm", layerNorm},
                                               {"aten::group_norm", groupNorm},
                                               {"aten::softmax", softmax},
                                               {"aten::log_softmax", softmax},
                                               {"aten::relu", sameForm},
                                               {"aten::relu6", sameForm},
                                               {"aten::sigmoid", sameForm},
                                               {"aten::tanh", sameForm},
                                               {"aten::gelu", sameForm},
                                               {"aten::silu", sameForm},
                                               {"aten::mish", sameForm},
                                               {"aten::elu", sameForm},
                                               {"aten::celu", sameForm},
                                               {"aten::selu", sameForm},
                                               {"aten::hardswish", sameForm},
                                               {"aten::hardsigmoid", sameForm},
                                               {"aten::hardtanh", sameForm},
                                               {"aten::leaky_relu", sameForm},
                                               {"aten::softplus", sameForm},
                                               {"aten::exp", sameForm},
                                               {"aten::log", sameForm},
                                               {"aten::sqrt", sameForm},
                                               {"aten::rsqrt", sameForm},
                                               {"aten::neg", sameForm},
                                               {"aten::abs", sameForm},
                                               {"aten::erf", sameForm},
                                               {"aten::floor", sameForm},
                                               {"aten::ceil", sameForm},
                                               {"aten::round", sameForm},
                                               {"aten::sin", sameForm},
                                               {"aten::cos", sameForm},
                                               {"aten::clamp_min", sameForm},
                                               {"aten::clamp_max", sameForm},
                                               {"aten::clamp", sameForm}};

// What LibTorch itself runs on forms: views, and operators whose result's form it decides apart from its numbers.
const std::set<std::string> knownOnForms = {"aten::reshape",
                                            "aten::view",
                                            "aten::permute",
                                            "aten::transpose",
                                            "aten::t",
                                            "aten::slice",
                                            "aten::select",
                                            "aten::unsqueeze",
                                            "aten::squeeze",
                                            "aten::expand",
                                            "aten::flatten",
                                            "aten::narrow",
                                            "aten::contiguous",
                                            "aten::clone",
                                            "aten::to",
                                            "aten::detach",
                                            "aten::alias",
                                            "aten::movedim",
                                            "aten::dropout",
                                            "aten::add",
                                            "aten::sub",
                                            "aten::mul",
                                            "aten::div",
                                            "aten::pow",
                                            "aten::maximum",
                                            "aten::minimum",
                                            "aten::mm",
                                            "aten::bmm",
                                            "aten::addmm",
                                            "aten::baddbmm",
                                            "aten::matmul",
                                            "aten::cat",
                                            "aten::stack",
                                            "aten::mean",
                                            "aten::sum",
                                            "aten::amax",
                                            "aten::amin",
                                            "aten::max_pool2d",
                                            "aten::avg_pool2d",
                                            "aten::upsample_nearest2d",
                                            "aten::upsample_bilinear2d",
                                            "aten::upsample_bicubic2d",
                                            "aten::constant_pad_nd",
                                            "aten::size",
                                            "aten::repeat"};

}  // namespace
}  // namespace form_rules

c10::IValue formOf(const c10::IValue& value) {
  return form_rules::mapped(value, form_rules::formOfTensor);
}

c10::IValue thinZeros(const c10::IValue& value) {
  return form_rules::mapped(value, [](const at::Tensor& tensor) {
    if (!tensor.is_meta()) return tensor;
    return at::zeros({1}, tensor.options().device(at::kCPU))
        .reshape(std::vector<std::int64_t>(static_cast<std::size_t>(tensor.dim()), 1))
        .expand(tensor.sizes());
  });
}

void runOnForms(const std::string& op, const torch::jit::Operator& found, std::vector<c10::IValue>& stack) {
  const bool onForms = std::any_of(stack.begin(), stack.end(), form_rules::holdsForms);
  if (onForms) {
    if (const auto rule = form_rules::rules.find(op); rule != form_rules::rules.end())
      if (form_rules::MaybeForm form = rule->second(stack)) {
        stack.assign(1, *std::move(form));
        return;
      }
    if (form_rules::knownOnForms.contains(op)) {
      torch::jit::Stack forms;
      for (const c10::IValue& value : stack) forms.push_back(formOf(value));
      try {
        found.getOperation()(forms);
        stack = std::move(forms);
        return;
      } catch (const std::exception&) {
        // Numbers show whether it is the operator that fails: they have its message, too.
      }
    }
  }
  torch::jit::Stack numbers;
  std::vector<at::Tensor> zeros;
  for (const c10::IValue& value : stack)
    numbers.push_back(form_rules::mapped(value, [&](const at::Tensor& tensor) {
      at::Tensor filled = form_rules::zerosOf(tensor);
      if (tensor.is_meta()) zeros.push_back(filled);
      return filled;
    }));
  found.getOperation()(numbers);
  for (c10::IValue& value : numbers) {
    form_rules::mapped(value, [&](const at::Tensor& tensor) {
      if (std::any_of(zeros.begin(), zeros.end(), [&](const at::Tensor& one) { return tensor.is_alias_of(one); }))
        throw NoForm();
      return tensor;
    });
    value = formOf(value);
  }
  stack = std::move(numbers);
}

}  // namespace bitprism
