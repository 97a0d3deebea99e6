#include "core/torch/graph/activation_operators.h"

#include <ATen/ATen.h>
#include <torch/library.h>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/text.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/plan/activation_instructions.h"

namespace bitprism {
namespace {

bool hasAxis(const at::Tensor& tensor, std::int64_t axis) {
  return axis < 0 ? tensor.dim() + axis >= 0 : axis < tensor.dim();
}

// Divisors are tensors on the device: division by a host number would multiply by the reciprocal.
at::Tensor onDevice(float value, const at::Tensor& like) {
  return at::full({}, value, like.options());
}

at::Tensor rounded(const at::Tensor& codes) {
  return (codes + roundingConstant) - roundingConstant;
}

at::Tensor uniformElsewhere(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis) {
  if (!scheme.perChannel())
    return rounded((input / onDevice(scheme.scale, input))
                       .clamp(-scheme.zeroPoint, scheme.highestCode() - scheme.zeroPoint)) *
           scheme.scale;
  const std::int64_t channels = hasAxis(input, axis) ? input.size(axis) : 1;
  if (static_cast<std::int64_t>(scheme.channels.size()) != channels)
    throw UsageError(text("an activation has grids for ", scheme.channels.size(), " channels, expected ", channels));
  const ChannelColumns columns(scheme);
  const auto across = [&](const std::vector<float>& column) { return acrossChannels(column, input, axis); };
  const at::Tensor scale = across(columns.scale);
  const at::Tensor levels = rounded(at::clamp(input / scale, across(columns.lowest), across(columns.highest))) * scale;
  return at::where(levels > 0, levels + across(columns.shift), levels);
}

at::Tensor piecesElsewhere(const at::Tensor& input, const ActivationScheme& scheme) {
  const at::Tensor magnitude = scheme.hasSign ? input.abs() : at::where(input < 0, onDevice(0, input), input);
  const at::Tensor near = magnitude <= scheme.breakpoint;
  const at::Tensor base = at::where(near, onDevice(0, input), onDevice(scheme.breakpoint, input));
  const at::Tensor step =
      at::where(near, onDevice(scheme.pieceStep(false), input), onDevice(scheme.pieceStep(true), input));
  const at::Tensor levels = rounded(((magnitude - base) / step).clamp_max(scheme.pieceCodes())) * step + base;
  return scheme.hasSign ? at::where(input < 0, -levels, levels) : levels;
}

bool channelsInnermost(const at::Tensor& tensor, std::int64_t axis) {
  if (axis != 1) return false;
  return (tensor.dim() == 4 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast)) ||
         (tensor.dim() == 5 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast3d));
}

// An operand in the form used by programs; LibTorch passes values according to the schema.
Operand operandOf(const c10::IValue& value) {
  if (value.isBool()) return value.toBool();
  if (value.isInt()) return value.toInt();
  if (value.isDouble()) return value.toDouble();
  if (value.isIntList()) return value.toIntVector();
  if (value.isDoubleList()) return value.toDoubleVector();
  throw UsageError(
      text("an activation quantizer has an operand of kind ", value.tagKind(), ", expected a number or list"));
}

// Any of our operators: applies the scheme of its operands to the first.
void runQuantizer(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const std::size_t count = op.schema().arguments().size();
  Instruction instruction{op.schema().name(), "", {Slot{}}, {}, "a TorchScript operator"};
  for (std::size_t i = 1; i < count; ++i) instruction.inputs.push_back(operandOf(torch::jit::peek(*stack, i, count)));
  const at::Tensor input = torch::jit::peek(*stack, 0, count).toTensor();
  torch::jit::drop(*stack, count);
  torch::jit::push(*stack, quantizedActivation(input, activationOf(instruction), channelAxisOf(instruction)));
}

TORCH_LIBRARY(bitprism, library) {
  for (const ActivationMethodInfo* info : activationMethods())
    for (const char* schema : info->operators)
      library.def(schema, torch::CppFunction::makeFromBoxedFunction<&runQuantizer>());
}

}  // namespace

at::Tensor acrossChannels(const std::vector<float>& values, const at::Tensor& like, std::int64_t axis) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(like.dim()), 1);
  shape[static_cast<std::size_t>(axis < 0 ? like.dim() + axis : axis)] = static_cast<std::int64_t>(values.size());
  return at::tensor(values).reshape(shape).to(like.device());
}

at::Tensor denseActivation(const at::Tensor& input, std::int64_t axis) {
  return hasAxis(input, axis) && channelsInnermost(input, axis) ? input : input.contiguous();
}

ChannelLayout channelLayout(const at::Tensor& dense, std::int64_t axis) {
  if (!hasAxis(dense, axis)) return {1, 1, static_cast<std::size_t>(dense.numel())};
  const std::int64_t rank = dense.dim(), at = axis < 0 ? rank + axis : axis;
  const auto channels = static_cast<std::size_t>(dense.size(at));
  const auto extents = [&](std::int64_t from, std::int64_t until) {
    std::size_t product = 1;
    for (std::int64_t i = from; i < until; ++i) product *= static_cast<std::size_t>(dense.size(i));
    return product;
  };
  if (channelsInnermost(dense, axis)) return {extents(0, 1) * extents(2, rank), channels, 1};
  return {extents(0, at), channels, extents(at + 1, rank)};
}

at::Tensor quantizedActivation(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis,
                               bool mayOverwrite) {
  if (input.scalar_type() != at::kFloat || scheme.isFloat()) return input;
  if (!input.device().is_cpu()) return quantizedByOperators(input, scheme, axis);
  const at::Tensor dense = denseActivation(input, axis);
  // A fresh copy may always be overwritten.
  const bool own = mayOverwrite || !dense.is_same(input);
  at::Tensor result = own ? dense : at::empty_like(dense);
  const auto count = static_cast<std::size_t>(dense.numel());
  quantizeActivations({dense.data_ptr<float>(), count}, scheme, {result.data_ptr<float>(), count},
                      channelLayout(dense, axis));
  return result;
}

at::Tensor quantizedByOperators(const at::Tensor& input, const ActivationScheme& scheme, std::int64_t axis) {
  if (input.scalar_type() != at::kFloat || scheme.isFloat()) return input;
  // On the device itself if the operator supports it, else on the CPU.
  if (scheme.method == ActivationMethod::Uniform) return uniformElsewhere(input, scheme, axis);
  if (scheme.method == ActivationMethod::Pwlq) return piecesElsewhere(input, scheme);
  return quantizedActivation(input.cpu(), scheme, axis).to(input.device());
}

}  // namespace bitprism
