#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// How the numbers of a tensor are stored in a file of weights: floats and whole numbers of the usual widths, and the
// blocks of GGUF, which share scales. Numbers are little-endian.
enum class ElementType {
  Float64,
  Float32,
  Float16,
  BFloat16,
  Float8E4M3,
  Float8E5M2,
  Int64,
  Int32,
  Int16,
  Int8,
  UInt64,
  UInt32,
  UInt16,
  UInt8,
  Boolean,
  Q4_0,
  Q4_1,
  Q5_0,
  Q5_1,
  Q8_0,
  Q2_K,
  Q3_K,
  Q4_K,
  Q5_K,
  Q6_K,
  Q8_K
};

// A block holds `numbers` in `bytes`: one number, except for those of GGUF.
struct ElementForm {
  ElementType type;
  const char* name;  // "F32", "BF16", "Q4_K"
  std::size_t numbers = 1;
  std::size_t bytes = 1;
  bool isFloat = true;                                        // GGUF's blocks stand for floats
  void (*decode)(const std::uint8_t* block, float* numbers);  // whole numbers beyond 2^24 are rounded
};

const ElementForm& formOf(ElementType type);

// The numbers of whole blocks as floats; `into` has formOf(type).numbers for each block.
void decodeFloats(ElementType type, std::span<const std::uint8_t> blocks, float* into);

// One whole number; exact. 64-bit numbers without sign beyond 2^63 - 1 become that.
std::int64_t decodeInteger(ElementType type, const std::uint8_t* bytes);

}  // namespace bitprism
