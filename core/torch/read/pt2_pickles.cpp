#include "core/torch/read/pt2_pickles.h"

#include <algorithm>
#include <tuple>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/weights/state_dict.h"

namespace bitprism {
namespace {

// As ExportedType; empty: LibTorch has no such numbers.
std::string typeNameOf(ElementType type) {
  switch (type) {
    case ElementType::Float64:
      return "float64";
    case ElementType::Float32:
      return "float32";
    case ElementType::Float16:
      return "float16";
    case ElementType::BFloat16:
      return "bfloat16";
    case ElementType::Int64:
      return "int64";
    case ElementType::Int32:
      return "int32";
    case ElementType::Int16:
      return "int16";
    case ElementType::Int8:
      return "int8";
    case ElementType::UInt8:
      return "uint8";
    case ElementType::Boolean:
      return "bool";
    default:
      return {};
  }
}

Shape rowMajor(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * std::max<std::int64_t>(shape[i], 1);
  return strides;
}

}  // namespace

std::map<std::string, Pt2Tensor> pickledTensors(Bytes file, const std::string& source) {
  std::map<std::string, Pt2Tensor> result;
  std::map<std::tuple<const RandomAccess*, std::uint64_t, std::uint64_t>, std::shared_ptr<const Bytes>> shared;
  const NamedTensors read = readStateDict(accessTo(std::move(file), source));
  for (const StoredTensor& stored : read.tensors) {
    Pt2Tensor tensor;
    tensor.type = typeNameOf(stored.type);
    if (tensor.type.empty() || stored.bigEndian)
      throw InputError(text("cannot read '", source, "': tensor '", echoed(stored.name), "' has numbers of type ",
                            formOf(stored.type).name, stored.bigEndian ? " with the highest byte first" : "",
                            ", which is not supported"));
    tensor.shape = stored.shape;
    tensor.strides = stored.strides.empty() ? rowMajor(stored.shape) : stored.strides;
    std::shared_ptr<const Bytes>& bytes = shared[{stored.file.get(), stored.offset, stored.bytes()}];
    if (!bytes) bytes = std::make_shared<const Bytes>(stored.file->part(stored.offset, stored.bytes()));
    tensor.bytes = bytes;
    result.emplace(stored.name, std::move(tensor));
  }
  return result;
}

}  // namespace bitprism
