#include "core/network/tensor.h"

#include "core/base/text.h"

namespace bitprism {

std::int64_t Tensor::bytes() const {
  const std::int64_t width = isFloat() ? 4 : std::holds_alternative<Integers>(values) ? 8 : 1;
  return width * elementCount(shape);
}

std::int64_t elementCount(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) count *= extent;
  return count;
}

std::string shapeText(const Shape& shape) {
  if (shape.empty()) return "scalar";
  std::string result;
  for (const std::int64_t extent : shape) {
    if (!result.empty()) result += " x ";
    result += extent < 0 ? std::string("N") : std::to_string(extent);
  }
  return result;
}

Tensor floatTensor(std::string name, Shape shape, std::vector<float> values) {
  return {std::move(shape), constantArray(std::move(values)), std::move(name)};
}

}  // namespace bitprism
