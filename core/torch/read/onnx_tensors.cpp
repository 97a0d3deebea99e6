#include "core/torch/read/onnx_tensors.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "core/base/error.h"
#include "core/base/large_pages.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_tensors.h"

namespace bitprism {
namespace {

constexpr int uint4Type = 21, int4Type = 22, uint2Type = 25, int2Type = 26;  // newer than the library's enum

std::int64_t checkedCount(const ::onnx::TensorProto& tensor, const OnnxSource& source) {
  std::int64_t count = 1;
  for (const std::int64_t extent : tensor.dims()) {
    if (extent < 0)
      throw InputError(text("cannot read '", source.name, "': tensor '", tensor.name(), "' has a negative extent"));
    if (extent > 0 && count > (std::int64_t{1} << 40) / extent)
      throw InputError(text("cannot read '", source.name, "': tensor '", tensor.name(), "' has an impossible size"));
    count *= extent;
  }
  return count;
}

struct Storage {
  at::ScalarType type;
  int bits;
};

Storage storageOf(const ::onnx::TensorProto& tensor, const OnnxSource& source) {
  switch (tensor.data_type()) {
    case ::onnx::TensorProto::FLOAT:
      return {at::kFloat, 32};
    case ::onnx::TensorProto::DOUBLE:
      return {at::kDouble, 64};
    case ::onnx::TensorProto::FLOAT16:
      return {at::kHalf, 16};
    case ::onnx::TensorProto::BFLOAT16:
      return {at::kBFloat16, 16};
    case ::onnx::TensorProto::INT8:
      return {at::kChar, 8};
    case ::onnx::TensorProto::UINT8:
      return {at::kByte, 8};
    case ::onnx::TensorProto::INT16:
      return {at::kShort, 16};
    case ::onnx::TensorProto::INT32:
      return {at::kInt, 32};
    case ::onnx::TensorProto::INT64:
    case ::onnx::TensorProto::UINT64:  // indices and codes never exceed 2^63
      return {at::kLong, 64};
    case ::onnx::TensorProto::UINT16:
      return {at::kShort, 16};
    case ::onnx::TensorProto::UINT32:
      return {at::kInt, 32};
    case ::onnx::TensorProto::STRING:
      throw InputError(
          text("cannot read '", source.name, "': tensor '", tensor.name(), "' holds text, expected numbers"));
    case ::onnx::TensorProto::BOOL:
      return {at::kBool, 8};
    case 17:
    case 18:
    case 19:
    case 20:  // floats of 8 bits
      return {at::kByte, 8};
    case uint4Type:
    case int4Type:
      return {at::kChar, 4};
    case uint2Type:
    case int2Type:
      return {at::kChar, 2};
    default:
      throw InputError(text("cannot read '", source.name, "': tensor '", tensor.name(), "' has element type ",
                            tensor.data_type(), ", which is not supported"));
  }
}

// Floats of 8 bits, which the library does not know: sign, exponent, fraction.
struct SmallFloat {
  int type;
  int exponentBits;
  int bias;
  bool infinities;      // the highest exponent is of infinities and of what is not a number, else of numbers, too
  bool noNegativeZero;  // its bits are not a number
};
constexpr SmallFloat smallFloats[] = {
    {17, 4, 7, false, false}, {18, 4, 8, false, true}, {19, 5, 15, true, false}, {20, 5, 16, false, true}};

const SmallFloat* smallFloatOf(const ::onnx::TensorProto& tensor) {
  for (const SmallFloat& one : smallFloats)
    if (one.type == tensor.data_type()) return &one;
  return nullptr;
}

float valueOf(const SmallFloat& type, int byte) {
  const int fractionBits = 7 - type.exponentBits, steps = 1 << fractionBits;
  const int exponent = (byte & 127) >> fractionBits, fraction = byte & (steps - 1);
  const int highest = (1 << type.exponentBits) - 1;
  const float sign = byte & 128 ? -1.F : 1.F, nothing = std::numeric_limits<float>::quiet_NaN();
  if (type.noNegativeZero && byte == 128) return nothing;
  if (type.infinities && exponent == highest)
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity() : nothing;
  if (!type.infinities && !type.noNegativeZero && exponent == highest && fraction == steps - 1) return nothing;
  const auto part = static_cast<float>(fraction);
  if (exponent == 0) return sign * std::ldexp(part, 1 - type.bias - fractionBits);
  return sign * std::ldexp(static_cast<float>(steps) + part, exponent - type.bias - fractionBits);
}

at::Tensor floatsOf(const SmallFloat& type, const at::Tensor& bytes) {
  std::vector<float> values;
  for (int byte = 0; byte < 256; ++byte) values.push_back(valueOf(type, byte));
  return at::tensor(values).index_select(0, bytes.to(at::kLong).flatten()).reshape(bytes.sizes());
}

bool isSigned(const ::onnx::TensorProto& tensor) {
  return tensor.data_type() == int4Type || tensor.data_type() == int2Type;
}

// Numbers of 2 or 4 bits, the first of a byte in its lowest bits.
at::Tensor unpackBits(const std::string& raw, int bits, std::int64_t count, const Shape& shape, bool hasSign) {
  at::Tensor result = at::empty({count}, at::kChar);
  auto* values = result.data_ptr<std::int8_t>();
  const std::int64_t each = 8 / bits;
  const int all = 1 << bits;
  for (std::int64_t i = 0; i < count; ++i) {
    const int byte = static_cast<unsigned char>(raw[static_cast<std::size_t>(i / each)]);
    const int code = (byte >> (bits * static_cast<int>(i % each))) & (all - 1);
    values[i] = static_cast<std::int8_t>(hasSign && code >= all / 2 ? code - all : code);
  }
  return result.reshape(shape);
}

// As a program keeps them, so that its tensor need not copy them again: weights are most of a file.
at::Tensor floatsIn(const std::string& raw, const Shape& shape) {
  std::vector<float> values;
  values.reserve(raw.size() / sizeof(float));
  preferLargePages(values.data(), raw.size());
  values.resize(raw.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), raw.data(), raw.size());
  Tensor tensor;
  tensor.shape = shape;
  tensor.values = constantArray(std::move(values));
  return toTorch(tensor);
}

template <class T, class Field>
at::Tensor fromField(const Field& field, std::int64_t count, const Shape& shape, at::ScalarType type,
                     const std::string& where) {
  if (field.size() != count) throw InputError(text(where, " has ", field.size(), " numbers, expected ", count));
  at::Tensor result = at::empty({count}, type);
  std::copy(field.begin(), field.end(), result.data_ptr<T>());
  return result.reshape(shape);
}

// The bytes of a tensor kept in another file of the same folder.
std::string externalBytes(const ::onnx::TensorProto& tensor, std::uint64_t need, const OnnxSource& source) {
  const std::string where = text("cannot read '", source.name, "': tensor '", tensor.name(), "'");
  std::string location;
  std::uint64_t offset = 0, length = need;
  const auto numberOf = [&](const auto& entry) {
    std::uint64_t value = 0;
    const char* end = entry.value().data() + entry.value().size();
    const auto [stop, problem] = std::from_chars(entry.value().data(), end, value);
    if (problem != std::errc() || stop != end)
      throw InputError(text(where, " has external data with ", entry.key(), " '", entry.value(), "'"));
    return value;
  };
  for (const auto& entry : tensor.external_data()) {
    if (entry.key() == "location") location = entry.value();
    if (entry.key() == "offset") offset = numberOf(entry);
    if (entry.key() == "length") length = numberOf(entry);
  }
  namespace fs = std::filesystem;
  const fs::path inside = fs::path(location).lexically_normal();
  const auto refuse = [&] {
    throw InputError(text(where, " names data outside the file's folder ('", location, "'), which is refused"));
  };
  if (location.empty() || location.find('\0') != std::string::npos || inside.is_absolute() || *inside.begin() == "..")
    refuse();
  // Links are resolved before the folder is compared.
  std::error_code problem;
  const fs::path root = fs::weakly_canonical(source.folder.empty() ? "." : source.folder, problem);
  const fs::path real = fs::weakly_canonical(root / inside, problem);
  if (problem || std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first != root.end()) refuse();
  if (!fs::is_regular_file(real, problem))
    throw InputError(text(where, " has its data in '", location, "', but there is no such file next to it"));
  const std::uint64_t size = fs::file_size(real, problem);
  if (problem || length != need || offset > size || size - offset < need)
    throw InputError(text(where, " has its data in '", location, "', which has ", size, " bytes, expected ", need,
                          " from ", offset));
  std::ifstream file(real, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(need), '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  if (!file.read(bytes.data(), static_cast<std::streamsize>(need)) && need > 0)
    throw InputError(text(where, " has its data in '", location, "', which cannot be read"));
  return bytes;
}

at::Tensor tensorFrom(const ::onnx::TensorProto& proto, const OnnxSource& source) {
  const std::int64_t count = checkedCount(proto, source);
  const Storage storage = storageOf(proto, source);
  const Shape shape(proto.dims().begin(), proto.dims().end());
  const std::string where = text("cannot read '", source.name, "': tensor '", proto.name(), "'");
  const auto need = static_cast<std::uint64_t>((count * storage.bits + 7) / 8);
  std::string external;
  const bool isExternal = proto.data_location() == ::onnx::TensorProto::EXTERNAL;
  if (isExternal) external = externalBytes(proto, need, source);
  if (isExternal || proto.has_raw_data()) {
    const std::string& raw = isExternal ? external : proto.raw_data();
    if (raw.size() != need)
      throw InputError(text(where, " has ", raw.size(), " bytes, expected ", need, " for ", shapeText(shape)));
    if (storage.bits < 8) return unpackBits(raw, storage.bits, count, shape, isSigned(proto));
    if (storage.type == at::kFloat) return floatsIn(raw, shape);
    at::Tensor result = at::empty(shape, storage.type);
    if (need > 0) std::memcpy(result.data_ptr(), raw.data(), raw.size());
    return result;
  }
  switch (storage.type) {
    case at::kFloat:
      return fromField<float>(proto.float_data(), count, shape, at::kFloat, where);
    case at::kDouble:
      return fromField<double>(proto.double_data(), count, shape, at::kDouble, where);
    case at::kLong:
      if (proto.data_type() == ::onnx::TensorProto::UINT64)
        return fromField<std::int64_t>(proto.uint64_data(), count, shape, at::kLong, where);
      return fromField<std::int64_t>(proto.int64_data(), count, shape, at::kLong, where);
    case at::kHalf:
    case at::kBFloat16: {
      const at::Tensor words = fromField<std::int16_t>(proto.int32_data(), count, shape, at::kShort, where);
      return words.view(storage.type);
    }
    default:
      break;
  }
  if (storage.bits < 8) {
    // Several numbers per byte, one byte per entry.
    std::string raw;
    if (static_cast<std::uint64_t>(proto.int32_data_size()) != need)
      throw InputError(
          text(where, " has ", proto.int32_data_size(), " bytes of ", storage.bits, "-bit numbers, expected ", need));
    for (const std::int32_t byte : proto.int32_data()) raw += static_cast<char>(byte);
    return unpackBits(raw, storage.bits, count, shape, isSigned(proto));
  }
  if (proto.data_type() == ::onnx::TensorProto::UINT32)
    return fromField<std::int64_t>(proto.uint64_data(), count, shape, at::kLong, where);
  return fromField<std::int32_t>(proto.int32_data(), count, shape, at::kInt, where).to(storage.type);
}

}  // namespace

Recorded onnxTensor(const ::onnx::TensorProto& proto, const OnnxSource& source) {
  at::Tensor tensor = tensorFrom(proto, source);
  if (const SmallFloat* small = smallFloatOf(proto)) tensor = floatsOf(*small, tensor);
  const bool codes = tensor.scalar_type() == at::kChar || tensor.scalar_type() == at::kByte;
  if (tensor.is_floating_point()) {
    tensor = tensor.to(at::kFloat);
  } else if (!codes && tensor.scalar_type() != at::kBool && tensor.scalar_type() != at::kLong) {
    const bool wraps = tensor.scalar_type() == at::kShort ? proto.data_type() == ::onnx::TensorProto::UINT16
                                                          : proto.data_type() == ::onnx::TensorProto::UINT32;
    const std::int64_t mask = tensor.scalar_type() == at::kShort ? 0xffff : 0xffffffff;
    tensor = tensor.to(at::kLong);
    if (wraps) tensor = tensor.bitwise_and(mask);
  }
  return Recorder::constant(tensor, proto.name());
}

}  // namespace bitprism
