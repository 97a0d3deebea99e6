#include "core/quant/numerics/dense_product.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/stats/clones.h"

namespace bitprism {
namespace {

// c is made tile by tile of tileRows x vectorLanes numbers, which stay in registers while depth runs.
constexpr std::size_t tileRows = 6;
constexpr std::size_t depthStep = 256;
constexpr std::size_t columnStep = 512;

template <class Number>
constexpr std::size_t vectorLanes = 64 / sizeof(Number);

template <class Number>
struct Wide {
  using Type __attribute__((vector_size(64))) = Number;
};

// a: depth x tileRows, b: depth x vectorLanes, both packed.
template <class Number>
[[gnu::always_inline]] inline void multiplyTile(const Number* a, const Number* b, std::size_t depth, Number* tile) {
  typename Wide<Number>::Type sums[tileRows] = {};
  for (std::size_t k = 0; k < depth; ++k) {
    typename Wide<Number>::Type line;
    std::memcpy(&line, b + k * vectorLanes<Number>, sizeof line);
    for (std::size_t i = 0; i < tileRows; ++i) sums[i] += line * a[k * tileRows + i];
  }
  std::memcpy(tile, sums, sizeof sums);
}

BITPRISM_CLONES void tileOf(const float* a, const float* b, std::size_t depth, float* tile) {
  multiplyTile(a, b, depth, tile);
}
BITPRISM_CLONES void tileOf(const double* a, const double* b, std::size_t depth, double* tile) {
  multiplyTile(a, b, depth, tile);
}

template <class Number>
void addBlocks(const ProductSize& size, Number factor, Strided<Number> a, MatrixRows<const Number> b,
               MatrixRows<Number> c, const std::stop_token& stop) {
  const auto [rows, depth, columns] = size;
  constexpr std::size_t width = vectorLanes<Number>;
  std::vector<Number> left(depthStep * tileRows), right(depthStep * columnStep);
  Number tile[tileRows * width];
  for (std::size_t k0 = 0; k0 < depth; k0 += depthStep) {
    const std::size_t steps = std::min(depthStep, depth - k0);
    for (std::size_t j0 = 0; j0 < columns; j0 += columnStep) {
      const std::size_t across = std::min(columnStep, columns - j0);
      for (std::size_t j = 0; j < across; j += width)
        for (std::size_t k = 0; k < steps; ++k) {
          Number* to = right.data() + j * steps + k * width;
          const std::size_t used = std::min(width, across - j);
          std::copy_n(b.data + (k0 + k) * b.stride + j0 + j, used, to);
          std::fill(to + used, to + width, Number{0});
        }
      for (std::size_t i0 = 0; i0 < rows; i0 += tileRows) {
        if (stop.stop_requested()) throw Cancelled();
        const std::size_t high = std::min(tileRows, rows - i0);
        for (std::size_t k = 0; k < steps; ++k)
          for (std::size_t i = 0; i < tileRows; ++i)
            left[k * tileRows + i] = i < high ? a.data[(i0 + i) * a.row + (k0 + k) * a.column] : Number{0};
        for (std::size_t j = 0; j < across; j += width) {
          tileOf(left.data(), right.data() + j * steps, steps, tile);
          for (std::size_t i = 0; i < high; ++i) {
            Number* to = c.data + (i0 + i) * c.stride + j0 + j;
            for (std::size_t x = 0; x < std::min(width, across - j); ++x) to[x] += factor * tile[i * width + x];
          }
        }
      }
    }
  }
}

BITPRISM_CLONES void addMultiple(double factor, const double* from, std::size_t count, double* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

}  // namespace

void addProduct(const ProductSize& size, float factor, Strided<float> a, MatrixRows<const float> b, MatrixRows<float> c,
                const std::stop_token& stop) {
  addBlocks(size, factor, a, b, c, stop);
}

void addProduct(const ProductSize& size, double factor, Strided<double> a, MatrixRows<const double> b,
                MatrixRows<double> c, const std::stop_token& stop) {
  addBlocks(size, factor, a, b, c, stop);
}

// By blocks of rows: first one product that subtracts the rows above, then row by row.
bool factorUpper(double* matrix, std::size_t size, const std::stop_token& stop) {
  constexpr std::size_t block = 48;
  const auto at = [&](std::size_t i, std::size_t j) { return matrix + i * size + j; };
  for (std::size_t begin = 0; begin < size; begin += block) {
    const std::size_t end = std::min(size, begin + block);
    addProduct({end - begin, begin, size - begin}, -1.0, {at(0, begin), 1, size}, {at(0, begin), size},
               {at(begin, begin), size}, stop);
    for (std::size_t i = begin; i < end; ++i) {
      if (stop.stop_requested()) throw Cancelled();
      for (std::size_t k = begin; k < i; ++k) addMultiple(-*at(k, i), at(k, i), size - i, at(i, i));
      const double pivot = *at(i, i);
      if (!(pivot > 0) || !std::isfinite(pivot)) return false;
      const double root = std::sqrt(pivot);
      for (std::size_t j = i; j < size; ++j) *at(i, j) /= root;
    }
  }
  return true;
}

}  // namespace bitprism
