#include "core/quant/dsconv.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/quant/block_grid.h"

namespace bitprism {
namespace {

constexpr int mostSweeps = 10;

struct Fit {
  double scale = 0;
  double error = 0;  // sum of squares of what is left
};

// Least squares for given codes.
Fit fitted(const float* values, std::size_t size, std::size_t stride, const std::int8_t* codes) {
  double product = 0, squares = 0, power = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const double w = static_cast<double>(values[i * stride]), q = codes[i];
    product += w * q;
    squares += q * q;
    power += w * w;
  }
  if (squares == 0) return {0, power};
  return {product / squares, power - product * product / squares};
}

void round(const float* values, std::size_t size, std::size_t stride, float factor, int bits, std::int8_t* codes) {
  const auto low = static_cast<float>(-(1 << (bits - 1))), high = static_cast<float>((1 << (bits - 1)) - 1);
  for (std::size_t i = 0; i < size; ++i)
    codes[i] = static_cast<std::int8_t>(std::clamp(std::nearbyintf(factor * values[i * stride]), low, high));
}

// Codes and scale by turns from what codes are; leaves the best.
Fit alternate(const float* values, std::size_t size, std::size_t stride, int bits, std::vector<std::int8_t>& codes) {
  Fit best = fitted(values, size, stride, codes.data());
  std::vector<std::int8_t> next = codes;
  Fit fit = best;
  for (int sweep = 0; sweep < mostSweeps && fit.scale != 0; ++sweep) {
    const double low = -(1 << (bits - 1)), high = (1 << (bits - 1)) - 1;
    bool changed = false;
    for (std::size_t i = 0; i < size; ++i) {
      const auto code = static_cast<std::int8_t>(
          std::clamp(std::nearbyint(static_cast<double>(values[i * stride]) / fit.scale), low, high));
      changed |= code != next[i];
      next[i] = code;
    }
    if (!changed) break;
    fit = fitted(values, size, stride, next.data());
    if (fit.error >= best.error) continue;
    best = fit;
    codes = next;
  }
  return best;
}

}  // namespace

float roundBlock(const float* values, std::size_t size, std::size_t stride, int bits, bool refine, std::int8_t* codes) {
  float largest = 0, extreme = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const float magnitude = std::fabs(values[i * stride]);
    extreme = magnitude > largest ? values[i * stride] : extreme;
    largest = std::max(largest, magnitude);
  }
  if (largest < std::numeric_limits<float>::min()) {
    std::fill_n(codes, size, std::int8_t{0});
    return 0;
  }
  const auto lowest = static_cast<float>(-(1 << (bits - 1)));
  round(values, size, stride, lowest / extreme, bits, codes);
  Fit fit = fitted(values, size, stride, codes);
  if (refine) {
    for (const float sign : {1.0f, -1.0f}) {
      std::vector<std::int8_t> own(size);
      round(values, size, stride, sign * (lowest / extreme), bits, own.data());
      const Fit found = alternate(values, size, stride, bits, own);
      if (found.error >= fit.error) continue;
      fit = found;
      std::copy(own.begin(), own.end(), codes);
    }
  }
  const double limit = static_cast<double>(std::numeric_limits<float>::max()) / (1 << (bits - 1));
  return static_cast<float>(std::clamp(fit.scale, -limit, limit));
}

QuantizedTensor DsconvQuantizer::quantize(const Layer& layer, const QuantScheme& scheme) const {
  QuantizedTensor tensor = emptyTensor(layer, scheme);
  const BlockGrid grid(layer.shape, layer.channelAxis, scheme.block);
  tensor.codes.resize(layer.weights->size());
  tensor.scales.resize(static_cast<std::size_t>(grid.count()));
  std::vector<std::int8_t> codes;
  grid.forEachBlock([&](std::size_t block, std::size_t begin, std::size_t size, std::size_t stride) {
    codes.resize(size);
    tensor.scales[block] =
        roundBlock(layer.weights->data() + begin, size, stride, scheme.bits, scheme.refine, codes.data());
    for (std::size_t i = 0; i < size; ++i) tensor.codes[begin + i * stride] = codes[i];
  });
  return tensor;
}

}  // namespace bitprism
