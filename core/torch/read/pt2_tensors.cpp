#include "core/torch/read/pt2_tensors.h"

#include <ATen/ATen.h>

#include <cstring>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/exported_types.h"

namespace bitprism {

struct Pt2Tensors::Memory {
  // With the bytes that they copy, so that these keep their address.
  std::map<std::pair<const Bytes*, at::ScalarType>, std::pair<std::shared_ptr<const Bytes>, at::Tensor>> wholes;
};

Pt2Tensors::Pt2Tensors() : memory_(std::make_unique<Memory>()) {}
Pt2Tensors::~Pt2Tensors() = default;

at::Tensor Pt2Tensors::tensor(const Pt2Tensor& stored) {
  const std::optional<at::ScalarType> type = scalarTypeNamed(stored.type);
  if (!type) throw InputError(text("numbers of type ", stored.type, " are not supported"));
  auto& [bytes, whole] = memory_->wholes[{stored.bytes.get(), *type}];
  if (!bytes) {
    bytes = stored.bytes;
    const auto width = static_cast<std::size_t>(c10::elementSize(*type));
    const std::size_t count = bytes->size() / width;
    whole = at::empty({static_cast<std::int64_t>(count)}, *type);
    if (count > 0) std::memcpy(whole.data_ptr(), bytes->data(), count * width);
    // Any byte but 0 is true; other values of a boolean are undefined.
    if (*type == at::kBool)
      for (std::size_t i = 0; i < count; ++i) static_cast<std::uint8_t*>(whole.data_ptr())[i] = (*bytes)[i] != 0;
  }
  return whole.as_strided(stored.shape, stored.strides, stored.offset);
}

}  // namespace bitprism
