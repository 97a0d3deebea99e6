#include "core/quant/measures/output_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/numerics/dense_product.h"

namespace bitprism {
namespace {

constexpr const char* who = "its output error";
constexpr std::size_t rowStep = 192;  // output channels at a time
constexpr std::size_t columnStep = 256;

// Weights times the power of two that takes the largest below 1, so that no product overflows.
struct Scaled {
  std::vector<float> values;
  double factor = 1;  // the weights are values * factor

  explicit Scaled(std::span<const float> given) : values(given.begin(), given.end()) {
    float largest = 0;
    for (const float value : values) largest = std::max(largest, std::fabs(value));
    if (!(largest > 0) || !std::isfinite(largest)) return;
    int exponent = 0;
    std::frexp(largest, &exponent);
    factor = std::ldexp(1.0, exponent);
    const double inverse = std::ldexp(1.0, -exponent);
    for (float& value : values) value = static_cast<float>(static_cast<double>(value) * inverse);
  }
};

// Calls visit(first row, rows, second moment) for parts of the output channels, all of one group.
template <class Visit>
void forEachPart(const Layer& layer, const InputMoments& inputs, const Visit& visit) {
  const auto size = static_cast<std::size_t>(inputs.size), groups = static_cast<std::size_t>(inputs.groups);
  const std::size_t rows = static_cast<std::size_t>(layer.channels()) / groups;
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t row = 0; row < rows; row += rowStep)
      visit(g * rows + row, std::min(rowStep, rows - row), inputs.second.data() + g * size * size);
}

void checkCount(const Layer& layer, std::span<const float> values) {
  if (values.size() != layer.weights->size())
    throw UsageError(text("layer '", layer.name, "' has ", layer.weights->size(),
                          " weights, expected as many values, not ", values.size()));
}

double dot(const float* a, const float* b, std::size_t count) {
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (std::size_t k = 0; k < 4; ++k) sums[k] += static_cast<double>(a[i + k]) * static_cast<double>(b[i + k]);
  for (; i < count; ++i) sums[0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

double finite(const Layer& layer, double value) {
  if (!std::isfinite(value))
    throw Error(text("layer '", layer.name, "': its output on calibration images is not finite, expected numbers"));
  return value;
}

}  // namespace

std::vector<double> outputProducts(const Layer& layer, const InputMoments* known, std::span<const float> a,
                                   std::span<const float> b, const std::stop_token& stop) {
  const InputMoments& inputs = requiredInputs(layer, known, who);
  checkCount(layer, a);
  checkCount(layer, b);
  const Scaled left(a), right(b);
  const auto size = static_cast<std::size_t>(inputs.size);
  std::vector<double> result(static_cast<std::size_t>(layer.channels()), 0);
  std::vector<float> product;
  forEachPart(layer, inputs, [&](std::size_t first, std::size_t rows, const float* second) {
    product.assign(rows * size, 0);
    addProduct({rows, size, size}, 1.0f, {left.values.data() + first * size, size, 1}, {second, size},
               {product.data(), size}, stop);
    for (std::size_t row = 0; row < rows; ++row)
      result[first + row] =
          finite(layer, left.factor * right.factor *
                            dot(product.data() + row * size, right.values.data() + (first + row) * size, size));
  });
  return result;
}

// v^T H v = 2 v^T T v with T the part right of the diagonal and half of the diagonal.
double outputPower(const Layer& layer, const InputMoments* known, std::span<const float> values,
                   const std::stop_token& stop) {
  const InputMoments& inputs = requiredInputs(layer, known, who);
  checkCount(layer, values);
  const Scaled v(values);
  const auto size = static_cast<std::size_t>(inputs.size);
  double sum = 0;
  std::vector<float> product, corner(columnStep * columnStep);
  forEachPart(layer, inputs, [&](std::size_t first, std::size_t rows, const float* second) {
    const float* from = v.values.data() + first * size;
    for (std::size_t begin = 0; begin < size; begin += columnStep) {
      const std::size_t width = std::min(columnStep, size - begin);
      product.assign(rows * width, 0);
      addProduct({rows, begin, width}, 1.0f, {from, size, 1}, {second + begin, size}, {product.data(), width}, stop);
      for (std::size_t i = 0; i < width; ++i)
        for (std::size_t j = 0; j < width; ++j)
          corner[i * width + j] = j < i ? 0 : second[(begin + i) * size + begin + j] * (i == j ? 0.5f : 1.0f);
      addProduct({rows, width, width}, 1.0f, {from + begin, size, 1}, {corner.data(), width}, {product.data(), width});
      for (std::size_t row = 0; row < rows; ++row)
        sum += dot(product.data() + row * width, from + row * size + begin, width);
    }
  });
  return std::max(0.0, finite(layer, 2 * v.factor * v.factor * sum));
}

double outputSqnrDb(const Layer& layer, const InputMoments* inputs, std::span<const float> quantized,
                    const std::stop_token& stop) {
  return outputSqnrDb(layer, inputs, quantized, outputPower(layer, inputs, *layer.weights, stop), stop);
}

double outputSqnrDb(const Layer& layer, const InputMoments* inputs, std::span<const float> quantized, double power,
                    const std::stop_token& stop) {
  checkCount(layer, quantized);
  std::vector<float> change(quantized.size());
  for (std::size_t i = 0; i < change.size(); ++i) change[i] = (*layer.weights)[i] - quantized[i];
  const double error = outputPower(layer, inputs, change, stop);
  return error == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(power / error);
}

}  // namespace bitprism
