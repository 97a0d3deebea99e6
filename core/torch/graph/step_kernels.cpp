#include "core/torch/graph/step_kernels.h"

#include <torch/script.h>

#include <bit>

#include "core/quant/activations/uniform_activation.h"
#include "core/torch/graph/activation_operators.h"
#include "core/torch/graph/float_kernels.h"

namespace bitprism {
namespace {

bool channelsInnermost(const at::Tensor& tensor) {
  return tensor.dim() == 4 && tensor.scalar_type() == at::kFloat && tensor.size(1) > 1 &&
         tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor channelsLast(at::IntArrayRef shape) {
  return at::empty(shape, at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
}

}  // namespace

bool onlyOnStack(const at::Tensor& tensor) {
  return tensor.use_count() == 1 && tensor.storage().use_count() == 1 && tensor.is_floating_point() &&
         tensor.is_non_overlapping_and_dense();
}

bool keepsForm(const at::Tensor& self, const c10::IValue& other) {
  if (!other.isTensor()) return true;
  const at::Tensor& tensor = other.toTensor();
  return tensor.scalar_type() == self.scalar_type() &&
         (tensor.sizes() == self.sizes() || (tensor.numel() == 1 && tensor.dim() <= self.dim()));
}

bool runAddRelu(std::vector<c10::IValue>& stack) {
  at::Tensor a = std::move(stack[0]).toTensor(), b = std::move(stack[1]).toTensor();
  if (a.scalar_type() != at::kFloat || b.scalar_type() != at::kFloat || a.sizes() != b.sizes() ||
      a.strides() != b.strides() || !a.is_non_overlapping_and_dense() || !stack[2].isInt() || stack[2].toInt() != 1) {
    stack[0] = std::move(a);
    stack[1] = std::move(b);
    return false;
  }
  at::Tensor result = onlyOnStack(a) ? a : onlyOnStack(b) ? b : at::empty_like(a);
  addRelu(a.data_ptr<float>(), b.data_ptr<float>(), result.data_ptr<float>(), result.numel());
  stack.clear();
  stack.emplace_back(std::move(result));
  return true;
}

bool runMaxPool(std::vector<c10::IValue>& stack) {
  const at::Tensor& input = stack[0].toTensor();
  if (!channelsInnermost(input)) return false;
  const auto pair = [&](std::size_t i) {
    const auto values = stack[i].toIntVector();
    return values.empty()       ? stack[1].toIntVector()
           : values.size() == 1 ? std::vector<std::int64_t>{values[0], values[0]}
                                : values;
  };
  const auto kernel = pair(1), stride = pair(2), padding = pair(3), dilation = pair(4);
  if (kernel.size() != 2 || stride.size() != 2) return false;
  MaxPool pool{input.size(0), input.size(2), input.size(3), input.size(1), {}, {}, 0, 0};
  pool.rows = {kernel[0], stride[0], padding[0], dilation[0]};
  pool.columns = {kernel[1], stride[1], padding[1], dilation[1]};
  const bool ceil = stack[5].toBool();
  pool.outputRows = pool.rows.outputs(pool.height, ceil);
  pool.outputColumns = pool.columns.outputs(pool.width, ceil);
  if (pool.outputRows < 1 || pool.outputColumns < 1) return false;  // LibTorch says what is wrong
  at::Tensor result = channelsLast({pool.count, pool.channels, pool.outputRows, pool.outputColumns});
  maxPool(pool, input.data_ptr<float>(), result.data_ptr<float>());
  stack.clear();
  stack.emplace_back(std::move(result));
  return true;
}

bool runActivationQuantizer(std::vector<c10::IValue>& stack) {
  at::Tensor input = stack[0].toTensor();
  stack[0] = c10::IValue();
  ActivationScheme scheme;
  scheme.bits = std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(0, stack[4].toInt())));
  if (scheme.bits < 1 || scheme.bits > 8 || scheme.highestCode() != stack[4].toInt() || stack[3].toInt() != 0 ||
      input.scalar_type() != at::kFloat) {
    stack[0] = std::move(input);
    return false;
  }
  scheme.scale = static_cast<float>(stack[1].toDouble());
  scheme.zeroPoint = static_cast<int>(stack[2].toInt());
  at::Tensor result = quantizedActivation(input, scheme, 1, onlyOnStack(input));
  stack.clear();
  stack.emplace_back(std::move(result));
  return true;
}

bool runGlobalMean(std::vector<c10::IValue>& stack) {
  const at::Tensor& input = stack[0].toTensor();
  if (!channelsInnermost(input) || stack[1].toIntVector() != std::vector<std::int64_t>{1, 1}) return false;
  at::Tensor result = channelsLast({input.size(0), input.size(1), 1, 1});
  meanOverPositions(input.size(0), input.size(2) * input.size(3), input.size(1), input.data_ptr<float>(),
                    result.data_ptr<float>());
  stack.clear();
  stack.emplace_back(std::move(result));
  return true;
}

}  // namespace bitprism
