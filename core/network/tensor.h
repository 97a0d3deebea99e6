#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/constant_array.h"

namespace bitprism {

using Shape = std::vector<std::int64_t>;

using Floats = std::shared_ptr<const ConstantArray<float>>;
using Integers = std::shared_ptr<const ConstantArray<std::int64_t>>;
using Booleans = std::shared_ptr<const ConstantArray<std::uint8_t>>;

// A constant of a network, row-major, shared and immutable. Readers widen integers to 64 bits and turn 16- and 64-bit
// floats into float32.
struct Tensor {
  Shape shape;
  std::variant<Floats, Integers, Booleans> values;
  std::string name;

  bool isFloat() const { return std::holds_alternative<Floats>(values); }
  const ConstantArray<float>& floats() const { return *std::get<Floats>(values); }
  const ConstantArray<std::int64_t>& integers() const { return *std::get<Integers>(values); }
  std::int64_t bytes() const;  // 4 a float, 8 an integer, 1 a boolean
};

// Product of the extents; 1 for a scalar.
std::int64_t elementCount(const Shape& shape);

// "64 x 3 x 7 x 7"; "scalar" when empty.
std::string shapeText(const Shape& shape);

Tensor floatTensor(std::string name, Shape shape, std::vector<float> values);

}  // namespace bitprism
