#include "core/torch/read/single_floats.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace bitprism {

struct SingleFloats::Converted {
  std::unordered_map<const void*, at::Tensor> byTensor;
  std::vector<at::Tensor> kept;
};

SingleFloats::SingleFloats() : converted_(std::make_unique<Converted>()) {}
SingleFloats::~SingleFloats() = default;

c10::IValue SingleFloats::single(const c10::IValue& value) {
  if (!value.isTensor() || !value.toTensor().defined()) return value;
  const at::Tensor& tensor = value.toTensor();
  if (tensor.is_quantized() || !tensor.is_floating_point() || tensor.scalar_type() == at::kFloat) return value;
  const auto [found, fresh] = converted_->byTensor.try_emplace(tensor.unsafeGetTensorImpl());
  if (fresh) {
    // One tensor under two names stays one.
    const auto twin = std::find_if(converted_->kept.begin(), converted_->kept.end(), [&](const at::Tensor& other) {
      return other.is_alias_of(tensor) && other.storage_offset() == tensor.storage_offset() &&
             other.sizes() == tensor.sizes() && other.strides() == tensor.strides();
    });
    found->second =
        twin == converted_->kept.end() ? tensor.to(at::kFloat) : converted_->byTensor.at(twin->unsafeGetTensorImpl());
    converted_->kept.push_back(tensor);
  }
  return found->second;
}

bool SingleFloats::any() const {
  return some_ || !converted_->byTensor.empty();
}

}  // namespace bitprism
