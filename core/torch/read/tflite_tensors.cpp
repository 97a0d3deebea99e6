#include "core/torch/read/tflite_tensors.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

[[noreturn]] void refuseTensor(const TfliteTensor& tensor, const std::string& source, const std::string& why) {
  throw InputError(text("cannot read '", source, "': tensor ", tensor.quotedName(), " ", why));
}

// The count of a shape's elements; refuses those that overflow.
std::int64_t elementsOf(const TfliteTensor& tensor, const std::string& source) {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  std::int64_t count = 1;
  for (const std::int64_t extent : tensor.shape) {
    if (extent != 0 && count > most / extent)
      refuseTensor(tensor, source, text("has an impossible size ", shapeText(tensor.shape)));
    count *= extent;
  }
  return count;
}

std::int64_t bitsOf(const TfliteTensor& tensor, const std::string& source) {
  switch (tensor.type) {
    case TfliteType::Int4:
      return 4;
    case TfliteType::Uint8:
    case TfliteType::Int8:
    case TfliteType::Bool:
      return 8;
    case TfliteType::Float16:
    case TfliteType::Int16:
    case TfliteType::Uint16:
      return 16;
    case TfliteType::Float32:
    case TfliteType::Int32:
    case TfliteType::Uint32:
      return 32;
    case TfliteType::Int64:
    case TfliteType::Float64:
      return 64;
  }
  refuseTensor(
      tensor, source,
      text("has elements of type ", tfliteTypeName(tensor.type), ", which are not supported, expected numbers"));
}

// The bytes in an aligned tensor of their own.
at::Tensor copied(std::span<const std::uint8_t> bytes, const Shape& shape, at::ScalarType type) {
  at::Tensor tensor = at::empty(shape, type);
  if (!bytes.empty()) std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
  return tensor;
}

// Two codes of four bits with a sign to a byte, the lower one first.
at::Tensor halfBytes(std::span<const std::uint8_t> bytes, const Shape& shape) {
  at::Tensor tensor = at::empty(shape, at::kLong);
  auto* values = tensor.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    const int half = (bytes[static_cast<std::size_t>(i / 2)] >> (i % 2 * 4)) & 15;
    values[i] = half < 8 ? half : half - 16;
  }
  return tensor;
}

template <class T>
at::Tensor unsignedNumbers(std::span<const std::uint8_t> bytes, const Shape& shape) {
  at::Tensor tensor = at::empty(shape, at::kLong);
  auto* values = tensor.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
    values[i] = value;
  }
  return tensor;
}

at::Tensor storedNumbers(const TfliteTensor& tensor) {
  const std::span<const std::uint8_t> bytes = *tensor.data;
  switch (tensor.type) {
    case TfliteType::Float32:
      return copied(bytes, tensor.shape, at::kFloat);
    case TfliteType::Float16:
      return copied(bytes, tensor.shape, at::kHalf).to(at::kFloat);
    case TfliteType::Float64:
      return copied(bytes, tensor.shape, at::kDouble).to(at::kFloat);
    case TfliteType::Int8:
      return copied(bytes, tensor.shape, at::kChar).to(at::kLong);
    case TfliteType::Uint8:
      return copied(bytes, tensor.shape, at::kByte).to(at::kLong);
    case TfliteType::Int16:
      return copied(bytes, tensor.shape, at::kShort).to(at::kLong);
    case TfliteType::Uint16:
      return unsignedNumbers<std::uint16_t>(bytes, tensor.shape);
    case TfliteType::Int32:
      return copied(bytes, tensor.shape, at::kInt).to(at::kLong);
    case TfliteType::Uint32:
      return unsignedNumbers<std::uint32_t>(bytes, tensor.shape);
    case TfliteType::Int64:
      return copied(bytes, tensor.shape, at::kLong);
    case TfliteType::Bool:
      return copied(bytes, tensor.shape, at::kByte).to(at::kBool);
    case TfliteType::Int4:
      return halfBytes(bytes, tensor.shape);
  }
  return {};
}

std::vector<std::int64_t> orderOf(TfliteForm form) {
  switch (form) {
    case TfliteForm::Stored:
      break;
    case TfliteForm::ChannelsFirst:
    case TfliteForm::Filters:
      return {0, 3, 1, 2};
    case TfliteForm::ChannelFilters:
    case TfliteForm::TransposedFilters:
      return {3, 0, 1, 2};
  }
  return {};
}

// A name that networks give their layers: without the operation that TensorFlow adds to it.
std::string layerNameOf(const std::string& name) {
  std::string result = name.substr(0, name.find(';'));
  for (const char* ending : {"/resource", "/ReadVariableOp", "/read", "/Conv2D", "/depthwise", "/MatMul",
                             "/conv2d_transpose", "/BiasAdd", "/kernel", "/weights"})
    if (result.ends_with(ending)) result.erase(result.size() - std::char_traits<char>::length(ending));
  return result;
}

}  // namespace

at::Tensor tfliteNumbers(const TfliteTensor& tensor, const at::Tensor& codes, const std::string& source) {
  const std::size_t count = tensor.scales.size(), points = tensor.zeroPoints.size();
  if (points != 0 && points != count && points != 1)
    refuseTensor(tensor, source, text("has ", points, " zero points for ", count, " scales"));
  for (const float scale : tensor.scales)
    if (!std::isfinite(scale) || scale < 0) refuseTensor(tensor, source, text("has a scale of ", scale));
  at::Tensor scales = at::tensor(at::ArrayRef<float>(tensor.scales), at::kFloat);
  at::Tensor zeros = points == 0 ? at::zeros({1})
                                 : at::tensor(at::ArrayRef<std::int64_t>(tensor.zeroPoints), at::kLong).to(at::kFloat);
  if (count == 1) {
    scales = scales.reshape({});
    zeros = zeros[0];
  } else {
    const std::int64_t axis = tensor.axis;
    if (axis < 0 || axis >= codes.dim() || codes.size(axis) != static_cast<std::int64_t>(count))
      refuseTensor(tensor, source,
                   text("of ", shapeText(tensor.shape), " has ", count, " scales along its axis ", axis));
    std::vector<std::int64_t> form(static_cast<std::size_t>(codes.dim()), 1);
    form[static_cast<std::size_t>(axis)] = -1;
    scales = scales.reshape(form);
    if (zeros.numel() != 1) zeros = zeros.reshape(form);
  }
  return (codes.to(at::kFloat) - zeros) * scales;
}

at::Tensor TfliteConstants::converted(const TfliteTensor& tensor) const {
  if (tensor.isSparse) refuseTensor(tensor, source_, "is stored sparse, which is not supported");
  if (tensor.hasOtherQuantization)
    refuseTensor(tensor, source_, "is quantized other than by scales and zero points, which is not supported");
  const std::int64_t count = elementsOf(tensor, source_), bits = bitsOf(tensor, source_);
  const std::int64_t bytes = (count * bits + 7) / 8;
  if (static_cast<std::int64_t>(tensor.data->size()) != bytes)
    refuseTensor(tensor, source_,
                 text("of ", shapeText(tensor.shape), " ", tfliteTypeName(tensor.type), " has ", tensor.data->size(),
                      " bytes, expected ", bytes));
  const at::Tensor stored = storedNumbers(tensor);
  return tensor.isCode() ? tfliteNumbers(tensor, stored, source_) : stored;
}

const Recorded& TfliteConstants::constant(std::int32_t index, TfliteForm form) {
  const auto [found, fresh] = known_.try_emplace({index, form});
  if (!fresh) return found->second;
  const TfliteTensor& tensor = model_.tensors[static_cast<std::size_t>(index)];
  try {
    if (form == TfliteForm::Stored) {
      found->second = Recorder::constant(converted(tensor), layerNameOf(tensor.name));
    } else {
      const at::Tensor stored = constant(index, TfliteForm::Stored).value->toTensor();
      if (stored.dim() != 4)
        refuseTensor(tensor, source_, text("has ", stored.dim(), " axes, expected 4 where it is used"));
      found->second = Recorder::constant(stored.permute(orderOf(form)).contiguous(), layerNameOf(tensor.name));
    }
  } catch (...) {
    known_.erase(found);
    throw;
  }
  return found->second;
}

}  // namespace bitprism
