#pragma once

#include <cstddef>
#include <cstring>

namespace bitprism {

// Four floats or two doubles per instruction, in the vector extensions that g++ and clang share. Without -ffast-math a
// compiler may not reorder a sum, so reductions here have a fixed number of lanes; it is the same on every machine, and
// so is the result. Loops without a reduction need none of this.
using Float4 = float __attribute__((vector_size(16)));
using Int4 = int __attribute__((vector_size(16)));
using Double2 = double __attribute__((vector_size(16)));

inline Float4 load4(const float* from) {
  Float4 values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

inline Float4 all4(float value) {
  return Float4{value, value, value, value};
}
inline Double2 all2(double value) {
  return Double2{value, value};
}

inline Double2 lowDoubles(Float4 values) {
  return Double2{values[0], values[1]};
}
inline Double2 highDoubles(Float4 values) {
  return Double2{values[2], values[3]};
}

// The second operand where the first is NaN.
inline Float4 smaller(Float4 a, Float4 b) {
  return a < b ? a : b;
}
inline Float4 larger(Float4 a, Float4 b) {
  return a > b ? a : b;
}
inline Double2 larger(Double2 a, Double2 b) {
  return a > b ? a : b;
}

inline double total(Double2 values) {
  return values[0] + values[1];
}
inline float total(Float4 values) {
  return (values[0] + values[1]) + (values[2] + values[3]);
}

inline Float4 magnitude(Float4 values) {
  return values < 0 ? -values : values;
}
inline Double2 magnitude(Double2 values) {
  return values < 0 ? -values : values;
}

}  // namespace bitprism
