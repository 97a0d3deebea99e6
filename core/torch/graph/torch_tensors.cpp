#include "core/torch/graph/torch_tensors.h"

#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

template <class T>
at::Tensor shared(const std::shared_ptr<const std::vector<T>>& values, const Shape& shape, at::ScalarType type) {
  if (values->empty()) return at::empty(shape, type);
  return at::from_blob(
      const_cast<T*>(values->data()), shape, [values](void*) {}, at::TensorOptions(type));
}

template <class T, class Source>
std::shared_ptr<const std::vector<T>> copied(const at::Tensor& tensor) {
  const Source* first = tensor.data_ptr<Source>();
  return std::make_shared<const std::vector<T>>(first, first + tensor.numel());
}

}  // namespace

at::Tensor toTorch(const Tensor& tensor) {
  if (const auto* floats = std::get_if<Floats>(&tensor.values)) return shared(*floats, tensor.shape, at::kFloat);
  if (const auto* integers = std::get_if<Integers>(&tensor.values)) return shared(*integers, tensor.shape, at::kLong);
  const Booleans& booleans = std::get<Booleans>(tensor.values);
  return at::from_blob(
      const_cast<std::uint8_t*>(booleans->data()), tensor.shape, [booleans](void*) {}, at::TensorOptions(at::kBool));
}

Tensor fromTorch(const at::Tensor& tensor, const std::string& name) {
  if (tensor.is_quantized() || tensor.is_sparse() || tensor.is_complex() || tensor.is_mkldnn())
    throw InputError(text("tensor '", name, "' is of type ", tensor.toString(), ", expected plain numbers"));
  Tensor result;
  result.name = name;
  result.shape = tensor.sizes().vec();
  const at::Tensor plain = tensor.detach().cpu();
  if (plain.scalar_type() == at::kBool) {
    result.values = copied<std::uint8_t, bool>(plain.contiguous());
  } else if (at::isFloatingType(plain.scalar_type())) {
    result.values = copied<float, float>(plain.to(at::kFloat).contiguous());
  } else {
    result.values = copied<std::int64_t, std::int64_t>(plain.to(at::kLong).contiguous());
  }
  return result;
}

}  // namespace bitprism
