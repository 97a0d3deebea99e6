#pragma once

#include <cstddef>
#include <cstdint>

namespace bitprism {

// Sums run in eight lanes on every machine, so that all have the same result; processors with narrower vectors split
// them.
inline constexpr std::size_t lanes = 8;
using Float8 = float __attribute__((vector_size(32)));
using Double8 = double __attribute__((vector_size(64)));
using Int8 = std::int32_t __attribute__((vector_size(32)));
using Byte8 = std::int8_t __attribute__((vector_size(8)));

}  // namespace bitprism
