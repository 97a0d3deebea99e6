#include "core/torch/graph/torch_tensors.h"

#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

template <class T>
using Values = std::shared_ptr<const ConstantArray<T>>;

// The deleter of memory that belongs to a program's values; it also tells such memory from any other.
template <class T>
void releaseValues(void* values) {
  delete static_cast<Values<T>*>(values);
}

template <class T>
at::Tensor shared(const Values<T>& values, const Shape& shape, at::ScalarType type) {
  if (values->empty()) return at::empty(shape, type);
  return at::for_blob(const_cast<T*>(values->data()), shape)
      .context(new Values<T>(values), &releaseValues<T>)
      .options(at::TensorOptions(type))
      .make_tensor();
}

// The values whose memory a contiguous tensor is; null if it has memory of its own or not all of theirs.
template <class T>
Values<T> sharedValues(const at::Tensor& tensor) {
  if (!tensor.has_storage() || tensor.storage_offset() != 0) return nullptr;
  const at::DataPtr& memory = tensor.storage().data_ptr();
  if (memory.get_deleter() != &releaseValues<T>) return nullptr;
  const Values<T>& values = *static_cast<const Values<T>*>(memory.get_context());
  return static_cast<std::int64_t>(values->size()) == tensor.numel() ? values : nullptr;
}

template <class T, class Source = T>
Values<T> copied(const at::Tensor& tensor) {
  const Source* first = tensor.data_ptr<Source>();
  return constantArray(std::vector<T>(first, first + tensor.numel()));
}

template <class T>
Values<T> sharedOrCopied(const at::Tensor& tensor) {
  const Values<T> values = sharedValues<T>(tensor);
  return values ? values : copied<T>(tensor);
}

}  // namespace

at::Tensor toTorch(const Tensor& tensor) {
  if (const auto* floats = std::get_if<Floats>(&tensor.values)) return shared(*floats, tensor.shape, at::kFloat);
  if (const auto* integers = std::get_if<Integers>(&tensor.values)) return shared(*integers, tensor.shape, at::kLong);
  const Booleans& booleans = std::get<Booleans>(tensor.values);
  return shared(booleans, tensor.shape, at::kBool);
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
    result.values = sharedOrCopied<float>(plain.to(at::kFloat).contiguous());
  } else {
    result.values = sharedOrCopied<std::int64_t>(plain.to(at::kLong).contiguous());
  }
  return result;
}

}  // namespace bitprism
