#include "core/weights/element_type.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/half.h"
#include "core/weights/gguf_blocks.h"

namespace bitprism {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read in native byte order");

template <class T>
T valueAt(const std::uint8_t* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class T>
void decodePlain(const std::uint8_t* bytes, float* number) {
  *number = static_cast<float>(valueAt<T>(bytes));
}

void decodeHalf(const std::uint8_t* bytes, float* number) {
  *number = floatFromHalf(valueAt<std::uint16_t>(bytes));
}

void decodeBFloat(const std::uint8_t* bytes, float* number) {
  *number = std::bit_cast<float>(static_cast<std::uint32_t>(valueAt<std::uint16_t>(bytes)) << 16);
}

// Bias 7, three bits of fraction, no infinity: all ones are NaN.
void decodeE4M3(const std::uint8_t* bytes, float* number) {
  const int exponent = *bytes >> 3 & 15, fraction = *bytes & 7;
  float magnitude = exponent == 0 ? static_cast<float>(fraction) / 512
                                  : static_cast<float>(8 + fraction) / 1024 * static_cast<float>(1 << exponent);
  if ((*bytes & 127) == 127) magnitude = std::numeric_limits<float>::quiet_NaN();
  *number = *bytes & 128 ? -magnitude : magnitude;
}

// The upper half of a half.
void decodeE5M2(const std::uint8_t* bytes, float* number) {
  *number = floatFromHalf(static_cast<std::uint16_t>(*bytes << 8));
}

void decodeBoolean(const std::uint8_t* bytes, float* number) {
  *number = *bytes ? 1.F : 0.F;
}

constexpr ElementForm elementForms[] = {{ElementType::Float64, "F64", 1, 8, true, decodePlain<double>},
                                        {ElementType::Float32, "F32", 1, 4, true, decodePlain<float>},
                                        {ElementType::Float16, "F16", 1, 2, true, decodeHalf},
                                        {ElementType::BFloat16, "BF16", 1, 2, true, decodeBFloat},
                                        {ElementType::Float8E4M3, "F8_E4M3", 1, 1, true, decodeE4M3},
                                        {ElementType::Float8E5M2, "F8_E5M2", 1, 1, true, decodeE5M2},
                                        {ElementType::Int64, "I64", 1, 8, false, decodePlain<std::int64_t>},
                                        {ElementType::Int32, "I32", 1, 4, false, decodePlain<std::int32_t>},
                                        {ElementType::Int16, "I16", 1, 2, false, decodePlain<std::int16_t>},
                                        {ElementType::Int8, "I8", 1, 1, false, decodePlain<std::int8_t>},
                                        {ElementType::UInt64, "U64", 1, 8, false, decodePlain<std::uint64_t>},
                                        {ElementType::UInt32, "U32", 1, 4, false, decodePlain<std::uint32_t>},
                                        {ElementType::UInt16, "U16", 1, 2, false, decodePlain<std::uint16_t>},
                                        {ElementType::UInt8, "U8", 1, 1, false, decodePlain<std::uint8_t>},
                                        {ElementType::Boolean, "BOOL", 1, 1, false, decodeBoolean},
                                        {ElementType::Q4_0, "Q4_0", 32, 18, true, decodeQ4_0},
                                        {ElementType::Q4_1, "Q4_1", 32, 20, true, decodeQ4_1},
                                        {ElementType::Q5_0, "Q5_0", 32, 22, true, decodeQ5_0},
                                        {ElementType::Q5_1, "Q5_1", 32, 24, true, decodeQ5_1},
                                        {ElementType::Q8_0, "Q8_0", 32, 34, true, decodeQ8_0},
                                        {ElementType::Q2_K, "Q2_K", 256, 84, true, decodeQ2_K},
                                        {ElementType::Q3_K, "Q3_K", 256, 110, true, decodeQ3_K},
                                        {ElementType::Q4_K, "Q4_K", 256, 144, true, decodeQ4_K},
                                        {ElementType::Q5_K, "Q5_K", 256, 176, true, decodeQ5_K},
                                        {ElementType::Q6_K, "Q6_K", 256, 210, true, decodeQ6_K},
                                        {ElementType::Q8_K, "Q8_K", 256, 292, true, decodeQ8_K}};

}  // namespace

const ElementForm& formOf(ElementType type) {
  return elementForms[static_cast<std::size_t>(type)];
}

void decodeFloats(ElementType type, std::span<const std::uint8_t> blocks, float* into) {
  if (type == ElementType::Float32) {
    if (!blocks.empty()) std::memcpy(into, blocks.data(), blocks.size());
    return;
  }
  const ElementForm& form = formOf(type);
  for (std::size_t at = 0; at + form.bytes <= blocks.size(); at += form.bytes, into += form.numbers)
    form.decode(blocks.data() + at, into);
}

std::int64_t decodeInteger(ElementType type, const std::uint8_t* bytes) {
  switch (type) {
    case ElementType::Int64:
      return valueAt<std::int64_t>(bytes);
    case ElementType::Int32:
      return valueAt<std::int32_t>(bytes);
    case ElementType::Int16:
      return valueAt<std::int16_t>(bytes);
    case ElementType::Int8:
      return valueAt<std::int8_t>(bytes);
    case ElementType::UInt64:
      return static_cast<std::int64_t>(
          std::min<std::uint64_t>(valueAt<std::uint64_t>(bytes), std::numeric_limits<std::int64_t>::max()));
    case ElementType::UInt32:
      return valueAt<std::uint32_t>(bytes);
    case ElementType::UInt16:
      return valueAt<std::uint16_t>(bytes);
    case ElementType::Boolean:
      return *bytes != 0;
    default:
      return *bytes;
  }
}

}  // namespace bitprism
